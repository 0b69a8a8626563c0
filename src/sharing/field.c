/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of fields: every column of every table, how secret it is, of which kind, why it is held, on what basis
 * and how long. It is data (data/law/fields.tsv) and is held against the schema by a test. */
#include "sharing/sharing.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "table", .title = N_("Table"), .type = VALUE_TEXT },
    { .id = "field", .title = N_("Field"), .type = VALUE_TEXT },
    { .id = "grade", .title = N_("Grade"), .type = VALUE_CODE, .group = "FIELD_GRADE", .priority = 1 },
    { .id = "class", .title = N_("Secrecy"), .type = VALUE_CODE, .group = "SECRECY", .priority = 1 },
    { .id = "kind", .title = N_("Kind of data"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "sensitive", .title = N_("Sensitive"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "why", .title = N_("Why it is held"), .type = VALUE_TEXT },
    { .id = "basis", .title = N_("Basis"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "retention", .title = N_("Retention"), .type = VALUE_TEXT, .priority = 3 },
};

static bool fits(const struct tsv *tsv, size_t row, const char *column, const char *asked)
{
    return asked == NULL || strcmp(tsv_cell(tsv, row, column), asked) == 0;
}

static bool add_row(struct table *answer, const struct tsv *tsv, size_t row, const char *why, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, tsv_cell(tsv, row, "table"));
    table_add_text(answer, tsv_cell(tsv, row, "field"));
    table_add_text(answer, tsv_cell(tsv, row, "grade"));
    table_add_text(answer, tsv_cell(tsv, row, "class"));
    table_add_text(answer, tsv_cell(tsv, row, "kind"));
    table_add_int(answer, strcmp(tsv_cell(tsv, row, "sensitive"), "yes") == 0);
    table_add_text(answer, tsv_cell(tsv, row, why));
    table_add_text(answer, tsv_cell(tsv, row, "basis"));
    table_add_text(answer, tsv_cell(tsv, row, "retention"));
    return table_row_end(answer, error);
}

bool field_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    g_autoptr(tsv_t) tsv = tsv_load("law/fields.tsv", error);
    if (tsv == NULL) return false;
    const char *why = strcmp(session->language, "zh") == 0 ? "why_zh" : "why_en";
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        if (fits(tsv, row, "table", arguments_text(arguments, "table")) &&
            fits(tsv, row, "grade", arguments_text(arguments, "grade")) &&
            fits(tsv, row, "class", arguments_text(arguments, "class")) && !add_row(answer, tsv, row, why, error))
            return false;
    return true;
}
