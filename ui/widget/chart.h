/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures made of cells. Each says in letters or numbers what it says in colour. Drawing only; NaN is a gap. */
#pragma once
#include "paint/canvas.h"

/* A row of ▁▂▃▄▅▆▇: values scaled between their least and most, or `low`..`high` when low < high. Newest right; the
 * newest `w` are shown. */
void sparkline_draw(struct canvas *canvas, int x, int y, int w, const double *values, size_t count, double low,
                    double high, style_t style);

/* A score on its scale: "D ▇▇▁▁▁▁▁" with the letter of its band, coloured by band, each band a share of the width. */
struct gauge_band {
    const char *letter;
    int from; /* first score */
};
void gauge_draw(struct canvas *canvas, int x, int y, int w, int score, int low, int high,
                const struct gauge_band *bands, size_t count);
/* The wide gauge, three rows: pointer ▼ with the score, coloured bands, letters and limits below. */
void gauge_draw_wide(struct canvas *canvas, struct rect rect, int score, int low, int high,
                     const struct gauge_band *bands, size_t count);

/* Bars from a common zero line, labels left, values right: points of a score, causes of a change. */
struct bar {
    const char *label;
    double value;
    const char *text; /* the value as text */
    style_t style;
};
/* Rows from `first`; answers how many were drawn. signed bars grow left or right of the zero line. */
size_t bars_draw(struct canvas *canvas, struct rect rect, const struct bar *bars, size_t count, size_t first,
                 bool is_signed);
/* The waterfall: each bar begins where the one before ended, from `start`; the last line is the sum. */
size_t waterfall_draw(struct canvas *canvas, struct rect rect, double start, const struct bar *bars, size_t count,
                      size_t first);

/* Values over time as a stepped line with an axis of `rect.h - 1` levels and labels below (NULL-terminated, may be
 * NULL). */
void strip_chart_draw(struct canvas *canvas, struct rect rect, const double *values, size_t count, double low,
                      double high, const char *const *labels, style_t style);

/* Curves over two axes, in dots of braille: two columns and four rows of dots a cell. Where curves meet, both are seen;
 * each carries its own letter, so that they can be told apart without colour. */
struct chart_curve {
    const double *x, *y; /* NaN breaks the line */
    size_t count;
    gunichar letter; /* 0: none */
    style_t style;
    bool dotted; /* a line to compare with */
};
struct chart_axes {
    double x_low, x_high, y_low, y_high;
    bool x_percent, y_percent; /* labels as 40 % */
    double upright;            /* an upright line at this x (a cut-off); NaN: none */
};
void curves_draw(struct canvas *canvas, struct rect rect, const struct chart_curve *curves, size_t count,
                 const struct chart_axes *axes);
