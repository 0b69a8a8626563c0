/* SPDX-License-Identifier: Apache-2.0 */
/* Two people at one case: what one typed is never written over what the other did. The door refuses the old version,
 * the screen says what changed and by whom, keeps what was typed, and goes on only when that is chosen. */
#include "check.h"
#include "seat_store.h"

#include "guard/access.h"
#include "screen/screens.h"

#include <string.h>

#define CASE_1        "go case?dispute=1\nexpect D-000001\n"
#define FORM(event)   CASE_1 "go case_form?dispute=1&event=" event "\n"
#define EVENTS(event) "SELECT count(*) FROM dispute_event WHERE dispute = 1 AND event = '" event "'"

static struct seat_store *store;
static const char *move; /* what the other person does when the screen "other" is gone to */
static bool over_prompt; /* or while words are being typed */

/* ---- the other person, with a session and a store of their own ----------------------------------------------------
 */

static struct session *sit_down(const char *user, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = seat_store_keys(store, user, words, &error);
    assert_no_error(error);
    struct session *session = session_new();
    session->clock = 1795341600000; /* 2026-11-22 10:00 */
    session->store = store_open(store->directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(session_set_user(session, user, &error));
    session->purpose = g_strdup("dispute");
    return session;
}

static void stand_up(struct session *session)
{
    store_close(session->store);
    session->store = NULL;
    session_free(session);
}

static void run(struct session *session, const char *command, const char *const *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(arguments_t) arguments = arguments_new(command_find(command));
    for (size_t i = 0; words[i] != NULL; i += 2) {
        arguments_set(arguments, words[i], words[i + 1], &error);
        assert_no_error(error);
    }
    struct table *answer = table_new();
    command_run(command_find(command), session, arguments, answer, &error);
    assert_no_error(error);
    table_free(answer);
}

static void act(const char *event, const char *text)
{
    struct session *session = sit_down(ADMINISTRATOR, ADMINISTRATOR_WORDS);
    session->role = ROLE_OFFICER;
    run(session, "dispute.act",
        (const char *const[]){ "dispute", "1", "event", event, text != NULL ? "text" : NULL, text, NULL });
    stand_up(session);
}

static bool other_open(struct view *view, const struct route *route, GError **error)
{
    (void)view;
    act(move, strcmp(move, "withdraw") == 0 ? "I take it back" : NULL);
    (void)route;
    (void)error;
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

/* The case, and another person who acts once while words are being typed over it. */
static void watched_draw(const struct view *view, struct canvas *canvas)
{
    if (over_prompt && strcmp(app_top(view->app)->ops->id, "prompt") == 0) {
        over_prompt = false;
        act(move, "I take it back");
    }
    screen_case.draw(view, canvas);
}

/* ---- a store with a case ------------------------------------------------------------------------------------------
 */

#define RUN(...)                                                                                                       \
    do {                                                                                                               \
        store_run(session->store, &error, __VA_ARGS__);                                                                \
        assert_no_error(error);                                                                                        \
    } while (0)

static int make_store(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    store = seat_store_new();
    struct session *session = sit_down(ADMINISTRATOR, ADMINISTRATOR_WORDS);
    guard_act_begin(session, "test.people", NULL, &error);
    assert_no_error(error);
    RUN("INSERT INTO subject (id, kind, born) VALUES (1, 'person', ?1)", "i", session->change);
    RUN("INSERT INTO name (subject, fact, born, kind, value) VALUES (1, 1, ?1, 'name', '林一')", "i", session->change);
    RUN("INSERT INTO identifier (subject, fact, born, kind, value) VALUES (1, 2, ?1, 'gb11643', '11010519491231002X')",
        "i", session->change);
    RUN("INSERT INTO contact (subject, fact, born, kind, value) VALUES (1, 3, ?1, 'phone', '13800138000')", "i",
        session->change);
    guard_act_commit(session, "test.people", NULL, &error);
    assert_no_error(error);
    session->role = ROLE_OFFICER;
    run(session, "dispute.open",
        (const char *const[]){ "subject", "1", "item", "field=phone,claimed=13900139000", "reason", "personal.phone",
                               NULL });
    stand_up(session);
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    seat_store_free(store);
    return 0;
}

static void as_officer(const char *script)
{
    g_autoptr(GError) error = NULL;
    struct view_ops watched = screen_case;
    watched.draw = watched_draw;
    const struct view_ops *const with_other[] = { &screen_desk, &watched, &screen_case_form, &other, NULL };
    struct vault_keys *keys = seat_store_keys(store, OFFICER, OFFICER_WORDS, &error);
    assert_no_error(error);
    assert_int_equal(seat_store_run(store, &(struct seat_run){ .keys = keys, .screens = with_other }, script), 0);
}

/* ---- forms --------------------------------------------------------------------------------------------------------
 */

#define WITHDRAW FORM("withdraw") "expect Signed words\ntype signed on the 21st\n"
#define MOVED    "go other\nexpect it was done\nEscape\nexpect signed on the 21st\nC-s\nexpect The case moved meanwhile\n"

static void what_was_typed_is_not_written_over_what_was_done(void **state)
{
    (void)state;
    move = "own_check";
    as_officer(WITHDRAW MOVED "expect check own records\nexpect " ADMINISTRATOR "\nexpect marked → checked\n");
    assert_int_equal(seat_store_count(store, EVENTS("own_check")), 1);
    assert_int_equal(seat_store_count(store, EVENTS("withdraw")), 0);
}

static void leaving_keeps_what_was_typed(void **state)
{
    (void)state;
    move = "own_check";
    as_officer(WITHDRAW MOVED "Enter\nexpect signed on the 21st\nexpect Nothing was written\n");
    assert_int_equal(seat_store_count(store, EVENTS("withdraw")), 0);
}

static void it_goes_on_knowingly(void **state)
{
    (void)state;
    move = "own_check";
    as_officer(WITHDRAW MOVED "Down\nexpect Go on all the same\nEnter\nexpect withdrawn\n");
    assert_int_equal(seat_store_count(store, EVENTS("withdraw") " AND before = 'BUREAU_CHECKED'"), 1);
}

static void what_cannot_come_next_is_not_tried(void **state)
{
    (void)state;
    move = "withdraw";
    as_officer(WITHDRAW MOVED "expect cannot come next any more\nDown\nEnter\nrefuse Now:\n");
    assert_int_equal(seat_store_count(store, EVENTS("withdraw")), 1);
}

/* ---- steps that are asked for one by one ---------------------------------------------------------------------------
 */

static void a_prompt_is_as_careful_as_a_form(void **state)
{
    (void)state;
    act("own_check", NULL);
    act("bureau_error", NULL);
    move = "withdraw";
    over_prompt = true;
    as_officer(CASE_1 "n\ntype cannot_apply_now\nEnter\ntype the host is down\n"
                      "expect the host is down\nEnter\nexpect The case moved meanwhile\nexpect withdraw\n"
                      "expect " ADMINISTRATOR "\nexpect cannot come next any more\n");
    assert_int_equal(seat_store_count(store, EVENTS("cannot_apply_now")), 0);
}

/* ---- the limit -----------------------------------------------------------------------------------------------------
 */

static void an_empty_form_says_what_is_missing(void **state)
{
    (void)state;
    as_officer(FORM("withdraw") "C-s\nexpect Write the words that were signed\n");
    assert_int_equal(seat_store_count(store, EVENTS("withdraw")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_typed_is_not_written_over_what_was_done, make_store, drop_store),
        cmocka_unit_test_setup_teardown(leaving_keeps_what_was_typed, make_store, drop_store),
        cmocka_unit_test_setup_teardown(it_goes_on_knowingly, make_store, drop_store),
        cmocka_unit_test_setup_teardown(what_cannot_come_next_is_not_tried, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_prompt_is_as_careful_as_a_form, make_store, drop_store),
        cmocka_unit_test_setup_teardown(an_empty_form_says_what_is_missing, make_store, drop_store),
    };
    return cmocka_run_group_tests_name("ui case", tests, NULL, NULL);
}
