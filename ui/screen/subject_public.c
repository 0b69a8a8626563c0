/* SPDX-License-Identifier: Apache-2.0 */
/* Public records: tax arrears, judgments, enforcement, penalties. One that has not ended stands out. */
#include "screen/subject_view.h"

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    struct cell cell;
    return grid_value(grid, key, "ended", &cell) && cell.is_null ? INK_WARN : INK_TEXT;
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    grid_set_row_ink(grid, row_ink, subject);
}

static char *figure(const struct subject_view *subject)
{
    (void)subject;
    return g_strdup("public_records_open");
}

const struct subject_tab subject_tab_public = {
    .title = N_("Public"),
    .command = "subject.public",
    .arguments = "subject",
    .is_list = true,
    .empty = N_("No tax arrears, judgment, enforcement or penalty was reported."),
    .prepare = prepare,
    .figure = figure,
};
