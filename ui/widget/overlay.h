/* SPDX-License-Identifier: Apache-2.0 */
/* Overlays: things that lie over a screen and end with a continuation. No nested loop anywhere: each is a view that the
 * core pushes, and `done` is called on the UI thread after it was closed.
 *
 * `view` is who asked; when that view is gone by then, done is not called, only free_data. */
#pragma once
#include "core/app.h"

/* ---- a line of text ---- */
struct prompt_options {
    const char *title;   /* translated */
    const char *text;    /* what stands there first; may be NULL */
    const char *hint;    /* translated, dim, below; may be NULL */
    const char *history; /* name of the history kept for it ("filter", "find"); NULL none */
    bool live;           /* `changed` is called at every change */
    void (*changed)(struct view *view, const char *text, void *data);
    void (*done)(struct view *view, const char *text, void *data); /* text NULL: cancelled */
    void *data;
    GDestroyNotify free_data;
};
void prompt_open(struct view *view, const struct prompt_options *options);

/* ---- a question ---- */
/* Asks before something that cannot be undone. Yes is the key `Y` and nothing else (not Enter, not the key that
 * started it); everything else is no. `question` and `object` are translated; object names what and how many. */
void confirm_open(struct view *view, const char *question, const char *object,
                  void (*done)(struct view *view, bool yes, void *data), void *data, GDestroyNotify free_data);

/* ---- one of many ---- */
struct picker_item {
    char *text;   /* shown and matched */
    char *detail; /* right-hand, dim; may be NULL */
    char *reason; /* why it cannot be picked; NULL when it can */
    char *other;  /* also matched, not shown (title in the other language); may be NULL */
    char *value;  /* handed to done */
};
void picker_item_free(struct picker_item *item);
/* `items` (struct picker_item *) is taken over. value NULL: cancelled. */
void picker_open(struct view *view, const char *title, GPtrArray *items,
                 void (*done)(struct view *view, const char *value, void *data), void *data, GDestroyNotify free_data);

/* ---- a form for a command ---- */
/* Typed fields from the command's arguments; `preset` (taken over, may be NULL) fills some. Errors stand at their
 * field; a newline in a paste never submits. done gets complete arguments (takes them), or NULL when cancelled. */
void form_open(struct view *view, const struct command *command, struct arguments *preset,
               void (*done)(struct view *view, struct arguments *arguments, void *data), void *data,
               GDestroyNotify free_data);

/* ---- a small table over the screen: counts of a column, a description ---- */
void table_popup_open(struct view *view, const char *title, struct table *table);
/* ---- text over the screen: why, about, a letter ---- */
void text_popup_open(struct view *view, const char *title, const char *text);

/* ---- the list of commands ---- */
void palette_open(struct app *app); /* Ctrl+P: every command, why not, its key */
void help_open(struct app *app);    /* ? : what can be done here, searchable, Enter does it */
