/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of disputes by the legal last day. Lanes cut it by how long is left; the whole answer stays in memory, so
 * that a lane opens at once and its counts are always those of the same moment. */
#include "dispute/dispute.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"

#include <string.h>

enum { JOB_LIST = 1 };
enum lane { LANE_OPEN, LANE_OVERDUE, LANE_TODAY, LANE_THREE, LANE_SEVEN, LANE_LATER, LANE_CLOSED, LANES };

static const struct lane_words {
    const char *word, *title; /* word: as in routes and on the desk */
} lanes[LANES] = {
    [LANE_OPEN] = { "open", N_("all open") },   [LANE_OVERDUE] = { "overdue", N_("overdue") },
    [LANE_TODAY] = { "today", N_("today") },    [LANE_THREE] = { "three", N_("3 days") },
    [LANE_SEVEN] = { "seven", N_("7 days") },   [LANE_LATER] = { "later", N_("later") },
    [LANE_CLOSED] = { "closed", N_("closed") },
};

struct disputes_view {
    struct list_view list; /* first */
    struct table *all;     /* every case; NULL until it is there */
    size_t count[LANES];
    size_t lane;
};

static struct disputes_view *of(struct view *view)
{
    return (struct disputes_view *)view;
}
static const struct disputes_view *of_const(const struct view *view)
{
    return (const struct disputes_view *)view;
}

/* ---- lanes ------------------------------------------------------------------------------------------------------- */

static enum lane lane_of(const struct table *table, size_t row)
{
    const struct cell *left = row_cell(table, row, "days_left");
    if (left == NULL || left->is_null) return LANE_CLOSED;
    return left->integer < 0    ? LANE_OVERDUE
           : left->integer == 0 ? LANE_TODAY
           : left->integer <= 3 ? LANE_THREE
           : left->integer <= 7 ? LANE_SEVEN
                                : LANE_LATER;
}

static bool in_lane(const struct table *table, size_t row, void *data)
{
    const size_t wanted = *(const size_t *)data;
    const enum lane lane = lane_of(table, row);
    return wanted == LANE_OPEN ? lane != LANE_CLOSED : wanted == lane;
}

static void show_lane(struct disputes_view *disputes, size_t lane)
{
    disputes->lane = lane;
    if (disputes->all == NULL) return;
    list_fill(&disputes->list, table_select(disputes->all, in_lane, &disputes->lane));
    grid_hide(disputes->list.grid, "dispute", true);
    grid_hide(disputes->list.grid, "subject", true);
    grid_set_width(disputes->list.grid, "days_left", 8, 10);
    view_relayout(&disputes->list.view);
}

static void count_lanes(struct disputes_view *disputes)
{
    memset(disputes->count, 0, sizeof disputes->count);
    for (size_t row = 0; row < table_row_count(disputes->all); row++) {
        const enum lane lane = lane_of(disputes->all, row);
        disputes->count[lane]++;
        if (lane != LANE_CLOSED) disputes->count[LANE_OPEN]++;
    }
}

/* ---- looks ------------------------------------------------------------------------------------------------------- */

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)data;
    if (!grid_value(grid, key, "days_left", &cell)) return INK_TEXT;
    if (cell.is_null) return INK_DIM;
    return cell.integer < 0 ? INK_BAD : cell.integer <= 3 ? INK_WARN : INK_TEXT;
}

/* A number below nothing is said in words: colour only repeats it. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (cell->is_null || strcmp(column->id, "days_left") != 0) return false;
    g_autofree char *text = cell->integer < 0    ? g_strdup_printf(_("%d late"), (int)-cell->integer)
                            : cell->integer == 0 ? g_strdup(_("today"))
                                                 : g_strdup_printf("%d", (int)cell->integer);
    const enum ink ink = cell->integer < 0 ? INK_BAD : cell->integer <= 3 ? INK_WARN : INK_TEXT;
    canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, ink | ground | (cell->integer < 0 ? STYLE_BOLD : 0));
    return true;
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
    grid_set_painter(disputes->list.grid, paint, NULL);
    grid_set_row_ink(disputes->list.grid, row_ink, NULL);
    for (size_t i = 0; i < LANES; i++)
        if (g_strcmp0(route_get(route, "due"), lanes[i].word) == 0) disputes->lane = i;
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
    count_lanes(disputes);
    show_lane(disputes, disputes->lane);
}

static void disputes_layout(struct view *view, struct rect area)
{
    rect_cut_top(&area, area.h > 12 ? 2 : 1);
    grid_place(of(view)->list.grid, area, true);
}

static void disputes_draw(const struct view *view, struct canvas *canvas)
{
    const struct disputes_view *disputes = of_const(view);
    const char *labels[LANES + 1] = { NULL };
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < LANES; i++) {
        g_ptr_array_add(texts, disputes->all != NULL ? g_strdup_printf("%s %zu", _(lanes[i].title), disputes->count[i])
                                                     : g_strdup(_(lanes[i].title)));
        labels[i] = texts->pdata[i];
    }
    tabs_draw(canvas, view->area.x, view->area.y, view->area.w, labels, disputes->lane);
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
        if (number_here(disputes, "subject") != 0)
            app_go(view->app, route_set_int(route_new("subject"), "subject", number_here(disputes, "subject")));
        return true;
    }
    if (strcmp(id, "tab.next") == 0) return show_lane(disputes, (disputes->lane + 1) % LANES), true;
    if (strcmp(id, "tab.previous") == 0) return show_lane(disputes, (disputes->lane + LANES - 1) % LANES), true;
    if (strcmp(id, "tab.go") == 0) {
        if (argument >= 0 && argument < LANES) show_lane(disputes, (size_t)argument);
        return true;
    }
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
    route_set(route, "due", lanes[of_const(view)->lane].word);
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
