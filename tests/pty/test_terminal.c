/* SPDX-License-Identifier: Apache-2.0 */
/* The workstation on a real pseudo-terminal: what only a real terminal can show. */
#include "../unit/tree.h"
#include "check.h"
#include "terminal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define PASSPHRASE "five words that nobody guesses"

static char *home, *store, *program, *passphrase;

static void must_run(const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *out = NULL, *err = NULL;
    int status;
    if (!g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error))
        fail_msg("%s", error->message);
    if (status != 0) fail_msg("%s %s: %s", arguments[1], arguments[2], err);
}

/* A small store: 60 clients of the sample, one of them with a hostile name. */
static int make_store(void **state)
{
    (void)state;
    program = g_strdup(g_getenv("BUREAU_PROGRAM"));
    assert_non_null(program);
    home = g_dir_make_tmp("bureau-pty-XXXXXX", NULL);
    store = g_build_filename(home, "store", NULL);
    g_setenv("HOME", home, TRUE);
    g_setenv("XDG_CONFIG_HOME", home, TRUE);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    g_setenv("XDG_DATA_HOME", home, TRUE);
    g_autofree char *sample = g_build_filename(g_getenv("BUREAU_DATADIR"), "samples", "taiwan.csv", NULL), *text = NULL;
    assert_true(g_file_get_contents(sample, &text, NULL, NULL));
    char *end = text;
    for (int line = 0; line < 61; line++)
        end = strchr(end, '\n') + 1;
    *end = '\0';
    g_autofree char *file = g_build_filename(home, "sixty.csv", NULL);
    assert_true(g_file_set_contents(file, text, -1, NULL));
    g_setenv("XDG_RUNTIME_DIR", home, TRUE);
    passphrase = g_build_filename(home, "passphrase", NULL);
    assert_true(g_file_set_contents(passphrase, PASSPHRASE "\n", -1, NULL));
    must_run((const char *[]){ program, "init", "--dir", store, "--passphrase-file", passphrase, NULL });
    /* an agent, so that not every start costs an Argon2 */
    must_run((const char *[]){ program, "--store", store, "agent", "start", "--lifetime", "8h", "--passphrase-file",
                               passphrase, NULL });
    must_run((const char *[]){ program, "--store", store, "import", "taiwan", file, NULL });
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    must_run((const char *[]){ program, "agent", "stop", "--all", NULL });
    remove_tree(home);
    g_free(passphrase);
    g_free(home);
    g_free(store);
    g_free(program);
    return 0;
}

static struct terminal *start_with(int columns, int rows, const char *const *settings)
{
    return terminal_start((const char *[]){ program, "--store", store, "--lang", "en", NULL }, columns, rows, settings);
}

/* The workstation at its first screen, ready for keys. */
static struct terminal *start(int columns, int rows)
{
    struct terminal *terminal = start_with(columns, rows, NULL);
    if (!terminal_expect(terminal, "Find")) fail_msg("the first screen did not come");
    return terminal;
}

static void quit(struct terminal *terminal)
{
    terminal_send(terminal, "\021"); /* C-q */
    assert_int_equal(terminal_wait(terminal), 0);
}

/* Escape out of the palette. What is typed at once after an escape would be one key with Alt, so the test waits until
 * the palette has gone. */
static void escape(struct terminal *terminal)
{
    terminal_send(terminal, "\033");
    assert_true(terminal_expect_gone(terminal, "All commands"));
}

/* After the end the shell must find the terminal as it left it. */
static void assert_restored(struct terminal *terminal)
{
    const struct termios modes = terminal_modes(terminal);
    int column, row;
    bool visible;
    assert_true(modes.c_lflag & ICANON);
    assert_true(modes.c_lflag & ECHO);
    assert_true(modes.c_lflag & ISIG);
    assert_true(modes.c_iflag & ICRNL);
    assert_true(modes.c_oflag & OPOST);
    assert_false(terminal_in_alternate_screen(terminal));
    terminal_cursor(terminal, &column, &row, &visible);
    assert_true(visible);
    assert_true(terminal_output_has(terminal, "\033[?2004l"));
}

static void test_start_and_quit(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    assert_true(terminal_in_alternate_screen(terminal));
    assert_false(terminal_modes(terminal).c_lflag & ECHO);
    assert_true(terminal_output_has(terminal, "\033[?2004h"));
    quit(terminal);
    assert_restored(terminal);
    terminal_stop(terminal);
}

static void test_no_raw_escape_from_keys(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    /* keys the program does not know are not typed into anything and do no harm */
    terminal_send(terminal, "\033[99~\033O\033[1;99Z\033]0;title\007\233");
    terminal_send(terminal, "\020"); /* the palette still opens, over the screen that was there */
    assert_true(terminal_expect(terminal, "All commands"));
    assert_true(terminal_expect(terminal, "Desk"));
    escape(terminal);
    quit(terminal);
    terminal_stop(terminal);
}

/* Escape acts by itself: no further key is needed to tell it from the start of a sequence. */
static void test_escape_alone(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "\020leave bur");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    terminal_send(terminal, "\033");
    assert_true(terminal_expect_gone(terminal, "Leave Bureau"));
    quit(terminal);
    terminal_stop(terminal);
}

static void test_both_arrow_forms(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    /* the palette opens with its first entry chosen; both forms of Down and Up leave it usable */
    terminal_send(terminal, "\020");
    assert_true(terminal_expect(terminal, "Find"));
    terminal_send(terminal, "\033[B\033OB\033[A\033OA");
    terminal_send(terminal, "leave bur");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    terminal_send(terminal, "\r");
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
}

static void test_search_and_open(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "/");
    terminal_send(terminal, "0012");
    assert_true(terminal_expect(terminal, "0012"));
    quit(terminal);
    assert_restored(terminal);
    terminal_stop(terminal);
}

static void test_paste_is_text(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    /* a paste outside a prompt does nothing: its q, d and newline are not commands */
    terminal_send(terminal, "\033[200~dq\021\r\n:q\r\033[201~");
    terminal_send(terminal, "\020");
    assert_true(terminal_expect(terminal, "All commands"));
    /* inside a prompt it is text, and its newline does not submit */
    terminal_send(terminal, "\033[200~leave\nbureau\033[201~");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    escape(terminal);
    quit(terminal);
    terminal_stop(terminal);
}

static void test_mouse(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    assert_true(terminal_output_has(terminal, "\033[?1006"));
    /* a click on the footer's words is the key: find the column of "All" in the last row */
    assert_true(terminal_expect(terminal, "All"));
    g_autofree char *footer = terminal_row(terminal, 23);
    const char *word = strstr(footer, "All");
    if (!word) fail_msg("no All in the footer: %s", footer);
    const long column = g_utf8_pointer_to_offset(footer, word) + 1;
    g_autofree char *click = g_strdup_printf("\033[<0;%ld;24M\033[<0;%ld;24m", column, column);
    terminal_send(terminal, click);
    assert_true(terminal_expect(terminal, "All commands"));
    terminal_send(terminal, "leave bur");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    /* far outside and negative places do no harm */
    terminal_send(terminal, "\033[<0;999;999M\033[<64;0;0M\033[<65;40;12M\033[<0;-3;4M\020");
    assert_true(terminal_expect(terminal, "All commands"));
    escape(terminal);
    quit(terminal);
    terminal_stop(terminal);
}

static void test_resize_storm(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    static const int sizes[][2] = { { 1, 1 },  { 200, 60 },  { 2, 50 },  { 50, 2 },  { 79, 23 }, { 120, 40 },
                                    { 10, 3 }, { 300, 100 }, { 59, 16 }, { 60, 15 }, { 80, 24 } };
    for (int round = 0; round < 20; round++)
        for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
            terminal_resize(terminal, sizes[i][0], sizes[i][1]);
    assert_true(terminal_expect(terminal, "Find"));
    /* and it follows the size it has now */
    terminal_resize(terminal, 120, 40);
    assert_true(terminal_expect(terminal, "Find"));
    quit(terminal);
    assert_restored(terminal);
    terminal_stop(terminal);
}

static void test_starts_tiny(void **state)
{
    (void)state;
    struct terminal *terminal = start_with(1, 1, NULL);
    assert_true(terminal_expect_bytes(terminal, "\033[?2004h"));
    terminal_resize(terminal, 80, 24);
    assert_true(terminal_expect(terminal, "Find"));
    quit(terminal);
    terminal_stop(terminal);
}

static void test_too_small_says_so(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_resize(terminal, 40, 10);
    assert_true(terminal_expect(terminal, "40"));
    terminal_resize(terminal, 80, 24);
    assert_true(terminal_expect(terminal, "Find"));
    quit(terminal);
    terminal_stop(terminal);
}

static void test_hang_up_ends(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_hang_up(terminal);
    assert_true(terminal_wait(terminal) >= 0);
    terminal_stop(terminal);
    /* the signal alone, with the terminal still there, restores it */
    terminal = start(80, 24);
    terminal_signal(terminal, SIGHUP);
    assert_true(terminal_wait(terminal) >= 0);
    terminal_stop(terminal);
}

static void test_terminate_restores(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_signal(terminal, SIGTERM);
    assert_true(terminal_wait(terminal) >= 0);
    assert_restored(terminal);
    terminal_stop(terminal);
}

static void test_crash_leaves_a_usable_terminal(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_signal(terminal, SIGSEGV);
    assert_true(terminal_wait(terminal) != 0);
    assert_restored(terminal);
    terminal_stop(terminal);
}

static void test_suspend_and_resume(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "\032"); /* C-z */
    assert_true(terminal_wait_stopped(terminal));
    assert_true(terminal_modes(terminal).c_lflag & ICANON);
    assert_false(terminal_in_alternate_screen(terminal));
    terminal_forget_output(terminal);
    terminal_continue(terminal);
    assert_true(terminal_expect_bytes(terminal, "\033[?2004h"));
    assert_true(terminal_expect(terminal, "Find"));
    terminal_send(terminal, "\020leave bur");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    terminal_send(terminal, "\r");
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
}

static void test_interrupt_key_does_not_end(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "\003\003\034"); /* C-c twice, C-\ */
    terminal_send(terminal, "\020leave bur");
    assert_true(terminal_expect(terminal, "Leave Bureau"));
    escape(terminal);
    quit(terminal);
    terminal_stop(terminal);
}

static void test_language_switches(void **state)
{
    (void)state;
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "\033l"); /* M-l */
    assert_true(terminal_expect(terminal, "查找") || terminal_expect(terminal, "查询"));
    terminal_send(terminal, "\033l");
    assert_true(terminal_expect(terminal, "Find"));
    quit(terminal);
    terminal_stop(terminal);
}

/* Whether any colour was asked for: SGR 30-38, 40-48, 90-107 among the parameters of an "ESC [ ... m". */
static bool wrote_colour(const struct terminal *terminal)
{
    for (int colour = 30; colour <= 107; colour++) {
        if ((colour > 38 && colour < 40) || (colour > 48 && colour < 90)) continue;
        g_autofree char *alone = g_strdup_printf("\033[%dm", colour), *last = g_strdup_printf(";%dm", colour);
        if (terminal_output_has(terminal, alone) || terminal_output_has(terminal, last)) return true;
    }
    return terminal_output_has(terminal, "38;5;") || terminal_output_has(terminal, "48;5;");
}

/* No colour at all with NO_COLOR: only attributes. */
static void test_no_color(void **state)
{
    (void)state;
    struct terminal *terminal = start_with(80, 24, (const char *[]){ "NO_COLOR=1", NULL });
    assert_true(terminal_expect(terminal, "All")); /* the end of the first frame */
    assert_false(wrote_colour(terminal));
    quit(terminal);
    terminal_stop(terminal);
    terminal = start(80, 24); /* control: without it there is colour */
    assert_true(terminal_expect(terminal, "All"));
    assert_true(wrote_colour(terminal));
    quit(terminal);
    terminal_stop(terminal);
}

static void test_bad_terminals_are_refused(void **state)
{
    (void)state;
    for (const char *const *bad = (const char *const[]){ "TERM=", "TERM=no-such-terminal", "TERM=dumb", NULL }; *bad;
         bad++) {
        struct terminal *terminal = start_with(80, 24, (const char *[]){ *bad, NULL });
        const int code = terminal_wait(terminal);
        assert_true(code > 0 && code < 128);
        assert_true(terminal_output_has(terminal, "bureau:"));
        assert_true(terminal_modes(terminal).c_lflag & ICANON);
        terminal_stop(terminal);
    }
}

static void test_huge_lines_and_columns_are_ignored(void **state)
{
    (void)state;
    struct terminal *terminal = start_with(80, 24, (const char *[]){ "LINES=99999", "COLUMNS=99999", NULL });
    assert_true(terminal_expect(terminal, "Find"));
    quit(terminal);
    terminal_stop(terminal);
}

static void test_eight_colours(void **state)
{
    (void)state;
    struct terminal *terminal = start_with(80, 24, (const char *[]){ "TERM=xterm", NULL });
    assert_true(terminal_expect(terminal, "Find"));
    assert_false(terminal_output_has(terminal, "38;5;"));
    quit(terminal);
    terminal_stop(terminal);
}

/* What another program writes to the store stands on the screen without a key. */
static void test_another_writer_is_seen(void **state)
{
    (void)state;
    g_autofree char *all = NULL, *first = g_build_filename(home, "sixty.csv", NULL);
    g_autofree char *file = g_build_filename(home, "second.csv", NULL);
    assert_true(g_file_get_contents(first, &all, NULL, NULL));
    char *header = strchr(all, '\n') + 1, *row = strchr(header, '\n') + 1;
    *row = '\0'; /* the title line and one client */
    assert_true(g_file_set_contents(file, all, -1, NULL));
    struct terminal *terminal = start(80, 24);
    terminal_send(terminal, "\020");
    assert_true(terminal_expect(terminal, "All commands"));
    terminal_send(terminal, "screen.intake\r");
    assert_true(terminal_expect(terminal, "sixty.csv"));
    must_run((const char *[]){ program, "--store", store, "import", "taiwan", file, NULL });
    assert_true(terminal_expect(terminal, "second.csv"));
    quit(terminal);
    terminal_stop(terminal);
}

/* ---- the prompt of the command line --------------------------------------------------------------------------------
 */

/* A command on a terminal of its own, without the agent: it asks. */
static struct terminal *ask_with(const char *const *arguments)
{
    g_autofree char *nowhere = g_strdup_printf("XDG_RUNTIME_DIR=%s", store);     /* no agent's folder in there */
    return terminal_start(arguments, 80, 24, (const char *[]){ nowhere, NULL }); /* the child has its own copy */
}

static struct terminal *ask(void)
{
    return ask_with((const char *[]){ program, "--store", store, "--lang", "en", "user", "list", NULL });
}

static void test_prompt_unlocks(void **state)
{
    (void)state;
    struct terminal *terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    assert_false(terminal_modes(terminal).c_lflag & ECHO);
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect(terminal, "administrator"));
    assert_int_equal(terminal_wait(terminal), 0);
    assert_true(terminal_modes(terminal).c_lflag & ECHO);
    assert_false(terminal_output_has(terminal, "nobody guesses"));
    terminal_stop(terminal);
}

static void test_prompt_asks_again(void **state)
{
    (void)state;
    struct terminal *terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    terminal_forget_output(terminal);
    terminal_send(terminal, "\n"); /* nothing typed */
    assert_true(terminal_expect(terminal, "empty"));
    assert_true(terminal_expect_bytes(terminal, "Passphrase of admin:")); /* what is typed before it asks is dropped */
    terminal_forget_output(terminal);
    terminal_send(terminal, "something else altogether\n");
    assert_true(terminal_expect_bytes(terminal, "Passphrase of admin:"));
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect(terminal, "administrator"));
    assert_int_equal(terminal_wait(terminal), 0);
    assert_false(terminal_output_has(terminal, "altogether"));
    terminal_stop(terminal);
}

/* Whatever ends the program at the prompt, the terminal echoes again. */
static void test_prompt_restores(void **state)
{
    (void)state;
    struct terminal *terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    terminal_send(terminal, "half a phra\003"); /* C-c */
    assert_int_equal(terminal_wait(terminal), 6);
    assert_true(terminal_modes(terminal).c_lflag & ECHO);
    terminal_stop(terminal);
    terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    terminal_send(terminal, "\004"); /* C-d: the end of input */
    assert_int_equal(terminal_wait(terminal), 6);
    assert_true(terminal_modes(terminal).c_lflag & ECHO);
    terminal_stop(terminal);
    terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    terminal_signal(terminal, SIGHUP);
    assert_int_equal(terminal_wait(terminal), 128 + SIGHUP);
    assert_true(terminal_modes(terminal).c_lflag & ECHO);
    terminal_stop(terminal);
}

static void test_prompt_stops_and_goes_on(void **state)
{
    (void)state;
    struct terminal *terminal = ask();
    assert_true(terminal_expect(terminal, "Passphrase of admin:"));
    terminal_send(terminal, "forgotten\032"); /* C-z */
    assert_true(terminal_wait_stopped(terminal));
    assert_true(terminal_modes(terminal).c_lflag & ECHO);
    terminal_forget_output(terminal);
    terminal_continue(terminal);
    assert_true(terminal_expect_bytes(terminal, "Passphrase of admin:"));
    assert_false(terminal_modes(terminal).c_lflag & ECHO);
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect(terminal, "administrator"));
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
}

/* A new passphrase is typed twice and must be strong; the recovery key is tried back. */
static void test_init_asks(void **state)
{
    (void)state;
    g_autofree char *fresh = g_build_filename(home, "fresh", NULL);
    struct terminal *terminal = ask_with((const char *[]){ program, "--lang", "en", "init", "--dir", fresh, NULL });
    assert_true(terminal_expect(terminal, "New passphrase of admin:"));
    terminal_forget_output(terminal);
    terminal_send(terminal, "password1234\n"); /* too weak */
    assert_true(terminal_expect_bytes(terminal, "New passphrase of admin:"));
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect(terminal, "The same again:"));
    terminal_forget_output(terminal);
    terminal_send(terminal, PASSPHRASE " or not\n");
    assert_true(terminal_expect(terminal, "were not the same"));
    assert_true(terminal_expect_bytes(terminal, "New passphrase of admin:"));
    terminal_forget_output(terminal);
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect_bytes(terminal, "The same again:"));
    terminal_send(terminal, PASSPHRASE "\n");
    assert_true(terminal_expect(terminal, "Recovery key:"));
    assert_true(terminal_expect(terminal, "type its groups"));
    terminal_forget_output(terminal);
    terminal_send(terminal, "WRONG\n");
    assert_true(terminal_expect_bytes(terminal, "not what stands there"));
    assert_true(terminal_expect_bytes(terminal, "type its groups"));
    terminal_send(terminal, "\n");
    assert_int_equal(terminal_wait(terminal), 0);
    terminal_stop(terminal);
}

int main(void)
{
    signal(SIGHUP, SIG_DFL); /* whoever started the tests may have had it ignored */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prompt_unlocks),
        cmocka_unit_test(test_prompt_asks_again),
        cmocka_unit_test(test_prompt_restores),
        cmocka_unit_test(test_prompt_stops_and_goes_on),
        cmocka_unit_test(test_init_asks),
        cmocka_unit_test(test_start_and_quit),
        cmocka_unit_test(test_no_raw_escape_from_keys),
        cmocka_unit_test(test_escape_alone),
        cmocka_unit_test(test_both_arrow_forms),
        cmocka_unit_test(test_search_and_open),
        cmocka_unit_test(test_paste_is_text),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_resize_storm),
        cmocka_unit_test(test_starts_tiny),
        cmocka_unit_test(test_too_small_says_so),
        cmocka_unit_test(test_hang_up_ends),
        cmocka_unit_test(test_terminate_restores),
        cmocka_unit_test(test_crash_leaves_a_usable_terminal),
        cmocka_unit_test(test_suspend_and_resume),
        cmocka_unit_test(test_interrupt_key_does_not_end),
        cmocka_unit_test(test_language_switches),
        cmocka_unit_test(test_no_color),
        cmocka_unit_test(test_bad_terminals_are_refused),
        cmocka_unit_test(test_huge_lines_and_columns_are_ignored),
        cmocka_unit_test(test_eight_colours),
        cmocka_unit_test(test_another_writer_is_seen),
    };
    return cmocka_run_group_tests_name("terminal", tests, make_store, drop_store);
}
