/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of disputes by the legal last day or by our own target, cut into lanes by how long is left and by who is
 * waited for. It opens as fast with 200,000 cases as with twenty; what other workstations do shows within a second and
 * leaves the cursor on its case. */
#include "screen/disputes_view.h"
#include "screen/doorway.h"
#include "screen/due.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

static struct disputes_view *of(struct view *view)
{
    return (struct disputes_view *)view;
}
static const struct disputes_view *of_const(const struct view *view)
{
    return (const struct disputes_view *)view;
}

static size_t waiting_of_word(const char *word)
{
    const char *known;
    for (size_t i = 0; word != NULL && i < DESK_WAITING_MOST && (known = desk_waiting(i)) != NULL; i++)
        if (strcmp(known, word) == 0) return i + 1;
    return 0;
}

static bool disputes_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct disputes_view *disputes = of(view);
    list_begin(&disputes->list, N_("Disputes"), "dispute", N_("No case here."));
    grid_set_painter(disputes->list.grid, due_paint, NULL);
    grid_set_row_ink(disputes->list.grid, due_row_ink, NULL);
    disputes->part = (struct queue_part){ .tab = queue_tab_of_word(route_get(route, "due")),
                                          .waiting = waiting_of_word(route_get(route, "waiting")),
                                          .mine = route_int(route, "mine", 0) != 0,
                                          .contrary = route_int(route, "contrary", 0) != 0,
                                          .by_target = g_strcmp0(route_get(route, "by"), "target") == 0 };
    queue_load(disputes);
    return true;
}

static void disputes_refresh(struct view *view)
{
    queue_reload(of(view));
}

static void disputes_result(struct view *view, const struct job_result *result)
{
    if (!queue_act_result(of(view), result)) queue_result(of(view), result);
}

static void disputes_layout(struct view *view, struct rect area)
{
    rect_cut_top(&area, area.h > 24 ? 3 : 2);
    grid_place(of(view)->list.grid, area, true);
}

static void disputes_draw(const struct view *view, struct canvas *canvas)
{
    queue_strip_draw(of_const(view), canvas, view->area);
    grid_draw(of_const(view)->list.grid, canvas, true);
}

static int64_t number_here(const struct disputes_view *disputes, const char *column)
{
    struct cell cell;
    const struct cell *value = list_cell(&disputes->list, column, &cell);
    return value != NULL ? value->integer : 0;
}

static void open_part(struct disputes_view *disputes)
{
    disputes->whole = disputes->recorded = false;
    disputes->other = true;
    queue_load(disputes);
    view_dirty(&disputes->list.view);
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
    bool other = false;
    if (queue_strip_command(disputes, id, argument, &other)) {
        if (other) open_part(disputes);
        return true;
    }
    return queue_needs_all(disputes, id) || queue_act(disputes, id) || screens_command(view, id, argument);
}

/* The rows move under one hand, too. */
static bool disputes_event(struct view *view, const struct event *event)
{
    struct event arrow = { .kind = EVENT_KEY };
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    if (event->key.code == 'j') arrow.key.code = KEYCAP_DOWN;
    if (event->key.code == 'k') arrow.key.code = KEYCAP_UP;
    return arrow.key.code != 0 && grid_event(of(view)->list.grid, &arrow);
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
    const struct queue_part *part = &of_const(view)->part;
    route_set(route, "due", queue_tab_word(part->tab));
    route_set(route, "waiting", part->waiting > 0 ? desk_waiting(part->waiting - 1) : NULL);
    route_set(route, "mine", part->mine ? "1" : NULL);
    route_set(route, "contrary", part->contrary ? "1" : NULL);
    route_set(route, "by", part->by_target ? "target" : NULL);
    grid_save(of_const(view)->list.grid, route);
}

static void disputes_close(struct view *view)
{
    list_end(&of(view)->list);
    arguments_free(of(view)->bulk);
}

const struct view_ops screen_disputes = {
    .id = "disputes",
    .contexts = "disputes tabs",
    .title = N_("Disputes"),
    .size = sizeof(struct disputes_view),
    .open = disputes_open,
    .layout = disputes_layout,
    .draw = disputes_draw,
    .event = disputes_event,
    .command = disputes_command,
    .result = disputes_result,
    .refresh = disputes_refresh,
    .grid = disputes_grid,
    .argument = disputes_argument,
    .standing = visit_standing,
    .save = disputes_save,
    .close = disputes_close,
};
