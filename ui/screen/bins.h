/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the bin editor. */
#pragma once
#include "core/app.h"
#include "training/bins_data.h"
#include "widget/grid.h"

struct bins_view {
    struct view view;                    /* first */
    char *data, *target, *bins, *wanted; /* as the route said; `wanted`: the column it began with */
    struct route *asked;                 /* the route itself: what it says of a fit is handed on to the fit */
    struct bins_data *file;              /* NULL until it is read */
    struct bin_edit **edit;              /* of each column of the file; NULL until it is first shown */
    double *value;                       /* information value of each column */
    size_t at;                           /* the column shown */
    bool unsaved;
    struct grid *grid;
    double widest; /* greatest weight of evidence, for the bars */
    double optimum;
    bool feasible;
    struct bin_cost cost[BIN_MOST_COSTS];
    size_t costs;
    gint64 took; /* microseconds of the last edit */
    struct rect list, head, foot;
};

static inline struct bins_view *bins_of(struct view *view)
{
    return (struct bins_view *)view;
}
static inline const struct bins_view *bins_of_const(const struct view *view)
{
    return (const struct bins_view *)view;
}
/* The session that is shown; NULL while there is none. */
static inline struct bin_edit *bins_edit(const struct bins_view *bins)
{
    return bins->file != NULL ? bins->edit[bins->at] : NULL;
}

/* Shows the state of the session: rows, costs, figures. */
void bins_show(struct bins_view *bins);
void bins_go_to_column(struct bins_view *bins, size_t column);
/* Asks for what the route did not say, then reads the file. */
void bins_begin(struct bins_view *bins);
const char *bins_column_name(const struct bins_view *bins, size_t column);

/* The acts: edits, saving, going on to the fit. true: taken. */
bool bins_act(struct bins_view *bins, const char *id, int argument);

void bins_layout(struct view *view, struct rect area);
void bins_draw(const struct view *view, struct canvas *canvas);
/* Puts into a route what was said of the fit (special values, rows held out ...). */
void bins_hand_on(const struct bins_view *bins, struct route *route);
bool bins_paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                const struct cell *cell, style_t ground);
