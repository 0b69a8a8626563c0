/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing columns: each rule puts out the column it is about and says why; steps find the columns that made the
 * outcome; tuning is settled inside the rows fitted on; a ridge holds coefficients back. */
#include "check.h"
#include "training/select.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 3000, COLUMNS = 7 };
/* a and b make the outcome; copy repeats a with a little noise; sum is of a and b; against runs against its evidence
 * once a is known; noise is noise; moved has another distribution in the last third. */
static const char *const names[COLUMNS] = { "a", "b", "copy", "sum", "against", "noise", "moved" };

struct made {
    struct frame frame;
    struct frame_column column[COLUMNS];
    guint8 bad[ROWS];
    guint32 rows[ROWS];
    size_t columns[COLUMNS];
    struct train_data data;
};

static double normal(GRand *chance)
{
    return sqrt(-2 * log(1 - g_rand_double(chance))) * cos(2 * M_PI * g_rand_double(chance));
}

static struct made *made_new(void)
{
    struct made *made = g_new0(struct made, 1);
    g_autoptr(GRand) chance = g_rand_new_with_seed(11);
    for (size_t j = 0; j < COLUMNS; j++) {
        made->column[j] =
            (struct frame_column){ .name = (char *)names[j], .kind = FRAME_NUMERIC, .number = g_new(double, ROWS) };
        made->columns[j] = j;
    }
    for (guint32 row = 0; row < ROWS; row++) {
        const double a = normal(chance), b = normal(chance);
        const double value[COLUMNS] = { a,
                                        b,
                                        a + 0.05 * normal(chance),
                                        a + b + 0.3 * normal(chance),
                                        a + 0.5 * normal(chance),
                                        normal(chance),
                                        b + 2.5 * normal(chance) + (row >= 2000 ? 4 : 0) };
        for (size_t j = 0; j < COLUMNS; j++)
            made->column[j].number[row] = value[j];
        made->rows[row] = row;
        made->bad[row] = g_rand_double(chance) < 1 / (1 + exp(1 - 1.8 * a - 0.8 * b + 0.9 * value[4]));
    }
    made->frame = (struct frame){ .rows = ROWS, .columns = COLUMNS, .column = made->column };
    made->data =
        (struct train_data){ .frame = &made->frame, .bad = made->bad, .columns = COLUMNS, .column = made->columns };
    return made;
}

static void made_free(struct made *made)
{
    for (size_t j = 0; j < COLUMNS; j++)
        g_free(made->column[j].number);
    g_free(made);
}
typedef struct made made_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(made_t, made_free)

static struct train_options plain(void)
{
    struct train_options options = train_defaults;
    options.tune_ridge = options.tune_share = false;
    options.ridge = 0;
    return options;
}

static struct scorecard *fit(const struct made *made, const struct train_options *options, size_t rows)
{
    GError *error = NULL;
    struct scorecard *card = train_card(&made->data, options, made->rows, rows, &error);
    assert_no_error(error);
    return card;
}

static bool holds(const struct scorecard *card, const char *name)
{
    for (size_t i = 0; i < card->characteristics; i++)
        if (!strcmp(card->characteristic[i].id, name)) return true;
    return false;
}

static const char *why(const struct scorecard *card, const char *name)
{
    const char *text = card_line_find(card->trace, card->traces, name);
    return text ? text : "";
}

static void each_rule_says_why(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    struct train_options options = plain();
    options.least_information = 0.02;
    options.binning.p_value = 0.01;
    g_autoptr(scorecard_t) signs = fit(made, &options, ROWS);
    assert_false(holds(signs, "noise"));
    assert_true(g_str_has_prefix(why(signs, "noise"), "information value 0.0"));
    for (size_t i = 0; i < signs->characteristics; i++)
        assert_true(signs->characteristic[i].coefficient < 0);
    options.rules.any_sign = true;
    g_autoptr(scorecard_t) any = fit(made, &options, ROWS);
    assert_true(holds(any, "against") && !holds(signs, "against"));
    assert_true(g_str_has_prefix(why(signs, "against"), "wrong sign: coefficient +"));
    options.rules.correlation = 0.9;
    g_autoptr(scorecard_t) apart = fit(made, &options, ROWS);
    assert_true(holds(apart, "a") != holds(apart, "copy"));
    assert_true(strstr(why(apart, holds(apart, "a") ? "copy" : "a"), "correlation 0.9") != NULL);
    options.rules.correlation = 0;
    options.rules.vif = 5;
    g_autoptr(scorecard_t) lean = fit(made, &options, ROWS);
    assert_true(holds(lean, "a") != holds(lean, "copy"));
    assert_true(g_str_has_prefix(why(lean, holds(lean, "a") ? "copy" : "a"), "variance inflation"));
    options.rules.vif = 0;
    options.rules.alpha = 0.001;
    g_autoptr(scorecard_t) sure = fit(made, &options, ROWS);
    for (size_t i = 0; i < sure->characteristics; i++)
        assert_true(fabs(sure->characteristic[i].coefficient / sure->characteristic[i].standard_error) > 3.29);
    assert_true(sure->characteristics < any->characteristics);
}

static void what_moved_is_put_out(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    struct train_options options = plain();
    options.least_information = 0.001;
    options.rules.any_sign = true;
    made->data.other = made->rows + 2000;
    made->data.others = 1000;
    g_autoptr(scorecard_t) before = fit(made, &options, 2000);
    assert_true(holds(before, "moved"));
    options.rules.psi = 0.1;
    g_autoptr(scorecard_t) after = fit(made, &options, 2000);
    assert_false(holds(after, "moved"));
    assert_true(g_str_has_prefix(why(after, "moved"), "population stability index"));
    assert_true(holds(after, "a") && holds(after, "b"));
}

static void steps_find_what_made_the_outcome(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    struct train_options options = plain();
    options.least_information = 0;
    options.binning.p_value = 0.01;
    const enum train_select ways[] = { SELECT_FORWARD, SELECT_BACKWARD, SELECT_STEPWISE };
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        for (int criterion = CRITERION_AIC; criterion <= CRITERION_RATIO; criterion++) {
            options.rules.select = ways[i];
            options.rules.criterion = (enum train_criterion)criterion;
            g_autoptr(scorecard_t) card = fit(made, &options, ROWS);
            assert_in_range(card->characteristics, 1, COLUMNS - 1);
            assert_false(criterion == CRITERION_BIC && holds(card, "noise"));
            assert_true(holds(card, "a") || holds(card, "copy") || holds(card, "sum"));
            assert_true(holds(card, "b") || holds(card, "sum"));
            assert_true(criterion != CRITERION_BIC || !(holds(card, "a") && holds(card, "copy")));
            size_t steps = 0;
            for (size_t line = 0; line < card->traces; line++)
                steps += g_str_has_prefix(card->trace[line].key, "step ") &&
                         (g_str_has_prefix(card->trace[line].text, "added: ") ||
                          g_str_has_prefix(card->trace[line].text, "dropped: "));
            assert_true(steps >= (ways[i] == SELECT_BACKWARD ? 1 : card->characteristics));
        }
}

static void a_step_never_makes_the_criterion_worse(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    struct train_options options = plain();
    options.rules.select = SELECT_STEPWISE;
    g_autoptr(scorecard_t) card = fit(made, &options, ROWS);
    double last = INFINITY;
    for (size_t line = 0; line < card->traces; line++) {
        double with = 0, without = 0;
        const char *at = strstr(card->trace[line].text, "AIC ");
        if (!at) continue;
        assert_int_equal(sscanf(at, "AIC %lf with, %lf without", &with, &without), 2);
        const bool added = g_str_has_prefix(card->trace[line].text, "added");
        assert_true(added ? with < without : without <= with);
        assert_true((added ? with : without) < last);
        last = added ? with : without;
    }
    assert_true(isfinite(last));
}

static void tuning_is_told_and_holds_back(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    struct train_options options = plain(), tuned = train_defaults, settled;
    struct card_line *trace = NULL;
    size_t traces = 0;
    // 150 rows: coefficients of a plain fit are wild, and the rows left out say so
    assert_true(train_tune(&made->data, &tuned, made->rows, 150, &settled, &trace, &traces, NULL));
    assert_true(settled.ridge > 0 && !settled.tune_ridge && !settled.tune_share);
    assert_int_equal(traces, 1);
    assert_string_equal(trace[0].key, "ridge chosen");
    g_free(trace[0].key);
    g_free(trace[0].text);
    g_free(trace);
    g_autoptr(scorecard_t) free_card = fit(made, &options, 150);
    options.ridge = 10;
    g_autoptr(scorecard_t) held = fit(made, &options, 150);
    double wild = 0, tame = 0;
    for (size_t i = 0; i < free_card->characteristics; i++)
        wild = MAX(wild, fabs(free_card->characteristic[i].coefficient));
    for (size_t i = 0; i < held->characteristics; i++)
        tame = MAX(tame, fabs(held->characteristic[i].coefficient));
    assert_true(tame < wild);
}

static void rows_left_out_have_no_say(void **state)
{
    (void)state;
    g_autoptr(made_t) made = made_new();
    const struct train_options options = train_defaults;
    g_autoptr(scorecard_t) card = fit(made, &options, 600);
    g_autofree char *before = scorecard_to_json(card);
    for (guint32 row = 600; row < ROWS; row++) {
        made->bad[row] = !made->bad[row];
        made->column[0].number[row] = 1e6;
    }
    g_autoptr(scorecard_t) again = fit(made, &options, 600);
    g_autofree char *after = scorecard_to_json(again);
    assert_string_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_says_why),
        cmocka_unit_test(what_moved_is_put_out),
        cmocka_unit_test(steps_find_what_made_the_outcome),
        cmocka_unit_test(a_step_never_makes_the_criterion_worse),
        cmocka_unit_test(tuning_is_told_and_holds_back),
        cmocka_unit_test(rows_left_out_have_no_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
