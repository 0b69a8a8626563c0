/* SPDX-License-Identifier: Apache-2.0 */
/* monthgrid: the payment history as a picture. A row an account, a column a month, newest right, a gap after each
 * December, letter and colour; a cursor over account and month. */
#pragma once
#include "base/date.h"
#include "paint/canvas.h"
#include "term/term.h"

struct month_row {
    int64_t key;  /* account id */
    char *label;  /* "招商银行 card" */
    char *detail; /* right-aligned after the label: limit, may be NULL */
    double share; /* utilisation 0.., NaN for none: shown as "98% ▇" */
    struct month first;
    char *states;        /* a letter a month, oldest first */
    const guint8 *flags; /* a byte a month, bit 0 disputed, drawn ⚑; may be NULL; copied */
};

struct monthgrid;
struct monthgrid *monthgrid_new(void);
void monthgrid_free(struct monthgrid *grid);
/* Copies rows. The last month shown is the newest of all rows; the cursor stays on its account and month. */
void monthgrid_set_rows(struct monthgrid *grid, const struct month_row *rows, size_t count);
void monthgrid_place(struct monthgrid *grid, struct rect area); /* two lines of year and month letters, then rows */
void monthgrid_draw(const struct monthgrid *grid, struct canvas *canvas, bool focused);
/* Arrows, Home, End, PageUp, PageDown, clicks, wheel. true: taken. */
bool monthgrid_event(struct monthgrid *grid, const struct event *event);
bool monthgrid_cursor_pos(const struct monthgrid *grid, struct pos *pos);
size_t monthgrid_row_count(const struct monthgrid *grid);
int64_t monthgrid_key(const struct monthgrid *grid); /* G_MININT64 when empty */
size_t monthgrid_row(const struct monthgrid *grid);
struct month monthgrid_month(const struct monthgrid *grid);                    /* MONTH_NONE when empty */
char monthgrid_state(const struct monthgrid *grid);                            /* under the cursor, 0 for none */
bool monthgrid_go_to(struct monthgrid *grid, int64_t key, struct month month); /* MONTH_NONE keeps the month */
/* "N on time  1-7 months late  * no use  C closed  # unknown  ⚑ disputed" in one row. */
void monthgrid_legend(struct canvas *canvas, int x, int y, int w);
