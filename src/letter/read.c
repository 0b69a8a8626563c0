/* SPDX-License-Identifier: Apache-2.0 */
/* Reading letters back: the list of what was sent in a case, and one letter as it was sent. */
#include "letter/letter.h"

static const struct column columns[] = {
    { .id = "letter", .title = N_("Letter"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "LETTER_KIND" },
    { .id = "language", .title = N_("Language"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "made", .title = N_("Made"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "sha256", .title = N_("SHA-256"), .type = VALUE_TEXT, .priority = 3 },
};

static const struct {
    const char *list, *one;
} reads[] = {
#define READ(column)                                                                                                   \
    {                                                                                                                  \
        "SELECT id, number, kind, language, made, user, digest FROM letter"                                            \
        " WHERE " column " = ?1 AND change <= ?2 ORDER BY id",                                                         \
            "SELECT id, number, kind, language, digest, text FROM letter"                                              \
            " WHERE " column " = ?1 AND change <= ?2 AND (?3 = 0 OR id = ?3) ORDER BY id DESC LIMIT 1"                 \
    }
    [LETTER_OF_DISPUTE] = READ("dispute"),   [LETTER_OF_REQUEST] = READ("request"),
    [LETTER_OF_INCIDENT] = READ("incident"), [LETTER_OF_DECISION] = READ("decision"),
    [LETTER_OF_REPAIR] = READ("repair"),
#undef READ
};

static bool letter_row(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_int(answer, statement_int(row, 4));
    table_add_text(answer, statement_text(row, 5));
    table_add_text(answer, statement_text(row, 6));
    return table_row_end(answer, error);
}

bool letter_list(struct session *session, enum letter_of of, int64_t id, struct table *answer, GError **error)
{
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row = store_prepare(session->store, reads[of].list, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!letter_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

bool letter_show(struct session *session, enum letter_of of, int64_t id, int64_t letter, struct table *answer,
                 bool *found, GError **error)
{
    *found = false;
    g_autoptr(statement_t) row = store_prepare(session->store, reads[of].one, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
    statement_bind_int(row, 2, session->view);
    statement_bind_int(row, 3, letter);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    *found = true;
    table_fact_int(answer, "letter", N_("Letter"), statement_int(row, 0));
    table_fact_text(answer, "number", N_("Number"), statement_text(row, 1));
    table_fact_code(answer, "kind", N_("Kind"), "LETTER_KIND", statement_text(row, 2));
    table_fact_text(answer, "language", N_("Language"), statement_text(row, 3));
    table_fact_text(answer, "sha256", N_("SHA-256"), statement_text(row, 4));
    table_fact_text(answer, "text", N_("Text"), statement_text(row, 5));
    return true;
}
