/* SPDX-License-Identifier: Apache-2.0 */
/* How the profiles differ: data/law/compare.tsv, its numbers taken from the rules themselves, so that the table cannot
 * say another number than the clock counts. */
#include "law/law.h"

#include <string.h>

/* "{CN-ZX:dispute.answer}" becomes "20 calendar days". */
static bool add_rule(GString *text, const char *name, const char *language, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(name, ":", 2);
    const struct law_rule *rule = law_find(parts[0], parts[1] != NULL ? parts[1] : "", error);
    if (rule == NULL) return false;
    g_autofree char *amount = law_amount_text(rule, language);
    g_string_append(text, amount);
    if (!law_is_verified(rule)) g_string_append_printf(text, " [%s]", rule->status);
    return true;
}

static char *fill(const char *cell, const char *language, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *at = cell; *at != '\0';) {
        const char *open = strchr(at, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
        if (close == NULL) {
            g_string_append(text, at);
            break;
        }
        g_string_append_len(text, at, open - at);
        g_autofree char *name = g_strndup(open + 1, (gsize)(close - open - 1));
        if (!add_rule(text, name, language, error)) return NULL;
        at = close + 1;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static const struct column columns[] = {
    { .id = "id", .title = N_("Id"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "question", .title = N_("Question"), .type = VALUE_TEXT },
    { .id = "cn", .title = N_("China"), .type = VALUE_TEXT },
    { .id = "us", .title = N_("United States"), .type = VALUE_TEXT },
    { .id = "eu", .title = N_("European Union"), .type = VALUE_TEXT },
};

bool law_command_compare(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    (void)arguments;
    static const char *const sides[] = { "question", "cn", "us", "eu" };
    const char *language = g_strcmp0(session->language, "zh") == 0 ? "zh" : "en";
    g_autoptr(tsv_t) lines = tsv_load("law/compare.tsv", error);
    if (lines == NULL) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (size_t row = 0; row < tsv_rows(lines); row++) {
        table_row_begin(answer);
        table_add_text(answer, tsv_cell(lines, row, "id"));
        for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
            g_autofree char *name = g_strdup_printf("%s_%s", sides[i], language);
            g_autofree char *text = fill(tsv_cell(lines, row, name), language, error);
            if (text == NULL) return false;
            table_add_text(answer, text);
        }
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
