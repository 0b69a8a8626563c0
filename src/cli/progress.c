/* SPDX-License-Identifier: Apache-2.0 */
/* See progress.h. A signal handler may do next to nothing, so it only wakes a thread, and that cancels. */
#include "cli/progress.h"

#include "cli/language.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_COLUMNS = 72, REDRAW_MICROSECONDS = 100000 };

static bool shown; /* a line stands on the terminal */
static int wake[2] = { -1, -1 };
static volatile sig_atomic_t asked;

static void on_signal(int number)
{
    (void)number;
    if (asked) _exit(BUREAU_ERROR_CANCELLED);
    asked = 1;
    ssize_t ignored = write(wake[1], "", 1);
    (void)ignored;
}

static gpointer wait_for_signal(gpointer data)
{
    g_autoptr(GCancellable) cancellable = data;
    char byte;
    if (read(wake[0], &byte, 1) == 1) g_cancellable_cancel(cancellable);
    return NULL;
}

void progress_catch_signals(GCancellable *cancellable)
{
    if (wake[0] >= 0 || pipe(wake) != 0) return;
    g_thread_unref(g_thread_new("signals", wait_for_signal, g_object_ref(cancellable)));
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void progress_release_signals(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

void progress_show(void *data, double done, const char *what)
{
    static gint64 last;
    (void)data;
    gint64 now = g_get_monotonic_time();
    if (!isatty(STDERR_FILENO) || now - last < REDRAW_MICROSECONDS) return;
    last = now;
    g_autofree char *said = phrase_expand(what != NULL ? what : "", language_translate);
    g_autofree char *clean = text_sanitise(said, -1);
    g_autofree char *line = g_strdup_printf("%3.0f %%  %s", CLAMP(done, 0, 1) * 100, clean);
    g_autofree char *fitted = text_fit(line, LINE_COLUMNS, -1);
    fprintf(stderr, "\r%s", fitted);
    fflush(stderr);
    shown = true;
}

void progress_clear(void)
{
    if (!shown) return;
    fprintf(stderr, "\r%*s\r", LINE_COLUMNS, "");
    fflush(stderr);
    shown = false;
}
