/* SPDX-License-Identifier: Apache-2.0 */
/* Scoring column by column gives what scoring row by row gives, for every kind of value a column can hold. */
#include "check.h"
#include "score/columns.h"
#include "score_files.h"

#include <math.h>
#include <string.h>

enum { ROWS = 1500 };

/* Special codes inside and outside the ranges, a missing bin, a last bin without an end, edges that are no whole
 * numbers, and a characteristic without any bin for what is missing. */
static const char special_card[] =
    "{\"format\":\"bureau-scorecard\",\"format_version\":1,\"name\":\"special\",\"version\":3,\"card\":{},"
    "\"left_out\":{},\"fitted_on\":{\"rows\":100,\"bads\":20},\"metrics\":{},"
    "\"scale\":{\"base_score\":600,\"base_odds\":15,\"points_to_double\":50,\"lowest\":300,\"highest\":850},"
    "\"bands\":[{\"letter\":\"E\",\"from\":0},{\"letter\":\"A\",\"from\":500}],\"intercept\":-1,\"intercept_error\":0."
    "1,"
    "\"characteristics\":["
    "{\"feature\":\"months_since_late\",\"reason\":\"01\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":150,"
    "\"kind\":\"numeric\",\"integer\":false,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":-0.5,\"count\":50,\"bads\":5,\"woe\":1,\"points\":91},"
    "{\"type\":\"range\",\"below\":3,\"count\":50,\"bads\":5,\"woe\":1,\"points\":102},"
    "{\"type\":\"range\",\"below\":7.25,\"count\":50,\"bads\":5,\"woe\":1,\"points\":145},"
    "{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,\"woe\":-1,\"points\":190},"
    "{\"type\":\"special\",\"code\":-1,\"count\":50,\"bads\":5,\"woe\":1,\"points\":233},"
    "{\"type\":\"special\",\"code\":5,\"count\":50,\"bads\":5,\"woe\":1,\"points\":17},"
    "{\"type\":\"missing\",\"count\":50,\"bads\":5,\"woe\":1,\"points\":71}]},"
    "{\"feature\":\"utilisation_now\",\"reason\":\"06\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":133,"
    "\"kind\":\"numeric\",\"integer\":false,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":0.1,\"count\":50,\"bads\":5,\"woe\":1,\"points\":411},"
    "{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,\"woe\":-1,\"points\":120}]}]}";

static double pick(guint32 *dice)
{
    static const double edges[] = { -1, -0.5, 0, 0.1, 1, 2, 3, 5, 7.25, 96, 1e300, -1e300 };
    *dice = *dice * 1664525u + 1013904223u;
    const guint32 kind = *dice >> 28;
    const double edge = edges[(*dice >> 8) % G_N_ELEMENTS(edges)];
    if (kind == 0) return NAN;
    if (kind == 1) return INFINITY;
    if (kind == 2) return -INFINITY;
    if (kind == 3) return -0.0;
    if (kind < 7) return nextafter(edge, INFINITY);
    if (kind < 10) return nextafter(edge, -INFINITY);
    if (kind < 13) return edge;
    return (double)(*dice >> 4 & 0xffff) / 4096 - 2;
}

static void compare(const struct model *model, bool tables)
{
    const size_t inputs = model_inputs(model);
    g_autoptr(columns_t) columns = columns_new(model);
    g_autofree double *values = g_new(double, inputs *ROWS);
    const double *column[SCORE_MOST_PARTS];
    int scores[ROWS];
    double probabilities[ROWS], row[SCORE_MOST_PARTS];
    guint32 dice = 7;
    assert_int_equal(columns_are_tables(columns), tables);
    for (size_t i = 0; i < inputs; i++) {
        column[i] = values + i * ROWS;
        for (size_t r = 0; r < ROWS; r++)
            values[i * ROWS + r] = pick(&dice);
    }
    columns_score(columns, column, ROWS, scores, probabilities);
    for (size_t r = 0; r < ROWS; r++) {
        struct score_result result;
        for (size_t i = 0; i < inputs; i++)
            row[i] = column[i][r];
        model_score_inputs(model, row, &result);
        assert_int_equal(scores[r], result.score);
        assert_true(probabilities[r] == result.probability);
    }
    columns_score(columns, column, 3, scores, NULL); /* few rows, nothing else wanted */
}

static struct model *parse(const char *json)
{
    g_autoptr(GError) error = NULL;
    struct model *model = model_parse(json, -1, "test", &error);
    assert_no_error(error);
    return model;
}

static void a_card_is_looked_up(void **state)
{
    (void)state;
    g_autoptr(model_t) plain = parse(file_card_json);
    compare(plain, true);
    g_autoptr(model_t) special = parse(special_card);
    compare(special, true);
}

static void the_shipped_model(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = data_path("models/behaviour.json");
    g_autoptr(model_t) model = model_load_file(path, &error);
    assert_no_error(error);
    compare(model, true);
}

/* A nominal input is an index: such a card is asked row by row. */
static void a_nominal_card_is_asked(void **state)
{
    (void)state;
    g_auto(GStrv) halves = g_strsplit(special_card, "{\"feature\":\"utilisation_now\"", 2);
    g_autofree char *json =
        g_strconcat(halves[0],
                    "{\"feature\":\"SEX\",\"reason\":\"99\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":133,"
                    "\"kind\":\"nominal\",\"information_value\":0.5,\"bins\":["
                    "{\"type\":\"categories\",\"categories\":[\"f\"],\"rest\":false,\"count\":50,\"bads\":5,\"woe\":1,"
                    "\"points\":41},"
                    "{\"type\":\"categories\",\"categories\":[\"m\",\"x\"],\"rest\":true,\"count\":50,\"bads\":15,"
                    "\"woe\":-1,\"points\":12}]}]}",
                    NULL);
    g_autoptr(model_t) model = parse(json);
    const double sex[] = { 0, 1, 2, -1, NAN }, late[] = { 1, 1, 1, 1, 1 };
    const double *column[] = { late, sex };
    int scores[5];
    g_autoptr(columns_t) columns = columns_new(model);
    assert_false(columns_are_tables(columns));
    columns_score(columns, column, 5, scores, NULL);
    for (size_t r = 0; r < 5; r++) {
        struct score_result result;
        model_score_inputs(model, (const double[]){ late[r], sex[r] }, &result);
        assert_int_equal(scores[r], result.score);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_looked_up),
        cmocka_unit_test(the_shipped_model),
        cmocka_unit_test(a_nominal_card_is_asked),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
