/* SPDX-License-Identifier: Apache-2.0 */
/* `repair recheck`: the file as it is today against what the plan expected of it by now, and why they differ: steps not
 * done, another model, months and applications that are new, and what is left unexplained. */
#include "features/file_view.h"
#include "repair/repair.h"
#include "repair/steps.h"

#include <string.h>

// clang-format off
static const struct column columns[] = {
    { .id = "step",     .title = N_("Step"),     .type = VALUE_INTEGER },
    { .id = "what",     .title = N_("What"),     .type = VALUE_PHRASE },
    { .id = "state",    .title = N_("State"),    .type = VALUE_CODE, .group = "REPAIR_STEP_STATE" },
    { .id = "points",   .title = N_("Points"),   .type = VALUE_INTEGER },
    { .id = "counted",  .title = N_("Expected by now"), .type = VALUE_FLAG, .priority = 1 },
    { .id = "shown",    .title = N_("Shown by the file"), .type = VALUE_CODE, .group = "REPAIR_SHOWN", .priority = 1 },
    { .id = "why",      .title = N_("Reason"),      .type = VALUE_PHRASE, .priority = 1 },
};
// clang-format on

struct looked {
    enum repair_shown shown;
    struct repair_reason why;
};

static void looked_clear(void *data)
{
    repair_reason_clear(&((struct looked *)data)->why);
}

/* What the file shows is done, whoever did not say so. */
static bool look_at_step(struct session *session, const struct repair_look *look, const struct repair_plan *plan,
                         struct repair_step *step, struct looked *looked, GError **error)
{
    looked->shown = repair_verify(session, look->dossier, plan, step, &looked->why);
    const bool open = strcmp(step->state, "open") == 0 || strcmp(step->state, "begun") == 0;
    if (looked->shown == SHOWN_YES && open && step->dispute == 0) {
        step->state = "done";
        step->done = session_today(session);
        g_free(step->note);
        step->note = repair_reason_text(&looked->why);
        g_free(step->user);
        step->user = g_strdup(session->user);
    }
    return repair_step_save(session, plan, step, error);
}

static int expected_by_now(const struct repair_plan *plan)
{
    int score = plan->score;
    for (guint i = 0; i < plan->steps->len; i++) {
        const struct repair_step *step = plan->steps->pdata[i];
        if (step->points != POINTS_UNKNOWN && strcmp(step->state, "done") == 0) score += step->points;
    }
    return score;
}

static int64_t new_months(const struct repair_look *look, const struct repair_plan *plan)
{
    int64_t count = 0;
    for (guint i = 0; i < look->diagnosis->items->len; i++) {
        const struct repair_item *item = look->diagnosis->items->pdata[i];
        if (item->standing == STANDING_TIME || !month_is_set(item->last)) continue;
        if (item->last.index >= month_of(plan->day).index) count += item->last.index - month_of(plan->day).index + 1;
    }
    return count;
}

static int64_t new_enquiries(const struct dossier *dossier, const struct repair_plan *plan)
{
    int64_t count = 0;
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        bool application = false;
        enquiry_group_of_reason(enquiry->reason, &application);
        count += application && enquiry->day.days > plan->day.days;
    }
    return count;
}

static int points_left(const struct repair_plan *plan, const char *state)
{
    int points = 0;
    for (guint i = 0; i < plan->steps->len; i++) {
        const struct repair_step *step = plan->steps->pdata[i];
        const bool open = strcmp(step->state, "open") == 0 || strcmp(step->state, "begun") == 0;
        if (step->points == POINTS_UNKNOWN) continue;
        if (strcmp(state, "open") == 0 ? open : strcmp(step->state, state) == 0) points += step->points;
    }
    return points;
}

static void answer_facts(struct session *session, const struct repair_look *look, const struct repair_plan *plan,
                         struct table *answer)
{
    const int real = look->diagnosis->now.score, expected = expected_by_now(plan);
    const bool same = strcmp(plan->model, model_name(look->model)) == 0 && plan->number == model_version(look->model);
    table_fact_int(answer, "real", N_("Score now"), real);
    table_fact_int(answer, "expected_now", N_("Expected by now"), expected);
    table_fact_int(answer, "difference", N_("Difference"), real - expected);
    table_fact_int(answer, "not_done", N_("Points of steps not done"), points_left(plan, "open"));
    table_fact_int(answer, "dropped", N_("Points of steps dropped"), points_left(plan, "dropped"));
    table_fact_flag(answer, "same_model", N_("Same model"), same);
    table_fact_int(answer, "new_months", N_("Late months that are new"), new_months(look, plan));
    table_fact_int(answer, "new_enquiries", N_("Applications that are new"), new_enquiries(look->dossier, plan));
    repair_answer_plan(session, plan, answer);
}

static const char *shown_code(enum repair_shown shown)
{
    return shown == SHOWN_YES ? "yes" : shown == SHOWN_NO ? "no" : "not_yet";
}

static bool answer_steps(const struct repair_plan *plan, const GArray *all, struct table *answer, GError **error)
{
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < plan->steps->len; i++) {
        const struct repair_step *step = plan->steps->pdata[i];
        const struct looked *looked = &g_array_index(all, struct looked, i);
        g_autofree char *why = repair_reason_text(&looked->why);
        table_row_begin(answer);
        table_add_int(answer, step->step);
        table_add_text(answer, step->what);
        table_add_text(answer, step->state);
        if (step->points == POINTS_UNKNOWN)
            table_add_null(answer);
        else
            table_add_int(answer, step->points);
        table_add_int(answer, step->points != POINTS_UNKNOWN && strcmp(step->state, "done") == 0);
        table_add_text(answer, shown_code(looked->shown));
        table_add_text(answer, why);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool repair_command_recheck(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_auto(repair_look_t) look = { 0 };
    g_autoptr(repair_plan_t) plan = repair_plan_load(session, arguments_int(arguments, "repair", 0), error);
    if (plan == NULL || !repair_check_open(plan, error) ||
        !repair_look_begin(session, plan->subject, NULL, &look, error) || !repair_follow_cases(session, plan, error))
        return false;
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(struct looked));
    g_array_set_clear_func(all, looked_clear);
    g_array_set_size(all, plan->steps->len);
    for (guint i = 0; i < plan->steps->len; i++)
        if (!look_at_step(session, &look, plan, plan->steps->pdata[i], &g_array_index(all, struct looked, i), error))
            return false;
    plan->checked = session_today(session);
    plan->seen = look.diagnosis->now.score;
    plan->recheck = repair_next_look(plan, plan->checked);
    if (!repair_plan_save(session, plan, error)) return false;
    answer_facts(session, &look, plan, answer);
    return answer_steps(plan, all, answer, error);
}
