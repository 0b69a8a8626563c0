/* SPDX-License-Identifier: Apache-2.0 */
/* Overrides and outcomes: what is one and what is none, how they are counted, and that the next sample marks them. */
#include "check.h"
#include "features/features.h"
#include "fixture.h"
#include "score/cutoff.h"

#include <string.h>

static void officer(struct fixture *fixture)
{
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
}

/* What the score of the fixture's subject says. */
static bool says_yes(struct fixture *fixture)
{
    officer(fixture);
    g_autoptr(table_t) score = fixture_run(fixture, "score.show", fixture->identity, NULL);
    const struct model *model = model_current(fixture->session, NULL);
    assert_non_null(model);
    return fixture_int(score, "score") >= model_cut_off(model);
}

static struct table * override(struct fixture *fixture, GError **error, const char *decision, const char *reason)
{
    officer(fixture);
    return fixture_try(fixture, error, "feedback.override", fixture->identity, "--decision", decision, "--reason",
                       reason, NULL);
}

static void test_override(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    const bool yes = says_yes(fixture);
    const char *against = yes ? "decline" : "approve", *with = yes ? "approve" : "decline";
    assert_null(override(fixture, &error, with, yes ? "income" : "fraud")); /* nothing is overridden */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_string_equal(bureau_error_reason(error), "no-override");
    g_clear_error(&error);
    assert_null(override(fixture, &error, against, yes ? "income" : "fraud")); /* a reason for the other way */
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM decision"), 0);
    g_autoptr(table_t) done = override(fixture, &error, against, yes ? "fraud" : "income");
    assert_no_error(error);
    assert_string_equal(fixture_text(done, "said"), with);
    assert_string_equal(fixture_text(done, "outcome"), against);
    g_autoptr(table_t) list = fixture_run(fixture, "feedback.list", NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_string_equal(fixture_cell(list, 0, "reason")->text, yes ? "fraud" : "income");
    for (size_t i = 0; i < table_column_count(list); i++) /* a decision is named, nobody is */
        assert_string_not_equal(table_column(list, i)->id, "subject");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'feedback.list'"), 1);
    fixture_free(fixture);
}

static void test_rates(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    const bool yes = says_yes(fixture);
    const char *against = yes ? "decline" : "approve", *with = yes ? "approve" : "decline";
    for (int i = 0; i < 3; i++) {
        officer(fixture);
        g_autoptr(table_t) agreed =
            fixture_run(fixture, "decision.record", fixture->identity, "--outcome", with, "--reasons", "01", NULL);
        assert_non_null(agreed);
    }
    officer(fixture);
    g_autoptr(table_t) machine =
        fixture_run(fixture, "decision.record", fixture->identity, "--outcome", "refer", "--machine", NULL);
    assert_non_null(machine); /* is no decision by a person */
    g_autoptr(table_t) done = override(fixture, &error, against, yes ? "fraud" : "income");
    assert_no_error(error);
    static const char *const by[] = { "band", "user", "month" };
    for (size_t i = 0; i < G_N_ELEMENTS(by); i++) {
        g_autoptr(table_t) rates = fixture_run(fixture, "feedback.list", "--by", by[i], NULL);
        assert_int_equal(table_row_count(rates), 1);
        assert_int_equal(fixture_cell(rates, 0, "decisions")->integer, 4);
        assert_int_equal(fixture_cell(rates, 0, "overrides")->integer, 1);
        assert_true(fixture_cell(rates, 0, "rate")->real == 0.25);
        assert_int_equal(fixture_cell(rates, 0, yes ? "high_side" : "low_side")->integer, 1);
    }
    g_autoptr(table_t) user = fixture_run(fixture, "feedback.list", "--by", "user", NULL);
    assert_string_equal(fixture_cell(user, 0, "group")->text, FIXTURE_OFFICER);
    fixture_free(fixture);
}

static void enter(struct fixture *fixture, const char *bad, const char *day)
{
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) done =
        fixture_run(fixture, "feedback.outcome", fixture->identity, "--bad", bad, "--day", day, NULL);
    assert_int_equal(fixture_int(done, "bad"), strcmp(bad, "yes") == 0);
}

static void test_outcome_feeds_the_sample(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    const bool yes = says_yes(fixture);
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *path = g_build_filename(parent, "sample.csv", NULL), *text = NULL;
    g_autoptr(table_t) done = override(fixture, &error, yes ? "decline" : "approve", yes ? "fraud" : "income");
    assert_no_error(error);
    enter(fixture, "no", "2026-11-20");
    enter(fixture, "yes", "2026-11-21"); /* of the same month: the later word counts, the earlier one is kept */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM measure WHERE kind = 'outcome.default'"), 2);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM measure WHERE kind = 'outcome.default' AND died IS NULL"), 1);
    assert_null(fixture_try(fixture, &error, "feedback.outcome", fixture->identity, "--bad", "no", "--day",
                            "2026-11-23", NULL)); /* tomorrow */
    assert_error_code(error, BUREAU_ERROR_USAGE);
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) sample = fixture_run(fixture, "model.sample", "--out", path, NULL);
    assert_int_equal(fixture_int(sample, "rows"), 1);
    assert_int_equal(fixture_int(sample, "bads"), 1);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    assert_true(g_str_has_suffix(lines[0], ",bad,override,declined"));
    assert_true(g_str_has_suffix(lines[1], yes ? ",1,1,1" : ",1,1,0"));
    g_autoptr(table_t) list = fixture_run(fixture, "feedback.list", NULL);
    assert_int_equal(fixture_cell(list, 0, "bad")->integer, 1);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_outcome_feeds_the_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
