/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a repair: bars for points, inks for standings and states, and under the plan its timeline: a line a step,
 * from the day it begins to the day it ends, over the months that the plan spans. */
#include "base/text.h"
#include "screen/due.h"
#include "screen/repair.h"
#include "widget/chrome.h"

#include <string.h>

enum { NUMBER = 5, TIMELINE_FROM = 26, TIMELINE_MOST = 9, LABEL = 24 };

static const struct ledger_view *of(const void *view)
{
    return view;
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

/* The most points of any row: what a full bar is. */
static int64_t most_points(const struct ledger_view *ledger)
{
    const struct table *all = ledger->page[ledger->tab].all;
    int64_t most = 1;
    for (size_t row = 0; all != NULL && row < table_row_count(all); row++) {
        const struct cell *cell = row_cell(all, row, "points");
        if (cell != NULL && !cell->is_null) most = MAX(most, ABS(cell->integer));
    }
    return most;
}

static void paint_points(const struct ledger_view *ledger, struct canvas *canvas, struct rect rect, int64_t points,
                         style_t ground)
{
    const enum ink ink = points > 0 ? INK_GOOD : points < 0 ? INK_BAD : INK_DIM;
    canvas_format(canvas, rect.x, rect.y, NUMBER, ink | ground, "%+5d", (int)points);
    if (rect.w > NUMBER + 2 && points != 0)
        canvas_bar(canvas, rect.x + NUMBER + 1, rect.y, rect.w - NUMBER - 1,
                   (double)ABS(points) / (double)most_points(ledger), ink | ground);
}

static enum ink word_ink(const char *word)
{
    static const struct {
        const char *word;
        enum ink ink;
    } inks[] = { { "disputable", INK_WARN },    { "in_dispute", INK_WARN }, { "not_ended", INK_BAD },
                 { "not_displayed", INK_GOOD }, { "ageing", INK_TEXT },     { "correct", INK_TEXT },
                 { "done", INK_GOOD },          { "begun", INK_WARN },      { "dropped", INK_DIM },
                 { "replaced", INK_DIM },       { "closed", INK_DIM } };
    for (size_t i = 0; i < G_N_ELEMENTS(inks); i++)
        if (g_strcmp0(word, inks[i].word) == 0) return inks[i].ink;
    return INK_TEXT;
}

bool repair_paint(void *ledger, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    if (cell->is_null) return false;
    if (strcmp(column->id, "points") == 0) {
        paint_points(of(ledger), canvas, rect, cell->integer, ground);
        return true;
    }
    if (strcmp(column->id, "standing") != 0 && strcmp(column->id, "state") != 0)
        return due_paint(NULL, canvas, rect, column, cell, ground);
    g_autofree char *text = grid_cell_text(column, cell);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, word_ink(cell->text) | ground);
    return true;
}

/* What nobody may offer is dim, as what is over. */
enum ink repair_row_ink(void *ledger, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)ledger;
    if (grid_value(grid, key, "open", &cell) && !cell.is_null && cell.integer == 0) return INK_DIM;
    if (grid_value(grid, key, "state", &cell) && !cell.is_null && g_strcmp0(cell.text, "dropped") == 0) return INK_DIM;
    return INK_TEXT;
}

/* ---- the timeline ------------------------------------------------------------------------------------------------ */

static struct date day_in(const struct table *all, size_t row, const char *column)
{
    const struct cell *cell = row_cell(all, row, column);
    return cell != NULL && !cell->is_null ? (struct date){ (int32_t)cell->integer } : DATE_NONE;
}

/* From the first day to the last one within three years: what leaves the file later stands at the right edge. */
static void span_of(const struct table *all, struct date *first, struct date *last)
{
    *first = *last = DATE_NONE;
    for (size_t row = 0; row < table_row_count(all); row++) {
        const struct date begins = day_in(all, row, "begins");
        if (date_is_set(begins) && (!date_is_set(*first) || begins.days < first->days)) *first = begins;
    }
    for (size_t row = 0; date_is_set(*first) && row < table_row_count(all); row++) {
        const struct date ends = day_in(all, row, "ends");
        if (!date_is_set(ends) || ends.days > date_add_months(*first, 36).days) continue;
        if (!date_is_set(*last) || ends.days > last->days) *last = ends;
    }
    if (!date_is_set(*last)) *last = *first;
    if (date_is_set(*last) && last->days <= first->days) last->days = first->days + 1;
}

static int place_of(struct date day, struct date first, struct date last, int w)
{
    const int64_t place = (int64_t)(day.days - first.days) * (w - 1) / (last.days - first.days);
    return (int)CLAMP(place, 0, w - 1);
}

static void draw_line(const struct table *all, size_t row, struct canvas *canvas, struct rect line, struct date first,
                      struct date last)
{
    const struct date begins = day_in(all, row, "begins"), ends = day_in(all, row, "ends");
    const int index = column_index(all, "kind"), what = column_index(all, "step");
    if (!date_is_set(begins) || !date_is_set(ends) || index < 0 || what < 0) return;
    g_autofree char *kind = grid_cell_text(table_column(all, (size_t)index), &table_row(all, row)[index]);
    const struct cell *state = row_cell(all, row, "state"), *step = row_cell(all, row, "step");
    const enum ink ink = state != NULL && g_strcmp0(state->text, "open") != 0 ? word_ink(state->text) : INK_ACCENT;
    canvas_format(canvas, line.x, line.y, 4, INK_DIM, "%3d", step != NULL ? (int)step->integer : 0);
    canvas_field(canvas, line.x + 4, line.y, LABEL - 5, kind, -1, INK_TEXT);
    const struct rect axis = rect_make(line.x + LABEL, line.y, line.w - LABEL, 1);
    const int from = place_of(begins, first, last, axis.w), to = place_of(ends, first, last, axis.w);
    for (int x = from; x <= to; x++)
        canvas_put(canvas, axis.x + x, axis.y, x == to ? 0x25CF : 0x2501, ink);
}

static void draw_timeline(const struct ledger_view *ledger, struct canvas *canvas, struct rect area)
{
    const struct table *all = ledger->page[REPAIR_STEPS].all;
    struct date first, last;
    char begin[DATE_TEXT_SIZE], end[DATE_TEXT_SIZE];
    span_of(all, &first, &last);
    if (!date_is_set(first) || area.w <= LABEL + 24) return;
    canvas_rule(canvas, area.x, area.y, area.w, INK_DIM);
    rect_cut_top(&area, 1);
    const struct rect head = rect_cut_top(&area, 1);
    canvas_text(canvas, head.x + LABEL, head.y, 10, date_format(first, begin), INK_DIM);
    canvas_text(canvas, head.x + head.w - 10, head.y, 10, date_format(last, end), INK_DIM);
    for (size_t row = 0; row < table_row_count(all) && area.h > 0; row++)
        draw_line(all, row, canvas, rect_cut_top(&area, 1), first, last);
}

static int timeline_rows(const struct ledger_view *ledger, int height)
{
    const struct table *all = ledger->tab == REPAIR_STEPS ? ledger->page[REPAIR_STEPS].all : NULL;
    if (all == NULL || height < TIMELINE_FROM || table_row_count(all) == 0) return 0;
    return 2 + (int)MIN(table_row_count(all), (size_t)TIMELINE_MOST);
}

static struct rect timeline_area(const struct view *view)
{
    struct rect area = view->area;
    const int rows = timeline_rows(of(view), area.h);
    return rect_cut_bottom(&area, rows);
}

void repair_layout(struct view *view, struct rect area)
{
    rect_cut_bottom(&area, timeline_rows(of(view), area.h));
    ledger_layout(view, area);
}

void repair_draw(const struct view *view, struct canvas *canvas)
{
    const struct rect timeline = timeline_area(view);
    ledger_draw(view, canvas);
    if (timeline.h > 2) draw_timeline(of(view), canvas, timeline);
}
