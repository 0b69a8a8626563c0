/* SPDX-License-Identifier: Apache-2.0 */
/* What holds a score back when everything that can be done is done: characteristics that stay below their best, with
 * the month in which time alone betters them, and adverse facts with their last day in the file by the law. */
#include "plan/rules.h"

#include "subject/retention.h"

#include <string.h>

static GArray *actions_of(const struct plan *plan, int wait)
{
    GArray *actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    const struct action more = { .kind = ACTION_WAIT, .months = wait };
    for (size_t i = 0; plan != NULL && i < plan->steps; i++)
        g_array_append_val(actions, plan->step[i].action);
    if (wait > 0) g_array_append_val(actions, more);
    return actions;
}

static bool score_after(const struct model *model, const struct dossier *dossier, const struct plan *plan, int wait,
                        struct score_result *result, GError **error)
{
    g_autoptr(GArray) actions = actions_of(plan, wait);
    return whatif_score(model, dossier, (const struct action *)(const void *)actions->data, actions->len, result,
                        error);
}

static struct month month_of_plan(const struct dossier *dossier, const struct plan *plan)
{
    const struct month last = dossier_last_month(dossier);
    return plan != NULL ? plan->month : last;
}

/* Inputs below their best, then the months ahead until each of them gains. */
static bool bind_inputs(const struct model *model, const struct dossier *dossier, const struct plan *plan,
                        GArray *binds, GError **error)
{
    struct score_result now, then;
    const struct month from = month_of_plan(dossier, plan);
    if (!score_after(model, dossier, plan, 0, &now, error)) return false;
    for (size_t i = 0; i < now.parts; i++) {
        if (now.part[i].lost <= 0) continue;
        const struct plan_bind bind = { .input = now.part[i].characteristic,
                                        .value = now.part[i].value,
                                        .lost = now.part[i].lost,
                                        .month = MONTH_NONE,
                                        .first = MONTH_NONE,
                                        .last = MONTH_NONE,
                                        .leaves = DATE_NONE };
        g_array_append_val(binds, bind);
    }
    size_t open = binds->len;
    for (int wait = 1; open > 0 && month_is_set(from) && wait <= (int)plan_limits()->ahead; wait++) {
        if (!score_after(model, dossier, plan, wait, &then, error)) return false;
        for (guint b = 0; b < binds->len; b++) {
            struct plan_bind *bind = &g_array_index(binds, struct plan_bind, b);
            for (size_t i = 0; !month_is_set(bind->month) && i < then.parts; i++) {
                if (strcmp(then.part[i].characteristic, bind->input) != 0 || then.part[i].lost >= bind->lost) continue;
                bind->month = (struct month){ from.index + wait };
                bind->won = bind->lost - then.part[i].lost;
                open--;
            }
        }
    }
    return true;
}

static bool bind_facts(struct session *session, const struct dossier *dossier, GArray *binds, GError **error)
{
    struct retention retention;
    if (!retention_of_session(&retention, session, error)) return false;
    g_autoptr(GArray) items = retention_items(&retention, dossier, NULL);
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        const struct plan_bind bind = { .month = MONTH_NONE,
                                        .item = item->rule->item,
                                        .account = item->account,
                                        .record = item->fact,
                                        .first = item->first,
                                        .last = item->last,
                                        .leaves = item->last_day };
        g_array_append_val(binds, bind);
    }
    return true;
}

static gint by_loss(gconstpointer left, gconstpointer right)
{
    const struct plan_bind *a = left, *b = right;
    return b->lost - a->lost;
}

GArray *plan_binding(struct session *session, const struct model *model, const struct dossier *dossier,
                     const struct plan *plan, GError **error)
{
    g_autoptr(GArray) binds = g_array_new(FALSE, TRUE, sizeof(struct plan_bind));
    if (!bind_inputs(model, dossier, plan, binds, error)) return NULL;
    if (session != NULL && !bind_facts(session, dossier, binds, error)) return NULL;
    g_array_sort(binds, by_loss);
    return g_steal_pointer(&binds);
}
