/* SPDX-License-Identifier: Apache-2.0 */
/* See desk_today.h. */
#include "screen/desk_today.h"

#include "base/text.h"
#include "widget/chrome.h"
#include "widget/grid.h"

enum { NUMBER = 6 };

void desk_today_clear(struct desk_today *today)
{
    table_free(today->table);
    if (today->rows != NULL) g_array_unref(today->rows);
    *today = (struct desk_today){ 0 };
}

void desk_today_take(struct desk_today *today, struct table *table)
{
    desk_today_clear(today);
    today->table = table;
    today->rows = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (size_t row = 0; row < table_row_count(table); row++) {
        const struct cell *count = row_cell(table, row, "count");
        if (count != NULL && !count->is_null && count->integer > 0) g_array_append_val(today->rows, row);
    }
}

int desk_today_count(const struct desk_today *today)
{
    return today->rows != NULL ? (int)today->rows->len : 0;
}

static size_t row_of(const struct desk_today *today, int line)
{
    return g_array_index(today->rows, size_t, (guint)line);
}

const char *desk_today_list(const struct desk_today *today, int line)
{
    if (line < 0 || line >= desk_today_count(today)) return NULL;
    const struct cell *list = row_cell(today->table, row_of(today, line), "list");
    return list != NULL && !list->is_null ? list->text : NULL;
}

static void draw_line(const struct desk_today *today, struct canvas *canvas, struct rect row, size_t of)
{
    const struct cell *count = row_cell(today->table, of, "count"), *overdue = row_cell(today->table, of, "overdue");
    const int index = column_index(today->table, "line");
    const bool late = overdue != NULL && !overdue->is_null && overdue->integer > 0;
    g_autofree char *label =
        grid_cell_text(table_column(today->table, (size_t)index), &table_row(today->table, of)[index]);
    g_autofree char *tail = late ? g_strdup_printf(_("%d late"), (int)overdue->integer) : g_strdup("");
    const int w = late ? text_width(tail) + 1 : 0;
    canvas_text(canvas, row.x, row.y, row.w - NUMBER - 1 - w, label, late ? INK_BAD : INK_TEXT);
    canvas_text(canvas, row.x + row.w - NUMBER - w, row.y, w, tail, INK_BAD | STYLE_BOLD);
    canvas_format(canvas, row.x + row.w - NUMBER, row.y, NUMBER, late ? INK_BAD : INK_STRONG, "%6d",
                  (int)count->integer);
}

void desk_today_draw(const struct desk_today *today, struct canvas *canvas, struct rect area)
{
    heading_draw(canvas, area.x, area.y, area.w, _("What waits"), NULL);
    if (today->table != NULL && desk_today_count(today) == 0)
        canvas_text(canvas, area.x, area.y + 1, area.w, _("nothing today"), INK_DIM);
    for (int i = 0; i < desk_today_count(today) && i + 1 < area.h; i++)
        draw_line(today, canvas, rect_make(area.x, area.y + 1 + i, area.w, 1), row_of(today, i));
}
