/* SPDX-License-Identifier: Apache-2.0 */
#include "report/model_charts.h"

#include <string.h>

#define CHART_ROWS 17 /* of a sheet, one chart high */

static int column_of(const struct sheet *sheet, const char *id)
{
    for (size_t i = 0; i < sheet->count; i++)
        if (!strcmp(sheet->columns[i].id, id)) return (int)i;
    return -1;
}

static void add_series(struct sheet *sheet, const char *page, uint32_t last, lxw_chart *chart, uint8_t type,
                       const struct model_series *line)
{
    const int x = column_of(sheet, line->x), y = column_of(sheet, line->y);
    if (x < 0 || y < 0) return;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, page, 1, (uint16_t)x, last, (uint16_t)x);
    chart_series_set_values(series, page, 1, (uint16_t)y, last, (uint16_t)y);
    if (line->name)
        chart_series_set_name(series, workbook_word(sheet->workbook, line->name));
    else
        chart_series_set_name_range(series, page, 0, (uint16_t)y);
    if (type == LXW_CHART_COLUMN) {
        lxw_chart_fill fill = { .color = line->colour };
        chart_series_set_fill(series, &fill);
        return;
    }
    lxw_chart_line stroke = { .color = line->colour,
                              .width = line->thin ? 1.0f : 2.25f,
                              .dash_type = line->thin ? LXW_CHART_LINE_DASH_DASH : LXW_CHART_LINE_DASH_SOLID };
    chart_series_set_line(series, &stroke);
}

static void axis(struct workbook *workbook, lxw_chart_axis *to, const char *title, const char *number, bool unit)
{
    chart_axis_set_name(to, workbook_word(workbook, title));
    if (number) chart_axis_set_num_format(to, number);
    if (!unit) return;
    chart_axis_set_min(to, 0);
    chart_axis_set_max(to, 1);
}

bool model_chart_add(struct sheet *sheet, const char *page, size_t rows, size_t place, const struct model_chart *chart,
                     GError **error)
{
    struct workbook *workbook = sheet->workbook;
    if (rows == 0) return true; // a chart of nothing is refused by a spreadsheet
    lxw_chart *drawn = workbook_add_chart(workbook->book, chart->type);
    if (drawn == NULL) return workbook_check(LXW_ERROR_MEMORY_MALLOC_FAILED, error);
    for (size_t i = 0; i < chart->series; i++)
        add_series(sheet, page, (uint32_t)rows, drawn, chart->type, &chart->line[i]);
    chart_title_set_name(drawn, workbook_word(workbook, chart->title));
    axis(workbook, drawn->x_axis, chart->x_title, chart->x_number, chart->unit_x);
    axis(workbook, drawn->y_axis, chart->y_title, chart->y_number, chart->unit_y);
    chart_legend_set_position(drawn, LXW_CHART_LEGEND_BOTTOM);
    lxw_chart_options options = { .x_scale = 1.3, .y_scale = 1.1 };
    return workbook_check(worksheet_insert_chart_opt(sheet->page, 1 + (uint32_t)place * CHART_ROWS,
                                                     (uint16_t)(sheet->count + 1), drawn, &options),
                          error);
}
