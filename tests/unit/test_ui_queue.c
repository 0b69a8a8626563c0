/* SPDX-License-Identifier: Apache-2.0 */
/* The queue on the null terminal over a sealed store: the next case is taken and open, and what other people do leaves
 * the cursor on its case, in a queue that is held whole as in one that is read by pages. */
#include "check.h"
#include "desk_store.h"
#include "seat_store.h"

#include "guard/access.h"
#include "screen/screens.h"

#include <string.h>

enum { SHORT = 30, LONG = 1500 };

static struct seat_store *store;

static struct session *sit_down(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = seat_store_keys(store, ADMINISTRATOR, ADMINISTRATOR_WORDS, &error);
    assert_no_error(error);
    struct session *session = session_new();
    session->clock = 1795341600000; /* 2026-11-22 10:00 */
    session->store = store_open(store->directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(session_set_user(session, ADMINISTRATOR, &error));
    return session;
}

static void stand_up(struct session *session)
{
    store_close(session->store);
    session->store = NULL;
    session_free(session);
}

/* Somebody else ends the first three cases, which stand above the cursor. */
static bool other_open(struct view *view, const struct route *route, GError **error)
{
    (void)route;
    struct session *session = sit_down();
    assert_true(guard_act_begin(session, "test.other", NULL, error));
    assert_true(store_run(session->store, error,
                          "UPDATE dispute SET state = 'CLOSED', waiting = 'nobody', closed = ?1, outcome = 'withdrawn' "
                          "WHERE id <= 3",
                          "d", session_today(session)));
    assert_true(guard_act_commit(session, "test.other", NULL, error));
    stand_up(session);
    app_refresh(view->app);
    return true;
}

static void other_draw(const struct view *view, struct canvas *canvas)
{
    canvas_text(canvas, view->area.x, view->area.y, view->area.w, "it was done", INK_TEXT);
}

static const struct view_ops other = { .id = "other",
                                       .contexts = "other",
                                       .title = "Other",
                                       .size = sizeof(struct view),
                                       .open = other_open,
                                       .draw = other_draw };

static void make_store(int64_t count)
{
    g_autoptr(GError) error = NULL;
    store = seat_store_new();
    struct session *session = sit_down();
    assert_true(guard_act_begin(session, "test.people", NULL, &error));
    static const char *const rows[] = {
        "INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (1, 'SAMPLE', 'Sample Bank', '样本银行', "
        "'furnisher')",
        "INSERT INTO subject (id, kind, born) VALUES (1, 'person', 1)",
        "INSERT INTO name (subject, fact, born, kind, value) VALUES (1, 1, 1, 'name', '林一')",
        "INSERT INTO account (subject, account, born, source, number, type, currency) VALUES (1, 1, 1, 1, "
        "'9999000011114417', 'R2', 'CNY')",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        store_run(session->store, &error, rows[i], "");
        assert_no_error(error);
    }
    const struct desk_cases cases = { 1, 1, "MARKED", "agent", ADMINISTRATOR, 1, 1 };
    desk_cases_add(session, &cases, count);
    assert_true(guard_act_commit(session, "test.people", NULL, &error));
    stand_up(session);
}

static int short_queue(void **state)
{
    (void)state;
    make_store(SHORT);
    return 0;
}

static int long_queue(void **state)
{
    (void)state;
    make_store(LONG);
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    seat_store_free(store);
    return 0;
}

static void script(const char *steps)
{
    static const struct view_ops *const with_other[] = { &screen_disputes, &screen_case, &other, NULL };
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = seat_store_keys(store, OFFICER, OFFICER_WORDS, &error);
    assert_no_error(error);
    const struct seat_run run = { .user = OFFICER, .keys = keys, .screens = with_other };
    assert_int_equal(seat_store_run(store, &run, steps), 0);
}

static void next_takes_a_case_and_opens_it(void **state)
{
    (void)state;
    script("expect D-000001\nn\nexpect D-000001\nrefuse D-000002\nexpect is yours until\nEscape\nexpect mine 1\nm\n"
           "expect D-000001\nrefuse D-000002\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM dispute WHERE owner = '" OFFICER "'"), 1);
    assert_int_equal(seat_store_count(store, "SELECT id FROM dispute WHERE owner = '" OFFICER "'"), 1);
}

#define CURSOR_STAYS(before, after)                                                                                    \
    "expect row 1/" before "\nDown\nDown\nDown\nDown\nexpect row 5/" before "\ngo other\nexpect it was done\nEscape\n" \
    "expect row 2/" after "\nrefuse D-000001\nrefuse D-000003\nexpect D-000004\n"

static void a_refresh_leaves_the_cursor_on_its_case(void **state)
{
    (void)state;
    script(CURSOR_STAYS("30", "27"));
}

static void a_refresh_of_pages_does_too(void **state)
{
    (void)state;
    script("expect all 1500\n" CURSOR_STAYS("1500", "1497") "End\nexpect row 1497/1497\nexpect D-001500\n");
}

static void all_rows_of_a_long_queue_are_read_when_they_are_needed(void **state)
{
    (void)state;
    script("/\ntype D-001400\nEnter\nexpect row 1400/1500\n\\\ntype 00149\nEnter\nexpect (11 of 1500)\n");
}

static void another_lane_keeps_the_case_or_begins_at_its_first(void **state)
{
    (void)state;
    script("End\nexpect row 30/30\n4\nexpect row 30/30\n8\nexpect No case\n4\nexpect row 1/30\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(next_takes_a_case_and_opens_it, short_queue, drop_store),
        cmocka_unit_test_setup_teardown(a_refresh_leaves_the_cursor_on_its_case, short_queue, drop_store),
        cmocka_unit_test_setup_teardown(a_refresh_of_pages_does_too, long_queue, drop_store),
        cmocka_unit_test_setup_teardown(all_rows_of_a_long_queue_are_read_when_they_are_needed, long_queue, drop_store),
        cmocka_unit_test_setup_teardown(another_lane_keeps_the_case_or_begins_at_its_first, short_queue, drop_store),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
