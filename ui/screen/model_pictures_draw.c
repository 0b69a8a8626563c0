/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing the pictures: curves with letters, bars with numbers, so that nothing is told by colour alone. */
#include "screen/list.h"
#include "screen/model_pictures.h"
#include "widget/chart.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

/* "AUC 0.7716 [0.7653, 0.7778]   KS 0.4217": the figures that belong under a picture. */
static void draw_caption(const struct pictures_view *pictures, struct canvas *canvas, struct rect row,
                         const char *const *ids)
{
    const struct table *table = pictures->part[TAB_SUMMARY];
    int x = row.x;
    for (size_t i = 0; table != NULL && ids[i] != NULL; i++) {
        const struct fact *fact = table_find_fact(table, ids[i]);
        if (fact == NULL || fact->cell.is_null) continue;
        g_autofree char *value = fact_text(table, ids[i]);
        x += canvas_text(canvas, x, row.y, row.x + row.w - x, _(fact->column.title), INK_DIM) + 1;
        x += canvas_text(canvas, x, row.y, row.x + row.w - x, value, INK_STRONG) + 3;
    }
}

static void draw_summary(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    const struct table *table = pictures->part[TAB_SUMMARY];
    const int columns = area.w >= 110 ? 3 : 2, w = (area.w - (columns - 1) * 3) / columns;
    const int rows = MAX((int)(table_fact_count(table) + (size_t)columns - 1) / columns, 1);
    for (size_t i = 0; i < table_fact_count(table); i++) {
        const struct fact *fact = table_fact(table, i);
        const int column = (int)i / rows, row = (int)i % rows;
        if (row >= area.h) continue;
        g_autofree char *value = fact_text(table, fact->column.id);
        pair_draw(canvas, area.x + column * (w + 3), area.y + row, w, _(fact->column.title), *value ? value : "–",
                  INK_TEXT);
    }
}

static void draw_roc(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    static const double ends[] = { 0, 1 };
    static const char *const figures[] = { "auc", "auc_low", "auc_high", "gini", NULL };
    const struct pictures_ladder *ladder = &pictures->ladder;
    const struct pictures_cut cut = pictures_cut_at(pictures, pictures->cutoff);
    const struct chart_curve curves[] = {
        { ends, ends, 2, 0, INK_DIM, true },
        { ladder->goods_below, ladder->bads_below, ladder->steps + 1, 'M', INK_ACCENT, false },
    };
    const struct chart_axes axes = { 0, 1, 0, 1, true, true, cut.refused_good / fmax(ladder->all_goods, 1e-9) };
    draw_caption(pictures, canvas, rect_cut_top(&area, 1), figures);
    canvas_text(canvas, area.x, area.y, area.w, _("Bads taken for bad, by goods taken for bad (M: the model)"),
                INK_DIM);
    rect_cut_top(&area, 1);
    curves_draw(canvas, area, curves, G_N_ELEMENTS(curves), &axes);
}

static void draw_ks(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    static const char *const figures[] = { "ks", "cutoff_by", NULL };
    const struct pictures_ladder *ladder = &pictures->ladder;
    const struct pictures_cut cut = pictures_cut_at(pictures, pictures->cutoff);
    const struct chart_curve curves[] = {
        { ladder->score, ladder->bads_below, ladder->steps + 1, 'B', INK_BAD, false },
        { ladder->score, ladder->goods_below, ladder->steps + 1, 'G', INK_GOOD, false },
    };
    const struct chart_axes axes = { ladder->score[0], ladder->score[ladder->steps], 0, 1, false, true, cut.cutoff };
    const double apart = ladder->bads_below[MIN(pictures->cutoff, ladder->steps)] -
                         ladder->goods_below[MIN(pictures->cutoff, ladder->steps)];
    draw_caption(pictures, canvas, rect_cut_top(&area, 1), figures);
    canvas_format(canvas, area.x, area.y, area.w, INK_DIM,
                  _("Below %.0f: B bads %.1f %%, G goods %.1f %%, apart %.1f %%"), cut.cutoff,
                  100 * ladder->bads_below[MIN(pictures->cutoff, ladder->steps)],
                  100 * ladder->goods_below[MIN(pictures->cutoff, ladder->steps)], 100 * apart);
    rect_cut_top(&area, 1);
    curves_draw(canvas, area, curves, G_N_ELEMENTS(curves), &axes);
}

static void draw_lift(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    const struct table *table = pictures->part[TAB_LIFT];
    const size_t count = table_row_count(table);
    g_autofree struct bar *bars = g_new0(struct bar, count + 1);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < count; i++) {
        char *label = g_strdup_printf("%2" G_GINT64_FORMAT "  %.3f – %.3f", row_cell(table, i, "band")->integer,
                                      row_cell(table, i, "from")->real, row_cell(table, i, "to")->real);
        char *value = g_strdup_printf(_("%.2f×  %5.1f %% found"), row_cell(table, i, "lift")->real,
                                      100 * row_cell(table, i, "gain")->real);
        g_ptr_array_add(words, label);
        g_ptr_array_add(words, value);
        const double lift = row_cell(table, i, "lift")->real;
        bars[i] = (struct bar){ label, lift, value, lift > 1 ? INK_BAD : INK_GOOD };
    }
    canvas_text(canvas, area.x, area.y, area.w, _("Tenths from the riskiest: probability, lift, bads found so far"),
                INK_DIM);
    rect_cut_top(&area, 2);
    bars_draw(canvas, area, bars, count, 0, false);
}

static void draw_calibration(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    static const double ends[] = { 0, 1 };
    static const char *const figures[] = { "ece", "calibration_slope", "calibration_intercept", "brier", NULL };
    const struct table *table = pictures->part[TAB_CALIBRATION];
    const size_t count = table_row_count(table);
    g_autofree double *told = g_new0(double, count + 1), *seen = g_new0(double, count + 1);
    g_autofree double *low = g_new0(double, count + 1), *high = g_new0(double, count + 1);
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        told[i] = row_cell(table, i, "expected")->real;
        seen[i] = row_cell(table, i, "observed")->real;
        low[i] = row_cell(table, i, "low")->real;
        high[i] = row_cell(table, i, "high")->real;
        most = fmax(most, fmax(told[i], high[i]));
    }
    const struct chart_curve curves[] = {
        { ends, ends, 2, 0, INK_DIM, true },
        { told, low, count, 0, INK_DIM, true },
        { told, high, count, 0, INK_DIM, true },
        { told, seen, count, 'M', INK_ACCENT, false },
    };
    const double top = fmin(1, ceil(most * 10) / 10);
    const struct chart_axes axes = { 0, top, 0, top, true, true, NAN };
    draw_caption(pictures, canvas, rect_cut_top(&area, 1), figures);
    canvas_text(canvas, area.x, area.y, area.w,
                _("Observed by foretold (M), with the interval of 95 %, in dots; on the diagonal it is right"),
                INK_DIM);
    rect_cut_top(&area, 1);
    curves_draw(canvas, area, curves, G_N_ELEMENTS(curves), &axes);
}

/* ---- the cut-off --------------------------------------------------------------------------------------------------
 */

static void draw_matrix(const struct pictures_cut *cut, struct canvas *canvas, struct rect area)
{
    static const char *const heads[] = { N_("Accepted"), N_("Refused"), N_("Rows") };
    const double good[] = { cut->accepted_good, cut->refused_good, cut->accepted_good + cut->refused_good };
    const double bad[] = { cut->accepted_bad, cut->refused_bad, cut->accepted_bad + cut->refused_bad };
    const int first = 10, w = 12;
    canvas_text(canvas, area.x, area.y + 1, first, _("good"), INK_GOOD);
    canvas_text(canvas, area.x, area.y + 2, first, _("bad"), INK_BAD);
    for (int i = 0; i < 3; i++) {
        g_autofree char *goods = g_strdup_printf("%.0f", good[i]), *bads = g_strdup_printf("%.0f", bad[i]);
        canvas_field(canvas, area.x + first + i * w, area.y, w, _(heads[i]), 1, INK_DIM);
        canvas_field(canvas, area.x + first + i * w, area.y + 1, w, goods, 1, i == 1 ? INK_WARN : INK_TEXT);
        canvas_field(canvas, area.x + first + i * w, area.y + 2, w, bads, 1, i == 0 ? INK_BAD : INK_TEXT);
    }
}

static void share_line(struct canvas *canvas, struct rect row, const char *label, double part, double whole,
                       style_t style)
{
    const double share = whole > 0 ? part / whole : 0;
    g_autofree char *text = g_strdup_printf("%5.1f %%", 100 * share);
    canvas_text(canvas, row.x, row.y, 26, label, INK_TEXT);
    canvas_text(canvas, row.x + 27, row.y, 8, whole > 0 ? text : "–", INK_STRONG);
    canvas_bar(canvas, row.x + 36, row.y, MAX(row.w - 36, 0), share, style);
}

static void draw_cutoff(const struct pictures_view *pictures, struct canvas *canvas, struct rect area)
{
    const struct pictures_ladder *ladder = &pictures->ladder;
    const struct pictures_cut cut = pictures_cut_at(pictures, pictures->cutoff);
    const struct pictures_cut best = pictures_cut_at(pictures, pictures_least_cost(pictures));
    const double accepted = cut.accepted_good + cut.accepted_bad, all = ladder->all_goods + ladder->all_bads;
    canvas_format(canvas, area.x, area.y, area.w, INK_STRONG | STYLE_BOLD, _("Accepted from a score of %.0f"),
                  cut.cutoff);
    rect_cut_top(&area, 2);
    draw_matrix(&cut, canvas, rect_cut_top(&area, 3));
    rect_cut_top(&area, 1);
    share_line(canvas, rect_cut_top(&area, 1), _("Approval rate"), accepted, all, INK_ACCENT);
    share_line(canvas, rect_cut_top(&area, 1), _("Bads among the accepted"), cut.accepted_bad, accepted, INK_BAD);
    share_line(canvas, rect_cut_top(&area, 1), _("Bads refused"), cut.refused_bad, ladder->all_bads, INK_GOOD);
    share_line(canvas, rect_cut_top(&area, 1), _("Goods refused"), cut.refused_good, ladder->all_goods, INK_WARN);
    canvas_format(canvas, area.x, area.y, area.w, INK_TEXT,
                  _("Cost %.10g (%.6g a bad accepted, %.6g a good refused); least %.10g at %.0f"), cut.cost,
                  pictures->cost_bad, pictures->cost_good, best.cost, best.cutoff);
    rect_cut_top(&area, 2);
    const struct chart_curve curves[] = {
        { ladder->score, ladder->approval, ladder->steps + 1, 'A', INK_ACCENT, false },
        { ladder->score, ladder->bads_below, ladder->steps + 1, 'B', INK_BAD, true }
    };
    const struct chart_axes axes = { ladder->score[0], ladder->score[ladder->steps], 0, 1, false, true, cut.cutoff };
    if (area.h < 5) return;
    canvas_text(canvas, area.x, area.y, area.w, _("By cut-off: A accepted, B bads refused"), INK_DIM);
    rect_cut_top(&area, 1);
    curves_draw(canvas, area, curves, G_N_ELEMENTS(curves), &axes);
}

/* ---- all ----------------------------------------------------------------------------------------------------------
 */

void pictures_draw(const struct view *view, struct canvas *canvas)
{
    static void (*const draw[])(const struct pictures_view *, struct canvas *, struct rect) = {
        draw_summary, draw_roc, draw_ks, draw_lift, draw_calibration, draw_cutoff,
    };
    const struct pictures_view *pictures = (const struct pictures_view *)view;
    const size_t tab = pictures->tab,
                 source = tab == TAB_LIFT || tab == TAB_CALIBRATION || pictures_is_table(tab) ? tab : TAB_SUMMARY;
    const struct rect area =
        rect_make(pictures->body.x + 1, pictures->body.y + 1, pictures->body.w - 2, pictures->body.h - 1);
    const char *labels[PICTURES_TABS + 1] = { NULL };
    for (size_t i = 0; i < PICTURES_TABS; i++)
        labels[i] = _(pictures_titles[i]);
    tabs_draw(canvas, view->area.x, view->area.y, view->area.w, labels, tab);
    if (pictures->part[source] == NULL) {
        const bool asked = pictures->arguments != NULL && arguments_text(pictures->arguments, "data") != NULL;
        const char *words = pictures->trouble[source] != NULL                ? pictures->trouble[source]
                            : asked && pictures_lacks(pictures, tab) != NULL ? _(pictures_lacks(pictures, tab))
                            : asked                                          ? ""
                                    : _("n asks for the file and what is wanted of it.");
        canvas_wrap(canvas, area, words, 0, INK_DIM);
    } else if (pictures_is_table(tab)) {
        grid_draw(pictures->grid, canvas, true);
    } else if (pictures->ladder.steps > 0) {
        draw[tab](pictures, canvas, area);
    }
}
