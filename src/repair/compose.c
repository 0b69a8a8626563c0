/* SPDX-License-Identifier: Apache-2.0 */
/* A plan out of a diagnosis: what is wrong first, then what is owed, then conduct, then time. Every effect is scored by
 * the engine on the file as the steps before leave it. */
#include "repair/steps.h"

#include "law/law.h"
#include "score/portfolio.h"

#include <string.h>

void repair_step_free(struct repair_step *step)
{
    if (step == NULL) return;
    g_free(step->what);
    g_free(step->claimed);
    g_free(step->action);
    g_free(step->evidence);
    g_free(step->note);
    g_free(step->user);
    g_free(step);
}

void repair_plan_free(struct repair_plan *plan)
{
    if (plan == NULL) return;
    g_free(plan->user);
    g_free(plan->state);
    g_free(plan->model);
    g_ptr_array_unref(plan->steps);
    g_free(plan);
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

struct repair_step *composing_add(struct composing *composing, const char *kind, char *what)
{
    const struct tsv *kinds = repair_table("steps");
    const int row = repair_row(kinds, "kind", kind);
    struct repair_step *step = g_new0(struct repair_step, 1);
    step->step = (int)composing->plan->steps->len + 1;
    step->kind = g_intern_string(kind);
    step->path = row < 0 ? "-" : tsv_cell(kinds, (size_t)row, "path");
    step->who = row < 0 ? "subject" : tsv_cell(kinds, (size_t)row, "who");
    step->state = "open";
    step->month = MONTH_NONE;
    step->what = what;
    step->begins = composing->today;
    step->ends = step->done = DATE_NONE;
    step->points = POINTS_UNKNOWN;
    g_ptr_array_add(composing->plan->steps, step);
    return step;
}

static bool score_now(const struct composing *composing, int *score, GError **error)
{
    struct score_result result;
    if (composing->actions->len == 0) {
        score_dossier(composing->look->model, composing->base, &result);
        *score = result.score;
        return true;
    }
    if (!whatif_score(composing->look->model, composing->base,
                      (const struct action *)(const void *)composing->actions->data, composing->actions->len, &result,
                      error))
        return false;
    *score = result.score;
    return true;
}

bool composing_score(struct composing *composing, struct repair_step *step, GError **error)
{
    int score = 0;
    if (!score_now(composing, &score, error)) return false;
    step->points = score - composing->score;
    composing->score = score;
    return true;
}

bool composing_act(struct composing *composing, struct repair_step *step, const struct action *action, bool *possible,
                   GError **error)
{
    g_autoptr(GError) refused = NULL;
    g_array_append_vals(composing->actions, action, 1);
    *possible = composing_score(composing, step, &refused);
    if (*possible) {
        step->action = action_format(action);
        return true;
    }
    g_array_set_size(composing->actions, composing->actions->len - 1);
    if (g_error_matches(refused, BUREAU_ERROR, BUREAU_ERROR_REFUSED) ||
        g_error_matches(refused, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&refused));
    return false;
}

/* ---- what is wrong ----------------------------------------------------------------------------------------------- */

static char *dispute_what(const struct repair_item *item, const struct repair_finding *finding)
{
    g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, finding->account);
    char month[DATE_TEXT_SIZE];
    if (finding->field == NULL) return repair_item_text(item);
    if (!month_is_set(finding->month))
        return finding->account == 0 ? phrase_make(N_("Dispute the {1}"), finding->field, NULL)
                                     : phrase_make(N_("Dispute account {1}: {2}"), account, finding->field, NULL);
    month_format(finding->month, month);
    return phrase_make(N_("Dispute account {1}, {2}: {3}"), account, month, finding->field, NULL);
}

static void apply_check(struct composing *composing, const struct repair_item *item, const char *check)
{
    for (guint i = 0; i < item->findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(item->findings, struct repair_finding, i);
        if (strcmp(finding->check, check) == 0) repair_finding_apply(composing->base, finding);
    }
}

static struct repair_step *add_dispute(struct composing *composing, const struct repair_item *item,
                                       const struct repair_finding *finding)
{
    const char *kind = strcmp(repair_check_cell(finding->check, "path"), "request") == 0 ? "request" : "dispute";
    struct repair_step *step = composing_add(composing, kind, dispute_what(item, finding));
    step->account = finding->account;
    step->fact = finding->fact;
    step->month = finding->month;
    step->field = finding->field;
    step->finding = finding->check;
    step->claimed = g_strdup(finding->claimed);
    step->ends = composing->answer;
    if (item->dispute != 0) {
        step->dispute = item->dispute;
        step->state = "begun";
    }
    return step;
}

/* A step for each check of an item: what one check finds is one case. */
static bool dispute_item(struct composing *composing, const struct repair_item *item, GError **error)
{
    for (guint i = 0; i < item->findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(item->findings, struct repair_finding, i);
        bool seen = false;
        for (guint j = 0; j < i && !seen; j++)
            seen = strcmp(g_array_index(item->findings, struct repair_finding, j).check, finding->check) == 0;
        if (seen) continue;
        struct repair_step *step = add_dispute(composing, item, finding);
        apply_check(composing, item, finding->check);
        if (!composing_score(composing, step, error)) return false;
    }
    return true;
}

static bool dispute_all(struct composing *composing, GError **error)
{
    const GPtrArray *items = composing->look->diagnosis->items;
    const guint most = (guint)repair_limit("shown");
    for (guint i = 0; i < items->len && composing->plan->steps->len < most; i++) {
        const struct repair_item *item = items->pdata[i];
        if (item->findings != NULL && !dispute_item(composing, item, error)) return false;
        if (item->findings != NULL || item->standing != STANDING_IN_DISPUTE) continue;
        struct repair_step *step = composing_add(composing, "dispute", repair_item_text(item));
        step->account = item->account;
        step->month = item->first;
        step->dispute = item->dispute;
        step->state = "begun";
        step->ends = composing->answer;
    }
    return true;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static struct date answer_day(struct session *session, struct date today)
{
    const struct law_rule *rule = law_find_use(session_profile(session), "answer", NULL);
    struct law_due due;
    if (rule == NULL || !law_count(rule, today, NULL, &due, NULL)) return date_add_months(today, 1);
    const struct date day = due.due;
    law_due_clear(&due);
    return date_is_set(day) ? day : date_add_months(today, 1);
}

/* Disputes answered leave the person a word beside what stays. */
static void add_statement(struct composing *composing)
{
    for (guint i = 0; i < composing->plan->steps->len; i++) {
        const struct repair_step *dispute = composing->plan->steps->pdata[i];
        if (strcmp(dispute->kind, "dispute") != 0 || dispute->account == 0) continue;
        g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, dispute->account);
        char *what =
            phrase_make(N_("Own statement beside account {1}, if the answer does not settle it"), account, NULL);
        struct repair_step *step = composing_add(composing, "statement", what);
        step->account = dispute->account;
        step->month = dispute->month;
        step->begins = composing->answer;
        step->ends = date_add_months(composing->answer, 1);
        return;
    }
}

static void add_policies(struct composing *composing)
{
    const GPtrArray *items = composing->look->diagnosis->items;
    for (guint i = 0; i < items->len; i++) {
        const struct repair_item *item = items->pdata[i];
        if (item->standing != STANDING_UNDISPLAYED || item->day.days < composing->today.days) continue;
        struct repair_step *step = composing_add(composing, "policy", repair_item_text(item));
        step->account = item->account;
        step->month = item->first;
        step->begins = step->ends = item->day;
    }
}

static bool compose(struct composing *composing, GError **error)
{
    if (!dispute_all(composing, error)) return false;
    add_policies(composing);
    if (!composing_conduct(composing, error)) return false;
    add_statement(composing);
    return composing_wait(composing, error);
}

static struct repair_plan *new_plan(struct session *session, const struct repair_look *look,
                                    const struct repair_wish *wish)
{
    struct repair_plan *plan = g_new0(struct repair_plan, 1);
    plan->subject = look->dossier->subject;
    plan->day = session_today(session);
    plan->user = g_strdup(session->user);
    plan->state = g_strdup("open");
    plan->model = g_strdup(model_name(look->model));
    plan->number = model_version(look->model);
    plan->score = look->diagnosis->now.score;
    plan->target = wish->target;
    plan->within = wish->within;
    plan->closed = plan->checked = plan->recheck = DATE_NONE;
    plan->steps = g_ptr_array_new_with_free_func((GDestroyNotify)repair_step_free);
    return plan;
}

struct repair_plan *repair_compose(struct session *session, const struct repair_look *look,
                                   const struct repair_wish *wish, GError **error)
{
    g_autoptr(repair_plan_t) plan = new_plan(session, look, wish);
    struct composing composing = { .session = session,
                                   .look = look,
                                   .wish = *wish,
                                   .plan = plan,
                                   .base = dossier_copy(look->dossier),
                                   .actions = g_array_new(FALSE, TRUE, sizeof(struct action)),
                                   .score = plan->score,
                                   .today = plan->day,
                                   .answer = answer_day(session, plan->day) };
    const bool done = compose(&composing, error);
    plan->expected = composing.score;
    plan->recheck = repair_next_look(plan, plan->day);
    dossier_free(composing.base);
    g_array_unref(composing.actions);
    return done ? g_steal_pointer(&plan) : NULL;
}
