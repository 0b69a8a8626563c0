/* SPDX-License-Identifier: Apache-2.0 */
/* Curves: dots are gathered a cell first, so that lines that cross share it, and drawn at the end. */
#include "base/text.h"
#include "widget/chart.h"

#include <math.h>

#define MARGIN 6 /* of the labels at the left */

struct plot {
    struct rect area;
    const struct chart_axes *axes;
    guint8 *dots; /* a cell */
    style_t *style;
};

/* A braille cell counts its dots column by column, and the lowest row apart. */
static const guint8 dot_bits[2][4] = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

static void dot(struct plot *plot, int x, int y, style_t style)
{
    const int column = x / 2, row = y / 4;
    if (x < 0 || y < 0 || column >= plot->area.w || row >= plot->area.h) return;
    plot->dots[row * plot->area.w + column] |= dot_bits[x % 2][y % 4];
    plot->style[row * plot->area.w + column] = style;
}

/* Place of a value in dots, from the left and from above. */
static double across(const struct plot *plot, double x)
{
    const struct chart_axes *axes = plot->axes;
    return (x - axes->x_low) / (axes->x_high - axes->x_low) * (plot->area.w * 2 - 1);
}
static double down(const struct plot *plot, double y)
{
    const struct chart_axes *axes = plot->axes;
    return (axes->y_high - y) / (axes->y_high - axes->y_low) * (plot->area.h * 4 - 1);
}

static void segment(struct plot *plot, const struct chart_curve *curve, size_t from)
{
    const double x1 = across(plot, curve->x[from]), y1 = down(plot, curve->y[from]);
    const double x2 = across(plot, curve->x[from + 1]), y2 = down(plot, curve->y[from + 1]);
    if (isnan(x1) || isnan(y1) || isnan(x2) || isnan(y2)) return;
    const int steps = (int)CLAMP(fmax(fabs(x2 - x1), fabs(y2 - y1)), 0, 4096) + 1;
    for (int i = 0; i <= steps; i++) {
        const double at = (double)i / steps;
        const int x = (int)lround(x1 + (x2 - x1) * at), y = (int)lround(y1 + (y2 - y1) * at);
        if (!curve->dotted || (x + y) % 4 == 0) dot(plot, x, y, curve->style);
    }
}

/* The letter stands beside the middle of its curve. */
static void draw_letter(struct canvas *canvas, const struct plot *plot, const struct chart_curve *curve, size_t place,
                        size_t curves)
{
    if (!curve->letter || !curve->count) return;
    const size_t at = MIN(curve->count * (place + 1) / (curves + 1), curve->count - 1);
    if (isnan(curve->x[at]) || isnan(curve->y[at])) return;
    const int x = (int)lround(across(plot, curve->x[at])) / 2, y = (int)lround(down(plot, curve->y[at])) / 4;
    canvas_put(canvas, plot->area.x + CLAMP(x, 0, plot->area.w - 1), plot->area.y + CLAMP(y, 0, plot->area.h - 1),
               curve->letter, curve->style | STYLE_BOLD);
}

static char *label(double value, bool percent)
{
    return percent ? g_strdup_printf("%.0f%%", value * 100) : g_strdup_printf("%.0f", value);
}

static void draw_axes(struct canvas *canvas, const struct plot *plot)
{
    const struct rect area = plot->area;
    const struct chart_axes *axes = plot->axes;
    for (int row = 0; row < area.h; row++) {
        const bool marked = row == 0 || row == area.h - 1 || row * 2 == area.h - 1;
        const double part = area.h > 1 ? (double)row / (area.h - 1) : 0;
        g_autofree char *text = label(axes->y_high - (axes->y_high - axes->y_low) * part, axes->y_percent);
        if (marked) canvas_field(canvas, area.x - MARGIN, area.y + row, MARGIN - 1, text, 1, INK_DIM);
        canvas_put(canvas, area.x - 1, area.y + row, marked ? 0x2524 : 0x2502, INK_DIM);
    }
    for (int i = 0; i < 3; i++) {
        g_autofree char *text = label(axes->x_low + (axes->x_high - axes->x_low) * i / 2, axes->x_percent);
        const int w = text_width(text), at = area.x + (area.w - 1) * i / 2;
        canvas_text(canvas, i == 0 ? at : i == 1 ? at - w / 2 : at - w + 1, area.y + area.h, w, text, INK_DIM);
    }
}

void curves_draw(struct canvas *canvas, struct rect rect, const struct chart_curve *curves, size_t count,
                 const struct chart_axes *axes)
{
    struct plot plot = { .area = rect_make(rect.x + MARGIN, rect.y, rect.w - MARGIN, rect.h - 1), .axes = axes };
    if (plot.area.w < 4 || plot.area.h < 2 || axes->x_high <= axes->x_low || axes->y_high <= axes->y_low) return;
    const size_t cells = (size_t)plot.area.w * (size_t)plot.area.h;
    plot.dots = g_new0(guint8, cells);
    plot.style = g_new0(style_t, cells);
    draw_axes(canvas, &plot);
    if (!isnan(axes->upright)) {
        const int x = (int)lround(across(&plot, CLAMP(axes->upright, axes->x_low, axes->x_high))) / 2;
        canvas_column(canvas, plot.area.x + x, plot.area.y, plot.area.h, INK_ACCENT);
    }
    for (size_t c = 0; c < count; c++)
        for (size_t i = 0; i + 1 < curves[c].count; i++)
            segment(&plot, &curves[c], i);
    for (size_t cell = 0; cell < cells; cell++)
        if (plot.dots[cell])
            canvas_put(canvas, plot.area.x + (int)cell % plot.area.w, plot.area.y + (int)cell / plot.area.w,
                       0x2800u + plot.dots[cell], plot.style[cell]);
    for (size_t c = 0; c < count; c++)
        draw_letter(canvas, &plot, &curves[c], c, count);
    g_free(plot.dots);
    g_free(plot.style);
}
