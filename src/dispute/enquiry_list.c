/* SPDX-License-Identifier: Apache-2.0 */
/* What was asked and what came: of one case, or of everybody who is waited for. */
#include "dispute/enquiry.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "enquiry", .title = N_("Enquiry"), .type = VALUE_TEXT },
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_TEXT },
    { .id = "form", .title = N_("Form"), .type = VALUE_CODE, .group = "ENQUIRY_FORM", .priority = 3 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "sent", .title = N_("Asked"), .type = VALUE_DATE, .priority = 1 },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "reminders", .title = N_("Reminders"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "reminded", .title = N_("Reminded"), .type = VALUE_DATE, .priority = 4 },
    { .id = "answered", .title = N_("Answered"), .type = VALUE_DATE },
    { .id = "in_time", .title = N_("In time"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "code", .title = N_("Response code"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "respondent", .title = N_("Answered by"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME, .priority = 3 },
    { .id = "contrary", .title = N_("Contradiction"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "text", .title = N_("Remark"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE", .priority = 2 },
    { .id = "last_day", .title = N_("Legal last day"), .type = VALUE_DATE, .priority = 2 },
    { .id = "version", .title = N_("Version"), .type = VALUE_INTEGER, .priority = 5 },
};

#define COLUMNS                                                                                                        \
    "SELECT e.id, e.dispute, s.code, e.form, e.number, e.sent, e.due, e.reminders, e.reminded, e.answered, e.code, "   \
    "e.respondent, e.contrary, e.text, d.state, d.due, e.version FROM "

static bool show(struct session *session, struct statement *row, struct table *answer, GError **error)
{
    g_autofree char *name = enquiry_name(statement_int(row, 0));
    const struct date due = statement_date(row, 6), answered = statement_date(row, 9);
    table_row_begin(answer);
    table_add_text(answer, name);
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_text(answer, statement_text(row, 4));
    table_add_date(answer, statement_date(row, 5));
    table_add_date(answer, due);
    if (date_is_set(answered))
        table_add_null(answer);
    else
        table_add_int(answer, due.days - session_today(session).days);
    table_add_int(answer, statement_int(row, 7));
    table_add_date(answer, statement_date(row, 8));
    table_add_date(answer, answered);
    if (date_is_set(answered))
        table_add_int(answer, answered.days <= due.days);
    else
        table_add_null(answer);
    for (int i = 10; i <= 14; i++)
        table_add_text(answer, statement_text(row, i));
    table_add_date(answer, statement_date(row, 15));
    table_add_int(answer, statement_int(row, 16));
    return table_row_end(answer, error);
}

static bool show_all(struct session *session, struct statement *row, struct table *answer, GError **error)
{
    enum step step;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!show(session, row, answer, error)) return false;
    return step == STEP_DONE;
}

bool dispute_command_enquiries(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    int64_t open;
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL || !enquiries_open(session, each->id, &open, error)) return false;
    session->audited_subject = each->subject;
    session->audited_dispute = each->id;
    g_autofree char *silence = enquiry_silence(each);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    table_fact_int(answer, "open", N_("Not answered"), open);
    table_fact_flag(answer, "contrary", N_("Contradiction"), each->contrary);
    if (open > 0 && dispute_state_is_open(each->state))
        table_fact_phrase(answer, "silence", N_("What silence leads to"), silence);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        COLUMNS "dispute_enquiry e JOIN dispute d ON d.id = e.dispute LEFT JOIN source s ON s.id = e.source WHERE "
                "e.dispute = ?1 ORDER BY e.id",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    return show_all(session, row, answer, error);
}

/* All who are waited for, those that are due first. With --overdue those whose day is over: the list of a supervisor.
 */
bool enquiry_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    if (!machine_loaded(error)) return false;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        COLUMNS "dispute_enquiry e INDEXED BY dispute_enquiry_due JOIN dispute d ON d.id = e.dispute LEFT JOIN source "
                "s ON s.id = e.source WHERE e.answered IS NULL AND d.waiting = 'furnisher' AND (?1 IS NULL OR s.code = "
                "?1) AND (?2 = 0 OR e.due < ?3) ORDER BY e.due, e.id",
        error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, arguments_text(arguments, "furnisher"));
    statement_bind_int(row, 2, arguments_has(arguments, "overdue"));
    statement_bind_date(row, 3, session_today(session));
    return show_all(session, row, answer, error);
}

char *dispute_item_furnisher(struct session *session, int64_t dispute, int64_t item, GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, dispute, error);
    if (each == NULL) return NULL;
    const struct case_item *of = case_item_at(each, item);
    const int64_t source = of != NULL ? letter_account(session, each, of, NULL, NULL) : 0;
    if (source == 0) return g_strdup("");
    return store_query_text(session->store, error, "SELECT code FROM source WHERE id = ?1", "i", source);
}
