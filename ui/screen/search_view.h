/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the search screen share: its state, its rows, its looks. */
#pragma once
#include "screen/search_facets.h"
#include "widget/editor.h"
#include "widget/grid.h"

enum { RESTING = 2000 }; /* milliseconds without a key until a search counts as made */
enum { JOB_FACETS = 1, JOB_SETTLE = 2, JOB_PIN = 3, JOB_PAGES = 16 };
enum focus { FOCUS_PROMPT, FOCUS_LIST, FOCUS_FACETS };

struct search_view {
    struct view view; /* first */
    struct editor *editor;
    struct grid *grid;
    struct facets *facets;
    enum focus focus;
    enum search_sort sort;
    bool descending;
    char *asked;   /* query text the list shows; NULL: none yet */
    char *words;   /* in words, a phrase */
    GError *error; /* what is wrong with what is typed */
    size_t count;
    double milliseconds;
    unsigned version;    /* of the index that answered */
    unsigned generation; /* of the list: pages of older ones are dropped */
    int64_t settled;     /* number of the query last recorded */
    int facet, line;     /* cursor over the facets */
    struct rect prompt, list, below;
    int64_t restore; /* row to go back to */
};

/* ---- search_rows.c: the rows that are seen ---- */
void search_fetch_page(void *owner, const int64_t *keys, size_t count, size_t page); /* a source_fetch */
void search_take_page(struct search_view *search, void *data);                       /* a job's result of JOB_PAGES */

/* ---- search_draw.c ---- */
void search_place(struct search_view *search, struct rect area);
void search_draw(const struct view *view, struct canvas *canvas);
bool search_cursor(const struct view *view, struct pos *pos);
