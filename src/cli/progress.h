/* SPDX-License-Identifier: Apache-2.0 */
/* While a command runs: its progress on a terminal, and the signals by which a person stops it. */
#pragma once
#include "guard/guard.h"

/* Interrupt and termination cancel `cancellable` from now on; a second one ends the program at once (an act that was
 * not committed leaves nothing). Once in a program. */
void progress_catch_signals(GCancellable *cancellable);
/* The signals end the program again, as they do for any other: before the workstation takes them over. */
void progress_release_signals(void);

/* For session->progress: writes "\r 61 %  text" on standard error when that is a terminal. */
void progress_show(void *data, double done, const char *what);
/* Takes the line away. */
void progress_clear(void);
