/* SPDX-License-Identifier: Apache-2.0 */
/* The months to come: a line for what is and one for each scenario, on one scale. A line is told apart by its letter,
 * which stands in it every few months, so that nothing is lost without colour. */
#include "screen/whatif.h"
#include "widget/chart.h"

#include <string.h>

enum { AXIS = 5, TALL = 6, LETTER_EVERY = 6, LEAST_SPAN = 20 };

struct line {
    const int *path; /* WHATIF_POINTS scores */
    char letter;     /* '.' for what is */
    style_t style;
};

/* The line of the scenario under the cursor comes last: it is drawn over the others. */
static size_t lines_of(const struct whatif_view *whatif, struct line lines[SCENARIOS + 1])
{
    static const style_t inks[SCENARIOS] = { INK_GOOD, INK_WARN, INK_BAD, INK_STRONG };
    size_t count = 0;
    if (whatif->file->has_path) lines[count++] = (struct line){ whatif->file->path, '.', INK_DIM };
    for (int i = 1; i <= SCENARIOS; i++) {
        const int s = (whatif->scenario + i) % SCENARIOS;
        const struct whatif_answer *answer = &whatif->answer[s];
        if (answer->bad >= 0 || !answer->has_path || (answer->count == 0 && s != whatif->scenario)) continue;
        lines[count++] =
            (struct line){ answer->path, (char)('A' + s), s == whatif->scenario ? INK_ACCENT | STYLE_BOLD : inks[s] };
    }
    return count;
}

static void span_of(const struct line *lines, size_t count, int *low, int *high)
{
    *low = *high = lines[0].path[0];
    for (size_t l = 0; l < count; l++)
        for (int t = 0; t < WHATIF_POINTS; t++) {
            *low = MIN(*low, lines[l].path[t]);
            *high = MAX(*high, lines[l].path[t]);
        }
    if (*high - *low < LEAST_SPAN) *high = *low + LEAST_SPAN; /* a difference of a point is no cliff */
}

/* The row of a score, from the top. */
static int row_of(int score, int low, int high, int rows)
{
    return (int)((int64_t)(high - score) * (rows - 1) / (high - low));
}

static void draw_line(struct canvas *canvas, struct rect plot, const struct line *line, int step, int low, int high)
{
    for (int t = 0; t < WHATIF_POINTS; t++) {
        const int y = plot.y + row_of(line->path[t], low, high, plot.h), x = plot.x + t * step;
        for (int i = 0; i < step && x + i < plot.x + plot.w; i++)
            canvas_text(canvas, x + i, y, 1, line->letter == '.' ? "·" : "─", line->style);
    }
}

/* The letters of lines that lie on each other stand beside one another. */
static void draw_letters(struct canvas *canvas, struct rect plot, const struct line *line, int step, int low, int high)
{
    if (line->letter == '.') return;
    for (int t = line->letter - 'A'; t < WHATIF_POINTS; t += LETTER_EVERY)
        if (t * step < plot.w)
            canvas_format(canvas, plot.x + t * step, plot.y + row_of(line->path[t], low, high, plot.h), 1, line->style,
                          "%c", line->letter);
}

static void draw_axis(const struct whatif_view *whatif, struct canvas *canvas, struct rect plot, int step, int low,
                      int high)
{
    char month[DATE_TEXT_SIZE];
    const struct month first = whatif_now(whatif->file->sheet->dossier);
    canvas_format(canvas, plot.x - AXIS, plot.y, AXIS - 1, INK_DIM, "%4d", high);
    canvas_format(canvas, plot.x - AXIS, plot.y + plot.h - 1, AXIS - 1, INK_DIM, "%4d", low);
    for (int t = 0; t<WHATIF_POINTS; t += MAX(8 / step, 1)> 6 ? 12 : 6) {
        const int x = plot.x + t * step;
        if (x + 7 > plot.x + plot.w) break;
        canvas_text(canvas, x, plot.y + plot.h, 7, month_format((struct month){ first.index + t }, month), INK_DIM);
    }
}

static void draw_tall(const struct whatif_view *whatif, struct canvas *canvas, struct rect area,
                      const struct line *lines, size_t count)
{
    int low, high;
    span_of(lines, count, &low, &high);
    const struct rect plot = rect_make(area.x + 1 + AXIS, area.y + 1, area.w - AXIS - 2, area.h - 2);
    const int step = MAX(plot.w / WHATIF_POINTS, 1);
    draw_axis(whatif, canvas, plot, step, low, high);
    for (size_t l = 0; l < count; l++)
        draw_line(canvas, plot, &lines[l], step, low, high);
    for (size_t l = 0; l < count; l++)
        draw_letters(canvas, plot, &lines[l], step, low, high);
}

/* Two rows: what is, and the scenario under the cursor. */
static void draw_low(struct canvas *canvas, struct rect area, const struct line *lines, size_t count)
{
    int low, high;
    span_of(lines, count, &low, &high);
    const int step = MAX(MIN((area.w - 26) / WHATIF_POINTS, 3), 1), x = area.x + 8;
    for (int row = 0; row < 2 && row < (int)count; row++) {
        const struct line *line = row == 0 ? &lines[0] : &lines[count - 1];
        double wide[WHATIF_POINTS * 3];
        for (int i = 0; i < WHATIF_POINTS * step; i++)
            wide[i] = line->path[i / step];
        const int y = area.y + 1 + row;
        if (line->letter == '.')
            canvas_text(canvas, area.x + 1, y, 6, _("now"), INK_DIM);
        else
            canvas_format(canvas, area.x + 1, y, 6, line->style, "%c", line->letter);
        sparkline_draw(canvas, x, y, WHATIF_POINTS * step, wide, (size_t)(WHATIF_POINTS * step), low, high,
                       line->style);
        canvas_format(canvas, x + WHATIF_POINTS * step + 2, y, 16, INK_TEXT, "%d → %d", line->path[0],
                      line->path[WHATIF_POINTS - 1]);
    }
}

/* "· now 560 → 560   A 656 → 600   B ...": the key, and where each line ends. */
static void draw_key(struct canvas *canvas, struct rect area, const struct line *lines, size_t count)
{
    int x = area.x + 1;
    x += canvas_text(canvas, x, area.y, 34, _("24 months, everything due paid"), INK_STRONG | STYLE_BOLD) + 2;
    for (size_t l = 0; l < count && area.h > TALL; l++) {
        g_autofree char *text = lines[l].letter == '.'
                                    ? g_strdup_printf("· %s %d", _("now"), lines[l].path[WHATIF_POINTS - 1])
                                    : g_strdup_printf("%c %d", lines[l].letter, lines[l].path[WHATIF_POINTS - 1]);
        if (x + 10 > area.x + area.w) return;
        x += canvas_text(canvas, x, area.y, area.x + area.w - x, text, lines[l].style) + 2;
    }
}

void whatif_draw_chart(const struct whatif_view *whatif, struct canvas *canvas)
{
    struct line lines[SCENARIOS + 1];
    const size_t count = lines_of(whatif, lines);
    if (whatif->chart.h == 0 || count == 0 || !whatif->file->has_path) return;
    draw_key(canvas, whatif->chart, lines, count);
    if (whatif->chart.h > TALL)
        draw_tall(whatif, canvas, whatif->chart, lines, count);
    else
        draw_low(canvas, whatif->chart, lines, count);
}
