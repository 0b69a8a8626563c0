/* SPDX-License-Identifier: Apache-2.0 */
/* Who is told of a correction: everybody who had the value while it was wrong and within the time of the law, each
 * once, with a letter; nobody else. */
#include "dispute_law.h"

#define ENQUIRY(fact, day, name, reason)                                                                               \
    "INSERT INTO enquiry (subject, fact, born, day, institution, reason) SELECT 1, " #fact                             \
    ", max(id), julianday('" day "') - 2440587.5, '" name "', '" reason "' FROM change"

static int64_t told(struct fixture *fixture, int64_t dispute, const char *name)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM dispute_receiver r JOIN letter l ON l.number ="
                        " r.letter AND l.kind = 'correction_notice' WHERE r.dispute = %" G_GINT64_FORMAT
                        " AND r.name = '%s' AND r.told IS NOT NULL AND instr(l.text, r.name) > 0",
                        dispute, name);
    return fixture_count(fixture, sql);
}

/* The newest letter of a kind. Caller frees. */
static char *newest(struct fixture *fixture, const char *kind)
{
    return store_query_text(fixture->store, NULL, "SELECT text FROM letter WHERE kind = ?1 ORDER BY id DESC LIMIT 1",
                            "s", kind);
}

/* Before anything is corrected those who would be told are shown; afterwards each has a letter. */
static void test_told_with_a_letter(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture);
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    g_autoptr(table_t) ahead = fixture_run(fixture, "dispute.receivers", "1", NULL);
    assert_int_equal(table_row_count(ahead), 1);
    assert_string_equal(fixture_cell(ahead, 0, "receiver")->text, "sample bank A");
    assert_true(fixture_cell(ahead, 0, "letter")->is_null);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_receiver"), 0);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    g_autoptr(table_t) after = fixture_run(fixture, "dispute.receivers", "1", NULL);
    assert_int_equal(table_row_count(after), 1); /* bank B looked in 2024 */
    assert_false(fixture_cell(after, 0, "letter")->is_null);
    assert_int_equal(fixture_cell(after, 0, "told")->integer, date_make(2026, 11, 22).days);
    assert_int_equal(told(fixture, 1, "sample bank A"), 1);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    g_autofree char *reply = newest(fixture, "reply_corrected");
    assert_non_null(strstr(reply, "近6个月"));
    assert_non_null(strstr(reply, "sample bank A"));
    fixture_free(fixture);
}

/* Nobody had a month before it was over. */
static void test_not_before_the_month(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-09,field=state,claimed=1", fixture->card);
    (void)state;
    below(fixture, ENQUIRY(81, "2026-09-15", "early bank", "02"));
    below(fixture, ENQUIRY(82, "2026-10-02", "late bank", "02"));
    case_to_deciding(fixture, item, 1, "1");
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(told(fixture, 1, "early bank"), 0);
    assert_int_equal(told(fixture, 1, "late bank"), 1);
    assert_int_equal(told(fixture, 1, "sample bank A"), 1);
    fixture_free(fixture);
}

/* Who looked while another value stood there had nothing wrong. */
static void test_only_while_it_was_wrong(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *first = g_strdup_printf("account=%" G_GINT64_FORMAT ",field=amount,claimed=20000", fixture->card);
    g_autofree char *second = g_strdup_printf("account=%" G_GINT64_FORMAT ",field=amount,claimed=25000", fixture->card);
    (void)state;
    case_to_deciding(fixture, first, 1, NULL);
    correct_case(fixture, 1, "confirm_error", NULL); /* 20000 from 2026-11-22 on */
    assert_int_equal(told(fixture, 1, "sample bank A"), 1);
    fixture_clock(fixture, "2026-11-25");
    below(fixture, ENQUIRY(83, "2026-11-24", "late bank", "02"));
    case_to_deciding(fixture, second, 2, NULL);
    correct_case(fixture, 2, "confirm_error", NULL);
    assert_int_equal(told(fixture, 2, "sample bank A"), 0);
    assert_int_equal(told(fixture, 2, "late bank"), 1);
    fixture_free(fixture);
}

/* A fact that came in lately was in nobody's report before. */
static void test_a_late_fact(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    below(fixture, "INSERT INTO public_record (subject, fact, born, kind, authority, day) SELECT 1, 71, max(id),"
                   " 'judgment', 'sample court', 20149 FROM change");
    case_to_deciding(fixture, "field=public_record,fact=71,claimed=no", 1, NULL);
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(told(fixture, 1, "sample bank A"), 1); /* no other version of it: it may always have stood there */
    fixture_free(fixture);
}

/* US: two years for employment, six months for all else; the reply names the longer one when it was needed. */
static void test_two_years_for_employment(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture);
    (void)state;
    under_law(fixture, "US-FCRA");
    below(fixture, "UPDATE history SET first = first - 18 WHERE account = 1"); /* the late month lies further back */
    g_free(item);
    item = g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2024-10,field=state,claimed=N", fixture->card);
    below(fixture, ENQUIRY(84, "2025-06-01", "an employer", "employment"));
    below(fixture, ENQUIRY(85, "2025-06-01", "old bank", "02"));
    case_to_deciding(fixture, item, 1, "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(told(fixture, 1, "an employer"), 1);
    assert_int_equal(told(fixture, 1, "old bank"), 0);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    g_autofree char *reply = newest(fixture, "reply_corrected");
    assert_non_null(strstr(reply, "24"));
    assert_null(strstr(reply, "近6个月"));
    fixture_free(fixture);
}

/* A report that was given counts, the person's own does not. */
static void test_reports_count(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture);
    (void)state;
    below(fixture,
          "INSERT INTO report (id, subject, kind, at, user, receiver, purpose, change) SELECT 901, 1, 'report',"
          " 1792300000000, 'li.na', 'third bank', 'credit_review', max(id) FROM change");
    below(fixture, "INSERT INTO report (id, subject, kind, at, user, receiver, purpose, change) SELECT 902, 1, 'own',"
                   " 1792300000000, 'li.na', 'the person', NULL, max(id) FROM change");
    case_to_deciding(fixture, item, 1, "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(told(fixture, 1, "third bank"), 1);
    assert_int_equal(told(fixture, 1, "the person"), 0);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.receivers", "1", NULL);
    assert_string_equal(fixture_cell(rows, 0, "kind")->text, "report"); /* the newest first */
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told_with_a_letter),       cmocka_unit_test(test_not_before_the_month),
        cmocka_unit_test(test_only_while_it_was_wrong),  cmocka_unit_test(test_a_late_fact),
        cmocka_unit_test(test_two_years_for_employment), cmocka_unit_test(test_reports_count),
    };
    return cmocka_run_group_tests_name("receivers", tests, NULL, NULL);
}
