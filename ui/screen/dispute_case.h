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
    char *arrived;  /* day on which what leads to the next step arrived, or NULL: today */
    bool weighed;   /* it was said that what came is not relevant */
    struct arguments *given;
    struct arguments *kept;  /* what the last step was tried with: kept while it is not known to be done */
    struct case_sheet *seen; /* the case as it was seen when that step was chosen, or NULL */
    bool stale;              /* that step was refused because the case moved meanwhile */
    struct rect progress, grid, effect, proof, events, foot;
};

/* ---- dispute_case_sheet.c, in a worker ---- */
bool case_sheet_run(struct session *session, void *sheet, GError **error); /* a job_function */
void case_sheet_free(void *sheet);
/* "20 days left · 2026-12-12" of the answer of dispute.show. Caller frees. */
char *case_time_left(const struct table *show);
/* What a correction of the item writes: what the furnisher answered when that differs from what is held, else what was
 * claimed (as src/dispute/correct.c has it). Borrowed. */
const struct cell *case_right_value(const struct table *items, size_t row);
/* The score if the items whose bits are set were corrected. In a worker. */
bool case_score_if(struct session *session, const struct case_sheet *sheet, unsigned granted, int *score);

/* ---- dispute_case_draw.c ---- */
void case_layout(struct view *view, struct rect area);
void case_draw(const struct view *view, struct canvas *canvas);

/* ---- dispute_case_act.c ---- */
enum { JOB_CASE = 1, JOB_ACT = 2, JOB_LETTER = 3, JOB_PAPERS = 4 };
void case_pick_next(struct case_view *each);                      /* the events that may come next */
void case_begin_event(struct case_view *each, const char *event); /* asks what an event needs, then does it */
void case_ask_evidence(struct case_view *each);                   /* a file for the next step */
void case_read_letters(struct case_view *each);
void case_show_letter(struct case_view *each, const struct table *letter);
void case_acted(struct case_view *each, const struct job_result *result);
void case_ask_further(struct case_view *each); /* the next thing the step needs, or does it */
void case_set(struct case_view *each, const char *name, const char *value); /* an argument of the step */
void case_forget(struct case_view *each);

/* ---- dispute_case_ask.c: what a step needs besides text and evidence ---- */
/* Asks who applied, for an agent's authority, and whether what came is relevant; false when nothing is left to ask. */
bool case_ask_person(struct case_view *each, const struct dispute_asks *asks);
void case_keep(struct case_view *each); /* keeps what the step is tried with */
/* Asks for the day on which what leads to the next step arrived. */
void case_ask_arrived(struct case_view *each);
/* What a step needs that is not there yet, and why the person here may not do it: a line for a menu. Caller frees. */
char *case_needs(const struct case_view *each, const char *event);
/* Tries again what was kept, with the version that is on the screen now. */
void case_try_again(struct case_view *each);
/* A fact of the case that is a code, "" when it is not there. Borrowed. */
const char *case_code(const struct case_view *each, const char *fact);

/* ---- dispute_case_parts.c: what is read beside the case, each by a key of its own ---- */
bool case_part(struct case_view *each, const char *id);                    /* false: not one of these */
void case_show_papers(struct case_view *each, const struct table *answer); /* the file of the case as a text */

/* ---- dispute_case_stale.c: the case moved while a step was being made ready ---- */
void case_note_seen(struct case_view *each);  /* when a step is chosen: keeps what was seen */
void case_tell_stale(struct case_view *each); /* after it was read: what changed, who, when; goes on only knowingly */
/* What changed between two looks at a case, as lines of a list (struct picker_item, value "look"): each event with who
 * and when, each value before and after. */
void case_add_changes(const struct case_sheet *then, const struct case_sheet *now, GPtrArray *lines);
