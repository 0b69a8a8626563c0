/* SPDX-License-Identifier: Apache-2.0 */
/* Several processes at once over one store. */
#pragma once
#include <glib.h>

/* Forks `count` processes, lets them begin together, waits for all. Each runs body(number, out, data) in a process of
 * its own (nothing of the parent's store may be used in it), says with crew_say() what the parent is to hear even if it
 * is killed in the next moment, and answers 0 when all went well. Answers how many did not; one that was killed
 * (SIGKILL) is not among them when there is `meanwhile`, which is called in the parent while they run and may kill
 * them. What they said is in `reports` (char *, free function set), NULL when nobody wants it; a few thousand lines at
 * the most. */
unsigned crew_run(unsigned count, int (*body)(unsigned number, int out, void *data), void *data,
                  void (*meanwhile)(const GPid *members, unsigned count, void *data), GPtrArray *reports);
void crew_say(int out, const char *format, ...) G_GNUC_PRINTF(2, 3);
