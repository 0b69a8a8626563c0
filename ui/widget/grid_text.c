/* SPDX-License-Identifier: Apache-2.0 */
/* The grid in words and as new tables: state line, copies, export, counts and descriptions of a column. */
#include "base/base.h"
#include "cli/language.h"
#include "core/route.h"
#include "widget/grid_state.h"

#include <math.h>
#include <string.h>

char *grid_cell_text(const struct column *column, const struct cell *cell)
{
    if (cell->is_null && !cell->is_hidden) return g_strdup("");
    return cell_to_text(column, cell, language_code(), language_translate);
}

char *grid_state(const struct grid *grid)
{
    GString *text = g_string_new(NULL);
    size_t all = grid->source != NULL ? grid->source->count(grid->source->data) : 0;
    g_string_append_printf(text, _("row %zu/%zu"), grid->shown > 0 ? grid->cursor + 1 : 0, grid->shown);
    if (*grid->filter != '\0') {
        g_string_append(text, "  ");
        g_string_append_printf(text, _("filter: %s (%zu of %zu)"), grid->filter, grid->shown, all);
    }
    for (size_t i = 0; i < grid->sort_count; i++) {
        const struct column *column = grid->source->column(grid->source->data, grid->sort[i].column);
        g_string_append_printf(text, "%s%s%s", i == 0 ? "  " : ", ", i == 0 ? _("sort ") : "",
                               language_translate(column->title));
        g_string_append(text, grid->sort[i].descending ? "↓" : "↑");
    }
    if (grid_marked_count(grid) > 0) {
        g_string_append(text, "  ");
        g_string_append_printf(text, _("marked: %u"), g_hash_table_size(grid->marks));
    }
    guint dropped = 0;
    for (guint i = 0; i < grid->columns->len; i++)
        dropped += !grid_column_at(grid, i)->shown;
    if (dropped > 0) {
        g_string_append(text, "  ");
        g_string_append_printf(text, _("columns: %u more"), dropped);
    }
    return g_string_free(text, FALSE);
}

char *grid_copy_cell(const struct grid *grid)
{
    struct cell cell;
    const struct column *column = grid_column(grid);
    if (column == NULL || grid->shown == 0 || !grid_value(grid, grid->cursor_key, column->id, &cell))
        return g_strdup("");
    return grid_cell_text(column, &cell);
}

/* Whether a shown row is wanted: marked, or any when nothing is marked. */
static bool is_selected(const struct grid *grid, size_t shown)
{
    if (grid_marked_count(grid) == 0) return true;
    int64_t key = grid->source->row_key(grid->source->data, grid_source_row(grid, shown));
    return g_hash_table_contains(grid->marks, &key);
}

static void append_tsv_row(const struct grid *grid, GString *text, size_t shown, bool titles)
{
    bool first = true;
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        struct cell cell = { .is_null = true };
        if (column->hidden) continue;
        if (!titles) grid->source->cell(grid->source->data, grid_source_row(grid, shown), column->index, &cell);
        g_autofree char *raw =
            titles ? g_strdup(language_translate(column->column->title)) : grid_cell_text(column->column, &cell);
        g_autofree char *word = text_sanitise(raw, -1); /* tabs and newlines become spaces */
        g_string_append_printf(text, "%s%s", first ? "" : "\t", word);
        first = false;
    }
    g_string_append_c(text, '\n');
}

char *grid_copy_rows(const struct grid *grid)
{
    GString *text = g_string_new(NULL);
    append_tsv_row(grid, text, 0, true);
    bool marked = grid_marked_count(grid) > 0;
    for (size_t i = 0; i < grid->shown; i++)
        if (marked ? is_selected(grid, i) : i == grid->cursor) append_tsv_row(grid, text, i, false);
    return g_string_free(text, FALSE);
}

/* Columns of a table made here must live as long as the table: interned copies, a few per export. */
static const struct column *column_list(const struct grid *grid, size_t *count)
{
    struct column *columns = g_new0(struct column, grid->columns->len + 1);
    *count = 0;
    for (guint i = 0; i < grid->columns->len; i++)
        if (!grid_column_at(grid, i)->hidden) columns[(*count)++] = *grid_column_at(grid, i)->column;
    g_autoptr(GBytes) bytes = g_bytes_new_take(columns, sizeof(*columns) * MAX(*count, 1));
    static GHashTable *known; /* bytes -> themselves; the same set of columns is kept once */
    if (known == NULL) known = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    GBytes *kept = g_hash_table_lookup(known, bytes);
    if (kept == NULL) {
        kept = g_bytes_ref(bytes);
        g_hash_table_add(known, kept);
    }
    return g_bytes_get_data(kept, NULL);
}

struct table *grid_to_table(const struct grid *grid)
{
    struct table *table = table_new();
    size_t count;
    const struct column *columns = column_list(grid, &count);
    table_set_columns(table, columns, count);
    for (size_t i = 0; i < grid->shown; i++) {
        if (!is_selected(grid, i)) continue;
        table_row_begin(table);
        for (guint k = 0; k < grid->columns->len; k++) {
            const struct grid_column *column = grid_column_at(grid, k);
            struct cell cell = { .is_null = true };
            if (column->hidden) continue;
            grid->source->cell(grid->source->data, grid_source_row(grid, i), column->index, &cell);
            table_add_cell(table, &cell);
        }
        table_row_end(table, NULL);
    }
    return table;
}

/* ---- counts and description -----------------------------------------------------------------------------------------
 */

static const struct column count_columns[] = {
    { .id = "value", .title = N_("Value"), .type = VALUE_TEXT },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER },
    { .id = "share", .title = N_("Share"), .type = VALUE_PERCENT, .decimals = 1 },
    { .id = "bar", .title = N_("Picture"), .type = VALUE_TEXT, .priority = 1 },
};

struct value_count {
    const char *value;
    int64_t count;
};

static int by_count(gconstpointer a, gconstpointer b)
{
    const struct value_count *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return strcmp(x->value, y->value);
}

static GHashTable *count_texts(const struct grid *grid, const struct grid_column *column)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < grid->shown; i++) {
        struct cell cell = { .is_null = true };
        grid->source->cell(grid->source->data, grid_source_row(grid, i), column->index, &cell);
        char *text = cell.is_null && !cell.is_hidden ? g_strdup("–") : grid_cell_text(column->column, &cell);
        gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, text));
        g_hash_table_replace(counts, text, GSIZE_TO_POINTER(count + 1));
    }
    return counts;
}

static void add_count_row(struct table *table, const struct value_count *entry, int64_t most, size_t all)
{
    g_autoptr(GString) bar = g_string_new(NULL);
    for (int64_t i = 0; i < MAX(entry->count * 20 / MAX(most, 1), 1); i++)
        g_string_append(bar, "▇");
    table_row_begin(table);
    table_add_text(table, entry->value);
    table_add_int(table, entry->count);
    table_add_real(table, (double)entry->count / (double)MAX(all, 1));
    table_add_text(table, bar->str);
    table_row_end(table, NULL);
}

struct table *grid_count_values(const struct grid *grid)
{
    struct table *table = table_new();
    table_set_columns(table, count_columns, G_N_ELEMENTS(count_columns));
    if (grid->column >= grid->columns->len) return table;
    g_autoptr(GHashTable) counts = count_texts(grid, grid_column_at(grid, grid->column));
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(struct value_count));
    GHashTableIter iterator;
    gpointer value, count;
    g_hash_table_iter_init(&iterator, counts);
    while (g_hash_table_iter_next(&iterator, &value, &count)) {
        struct value_count entry = { value, (int64_t)GPOINTER_TO_SIZE(count) };
        g_array_append_val(sorted, entry);
    }
    g_array_sort(sorted, by_count);
    for (guint i = 0; i < sorted->len; i++)
        add_count_row(table, &g_array_index(sorted, struct value_count, i),
                      g_array_index(sorted, struct value_count, 0).count, grid->shown);
    return table;
}

struct numbers {
    int64_t count;
    double sum, least, most;
    struct cell least_cell, most_cell;
};

static double number_of(const struct column *column, const struct cell *cell)
{
    return column->type == VALUE_REAL || column->type == VALUE_PERCENT ? cell->real : (double)cell->integer;
}

static void take_number(struct numbers *numbers, double value, const struct cell *cell)
{
    if (numbers->count == 0 || value < numbers->least) {
        numbers->least = value;
        numbers->least_cell = *cell;
    }
    if (numbers->count == 0 || value > numbers->most) {
        numbers->most = value;
        numbers->most_cell = *cell;
    }
    numbers->sum += value;
    numbers->count++;
}

static void fact_cell(struct table *table, const char *id, const char *title, const struct column *column,
                      const struct cell *cell)
{
    g_autofree char *text = grid_cell_text(column, cell);
    table_fact_text(table, id, title, text);
}

/* The mean as a value of the column's own kind, so that money reads as money. */
static struct cell cell_of_number(const struct column *column, double value)
{
    bool real = column->type == VALUE_REAL || column->type == VALUE_PERCENT;
    return (struct cell){ .real = value, .integer = real || isnan(value) ? 0 : (int64_t)llround(value) };
}

static bool is_countable(const struct column *column)
{
    return grid_is_right(column) || column->type == VALUE_DATE || column->type == VALUE_MONTH;
}

struct table *grid_describe(const struct grid *grid)
{
    struct table *table = table_new();
    if (grid->column >= grid->columns->len) return table;
    const struct grid_column *place = grid_column_at(grid, grid->column);
    const struct column *column = place->column;
    struct numbers numbers = { 0 };
    int64_t missing = 0;
    for (size_t i = 0; i < grid->shown; i++) {
        struct cell cell = { .is_null = true };
        grid->source->cell(grid->source->data, grid_source_row(grid, i), place->index, &cell);
        missing += cell.is_null && !cell.is_hidden;
        if (!cell.is_null && is_countable(column)) take_number(&numbers, number_of(column, &cell), &cell);
    }
    g_autoptr(GHashTable) counts = count_texts(grid, place);
    table_fact_text(table, "column", N_("Column"), language_translate(column->title));
    table_fact_int(table, "rows", N_("Rows"), (int64_t)grid->shown);
    table_fact_int(table, "missing", N_("Missing"), missing);
    table_fact_int(table, "distinct", N_("Distinct"), (int64_t)g_hash_table_size(counts) - (missing > 0));
    if (numbers.count == 0) return table;
    fact_cell(table, "least", N_("Least"), column, &numbers.least_cell);
    fact_cell(table, "most", N_("Most"), column, &numbers.most_cell);
    struct cell mean = cell_of_number(column, numbers.sum / (double)numbers.count),
                sum = cell_of_number(column, numbers.sum);
    memcpy(mean.currency, numbers.least_cell.currency, sizeof(mean.currency));
    memcpy(sum.currency, numbers.least_cell.currency, sizeof(sum.currency));
    fact_cell(table, "mean", N_("Mean"), column, &mean);
    bool additive = column->type == VALUE_INTEGER || column->type == VALUE_REAL || column->type == VALUE_MONEY;
    if (additive) fact_cell(table, "sum", N_("Sum"), column, &sum);
    return table;
}
