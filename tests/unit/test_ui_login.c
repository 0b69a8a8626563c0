/* SPDX-License-Identifier: Apache-2.0 */
/* Sitting down, the lock, another person, and the passphrase: on a sealed store with a real key file. */
#include "check.h"
#include "core/seat.h"
#include "seat_store.h"
#include "widget/passfield.h"

#include <string.h>

#define LOG_IN "type " ADMINISTRATOR_WORDS "\nEnter\n"
/* From the login, as the officer: the user field first. */
#define LOG_IN_OFFICER "Up\nC-u\ntype " OFFICER "\nTab\ntype " OFFICER_WORDS "\nEnter\n"

static struct seat_store *store;

static int make_store(void **state)
{
    (void)state;
    store = seat_store_new();
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    seat_store_free(store);
    return 0;
}

/* ---- the login --------------------------------------------------------------------------------------------------- */

static void the_right_passphrase_opens_the_desk(void **state)
{
    (void)state;
    seat_store_script(store, "expect Passphrase\nexpect " ADMINISTRATOR "\nrefuse Disputes due\n" LOG_IN
                             "expect Desk\nexpect " ADMINISTRATOR "\nrefuse Passphrase\n");
    seat_store_script(store, LOG_IN_OFFICER "expect Desk\nexpect " OFFICER "\n");
}

/* A wrong passphrase and a user there is not look the same, but for the name that was typed. */
static void a_failure_never_says_which(void **state)
{
    (void)state;
    seat_store_script(store, "type not the right words\nEnter\nrefuse Desk\ndump wrong\n"
                             "Up\nC-u\ntype zhou.tong\nTab\ntype not the right words\nEnter\nrefuse Desk\ndump nobody\n"
                             "Up\nC-u\ntype " ADMINISTRATOR "\nTab\n" LOG_IN "expect Desk\n");
    g_autofree char *wrong = seat_store_screen(store, "wrong"), *nobody = seat_store_screen(store, "nobody");
    g_auto(GStrv) a = g_strsplit(wrong, "\n", -1), b = g_strsplit(nobody, "\n", -1);
    unsigned told = 0;
    for (int i = 12; i < 18; i++) { /* below the fields; the wait grows */
        if (strstr(a[i], "The next try") != NULL) continue;
        assert_string_equal(a[i], b[i]);
        told += strstr(a[i], "do not fit") != NULL;
    }
    assert_int_equal(told, 1);
}

static void a_failure_is_in_the_log_after_the_next_login(void **state)
{
    (void)state;
    const char *sql = "SELECT count(*) FROM audit WHERE command='login' AND outcome='refused'";
    const int64_t before = seat_store_count(store, sql);
    seat_store_script(store, "type not the right words\nEnter\nrefuse Desk\n" LOG_IN "expect Desk\n");
    assert_int_equal(seat_store_count(store, sql), before + 1);
}

static void what_is_typed_is_never_on_the_screen(void **state)
{
    (void)state;
    seat_store_script(store, "type " ADMINISTRATOR_WORDS "\nrefuse quiet\nrefuse noon\nexpect ••••\ndump typed\nEnter\n"
                             "expect Desk\nrefuse quiet\ncommand app.errors\nrefuse quiet\n");
}

static void a_pasted_newline_does_not_submit(void **state)
{
    (void)state;
    seat_store_script(store, "paste " ADMINISTRATOR_WORDS "\\nand more\\n\nrefuse Desk\nexpect Passphrase\nEnter\n"
                             "expect Desk\n");
}

static void the_recovery_key_sits_down_as_recovery(void **state)
{
    (void)state;
    g_autofree char *script = g_strdup_printf("Up\nC-u\ntype " KEYFILE_RECOVERY "\nTab\ntype %s\nEnter\nexpect Desk\n"
                                              "expect " KEYFILE_RECOVERY "\n",
                                              (const char *)secret_bytes(store->recovery));
    seat_store_script(store, script);
}

static void escape_and_leaving_work_before_a_login(void **state)
{
    (void)state;
    seat_store_script(store, "type abc\nexpect •••\nEscape\nrefuse •••\nC-p\nrefuse All commands\nM-d\nrefuse Desk\n"
                             "M-l\nexpect 口令\nM-l\nC-n\ntype li\nEnter\nexpect li.na\n");
    seat_store_script(store, "C-q\n");
}

static void any_size_will_do(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 120, 40 }, { 59, 15 }, { 40, 8 }, { 20, 5 }, { 3, 2 }, { 1, 1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        for (int zh = 0; zh < 2; zh++)
            assert_int_equal(
                seat_store_run(
                    store,
                    &(struct seat_run){ .columns = sizes[i][0], .rows = sizes[i][1], .language = zh ? "zh" : "en" },
                    "type abc\nresize 80x24\nexpect •••\nresize 7x3\n"),
                0);
    assert_int_equal(seat_store_run(store, &(struct seat_run){ .columns = 40, .rows = 8 },
                                    "expect Passphrase\n" LOG_IN "resize 80x24\nexpect Desk\n"),
                     0);
}

static void keys_at_hand_need_no_login(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = seat_store_keys(store, OFFICER, OFFICER_WORDS, &error);
    assert_no_error(error);
    assert_int_equal(seat_store_run(store, &(struct seat_run){ .keys = keys }, "expect Desk\nexpect " OFFICER "\n"), 0);
}

/* A folder that holds no key file is refused before there is a screen, with the reason. */
static void a_folder_without_keys_is_refused(void **state)
{
    (void)state;
    g_autoptr(session_t) session = session_new();
    g_autoptr(GError) error = NULL;
    const int code = app_run(
        &(struct app_options){ .session = session, .store = store->folder, .screens = NULL, .script = "none" }, &error);
    assert_int_equal(code, BUREAU_ERROR_STORE);
    assert_error_code(error, BUREAU_ERROR_STORE);
}

/* ---- the lock ---------------------------------------------------------------------------------------------------- */

static void the_lock_hides_and_the_passphrase_leads_back(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN
                      "M-,\nexpect Settings\nDown\nDown\nM-k\nexpect Locked\nrefuse Settings\nrefuse Theme\n"
                      "M-d\nrefuse Desk\ntype not the right words\nEnter\nexpect Locked\nexpect do not fit\n" LOG_IN
                      "expect Settings\nexpect Theme\nEscape\nexpect Disputes due\n");
}

static void nobody_at_the_keys_locks(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN "idle 4\nexpect Desk\nidle 5\nexpect Locked\nrefuse Desk\n" LOG_IN "expect Desk\n");
}

/* A key pressed after the time was over is not for the screen that stood there. */
static void the_first_key_after_the_time_does_nothing(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN "idle 700 d\nexpect Locked\nrefuse •\n" LOG_IN "expect Disputes due\n");
}

static struct {
    int opened, closed, freed, references;
    struct app *app;
} seen;

static void forget_shared(void *data)
{
    (void)data;
    seen.freed++;
}

static bool probe_open(struct view *view, const struct route *route, GError **error)
{
    (void)route;
    (void)error;
    assert_int_equal(seen.opened, seen.closed); /* what was there before the lock is gone */
    assert_int_equal(seen.opened, seen.freed);
    seen.opened++;
    seen.references = vault_keys_references(view->app->keys);
    app_set_shared(view->app, "personal", view, forget_shared);
    return true;
}

static void probe_draw(const struct view *view, struct canvas *canvas)
{
    canvas_text(canvas, 2, 4, 40, "王小明 is on the screen", INK_TEXT);
    (void)view;
}

static void probe_close(struct view *view)
{
    (void)view;
    seen.closed++;
}

static const struct view_ops probe_ops = { .id = "probe",
                                           .contexts = "probe",
                                           .title = "Probe",
                                           .size = sizeof(struct view),
                                           .open = probe_open,
                                           .draw = probe_draw,
                                           .close = probe_close };
static const struct view_ops *const probes[] = { &probe_ops, NULL };

/* Screens, shared data and keys are gone while it is locked: the second pair of eyes opens everything anew, and nothing
 * says that the keys could not be wiped. */
static void a_lock_leaves_nothing_behind(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    const struct seat_run run = { .screens = probes };
    assert_int_equal(seat_store_run(store, &run,
                                    LOG_IN "expect 王小明\nM-k\nrefuse 王小明\nexpect Locked\n" LOG_IN
                                           "expect 王小明\nrefuse wiped\ncommand app.errors\nrefuse wiped\n"),
                     0);
    assert_int_equal(seen.opened, 2);
    assert_int_equal(seen.closed, 2);
}

/* ---- work that was asked for ---- */

static bool write_when_blank(struct session *session, void *data, GError **error)
{
    struct app *app = *(struct app **)data;
    while (term_null_wipes(app_terminal(app)) == 0)
        g_thread_yield();
    return guard_audit(session, "test.work", 0, "done", NULL, error);
}

static void start_work_and_lock(struct view *view)
{
    struct app **place = g_new(struct app *, 1);
    *place = view->app;
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = 1,
                                                .lane = JOB_LONG,
                                                .title = "Work",
                                                .asked = true,
                                                .run = write_when_blank,
                                                .data = place,
                                                .free_data = g_free });
    app_lock(view->app);
}

static const struct view_ops work_ops = {
    .id = "work", .contexts = "work", .title = "Work", .size = sizeof(struct view), .refresh = start_work_and_lock
};
static const struct view_ops *const workers[] = { &work_ops, NULL };

/* The screen is blank at once, the work that was asked for ends with its keys, and only then they go. */
static void asked_work_ends_before_the_keys_go(void **state)
{
    (void)state;
    const char *sql = "SELECT count(*) FROM audit WHERE command='test.work'";
    const struct seat_run run = { .screens = workers };
    assert_int_equal(seat_store_run(store, &run,
                                    LOG_IN "command view.refresh\nexpect Locked\nrefuse wiped\n" LOG_IN
                                           "refuse wiped\nexpect Work\n"),
                     0);
    assert_int_equal(seat_store_count(store, sql), 1);
}

/* The control of both: a reference held elsewhere is found out and said. */
static void keys_held_elsewhere_are_said(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = seat_store_keys(store, ADMINISTRATOR, ADMINISTRATOR_WORDS, &error);
    assert_no_error(error);
    const struct seat_run run = { .screens = probes, .keys = vault_keys_ref(keys) };
    assert_int_equal(seat_store_run(store, &run, "M-k\nexpect Locked\n" LOG_IN "expect not wiped\n"), 0);
    vault_keys_unref(keys);
}

static void another_person_at_the_lock_begins_anew(void **state)
{
    (void)state;
    const char *logins = "SELECT count(*) FROM audit WHERE command='login' AND outcome='done' AND user='" OFFICER "'";
    const char *logouts = "SELECT count(*) FROM audit WHERE command='logout' AND user='" ADMINISTRATOR "'";
    const int64_t in = seat_store_count(store, logins), out = seat_store_count(store, logouts);
    seat_store_script(store, LOG_IN "M-,\nexpect Theme\nM-k\n" LOG_IN_OFFICER
                                    "refuse Theme\nexpect Disputes due\nexpect " OFFICER "\n");
    assert_int_equal(seat_store_count(store, logins), in + 1);
    assert_int_equal(seat_store_count(store, logouts), out + 1);
}

/* ---- another person ---------------------------------------------------------------------------------------------- */

static void another_person_needs_their_passphrase(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN "M-,\nM-u\nexpect Another person\nEscape\nexpect Theme\nexpect " ADMINISTRATOR "\n"
                                    "M-u\ntype " OFFICER "\nTab\ntype not the right words\nEnter\nrefuse Theme\n"
                                    "type " OFFICER_WORDS "\nEnter\nexpect Theme\nexpect " OFFICER
                                    "\nrefuse " ADMINISTRATOR "\n");
}

/* ---- drafts ------------------------------------------------------------------------------------------------------ */

#define FORM "command user.add\n"

static int64_t drafts(void)
{
    return seat_store_count(store, "SELECT count(*) FROM draft WHERE place <> 'visit'");
}

static void a_form_survives_the_lock(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN FORM "type wang.fang\nM-k\nexpect Locked\nrefuse wang.fang\n");
    assert_int_equal(drafts(), 1);
    seat_store_script(store,
                      LOG_IN FORM "expect A draft of\nEscape\nrefuse wang.fang\nEscape\n" FORM
                                  "expect A draft of\nEnter\nexpect wang.fang\nEscape\n" FORM "refuse A draft of\n");
    assert_int_equal(drafts(), 0);
}

static void a_draft_is_kept_at_the_end_and_dropped_by_hand(void **state)
{
    (void)state;
    seat_store_script(store, LOG_IN FORM "type wang.fang\n");
    assert_int_equal(drafts(), 1);
    seat_store_script(store, LOG_IN_OFFICER "expect Desk\n"); /* not another's */
    assert_int_equal(drafts(), 1);
    seat_store_script(store, LOG_IN FORM "expect A draft of\nd\nrefuse A draft of\nrefuse wang.fang\n");
    assert_int_equal(drafts(), 0);
}

static void what_was_sent_is_no_draft(void **state)
{
    (void)state;
    const char *sql = "SELECT count(*) FROM user WHERE name='sun.yu'";
    seat_store_script(store, LOG_IN FORM "type sun.yu\nTab\nRight\nEnter\nexpect sun.yu\n");
    assert_int_equal(seat_store_count(store, sql), 1);
    assert_int_equal(drafts(), 0);
}

static void no_passphrase_is_in_a_draft(void **state)
{
    (void)state;
    seat_store_script(store,
                      LOG_IN "command session.password\ntype " ADMINISTRATOR_WORDS "\nTab\ntype a new one for me\n"
                             "refuse noon\nrefuse for me\nidle 6\nexpect Locked\n");
    assert_int_equal(drafts(), 0);
}

/* ---- passphrases ------------------------------------------------------------------------------------------------- */

static void the_own_passphrase_is_changed(void **state)
{
    (void)state;
    seat_store_script(
        store, LOG_IN_OFFICER
        "command session.password\ntype " OFFICER_WORDS "\nEnter\ntype short\nexpect guessed\nEnter\n"
        "type short\nEnter\nexpect 12\n" /* the rule, and what would do */
        "C-u\ntype a fresh wind from the harbour\nTab\nC-u\ntype something else\nEnter\nexpect not the same\n"
        "type a fresh wind from the harbour\nEnter\nexpect is changed\n");
    g_autoptr(GError) error = NULL;
    struct vault_keys *old = seat_store_keys(store, OFFICER, OFFICER_WORDS, &error);
    assert_null(old);
    g_clear_error(&error);
    seat_store_script(store, "Up\nC-u\ntype " OFFICER "\nTab\ntype a fresh wind from the harbour\nEnter\nexpect Desk\n"
                             "command session.password\ntype a fresh wind from the harbour\nEnter\ntype " OFFICER_WORDS
                             "\nEnter\ntype " OFFICER_WORDS "\nEnter\nexpect is changed\n");
    seat_store_script(store, LOG_IN_OFFICER "expect Desk\n");
}

static void a_wrong_current_passphrase_changes_nothing(void **state)
{
    (void)state;
    seat_store_script(
        store, LOG_IN_OFFICER
        "command session.password\ntype not the right words\nEnter\ntype a fresh wind from the harbour\nEnter\n"
        "type a fresh wind from the harbour\nEnter\nrefuse is changed\n");
    seat_store_script(store, LOG_IN_OFFICER "expect Desk\n");
}

/* ---- a command that asks ---- */

static bool ask_and_write(struct session *session, void *data, GError **error)
{
    (void)data;
    g_autoptr(secret_t) given = session->ask(session->ask_data, SECRET_GIVEN, OFFICER, error);
    if (given != NULL || *error != NULL) return false;
    g_autoptr(secret_t) secret = session->ask(session->ask_data, SECRET_CURRENT, OFFICER, error);
    if (secret == NULL) return false;
    const bool right = strcmp((const char *)secret_bytes(secret), "open sesame") == 0;
    return guard_audit(session, "test.asked", 0, right ? "done" : "failed", NULL, error);
}

static void start_asking(struct view *view)
{
    job_start(view->app, &(struct job_request){ .view = view, .kind = 1, .title = "Asking", .run = ask_and_write });
}

static const struct view_ops asking_ops = {
    .id = "asking", .contexts = "asking", .title = "Asking", .size = sizeof(struct view), .refresh = start_asking
};
static const struct view_ops *const askers[] = { &asking_ops, NULL };

/* The worker waits for the person; Esc and the lock are answers too. */
static void a_command_may_ask_for_a_passphrase(void **state)
{
    (void)state;
    const struct seat_run run = { .screens = askers };
    assert_int_equal(seat_store_run(store, &run,
                                    LOG_IN "command view.refresh\nexpect Passphrase of " OFFICER
                                           "\ntype open sesame\nrefuse sesame\nEnter\nrefuse Passphrase of\n"
                                           "command view.refresh\nexpect Passphrase of\nEscape\n"
                                           "refuse Passphrase of\ncommand view.refresh\nM-k\n"
                                           "expect Locked\nrefuse Passphrase of\n" LOG_IN "expect Asking\n"
                                           "command view.refresh\nexpect Passphrase of\n"),
                     0); /* and it ends while it asks */
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM audit WHERE command='test.asked'"), 1);
    assert_int_equal(
        seat_store_count(store, "SELECT count(*) FROM audit WHERE command='test.asked' AND outcome='done'"), 1);
}

static void type_into(struct passfield *field, const char *text)
{
    bool changed;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        passfield_event(field, &(struct event){ .kind = EVENT_KEY, .key = { g_utf8_get_char(p), 0 } }, &changed);
}

static void press(struct passfield *field, gunichar code, unsigned modifiers)
{
    bool changed;
    assert_true(passfield_event(field, &(struct event){ .kind = EVENT_KEY, .key = { code, modifiers } }, &changed));
}

static void assert_holds(const struct passfield *field, const char *text)
{
    g_autoptr(secret_t) copy = passfield_copy(field);
    assert_string_equal((const char *)secret_bytes(copy), text);
}

static void the_field_edits_and_wipes(void **state)
{
    (void)state;
    struct passfield *field = passfield_new();
    bool changed;
    type_into(field, "口令abc");
    assert_int_equal(passfield_length(field), 5);
    press(field, KEYCAP_BACKSPACE, 0);
    press(field, KEYCAP_HOME, 0);
    press(field, KEYCAP_DELETE, 0);
    press(field, KEYCAP_RIGHT, 0);
    type_into(field, "X");
    assert_holds(field, "令Xab");
    press(field, 'k', MODIFIER_CONTROL);
    assert_holds(field, "令X");
    char pasted[] = "one\ttwo\nthree";
    passfield_event(field, &(struct event){ .kind = EVENT_PASTE, .text = pasted }, &changed);
    assert_holds(field, "令Xonetwo");
    assert_int_equal(pasted[0], '\0'); /* wiped where it came from */
    for (int i = 0; i < 2000; i++)
        type_into(field, "z");
    assert_in_range(passfield_length(field), 500, 1023);
    g_autoptr(secret_t) taken = passfield_take(field);
    assert_int_equal(passfield_length(field), 0);
    type_into(field, "ABC");
    assert_true(passfield_is_capitals(field));
    type_into(field, "d");
    assert_false(passfield_is_capitals(field));
    passfield_free(field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_passphrase_opens_the_desk),
        cmocka_unit_test(a_failure_never_says_which),
        cmocka_unit_test(a_failure_is_in_the_log_after_the_next_login),
        cmocka_unit_test(what_is_typed_is_never_on_the_screen),
        cmocka_unit_test(a_pasted_newline_does_not_submit),
        cmocka_unit_test(the_recovery_key_sits_down_as_recovery),
        cmocka_unit_test(escape_and_leaving_work_before_a_login),
        cmocka_unit_test(any_size_will_do),
        cmocka_unit_test(keys_at_hand_need_no_login),
        cmocka_unit_test(a_folder_without_keys_is_refused),
        cmocka_unit_test(the_lock_hides_and_the_passphrase_leads_back),
        cmocka_unit_test(nobody_at_the_keys_locks),
        cmocka_unit_test(the_first_key_after_the_time_does_nothing),
        cmocka_unit_test(a_lock_leaves_nothing_behind),
        cmocka_unit_test(asked_work_ends_before_the_keys_go),
        cmocka_unit_test(keys_held_elsewhere_are_said),
        cmocka_unit_test(another_person_at_the_lock_begins_anew),
        cmocka_unit_test(another_person_needs_their_passphrase),
        cmocka_unit_test(a_form_survives_the_lock),
        cmocka_unit_test(a_draft_is_kept_at_the_end_and_dropped_by_hand),
        cmocka_unit_test(what_was_sent_is_no_draft),
        cmocka_unit_test(no_passphrase_is_in_a_draft),
        cmocka_unit_test(the_own_passphrase_is_changed),
        cmocka_unit_test(a_wrong_current_passphrase_changes_nothing),
        cmocka_unit_test(a_command_may_ask_for_a_passphrase),
        cmocka_unit_test(the_field_edits_and_wipes),
    };
    return cmocka_run_group_tests(tests, make_store, drop_store);
}
