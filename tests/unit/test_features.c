/* SPDX-License-Identifier: Apache-2.0 */
/* Every measure by hand-made histories: what it counts, and what it must not claim to know. */
#include "check.h"
#include "features/measures.h"
#include "guard/access.h"
#include "score_files.h"

#include <math.h>
#include <string.h>

#define assert_feature(dossier, id, wanted)                                                                            \
    do {                                                                                                               \
        const double found_ = feature_of(dossier, id), wanted_ = (wanted);                                             \
        if (isnan(found_) != isnan(wanted_) || fabs(found_ - wanted_) > 1e-9)                                          \
            fail_msg("%s is %g, not %g", id, found_, wanted_);                                                         \
    } while (0)
#define assert_missing(dossier, id) assert_feature(dossier, id, NAN)

static void catalogue_is_whole(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) tsv = tsv_load("features/features.tsv", &error);
    assert_no_error(error);
    assert_int_equal(feature_count(), tsv_rows(tsv)); /* a row with an unknown measure would be left out */
    for (size_t i = 0; i < feature_count(); i++) {
        const struct feature *feature = feature_at(i);
        assert_int_equal(feature_index(feature->id), i); /* ids are unique */
        assert_true(feature->title[0] && feature->title_zh[0] && feature->help[0] && feature->help_zh[0]);
        assert_in_range(feature->direction + 1, 0, 2);
        assert_true(g_utf8_validate(feature->help_zh, -1, NULL));
        if (codes_known("SCORE_FACTOR", "01")) assert_true(codes_known("SCORE_FACTOR", feature->reason));
        assert_true(measure_find(feature->measure));
        assert_true(feature->kind != 0 && !(feature->kind & (KIND_IDENTITY | KIND_CONTACT)));
        assert_string_not_equal(feature->facts, "");
    }
    assert_int_equal(feature_index("no_such_feature"), -1);
    assert_null(feature_at(feature_count()));
}

static void card_client(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_card_client();
    assert_int_equal(features_day(file).days, day_of("2005-10-01").days);
    assert_feature(file, "worst_state_1m", 2);
    assert_feature(file, "worst_state_24m", 2);
    assert_feature(file, "late_months_3m", 2);
    assert_feature(file, "late_30_months_6m", 2);
    assert_feature(file, "months_since_late", 0);
    assert_feature(file, "clean_months", 0);
    assert_feature(file, "utilisation_now", 3913.0 / 20000);
    assert_feature(file, "utilisation_average_3m", (689.0 + 3102 + 3913) / 3 / 20000);
    assert_feature(file, "utilisation_peak_6m", 3913.0 / 20000);
    assert_feature(file, "utilisation_trend_6m", 3913.0 / 20000);
    assert_feature(file, "payment_ratio_1m", 0);
    assert_feature(file, "payment_ratio_3m", 0.5); /* August was paid in full, in July nothing was asked */
    assert_feature(file, "paid_in_full_6m", 0.5);
    assert_feature(file, "unused_6m", 0.5);
    assert_feature(file, "paid_average_3m", 689.0 / 3);
    assert_feature(file, "balance_total", 3913);
    assert_feature(file, "limit_total", 20000);
    assert_feature(file, "limit_largest", 20000);
    assert_feature(file, "accounts", 1);
    assert_feature(file, "accounts_revolving", 1);
    assert_feature(file, "accounts_loan", 0);
    assert_feature(file, "months_on_file", 6);
}

static void what_the_card_file_does_not_say_is_missing(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_card_client();
    static const char *const missing[] = { "past_due_now", "age_oldest",    "age_mean",           "accounts_new_12m",
                                           "enquiries_3m", "enquiries_12m", "public_records_open" };
    for (size_t i = 0; i < G_N_ELEMENTS(missing); i++)
        assert_missing(file, missing[i]);
}

static void empty_file(void **state)
{
    (void)state;
    static const char *const counted[] = {
        "accounts", "accounts_open", "accounts_revolving", "accounts_loan", "accounts_kinds", "accounts_lenders", NULL
    };
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    assert_int_equal(features_day(file).days, file->as_of.days);
    for (size_t i = 0; i < feature_count(); i++) {
        const char *id = feature_at(i)->id;
        if (g_strv_contains(counted, id))
            assert_feature(file, id, 0);
        else
            assert_missing(file, id);
    }
    file->as_of = DATE_NONE; /* no day at all: still no claim and no harm */
    assert_missing(file, "worst_state_12m");
    assert_feature(file, "accounts_open", 0);
}

static void one_month(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *card = file_account(file, 1, "R2", 100000);
    file_states(card, "2026-10", "N");
    file_series(card, &card->history.balance, (const int64_t[]){ 25000 });
    file_series(card, &card->history.paid, (const int64_t[]){ 1000 });
    assert_feature(file, "worst_state_24m", 0);
    assert_feature(file, "months_since_late", -1);
    assert_feature(file, "clean_months", 1);
    assert_feature(file, "utilisation_now", 0.25);
    assert_missing(file, "utilisation_trend_6m");
    assert_missing(file, "payment_ratio_1m"); /* the balance before is not known */
    assert_feature(file, "paid_average_3m", 10);
    assert_feature(file, "months_on_file", 1);
}

static void windows_count_back(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *loan = file_account(file, 1, "D1", MONEY_UNKNOWN);
    file_states(loan, "2024-08", "7NNNNNNNNNNNNN3NNNNN2NNNN1N"); /* ends 2026-10 */
    assert_feature(file, "worst_state_1m", 0);
    assert_feature(file, "worst_state_3m", 1);
    assert_feature(file, "worst_state_6m", 1);
    assert_feature(file, "worst_state_12m", 2);
    assert_feature(file, "worst_state_24m", 3); /* the 7 is older than 24 months */
    assert_feature(file, "late_months_12m", 2);
    assert_feature(file, "late_months_24m", 3);
    assert_feature(file, "late_30_months_24m", 2);
    assert_feature(file, "late_30_months_6m", 0);
    assert_feature(file, "months_since_late", 1);
    assert_feature(file, "clean_months", 1);
    assert_feature(file, "months_on_file", 27);
}

static void an_earlier_day_hides_later_months(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-08-15");
    struct account *loan = file_account(file, 1, "D1", MONEY_UNKNOWN);
    file_states(loan, "2026-05", "N1N234"); /* to 2026-10 */
    assert_int_equal(features_day(file).days, file->as_of.days);
    assert_feature(file, "worst_state_6m", 1); /* May to July */
    assert_feature(file, "months_on_file", 3);
}

static void bad_debt_is_eight(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    file_states(file_account(file, 1, "D1", MONEY_UNKNOWN), "2026-09", "7B");
    assert_feature(file, "worst_state_1m", 8);
}

static void unknown_months(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *card = file_account(file, 1, "R2", 100000);
    file_states(card, "2026-03", "//1N#N#N");
    assert_feature(file, "clean_months", 3); /* '#' neither counts nor ends it */
    assert_feature(file, "months_since_late", 5);
    assert_feature(file, "late_months_6m", 1);
    assert_feature(file, "months_on_file", 6); /* '/' is before the account was there */
    strcpy(card->history.states, "////####");
    assert_missing(file, "worst_state_24m");
    assert_missing(file, "late_months_12m");
    assert_missing(file, "months_since_late");
    assert_missing(file, "clean_months");
}

static void several_accounts(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *first = file_account(file, 1, "R2", 100000), *second = file_account(file, 2, "R1", 300000);
    struct account *loan = file_account(file, 3, "D1", 900000);
    file_states(first, "2026-08", "1NN");
    file_states(second, "2026-08", "N1N");
    file_states(loan, "2026-08", "NNN");
    file_series(first, &first->history.balance, (const int64_t[]){ 50000, 50000, 50000 });
    file_series(second, &second->history.balance, (const int64_t[]){ 0, -2000, 150000 });
    file_series(loan, &loan->history.balance, (const int64_t[]){ 900000, 890000, 880000 });
    file_series(loan, &loan->history.due, (const int64_t[]){ 10000, 10000, 10000 });
    file_series(loan, &loan->history.paid, (const int64_t[]){ 10000, 12000, 5000 });
    file_series(loan, &loan->history.past_due, (const int64_t[]){ 0, 0, 5000 });
    assert_feature(file, "late_months_3m", 2); /* months, not account-months */
    assert_feature(file, "utilisation_now", 0.5);
    assert_feature(file, "utilisation_peak_6m", 0.5);
    assert_feature(file, "utilisation_average_3m", (0.125 + 0.125 + 0.5) / 3); /* a credit balance is nothing used */
    assert_feature(file, "payment_ratio_1m", 0.5);
    assert_feature(file, "payment_ratio_3m", 2.5 / 3); /* paying more than asked is not more than all */
    assert_feature(file, "paid_in_full_6m", 2.0 / 3);
    assert_feature(file, "balance_total", 10800);
    assert_feature(file, "limit_total", 4000);
    assert_feature(file, "limit_largest", 3000);
    assert_feature(file, "past_due_now", 50);
    assert_feature(file, "accounts_open", 3);
    assert_feature(file, "accounts_revolving", 2);
    assert_feature(file, "accounts_loan", 1);
}

static void closed_accounts(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *by_state = file_account(file, 1, "R2", 500000), *by_day = file_account(file, 2, "R2", 700000);
    struct account *open = file_account(file, 3, "R2", 100000);
    file_states(by_state, "2026-06", "2NC");
    file_series(by_state, &by_state->history.balance, (const int64_t[]){ 400000, 300000, 0 });
    file_states(by_day, "2026-09", "NN");
    by_day->closed = day_of("2026-10-10");
    file_series(by_day, &by_day->history.balance, (const int64_t[]){ 70000, 0 });
    file_states(open, "2026-10", "N");
    file_series(open, &open->history.balance, (const int64_t[]){ 40000 });
    assert_feature(file, "accounts", 3);
    assert_feature(file, "accounts_open", 1);
    assert_feature(file, "limit_total", 1000);
    assert_feature(file, "utilisation_now", 0.4);
    assert_feature(file, "worst_state_6m", 2);        /* what was late stays on file */
    assert_feature(file, "utilisation_peak_6m", 0.8); /* June, when only the first reported */
}

static void a_late_furnisher_still_counts(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *slow = file_account(file, 1, "R2", 100000), *old = file_account(file, 2, "R2", 100000);
    struct account *quick = file_account(file, 3, "R2", 100000);
    file_states(slow, "2026-08", "N");
    file_series(slow, &slow->history.balance, (const int64_t[]){ 100000 });
    file_states(old, "2026-07", "N"); /* three months old: it no longer speaks */
    file_series(old, &old->history.balance, (const int64_t[]){ 100000 });
    file_states(quick, "2026-10", "N");
    file_series(quick, &quick->history.balance, (const int64_t[]){ 0 });
    assert_feature(file, "utilisation_now", 0.5);
    assert_feature(file, "balance_total", 1000);
}

static void currencies_are_not_added(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    for (int64_t id = 1; id <= 3; id++) {
        struct account *card = file_account(file, id, "R2", 100000);
        if (id == 2) strcpy(card->currency, "USD");
        file_states(card, "2026-10", "N");
        file_series(card, &card->history.balance, (const int64_t[]){ 10000 * id });
    }
    char currency[4];
    file_main_currency(file, currency);
    assert_string_equal(currency, "CNY");
    assert_feature(file, "balance_total", 400);
    assert_feature(file, "limit_total", 2000);
    assert_feature(file, "accounts", 3);
}

static void ages(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *first = file_account(file, 1, "R2", 100000), *second = file_account(file, 2, "D1", 100000);
    file_states(first, "2026-10", "N");
    first->opened = day_of("2020-11-02");  /* 71 whole months on 2026-11-01 */
    second->opened = day_of("2026-08-01"); /* 3 */
    assert_feature(file, "age_oldest", 71);
    assert_feature(file, "age_mean", 37);
    assert_feature(file, "accounts_new_12m", 1);
    first->opened = DATE_NONE; /* reported in the window only: it may be new */
    assert_missing(file, "age_oldest");
    assert_missing(file, "age_mean");
    assert_missing(file, "accounts_new_12m");
    g_free(first->history.states);
    file_states(first, "2025-10", "NNNNNNNNNNNNN"); /* reported before the window: it is not */
    assert_feature(file, "accounts_new_12m", 1);
}

static void enquiries_and_records(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    file_states(file_account(file, 1, "R2", 100000), "2026-10", "N");
    file_enquiry(file, "2026-11-10", "02"); /* after the day the file is scored on */
    file_enquiry(file, "2026-10-31", "02");
    file_enquiry(file, "2026-08-01", "03");
    file_enquiry(file, "2026-07-31", "08");
    file_enquiry(file, "2026-10-15", "01"); /* account management is no application */
    file_enquiry(file, "2024-01-01", "02");
    assert_feature(file, "enquiries_3m", 2);
    assert_feature(file, "enquiries_6m", 3);
    assert_feature(file, "enquiries_12m", 3);
    file_public_record(file, "2025-01-01", NULL);
    file_public_record(file, "2025-01-01", "2026-01-01");
    assert_feature(file, "public_records_open", 1);
}

static void hostile_amounts_do_not_overflow(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    for (int64_t id = 1; id <= 3; id++) {
        struct account *card = file_account(file, id, "R2", G_MAXINT64);
        file_states(card, "2026-09", "NN");
        file_series(card, &card->history.balance, (const int64_t[]){ G_MAXINT64, G_MAXINT64 });
        file_series(card, &card->history.paid, (const int64_t[]){ G_MAXINT64, G_MININT64 + 1 });
    }
    assert_feature(file, "utilisation_now", 1);
    assert_true(feature_of(file, "balance_total") > 1e17);
    assert_feature(file, "payment_ratio_1m", 0);
}

static void units_have_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < feature_count(); i++) {
        const char *unit = feature_at(i)->unit;
        assert_true(codes_known("FEATURE_UNIT", unit));
        assert_string_not_equal(codes_label("FEATURE_UNIT", unit, "zh"), unit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogue_is_whole),
        cmocka_unit_test(card_client),
        cmocka_unit_test(what_the_card_file_does_not_say_is_missing),
        cmocka_unit_test(empty_file),
        cmocka_unit_test(one_month),
        cmocka_unit_test(windows_count_back),
        cmocka_unit_test(an_earlier_day_hides_later_months),
        cmocka_unit_test(bad_debt_is_eight),
        cmocka_unit_test(unknown_months),
        cmocka_unit_test(several_accounts),
        cmocka_unit_test(closed_accounts),
        cmocka_unit_test(a_late_furnisher_still_counts),
        cmocka_unit_test(currencies_are_not_added),
        cmocka_unit_test(ages),
        cmocka_unit_test(enquiries_and_records),
        cmocka_unit_test(hostile_amounts_do_not_overflow),
        cmocka_unit_test(units_have_labels),
    };
    return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
