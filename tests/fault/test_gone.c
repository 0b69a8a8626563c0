/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal is gone: the master side closed, SIGHUP, SIGTERM, and the worst case, a closed terminal whose SIGHUP was
 * told to be ignored (nohup), where reading answers an error at once and for ever. The program must end without turning
 * in a circle, what was typed must be in the store as a draft, and the store must be sound. */
#include "points.h"
#include "premises.h"
#include "work.h"

#include "../pty/terminal.h"
#include "guard/draft.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

static struct premises *premises;

static int set_up(void **state)
{
    (void)state;
    if (!g_getenv("BUREAU_PROGRAM")) return 0;
    premises = premises_new(NULL, 0, true);
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* after the agent has gone its own way */
}

static int tear_down(void **state)
{
    (void)state;
    premises_free(premises);
    return 0;
}

/* The workstation with a form open and `text` typed into it; the keys come from the agent. What was typed the time
 * before is offered, and dropped. */
static struct terminal *type_something(const char *text, bool after_another)
{
    static const char *const words[] = { "--lang", "en", NULL };
    g_autoptr(GPtrArray) line = premises_words(premises, "admin", words);
    struct terminal *terminal = terminal_start((const char *const *)line->pdata, 80, 24, NULL);
    assert_true(terminal_expect(terminal, "Disputes due"));
    terminal_send(terminal, "\020"); /* C-p */
    assert_true(terminal_expect(terminal, "All commands"));
    terminal_send(terminal, "user.add\r");
    assert_true(terminal_expect(terminal, "Name, such as li.na"));
    if (after_another) {
        assert_true(terminal_expect(terminal, "A draft of"));
        terminal_send(terminal, "d");
        assert_true(terminal_expect_gone(terminal, "A draft of"));
    }
    terminal_send(terminal, text);
    assert_true(terminal_expect(terminal, text));
    return terminal;
}

/* Microseconds of processor time that the ended children took. */
static gint64 used_by_children(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
    return (gint64)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

static void expect_draft(const char *text)
{
    g_autoptr(GError) error = NULL;
    bool found = false;
    struct session *session = premises_session(premises, "admin", STORE_WRITE);
    g_autoptr(GPtrArray) drafts = draft_list(session, &error);
    assert_no_error(error);
    for (guint i = 0; i < drafts->len; i++)
        found = found || strstr(((const struct draft *)g_ptr_array_index(drafts, i))->body, text);
    if (!found) fail_msg("what was typed (%s) is not among %u drafts", text, drafts->len);
    check_store_is_sound(session->store);
    premises_leave(session);
}

/* When the terminal goes, the process that held it (as a shell does) is ended by the signal, and the program is ours.
 */
static bool everybody_has_ended(void)
{
    const gint64 patience = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;
    pid_t got;
    while ((got = waitpid(-1, NULL, WNOHANG)) >= 0 && g_get_monotonic_time() < patience)
        if (got == 0) g_usleep(2000);
    return got < 0 && errno == ECHILD;
}

/* A program that waits for keys uses next to nothing; one that turns in a circle until the deadline of terminal_wait()
 * uses all of it. What it may use is what it used for the same screens when it was left in the ordinary way. */
static void leave(const char *name, void (*go)(struct terminal *terminal), gint64 usual)
{
    point_set("%s", name);
    const gint64 before = used_by_children();
    struct terminal *terminal = type_something(name, true);
    go(terminal);
    if (terminal_wait(terminal) < 0 || !everybody_has_ended()) fail_msg("%s: it did not end", name);
    terminal_stop(terminal);
    const gint64 used = used_by_children() - before;
    if (used > usual * 3 + G_USEC_PER_SEC) fail_msg("%s: %" G_GINT64_FORMAT " ms of processor time", name, used / 1000);
    expect_draft(name);
    point_done("%s: %" G_GINT64_FORMAT " ms of processor time, %" G_GINT64_FORMAT " when left by key", name,
               used / 1000, usual / 1000);
}

static void leave_by_key(struct terminal *terminal)
{
    terminal_send(terminal, "\021"); /* C-q */
}

static void hang_up_by_signal(struct terminal *terminal)
{
    terminal_signal(terminal, SIGHUP);
}

static void terminate(struct terminal *terminal)
{
    terminal_signal(terminal, SIGTERM);
}

/* What the same takes when nothing goes wrong. */
static gint64 usual(void)
{
    static gint64 known;
    if (known) return known;
    const gint64 before = used_by_children();
    struct terminal *terminal = type_something("by.key", false);
    leave_by_key(terminal);
    if (terminal_wait(terminal) < 0 || !everybody_has_ended()) fail_msg("C-q did not end it");
    terminal_stop(terminal);
    known = used_by_children() - before;
    return known;
}

static void the_master_is_closed(void **state)
{
    (void)state;
    premises_program();
    leave("closed.master", terminal_hang_up, usual());
}

static void it_is_hung_up(void **state)
{
    (void)state;
    premises_program();
    leave("hung.up", hang_up_by_signal, usual());
}

static void it_is_terminated(void **state)
{
    (void)state;
    premises_program();
    leave("terminated", terminate, usual());
}

static void the_master_is_closed_under_nohup(void **state)
{
    (void)state;
    premises_program();
    const gint64 known = usual();
    assert_true(signal(SIGHUP, SIG_IGN) != SIG_ERR); /* the child inherits it */
    leave("under.nohup", terminal_hang_up, known);
    signal(SIGHUP, SIG_DFL);
}

int main(void)
{
    signal(SIGHUP, SIG_DFL); /* whoever started the tests may have had it ignored */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_master_is_closed, point_teardown),
        cmocka_unit_test_teardown(it_is_hung_up, point_teardown),
        cmocka_unit_test_teardown(it_is_terminated, point_teardown),
        cmocka_unit_test_teardown(the_master_is_closed_under_nohup, point_teardown),
    };
    return cmocka_run_group_tests_name("terminal gone", tests, set_up, tear_down);
}
