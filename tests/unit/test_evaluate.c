/* SPDX-License-Identifier: Apache-2.0 */
/* Figures of merit by hand and by their definitions; folds that are fair and repeatable. */
#include "check.h"
#include "score/evaluate.h"

#include <math.h>

static void by_hand(void **state)
{
    (void)state;
    static const double probability[] = { 0.9, 0.8, 0.8, 0.3, 0.1 };
    static const guint8 bad[] = { 1, 0, 1, 0, 0 };
    struct evaluation found;
    assert_true(evaluate(probability, bad, 5, &found));
    // pairs: 0.9 beats three goods; 0.8 beats two and ties with one
    assert_true(fabs(found.auc - 5.5 / 6) < 1e-15);
    assert_true(fabs(found.gini - (11.0 / 6 - 1)) < 1e-15);
    assert_true(fabs(found.ks - 2.0 / 3) < 1e-15);
    assert_true(fabs(found.brier - (0.01 + 0.64 + 0.04 + 0.09 + 0.01) / 5) < 1e-15);
    assert_int_equal(found.bads, 2);
}

static void by_definition(void **state)
{
    (void)state;
    enum { N = 150 };
    g_autoptr(GRand) chance = g_rand_new_with_seed(2);
    for (int round = 0; round < 50; round++) {
        double probability[N];
        guint8 bad[N];
        double wins = 0, pairs = 0, apart = 0;
        for (int i = 0; i < N; i++) {
            probability[i] = g_rand_int_range(chance, 0, round % 2 ? 8 : 100000) / 100000.0;
            bad[i] = g_rand_double(chance) < 0.3;
        }
        bad[0] = 0;
        bad[1] = 1;
        int bads = 0;
        for (int i = 0; i < N; i++)
            bads += bad[i];
        for (int i = 0; i < N; i++) {
            int below[2] = { 0, 0 };
            for (int j = 0; j < N; j++) {
                if (bad[i] && !bad[j]) {
                    pairs++;
                    wins += probability[i] > probability[j] ? 1 : probability[i] == probability[j] ? 0.5 : 0;
                }
                below[bad[j]] += probability[j] <= probability[i];
            }
            apart = MAX(apart, fabs((double)below[0] / (N - bads) - (double)below[1] / bads));
        }
        struct evaluation found;
        assert_true(evaluate(probability, bad, N, &found));
        assert_true(fabs(found.auc - wins / pairs) < 1e-12);
        assert_true(fabs(found.ks - apart) < 1e-12);
    }
}

static void one_kind_says_nothing(void **state)
{
    (void)state;
    static const double probability[] = { 0.1, 0.2 };
    static const guint8 good[] = { 0, 0 };
    struct evaluation found;
    assert_false(evaluate(probability, good, 2, &found));
    assert_false(evaluate(NULL, NULL, 0, &found));
}

static void means_and_deviation(void **state)
{
    (void)state;
    static const struct evaluation folds[] = { { 10, 2, 0.7, 0.4, 0.4, 0.1 },
                                               { 10, 3, 0.8, 0.5, 0.6, 0.2 },
                                               { 10, 4, 0.9, 0.6, 0.8, 0.3 } };
    double deviation = 0;
    struct evaluation mean = evaluation_mean(folds, 3, &deviation);
    assert_true(fabs(mean.auc - 0.8) < 1e-15 && fabs(mean.brier - 0.2) < 1e-15 && fabs(deviation - 0.1) < 1e-15);
    assert_int_equal(mean.rows, 30);
    assert_int_equal(mean.bads, 9);
}

static void folds_are_fair_and_repeatable(void **state)
{
    (void)state;
    enum { N = 1003 };
    guint8 bad[N];
    int rows[5] = { 0 }, bads[5] = { 0 }, moved = 0;
    for (int i = 0; i < N; i++)
        bad[i] = i % 7 == 0;
    g_autofree guint32 *fold = evaluation_folds(bad, N, 5, 42);
    g_autofree guint32 *again = evaluation_folds(bad, N, 5, 42);
    g_autofree guint32 *other = evaluation_folds(bad, N, 5, 43);
    for (int i = 0; i < N; i++) {
        assert_int_equal(fold[i], again[i]);
        moved += fold[i] != other[i];
        rows[fold[i]]++;
        bads[fold[i]] += bad[i];
    }
    assert_true(moved > N / 2);
    for (int k = 0; k < 5; k++) {
        assert_in_range(rows[k], N / 5, N / 5 + 1);
        assert_in_range(bads[k], 144 / 5, 144 / 5 + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(by_definition),
        cmocka_unit_test(one_kind_says_nothing),
        cmocka_unit_test(means_and_deviation),
        cmocka_unit_test(folds_are_fair_and_repeatable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
