/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders. Past its day a case goes to ESCALATED by its machine with the reminder; one that is there already, or
 * whose law gives more time, gets the reminder alone, not more often than the policy says. */
#include "dispute/enquiry.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER },
    { .id = "result", .title = N_("Result"), .type = VALUE_CODE, .group = "ENQUIRY_RESULT" },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "letters", .title = N_("Letters made"), .type = VALUE_TEXT },
    { .id = "last_day", .title = N_("Legal last day"), .type = VALUE_DATE },
    { .id = "silence", .title = N_("What silence leads to"), .type = VALUE_PHRASE },
};

struct due {
    int64_t id, dispute, source;
    struct date due;
};

/* Open enquiries to be reminded, case by case: of one case any, of all those whose day is over. */
static GArray *find_due(struct session *session, int64_t dispute, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct due));
    const struct date today = session_today(session);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        dispute != 0
            ? "SELECT e.id, e.dispute, e.source, e.due FROM dispute_enquiry e JOIN dispute d ON d.id = e.dispute WHERE "
              "e.dispute = ?1 AND e.answered IS NULL AND d.waiting = 'furnisher' ORDER BY e.id"
            : "SELECT e.id, e.dispute, e.source, e.due FROM dispute_enquiry e INDEXED BY dispute_enquiry_due JOIN "
              "dispute d ON d.id = e.dispute WHERE e.answered IS NULL AND e.due < ?2 AND d.waiting = 'furnisher' AND "
              "(e.reminded IS NULL OR e.reminded <= ?3) ORDER BY e.dispute, e.id",
        error);
    if (row == NULL) return NULL;
    if (dispute != 0)
        statement_bind_int(row, 1, dispute);
    else {
        statement_bind_date(row, 2, today);
        statement_bind_date(row, 3, date_add_days(today, -(int)machine_policy("remind_again")));
    }
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct due due = { statement_int(row, 0), statement_int(row, 1), statement_int(row, 2),
                                 statement_date(row, 3) };
        g_array_append_val(found, due);
    }
    return step == STEP_DONE ? g_steal_pointer(&found) : NULL;
}

/* Whether the machine lets the case go on to be escalated today. */
static bool may_escalate(struct act *act, bool late, GError **error)
{
    g_autoptr(GError) held = NULL;
    (void)error;
    const struct law_step *step = machine_find(act->each->state, "furnisher_silent", act->each->profile);
    return late && step != NULL && guards_hold(act->session, act->each, step, act->arguments, &held);
}

static bool show(struct act *act, const char *result, struct table *answer, GError **error)
{
    g_autofree char *silence = enquiry_silence(act->each);
    g_ptr_array_add(act->letters, NULL);
    g_autofree char *numbers = g_strjoinv(" ", (char **)act->letters->pdata);
    table_row_begin(answer);
    table_add_int(answer, act->each->id);
    table_add_text(answer, result);
    table_add_text(answer, act->each->state);
    table_add_text(answer, numbers);
    table_add_date(answer, act->each->due);
    table_add_text(answer, silence);
    return table_row_end(answer, error);
}

static bool remind_case(struct session *session, const struct arguments *arguments, const struct due *due, guint count,
                        int64_t counts[2], struct table *answer, GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, due->dispute, error);
    if (each == NULL) return false;
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = session, .arguments = arguments, .each = each, .letters = letters };
    const bool late = due->due.days < session_today(session).days;
    const bool escalate = may_escalate(&act, late, error);
    if (escalate && !case_act(&act, "furnisher_silent", error)) return false;
    for (guint i = 0; !escalate && i < count; i++)
        if (!enquiry_remind(session, each, due[i].id, due[i].source, letters, error)) return false;
    if (!escalate && !guard_touch(session, each->subject, each->subject, error)) return false;
    counts[escalate]++;
    return show(&act, escalate ? "escalated" : "reminded", answer, error);
}

bool enquiry_command_remind(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    int64_t counts[2] = { 0, 0 };
    const int64_t dispute = arguments_int(arguments, "dispute", 0);
    if ((dispute != 0) == arguments_has(arguments, "all")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Whom? One case or all that are late"),
                         N_("Give --dispute N, or --all."), NULL);
        return false;
    }
    g_autoptr(GArray) found = machine_loaded(error) ? find_due(session, dispute, error) : NULL;
    if (found == NULL) return false;
    if (dispute != 0 && found->len == 0) {
        g_autofree char *number = case_number(dispute);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("In {1} no furnisher is waited for."),
                         N_("`bureau dispute enquiries` shows what was asked and answered."), number, NULL);
        return false;
    }
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0, end; i < found->len; i = end) {
        const struct due *due = &g_array_index(found, struct due, i);
        for (end = i + 1; end < found->len && g_array_index(found, struct due, end).dispute == due->dispute;)
            end++;
        if (!remind_case(session, arguments, due, end - i, counts, answer, error)) return false;
    }
    table_fact_int(answer, "reminded", N_("Reminded"), counts[0]);
    table_fact_int(answer, "escalated", N_("Escalated"), counts[1]);
    return true;
}
