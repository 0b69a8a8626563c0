/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the queue's screen share. A short queue is held whole, so that it is sorted and filtered like any
 * list; of a long one only the order is held (8 bytes a case) and the pages that are seen, until somebody asks for what
 * needs all of its rows. */
#pragma once
#include "desk/desk.h"
#include "screen/list.h"

enum { JOB_KEYS = 1, JOB_NEXT = 2, JOB_TRY = 3, JOB_PAGES = 16 };
enum { QUEUE_CLOSED = LANE_COUNT, QUEUE_TABS }; /* tabs: the lanes of the desk, and what is done */

/* Which part of the queue is open. */
struct queue_part {
    size_t tab;
    size_t waiting; /* 0: anyone, else desk_waiting(waiting - 1) */
    bool mine, contrary, by_target;
};

struct disputes_view {
    struct list_view list; /* first */
    struct queue_part part;
    struct desk_counts counts;
    bool counted, recorded; /* recorded: the look at this part is in the log */
    bool paged;
    bool whole;             /* all rows were asked for */
    bool other;             /* another part was opened, and its rows are not here yet */
    size_t held;            /* cases in the order that is on the screen */
    bool acted, coming;     /* something was done from here; all rows are being read again, or soon will be */
    unsigned generation;    /* of the order: pages of older ones are dropped */
    const char *then;       /* command to go on with once all rows are there; static */
    struct arguments *bulk; /* what is tried before it is done */
};

/* ---- disputes_rows.c ---- */
void queue_load(struct disputes_view *disputes);
void queue_reload(struct disputes_view *disputes); /* something changed, here or elsewhere */
/* A job's result; false when it is none of these. */
bool queue_result(struct disputes_view *disputes, const struct job_result *result);
/* A command of tables that needs every row: reads them first, then does it. true: on its way. */
bool queue_needs_all(struct disputes_view *disputes, const char *id);

/* ---- disputes_columns.c ---- */
const struct column *queue_columns(size_t *count); /* static */
/* On a worker: adds the rows of these cases to `rows`, with the columns of the screen. */
bool queue_read(struct session *session, const int64_t *keys, size_t count, struct table *rows, GError **error);
/* Widths, and what is hidden until somebody asks for it. */
void queue_columns_fit(struct grid *grid);

/* ---- disputes_strip.c ---- */
void queue_strip_draw(const struct disputes_view *disputes, struct canvas *canvas, struct rect area);
const char *queue_tab_word(size_t tab);     /* as in routes: "overdue" */
size_t queue_tab_of_word(const char *word); /* 0 when unknown or NULL */
/* Tabs, who is waited for, mine, contradictions, order. true: taken, and *other when another part is open now. */
bool queue_strip_command(struct disputes_view *disputes, const char *id, int argument, bool *other);

/* ---- disputes_preview.c ---- */
/* What a step for many would do, case by case (taken over), with the question below it. Yes is `Y` and nothing else;
 * the rows can be looked through meanwhile. `done` is called once, unless `view` is gone. */
void queue_preview_open(struct view *view, const char *title, struct table *table, int64_t possible,
                        void (*done)(struct view *view, bool yes));

/* ---- disputes_act.c ---- */
/* Take next, assign, give back, diary, one step for many. true: taken. */
bool queue_act(struct disputes_view *disputes, const char *id);
bool queue_act_result(struct disputes_view *disputes, const struct job_result *result);
