/* SPDX-License-Identifier: Apache-2.0 */
/* Filter, order and find over rows in memory. Sort keys and folded texts are made once a change, not once a comparison;
 * a key press that only moves never comes here. */
#include "base/base.h"
#include "core/route.h"
#include "widget/grid_state.h"

#include <stdlib.h>
#include <string.h>

void grid_forget_folded(struct grid *grid)
{
    for (size_t i = 0; i < grid->folded_count; i++)
        g_free(grid->folded[i]);
    g_free(grid->folded);
    grid->folded = NULL;
    grid->folded_count = 0;
}

/* What a row is searched by: the texts of its columns, folded. */
static const char *folded_row(struct grid *grid, size_t row)
{
    if (grid->folded == NULL) {
        grid->folded_count = grid->source->count(grid->source->data);
        grid->folded = g_new0(char *, grid->folded_count + 1);
    }
    if (grid->folded[row] != NULL) return grid->folded[row];
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        struct cell cell;
        if (!grid->source->cell(grid->source->data, row, column->index, &cell)) return ""; /* pending: not kept */
        g_autofree char *text = grid_cell_text(column->column, &cell);
        g_string_append(all, text);
        g_string_append_c(all, '\t');
    }
    grid->folded[row] = text_fold(all->str);
    return grid->folded[row];
}

static bool holds_all(const char *text, char **words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && strstr(text, words[i]) == NULL) return false;
    return true;
}

/* ---- order ----------------------------------------------------------------------------------------------------------
 */

struct sort_value {
    bool is_null;
    double number;
    char *text;
};

struct sort_row {
    guint32 row;
    struct sort_value value[SORT_KEYS_MOST];
};

static bool sorts_as_number(const struct column *column)
{
    switch (column->type) {
    case VALUE_TEXT:
    case VALUE_PHRASE:
    case VALUE_CODE:
    case VALUE_STATES:
    case VALUE_LIST:
        return false;
    default:
        return true;
    }
}

/* Chinese sorts as it is read. */
static struct sort_value sort_value_of(const struct column *column, const struct cell *cell)
{
    struct sort_value value = { .is_null = cell->is_null };
    if (cell->is_null) return value;
    if (column->type == VALUE_REAL || column->type == VALUE_PERCENT)
        value.number = cell->real;
    else if (sorts_as_number(column))
        value.number = (double)cell->integer;
    else {
        g_autofree char *text = grid_cell_text(column, cell);
        value.text = column->type == VALUE_TEXT ? pinyin_full(text) : text_fold(text);
    }
    return value;
}

static int compare_values(const struct sort_value *a, const struct sort_value *b, bool descending)
{
    if (a->is_null || b->is_null) return (int)a->is_null - (int)b->is_null; /* nothing known stands last either way */
    int order = a->text != NULL && b->text != NULL ? strcmp(a->text, b->text)
                                                   : (a->number > b->number) - (a->number < b->number);
    return descending ? -order : order;
}

static int compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct grid *grid = data;
    const struct sort_row *x = a, *y = b;
    for (size_t i = 0; i < grid->sort_count; i++) {
        int order = compare_values(&x->value[i], &y->value[i], grid->sort[i].descending);
        if (order != 0) return order;
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

static void sort_rows(struct grid *grid, guint32 *rows, size_t count)
{
    struct sort_row *keyed = g_new0(struct sort_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        keyed[i].row = rows[i];
        for (size_t k = 0; k < grid->sort_count; k++) {
            struct cell cell = { .is_null = true };
            grid->source->cell(grid->source->data, rows[i], grid->sort[k].column, &cell);
            keyed[i].value[k] = sort_value_of(grid->source->column(grid->source->data, grid->sort[k].column), &cell);
        }
    }
    g_qsort_with_data(keyed, (gint)count, sizeof(*keyed), compare_rows, grid);
    for (size_t i = 0; i < count; i++) {
        rows[i] = keyed[i].row;
        for (size_t k = 0; k < grid->sort_count; k++)
            g_free(keyed[i].value[k].text);
    }
    g_free(keyed);
}

/* The cursor goes back to its key, or, when that is gone, stays at its height. */
static void find_cursor(struct grid *grid, size_t before, int64_t key)
{
    if (key != ROW_NONE && grid_go_to(grid, key)) return;
    grid_move(grid, (int64_t)MIN(before, grid->shown));
}

static void drop_marks_that_are_gone(struct grid *grid)
{
    if (g_hash_table_size(grid->marks) == 0) return;
    g_autoptr(GHashTable) old = grid->marks;
    grid->marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    size_t count = grid->source->count(grid->source->data);
    for (size_t i = 0; i < count; i++) {
        int64_t key = grid->source->row_key(grid->source->data, i);
        if (g_hash_table_contains(old, &key)) grid_toggle_mark(grid, key);
    }
}

static bool source_orders(struct grid *grid)
{
    if (grid->source->order == NULL) return false;
    const struct column *first =
        grid->sort_count > 0 ? grid->source->column(grid->source->data, grid->sort[0].column) : NULL;
    grid->source->order(grid->source->data, first != NULL ? first->id : NULL,
                        grid->sort_count > 0 && grid->sort[0].descending, grid->filter);
    return true;
}

void grid_reorder(struct grid *grid)
{
    size_t before = grid->cursor;
    int64_t key = grid->cursor_key;
    g_clear_pointer(&grid->order, g_free);
    size_t count = grid->source != NULL ? grid->source->count(grid->source->data) : 0;
    grid->shown = count;
    if (grid->source == NULL) return;
    drop_marks_that_are_gone(grid);
    if (grid->source->order == NULL && (*grid->filter != '\0' || grid->sort_count > 0)) {
        g_autofree char *folded = text_fold(grid->filter);
        g_auto(GStrv) words = g_strsplit(folded, " ", -1);
        grid->order = g_new(guint32, count + 1);
        grid->shown = 0;
        for (size_t i = 0; i < count; i++)
            if (*grid->filter == '\0' || holds_all(folded_row(grid, i), words)) grid->order[grid->shown++] = (guint32)i;
        if (grid->sort_count > 0) sort_rows(grid, grid->order, grid->shown);
    }
    find_cursor(grid, before, key);
}

static void apply(struct grid *grid)
{
    if (grid->source == NULL) return;
    if (source_orders(grid)) return; /* the owner sets the keys and calls grid_changed() */
    grid_reorder(grid);
}

void grid_sort(struct grid *grid, const char *column, bool descending)
{
    grid->sort_count = 0;
    if (column != NULL)
        grid_sort_add(grid, column, descending);
    else
        apply(grid);
}

void grid_sort_add(struct grid *grid, const char *column, bool descending)
{
    int at = grid_find_column(grid, column);
    if (at < 0) return;
    size_t index = grid_column_at(grid, (guint)at)->index, place = 0;
    while (place < grid->sort_count && grid->sort[place].column != index)
        place++;
    if (place == SORT_KEYS_MOST) return;
    grid->sort[place] = (struct sort_key){ index, descending };
    if (place == grid->sort_count) grid->sort_count++;
    apply(grid);
}

void grid_filter(struct grid *grid, const char *text)
{
    if (text == NULL) text = "";
    if (strcmp(text, grid->filter) == 0) return;
    char *copy = g_strdup(text);
    g_free(grid->filter);
    grid->filter = copy;
    apply(grid);
}

const char *grid_filter_text(const struct grid *grid)
{
    return grid->filter;
}

bool grid_find_next(struct grid *grid, int step, bool include_here)
{
    if (*grid->find == '\0' || grid->shown == 0) return false;
    g_autofree char *folded = text_fold(grid->find);
    for (size_t i = include_here ? 0 : 1; i <= grid->shown; i++) {
        size_t at =
            step > 0 ? (grid->cursor + i) % grid->shown : (grid->cursor + grid->shown - i % grid->shown) % grid->shown;
        if (strstr(folded_row(grid, grid_source_row(grid, at)), folded) == NULL) continue;
        grid_move(grid, (int64_t)at);
        return true;
    }
    return false;
}
