/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of what persons ask by right, by the legal last day, cut into lanes by how long is left. */
#include "screen/due.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_LIST = 1 };

struct requests_view {
    struct list_view list; /* first */
    struct table *all;     /* every request; NULL until it is there */
    struct lanes lanes;
    bool adding; /* a form for a new one is being asked for */
};

static struct requests_view *of(struct view *view)
{
    return (struct requests_view *)view;
}
static const struct requests_view *of_const(const struct view *view)
{
    return (const struct requests_view *)view;
}

static void show_lane(struct requests_view *requests)
{
    if (requests->all == NULL) return;
    list_fill(&requests->list, lanes_select(&requests->lanes, requests->all));
    grid_hide(requests->list.grid, "request", true);
    grid_hide(requests->list.grid, "subject", true);
    grid_set_width(requests->list.grid, "days_left", 8, 10);
    view_relayout(&requests->list.view);
}

static void load(struct view *view)
{
    look_start(view, JOB_LIST, N_("Reading requests"), look_new("request.list", DATE_NONE, NULL, NULL));
}

static bool requests_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct requests_view *requests = of(view);
    list_begin(&requests->list, N_("Requests"), "request", N_("No request here: a takes one in."));
    grid_set_painter(requests->list.grid, due_paint, NULL);
    grid_set_row_ink(requests->list.grid, due_row_ink, NULL);
    requests->lanes.lane = lane_of_word(route_get(route, "due"));
    load(view);
    return true;
}

static void requests_result(struct view *view, const struct job_result *result)
{
    struct requests_view *requests = of(view);
    if (result->error != NULL) {
        list_result(&requests->list, result);
        return;
    }
    table_free(requests->all);
    requests->all = look_take(result->data);
    lanes_count(&requests->lanes, requests->all);
    show_lane(requests);
}

static void requests_layout(struct view *view, struct rect area)
{
    rect_cut_top(&area, area.h > 12 ? 2 : 1);
    grid_place(of(view)->list.grid, area, true);
}

static void requests_draw(const struct view *view, struct canvas *canvas)
{
    lanes_draw(&of_const(view)->lanes, canvas, view->area);
    grid_draw(of_const(view)->list.grid, canvas, true);
}

static int64_t number_here(const struct requests_view *requests, const char *column)
{
    struct cell cell;
    const struct cell *value = list_cell(&requests->list, column, &cell);
    return value != NULL ? value->integer : 0;
}

static bool requests_command(struct view *view, const char *id, int argument)
{
    struct requests_view *requests = of(view);
    const int64_t request = number_here(requests, "request"), subject = number_here(requests, "subject");
    if (strcmp(id, "table.open") == 0) {
        if (request != 0) app_go(view->app, route_set_int(route_new("request"), "request", request));
        return true;
    }
    if (strcmp(id, "requests.subject") == 0) {
        if (subject != 0) app_go(view->app, route_set_int(route_new("subject"), "subject", subject));
        return true;
    }
    if (strcmp(id, "requests.new") == 0) {
        requests->adding = true;
        app_command(view->app, "request.open", -1);
        requests->adding = false;
        return true;
    }
    bool taken;
    if (lanes_command(&requests->lanes, id, argument, &taken)) show_lane(requests);
    return taken || screens_command(view, id, argument);
}

/* Who asks next is somebody else than the row under the cursor. */
static char *requests_argument(const struct view *view, const char *name)
{
    const bool known = strcmp(name, "request") == 0 || strcmp(name, "subject") == 0 || strcmp(name, "version") == 0;
    const int64_t number = known && !of_const(view)->adding ? number_here(of_const(view), name) : 0;
    return number != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

static struct grid *requests_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}

static void requests_save(const struct view *view, struct route *route)
{
    route_set(route, "due", lane_word(of_const(view)->lanes.lane));
    grid_save(of_const(view)->list.grid, route);
}

static void requests_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->all);
}

const struct view_ops screen_requests = {
    .id = "requests",
    .contexts = "requests tabs",
    .title = N_("Requests"),
    .size = sizeof(struct requests_view),
    .open = requests_open,
    .layout = requests_layout,
    .draw = requests_draw,
    .command = requests_command,
    .result = requests_result,
    .refresh = load,
    .grid = requests_grid,
    .argument = requests_argument,
    .standing = visit_standing,
    .save = requests_save,
    .close = requests_close,
};
