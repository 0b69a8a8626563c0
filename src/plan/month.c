/* SPDX-License-Identifier: Apache-2.0 */
/* From groups to the cheapest set of deeds for each score: dynamic programming where points add up, else branch and
 * bound. */
#include "plan/branch.h"
#include "plan/joint.h"
#include "plan/knapsack.h"
#include "score/model.h"

#include <math.h>
#include <string.h>

/* Scores between which a search over trees is made anew: its frontier is not known at once. */
#define SCORE_STEP 10

/* ---- choices ----------------------------------------------------------------------------------------------------- */

static void write_deeds(const struct joint *joint, size_t place, size_t state, uint16_t *deed)
{
    const struct joint_group *group = &joint->group[place];
    for (size_t i = 0; i < group->slots; i++)
        deed[group->slot[i]] = group->deed[state * group->slots + i];
}

static void add_choice(struct month_answer *answer, const struct joint *joint, int score, const size_t *state,
                       const struct month_request *request)
{
    struct month_choice choice = { .score = score };
    if (joint->scene->prefix->len > 0) choice.price = g_array_index(joint->scene->prefix, struct placed, 0).price;
    for (size_t g = 0; g < joint->groups; g++) {
        choice.price = plan_price_add(choice.price, joint->group[g].price[state[g]]);
        write_deeds(joint, g, state[g], choice.deed);
    }
    if (request->budget >= 0 && choice.price.of[PLAN_MONEY] > request->budget) return;
    if (request->most >= 0 && choice.price.of[PLAN_CHANGES] > request->most) return;
    g_array_append_val(answer->choices, choice);
}

static gint by_score(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct month_choice *a = left, *b = right;
    const enum plan_cost kind = *(const enum plan_cost *)data;
    if (a->score != b->score) return b->score - a->score;
    const int order = plan_key_compare(plan_key_of(a->price, kind), plan_key_of(b->price, kind));
    return order != 0 ? order : memcmp(a->deed, b->deed, sizeof a->deed);
}

/* Leaves, by rising scores, only what is cheaper than everything that scores as much. */
static void settle_choices(GArray *choices, enum plan_cost kind)
{
    guint kept = 0;
    g_array_sort_with_data(choices, by_score, &kind);
    for (guint i = 0; i < choices->len; i++) {
        const struct month_choice own = g_array_index(choices, struct month_choice, i);
        const struct month_choice *last = kept ? &g_array_index(choices, struct month_choice, kept - 1) : NULL;
        if (last == NULL || plan_key_less(plan_key_of(own.price, kind), plan_key_of(last->price, kind)))
            g_array_index(choices, struct month_choice, kept++) = own;
    }
    g_array_set_size(choices, kept);
    for (guint i = 0; i < kept / 2; i++) {
        const struct month_choice swap = g_array_index(choices, struct month_choice, i);
        g_array_index(choices, struct month_choice, i) = g_array_index(choices, struct month_choice, kept - 1 - i);
        g_array_index(choices, struct month_choice, kept - 1 - i) = swap;
    }
}

/* ---- points that add up ------------------------------------------------------------------------------------------ */

struct pruned {
    struct plan_option *option;
    size_t *state, count;
};

struct state_order {
    const struct joint_group *group;
    enum plan_cost kind;
};

static gint by_price(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct state_order *order = data;
    const size_t a = *(const size_t *)left, b = *(const size_t *)right;
    const int price = plan_key_compare(plan_key_of(order->group->price[a], order->kind),
                                       plan_key_of(order->group->price[b], order->kind));
    if (price != 0) return price;
    const int points = order->group->points[b] - order->group->points[a];
    return points != 0 ? points : (a > b) - (a < b);
}

/* States no other beats: of those that cost no more (and, where they are counted, have no more changes) the one with
 * the most points. */
static struct pruned prune(const struct joint_group *group, const struct month_request *request)
{
    enum { LAYERS = 2 * SCENE_MOST_SLOTS + 2 };
    struct pruned pruned = { g_new0(struct plan_option, group->count), g_new(size_t, group->count), 0 };
    struct state_order order = { group, request->kind };
    g_autofree size_t *state = g_new(size_t, group->count);
    int best[LAYERS]; /* most points kept so far with at most so many changes */
    for (int k = 0; k < LAYERS; k++)
        best[k] = G_MININT;
    for (size_t s = 0; s < group->count; s++)
        state[s] = s;
    g_qsort_with_data(state, (gint)group->count, sizeof *state, by_price, &order);
    for (size_t s = 0; s < group->count; s++) {
        const size_t own = state[s];
        const int changes = request->most < 0 ? 0 : (int)MIN(group->price[own].of[PLAN_CHANGES], LAYERS - 1);
        if (group->points[own] <= best[changes]) continue;
        for (int k = changes; k < LAYERS; k++)
            best[k] = MAX(best[k], group->points[own]);
        pruned.option[pruned.count] = (struct plan_option){ group->points[own], group->price[own] };
        pruned.state[pruned.count++] = own;
    }
    return pruned;
}

static void solve_points(struct month_answer *answer, const struct joint *joint, const struct month_request *request)
{
    const struct model *model = joint->scene->model;
    g_autofree struct plan_group *groups = g_new0(struct plan_group, joint->groups + 1);
    g_autofree struct pruned *pruned = g_new0(struct pruned, joint->groups + 1);
    size_t option[SCENE_MOST_SLOTS], state[SCENE_MOST_SLOTS];
    int base = joint->adds_up ? joint->drift.base : joint->groups > 0 ? 0 : joint->drift.score;
    for (size_t i = 0; joint->adds_up && i < joint->drift.parts; i++)
        base += joint->drift.part[i].points;
    for (size_t g = 0; g < joint->groups; g++) {
        pruned[g] = prune(&joint->group[g], request);
        groups[g] = (struct plan_group){ pruned[g].count, pruned[g].option };
        base -= joint->adds_up ? joint->group[g].points[0] : 0;
    }
    const int changes = request->most < 0 || joint->scene->prefix->len == 0 ? request->most : request->most - 1;
    g_autoptr(knapsack_t) knapsack =
        request->most >= 0 && changes < 0 ? NULL : knapsack_solve(groups, joint->groups, request->kind, changes);
    int reached;
    for (int points = knapsack ? knapsack_least(knapsack) : 0;
         knapsack != NULL && knapsack_choose(knapsack, points, option, &reached); points = reached + 1) {
        for (size_t g = 0; g < joint->groups; g++)
            state[g] = pruned[g].state[option[g]];
        add_choice(answer, joint, CLAMP(base + reached, model_lowest(model), model_highest(model)), state, request);
    }
    const int most = knapsack ? knapsack_greatest(knapsack) : G_MININT;
    answer->reach = most == G_MININT ? G_MININT : CLAMP(base + most, model_lowest(model), model_highest(model));
    for (size_t g = 0; g < joint->groups; g++) {
        g_free(pruned[g].option);
        g_free(pruned[g].state);
    }
}

/* ---- trees ------------------------------------------------------------------------------------------------------- */

struct tree_data {
    const struct model *model;
    double *low, *high;
};

static int tree_score(void *data, const double *inputs)
{
    const struct tree_data *tree = data;
    struct score_result result;
    model_score_inputs(tree->model, inputs, &result);
    return result.score;
}

static int tree_bound(void *data, const struct branch_range *ranges)
{
    const struct tree_data *tree = data;
    for (size_t i = 0; i < model_inputs(tree->model); i++) {
        const bool values = ranges[i].low <= ranges[i].high;
        tree->low[i] = ranges[i].missing ? NAN : ranges[i].low;
        tree->high[i] = values ? ranges[i].high : NAN;
    }
    return model_score_bound(tree->model, tree->low, tree->high);
}

static void fill_branch(const struct joint *joint, struct branch_group *groups)
{
    for (size_t g = 0; g < joint->groups; g++) {
        const struct joint_group *own = &joint->group[g];
        struct branch_option *option = g_new0(struct branch_option, own->count);
        for (size_t s = 0; s < own->count; s++)
            option[s] = (struct branch_option){ own->price[s], own->value + s * own->inputs };
        groups[g] = (struct branch_group){ own->count, option, own->inputs, own->input };
    }
}

/* The cheapest for one target; when the budget ends first, the best there is stands in for it and `left` says what is
 * proven. */
static void search_target(struct month_answer *answer, const struct joint *joint, struct branch_problem *problem,
                          const size_t *best, int greatest, int target, const struct month_request *request)
{
    size_t state[SCENE_MOST_SLOTS];
    problem->nodes = (size_t)MAX(*request->nodes, 0);
    const struct branch_answer found = branch_cheapest(problem, target, state);
    *request->nodes -= (int64_t)found.nodes;
    if (found.found) {
        add_choice(answer, joint, found.score, state, request);
    } else if (!found.proven) {
        if (answer->whole || plan_key_less(found.bound, answer->left)) answer->left = found.bound;
        answer->whole = false;
        if (greatest >= target) add_choice(answer, joint, greatest, best, request);
    }
}

static void solve_trees(struct month_answer *answer, const struct joint *joint, const struct month_request *request)
{
    const struct model *model = joint->scene->model;
    const size_t inputs = model_inputs(model);
    g_autofree struct branch_group *groups = g_new0(struct branch_group, joint->groups + 1);
    g_autofree double *low = g_new(double, inputs + 1), *high = g_new(double, inputs + 1);
    struct tree_data tree = { model, low, high };
    size_t best[SCENE_MOST_SLOTS], nothing[SCENE_MOST_SLOTS] = { 0 };
    fill_branch(joint, groups);
    struct branch_problem problem = { .groups = joint->groups,
                                      .group = groups,
                                      .inputs = inputs,
                                      .value = joint->drift_inputs,
                                      .kind = request->kind,
                                      .most = request->most,
                                      .nodes = (size_t)MAX(*request->nodes / 2, 0),
                                      .score = tree_score,
                                      .bound = tree_bound,
                                      .data = &tree };
    const struct branch_answer greatest = branch_greatest(&problem, best, &answer->reach);
    *request->nodes -= (int64_t)greatest.nodes;
    add_choice(answer, joint, joint->drift.score, nothing, request);
    /* a budget that ended may have stopped below what is asked for: that is searched for all the same */
    const int last = greatest.proven ? greatest.score : MAX(greatest.score, MIN(request->target, answer->reach));
    for (int target = joint->drift.score + 1; target <= last;) {
        search_target(answer, joint, &problem, best, greatest.score, target, request);
        const int next = (target / SCORE_STEP + 1) * SCORE_STEP;
        target = target < request->target && next > request->target ? request->target : next;
    }
    if (greatest.found) add_choice(answer, joint, greatest.score, best, request);
    for (size_t g = 0; g < joint->groups; g++)
        g_free((gpointer)groups[g].option);
}

/* ---- a month ----------------------------------------------------------------------------------------------------- */

struct month_answer *month_solve(const struct scene *scene, int t, enum scene_when when,
                                 const struct month_request *request)
{
    struct month_answer *answer = g_new0(struct month_answer, 1);
    *answer = (struct month_answer){ .t = t, .when = when, .scene = scene, .whole = true };
    answer->choices = g_array_new(FALSE, TRUE, sizeof(struct month_choice));
    struct joint *joint = joint_new(scene, t, when, request);
    answer->whole = joint->whole;
    answer->left = joint->left;
    if (joint->adds_up || joint->groups <= 1)
        solve_points(answer, joint, request);
    else
        solve_trees(answer, joint, request);
    settle_choices(answer->choices, request->kind);
    if (!joint->whole) answer->reach = model_highest(scene->model);
    joint_free(joint);
    return answer;
}

void month_answer_free(struct month_answer *answer)
{
    if (answer == NULL) return;
    g_array_unref(answer->choices);
    g_free(answer);
}
