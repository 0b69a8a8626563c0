/* SPDX-License-Identifier: Apache-2.0 */
/* Two workers, a queue each. A job carries a copy of what the session on the screen was; the worker keeps its own store
 * connection between jobs. The UI thread alone holds the list of jobs; what both sides touch is the progress (under its
 * lock), the cancellable, and the queue of finished ones. The keys are the app's: it changes them only while no job is
 * there and the workers have closed their connections (jobs_rest). */
#include "core/app_state.h"
#include "core/seat.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#define SHOW_AFTER 0.15 /* seconds until a spinner */

enum { STORE_ID_DIGITS = 10 }; /* a longer name of a subject is an identity number, which only the door resolves */

struct job {
    uint64_t id, view;
    int kind;
    enum job_lane lane;
    bool asked, quiet, record;
    enum store_access access;
    const char *title;
    job_function run;
    void *data;
    GDestroyNotify free_data;
    void (*done)(struct app *app, const struct job_result *result);
    gint64 started, due; /* monotonic microseconds; due: not handed to the worker yet, 0 when it is */
    bool dropped;        /* nobody waits for the result */
    GCancellable *cancellable;
    struct session *session; /* without a store until the worker lends its own */
    GError *error;
    struct jobs *jobs;
    double fraction; /* under jobs->lock */
    const char *what;
};

struct worker {
    struct jobs *jobs;
    GThread *thread;
    GAsyncQueue
        *queue; /* struct job *; the worker itself is the word to end, its `rested` the word to close its store */
    GAsyncQueue *rested;
    struct store *store;
    enum store_access access;
};

struct jobs {
    struct app *app;
    struct worker worker[2];
    GAsyncQueue *finished;
    GPtrArray *list; /* struct job * */
    GMutex lock;
    uint64_t next;
};

static void job_free(struct job *job)
{
    if (job->free_data != NULL && job->data != NULL) job->free_data(job->data);
    g_object_unref(job->cancellable);
    session_free(job->session);
    g_clear_error(&job->error);
    g_free(job);
}

/* ---- on the worker --------------------------------------------------------------------------------------------------
 */

static void report_progress(void *data, double done, const char *what)
{
    struct job *job = data;
    g_mutex_lock(&job->jobs->lock);
    job->fraction = done;
    job->what = what;
    g_mutex_unlock(&job->jobs->lock);
}

/* The worker's connection, opened at its first job and again when a job needs more access. */
static bool lend_store(struct worker *worker, struct job *job)
{
    const char *directory = worker->jobs->app->store;
    if (directory == NULL) return true;
    if (worker->store != NULL && worker->access != job->access) g_clear_pointer(&worker->store, store_close);
    if (worker->store == NULL) worker->store = store_open(directory, worker->jobs->app->keys, job->access, &job->error);
    if (worker->store == NULL) return false;
    worker->access = job->access;
    store_set_cancellable(worker->store, job->cancellable);
    job->session->store = worker->store;
    return session_set_as_of(job->session, job->session->as_of, &job->error);
}

static void run_job(struct worker *worker, struct job *job)
{
    if (!g_cancellable_set_error_if_cancelled(job->cancellable, &job->error) && lend_store(worker, job)) {
        bool good = job->run(job->session, job->data, &job->error);
        if (!good && job->error == NULL)
            bureau_error_set(&job->error, BUREAU_ERROR_STORE, N_("The work failed without a reason."),
                             N_("Try again; if it stays, run bureau doctor."), NULL);
    }
    if (worker->store != NULL) store_set_cancellable(worker->store, NULL);
    job->session->store = NULL;
}

static gpointer work(gpointer data)
{
    struct worker *worker = data;
    for (;;) {
        gpointer next = g_async_queue_pop(worker->queue);
        if (next == worker) break;
        if (next == worker->rested) {
            g_clear_pointer(&worker->store, store_close);
            g_async_queue_push(worker->rested, worker);
            continue;
        }
        run_job(worker, next);
        g_async_queue_push(worker->jobs->finished, next);
        worker->jobs->app->terminal->ops->wake(worker->jobs->app->terminal);
    }
    g_clear_pointer(&worker->store, store_close);
    return NULL;
}

/* ---- on the UI thread -----------------------------------------------------------------------------------------------
 */

struct jobs *jobs_new(struct app *app)
{
    struct jobs *jobs = g_new0(struct jobs, 1);
    jobs->app = app;
    jobs->finished = g_async_queue_new();
    jobs->list = g_ptr_array_new();
    g_mutex_init(&jobs->lock);
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old); /* signals belong to the UI thread */
    for (size_t i = 0; i < G_N_ELEMENTS(jobs->worker); i++) {
        jobs->worker[i].jobs = jobs;
        jobs->worker[i].queue = g_async_queue_new();
        jobs->worker[i].rested = g_async_queue_new();
        jobs->worker[i].thread = g_thread_new(i == JOB_QUICK ? "quick" : "long", work, &jobs->worker[i]);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return jobs;
}

void jobs_free(struct jobs *jobs)
{
    for (guint i = 0; i < jobs->list->len; i++)
        g_cancellable_cancel(((struct job *)jobs->list->pdata[i])->cancellable);
    for (size_t i = 0; i < G_N_ELEMENTS(jobs->worker); i++) {
        g_async_queue_push(jobs->worker[i].queue, &jobs->worker[i]);
        g_thread_join(jobs->worker[i].thread);
        g_async_queue_unref(jobs->worker[i].queue);
        g_async_queue_unref(jobs->worker[i].rested);
    }
    for (guint i = 0; i < jobs->list->len; i++)
        job_free(jobs->list->pdata[i]);
    g_ptr_array_unref(jobs->list);
    g_async_queue_unref(jobs->finished);
    g_mutex_clear(&jobs->lock);
    g_free(jobs);
}

static struct session *copy_session(const struct session *from)
{
    struct session *session = session_new();
    g_free(session->user);
    g_free(session->purpose);
    g_free(session->reveal);
    g_free(session->language);
    session->user = g_strdup(from->user);
    session->purpose = g_strdup(from->purpose);
    session->reveal = g_strdup(from->reveal);
    session->language = g_strdup(language_code());
    session->role = from->role;
    session->as_of = from->as_of;
    session->clock = from->clock;
    session->view = from->view;
    session->again = from->again;
    session->expired_too = from->expired_too;
    return session;
}

/* For what purpose the work looks at whose file. */
static void state_purpose(struct app *app, struct session *session, int64_t subject)
{
    if (subject > 0 && app->options->state != NULL) app->options->state(app, subject, session);
}

static void drop_job(struct job *job)
{
    job->dropped = true;
    if (!job->record) g_cancellable_cancel(job->cancellable);
}

/* A delayed job that is dropped never reaches a worker. */
static void forget_waiting(struct jobs *jobs)
{
    for (guint i = jobs->list->len; i > 0; i--) {
        struct job *job = jobs->list->pdata[i - 1];
        if (!job->dropped || job->due == 0) continue;
        g_ptr_array_remove_index(jobs->list, i - 1);
        job_free(job);
    }
}

static void hand_over(struct job *job)
{
    job->due = 0;
    job->started = g_get_monotonic_time();
    g_async_queue_push(job->jobs->worker[job->lane].queue, job);
}

#define SCRIPT_PATIENCE 1000 /* milliseconds: a script waits for no time, so what would begin later does not begin */

/* NULL when nobody sits here: what began before the lock has nothing to read any more. */
static struct job *start(struct app *app, const struct job_request *request, enum store_access access)
{
    struct jobs *jobs = app->jobs;
    if (seat_is_locked(app) || (app->scripted && request->delay >= SCRIPT_PATIENCE)) {
        if (request->free_data != NULL && request->data != NULL) request->free_data(request->data);
        return NULL;
    }
    if (request->view != NULL) job_cancel(request->view, request->kind);
    struct job *job = g_new0(struct job, 1);
    job->id = ++jobs->next;
    job->view = request->view != NULL ? request->view->id : 0;
    job->kind = request->kind;
    job->lane = request->lane;
    job->asked = request->asked;
    job->quiet = request->quiet;
    job->record = request->record;
    job->access = access;
    job->title = request->title;
    job->run = request->run;
    job->data = request->data;
    job->free_data = request->free_data;
    job->done = request->done;
    job->jobs = jobs;
    job->fraction = -1;
    job->cancellable = g_cancellable_new();
    job->session = copy_session(app->session);
    state_purpose(app, job->session, request->subject);
    job->session->reason = g_strdup(request->reason);
    job->session->cancellable = g_object_ref(job->cancellable);
    job->session->progress = report_progress;
    job->session->progress_data = job;
    job->session->ask = request->ask != NULL ? request->ask : asking_person;
    job->session->ask_data = request->ask != NULL ? request->data : app->asking;
    g_ptr_array_add(jobs->list, job);
    if (request->delay > 0 && !app->scripted)
        job->due = g_get_monotonic_time() + (gint64)request->delay * 1000;
    else
        hand_over(job);
    return job;
}

static uint64_t number_of(const struct job *job)
{
    return job != NULL ? job->id : 0;
}

uint64_t job_start(struct app *app, const struct job_request *request)
{
    return number_of(start(app, request, STORE_WRITE));
}

void jobs_release_due(struct app *app)
{
    gint64 now = g_get_monotonic_time();
    for (guint i = 0; i < app->jobs->list->len; i++) {
        struct job *job = app->jobs->list->pdata[i];
        if (job->due != 0 && job->due <= now) hand_over(job);
    }
}

void job_cancel(struct view *view, int kind)
{
    struct jobs *jobs = view->app->jobs;
    for (guint i = 0; i < jobs->list->len; i++) {
        struct job *job = jobs->list->pdata[i];
        if (job->view == view->id && (kind < 0 || job->kind == kind)) drop_job(job);
    }
    forget_waiting(jobs);
}

void jobs_forget_view(struct jobs *jobs, uint64_t view)
{
    for (guint i = 0; i < jobs->list->len; i++) {
        struct job *job = jobs->list->pdata[i];
        if (job->view == view) drop_job(job);
    }
    forget_waiting(jobs);
}

void jobs_drop(struct jobs *jobs, bool asked)
{
    for (guint i = 0; i < jobs->list->len; i++) {
        struct job *job = jobs->list->pdata[i];
        if (job->record && job->due != 0)
            hand_over(job); /* it does not wait any more */
        else if (asked || !job->asked)
            drop_job(job);
    }
    forget_waiting(jobs);
}

void jobs_rest(struct jobs *jobs)
{
    for (size_t i = 0; i < G_N_ELEMENTS(jobs->worker); i++) {
        g_async_queue_push(jobs->worker[i].queue, jobs->worker[i].rested);
        g_async_queue_pop(jobs->worker[i].rested);
    }
}

bool jobs_cancel_id(struct app *app, uint64_t id)
{
    for (guint i = 0; i < app->jobs->list->len; i++) {
        struct job *job = app->jobs->list->pdata[i];
        if (job->id != id || job->dropped) continue;
        g_cancellable_cancel(job->cancellable);
        app_toast(app, _("Cancelling: %s"), language_translate(job->title != NULL ? job->title : ""));
        return true;
    }
    return false;
}

bool job_cancel_newest(struct app *app, struct view *view)
{
    for (guint i = app->jobs->list->len; i > 0; i--) {
        const struct job *job = app->jobs->list->pdata[i - 1];
        if (job->dropped || job->quiet || g_cancellable_is_cancelled(job->cancellable)) continue;
        if (view == NULL || job->view == view->id) return jobs_cancel_id(app, job->id);
    }
    return false;
}

static void deliver(struct app *app, struct job *job)
{
    app->session->lines += job->session->lines;
    if (job->dropped) return;
    struct job_result result = {
        .kind = job->kind, .data = job->data, .error = job->error, .steal = &job->data, .refusal = job->session->refusal
    };
    bool cancelled = job->error != NULL && (g_error_matches(job->error, BUREAU_ERROR, BUREAU_ERROR_CANCELLED) ||
                                            g_error_matches(job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    struct view *view = job->view != 0 ? view_find(app, job->view) : NULL;
    if (!job->quiet) app->dirty = true;
    if (cancelled)
        app_toast(app, _("Cancelled: %s"), language_translate(job->title != NULL ? job->title : ""));
    else if (job->done != NULL)
        job->done(app, &result);
    else if (view != NULL && view->ops->result != NULL)
        view->ops->result(view, &result);
}

bool jobs_deliver(struct app *app)
{
    bool any = false;
    struct job *job;
    while ((job = g_async_queue_try_pop(app->jobs->finished)) != NULL) {
        g_ptr_array_remove(app->jobs->list, job);
        deliver(app, job);
        job_free(job);
        app_sweep(app);
        any = true;
    }
    return any;
}

void jobs_wait(struct jobs *jobs, gint64 until)
{
    const gint64 left = until - g_get_monotonic_time();
    gpointer first = left > 0 ? g_async_queue_timeout_pop(jobs->finished, (guint64)left) : NULL;
    if (first != NULL) g_async_queue_push_front(jobs->finished, first);
}

guint jobs_running(const struct jobs *jobs)
{
    return jobs->list->len;
}

bool jobs_would_be_lost(const struct jobs *jobs)
{
    for (guint i = 0; i < jobs->list->len; i++) {
        const struct job *job = jobs->list->pdata[i];
        if (job->asked && !job->dropped) return true;
    }
    return false;
}

int jobs_timeout(struct app *app)
{
    gint64 now = g_get_monotonic_time(), wait = -1;
    for (guint i = 0; i < app->jobs->list->len; i++) {
        const struct job *job = app->jobs->list->pdata[i];
        gint64 next = job->due != 0 ? MAX(job->due - now, 0) : job->dropped ? -1 : 100000; /* the spinner turns */
        if (next >= 0 && (wait < 0 || next < wait)) wait = next;
    }
    return wait < 0 ? -1 : (int)(wait / 1000) + 1;
}

bool jobs_display(const struct jobs *jobs, struct job_display *display)
{
    gint64 now = g_get_monotonic_time();
    const struct job *oldest = NULL;
    for (guint i = 0; i < jobs->list->len; i++) {
        const struct job *job = jobs->list->pdata[i];
        if (job->dropped || job->quiet || job->due != 0) continue;
        if (oldest == NULL || job->started < oldest->started) oldest = job;
    }
    if (oldest == NULL) return false;
    display->title = language_translate(oldest->title != NULL ? oldest->title : N_("Working"));
    display->seconds = (double)(now - oldest->started) / 1e6;
    g_mutex_lock((GMutex *)&jobs->lock);
    display->fraction = oldest->fraction;
    display->what = oldest->what;
    g_mutex_unlock((GMutex *)&jobs->lock);
    return display->seconds >= SHOW_AFTER;
}

static void job_line_free(gpointer data)
{
    g_free(((struct job_line *)data)->text);
    g_free(data);
}

GPtrArray *jobs_list(const struct jobs *jobs)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(job_line_free);
    for (guint i = 0; i < jobs->list->len; i++) {
        const struct job *job = jobs->list->pdata[i];
        if (job->dropped || job->quiet || job->due != 0) continue; /* one that waits for its time is no work yet */
        struct job_line *line = g_new0(struct job_line, 1);
        line->id = job->id;
        const char *title = language_translate(job->title != NULL ? job->title : N_("Working"));
        g_mutex_lock((GMutex *)&jobs->lock);
        line->text = job->fraction >= 0 ? g_strdup_printf("%s  %.0f%%", title, job->fraction * 100) : g_strdup(title);
        g_mutex_unlock((GMutex *)&jobs->lock);
        g_ptr_array_add(lines, line);
    }
    return lines;
}

GPtrArray *job_texts(struct app *app)
{
    g_autoptr(GPtrArray) lines = jobs_list(app->jobs);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_add(texts, g_steal_pointer(&((struct job_line *)lines->pdata[i])->text));
    return texts;
}

/* ---- a registered command as a job ----------------------------------------------------------------------------------
 */

static void answer_free(gpointer data)
{
    struct job_answer *answer = data;
    arguments_free(answer->arguments);
    if (answer->table != NULL) table_free(answer->table);
    g_free(answer->place);
    g_free(answer);
}

static bool run_command(struct session *session, void *data, GError **error)
{
    struct job_answer *answer = data;
    return command_run(answer->command, session, answer->arguments, answer->table, error);
}

static struct job_request request_of(const struct command *command, struct arguments *arguments)
{
    struct job_answer *answer = g_new0(struct job_answer, 1);
    answer->command = command;
    answer->arguments = arguments;
    answer->table = table_new();
    int64_t subject = 0;
    for (const struct argument *each = command->arguments; each != NULL && each->name != NULL; each++) {
        const char *text = each->type == ARGUMENT_SUBJECT ? arguments_text(arguments, each->name) : NULL;
        if (text != NULL && strlen(text) <= STORE_ID_DIGITS) subject = g_ascii_strtoll(text, NULL, 10);
    }
    bool slow = (command->flags & (COMMAND_LONG | COMMAND_WRITES)) != 0;
    return (struct job_request){ .lane = slow ? JOB_LONG : JOB_QUICK,
                                 .asked = slow,
                                 .title = command->title,
                                 .subject = subject,
                                 .run = run_command,
                                 .data = answer,
                                 .free_data = answer_free };
}

static enum store_access access_of(const struct command *command)
{
    return (command->needs & NEEDS_BULK) ? STORE_MAINTENANCE : STORE_WRITE;
}

uint64_t job_command(struct view *view, int kind, const struct command *command, struct arguments *arguments)
{
    struct job_request request = request_of(command, arguments);
    request.view = view;
    request.kind = kind;
    return number_of(start(view->app, &request, access_of(command)));
}

void job_run_command(struct app *app, const struct command *command, struct arguments *arguments, const char *reason,
                     const char *place, void (*done)(struct app *app, const struct job_result *result))
{
    struct job_request request = request_of(command, arguments);
    ((struct job_answer *)request.data)->place = g_strdup(place);
    request.reason = reason;
    request.done = done;
    start(app, &request, access_of(command));
}
