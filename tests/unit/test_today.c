/* SPDX-License-Identifier: Apache-2.0 */
/* What waits today: each line counts its own cases, at the edges of its days, and is told only to those who may see
 * what it counts. */
#include "check.h"
#include "fixture.h"

#include <string.h>

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

static void run_sql(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(store_run(fixture->store, &error, sql, ""));
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
}

/* -1 when the line is not told. */
static int64_t number(struct fixture *fixture, const char *line, const char *column)
{
    g_autoptr(table_t) today = fixture_run(fixture, "today", NULL);
    for (size_t i = 0; i < table_row_count(today); i++)
        if (strcmp(fixture_cell(today, i, "line")->text, line) == 0) return fixture_cell(today, i, column)->integer;
    return -1;
}

/* The fixture's day is 2026-11-22: day 20779 since 1970. */
static void requests_count_until_their_day_and_while_open(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(number(fixture, "request", "count"), 0);
    run_sql(fixture,
            "INSERT INTO request (id, subject, kind, state, channel, applicant, received, entered, due, due_reason, "
            "profile, rule, answered, maker) VALUES"
            " (101, 1, 'access', 'RECEIVED', 'counter', 'self', 20770, 0, 20778, '', 'CN-ZX', 'r', NULL, 'x'),"
            " (102, 1, 'access', 'RECEIVED', 'counter', 'self', 20770, 0, 20786, '', 'CN-ZX', 'r', NULL, 'x'),"
            " (103, 1, 'access', 'RECEIVED', 'counter', 'self', 20770, 0, 20787, '', 'CN-ZX', 'r', NULL, 'x'),"
            " (104, 1, 'access', 'CLOSED', 'counter', 'self', 20770, 0, 20778, '', 'CN-ZX', 'r', 20775, 'x')");
    assert_int_equal(number(fixture, "request", "count"), 2); /* due within seven days: 101 and 102 */
    assert_int_equal(number(fixture, "request", "overdue"), 1);
    assert_int_equal(number(fixture, "request", "due"), 20778);
}

static void consents_count_while_they_live(void **state)
{
    struct fixture *fixture = *state;
    const int64_t before = number(fixture, "consent", "count");
    run_sql(fixture,
            "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, granted, entered, expires, "
            "withdrawn) VALUES"
            " (901, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 0, 20778, NULL),"
            " (902, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 0, 20779, NULL),"
            " (903, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 0, 20809, NULL),"
            " (904, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 0, 20810, NULL),"
            " (905, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 0, 20790, 20778),"
            " (906, 1, 'query', 'refused', 'bureau', 'credit_review', 'all', 20000, 0, 20790, NULL)");
    assert_int_equal(number(fixture, "consent", "count"), before + 2); /* today and the thirtieth day: 902, 903 */
}

static void retention_waits_until_the_purge_of_the_day(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(number(fixture, "retention", "count"), 1);
    run_sql(fixture, "INSERT INTO setting (key, value) VALUES ('retention.last', '2026-11-22')");
    assert_int_equal(number(fixture, "retention", "count"), 0);
    fixture_clock(fixture, "2026-11-23");
    assert_int_equal(number(fixture, "retention", "count"), 1);
}

static void a_line_is_told_to_those_who_may_see_its_cases(void **state)
{
    struct fixture *fixture = *state;
    static const char *const users[] = { FIXTURE_OFFICER, FIXTURE_SERVICE, FIXTURE_AUDITOR, FIXTURE_ANALYST };
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++) {
        fixture_user(fixture, users[i]);
        g_autoptr(table_t) today = fixture_run(fixture, "today", NULL);
        size_t told = 0;
        for (size_t row = 0; row < table_row_count(today); row++) {
            const char *list = fixture_cell(today, row, "list")->text;
            assert_non_null(command_find(list)); /* every line leads somewhere */
            assert_int_not_equal(rights_of(list, fixture->session->role), 0);
            told++;
        }
        assert_true(i == 3 || told > 0);
    }
    fixture_user(fixture, FIXTURE_ANALYST); /* sees no identities */
    assert_int_equal(number(fixture, "request", "count"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(requests_count_until_their_day_and_while_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(consents_count_while_they_live, set_up, tear_down),
        cmocka_unit_test_setup_teardown(retention_waits_until_the_purge_of_the_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_is_told_to_those_who_may_see_its_cases, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
