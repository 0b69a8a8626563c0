/* SPDX-License-Identifier: Apache-2.0 */
/* Work that would make somebody wait: run by one of two workers, each with its own store connection and session; the
 * result comes back to the UI thread as a message. */
#pragma once
#include "command/command.h"

struct app;
struct view;

enum job_lane {
    JOB_QUICK, /* reads a person waits for */
    JOB_LONG,  /* imports, exports, bulk scoring, writes */
};

/* Runs on a worker. `session` is the worker's own: store, user, role, purpose, as_of, language, clock as on the screen
 * when the job was started; session->cancellable and session_progress() are wired. Touch nothing else but `data`. */
typedef bool (*job_function)(struct session *session, void *data, GError **error);

struct job_result {
    int kind;            /* as given */
    void *data;          /* as given, after the function ran; freed after result() returns unless stolen */
    const GError *error; /* NULL when it went well; CANCELLED is not delivered to views */
    void **steal;        /* set *steal = NULL to keep data */
    const char *refusal; /* why the door said no, in a word for programs ("consent-missing"); NULL */
};

struct job_request {
    struct view *view; /* who gets the result; NULL: `done` does */
    int kind;          /* a newer job of the same view and kind cancels the older one and drops its result */
    enum job_lane lane;
    const char *title;  /* translatable; shown with a spinner after 150 ms, with a bar after 1 s */
    int64_t subject;    /* whose file it is about: its session has what app_options.state says of it; 0: nobody's */
    const char *reason; /* why an act of two persons is asked for; NULL */
    bool asked;         /* somebody asked for it (an import, an export, a write): leaving asks before it is cancelled */
    bool quiet;         /* the program's own: not listed, not shown, not cancelled by hand */
    bool record;        /* it writes a line that must not be lost: finished before a lock and before the end */
    int delay;          /* milliseconds to wait for a newer one first: 60 for search as you type; from a second on it
                           is not run in a script */
    /* Answers the secrets the work needs (session->ask) from `data`, on the worker; NULL: a person is asked. */
    struct secret *(*ask)(void *data, enum secret_wanted wanted, const char *user, GError **error);
    job_function run;
    void *data;
    GDestroyNotify free_data;
    void (*done)(struct app *app, const struct job_result *result); /* instead of view->ops->result */
};

/* Takes data over. Answers the job's number, 0 when nobody sits here (it is then not run). Usual:
 *     job_start(view->app, &(struct job_request){ .view = view, .kind = LOAD, .title = N_("Loading"), .run = load,
 *                                                  .data = load_new(...), .free_data = load_free }); */
uint64_t job_start(struct app *app, const struct job_request *request);

/* Cancels the view's jobs of a kind (-1: all). Their results will not come. */
void job_cancel(struct view *view, int kind);
/* Cancels the newest job of the view, or of the program when view is NULL; false when there is none. */
bool job_cancel_newest(struct app *app, struct view *view);

/* What is running now, a line each with its progress ("Load a furnisher's file  61%"): char *. Caller unrefs. */
GPtrArray *job_texts(struct app *app);

/* Runs one registered command in a job with its arguments (taken over) through the door; the result's data is
 * `struct job_answer *`. */
struct job_answer {
    const struct command *command;
    struct arguments *arguments;
    struct table *table; /* steal by setting to NULL */
    char *place;         /* of the draft of the form it came from; NULL */
};
uint64_t job_command(struct view *view, int kind, const struct command *command, struct arguments *arguments);
