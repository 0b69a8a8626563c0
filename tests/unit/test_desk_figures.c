/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the desk against cases counted by hand. */
#include "dispute_law.h"

#include "desk/desk_private.h"

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

static void count_of(struct table *table, const char *by, const char *value, int64_t received)
{
    for (size_t i = 0; i < table_row_count(table); i++)
        if (strcmp(fixture_cell(table, i, "by")->text, by) == 0 &&
            strcmp(fixture_cell(table, i, "value")->text, value) == 0) {
            assert_int_equal(fixture_cell(table, i, "received")->integer, received);
            g_autofree char *shown = cell_to_text(table_column(table, 1), fixture_cell(table, i, "value"), "zh", NULL);
            if (strcmp(by, "month") != 0) assert_string_not_equal(shown, value);
            return;
        }
    fail_msg("no line %s %s", by, value);
}

/* Two cases on the same month: one entered two days late and withdrawn, one corrected, one that is open. */
static void test_figures(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) first = opened(fixture, "2026-11-20", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "withdraw", "WITHDRAWN", "--text", "I take it back");
    g_autoptr(table_t) second = opened(fixture, "2026-11-22", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 2, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 2, "bureau_error", "CORRECTING", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 2, "apply", "CORRECTED", NULL, NULL);
    fixture_clock(fixture, "2026-11-26");
    event(fixture, FIXTURE_SERVICE, 2, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 2, "close", "CLOSED", NULL, NULL);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) table = fixture_run(fixture, "desk.figures", NULL);
    assert_string_equal(fixture_cell(table, 0, "by")->text, "total");
    assert_int_equal(fixture_cell(table, 0, "received")->integer, 2);
    assert_int_equal(fixture_cell(table, 0, "late")->integer, 1);
    assert_int_equal(fixture_cell(table, 0, "withdrawn")->integer, 1);
    assert_int_equal(fixture_cell(table, 0, "answered")->integer, 1);
    assert_int_equal(fixture_cell(table, 0, "in_time")->integer, 1);
    assert_int_equal(fixture_cell(table, 0, "upheld")->integer, 1);
    assert_int_equal(fixture_cell(table, 0, "decided")->integer, 1);
    count_of(table, "month", "2026-11", 2);
    count_of(table, "group", "payment", 2);
    count_of(table, "reason", "payment.month", 2);
    count_of(table, "channel", "counter", 2);
    count_of(table, "outcome", "withdrawn", 1);
    assert_true(fixture_cell(table, 0, "median_days")->real > 3.9 && fixture_cell(table, 0, "median_days")->real < 4.1);
    g_autoptr(table_t) furnishers = fixture_run(fixture, "desk.furnishers", NULL);
    assert_int_equal(table_row_count(furnishers), 1);
    assert_int_equal(fixture_cell(furnishers, 0, "items")->integer, 2);
    assert_int_equal(fixture_cell(furnishers, 0, "errors")->integer, 1);
    assert_int_equal(fixture_cell(furnishers, 0, "accounts")->integer, 2);
}

/* 10 of 20: 0.2993 to 0.7007 (the usual worked example); one of one does not lead over 40 of 100. */
static void test_wilson(void **state)
{
    (void)state;
    assert_true(desk_wilson_low(10, 20) > 0.2992 && desk_wilson_low(10, 20) < 0.2994);
    assert_true(desk_wilson_low(1, 1) < desk_wilson_low(40, 100));
    assert_true(desk_wilson_low(0, 5) < 1e-12 && desk_wilson_low(0, 0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_figures, set_up, tear_down),
        cmocka_unit_test(test_wilson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
