/* SPDX-License-Identifier: Apache-2.0 */
/* `repair plan` and `repair close`. A plan is put together without holding the write lock; storing it is one short act.
 */
#include "repair/repair.h"
#include "repair/steps.h"

static bool read_wish(const struct arguments *arguments, const struct repair_look *look, struct repair_wish *wish,
                      GError **error)
{
    const int64_t most = repair_limit("within_most");
    const int64_t within = arguments_int(arguments, "within", repair_limit("within"));
    const int64_t target = arguments_int(arguments, "target", 0);
    if (within < 1 || within > most) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, most);
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A plan looks 1 to {1} months ahead."),
                         N_("Give --within a number of months."), text, NULL);
        return false;
    }
    if (arguments_has(arguments, "target") &&
        (target < model_lowest(look->model) || target > model_highest(look->model))) {
        g_autofree char *low = g_strdup_printf("%d", model_lowest(look->model));
        g_autofree char *high = g_strdup_printf("%d", model_highest(look->model));
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The model gives scores from {1} to {2}."),
                         N_("Choose a target between them."), low, high, NULL);
        return false;
    }
    *wish = (struct repair_wish){ (int)target, (int)within };
    return true;
}

static bool keep_plan(struct session *session, struct repair_plan *plan, GError **error)
{
    if (!guard_act_begin(session, "repair.plan", NULL, error)) return false;
    session->audited_subject = plan->subject;
    if (!repair_plan_insert(session, plan, error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "repair.plan", NULL, error);
}

bool repair_command_plan(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    struct repair_wish wish;
    g_auto(repair_look_t) look = { 0 };
    if (!repair_look_begin(session, arguments_int(arguments, "subject", 0), arguments, &look, error) ||
        !read_wish(arguments, &look, &wish, error))
        return false;
    g_autoptr(repair_plan_t) plan = repair_compose(session, &look, &wish, error);
    if (plan == NULL || !keep_plan(session, plan, error)) return false;
    repair_answer_plan(session, plan, answer);
    return repair_answer_steps(session, plan, answer, error);
}

bool repair_command_close(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(repair_plan_t) plan = repair_plan_load(session, arguments_int(arguments, "repair", 0), error);
    if (plan == NULL || !repair_check_open(plan, error)) return false;
    session->audited_subject = plan->subject;
    g_free(plan->state);
    plan->state = g_strdup("closed");
    plan->closed = session_today(session);
    plan->recheck = DATE_NONE;
    if (!repair_plan_save(session, plan, error)) return false;
    repair_answer_plan(session, plan, answer);
    return true;
}
