/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of struct app: for core/ and the overlays and grid of widget/. Screens use app.h. */
#pragma once
#include "core/app.h"
#include "core/keymap.h"
#include "widget/chrome.h"

struct workspace {
    GPtrArray *views;   /* struct view *, the last one is seen */
    GPtrArray *forward; /* struct route *: left by "back", newest last */
};

struct app {
    const struct app_options *options;
    struct session *session;
    char *store;
    struct vault_keys *keys; /* what opens the store; NULL while nobody sits here. See seat.h */
    struct seat *seat;
    struct drafts *drafts;
    struct asking *asking;
    struct terminal *terminal;
    struct theme *theme;
    struct canvas *canvas;
    struct keymap *keymap;
    bool scripted, ascii, mouse_off, clipboard_off;

    GPtrArray *workspaces; /* struct workspace * */
    guint workspace;
    GPtrArray *overlays; /* struct view * */
    GPtrArray *closing;  /* closed during an event; freed after it */
    uint64_t next_view;

    struct jobs *jobs;
    GHashTable *shared;    /* name -> struct shared * */
    GHashTable *histories; /* name -> GPtrArray of char * */

    char *toast;
    gint64 toast_until;  /* monotonic microseconds */
    char *error;         /* message and next step; stays until a key */
    GPtrArray *messages; /* char *: the log of this session */

    gint64 watch_due;    /* monotonic microseconds: when the store is asked next whether somebody wrote */
    bool watching;       /* asked, and not answered */
    bool refreshing;     /* the screens are being read already: the next answer is only noted */
    int64_t seen_change; /* the newest one that the screens know; -1: none asked for yet */

    bool dirty, relayout, quit;
    int exit_code;
    struct keystroke key; /* pressed last */
    unsigned tick;        /* of the spinner */
    char *why_not;

    char *footer_for; /* contexts and language the footer was made for */
    GArray *footer;   /* struct footer_item */
};

/* nav.c */
GPtrArray *workspaces_new(void); /* of struct workspace *, freed with their views */
struct view *app_push_view(struct app *app, const struct view_ops *ops,
                           struct route *route);      /* on the stack, not by name */
struct view *view_find(struct app *app, uint64_t id); /* a veil as well; NULL when it is gone */
void app_sweep(struct app *app);                      /* frees what was closed */
void app_place_views(struct app *app);                /* sizes for the screen and the overlays */
struct workspace *app_workspace(struct app *app);
bool app_close_workspace(struct app *app);
void app_show_workspace(struct app *app, guint index);
void app_forward(struct app *app);
void app_close_everything(struct app *app);
struct grid *view_grid(const struct view *view); /* NULL when it has none */
bool app_is_small(const struct app *app);        /* below 60 × 16: one line says so */
struct rect app_body(const struct app *app);

/* dispatch.c */
void app_event(struct app *app, const struct event *event);
char *app_contexts(const struct view *view);     /* "subject tabs grid global"; caller frees */
char *app_own_contexts(const struct view *view); /* "subject tabs", before those of its grid and of all */
/* builtin.c: commands of the core itself; false when it is none. */
bool app_builtin(struct app *app, const char *id, int argument);
/* frame.c */
void app_draw(struct app *app);
void app_forget_footer(struct app *app);
/* loop.c */
void app_loop(struct app *app);
bool app_turn(struct app *app); /* events, results, a frame; true when something was done */
bool app_is_idle(struct app *app);
int app_timeout(struct app *app); /* milliseconds until something is due, -1 for never */
/* watch.c */
void watch_look(struct app *app);         /* asks now */
void watch_release_due(struct app *app);  /* asks when it is time */
int watch_timeout(const struct app *app); /* milliseconds until then, -1 for never */
/* message.c */
void app_log(struct app *app, const char *text);
void app_clear_toast(struct app *app);
/* script.c */
void script_run(struct app *app, const char *path);
/* session.c: where the person was. As text (routes, ids and settings only), and kept in a file a store and user. */
char *session_text(struct app *app);
bool session_open(struct app *app, const char *text);
void session_file_save(struct app *app);
bool session_file_restore(struct app *app);
/* app.c */
bool app_start_views(struct app *app); /* those of the start route, of the last time, or the first screen */
/* answer.c */
void answer_open(struct app *app, const struct command *command, struct table *table);

/* job.c */
struct jobs *jobs_new(struct app *app);
void jobs_free(struct jobs *jobs); /* cancels, waits for the workers */
void jobs_forget_view(struct jobs *jobs, uint64_t view);
bool jobs_deliver(struct app *app);              /* results that came; true when there were some */
int jobs_timeout(struct app *app);               /* milliseconds until something is due, -1 for never */
void jobs_wait(struct jobs *jobs, gint64 until); /* blocks until one ended; monotonic microseconds */
guint jobs_running(const struct jobs *jobs);     /* not yet finished, those dropped as well */
/* Whether work runs that somebody asked for (an import, an export, a write); what a screen reads for itself is not. */
bool jobs_would_be_lost(const struct jobs *jobs);
void jobs_release_due(struct app *app); /* delayed ones whose time has come */
/* `reason`: of an act of two persons, or NULL; `place`: of the draft of the form that the arguments were typed into, or
 * NULL. */
void job_run_command(struct app *app, const struct command *command, struct arguments *arguments, const char *reason,
                     const char *place, void (*done)(struct app *app, const struct job_result *result));
/* What the state line shows: the job that runs for longest. False before 150 ms. */
struct job_display {
    const char *title; /* translated */
    const char *what;  /* translatable, of session_progress(); may be NULL */
    double fraction;   /* -1: not told */
    double seconds;
};
bool jobs_display(const struct jobs *jobs, struct job_display *display);
/* Every job as "id", title, state: for the list of jobs. Free with g_ptr_array_unref. */
struct job_line {
    uint64_t id;
    char *text;
};
GPtrArray *jobs_list(const struct jobs *jobs);
bool jobs_cancel_id(struct app *app, uint64_t id);
/* Cancels those that nobody asked for (`asked`: all) and drops what they would have answered. */
void jobs_drop(struct jobs *jobs, bool asked);
/* The workers close their connections to the store. Only while no job is there. */
void jobs_rest(struct jobs *jobs);
