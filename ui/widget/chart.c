/* SPDX-License-Identifier: Apache-2.0 */
/* Sparkline, gauges and the strip chart. */
#include "widget/chart.h"

#include "base/text.h"

#include <math.h>

/* Least and most of what is a number; false when nothing is. */
static bool span(const double *values, size_t count, double *low, double *high)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        *low = any ? fmin(*low, values[i]) : values[i];
        *high = any ? fmax(*high, values[i]) : values[i];
        any = true;
    }
    return any;
}

void sparkline_draw(struct canvas *canvas, int x, int y, int w, const double *values, size_t count, double low,
                    double high, style_t style)
{
    if (low >= high && !span(values, count, &low, &high)) return;
    size_t shown = MIN(count, (size_t)MAX(w, 0));
    for (size_t i = 0; i < shown; i++) {
        double value = values[count - shown + i];
        if (isnan(value)) continue;
        double part = high > low ? (CLAMP(value, low, high) - low) / (high - low) : 0.5;
        canvas_put(canvas, x + (int)i, y, 0x2581 + (gunichar)lround(part * 6), style);
    }
}

static size_t band_of(int score, const struct gauge_band *bands, size_t count)
{
    size_t band = 0;
    for (size_t i = 0; i < count; i++)
        if (score >= bands[i].from) band = i;
    return band;
}

void gauge_draw(struct canvas *canvas, int x, int y, int w, int score, int low, int high,
                const struct gauge_band *bands, size_t count)
{
    if (count == 0 || high <= low) return;
    size_t band = band_of(score, bands, count);
    style_t style = ink_of_band((int)band, (int)count);
    int used = canvas_text(canvas, x, y, w, bands[band].letter, style | STYLE_BOLD);
    canvas_bar(canvas, x + used + 1, y, w - used - 1, (double)(score - low) / (high - low), style);
}

static int column_of(int score, int low, int high, int w)
{
    return (int)((int64_t)(CLAMP(score, low, high) - low) * (w - 1) / (high - low));
}

void gauge_draw_wide(struct canvas *canvas, struct rect rect, int score, int low, int high,
                     const struct gauge_band *bands, size_t count)
{
    if (count == 0 || high <= low || rect.w < 4) return;
    size_t band = band_of(score, bands, count);
    int pointer = column_of(score, low, high, rect.w);
    g_autofree char *label = g_strdup_printf("%d", score);
    int width = text_width(label);
    bool left = pointer + 1 + width >= rect.w;
    style_t style = ink_of_band((int)band, (int)count) | STYLE_BOLD;
    canvas_text(canvas, rect.x + (left ? pointer - width : pointer + 1), rect.y, width, label, style);
    canvas_put(canvas, rect.x + pointer, rect.y, 0x25bc, style);
    for (size_t i = 0; i < count; i++) {
        int from = i == 0 ? 0 : column_of(bands[i].from, low, high, rect.w);
        int to = i + 1 < count ? column_of(bands[i + 1].from, low, high, rect.w) : rect.w;
        enum ink ink = ink_of_band((int)i, (int)count);
        for (int at = from; at < to; at++)
            canvas_put(canvas, rect.x + at, rect.y + 1, i == band ? 0x2588 : 0x2584, ink);
        if (rect.h <= 2) continue;
        g_autofree char *both = g_strdup_printf("%s %d", bands[i].letter, i == 0 ? low : bands[i].from);
        const char *words = text_width(both) < to - from || i + 1 == count ? both : bands[i].letter;
        canvas_text(canvas, rect.x + from, rect.y + 2, to - from, words, ink);
    }
}

/* The row of a value: 0 is the lowest level. */
static int level_of(double value, double low, double high, int levels)
{
    return high > low ? (int)lround((CLAMP(value, low, high) - low) / (high - low) * (levels - 1)) : 0;
}

static void draw_axis(struct canvas *canvas, struct rect plot, double low, double high, int margin)
{
    for (int row = 0; row < plot.h; row++) {
        bool marked = row == 0 || row == plot.h - 1 || row == plot.h / 2;
        double value = plot.h > 1 ? low + (high - low) * (plot.h - 1 - row) / (plot.h - 1) : high;
        if (marked) {
            g_autofree char *text = g_strdup_printf("%.0f", value);
            canvas_field(canvas, plot.x - margin, plot.y + row, margin - 2, text, 1, INK_DIM);
        }
        canvas_put(canvas, plot.x - 2, plot.y + row, marked ? 0x2524 : 0x2502, INK_DIM);
    }
}

static void draw_steps(struct canvas *canvas, struct rect plot, const double *values, size_t count, double low,
                       double high, style_t style)
{
    int step = count > 0 ? MAX(plot.w / (int)count, 1) : 1;
    for (size_t i = 0; i < count && (int)i * step < plot.w; i++) {
        if (isnan(values[i])) continue;
        int y = plot.y + plot.h - 1 - level_of(values[i], low, high, plot.h);
        int x = plot.x + (int)i * step;
        canvas_put(canvas, x, y, 0x25cf, style);
        for (int k = 1; k < step && x + k < plot.x + plot.w; k++)
            canvas_put(canvas, x + k, y, 0x2500, style);
    }
}

void strip_chart_draw(struct canvas *canvas, struct rect rect, const double *values, size_t count, double low,
                      double high, const char *const *labels, style_t style)
{
    const int margin = 8;
    if (low >= high && !span(values, count, &low, &high)) return;
    struct rect plot = rect_make(rect.x + margin, rect.y, rect.w - margin, rect.h - 1);
    if (plot.w <= 0 || plot.h <= 0) return;
    draw_axis(canvas, plot, low, high, margin);
    draw_steps(canvas, plot, values, count, low, high, style);
    int step = count > 0 ? MAX(plot.w / (int)count, 1) : 1;
    int free_from = plot.x;
    for (size_t i = 0; labels != NULL && labels[i] != NULL && i < count; i++) {
        int x = plot.x + (int)i * step;
        if (x < free_from || x >= plot.x + plot.w) continue;
        free_from = x + canvas_text(canvas, x, rect.y + rect.h - 1, plot.x + plot.w - x, labels[i], INK_DIM) + 1;
    }
}
