/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers do nothing but write a byte; what it means is done by the loop. A crash first puts the terminal right and
 * then dies of the same signal, so that the person has a usable shell and the system its core. */
#include "term/term_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int pipe_ends[2] = { -1, -1 };
static void (*leave_terminal)(void);

static const int noted[] = { SIGWINCH, SIGTERM, SIGHUP, SIGCONT, SIGINT };
static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static struct sigaction old_noted[G_N_ELEMENTS(noted)], old_crashes[G_N_ELEMENTS(crashes)], old_pipe;

static void write_note(char note)
{
    int saved = errno;
    ssize_t ignored = write(pipe_ends[1], &note, 1); /* a full pipe already holds a wake */
    (void)ignored;
    errno = saved;
}

static void on_signal(int number)
{
    switch (number) {
    case SIGWINCH:
        write_note(SIGNAL_NOTE_RESIZE);
        break;
    case SIGCONT:
        write_note(SIGNAL_NOTE_RESUME);
        break;
    default:
        write_note(SIGNAL_NOTE_HANGUP);
        break;
    }
}

/* The action that was there before (the default, or a sanitizer's report) gets the signal after us. */
static void on_crash(int number)
{
    if (leave_terminal != NULL) leave_terminal();
    for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++)
        if (crashes[i] == number) sigaction(number, &old_crashes[i], NULL);
    raise(number);
}

bool signals_start(void (*leave)(void))
{
    if (pipe2(pipe_ends, O_NONBLOCK | O_CLOEXEC) != 0) return false;
    leave_terminal = leave;
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    sigfillset(&action.sa_mask);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (size_t i = 0; i < G_N_ELEMENTS(noted); i++)
        sigaction(noted[i], &action, &old_noted[i]);
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_crash;
    action.sa_flags = SA_NODEFER;
    for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++)
        sigaction(crashes[i], &action, &old_crashes[i]);
    action.sa_handler = SIG_IGN;
    action.sa_flags = 0;
    sigaction(SIGPIPE, &action, &old_pipe);
    return true;
}

void signals_stop(void)
{
    if (pipe_ends[0] < 0) return;
    for (size_t i = 0; i < G_N_ELEMENTS(noted); i++)
        sigaction(noted[i], &old_noted[i], NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++)
        sigaction(crashes[i], &old_crashes[i], NULL);
    sigaction(SIGPIPE, &old_pipe, NULL);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    pipe_ends[0] = pipe_ends[1] = -1;
    leave_terminal = NULL;
}

int signals_fd(void)
{
    return pipe_ends[0];
}

void signals_wake(void)
{
    write_note(SIGNAL_NOTE_WAKE);
}

char signals_next(void)
{
    char note;
    return read(pipe_ends[0], &note, 1) == 1 ? note : '\0';
}

void signals_stop_process(void)
{
    struct sigaction standard, old;
    memset(&standard, 0, sizeof(standard));
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, &old);
    raise(SIGTSTP); /* comes back after SIGCONT */
    sigaction(SIGTSTP, &old, NULL);
    write_note(SIGNAL_NOTE_RESUME); /* where nothing can stop us (no job control) there is no SIGCONT either */
}
