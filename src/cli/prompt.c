/* SPDX-License-Identifier: Apache-2.0 */
/* See prompt.h. A signal may come at any moment: its handler only writes to a pipe, the loop puts the terminal back,
 * and then the signal is raised again for whoever had it before. */
#include "cli/prompt.h"

#include "base/base.h"
#include "cli/language.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_LIMIT = 1024, STATUS_COLUMNS = 72 };

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };

static int wake[2] = { -1, -1 };

static void on_signal(int number)
{
    const int kept = errno;
    const unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(wake[1], &byte, 1);
    (void)ignored;
    errno = kept;
}

struct handlers {
    struct sigaction before[G_N_ELEMENTS(caught)];
};

static bool catch_signals(struct handlers *handlers)
{
    if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) return false;
    const struct sigaction action = { .sa_handler = on_signal };
    for (size_t i = 0; i < G_N_ELEMENTS(caught); i++) {
        sigaction(caught[i], NULL, &handlers->before[i]);
        if (handlers->before[i].sa_handler != SIG_IGN) sigaction(caught[i], &action, NULL);
    }
    return true;
}

static void release_signals(const struct handlers *handlers)
{
    for (size_t i = 0; i < G_N_ELEMENTS(caught); i++)
        sigaction(caught[i], &handlers->before[i], NULL);
}

static bool cancelled(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("No passphrase was given"), NULL, NULL);
    return false;
}

/* ---- the terminal --------------------------------------------------------------------------------------------------
 */

static int open_terminal(void)
{
    return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

bool prompt_is_possible(void)
{
    const int terminal = open_terminal();
    if (terminal < 0) return false;
    close(terminal);
    return true;
}

static void put(int terminal, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        const ssize_t written = write(terminal, text, left);
        if (written < 0 && errno != EINTR) return;
        if (written < 0) continue;
        text += written;
        left -= (size_t)written;
    }
}

void prompt_say(const char *text)
{
    const int terminal = open_terminal();
    if (terminal < 0) return;
    put(terminal, text);
    put(terminal, "\n");
    close(terminal);
}

/* What woke the wait: a byte to read, a signal's number (negative), or 0 for cancelled. */
static int wait_for_key(int terminal, GCancellable *cancellable)
{
    struct pollfd waiting[] = { { .fd = terminal, .events = POLLIN },
                                { .fd = wake[0], .events = POLLIN },
                                { .fd = g_cancellable_get_fd(cancellable), .events = POLLIN } };
    for (;;) {
        if (poll(waiting, G_N_ELEMENTS(waiting), -1) < 0) {
            if (errno == EINTR) continue;
            return 0;
        }
        unsigned char number;
        if (waiting[1].revents && read(wake[0], &number, 1) == 1) return -number;
        if (waiting[2].revents) return 0;
        if (waiting[0].revents) return 1;
    }
}

enum outcome { OUTCOME_LINE, OUTCOME_TOO_LONG, OUTCOME_END, OUTCOME_CANCELLED, OUTCOME_SIGNAL };

/* Reads up to the end of the line. `*number`: the signal that came between. */
static enum outcome read_line(int terminal, struct secret *line, GCancellable *cancellable, int *number)
{
    size_t length = 0;
    bool too_long = false;
    for (;;) {
        const int woken = wait_for_key(terminal, cancellable);
        uint8_t byte;
        if (woken == 0) return OUTCOME_CANCELLED;
        if (woken < 0) {
            *number = -woken;
            return OUTCOME_SIGNAL;
        }
        const ssize_t got = read(terminal, &byte, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0 && length == 0) return OUTCOME_END;
        if (got <= 0 || byte == '\n') break;
        too_long = too_long || length == LINE_LIMIT;
        if (!too_long) secret_bytes(line)[length++] = byte;
    }
    secret_truncate(line, length);
    return too_long ? OUTCOME_TOO_LONG : OUTCOME_LINE;
}

/* Asks once; the terminal is as it was when this returns. */
static enum outcome ask_once(int terminal, const char *prompt, struct secret *line, GCancellable *cancellable,
                             int *number)
{
    struct termios before, quiet;
    if (tcgetattr(terminal, &before) != 0) return OUTCOME_END;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    quiet.c_lflag |= ICANON | ISIG;
    tcsetattr(terminal, TCSAFLUSH, &quiet);
    put(terminal, prompt);
    const enum outcome outcome = read_line(terminal, line, cancellable, number);
    tcsetattr(terminal, TCSAFLUSH, &before);
    put(terminal, "\n");
    return outcome;
}

static bool is_stop(int number)
{
    return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

struct secret *prompt_secret(const char *prompt, GCancellable *cancellable, GError **error)
{
    const int terminal = open_terminal();
    struct handlers handlers;
    if (terminal < 0 || !catch_signals(&handlers)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is no terminal to ask on"),
                         N_("Give the passphrase with --passphrase-file or --passphrase-fd."), NULL);
        if (terminal >= 0) close(terminal);
        return NULL;
    }
    enum outcome outcome;
    struct secret *line;
    for (;;) {
        int number = 0;
        line = secret_new(LINE_LIMIT);
        outcome = ask_once(terminal, prompt, line, cancellable, &number);
        if (outcome != OUTCOME_SIGNAL) break;
        secret_free(line);
        release_signals(&handlers);
        raise(number);
        line = NULL;
        if (!is_stop(number)) break; /* it was caught by somebody who goes on: the program is to end */
        catch_signals(&handlers);    /* continued after a stop: ask again */
    }
    if (outcome != OUTCOME_SIGNAL) release_signals(&handlers);
    close(terminal);
    if (outcome == OUTCOME_LINE && secret_length(line) > 0) return line;
    if (line) secret_free(line);
    if (outcome == OUTCOME_LINE || outcome == OUTCOME_TOO_LONG)
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         outcome == OUTCOME_LINE ? N_("The passphrase is empty")
                                                 : N_("The passphrase is longer than 1024 bytes"),
                         N_("Type it again."), NULL);
    else
        cancelled(error);
    return NULL;
}

/* ---- while something lasts -----------------------------------------------------------------------------------------
 */

void prompt_status(const char *text)
{
    static bool shown;
    if (!isatty(STDERR_FILENO) || (text == NULL && !shown)) return;
    fprintf(stderr, "\r%*s\r%s", STATUS_COLUMNS, "", text != NULL ? text : "");
    fflush(stderr);
    shown = text != NULL;
}

bool prompt_wait(const char *text, int seconds, GCancellable *cancellable)
{
    struct pollfd waiting = { .fd = g_cancellable_get_fd(cancellable), .events = POLLIN };
    const gint64 until = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    bool stopped = false;
    for (gint64 left; !stopped && (left = until - g_get_monotonic_time()) > 0;) {
        char number[16];
        g_snprintf(number, sizeof number, "%d", (int)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
        g_autofree char *phrase = phrase_make(text, number, NULL);
        g_autofree char *said = phrase_expand(phrase, language_translate);
        prompt_status(said);
        const int ready = poll(&waiting, 1, (int)MIN(left / 1000 + 1, 1000));
        stopped = ready > 0 || (ready < 0 && errno != EINTR);
    }
    prompt_status(NULL);
    return !stopped;
}
