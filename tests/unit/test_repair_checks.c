/* SPDX-License-Identifier: Apache-2.0 */
/* The consistency checks on files made by hand: each finds its contradiction, names what the facts point to, and finds
 * nothing in a file that is merely bad. */
#include "check.h"

#include "repair/checks.h"
#include "score_files.h"

#include <string.h>

static const struct repair_finding *found(const GArray *findings, const char *check)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(findings, struct repair_finding, i);
        if (strcmp(finding->check, check) == 0) return finding;
    }
    return NULL;
}

static GArray *look_at(const struct dossier *dossier)
{
    return repair_findings(&(struct repair_scene){ .dossier = dossier, .today = day_of("2026-11-22") });
}

static struct dossier *one_card(const char *states, struct account **card)
{
    struct dossier *dossier = file_new("2026-11-22");
    *card = file_account(dossier, 1, "R2", 1000000);
    file_states(*card, "2026-05", states);
    return dossier;
}

/* True lateness that grows by a month at a time, with the amounts that go with it, contradicts nothing. */
static void test_bad_is_not_wrong(void **state)
{
    static const int64_t balance[] = { 50000, 60000, 70000, 80000, 90000, 40000 };
    static const int64_t due[] = { 5000, 10000, 15000, 20000, 25000, 30000 };
    static const int64_t paid[] = { 5000, 0, 0, 0, 0, 55000 };
    static const int64_t past_due[] = { 0, 10000, 25000, 45000, 70000, 0 };
    struct account *card;
    g_autoptr(dossier_t) dossier = one_card("N1234N", &card);
    (void)state;
    file_series(card, &card->history.balance, balance);
    file_series(card, &card->history.due, due);
    file_series(card, &card->history.paid, paid);
    file_series(card, &card->history.past_due, past_due);
    card->opened = day_of("2024-01-01");
    file_enquiry(dossier, "2026-09-03", "02");
    g_autoptr(GArray) findings = look_at(dossier);
    assert_int_equal(findings->len, 0);
}

static void test_normal_past_due(void **state)
{
    static const int64_t past_due[] = { 0, 0, 23400, 0, 0, MONEY_UNKNOWN };
    struct account *card;
    g_autoptr(dossier_t) dossier = one_card("NNNNNN", &card);
    (void)state;
    file_series(card, &card->history.past_due, past_due);
    g_autoptr(GArray) findings = look_at(dossier);
    assert_int_equal(findings->len, 1);
    const struct repair_finding *finding = found(findings, "normal_past_due");
    assert_non_null(finding);
    assert_int_equal(finding->month.index, month_named("2026-07").index);
    assert_string_equal(finding->field, "past_due");
    assert_string_equal(finding->claimed, "0.00");
    g_autofree char *english = repair_finding_text(finding, "en"), *chinese = repair_finding_text(finding, "zh");
    assert_non_null(strstr(english, "CNY 234.00"));
    assert_non_null(strstr(chinese, "CNY 234.00"));
    assert_true(*repair_check_evidence("normal_past_due", "zh") != '\0');
}

static void test_jump(void **state)
{
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) steady = one_card("NN12NN", &card);
    g_autoptr(GArray) none = look_at(steady);
    assert_null(found(none, "jump"));
    g_autoptr(dossier_t) leap = one_card("NN13NN", &card);
    g_autoptr(GArray) one = look_at(leap);
    const struct repair_finding *finding = found(one, "jump");
    assert_non_null(finding);
    assert_int_equal(finding->month.index, month_named("2026-08").index);
    assert_string_equal(finding->claimed, "2");
    /* what came before is not known: nothing can be said */
    g_autoptr(dossier_t) unknown = one_card("NN#3NN", &card);
    g_autoptr(GArray) said = look_at(unknown);
    assert_null(found(said, "jump"));
}

static void test_dates(void **state)
{
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("1NNN1N", &card);
    card->opened = day_of("2026-06-10");
    card->closed = day_of("2026-08-31");
    g_autoptr(GArray) findings = look_at(dossier);
    const struct repair_finding *before = found(findings, "before_opening"), *after = found(findings, "after_closing");
    assert_non_null(before);
    assert_non_null(after);
    assert_int_equal(before->month.index, month_named("2026-05").index);
    assert_int_equal(after->month.index, month_named("2026-09").index);
    /* late in the month in which it was closed contradicts nothing */
    card->closed = day_of("2026-09-30");
    card->opened = day_of("2026-05-31");
    g_autoptr(GArray) none = look_at(dossier);
    assert_int_equal(none->len, 0);
}

static void test_after_settled(void **state)
{
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NNCN1N", &card);
    g_autoptr(GArray) findings = look_at(dossier);
    const struct repair_finding *finding = found(findings, "after_settled");
    assert_non_null(finding);
    assert_int_equal(finding->month.index, month_named("2026-09").index);
}

static void test_paid_but_late(void **state)
{
    static const int64_t due[] = { 5000, 5000, 5000, 5000, 5000, 5000 };
    static const int64_t paid[] = { 5000, 5000, 5000, 4999, 5000, 5000 };
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NN1N1N", &card);
    file_series(card, &card->history.due, due);
    file_series(card, &card->history.paid, paid);
    g_autoptr(GArray) findings = look_at(dossier);
    guint count = 0;
    for (guint i = 0; i < findings->len; i++)
        count += strcmp(g_array_index(findings, struct repair_finding, i).check, "paid_but_late") == 0;
    assert_int_equal(count, 2); /* 2026-07 and 2026-09; a cent less would be none: */
    ((int64_t *)card->history.paid)[2] = 4999;
    ((int64_t *)card->history.paid)[4] = 4999;
    g_autoptr(GArray) none = look_at(dossier);
    assert_null(found(none, "paid_but_late"));
}

static void test_amounts(void **state)
{
    static const int64_t balance[] = { 50000, 50000, 0, 50000, 20000, 50000 };
    static const int64_t past_due[] = { 0, 0, 0, 0, 20001, 0 };
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NN1N1N", &card);
    file_series(card, &card->history.balance, balance);
    file_series(card, &card->history.past_due, past_due);
    g_autoptr(GArray) findings = look_at(dossier);
    const struct repair_finding *nothing = found(findings, "nothing_owed"), *above = found(findings, "above_balance");
    assert_non_null(nothing);
    assert_non_null(above);
    assert_int_equal(nothing->month.index, month_named("2026-07").index);
    assert_string_equal(above->claimed, "200.00");
    ((int64_t *)card->history.past_due)[4] = 20000;
    g_autoptr(GArray) fine = look_at(dossier);
    assert_null(found(fine, "above_balance"));
}

static void test_twice_and_two_sources(void **state)
{
    struct account *first;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NNN1NN", &first);
    struct account *second = file_account(dossier, 2, "R2", 1000000);
    file_states(second, "2026-05", "NNNNNN");
    g_autoptr(GArray) apart = look_at(dossier);
    assert_int_equal(apart->len, 0);
    g_free(second->number);
    second->number = g_strdup(first->number);
    g_autoptr(GArray) twice = look_at(dossier);
    assert_int_equal(twice->len, 1);
    const struct repair_finding *finding = found(twice, "same_account");
    assert_int_equal(finding->account, 2);
    assert_string_equal(finding->field, "exists");
    assert_string_equal(finding->claimed, "no");
    g_free(second->furnisher);
    second->furnisher = g_strdup("OTHER");
    g_autoptr(GArray) differ = look_at(dossier);
    assert_int_equal(differ->len, 1);
    finding = found(differ, "sources_differ");
    assert_int_equal(finding->account, 1);
    assert_int_equal(finding->month.index, month_named("2026-08").index);
    assert_string_equal(finding->claimed, "N");
}

static void test_class(void **state)
{
    struct account *card;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NNNNNN", &card);
    card->five_class = g_strdup("3");
    g_autoptr(GArray) findings = look_at(dossier);
    assert_non_null(found(findings, "class_states"));
    card->history.states[0] = '1'; /* five months are too few */
    g_autoptr(GArray) short_of = look_at(dossier);
    assert_null(found(short_of, "class_states"));
    card->history.states[0] = 'N';
    *card->five_class = '2';
    g_autoptr(GArray) watched = look_at(dossier);
    assert_null(found(watched, "class_states"));
}

static struct repair_grant *grant(const char *recipient, const char *from, const char *to)
{
    struct repair_grant *grant = g_new0(struct repair_grant, 1);
    grant->recipient = g_strdup(recipient);
    grant->from = day_of(from);
    grant->to = day_of(to);
    return grant;
}

static void test_enquiries(void **state)
{
    (void)state;
    g_autoptr(dossier_t) dossier = file_new("2026-11-22");
    file_enquiry(dossier, "2026-09-03", "02");
    file_enquiry(dossier, "2026-09-03", "02");
    file_enquiry(dossier, "2026-08-01", "77");
    for (guint i = 0; i < dossier->enquiries->len; i++)
        ((struct enquiry *)dossier->enquiries->pdata[i])->fact = (int64_t)i + 1;
    g_autoptr(GArray) findings = look_at(dossier);
    assert_int_equal(findings->len, 2);
    assert_int_equal(found(findings, "enquiry_twice")->fact, 2);
    assert_int_equal(found(findings, "enquiry_unfounded")->fact, 3);
    /* consents: none of that institution says nothing, one that covers the day covers it, another does not */
    g_autoptr(GPtrArray) grants = g_ptr_array_new_with_free_func((GDestroyNotify)repair_grant_free);
    struct repair_scene scene = { .dossier = dossier, .grants = grants, .today = day_of("2026-11-22") };
    g_ptr_array_add(grants, grant("OTHER", "2026-10-01", NULL));
    g_autoptr(GArray) elsewhere = repair_findings(&scene);
    assert_null(found(elsewhere, "enquiry_unauthorised"));
    g_ptr_array_add(grants, grant("BANK", "2026-09-04", NULL));
    g_autoptr(GArray) late = repair_findings(&scene);
    assert_int_equal(found(late, "enquiry_unauthorised")->fact, 1);
    g_ptr_array_add(grants, grant("BANK", "2026-01-01", "2026-09-03"));
    g_autoptr(GArray) covered = repair_findings(&scene);
    assert_null(found(covered, "enquiry_unauthorised"));
}

static void test_record_dates(void **state)
{
    (void)state;
    g_autoptr(dossier_t) dossier = file_new("2026-11-22");
    file_public_record(dossier, "2025-03-01", "2025-02-28");
    file_public_record(dossier, "2025-03-01", "2025-03-01");
    for (guint i = 0; i < dossier->public_records->len; i++)
        ((struct public_record *)dossier->public_records->pdata[i])->fact = (int64_t)i + 1;
    g_autoptr(GArray) findings = look_at(dossier);
    assert_int_equal(findings->len, 1);
    assert_int_equal(found(findings, "record_dates")->fact, 1);
}

/* What is past its period is found by the law's own arithmetic, to the day. */
static void test_kept_beyond(void **state)
{
    struct account *card;
    struct retention rules;
    GError *error = NULL;
    (void)state;
    g_autoptr(dossier_t) dossier = one_card("NNNNNN", &card);
    g_free(card->history.states);
    file_states(card, "2021-10", "1NN"); /* ended on 2021-11-01: kept until 2026-11-01 */
    static const char *const days[] = { "2026-11-01", "2026-11-02" };
    for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
        retention_begin(&rules, "CN-ZX", day_of(days[i]), &error);
        assert_no_error(error);
        g_autoptr(GArray) items = retention_items(&rules, dossier, NULL);
        g_autoptr(GArray) findings = repair_findings(
            &(struct repair_scene){ .dossier = dossier, .rules = &rules, .items = items, .today = day_of(days[i]) });
        assert_int_equal(findings->len, i);
    }
}

/* Every check has its words, reason and evidence in both languages, and every word of the table is a check. */
static void test_table(void **state)
{
    const struct tsv *table = repair_table("checks");
    (void)state;
    assert_true(tsv_rows(table) >= 16);
    for (size_t row = 0; row < tsv_rows(table); row++) {
        static const char *const columns[] = { "reason",      "path",        "en",     "zh",
                                               "evidence_en", "evidence_zh", "source", "status" };
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
            if (*tsv_cell(table, row, columns[i]) == '\0')
                fail_msg("%s has no %s", tsv_cell(table, row, "check"), columns[i]);
        assert_true(codes_known("DISPUTE_REASON", tsv_cell(table, row, "reason")));
        assert_true(codes_known("LAW_STATUS", tsv_cell(table, row, "status")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_is_not_wrong),
        cmocka_unit_test(test_normal_past_due),
        cmocka_unit_test(test_jump),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_after_settled),
        cmocka_unit_test(test_paid_but_late),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_twice_and_two_sources),
        cmocka_unit_test(test_class),
        cmocka_unit_test(test_enquiries),
        cmocka_unit_test(test_record_dates),
        cmocka_unit_test(test_kept_beyond),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
