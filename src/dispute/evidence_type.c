/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its first bytes (data/law/attachment_types.tsv). A name says what its sender wants it to be. */
#include "dispute/evidence.h"

#include <string.h>

static bool begins_with(const struct evidence_body *body, const char *magic)
{
    const size_t length = strlen(magic) / 2;
    if (body->length < length) return false;
    for (size_t i = 0; i < length; i++) {
        const int high = g_ascii_xdigit_value(magic[2 * i]), low = g_ascii_xdigit_value(magic[2 * i + 1]);
        if (high < 0 || low < 0 || body->bytes[i] != high * 16 + low) return false;
    }
    return true;
}

static bool is_text(const struct evidence_body *body)
{
    if (!g_utf8_validate_len((const char *)body->bytes, body->length, NULL)) return false;
    for (size_t i = 0; i < body->length; i++)
        if (body->bytes[i] == 0x7f || (body->bytes[i] < 0x20 && strchr("\t\n\f\r", body->bytes[i]) == NULL))
            return false;
    return true;
}

static const struct tsv *types(GError **error)
{
    static GMutex lock;
    static struct tsv *table;
    g_mutex_lock(&lock);
    if (table == NULL) table = tsv_load("law/attachment_types.tsv", error);
    const struct tsv *loaded = table;
    g_mutex_unlock(&lock);
    return loaded;
}

static char *type_names(const struct tsv *table)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < tsv_rows(table); i++)
        if (i == 0 || strcmp(tsv_cell(table, i, "type"), tsv_cell(table, i - 1, "type")) != 0)
            g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", tsv_cell(table, i, "type"));
    return g_string_free(names, FALSE);
}

const char *evidence_type(const struct evidence_body *body, const char *name, GError **error)
{
    const struct tsv *table = types(error);
    if (table == NULL) return NULL;
    for (size_t i = 0; i < tsv_rows(table); i++) {
        const char *magic = tsv_cell(table, i, "magic");
        if (strcmp(magic, "text") == 0 ? is_text(body) : begins_with(body, magic)) return tsv_cell(table, i, "type");
    }
    g_autofree char *names = type_names(table);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file {1} is of no kind that a case may hold."),
                     N_("Give one of these, by content and not by name: {2}."), name, names, NULL);
    return NULL;
}

const char *evidence_ending(const char *type)
{
    const struct tsv *table = types(NULL);
    for (size_t i = 0; table != NULL && i < tsv_rows(table); i++)
        if (strcmp(tsv_cell(table, i, "type"), type) == 0) return tsv_cell(table, i, "ending");
    return "bin";
}
