/* SPDX-License-Identifier: Apache-2.0 */
/* Samples and their order statistics, programs timed as a whole, keys timed on a pseudo-terminal. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct samples {
    GArray *values; /* double, milliseconds */
};
struct samples samples_new(void);
void samples_add(struct samples *samples, double milliseconds);
double samples_at(const struct samples *samples, double share); /* 0.5 the median, 0.99 */
void samples_free(struct samples *samples);

/* Runs a program to its end; wall milliseconds. Ends the benchmark when it fails. */
double run_timed(const char *const *arguments);

/* The program on a pseudo-terminal of its own. */
struct screen;
struct screen *screen_start(const char *const *arguments, int columns, int rows, double *first_paint);
/* Sends keys; milliseconds to the last byte of the answer (the output is silent for 20 ms after it). *bytes is how
 * much came. */
double screen_key(struct screen *screen, const char *keys, size_t *bytes);
/* Sends keys; milliseconds until `text` was painted (it must stand in new cells, in one run). Ends the benchmark when
 * it does not come. Waits until the output is silent for 80 ms afterwards. */
double screen_until(struct screen *screen, const char *keys, const char *text);
/* Sends keys and waits until the output is silent for 80 ms. */
void screen_settle(struct screen *screen, const char *keys);
void screen_stop(struct screen *screen);
