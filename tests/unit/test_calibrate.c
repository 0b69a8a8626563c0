/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration: the arithmetic by hand, and the command: the score and the ranking stay, the probability moves. */
#include "check.h"
#include "model_files.h"
#include "training/calibrate.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define NEAR(a, b, e) assert_true(fabs((a) - (b)) < (e))

static double logit(double p)
{
    return log(p / (1 - p));
}

static void prior_correction_by_hand(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model(); // 80 bads in 400
    struct model_calibration found;
    assert_true(calibrate_to_rate(model, 0.03, &found, &error));
    NEAR(found.slope, 1, 1e-15);
    NEAR(found.intercept, logit(0.03) - logit(0.2), 1e-12);
    assert_string_equal(found.from, "stated");
    // odds of somebody at the old rate become those of the new one
    NEAR(calibrate_probability(&found, logit(0.2)), 0.03, 1e-12);
    assert_false(calibrate_to_rate(model, 1, &found, &error));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    model_head(model)->bads = 0;
    assert_false(calibrate_to_rate(model, 0.03, &found, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void mean_becomes_the_rate(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    static const double odds[] = { -3, -2.5, -1, 0, 0.5, 2 }, weight[] = { 1, 5, 1, 2, 1, 1 };
    struct model_calibration found;
    for (int weighted = 0; weighted < 2; weighted++) {
        double sum = 0, all = 0;
        assert_true(calibrate_to_mean(odds, weighted ? weight : NULL, 6, 0.07, &found, &error));
        for (int i = 0; i < 6; i++) {
            sum += (weighted ? weight[i] : 1) * calibrate_probability(&found, odds[i]);
            all += weighted ? weight[i] : 1;
        }
        NEAR(sum / all, 0.07, 1e-12);
    }
}

/* Outcomes drawn from a twisted probability: slope and intercept come back. */
static void outcomes_give_slope_and_intercept(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) chance = g_rand_new_with_seed(11);
    g_autofree double *odds = g_new(double, ROWS);
    g_autofree guint8 *bad = g_new(guint8, ROWS);
    for (int i = 0; i < ROWS; i++) {
        odds[i] = g_rand_double_range(chance, -4, 2);
        bad[i] = g_rand_double(chance) < 1 / (1 + exp(-(0.6 * odds[i] - 0.5)));
    }
    struct model_calibration found;
    assert_true(calibrate_to_outcomes(odds, bad, NULL, ROWS, &found, &error));
    NEAR(found.slope, 0.6, 0.03);
    NEAR(found.intercept, -0.5, 0.05);
    // the maximum of the likelihood: the sum of the probabilities is the number of bads
    double sum = 0, bads = 0;
    for (int i = 0; i < ROWS; i++) {
        sum += calibrate_probability(&found, odds[i]);
        bads += bad[i];
        bad[i] = !bad[i];
    }
    NEAR(sum, bads, 1e-3);
    assert_false(calibrate_to_outcomes(odds, bad, NULL, ROWS, &found, &error)); // the wrong way round
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static char *folder;

static char *place(const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    if (text) assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static int prepare(void **state)
{
    g_autoptr(GPtrArray) rows = hostile_rows(3000, 9);
    g_autoptr(model_t) model = hostile_model();
    g_autofree char *csv = hostile_csv(rows), *json = model_to_json(model);
    folder = g_dir_make_tmp("bureau-calibrate-XXXXXX", NULL);
    g_free(place("data.csv", csv));
    g_free(place("model.json", json));
    *state = NULL;
    return 0;
}

static int clear(void **state)
{
    (void)state;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = place(name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static void scores_stay_probabilities_move(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *model_path = place("model.json", NULL), *data = place("data.csv", NULL);
    g_autofree char *out = place("calibrated.json", NULL);
    g_autoptr(table_t) answer = command_words(&error, "model.calibrate", "--model", model_path, "--data", data,
                                              "--target", "bad", "--out", out, NULL);
    assert_no_error(error);
    assert_true(fact_number(answer, "log_loss_after") < fact_number(answer, "log_loss_before"));
    assert_true(fact_number(answer, "ece_after") < fact_number(answer, "ece_before"));
    NEAR(fact_number(answer, "mean_after"), fact_number(answer, "observed"), 1e-6);
    assert_true(table_row_count(answer) > 5);
    g_autoptr(model_t) before = hostile_model();
    g_autoptr(model_t) after = model_load_file(out, &error);
    assert_no_error(error);
    assert_int_equal(model_version(after), model_version(before) + 1);
    assert_string_equal(after->calibration.from, "outcomes");
    g_autoptr(GPtrArray) rows = hostile_rows(500, 21);
    double moved = 0;
    for (guint i = 0; i < rows->len; i++)
        for (guint j = 0; j < 5; j++) {
            struct score_result a, b, c, d;
            const struct hostile_row *one = rows->pdata[i], *other = rows->pdata[(i + j + 1) % rows->len];
            assert_int_equal(hostile_score(before, one, &a), hostile_score(after, one, &b));
            hostile_score(before, other, &c);
            hostile_score(after, other, &d);
            assert_true((a.probability < c.probability) == (b.probability < d.probability));
            moved = fmax(moved, fabs(a.probability - b.probability));
        }
    assert_true(moved > 0.01);
    // it says so, and never writes over what is there
    g_autoptr(table_t) shown =
        command_words(&error, "model.evaluate", "--model", out, "--data", data, "--target", "bad", NULL);
    assert_no_error(error);
    NEAR(fact_number(shown, "calibration_slope"), 1, 1e-4);
    assert_null(
        command_words(&error, "model.calibrate", "--model", model_path, "--base-rate", "0.03", "--out", out, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(table_t) again = command_words(&error, "model.calibrate", "--model", model_path, "--base-rate", "0.03",
                                             "--out", out, "--replace", NULL);
    assert_no_error(error);
    NEAR(fact_number(again, "calibration_shift"), logit(0.03) - logit(0.2), 1e-6);
}

static void words_are_checked(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL), *out = place("x.json", NULL);
    assert_null(command_words(&error, "model.calibrate", "--model", model, "--out", out, NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(command_words(&error, "model.calibrate", "--model", model, "--base-rate", "3", "--out", out, NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(command_words(&error, "model.calibrate", "--model", model, "--data", data, "--target", "x", "--out",
                              out, NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prior_correction_by_hand),
        cmocka_unit_test(mean_becomes_the_rate),
        cmocka_unit_test(outcomes_give_slope_and_intercept),
        cmocka_unit_test(scores_stay_probabilities_move),
        cmocka_unit_test(words_are_checked),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
