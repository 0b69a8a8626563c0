/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons: three methods by hand, merging, ties, the law's limits and prohibitions, and PMML's examples. */
#include "check.h"
#include "score/model.h"

#include <math.h>
#include <string.h>

/* A card of five characteristics with two bins each, the first the better; 100 rows, as many in each bin as told. */
static const char *const names[] = { "worst_state_3m", "late_months_6m", "utilisation_now", "enquiries_6m", "SEX" };
static const char *const codes[] = { "01", "01", "06", "10", "99" };
static const int best[] = { 50, 40, 60, 30, 70 }, poor[] = { 20, 20, 30, 10, 10 };
static const int in_best[] = { 90, 50, 10, 50, 50 };

static struct scorecard *card_new(void)
{
    struct scorecard *card = g_new0(struct scorecard, 1);
    card->name = g_strdup("five");
    card->version = 1;
    card->scale = (struct card_scale){ 600, 8, 50, 0, 1000 };
    card->rows = 100;
    card->bads = 20;
    card->bands = 1;
    card->band = g_new0(struct card_band, 1);
    g_strlcpy(card->band[0].letter, "A", sizeof card->band[0].letter);
    card->characteristics = G_N_ELEMENTS(names);
    card->characteristic = g_new0(struct characteristic, G_N_ELEMENTS(names));
    for (size_t i = 0; i < card->characteristics; i++) {
        struct binning *binning = g_new0(struct binning, 1);
        binning->bins = 2;
        binning->bin = g_new0(struct bin, 2);
        binning->bin[0] = (struct bin){ .below = 0.5, .count = in_best[i], .weight = 1, .points = best[i] };
        binning->bin[1] = (struct bin){ .below = INFINITY, .count = 100 - in_best[i], .weight = -1, .points = poor[i] };
        card->characteristic[i] = (struct characteristic){
            .id = g_strdup(names[i]), .reason = g_strdup(codes[i]), .near = NAN, .coefficient = -1, .binning = binning
        };
    }
    card_finish(card);
    return card;
}

static void score(const struct model *model, const char *poor_ones, struct score_result *result)
{
    double inputs[G_N_ELEMENTS(names)];
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        inputs[i] = poor_ones[i] == 'x';
    model_score_inputs(model, inputs, result);
}

static void reasons_are(const struct score_result *result, const char *expected)
{
    g_autoptr(GString) found = g_string_new(NULL);
    for (size_t i = 0; i < result->reasons; i++)
        g_string_append_printf(found, "%zu", result->reason[i]);
    assert_string_equal(found->str, expected);
}

static void merged_by_code_and_ranked(void **state)
{
    (void)state;
    g_autoptr(model_t) model = model_of_card(card_new());
    struct score_result result;
    score(model, "xxxxx", &result);
    // SEX 60; 01: 30 + 20 = 50 told by the first; utilisation 30; enquiries 20
    reasons_are(&result, "4023");
    score(model, ".....", &result);
    assert_int_equal(result.reasons, 0);
    score(model, "..xx.", &result);
    reasons_are(&result, "23");
}

static void equal_ones_in_the_card_s_order(void **state)
{
    (void)state;
    struct scorecard *card = card_new();
    card->characteristic[3].binning->bin[1].points = 0;
    card_finish(card);
    g_autoptr(model_t) model = model_of_card(card);
    struct score_result result;
    score(model, "..xx.", &result); // 30 each
    reasons_are(&result, "23");
}

static void below_the_mean(void **state)
{
    (void)state;
    g_autoptr(model_t) model = model_of_card(card_new());
    struct score_result result;
    score(model, "xxxxx", &result);
    // means: 47, 30, 33, 20, 40; short by 27, 10, 3, 10, 30
    assert_float_equal(model->card->characteristic[0].mean, 47, 1e-9);
    reasons_fill(model, REASON_MEAN, &reason_rules_none, &result);
    reasons_are(&result, "0432");
    // without a cut-off the mean stands in; with one its own baselines
    reasons_fill(model, REASON_NEAR, &reason_rules_none, &result);
    reasons_are(&result, "0432");
    for (size_t i = 0; i < 5; i++)
        model->card->characteristic[i].near = i == 2 ? 60 : poor[i];
    reasons_fill(model, REASON_NEAR, &reason_rules_none, &result);
    reasons_are(&result, "2");
}

static void the_law_limits_and_prohibits(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = model_of_card(card_new());
    const struct reason_rules *us = reason_rules_find("US-FCRA", &error), *cn = reason_rules_find("CN-ZX", NULL);
    assert_no_error(error);
    assert_non_null(us);
    assert_non_null(cn);
    assert_true(us->most == 4 && us->enquiries && cn->most == 4 && !cn->enquiries);
    assert_true(*us->cite && *us->status);
    struct score_result result;
    score(model, "xxxxx", &result);
    reasons_fill(model, REASON_BEST, us, &result);
    reasons_are(&result, "023"); // sex is never told under ECOA
    struct reason_rules two = *us;
    two.most = 2;
    reasons_fill(model, REASON_BEST, &two, &result);
    reasons_are(&result, "023"); // the enquiries besides
    two.enquiries = false;
    reasons_fill(model, REASON_BEST, &two, &result);
    reasons_are(&result, "02");
    score(model, "x.x.x", &result);
    reasons_fill(model, REASON_BEST, us, &result);
    reasons_are(&result, "02"); // enquiries that cost nothing are no reason
    assert_null(reason_rules_find("XX-NONE", &error));
    assert_int_equal(error->code, BUREAU_ERROR_NOT_FOUND);
}

static void names_however_written(void **state)
{
    (void)state;
    assert_non_null(reason_prohibited("US", "Sex"));
    assert_non_null(reason_prohibited("US-FCRA", "marital_status"));
    assert_non_null(reason_prohibited("US", "Date of birth"));
    assert_non_null(reason_prohibited("CN-ZX", "宗教信仰"));
    assert_non_null(reason_prohibited("CN", "BLOOD-TYPE"));
    assert_null(reason_prohibited("US", "age_oldest")); // of an account
    assert_null(reason_prohibited("US", "sextant"));
    assert_null(reason_prohibited("CN", "worst_state_3m"));
}

static void more_than_four_are_cut(void **state)
{
    (void)state;
    struct scorecard *card = card_new();
    g_free(card->characteristic[1].reason);
    card->characteristic[1].reason = g_strdup("02");
    g_autoptr(model_t) model = model_of_card(card);
    struct score_result result;
    score(model, "xxxxx", &result);
    reasons_are(&result, "4021"); // 60, 30, 30, 20; enquiries too have 20 and stand later
    const struct reason_rules *us = reason_rules_find("US-FCRA", NULL);
    reasons_fill(model, REASON_BEST, us, &result);
    reasons_are(&result, "0213");
}

static void method_and_baselines_survive_a_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(scorecard_t) card = card_new();
    card->method = REASON_NEAR;
    card->has_cutoff = true;
    card->cutoff = 620;
    for (size_t i = 0; i < card->characteristics; i++)
        card->characteristic[i].near = 12.25 + (double)i;
    g_autofree char *json = scorecard_to_json(card);
    g_autoptr(scorecard_t) again = scorecard_parse(json, -1, "test", &error);
    assert_no_error(error);
    assert_true(again->method == REASON_NEAR && again->has_cutoff && again->cutoff == 620);
    assert_true(again->characteristic[4].near == 16.25 && again->characteristic[0].mean == 47);
    g_autofree char *twice = scorecard_to_json(again);
    assert_string_equal(json, twice);
    g_autofree char *wrong = g_strdup(json);
    memcpy(strstr(wrong, "\"near\""), "\"nEar\"", 6);
    g_autoptr(scorecard_t) refused = scorecard_parse(wrong, -1, "test", &error);
    assert_null(refused);
    assert_int_equal(error->code, BUREAU_ERROR_INPUT);
}

/* The example of the PMML specification (Scorecard): department, age and income with their baselines, pointsBelow. */
static void pmml_examples(void **state)
{
    (void)state;
    const char *code[4];
    const struct pmml_reason dmg[] = { { "RC1", -9, 19 }, { "RC2", -3, 18 }, { "RC3", 15, 10 } };
    assert_int_equal(reasons_pmml(dmg, 3, false, code), 3);
    assert_string_equal(code[0], "RC1"); // 28, 21, -5
    assert_string_equal(code[1], "RC2");
    assert_string_equal(code[2], "RC3");
    assert_int_equal(reasons_pmml(dmg, 3, true, code), 3);
    assert_string_equal(code[0], "RC3");
    const struct pmml_reason summed[] = { { "A", 5, 10 }, { "B", 2, 10 }, { "A", 5, 10 }, { "C", 0, 8 } };
    assert_int_equal(reasons_pmml(summed, 4, false, code), 3);
    assert_string_equal(code[0], "A"); // 5 + 5 before 8 and 8
    assert_string_equal(code[1], "B");
    assert_string_equal(code[2], "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merged_by_code_and_ranked),
        cmocka_unit_test(equal_ones_in_the_card_s_order),
        cmocka_unit_test(below_the_mean),
        cmocka_unit_test(the_law_limits_and_prohibits),
        cmocka_unit_test(names_however_written),
        cmocka_unit_test(more_than_four_are_cut),
        cmocka_unit_test(pmml_examples),
        cmocka_unit_test(method_and_baselines_survive_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
