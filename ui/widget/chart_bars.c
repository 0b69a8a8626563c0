/* SPDX-License-Identifier: Apache-2.0 */
/* Bars beside their labels and values: signed, unsigned, and as a waterfall. */
#include "base/text.h"
#include "widget/chart.h"

#include <math.h>

struct columns {
    int label, value, bar; /* widths */
};

/* Labels get what they need up to 45 %, values what they need, bars the rest. */
static struct columns split(const struct bar *bars, size_t count, int w)
{
    struct columns columns = { 0 };
    for (size_t i = 0; i < count; i++) {
        columns.label = MAX(columns.label, text_width(bars[i].label));
        columns.value = MAX(columns.value, text_width(bars[i].text));
    }
    columns.label = MIN(columns.label, w * 45 / 100);
    columns.value = MIN(columns.value, w * 30 / 100);
    columns.bar = MAX(w - columns.label - columns.value - 2, 0);
    return columns;
}

static void draw_words(struct canvas *canvas, struct rect row, struct columns columns, const struct bar *bar)
{
    canvas_field(canvas, row.x, row.y, columns.label, bar->label, -1, INK_TEXT);
    canvas_field(canvas, row.x + row.w - columns.value, row.y, columns.value, bar->text, 1, bar->style);
}

/* A run of blocks from `from` to `to` on a scale of `w` columns; at least one block when there is something. */
static void draw_run(struct canvas *canvas, int x, int y, int w, double from, double to, style_t style)
{
    if (isnan(from) || isnan(to) || w <= 0) return;
    int a = (int)lround(fmin(from, to) * w), b = (int)lround(fmax(from, to) * w);
    if (a == b && from != to) b = a + 1;
    if (b > w) {
        a -= b - w;
        b = w;
    }
    for (int i = MAX(a, 0); i < b; i++)
        canvas_put(canvas, x + i, y, 0x2587, style);
}

size_t bars_draw(struct canvas *canvas, struct rect rect, const struct bar *bars, size_t count, size_t first,
                 bool is_signed)
{
    struct columns columns = split(bars, count, rect.w);
    double low = 0, high = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(bars[i].value)) continue;
        low = is_signed ? fmin(low, bars[i].value) : low;
        high = fmax(high, bars[i].value);
    }
    double range = high - low;
    size_t shown = 0;
    for (size_t i = first; i < count && (int)shown < rect.h; i++, shown++) {
        struct rect row = rect_make(rect.x, rect.y + (int)shown, rect.w, 1);
        draw_words(canvas, row, columns, &bars[i]);
        if (range > 0)
            draw_run(canvas, row.x + columns.label + 1, row.y, columns.bar, -low / range, (bars[i].value - low) / range,
                     bars[i].style);
    }
    return shown;
}

size_t waterfall_draw(struct canvas *canvas, struct rect rect, double start, const struct bar *bars, size_t count,
                      size_t first)
{
    struct columns columns = split(bars, count, rect.w);
    double low = start, high = start, sum = start;
    for (size_t i = 0; i < count; i++) {
        sum += isnan(bars[i].value) ? 0 : bars[i].value;
        low = fmin(low, sum);
        high = fmax(high, sum);
    }
    double range = high > low ? high - low : 1, at = start;
    for (size_t i = 0; i < MIN(first, count); i++)
        at += isnan(bars[i].value) ? 0 : bars[i].value;
    size_t shown = 0;
    for (size_t i = first; i < count && (int)shown < rect.h; i++, shown++) {
        struct rect row = rect_make(rect.x, rect.y + (int)shown, rect.w, 1);
        double next = at + (isnan(bars[i].value) ? 0 : bars[i].value);
        draw_words(canvas, row, columns, &bars[i]);
        draw_run(canvas, row.x + columns.label + 1, row.y, columns.bar, (at - low) / range, (next - low) / range,
                 bars[i].style);
        at = next;
    }
    return shown;
}
