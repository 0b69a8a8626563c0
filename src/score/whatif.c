/* SPDX-License-Identifier: Apache-2.0 */
/* What-if: actions change the facts of a copy of a file, features are derived anew, and the same engine scores it. The
 * stored file is never touched, and nothing here knows the store. What each action does is in whatif_acts.c,
 * whatif_debt.c and whatif_record.c, what passing months do in simulate.c, and all of it for the reader in
 * doc/what-if.md. */
#include "score/whatif_private.h"

/* ---- in order ---------------------------------------------------------------------------------------------------- */

// clang-format off
static bool (*const apply[ACTION_KINDS])(const struct act *) = {
    [ACTION_PAY] = act_pay,             [ACTION_CURRENT] = act_current,         [ACTION_LIMIT] = act_limit,
    [ACTION_MISS] = act_miss,           [ACTION_OPEN] = act_open,               [ACTION_CLOSE] = act_close,
    [ACTION_ENQUIRE] = act_enquire,     [ACTION_WAIT] = act_wait,               [ACTION_REMOVE] = act_remove,
    [ACTION_REFINANCE] = act_refinance, [ACTION_CONSOLIDATE] = act_consolidate, [ACTION_GUARANTEE] = act_guarantee,
    [ACTION_COLLECT] = act_collect,     [ACTION_EXPIRE] = act_expire,           [ACTION_INCOME] = act_income,
};
// clang-format on

static bool needs_account(const struct action *action)
{
    switch (action->kind) {
    case ACTION_OPEN:
    case ACTION_ENQUIRE:
    case ACTION_WAIT:
    case ACTION_CONSOLIDATE:
    case ACTION_GUARANTEE:
    case ACTION_INCOME:
        return false;
    case ACTION_COLLECT:
    case ACTION_EXPIRE:
        return action->record == 0;
    default:
        return true;
    }
}

static bool apply_one(struct simulation *simulation, const struct action *action, GError **error)
{
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, action->record ? action->record : action->account);
    struct act act = { simulation, action, NULL, number, error };
    if (needs_account(action)) {
        act.account = dossier_account(simulation->dossier, action->account);
        if (act.account == NULL) return act_no_account(simulation->dossier, number, error);
    }
    return apply[action->kind](&act);
}

static bool apply_all(struct simulation *simulation, const struct action *actions, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++)
        if (!apply_one(simulation, &actions[i], error)) return false;
    return true;
}

/* The copy after the actions, as the law then lets it be seen, with the simulation still open for more months. A file
 * without month and day can be copied and scored as it is; only actions need a "now". */
static struct dossier *simulate(const struct dossier *dossier, const struct action *actions, size_t count,
                                struct simulation *simulation, GError **error)
{
    g_autoptr(dossier_t) copy = dossier_copy(dossier);
    *simulation = (struct simulation){ .dossier = copy, .now = MONTH_NONE, .day = features_day(copy) };
    if (count > 0 && !simulation_begin(simulation, copy, error)) return NULL;
    if (!apply_all(simulation, actions, count, error)) {
        simulation_clear(simulation);
        return NULL;
    }
    simulation_apply_law(simulation);
    return g_steal_pointer(&copy);
}

struct dossier *whatif_apply(const struct dossier *dossier, const struct action *actions, size_t count,
                             struct date *day, GError **error)
{
    struct simulation simulation;
    struct dossier *copy = simulate(dossier, actions, count, &simulation, error);
    if (copy == NULL) return NULL;
    if (day != NULL) *day = simulation.day;
    simulation_clear(&simulation);
    return copy;
}

static void score_file(const struct model *model, const struct dossier *dossier, struct date day,
                       struct score_result *result)
{
    g_autofree double *values = g_new(double, feature_count() + 1);
    features_derive(dossier, day, values);
    model_score(model, values, result);
}

bool whatif_score(const struct model *model, const struct dossier *dossier, const struct action *actions, size_t count,
                  struct score_result *result, GError **error)
{
    struct date day;
    g_autoptr(dossier_t) after = whatif_apply(dossier, actions, count, &day, error);
    if (after == NULL) return false;
    score_file(model, after, day, result);
    return true;
}

bool whatif_path(const struct model *model, const struct dossier *dossier, const struct action *actions, size_t count,
                 int months, int *scores, GError **error)
{
    struct simulation simulation;
    g_autoptr(dossier_t) after = simulate(dossier, actions, count, &simulation, error);
    if (after == NULL || (count == 0 && !simulation_begin(&simulation, after, error))) return false;
    for (int i = 0; i < months; i++) {
        struct score_result result;
        simulation_pass_month(&simulation, NULL);
        simulation_apply_law(&simulation);
        score_file(model, after, simulation.day, &result);
        scores[i] = result.score;
    }
    simulation_clear(&simulation);
    return true;
}

/* ---- month by month ---------------------------------------------------------------------------------------------- */

struct timeline {
    const struct model *model;
    int months, *scores;
};

static void note_month(struct simulation *simulation, void *data)
{
    const struct timeline *line = data;
    struct score_result result;
    if (simulation->passed > line->months) return;
    simulation_apply_law(simulation);
    score_file(line->model, simulation->dossier, simulation->day, &result);
    line->scores[simulation->passed] = result.score;
}

bool whatif_timeline(const struct model *model, const struct dossier *dossier, const struct action *actions,
                     size_t count, int months, int *scores, GError **error)
{
    g_autoptr(dossier_t) copy = dossier_copy(dossier);
    struct timeline line = { model, months, scores };
    struct simulation simulation;
    if (!simulation_begin(&simulation, copy, error)) return false;
    simulation.before_month = note_month;
    simulation.data = &line;
    const bool done = apply_all(&simulation, actions, count, error);
    while (done && simulation.passed < months)
        simulation_pass_month(&simulation, NULL);
    if (done) note_month(&simulation, &line);
    simulation_clear(&simulation);
    return done;
}
