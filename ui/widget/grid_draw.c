/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that are seen, and only those. */
#include "base/text.h"
#include "cli/language.h"
#include "widget/grid_state.h"

#include <string.h>

static void append_sort(const struct grid *grid, size_t column, GString *title)
{
    for (size_t i = 0; i < grid->sort_count; i++) {
        if (grid->sort[i].column != column) continue;
        g_string_append(title, grid->sort[i].descending ? "↓" : "↑");
        if (grid->sort_count > 1) g_string_append_printf(title, "%zu", i + 1);
    }
}

static void draw_titles(const struct grid *grid, struct canvas *canvas)
{
    struct rect area = grid->area;
    canvas_fill(canvas, rect_make(area.x, area.y, area.w, 1), GROUND_HEADER);
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        if (!column->shown) continue;
        g_autoptr(GString) title = g_string_new(language_translate(column->column->title));
        append_sort(grid, column->index, title);
        style_t style = GROUND_HEADER | (i == grid->column ? INK_ACCENT | STYLE_UNDERLINE : INK_STRONG);
        canvas_field(canvas, area.x + column->x, area.y, column->w, title->str, grid_is_right(column->column) ? 1 : -1,
                     style);
        canvas_link(canvas, rect_make(area.x + column->x, area.y, column->w, 1), "table.sort", (int)i);
    }
    if (grid->frozen > 0) {
        const struct grid_column *last = grid_column_at(grid, grid->frozen - 1);
        canvas_put(canvas, area.x + last->x + last->w, area.y, 0x2502, INK_DIM | GROUND_HEADER);
    }
}

/* Newest months at the right, each in its own ink. */
static void draw_states(struct canvas *canvas, struct rect rect, const char *states, style_t ground)
{
    size_t length = strlen(states);
    size_t shown = MIN(length, (size_t)MAX(rect.w, 0));
    for (size_t i = 0; i < shown; i++) {
        char state = states[length - shown + i];
        canvas_put(canvas, rect.x + (int)i, rect.y, (gunichar)state, ink_of_state(state) | ground);
    }
}

static void draw_cell(const struct grid *grid, struct canvas *canvas, struct rect rect,
                      const struct grid_column *column, size_t row, style_t style)
{
    struct cell cell;
    if (!grid->source->cell(grid->source->data, row, column->index, &cell)) {
        canvas_put(canvas, rect.x, rect.y, 0xb7, INK_DIM | (style & 0xff00u));
        return;
    }
    style_t ground = style & ~0xffu;
    if (grid->painter != NULL && grid->painter(grid->painter_data, canvas, rect, column->column, &cell, ground)) return;
    bool right = grid_is_right(column->column);
    if (cell.is_null) {
        canvas_field(canvas, rect.x, rect.y, rect.w, cell.is_hidden ? HIDDEN_TEXT : "–", right ? 1 : -1,
                     INK_DIM | ground);
        return;
    }
    if (column->column->type == VALUE_STATES && cell.text != NULL) {
        draw_states(canvas, rect, cell.text, ground);
        return;
    }
    g_autofree char *text = grid_cell_text(column->column, &cell);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, right ? 1 : -1, style);
}

static void draw_row(const struct grid *grid, struct canvas *canvas, size_t shown, int y, bool focused)
{
    struct rect area = grid->area;
    size_t row = grid_source_row(grid, shown);
    int64_t key = grid->source->row_key(grid->source->data, row);
    bool here = shown == grid->cursor, marked = g_hash_table_contains(grid->marks, &key);
    style_t ground = here && focused ? GROUND_CURSOR : marked ? GROUND_MARKED : GROUND_NORMAL;
    enum ink ink = grid->row_ink != NULL ? grid->row_ink(grid->row_ink_data, grid, key) : INK_TEXT;
    canvas_fill(canvas, rect_make(area.x, y, area.w, 1), ground);
    if (here) canvas_put(canvas, area.x, y, marked ? 0x25a0 : 0x258c, INK_ACCENT | ground);
    if (!here && marked) canvas_put(canvas, area.x, y, 0x2022, INK_MARK | ground);
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        if (!column->shown || column->w <= 0) continue;
        struct rect rect = rect_make(area.x + column->x, y, column->w, 1);
        style_t style = ink | ground | (here && focused && i == grid->column ? STYLE_BOLD : 0u);
        draw_cell(grid, canvas, rect, column, row, style);
    }
}

void grid_draw(const struct grid *grid, struct canvas *canvas, bool focused)
{
    struct rect area = grid->area, old = canvas_clip(canvas, grid->area);
    canvas_fill(canvas, area, INK_TEXT);
    int y = area.y;
    if (grid->titles && area.h > 0) {
        draw_titles(grid, canvas);
        y++;
    }
    for (size_t i = grid->top; i < grid->shown && y < area.y + area.h; i++, y++)
        draw_row(grid, canvas, i, y, focused);
    if (grid->shown == 0 && y < area.y + area.h) {
        const char *text = *grid->filter != '\0' ? _("No row holds these words. Escape shows all.")
                           : grid->empty != NULL ? grid->empty
                                                 : _("Nothing here.");
        canvas_wrap(canvas, rect_make(area.x + 1, y, area.w - 1, area.y + area.h - y), grid->source != NULL ? text : "",
                    0, INK_DIM);
    }
    canvas_unclip(canvas, old);
}

bool grid_cursor_pos(const struct grid *grid, struct pos *pos)
{
    if (grid->area.h <= 0 || grid->area.w <= 0) return false;
    int y = grid->area.y + (grid->titles ? 1 : 0);
    int x = grid->column < grid->columns->len ? grid_column_at(grid, grid->column)->x : 0;
    if (grid->shown > 0) y += (int)(grid->cursor - grid->top);
    *pos = (struct pos){ grid->area.x + x, y };
    return rect_has(grid->area, pos->x, pos->y);
}
