/* SPDX-License-Identifier: Apache-2.0 */
/* Charts beside the rows of a sheet, drawn by the spreadsheet from its cells. */
#pragma once
#include "report/workbook.h"

/* A line of a chart: the column of its values, and of what they stand over. */
struct model_series {
    const char *x, *y; /* ids of columns; x is the labels of a column chart */
    lxw_color_t colour;
    bool thin;        /* a line to compare with, such as the diagonal */
    const char *name; /* msgid; NULL: the heading of y */
};
struct model_chart {
    uint8_t type;                          /* LXW_CHART_SCATTER_STRAIGHT or LXW_CHART_COLUMN */
    const char *title, *x_title, *y_title; /* msgids */
    const char *x_number, *y_number;       /* number formats; NULL: the cells' own */
    bool unit_x, unit_y;                   /* the axis runs from 0 to 1 */
    size_t series;
    struct model_series line[3];
};
/* Under one another from the top, right of the columns. `page` is the name of the sheet, `rows` those of the table that
 * are drawn (from the first one). */
bool model_chart_add(struct sheet *sheet, const char *page, size_t rows, size_t place, const struct model_chart *chart,
                     GError **error);
