/* SPDX-License-Identifier: Apache-2.0 */
/* Asking on the terminal for what must not be seen: written to and read from /dev/tty without echo, into locked memory.
 * Whatever ends the program meanwhile finds the terminal as it was. */
#pragma once
#include "vault/secret.h"

#include <gio/gio.h>

/* Whether there is a person to ask: a terminal belongs to this program. */
bool prompt_is_possible(void);

/* One line, as it is typed, without its end. `prompt` is shown as it is (made safe by the caller). NULL: CANCELLED (a
 * signal, the end of input), INPUT (empty, too long), STORE (no terminal). */
struct secret *prompt_secret(const char *prompt, GCancellable *cancellable, GError **error);

/* A line for the person, on the terminal; nothing when there is none. */
void prompt_say(const char *text);

/* Waits `seconds`, counting down on standard error when that is a terminal; false when it was cancelled. `text` has
 * "{1}" for the seconds left. */
bool prompt_wait(const char *text, int seconds, GCancellable *cancellable);

/* A short line on standard error while something lasts, if that is a terminal; NULL takes it away. */
void prompt_status(const char *text);
