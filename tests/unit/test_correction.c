/* SPDX-License-Identifier: Apache-2.0 */
/* What a correction leaves behind: a row an item that nobody changes, the paper it rests on, the score before and
 * after, and a "why" that leads from the value to the case. */
#include "dispute_law.h"

/* What `subject why` says of one month of the card. */
static struct table *why_of(struct fixture *fixture, const char *month)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *figure =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=state", fixture->card, month);
    return fixture_run(fixture, "subject.why", subject, figure, NULL);
}

static void test_a_row_says_what_was_changed(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *old = paper(fixture, "slip.txt"), *new = paper(fixture, "bank.txt");
    g_autofree char *digest = NULL;
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) kept = fixture_run(fixture, "dispute.attach", "1", old, new, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) done = fixture_run(fixture, "dispute.act", "1", "apply", "--evidence", old, NULL);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_int_equal(table_row_count(rows), 1);
    assert_string_equal(fixture_cell(rows, 0, "before")->text, "2");
    assert_string_equal(fixture_cell(rows, 0, "after")->text, "N");
    assert_string_equal(fixture_cell(rows, 0, "cause")->text, "error");
    assert_string_equal(fixture_cell(rows, 0, "decider")->text, FIXTURE_REVIEWER);
    assert_true(g_str_has_prefix(fixture_cell(rows, 0, "document")->text, "slip.txt "));
    assert_int_equal(fixture_cell(rows, 0, "score_before")->integer, fixture_int(done, "score_before"));
    assert_int_equal(fixture_cell(rows, 0, "score_after")->integer, fixture_int(done, "score_after"));
    digest = store_query_text(fixture->store, NULL, "SELECT document FROM dispute_correction", "");
    assert_int_equal(strlen(digest), 64);
    fixture_free(fixture);
}

/* Without a file of its own the newest evidence counts; identity papers never do. */
static void test_the_newest_evidence_counts(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture), *slip = paper(fixture, "slip.txt"), *card = paper(fixture, "card.txt");
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) kept = fixture_run(fixture, "dispute.attach", "1", slip, NULL);
    fixture_clock(fixture, "2026-11-23");
    g_autoptr(table_t) more = fixture_run(fixture, "dispute.attach", "1", card, "--role", "identity", NULL);
    correct_case(fixture, 1, "confirm_error", NULL);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_true(g_str_has_prefix(fixture_cell(rows, 0, "document")->text, "slip.txt "));
    fixture_free(fixture);
}

/* Each corrected month leads to its own case, whoever wrote the history last. */
static void test_why_names_the_case(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *first = late_month(fixture), *slip = paper(fixture, "slip.txt");
    g_autofree char *second =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-05,field=state,claimed=1", fixture->card);
    (void)state;
    case_to_deciding(fixture, first, 1, "N");
    correct_case(fixture, 1, "confirm_error", slip);
    fixture_clock(fixture, "2026-11-24");
    case_to_deciding(fixture, second, 2, "1");
    correct_case(fixture, 2, "confirm_error", NULL);
    g_autoptr(table_t) april = why_of(fixture, "2026-04"), may = why_of(fixture, "2026-05");
    assert_string_equal(fixture_cell(april, 0, "source")->text, "D-000001");
    assert_true(g_str_has_prefix(fixture_cell(april, 0, "file")->text, "slip.txt "));
    assert_string_equal(fixture_cell(april, 0, "user")->text, FIXTURE_REVIEWER);
    assert_int_equal(date_of_moment(fixture_cell(april, 0, "loaded")->integer).days, date_make(2026, 11, 22).days);
    assert_string_equal(fixture_cell(may, 0, "source")->text, "D-000002");
    assert_int_equal(date_of_moment(fixture_cell(may, 0, "loaded")->integer).days, date_make(2026, 11, 24).days);
    g_autoptr(table_t) march = why_of(fixture, "2026-03");
    const char *other = fixture_cell(march, 0, "source")->text;
    assert_true(other == NULL || !g_str_has_prefix(other, "D-"));
    fixture_free(fixture);
}

/* An enquiry, a public record and a measure that are not the person's end; the earlier day still shows them. */
static void test_single_facts_are_taken_out(void **state)
{
    static const struct {
        const char *item, *count, *before;
    } facts[] = {
        { "field=enquiry,fact=5,claimed=no", "SELECT count(*) FROM enquiry WHERE fact = 5 AND died IS NULL",
          "2026-10-10 sample bank A" },
        { "field=public_record,fact=71,claimed=no",
          "SELECT count(*) FROM public_record WHERE fact = 71 AND died IS NULL", "2025-03-02 sample court" },
        { "field=measure,fact=72,claimed=no", "SELECT count(*) FROM measure WHERE fact = 72 AND died IS NULL",
          "2026-09 income.month" },
    };
    struct fixture *fixture = fixture_new();
    (void)state;
    below(fixture, "INSERT INTO public_record (subject, fact, born, kind, authority, day) SELECT 1, 71, max(id),"
                   " 'judgment', 'sample court', 20149 FROM change");
    below(fixture, "INSERT INTO measure (subject, fact, born, kind, period, value, unit) SELECT 1, 72, max(id),"
                   " 'income.month', 24320, 900000, 'CNY' FROM change");
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        const int64_t dispute = (int64_t)i + 1;
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
        assert_int_equal(fixture_count(fixture, facts[i].count), 1);
        case_to_deciding(fixture, facts[i].item, dispute, NULL);
        correct_case(fixture, dispute, "confirm_error", NULL);
        assert_int_equal(fixture_count(fixture, facts[i].count), 0);
        g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", number, NULL);
        assert_string_equal(fixture_cell(rows, 0, "before")->text, facts[i].before);
        assert_true(fixture_cell(rows, 0, "after")->is_null);
        assert_false(fixture_cell(rows, 0, "score_after")->is_null);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM enquiry WHERE fact = 5 AND died IS NOT NULL"), 1);
    fixture_free(fixture);
}

/* A judgment that was performed stays, with the day it ended, as a new version that leads to its case. */
static void test_a_performed_record_gets_its_end(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    below(fixture, "INSERT INTO public_record (subject, fact, born, kind, authority, day) SELECT 1, 71, max(id),"
                   " 'judgment', 'sample court', 20149 FROM change");
    case_to_deciding(fixture, "field=public_record,fact=71,ended=2026-05-04", 1, NULL);
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT ended FROM public_record WHERE fact = 71 AND died IS NULL"),
                     date_make(2026, 5, 4).days);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_true(fixture_cell(rows, 0, "before")->is_null);
    assert_string_equal(fixture_cell(rows, 0, "after")->text, "2026-05-04");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM public_record p JOIN dispute_correction c ON c.change"
                                            " = p.born WHERE p.fact = 71 AND p.died IS NULL"),
                     1);
    fixture_free(fixture);
}

static void test_a_planned_day_is_kept(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture);
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) past = fixture_try(fixture, &error, "dispute.act", "1", "cannot_apply_now", "--text",
                                          "migration", "--planned", "2026-11-21", NULL);
    assert_null(past);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autoptr(table_t) held = fixture_run(fixture, "dispute.act", "1", "cannot_apply_now", "--text", "migration",
                                          "--planned", "2026-11-27", NULL);
    g_autoptr(table_t) shown = fixture_run(fixture, "dispute.show", "1", NULL);
    const struct fact *planned = table_find_fact(shown, "planned");
    assert_non_null(planned);
    assert_int_equal(planned->cell.integer, date_make(2026, 11, 27).days);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    g_autoptr(table_t) after = fixture_run(fixture, "dispute.show", "1", NULL);
    assert_null(table_find_fact(after, "planned"));
    assert_int_equal(fixture_count(fixture, "SELECT planned FROM dispute WHERE id = 1"), date_make(2026, 11, 27).days);
    fixture_free(fixture);
}

/* The store lets a row be emptied, and nothing else. */
static void test_a_row_is_not_changed(void **state)
{
    static const char *const harms[] = { "UPDATE dispute_correction SET after = '1'",
                                         "UPDATE dispute_correction SET document = NULL",
                                         "UPDATE dispute_correction SET change = 1", "DELETE FROM dispute_correction" };
    struct fixture *fixture = fixture_new();
    g_autofree char *item = late_month(fixture);
    (void)state;
    case_to_deciding(fixture, item, 1, "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(harms); i++) {
        g_autoptr(GError) error = NULL;
        assert_true(guard_act_begin(fixture->session, "test.harm", NULL, &error));
        if (store_run(fixture->store, &error, harms[i], "")) fail_msg("let through: %s", harms[i]);
        guard_act_rollback(fixture->session);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_correction WHERE after = 'N'"), 1);
    below(fixture, "UPDATE dispute_correction SET before = NULL, after = NULL");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_correction WHERE after IS NULL"), 1);
    fixture_free(fixture);
}

/* A telephone number is masked in the list as it is everywhere. */
static void test_a_secret_value_is_masked(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    case_to_deciding(fixture, "field=phone,claimed=13900139000", 1, NULL);
    correct_case(fixture, 1, "confirm_error", NULL);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM dispute_correction WHERE before = '13800138000' AND after ="
                                   " '13900139000'"),
                     1);
    g_autoptr(table_t) rows = fixture_run(fixture, "dispute.corrections", "1", NULL);
    assert_null(strstr(fixture_cell(rows, 0, "before")->text, "13800138000"));
    assert_null(strstr(fixture_cell(rows, 0, "after")->text, "13900139000"));
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_row_says_what_was_changed),
        cmocka_unit_test(test_the_newest_evidence_counts),
        cmocka_unit_test(test_why_names_the_case),
        cmocka_unit_test(test_single_facts_are_taken_out),
        cmocka_unit_test(test_a_performed_record_gets_its_end),
        cmocka_unit_test(test_a_planned_day_is_kept),
        cmocka_unit_test(test_a_row_is_not_changed),
        cmocka_unit_test(test_a_secret_value_is_masked),
    };
    return cmocka_run_group_tests_name("correction", tests, NULL, NULL);
}
