/* SPDX-License-Identifier: Apache-2.0 */
/* A small table or a text over the screen: counts, descriptions, messages, letters. */
#include "base/text.h"
#include "core/app_state.h"
#include "widget/grid.h"
#include "widget/overlay.h"
#include "widget/textview.h"

#include <string.h>

struct popup_view {
    struct view view;
    char *title;
    struct table *facts; /* owned when there is no grid */
    struct grid *grid;
    struct textview *text;
    struct rect box;
};

static struct popup_view *self_of(const struct view *view)
{
    return (struct popup_view *)view;
}

static void popup_layout(struct view *view, struct rect area)
{
    struct popup_view *self = self_of(view);
    int w = MIN(area.w - 4, self->text != NULL ? 100 : 72), h = area.h - 4;
    if (self->grid != NULL) h = MIN((int)MIN(grid_row_count(self->grid), 1000) + 3, h);
    if (self->text != NULL)
        h = MIN(canvas_wrap(NULL, rect_make(0, 0, w - 4, 1), textview_text(self->text), 0, INK_TEXT) + 2, h);
    if (self->facts != NULL) h = MIN((int)table_fact_count(self->facts) + 2, h);
    self->box = rect_centre(area, w, MAX(h, 4));
    struct rect inside = rect_make(self->box.x + 1, self->box.y + 1, self->box.w - 2, self->box.h - 2);
    if (self->grid != NULL) grid_place(self->grid, inside, true);
    if (self->text != NULL) textview_place(self->text, rect_make(inside.x + 1, inside.y, inside.w - 1, inside.h));
}

static void draw_facts(const struct table *facts, struct canvas *canvas, struct rect area)
{
    for (int y = 0; y < area.h && (size_t)y < table_fact_count(facts); y++) {
        const struct fact *fact = table_fact(facts, (size_t)y);
        g_autofree char *value = grid_cell_text(&fact->column, &fact->cell);
        canvas_field(canvas, area.x + 1, area.y + y, 20, language_translate(fact->column.title), -1,
                     INK_DIM | GROUND_POPUP);
        canvas_text(canvas, area.x + 22, area.y + y, area.w - 23, value, INK_TEXT | GROUND_POPUP);
    }
}

static void popup_draw(const struct view *view, struct canvas *canvas)
{
    const struct popup_view *self = self_of(view);
    struct rect inside = canvas_box(canvas, self->box, self->title, INK_TEXT | GROUND_POPUP);
    if (self->grid != NULL) grid_draw(self->grid, canvas, true);
    if (self->text != NULL) textview_draw(self->text, canvas, INK_TEXT | GROUND_POPUP);
    if (self->facts != NULL) draw_facts(self->facts, canvas, inside);
}

static bool popup_event(struct view *view, const struct event *event)
{
    struct popup_view *self = self_of(view);
    view_dirty(view);
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_PRESS && !rect_has(self->box, event->x, event->y)) {
        app_close(view);
        return true;
    }
    if (self->text != NULL && textview_event(self->text, event)) return true;
    bool enter = event->kind == EVENT_KEY && event->key.code == KEYCAP_ENTER;
    if (enter) app_close(view);
    return enter;
}

static bool popup_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (strcmp(id, "view.back") != 0 && strcmp(id, "table.open") != 0 && strcmp(id, "app.cancel") != 0) return false;
    app_close(view);
    return true;
}

static struct grid *popup_grid(const struct view *view)
{
    return self_of(view)->grid;
}

static bool popup_cursor(const struct view *view, struct pos *pos)
{
    const struct popup_view *self = self_of(view);
    if (self->grid != NULL) return false; /* the grid's own */
    *pos = (struct pos){ self->box.x + 1, self->box.y + 1 };
    return true;
}

static void popup_close(struct view *view)
{
    struct popup_view *self = self_of(view);
    grid_free(self->grid);
    textview_free(self->text);
    if (self->facts != NULL) table_free(self->facts);
    g_free(self->title);
}

static const struct view_ops popup_ops = {
    .id = "popup",
    .contexts = "popup",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct popup_view),
    .layout = popup_layout,
    .draw = popup_draw,
    .event = popup_event,
    .command = popup_command,
    .cursor = popup_cursor,
    .grid = popup_grid,
    .close = popup_close,
};

static struct popup_view *open_popup(struct view *view, const char *title)
{
    struct popup_view *self = (struct popup_view *)app_overlay(view->app, &popup_ops, NULL);
    self->title = g_strdup(title);
    return self;
}

void table_popup_open(struct view *view, const char *title, struct table *table)
{
    struct popup_view *self = open_popup(view, title);
    if (table_column_count(table) == 0) {
        self->facts = table;
        return;
    }
    self->grid = grid_new();
    grid_set_title(self->grid, title);
    grid_set_source(self->grid, source_of_table(table, NULL));
}

void text_popup_open(struct view *view, const char *title, const char *text)
{
    open_popup(view, title)->text = textview_new(text);
}
