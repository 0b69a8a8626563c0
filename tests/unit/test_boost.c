/* SPDX-License-Identifier: Apache-2.0 */
/* Growing: the same model twice, directions that hold on real rows, contributions that add up, a stop that stops. */
#include "tree_files.h"

#include "score/boost.h"
#include "training/model_frame.h"

#include <math.h>
#include <string.h>

static const enum model_kind kinds[] = { MODEL_TREE, MODEL_FOREST, MODEL_BOOSTED, MODEL_HYBRID };

static void test_same_bytes(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(900);
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(model_t) once = sample_model(sample, kinds[k]);
        g_autoptr(model_t) twice = sample_model(sample, kinds[k]);
        g_autofree char *first = model_to_json(once);
        g_autofree char *second = model_to_json(twice);
        assert_string_equal(first, second);
        assert_int_equal(model_kind(once), kinds[k]);
    }
}

/* Everything happens in the calling thread. */
static void test_no_threads(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(900);
    g_autoptr(model_t) model = sample_model(sample, MODEL_BOOSTED);
    g_autoptr(GError) error = NULL;
    double inputs[SCORE_MOST_PARTS];
    struct score_result result;
    sample_inputs(sample, model, 0, inputs);
    model_score_inputs(model, inputs, &result);
    assert_true(model_explain(model, &result, &error));
    g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
    if (!tasks) skip();
    int count = 0;
    while (g_dir_read_name(tasks))
        count++;
    assert_int_equal(count, 1);
}

/* ---- directions -------------------------------------------------------------------------------------------------- */

/* How often the log-odds move against `direction` when an input alone is walked up its range, on every row. */
static size_t violations(const struct sample *sample, const struct model *model, const char *name, int direction,
                         size_t rows)
{
    double inputs[SCORE_MOST_PARTS];
    size_t input = 0, count = 0, found = 0;
    while (strcmp(model_input_at(model, input).id, name) != 0)
        input++;
    const float *threshold = trees_thresholds(model->trees, input, &count);
    g_autoptr(GError) error = NULL;
    g_autoptr(model_frame_t) over = model_frame_new(model, sample->frame, &error);
    assert_no_error(error);
    for (size_t row = 0; row < rows; row++) {
        model_frame_inputs(over, row, inputs);
        inputs[input] = count ? (double)threshold[0] - 1 : 0;
        struct score_result result;
        model_score_inputs(model, inputs, &result);
        for (size_t t = 0; t < count; t++) {
            const double before = result.log_odds;
            inputs[input] = (double)threshold[t];
            model_score_inputs(model, inputs, &result);
            found += direction * (result.log_odds - before) < -1e-6;
        }
    }
    return found;
}

static void ask_trend(struct sample *sample, const char *name, enum binning_trend trend)
{
    if (!sample->options.trend) sample->options.trend = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(sample->options.trend, (gpointer)(guintptr)name, GINT_TO_POINTER(trend));
}

static void test_monotone_made(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(900);
    g_autoptr(model_t) freely = sample_model(sample, MODEL_BOOSTED);
    assert_true(violations(sample, freely, "noise", 1, 200) > 0);
    ask_trend(sample, "noise", TREND_UP);
    ask_trend(sample, "used", TREND_AUTO); // more used is riskier, and the rows say so
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(model_t) model = sample_model(sample, kinds[k]);
        assert_int_equal(violations(sample, model, "noise", 1, 200), 0);
        assert_int_equal(violations(sample, model, "used", 1, 200), 0);
    }
    g_hash_table_unref(sample->options.trend);
}

static void test_monotone_real(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_shared("taiwan");
    if (!sample) skip();
    g_autoptr(model_t) freely = sample_model(sample, MODEL_BOOSTED);
    assert_true(violations(sample, freely, "LIMIT_BAL", -1, 400) > 0);
    ask_trend(sample, "LIMIT_BAL", TREND_DOWN);
    ask_trend(sample, "PAY_0", TREND_UP);
    ask_trend(sample, "PAY_AMT1", TREND_DOWN);
    for (size_t k = 2; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(model_t) model = sample_model(sample, kinds[k]);
        assert_int_equal(violations(sample, model, "LIMIT_BAL", -1, 1000), 0);
        assert_int_equal(violations(sample, model, "PAY_0", 1, 1000), 0);
        assert_int_equal(violations(sample, model, "PAY_AMT1", -1, 1000), 0);
    }
    g_hash_table_unref(sample->options.trend);
}

/* ---- contributions ----------------------------------------------------------------------------------------------- */

static void test_contributions(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(900);
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(model_t) model = sample_model(sample, kinds[k]);
        const struct card_scale *scale = &model_head(model)->scale;
        const double factor = scale->points_to_double / log(2);
        double inputs[SCORE_MOST_PARTS], first = NAN;
        for (size_t row = 0; row < 300; row++) {
            struct score_result result;
            sample_inputs(sample, model, row, inputs);
            model_score_inputs(model, inputs, &result);
            assert_true(model_explain(model, &result, &error));
            double base = result.log_odds;
            int points = result.base, told = 0;
            for (size_t i = 0; i < result.parts; i++) {
                base -= result.part[i].contribution;
                points += result.part[i].points;
                told += result.part[i].lost > 0;
                assert_true(fabs(result.part[i].points + factor * result.part[i].contribution) <= 0.5 + 1e-9);
                assert_non_null(result.part[i].bin);
                assert_non_null(result.part[i].reason);
            }
            const double exact = scale->base_score - factor * log(scale->base_odds) - factor * result.log_odds;
            assert_int_equal(points, (int)lround(exact));
            assert_int_equal(CLAMP(points, scale->lowest, scale->highest), result.score);
            // what is left is the mean, the same for everybody: only then the parts are TreeSHAP's
            if (row) assert_float_equal(base, first, 2e-5);
            if (!row) first = base;
            assert_true(result.reasons <= 4 && (int)result.reasons == MIN(told, 4));
            for (size_t r = 1; r < result.reasons; r++)
                assert_true(result.part[result.reason[r - 1]].lost >= result.part[result.reason[r]].lost);
        }
    }
}

/* ---- the hybrid -------------------------------------------------------------------------------------------------- */

static void test_hybrid_limit(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(sample_t) sample = sample_made(900);
    struct boost_settings settings = boost_settings_for(MODEL_HYBRID, sample->rows, sample->rows / 3);
    settings.rounds = 20;
    settings.settle_rounds = false;
    settings.eta = 0.3;
    settings.limit = 0.25;
    sample->options.kind = MODEL_HYBRID;
    g_autoptr(model_t) model =
        boost_train_with(&sample->data, &sample->options, &settings, sample->row, sample->rows, &error);
    assert_no_error(error);
    double inputs[SCORE_MOST_PARTS], most = 0, least = 1;
    for (size_t row = 0; row < sample->rows; row++) {
        struct score_result result;
        sample_inputs(sample, model, row, inputs);
        model_score_inputs(model, inputs, &result);
        const double correction = fabs(result.log_odds - model_card_log_odds(model, inputs));
        most = MAX(most, correction);
        least = MIN(least, correction);
        assert_true(correction <= settings.limit + 1e-6);
        assert_true(model_explain(model, &result, &error));
        int points = result.base;
        for (size_t i = 0; i < result.parts; i++)
            points += result.part[i].points;
        assert_int_equal(CLAMP(points, 300, 850), result.score);
    }
    assert_float_equal(most, settings.limit, 1e-6); // it was reached, so it was tried
    assert_true(least < settings.limit / 2);
}

/* ---- rows that are hard ------------------------------------------------------------------------------------------ */

static void test_inputs(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(sample_t) sample = sample_made(900);
    char *codes[] = { (char *)(guintptr) "-1", NULL };
    sample->options.special = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(sample->options.special, (gpointer)(guintptr) "debt", codes);
    ask_trend(sample, "debt", TREND_UP);
    g_autoptr(model_t) model = sample_model(sample, MODEL_BOOSTED);
    double row[SCORE_MOST_PARTS];
    sample_inputs(sample, model, 3, row);
    assert_int_equal(model_inputs(model), 5); // the constant column is out, and the head says why
    assert_non_null(card_line_find(model->head->trace, model->head->traces, "flat"));
    assert_int_equal(trees_encoding(model->trees, 1)->codes, 1);
    assert_int_equal(trees_encoding(model->trees, 2)->encoding, TREE_FLAGS);
    assert_int_equal(trees_encoding(model->trees, 3)->encoding, TREE_VALUES);
    // the code is riskier than 0 and 1, which a number held upwards could not say
    struct score_result coded, zero, unseen, missing;
    row[1] = -1;
    model_score_inputs(model, row, &coded);
    row[1] = 0;
    model_score_inputs(model, row, &zero);
    assert_true(coded.log_odds > zero.log_odds);
    row[3] = -1;
    model_score_inputs(model, row, &unseen);
    row[3] = NAN;
    model_score_inputs(model, row, &missing);
    assert_float_equal(unseen.log_odds, missing.log_odds, 0);
    assert_true(isfinite(unseen.log_odds));
    row[0] = 1e300;
    model_score_inputs(model, row, &unseen);
    assert_true(isfinite(unseen.log_odds) && unseen.probability > 0 && unseen.probability < 1);
    g_hash_table_unref(sample->options.special);
    g_hash_table_unref(sample->options.trend);
}

/* A category valued by its own row would look like knowledge: 250 towns of three rows each say nothing. */
static void test_no_leak(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(sample_t) sample = sample_made(750);
    struct frame_column *town = &sample->frame->column[frame_find(sample->frame, "town")];
    g_ptr_array_set_size(town->categories, 0);
    for (int i = 0; i < 250; i++)
        g_ptr_array_add(town->categories, g_strdup_printf("v%03d", i));
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    for (size_t i = 0; i < sample->rows; i++)
        town->category[i] = g_rand_int_range(chance, 0, 250);
    g_autoptr(model_t) model = sample_model(sample, MODEL_BOOSTED);
    double all = 0, of_town = 0;
    for (size_t i = 0; i < model_inputs(model); i++) {
        const double gain = trees_importance(model->trees, i).gain;
        all += gain;
        if (!strcmp(model_input_at(model, i).id, "town")) of_town = gain;
    }
    assert_true(of_town < 0.2 * all);
}

static bool stop_later(void *data, double done, GError **error)
{
    int *calls = data;
    assert_true(done >= 0 && done <= 1);
    if (++*calls < 5) return true;
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, "Stopped.", NULL, NULL);
    return false;
}

static void test_cancel(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(sample_t) sample = sample_made(900);
    int calls = 0;
    sample->data.progress = stop_later;
    sample->data.progress_data = &calls;
    struct model *model = boost_train(&sample->data, &sample->options, sample->row, sample->rows, &error);
    assert_null(model);
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    assert_int_equal(calls, 5);
}

static void test_one_kind(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(sample_t) sample = sample_made(200);
    memset(sample->bad, 0, sample->rows);
    assert_null(boost_train(&sample->data, &sample->options, sample->row, sample->rows, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_clear_error(&error);
    sample->bad[3] = 1; // too few to leave any out: grown without settling
    g_autoptr(model_t) model = boost_train(&sample->data, &sample->options, sample->row, sample->rows, &error);
    assert_no_error(error);
    assert_non_null(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),    cmocka_unit_test(test_no_threads),
        cmocka_unit_test(test_monotone_made), cmocka_unit_test(test_monotone_real),
        cmocka_unit_test(test_contributions), cmocka_unit_test(test_hybrid_limit),
        cmocka_unit_test(test_inputs),        cmocka_unit_test(test_no_leak),
        cmocka_unit_test(test_cancel),        cmocka_unit_test(test_one_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
