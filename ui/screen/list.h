/* SPDX-License-Identifier: Apache-2.0 */
/* A screen that is one list: a recorded command, a grid, and what stands in it while there is nothing. */
#pragma once
#include "screen/look.h"
#include "widget/grid.h"

struct list_view {
    struct view view; /* first */
    struct grid *grid;
    const char *key;   /* INTEGER column that names a row; NULL: the row number */
    const char *empty; /* msgid: what stands there when there is nothing */
    bool there;        /* an answer came; the saved place was restored */
};

/* `title` is a msgid. */
void list_begin(struct list_view *list, const char *title, const char *key, const char *empty);
/* The answer of a look (taken over) into the grid. */
void list_fill(struct list_view *list, struct table *table);
/* A job's result: shows its error, or fills the grid from the look. */
void list_result(struct list_view *list, const struct job_result *result);
/* Why a command cannot be done where a row leads nowhere: for `why_not` of such a screen. */
const char *list_leaf_why_not(const struct view *view, const struct command *command);
void list_end(struct list_view *list);
/* The value of a column under the cursor; NULL when there is none. */
const struct cell *list_cell(const struct list_view *list, const char *column, struct cell *cell);
/* A new table of the rows for which `keep` is true (NULL: all): same columns, values as they were answered. */
struct table *table_select(const struct table *table, bool (*keep)(const struct table *table, size_t row, void *data),
                           void *data);
