/* SPDX-License-Identifier: Apache-2.0 */
/* Another program may write to the same store: about once a second a worker asks for the newest change, and when it is
 * another one, what is on the screens is read again. Looks are no changes, so that two workstations that only look do
 * not keep each other awake. A script has one writer and no clock: it does not watch. */
#include "core/app_state.h"
#include "core/seat.h"

enum { EVERY = 1000 }; /* milliseconds */

static bool read_newest(struct session *session, void *data, GError **error)
{
    (void)error;
    *(int64_t *)data = session->store != NULL ? guard_newest_change(session) : 0;
    return true;
}

static void answered(struct app *app, const struct job_result *result)
{
    int64_t newest = result->error == NULL ? *(const int64_t *)result->data : 0;
    bool another = newest > 0 && app->seen_change >= 0 && newest != app->seen_change && !app->refreshing;
    app->watching = app->refreshing = false;
    app->watch_due = g_get_monotonic_time() + EVERY * 1000;
    if (newest > 0) app->seen_change = newest;
    if (another) app_refresh(app);
}

void watch_look(struct app *app)
{
    if (app->store == NULL || app->scripted || app->watching || seat_is_locked(app)) return;
    app->watching = true;
    job_start(
        app,
        &(struct job_request){
            .quiet = true, .run = read_newest, .data = g_new0(int64_t, 1), .free_data = g_free, .done = answered });
}

void watch_release_due(struct app *app)
{
    if (g_get_monotonic_time() >= app->watch_due) watch_look(app);
}

int watch_timeout(const struct app *app)
{
    if (app->store == NULL || app->scripted || app->watching || seat_is_locked(app)) return -1;
    gint64 left = (app->watch_due - g_get_monotonic_time()) / 1000 + 1;
    return (int)CLAMP(left, 0, EVERY);
}
