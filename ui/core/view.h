/* SPDX-License-Identifier: Apache-2.0 */
/* A view is something that fills the screen or lies over it: a screen, a prompt, a question. It is a table of
 * functions; what all views share (frame, footer, keys, grid commands, jobs, back stack) is done by the core around it.
 */
#pragma once
#include "command/command.h"
#include "core/job.h"
#include "core/route.h"
#include "paint/canvas.h"
#include "term/term.h"

struct app;
struct view;
struct grid;

enum view_flags {
    VIEW_OVERLAY = 1 << 0, /* drawn over the screen below, which stays visible */
    VIEW_PLAIN = 1 << 1,   /* draws all of its area: no header line, state line or footer by the core */
};

/* What is true of a view now; tells which commands make sense (enum command_needs) and where keys go. */
enum view_facts {
    FACT_TYPING = 1 << 0,  /* keys go to event() before they are looked up in the key map */
    FACT_UNSAVED = 1 << 1, /* closing asks first */
    FACT_ROW = 1 << 2,     /* NEEDS_ROW is met (the grid's own row counts by itself) */
};

struct view_ops {
    const char *id;       /* "subject": route, session, tests; equal to the route's view */
    const char *contexts; /* key contexts before "grid" and "global": "subject tabs" */
    /* A context that holds now and comes before these (of a tab: "consents"); NULL for none. Borrowed. */
    const char *(*context)(const struct view *view);
    const char *title; /* translatable; the breadcrumb */
    unsigned flags;    /* enum view_flags */
    size_t size;       /* sizeof the struct that has `struct view view` as its first member; zeroed before open */

    /* Takes the route in and starts jobs. Never reads the store. false with error: it is not opened, the error shown.
     */
    bool (*open)(struct view *view, const struct route *route, GError **error);
    /* Its area changed, or something it asked for: place the widgets. */
    void (*layout)(struct view *view, struct rect area);
    /* Pure: no I/O, no change of state. Draw within view->area. */
    void (*draw)(const struct view *view, struct canvas *canvas);
    /* A key nobody bound (or any, while typing), a paste, a mouse press. true: taken. */
    bool (*event)(struct view *view, const struct event *event);
    /* A command by its id. true: taken. `argument` comes from links (column, tab, item), -1 from keys. */
    bool (*command)(struct view *view, const char *id, int argument);
    unsigned (*facts)(const struct view *view);
    /* Why the view cannot do a command now, translatable; NULL when it can or does not know it. */
    const char *(*why_not)(const struct view *view, const struct command *command);
    /* A job of this view ended. Results of superseded and cancelled jobs do not come. */
    void (*result)(struct view *view, const struct job_result *result);
    /* A command that was asked for on this view was done, and said so. true: its answer needs no view of its own. */
    bool (*answered)(struct view *view, const struct command *command, const struct table *answer);
    /* Something was written (here or by another process): start again what shows facts. */
    void (*refresh)(struct view *view);
    /* Where the hardware cursor belongs; the grid's cursor is used when NULL or false. */
    bool (*cursor)(const struct view *view, struct pos *pos);
    /* The grid that has the focus: its commands, events and row line are then done by the core. */
    struct grid *(*grid)(const struct view *view);
    /* Value of a command's argument that the view knows ("subject", "account", "dispute", "month"); caller frees. */
    char *(*argument)(const struct view *view, const char *name);
    /* Line 1, both newly allocated; NULL for the breadcrumb on the left, and user, profile and day on the right. */
    char *(*heading)(const struct view *view);
    char *(*standing)(const struct view *view);
    /* Left end of the state line, before what the grid says. Newly allocated or NULL. */
    char *(*state)(const struct view *view);
    /* What is typed here and not yet sent is kept in the store, sealed, until it is sent or thrown away. The place is
     * the same whenever the same form is opened ("form dispute.open subject=12"); caller frees, NULL: nothing is kept.
     * draft_save writes names and values (never a passphrase) and answers false while nothing was typed. */
    char *(*draft_place)(const struct view *view);
    bool (*draft_save)(const struct view *view, struct route *draft);
    void (*draft_restore)(struct view *view, const struct route *draft);
    /* Writes what is needed to come back to the same place. */
    void (*save)(const struct view *view, struct route *route);
    void (*close)(struct view *view);
};

struct view {
    const struct view_ops *ops;
    struct app *app;
    struct rect area; /* set before layout() */
    uint64_t id;      /* unique in the process; jobs name views by it */
    struct route *route;
    bool draft_asked;    /* whether a draft was offered already; both are draft.c's */
    bool draft_own;      /* the draft of its place is what was typed here */
    struct view *veil;   /* stands in its place: see view_set_veil() */
    struct view *behind; /* of a veil: the view whose place it takes */
};

/* A veil stands in a view's place while it cannot be shown (a question before a file is opened, a refusal): it is drawn
 * and has the keys; going back closes both. Answers the veil, NULL when `ops` is NULL: the veil is taken off. A veil of
 * the same ops that stands already stays, and is answered. */
struct view *view_set_veil(struct view *view, const struct view_ops *ops);
/* The next frame is drawn anew. Every event() and command() that answers true does this by itself. */
void view_dirty(struct view *view);
/* layout() is called again before the next frame. */
void view_relayout(struct view *view);
