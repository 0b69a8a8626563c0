/* SPDX-License-Identifier: Apache-2.0 */
/* entry: one line of a register in full: what it is about, its events, its letters, and what may come next. A request
 * and an incident are such entries; what differs is the commands behind them. */
#pragma once
#include "screen/look.h"
#include "widget/grid.h"

struct entry {
    struct view_ops ops;     /* first: ops of the screen */
    const char *noun;        /* the argument and fact that number it: "request" */
    const char *show;        /* facts (among them `state`, `next`, `version`) and rows of events */
    const char *act;         /* moves it: noun, event, and what the event needs */
    const char *letters;     /* its letters; NULL: it has none */
    const char *letter;      /* one of them, with its text */
    const char *events;      /* code group of events */
    const char *const *acts; /* further commands about it, ended by NULL */
    const char *kind;        /* msgid, for the places visited: "request" */
    const char *again;       /* msgid of the picker of what may come next */
};

struct entry_view {
    struct view view; /* first */
    const struct entry *entry;
    int64_t number;
    struct table *show; /* its facts; NULL until they are there */
    struct grid *events;
    struct rect facts;
};

#define ENTRY_OPS(id_, contexts_, title_)                                                                              \
    {                                                                                                                  \
        .id = (id_), .contexts = (contexts_), .title = (title_), .size = sizeof(struct entry_view),                    \
        .open = entry_open, .layout = entry_layout, .draw = entry_draw, .command = entry_command,                      \
        .result = entry_result, .refresh = entry_refresh, .grid = entry_grid, .argument = entry_argument,              \
        .why_not = entry_why_not, .heading = entry_heading, .standing = entry_standing, .save = entry_save,            \
        .close = entry_close,                                                                                          \
    }

bool entry_open(struct view *view, const struct route *route, GError **error);
void entry_layout(struct view *view, struct rect area);
void entry_draw(const struct view *view, struct canvas *canvas);
bool entry_command(struct view *view, const char *id, int argument);
void entry_result(struct view *view, const struct job_result *result);
void entry_refresh(struct view *view);
struct grid *entry_grid(const struct view *view);
char *entry_argument(const struct view *view, const char *name);
const char *entry_why_not(const struct view *view, const struct command *command);
char *entry_heading(const struct view *view);
char *entry_standing(const struct view *view);
void entry_save(const struct view *view, struct route *route);
void entry_close(struct view *view);

/* ---- entry_act.c ---- */
enum { ENTRY_SHOW = 1, ENTRY_LETTERS = 2, ENTRY_LETTER = 3 };
void entry_pick_next(struct entry_view *each);
void entry_ask_letters(struct entry_view *each);
/* The answers of both looks. */
void entry_pick_letter(struct entry_view *each, const struct table *letters);
void entry_read_letter(struct entry_view *each, const struct table *letter);
/* Whether the person may move it and something may follow: NULL, or why not. */
const char *entry_why_no_next(const struct entry_view *each);
