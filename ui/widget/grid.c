/* SPDX-License-Identifier: Apache-2.0 */
/* The grid's state: source, cursor and marks by key, what the screen may set and ask. */
#include "widget/grid.h"

#include "cli/language.h"
#include "core/route.h"
#include "widget/grid_state.h"

#include <string.h>

struct grid *grid_new(void)
{
    struct grid *grid = g_new0(struct grid, 1);
    grid->columns = g_array_new(FALSE, TRUE, sizeof(struct grid_column));
    grid->marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    grid->cursor_key = ROW_NONE;
    grid->filter = g_strdup("");
    grid->find = g_strdup("");
    grid->titles = true;
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid == NULL) return;
    grid_forget_folded(grid);
    source_free(grid->source);
    g_array_unref(grid->columns);
    g_hash_table_unref(grid->marks);
    g_free(grid->order);
    g_free(grid->title);
    g_free(grid->empty);
    g_free(grid->filter);
    g_free(grid->find);
    g_free(grid);
}

int grid_find_column(const struct grid *grid, const char *id)
{
    for (guint i = 0; id != NULL && i < grid->columns->len; i++)
        if (strcmp(grid_column_at(grid, i)->column->id, id) == 0) return (int)i;
    return -1;
}

/* Columns of a new source; those that were there before keep what was set for them. */
static void take_columns(struct grid *grid)
{
    g_autoptr(GArray) old = grid->columns;
    g_autofree char *here =
        grid->column < old->len ? g_strdup(g_array_index(old, struct grid_column, grid->column).column->id) : NULL;
    grid->columns = g_array_new(FALSE, TRUE, sizeof(struct grid_column));
    size_t count = grid->source != NULL ? grid->source->column_count(grid->source->data) : 0;
    for (size_t i = 0; i < count; i++) {
        struct grid_column fresh = { .column = grid->source->column(grid->source->data, i), .index = i };
        for (guint k = 0; k < old->len; k++) {
            const struct grid_column *before = &g_array_index(old, struct grid_column, k);
            if (strcmp(before->column->id, fresh.column->id) != 0) continue;
            fresh.hidden = before->hidden;
            fresh.min = before->min;
            fresh.max = before->max;
        }
        g_array_append_val(grid->columns, fresh);
    }
    int at = grid_find_column(grid, here);
    grid->column = at >= 0 ? (guint)at : 0;
    if (grid->frozen > grid->columns->len) grid->frozen = 0;
    for (size_t i = 0; i < grid->sort_count; i++)
        if (grid->sort[i].column >= count) grid->sort_count = i;
}

void grid_set_source(struct grid *grid, struct table_source *source)
{
    struct table_source *old = grid->source;
    grid->source = source;
    take_columns(grid); /* compares the ids of the old columns: the old source must still live */
    source_free(old);
    grid_changed(grid);
}

struct table_source *grid_source(const struct grid *grid)
{
    return grid->source;
}

void grid_changed(struct grid *grid)
{
    grid_forget_folded(grid);
    grid_reorder(grid);
    grid_measure(grid);
    grid_fit(grid);
    grid_scroll(grid);
}

static void set_text(char **place, const char *text)
{
    char *copy = g_strdup(text);
    g_free(*place);
    *place = copy;
}

void grid_set_empty(struct grid *grid, const char *text)
{
    set_text(&grid->empty, text);
}

void grid_set_title(struct grid *grid, const char *title)
{
    set_text(&grid->title, title);
}

void grid_set_painter(struct grid *grid, grid_painter painter, void *data)
{
    grid->painter = painter;
    grid->painter_data = data;
}

void grid_set_row_ink(struct grid *grid, enum ink (*ink)(void *data, const struct grid *grid, int64_t key), void *data)
{
    grid->row_ink = ink;
    grid->row_ink_data = data;
}

void grid_set_width(struct grid *grid, const char *column, int min, int max)
{
    int at = grid_find_column(grid, column);
    if (at < 0) return;
    grid_column_at(grid, (guint)at)->min = min;
    grid_column_at(grid, (guint)at)->max = max;
    grid_measure(grid);
    grid_fit(grid);
}

void grid_hide(struct grid *grid, const char *column, bool hidden)
{
    int at = grid_find_column(grid, column);
    if (at < 0) return;
    grid_column_at(grid, (guint)at)->hidden = hidden;
    grid_fit(grid);
}

void grid_place(struct grid *grid, struct rect area, bool titles)
{
    grid->area = area;
    grid->titles = titles;
    grid_fit(grid);
    grid_scroll(grid);
}

size_t grid_row_count(const struct grid *grid)
{
    return grid->shown;
}

int64_t grid_row(const struct grid *grid)
{
    return grid->shown > 0 ? grid->cursor_key : ROW_NONE;
}

size_t grid_row_index(const struct grid *grid)
{
    return grid->cursor;
}

const struct column *grid_column(const struct grid *grid)
{
    return grid->column < grid->columns->len ? grid_column_at(grid, grid->column)->column : NULL;
}

int grid_body_rows(const struct grid *grid)
{
    return MAX(grid->area.h - (grid->titles ? 1 : 0), 0);
}

void grid_scroll(struct grid *grid)
{
    size_t body = (size_t)MAX(grid_body_rows(grid), 1);
    if (grid->cursor < grid->top) grid->top = grid->cursor;
    if (grid->cursor >= grid->top + body) grid->top = grid->cursor - body + 1;
    if (grid->top + body > grid->shown) grid->top = grid->shown > body ? grid->shown - body : 0;
    if (grid->source != NULL && grid->source->want != NULL && grid->shown > 0)
        grid->source->want(grid->source->data, grid->top, MIN(body, grid->shown - grid->top));
}

void grid_move(struct grid *grid, int64_t row)
{
    if (grid->shown == 0) {
        grid->cursor = grid->top = 0;
        return;
    }
    grid->cursor = (size_t)CLAMP(row, 0, (int64_t)grid->shown - 1);
    grid->cursor_key = grid->source->row_key(grid->source->data, grid_source_row(grid, grid->cursor));
    grid_scroll(grid);
}

bool grid_go_to(struct grid *grid, int64_t key)
{
    for (size_t i = 0; i < grid->shown; i++) {
        if (grid->source->row_key(grid->source->data, grid_source_row(grid, i)) != key) continue;
        grid_move(grid, (int64_t)i);
        return true;
    }
    return false;
}

bool grid_value(const struct grid *grid, int64_t key, const char *column, struct cell *cell)
{
    int at = grid_find_column(grid, column);
    if (at < 0) return false;
    size_t index = grid_column_at(grid, (guint)at)->index;
    void *data = grid->source->data;
    if (grid->shown > 0 && key == grid->cursor_key)
        return grid->source->cell(data, grid_source_row(grid, grid->cursor), index, cell);
    for (size_t i = grid->top, end = MIN(grid->shown, grid->top + (size_t)grid_body_rows(grid)); i < end;
         i++) /* usually on the screen */
        if (grid->source->row_key(data, grid_source_row(grid, i)) == key)
            return grid->source->cell(data, grid_source_row(grid, i), index, cell);
    for (size_t i = 0; i < grid->source->count(data); i++)
        if (grid->source->row_key(data, i) == key) return grid->source->cell(data, i, index, cell);
    return false;
}

void grid_toggle_mark(struct grid *grid, int64_t key)
{
    if (g_hash_table_remove(grid->marks, &key)) return;
    g_hash_table_add(grid->marks, g_memdup2(&key, sizeof(key)));
}

size_t grid_marked_count(const struct grid *grid)
{
    return g_hash_table_size(grid->marks);
}

int64_t *grid_selection(const struct grid *grid, size_t *count)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; grid_marked_count(grid) > 0 && i < grid->shown; i++) {
        int64_t key = grid->source->row_key(grid->source->data, grid_source_row(grid, i));
        if (g_hash_table_contains(grid->marks, &key)) g_array_append_val(keys, key);
    }
    if (grid_marked_count(grid) == 0 && grid->shown > 0) g_array_append_val(keys, grid->cursor_key);
    *count = keys->len;
    return (int64_t *)(void *)g_array_free(g_steal_pointer(&keys), FALSE);
}

static void save_sort(const struct grid *grid, struct route *route)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < grid->sort_count; i++) {
        const struct column *column = grid->source->column(grid->source->data, grid->sort[i].column);
        g_string_append_printf(text, "%s%s%s", i > 0 ? "," : "", grid->sort[i].descending ? "-" : "", column->id);
    }
    route_set(route, "sort", text->len > 0 ? text->str : NULL);
}

void grid_save(const struct grid *grid, struct route *route)
{
    if (grid->shown > 0) route_set_int(route, "row", grid->cursor_key);
    save_sort(grid, route);
    const struct column *column = grid_column(grid);
    route_set(route, "column", column != NULL ? column->id : NULL);
    g_autoptr(GString) hidden = g_string_new(NULL);
    for (guint i = 0; i < grid->columns->len; i++)
        if (grid_column_at(grid, i)->hidden)
            g_string_append_printf(hidden, "%s%s", hidden->len > 0 ? "," : "", grid_column_at(grid, i)->column->id);
    route_set(route, "hidden", hidden->len > 0 ? hidden->str : NULL);
    if (grid->frozen > 0) route_set_int(route, "frozen", grid->frozen);
}

void grid_restore(struct grid *grid, const struct route *route)
{
    const char *hidden = route_get(route, "hidden"), *sort = route_get(route, "sort");
    g_auto(GStrv) names = g_strsplit(hidden != NULL ? hidden : "", ",", -1);
    for (size_t i = 0; names[i] != NULL; i++)
        grid_hide(grid, names[i], true);
    g_auto(GStrv) keys = g_strsplit(sort != NULL ? sort : "", ",", -1);
    for (size_t i = 0; keys[i] != NULL; i++) {
        bool descending = keys[i][0] == '-';
        (i == 0 ? grid_sort : grid_sort_add)(grid, keys[i] + descending, descending);
    }
    int column = grid_find_column(grid, route_get(route, "column"));
    if (column >= 0) grid->column = (guint)column;
    grid->frozen = (guint)CLAMP(route_int(route, "frozen", 0), 0, (int64_t)grid->columns->len);
    grid_fit(grid);
    int64_t row = route_int(route, "row", ROW_NONE);
    if (row != ROW_NONE) grid_go_to(grid, row);
}
