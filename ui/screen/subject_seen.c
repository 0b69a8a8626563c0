/* SPDX-License-Identifier: Apache-2.0 */
/* Who looked at this file here, when, for what purpose and on what ground, and what was refused. Looking at this is
 * recorded too. Lines that the watch named in this visit are marked; Enter leads to the log of this file. */
#include "screen/basis.h"
#include "screen/subject_view.h"
#include "screen/visit.h"

#include <string.h>

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    struct cell cell;
    if (grid_value(grid, key, "outside", &cell) && !cell.is_null) return INK_BAD;
    const bool refused =
        grid_value(grid, key, "outcome", &cell) && !cell.is_null && g_strcmp0(cell.text, "refused") == 0;
    return refused ? INK_BAD : INK_TEXT;
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct subject_view *subject = data;
    return basis_draw(canvas, rect, column, cell, ground) ||
           visit_draw_purpose(subject->view.app, canvas, rect, column, cell, ground);
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    grid_set_row_ink(grid, row_ink, subject);
    grid_set_painter(grid, paint, subject);
    grid_set_width(grid, "at", 19, 19); /* the minute is what is asked for */
}

static struct table *shape(const struct subject_view *subject, struct table *table)
{
    return outside_mark(subject->view.app, subject->subject, table);
}

static void enter(struct subject_view *subject)
{
    struct route *route = route_set_int(route_new("audit"), "subject", subject->subject);
    const struct cell *seq;
    struct cell cell;
    if ((seq = subject_list_cell(subject, "seq", &cell)) != NULL) route_set_int(route, "row", seq->integer);
    app_go(subject->view.app, route);
}

const struct subject_tab subject_tab_seen = {
    .title = N_("Seen"),
    .command = "subject.seen",
    .arguments = "subject",
    .is_list = true,
    .key = "seq",
    .empty = N_("Nobody has looked at this file yet."),
    .prepare = prepare,
    .shape = shape,
    .enter = enter,
};
