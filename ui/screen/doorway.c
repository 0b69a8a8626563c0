/* SPDX-License-Identifier: Apache-2.0 */
/* See doorway.h. What was stated lives in the app, belongs to one user, and goes with the lock. */
#include "screen/doorway.h"

#include "guard/access.h"
#include "screen/visit.h"

#include <string.h>

struct stated {
    char *purpose, *reference;
};

struct visit_files {
    char *user;        /* whose statements these are */
    GHashTable *files; /* int64 subject -> struct stated * */
};

static void stated_free(gpointer data)
{
    struct stated *stated = data;
    g_free(stated->purpose);
    g_free(stated->reference);
    g_free(stated);
}

static void files_free(gpointer data)
{
    struct visit_files *files = data;
    g_hash_table_unref(files->files);
    g_free(files->user);
    g_free(files);
}

/* Another person's statements are nobody's: they begin anew. */
static GHashTable *files_of(struct app *app)
{
    struct visit_files *files = app_shared(app, "doorway");
    const char *user = app_session(app)->user;
    if (files != NULL && g_strcmp0(files->user, user) == 0) return files->files;
    files = g_new0(struct visit_files, 1);
    files->user = g_strdup(user);
    files->files = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, stated_free);
    app_set_shared(app, "doorway", files, files_free);
    return files->files;
}

static const struct stated *stated_of(struct app *app, int64_t subject)
{
    return subject > 0 ? g_hash_table_lookup(files_of(app), &subject) : NULL;
}

const char *doorway_purpose(struct app *app, int64_t subject)
{
    const struct stated *stated = stated_of(app, subject);
    return stated != NULL ? stated->purpose : NULL;
}

const char *doorway_reference(struct app *app, int64_t subject)
{
    const struct stated *stated = stated_of(app, subject);
    return stated != NULL ? stated->reference : NULL;
}

int64_t doorway_subject(const struct view *view)
{
    if (view != NULL && view->behind != NULL) view = view->behind;
    return view != NULL && view->route != NULL ? route_int(view->route, "subject", 0) : 0;
}

/* The veil goes, and what is behind it begins to read. */
static void read_again(struct view *view, void *data)
{
    const int64_t *subject = data;
    if (doorway_subject(view) != *subject) return;
    view_set_veil(view, NULL);
    if (view->ops->refresh != NULL) view->ops->refresh(view);
    view_relayout(view);
}

static void keep(struct app *app, int64_t subject, const char *purpose, const char *reference)
{
    struct stated *stated = g_new0(struct stated, 1);
    stated->purpose = g_strdup(purpose);
    stated->reference = g_strdup(reference);
    g_hash_table_replace(files_of(app), g_memdup2(&subject, sizeof subject), stated);
}

void doorway_state(struct app *app, int64_t subject, const char *purpose, const char *reference)
{
    keep(app, subject, purpose, reference);
    app_each_view(app, read_again, &subject);
}

void doorway_state_by_nature(struct app *app, int64_t subject, const char *purpose)
{
    if (subject <= 0 || g_strcmp0(doorway_purpose(app, subject), purpose) == 0 ||
        !purpose_allowed(purpose, app_session(app)->role))
        return;
    doorway_state(app, subject, purpose, NULL);
}

void doorway_of_job(struct app *app, int64_t subject, struct session *session)
{
    const struct stated *stated = stated_of(app, subject);
    if (stated == NULL) return;
    g_free(session->purpose);
    g_free(session->reference);
    session->purpose = g_strdup(stated->purpose);
    session->reference = g_strdup(stated->reference);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

void doorway_ask(struct view *view, int64_t subject)
{
    if (view->behind != NULL) view = view->behind;
    if (subject <= 0) return;
    const bool shown = view->veil == NULL && doorway_purpose(view->app, subject) != NULL;
    struct view *veil = view_set_veil(view, &veil_purpose);
    if (shown && veil != NULL) veil_purpose_over_file(veil);
}

bool doorway_may_read(struct view *view, int64_t subject, const struct command *command)
{
    const char *why = command != NULL ? command_why_not(command, app_session(view->app)) : NULL;
    if (why != NULL) {
        struct view *veil = view_set_veil(view, &veil_refusal);
        if (veil != NULL) veil_refusal_set_untried(veil, subject, command, why);
        return false;
    }
    if (view->veil != NULL && view->veil->ops == &veil_refusal) {
        const char *purpose, *reference;
        if (!veil_refusal_may_retry(view->veil, &purpose, &reference)) return false;
        if (purpose != NULL) keep(view->app, subject, purpose, reference);
        view_set_veil(view, NULL);
    }
    if (doorway_purpose(view->app, subject) != NULL) return true;
    view_set_veil(view, &veil_purpose);
    return false;
}

bool doorway_failed(struct view *view, int64_t subject, const struct command *command, const struct job_result *result)
{
    const bool refused = result->refusal != NULL && g_error_matches(result->error, BUREAU_ERROR, BUREAU_ERROR_REFUSED);
    if (!refused) {
        app_error(view->app, result->error);
        return false;
    }
    struct view *veil = view_set_veil(view, &veil_refusal);
    if (veil != NULL) veil_refusal_set(veil, subject, command, result->error);
    /* what was refused is not tried again by the next way in: there the person is asked anew. A consent that leaves
     * only this screen's data out stays good for the rest of the file. */
    if (strcmp(result->refusal, "out-of-scope") != 0) g_hash_table_remove(files_of(view->app), &subject);
    return true;
}
