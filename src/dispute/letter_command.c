/* SPDX-License-Identifier: Apache-2.0 */
/* Reading letters back: the list of a case's letters, and one letter as it was sent. */
#include "dispute/case.h"

static const struct column letter_columns[] = {
    { .id = "letter", .title = N_("Letter"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "LETTER_KIND" },
    { .id = "language", .title = N_("Language"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "made", .title = N_("Made"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "sha256", .title = N_("SHA-256"), .type = VALUE_TEXT, .priority = 3 },
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

bool dispute_command_letters(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_set_columns(answer, letter_columns, G_N_ELEMENTS(letter_columns));
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT id, number, kind, language, made, user, digest FROM letter"
                                               " WHERE dispute = ?1 AND change <= ?2 ORDER BY id",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!letter_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

static void letter_facts(struct table *answer, struct statement *row)
{
    table_fact_int(answer, "letter", N_("Letter"), statement_int(row, 0));
    table_fact_text(answer, "number", N_("Number"), statement_text(row, 1));
    table_fact_code(answer, "kind", N_("Kind"), "LETTER_KIND", statement_text(row, 2));
    table_fact_text(answer, "language", N_("Language"), statement_text(row, 3));
    table_fact_text(answer, "sha256", N_("SHA-256"), statement_text(row, 4));
    table_fact_text(answer, "text", N_("Text"), statement_text(row, 5));
}

bool dispute_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    int64_t wanted = arguments_int(arguments, "letter", 0);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT id, number, kind, language, digest, text FROM letter"
                      " WHERE dispute = ?1 AND change <= ?2 AND (?3 = 0 OR id = ?3) ORDER BY id DESC LIMIT 1",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    statement_bind_int(row, 3, wanted);
    enum step step = statement_step(row, error);
    if (step == STEP_ROW)
        letter_facts(answer, row);
    else if (step == STEP_DONE) {
        g_autofree char *number = case_number(each->id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("{1} has no such letter."),
                         N_("`bureau dispute letters` lists the letters of a case."), number, NULL);
    }
    return step == STEP_ROW;
}
