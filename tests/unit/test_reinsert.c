/* SPDX-License-Identifier: Apache-2.0 */
/* Putting back under 15 U.S.C. 1681i(a)(5)(B): only what the case took out, as it was, after a certification, scored
 * again, told to the person; no other law knows it. */
#include "dispute_law.h"

/* A case under US law whose item could not be verified and was taken out; it stands CLOSED. */
static void taken_out(struct fixture *fixture, const char *item)
{
    under_law(fixture, "US-FCRA");
    case_to_deciding(fixture, item, 1, NULL);
    correct_case(fixture, 1, "cannot_determine", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
}

static int64_t score_now(struct fixture *fixture)
{
    return fixture_count(fixture, "SELECT score FROM score ORDER BY change DESC LIMIT 1");
}

static void test_a_month_comes_back(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *file = paper(fixture, "certified.txt");
    g_autofree char *sql = g_strdup_printf(
        "SELECT unicode(substr(states, 18, 1)) FROM history WHERE account = %" G_GINT64_FORMAT " AND died IS NULL",
        fixture->card);
    (void)state;
    taken_out(fixture, item);
    assert_int_equal(fixture_count(fixture, sql), '#');
    const int64_t without = score_now(fixture);
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "certification", NULL, NULL);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) back = fixture_run(fixture, "dispute.act", "1", "reinsert", "--evidence", file, NULL);
    assert_string_equal(fixture_text(back, "state"), "REINSERTED");
    assert_int_equal(fixture_count(fixture, sql), '2');
    assert_int_equal(fixture_int(back, "score_before"), without);
    assert_int_equal(fixture_int(back, "score_after"), score_now(fixture));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_clock WHERE clock = 'reinsert' AND met IS NOT"
                                            " NULL AND breached IS NULL"),
                     1);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_int_equal(table_row_count(rows), 2);
    assert_int_equal(fixture_cell(rows, 1, "score_after")->integer, fixture_cell(rows, 0, "score_before")->integer);
    assert_string_equal(fixture_cell(rows, 0, "cause")->text, "unverifiable");
    assert_true(fixture_cell(rows, 0, "after")->is_null);
    assert_string_equal(fixture_cell(rows, 1, "cause")->text, "reinserted");
    assert_string_equal(fixture_cell(rows, 1, "after")->text, "2");
    assert_true(g_str_has_prefix(fixture_cell(rows, 1, "document")->text, "certified.txt "));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment WHERE role = 'certification'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'reinsertion'"), 1);
    fixture_free(fixture);
}

/* A certification that was filed before is enough. */
static void test_a_filed_certification(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *file = paper(fixture, "certified.txt");
    (void)state;
    taken_out(fixture, item);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) other = fixture_run(fixture, "dispute.attach", "1", file, "--role", "furnisher", NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "certification", NULL, NULL);
    g_autofree char *right = paper(fixture, "letter.txt");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) filed = fixture_run(fixture, "dispute.attach", "1", right, "--role", "certification", NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "reinsert", "REINSERTED", NULL, NULL);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_true(g_str_has_prefix(fixture_cell(rows, 1, "document")->text, "letter.txt "));
    fixture_free(fixture);
}

/* A whole account comes back with all its months; an enquiry as it was. */
static void test_an_account_and_an_enquiry(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *gone = g_strdup_printf("account=%" G_GINT64_FORMAT ",field=exists,claimed=no", fixture->card);
    g_autofree char *live =
        g_strdup_printf("SELECT count(*) FROM account a JOIN history h USING (subject, account)"
                        " WHERE a.account = %" G_GINT64_FORMAT " AND a.died IS NULL AND h.died IS NULL",
                        fixture->card);
    g_autofree char *states = g_strdup_printf(
        "SELECT states FROM history WHERE account = %" G_GINT64_FORMAT " ORDER BY born LIMIT 1", fixture->card);
    g_autofree char *file = paper(fixture, "certified.txt");
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    (void)state;
    under_law(fixture, "US-FCRA");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) two =
        fixture_run(fixture, "dispute.open", subject, "--item", gone, "--item", "field=enquiry,fact=5,claimed=no",
                    "--reason", "payment.month", "--text", "neither is mine", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", NULL, NULL);
    correct_case(fixture, 1, "cannot_determine", NULL);
    assert_int_equal(fixture_count(fixture, live), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM enquiry WHERE fact = 5 AND died IS NULL"), 0);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "reinsert", "REINSERTED", "--evidence", file);
    assert_int_equal(fixture_count(fixture, live), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM enquiry WHERE fact = 5 AND died IS NULL AND"
                                            " institution = 'sample bank A'"),
                     1);
    g_autofree char *before = store_query_text(fixture->store, NULL, states, "");
    g_autofree char *same = g_strdup_printf("SELECT count(*) FROM history WHERE account = %" G_GINT64_FORMAT
                                            " AND died IS NULL AND states = '%s'",
                                            fixture->card, before);
    assert_int_equal(fixture_count(fixture, same), 1);
    fixture_free(fixture);
}

/* What was corrected to another value was not taken out. */
static void test_only_what_was_taken_out(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *file = paper(fixture, "certified.txt");
    (void)state;
    under_law(fixture, "US-FCRA");
    case_to_deciding(fixture, item, 1, "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "took out", "--evidence", file);
    fixture_free(fixture);
}

/* What stands there again by another way is not overwritten. */
static void test_not_over_what_came_since(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *file = paper(fixture, "certified.txt");
    (void)state;
    taken_out(fixture, item);
    below(fixture, "UPDATE history SET states = replace(states, '#', '3') WHERE died IS NULL");
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "again", "--evidence", file);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_correction"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment WHERE role = 'certification'"), 0);
    fixture_free(fixture);
}

static void test_no_other_law_knows_it(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *file = paper(fixture, "certified.txt");
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "CN-ZX", "--evidence", file);
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "US alone", "--evidence", file);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_month_comes_back),        cmocka_unit_test(test_a_filed_certification),
        cmocka_unit_test(test_an_account_and_an_enquiry), cmocka_unit_test(test_only_what_was_taken_out),
        cmocka_unit_test(test_not_over_what_came_since),  cmocka_unit_test(test_no_other_law_knows_it),
    };
    return cmocka_run_group_tests_name("reinsertion", tests, NULL, NULL);
}
