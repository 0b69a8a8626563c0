/* SPDX-License-Identifier: Apache-2.0 */
/* Who looked at this file here, when and for what purpose, and what was refused. Looking at this is recorded too. */
#include "screen/subject_view.h"
#include "screen/visit.h"

#include <string.h>

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    struct cell cell;
    const bool refused =
        grid_value(grid, key, "outcome", &cell) && !cell.is_null && g_strcmp0(cell.text, "refused") == 0;
    return refused ? INK_BAD : INK_TEXT;
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct subject_view *subject = data;
    return visit_draw_purpose(subject->view.app, canvas, rect, column, cell, ground);
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    grid_set_row_ink(grid, row_ink, subject);
    grid_set_painter(grid, paint, subject);
}

const struct subject_tab subject_tab_seen = {
    .title = N_("Seen"),
    .command = "subject.seen",
    .arguments = "subject",
    .is_list = true,
    .empty = N_("Nobody has looked at this file yet."),
    .prepare = prepare,
};
