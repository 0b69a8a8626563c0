/* SPDX-License-Identifier: Apache-2.0 */
/* A decision is two persons' work: who took a case in, looked into it, took the answer or proposed the outcome never
 * decides it; what was proposed is kept with its reasons. */
#include "dispute_law.h"

static void to_deciding(struct fixture *fixture, const char *checker)
{
    g_autoptr(table_t) answer = opened(fixture, "2026-11-20", NULL, NULL);
    event(fixture, checker, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_OFFICER, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, FIXTURE_OFFICER, 1, "furnisher_reply", "DECIDING", "--value", "N");
}

/* The reviewer who made the own check, as an officer then, is refused, and told who may instead. */
static void test_who_checked_does_not_decide(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    below(fixture, "INSERT INTO user (name, role) VALUES ('he.ping', 'reviewer')");
    below(fixture, "UPDATE user SET role = 'officer' WHERE name = '" FIXTURE_REVIEWER "'");
    to_deciding(fixture, FIXTURE_REVIEWER);
    below(fixture, "UPDATE user SET role = 'reviewer' WHERE name = '" FIXTURE_REVIEWER "'");
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "own_check", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "he.ping", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE decider IS NULL"), 1);
    fixture_free(fixture);
}

/* The same person in another role later is still the one who looked: the events say so. */
static void test_a_new_role_forgets_nothing(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    to_deciding(fixture, FIXTURE_SERVICE);
    below(fixture, "UPDATE user SET role = 'reviewer' WHERE name IN ('" FIXTURE_OFFICER "', '" FIXTURE_SERVICE "')");
    held_back(fixture, FIXTURE_OFFICER, 1, "confirm_error", "furnisher_reply", NULL, NULL);
    held_back(fixture, FIXTURE_SERVICE, 1, "confirm_error", FIXTURE_SERVICE, NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    fixture_free(fixture);
}

/* A proposal stands in the case with its reasons, moves nothing, and binds whoever made it. */
static void test_a_proposal_is_kept(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    to_deciding(fixture, FIXTURE_SERVICE);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) bare = fixture_try(fixture, &error, "dispute.propose", "1", "error", NULL);
    assert_null(bare);
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_autoptr(table_t) made =
        fixture_run(fixture, "dispute.propose", "1", "error", "--text", "the bank says it was paid", NULL);
    assert_string_equal(fixture_text(made, "state"), "DECIDING");
    g_autoptr(table_t) shown = fixture_run(fixture, "dispute.show", "1", NULL);
    assert_string_equal(fixture_text(shown, "proposed"), "error");
    assert_string_equal(fixture_text(shown, "proposed_by"), FIXTURE_REVIEWER);
    assert_string_equal(fixture_text(shown, "proposed_why"), "the bank says it was paid");
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "propose", NULL, NULL);
    fixture_free(fixture);
}

/* Nothing is proposed before the own check, nor after the decision. */
static void test_a_proposal_has_its_time(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) early = NULL, late = NULL;
    (void)state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-20", NULL, NULL);
    g_autoptr(table_t) before = fixture_try(fixture, &early, "dispute.propose", "1", "error", "--text", "x", NULL);
    assert_null(before);
    assert_error_code(early, BUREAU_ERROR_REFUSED);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_OFFICER, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, FIXTURE_OFFICER, 1, "furnisher_reply", "DECIDING", "--value", "N");
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) after = fixture_try(fixture, &late, "dispute.propose", "1", "error", "--text", "x", NULL);
    assert_null(after);
    assert_error_code(late, BUREAU_ERROR_REFUSED);
    fixture_free(fixture);
}

/* What a proposal says may promise as little as a letter. */
static void test_a_proposal_promises_nothing(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    to_deciding(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) made = fixture_try(fixture, &error, "dispute.propose", "1", "error", "--text", "洗白", NULL);
    assert_null(made);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'propose'"), 0);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_checked_does_not_decide), cmocka_unit_test(test_a_new_role_forgets_nothing),
        cmocka_unit_test(test_a_proposal_is_kept),          cmocka_unit_test(test_a_proposal_has_its_time),
        cmocka_unit_test(test_a_proposal_promises_nothing),
    };
    return cmocka_run_group_tests_name("decision by two", tests, NULL, NULL);
}
