/* SPDX-License-Identifier: Apache-2.0 */
/* Where a campaign of faults is, so that a failure can be repeated, and how long it goes on.
 *   BUREAU_FAULT_STEP    each n-th point (default 7; 1: every one)
 *   BUREAU_FAULT_CYCLES  so many times the usual number of cycles, images, rounds (default 1)
 *   BUREAU_FAULT_SEED    what the random numbers start from (default 20261122; printed)
 *   BUREAU_FAULT_POINT   only this point (the number that a failure printed) */
#pragma once
#include <glib.h>

/* The points first, first + step, ... up to last, or the one that was asked for. */
#define FOR_POINTS(point, last)                                                                                        \
    for (unsigned point = points_first(); point <= (last) && point != 0; point = points_next(point))
unsigned points_first(void);
unsigned points_next(unsigned point);
unsigned points_many(unsigned usual);
/* A generator of its own for a point, the same at each run. */
GRand *points_random(unsigned point);

/* Says where the campaign is; printed when a case fails (point_teardown) or the process dies. */
void point_set(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* The campaign went through: a line of figures for the log. */
void point_done(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* As teardown of every case: prints the point of a case that did not come to point_done(). */
int point_teardown(void **state);
