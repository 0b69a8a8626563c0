/* SPDX-License-Identifier: Apache-2.0 */
/* The search index of the visit: built by a worker after the first paint, asked by the UI thread on every key, kept up
 * to date by a worker. A reader-writer lock keeps the three apart; the UI thread only ever tries it, so that a refresh
 * never makes a key wait. Reference-counted: a worker may outlive the app's hold. */
#include "screen/visit.h"

struct visit_index {
    gatomicrefcount references;
    GRWLock lock;
    struct search_index *index; /* under the lock */
    gint state;                 /* enum visit_index_state; written on the UI thread */
    unsigned version;
    double milliseconds;
};

static struct visit_index *hold(struct visit_index *index)
{
    g_atomic_ref_count_inc(&index->references);
    return index;
}

void visit_index_release(struct visit_index *index)
{
    if (index == NULL || !g_atomic_ref_count_dec(&index->references)) return;
    search_index_free(index->index);
    g_rw_lock_clear(&index->lock);
    g_free(index);
}

static struct visit_index *shared_index(struct app *app)
{
    struct visit_index *index = app_shared(app, "index");
    if (index == NULL) {
        index = g_new0(struct visit_index, 1);
        g_atomic_ref_count_init(&index->references);
        g_rw_lock_init(&index->lock);
        app_set_shared(app, "index", index, (GDestroyNotify)visit_index_release);
    }
    return index;
}

struct visit_index *visit_index_hold(struct app *app)
{
    struct visit_index *index = shared_index(app);
    return index->state == INDEX_READY ? hold(index) : NULL;
}

const struct search_index *visit_index_of(const struct visit_index *index)
{
    return index->index;
}

void visit_index_lock(struct visit_index *index)
{
    g_rw_lock_reader_lock(&index->lock);
}

void visit_index_unlock(struct visit_index *index)
{
    g_rw_lock_reader_unlock(&index->lock);
}

/* ---- in a worker ------------------------------------------------------------------------------------------------- */

static bool build(struct session *session, void *data, GError **error)
{
    struct visit_index *index = data;
    const int64_t start = g_get_monotonic_time();
    struct search_index *built = search_index_build(session, error);
    if (built == NULL) return false;
    g_rw_lock_writer_lock(&index->lock);
    index->index = built;
    index->milliseconds = (double)(g_get_monotonic_time() - start) / 1000.0;
    g_rw_lock_writer_unlock(&index->lock);
    return true;
}

static bool refresh(struct session *session, void *data, GError **error)
{
    struct visit_index *index = data;
    g_rw_lock_writer_lock(&index->lock);
    const bool done = search_index_refresh(index->index, session, error);
    g_rw_lock_writer_unlock(&index->lock);
    return done;
}

/* ---- on the UI thread -------------------------------------------------------------------------------------------- */

static void tell_screen(struct app *app)
{
    struct view *screen = app_screen(app);
    if (screen != NULL) view_relayout(screen);
}

static void built_done(struct app *app, const struct job_result *result)
{
    struct visit_index *index = shared_index(app);
    index->state = result->error == NULL ? INDEX_READY : INDEX_FAILED;
    index->version++;
    if (result->error != NULL) app_error(app, result->error);
    tell_screen(app);
}

static void refreshed(struct app *app, const struct job_result *result)
{
    shared_index(app)->version++;
    if (result->error != NULL) app_error(app, result->error);
    tell_screen(app);
}

void visit_index_want(struct app *app)
{
    struct visit_index *index = shared_index(app);
    if (index->state == INDEX_LOADING || index->state == INDEX_READY) return;
    index->state = INDEX_LOADING;
    job_start(app, &(struct job_request){ .kind = 1,
                                          .lane = JOB_LONG,
                                          .title = N_("Loading the search index"),
                                          .run = build,
                                          .data = hold(index),
                                          .free_data = (GDestroyNotify)visit_index_release,
                                          .done = built_done });
}

void visit_index_refresh(struct app *app)
{
    struct visit_index *index = shared_index(app);
    if (index->state != INDEX_READY) return;
    job_start(app, &(struct job_request){ .kind = 2,
                                          .title = N_("Reading what changed"),
                                          .run = refresh,
                                          .data = hold(index),
                                          .free_data = (GDestroyNotify)visit_index_release,
                                          .done = refreshed });
}

enum visit_index_state visit_index_state(struct app *app)
{
    return (enum visit_index_state)shared_index(app)->state;
}

unsigned visit_index_version(struct app *app)
{
    return shared_index(app)->version;
}

double visit_index_milliseconds(struct app *app)
{
    return shared_index(app)->milliseconds;
}

size_t visit_index_size(struct app *app)
{
    struct visit_index *index = shared_index(app);
    if (index->state != INDEX_READY || !g_rw_lock_reader_trylock(&index->lock)) return 0;
    const size_t size = search_index_size(index->index);
    g_rw_lock_reader_unlock(&index->lock);
    return size;
}

bool visit_search(struct app *app, const struct query *query, enum search_sort sort, bool descending,
                  int64_t **subjects, size_t *count, double *milliseconds)
{
    struct visit_index *index = shared_index(app);
    if (index->state != INDEX_READY || !g_rw_lock_reader_trylock(&index->lock)) return false;
    const int64_t start = g_get_monotonic_time();
    *count = search_run(index->index, query, sort, descending, subjects);
    *milliseconds = (double)(g_get_monotonic_time() - start) / 1000.0;
    g_rw_lock_reader_unlock(&index->lock);
    return true;
}
