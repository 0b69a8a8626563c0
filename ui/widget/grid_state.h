/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the grid; only the grid's own files include this. */
#pragma once
#include "widget/grid.h"

#define SORT_KEYS_MOST       4
#define COLUMN_WIDTH_DEFAULT 40

struct grid_column {
    const struct column *column;
    size_t index; /* in the source */
    bool hidden;
    int min, max; /* set by the screen; 0: by type */
    int wanted;   /* measured */
    bool shown;   /* fits now */
    int x, w;     /* from the grid's left edge */
};

struct sort_key {
    size_t column; /* in the source */
    bool descending;
};

struct grid {
    struct table_source *source;
    char *title, *empty;
    grid_painter painter;
    void *painter_data;
    enum ink (*row_ink)(void *data, const struct grid *grid, int64_t key);
    void *row_ink_data;

    GArray *columns; /* struct grid_column */
    guint32 *order;  /* rows of the source as shown; NULL: as they come */
    size_t shown;    /* rows shown */
    char **folded;   /* what filter and find compare, a row, made when first needed */
    size_t folded_count;

    size_t cursor, top;
    int64_t cursor_key;
    guint column;      /* index into columns, of the cursor */
    guint frozen;      /* the first n columns are never dropped */
    GHashTable *marks; /* int64_t * keys */

    struct sort_key sort[SORT_KEYS_MOST];
    size_t sort_count;
    char *filter, *find;
    struct rect area;
    bool titles;
};

static inline struct grid_column *grid_column_at(const struct grid *grid, guint index)
{
    return &g_array_index(grid->columns, struct grid_column, index);
}

/* Source row of a shown row. */
static inline size_t grid_source_row(const struct grid *grid, size_t shown)
{
    return grid->order != NULL ? grid->order[shown] : shown;
}

bool grid_is_right(const struct column *column);               /* aligned right */
void grid_measure(struct grid *grid);                          /* wanted widths from titles and the first rows */
void grid_fit(struct grid *grid);                              /* which columns are shown, and where */
int grid_find_column(const struct grid *grid, const char *id); /* -1 */
void grid_move(struct grid *grid, int64_t row);                /* cursor, clamped; scrolls; asks for rows */
void grid_scroll(struct grid *grid);
int grid_body_rows(const struct grid *grid);
void grid_reorder(struct grid *grid); /* filter and sort anew, keeping the cursor's key */
void grid_forget_folded(struct grid *grid);
bool grid_find_next(struct grid *grid, int step, bool include_here);
void grid_toggle_mark(struct grid *grid, int64_t key);
