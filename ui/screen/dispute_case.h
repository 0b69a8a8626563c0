/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the case screen share: the case in memory, its drawing, its acts. */
#pragma once
#include "dispute/dispute.h"
#include "screen/look.h"
#include "widget/grid.h"

enum { CASE_STEPS = 7 };

/* What a worker brings: the answers of the recorded looks at one case, and what a correction would do. */
struct case_sheet {
    int64_t dispute;
    struct table *show, *items, *letters; /* NULL: not there */
    struct table *shown;                  /* the items in words; the grid takes it */
    bool has_effect;                      /* the items claim values that the score can see */
    int before, after;                    /* score as stored, and with every claim granted */
};

struct case_view {
    struct view view; /* first */
    int64_t dispute;
    struct case_sheet *sheet; /* NULL until it is there */
    struct grid *items;
    char *evidence; /* file that goes with the next step, or NULL */
    char *words;    /* place of the draft of the step that is being done, or NULL */
    char *event;    /* the step that is being asked for, or NULL */
    struct arguments *given;
    struct rect progress, grid, effect, proof, events, foot;
};

/* ---- dispute_case_sheet.c, in a worker ---- */
bool case_sheet_run(struct session *session, void *sheet, GError **error); /* a job_function */
void case_sheet_free(void *sheet);

/* ---- dispute_case_draw.c ---- */
void case_layout(struct view *view, struct rect area);
void case_draw(const struct view *view, struct canvas *canvas);

/* ---- dispute_case_act.c ---- */
enum { JOB_CASE = 1, JOB_ACT = 2, JOB_LETTER = 3 };
void case_pick_next(struct case_view *each);                /* the events that may come next */
void case_begin(struct case_view *each, const char *event); /* asks what an event needs, then does it */
void case_ask_evidence(struct case_view *each);             /* a file for the next step */
void case_read_letters(struct case_view *each);
void case_show_letter(struct case_view *each, const struct table *letter);
void case_acted(struct case_view *each, const struct job_result *result);
/* A fact of the case that is a code, "" when it is not there. Borrowed. */
const char *case_code(const struct case_view *each, const char *fact);
