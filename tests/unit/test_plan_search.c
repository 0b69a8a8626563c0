/* SPDX-License-Identifier: Apache-2.0 */
/* The two searches of a plan against counting everything out: a thousand small instances each, every target, every
 * measure of cost, with and without a limit of changes. */
#include "check.h"

#include "plan/branch.h"
#include "plan/knapsack.h"

#include <math.h>
#include <string.h>

enum { CASES = 1000, MOST_GROUPS = 5, MOST_OPTIONS = 6, INPUTS = 2 * MOST_GROUPS };

struct instance {
    size_t groups;
    struct plan_group group[MOST_GROUPS];
    struct plan_option option[MOST_GROUPS][MOST_OPTIONS];
    double value[MOST_GROUPS][MOST_OPTIONS][2];
};

static void make_instance(GRand *dice, struct instance *instance)
{
    instance->groups = (size_t)g_rand_int_range(dice, 1, MOST_GROUPS + 1);
    for (size_t g = 0; g < instance->groups; g++) {
        const size_t count = (size_t)g_rand_int_range(dice, 1, MOST_OPTIONS + 1);
        for (size_t o = 0; o < count; o++) {
            instance->option[g][o] = (struct plan_option){ g_rand_int_range(dice, -20, 60), { { 0 } } };
            for (int k = 0; k < PLAN_COSTS && o > 0; k++)
                instance->option[g][o].price.of[k] = g_rand_int_range(dice, 0, k == PLAN_MONEY ? 30 : 3);
            for (int i = 0; i < 2; i++)
                instance->value[g][o][i] =
                    g_rand_int_range(dice, 0, 8) == 0 ? (double)NAN : (double)g_rand_int_range(dice, 0, 10);
        }
        instance->group[g] = (struct plan_group){ count, instance->option[g] };
    }
}

/* The next way to choose; false after the last one. */
static bool next_choice(const struct instance *instance, size_t *choice)
{
    for (size_t g = 0; g < instance->groups; g++) {
        if (++choice[g] < instance->group[g].count) return true;
        choice[g] = 0;
    }
    return false;
}

struct sum {
    int points;
    struct plan_price price;
};

static struct sum sum_of(const struct instance *instance, const size_t *choice)
{
    struct sum sum = { 0, { { 0 } } };
    for (size_t g = 0; g < instance->groups; g++) {
        sum.points += instance->option[g][choice[g]].points;
        sum.price = plan_price_add(sum.price, instance->option[g][choice[g]].price);
    }
    return sum;
}

/* The least price of at least `points`, counted out. */
static bool count_out(const struct instance *instance, int points, enum plan_cost kind, int most, struct plan_key *best)
{
    size_t choice[MOST_GROUPS] = { 0 };
    bool found = false;
    do {
        const struct sum sum = sum_of(instance, choice);
        const struct plan_key key = plan_key_of(sum.price, kind);
        if (sum.points < points || (most >= 0 && sum.price.of[PLAN_CHANGES] > most)) continue;
        if (!found || plan_key_less(key, *best)) *best = key;
        found = true;
    } while (next_choice(instance, choice));
    return found;
}

static void check_knapsack(const struct instance *instance, enum plan_cost kind, int most)
{
    g_autoptr(knapsack_t) knapsack = knapsack_solve(instance->group, instance->groups, kind, most);
    assert_non_null(knapsack);
    int greatest = G_MININT;
    for (int points = knapsack_least(knapsack) - 2; points < 60 * MOST_GROUPS + 2; points++) {
        size_t option[MOST_GROUPS];
        struct plan_key best = { 0, 0 };
        int reached = 0;
        const bool can = knapsack_choose(knapsack, points, option, &reached);
        assert_int_equal(can, count_out(instance, points, kind, most, &best));
        if (!can) break;
        const struct sum sum = sum_of(instance, option);
        assert_int_equal(sum.points, reached);
        assert_true(reached >= points);
        assert_int_equal(plan_key_compare(plan_key_of(sum.price, kind), best), 0);
        assert_true(most < 0 || sum.price.of[PLAN_CHANGES] <= most);
        greatest = MAX(greatest, reached);
    }
    assert_int_equal(greatest, knapsack_greatest(knapsack));
}

static void test_knapsack(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(7);
    for (int i = 0; i < CASES; i++) {
        struct instance instance;
        make_instance(dice, &instance);
        check_knapsack(&instance, (enum plan_cost)(i % PLAN_COSTS), g_rand_int_range(dice, -2, 6));
    }
}

/* Nothing to do, nothing to choose: the edges. */
static void test_edges(void **state)
{
    (void)state;
    int reached = -1;
    g_autoptr(knapsack_t) none = knapsack_solve(NULL, 0, PLAN_MONEY, -1);
    assert_int_equal(knapsack_greatest(none), 0);
    assert_true(knapsack_choose(none, 0, NULL, &reached));
    assert_int_equal(reached, 0);
    assert_false(knapsack_choose(none, 1, NULL, &reached));
    const struct plan_option wide[] = { { 0, { { 0 } } }, { KNAPSACK_MOST_POINTS + 1, { { 1, 1, 1 } } } };
    const struct plan_group group = { 2, wide };
    assert_null(knapsack_solve(&group, 1, PLAN_MONEY, -1));
    const struct plan_option dear[] = { { 5, { { 0, 0, 3 } } } };
    const struct plan_group only = { 1, dear };
    g_autoptr(knapsack_t) strict = knapsack_solve(&only, 1, PLAN_CHANGES, 2);
    assert_int_equal(knapsack_greatest(strict), G_MININT);
    assert_false(knapsack_choose(strict, 0, NULL, &reached));
}

/* ---- branch and bound -------------------------------------------------------------------------------------------- */

/* A forest of stumps over pairs of inputs, as a model whose parts do not add up by groups. */
enum { STUMPS = 12 };
struct forest {
    struct {
        size_t first, second;
        double cut_first, cut_second;
        int leaf[4];
        bool missing_first, missing_second; /* where a missing value goes: right */
    } stump[STUMPS];
};

static void make_forest(GRand *dice, size_t inputs, struct forest *forest)
{
    for (int s = 0; s < STUMPS; s++) {
        forest->stump[s].first = (size_t)g_rand_int_range(dice, 0, (gint)inputs);
        forest->stump[s].second = (size_t)g_rand_int_range(dice, 0, (gint)inputs);
        forest->stump[s].cut_first = g_rand_int_range(dice, 0, 10) + 0.5;
        forest->stump[s].cut_second = g_rand_int_range(dice, 0, 10) + 0.5;
        forest->stump[s].missing_first = g_rand_boolean(dice);
        forest->stump[s].missing_second = g_rand_boolean(dice);
        for (int i = 0; i < 4; i++)
            forest->stump[s].leaf[i] = g_rand_int_range(dice, -30, 31);
    }
}

static bool goes_right(double value, double cut, bool missing)
{
    return isnan(value) ? missing : value >= cut;
}

static int forest_score(void *data, const double *inputs)
{
    const struct forest *forest = data;
    int sum = 0;
    for (int s = 0; s < STUMPS; s++)
        sum += forest->stump[s].leaf[2 * goes_right(inputs[forest->stump[s].first], forest->stump[s].cut_first,
                                                    forest->stump[s].missing_first) +
                                     goes_right(inputs[forest->stump[s].second], forest->stump[s].cut_second,
                                                forest->stump[s].missing_second)];
    return sum;
}

static bool can_go(struct branch_range range, double cut, bool missing, bool right)
{
    const bool by_value = range.low <= range.high && (right ? range.high >= cut : range.low < cut);
    return by_value || (range.missing && missing == right);
}

static int forest_bound(void *data, const struct branch_range *ranges)
{
    const struct forest *forest = data;
    int sum = 0;
    for (int s = 0; s < STUMPS; s++) {
        int most = G_MININT;
        for (int leaf = 0; leaf < 4; leaf++)
            if (can_go(ranges[forest->stump[s].first], forest->stump[s].cut_first, forest->stump[s].missing_first,
                       leaf >= 2) &&
                can_go(ranges[forest->stump[s].second], forest->stump[s].cut_second, forest->stump[s].missing_second,
                       leaf % 2 == 1))
                most = MAX(most, forest->stump[s].leaf[leaf]);
        sum += most;
    }
    return sum;
}

struct tree_case {
    struct instance instance;
    struct forest forest;
    struct branch_option option[MOST_GROUPS][MOST_OPTIONS];
    struct branch_group group[MOST_GROUPS];
    size_t input[MOST_GROUPS][2];
    double rest[INPUTS];
    struct branch_problem problem;
};

static void make_tree_case(GRand *dice, int number, struct tree_case *made)
{
    make_instance(dice, &made->instance);
    const size_t inputs = 2 * made->instance.groups;
    make_forest(dice, inputs, &made->forest);
    for (size_t i = 0; i < INPUTS; i++)
        made->rest[i] = 0;
    for (size_t g = 0; g < made->instance.groups; g++) {
        for (size_t o = 0; o < made->instance.group[g].count; o++)
            made->option[g][o] =
                (struct branch_option){ made->instance.option[g][o].price, made->instance.value[g][o] };
        made->input[g][0] = 2 * g;
        made->input[g][1] = 2 * g + 1;
        made->group[g] = (struct branch_group){ made->instance.group[g].count, made->option[g], 2, made->input[g] };
    }
    made->problem = (struct branch_problem){ .groups = made->instance.groups,
                                             .group = made->group,
                                             .inputs = inputs,
                                             .value = made->rest,
                                             .kind = (enum plan_cost)(number % PLAN_COSTS),
                                             .most = g_rand_int_range(dice, -2, 6),
                                             .nodes = 100000,
                                             .score = forest_score,
                                             .bound = forest_bound,
                                             .data = &made->forest };
}

static int score_of(const struct tree_case *made, const size_t *choice)
{
    double inputs[INPUTS];
    for (size_t g = 0; g < made->instance.groups; g++)
        memcpy(inputs + 2 * g, made->instance.value[g][choice[g]], 2 * sizeof(double));
    return forest_score((void *)&made->forest, inputs);
}

/* The greatest score, and the least price of at least `target`, counted out. */
static bool count_out_trees(const struct tree_case *made, int target, struct plan_key *best, int *greatest)
{
    size_t choice[MOST_GROUPS] = { 0 };
    bool found = false;
    *greatest = G_MININT;
    do {
        const struct sum sum = sum_of(&made->instance, choice);
        if (made->problem.most >= 0 && sum.price.of[PLAN_CHANGES] > made->problem.most) continue;
        const int score = score_of(made, choice);
        const struct plan_key key = plan_key_of(sum.price, made->problem.kind);
        *greatest = MAX(*greatest, score);
        if (score < target) continue;
        if (!found || plan_key_less(key, *best)) *best = key;
        found = true;
    } while (next_choice(&made->instance, choice));
    return found;
}

static void check_branch(struct tree_case *made, int target)
{
    size_t choice[MOST_GROUPS];
    struct plan_key best = { 0, 0 };
    int greatest = 0, reach = 0;
    const bool can = count_out_trees(made, target, &best, &greatest);
    const struct branch_answer answer = branch_cheapest(&made->problem, target, choice);
    assert_true(answer.proven);
    assert_int_equal(answer.found, can);
    if (can) {
        assert_int_equal(plan_key_compare(plan_key_of(answer.price, made->problem.kind), best), 0);
        assert_int_equal(score_of(made, choice), answer.score);
        assert_true(answer.score >= target);
    }
    const struct branch_answer top = branch_greatest(&made->problem, choice, &reach);
    assert_int_equal(top.found, greatest != G_MININT);
    assert_int_equal(top.score, greatest);
    if (top.found) assert_int_equal(score_of(made, choice), greatest);
}

static void test_branch(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(11);
    for (int i = 0; i < CASES; i++) {
        struct tree_case made;
        make_tree_case(dice, i, &made);
        check_branch(&made, g_rand_int_range(dice, -100, 200));
    }
}

/* When the budget ends, nothing cheaper than the bound reaches the target, and no score exceeds the reach. */
static void test_branch_budget(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(13);
    int stopped = 0;
    for (int i = 0; i < CASES; i++) {
        struct tree_case made;
        size_t choice[MOST_GROUPS];
        struct plan_key best = { 0, 0 };
        int greatest = 0, reach = 0;
        const int target = g_rand_int_range(dice, 0, 120);
        make_tree_case(dice, i, &made);
        made.problem.nodes = 3;
        const bool can = count_out_trees(&made, target, &best, &greatest);
        const struct branch_answer answer = branch_cheapest(&made.problem, target, choice);
        if (!answer.proven) stopped++;
        if (!answer.proven && can) assert_false(plan_key_less(best, answer.bound));
        if (answer.proven) assert_int_equal(answer.found, can);
        branch_greatest(&made.problem, choice, &reach);
        assert_true(greatest == G_MININT || reach >= greatest);
    }
    assert_true(stopped > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knapsack),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_branch),
        cmocka_unit_test(test_branch_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
