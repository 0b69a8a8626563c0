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
    const char *draft;   /* place where what is typed is kept until the asker drops it (app_drop_draft_at); NULL none */
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

/* ---- passphrases ---- */
struct passform_options {
    const char *title; /* translated */
    const char *user;  /* whose; for the rule */
    const char *label; /* translated, of the first field: "Passphrase", "Recovery key" */
    bool current;      /* asks for the one there is */
    bool fresh;        /* and for a new one, twice, with a meter; a weak one is not taken */
    /* Takes the secrets over; both NULL when it was cancelled. Called on the UI thread, whatever became of the view. */
    void (*done)(struct app *app, struct secret *current, struct secret *fresh, void *data);
    void *data;
    GDestroyNotify free_data;
};
struct view *passform_open(struct app *app, const struct passform_options *options);

/* ---- a draft found ---- */
/* Something was typed here at `at` (milliseconds since 1970) and not sent. Enter takes it, D drops it; everything else
 * leaves it where it is. `done` is called whatever became of the view. */
enum draft_answer { DRAFT_LEFT, DRAFT_TAKEN, DRAFT_DROPPED };
void draft_offer_open(struct app *app, int64_t at, void (*done)(struct app *app, enum draft_answer answer, void *data),
                      void *data, GDestroyNotify free_data);

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
/* Where the draft of such a form is kept: "form dispute.open subject=12". Caller frees. */
char *form_place(const struct command *command, const struct arguments *preset);
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
