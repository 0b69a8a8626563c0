/* SPDX-License-Identifier: Apache-2.0 */
/* See proof.h. Walks the central directory (APPNOTE 4.3.12) and reads each part once, in pieces. */
#include "report/proof.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

struct proof {
    const guint8 *bytes;
    size_t length, at; /* next entry of the central directory */
};

struct part {
    char name[64];
    const guint8 *data;
    size_t packed;
    bool deflated;
};

static size_t number(const guint8 *at, size_t bytes)
{
    size_t value = 0;
    for (size_t index = 0; index < bytes; index++)
        value |= (size_t)at[index] << (8 * index);
    return value;
}

static bool find_directory(struct proof *proof)
{
    for (size_t back = 22; back <= MIN(proof->length, 0xFFFF + 22); back++) {
        const guint8 *end = proof->bytes + proof->length - back;
        if (memcmp(end, "PK\5\6", 4) != 0) continue;
        proof->at = number(end + 16, 4);
        return true;
    }
    return false;
}

/* The next part; *more is false behind the last. False when the file does not hold together. */
static bool next_part(struct proof *proof, struct part *part, bool *more)
{
    const guint8 *entry = proof->bytes + proof->at;
    *more = proof->at + 4 <= proof->length && memcmp(entry, "PK\1\2", 4) == 0;
    if (!*more) return true;
    if (proof->at + 46 > proof->length) return false;
    size_t name = number(entry + 28, 2), local = number(entry + 42, 4);
    if (name >= sizeof part->name || proof->at + 46 + name > proof->length || local + 30 > proof->length) return false;
    memcpy(part->name, entry + 46, name);
    part->name[name] = '\0';
    part->deflated = number(entry + 10, 2) == 8;
    part->packed = number(entry + 20, 4);
    size_t begins = local + 30 + number(proof->bytes + local + 26, 2) + number(proof->bytes + local + 28, 2);
    if (begins > proof->length || part->packed > proof->length - begins) return false;
    part->data = proof->bytes + begins;
    proof->at += 46 + name + number(entry + 30, 2) + number(entry + 32, 2);
    return true;
}

static void count_rows(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                       gpointer data, GError **error)
{
    (void)context;
    (void)names;
    (void)values;
    (void)error;
    if (strcmp(element, "row") == 0) (*(int64_t *)data)++;
}

/* Well-formed to its end, and how many rows it has. */
static bool read_part(const struct part *part, int64_t *rows)
{
    static const GMarkupParser parser = { .start_element = count_rows };
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, rows, NULL);
    g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data(part->data, (gssize)part->packed, NULL);
    if (part->deflated) {
        g_autoptr(GConverter) converter = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW));
        g_autoptr(GInputStream) packed = g_steal_pointer(&stream);
        stream = g_converter_input_stream_new(packed, converter);
    }
    char buffer[16384];
    gssize length;
    while ((length = g_input_stream_read(stream, buffer, sizeof buffer, NULL, NULL)) > 0)
        if (!g_markup_parse_context_parse(context, buffer, length, NULL)) return false;
    return length == 0 && g_markup_parse_context_end_parse(context, NULL);
}

/* The number of "xl/worksheets/sheet12.xml", 0 for other parts. */
static size_t sheet_number(const char *name)
{
    static const char prefix[] = "xl/worksheets/sheet";
    return g_str_has_prefix(name, prefix) ? strtoul(name + strlen(prefix), NULL, 10) : 0;
}

static bool holds_together(struct proof *proof, const int64_t *lines, size_t sheets)
{
    size_t seen = 0;
    struct part part;
    for (bool more = find_directory(proof); more;) {
        int64_t rows = 0;
        if (!next_part(proof, &part, &more)) return false;
        if (!more) break;
        if (!read_part(&part, &rows)) return false;
        size_t sheet = sheet_number(part.name);
        if (sheet == 0) continue;
        seen++;
        if (sheet > sheets || (lines[sheet - 1] >= 0 && lines[sheet - 1] != rows)) return false;
    }
    return seen == sheets;
}

bool proof_workbook(const char *path, const int64_t *lines, size_t sheets, GError **error)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    struct proof proof = { 0 };
    if (file != NULL) {
        proof.bytes = (const guint8 *)g_mapped_file_get_contents(file);
        proof.length = g_mapped_file_get_length(file);
    }
    if (proof.length >= 22 && holds_together(&proof, lines, sheets)) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE,
                     N_("The workbook could not be written whole; what was there before is untouched"),
                     N_("See whether the disk is full, then export again."), NULL);
    return false;
}
