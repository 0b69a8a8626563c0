/* SPDX-License-Identifier: Apache-2.0 */
/* What the subject has agreed to. A consent that was withdrawn stays in the list, dim. */
#include "screen/subject_view.h"
#include "screen/visit.h"

#include <string.h>

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    struct cell cell;
    return grid_value(grid, key, "withdrawn", &cell) && !cell.is_null ? INK_DIM : INK_TEXT;
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

static char *argument(const struct subject_view *subject, const char *name)
{
    struct cell cell;
    const struct cell *value = subject_list_cell(subject, "consent", &cell);
    return value != NULL && strcmp(name, "consent") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, value->integer) : NULL;
}

const struct subject_tab subject_tab_consent = {
    .title = N_("Consent"),
    .command = "consent.list",
    .arguments = "subject",
    .is_list = true,
    .key = "consent",
    .empty = N_("No consent is recorded. Record one with the command “Record a consent”."),
    .prepare = prepare,
    .argument = argument,
};
