/* SPDX-License-Identifier: Apache-2.0 */
/* Means and behaviour: income, assets, tax, consumption, bill payments. Masked until they are revealed. */
#include "screen/subject_view.h"

static void prepare(struct subject_view *subject, struct grid *grid)
{
    (void)subject;
    grid_set_width(grid, "kind", 16, 40);
}

const struct subject_tab subject_tab_means = {
    .title = N_("Means"),
    .command = "subject.means",
    .arguments = "subject",
    .is_list = true,
    .empty = N_("No income, assets, consumption or other measure was reported."),
    .prepare = prepare,
};
