/* SPDX-License-Identifier: Apache-2.0 */
/* grid: any table on the screen, with the same keys everywhere: sort (s S), filter (\), find (/ n N), mark (Space *),
 * hide and freeze columns (- + z), count and describe a column (F I), copy (y Y), export (x), open (Enter).
 * For:    rows in memory and rows that come by pages; the cursor, marks and selection are held by row key.
 * Uses:   paint, command/table.h; job and report through core (export).
 * Never:  reads a store: a source says "pending" and asks its owner.
 *
 * A view that names a grid in view_ops.grid gets all of that from the core: keys, mouse, row line, cursor, F, I, x. It
 * handles one command itself: "table.open" (Enter, double click), for what a row leads to. */
#pragma once
#include "command/table.h"
#include "paint/canvas.h"
#include "term/term.h"

#define ROW_NONE G_MININT64

/* Where rows come from. Rows count from 0 in the source's own order. */
struct table_source {
    void *data;
    size_t (*count)(void *data);
    size_t (*column_count)(void *data);
    const struct column *(*column)(void *data, size_t column);
    int64_t (*row_key)(void *data, size_t row);                             /* unique, stable when rows move */
    bool (*cell)(void *data, size_t row, size_t column, struct cell *cell); /* false: pending, drawn as · */
    void (*want)(void *data, size_t first, size_t count);                   /* rows about to be drawn; may be NULL */
    /* The source orders by itself (rows by pages): NULL lets the grid sort and filter in memory. */
    bool (*order)(void *data, const char *column, bool descending, const char *filter);
    void (*release)(void *data);
};

/* Rows kept in a table (taken over). `key_column` is the id of an INTEGER column, or NULL for the row number. */
struct table_source *source_of_table(struct table *table, const char *key_column);
const struct table *source_table(const struct table_source *source); /* NULL for other sources */

/* Rows by key, fetched in pages of 64 by the owner: `fetch` is called (on the UI thread, once a missing page) with keys
 * to load; the owner starts a job and hands the answer to source_page_fill(): a table whose rows come in the order of
 * those keys. At most 64 pages are kept. `keys` is taken over (g_free). */
typedef void (*source_fetch)(void *owner, const int64_t *keys, size_t count, size_t page);
struct table_source *source_by_key(const struct column *columns, size_t column_count, int64_t *keys, size_t count,
                                   source_fetch fetch, void *owner);
void source_page_fill(struct table_source *source, size_t page, struct table *table); /* table taken over */
/* The same for a page that nobody asked for yet: the owner has its rows already. */
void source_page_put(struct table_source *source, size_t page, struct table *table);
void source_set_keys(struct table_source *source, int64_t *keys,
                     size_t count); /* another search: pages are forgotten */
void source_free(struct table_source *source);

struct grid;
struct grid *grid_new(void);
void grid_free(struct grid *grid);
/* Another source (taken over, old one freed). Cursor and marks stay on their keys when those are still there. */
void grid_set_source(struct grid *grid, struct table_source *source);
struct table_source *grid_source(const struct grid *grid);
/* The source's rows changed in place: count, order. */
void grid_changed(struct grid *grid);
/* What stands in an empty grid, translated. */
void grid_set_empty(struct grid *grid, const char *text);
/* The title of the workbook on export and of counts. */
void grid_set_title(struct grid *grid, const char *title);

/* Looks. A painter draws one cell by itself (bars, states, inks); false leaves it to the grid. */
typedef bool (*grid_painter)(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                             const struct cell *cell, style_t ground);
void grid_set_painter(struct grid *grid, grid_painter painter, void *data);
/* The ink of a whole row (overdue, disputed), INK_TEXT for none. */
void grid_set_row_ink(struct grid *grid, enum ink (*ink)(void *data, const struct grid *grid, int64_t key), void *data);
void grid_set_width(struct grid *grid, const char *column, int min, int max);
void grid_hide(struct grid *grid, const char *column, bool hidden);
/* Where the grid lies; with or without its line of titles. */
void grid_place(struct grid *grid, struct rect area, bool titles);
void grid_draw(const struct grid *grid, struct canvas *canvas, bool focused);
bool grid_cursor_pos(const struct grid *grid, struct pos *pos);

/* The cursor. */
size_t grid_row_count(const struct grid *grid); /* after the filter */
int64_t grid_row(const struct grid *grid);      /* key under the cursor; ROW_NONE when empty */
size_t grid_row_index(const struct grid *grid); /* place on the screen's order */
const struct column *grid_column(const struct grid *grid);
bool grid_go_to(struct grid *grid, int64_t key);
/* The value of a named column in the row of a key; false when pending or gone. Text is borrowed until the next call. */
bool grid_value(const struct grid *grid, int64_t key, const char *column, struct cell *cell);
/* Keys of the marked rows in the screen's order, or the one under the cursor when none is marked. Caller frees. */
int64_t *grid_selection(const struct grid *grid, size_t *count);
size_t grid_marked_count(const struct grid *grid);

/* Sorting and filter: ids of columns; NULL takes it off. */
void grid_sort(struct grid *grid, const char *column, bool descending);
void grid_sort_add(struct grid *grid, const char *column, bool descending);
void grid_filter(struct grid *grid, const char *text);
const char *grid_filter_text(const struct grid *grid); /* "" when none */

/* Keys and mouse: movement here; everything named comes as a command. true: taken. */
bool grid_event(struct grid *grid, const struct event *event);
/* Why a table command cannot be done now (translatable), NULL when it can. */
const char *grid_why_not(const struct grid *grid, const char *command);

/* "row 3/23  filter: open (23 of 90)  sort Score↑": the state line. Caller frees. */
char *grid_state(const struct grid *grid);
/* Rows on screen (filter, order, shown columns; marked ones only when some are marked) as a new table, for export. */
struct table *grid_to_table(const struct grid *grid);
/* The cell under the cursor, or the selection's rows with a line of titles, as tab-separated text. Caller frees. */
char *grid_copy_cell(const struct grid *grid);
char *grid_copy_rows(const struct grid *grid);
/* How often each value of the column under the cursor comes; count, missing, distinct, least, most, mean, sum. */
struct table *grid_count_values(const struct grid *grid);
struct table *grid_describe(const struct grid *grid);
/* The state to come back to (cursor, sort, filter, hidden columns), for view_ops.save and open. */
struct route;
void grid_save(const struct grid *grid, struct route *route);
void grid_restore(struct grid *grid, const struct route *route);
/* A cell as the grid would write it, in the language spoken. Caller frees. */
char *grid_cell_text(const struct column *column, const struct cell *cell);

/* Table commands with an effect on the grid alone ("table.sort", "table.hide" ...). The core calls it. */
struct app;
struct view;
bool grid_command(struct grid *grid, struct view *view, const char *id, int argument);
