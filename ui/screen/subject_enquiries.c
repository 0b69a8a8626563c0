/* SPDX-License-Identifier: Apache-2.0 */
/* Who asked for this file elsewhere, newest first, under a strip of how many asked in each of the last 24 months: a
 * burst is seen before a row is read. */
#include "screen/subject_view.h"
#include "widget/chart.h"

enum { STRIP_MONTHS = 24 };

static int strip(struct rect area)
{
    return area.h >= 10 ? 2 : 0;
}

static void place(struct subject_view *subject, struct rect area)
{
    rect_cut_top(&area, strip(area));
    if (subject->grids[TAB_ENQUIRIES] != NULL) grid_place(subject->grids[TAB_ENQUIRIES], area, true);
}

/* The months count back from the newest of the file's day and the newest enquiry. */
static size_t count_months(const struct dossier *dossier, double counts[STRIP_MONTHS])
{
    struct month last = date_is_set(dossier->as_of) ? month_of(dossier->as_of) : MONTH_NONE;
    size_t total = 0;
    for (int i = 0; i < STRIP_MONTHS; i++)
        counts[i] = 0;
    if (dossier->enquiries->len > 0) {
        const struct enquiry *newest = dossier->enquiries->pdata[0];
        if (!month_is_set(last) || month_of(newest->day).index > last.index) last = month_of(newest->day);
    }
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        const int64_t back = (int64_t)last.index - month_of(enquiry->day).index;
        if (back >= 0 && back < STRIP_MONTHS) {
            counts[STRIP_MONTHS - 1 - back] += 1;
            total++;
        }
    }
    return total;
}

static void draw(const struct subject_view *subject, struct canvas *canvas, struct rect area)
{
    if (strip(area) > 0) {
        double counts[STRIP_MONTHS];
        const size_t total = count_months(subject->sheet->dossier, counts);
        double most = 1;
        for (int i = 0; i < STRIP_MONTHS; i++)
            most = MAX(most, counts[i]);
        int x = area.x + 1;
        x += canvas_text(canvas, x, area.y, area.w - 2, _("24 months"), INK_DIM) + 1;
        sparkline_draw(canvas, x, area.y, STRIP_MONTHS, counts, STRIP_MONTHS, 0, most, INK_ACCENT);
        x += STRIP_MONTHS + 2;
        canvas_format(canvas, x, area.y, area.x + area.w - x, INK_TEXT, _("%zu in 24 months, %d in the last 3"), total,
                      subject->sheet->summary.enquiries_3m);
    }
    if (subject->grids[TAB_ENQUIRIES] != NULL) grid_draw(subject->grids[TAB_ENQUIRIES], canvas, true);
}

static char *figure(const struct subject_view *subject)
{
    (void)subject;
    return g_strdup("enquiries_3m");
}

const struct subject_tab subject_tab_enquiries = {
    .title = N_("Enquiries"),
    .command = "subject.enquiries",
    .arguments = "subject",
    .is_list = true,
    .empty = N_("Nobody is reported to have asked for this file."),
    .place = place,
    .draw = draw,
    .figure = figure,
};
