/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#define PATIENCE_SECONDS 30 /* for a slow machine under a sanitizer; a test that passes never comes near */

struct terminal {
    pid_t child;        /* the little shell, leader of the session */
    pid_t program;      /* the program, in a process group of its own */
    int master, keeper; /* keeper: our own hold on the slave side, so that its modes can be read after the end */
    VTerm *vterm;
    VTermScreen *screen;
    GString *output;
    int columns, rows;
    bool alternate, cursor_visible, ended;
    int status;
};

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct terminal *terminal = data;
    if (property == VTERM_PROP_ALTSCREEN) terminal->alternate = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE) terminal->cursor_visible = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void become(const char *const *arguments, const char *const *settings)
{
    static const char *const unset[] = { "LINES",         "COLUMNS",  "NO_COLOR", "BUREAU_THEME",
                                         "BUREAU_GLYPHS", "ESCDELAY", NULL };
    for (const char *const *name = unset; *name; name++)
        unsetenv(*name);
    setenv("TERM", "xterm-256color", 1);
    for (const char *const *setting = settings; setting && *setting; setting++)
        putenv((char *)*setting);
    execv(arguments[0], (char *const *)arguments);
    fprintf(stderr, "%s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

/* What a shell does for a program: a process group of its own with the terminal, and when it stops, the terminal back.
 * A program without such a parent could not be stopped at all: its group would be orphaned. Never returns. */
static void be_shell(const char *const *arguments, const char *const *settings, int report)
{
    signal(SIGTTOU, SIG_IGN);
    const pid_t program = fork();
    if (program == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        close(report);
        become(arguments, settings);
    }
    setpgid(program, program);
    if (write(report, &program, sizeof program) != sizeof program) _exit(127);
    close(report);
    int status;
    while (waitpid(program, &status, WUNTRACED) == program) {
        if (!WIFSTOPPED(status)) _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
        tcsetpgrp(STDIN_FILENO, getpgrp());
        raise(SIGSTOP); /* until the test says go on */
        tcsetpgrp(STDIN_FILENO, program);
        kill(-program, SIGCONT);
    }
    _exit(127);
}

struct terminal *terminal_start(const char *const *arguments, int columns, int rows, const char *const *settings)
{
    struct terminal *terminal = g_new0(struct terminal, 1);
    struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    int slave, report[2];
    terminal->columns = columns;
    terminal->rows = rows;
    terminal->output = g_string_new(NULL);
    terminal->cursor_visible = true;
    if (openpty(&terminal->master, &slave, NULL, NULL, &size) != 0) g_error("openpty: %s", g_strerror(errno));
    if (pipe(report) != 0) g_error("pipe: %s", g_strerror(errno));
    terminal->child = fork();
    if (terminal->child == 0) {
        close(terminal->master);
        close(report[0]);
        login_tty(slave);
        be_shell(arguments, settings, report[1]);
    }
    close(report[1]);
    if (read(report[0], &terminal->program, sizeof terminal->program) != sizeof terminal->program)
        g_error("the program did not start");
    close(report[0]);
    terminal->keeper = slave;
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_reset(terminal->screen, 1);
    return terminal;
}

static bool reap(struct terminal *terminal, int options)
{
    if (terminal->ended) return true;
    int status;
    const pid_t got = waitpid(terminal->child, &status, options);
    if (got != terminal->child || WIFSTOPPED(status)) return false;
    terminal->ended = true;
    terminal->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

/* Takes in what the program wrote, waiting at most `milliseconds` for it. false when nothing came. */
static bool pump(struct terminal *terminal, int milliseconds)
{
    char bytes[16384];
    struct pollfd ready = { .fd = terminal->master, .events = POLLIN };
    if (terminal->master < 0 || poll(&ready, 1, milliseconds) <= 0 || !(ready.revents & POLLIN)) return false;
    const ssize_t length = read(terminal->master, bytes, sizeof bytes);
    if (length <= 0) return false;
    g_string_append_len(terminal->output, bytes, length);
    vterm_input_write(terminal->vterm, bytes, (size_t)length);
    return true;
}

void terminal_stop(struct terminal *terminal)
{
    if (!terminal->ended) {
        kill(terminal->program, SIGKILL);
        kill(terminal->child, SIGKILL);
        reap(terminal, 0);
    }
    if (terminal->master >= 0) close(terminal->master);
    if (terminal->keeper >= 0) close(terminal->keeper);
    vterm_free(terminal->vterm);
    g_string_free(terminal->output, TRUE);
    g_free(terminal);
}

void terminal_send(struct terminal *terminal, const char *bytes)
{
    const char *end = bytes + strlen(bytes);
    while (bytes < end) {
        const ssize_t written = write(terminal->master, bytes, (size_t)(end - bytes));
        if (written <= 0) return;
        bytes += written;
        pump(terminal, 0); /* or both sides could wait for each other */
    }
}

void terminal_resize(struct terminal *terminal, int columns, int rows)
{
    const struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    while (pump(terminal, 0))
        continue;
    terminal->columns = columns;
    terminal->rows = rows;
    vterm_set_size(terminal->vterm, rows, columns);
    ioctl(terminal->master, TIOCSWINSZ, &size);
}

void terminal_signal(struct terminal *terminal, int number)
{
    kill(terminal->program, number);
}

void terminal_continue(struct terminal *terminal)
{
    kill(terminal->child, SIGCONT);
}

void terminal_hang_up(struct terminal *terminal)
{
    close(terminal->keeper);
    close(terminal->master);
    terminal->keeper = terminal->master = -1;
}

char *terminal_row(struct terminal *terminal, int row)
{
    GString *text = g_string_new(NULL);
    for (int column = 0; column < terminal->columns;) {
        VTermScreenCell cell;
        if (!vterm_screen_get_cell(terminal->screen, (VTermPos){ .row = row, .col = column }, &cell)) break;
        if (cell.chars[0] == 0) g_string_append_c(text, ' ');
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
            if (cell.chars[i] != (uint32_t)-1) g_string_append_unichar(text, cell.chars[i]);
        column += cell.width > 1 ? cell.width : 1;
    }
    while (text->len && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    return g_string_free(text, FALSE);
}

static bool shows(struct terminal *terminal, const char *text)
{
    for (int row = 0; row < terminal->rows; row++) {
        g_autofree char *line = terminal_row(terminal, row);
        if (strstr(line, text)) return true;
    }
    return false;
}

static void print_screen(struct terminal *terminal, const char *wanted)
{
    fprintf(stderr, "waited in vain for \"%s\"; the screen (%d×%d%s):\n", wanted, terminal->columns, terminal->rows,
            terminal->ended ? ", ended" : "");
    for (int row = 0; row < terminal->rows; row++) {
        g_autofree char *line = terminal_row(terminal, row);
        fprintf(stderr, "|%s\n", line);
    }
}

typedef bool (*condition)(struct terminal *terminal, const char *text);

static bool wait_for(struct terminal *terminal, condition met, const char *text, bool wanted)
{
    const gint64 deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
    while (g_get_monotonic_time() < deadline) {
        while (pump(terminal, 0))
            continue;
        if (met(terminal, text) == wanted) return true;
        if (!pump(terminal, 50) && reap(terminal, WNOHANG) && !pump(terminal, 0)) break;
    }
    if (met(terminal, text) == wanted) return true;
    print_screen(terminal, text);
    return false;
}

bool terminal_expect(struct terminal *terminal, const char *text)
{
    return wait_for(terminal, shows, text, true);
}

bool terminal_expect_gone(struct terminal *terminal, const char *text)
{
    return wait_for(terminal, shows, text, false);
}

bool terminal_output_has(const struct terminal *terminal, const char *bytes)
{
    return memmem(terminal->output->str, terminal->output->len, bytes, strlen(bytes)) != NULL;
}

static bool wrote(struct terminal *terminal, const char *bytes)
{
    return terminal_output_has(terminal, bytes);
}

bool terminal_expect_bytes(struct terminal *terminal, const char *bytes)
{
    return wait_for(terminal, wrote, bytes, true);
}

void terminal_forget_output(struct terminal *terminal)
{
    g_string_truncate(terminal->output, 0);
}

int terminal_wait(struct terminal *terminal)
{
    const gint64 deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
    while (!reap(terminal, WNOHANG)) {
        if (g_get_monotonic_time() > deadline) {
            print_screen(terminal, "the end");
            return -1;
        }
        if (terminal->master >= 0)
            pump(terminal, 20);
        else
            poll(NULL, 0, 5);
    }
    while (pump(terminal, 0))
        continue;
    return terminal->status;
}

bool terminal_wait_stopped(struct terminal *terminal)
{
    const gint64 deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
    int status;
    while (g_get_monotonic_time() < deadline) {
        pump(terminal, 20);
        if (waitpid(terminal->child, &status, WNOHANG | WUNTRACED) == terminal->child) {
            while (pump(terminal, 0))
                continue;
            return WIFSTOPPED(status);
        }
    }
    return false;
}

bool terminal_in_alternate_screen(const struct terminal *terminal)
{
    return terminal->alternate;
}

void terminal_cursor(const struct terminal *terminal, int *column, int *row, bool *visible)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &position);
    *column = position.col;
    *row = position.row;
    *visible = terminal->cursor_visible;
}

struct termios terminal_modes(const struct terminal *terminal)
{
    struct termios modes;
    memset(&modes, 0, sizeof modes);
    tcgetattr(terminal->keeper, &modes);
    return modes;
}
