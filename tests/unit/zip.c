/* SPDX-License-Identifier: Apache-2.0 */
/* See zip.h. Follows the central directory, as a spreadsheet does, and inflates with GLib's own decompressor. */
#include "zip.h"

#include <gio/gio.h>
#include <string.h>

static guint32 number(const guint8 *at, size_t bytes)
{
    guint32 value = 0;
    for (size_t index = 0; index < bytes; index++)
        value |= (guint32)at[index] << (8 * index);
    return value;
}

struct walk {
    const guint8 *bytes;
    size_t length, at; /* next entry of the central directory */
};

static gboolean begin(struct walk *walk, const guint8 *bytes, size_t length)
{
    for (size_t back = 22; back <= length; back++) {
        const guint8 *end = bytes + length - back;
        if (memcmp(end, "PK\5\6", 4) != 0) continue;
        *walk = (struct walk){ bytes, length, number(end + 16, 4) };
        return TRUE;
    }
    return FALSE;
}

/* The next entry: its name, and where its data lies. */
static char *next(struct walk *walk, const guint8 **data, size_t *packed, gboolean *deflated)
{
    const guint8 *entry = walk->bytes + walk->at;
    if (walk->at + 46 > walk->length || memcmp(entry, "PK\1\2", 4) != 0) return NULL;
    guint32 name_length = number(entry + 28, 2);
    const guint8 *local = walk->bytes + number(entry + 42, 4);
    g_assert(local + 30 < walk->bytes + walk->length && memcmp(local, "PK\3\4", 4) == 0);
    *deflated = number(entry + 10, 2) == 8;
    *packed = number(entry + 20, 4);
    *data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    walk->at += 46 + name_length + number(entry + 30, 2) + number(entry + 32, 2);
    return g_strndup((const char *)entry + 46, name_length);
}

static char *inflate_text(const guint8 *data, size_t packed)
{
    g_autoptr(GInputStream) raw = g_memory_input_stream_new_from_data(data, (gssize)packed, NULL);
    g_autoptr(GConverter) converter = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW));
    g_autoptr(GInputStream) stream = g_converter_input_stream_new(raw, converter);
    GString *text = g_string_new(NULL);
    char buffer[8192];
    gssize length;
    while ((length = g_input_stream_read(stream, buffer, sizeof buffer, NULL, NULL)) > 0)
        g_string_append_len(text, buffer, length);
    return g_string_free(text, length < 0);
}

GPtrArray *zip_names(const char *path)
{
    g_autofree char *content = NULL;
    gsize length = 0;
    struct walk walk;
    if (!g_file_get_contents(path, &content, &length, NULL) || !begin(&walk, (const guint8 *)content, length))
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const guint8 *data;
    size_t packed;
    gboolean deflated;
    for (char *name; (name = next(&walk, &data, &packed, &deflated)) != NULL;)
        g_ptr_array_add(names, name);
    return names;
}

char *zip_part(const char *path, const char *wanted)
{
    g_autofree char *content = NULL;
    gsize length = 0;
    struct walk walk;
    if (!g_file_get_contents(path, &content, &length, NULL) || !begin(&walk, (const guint8 *)content, length))
        return NULL;
    const guint8 *data;
    size_t packed;
    gboolean deflated;
    for (char *name; (name = next(&walk, &data, &packed, &deflated)) != NULL;) {
        g_autofree char *found = name;
        if (strcmp(found, wanted) != 0) continue;
        return deflated ? inflate_text(data, packed) : g_strndup((const char *)data, packed);
    }
    return NULL;
}
