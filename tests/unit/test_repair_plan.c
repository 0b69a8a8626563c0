/* SPDX-License-Identifier: Apache-2.0 */
/* Plans through the door: order, effects that add up, days by the law, a target by the proven plan, old plans kept. */
#include "check.h"

#include "fixture.h"
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

static char *subject_of(const struct fixture *fixture)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
}

/* The points of all steps, which are those between the score then and the expected one. */
static void adds_up(const struct table *plan)
{
    int64_t points = 0;
    for (size_t row = 0; row < table_row_count(plan); row++) {
        const struct cell *cell = fixture_cell(plan, row, "points");
        if (!cell->is_null) points += cell->integer;
    }
    assert_int_equal(fixture_int(plan, "score") + points, fixture_int(plan, "expected"));
}

static int step_of_kind(const struct table *plan, const char *kind)
{
    for (size_t row = 0; row < table_row_count(plan); row++)
        if (strcmp(fixture_cell(plan, row, "kind")->text, kind) == 0) return (int)row;
    return -1;
}

/* The card leaps from paid to two months late in 2026-04: a check fails, and that is the first step. */
static void test_order(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = subject_of(fixture);
    char day[DATE_TEXT_SIZE];
    g_autoptr(table_t) plan = fixture_run(fixture, "repair.plan", subject, NULL);
    assert_true(table_row_count(plan) >= 4);
    adds_up(plan);
    assert_string_equal(fixture_cell(plan, 0, "kind")->text, "dispute");
    assert_string_equal(fixture_cell(plan, 0, "check")->text, "jump");
    assert_string_equal(fixture_cell(plan, 0, "claimed")->text, "1");
    assert_int_equal(fixture_cell(plan, 0, "account")->integer, fixture->card);
    assert_true(*fixture_cell(plan, 0, "asked")->text != '\0');
    /* twenty days by the law of the store, from the day after */
    assert_string_equal(date_format((struct date){ (int32_t)fixture_cell(plan, 0, "ends")->integer }, day),
                        "2026-12-12");
    assert_true(step_of_kind(plan, "stop") > 0);
    assert_true(step_of_kind(plan, "wait") > step_of_kind(plan, "stop"));
    assert_true(step_of_kind(plan, "statement") > 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM repair WHERE state = 'open'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM repair_step"), (int64_t)table_row_count(plan));
}

/* What is stored is what was answered. */
static void test_kept(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = subject_of(fixture);
    g_autoptr(table_t) first = fixture_run(fixture, "repair.plan", subject, "--within", "6", NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(first, "repair"));
    g_autoptr(table_t) shown = fixture_run(fixture, "repair.show", number, NULL);
    g_autoptr(table_t) open = fixture_run(fixture, "repair.show", "--subject", subject, NULL);
    assert_int_equal(table_row_count(shown), table_row_count(first));
    assert_int_equal(fixture_int(open, "repair"), fixture_int(first, "repair"));
    for (size_t row = 0; row < table_row_count(first); row++) {
        assert_string_equal(fixture_cell(shown, row, "what")->text, fixture_cell(first, row, "what")->text);
        assert_int_equal(fixture_cell(shown, row, "points")->integer, fixture_cell(first, row, "points")->integer);
        assert_int_equal(fixture_cell(shown, row, "ends")->integer, fixture_cell(first, row, "ends")->integer);
    }
    assert_int_equal(fixture_int(shown, "within"), 6);
    g_autoptr(table_t) second = fixture_run(fixture, "repair.plan", subject, NULL);
    g_autoptr(table_t) before = fixture_run(fixture, "repair.show", number, NULL);
    assert_string_equal(fixture_text(before, "state"), "replaced");
    g_autoptr(table_t) list = fixture_run(fixture, "repair.list", NULL);
    g_autoptr(table_t) all = fixture_run(fixture, "repair.list", "--all", NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_int_equal(table_row_count(all), fixture_count(fixture, "SELECT count(*) FROM repair"));
    assert_int_equal(fixture_cell(list, 0, "repair")->integer, fixture_int(second, "repair"));
}

/* With a target its steps are those of the proven plan, on the file with what is wrong put right. */
static void test_target(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = subject_of(fixture);
    g_autoptr(table_t) free_plan = fixture_run(fixture, "repair.plan", subject, NULL);
    g_autofree char *target = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(free_plan, "score") + 5);
    g_autoptr(table_t) plan = fixture_run(fixture, "repair.plan", subject, "--target", target, NULL);
    adds_up(plan);
    assert_int_equal(fixture_int(plan, "target"), fixture_int(free_plan, "score") + 5);
    const bool reached = fixture_int(plan, "expected") >= fixture_int(plan, "target");
    assert_int_equal(fixture_int(plan, "reached"), reached);
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "repair.plan", subject, "--target", "99999", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.plan", subject, "--within", "99", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

/* The person says that a month is wrong: a step, though the file does not contradict itself there. */
static void test_wrong(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = subject_of(fixture);
    g_autofree char *said =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-06,field=balance,claimed=0", fixture->loan);
    g_autoptr(table_t) plan = fixture_run(fixture, "repair.plan", subject, "--wrong", said, NULL);
    adds_up(plan);
    bool found = false;
    for (size_t row = 0; row < table_row_count(plan); row++)
        found |= g_strcmp0(fixture_cell(plan, row, "check")->text, "said_wrong") == 0;
    assert_true(found);
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "repair.plan", subject, "--wrong",
                            "account=999999,month=2026-06,field=state,claimed=N", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

/* Who may only read makes no plan, and a plan is shown to nobody without the file's own door. */
static void test_rights(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = subject_of(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) plan = fixture_run(fixture, "repair.plan", subject, NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(plan, "repair"));
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("audit");
    assert_null(fixture_try(fixture, &error, "repair.plan", subject, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "repair.show", number, "--subject", "999999", NULL));
    assert_non_null(error);
    g_clear_error(&error);
    fixture_user(fixture, FIXTURE_STEWARD);
    assert_null(fixture_try(fixture, &error, "repair.show", number, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
}

/* Every profile has something open, and what nobody may offer stands in each with its source. */
static void test_paths(void **state)
{
    struct fixture *fixture = *state;
    static const char *const profiles[] = { "CN-ZX", "CN-SH", "CN-SZ", "US-FCRA", "EU-GDPR" };
    for (size_t i = 0; i < G_N_ELEMENTS(profiles); i++) {
        g_autoptr(table_t) paths = fixture_run(fixture, "repair.paths", "--profile", profiles[i], NULL);
        size_t open = 0, closed = 0;
        for (size_t row = 0; row < table_row_count(paths); row++) {
            fixture_cell(paths, row, "open")->integer ? open++ : closed++;
            assert_true(*fixture_cell(paths, row, "article")->text != '\0');
            assert_true(*fixture_cell(paths, row, "how")->text != '\0');
            if (fixture_cell(paths, row, "open")->integer)
                assert_string_equal(fixture_cell(paths, row, "fee")->text, "0");
        }
        assert_true(open >= 4);
        assert_true(closed >= 5);
    }
    g_autofree char *subject = subject_of(fixture);
    g_autoptr(table_t) own = fixture_run(fixture, "repair.paths", subject, NULL);
    assert_string_equal(fixture_cell(own, 0, "path")->text, "dispute");
    assert_int_equal(fixture_cell(own, 0, "items")->integer, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order), cmocka_unit_test(test_kept),   cmocka_unit_test(test_target),
        cmocka_unit_test(test_wrong), cmocka_unit_test(test_rights), cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
