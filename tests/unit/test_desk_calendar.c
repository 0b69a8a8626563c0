/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar and the counts of the desk against what the rows say, day by day. */
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

static void run_sql(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    if (!store_run(fixture->store, &error, sql, "")) fail_msg("%s", error->message);
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
}

/* 2026-11-22 is a Sunday, day 20779. */
static void fill(struct fixture *fixture)
{
    const struct desk_cases agent = { fixture->subject, fixture->card, "MARKED", "agent", FIXTURE_SERVICE, -4, 30 };
    const struct desk_cases asked = {
        fixture->subject, fixture->card, "WITH_FURNISHER", "furnisher", FIXTURE_SERVICE, 0, 7
    };
    desk_cases_make(fixture->session, &agent, 70);
    desk_cases_make(fixture->session, &asked, 20);
    run_sql(fixture, "UPDATE dispute SET closed = due, state = 'CLOSED', waiting = 'nobody' WHERE id % 9 = 0");
    run_sql(fixture, "UPDATE dispute SET diary = due - 6 WHERE id % 8 = 1 AND closed IS NULL");
    run_sql(fixture,
            "INSERT INTO dispute_clock (dispute, seq, clock, rule, since, due, reason, holidays, change) SELECT id, 2, "
            "'correct', 'CN-ZX:dispute.correct', received, due - 2, 'counted', 0, 1 FROM dispute WHERE id % 5 = 0");
    run_sql(fixture,
            "INSERT INTO dispute_enquiry (id, dispute, source, form, number, sent, due, user) SELECT id, id, 1, "
            "'letter', 'E-' || id, received, due - 5, 'li.na' FROM dispute WHERE waiting = 'furnisher'");
    run_sql(fixture, "UPDATE dispute_enquiry SET answered = sent WHERE id % 3 = 0");
    run_sql(fixture,
            "INSERT INTO request (id, subject, kind, state, channel, applicant, received, entered, due, due_reason, "
            "profile, rule, maker) VALUES (1, 1, 'copy', 'RECEIVED', 'counter', 'subject', 20779, 0, 20785, 'counted', "
            "'CN-ZX', 'rights.answer', 'li.na')");
    run_sql(fixture,
            "INSERT INTO repair (id, subject, made, day, user, state, recheck, change) VALUES (1, 1, 0, 20779, "
            "'li.na', 'running', 20790, 1)");
    run_sql(
        fixture,
        "INSERT INTO holiday (country, day, kind, name, source, change) VALUES ('CN', 20780, 'holiday', 'Test day', "
        "'test', 1), ('CN', 20786, 'workday', NULL, 'test', 1), ('US', 20781, 'holiday', 'Elsewhere', 'test', 1)");
}

static void same_days(struct fixture *fixture, const struct table *answer, const char *column, const char *day_sql)
{
    int64_t sum = 0;
    for (size_t i = 0; i < table_row_count(answer); i++) {
        g_autofree char *sql =
            g_strdup_printf("SELECT count(*) FROM %s = %d", day_sql, (int)fixture_cell(answer, i, "day")->integer);
        assert_int_equal(fixture_cell(answer, i, column)->integer, fixture_count(fixture, sql));
        sum += fixture_cell(answer, i, column)->integer;
    }
    if (sum == 0) fail_msg("no day has %s", column);
}

static const struct {
    const char *column, *sql;
} sources[] = {
    { "due", "dispute WHERE closed IS NULL AND due" },
    { "target", "dispute WHERE closed IS NULL AND target" },
    { "clocks",
      "dispute_clock WHERE clock NOT IN ('answer', 'furnisher') AND met IS NULL AND replaced IS NULL AND due" },
    { "furnisher", "dispute_enquiry WHERE answered IS NULL AND due" },
    { "diary", "dispute WHERE diary" },
    { "requests", "request WHERE answered IS NULL AND due" },
    { "rechecks", "repair WHERE closed IS NULL AND recheck" },
};

static void test_days(void **data)
{
    struct fixture *fixture = *data;
    fill(fixture);
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "desk.calendar", "--from", "2026-11-20", "--to", "2026-12-20", NULL);
    assert_int_equal(table_row_count(answer), 31);
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        same_days(fixture, answer, sources[i].column, sources[i].sql);
    /* Friday, Saturday, Sunday, a holiday, a day after it, and a Sunday that is worked */
    static const bool off[] = { false, true, true, true, false };
    for (size_t i = 0; i < G_N_ELEMENTS(off); i++)
        assert_int_equal(fixture_cell(answer, i, "off")->integer, off[i]);
    assert_string_equal(fixture_cell(answer, 3, "holiday")->text, "Test day");
    assert_true(fixture_cell(answer, 4, "holiday")->is_null); /* another country's */
    assert_int_equal(fixture_cell(answer, 9, "off")->integer, 0);
}

static void test_one_day(void **data)
{
    struct fixture *fixture = *data;
    fill(fixture);
    fixture_user(fixture, FIXTURE_OFFICER);
    for (int day = 20775; day < 20800; day++) {
        char text[DATE_TEXT_SIZE];
        g_autoptr(table_t) items =
            fixture_run(fixture, "desk.calendar", "--day", date_format((struct date){ day }, text), NULL);
        g_autoptr(table_t) days = fixture_run(fixture, "desk.calendar", "--from", text, "--to", text, NULL);
        int64_t of_kind[G_N_ELEMENTS(sources)] = { 0 };
        for (size_t i = 0; i < table_row_count(items); i++)
            for (size_t kind = 0; kind < G_N_ELEMENTS(sources); kind++)
                of_kind[kind] += strcmp(fixture_cell(items, i, "kind")->text, sources[kind].column) == 0;
        for (size_t kind = 0; kind < G_N_ELEMENTS(sources); kind++)
            assert_int_equal(of_kind[kind], fixture_cell(days, 0, sources[kind].column)->integer);
    }
}

static void test_span(void **data)
{
    struct fixture *fixture = *data;
    g_autoptr(GError) backwards = NULL, longer = NULL;
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) usual = fixture_run(fixture, "desk.calendar", NULL);
    assert_int_equal(table_row_count(usual), 31);
    assert_null(fixture_try(fixture, &backwards, "desk.calendar", "--from", "2026-11-20", "--to", "2026-11-19", NULL));
    assert_error_code(backwards, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &longer, "desk.calendar", "--from", "2026-11-20", "--to", "2036-11-19", NULL));
    assert_error_code(longer, BUREAU_ERROR_USAGE);
}

static int64_t sum_of(const struct table *answer, const char *by, const char *column)
{
    int64_t sum = 0;
    for (size_t i = 0; i < table_row_count(answer); i++)
        if (strcmp(fixture_cell(answer, i, "by")->text, by) == 0) sum += fixture_cell(answer, i, column)->integer;
    return sum;
}

static void test_counts(void **data)
{
    struct fixture *fixture = *data;
    fill(fixture);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) answer = fixture_run(fixture, "desk.counts", NULL);
    const int64_t open = fixture_count(fixture, "SELECT count(*) FROM dispute WHERE closed IS NULL");
    assert_int_equal(fixture_int(answer, "open"), open);
    assert_int_equal(sum_of(answer, "due", "cases"), open);
    assert_int_equal(sum_of(answer, "received", "cases"), open); /* the classes leave no day out and none twice */
    assert_int_equal(sum_of(answer, "due", "furnisher"),
                     fixture_count(fixture, "SELECT count(*) FROM dispute WHERE waiting = 'furnisher'"));
    assert_int_equal(fixture_int(answer, "overdue"),
                     fixture_count(fixture, "SELECT count(*) FROM dispute WHERE closed IS NULL AND due < 20779"));
    assert_int_equal(fixture_int(answer, "oldest"),
                     fixture_count(fixture, "SELECT min(received) FROM dispute WHERE closed IS NULL"));
    for (size_t i = 0; i < table_row_count(answer); i++) {
        if (strcmp(fixture_cell(answer, i, "by")->text, "received") != 0) continue;
        const struct cell *to = fixture_cell(answer, i, "to");
        g_autofree char *sql =
            g_strdup_printf("SELECT count(*) FROM dispute WHERE closed IS NULL AND 20779 - received BETWEEN %d AND %d",
                            (int)fixture_cell(answer, i, "from")->integer, to->is_null ? 9999 : (int)to->integer);
        assert_int_equal(fixture_cell(answer, i, "cases")->integer, fixture_count(fixture, sql));
    }
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = { TEST(test_days), TEST(test_one_day), TEST(test_span), TEST(test_counts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
