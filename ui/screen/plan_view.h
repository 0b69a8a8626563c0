/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the plan screen share. */
#pragma once
#include "core/app.h"
#include "plan/plan.h"
#include "screen/sheet.h"
#include "widget/grid.h"

/* What a worker brings: the file and every plan of it. Immutable on the UI thread. */
struct plan_load {
    int64_t subject;
    struct recorded_look *look;
    struct plan_wish wish;
    char **without;
    struct sheet *sheet;
    const struct model *model; /* of the process, never freed */
    struct plan_book *book;
    GArray *binds; /* struct plan_bind, under the best plan */
};

struct plan_view {
    struct view view; /* first */
    int64_t subject;
    struct date as_of;
    struct plan_wish wish;  /* as asked for; a change of the target needs no new search */
    GPtrArray *without;     /* char *: ids of actions and account numbers, NULL at the end */
    struct plan_load *load; /* NULL until it is there */
    bool frontier;          /* the list shows every target instead of the steps */
    struct grid *grid;
    const char *language; /* the list is in */
    struct rect head, foot, chart;
};
/* The plan shown: for the target, else the best there is. NULL while nothing is there. */
const struct plan *plan_shown(const struct plan_view *plan);

/* ---- plan_draw.c ---- */
void plan_layout(struct view *view, struct rect area);
void plan_draw(const struct view *view, struct canvas *canvas);
/* Lists steps or targets anew: after a search, another target, another language. */
void plan_fill(struct plan_view *plan);
/* A price in the measure chosen: "15,444.00", "3". Caller frees. */
char *plan_price_text(const struct plan_view *plan, const struct plan_price *price);
/* A step in few words. Caller frees. */
char *plan_step_text(const struct plan_view *plan, const struct plan_step *step);
const char *plan_cost_word(enum plan_cost kind); /* translated */
