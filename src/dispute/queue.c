/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: what is open by the legal last day, and how much of it is due when. */
#include "dispute/case.h"

#include <string.h>

static const struct column queue_columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON", .priority = 2 },
    { .id = "received", .title = N_("Received"), .type = VALUE_DATE, .priority = 3 },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "waiting_for", .title = N_("Waiting for"), .type = VALUE_CODE, .group = "DISPUTE_WAITING", .priority = 1 },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "items", .title = N_("Items"), .type = VALUE_INTEGER, .priority = 4 },
};

/* Open cases by due day, then the others. ?1 the view, ?2 the subject (0: all), ?3 due before (NULL: no matter). The
 * state is the one of the day that is shown. */
static const char queue_sql[] =
    "SELECT d.id, d.subject, (SELECT n.value FROM name n WHERE n.subject = d.subject AND n.born <= ?1"
    "   AND (n.died IS NULL OR n.died > ?1) ORDER BY n.fact LIMIT 1),"
    " (SELECT e.after FROM dispute_event e WHERE e.dispute = d.id AND e.change <= ?1 ORDER BY e.seq DESC LIMIT 1) AS "
    "now,"
    " (SELECT i.reason FROM dispute_item i WHERE i.dispute = d.id ORDER BY i.item LIMIT 1), d.received, d.due, d.maker,"
    " (SELECT count(*) FROM dispute_item i WHERE i.dispute = d.id)"
    " FROM dispute d WHERE (?2 = 0 OR d.subject = ?2) AND (?3 IS NULL OR d.due < ?3)"
    " ORDER BY d.due, d.id";

static bool queue_row(struct session *session, struct table *answer, struct statement *row,
                      const struct law_state *state, GError **error)
{
    g_autofree char *number = case_number(statement_int(row, 0));
    struct date due = statement_date(row, 6);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, state->state);
    table_add_text(answer, statement_text(row, 4));
    table_add_date(answer, statement_date(row, 5));
    table_add_date(answer, due);
    if (state->open)
        table_add_int(answer, due.days - session_today(session).days);
    else
        table_add_null(answer);
    table_add_text(answer, state->waiting_for);
    table_add_text(answer, statement_text(row, 7));
    table_add_int(answer, statement_int(row, 8));
    return table_row_end(answer, error);
}

static bool check_state(const char *wanted, GError **error)
{
    if (strcmp(wanted, "open") == 0 || strcmp(wanted, "all") == 0 || machine_state(wanted) != NULL) return true;
    g_autoptr(GString) names = g_string_new("open, all");
    const struct law_state *state;
    for (size_t i = 0; (state = machine_state_at(i)) != NULL; i++)
        g_string_append_printf(names, ", %s", state->state);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no state {1}."), N_("The states are: {2}."), wanted,
                     names->str, NULL);
    return false;
}

/* One walk for the open cases, one for the closed ones: the queue comes first. */
static bool walk(struct session *session, const struct arguments *arguments, const char *wanted, bool open,
                 struct table *answer, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, queue_sql, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->view);
    statement_bind_int(row, 2, arguments_int(arguments, "subject", 0));
    statement_bind_date(row, 3,
                        arguments_has(arguments, "due-before") ? arguments_date(arguments, "due-before") : DATE_NONE);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct law_state *state = machine_state(statement_text(row, 3));
        bool fits =
            state != NULL && state->open == open &&
            (strcmp(wanted, "all") == 0 || (open && strcmp(wanted, "open") == 0) || strcmp(wanted, state->state) == 0);
        if (fits && !queue_row(session, answer, row, state, error)) return false;
    }
    return step == STEP_DONE;
}

bool dispute_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *wanted = arguments_has(arguments, "state") ? arguments_text(arguments, "state") : "all";
    if (!machine_loaded(error) || !check_state(wanted, error)) return false;
    table_set_columns(answer, queue_columns, G_N_ELEMENTS(queue_columns));
    return walk(session, arguments, wanted, true, answer, error) &&
           (strcmp(wanted, "open") == 0 || walk(session, arguments, wanted, false, answer, error));
}

/* ---- the desk -----------------------------------------------------------------------------------------------------
 */

/* One state's counts, from the index (state, due) alone. */
static bool count_state(struct session *session, const char *state, struct dispute_counts *counts, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT count(*), sum(due < ?2), sum(due = ?2), sum(due BETWEEN ?2 + 1 AND ?2 + 3),"
                      " sum(due BETWEEN ?2 + 4 AND ?2 + 7) FROM dispute WHERE state = ?1",
                      error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, state);
    statement_bind_date(row, 2, session_today(session));
    enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    int all = (int)statement_int(row, 0), overdue = (int)statement_int(row, 1), today = (int)statement_int(row, 2);
    int three = (int)statement_int(row, 3), seven = (int)statement_int(row, 4);
    counts->overdue += overdue;
    counts->today += today;
    counts->three += three;
    counts->seven += seven;
    counts->later += all - overdue - today - three - seven;
    return true;
}

bool dispute_count_due(struct session *session, struct dispute_counts *counts, GError **error)
{
    *counts = (struct dispute_counts){ 0 };
    if (!machine_loaded(error)) return false;
    const struct law_state *state;
    for (size_t i = 0; (state = machine_state_at(i)) != NULL; i++)
        if (state->open && !count_state(session, state->state, counts, error)) return false;
    return true;
}

/* ---- reasons ------------------------------------------------------------------------------------------------------
 */

static const struct column reason_columns[] = {
    { .id = "reason", .title = N_("Code"), .type = VALUE_TEXT },
    { .id = "group", .title = N_("Group"), .type = VALUE_CODE, .group = "DISPUTE_REASON" },
    { .id = "title", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON" },
};

struct reasons {
    struct table *answer;
    GError **error;
    bool done;
};

static void add_reason(const char *code, const char *zh, const char *en, void *data)
{
    struct reasons *reasons = data;
    (void)zh;
    (void)en;
    if (!reasons->done) return;
    const char *dot = strchr(code, '.');
    g_autofree char *group = dot ? g_strndup(code, (gsize)(dot - code)) : g_strdup(code);
    table_row_begin(reasons->answer);
    table_add_text(reasons->answer, code);
    table_add_text(reasons->answer, group);
    table_add_text(reasons->answer, code);
    reasons->done = table_row_end(reasons->answer, reasons->error);
}

bool dispute_command_reasons(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    (void)session;
    (void)arguments;
    struct reasons reasons = { answer, error, true };
    table_set_columns(answer, reason_columns, G_N_ELEMENTS(reason_columns));
    codes_each("DISPUTE_REASON", add_reason, &reasons);
    return reasons.done;
}
