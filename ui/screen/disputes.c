/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of disputes by the legal last day. Lanes cut it by how long is left; the whole answer stays in memory, so
 * that a lane opens at once and its counts are always those of the same moment. */
#include "screen/doorway.h"
#include "screen/due.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_LIST = 1 };
struct disputes_view {
    struct list_view list; /* first */
    struct table *all;     /* every case; NULL until it is there */
    struct lanes lanes;
};

static struct disputes_view *of(struct view *view)
{
    return (struct disputes_view *)view;
}
static const struct disputes_view *of_const(const struct view *view)
{
    return (const struct disputes_view *)view;
}

static void show_lane(struct disputes_view *disputes)
{
    if (disputes->all == NULL) return;
    list_fill(&disputes->list, lanes_select(&disputes->lanes, disputes->all));
    grid_hide(disputes->list.grid, "dispute", true);
    grid_hide(disputes->list.grid, "subject", true);
    grid_set_width(disputes->list.grid, "days_left", 8, 10);
    view_relayout(&disputes->list.view);
}

/* ---- the screen -------------------------------------------------------------------------------------------------- */

static void load(struct view *view)
{
    look_start(view, JOB_LIST, N_("Reading disputes"), look_new("dispute.list", DATE_NONE, NULL, NULL));
}

static bool disputes_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct disputes_view *disputes = of(view);
    list_begin(&disputes->list, N_("Disputes"), "dispute", N_("No case here."));
    grid_set_painter(disputes->list.grid, due_paint, NULL);
    grid_set_row_ink(disputes->list.grid, due_row_ink, NULL);
    disputes->lanes.lane = lane_of_word(route_get(route, "due"));
    load(view);
    return true;
}

static void disputes_result(struct view *view, const struct job_result *result)
{
    struct disputes_view *disputes = of(view);
    if (result->error != NULL) {
        list_result(&disputes->list, result);
        return;
    }
    table_free(disputes->all);
    disputes->all = look_take(result->data);
    lanes_count(&disputes->lanes, disputes->all);
    show_lane(disputes);
}

static void disputes_layout(struct view *view, struct rect area)
{
    rect_cut_top(&area, area.h > 12 ? 2 : 1);
    grid_place(of(view)->list.grid, area, true);
}

static void disputes_draw(const struct view *view, struct canvas *canvas)
{
    const struct disputes_view *disputes = of_const(view);
    lanes_draw(&disputes->lanes, canvas, view->area);
    grid_draw(disputes->list.grid, canvas, true);
}

static int64_t number_here(const struct disputes_view *disputes, const char *column)
{
    struct cell cell;
    const struct cell *value = list_cell(&disputes->list, column, &cell);
    return value != NULL ? value->integer : 0;
}

static bool disputes_command(struct view *view, const char *id, int argument)
{
    struct disputes_view *disputes = of(view);
    if (strcmp(id, "table.open") == 0) {
        if (number_here(disputes, "dispute") != 0)
            app_go(view->app, route_set_int(route_new("case"), "dispute", number_here(disputes, "dispute")));
        return true;
    }
    if (strcmp(id, "case.subject") == 0) {
        const int64_t subject = number_here(disputes, "subject");
        doorway_state_by_nature(view->app, subject, "dispute"); /* a case says what its file is opened for */
        if (subject != 0) app_go(view->app, route_set_int(route_new("subject"), "subject", subject));
        return true;
    }
    bool taken;
    if (lanes_command(&disputes->lanes, id, argument, &taken)) show_lane(disputes);
    if (taken) return true;
    return screens_command(view, id, argument);
}

static char *disputes_argument(const struct view *view, const char *name)
{
    const char *column = strcmp(name, "dispute") == 0 || strcmp(name, "subject") == 0 ? name : NULL;
    const int64_t number = column != NULL ? number_here(of_const(view), column) : 0;
    return number != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

static struct grid *disputes_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}

static void disputes_save(const struct view *view, struct route *route)
{
    route_set(route, "due", lane_word(of_const(view)->lanes.lane));
    grid_save(of_const(view)->list.grid, route);
}

static void disputes_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->all);
}

const struct view_ops screen_disputes = {
    .id = "disputes",
    .contexts = "disputes tabs",
    .title = N_("Disputes"),
    .size = sizeof(struct disputes_view),
    .open = disputes_open,
    .layout = disputes_layout,
    .draw = disputes_draw,
    .command = disputes_command,
    .result = disputes_result,
    .refresh = load,
    .grid = disputes_grid,
    .argument = disputes_argument,
    .standing = visit_standing,
    .save = disputes_save,
    .close = disputes_close,
};
