/* SPDX-License-Identifier: Apache-2.0 */
/* Before one step is done in many cases: every case with what would become of it, those that refuse first, why one
 * refuses in full below, and the question. The table has the keys of every table, so that nothing that stands in it is
 * agreed to unseen; only a capital Y agrees. */
#include "base/text.h"
#include "core/app_state.h"
#include "screen/disputes_view.h"

#include <string.h>

struct preview_view {
    struct view view; /* first */
    struct grid *grid;
    char *title;
    int64_t possible;
    uint64_t owner;
    void (*done)(struct view *view, bool yes);
    struct rect box;
};

enum { FOOT = 3, WIDTH = 110 }; /* FOOT: two lines of why, one of the question */

static struct preview_view *of(const struct view *view)
{
    return (struct preview_view *)view;
}

static void preview_layout(struct view *view, struct rect area)
{
    struct preview_view *preview = of(view);
    const int rows = (int)MIN(grid_row_count(preview->grid), 1000) + 1;
    preview->box = rect_centre(area, MIN(area.w - 2, WIDTH), MIN(rows + FOOT + 2, area.h - 2));
    struct rect inside = rect_make(preview->box.x + 1, preview->box.y + 1, preview->box.w - 2, preview->box.h - 2);
    rect_cut_bottom(&inside, FOOT);
    grid_place(preview->grid, inside, true);
}

static void draw_why(const struct preview_view *preview, struct canvas *canvas, struct rect area)
{
    struct cell cell;
    if (!grid_value(preview->grid, grid_row(preview->grid), "why", &cell) || cell.is_null) return;
    const struct column column = { .id = "why", .type = VALUE_PHRASE };
    g_autofree char *text = grid_cell_text(&column, &cell);
    const struct rect old = canvas_clip(canvas, area);
    canvas_wrap(canvas, area, text, 0, INK_WARN | GROUND_POPUP);
    canvas_unclip(canvas, old);
}

static void preview_draw(const struct view *view, struct canvas *canvas)
{
    const struct preview_view *preview = of(view);
    struct rect inside = canvas_box(canvas, preview->box, preview->title, INK_TEXT | GROUND_POPUP);
    struct rect foot = rect_cut_bottom(&inside, FOOT);
    grid_draw(preview->grid, canvas, true);
    draw_why(preview, canvas, rect_make(foot.x + 1, foot.y, foot.w - 2, FOOT - 1));
    const struct rect line = rect_make(foot.x + 1, foot.y + FOOT - 1, foot.w - 2, 1);
    if (preview->possible > 0)
        canvas_format(canvas, line.x, line.y, line.w, INK_ACCENT | STYLE_BOLD | GROUND_POPUP,
                      _("Shift+Y: do it in %d cases     Escape: leave it"), (int)preview->possible);
    else
        canvas_text(canvas, line.x, line.y, line.w, _("Nothing can be done here. Escape: back"),
                    INK_WARN | GROUND_POPUP);
}

static void finish(struct view *view, bool yes)
{
    struct preview_view *preview = of(view);
    struct view *owner = view_find(view->app, preview->owner);
    void (*done)(struct view * view, bool yes) = preview->done;
    app_close(view);
    if (owner != NULL) done(owner, yes);
}

static bool preview_event(struct view *view, const struct event *event)
{
    if (event->kind == EVENT_PASTE) return true;
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    if (keystroke_fold(event->key).code != 'Y' || of(view)->possible == 0) return false;
    finish(view, true);
    return true;
}

/* Y is asked for before the keys of the table have it. */
static unsigned preview_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

static bool preview_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (strcmp(id, "view.back") != 0 && strcmp(id, "app.cancel") != 0) return strcmp(id, "table.open") == 0;
    finish(view, false);
    return true;
}

static struct grid *preview_grid(const struct view *view)
{
    return of(view)->grid;
}

static void preview_close(struct view *view)
{
    grid_free(of(view)->grid);
    g_free(of(view)->title);
}

static const struct view_ops preview_ops = {
    .id = "preview",
    .contexts = "popup",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct preview_view),
    .layout = preview_layout,
    .draw = preview_draw,
    .event = preview_event,
    .facts = preview_facts,
    .command = preview_command,
    .grid = preview_grid,
    .close = preview_close,
};

static bool is_refused(const struct table *table, size_t row, void *wanted)
{
    const struct cell *result = row_cell(table, row, "result");
    const bool refused = result != NULL && g_strcmp0(result->text, "refused") == 0;
    return refused == *(const bool *)wanted;
}

/* Those that refuse, then the others, each in the order of the queue. */
static struct table *refused_first(const struct table *table)
{
    struct table *sorted = table_select(table, is_refused, &(bool){ true });
    g_autoptr(table_t) others = table_select(table, is_refused, &(bool){ false });
    for (size_t row = 0; row < table_row_count(others); row++) {
        table_row_begin(sorted);
        for (size_t i = 0; i < table_column_count(others); i++)
            table_add_cell(sorted, &table_row(others, row)[i]);
        table_row_end(sorted, NULL);
    }
    return sorted;
}

void queue_preview_open(struct view *view, const char *title, struct table *table, int64_t possible,
                        void (*done)(struct view *view, bool yes))
{
    struct preview_view *preview = (struct preview_view *)app_overlay(view->app, &preview_ops, NULL);
    preview->title = g_strdup(title);
    preview->possible = possible;
    preview->owner = view->id;
    preview->done = done;
    preview->grid = grid_new();
    grid_set_title(preview->grid, title);
    grid_set_source(preview->grid, source_of_table(refused_first(table), "dispute"));
    grid_hide(preview->grid, "dispute", true);
    grid_hide(preview->grid, "state", true); /* nothing moved yet: it is the state before */
    grid_set_width(preview->grid, "why", 24, 80);
    table_free(table);
    view_relayout(&preview->view);
}
