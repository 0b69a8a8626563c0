/* SPDX-License-Identifier: Apache-2.0 */
/* Following a plan: the case of a dispute step, what counts as done, looking again, the letter, the end. */
#include "check.h"

#include "fixture.h"
#include "letter/letter.h"
#include "repair/steps.h"

#include <string.h>

static int setup(void **state)
{
    struct fixture *fixture = fixture_new();
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static char *number_text(int64_t number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

/* A plan of the fixture's person; its number. */
static char *make_plan(struct fixture *fixture)
{
    g_autofree char *subject = number_text(fixture->subject);
    g_autoptr(table_t) plan = fixture_run(fixture, "repair.plan", subject, NULL);
    return number_text(fixture_int(plan, "repair"));
}

static char *step_of(struct fixture *fixture, const char *plan, const char *kind)
{
    g_autoptr(table_t) shown = fixture_run(fixture, "repair.show", plan, NULL);
    for (size_t row = 0; row < table_row_count(shown); row++)
        if (strcmp(fixture_cell(shown, row, "kind")->text, kind) == 0)
            return number_text(fixture_cell(shown, row, "step")->integer);
    fail_msg("no step %s", kind);
    return NULL;
}

static const char *state_of(struct fixture *fixture, const char *plan, const char *step)
{
    g_autoptr(table_t) shown = fixture_run(fixture, "repair.show", plan, NULL);
    const size_t row = (size_t)g_ascii_strtoll(step, NULL, 10) - 1;
    return g_intern_string(fixture_cell(shown, row, "state")->text);
}

/* The step opens a real case with the month and the value the check points to; it is done when the case is. */
static void test_case(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *plan = make_plan(fixture), *step = step_of(fixture, plan, "dispute");
    g_autoptr(table_t) begun = fixture_run(fixture, "repair.step", plan, step, "begun", "--open", NULL);
    const int64_t dispute = fixture_int(begun, "dispute");
    assert_true(dispute > 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE field = 'state' AND claimed = '1'"
                                            " AND reason = 'payment.month'"),
                     1);
    assert_string_equal(state_of(fixture, plan, step), "begun");
    assert_null(fixture_try(fixture, &error, "repair.step", plan, step, "done", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autofree char *subject = number_text(fixture->subject);
    g_autoptr(table_t) diagnosis = fixture_run(fixture, "repair.diagnose", subject, NULL);
    assert_int_equal(fixture_int(diagnosis, "in_dispute"), 1);
    assert_int_equal(fixture_int(diagnosis, "disputable"), 0);
    /* the case ends: the next look sees it */
    g_autofree char *number = number_text(dispute);
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "dispute.act", number, "withdraw", "--text", "as agreed", NULL);
    g_autoptr(table_t) look = fixture_run(fixture, "repair.recheck", plan, NULL);
    assert_string_equal(state_of(fixture, plan, step), "done");
}

static void test_done(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *plan = make_plan(fixture), *autopay = step_of(fixture, plan, "autopay");
    g_autofree char *statement = step_of(fixture, plan, "statement"), *stop = step_of(fixture, plan, "stop");
    /* nothing shows it: evidence is asked for */
    assert_null(fixture_try(fixture, &error, "repair.step", plan, autopay, "done", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    g_autoptr(table_t) done =
        fixture_run(fixture, "repair.step", plan, autopay, "done", "--evidence", "bank letter 12", NULL);
    assert_string_equal(fixture_text(done, "step_state"), "done");
    /* the file says no: evidence or not */
    assert_null(fixture_try(fixture, &error, "repair.step", plan, statement, "done", "--evidence", "a paper", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.step", plan, stop, "dropped", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    g_autoptr(table_t) dropped =
        fixture_run(fixture, "repair.step", plan, stop, "dropped", "--note", "a mortgage is needed", NULL);
    assert_string_equal(fixture_text(dropped, "step_state"), "dropped");
    assert_null(fixture_try(fixture, &error, "repair.step", plan, stop, "done", "--evidence", "x", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.step", plan, "99", "begun", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

/* Looking again: expected by now is the score then with what is done; the day to look moves on. */
static void test_recheck(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *plan = make_plan(fixture);
    g_autoptr(table_t) none = fixture_run(fixture, "repair.list", "--due", NULL);
    assert_int_equal(table_row_count(none), 0);
    fixture_clock(fixture, "2027-06-30");
    g_autoptr(table_t) due = fixture_run(fixture, "repair.list", "--due", NULL);
    assert_int_equal(table_row_count(due), 1);
    assert_int_equal(fixture_cell(due, 0, "due")->integer, 1);
    g_autoptr(table_t) look = fixture_run(fixture, "repair.recheck", plan, NULL);
    int64_t expected = fixture_int(look, "score");
    for (size_t row = 0; row < table_row_count(look); row++)
        if (fixture_cell(look, row, "counted")->integer) expected += fixture_cell(look, row, "points")->integer;
    assert_int_equal(fixture_int(look, "expected_now"), expected);
    assert_int_equal(fixture_int(look, "difference"), fixture_int(look, "real") - expected);
    assert_int_equal(fixture_int(look, "same_model"), 1);
    assert_int_equal(fixture_int(look, "seen"), fixture_int(look, "real"));
    g_autoptr(table_t) after = fixture_run(fixture, "repair.list", "--due", NULL);
    assert_int_equal(table_row_count(after), 0);
    fixture_clock(fixture, "2026-11-22");
}

static void test_letter(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *plan = make_plan(fixture);
    static const char *const languages[] = { "zh", "en" };
    static const char *const words[] = { "本方案是估计，不是承诺", "an estimate and not a promise" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(table_t) letter = fixture_run(fixture, "repair.letter", plan, "--language", languages[i], NULL);
        const char *text = fixture_text(letter, "text");
        assert_non_null(strstr(text, words[i]));
        assert_null(strchr(text, '{'));
        assert_null(strstr(text, fixture->identity)); /* masked */
        assert_true(letter_check_text(text, &error));
        assert_no_error(error);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE repair IS NOT NULL"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'repair_plan' AND"
                                            " length(digest) = 64 AND number LIKE '2026-P%'"),
                     2);
}

static void test_close(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *plan = make_plan(fixture);
    g_autoptr(table_t) closed = fixture_run(fixture, "repair.close", plan, NULL);
    assert_string_equal(fixture_text(closed, "state"), "closed");
    assert_null(fixture_try(fixture, &error, "repair.step", plan, "1", "begun", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.recheck", plan, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.close", plan, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.show", "4711", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_case, setup, teardown),
        cmocka_unit_test_setup_teardown(test_done, setup, teardown),
        cmocka_unit_test_setup_teardown(test_recheck, setup, teardown),
        cmocka_unit_test_setup_teardown(test_letter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_close, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
