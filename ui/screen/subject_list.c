/* SPDX-License-Identifier: Apache-2.0 */
/* Tabs that are a list: one look through the door, one grid. What differs between them is in their own files. */
#include "screen/subject_view.h"

#include <string.h>

void subject_list_show(struct subject_view *subject, size_t tab)
{
    const struct subject_tab *of = subject_tab_at(tab);
    if (of->command == NULL || subject->asked[tab]) return;
    subject->asked[tab] = true;
    g_clear_pointer(&subject->refused[tab], g_free);
    if (of->is_list && subject->grids[tab] == NULL) {
        struct grid *grid = grid_new();
        subject->grids[tab] = grid;
        grid_set_empty(grid, _("Loading"));
        grid_set_title(grid, _(of->title));
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject->subject);
    /* kinds from 16 on are the tabs' looks */
    look_start(&subject->view, 16 + (int)tab, N_("Reading"),
               look_new(of->command, subject->as_of, subject->reveal, of->arguments, number, NULL));
}

void subject_list_take(struct subject_view *subject, size_t tab, struct table *table)
{
    const struct subject_tab *of = subject_tab_at(tab);
    struct grid *grid = subject->grids[tab];
    if (grid == NULL) {
        table_free(table);
        return;
    }
    if (of->shape != NULL) table = of->shape(subject, table);
    /* an answer may lack the column when it has no rows at all */
    const char *key = of->key != NULL && column_index(table, of->key) >= 0 ? of->key : NULL;
    grid_set_source(grid, source_of_table(table, key));
    grid_set_empty(grid, _(of->empty));
    if (!subject->there[tab] && of->prepare != NULL)
        of->prepare(subject, grid); /* once: what a person hid or showed since stays */
    if (!subject->there[tab] && subject->tab == tab) grid_restore(grid, subject->view.route);
    subject->there[tab] = true;
}

void subject_list_refused(struct subject_view *subject, size_t tab, const GError *error)
{
    g_autofree char *why = bureau_error_message(error, language_translate);
    g_autofree char *next = bureau_error_next(error, language_translate);
    g_free(subject->refused[tab]);
    subject->refused[tab] =
        g_strdup_printf("%s. %s %s", why, next != NULL ? next : "", _("The attempt stands in the log."));
}

const struct cell *subject_list_cell(const struct subject_view *subject, const char *column, struct cell *cell)
{
    const struct grid *grid = subject->grids[subject->tab];
    if (grid == NULL || grid_row_count(grid) == 0 || !grid_value(grid, grid_row(grid), column, cell) || cell->is_null)
        return NULL;
    return cell;
}
