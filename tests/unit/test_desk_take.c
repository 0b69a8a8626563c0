/* SPDX-License-Identifier: Apache-2.0 */
/* Who works on a case: take next, holds that end and live on, assigning, giving back, diary days. */
#include "check.h"
#include "desk_store.h"
#include "fixture.h"

#include "desk/desk.h"

#include <string.h>

enum { MINUTE = 60 * 1000 };

static int set_up(void **state)
{
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static int64_t add(struct fixture *fixture, const char *state, const char *waiting, const char *maker, int days)
{
    const struct desk_cases cases = { .subject = fixture->subject,
                                      .account = fixture->card,
                                      .state = state,
                                      .waiting = waiting,
                                      .maker = maker,
                                      .days = days,
                                      .spread = 1 };
    return desk_cases_make(fixture->session, &cases, 1);
}

/* The case that `user` is given next; 0: none. */
static int64_t next(struct fixture *fixture, const char *user)
{
    GError *error = NULL;
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "desk.next", NULL);
    if (answer != NULL) return fixture_int(answer, "dispute");
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    return 0;
}

static char *word(int64_t number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void refused(struct fixture *fixture, const char *user, int code, const char *command, int64_t dispute,
                    const char *second, const char *third)
{
    GError *error = NULL;
    g_autofree char *number = word(dispute);
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, command, number, second, third, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    g_clear_error(&error);
}

static void done(struct fixture *fixture, const char *user, const char *command, int64_t dispute, const char *second,
                 const char *third)
{
    g_autofree char *number = word(dispute);
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_run(fixture, command, number, second, third, NULL);
    assert_non_null(answer);
}

static void wait_minutes(struct fixture *fixture, int minutes)
{
    fixture->session->clock += (int64_t)minutes * MINUTE;
}

static int64_t number_of(struct fixture *fixture, const char *what, int64_t dispute)
{
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM dispute WHERE id = %" G_GINT64_FORMAT, what, dispute);
    return fixture_count(fixture, sql);
}

static void test_order(void **data)
{
    struct fixture *fixture = *data;
    const int64_t later = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 9);
    const int64_t overdue = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, -2);
    const int64_t today = add(fixture, "BUREAU_CHECKED", "agent", FIXTURE_SERVICE, 0);
    add(fixture, "WITH_FURNISHER", "furnisher", FIXTURE_SERVICE, -5);
    const int64_t lines = fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'desk.next'");
    assert_int_equal(next(fixture, FIXTURE_OFFICER), overdue);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), today);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), later);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), 0);
    assert_int_equal(number_of(fixture, "version", overdue), 1); /* a hold is no change of the case */
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'desk.next' AND outcome = 'done'"),
        lines + 3);
    g_autofree char *own = g_strdup_printf("SELECT count(*) FROM audit WHERE command = 'desk.next' AND user = "
                                           "'" FIXTURE_OFFICER "' AND dispute = %" G_GINT64_FORMAT,
                                           overdue);
    assert_int_equal(fixture_count(fixture, own), 1);
}

static void test_lane_and_answer(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", FIXTURE_SERVICE, -2);
    const int64_t three = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 2);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) answer = fixture_run(fixture, "desk.next", "--lane", "three", NULL);
    assert_int_equal(fixture_int(answer, "dispute"), three);
    assert_string_equal(fixture_text(answer, "lane"), "three");
    assert_int_equal(fixture_int(answer, "days_left"), 2);
    assert_int_equal(fixture_int(answer, "held"), 1);
    assert_true(strlen(fixture_text(answer, "why")) > 0);
    assert_int_equal(fixture_int(answer, "held_until"), number_of(fixture, "held_until", three));
    assert_true(fixture_int(answer, "held_until") > session_now(fixture->session));
}

/* A reviewer gets decisions, none in a case that they took in; an officer gets none at all. */
static void test_reviewer(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    add(fixture, "DECIDING", "reviewer", FIXTURE_REVIEWER, -2);
    const int64_t other = add(fixture, "DECIDING", "reviewer", FIXTURE_SERVICE, 3);
    fixture_user(fixture, FIXTURE_OFFICER);
    assert_null(fixture_try(fixture, &error, "desk.next", "--waiting", "reviewer", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    fixture_user(fixture, FIXTURE_REVIEWER);
    assert_null(fixture_try(fixture, &error, "desk.next", "--waiting", "applicant", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), 0);
    assert_int_equal(next(fixture, FIXTURE_REVIEWER), other);
    assert_int_equal(next(fixture, FIXTURE_REVIEWER), 0);
}

static void test_idle(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
    refused(fixture, FIXTURE_SERVICE, BUREAU_ERROR_REFUSED, "dispute.act", one, "own_check", NULL);
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "dispute.act", one, "own_check", NULL);
    wait_minutes(fixture, 19);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), 0);
    wait_minutes(fixture, 2);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), one);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_REFUSED, "dispute.act", one, "own_check", NULL);
    done(fixture, FIXTURE_SERVICE, "dispute.act", one, "own_check", NULL);
}

/* Acts and looks of the holder renew the hold; looks of others do not. */
static void test_renewed(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
    wait_minutes(fixture, 15);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "own_check", NULL);
    wait_minutes(fixture, 15);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), 0);
    done(fixture, FIXTURE_OFFICER, "dispute.show", one, NULL, NULL);
    wait_minutes(fixture, 15);
    done(fixture, FIXTURE_SERVICE, "dispute.show", one, NULL, NULL);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), 0);
    wait_minutes(fixture, 10);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), one);
}

/* The one who waits changes: the hold is over, whoever is next may go on. An assignment stays. */
static void test_passed_on(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "BUREAU_CHECKED", "agent", FIXTURE_SERVICE, 1);
    const int64_t two = add(fixture, "BUREAU_CHECKED", "agent", FIXTURE_SERVICE, 2);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "bureau_error", NULL);
    assert_int_equal(number_of(fixture, "owner IS NULL AND held_until IS NULL", one), 1);
    assert_int_equal(next(fixture, FIXTURE_REVIEWER), one);
    done(fixture, FIXTURE_REVIEWER, "desk.assign", two, "--to", FIXTURE_OFFICER);
    refused(fixture, FIXTURE_SERVICE, BUREAU_ERROR_REFUSED, "dispute.act", two, "bureau_error", NULL);
    done(fixture, FIXTURE_OFFICER, "dispute.act", two, "bureau_error", NULL);
    assert_int_equal(number_of(fixture, "owner = '" FIXTURE_OFFICER "'", two), 1);
    done(fixture, FIXTURE_REVIEWER, "dispute.act", two, "apply", NULL);
    done(fixture, FIXTURE_OFFICER, "dispute.act", two, "answer", NULL);
    assert_int_equal(number_of(fixture, "owner = '" FIXTURE_OFFICER "' AND closed IS NULL OR owner IS NULL", two), 1);
}

static void test_closed_is_nobodys(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1);
    done(fixture, FIXTURE_REVIEWER, "desk.assign", one, "--to", FIXTURE_OFFICER);
    done(fixture, FIXTURE_OFFICER, "desk.diary", one, "--clear", NULL);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "withdraw", "--text=signed");
    assert_int_equal(
        number_of(fixture, "closed IS NOT NULL AND owner IS NULL AND held_until IS NULL AND diary IS NULL", one), 1);
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "desk.assign", one, "--to", FIXTURE_OFFICER);
}

static void test_assign(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1);
    const int64_t decide = add(fixture, "DECIDING", "reviewer", FIXTURE_REVIEWER, 2);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_REFUSED, "desk.assign", one, "--to", FIXTURE_OFFICER);
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "desk.assign", one, "--to", FIXTURE_ANALYST);
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "desk.assign", one, "--to", "nobody");
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "desk.assign", decide, "--to", FIXTURE_OFFICER);
    refused(fixture, FIXTURE_REVIEWER, BUREAU_ERROR_REFUSED, "desk.assign", decide, "--to", FIXTURE_REVIEWER);
    /* over somebody's hold, also to oneself */
    done(fixture, FIXTURE_REVIEWER, "desk.assign", one, "--to", FIXTURE_SERVICE);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_REFUSED, "dispute.act", one, "own_check", NULL);
    wait_minutes(fixture, 500);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), 0); /* for good */
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_REFUSED, "desk.release", one, NULL, NULL);
    done(fixture, FIXTURE_SERVICE, "desk.release", one, NULL, NULL);
    refused(fixture, FIXTURE_SERVICE, BUREAU_ERROR_NOT_FOUND, "desk.release", one, NULL, NULL);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
}

/* All or none, each with its line. */
static void test_assign_many(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    g_autofree char *one = word(add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1));
    g_autofree char *two = word(add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 2));
    g_autofree char *three = word(add(fixture, "DECIDING", "reviewer", FIXTURE_SERVICE, 2));
    fixture_user(fixture, FIXTURE_REVIEWER);
    assert_null(fixture_try(fixture, &error, "desk.assign", one, two, three, "--to", FIXTURE_OFFICER, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE owner IS NOT NULL"), 0);
    g_autoptr(table_t) answer = fixture_run(fixture, "desk.assign", one, two, "--to", FIXTURE_OFFICER, NULL);
    assert_int_equal(fixture_int(answer, "cases"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE owner = '" FIXTURE_OFFICER
                                            "' AND held_until IS NULL"),
                     2);
    assert_int_equal(fixture_count(fixture, "SELECT count(DISTINCT dispute) FROM audit WHERE command = 'desk.assign' "
                                            "AND outcome = 'done' AND change IS NOT NULL"),
                     2);
}

static void test_limit(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    for (int i = 0; i < 12; i++)
        add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 1);
    for (int i = 0; i < 10; i++)
        assert_true(next(fixture, FIXTURE_OFFICER) > 0);
    assert_null(fixture_try(fixture, &error, "desk.next", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    wait_minutes(fixture, 21);
    assert_true(next(fixture, FIXTURE_OFFICER) > 0);
}

static void test_diary(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 10); /* until 2026-12-02 */
    assert_int_equal(next(fixture, FIXTURE_OFFICER), one);
    refused(fixture, FIXTURE_SERVICE, BUREAU_ERROR_REFUSED, "desk.diary", one, "2026-11-25", NULL);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_USAGE, "desk.diary", one, NULL, NULL);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_USAGE, "desk.diary", one, "2026-11-22", NULL);
    refused(fixture, FIXTURE_OFFICER, BUREAU_ERROR_REFUSED, "desk.diary", one, "2026-11-28", NULL); /* reserve of 5 */
    done(fixture, FIXTURE_OFFICER, "desk.diary", one, "2026-11-27", "--text=papers come by post");
    assert_int_equal(number_of(fixture, "owner IS NULL", one), 1);
    assert_int_equal(next(fixture, FIXTURE_SERVICE), 0);
    fixture_clock(fixture, "2026-11-27");
    assert_int_equal(next(fixture, FIXTURE_SERVICE), one);
    g_autofree char *events = g_strdup_printf(
        "SELECT count(*) FROM dispute_event WHERE event = 'diary' AND dispute = %" G_GINT64_FORMAT, one);
    assert_int_equal(fixture_count(fixture, events), 1);
    done(fixture, FIXTURE_SERVICE, "dispute.act", one, "own_check", NULL);
    assert_int_equal(number_of(fixture, "diary IS NULL", one), 1);
}

/* What is open by its state is open by its row: the queue counts on it. */
static void test_states_agree(void **data)
{
    struct fixture *fixture = *data;
    const int64_t one = add(fixture, "MARKED", "agent", FIXTURE_SERVICE, 10);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "own_check", NULL);
    assert_int_equal(number_of(fixture, "waiting = 'agent'", one), 1);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "send_furnisher", NULL);
    assert_int_equal(number_of(fixture, "waiting = 'furnisher'", one), 1);
    assert_int_equal(next(fixture, FIXTURE_OFFICER), 0);
    done(fixture, FIXTURE_OFFICER, "dispute.act", one, "furnisher_reply", "--value=N");
    assert_int_equal(number_of(fixture, "waiting = 'reviewer' AND closed IS NULL", one), 1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_order),
        TEST(test_lane_and_answer),
        TEST(test_reviewer),
        TEST(test_idle),
        TEST(test_renewed),
        TEST(test_passed_on),
        TEST(test_closed_is_nobodys),
        TEST(test_assign),
        TEST(test_assign_many),
        TEST(test_limit),
        TEST(test_diary),
        TEST(test_states_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
