/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression against a reference implementation, against closed forms, and against data that cannot be fitted.
 */
#include "check.h"
#include "training/csvframe.h"
#include "training/logistic.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static char *shared_path(const char *folder, const char *set, const char *suffix)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *name = g_strconcat(set, suffix, NULL);
    return g_build_filename(tree ? tree : "/nowhere", "..", "shared", "data", folder, name, NULL);
}

static JsonObject *load(const char *path, JsonParser **parser)
{
    *parser = json_parser_new();
    assert_true(json_parser_load_from_file(*parser, path, NULL));
    return json_node_get_object(json_parser_get_root(*parser));
}

/* The reference's weight of evidence: edges belong to the upper bin. */
static double reference_weight(JsonObject *bins, const struct frame_column *column, size_t row)
{
    JsonObject *bin = json_object_get_object_member(bins, column->name);
    if (column->kind == FRAME_NOMINAL) {
        JsonObject *weights = json_object_get_object_member(bin, "woe");
        const char *name = column->category[row] < 0 ? "" : column->categories->pdata[column->category[row]];
        return json_object_get_double_member(weights, json_object_has_member(weights, name) ? name : "<rare>");
    }
    JsonArray *edges = json_object_get_array_member(bin, "edges");
    guint place = 0;
    while (place < json_array_get_length(edges) && column->number[row] >= json_array_get_double_element(edges, place))
        place++;
    return json_array_get_double_element(json_object_get_array_member(bin, "woe"), place);
}

static const char **nominal_names(JsonObject *bins, GList *members)
{
    const char **names = g_new0(const char *, g_list_length(members) + 1);
    size_t count = 0;
    for (GList *at = members; at; at = at->next)
        if (!strcmp(json_object_get_string_member(json_object_get_object_member(bins, at->data), "kind"), "nominal"))
            names[count++] = at->data;
    return names;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * (1 + fabs(expected)))) fail_msg("%.15g is not %.15g", value, expected);
}

/* Before anything else is allocated: skip() does not come back. */
static void skip_without_shared(void)
{
    char *path = shared_path("golden", "german", "_bins.json");
    bool here = g_file_test(path, G_FILE_TEST_EXISTS);
    g_free(path);
    if (!here) skip();
}

static void agrees_with(const char *set)
{
    skip_without_shared();
    g_autofree char *bins_path = shared_path("golden", set, "_bins.json");
    g_autofree char *fit_path = shared_path("golden", set, "_logit.json");
    g_autofree char *data_file = shared_path("credit", set, ".csv");
    g_autofree char *rows_path = shared_path("splits", set, "_train.idx");
    g_autoptr(JsonParser) bins_parser = NULL;
    g_autoptr(JsonParser) fit_parser = NULL;
    g_autoptr(GError) error = NULL;
    JsonObject *bins = load(bins_path, &bins_parser), *expected = load(fit_path, &fit_parser);
    g_autoptr(GList) members = json_object_get_members(bins);
    g_autofree const char **nominal = nominal_names(bins, members);
    g_autoptr(frame_t) frame = frame_read(data_file, nominal, &error);
    assert_null(error);
    g_autoptr(GArray) rows = frame_read_integers(rows_path, (gint64)frame->rows, &error);
    assert_null(error);
    JsonArray *names = json_object_get_array_member(expected, "columns");
    size_t columns = json_array_get_length(names) - 1;
    assert_int_equal(rows->len, json_object_get_int_member(expected, "rows"));
    g_autofree double *value = g_new(double, rows->len *columns);
    g_autofree guint8 *bad = g_new(guint8, rows->len);
    g_autofree const char **name = g_new0(const char *, columns + 1);
    for (size_t i = 0; i < rows->len; i++) {
        guint32 row = g_array_index(rows, guint32, i);
        bad[i] = frame->column[frame_find(frame, "bad")].number[row] == 1;
        for (size_t j = 0; j < columns; j++) {
            name[j] = json_array_get_string_element(names, (guint)j + 1);
            value[i * columns + j] = reference_weight(bins, &frame->column[frame_find(frame, name[j])], row);
        }
    }
    struct logistic_data data = { .rows = rows->len, .columns = columns, .value = value, .bad = bad, .name = name };
    g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, &error);
    assert_null(error);
    JsonArray *coefficients = json_object_get_array_member(expected, "coef"),
              *errors = json_object_get_array_member(expected, "se");
    for (size_t j = 0; j <= columns; j++) {
        near(fit->coefficient[j], json_array_get_double_element(coefficients, (guint)j));
        near(fit->standard_error[j], json_array_get_double_element(errors, (guint)j));
    }
    near(fit->log_likelihood, json_object_get_double_member(expected, "llf"));
}

static void agrees_on_german(void **state)
{
    (void)state;
    agrees_with("german");
}
static void agrees_on_australian(void **state)
{
    (void)state;
    agrees_with("australian");
}
static void agrees_on_taiwan(void **state)
{
    (void)state;
    agrees_with("taiwan");
}

/* Two groups: the maximum is known. Of 40 with x = 0, 10 are bad; of 60 with x = 1, 45 are bad. */
static void two_groups_in_closed_form(void **state)
{
    (void)state;
    double value[100];
    guint8 bad[100];
    for (int i = 0; i < 100; i++) {
        value[i] = i >= 40;
        bad[i] = i < 40 ? i < 10 : i < 85;
    }
    static const char *const name[] = { "x" };
    struct logistic_data data = { .rows = 100, .columns = 1, .value = value, .bad = bad, .name = name };
    g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, NULL);
    near(fit->coefficient[0], log(10.0 / 30));
    near(fit->coefficient[1], log(45.0 / 15) - log(10.0 / 30));
    near(fit->standard_error[0], sqrt(1.0 / 10 + 1.0 / 30));
    near(fit->standard_error[1], sqrt(1.0 / 10 + 1.0 / 30 + 1.0 / 45 + 1.0 / 15));
    near(fit->log_likelihood, 10 * log(0.25) + 30 * log(0.75) + 45 * log(0.75) + 15 * log(0.25));
}

/* A row of weight 3 is three rows; an offset is taken off the intercept. */
static void weights_and_offset(void **state)
{
    (void)state;
    enum { N = 60 };
    double value[N], weight[N], offset[N * 3], copies[N * 3];
    guint8 bad[N], bads[N * 3];
    size_t rows = 0;
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    for (int i = 0; i < N; i++) {
        value[i] = g_rand_double_range(chance, -2, 2);
        bad[i] = g_rand_double(chance) < 1 / (1 + exp(-value[i]));
        weight[i] = 1 + i % 3;
        for (int copy = 0; copy <= i % 3; copy++, rows++) {
            copies[rows] = value[i];
            bads[rows] = bad[i];
            offset[rows] = 1.25;
        }
    }
    static const char *const name[] = { "x" };
    struct logistic_data weighted = {
        .rows = N, .columns = 1, .value = value, .bad = bad, .weight = weight, .name = name
    };
    struct logistic_data repeated = { .rows = rows, .columns = 1, .value = copies, .bad = bads, .name = name };
    struct logistic_data shifted = repeated;
    shifted.offset = offset;
    g_autoptr(logistic_t) a = logistic_fit(&weighted, NULL, NULL, NULL);
    g_autoptr(logistic_t) b = logistic_fit(&repeated, NULL, NULL, NULL);
    g_autoptr(logistic_t) c = logistic_fit(&shifted, NULL, NULL, NULL);
    for (int j = 0; j < 2; j++) {
        near(a->coefficient[j], b->coefficient[j]);
        near(a->standard_error[j], b->standard_error[j]);
        near(c->coefficient[j] + (j ? 0 : 1.25), b->coefficient[j]);
    }
    near(a->log_likelihood, b->log_likelihood);
}

enum trouble { REPEATED, SEPARATED, NEARLY_SEPARATED, CONSTANT };

static void a_column_to_blame(enum trouble kind, enum logistic_trouble expected)
{
    enum { N = 200 };
    double value[N * 3];
    guint8 bad[N];
    g_autoptr(GRand) chance = g_rand_new_with_seed(9);
    for (size_t i = 0; i < N; i++) {
        bad[i] = g_rand_boolean(chance);
        value[i * 3] = g_rand_double(chance) + bad[i] * 0.3;
        value[i * 3 + 1] = g_rand_double(chance);
        value[i * 3 + 2] = kind == REPEATED    ? 2 * value[i * 3] - 3 * value[i * 3 + 1] + 7
                           : kind == SEPARATED ? bad[i] * 1000.0
                           : kind == CONSTANT  ? 4
                                               : (bad[i] && i % 20 == 0); // 1 only among the bad
    }
    static const char *const name[] = { "plain", "other", "culprit" };
    struct logistic_data data = { .rows = N, .columns = 3, .value = value, .bad = bad, .name = name };
    enum logistic_trouble trouble = LOGISTIC_FINE;
    size_t column = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(logistic_t) fit = logistic_fit(&data, &trouble, &column, &error);
    assert_null(fit);
    assert_int_equal(trouble, expected);
    assert_int_equal(column, 3);
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT));
    assert_non_null(strstr(error->message, "culprit"));
}

static void a_repeated_column_is_named(void **state)
{
    (void)state;
    a_column_to_blame(REPEATED, LOGISTIC_SINGULAR);
    a_column_to_blame(CONSTANT, LOGISTIC_SINGULAR);
}

static void a_separating_column_is_named(void **state)
{
    (void)state;
    a_column_to_blame(SEPARATED, LOGISTIC_SEPARATED);
    a_column_to_blame(NEARLY_SEPARATED, LOGISTIC_SEPARATED);
}

static void one_kind_of_rows_is_refused(void **state)
{
    (void)state;
    double value[4] = { 1, 2, 3, 4 };
    guint8 bad[4] = { 1, 1, 1, 1 };
    static const char *const name[] = { "x" };
    struct logistic_data data = { .rows = 4, .columns = 1, .value = value, .bad = bad, .name = name };
    g_autoptr(GError) error = NULL;
    assert_null(logistic_fit(&data, NULL, NULL, &error));
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT));
}

/* At the optimum the penalised gradient is nothing; written out here apart from the code under test. */
static void a_ridge_solves_its_equations(void **state)
{
    (void)state;
    enum { N = 20011, K = 7 };
    g_autofree double *value = g_new(double, N *K);
    g_autofree double *weight = g_new(double, N);
    g_autofree double *offset = g_new(double, N);
    g_autofree guint8 *bad = g_new(guint8, N);
    const char *name[K] = { "a", "b", "c", "d", "e", "f", "g" };
    g_autoptr(GRand) chance = g_rand_new_with_seed(3);
    for (size_t i = 0; i < N; i++) {
        double x = -1;
        for (size_t j = 0; j < K; j++) {
            value[i * K + j] = g_rand_double_range(chance, -1, 1);
            x += value[i * K + j] * ((double)j - 3) / 4;
        }
        weight[i] = 0.5 + g_rand_double(chance);
        offset[i] = g_rand_double_range(chance, -0.5, 0.5);
        bad[i] = g_rand_double(chance) < 1 / (1 + exp(-x - offset[i]));
    }
    const double ridges[] = { 0, 4, 400 };
    double before = INFINITY;
    for (size_t r = 0; r < G_N_ELEMENTS(ridges); r++) {
        const struct logistic_data data = { .rows = N,
                                            .columns = K,
                                            .value = value,
                                            .bad = bad,
                                            .weight = weight,
                                            .offset = offset,
                                            .ridge = ridges[r],
                                            .name = name };
        g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, NULL);
        double gradient[K + 1] = { 0 }, likelihood = 0, length = 0;
        for (size_t i = 0; i < N; i++) {
            double x = fit->coefficient[0] + offset[i];
            for (size_t j = 0; j < K; j++)
                x += fit->coefficient[j + 1] * value[i * K + j];
            const double p = 1 / (1 + exp(-x)), residual = weight[i] * (bad[i] - p);
            likelihood += weight[i] * (bad[i] ? log(p) : log(1 - p));
            gradient[0] += residual;
            for (size_t j = 0; j < K; j++)
                gradient[j + 1] += residual * value[i * K + j];
        }
        for (size_t j = 0; j <= K; j++) {
            const double penalty = j ? ridges[r] * fit->coefficient[j] : 0;
            assert_true(fabs(gradient[j] - penalty) < 1e-7);
            length += j ? fit->coefficient[j] * fit->coefficient[j] : 0;
        }
        near(fit->log_likelihood, likelihood);
        assert_true(length < before);
        before = length;
    }
}

/* A column that separates has a finite best under a ridge. */
static void a_ridge_holds_what_separates(void **state)
{
    (void)state;
    const double value[] = { -2, -1, 1, 2 };
    const guint8 bad[] = { 0, 0, 1, 1 };
    const char *name[] = { "x" };
    struct logistic_data data = { .rows = 4, .columns = 1, .value = value, .bad = bad, .name = name };
    enum logistic_trouble trouble = LOGISTIC_FINE;
    assert_null(logistic_fit(&data, &trouble, NULL, NULL));
    assert_int_equal(trouble, LOGISTIC_SEPARATED);
    data.ridge = 1;
    g_autoptr(logistic_t) fit = logistic_fit(&data, &trouble, NULL, NULL);
    assert_non_null(fit);
    assert_true(fit->coefficient[1] > 0.5 && fit->coefficient[1] < 3);
}

/* The score statistic of a 0/1 column on a fit of the constant is Pearson's chi square of the table. */
static void a_score_test_in_closed_form(void **state)
{
    (void)state;
    enum { N = 200 };
    double value[2 * N];
    guint8 bad[N];
    for (size_t i = 0; i < N; i++) {
        value[2 * i] = i < 80;
        value[2 * i + 1] = 1; // follows from the constant
        bad[i] = i < 80 ? i < 30 : i < 100;
    }
    const char *name[] = { "x", "one" };
    const double rate = 50.0 / N, constant[] = { log(rate / (1 - rate)), 0, 0 };
    const bool inside[] = { false, false };
    double statistic[2];
    const struct logistic_data data = { .rows = N, .columns = 2, .value = value, .bad = bad, .name = name };
    logistic_score_tests(&data, constant, inside, statistic);
    const double p = 30.0 / 80, q = 20.0 / 120;
    near(statistic[0], (p - q) * (p - q) / (rate * (1 - rate) * (1 / 80.0 + 1 / 120.0)));
    assert_true(statistic[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ridge_solves_its_equations), cmocka_unit_test(a_ridge_holds_what_separates),
        cmocka_unit_test(a_score_test_in_closed_form),  cmocka_unit_test(agrees_on_german),
        cmocka_unit_test(agrees_on_australian),         cmocka_unit_test(agrees_on_taiwan),
        cmocka_unit_test(two_groups_in_closed_form),    cmocka_unit_test(weights_and_offset),
        cmocka_unit_test(a_repeated_column_is_named),   cmocka_unit_test(a_separating_column_is_named),
        cmocka_unit_test(one_kind_of_rows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
