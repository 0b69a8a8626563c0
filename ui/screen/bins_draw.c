/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing the bin editor: columns with their information value at the left where there is room, figures and the shape
 * above the bins, what each constraint costs below them. */
#include "screen/bins.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

enum { LIST_WIDTH = 28, LIST_FROM = 104, FOOT_ROWS = 5 };

void bins_layout(struct view *view, struct rect area)
{
    struct bins_view *bins = bins_of(view);
    bins->list = rect_cut_left(&area, area.w >= LIST_FROM && bins->file != NULL ? LIST_WIDTH : 0);
    bins->head = rect_cut_top(&area, bins->file != NULL ? 2 : 0);
    bins->foot = rect_cut_bottom(&area, bins->file != NULL ? MIN(FOOT_ROWS, area.h / 3) : 0);
    grid_place(bins->grid, area, true);
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

/* Left of the middle is riskier than the whole, right of it safer. */
static void paint_weight(const struct bins_view *bins, struct canvas *canvas, struct rect rect, double weight,
                         style_t ground)
{
    const int number = 7, half = (rect.w - number - 2) / 2;
    const style_t ink = weight < 0 ? INK_BAD : weight > 0 ? INK_GOOD : INK_DIM;
    g_autofree char *text = g_strdup_printf("%+.3f", weight);
    canvas_field(canvas, rect.x, rect.y, half < 2 ? rect.w : number, text, 1, ink | ground);
    if (half < 2) return;
    const int middle = rect.x + number + 1 + half;
    const int length = (int)lround(fabs(weight) / fmax(bins->widest, 0.001) * half);
    canvas_put(canvas, middle, rect.y, 0x2502, INK_DIM | ground);
    for (int i = 1; i <= length; i++)
        canvas_put(canvas, weight < 0 ? middle - i : middle + i, rect.y, 0x2587, ink | ground);
}

bool bins_paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                const struct cell *cell, style_t ground)
{
    const struct bins_view *bins = data;
    const struct bin_edit *edit = bins_edit(bins);
    if (cell->is_null || edit == NULL) return false;
    if (strcmp(column->id, "woe") == 0) {
        paint_weight(bins, canvas, rect, cell->real, ground);
        return true;
    }
    if (strcmp(column->id, "rate") == 0) {
        g_autofree char *text = g_strdup_printf("%.1f%%", cell->real * 100);
        canvas_field(canvas, rect.x, rect.y, 6, text, 1, INK_TEXT | ground);
        canvas_bar(canvas, rect.x + 7, rect.y, rect.w - 7, cell->real, INK_ACCENT | ground);
        return true;
    }
    if (strcmp(column->id, "p_value") != 0 || cell->real <= bin_edit_spec(edit)->p_value) return false;
    g_autofree char *text = g_strdup_printf("%.4f", cell->real);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, INK_WARN | ground);
    return true;
}

/* ---- around the grid --------------------------------------------------------------------------------------------- */

static void draw_list(const struct bins_view *bins, struct canvas *canvas)
{
    const struct rect list = bins->list;
    if (list.w <= 0) return;
    heading_draw(canvas, list.x, list.y, list.w - 2, _("Columns"), _("Information value"));
    const size_t rows = (size_t)MAX(list.h - 1, 1), count = bins->file->columns;
    const size_t top = count > rows && bins->at > rows / 2 ? MIN(bins->at - rows / 2, count - rows) : 0;
    for (size_t i = top; i < count && i < top + rows; i++) {
        const int y = list.y + 1 + (int)(i - top);
        const style_t style = i == bins->at ? (style_t)INK_STRONG | GROUND_CURSOR : (style_t)INK_TEXT;
        g_autofree char *value = g_strdup_printf("%.4f", bins->value[i]);
        canvas_field(canvas, list.x, y, list.w - 10, bins_column_name(bins, i), -1, style);
        canvas_field(canvas, list.x + list.w - 10, y, 8, value, 1, style);
        canvas_link(canvas, rect_make(list.x, y, list.w - 2, 1), "bins.column", (int)i);
    }
    canvas_column(canvas, list.x + list.w - 1, list.y, list.h, INK_DIM);
}

static const char *shape_words(enum binning_trend shape)
{
    static const char *const words[] = { N_("no trend"), N_("rising"), N_("falling"),          N_("best shape"),
                                         N_("peak"),     N_("valley"), N_("rising or falling") };
    return _(words[shape]);
}

static void draw_head(const struct bins_view *bins, struct canvas *canvas)
{
    const struct bin_edit *edit = bins_edit(bins);
    const struct bin_spec *spec = bin_edit_spec(edit);
    const struct rect head = bins->head;
    g_autofree char *value =
        g_strdup_printf(_("IV %.4f  optimum %.4f"), bin_edit_binning(edit)->information_value, bins->optimum);
    g_autofree char *shape =
        spec->nominal ? g_strdup(_("groups of categories"))
                      : g_strdup_printf(_("shape: %s  asked: %s"), shape_words(binning_shape(bin_edit_binning(edit))),
                                        shape_words(spec->trend));
    heading_draw(canvas, head.x, head.y, head.w, bins_column_name(bins, bins->at), value);
    canvas_text(canvas, head.x, head.y + 1, head.w, shape, INK_DIM);
}

static void draw_foot(const struct bins_view *bins, struct canvas *canvas)
{
    const struct rect foot = bins->foot;
    if (foot.h < 2) return;
    const char *tail = bins->feasible ? NULL : _("the constraints leave no way");
    heading_draw(canvas, foot.x, foot.y, foot.w, _("What it costs in information value"), tail);
    const int columns = foot.w >= 100 ? 3 : 2, width = foot.w / columns;
    for (size_t i = 0; i < bins->costs; i++) {
        const int x = foot.x + (int)(i % (size_t)columns) * width, y = foot.y + 1 + (int)(i / (size_t)columns);
        if (y >= foot.y + foot.h) break;
        g_autofree char *text = g_strdup_printf("%.4f", fabs(bins->cost[i].cost) < 5e-5 ? 0 : bins->cost[i].cost);
        pair_draw(canvas, x, y, width - 2, _(bins->cost[i].title), text,
                  bins->cost[i].cost > 0.005 ? INK_WARN : INK_TEXT);
    }
}

void bins_draw(const struct view *view, struct canvas *canvas)
{
    const struct bins_view *bins = bins_of_const(view);
    if (bins_edit(bins) != NULL) {
        draw_list(bins, canvas);
        draw_head(bins, canvas);
        draw_foot(bins, canvas);
    }
    grid_draw(bins->grid, canvas, true);
}
