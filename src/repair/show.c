/* SPDX-License-Identifier: Apache-2.0 */
/* `repair list` and `repair show`: plans with how far they are, and the steps of one. */
#include "repair/repair.h"
#include "repair/steps.h"

#include <string.h>

// clang-format off
static const struct column step_columns[] = {
    { .id = "step",   .title = N_("Step"),   .type = VALUE_INTEGER },
    { .id = "kind",   .title = N_("Kind"),   .type = VALUE_CODE, .group = "REPAIR_STEP", .priority = 1 },
    { .id = "what",   .title = N_("What"),   .type = VALUE_PHRASE },
    { .id = "who",    .title = N_("Who"),    .type = VALUE_CODE, .group = "REPAIR_WHO", .priority = 1 },
    { .id = "begins", .title = N_("From"),   .type = VALUE_DATE, .priority = 1 },
    { .id = "ends",   .title = N_("Until"),  .type = VALUE_DATE },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER, .help = N_("What the step is expected to bring after those before it: an estimate") },
    { .id = "state",  .title = N_("State"),  .type = VALUE_CODE, .group = "REPAIR_STEP_STATE" },
    { .id = "dispute",  .title = N_("Dispute"),  .type = VALUE_INTEGER, .priority = 2 },
    { .id = "asked",    .title = N_("Evidence to ask for"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "evidence", .title = N_("Evidence"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "note",     .title = N_("Note"),     .type = VALUE_PHRASE, .priority = 2 },
    { .id = "path",     .title = N_("Way"),      .type = VALUE_TEXT, .priority = 3 },
    { .id = "article",  .title = N_("Article"),  .type = VALUE_TEXT, .priority = 2 },
    { .id = "account",  .title = N_("Account"),  .type = VALUE_INTEGER, .priority = 3 },
    { .id = "month",    .title = N_("Month"),    .type = VALUE_MONTH, .priority = 3 },
    { .id = "field",    .title = N_("Field"),    .type = VALUE_CODE, .group = "DISPUTE_FIELD", .priority = 3 },
    { .id = "claimed",  .title = N_("Points to"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "check",    .title = N_("Check"),    .type = VALUE_TEXT, .priority = 3 },
    { .id = "action",   .title = N_("As a what-if"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "done",     .title = N_("Done"),     .type = VALUE_DATE, .priority = 3 },
    { .id = "user",     .title = N_("By"),       .type = VALUE_TEXT, .priority = 3 },
};
static const struct column list_columns[] = {
    { .id = "repair",   .title = N_("Plan"),     .type = VALUE_INTEGER },
    { .id = "subject",  .title = N_("Subject"),  .type = VALUE_INTEGER },
    { .id = "day",      .title = N_("Made"),     .type = VALUE_DATE, .priority = 1 },
    { .id = "state",    .title = N_("State"),    .type = VALUE_CODE, .group = "REPAIR_STATE" },
    { .id = "score",    .title = N_("Score then"), .type = VALUE_SCORE, .priority = 1 },
    { .id = "expected", .title = N_("Expected"), .type = VALUE_SCORE },
    { .id = "seen",     .title = N_("Score seen"), .type = VALUE_SCORE, .priority = 1 },
    { .id = "done",     .title = N_("Steps done"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "steps",    .title = N_("Steps"),    .type = VALUE_INTEGER, .priority = 1 },
    { .id = "recheck",  .title = N_("Look again"), .type = VALUE_DATE },
    { .id = "due",      .title = N_("Due"),      .type = VALUE_FLAG, .priority = 2 },
    { .id = "user",     .title = N_("By"),       .type = VALUE_TEXT, .priority = 2 },
};
// clang-format on

/* ---- one plan ---------------------------------------------------------------------------------------------------- */

static void fact_score(struct table *answer, const char *id, const char *title, int score)
{
    if (score == 0)
        table_fact_null(answer, id, title);
    else
        table_fact_int(answer, id, title, score);
}

void repair_answer_plan(struct session *session, const struct repair_plan *plan, struct table *answer)
{
    const struct date today = session_today(session);
    const bool open = strcmp(plan->state, "open") == 0;
    table_fact_int(answer, "repair", N_("Plan"), plan->id);
    table_fact_int(answer, "subject", N_("Subject"), plan->subject);
    table_fact_code(answer, "state", N_("State"), "REPAIR_STATE", plan->state);
    table_fact_date(answer, "day", N_("Made"), plan->day);
    table_fact_text(answer, "user", N_("By"), plan->user);
    table_fact_int(answer, "score", N_("Score then"), plan->score);
    table_fact_int(answer, "expected", N_("Expected score"), plan->expected);
    fact_score(answer, "target", N_("Target"), plan->target);
    if (plan->target > 0)
        table_fact_flag(answer, "reached", N_("Target expected to be reached"), plan->expected >= plan->target);
    table_fact_int(answer, "within", N_("Months ahead"), plan->within);
    table_fact_date(answer, "recheck", N_("Look again"), plan->recheck);
    table_fact_flag(answer, "due", N_("Due"), open && date_is_set(plan->recheck) && plan->recheck.days <= today.days);
    table_fact_date(answer, "checked", N_("Last look"), plan->checked);
    fact_score(answer, "seen", N_("Score seen"), plan->seen);
    table_fact_text(answer, "model", N_("Model"), plan->model);
    table_fact_int(answer, "number", N_("Version of the model"), plan->number);
    table_fact_int(answer, "version", N_("Version"), plan->version);
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("An estimate, not a promise: points are scored together in the order of the steps. Everything "
                         "in it is free of charge, and nothing true is disputed."));
}

static const char *evidence_asked(const struct repair_step *step, const char *language)
{
    if (step->finding != NULL) return repair_check_evidence(step->finding, language);
    const struct tsv *kinds = repair_table("steps");
    const int row = repair_row(kinds, "kind", step->kind);
    return row < 0 ? NULL : repair_words(kinds, (size_t)row, "evidence", language);
}

static void add_number(struct table *answer, int64_t number)
{
    if (number == 0)
        table_add_null(answer);
    else
        table_add_int(answer, number);
}

static bool add_step(struct session *session, const struct repair_step *step, struct table *answer, GError **error)
{
    const struct tsv *kinds = repair_table("steps");
    const int row = repair_row(kinds, "kind", step->kind);
    table_row_begin(answer);
    table_add_int(answer, step->step);
    table_add_text(answer, step->kind);
    table_add_text(answer, step->what);
    table_add_text(answer, step->who);
    table_add_date(answer, step->begins);
    table_add_date(answer, step->ends);
    if (step->points == POINTS_UNKNOWN)
        table_add_null(answer);
    else
        table_add_int(answer, step->points);
    table_add_text(answer, step->state);
    add_number(answer, step->dispute);
    table_add_text(answer, evidence_asked(step, session->language));
    table_add_text(answer, step->evidence);
    table_add_text(answer, step->note);
    table_add_text(answer, step->path);
    table_add_text(answer, row < 0 ? NULL : tsv_cell(kinds, (size_t)row, "article"));
    add_number(answer, step->account);
    table_add_month(answer, step->month);
    table_add_text(answer, step->field);
    table_add_text(answer, step->claimed);
    table_add_text(answer, step->finding);
    table_add_text(answer, step->action);
    table_add_date(answer, step->done);
    table_add_text(answer, step->user);
    return table_row_end(answer, error);
}

bool repair_answer_steps(struct session *session, const struct repair_plan *plan, struct table *answer, GError **error)
{
    table_set_columns(answer, step_columns, G_N_ELEMENTS(step_columns));
    for (guint i = 0; i < plan->steps->len; i++)
        if (!add_step(session, plan->steps->pdata[i], answer, error)) return false;
    return true;
}

/* The open plan of a subject; 0 when there is none. */
static bool newest_open(struct session *session, int64_t subject, int64_t *plan, GError **error)
{
    return store_query_int(session->store, plan, 0, error,
                           "SELECT max(id) FROM repair WHERE subject = ?1 AND state = 'open' AND change <= ?2", "ii",
                           subject, session->view);
}

/* A number and a subject together: the door asked about that subject's file and no other is shown. */
static bool is_of(const struct repair_plan *plan, int64_t subject, GError **error)
{
    if (subject == 0 || plan->subject == subject) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, plan->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("Plan {1} is not of that subject."),
                     N_("Leave out one of the two."), number, NULL);
    return false;
}

bool repair_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    int64_t number = arguments_int(arguments, "repair", 0);
    if (number == 0 && subject == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Which plan is to be shown?"),
                         N_("Name its number, or a subject with --subject."), NULL);
        return false;
    }
    if (number == 0 && !newest_open(session, subject, &number, error)) return false;
    table_set_columns(answer, step_columns, G_N_ELEMENTS(step_columns));
    if (number == 0) return true;
    g_autoptr(repair_plan_t) plan = repair_plan_load(session, number, error);
    if (plan == NULL || !is_of(plan, subject, error)) return false;
    session->audited_subject = plan->subject;
    repair_answer_plan(session, plan, answer);
    return repair_answer_steps(session, plan, answer, error);
}

/* ---- many -------------------------------------------------------------------------------------------------------- */

static bool add_plan(struct statement *row, struct date today, struct table *answer, GError **error)
{
    const bool open = g_strcmp0(statement_text(row, 3), "open") == 0;
    const struct date recheck = statement_is_null(row, 9) ? DATE_NONE : statement_date(row, 9);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_date(answer, statement_date(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_int(answer, statement_int(row, 4));
    table_add_int(answer, statement_int(row, 5));
    add_number(answer, statement_int(row, 6));
    table_add_int(answer, statement_int(row, 7));
    table_add_int(answer, statement_int(row, 8));
    table_add_date(answer, recheck);
    table_add_int(answer, open && date_is_set(recheck) && recheck.days <= today.days);
    table_add_text(answer, statement_text(row, 10));
    return table_row_end(answer, error);
}

bool repair_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    static const char sql[] =
        "SELECT r.id, r.subject, r.day, r.state, r.score, r.expected, r.seen,"
        " (SELECT count(*) FROM repair_step s WHERE s.repair = r.id AND s.state = 'done'),"
        " (SELECT count(*) FROM repair_step s WHERE s.repair = r.id), r.recheck, r.user FROM repair r"
        " WHERE r.change <= ?1 AND (?2 = 0 OR r.subject = ?2) AND (?3 OR r.state = 'open')"
        " AND (NOT ?4 OR (r.state = 'open' AND r.recheck <= ?5)) ORDER BY r.recheck, r.id";
    const struct date today = session_today(session);
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->view);
    statement_bind_int(row, 2, arguments_int(arguments, "subject", 0));
    statement_bind_int(row, 3, arguments_has(arguments, "all"));
    statement_bind_int(row, 4, arguments_has(arguments, "due"));
    statement_bind_date(row, 5, today);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_plan(row, today, answer, error)) return false;
    return step == STEP_DONE;
}
