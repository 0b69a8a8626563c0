/* SPDX-License-Identifier: Apache-2.0 */
/* The optimum is the optimum, under every combination of constraints. */
#include "brute_bins.h"
#include "check.h"

#include <math.h>
#include <string.h>

enum { CASES = 3584 }; /* each combination of the seven switches with each of the seven trends four times */

static void the_programme_finds_what_exhaustion_finds(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(20240607);
    size_t ways[BINNING_MOST_PRE_BINS] = { 0 }, impossible = 0;
    for (unsigned round = 0; round < CASES; round++) {
        struct brute_case brute;
        struct brute_answer answer;
        brute_make(&brute, chance, round);
        if (!brute_agrees(&brute)) fail_msg("case %u differs", round);
        brute_search(&brute, &answer);
        ways[answer.segments]++;
        impossible += !answer.feasible;
    }
    // the cases are not all dull: some cannot be, many have several bins
    assert_true(impossible > 20 && impossible < CASES / 4);
    assert_true(ways[1] < CASES / 2 && ways[2] > 200 && ways[3] > 200 && ways[4] > 100);
}

/* Pre-bins of one another's mirror image: equal worth, and the rule decides. */
static void a_tie_is_decided_by_the_rule(void **state)
{
    (void)state;
    struct bin_count pre[3] = { { 100, 20 }, { 100, 50 }, { 100, 80 } };
    struct binning_options options = { .pre_bins = 50, .max_bins = 2, .p_value = 1 };
    size_t ends[3];
    struct optimum_problem problem = { pre, 3, NULL, { 150, 150 }, 0, &options };
    struct optimum_answer answer = { .ends = ends };
    binning_optimum(&problem, &answer);
    assert_int_equal(answer.segments, 2);
    assert_int_equal(ends[0], 0); // the last segment begins as early as it can
    struct bin_count same[2] = { { 60, 30 }, { 60, 30 } };
    problem = (struct optimum_problem){ same, 2, NULL, { 60, 60 }, 0, &options };
    binning_optimum(&problem, &answer);
    assert_int_equal(answer.segments, 1); // nothing is won: fewer segments
}

/* The best of all shapes is never below any of them, and is one of them. */
static void auto_is_the_best_of_all_shapes(void **state)
{
    (void)state;
    static const enum binning_trend shapes[] = { TREND_UP, TREND_DOWN, TREND_PEAK, TREND_VALLEY };
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    size_t won[4] = { 0 };
    for (unsigned round = 0; round < 400; round++) {
        struct brute_case brute;
        size_t ends[BRUTE_MOST];
        struct optimum_answer best = { .ends = ends };
        double most = -INFINITY;
        brute_make(&brute, chance, round & ~(16u | 32u));
        brute.options.trend = TREND_AUTO;
        binning_optimum(&brute.problem, &best);
        for (size_t i = 0; i < 4; i++) {
            size_t other[BRUTE_MOST];
            struct optimum_answer answer = { .ends = other };
            brute.options.trend = shapes[i];
            binning_optimum(&brute.problem, &answer);
            if (answer.information > most + 1e-14) won[i]++;
            most = fmax(most, answer.information);
        }
        assert_true(fabs(best.information - most) < 1e-12);
    }
    assert_true(won[1] > 10 && won[2] > 10 && won[3] > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_programme_finds_what_exhaustion_finds),
        cmocka_unit_test(a_tie_is_decided_by_the_rule),
        cmocka_unit_test(auto_is_the_best_of_all_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
