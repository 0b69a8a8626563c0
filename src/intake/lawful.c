/* SPDX-License-Identifier: Apache-2.0 */
/* See lawful.h. */
#include "intake/lawful.h"

#include <string.h>

/* ---- what may never be collected --------------------------------------------------------------------------------- */

/* Small letters without spaces, underlines and dashes: "Blood Type" and blood_type are one word. */
static char *normal(const char *word, size_t length)
{
    g_autofree char *part = g_strndup(word, length);
    g_autofree char *folded = g_utf8_validate(part, -1, NULL) ? g_utf8_casefold(part, -1) : g_strdup(part);
    GString *text = g_string_new(NULL);
    for (const char *at = folded; *at; at++)
        if (strchr(" _-\t", *at) == NULL) g_string_append_c(text, *at);
    return g_string_free(text, FALSE);
}

static gpointer read_list(gpointer unused)
{
    (void)unused;
    g_autoptr(tsv_t) list = tsv_load("mappings/prohibited.tsv", NULL);
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t row = 0; list && row < tsv_rows(list); row++) {
        const char *field = g_intern_string(tsv_cell(list, row, "field"));
        g_auto(GStrv) names = g_strsplit(tsv_cell(list, row, "words"), " ", -1);
        g_hash_table_insert(words, normal(field, strlen(field)), (char *)field);
        for (char **name = names; *name; name++)
            if (**name) g_hash_table_insert(words, normal(*name, strlen(*name)), (char *)field);
    }
    return words;
}

const char *prohibited_field(const char *word)
{
    static GOnce once = G_ONCE_INIT;
    GHashTable *words = g_once(&once, read_list, NULL);
    g_autofree char *whole = normal(word, strlen(word));
    const char *field = g_hash_table_lookup(words, whole);
    if (field || !strchr(word, '.')) return field;
    g_autofree char *first = normal(word, (size_t)(strchr(word, '.') - word));
    return g_hash_table_lookup(words, first);
}

int64_t prohibited_columns(const struct mapping *mapping, const struct csv_record *header)
{
    int64_t count = 0;
    for (size_t i = 0; mapping->header && i < header->count; i++) {
        g_autofree char *title = g_strstrip(g_strdup(header->field[i]));
        count += prohibited_field(title) && !g_hash_table_contains(mapping->dropped, title);
    }
    return count;
}

/* ---- what is asked ----------------------------------------------------------------------------------------------- */

static bool has_word(const char *words, const char *word)
{
    g_auto(GStrv) list = g_strsplit_set(words, " ,", -1);
    return word && g_strv_contains((const char *const *)list, word);
}

static bool in_families(const char *profile, const char *families)
{
    g_auto(GStrv) list = g_strsplit_set(families, " ,", -1);
    for (char **family = list; *family; family++)
        if (**family && law_in_family(profile, *family)) return true;
    return false;
}

bool lawful_asks(const char *profile, const char *source_kind, const char *rule, int *months, GError **error)
{
    g_autoptr(tsv_t) rules = tsv_load("law/intake.tsv", error);
    for (size_t row = 0; rules && row < tsv_rows(rules); row++) {
        if (strcmp(tsv_cell(rules, row, "rule"), rule) != 0 || !in_families(profile, tsv_cell(rules, row, "profiles")))
            continue;
        if (months) *months = (int)g_ascii_strtoll(tsv_cell(rules, row, "months"), NULL, 10);
        return !has_word(tsv_cell(rules, row, "exempt"), source_kind);
    }
    return false;
}

bool lawful_begin(struct lawful *lawful, struct session *session, const struct mapping *mapping, GError **error)
{
    *lawful = (struct lawful){ .profile = session_profile(session), .prohibited = mapping->prohibited };
    if (!retention_of_session(&lawful->retention, session, error)) return false;
    if (mapping->anonymous) return true;
    g_autoptr(GError) cause = NULL;
    lawful->lacks_basis = !(mapping->legal_basis && *mapping->legal_basis) &&
                          lawful_asks(lawful->profile, mapping->source_kind, "basis", NULL, &cause);
    lawful->wants_warning = lawful_asks(lawful->profile, mapping->source_kind, "warning", NULL, cause ? NULL : &cause);
    lawful->wants_notice = lawful_asks(lawful->profile, mapping->source_kind, "notice", NULL, cause ? NULL : &cause);
    if (!cause) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

const char *lawful_notice(const struct lawful *lawful, const struct mapping *mapping)
{
    if (!lawful->wants_notice) return "exempt";
    if (!mapping->notice) return "missing";
    return mapping->notice->source == RULE_COLUMNS ? "column" : "declared";
}
