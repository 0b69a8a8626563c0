/* SPDX-License-Identifier: Apache-2.0 */
/* A form about one case: the items beside what is stored, lines to fill in, one act at the end. What the files of the
 * forms share; each kind of form (answer, decision, words) says which lines it has and what becomes of them.
 * What stays true: the act carries the version of the sheet that the person sees; a case that moved meanwhile is shown
 * with its changes, nothing typed is lost, and it goes on only when that is chosen. */
#pragma once
#include "screen/dispute_case.h"
#include "widget/editor.h"
#include "widget/overlay.h"

enum { CASE_MASKS = 64 }; /* scores of every choice of items are known for up to six items */

enum case_line_kind { CASE_LINE_ITEM, CASE_LINE_WORDS, CASE_LINE_CHOICE, CASE_LINE_GO };

struct case_line {
    enum case_line_kind kind;
    const char *name;      /* of the argument; in the draft, too. Interned */
    const char *label;     /* translated */
    struct editor *editor; /* WORDS; the value of an ITEM, NULL when none is typed there */
    GPtrArray *choices;    /* CHOICE: struct picker_item *, `text` the label, `detail` a remark; else NULL */
    guint chosen;          /* CHOICE: into choices; ITEM: into the words of its form */
    size_t row;            /* ITEM: of the table of items */
    bool hidden, paragraph;
};

/* What a worker brings: the case as it is, and what the form shows beside it. */
struct case_form_sheet {
    int64_t dispute;
    struct case_sheet *sheet;
    struct table *enquiries, *receivers; /* NULL: not there */
    char **furnishers;                   /* of each item, "" for personal details; NULL-terminated */
    bool scored;                         /* effects[mask]: the score if the items of the mask were corrected */
    int effects[CASE_MASKS];
};

struct case_form;
struct case_form_kind {
    const char *const *events; /* that this form is for; NULL-terminated */
    const char *command;       /* the act */
    const char *go;            /* msgid of the last line */
    void (*build)(struct case_form *form);
    /* Something was typed or chosen: hides lines, finds form->doubt. May be NULL. */
    void (*changed)(struct case_form *form);
    /* What is missing, translated, with form->line put there; NULL when all is filled. */
    const char *(*missing)(struct case_form *form);
    bool (*fill)(const struct case_form *form, struct arguments *arguments, GError **error);
    char *(*said)(const struct case_form *form, const struct table *answer); /* the toast when it was done */
    /* What stands at the right of an item's line: a word and its ink; NULL for nothing. */
    const char *(*word)(const struct case_form *form, const struct case_line *line, enum ink *ink);
    guint words; /* how many of them there are */
    /* Facts between items and lines; answers the rows used. `canvas` NULL: only counts. May be NULL. */
    int (*facts)(const struct case_form *form, struct canvas *canvas, struct rect area);
    const char *hint; /* msgid, at an item's line; NULL */
};
extern const struct case_form_kind case_form_answer, case_form_decide, case_form_words;

struct case_form {
    struct view view; /* first */
    int64_t dispute;
    char *event;
    const struct case_form_kind *kind;
    struct case_form_sheet *sheet; /* NULL until it is there */
    GPtrArray *lines;              /* struct case_line * */
    guint line;
    char *doubt;         /* translated: what contradicts itself, NULL for nothing */
    char *count;         /* translated: how long the words are, NULL for nothing */
    bool too_long;       /* the words are longer than the law of the case lets them be */
    struct route *draft; /* taken in before the lines were there */
    char *evidence, *arrived;
    bool touched, sending, stale;
};

/* ---- case_form.c ---- */
extern const struct view_ops screen_case_form;
/* Whether an event has a form. */
bool case_form_has(const char *event);
/* Opens it over the case; evidence and day that were named for the next step go with it (may be NULL). */
void case_form_open(struct case_view *each, const char *event, const char *evidence, const char *arrived);
/* A fact of the case that is a code, "" when it is not there. Borrowed. */
const char *case_form_code(const struct case_form *form, const char *fact);

/* ---- case_form_lines.c ---- */
struct case_line *case_line_add(struct case_form *form, enum case_line_kind kind, const char *name, const char *label);
void case_line_choice(struct case_line *line, const char *value, const char *text, const char *detail);
void case_line_free(void *line);
void case_lines_items(struct case_form *form, bool values); /* a line for each item */
struct case_line *case_line_find(const struct case_form *form, const char *name);
struct case_line *case_line_here(const struct case_form *form); /* NULL before there are any */
const char *case_line_text(const struct case_line *line);       /* "" when nothing was typed */
const char *case_line_value(const struct case_line *line);      /* of the choice; "" for none */
void case_line_go(struct case_form *form, const char *name);    /* puts the cursor on it */
void case_line_step(struct case_form *form, int by);            /* to the next that is shown */
bool case_form_put(struct arguments *arguments, const char *name, const char *value, GError **error);
char *case_form_place(const struct view *view);
bool case_form_save(const struct view *view, struct route *draft);
void case_form_restore(struct view *view, const struct route *draft);
void case_form_take_draft(struct case_form *form, const struct route *draft);

/* ---- case_form_sheet.c, in a worker ---- */
bool case_form_run(struct session *session, void *sheet, GError **error); /* a job_function */
void case_form_sheet_free(void *sheet);

/* ---- case_form_draw.c ---- */
void case_form_draw(const struct view *view, struct canvas *canvas);
bool case_form_cursor(const struct view *view, struct pos *pos);
/* "N normal", an amount, a masked detail. Caller frees. */
char *case_form_value(const struct case_form *form, size_t row, const char *column);
