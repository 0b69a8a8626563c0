/* SPDX-License-Identifier: Apache-2.0 */
/* Enterprises: ratios and Altman's functions against figures worked out by hand, why a ratio is missing, and the card
 * of the committee, which anybody can read back and change only into another version. */
#include "check.h"
#include "features/statements.h"
#include "score/expert.h"
#include "score_files.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

struct item {
    const char *kind;
    double now, before; /* in thousands; NaN: not reported */
};

static void add_measure(struct dossier *file, const char *kind, const char *period, double thousands)
{
    if (isnan(thousands)) return;
    struct measure *measure = g_new0(struct measure, 1);
    measure->kind = g_strconcat("statement.", kind, NULL);
    measure->period = month_named(period);
    measure->value = (int64_t)(thousands * 100000);
    measure->unit = g_strdup("CNY");
    g_ptr_array_add(file->measures, measure);
}

static const struct item alpha[] = {
    { "cash", 50, 40 },
    { "receivables", 150, 130 },
    { "inventory", 120, 100 },
    { "current_assets", 400, 350 },
    { "total_assets", 1000, 900 },
    { "payables", 80, 60 },
    { "current_liabilities", 200, 190 },
    { "total_liabilities", 450, 400 },
    { "retained_earnings", 250, 200 },
    { "equity", 550, 500 },
    { "market_value", 900, NAN },
    { "revenue", 1200, 1000 },
    { "cost_of_sales", 840, 720 },
    { "ebit", 120, 100 },
    { "interest", 20, 18 },
    { "net_profit", 75, 60 },
    { "operating_cash_flow", 90, 70 },
};

static struct dossier *enterprise(void)
{
    struct dossier *file = file_new("2026-11-22");
    g_free(file->kind);
    file->kind = g_strdup("enterprise");
    for (size_t i = 0; i < G_N_ELEMENTS(alpha); i++) {
        add_measure(file, alpha[i].kind, "2024-12", alpha[i].before);
        add_measure(file, alpha[i].kind, "2025-12", alpha[i].now);
    }
    return file;
}

static struct measure *find_item(const struct dossier *file, const char *kind, const char *period)
{
    g_autofree char *id = g_strconcat("statement.", kind, NULL);
    for (guint i = 0; i < file->measures->len; i++) {
        struct measure *measure = file->measures->pdata[i];
        if (strcmp(measure->kind, id) == 0 && measure->period.index == month_named(period).index) return measure;
    }
    fail_msg("no %s of %s", kind, period);
    return NULL;
}

static void set_item(const struct dossier *file, const char *kind, double thousands)
{
    find_item(file, kind, "2025-12")->value = (int64_t)(thousands * 100000);
}

static void forget_item(const struct dossier *file, const char *kind)
{
    find_item(file, kind, "2025-12")->value = MONEY_UNKNOWN;
}

#define assert_feature(file, id, wanted)                                                                               \
    do {                                                                                                               \
        const double found_ = feature_of(file, id);                                                                    \
        if (!(fabs(found_ - (wanted)) < 1e-9)) fail_msg("%s is %.12g, not %.12g", id, found_, (double)(wanted));       \
    } while (0)

static void assert_missing(const struct dossier *file, const char *id, enum missing wanted)
{
    g_autofree double *values = g_new(double, feature_count());
    g_autofree enum missing *why = g_new(enum missing, feature_count());
    struct clean_counts counts;
    features_derive_noted(file, features_day(file), values, why, &counts);
    const int index = feature_index(id);
    assert_true(index >= 0);
    if (!isnan(values[index])) fail_msg("%s is %g and not missing", id, values[index]);
    assert_int_equal(why[index], wanted);
}

static void ratios_by_hand(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    assert_feature(file, "current_ratio", 2);
    assert_feature(file, "quick_ratio", 1.4);
    assert_feature(file, "cash_ratio", 0.25);
    assert_feature(file, "cash_flow_to_debt", 0.2);
    assert_feature(file, "debt_to_assets", 0.45);
    assert_feature(file, "debt_to_equity", 450.0 / 550);
    assert_feature(file, "interest_cover", 6);
    assert_feature(file, "gross_margin", 0.3);
    assert_feature(file, "operating_margin", 0.1);
    assert_feature(file, "net_margin", 0.0625);
    assert_feature(file, "return_on_assets", 75.0 / 950); /* mean of 1,000 and 900 */
    assert_feature(file, "return_on_equity", 75.0 / 525);
    assert_feature(file, "asset_turnover", 1200.0 / 950);
    assert_feature(file, "receivable_turnover", 1200.0 / 140);
    assert_feature(file, "inventory_turnover", 840.0 / 110);
    assert_feature(file, "payable_turnover", 12);
    assert_feature(file, "revenue_growth", 0.2);
    assert_feature(file, "profit_growth", 0.25);
    assert_feature(file, "asset_growth", 1.0 / 9);
    assert_feature(file, "equity_growth", 0.1);
    assert_feature(file, "statement_years", 2);
    assert_feature(file, "statement_age", 10); /* December to October, the last complete month */
}

/* 1.2 x .2 + 1.4 x .25 + 3.3 x .12 + .6 x 2 + .999 x 1.2 and its sisters, on paper. */
static void altman_by_hand(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    assert_feature(file, "altman_z", 3.3848);
    assert_feature(file, "altman_z_private", 1.92559 + 0.42 * 550 / 450);
    assert_feature(file, "altman_z_general", 2.9334 + 1.05 * 550 / 450);
    forget_item(file, "market_value"); /* not listed: only the functions that do not need it */
    assert_missing(file, "altman_z", MISSING_NOT_REPORTED);
    assert_feature(file, "altman_z_general", 2.9334 + 1.05 * 550 / 450);
}

static void nothing_is_divided_by_nothing(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    set_item(file, "interest", 0);
    assert_missing(file, "interest_cover", MISSING_ZERO);
    set_item(file, "equity", -100);
    set_item(file, "total_liabilities", 1100);
    assert_missing(file, "debt_to_equity", MISSING_NEGATIVE);
    assert_feature(file, "debt_to_assets", 1.1);
    assert_feature(file, "altman_z_general",
                   1.312 + 0.815 + 0.8064 - 1.05 * 100 / 1100); /* a negative numerator is said */
    find_item(file, "net_profit", "2024-12")->value = -6000000;
    assert_missing(file, "profit_growth", MISSING_NEGATIVE);
    set_item(file, "current_liabilities", 0);
    assert_missing(file, "current_ratio", MISSING_ZERO);
    assert_missing(file, "quick_ratio", MISSING_ZERO);
}

static void one_year_of_statements(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    for (size_t i = 0; i < G_N_ELEMENTS(alpha); i++)
        if (!isnan(alpha[i].before)) find_item(file, alpha[i].kind, "2024-12")->value = MONEY_UNKNOWN;
    assert_feature(file, "return_on_assets", 0.075); /* the year's end alone */
    assert_missing(file, "revenue_growth", MISSING_NOT_REPORTED);
    assert_feature(file, "statement_years", 1);
}

/* A half year's statement is not the year's, and a year that ends after the day is not known yet. */
static void other_periods_are_not_mixed_in(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    add_measure(file, "revenue", "2026-06", 5000);
    assert_feature(file, "net_margin", 0.0625);
    g_autofree double *values = g_new(double, feature_count());
    features_derive(file, day_of("2025-12-31"), values); /* the December is not complete */
    assert_true(fabs(values[feature_index("debt_to_assets")] - 400.0 / 900) < 1e-12);
}

static void persons_have_no_ratios(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = enterprise();
    assert_missing(file, "debt_to_income", MISSING_OTHER_KIND);
    g_free(file->kind);
    file->kind = g_strdup("person");
    assert_missing(file, "current_ratio", MISSING_OTHER_KIND);
    g_free(file->kind);
    file->kind = g_strdup("enterprise");
    file->withheld = 1 << 2; /* KIND_CREDIT */
    assert_missing(file, "current_ratio", MISSING_WITHHELD);
}

static void formulas_name_known_items(void **state)
{
    (void)state;
    static const char *const ids[] = { "current_ratio", "equity_growth", "receivable_turnover" };
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_true(ratio_find(ids[i]) >= 0);
    assert_int_equal(ratio_find("no_ratio"), -1);
    g_autoptr(tsv_t) ratios = tsv_load("features/ratios.tsv", NULL);
    for (size_t row = 0; row < tsv_rows(ratios); row++) /* one that cannot be read would be left out */
        assert_true(ratio_find(tsv_cell(ratios, row, "id")) >= 0);
    g_autoptr(tsv_t) items = tsv_load("features/statements.tsv", NULL);
    assert_true(tsv_rows(items) <= STATEMENT_MOST_ITEMS);
    for (size_t row = 0; row < tsv_rows(items); row++) {
        g_autofree char *kind = g_strconcat("statement.", tsv_cell(items, row, "item"), NULL);
        assert_true(codes_known("MEASURE_KIND", kind));
    }
}

/* ---- the expert card --------------------------------------------------------------------------------------------- */

static struct model *committee(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = data_path("models/enterprise.json");
    struct model *model = model_load_file(path, &error);
    assert_no_error(error);
    return model;
}

static void the_shipped_card_reads_back(void **state)
{
    (void)state;
    g_autoptr(model_t) model = committee();
    g_autofree char *path = data_path("models/enterprise.json");
    g_autofree char *text = NULL, *written = model_to_json(model);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, written);
    assert_int_equal(model->kind, MODEL_EXPERT);
    assert_string_equal(model->subject, "enterprise");
    for (size_t i = 0; i < model->card->characteristics; i++) {
        const struct characteristic *one = &model->card->characteristic[i];
        const int feature = feature_index(one->id);
        assert_true(feature >= 0);
        assert_string_not_equal(feature_at((size_t)feature)->subject, "person");
        assert_true(codes_known("SCORE_FACTOR", one->reason));
        g_autofree char *why = expert_reason(model, one->id, "en"), *why_zh = expert_reason(model, one->id, "zh");
        assert_non_null(why);
        assert_string_not_equal(why, why_zh);
        for (size_t b = 0; b < one->binning->bins; b++) {
            g_autofree char *reason = expert_bin_reason(model, one->id, b);
            assert_true(reason != NULL && *reason);
        }
    }
}

/* Points follow the direction the feature declares: more risk never earns more. */
static void points_run_with_the_direction(void **state)
{
    (void)state;
    g_autoptr(model_t) model = committee();
    for (size_t i = 0; i < model->card->characteristics; i++) {
        const struct characteristic *one = &model->card->characteristic[i];
        const int direction = feature_at((size_t)feature_index(one->id))->direction;
        for (size_t b = 1; b < one->binning->bins && one->binning->bin[b].type == BIN_RANGE; b++) {
            const int step = one->binning->bin[b].points - one->binning->bin[b - 1].points;
            const bool fast_growth = strcmp(one->id, "revenue_growth") == 0 && b == 3; /* as its reason says */
            if (!fast_growth && step * direction > 0) fail_msg("%s, bin %zu", one->id, b + 1);
        }
    }
}

static void a_sound_enterprise_scores_above_a_weak_one(void **state)
{
    (void)state;
    g_autoptr(model_t) model = committee();
    g_autoptr(dossier_t) file = enterprise();
    g_autofree double *values = g_new(double, feature_count());
    struct score_result sound, weak;
    features_derive(file, features_day(file), values);
    model_score(model, values, &sound);
    set_item(file, "equity", 30);
    set_item(file, "total_liabilities", 970);
    set_item(file, "ebit", 5);
    set_item(file, "net_profit", -15);
    set_item(file, "current_liabilities", 600);
    features_derive(file, features_day(file), values);
    model_score(model, values, &weak);
    assert_true(sound.score > weak.score + 100);
    assert_true(weak.reasons > 0);
    int sum = 0;
    double odds = model->card->intercept;
    for (size_t i = 0; i < sound.parts; i++) {
        sum += sound.part[i].points;
        odds += sound.part[i].contribution;
    }
    assert_int_equal(sum, sound.score);
    assert_true(fabs(odds - sound.log_odds) < 1e-9); /* what-if adds contributions up like those of a fitted card */
    assert_true(fabs(1 / (1 + exp(-sound.log_odds)) - sound.probability) < 1e-9);
}

static struct expert_change change_of(const char *characteristic, const char *bin, int points, const char *reason)
{
    return (struct expert_change){ characteristic, bin, points, reason, "zhou.yan", day_of("2026-11-22") };
}

static void a_change_is_another_model(void **state)
{
    (void)state;
    g_autoptr(model_t) model = committee();
    g_autofree char *untouched = model_to_json(model);
    g_autoptr(GError) error = NULL;
    size_t bin;
    int before;
    const struct expert_change change = change_of("current_ratio", "1", 30, "a year of short notices");
    const int points = model->card->characteristic[4].binning->bin[0].points;
    g_autoptr(model_t) fresh = expert_changed(model, &change, &bin, &before, &error);
    assert_no_error(error);
    assert_int_equal(bin, 0);
    assert_int_equal(before, points);
    g_autofree char *same = model_to_json(model), *other = model_to_json(fresh);
    assert_string_equal(untouched, same);
    assert_string_not_equal(same, other);
    g_autoptr(model_t) again = model_parse(other, -1, "again", &error);
    assert_no_error(error);
    g_autofree char *reason = expert_bin_reason(again, "current_ratio", 0);
    g_autofree char *next = expert_bin_reason(again, "current_ratio", 1);
    assert_string_equal(reason, "a year of short notices");
    assert_true(next != NULL && *next);
    assert_non_null(strstr(again->extra, "\"before\":25"));
    assert_non_null(strstr(again->extra, "zhou.yan"));
}

static void a_change_must_make_sense(void **state)
{
    (void)state;
    g_autoptr(model_t) model = committee();
    const struct {
        struct expert_change change;
        int code;
    } wrong[] = {
        { change_of("shoe_size", "1", 30, "r"), BUREAU_ERROR_USAGE },
        { change_of("current_ratio", "< 77", 30, "r"), BUREAU_ERROR_USAGE },
        { change_of("current_ratio", "0", 30, "r"), BUREAU_ERROR_USAGE },
        { change_of("current_ratio", "1", 100000, "r"), BUREAU_ERROR_USAGE },
        { change_of("current_ratio", "1", 30, "  "), BUREAU_ERROR_USAGE },
        { change_of("current_ratio", "1", 25, "r"), BUREAU_ERROR_REFUSED },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        size_t bin;
        int before;
        assert_null(expert_changed(model, &wrong[i].change, &bin, &before, &error));
        assert_error_code(error, wrong[i].code);
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *path = data_path("models/behaviour.json");
    g_autoptr(model_t) fitted = model_load_file(path, &error);
    const struct expert_change change = change_of("worst_state_1m", "1", 30, "r");
    size_t bin;
    int before;
    assert_no_error(error);
    assert_null(expert_changed(fitted, &change, &bin, &before, &error)); /* what was fitted is not written over */
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_by_hand),
        cmocka_unit_test(altman_by_hand),
        cmocka_unit_test(nothing_is_divided_by_nothing),
        cmocka_unit_test(one_year_of_statements),
        cmocka_unit_test(other_periods_are_not_mixed_in),
        cmocka_unit_test(persons_have_no_ratios),
        cmocka_unit_test(formulas_name_known_items),
        cmocka_unit_test(the_shipped_card_reads_back),
        cmocka_unit_test(points_run_with_the_direction),
        cmocka_unit_test(a_sound_enterprise_scores_above_a_weak_one),
        cmocka_unit_test(a_change_is_another_model),
        cmocka_unit_test(a_change_must_make_sense),
    };
    return cmocka_run_group_tests_name("enterprise", tests, NULL, NULL);
}
