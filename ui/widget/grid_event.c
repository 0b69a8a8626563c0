/* SPDX-License-Identifier: Apache-2.0 */
/* Movement by keys and mouse. None of it costs more for more rows. */
#include "widget/grid_state.h"

/* The next column that is not hidden; those dropped for lack of room come in when the cursor reaches them. */
static void move_column(struct grid *grid, int step)
{
    gint64 at = grid->column;
    do
        at += step;
    while (at >= 0 && at < grid->columns->len && grid_column_at(grid, (guint)at)->hidden);
    if (at < 0 || at >= grid->columns->len) return;
    grid->column = (guint)at;
    grid_fit(grid);
}

static void move_to_end(struct grid *grid, int step)
{
    for (guint i = 0; i < grid->columns->len; i++)
        move_column(grid, step);
}

static bool key_event(struct grid *grid, struct keystroke key)
{
    int64_t row = (int64_t)grid->cursor;
    int page = MAX(grid_body_rows(grid) - 1, 1);
    bool far = key.modifiers == MODIFIER_CONTROL;
    if (key.modifiers != 0 && !far) return false;
    switch (key.code) {
    case KEYCAP_UP:
        grid_move(grid, row - 1);
        return true;
    case KEYCAP_DOWN:
        grid_move(grid, row + 1);
        return true;
    case KEYCAP_PAGE_UP:
        grid_move(grid, row - page);
        return true;
    case KEYCAP_PAGE_DOWN:
        grid_move(grid, row + page);
        return true;
    case KEYCAP_HOME:
        grid_move(grid, 0);
        return true;
    case KEYCAP_END:
        grid_move(grid, (int64_t)grid->shown - 1);
        return true;
    case KEYCAP_LEFT:
        far ? move_to_end(grid, -1) : move_column(grid, -1);
        return true;
    case KEYCAP_RIGHT:
        far ? move_to_end(grid, 1) : move_column(grid, 1);
        return true;
    default:
        return false;
    }
}

static bool mouse_event(struct grid *grid, const struct event *event)
{
    if (!rect_has(grid->area, event->x, event->y)) return false;
    int64_t row = (int64_t)grid->cursor;
    if (event->mouse == MOUSE_WHEEL_UP) grid_move(grid, row - 3);
    if (event->mouse == MOUSE_WHEEL_DOWN) grid_move(grid, row + 3);
    if (event->mouse != MOUSE_PRESS && event->mouse != MOUSE_DOUBLE) return true;
    int line = event->y - grid->area.y - (grid->titles ? 1 : 0);
    if (line < 0 || grid->top + (size_t)line >= grid->shown) return true;
    grid_move(grid, (int64_t)grid->top + line);
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        int x = event->x - grid->area.x;
        if (column->shown && x >= column->x && x < column->x + column->w) grid->column = i;
    }
    return true;
}

bool grid_event(struct grid *grid, const struct event *event)
{
    if (event->kind == EVENT_MOUSE) return mouse_event(grid, event);
    return event->kind == EVENT_KEY && key_event(grid, event->key);
}
