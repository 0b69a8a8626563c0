/* SPDX-License-Identifier: Apache-2.0 */
/* The disputes of a subject; Enter opens the case. */
#include "screen/subject_view.h"

#include <string.h>

static int64_t dispute_here(const struct subject_view *subject)
{
    struct cell cell;
    const struct cell *value = subject_list_cell(subject, "dispute", &cell);
    return value != NULL ? value->integer : 0;
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    (void)subject;
    grid_hide(grid, "dispute", true); /* the number says it, and whose it is stands above */
    grid_hide(grid, "name", true);
}

static void enter(struct subject_view *subject)
{
    if (dispute_here(subject) != 0)
        app_go(subject->view.app, route_set_int(route_new("case"), "dispute", dispute_here(subject)));
}

static char *argument(const struct subject_view *subject, const char *name)
{
    return strcmp(name, "dispute") == 0 && dispute_here(subject) != 0
               ? g_strdup_printf("%" G_GINT64_FORMAT, dispute_here(subject))
               : NULL;
}

const struct subject_tab subject_tab_disputes = {
    .title = N_("Disputes"),
    .command = "dispute.list",
    .arguments = "subject",
    .is_list = true,
    .key = "dispute",
    .empty = N_("This subject has not disputed anything."),
    .prepare = prepare,
    .enter = enter,
    .argument = argument,
};
