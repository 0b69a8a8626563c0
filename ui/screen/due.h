/* SPDX-License-Identifier: Apache-2.0 */
/* What the law wants by when, in any list: time left in words, and how near a row is to its legal last day. Colour only
 * repeats what the words say. Reads the columns `days_left`, `target_left`, `hours_left`, `state`, `outcome` by their
 * ids. */
#pragma once
#include "core/app.h"
#include "widget/grid.h"

enum { DUE_SOON_DAYS = 3, DUE_SOON_HOURS = 12 };

/* A grid's painter: draws days_left, target_left and hours_left ("3 late", "today", "41 h"); false for every other
 * column. */
bool due_paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
               const struct cell *cell, style_t ground);
/* A grid's row ink: late is bad, near is a warning, closed is dim. */
enum ink due_row_ink(void *data, const struct grid *grid, int64_t key);

/* ---- lanes: a queue cut by how long is left. A row without days_left is closed. ---- */
enum due_lane { DUE_OPEN, DUE_OVERDUE, DUE_TODAY, DUE_THREE, DUE_SEVEN, DUE_LATER, DUE_CLOSED, DUE_LANES };

struct lanes {
    size_t count[DUE_LANES], lane;
    bool counted;
};
const char *lane_word(size_t lane);    /* as in routes and on the desk: "overdue" */
size_t lane_of_word(const char *word); /* DUE_OPEN when unknown or NULL */
void lanes_count(struct lanes *lanes, const struct table *table);
/* The rows of the open lane as a new table. */
struct table *lanes_select(struct lanes *lanes, const struct table *table);
void lanes_draw(const struct lanes *lanes, struct canvas *canvas, struct rect row);
/* tab.next, tab.previous, tab.go: true when the lane is another one now. */
bool lanes_command(struct lanes *lanes, const char *id, int argument, bool *taken);
