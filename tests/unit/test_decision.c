/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions: what they keep, that a machine cannot decline without reasons, that the person may refuse one by machine
 * alone, that another person reviews it, and what the letters say under each law. */
#include "check.h"
#include "fixture.h"

#include "request/decision.h"

#include <string.h>

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static struct table *decide(struct fixture *fixture, GError **error, const char *outcome, bool machine)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    return machine ? fixture_try(fixture, error, "decision.record", subject, "--outcome", outcome, "--machine", NULL)
                   : fixture_try(fixture, error, "decision.record", subject, "--outcome", outcome, NULL);
}

/* An enterprise is judged by the model for enterprises. */
static void test_of_an_enterprise(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE subject SET kind = 'enterprise' WHERE id = ?1", "i",
                          fixture->subject));
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    g_autoptr(table_t) done = decide(fixture, &error, "approve", false);
    assert_no_error(error);
    assert_string_equal(fixture_text(done, "model"), "enterprise");
}

static void test_what_is_kept(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(table_t) done = decide(fixture, &error, "decline", true);
    assert_no_error(error);
    assert_string_equal(fixture_text(done, "state"), "decided");
    assert_string_equal(fixture_text(done, "purpose"), "credit_review");
    assert_true(*fixture_text(done, "basis") != '\0'); /* the consent it rests on */
    assert_true(fixture_int(done, "score") > 0);
    assert_true(*fixture_text(done, "model") != '\0');
    g_auto(GStrv) reasons = g_strsplit(fixture_text(done, "reasons"), ",", -1);
    assert_in_range(g_strv_length(reasons), 1, 5);
    for (size_t i = 0; reasons[i]; i++)
        assert_true(codes_known("SCORE_FACTOR", reasons[i]));
    g_autoptr(table_t) list = fixture_run(fixture, "decision.list", NULL);
    assert_int_equal(table_row_count(list), 1);
}

/* Neither a look for a dispute nor one at the person's own request, which need no consent, is the way to decide. */
static void test_only_for_what_is_decided(void **state)
{
    static const char *const others[] = { "dispute", "own_request" };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        GError *error = NULL;
        g_free(fixture->session->purpose);
        fixture->session->purpose = g_strdup(others[i]);
        assert_null(decide(fixture, &error, "approve", false));
        assert_error_code(error, BUREAU_ERROR_REFUSED);
        assert_string_equal(bureau_error_reason(error), "purpose-mismatch");
        g_clear_error(&error);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM decision"), 0);
}

/* A score that loses no point anywhere has no reasons: nothing to tell the person. */
static void test_no_explanation_no_machine(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    assert_null(fixture_try(fixture, &error, "decision.record", subject, "--outcome", "decline", "--machine",
                            "--reasons", ",", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(
        fixture_try(fixture, &error, "decision.record", subject, "--outcome", "decline", "--reasons", "99x", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM decision"), 0);
}

static void test_the_person_refuses_a_machine(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(table_t) one = decide(fixture, &error, "decline", true), two = decide(fixture, &error, "decline", false);
    assert_null(fixture_try(fixture, &error, "decision.object", "2", NULL)); /* a person made it */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "decision.review", "1", "--outcome", "approve", "--reason", "x", NULL));
    g_clear_error(&error); /* nobody asked for it yet */
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) objected = fixture_run(fixture, "decision.object", "1", "--text", "I want a person", NULL);
    assert_string_equal(fixture_text(objected, "state"), "with_person");
    assert_null(fixture_try(fixture, &error, "decision.object", "1", NULL)); /* once */
    g_clear_error(&error);
    g_autoptr(table_t) waiting = fixture_run(fixture, "decision.list", "--state", "with_person", NULL);
    assert_int_equal(table_row_count(waiting), 1);
    fixture_user(fixture, FIXTURE_OFFICER); /* who made it does not review it */
    assert_null(fixture_try(fixture, &error, "decision.review", "1", "--outcome", "approve", "--reason", "x", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) done =
        fixture_run(fixture, "decision.review", "1", "--outcome", "approve", "--reason", "steady income", NULL);
    assert_string_equal(fixture_text(done, "state"), "reviewed");
    assert_string_equal(fixture_text(done, "final"), "approve");
    assert_string_equal(fixture_text(done, "reviewer"), FIXTURE_REVIEWER);
    g_autoptr(table_t) letter = fixture_run(fixture, "decision.letter", "1", NULL);
    assert_string_equal(fixture_text(letter, "kind"), "decision_review");
    assert_non_null(strstr(fixture_text(letter, "text"), "steady income"));
}

static void test_a_machine_that_refers_waits(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(table_t) done = decide(fixture, &error, "refer", true);
    assert_string_equal(fixture_text(done, "state"), "with_person");
}

static void explain(struct fixture *fixture, const char *profile, const char *kind, const char *says)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", profile, &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
    g_autoptr(table_t) letter = fixture_run(fixture, "decision.explain", "1", NULL);
    assert_string_equal(fixture_text(letter, "kind"), kind);
    assert_non_null(strstr(fixture_text(letter, "text"), says));
    assert_null(strstr(fixture_text(letter, "text"), "{"));
    assert_null(strstr(fixture_text(letter, "text"), fixture->identity));
    g_autofree char *score =
        g_strdup_printf("%" G_GINT64_FORMAT, fixture_count(fixture, "SELECT score FROM decision WHERE id = 1"));
    assert_non_null(strstr(fixture_text(letter, "text"), score));
    assert_true(*fixture_text(letter, "reasons_en") && *fixture_text(letter, "reasons_zh"));
}

static void test_explained_by_law(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(table_t) done = decide(fixture, &error, "decline", true);
    assert_no_error(error);
    explain(fixture, "CN-ZX", "decision_explanation", "人工复核");
    explain(fixture, "US-FCRA", "decision_adverse", "六十日");
    explain(fixture, "EU-GDPR", "decision_explanation", "Art. 22");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_of_an_enterprise, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_only_for_what_is_decided, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_explanation_no_machine, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_person_refuses_a_machine, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_machine_that_refers_waits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_explained_by_law, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
