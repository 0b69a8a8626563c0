/* SPDX-License-Identifier: Apache-2.0 */
/* See desk_figures.h. The bars repeat what stands in the table: the same numbers, seen beside each other. */
#include "desk/desk.h"
#include "screen/desk_figures.h"
#include "widget/chart.h"

#include <math.h>
#include <string.h>

static const char *by_of(const struct table *table, size_t row)
{
    const struct cell *by = row_cell(table, row, "by");
    return by != NULL && !by->is_null ? by->text : NULL;
}

/* The column that is drawn: the one under the cursor when it counts something. */
static const struct column *drawn_column(const struct ledger_view *ledger)
{
    const char *command = ledger_tab_open(ledger)->command;
    const struct table *all = ledger->page[ledger->tab].all;
    const struct column *here = grid_column(ledger->page[ledger->tab].grid);
    if (here != NULL && desk_meaning(command, here->id) != NULL) return here;
    const int first = column_index(all, strcmp(command, "desk.figures") == 0 ? "received" : "wilson");
    return first >= 0 ? table_column(all, (size_t)first) : NULL;
}

static double number_of(const struct column *column, const struct cell *cell)
{
    const bool real = column->type == VALUE_REAL || column->type == VALUE_PERCENT;
    return cell->is_null ? (double)NAN : real ? cell->real : (double)cell->integer;
}

static void bar_clear(gpointer data)
{
    struct bar *bar = data;
    g_free((char *)bar->label);
    g_free((char *)bar->text);
}

/* A bar for each row of the same kind as the one under the cursor; of the sum, for each month. */
static GArray *bars_of(const struct ledger_view *ledger, const struct column *column, const char *by)
{
    const struct table *all = ledger->page[ledger->tab].all;
    GArray *bars = g_array_new(FALSE, FALSE, sizeof(struct bar));
    g_array_set_clear_func(bars, bar_clear);
    for (size_t row = 0; row < table_row_count(all); row++) {
        const struct cell *cell = row_cell(all, row, column->id);
        const char *named = by != NULL ? "value" : "furnisher";
        const struct cell *label = row_cell(all, row, named);
        if (cell == NULL || label == NULL || (by != NULL && g_strcmp0(by_of(all, row), by) != 0)) continue;
        const struct bar bar = { .label = grid_cell_text(table_column(all, (size_t)column_index(all, named)), label),
                                 .value = number_of(column, cell),
                                 .text = grid_cell_text(column, cell),
                                 .style = INK_ACCENT };
        g_array_append_val(bars, bar);
    }
    return bars;
}

void figures_picture(const struct ledger_view *ledger, struct canvas *canvas, struct rect area)
{
    const struct column *column = drawn_column(ledger);
    if (column == NULL) return;
    struct cell cell;
    const bool figures = strcmp(ledger_tab_open(ledger)->command, "desk.figures") == 0;
    const struct cell *here = figures ? ledger_cell(ledger, "by", &cell) : NULL;
    const char *by = !figures ? NULL : here == NULL || strcmp(here->text, "total") == 0 ? "month" : here->text;
    const struct desk_meaning *meaning = desk_meaning(ledger_tab_open(ledger)->command, column->id);
    g_autofree char *says = g_strdup_printf("%s: %s", _(column->title), meaning != NULL ? _(meaning->says) : "");
    rect_cut_top(&area, canvas_wrap(canvas, area, says, 0, INK_DIM));
    g_autoptr(GArray) bars = bars_of(ledger, column, by);
    const size_t room = (size_t)MAX(area.h, 0);
    /* of months the newest, of all others the first ones */
    const size_t first = g_strcmp0(by, "month") == 0 && bars->len > room ? bars->len - room : 0;
    bars_draw(canvas, rect_make(area.x, area.y, MIN(area.w, 100), area.h), (const struct bar *)(const void *)bars->data,
              bars->len, first, false);
}
