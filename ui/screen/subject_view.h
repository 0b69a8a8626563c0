/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the subject screen share: the frame and its tabs. A tab is a table of functions, as a view is. */
#pragma once
#include "screen/look.h"
#include "screen/sheet.h"
#include "widget/grid.h"
#include "widget/monthgrid.h"

enum subject_tab_id {
    TAB_SUMMARY,
    TAB_ACCOUNTS,
    TAB_HISTORY,
    TAB_ENQUIRIES,
    TAB_MEANS,
    TAB_PUBLIC,
    TAB_DISPUTES,
    TAB_CONSENT,
    TAB_SEEN,
    TAB_COUNT
};

struct subject_view;

struct subject_tab {
    const char *title;     /* msgid */
    const char *command;   /* the look that is recorded when the tab is opened; NULL: opening the subject was it */
    const char *arguments; /* the command's name for the subject: "subject" */
    bool is_list;          /* its answer is shown in a grid */
    const char *key;       /* INTEGER column that names a row; NULL: the row number */
    const char *empty;     /* msgid: what stands there when there is nothing */
    void (*prepare)(struct subject_view *subject, struct grid *grid); /* of a list: painters, widths */
    /* The answer before it is shown (taken over): further columns. */
    struct table *(*shape)(const struct subject_view *subject, struct table *table);
    void (*place)(struct subject_view *subject, struct rect area);
    void (*draw)(const struct subject_view *subject, struct canvas *canvas, struct rect area);
    bool (*event)(struct subject_view *subject, const struct event *event);
    bool (*cursor)(const struct subject_view *subject, struct pos *pos);
    void (*enter)(struct subject_view *subject);         /* Enter on a row or figure */
    char *(*figure)(const struct subject_view *subject); /* what `y` asks about, in words of subject.why */
    char *(*argument)(const struct subject_view *subject, const char *name);
    const char *context;                                       /* of keys that hold in this tab alone; NULL */
    bool (*act)(struct subject_view *subject, const char *id); /* a command of this tab alone */
    const char *(*why_not)(const struct subject_view *subject, const struct command *command);
    char *(*dispute_item)(const struct subject_view *subject); /* item up to "claimed=" */
};

extern const struct subject_tab subject_tab_summary, subject_tab_accounts, subject_tab_history, subject_tab_enquiries,
    subject_tab_means, subject_tab_public, subject_tab_disputes, subject_tab_consent, subject_tab_seen;

struct subject_view {
    struct view view; /* first */
    int64_t subject;
    struct date as_of; /* DATE_NONE: now */
    char *reveal;      /* the reason given, while values are shown in clear */
    size_t tab;
    struct sheet *sheet; /* NULL until it is there */
    bool failed;         /* the file of that day could not be opened */
    bool asked[TAB_COUNT], there[TAB_COUNT];
    char *refused[TAB_COUNT];      /* why a tab is not shown, translated; NULL else */
    struct grid *grids[TAB_COUNT]; /* of list tabs, NULL until opened */
    struct monthgrid *months;
    struct rect body;              /* below the tabs and the banner */
    int figure_column, figure_row; /* cursor of the summary */
    int64_t account;               /* place to restore in the history */
    struct month month;
};

const struct subject_tab *subject_tab_at(size_t index);
void subject_open_account(struct subject_view *subject, int64_t account);
/* Fills the month widget from the sheet. */
void subject_months_fill(struct subject_view *subject);
/* What of an area the months take. */
struct rect subject_months_rect(const struct sheet *sheet, struct rect area);

/* ---- the list tabs (subject_list.c) ---- */
void subject_list_show(struct subject_view *subject, size_t tab);                      /* asks for it once */
void subject_list_take(struct subject_view *subject, size_t tab, struct table *table); /* table taken over */
/* The door refused this tab alone (a kind of data that the consent leaves out): says so in its place. */
void subject_list_refused(struct subject_view *subject, size_t tab, const GError *error);
/* The value of a column in the row under the cursor of the open list tab; NULL when there is none. */
const struct cell *subject_list_cell(const struct subject_view *subject, const char *column, struct cell *cell);
