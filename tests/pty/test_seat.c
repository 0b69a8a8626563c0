/* SPDX-License-Identifier: Apache-2.0 */
/* The login, the lock and the drafts on a real terminal: what reaches it, what is left on it, and what is there again
 * after the terminal, the program or the person went away. */
#include "../unit/tree.h"
#include "check.h"
#include "terminal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#define PASSPHRASE "seven quiet rivers meet at noon"
#define LOG_IN     PASSPHRASE "\r"

static char *home, *store, *program;

static void must_run(const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *out = NULL, *err = NULL;
    int status;
    if (!g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error))
        fail_msg("%s", error->message);
    if (status != 0) fail_msg("%s: %s", arguments[1], err);
}

static int make_store(void **state)
{
    (void)state;
    static const char *const folders[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                                           "XDG_RUNTIME_DIR" };
    program = g_strdup(g_getenv("BUREAU_PROGRAM"));
    assert_non_null(program);
    home = g_dir_make_tmp("bureau-seat-XXXXXX", NULL);
    store = g_build_filename(home, "store", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        g_setenv(folders[i], home, TRUE);
    g_autofree char *file = g_build_filename(home, "passphrase", NULL);
    assert_true(g_file_set_contents_full(file, PASSPHRASE "\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    must_run((const char *[]){ program, "init", "--dir", store, "--passphrase-file", file, NULL });
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    remove_tree(home);
    g_free(home);
    g_free(store);
    g_free(program);
    return 0;
}

static struct terminal *start(void)
{
    struct terminal *terminal =
        terminal_start((const char *[]){ program, "--store", store, "--lang", "en", NULL }, 80, 24, NULL);
    if (!terminal_expect(terminal, "Passphrase")) fail_msg("the login did not come");
    return terminal;
}

static struct terminal *sit_down(void)
{
    struct terminal *terminal = start();
    terminal_send(terminal, LOG_IN);
    if (!terminal_expect(terminal, "Disputes due")) fail_msg("the desk did not come");
    return terminal;
}

static void quit(struct terminal *terminal)
{
    terminal_send(terminal, "\021"); /* C-q */
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
}

static void open_form(struct terminal *terminal)
{
    terminal_send(terminal, "\020"); /* C-p */
    assert_true(terminal_expect(terminal, "All commands"));
    terminal_send(terminal, "user.add\r");
    assert_true(terminal_expect(terminal, "Name, such as li.na"));
}

/* ---- login and lock ---------------------------------------------------------------------------------------------- */

static void test_login_shows_nothing_typed(void **state)
{
    (void)state;
    struct terminal *terminal = start();
    terminal_send(terminal, "a wrong one here");
    assert_true(terminal_expect(terminal, "••••••••••••••••"));
    assert_false(terminal_output_has(terminal, "wrong"));
    terminal_send(terminal, "\r");
    assert_true(terminal_expect(terminal, "do not fit together"));
    terminal_send(terminal, "\033[200~" PASSPHRASE "\n\033[201~"); /* its newline does not submit */
    assert_true(terminal_expect(terminal, "•••••"));
    assert_false(terminal_output_has(terminal, "Disputes due"));
    terminal_send(terminal, "\r");
    assert_true(terminal_expect(terminal, "Disputes due"));
    assert_false(terminal_output_has(terminal, "quiet"));
    quit(terminal);
}

static void test_lock_blanks_and_clears_what_was_scrolled_out(void **state)
{
    (void)state;
    struct terminal *terminal = sit_down();
    terminal_forget_output(terminal);
    terminal_send(terminal, "\033k"); /* M-k */
    assert_true(terminal_expect(terminal, "Locked since"));
    assert_true(terminal_output_has(terminal, "\033[3J"));
    assert_true(terminal_expect_gone(terminal, "Disputes due"));
    terminal_send(terminal, LOG_IN);
    assert_true(terminal_expect(terminal, "Disputes due"));
    quit(terminal);
}

static void test_lock_while_a_form_is_open(void **state)
{
    (void)state;
    struct terminal *terminal = sit_down();
    open_form(terminal);
    terminal_send(terminal, "wang.fang");
    assert_true(terminal_expect(terminal, "wang.fang"));
    terminal_send(terminal, "\033k");
    assert_true(terminal_expect(terminal, "Locked since"));
    assert_true(terminal_expect_gone(terminal, "wang.fang"));
    terminal_send(terminal, LOG_IN);
    assert_true(terminal_expect(terminal, "is kept"));
    open_form(terminal);
    assert_true(terminal_expect(terminal, "A draft of"));
    terminal_send(terminal, "\r");
    assert_true(terminal_expect(terminal, "wang.fang"));
    terminal_send(terminal, "\033");
    assert_true(terminal_expect_gone(terminal, "wang.fang"));
    quit(terminal);
}

/* Leaving at the login, by key, by signal and by a terminal that is gone, while a try runs. */
static void test_leaving_the_login(void **state)
{
    (void)state;
    quit(start());
    struct terminal *terminal = start();
    terminal_send(terminal, LOG_IN);
    terminal_signal(terminal, SIGTERM);
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
    terminal = start();
    terminal_send(terminal, LOG_IN);
    terminal_hang_up(terminal);
    assert_true(terminal_wait(terminal) >= 0);
    terminal_stop(terminal);
}

/* ---- drafts ------------------------------------------------------------------------------------------------------ */

/* Takes the draft that must be there, and throws it away. */
static void expect_draft(const char *text)
{
    struct terminal *terminal = sit_down();
    open_form(terminal);
    assert_true(terminal_expect(terminal, "A draft of"));
    terminal_send(terminal, "\r");
    assert_true(terminal_expect(terminal, text));
    terminal_send(terminal, "\033");
    assert_true(terminal_expect_gone(terminal, text));
    quit(terminal);
}

static struct terminal *type_into_form(const char *text)
{
    struct terminal *terminal = sit_down();
    open_form(terminal);
    terminal_send(terminal, text);
    assert_true(terminal_expect(terminal, text));
    return terminal;
}

static void test_hang_up_keeps_what_was_typed(void **state)
{
    (void)state;
    struct terminal *terminal = type_into_form("hung.up");
    terminal_hang_up(terminal); /* before the pause after which it is written anyway */
    assert_true(terminal_wait(terminal) >= 0);
    terminal_stop(terminal);
    expect_draft("hung.up");
    terminal = type_into_form("signal.only");
    terminal_signal(terminal, SIGHUP);
    assert_true(terminal_wait(terminal) >= 0);
    terminal_stop(terminal);
    expect_draft("signal.only");
}

static off_t size_of_log(void)
{
    g_autofree char *path = g_build_filename(store, "bureau.db-log", NULL);
    GStatBuf found;
    return g_stat(path, &found) == 0 ? found.st_size : 0;
}

/* Types and waits until the store grew. */
static void type_until_written(struct terminal *terminal, const char *text, const char *shown)
{
    const off_t before = size_of_log();
    const gint64 patience = g_get_monotonic_time() + 30 * G_TIME_SPAN_SECOND;
    terminal_send(terminal, text);
    while (size_of_log() == before && g_get_monotonic_time() < patience)
        terminal_expect(terminal, shown); /* takes in what the program writes meanwhile */
    assert_true(size_of_log() > before);
}

/* After a kill it is there as of the last writing, which comes by itself when the typing stops. The first growth may
 * still be the line of a look; the second is a draft. */
static void test_kill_keeps_what_was_written(void **state)
{
    (void)state;
    struct terminal *terminal = sit_down();
    open_form(terminal);
    type_until_written(terminal, "killed", "killed");
    type_until_written(terminal, ".nine", "killed.nine");
    terminal_signal(terminal, SIGKILL);
    assert_int_equal(terminal_wait(terminal), 128 + SIGKILL);
    terminal_stop(terminal);
    expect_draft("killed");
}

int main(void)
{
    signal(SIGHUP, SIG_DFL); /* whoever started the tests may have had it ignored */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_login_shows_nothing_typed),
        cmocka_unit_test(test_lock_blanks_and_clears_what_was_scrolled_out),
        cmocka_unit_test(test_lock_while_a_form_is_open),
        cmocka_unit_test(test_leaving_the_login),
        cmocka_unit_test(test_hang_up_keeps_what_was_typed),
        cmocka_unit_test(test_kill_keeps_what_was_written),
    };
    return cmocka_run_group_tests_name("seat", tests, make_store, drop_store);
}
