/* SPDX-License-Identifier: Apache-2.0 */
/* Bins: the optimum is the optimum, what is shown is what was counted, and odd values have a place of their own. */
#include "check.h"
#include "training/binning_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 3000
struct column {
    double value[ROWS];
    guint8 bad[ROWS];
    guint32 row[ROWS];
};

static void column_fill(struct column *column, GRand *chance, bool integer, double scale)
{
    for (guint32 i = 0; i < ROWS; i++) {
        double value = scale * (g_rand_double(chance) - 0.3) * g_rand_double(chance);
        column->value[i] = integer ? rint(value) : value;
        column->bad[i] = g_rand_double(chance) < 0.15 + 0.5 * fabs(sin(3 * value / scale));
        column->row[i] = i;
    }
}

/* Whether a value lies in a bin as its text says. */
static bool text_contains(const char *text, double value)
{
    if (!strcmp(text, "any")) return true;
    if (g_str_has_prefix(text, "< ")) return value < g_ascii_strtod(text + 2, NULL);
    if (g_str_has_prefix(text, "≥ ")) return value >= g_ascii_strtod(text + strlen("≥ "), NULL);
    const char *between = strstr(text, " … ");
    double first = g_ascii_strtod(text, NULL);
    if (!between) return value == first;
    between += strlen(" … ");
    if (*between == '<') return value >= first && value < g_ascii_strtod(between + 2, NULL);
    return value >= first && value <= g_ascii_strtod(between, NULL);
}

static void a_bin_shown_holds_the_rows_counted_in_it(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(7);
    g_autofree struct column *column = g_new0(struct column, 1);
    static const double scales[] = { 6, 40, 0.001, 2000, 1e7 };
    size_t cuts = 0;
    for (int round = 0; round < 40; round++) {
        bool integer = round % 2;
        column_fill(column, chance, integer, scales[round % 5]);
        struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
        g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &binning_defaults);
        int64_t all = 0;
        for (size_t b = 0; b < binning->bins; b++) {
            int64_t count = 0, bads = 0, found = 0;
            for (size_t i = 0; i < ROWS; i++) {
                bool inside = text_contains(binning->bin[b].text, column->value[i]);
                count += inside;
                bads += inside && column->bad[i];
                found += binning_find(binning, column->value[i]) == &binning->bin[b];
            }
            assert_int_equal(count, binning->bin[b].count);
            assert_int_equal(bads, binning->bin[b].bads);
            assert_int_equal(found, binning->bin[b].count);
            all += count;
        }
        assert_int_equal(all, ROWS);
        cuts += binning->bins - 1;
    }
    assert_true(cuts > 40); // the columns are not so dull that nothing was cut
}

static void whole_numbers_get_half_edges(void **state)
{
    (void)state;
    double value[400];
    guint8 bad[400];
    guint32 row[400];
    for (guint32 i = 0; i < 400; i++) {
        value[i] = i % 4 - 1.0;
        bad[i] = i % 4 < 2 ? i % 40 < 4 : i % 8 < 4;
        row[i] = i;
    }
    struct binning_rows rows = { .rows = 400, .row = row, .bad = bad };
    g_autoptr(binning_t) binning = binning_numeric(value, &rows, &binning_defaults);
    assert_true(binning->integer);
    assert_int_equal(binning->bins, 2);
    assert_true(binning->bin[0].below == 0.5);
    assert_string_equal(binning->bin[0].text, "< 1");
    assert_string_equal(binning->bin[1].text, "≥ 1");
}

static void special_and_missing_stand_apart(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(3);
    g_autofree struct column *column = g_new0(struct column, 1);
    column_fill(column, chance, true, 20);
    int64_t coded = 0, absent = 0;
    for (size_t i = 0; i < ROWS; i += 10) {
        column->value[i] = i % 20 ? NAN : 98;
        coded += i % 20 == 0;
        absent += i % 20 != 0;
    }
    static const char *const codes[] = { "98", "96", NULL };
    struct binning_options options = binning_defaults;
    options.special = codes;
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &options);
    const struct bin *special = binning_find(binning, 98), *never = binning_find(binning, 96),
                     *missing = binning_find(binning, NAN);
    assert_int_equal(special->type, BIN_SPECIAL);
    assert_int_equal(special->count, coded);
    assert_string_equal(special->text, "= 98");
    assert_int_equal(missing->type, BIN_MISSING);
    assert_int_equal(missing->count, absent);
    // a code that never came says nothing; so does a bin of a handful of rows
    assert_int_equal(never->count, 0);
    assert_true(never->weight == 0);
    assert_int_equal(binning_find(binning, 97)->type, BIN_RANGE);
    double information = 0;
    struct bin_totals totals = { 0, 0 };
    for (size_t i = 0; i < ROWS; i++)
        *(column->bad[i] ? &totals.bads : &totals.goods) += 1;
    for (size_t b = 0; b < binning->bins; b++)
        if (binning->bin[b].count) information += bin_information(bin_rows(&binning->bin[b]), totals);
    assert_true(fabs(information - binning->information_value) < 1e-12);
}

static void a_column_of_nothing_but_codes(void **state)
{
    (void)state;
    double value[40];
    guint8 bad[40];
    guint32 row[40];
    for (guint32 i = 0; i < 40; i++) {
        value[i] = i % 2 ? NAN : 98;
        bad[i] = i % 4 == 0;
        row[i] = i;
    }
    static const char *const codes[] = { "98", NULL };
    struct binning_options options = binning_defaults;
    options.special = codes;
    struct binning_rows rows = { .rows = 40, .row = row, .bad = bad };
    g_autoptr(binning_t) binning = binning_numeric(value, &rows, &options);
    assert_int_equal(binning->bins, 3);
    assert_int_equal(binning->bin[0].count, 0);
    assert_int_equal(binning_find(binning, 98)->count, 20);
    assert_int_equal(binning_find(binning, NAN)->count, 20);
}

static void a_trend_is_kept(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(11);
    g_autofree struct column *column = g_new0(struct column, 1);
    column_fill(column, chance, false, 1);
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    struct binning_options options = binning_defaults;
    g_autoptr(binning_t) free_cut = binning_numeric(column->value, &rows, &options);
    for (int trend = TREND_UP; trend <= TREND_DOWN; trend++) {
        options.trend = (enum binning_trend)trend;
        g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &options);
        for (size_t b = 1; b < binning->bins; b++) {
            double left = (double)binning->bin[b - 1].bads / (double)binning->bin[b - 1].count;
            double right = (double)binning->bin[b].bads / (double)binning->bin[b].count;
            assert_true(trend == TREND_UP ? right >= left : right <= left);
        }
        assert_true(binning->information_value <= free_cut->information_value + 1e-12);
    }
}

static void categories_are_grouped(void **state)
{
    (void)state;
    static const char *const names[] = { "safe", "risky", "also safe", "rare", "rarer", "code" };
    enum { N = 1000 };
    gint32 category[N];
    guint8 bad[N];
    guint32 row[N];
    for (guint32 i = 0; i < N; i++) {
        guint32 k = i % 100;
        category[i] = k < 40 ? 0 : k < 70 ? 1 : k < 90 ? 2 : k < 93 ? 3 : k < 95 ? 4 : k < 98 ? 5 : -1;
        bad[i] = category[i] == 1 ? i % 2 != 0 : category[i] == 3 || category[i] == 4 ? 1 : i / 100 % 10 == 0;
        row[i] = i;
    }
    static const char *const codes[] = { "code", NULL };
    struct binning_options options = binning_defaults;
    options.special = codes;
    struct binning_rows rows = { .rows = N, .row = row, .bad = bad };
    g_autoptr(binning_t) binning = binning_nominal(category, names, 6, &rows, &options);
    assert_ptr_equal(binning_find_category(binning, "safe"), binning_find_category(binning, "also safe"));
    assert_ptr_not_equal(binning_find_category(binning, "safe"), binning_find_category(binning, "risky"));
    // the rare ones are one pool, and one never seen goes with them
    const struct bin *rest = binning_find_category(binning, "rare");
    assert_true(rest->rest);
    assert_ptr_equal(binning_find_category(binning, "never seen"), rest);
    assert_int_equal(binning_find_category(binning, "code")->type, BIN_SPECIAL);
    assert_int_equal(binning_find_category(binning, "code")->count, 30);
    assert_int_equal(binning_find_category(binning, "")->type, BIN_MISSING);
    assert_int_equal(binning_find_category(binning, NULL)->count, 20);
    int64_t all = 0;
    for (size_t b = 0; b < binning->bins; b++)
        all += binning->bin[b].count;
    assert_int_equal(all, N);
}

static void an_unseen_category_without_a_pool_has_no_bin(void **state)
{
    (void)state;
    static const char *const names[] = { "a", "b" };
    gint32 category[200];
    guint8 bad[200];
    guint32 row[200];
    for (guint32 i = 0; i < 200; i++) {
        category[i] = (gint32)(i % 2);
        bad[i] = (guint8)(i % 2 ? i % 4 == 1 : i % 20 == 0);
        row[i] = i;
    }
    struct binning_rows rows = { .rows = 200, .row = row, .bad = bad };
    g_autoptr(binning_t) binning = binning_nominal(category, names, 2, &rows, &binning_defaults);
    assert_null(binning_find_category(binning, "c"));
    assert_null(binning_find_category(binning, ""));
    assert_non_null(binning_find_category(binning, "b"));
}

static void numbers_read_back(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = { { 0.3, "0.3" },   { 100000, "100000" },
                  { -1.5, "-1.5" }, { 1.0 / 3, "0.3333333333333333" },
                  { 0, "0" },       { 12345678901.0, "12345678901" } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = binning_number(cases[i].value);
        assert_string_equal(text, cases[i].text);
    }
    g_autoptr(GRand) chance = g_rand_new_with_seed(1);
    for (int i = 0; i < 20000; i++) {
        double value = ldexp(g_rand_double(chance) - 0.5, g_rand_int_range(chance, -60, 60));
        g_autofree char *text = binning_number(value);
        assert_true(g_ascii_strtod(text, NULL) == value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bin_shown_holds_the_rows_counted_in_it),
        cmocka_unit_test(whole_numbers_get_half_edges),
        cmocka_unit_test(special_and_missing_stand_apart),
        cmocka_unit_test(a_column_of_nothing_but_codes),
        cmocka_unit_test(a_trend_is_kept),
        cmocka_unit_test(categories_are_grouped),
        cmocka_unit_test(an_unseen_category_without_a_pool_has_no_bin),
        cmocka_unit_test(numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
