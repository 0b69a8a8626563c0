/* SPDX-License-Identifier: Apache-2.0 */
/* One turn: results, events, a frame when something changed, and then a wait that ends with the next key, result or
 * signal. Events that came together are one frame. */
#include "core/app_state.h"
#include "core/seat.h"

#define EVENTS_A_TURN 256 /* a flood of events still gets frames in between */

static void take_size(struct app *app)
{
    int columns, rows;
    app->terminal->ops->size(app->terminal, &columns, &rows);
    struct rect area = canvas_area(app->canvas);
    if (area.w == columns && area.h == rows) return;
    canvas_resize(app->canvas, columns, rows);
    app->dirty = app->relayout = true;
}

static bool take_events(struct app *app)
{
    struct event event = { .kind = EVENT_NONE };
    bool any = false;
    for (int i = 0; i < EVENTS_A_TURN && !app->quit && app->terminal->ops->next(app->terminal, &event); i++) {
        if (event.kind == EVENT_RESIZE) take_size(app);
        if (app->relayout && event.kind == EVENT_MOUSE) app_place_views(app);
        const bool from_person = event.kind == EVENT_KEY || event.kind == EVENT_MOUSE || event.kind == EVENT_PASTE;
        if (from_person) seat_touch(app);
        if (!from_person || seat_hears(app)) app_event(app, &event);
        event_clear(&event);
        any = true;
    }
    return any;
}

static void let_toast_go(struct app *app)
{
    if (!app->scripted && app->toast != NULL && g_get_monotonic_time() >= app->toast_until) app_clear_toast(app);
}

/* While a job is shown its spinner turns. */
static void turn_spinner(struct app *app)
{
    struct job_display job;
    if (app->scripted || (seat_gate(app) == NULL && !jobs_display(app->jobs, &job))) return;
    app->tick++;
    app->dirty = true;
}

bool app_turn(struct app *app)
{
    bool any = jobs_deliver(app);
    any = seat_turn(app) || any; /* before the events: a key pressed after the time is over is not for the screen */
    any = take_events(app) || any;
    app_sweep(app);
    drafts_offer(app);
    any = asking_turn(app) || any;
    any = drafts_turn(app) || any;
    let_toast_go(app);
    while (app->relayout && !app->quit) { /* a layout may ask for rows whose answer is already there */
        app_place_views(app);
        app->dirty = true;
    }
    if (app->dirty && !app->quit) {
        app_draw(app);
        any = true;
    }
    return any;
}

bool app_is_idle(struct app *app)
{
    return jobs_running(app->jobs) <= asking_open(app) && !app->dirty && !app->relayout && !seat_is_busy(app) &&
           !drafts_are_due(app);
}

/* The sooner of two; -1 is never. */
static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

int app_timeout(struct app *app)
{
    int wait = sooner(sooner(jobs_timeout(app), watch_timeout(app)), sooner(seat_timeout(app), drafts_timeout(app)));
    if (app->toast == NULL) return wait;
    gint64 left = (app->toast_until - g_get_monotonic_time()) / 1000 + 1;
    int toast = (int)CLAMP(left, 0, 60000);
    return wait < 0 ? toast : MIN(wait, toast);
}

void app_loop(struct app *app)
{
    while (!app->quit) {
        if (!app_turn(app) && !app->quit) {
            app->terminal->ops->wait(app->terminal, app_timeout(app));
            jobs_release_due(app);
            watch_release_due(app);
            turn_spinner(app);
        }
    }
}
