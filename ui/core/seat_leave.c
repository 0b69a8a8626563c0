/* SPDX-License-Identifier: Apache-2.0 */
/* Leaving: the lock, another person, the end. See seat.h for the order that must hold. */
#include "core/seat_state.h"

#include <malloc.h>
#include <string.h>

#define END_SECONDS 5 /* at the end of the program: what cannot be written by then is lost */

static bool is_somebody(const struct app *app)
{
    return app->keys != NULL && vault_keys_user(app->keys) != NULL;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

struct leave {
    struct draft_batch *batch; /* NULL: nothing was typed */
    int64_t lines;
    bool somebody, logged_in;
};

static void leave_free(void *data)
{
    struct leave *leave = data;
    draft_batch_free(leave->batch);
    g_free(leave);
}

/* Both are tried: a full disk must not keep the end of a session from being signed. */
static bool leave_run(struct session *session, void *data, GError **error)
{
    struct leave *leave = data;
    const bool kept = leave->batch == NULL || draft_batch_write(session, leave->batch, error);
    session->lines = leave->lines;
    session->logged_in = leave->logged_in;
    const bool signed_off = !leave->somebody || guard_logout(session, kept ? error : NULL);
    return kept && signed_off;
}

static void written(struct app *app, const struct job_result *result)
{
    struct seat *seat = app->seat;
    seat->written = true;
    app->session->lines = 0;
    app->session->logged_in = false;
    g_clear_error(&seat->trouble);
    if (result->error != NULL) seat->trouble = g_error_copy(result->error);
}

static void start_leave(struct app *app)
{
    struct seat *seat = app->seat;
    struct leave *leave = g_new0(struct leave, 1);
    leave->batch = drafts_collect(app);
    leave->lines = app->session->lines;
    leave->logged_in = app->session->logged_in;
    leave->somebody = is_somebody(app);
    seat->writing = true;
    seat->written = false;
    job_start(app, &(struct job_request){ .title = N_("Locking"),
                                          .quiet = true,
                                          .run = leave_run,
                                          .data = leave,
                                          .free_data = leave_free,
                                          .done = written });
    seat->writing = false;
}

/* ---- forgetting -------------------------------------------------------------------------------------------------- */

static void forget_words(struct app *app)
{
    app_clear_toast(app);
    g_clear_pointer(&app->error, g_free);
    g_clear_pointer(&app->why_not, g_free);
    g_ptr_array_set_size(app->messages, 0);
    g_hash_table_remove_all(app->histories);
    g_clear_pointer(&app->session->reveal, g_free);
    app->session->elsewhere = false;
    app->watching = app->refreshing = false;
    app->seen_change = -1;
}

/* What is freed meanwhile is also overwritten (glibc), and given back to the system. */
static void forget_everything(struct app *app)
{
    mallopt(M_PERTURB, 0xa5);
    app_close_everything(app);
    g_hash_table_remove_all(app->shared);
    drafts_forget(app);
    forget_words(app);
    seat_drop_keys(app);
    mallopt(M_PERTURB, 0);
    malloc_trim(0);
}

static void keep_place(struct app *app)
{
    struct seat *seat = app->seat;
    g_free(seat->routes);
    seat->routes = session_text(app);
    if (!app->scripted) session_file_save(app);
    g_autofree char *kept = app->options->keep != NULL ? app->options->keep(app) : NULL;
    drafts_put(app, SEAT_KEPT, kept);
}

bool seat_leave_step(struct app *app)
{
    struct seat *seat = app->seat;
    if (jobs_running(app->jobs) > 0) return false;
    if (!seat->written) {
        keep_place(app);
        start_leave(app);
        return true;
    }
    seat->written = false;
    forget_everything(app);
    seat->state = SEAT_LOCKED;
    if (seat->next != NULL) seat_take_keys(app, g_steal_pointer(&seat->next));
    app->dirty = true;
    return true;
}

/* ---- the ways to leave ------------------------------------------------------------------------------------------- */

static void leave(struct app *app)
{
    app->seat->state = SEAT_LEFT;
    app->seat->written = false;
    jobs_drop(app->jobs, false);
    app->terminal->ops->wipe(app->terminal);
    app->dirty = app->relayout = true;
}

void app_lock(struct app *app)
{
    if (app->seat->state != SEAT_TAKEN) return;
    if (!is_somebody(app)) {
        app_toast(app, "%s", _("These keys belong to nobody: there is no passphrase to ask for."));
        return;
    }
    seat_open_gate(app, GATE_LOCKED, app->seat->user);
    leave(app);
}

bool app_change_user(struct app *app)
{
    if (!is_somebody(app)) return false;
    if (app->seat->state == SEAT_TAKEN) seat_open_gate(app, GATE_CHANGE, NULL);
    return true;
}

bool seat_stay(struct app *app)
{
    if (app->seat->state != SEAT_TAKEN) return false;
    seat_close_gate(app->seat);
    app->dirty = app->relayout = true;
    return true;
}

/* Somebody unlocked while the work of the one before still goes on. */
static void unlocked_early(struct app *app, struct vault_keys *keys, bool same)
{
    struct seat *seat = app->seat;
    if (same && !seat->written && jobs_would_be_lost(app->jobs)) {
        vault_keys_unref(keys);
        seat->state = SEAT_TAKEN;
        seat_touch(app);
        seat_close_gate(seat);
        app_look_again(app);
        app->dirty = app->relayout = true;
    } else if (same || !jobs_would_be_lost(app->jobs)) {
        seat->next = keys;
    } else {
        GError *error = NULL;
        vault_keys_unref(keys);
        bureau_error_set(&error, BUREAU_ERROR_REFUSED, N_("Work of {1} still goes on"),
                         N_("Wait until it is done, or let them cancel it."), seat->user, NULL);
        gate_tell(seat->gate, error);
    }
}

void seat_unlocked(struct app *app, struct vault_keys *keys)
{
    struct seat *seat = app->seat;
    const bool same = g_strcmp0(seat->user, vault_keys_user(keys)) == 0;
    seat->how = LOGIN_PASSPHRASE;
    if (seat->state == SEAT_LEFT) {
        unlocked_early(app, keys, same);
    } else if (seat->state == SEAT_TAKEN) { /* another person sits down beside */
        if (same) {
            vault_keys_unref(keys);
            seat_stay(app);
            return;
        }
        seat->next = keys;
        leave(app);
    } else {
        if (!same) g_clear_pointer(&seat->routes, g_free);
        seat_take_keys(app, keys);
    }
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

void seat_end(struct app *app)
{
    struct seat *seat = app->seat;
    if (app->store == NULL || (seat->state != SEAT_TAKEN && seat->state != SEAT_LEFT)) return;
    const gint64 until = g_get_monotonic_time() + END_SECONDS * G_USEC_PER_SEC;
    asking_withdraw(app);
    jobs_drop(app->jobs, true);
    if (!seat->written) start_leave(app);
    while (!seat->written && g_get_monotonic_time() < until) {
        jobs_wait(app->jobs, until);
        jobs_deliver(app);
    }
    seat->state = SEAT_LOCKED;
}
