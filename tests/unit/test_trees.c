/* SPDX-License-Identifier: Apache-2.0 */
/* Trees: the same sum as XGBoost's to the last bit; files that mean something else are refused; bounds hold. */
#include "tree_files.h"

#include "score/boost.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define ROWS    4000
#define COLUMNS 6

/* Columns of several sizes, whole numbers among them, one in eight missing. */
static float *random_rows(guint32 seed, float *label)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
    float *value = g_new(float, ROWS *COLUMNS);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            const double number = g_rand_double(chance);
            value[i * COLUMNS + c] = !g_rand_int_range(chance, 0, 8) ? NAN
                                     : c % 2                         ? (float)floor(number * 20)
                                                                     : (float)(number * pow(10, (double)c) - 1);
        }
        const float *row = value + i * COLUMNS;
        const double odds = (isnan(row[0]) ? 1 : -2 * (double)row[0]) + (isnan(row[1]) ? 0 : (double)row[1] / 10) - 1;
        label[i] = g_rand_double(chance) < 1 / (1 + exp(-odds)) ? 1 : 0;
    }
    return value;
}

static struct booster *grown(struct boost_matrix *matrix, const char *base_score)
{
    g_autoptr(GError) error = NULL;
    const struct boost_parameter parameters[] = {
        { "objective", "binary:logistic" },
        { "tree_method", "hist" },
        { "max_depth", "5" },
        { "eta", "0.3" },
        { "subsample", "0.8" },
        { "num_parallel_tree", "2" },
        { "base_score", base_score },
    };
    struct booster *booster = booster_new(&matrix, 1, parameters, G_N_ELEMENTS(parameters), &error);
    assert_no_error(error);
    for (int round = 0; round < 30; round++)
        assert_true(booster_round(booster, matrix, round, &error));
    return booster;
}

/* Reads what XGBoost wrote and compares the margin of every row, bit by bit; then what we write of it. */
static void compare_margins(struct booster *booster, struct boost_matrix *matrix, const float *value,
                            const float *start)
{
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    g_autofree char *json = booster_to_json(booster, &length, &error);
    assert_no_error(error);
    g_autoptr(trees_t) trees = trees_parse(json, (gssize)length, "grown", &error);
    assert_no_error(error);
    assert_int_equal(trees_count(trees), 60);
    g_autofree float *margin = g_memdup2(booster_margins(booster, matrix, &error), ROWS * sizeof(float));
    for (size_t i = 0; i < ROWS; i++) {
        const float own = trees_margin(trees, value + i * COLUMNS, start ? start[i] : trees_start(trees));
        assert_memory_equal(&own, &margin[i], sizeof own);
    }
    g_autofree char *again = trees_to_json(trees);
    g_autoptr(booster_t) loaded = booster_load(again, strlen(again), &error);
    assert_no_error(error);
    assert_memory_equal(booster_margins(loaded, matrix, &error), margin, ROWS * sizeof(float));
    g_autoptr(trees_t) back = trees_parse(again, -1, "again", &error);
    assert_no_error(error);
    g_autofree char *third = trees_to_json(back);
    assert_string_equal(again, third);
}

static void test_bits(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree float *label = g_new(float, ROWS);
    for (guint32 seed = 1; seed <= 3; seed++) {
        g_autofree float *value = random_rows(seed, label);
        g_autoptr(boost_matrix_t) matrix = boost_matrix_new(value, ROWS, COLUMNS, &error);
        assert_no_error(error);
        assert_true(boost_matrix_set(matrix, "label", label, &error));
        g_autoptr(booster_t) booster = grown(matrix, seed == 2 ? "0.5" : "0.2353870384");
        compare_margins(booster, matrix, value, NULL);
    }
}

/* The log-odds of a card before the first tree, a row each. */
static void test_bits_on_margin(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree float *label = g_new(float, ROWS);
    g_autofree float *value = random_rows(9, label);
    g_autofree float *start = g_new(float, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        start[i] = (float)sin((double)i) * 3;
    g_autoptr(boost_matrix_t) matrix = boost_matrix_new(value, ROWS, COLUMNS, &error);
    assert_true(boost_matrix_set(matrix, "label", label, &error));
    assert_true(boost_matrix_set(matrix, "base_margin", start, &error));
    g_autoptr(booster_t) booster = grown(matrix, "0.5");
    g_autofree float *margin = g_memdup2(booster_margins(booster, matrix, &error), ROWS * sizeof(float));
    size_t length = 0;
    g_autofree char *json = booster_to_json(booster, &length, &error);
    g_autoptr(trees_t) trees = trees_parse(json, (gssize)length, "grown", &error);
    assert_no_error(error);
    for (size_t i = 0; i < ROWS; i++) {
        const float own = trees_margin(trees, value + i * COLUMNS, start[i]);
        assert_memory_equal(&own, &margin[i], sizeof own);
    }
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* One split, written by hand as version 3 does; %s: base_score, version, categories, split_type, left, right,
 * threshold, index, objective, booster. */
#define HAND                                                                                                           \
    "{\"learner\":{\"attributes\":{},\"feature_names\":[\"a\",\"b\"],\"feature_types\":[],\"gradient_booster\":{"      \
    "\"model\":{\"cats\":{\"enc\":[],\"feature_segments\":[],\"sorted_idx\":[]},\"gbtree_model_param\":{"              \
    "\"num_parallel_tree\":\"1\",\"num_trees\":\"1\"},\"iteration_indptr\":[0,1],\"tree_info\":[0],\"trees\":[{"       \
    "\"base_weights\":[0,0,0],\"categories\":%s,\"categories_nodes\":[],\"categories_segments\":[],"                   \
    "\"categories_sizes\":[],\"default_left\":[1,0,0],\"id\":0,\"left_children\":%s,\"loss_changes\":[1E0,0E0,0E0],"   \
    "\"parents\":[2147483647,0,0],\"right_children\":%s,\"split_conditions\":[%s,-1.5E-1,2.5E-1],"                     \
    "\"split_indices\":[%s,0,0],\"split_type\":%s,\"sum_hessian\":[1.05E1,4.8E0,5.67E0],\"tree_param\":{"              \
    "\"num_deleted\":\"0\",\"num_feature\":\"2\",\"num_nodes\":\"3\",\"size_leaf_vector\":\"1\"}}]},\"name\":\"%s\"}," \
    "\"learner_model_param\":{\"base_score\":\"%s\",\"boost_from_average\":\"1\",\"num_class\":\"0\","                 \
    "\"num_feature\":\"2\",\"num_target\":\"1\"},\"objective\":{\"name\":\"%s\",\"reg_loss_param\":{"                  \
    "\"scale_pos_weight\":\"1\"}}},\"version\":%s}"

struct hand {
    const char *categories, *left, *right, *threshold, *index, *type, *booster, *base_score, *objective, *version;
};
static const struct hand good = { "[]",      "[1,-1,-1]", "[2,-1,-1]",      "4.9E-1",          "1",
                                  "[0,0,0]", "gbtree",    "[2.3538704E-1]", "binary:logistic", "[3,1,0]" };

static char *hand_text(struct hand hand)
{
    return g_strdup_printf(HAND, hand.categories, hand.left, hand.right, hand.threshold, hand.index, hand.type,
                           hand.booster, hand.base_score, hand.objective, hand.version);
}

static void refused(struct hand hand, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = hand_text(hand);
    g_autoptr(trees_t) trees = trees_parse(text, -1, "hand.json", &error);
    if (trees) fail_msg("taken, although %s is wrong", part);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    if (!strstr(error->message, part)) fail_msg("“%s” does not name %s", error->message, part);
}

/* What a 1.7 library reads as 0.5 without a word is read as it was meant. */
static void test_third_version(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = hand_text(good);
    g_autoptr(trees_t) trees = trees_parse(text, -1, "hand.json", &error);
    assert_no_error(error);
    assert_float_equal((double)trees_start(trees), log(0.23538704 / (1 - 0.23538704)), 1e-6);
    const double row[] = { 0, 0.3 }, other[] = { 0, 0.49 }, missing[] = { 0, NAN };
    const double start = (double)trees_start(trees);
    assert_true(fabs(trees_log_odds(trees, row, 0) - (start - 0.15)) < 1e-6);
    assert_true(fabs(trees_log_odds(trees, other, 0) - (start + 0.25)) < 1e-6);
    assert_true(fabs(trees_log_odds(trees, missing, 0) - (start - 0.15)) < 1e-6);
    // written again it is what a 1.7 library reads in the same way
    g_autofree char *again = trees_to_json(trees);
    g_autoptr(booster_t) booster = booster_load(again, strlen(again), &error);
    assert_no_error(error);
    const float columns[] = { 0, 0.3f };
    g_autoptr(boost_matrix_t) matrix = boost_matrix_new(columns, 1, 2, &error);
    const float own = trees_margin(trees, columns, trees_start(trees));
    assert_memory_equal(booster_margins(booster, matrix, &error), &own, sizeof own);
}

static void test_traps(void **state)
{
    (void)state;
    struct hand hand = good;
#define WRONG(member, value, part)                                                                                     \
    hand = good;                                                                                                       \
    hand.member = value;                                                                                               \
    refused(hand, part)
    WRONG(base_score, "[2E-1,3E-1]", "base_score");
    WRONG(base_score, "-1.2E0", "base_score");
    WRONG(base_score, "1.2E0", "base_score");
    WRONG(base_score, "[]", "base_score");
    WRONG(base_score, "nan", "base_score");
    WRONG(base_score, "5E-1x", "base_score");
    WRONG(version, "[4,0,0]", "version");
    WRONG(version, "[0,90,0]", "version");
    WRONG(version, "[1,7]", "version");
    WRONG(objective, "reg:squarederror", "objective");
    WRONG(booster, "dart", "gradient_booster.name");
    WRONG(categories, "[3,4]", "trees[0].categories");
    WRONG(type, "[1,0,0]", "trees[0].split_type");
    WRONG(left, "[0,-1,-1]", "left_children");
    WRONG(left, "[1,0,-1]", "right_children");
    WRONG(left, "[3,-1,-1]", "left_children");
    WRONG(left, "[1,-1]", "right_children");
    WRONG(right, "[1,-1,-1]", "left_children");
    WRONG(left, "[-7,-1,-1]", "left_children");
    WRONG(index, "2", "split_indices");
    WRONG(index, "-1", "split_indices");
    WRONG(threshold, "1E400", "split_conditions");
    WRONG(threshold, "1E39", "split_conditions");
    WRONG(threshold, "\"x\"", "split_conditions");
    WRONG(threshold, "null", "split_conditions");
}

/* A chain of splits deeper than any stack is refused before it is walked. */
static void test_deep(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    GString *left = g_string_new("["), *right = g_string_new("["), *zeros = g_string_new("[");
    const int splits = 50000;
    for (int i = 0; i < 2 * splits + 1; i++) {
        const bool split = i % 2 == 0 && i < 2 * splits;
        g_string_append_printf(left, "%s%d", i ? "," : "", split ? i + 1 : -1);
        g_string_append_printf(right, "%s%d", i ? "," : "", split ? i + 2 : -1);
        g_string_append(zeros, i ? ",0" : "0");
    }
    g_autofree char *text = g_strdup_printf(
        "{\"learner\":{\"gradient_booster\":{\"name\":\"gbtree\",\"model\":{\"gbtree_model_param\":{\"num_trees\":"
        "\"1\"},\"trees\":[{\"left_children\":%s],\"right_children\":%s],\"split_indices\":%s],\"split_conditions\":%s]"
        ","
        "\"default_left\":%s],\"loss_changes\":%s],\"sum_hessian\":%s],\"tree_param\":{\"num_nodes\":\"%d\","
        "\"size_leaf_vector\":\"0\"}}]}},\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_class\":\"0\","
        "\"num_feature\":\"1\"},\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[1,7,4]}",
        left->str, right->str, zeros->str, zeros->str, zeros->str, zeros->str, zeros->str, 2 * splits + 1);
    g_string_free(left, TRUE);
    g_string_free(right, TRUE);
    g_string_free(zeros, TRUE);
    g_autoptr(trees_t) trees = trees_parse(text, -1, "deep.json", &error);
    assert_null(trees);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_non_null(strstr(error->message, "deep"));
}

/* ---- bounds ------------------------------------------------------------------------------------------------------ */

static void test_bounds(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(800);
    g_autoptr(model_t) model = sample_model(sample, MODEL_BOOSTED);
    g_autoptr(model_t) hybrid = sample_model(sample, MODEL_HYBRID);
    g_autoptr(GRand) chance = g_rand_new_with_seed(4);
    const size_t inputs = model_inputs(model);
    double low[SCORE_MOST_PARTS], high[SCORE_MOST_PARTS], row[SCORE_MOST_PARTS], other[SCORE_MOST_PARTS];
    for (int round = 0; round < 400; round++) {
        const guint32 a = (guint32)g_rand_int_range(chance, 0, 800), b = (guint32)g_rand_int_range(chance, 0, 800);
        const guint32 within = (guint32)g_rand_int_range(chance, 0, 800);
        sample_inputs(sample, model, a, row);
        sample_inputs(sample, model, b, other);
        for (size_t i = 0; i < inputs; i++) {
            const bool missing = isnan(row[i]) || isnan(other[i]);
            high[i] = isnan(row[i]) ? other[i] : isnan(other[i]) ? row[i] : MAX(row[i], other[i]);
            low[i] = missing ? NAN : MIN(row[i], other[i]);
        }
        // a row that lies in the box: each input from one of the three
        double third[SCORE_MOST_PARTS];
        sample_inputs(sample, model, within, third);
        for (size_t i = 0; i < inputs; i++) {
            const bool fits =
                isnan(third[i]) ? isnan(low[i]) : !isnan(high[i]) && third[i] <= high[i] && !(third[i] < low[i]);
            if (fits)
                row[i] = third[i];
            else if (g_rand_boolean(chance))
                row[i] = other[i];
        }
        double least = 0, greatest = 0;
        trees_bounds(model->trees, low, high, &least, &greatest);
        const double odds = trees_log_odds(model->trees, row, 0);
        assert_true(odds >= least && odds <= greatest);
        struct score_result result;
        model_score_inputs(model, row, &result);
        assert_true(result.score <= model_score_bound(model, low, high));
        model_score_inputs(hybrid, row, &result);
        assert_true(result.score <= model_score_bound(hybrid, low, high));
        trees_bounds(model->trees, row, row, &least, &greatest); // one row is a box too
        assert_true(odds >= least && odds <= greatest && greatest - least < 1e-3);
    }
}

/* Between two thresholds nothing changes, at one something may; the text says which side. */
static void test_cells(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(800);
    g_autoptr(model_t) model = sample_model(sample, MODEL_BOOSTED);
    double row[SCORE_MOST_PARTS];
    size_t count = 0;
    sample_inputs(sample, model, 5, row);
    assert_string_equal(model_input_at(model, 0).id, "used");
    const float *threshold = trees_thresholds(model->trees, 0, &count);
    assert_true(count > 3);
    for (size_t i = 0; i + 1 < count; i++) {
        assert_true(threshold[i] < threshold[i + 1]);
        row[0] = (double)threshold[i];
        const double at = trees_log_odds(model->trees, row, 0);
        g_autofree char *text = g_strdup(trees_cell(model->trees, 0, row[0]));
        row[0] = (double)nextafterf(threshold[i + 1], 0);
        assert_float_equal(trees_log_odds(model->trees, row, 0), at, 0);
        assert_string_equal(trees_cell(model->trees, 0, row[0]), text);
        assert_string_not_equal(trees_cell(model->trees, 0, (double)threshold[i + 1]), text);
    }
    assert_string_equal(trees_cell(model->trees, 0, NAN), "missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits),  cmocka_unit_test(test_bits_on_margin), cmocka_unit_test(test_third_version),
        cmocka_unit_test(test_traps), cmocka_unit_test(test_deep),           cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
