/* SPDX-License-Identifier: Apache-2.0 */
/* ledger: a screen of registers. Each tab is one recorded command, its rows in a grid, its facts above them, the row
 * under the cursor read in full below; Enter opens the row, `a` adds one, `e` lists what can be done with it. What
 * differs between screens is a table of tabs. */
#pragma once
#include "screen/look.h"
#include "widget/grid.h"

enum { LEDGER_TABS = 9 };

struct ledger_view;

struct ledger_tab {
    const char *word, *title;                  /* in routes; msgid */
    const char *command;                       /* the look */
    const char *key;                           /* INTEGER column that names a row, and the argument of its acts */
    const char *empty;                         /* msgid: what stands there when there is nothing */
    const char *show;                          /* Enter: a command about the row; NULL: the whole row as text */
    const char *fresh;                         /* the command that adds a row, by a form; NULL */
    const char *const *acts;                   /* commands about the row, ended by NULL; NULL */
    const char *details;                       /* columns read in full below the list, separated by spaces; NULL */
    const char *hidden;                        /* columns that are hidden at first, separated by spaces; NULL */
    const char *kind;                          /* CODE or TEXT column that `f` filters by; NULL */
    const char *given;                         /* an argument of the look: "within=30"; NULL */
    bool is_long;                              /* looking takes long: a job with progress */
    bool (*enter)(struct ledger_view *ledger); /* Enter; false: as above */
    /* Drawn below the list instead of details; NULL. */
    void (*picture)(const struct ledger_view *ledger, struct canvas *canvas, struct rect area);
};

struct ledger {
    struct view_ops ops; /* first: ops of the screen */
    const struct ledger_tab *tabs;
    size_t count;
    /* A command of this screen alone; may be NULL. */
    bool (*command)(struct ledger_view *ledger, const char *id);
    /* A job that is no tab's (kinds below 16); may be NULL. */
    void (*result)(struct ledger_view *ledger, const struct job_result *result);
};

struct ledger_page {
    struct grid *grid; /* NULL until it was opened */
    struct table *all; /* the answer; NULL until it is there */
    char *only;        /* the kind that is shown, NULL: all */
    char *refusal;     /* why this person does not see it, in words; NULL */
    bool there;
};

struct ledger_view {
    struct view view; /* first */
    const struct ledger *ledger;
    size_t tab;
    struct ledger_page page[LEDGER_TABS];
    int64_t subject; /* whose registers these are; 0: the house's */
    char *profile;   /* jurisdiction that is read, NULL: the store's */
    char *from;      /* first day of the period that is read (YYYY-MM-DD), NULL: the command's own */
    bool adding;     /* a form for a new row is being asked for: nothing of the row under the cursor belongs into it */
    struct rect facts, below;
};

#define LEDGER_OPS(id_, contexts_, title_)                                                                             \
    {                                                                                                                  \
        .id = (id_), .contexts = (contexts_), .title = (title_), .size = sizeof(struct ledger_view),                   \
        .open = ledger_open, .layout = ledger_layout, .draw = ledger_draw, .command = ledger_command,                  \
        .result = ledger_result, .refresh = ledger_refresh, .grid = ledger_grid, .argument = ledger_argument,          \
        .why_not = ledger_why_not, .standing = ledger_standing, .state = ledger_state, .save = ledger_save,            \
        .close = ledger_close,                                                                                         \
    }

bool ledger_open(struct view *view, const struct route *route, GError **error);
void ledger_layout(struct view *view, struct rect area);
void ledger_draw(const struct view *view, struct canvas *canvas);
bool ledger_command(struct view *view, const char *id, int argument);
void ledger_result(struct view *view, const struct job_result *result);
void ledger_refresh(struct view *view);
struct grid *ledger_grid(const struct view *view);
char *ledger_argument(const struct view *view, const char *name);
const char *ledger_why_not(const struct view *view, const struct command *command);
char *ledger_standing(const struct view *view);
char *ledger_state(const struct view *view);
void ledger_save(const struct view *view, struct route *route);
void ledger_close(struct view *view);

/* ---- for the screens ---- */
const struct ledger_tab *ledger_tab_open(const struct ledger_view *ledger);
/* The value of a column in the row under the cursor; NULL when there is none. */
const struct cell *ledger_cell(const struct ledger_view *ledger, const char *column, struct cell *cell);
void ledger_go_to_tab(struct ledger_view *ledger, size_t tab);
/* The tab reads again. */
void ledger_load(struct ledger_view *ledger, size_t tab);
/* The row under the cursor as text: every column that has a value, its title above it. Caller frees. */
char *ledger_row_text(const struct ledger_view *ledger);
