/* SPDX-License-Identifier: Apache-2.0 */
/* One event for many cases: what is safe, which cases, what becomes of each, and that each is an act of its own. */
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

static void not_done(struct fixture *fixture, int code, const char *event, const char *option, const char *value)
{
    GError *error = NULL;
    const int64_t events = fixture_count(fixture, "SELECT count(*) FROM dispute_event");
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "desk.bulk", event, option, value, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event"), events);
    g_clear_error(&error);
}

/* Nothing that decides, corrects or answers is in the table, whatever else it holds. */
static void test_safe(void **data)
{
    static const char *const never[] = { "confirm_error", "confirm_correct", "cannot_determine", "apply",
                                         "answer",        "bureau_error",    "judge_frivolous",  "reinsert",
                                         "withdraw",      "furnisher_reply", "add_statement",    "statutory_due" };
    struct fixture *fixture = *data;
    add(fixture, "DECIDING", "reviewer", 2, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        not_done(fixture, BUREAU_ERROR_REFUSED, never[i], "--waiting", "reviewer");
    not_done(fixture, BUREAU_ERROR_USAGE, "own_check", NULL, NULL);
    not_done(fixture, BUREAU_ERROR_USAGE, "own_check", "--waiting", "mother");
    not_done(fixture, BUREAU_ERROR_USAGE, "own_check", "--state", "ASLEEP");
    not_done(fixture, BUREAU_ERROR_NOT_FOUND, "own_check", "--furnisher", "NOSUCH");
    GError *error = NULL;
    assert_null(fixture_try(fixture, &error, "desk.bulk", "own_check", "--dispute", "1", "--lane", "today", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "desk.bulk", "own_check", "--dispute", "1", "--dispute", "1", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
}

static void test_dry_then_done(void **data)
{
    struct fixture *fixture = *data;
    const int64_t first = add(fixture, "MARKED", "agent", 2, 4);
    add(fixture, "BUREAU_CHECKED", "agent", 2, 3); /* own_check cannot follow */
    add(fixture, "MARKED", "agent", 9, 5);         /* another lane */
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, first);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) assigned = fixture_run(fixture, "desk.assign", held, "--to", FIXTURE_SERVICE, NULL);
    fixture_user(fixture, FIXTURE_OFFICER);
    const int64_t events = fixture_count(fixture, "SELECT count(*) FROM dispute_event");
    const int64_t lines = fixture_count(fixture, "SELECT count(*) FROM audit");
    g_autoptr(table_t) dry = fixture_run(fixture, "desk.bulk", "own_check", "--lane", "three", "--dry-run", NULL);
    assert_int_equal(fixture_int(dry, "done"), 3);
    assert_int_equal(fixture_int(dry, "refused"), 1);
    assert_int_equal(fixture_int(dry, "passed"), 3);
    assert_string_equal(fixture_cell(dry, 0, "result")->text, "refused");
    assert_false(fixture_cell(dry, 0, "why")->is_null);
    assert_string_equal(fixture_cell(dry, 1, "result")->text, "possible");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event"), events);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit"), lines);
    g_autoptr(table_t) real = fixture_run(fixture, "desk.bulk", "own_check", "--lane", "three", NULL);
    assert_int_equal(fixture_int(real, "done"), 3);
    assert_int_equal(fixture_int(real, "refused"), 1);
    assert_int_equal(table_row_count(real), 4);
    assert_string_equal(fixture_cell(real, 1, "before")->text, "MARKED");
    assert_string_equal(fixture_cell(real, 1, "state")->text, "BUREAU_CHECKED");
    assert_string_equal(fixture_cell(real, 0, "state")->text, "MARKED");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'own_check'"), 3);
    /* a change and a line each, and one that ties them together */
    assert_int_equal(
        fixture_count(fixture, "SELECT count(DISTINCT change) FROM dispute_event WHERE event = 'own_check'"), 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(DISTINCT dispute) FROM audit WHERE command = 'dispute.act' "
                                            "AND outcome = 'done'"),
                     3);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM audit WHERE command = 'desk.bulk' AND outcome = 'done' "
                                   "AND note LIKE '%done=3 refused=1%'"),
                     1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE state = 'MARKED'"), 6);
}

static void test_named_and_limit(void **data)
{
    struct fixture *fixture = *data;
    add(fixture, "MARKED", "agent", 2, 4);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) named =
        fixture_run(fixture, "desk.bulk", "own_check", "--dispute", "2", "--dispute", "77", "--dispute", "4", NULL);
    assert_int_equal(fixture_int(named, "done"), 2);
    assert_int_equal(fixture_int(named, "refused"), 1);
    assert_string_equal(fixture_cell(named, 1, "result")->text, "refused");
    assert_true(fixture_cell(named, 1, "state")->is_null);
    g_autoptr(table_t) limited =
        fixture_run(fixture, "desk.bulk", "own_check", "--waiting", "agent", "--limit", "1", NULL);
    assert_int_equal(fixture_int(limited, "done"), 1);
    assert_int_equal(fixture_cell(limited, 0, "dispute")->integer, 1);
}

static void test_furnisher(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    const int64_t first = add(fixture, "MARKED", "agent", 2, 2);
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (2, 'OTHER', 'Other', '他行', "
                          "'furnisher')",
                          ""));
    assert_true(
        store_run(fixture->store, &error, "UPDATE account SET source = 2 WHERE account = ?1", "i", fixture->loan));
    assert_true(store_run(fixture->store, &error, "UPDATE dispute_item SET account = ?1 WHERE dispute = ?2", "ii",
                          fixture->loan, first));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) other = fixture_run(fixture, "desk.bulk", "own_check", "--furnisher", "OTHER", NULL);
    assert_int_equal(fixture_int(other, "done"), 1);
    assert_int_equal(fixture_cell(other, 0, "dispute")->integer, first);
}

struct halt {
    GCancellable *cancellable;
    int after;
};

static void halt(void *data, double done, const char *what)
{
    struct halt *halt = data;
    (void)done;
    (void)what;
    if (halt->after-- == 0) g_cancellable_cancel(halt->cancellable);
}

/* What was done stays done, and the answer says how far it came. */
static void test_cancelled(void **data)
{
    struct fixture *fixture = *data;
    struct halt when = { g_cancellable_new(), 2 };
    add(fixture, "MARKED", "agent", 2, 6);
    fixture_user(fixture, FIXTURE_OFFICER);
    fixture->session->cancellable = when.cancellable;
    fixture->session->progress = halt;
    fixture->session->progress_data = &when;
    g_autoptr(table_t) answer = fixture_run(fixture, "desk.bulk", "own_check", "--lane", "three", NULL);
    fixture->session->cancellable = NULL;
    fixture->session->progress = NULL;
    store_set_cancellable(fixture->store, NULL);
    g_object_unref(when.cancellable);
    assert_int_equal(fixture_int(answer, "cancelled"), 1);
    assert_int_equal(fixture_int(answer, "done"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE state = 'BUREAU_CHECKED'"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'desk.bulk' AND note LIKE "
                                            "'%cancelled%'"),
                     1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_safe),      TEST(test_dry_then_done), TEST(test_named_and_limit),
        TEST(test_furnisher), TEST(test_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
