/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the what-if screen share. */
#pragma once
#include "screen/whatif_desk.h"
#include "widget/grid.h"

struct whatif_view {
    struct view view; /* first */
    int64_t subject, account;
    struct month month;
    struct date as_of;
    struct whatif_file *file; /* NULL until it is there */
    struct whatif_list list;
    struct whatif_answer answer[SCENARIOS];
    bool pending[SCENARIOS]; /* being worked out in the background */
    int scenario, line, top; /* cursor: scenario and action */
    bool on_points;          /* the comparison has the keys */
    struct grid *points;     /* characteristics: points now and in each scenario */
    char *name[SCENARIOS];   /* of those that were saved or replayed; NULL */
    int64_t replayed;        /* the scenario taken back whose answer is awaited; 0 */
    char *plan;              /* actions of a plan that wait for the file; NULL */
    const char *language;    /* the comparison is in */
    bool touched;            /* the actions are the person's own by now */
    struct route *draft;     /* waits for the file; NULL */
    struct rect head, actions, compare, chart;
};

/* ---- whatif_draw.c ---- */
void whatif_layout(struct view *view, struct rect area);
void whatif_draw(const struct view *view, struct canvas *canvas);
bool whatif_cursor(const struct view *view, struct pos *pos);
/* "pay 招商银行 card 5,000.00": an action in few words. Caller frees. */
char *whatif_short(const struct whatif_view *whatif, const struct action *action);

/* ---- whatif_chart.c ---- */
void whatif_draw_chart(const struct whatif_view *whatif, struct canvas *canvas);

/* ---- whatif.c ---- */
enum { WHATIF_JOB_SAVE = 2 };
/* The list is another one now: everything is worked out anew. */
void whatif_changed(struct whatif_view *whatif);

/* ---- whatif_saved.c: scenarios that are kept ---- */
void whatif_ask_save(struct whatif_view *whatif);
void whatif_saved_done(struct whatif_view *whatif, const struct table *answer);
void whatif_ask_open(struct whatif_view *whatif);
void whatif_replayed(struct whatif_view *whatif, int scenario);
void whatif_ask_export(struct whatif_view *whatif);

/* ---- whatif_draft.c: the list of actions, as a draft ---- */
char *whatif_draft_place(const struct view *view);
bool whatif_draft_save(const struct view *view, struct route *draft);
void whatif_draft_restore(struct view *view, const struct route *draft);
/* Once the file is there: the actions of a draft that waits. False when there is none. */
bool whatif_take_draft(struct whatif_view *whatif);

/* ---- whatif_compare.c ---- */
/* The comparison as a table: score, chance of default, then every characteristic. */
struct table *whatif_compare(const struct whatif_view *whatif);
void whatif_compare_prepare(struct whatif_view *whatif);
