/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns are on the screen and how wide. Widths are measured on the first rows when data comes, never per key.
 * When it is narrow the least important columns (highest `priority`) go first; the one under the cursor and the frozen
 * ones stay, so moving the cursor to the right brings in what was dropped. */
#include "base/text.h"
#include "cli/language.h"
#include "widget/grid_state.h"

#include <string.h>

#define SAMPLE_ROWS 200
#define COMPACT     12 /* a text column gives way down to this before another column is dropped */
#define GAP         1
#define GUTTER      1 /* cursor and mark signs */

bool grid_is_right(const struct column *column)
{
    switch (column->type) {
    case VALUE_INTEGER:
    case VALUE_REAL:
    case VALUE_PERCENT:
    case VALUE_MONEY:
    case VALUE_SCORE:
        return true;
    default:
        return false;
    }
}

static int sample_width(const struct grid *grid, const struct grid_column *column)
{
    int width = text_width(language_translate(column->column->title)) + 1; /* and the sign of the order */
    size_t rows = MIN(grid->shown, (size_t)SAMPLE_ROWS);
    for (size_t i = 0; i < rows; i++) {
        struct cell cell;
        if (!grid->source->cell(grid->source->data, grid_source_row(grid, i), column->index, &cell)) continue;
        g_autofree char *text = grid_cell_text(column->column, &cell);
        width = MAX(width, text_width(text));
    }
    return width;
}

void grid_measure(struct grid *grid)
{
    for (guint i = 0; i < grid->columns->len; i++) {
        struct grid_column *column = grid_column_at(grid, i);
        int most = column->max > 0 ? column->max : COLUMN_WIDTH_DEFAULT;
        column->wanted = MAX(MIN(sample_width(grid, column), most), column->min);
    }
}

static int compact_width(const struct grid_column *column)
{
    if (grid_is_right(column->column)) return column->wanted;
    int least = column->min > 0 ? column->min : COMPACT;
    return MIN(column->wanted, least);
}

/* The column to drop next; -1 when only those that must stay are left. */
static int victim(const struct grid *grid)
{
    int worst = -1;
    for (guint i = grid->frozen; i < grid->columns->len; i++) {
        const struct grid_column *column = grid_column_at(grid, i);
        if (!column->shown || i == grid->column) continue;
        if (worst < 0 || column->column->priority >= grid_column_at(grid, (guint)worst)->column->priority)
            worst = (int)i;
    }
    return worst;
}

static int total(const struct grid *grid, int (*width)(const struct grid_column *))
{
    int sum = GUTTER;
    for (guint i = 0; i < grid->columns->len; i++)
        if (grid_column_at(grid, i)->shown) sum += width(grid_column_at(grid, i)) + GAP;
    return sum - GAP;
}

/* What is left after the compact widths goes to the columns that want more, from the left; then wider gaps. */
static void spread(struct grid *grid, int room)
{
    int x = GUTTER, count = 0, rest = 0;
    for (guint i = 0; i < grid->columns->len; i++) {
        struct grid_column *column = grid_column_at(grid, i);
        if (!column->shown) continue;
        int grow = CLAMP(column->wanted - compact_width(column), 0, room);
        column->w = compact_width(column) + grow;
        room -= grow;
        count++;
    }
    rest = room;
    int extra = count > 1 && rest >= count - 1 ? 1 : 0; /* two columns between, when there is room for all */
    for (guint i = 0; i < grid->columns->len; i++) {
        struct grid_column *column = grid_column_at(grid, i);
        if (!column->shown) continue;
        column->x = x;
        column->w = MAX(MIN(column->w, grid->area.w - x), 0);
        x += column->w + GAP + extra;
    }
}

static void keep_cursor_on_a_column(struct grid *grid)
{
    if (grid->columns->len == 0) return;
    grid->column = MIN(grid->column, grid->columns->len - 1);
    if (!grid_column_at(grid, grid->column)->hidden) return;
    for (guint step = 1; step < grid->columns->len; step++) {
        guint right = grid->column + step;
        if (right < grid->columns->len && !grid_column_at(grid, right)->hidden) {
            grid->column = right;
            return;
        }
        if (step <= grid->column && !grid_column_at(grid, grid->column - step)->hidden) {
            grid->column -= step;
            return;
        }
    }
}

void grid_fit(struct grid *grid)
{
    keep_cursor_on_a_column(grid);
    for (guint i = 0; i < grid->columns->len; i++) {
        struct grid_column *column = grid_column_at(grid, i);
        column->shown = !column->hidden;
        column->x = column->w = 0;
    }
    int gone;
    while (total(grid, compact_width) > grid->area.w && (gone = victim(grid)) >= 0)
        grid_column_at(grid, (guint)gone)->shown = false;
    spread(grid, MAX(grid->area.w - total(grid, compact_width), 0));
}
