/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of a case to look at: what each counts, by which article, whether that article was read, what was known of
 * the days off when it was counted, and what became of it. */
#include "dispute/clock.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "clock", .title = N_("Clock"), .type = VALUE_CODE, .group = "DISPUTE_CLOCK" },
    { .id = "since", .title = N_("Counted from"), .type = VALUE_DATE, .priority = 1 },
    { .id = "due", .title = N_("Legal last day"), .type = VALUE_DATE },
    { .id = "target", .title = N_("Own aim"), .type = VALUE_DATE, .priority = 1 },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "CLOCK_STATE" },
    { .id = "met", .title = N_("Met on"), .type = VALUE_DATE, .priority = 2 },
    { .id = "breached", .title = N_("Breach noticed"), .type = VALUE_DATE, .priority = 2 },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "verified", .title = N_("Text of the law read"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "status", .title = N_("Source"), .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 3 },
    { .id = "holidays", .title = N_("Holidays"), .type = VALUE_CODE, .group = "CLOCK_HOLIDAYS", .priority = 2 },
    { .id = "reason", .title = N_("How it is counted"), .type = VALUE_PHRASE, .priority = 3 },
    { .id = "rule", .title = N_("Rule"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 5 },
};

enum { SEQ, CLOCK, RULE, SINCE, DUE, TARGET, REASON, HOLIDAYS, REPLACED, MET, BREACHED };

static const char *state_of(struct statement *row, struct date today)
{
    struct date due = statement_date(row, DUE), met = statement_date(row, MET);
    if (statement_int(row, REPLACED) != 0) return "replaced";
    if (date_is_set(met)) return date_is_set(due) && met.days > due.days ? "late" : "met";
    return date_is_set(due) && today.days > due.days ? "overdue" : "running";
}

static const char *holidays_of(int64_t word)
{
    return word == 1 ? "known" : word == 0 ? "unknown" : "unneeded";
}

static const struct law_rule *law_of(const char *rule)
{
    g_auto(GStrv) parts = g_strsplit(rule, ":", 2);
    return parts[0] != NULL && parts[1] != NULL ? law_find(parts[0], parts[1], NULL) : NULL;
}

static bool clock_row(struct table *answer, struct statement *row, struct date today, GError **error)
{
    const struct law_rule *law = law_of(statement_text(row, RULE));
    const char *state = state_of(row, today);
    struct date due = statement_date(row, DUE);
    const bool runs = (strcmp(state, "running") == 0 || strcmp(state, "overdue") == 0) && date_is_set(due);
    table_row_begin(answer);
    table_add_text(answer, statement_text(row, CLOCK));
    table_add_date(answer, statement_date(row, SINCE));
    table_add_date(answer, due);
    table_add_date(answer, statement_date(row, TARGET));
    if (runs)
        table_add_int(answer, due.days - today.days);
    else
        table_add_null(answer);
    table_add_text(answer, state);
    table_add_date(answer, statement_date(row, MET));
    table_add_date(answer, statement_date(row, BREACHED));
    table_add_text(answer, law != NULL ? law->cite : NULL);
    table_add_int(answer, law != NULL && law_is_verified(law));
    table_add_text(answer, law != NULL ? law->status : "D");
    table_add_text(answer, holidays_of(statement_int(row, HOLIDAYS)));
    table_add_text(answer, statement_text(row, REASON));
    table_add_text(answer, statement_text(row, RULE));
    table_add_int(answer, statement_int(row, SEQ));
    return table_row_end(answer, error);
}

bool dispute_command_clocks(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_date(answer, "due", N_("Due"), each->due);
    if (date_is_set(each->target)) table_fact_date(answer, "target", N_("Own aim"), each->target);
    table_fact_text(answer, "profile", N_("Profile"), each->profile);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT seq, clock, rule, since, due, target, reason, holidays, replaced, met, breached"
                      " FROM dispute_clock WHERE dispute = ?1 AND change <= ?2 ORDER BY seq",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!clock_row(answer, row, session_today(session), error)) return false;
    return step == STEP_DONE;
}
