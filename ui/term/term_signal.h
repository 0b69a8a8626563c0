/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as bytes in a pipe, so that poll() sees them: window size, hang-up, continue. Private to term/. */
#pragma once
#include <stdbool.h>

enum signal_note {
    SIGNAL_NOTE_WAKE = 'w',
    SIGNAL_NOTE_RESIZE = 'r',
    SIGNAL_NOTE_HANGUP = 'h',
    SIGNAL_NOTE_RESUME = 'c'
};

/* Makes the pipe and installs handlers (before curses starts, so that it leaves SIGWINCH to us). `leave` puts the
 * terminal right after a crash: it must only use write() and tcsetattr(). */
bool signals_start(void (*leave)(void));
void signals_stop(void);
int signals_fd(void);
/* From any thread. */
void signals_wake(void);
/* The next note, 0 when there is none. */
char signals_next(void);
/* Stops the process with SIGTSTP as the shell expects. */
void signals_stop_process(void);
