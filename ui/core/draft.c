/* SPDX-License-Identifier: Apache-2.0 */
/* What is being typed, kept in the store a moment after the typing stops and every two seconds while it goes on. What
 * the store holds of this person is also in memory while they sit here, so that a form that opens finds its draft
 * without waiting. */
#include "guard/draft.h"

#include "core/seat.h"
#include "vault/secret.h"
#include "widget/overlay.h"

#include <string.h>

#define PAUSE (700 * 1000)  /* microseconds without a key until a draft is written */
#define MOST  (2000 * 1000) /* and at the latest after so long */

struct kept {
    char *body;
    int64_t at;
    bool written; /* the store holds it */
};

struct drafts {
    GHashTable *kept;   /* place -> struct kept * */
    GHashTable *gone;   /* places that the store still has */
    gint64 first, last; /* keys since the last look, monotonic; 0: none */
    bool there;         /* they were read: before that nothing can be offered */
    bool writing, quietly;
    bool failed; /* told once */
};

struct draft_batch {
    GPtrArray *list; /* struct draft * */
};

static void kept_free(gpointer data)
{
    struct kept *kept = data;
    if (kept->body != NULL) secret_wipe(kept->body, strlen(kept->body));
    g_free(kept->body);
    g_free(kept);
}

struct drafts *drafts_new(void)
{
    struct drafts *drafts = g_new0(struct drafts, 1);
    drafts->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
    drafts->gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return drafts;
}

void drafts_free(struct drafts *drafts)
{
    if (drafts == NULL) return;
    g_hash_table_unref(drafts->kept);
    g_hash_table_unref(drafts->gone);
    g_free(drafts);
}

void drafts_forget(struct app *app)
{
    struct drafts *drafts = app->drafts;
    g_hash_table_remove_all(drafts->kept);
    g_hash_table_remove_all(drafts->gone);
    drafts->first = drafts->last = 0;
    drafts->there = drafts->writing = drafts->failed = false;
}

static void keep(struct drafts *drafts, const char *place, const char *body, int64_t at, bool written)
{
    struct kept *kept = g_new0(struct kept, 1);
    *kept = (struct kept){ g_strdup(body), at, written };
    g_hash_table_remove(drafts->gone, place);
    g_hash_table_replace(drafts->kept, g_strdup(place), kept);
}

void drafts_take(struct app *app, GPtrArray *list)
{
    drafts_forget(app);
    app->drafts->there = list != NULL;
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const struct draft *draft = list->pdata[i];
        keep(app->drafts, draft->place, draft->body, draft->at, true);
    }
    if (list != NULL) g_ptr_array_unref(list);
}

void drafts_put(struct app *app, const char *place, const char *body)
{
    struct drafts *drafts = app->drafts;
    const struct kept *kept = g_hash_table_lookup(drafts->kept, place);
    if (body != NULL && (kept == NULL || strcmp(kept->body, body) != 0)) keep(drafts, place, body, app_now(app), false);
    if (body != NULL || kept == NULL) return;
    g_hash_table_remove(drafts->kept, place);
    g_hash_table_add(drafts->gone, g_strdup(place));
    drafts->first = drafts->last = g_get_monotonic_time();
}

const char *drafts_body(struct app *app, const char *place)
{
    const struct kept *kept = g_hash_table_lookup(app->drafts->kept, place);
    return kept != NULL ? kept->body : NULL;
}

guint drafts_count(const struct app *app)
{
    return g_hash_table_size(app->drafts->kept);
}

static char *place_of(const struct view *view)
{
    return view->ops->draft_place != NULL ? view->ops->draft_place(view) : NULL;
}

void app_drop_draft(struct view *view)
{
    g_autofree char *place = place_of(view);
    if (place != NULL && view->draft_own) drafts_put(view->app, place, NULL);
}

void app_drop_draft_at(struct app *app, const char *place)
{
    if (place != NULL) drafts_put(app, place, NULL);
}

/* ---- what stands in the views ------------------------------------------------------------------------------------ */

static void gather(struct view *view)
{
    g_autofree char *place = place_of(view);
    if (place == NULL) return;
    g_autoptr(route_t) values = route_new("draft");
    if (!view->ops->draft_save(view, values)) { /* an older one stays until it is taken, dropped or overtaken */
        if (view->draft_own) drafts_put(view->app, place, NULL);
        return;
    }
    view->draft_own = true;
    char *body = route_format(values);
    drafts_put(view->app, place, body);
    secret_wipe(body, strlen(body));
    g_free(body);
}

void drafts_gather(struct app *app)
{
    app->drafts->first = app->drafts->last = 0;
    for (guint i = 0; i < app->workspaces->len; i++) {
        const GPtrArray *views = ((const struct workspace *)app->workspaces->pdata[i])->views;
        for (guint k = 0; k < views->len; k++)
            gather(views->pdata[k]);
    }
    for (guint i = 0; i < app->overlays->len; i++)
        gather(app->overlays->pdata[i]);
}

static void add(struct draft_batch *batch, const char *place, const char *body, int64_t at)
{
    struct draft *draft = g_new0(struct draft, 1);
    *draft = (struct draft){ g_strdup(place), g_strdup(body), at };
    g_ptr_array_add(batch->list, draft);
}

struct draft_batch *drafts_collect(struct app *app)
{
    struct drafts *drafts = app->drafts;
    struct draft_batch *batch = g_new0(struct draft_batch, 1);
    GHashTableIter iter;
    gpointer place, value;
    drafts_gather(app);
    batch->list = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
    g_hash_table_iter_init(&iter, drafts->kept);
    while (g_hash_table_iter_next(&iter, &place, &value)) {
        struct kept *kept = value;
        if (!kept->written) add(batch, place, kept->body, kept->at);
        kept->written = true;
    }
    g_hash_table_iter_init(&iter, drafts->gone);
    while (g_hash_table_iter_next(&iter, &place, &value))
        add(batch, place, NULL, 0);
    g_hash_table_remove_all(drafts->gone);
    if (batch->list->len > 0) return batch;
    draft_batch_free(batch);
    return NULL;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

bool draft_batch_write(struct session *session, struct draft_batch *batch, GError **error)
{
    return draft_write(session, batch->list, error);
}

void draft_batch_free(struct draft_batch *batch)
{
    if (batch == NULL) return;
    g_ptr_array_unref(batch->list);
    g_free(batch);
}

static bool write_run(struct session *session, void *data, GError **error)
{
    return draft_batch_write(session, data, error);
}

/* What could not be written is tried again with the next key. */
static void write_done(struct app *app, const struct job_result *result)
{
    struct drafts *drafts = app->drafts;
    const struct draft_batch *batch = result->data;
    drafts->writing = false;
    if (result->error == NULL) {
        drafts->failed = false;
        return;
    }
    for (guint i = 0; i < batch->list->len; i++) {
        const struct draft *draft = batch->list->pdata[i];
        struct kept *kept = g_hash_table_lookup(drafts->kept, draft->place);
        if (kept != NULL) kept->written = false;
        if (kept == NULL && draft->body == NULL) g_hash_table_add(drafts->gone, g_strdup(draft->place));
    }
    if (!drafts->failed) app_error(app, result->error);
    drafts->failed = true;
}

void drafts_touch(struct app *app)
{
    struct drafts *drafts = app->drafts;
    if (app->store == NULL || seat_gate(app) != NULL) return;
    drafts->last = g_get_monotonic_time();
    if (drafts->first == 0) drafts->first = drafts->last;
}

static gint64 due(const struct app *app)
{
    const struct drafts *drafts = app->drafts;
    if (drafts->first == 0 || drafts->writing || seat_state(app) != SEAT_TAKEN || app->store == NULL) return 0;
    return app->scripted ? 1 : MIN(drafts->last + PAUSE, drafts->first + MOST);
}

bool drafts_are_due(const struct app *app)
{
    return due(app) != 0 && due(app) <= g_get_monotonic_time();
}

int drafts_timeout(const struct app *app)
{
    if (due(app) == 0) return -1;
    return (int)CLAMP((due(app) - g_get_monotonic_time()) / 1000 + 1, 0, MOST / 1000);
}

bool drafts_turn(struct app *app)
{
    if (!drafts_are_due(app)) return false;
    struct draft_batch *batch = drafts_collect(app);
    if (batch == NULL) return false;
    app->drafts->writing = true;
    job_start(app, &(struct job_request){ .title = N_("Keeping a draft"),
                                          .quiet = true,
                                          .run = write_run,
                                          .data = batch,
                                          .free_data = (GDestroyNotify)draft_batch_free,
                                          .done = write_done });
    return true;
}

/* ---- giving back ------------------------------------------------------------------------------------------------- */

static void give_back(struct view *view, const char *body)
{
    g_autoptr(route_t) values = route_parse(body);
    view->draft_own = true;
    if (values != NULL) view->ops->draft_restore(view, values);
    view_relayout(view);
}

struct offer {
    uint64_t view;
    char *place;
};

static void offer_free(void *data)
{
    struct offer *offer = data;
    g_free(offer->place);
    g_free(offer);
}

static void answered(struct app *app, enum draft_answer answer, void *data)
{
    const struct offer *offer = data;
    struct view *view = view_find(app, offer->view);
    const char *body = drafts_body(app, offer->place);
    if (answer == DRAFT_TAKEN && view != NULL && body != NULL) give_back(view, body);
    if (answer == DRAFT_DROPPED) drafts_put(app, offer->place, NULL);
}

void drafts_restore_quietly(struct app *app, bool on)
{
    app->drafts->quietly = on;
}

/* Screens that are opened again after a lock take theirs by themselves: nobody left them. */
static bool restore_all(struct app *app)
{
    for (guint i = 0; i < app->workspaces->len; i++) {
        const GPtrArray *views = ((const struct workspace *)app->workspaces->pdata[i])->views;
        for (guint k = 0; k < views->len; k++) {
            struct view *view = views->pdata[k];
            g_autofree char *place = place_of(view);
            const char *body = place != NULL && !view->draft_asked ? drafts_body(app, place) : NULL;
            view->draft_asked = true;
            if (body != NULL) give_back(view, body);
        }
    }
    return true;
}

void drafts_offer(struct app *app)
{
    struct view *view = app_top(app);
    if (seat_gate(app) != NULL || view == NULL || !app->drafts->there) return;
    if (app->drafts->quietly) app->drafts->quietly = !restore_all(app);
    if (view->draft_asked || view->ops->draft_place == NULL) return;
    view->draft_asked = true;
    g_autofree char *place = place_of(view);
    const struct kept *kept = place != NULL ? g_hash_table_lookup(app->drafts->kept, place) : NULL;
    if (kept == NULL) return;
    struct offer *offer = g_new0(struct offer, 1);
    *offer = (struct offer){ view->id, g_steal_pointer(&place) };
    draft_offer_open(app, kept->at, answered, offer, offer_free);
}
