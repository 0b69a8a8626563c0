/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for a second person: who asks for what, why, and until when. The one under the cursor is read in full
 * below; another person than the asker approves or refuses, the asker may take it back. */
#include "base/text.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_LIST = 1, BELOW = 6 };

struct second_view {
    struct list_view list; /* first */
    struct rect below;
};

static struct second_view *of(const struct view *view)
{
    return (struct second_view *)view;
}

static void load(struct view *view)
{
    look_start(view, JOB_LIST, N_("Reading proposals"), look_new("second.list", DATE_NONE, NULL, NULL));
}

static bool is_open(const struct grid *grid, int64_t key)
{
    struct cell cell;
    return grid_value(grid, key, "state", &cell) && !cell.is_null && g_strcmp0(cell.text, "open") == 0;
}

static bool is_mine(const struct grid *grid, int64_t key, const char *user)
{
    struct cell cell;
    return grid_value(grid, key, "maker", &cell) && !cell.is_null && g_strcmp0(cell.text, user) == 0;
}

/* What may be approved here stands out; what is settled is dim. */
static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    struct cell yours;
    if (!is_open(grid, key)) return INK_DIM;
    return grid_value(grid, key, "yours", &yours) && !yours.is_null && yours.integer != 0 ? INK_STRONG : INK_TEXT;
}

static bool second_open(struct view *view, const struct route *route, GError **error)
{
    (void)route;
    (void)error;
    struct second_view *second = of(view);
    list_begin(&second->list, N_("What waits for a second person"), "proposal",
               N_("Nothing waits for a second person."));
    grid_set_row_ink(second->list.grid, row_ink, NULL);
    load(view);
    return true;
}

static void second_result(struct view *view, const struct job_result *result)
{
    struct second_view *second = of(view);
    list_result(&second->list, result);
    static const char *const elsewhere[] = { "command", "words", "purpose", "expires", "yours", "note", "checked" };
    for (size_t i = 0; result->error == NULL && i < G_N_ELEMENTS(elsewhere); i++)
        grid_hide(second->list.grid, elsewhere[i], true); /* read below, for the row under the cursor */
}

static void second_close(struct view *view)
{
    list_end(&of(view)->list);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static void second_layout(struct view *view, struct rect area)
{
    struct second_view *second = of(view);
    second->below = area.h > 2 * BELOW ? rect_cut_bottom(&area, BELOW) : rect_make(area.x, area.y, area.w, 0);
    grid_place(second->list.grid, area, true);
}

static char *text_of(const struct second_view *second, const char *column)
{
    const struct grid *grid = second->list.grid;
    struct cell cell;
    if (list_cell(&second->list, column, &cell) == NULL) return NULL;
    const struct table *table = source_table(grid_source(grid));
    const int index = column_index(table, column);
    return index >= 0 ? grid_cell_text(table_column(table, (size_t)index), &cell) : NULL;
}

static int draw_line(const struct second_view *second, struct canvas *canvas, int y, const char *label,
                     const char *column)
{
    const struct rect below = second->below;
    g_autofree char *text = text_of(second, column);
    if (text == NULL || *text == '\0' || y >= below.y + below.h) return 0;
    canvas_field(canvas, below.x + 1, y, 14, label, -1, INK_DIM);
    canvas_text(canvas, below.x + 16, y, below.w - 17, text, INK_TEXT);
    return 1;
}

static void second_draw(const struct view *view, struct canvas *canvas)
{
    const struct second_view *second = of(view);
    grid_draw(second->list.grid, canvas, true);
    if (second->below.h == 0 || grid_row_count(second->list.grid) == 0) return;
    canvas_rule(canvas, second->below.x, second->below.y, second->below.w, INK_DIM);
    int y = second->below.y + 1;
    y += draw_line(second, canvas, y, _("Command"), "command");
    y += draw_line(second, canvas, y, _("With"), "words");
    y += draw_line(second, canvas, y, _("Reason"), "reason");
    y += draw_line(second, canvas, y, _("Approve by"), "expires");
    draw_line(second, canvas, y, _("Answer"), "note");
}

static struct grid *second_grid(const struct view *view)
{
    return of(view)->list.grid;
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static char *second_argument(const struct view *view, const char *name)
{
    struct cell cell;
    const struct cell *value = strcmp(name, "proposal") == 0 ? list_cell(&of(view)->list, "proposal", &cell) : NULL;
    return value != NULL ? g_strdup_printf("%" G_GINT64_FORMAT, value->integer) : NULL;
}

static const char *second_why_not(const struct view *view, const struct command *command)
{
    const struct grid *grid = of(view)->list.grid;
    const bool approve = strcmp(command->id, "second.approve") == 0, refuse = strcmp(command->id, "second.refuse") == 0;
    const bool withdraw = strcmp(command->id, "second.withdraw") == 0;
    if ((!approve && !refuse && !withdraw) || grid_row_count(grid) == 0) return NULL;
    const int64_t row = grid_row(grid);
    struct cell yours;
    const bool mine = is_mine(grid, row, app_session(view->app)->user);
    if (!is_open(grid, row)) return N_("This one is settled");
    if (withdraw) return mine ? NULL : N_("Only who asked for it may take it back");
    if (mine) return N_("You asked for this yourself: another person must answer");
    if (grid_value(grid, row, "yours", &yours) && !yours.is_null && yours.integer == 0)
        return N_("Your role may not answer this one");
    return NULL;
}

static bool second_command(struct view *view, const char *id, int argument)
{
    const struct command *show = command_find("second.show");
    if (strcmp(id, "table.open") == 0 && show != NULL)
        return app_command_with(view->app, show, arguments_new(show)), true;
    return screens_command(view, id, argument);
}

static void second_save(const struct view *view, struct route *route)
{
    grid_save(of(view)->list.grid, route);
}

const struct view_ops screen_second = {
    .id = "second",
    .contexts = "second",
    .title = N_("Second person"),
    .size = sizeof(struct second_view),
    .open = second_open,
    .layout = second_layout,
    .draw = second_draw,
    .command = second_command,
    .why_not = second_why_not,
    .result = second_result,
    .refresh = load,
    .grid = second_grid,
    .argument = second_argument,
    .standing = visit_standing,
    .save = second_save,
    .close = second_close,
};
