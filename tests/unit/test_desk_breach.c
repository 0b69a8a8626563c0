/* SPDX-License-Identifier: Apache-2.0 */
/* A missed day leaves an event in the case, once, by itself, and nobody can take it back. */
#include "check.h"
#include "desk_store.h"
#include "fixture.h"

#include "desk/desk.h"

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

static int64_t add(struct fixture *fixture, const char *state, const char *waiting, int days, int64_t count)
{
    const struct desk_cases cases = { fixture->subject, fixture->card, state, waiting, FIXTURE_SERVICE, days, 1 };
    return desk_cases_make(fixture->session, &cases, count);
}

static void test_sweep(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", -3, 450); /* more than one batch */
    add(fixture, "MARKED", "agent", 0, 2);    /* the last day itself is not missed */
    const int64_t met = add(fixture, "MARKED", "agent", -1, 1);
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE dispute_clock SET met = due WHERE dispute = ?1", "i", met));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
    fixture_user(fixture, FIXTURE_OFFICER);
    assert_true(desk_sweep_is_due(fixture->session));
    g_autoptr(table_t) swept = fixture_run(fixture, "desk.sweep", NULL);
    assert_int_equal(fixture_int(swept, "cases"), 450);
    assert_int_equal(fixture_int(swept, "breaches"), 450);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 450);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(DISTINCT dispute) FROM dispute_event WHERE event = 'overdue'"), 450);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'desk.sweep' AND outcome = 'done'"), 3);
    assert_false(desk_sweep_is_due(fixture->session));
    g_autoptr(table_t) again = fixture_run(fixture, "desk.sweep", NULL);
    assert_int_equal(fixture_int(again, "breaches"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 450);
    fixture_clock(fixture, "2026-11-23");
    assert_true(desk_sweep_is_due(fixture->session));
    g_autoptr(table_t) morrow = fixture_run(fixture, "desk.sweep", NULL);
    assert_int_equal(fixture_int(morrow, "breaches"), 2);
}

/* An act notes the missed day of its own case; the sweep then finds nothing to add. */
static void test_with_acts(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", -3, 1);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) moved = fixture_run(fixture, "dispute.act", "1", "own_check", NULL);
    g_autoptr(table_t) swept = fixture_run(fixture, "desk.sweep", NULL);
    assert_int_equal(fixture_int(swept, "breaches"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
}

static void fails(struct fixture *fixture, const char *sql)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, NULL));
    if (store_run(fixture->store, &error, sql, "")) fail_msg("%s was done", sql);
    guard_act_rollback(fixture->session);
}

static void test_for_good(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", -3, 1);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) swept = fixture_run(fixture, "desk.sweep", NULL);
    fails(fixture, "DELETE FROM dispute_event WHERE event = 'overdue'");
    fails(fixture, "UPDATE dispute_event SET event = 'note' WHERE event = 'overdue'");
    fails(fixture, "UPDATE dispute_event SET at = 0 WHERE event = 'overdue'");
    fails(fixture, "UPDATE dispute_event SET dispute = 77 WHERE event = 'overdue'");
    fails(fixture, "DELETE FROM dispute_clock");
    fails(fixture, "UPDATE dispute_clock SET breached = NULL");
    fails(fixture, "UPDATE dispute_clock SET due = due + 30");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
}

static void test_list(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", -30, 1);
    add(fixture, "MARKED", "agent", -3, 2);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) swept = fixture_run(fixture, "desk.sweep", NULL);
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) all = fixture_run(fixture, "desk.breaches", NULL);
    assert_int_equal(table_row_count(all), 3);
    assert_int_equal(fixture_cell(all, 0, "late")->integer, 30);
    assert_string_equal(fixture_cell(all, 0, "clock")->text, "answer");
    assert_true(fixture_cell(all, 0, "met")->is_null);
    g_autoptr(table_t) lately = fixture_run(fixture, "desk.breaches", "--from", "2026-11-01", NULL);
    assert_int_equal(table_row_count(lately), 2);
    g_autoptr(table_t) before = fixture_run(fixture, "desk.breaches", "--to", "2026-11-01", NULL);
    assert_int_equal(table_row_count(before), 1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = { TEST(test_sweep), TEST(test_with_acts), TEST(test_for_good), TEST(test_list) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
