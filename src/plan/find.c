/* SPDX-License-Identifier: Apache-2.0 */
/* Every month ahead, every way of doing it, and of all that the cheapest plan for each score. What must stay true: a
 * plan is answered with the score that the engine gives its actions, never with the one the search added up. */
#include "plan/trace.h"

#include <string.h>

/* A choice of some month, with what everybody pays who goes on paying. */
struct candidate {
    const struct month_answer *answer;
    const struct month_choice *choice;
    struct plan_price price;
};
struct finding {
    struct session *session;
    const struct plan_wish *wish;
    GPtrArray *scenes;  /* struct scene * */
    GPtrArray *answers; /* struct month_answer * */
    GArray *candidates; /* struct candidate */
};

int plan_most_months(void)
{
    return (int)plan_limits()->months;
}
int plan_usual_months(void)
{
    return (int)MIN(plan_limits()->within, plan_limits()->months);
}

static bool check_wish(const struct plan_wish *wish, GError **error)
{
    g_autofree char *most = g_strdup_printf("%d", plan_most_months());
    if (wish->within < 0 || wish->within > plan_most_months()) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A plan looks at most {1} months ahead."),
                         N_("Choose 0 to {1} months."), most, NULL);
        return false;
    }
    if (wish->budget < 0 || wish->kind == PLAN_MONEY) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A budget is for plans that are cheapest in money."),
                     N_("Leave the budget away, or choose the cost money."), NULL);
    return false;
}

static bool add_scene(struct finding *finding, const struct model *model, const struct dossier *dossier, bool together,
                      GError **error)
{
    GError *failed = NULL;
    struct scene *scene = scene_new(model, dossier, finding->wish->within, finding->wish->without, together, &failed);
    if (scene != NULL) g_ptr_array_add(finding->scenes, scene);
    if (failed == NULL) return true;
    g_propagate_error(error, failed);
    return false;
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static struct plan_price with_past_due(const struct month_answer *answer, struct plan_price price)
{
    if (answer->t > 0) price.of[PLAN_MONEY] += answer->scene->past_due;
    return price;
}

static void solve_month(struct finding *finding, const struct scene *scene, int t, enum scene_when when, int64_t *nodes)
{
    const struct plan_wish *wish = finding->wish;
    const int64_t each = plan_limits()->evaluations / ((scene->months + 1) * SCENE_WHENS);
    struct month_request request = { .kind = wish->kind,
                                     .most = wish->most,
                                     .budget = wish->budget,
                                     .states = CLAMP(each, 1, plan_limits()->states),
                                     .nodes = nodes,
                                     .target = wish->target };
    if (wish->budget >= 0) {
        const int months = when == SCENE_FIRST ? MIN(t, 1) : t;
        const int64_t spent = t > 0 ? scene->past_due : 0;
        request.budget = MAX(MIN(wish->budget, PLAN_PRICE_MOST) * months - spent, 0);
    }
    struct month_answer *answer = month_solve(scene, t, when, &request);
    g_ptr_array_add(finding->answers, answer);
    for (guint i = 0; i < answer->choices->len; i++) {
        const struct month_choice *choice = &g_array_index(answer->choices, struct month_choice, i);
        const struct candidate candidate = { answer, choice, with_past_due(answer, choice->price) };
        g_array_append_val(finding->candidates, candidate);
    }
}

static bool solve_all(struct finding *finding, GError **error)
{
    const int total = (finding->wish->within + 1) * SCENE_WHENS * (int)finding->scenes->len;
    int64_t nodes = 0;
    int done = 0;
    for (guint s = 0; s < finding->scenes->len; s++) {
        const struct scene *scene = finding->scenes->pdata[s];
        for (int t = 0; t <= scene->months; t++)
            for (enum scene_when when = SCENE_FIRST; when < SCENE_WHENS; when++, done++) {
                if (scene->drift[t] == NULL || (when == SCENE_LAST && t < 2)) continue; /* the same as the first */
                if (finding->session != NULL && session_is_cancelled(finding->session, error)) return false;
                if (finding->session != NULL)
                    session_progress(finding->session, (double)done / total, N_("Looking for the cheapest plan"));
                nodes = plan_limits()->nodes / total;
                solve_month(finding, scene, t, when, &nodes);
            }
    }
    return true;
}

/* ---- the frontier ------------------------------------------------------------------------------------------------ */

struct ranking {
    enum plan_cost kind;
};

/* From the best score down; of the same score the cheapest, of the same price the earliest. */
static gint by_score(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct candidate *a = left, *b = right;
    const enum plan_cost kind = ((const struct ranking *)data)->kind;
    if (a->choice->score != b->choice->score) return b->choice->score - a->choice->score;
    const int order = plan_key_compare(plan_key_of(a->price, kind), plan_key_of(b->price, kind));
    if (order != 0) return order;
    if (a->answer->t != b->answer->t) return a->answer->t - b->answer->t;
    return (int)a->answer->when - (int)b->answer->when;
}

static bool is_better(const struct candidate *own, const struct candidate *last, enum plan_cost kind)
{
    const int order = plan_key_compare(plan_key_of(own->price, kind), plan_key_of(last->price, kind));
    return order < 0 || (order == 0 && own->answer->t < last->answer->t);
}

/* Keeps, from the best score down, what is cheaper than all before it, or costs as little and is there sooner. */
static GArray *frontier(const struct finding *finding)
{
    struct ranking ranking = { finding->wish->kind };
    GArray *kept = g_array_new(FALSE, TRUE, sizeof(struct candidate));
    g_array_sort_with_data(finding->candidates, by_score, &ranking);
    for (guint i = 0; i < finding->candidates->len; i++) {
        const struct candidate *own = &g_array_index(finding->candidates, struct candidate, i);
        const struct candidate *last = kept->len ? &g_array_index(kept, struct candidate, kept->len - 1) : NULL;
        if (last == NULL || is_better(own, last, ranking.kind)) g_array_append_vals(kept, own, 1);
    }
    return kept;
}

/* What is proven of a price: the lowest price of anything that was not looked at. */
static void prove(const struct finding *finding, const struct candidate *candidate, struct plan *plan)
{
    const enum plan_cost kind = finding->wish->kind;
    const struct plan_key own = plan_key_of(candidate->price, kind);
    plan->proven = true;
    for (guint i = 0; i < finding->answers->len; i++) {
        const struct month_answer *answer = finding->answers->pdata[i];
        const struct plan_price extra = with_past_due(answer, (struct plan_price){ { 0 } });
        const struct plan_key left = plan_key_add(answer->left, plan_key_of(extra, kind));
        if (answer->whole || !plan_key_less(left, own)) continue;
        plan->proven = false;
        plan->gap = MAX(plan->gap, own.first - left.first);
    }
}

static bool take_plans(const struct finding *finding, struct plan_book *book, GError **error)
{
    g_autoptr(GArray) kept = frontier(finding);
    book->plan = g_new0(struct plan, kept->len + 1);
    for (guint i = kept->len; i-- > 0;) {
        const struct candidate *candidate = &g_array_index(kept, struct candidate, i);
        struct plan *plan = &book->plan[book->plans++];
        prove(finding, candidate, plan);
        if (!plan_trace(candidate->answer, candidate->choice, candidate->price, book, plan, error)) return false;
    }
    return true;
}

/* ---- by month ---------------------------------------------------------------------------------------------------- */

static void take_stairs(const struct finding *finding, struct plan_book *book)
{
    struct ranking ranking = { finding->wish->kind };
    book->months = (size_t)finding->wish->within + 1;
    book->stair = g_new0(struct plan_stair, book->months);
    for (size_t t = 0; t < book->months; t++) {
        struct plan_stair *stair = &book->stair[t];
        const struct candidate *last = NULL;
        stair->stage = g_new0(struct plan_stage, finding->candidates->len + 1);
        for (guint i = 0; i < finding->candidates->len; i++) { /* from the best score down */
            const struct candidate *own = &g_array_index(finding->candidates, struct candidate, i);
            if (own->answer->t != (int)t || (last != NULL && !is_better(own, last, ranking.kind))) continue;
            stair->stage[stair->plans++] = (struct plan_stage){ own->choice->score, own->price };
            last = own;
        }
        for (size_t i = 0; i < stair->plans / 2; i++) {
            const struct plan_stage swap = stair->stage[i];
            stair->stage[i] = stair->stage[stair->plans - 1 - i];
            stair->stage[stair->plans - 1 - i] = swap;
        }
    }
}

static void take_reach(const struct finding *finding, struct plan_book *book)
{
    int found = book->plans > 0 ? book->plan[book->plans - 1].score : book->now.score;
    book->reach = found;
    book->reach_proven = true;
    for (guint i = 0; i < finding->answers->len; i++) {
        const struct month_answer *answer = finding->answers->pdata[i];
        if (answer->whole || answer->reach <= found) continue;
        book->reach = MAX(book->reach, answer->reach);
        book->reach_proven = false;
    }
}

static struct plan_book *book_new(const struct finding *finding, const struct model *model,
                                  const struct dossier *dossier)
{
    const struct scene *scene = finding->scenes->pdata[0];
    struct plan_book *book = g_new0(struct plan_book, 1);
    book->wish = *finding->wish;
    book->wish.without = NULL;
    book->model = g_strdup(model_name(model));
    book->version = model_version(model);
    book->lowest = model_lowest(model);
    book->highest = model_highest(model);
    book->month = whatif_now(dossier);
    g_strlcpy(book->currency, scene->currency, sizeof book->currency);
    book->past_due = scene->past_due;
    book->step = scene->step;
    book->drift = g_new0(int, (size_t)scene->months + 1);
    trace_drift(scene, book);
    return book;
}

struct plan_book *plan_find(struct session *session, const struct model *model, const struct dossier *dossier,
                            const struct plan_wish *wish, GError **error)
{
    if (!check_wish(wish, error)) return NULL;
    g_autoptr(GPtrArray) scenes = g_ptr_array_new_with_free_func((GDestroyNotify)scene_free);
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func((GDestroyNotify)month_answer_free);
    g_autoptr(GArray) candidates = g_array_new(FALSE, TRUE, sizeof(struct candidate));
    struct finding finding = { session, wish, scenes, answers, candidates };
    if (!add_scene(&finding, model, dossier, false, error) || !add_scene(&finding, model, dossier, true, error) ||
        !solve_all(&finding, error))
        return NULL;
    g_autoptr(plan_book_t) book = book_new(&finding, model, dossier);
    if (!take_plans(&finding, book, error)) return NULL;
    take_stairs(&finding, book);
    take_reach(&finding, book);
    return g_steal_pointer(&book);
}
