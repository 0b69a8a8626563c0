/* SPDX-License-Identifier: Apache-2.0 */
/* Cleaning: each rule on a file that breaks it, what it counts, and that the stored facts stay as they are. And the
 * day: what was not known on it is never looked at, whatever the file holds. */
#include "check.h"
#include "features/derive.h"
#include "score_files.h"

#include <math.h>
#include <string.h>

#define DAY "2026-11-22"

struct derived {
    double *values;
    struct clean_counts counts;
};

static void derive(struct derived *derived, const struct dossier *file, struct date day)
{
    derived->values = g_new(double, feature_count());
    features_derive_noted(file, day, derived->values, NULL, &derived->counts);
}

static double value(const struct derived *derived, const char *id)
{
    const int index = feature_index(id);
    if (index < 0) fail_msg("no feature %s", id);
    return derived->values[index];
}

/* Derives `file`, and holds one count and one value. */
#define assert_cleaned(file, rule, times, id, wanted)                                                                  \
    do {                                                                                                               \
        g_autofree char *before_ = file_text(file);                                                                    \
        struct derived derived_;                                                                                       \
        derive(&derived_, file, features_day(file));                                                                   \
        assert_int_equal(derived_.counts.count[rule], times);                                                          \
        const double found_ = value(&derived_, id), wanted_ = (wanted);                                                \
        if (isnan(found_) != isnan(wanted_) || fabs(found_ - wanted_) > 1e-9)                                          \
            fail_msg("%s is %g, not %g", id, found_, wanted_);                                                         \
        g_autofree char *after_ = file_text(file);                                                                     \
        assert_string_equal(before_, after_); /* the facts are not touched */                                          \
        g_free(derived_.values);                                                                                       \
    } while (0)

/* What a feature is without one rule. */
static double without(const struct dossier *file, enum clean_rule rule, const char *id)
{
    g_autofree double *values = g_new(double, feature_count());
    features_derive_ruled(file, features_day(file), CLEAN_ALL & ~(1u << rule), values, NULL, NULL);
    return values[feature_index(id)];
}

static struct account *card(struct dossier *file, int64_t id, int64_t limit, const char *states, const int64_t *balance)
{
    struct account *account = file_account(file, id, "R2", limit);
    file_states(account, "2026-08", states);
    file_series(account, &account->history.balance, balance);
    return account;
}

static struct measure *add_measure(struct dossier *file, const char *kind, const char *period, int64_t amount,
                                   const char *unit)
{
    struct measure *measure = g_new0(struct measure, 1);
    measure->kind = g_strdup(kind);
    measure->period = month_named(period);
    measure->value = amount;
    measure->unit = g_strdup(unit);
    g_ptr_array_add(file->measures, measure);
    return measure;
}

static void every_rule_is_declared(void **state)
{
    (void)state;
    assert_int_equal(clean_rules_declared(), CLEAN_ALL);
    for (unsigned rule = 0; rule < CLEAN_RULES; rule++) {
        const struct clean_rule_text *text = clean_rule_at(rule);
        assert_true(text->en[0] && text->zh[0] && text->done_en[0] && text->done_zh[0] && text->source[0]);
        assert_true(codes_known("CLEAN_ACTION", text->action));
    }
}

static void a_clean_file_counts_nothing(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    struct account *one = card(file, 1, 100000, "NNN", (const int64_t[]){ 1000, 2000, 3000 });
    one->opened = day_of("2026-08-03");
    struct derived derived;
    derive(&derived, file, features_day(file));
    for (unsigned rule = 0; rule < CLEAN_RULES; rule++)
        assert_int_equal(derived.counts.count[rule], 0);
    g_free(derived.values);
}

static void the_same_account_twice(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    card(file, 1, 100000, "NN", (const int64_t[]){ 40000, 40000 });
    struct account *twin = card(file, 2, 100000, "NNN", (const int64_t[]){ 40000, 40000, 50000 });
    g_free(twin->number);
    twin->number = g_strdup(((struct account *)file->accounts->pdata[0])->number);
    assert_cleaned(file, CLEAN_DUPLICATE_ACCOUNT, 1, "balance_total", 500); /* the longer history */
    assert_cleaned(file, CLEAN_DUPLICATE_ACCOUNT, 1, "accounts", 1);
    assert_true(without(file, CLEAN_DUPLICATE_ACCOUNT, "accounts") == 2);
    g_free(twin->furnisher);
    twin->furnisher = g_strdup("ANOTHER");
    assert_cleaned(file, CLEAN_DUPLICATE_ACCOUNT, 0, "accounts", 2);
    g_free(twin->number);
    twin->number = g_strdup("");
    g_free(((struct account *)file->accounts->pdata[0])->number);
    ((struct account *)file->accounts->pdata[0])->number = g_strdup(""); /* accounts without a number are no twins */
    assert_cleaned(file, CLEAN_DUPLICATE_ACCOUNT, 0, "accounts", 2);
}

static void the_same_enquiry_twice(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    file_enquiry(file, "2026-10-31", "02");
    file_enquiry(file, "2026-10-31", "02");
    file_enquiry(file, "2026-10-31", "03"); /* for something else */
    file_enquiry(file, "2026-10-30", "02");
    assert_cleaned(file, CLEAN_DUPLICATE_ENQUIRY, 1, "enquiries_3m", 3);
    assert_true(without(file, CLEAN_DUPLICATE_ENQUIRY, "enquiries_3m") == 4);
}

static void the_same_record_and_measure_twice(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    file_public_record(file, "2026-01-01", NULL);
    file_public_record(file, "2026-01-01", NULL);
    file_public_record(file, "2026-01-02", NULL);
    assert_cleaned(file, CLEAN_DUPLICATE_RECORD, 1, "public_records_open", 2);
    static const char *const months[] = { "2026-08", "2026-09", "2026-10" };
    for (size_t i = 0; i < G_N_ELEMENTS(months); i++)
        add_measure(file, "income.salary", months[i], 1000000, "CNY");
    assert_cleaned(file, CLEAN_DUPLICATE_MEASURE, 0, "income_mean_3m", 10000);
    add_measure(file, "income.salary", "2026-10", 1000000, "CNY");
    assert_cleaned(file, CLEAN_DUPLICATE_MEASURE, 1, "income_mean_3m", 10000);
    add_measure(file, "income.salary", "2026-10", 300000, "CNY"); /* a second employer */
    assert_cleaned(file, CLEAN_DUPLICATE_MEASURE, 1, "income_mean_3m", 11000);
    add_measure(file, "outcome.default", "2026-10", 1, "flag"); /* what a sample is judged by never gets in */
    assert_cleaned(file, CLEAN_DUPLICATE_MEASURE, 1, "income_mean_3m", 11000);
}

static void amounts_that_cannot_be(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    struct account *one = card(file, 1, 100000, "NNN", (const int64_t[]){ 50000, 50000, 9000000 });
    file_series(one, &one->history.paid, (const int64_t[]){ 1000, 50000, -700 });
    assert_cleaned(file, CLEAN_FAR_ABOVE_LIMIT, 1, "utilisation_now", 0.5); /* the month before still speaks */
    assert_true(without(file, CLEAN_FAR_ABOVE_LIMIT, "utilisation_now") == 90);
    assert_cleaned(file, CLEAN_NEGATIVE_PAYMENT, 1, "paid_average_3m", 170);
    assert_true(fabs(without(file, CLEAN_NEGATIVE_PAYMENT, "paid_average_3m") - 503.0 / 3) < 1e-9);
    one->amount = -1;
    assert_cleaned(file, CLEAN_NEGATIVE_LIMIT, 1, "limit_total", NAN);
    one->amount = 100000;
    one->history.balance[2] = 1999999; /* over the limit by far, and still believed */
    assert_cleaned(file, CLEAN_FAR_ABOVE_LIMIT, 0, "utilisation_now", 19.99999);
}

static void openings_that_cannot_be(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    struct account *one = card(file, 1, 100000, "NNN", (const int64_t[]){ 1, 1, 1 });
    one->opened = day_of("2026-09-10"); /* a month after its first */
    assert_cleaned(file, CLEAN_LATE_OPENING, 1, "age_oldest", NAN);
    assert_true(without(file, CLEAN_LATE_OPENING, "age_oldest") == 1);
    assert_cleaned(file, CLEAN_UNKNOWN_OPENING, 1, "age_mean", NAN);
    one->opened = day_of("2026-08-31");
    assert_cleaned(file, CLEAN_LATE_OPENING, 0, "age_oldest", 2);
}

static void gaps_and_what_is_missing(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    struct account *one = file_account(file, 1, "R2", 100000);
    file_states(one, "2026-05", "N#####");
    file_series(one, &one->history.balance,
                (const int64_t[]){ 50000, MONEY_UNKNOWN, MONEY_UNKNOWN, MONEY_UNKNOWN, MONEY_UNKNOWN, MONEY_UNKNOWN });
    assert_cleaned(file, CLEAN_MONTH_GAP, 5, "utilisation_average_6m", 0.5); /* May, and two months it speaks for */
    assert_cleaned(file, CLEAN_MISSING_BALANCE, 3, "utilisation_now", NAN);
}

static void other_currencies(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    for (int64_t id = 1; id <= 3; id++) {
        struct account *one = card(file, id, 100000, "NNN", (const int64_t[]){ 0, 0, 10000 });
        if (id == 3) strcpy(one->currency, "USD");
    }
    assert_cleaned(file, CLEAN_OTHER_CURRENCY, 1, "balance_total", 200);
    add_measure(file, "income.salary", "2026-10", 100, "USD");
    assert_cleaned(file, CLEAN_OTHER_CURRENCY, 2, "balance_total", 200);
}

static void outliers_go_to_the_bound(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new(DAY);
    file_states(file_account(file, 1, "D1", 90000000000), "2026-10", "N");
    struct account *loan = file->accounts->pdata[0];
    file_series(loan, &loan->history.balance, (const int64_t[]){ 90000000000 });
    for (int i = 0; i < 12; i++) {
        char month[DATE_TEXT_SIZE];
        month_format((struct month){ month_named("2025-11").index + i }, month);
        add_measure(file, "income.salary", month, 100, "CNY"); /* one yuan a month */
    }
    const struct feature *feature = feature_at((size_t)feature_index("debt_to_income"));
    assert_true(feature->highest == 100);
    assert_cleaned(file, CLEAN_OUTLIER, 1, "debt_to_income", 100);
    assert_true(without(file, CLEAN_OUTLIER, "debt_to_income") > 1e6);
}

/* ---- as of a day ------------------------------------------------------------------------------------------------- */

static uint64_t dice_state;

static int dice(int low, int high)
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((dice_state >> 33) % (uint64_t)(high - low + 1));
}

static char *any_day(int from_year)
{
    return g_strdup_printf("%d-%02d-%02d", dice(from_year, 2026), dice(1, 12), dice(1, 28));
}

static void add_any_account(struct dossier *file, int64_t id)
{
    static const char kinds[] = "NNNNN1N2N3*#NB";
    static const char *const types[] = { "R2", "R1", "D1" };
    struct account *account =
        file_account(file, id, types[dice(0, 2)], dice(0, 5) ? dice(1, 900) * 1000 : MONEY_UNKNOWN);
    const size_t length = (size_t)dice(1, 40);
    g_autofree char *states = g_strnfill(length, 'N');
    g_autofree char *first = g_strdup_printf("%d-%02d", dice(2023, 2026), dice(1, 12));
    for (size_t i = 0; i < length; i++)
        states[i] = kinds[dice(0, (int)sizeof kinds - 2)];
    if (dice(0, 4) == 0) states[length - 1] = 'C';
    file_states(account, first, states);
    int64_t **series[] = { &account->history.balance, &account->history.paid, &account->history.due,
                           &account->history.past_due };
    for (size_t s = 0; s < G_N_ELEMENTS(series); s++) {
        g_autofree int64_t *values = g_new(int64_t, length);
        for (size_t i = 0; i < length; i++)
            values[i] = dice(0, 9) ? dice(-100, 90000) * 10 : MONEY_UNKNOWN;
        file_series(account, series[s], values);
    }
    if (dice(0, 2)) account->opened = date_add_days(month_first_day(account->history.first), dice(-300, 40));
    if (dice(0, 5) == 0) account->closed = date_add_days(month_first_day(account->history.first), dice(30, 900));
}

static struct dossier *any_file(void)
{
    static const char *const reasons[] = { "02", "03", "08", "01", "25" };
    static const char *const kinds[] = { "income.salary", "consumption.food", "consumption.leisure", "bill.missed",
                                         "bill.on_time",  "internet.orders",  "internet.returns",    "tax.income" };
    struct dossier *file = file_new("2027-06-01");
    for (int64_t id = 1, count = dice(0, 6); id <= count; id++)
        add_any_account(file, id);
    for (int i = dice(0, 8); i > 0; i--) {
        g_autofree char *day = any_day(2024);
        file_enquiry(file, day, reasons[dice(0, 4)]);
    }
    for (int i = dice(0, 3); i > 0; i--) {
        g_autofree char *day = any_day(2022), *ended = dice(0, 1) ? any_day(2025) : NULL;
        file_public_record(file, day, ended);
    }
    for (int i = dice(0, 60); i > 0; i--) {
        g_autofree char *month = g_strdup_printf("%d-%02d", dice(2024, 2026), dice(1, 12));
        const char *kind = kinds[dice(0, 7)];
        add_measure(file, kind, month, dice(1, 50000),
                    g_str_has_prefix(kind, "bill") || g_str_has_prefix(kind, "internet") ? "bills" : "CNY");
    }
    return file;
}

/* The month an account closes by a day or a state after `day` has not come yet. */
static void cut_account(struct account *account, struct date day)
{
    struct history *history = &account->history;
    const int64_t kept = (int64_t)month_of(day).index - history->first.index;
    if (kept < (int64_t)history->length) {
        history->length = (size_t)MAX(kept, 0);
        history->states[history->length] = '\0';
    }
    if (date_is_set(account->closed) && account->closed.days >= day.days) account->closed = DATE_NONE;
}

/* The file as it stood when nothing of `day` and later had been reported. */
static void cut(struct dossier *file, struct date day)
{
    for (guint i = file->accounts->len; i-- > 0;) {
        struct account *account = file->accounts->pdata[i];
        cut_account(account, day);
        const bool opened = date_is_set(account->opened) && account->opened.days < day.days;
        if (account->history.length == 0 && !opened) g_ptr_array_remove_index(file->accounts, i);
    }
    for (guint i = file->enquiries->len; i-- > 0;)
        if (((struct enquiry *)file->enquiries->pdata[i])->day.days >= day.days)
            g_ptr_array_remove_index(file->enquiries, i);
    for (guint i = file->public_records->len; i-- > 0;) {
        struct public_record *record = file->public_records->pdata[i];
        if (date_is_set(record->ended) && record->ended.days >= day.days) record->ended = DATE_NONE;
        if (record->day.days >= day.days) g_ptr_array_remove_index(file->public_records, i);
    }
    for (guint i = file->measures->len; i-- > 0;)
        if (((struct measure *)file->measures->pdata[i])->period.index >= month_of(day).index)
            g_ptr_array_remove_index(file->measures, i);
}

static void the_future_is_never_looked_at(void **state)
{
    (void)state;
    dice_state = 20240607;
    int known = 0;
    for (int i = 0; i < 2000; i++) {
        g_autoptr(dossier_t) file = any_file();
        g_autoptr(dossier_t) then = dossier_copy(file);
        g_autofree double *full = g_new(double, feature_count()), *past = g_new(double, feature_count());
        const struct date day = date_add_days(day_of("2024-06-01"), dice(0, 900));
        cut(then, day);
        features_derive(file, day, full);
        features_derive(then, day, past);
        for (size_t f = 0; f < feature_count(); f++) {
            known += !isnan(full[f]);
            if (full[f] != past[f] && !(isnan(full[f]) && isnan(past[f])))
                fail_msg("file %d, %s: %.17g with the future, %.17g without", i, feature_at(f)->id, full[f], past[f]);
        }
    }
    assert_true(known > 2000 * 20); /* the files did say something */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_declared),
        cmocka_unit_test(a_clean_file_counts_nothing),
        cmocka_unit_test(the_same_account_twice),
        cmocka_unit_test(the_same_enquiry_twice),
        cmocka_unit_test(the_same_record_and_measure_twice),
        cmocka_unit_test(amounts_that_cannot_be),
        cmocka_unit_test(openings_that_cannot_be),
        cmocka_unit_test(gaps_and_what_is_missing),
        cmocka_unit_test(other_currencies),
        cmocka_unit_test(outliers_go_to_the_bound),
        cmocka_unit_test(the_future_is_never_looked_at),
    };
    return cmocka_run_group_tests_name("cleaning", tests, NULL, NULL);
}
