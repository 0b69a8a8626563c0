/* SPDX-License-Identifier: Apache-2.0 */
/* The months of a model: the scores in force at the end of each, their light, what is known of outcomes; and what is
 * between two models over the same rows, against counts made by hand. */
#include "check.h"
#include "fixture.h"
#include "models/month.h"
#include "models/pairs.h"

#include <math.h>
#include <string.h>

static struct model *shipped(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = data_path("models/behaviour.json");
    struct model *model = model_load_file(file, &error);
    assert_no_error(error);
    return model;
}

/* ---- months -------------------------------------------------------------------------------------------------------
 */

static void add_score(struct fixture *fixture, int64_t subject, const char *day, int score, const char *band)
{
    g_autoptr(GError) error = NULL;
    struct date date;
    assert_true(date_parse(day, &date));
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO score (subject, change, model, number, day, score, band, probability)"
                          " VALUES (?1, ?2, 'behaviour', 1, ?3, ?4, ?5, 0.1)",
                          "iidis", subject, fixture->session->change, date, (int64_t)score, band));
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    assert_no_error(error);
}

/* A score stays in force until the next one: the months between have it too. */
static void test_months(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    assert_true(fixture_count(fixture, "SELECT count(*) FROM score") == 0);
    add_score(fixture, 901, "2026-08-01", 700, "A");
    add_score(fixture, 902, "2026-08-01", 420, "D");
    add_score(fixture, 901, "2026-10-01", 560, "C");
    add_score(fixture, 901, "2026-10-02", 540, "C"); /* twice in a month: the later one */
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) done = fixture_run(fixture, "model.watch", "--months", "4", NULL);
    assert_int_equal(fixture_int(done, "months"), 4);
    g_autoptr(table_t) drift = fixture_run(fixture, "model.drift", NULL);
    static const struct {
        const char *month;
        double mean;
    } expected[] = { { "2026-11", 480 }, { "2026-10", 480 }, { "2026-09", 560 }, { "2026-08", 560 } };
    assert_int_equal(table_row_count(drift), G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        assert_int_equal(fixture_cell(drift, i, "scored")->integer, 2);
        assert_true(fixture_cell(drift, i, "mean")->real == expected[i].mean);
        assert_true(fixture_cell(drift, i, "light")->is_null); /* two scores say nothing */
        assert_string_equal(fixture_cell(drift, i, "source")->text, "scores");
    }
    g_autoptr(table_t) again = fixture_run(fixture, "model.watch", "--months", "2", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM model_month"), 4); /* counted anew, not twice */
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "model.watch", "--months", "99", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    fixture_free(fixture);
}

static void test_light(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = shipped();
    struct drift_limits limits;
    (void)state;
    assert_true(drift_limits_load(&limits, &error));
    assert_true(limits.psi[0] == 0.10 && limits.psi[1] == 0.25);
    g_autoptr(model_reference_t) none = NULL;
    struct month_count *count = month_count_new(model, none, month_make(2026, 10));
    const double promised = model_head(model)->metrics.holdout.auc;
    for (int i = 0; i < 200; i++) /* the safe look as bad as the others: no better than chance */
        month_count_add(count, model, none, NULL, 400 + i % 2 * 200, i % 2 ? 0.1 : 0.6,
                        i / 2 % 2 ? OUTCOME_BAD : OUTCOME_GOOD);
    struct month_figures figures;
    month_judge(count, model, none, &limits, &figures);
    assert_true(figures.mean == 500);
    assert_true(fabs(figures.auc - 0.5) < 1e-12);
    assert_true(promised - figures.auc > limits.auc_drop[1]);
    assert_string_equal(figures.light, "red");
    assert_int_equal(count->known, 200);
    assert_int_equal(count->bads, 100);
    month_count_free(count);
    count = month_count_new(model, none, month_make(2026, 10));
    for (int i = 0; i < 200; i++)
        month_count_add(count, model, none, NULL, 400 + i % 2 * 200, i % 2 ? 0.1 : 0.6,
                        i % 2 ? OUTCOME_GOOD : OUTCOME_BAD);
    month_judge(count, model, none, &limits, &figures);
    assert_string_equal(figures.light, "green");
    month_count_free(count);
}

/* ---- champion and challenger --------------------------------------------------------------------------------------
 */

static void add_pair(struct pairs *pairs, double champion, double challenger, guint8 outcome)
{
    const double half = 0.5;
    g_array_append_val(pairs->score[0], champion);
    g_array_append_val(pairs->score[1], challenger);
    g_array_append_val(pairs->probability[0], half);
    g_array_append_val(pairs->probability[1], half);
    g_array_append_val(pairs->outcome, outcome);
}

static void test_swap_set(void **state)
{
    g_autoptr(model_t) model = shipped();
    g_autoptr(pairs_t) pairs = pairs_new(model, model);
    (void)state;
    add_pair(pairs, 600, 610, OUTCOME_GOOD); /* accepted by both */
    add_pair(pairs, 600, 480, OUTCOME_BAD);  /* only the champion accepts */
    add_pair(pairs, 450, 520, OUTCOME_GOOD); /* only the challenger */
    add_pair(pairs, 450, 530, OUTCOME_UNKNOWN);
    add_pair(pairs, 400, 410, OUTCOME_BAD);
    const int cut[2] = { 500, 500 };
    const struct swap_set swap = pairs_swap(pairs, cut);
    assert_int_equal(swap.rows[1][1], 1);
    assert_int_equal(swap.rows[1][0], 1);
    assert_int_equal(swap.rows[0][1], 2);
    assert_int_equal(swap.rows[0][0], 1);
    assert_int_equal(swap.known[0][1], 1);
    assert_int_equal(swap.bads[1][0], 1);
    assert_int_equal(pairs_matching_cut(pairs, 500), 530); /* two accepted, as by the champion */
    assert_int_equal(pairs_matching_cut(pairs, 700), 611); /* none */
    /* ranks 4.5 4.5 2.5 2.5 1 and 5 2 3 4 1: by hand 5 / sqrt(9 * 10) */
    assert_true(fabs(pairs_rank_correlation(pairs) - 5.0 / sqrt(90.0)) < 1e-12);
}

static void test_no_difference(void **state)
{
    g_autoptr(model_t) model = shipped();
    g_autoptr(pairs_t) pairs = pairs_new(model, model);
    (void)state;
    assert_true(isnan(pairs_rank_correlation(pairs))); /* no rows */
    for (int i = 0; i < 100; i++)
        add_pair(pairs, 400 + i, 400 + i, OUTCOME_UNKNOWN);
    assert_true(fabs(pairs_rank_correlation(pairs) - 1) < 1e-12);
    assert_true(pairs_index(pairs) == 0);
    g_autoptr(pairs_t) turned = pairs_new(model, model);
    for (int i = 0; i < 100; i++)
        add_pair(turned, 400 + i, 500 - i, OUTCOME_UNKNOWN);
    assert_true(fabs(pairs_rank_correlation(turned) + 1) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_light),
        cmocka_unit_test(test_swap_set),
        cmocka_unit_test(test_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
