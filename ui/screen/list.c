/* SPDX-License-Identifier: Apache-2.0 */
/* See list.h. */
#include "screen/list.h"

void list_begin(struct list_view *list, const char *title, const char *key, const char *empty)
{
    list->grid = grid_new();
    list->key = key;
    list->empty = empty;
    grid_set_title(list->grid, _(title));
    grid_set_empty(list->grid, _("Loading"));
}

void list_fill(struct list_view *list, struct table *table)
{
    const char *key = list->key != NULL && column_index(table, list->key) >= 0 ? list->key : NULL;
    grid_set_source(list->grid, source_of_table(table, key));
    grid_set_empty(list->grid, _(list->empty));
    if (!list->there) grid_restore(list->grid, list->view.route);
    list->there = true;
}

void list_result(struct list_view *list, const struct job_result *result)
{
    if (result->error != NULL) {
        app_error(list->view.app, result->error);
        grid_set_empty(list->grid, _("This was not shown: see the message below."));
    } else {
        list_fill(list, look_take(result->data));
    }
    view_relayout(&list->view);
}

const char *list_leaf_why_not(const struct view *view, const struct command *command)
{
    (void)view;
    return strcmp(command->id, "table.open") == 0 ? N_("A row of this list leads no further") : NULL;
}

void list_end(struct list_view *list)
{
    g_clear_pointer(&list->grid, grid_free);
}

const struct cell *list_cell(const struct list_view *list, const char *column, struct cell *cell)
{
    const struct grid *grid = list->grid;
    if (grid_row_count(grid) == 0 || !grid_value(grid, grid_row(grid), column, cell) || cell->is_null) return NULL;
    return cell;
}

struct table *table_select(const struct table *table, bool (*keep)(const struct table *table, size_t row, void *data),
                           void *data)
{
    struct table *copy = table_new();
    const size_t columns = table_column_count(table);
    if (columns > 0) table_set_columns(copy, table_column(table, 0), columns);
    for (size_t row = 0; row < table_row_count(table); row++) {
        if (keep != NULL && !keep(table, row, data)) continue;
        table_row_begin(copy);
        for (size_t i = 0; i < columns; i++)
            table_add_cell(copy, &table_row(table, row)[i]);
        table_row_end(copy, NULL);
    }
    return copy;
}
