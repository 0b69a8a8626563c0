/* SPDX-License-Identifier: Apache-2.0 */
/* The commands every table has. */
#include "core/app_state.h"
#include "report/report.h"
#include "widget/grid_state.h"
#include "widget/overlay.h"

#include <string.h>

static void redraw(struct view *view)
{
    view_dirty(view);
}

/* The grid of the view at the time of the answer: it may have got another one since. */
static struct grid *grid_of(struct view *view)
{
    return view->ops->grid != NULL ? view->ops->grid(view) : NULL;
}

static void filter_changed(struct view *view, const char *text, void *data)
{
    (void)data;
    struct grid *grid = grid_of(view);
    if (grid == NULL) return;
    grid_filter(grid, text);
    redraw(view);
}

static void filter_done(struct view *view, const char *text, void *data)
{
    filter_changed(view, text != NULL ? text : data, NULL); /* cancelled: as it was */
}

static void find_changed(struct view *view, const char *text, void *data)
{
    (void)data;
    struct grid *grid = grid_of(view);
    if (grid == NULL || text == NULL) return;
    char *copy = g_strdup(text);
    g_free(grid->find);
    grid->find = copy;
    if (*text != '\0' && !grid_find_next(grid, 1, true)) app_toast(view->app, _("Not found: %s"), text);
    redraw(view);
}

static void find_step(struct grid *grid, struct view *view, int step)
{
    if (*grid->find == '\0')
        app_toast(view->app, "%s", _("Nothing was searched for yet. / finds."));
    else if (!grid_find_next(grid, step, false))
        app_toast(view->app, _("Not found: %s"), grid->find);
}

/* A column named by a click, else the one under the cursor. */
static guint column_of(const struct grid *grid, int argument)
{
    return argument >= 0 && (guint)argument < grid->columns->len ? (guint)argument : grid->column;
}

static void sort(struct grid *grid, int argument, bool add)
{
    if (grid->columns->len == 0) return;
    grid->column = column_of(grid, argument);
    const struct grid_column *column = grid_column_at(grid, grid->column);
    bool descending = false;
    for (size_t i = 0; i < grid->sort_count; i++)
        if (grid->sort[i].column == column->index) descending = !grid->sort[i].descending;
    (add ? grid_sort_add : grid_sort)(grid, column->column->id, descending);
    grid_fit(grid);
}

static void unhide(struct grid *grid)
{
    for (guint i = 0; i < grid->columns->len; i++)
        grid_column_at(grid, i)->hidden = false;
    grid_fit(grid);
}

static void hide(struct grid *grid, struct view *view)
{
    guint left = 0;
    for (guint i = 0; i < grid->columns->len; i++)
        left += !grid_column_at(grid, i)->hidden;
    if (left > 1)
        grid_hide(grid, grid_column_at(grid, grid->column)->column->id, true);
    else
        app_toast(view->app, "%s", _("The last column stays."));
}

/* Frozen columns take half of the width at the most: the others must still be seen. */
static void freeze(struct grid *grid, struct view *view)
{
    guint wish = grid->frozen == grid->column + 1 ? 0 : grid->column + 1;
    int width = 0;
    for (guint i = 0; i < wish; i++)
        width += grid_column_at(grid, i)->hidden ? 0 : grid_column_at(grid, i)->w + 1;
    if (width > grid->area.w / 2)
        app_toast(view->app, "%s", _("Frozen columns may take half of the width. Hide some first."));
    else
        grid->frozen = wish;
    grid_fit(grid);
}

static void mark(struct grid *grid)
{
    if (grid->shown == 0) return;
    grid_toggle_mark(grid, grid->cursor_key);
    grid_move(grid, (int64_t)grid->cursor + 1);
}

static void mark_all(struct grid *grid)
{
    bool none = grid_marked_count(grid) == 0;
    g_hash_table_remove_all(grid->marks);
    for (size_t i = 0; none && i < grid->shown; i++)
        grid_toggle_mark(grid, grid->source->row_key(grid->source->data, grid_source_row(grid, i)));
}

static void copy(struct grid *grid, struct view *view, bool rows)
{
    if (view->app->clipboard_off) {
        app_toast(view->app, "%s", _("Copying is switched off for this store."));
        return;
    }
    g_autofree char *text = rows ? grid_copy_rows(grid) : grid_copy_cell(grid);
    struct terminal *terminal = app_terminal(view->app);
    terminal->ops->clipboard(terminal, text);
    app_toast(view->app, "%s", _("Sent to the clipboard of the terminal (OSC 52)."));
}

/* ---- export ---------------------------------------------------------------------------------------------------------
 */

struct export
{
    struct table *table;
    char *title, *path;
    int64_t subject; /* whose file it is, 0 for none: the line in the log is about it */
};

static void export_free(gpointer data)
{
    struct export *export = data;
    table_free(export->table);
    g_free(export->title);
    g_free(export->path);
    g_free(export);
}

static bool export_run(struct session *session, void *data, GError **error)
{
    struct export *export = data;
    g_autofree char *digest = NULL;
    session->audited_subject = export->subject;
    return report_export_table(session, export->table, export->title, export->path, language_translate, &digest, error);
}

static void export_done(struct app *app, const struct job_result *result)
{
    const struct export *export = result->data;
    if (result->error != NULL)
        app_error(app, result->error);
    else
        app_toast(app, _("%zu rows written to %s"), table_row_count(export->table), export->path);
}

static void export_to(struct view *view, const char *path)
{
    struct grid *grid = grid_of(view);
    if (grid == NULL) return;
    struct export *export = g_new0(struct export, 1);
    export->table = grid_to_table(grid);
    export->subject = route_int(view->route, "subject", 0);
    export->title = g_strdup(grid->title != NULL ? grid->title : _("Table"));
    export->path = g_strdup(path);
    job_start(view->app, &(struct job_request){ .kind = 0,
                                                .lane = JOB_LONG,
                                                .asked = true,
                                                .title = N_("Export"),
                                                .run = export_run,
                                                .data = export,
                                                .free_data = export_free,
                                                .done = export_done });
}

static void export_over(struct view *view, bool yes, void *data)
{
    if (yes) export_to(view, data);
}

static void export_named(struct view *view, const char *path, void *data)
{
    (void)data;
    if (path == NULL || *path == '\0') return;
    char *file = g_str_has_suffix(path, ".xlsx") ? g_strdup(path) : g_strconcat(path, ".xlsx", NULL);
    if (g_file_test(file, G_FILE_TEST_EXISTS)) {
        confirm_open(view, _("This file is there already. Replace it?"), file, export_over, file, g_free);
        return;
    }
    export_to(view, file);
    g_free(file);
}

static void export_ask(struct grid *grid, struct view *view)
{
    char day[DATE_TEXT_SIZE];
    g_autofree char *name = g_strdup_printf("%s-%s.xlsx", view->ops->id, date_format(app_today(view->app), day));
    size_t rows = grid_marked_count(grid) > 0 ? grid_marked_count(grid) : grid->shown;
    g_autofree char *title = g_strdup_printf(_("Export %zu rows to file"), rows);
    prompt_open(view,
                &(struct prompt_options){ .title = title,
                                          .text = name,
                                          .hint = _("The rows, order and columns on the screen; masked as shown."),
                                          .history = "export",
                                          .done = export_named });
}

static void popup(struct view *view, const char *title, struct table *table)
{
    table_popup_open(view, title, table);
}

static bool looks_command(struct grid *grid, struct view *view, const char *id)
{
    if (strcmp(id, "table.filter") == 0) {
        prompt_open(view, &(struct prompt_options){ .title = _("Filter"),
                                                    .text = grid->filter,
                                                    .history = "filter",
                                                    .live = true,
                                                    .changed = filter_changed,
                                                    .done = filter_done,
                                                    .data = g_strdup(grid->filter),
                                                    .free_data = g_free });
    } else if (strcmp(id, "table.find") == 0) {
        prompt_open(
            view,
            &(struct prompt_options){
                .title = _("Find"), .history = "find", .live = true, .changed = find_changed, .done = find_changed });
    } else if (strcmp(id, "table.find_next") == 0) {
        find_step(grid, view, 1);
    } else if (strcmp(id, "table.find_previous") == 0) {
        find_step(grid, view, -1);
    } else if (strcmp(id, "table.count") == 0) {
        popup(view, _("Count"), grid_count_values(grid));
    } else if (strcmp(id, "table.describe") == 0) {
        popup(view, _("Describe"), grid_describe(grid));
    } else if (strcmp(id, "table.export") == 0) {
        export_ask(grid, view);
    } else {
        return false;
    }
    return true;
}

bool grid_command(struct grid *grid, struct view *view, const char *id, int argument)
{
    if (grid->source == NULL) return false;
    if (strcmp(id, "table.sort") == 0)
        sort(grid, argument, false);
    else if (strcmp(id, "table.sort_add") == 0)
        sort(grid, argument, true);
    else if (strcmp(id, "table.hide") == 0)
        hide(grid, view);
    else if (strcmp(id, "table.unhide") == 0)
        unhide(grid);
    else if (strcmp(id, "table.freeze") == 0)
        freeze(grid, view);
    else if (strcmp(id, "table.mark") == 0)
        mark(grid);
    else if (strcmp(id, "table.mark_all") == 0)
        mark_all(grid);
    else if (strcmp(id, "table.copy") == 0)
        copy(grid, view, false);
    else if (strcmp(id, "table.copy_row") == 0)
        copy(grid, view, true);
    else
        return looks_command(grid, view, id);
    return true;
}

const char *grid_why_not(const struct grid *grid, const char *command)
{
    static const char *const of_rows[] = { "table.mark",     "table.count",  "table.describe", "table.copy",
                                           "table.copy_row", "table.export", "table.open" };
    for (size_t i = 0; grid->shown == 0 && i < G_N_ELEMENTS(of_rows); i++)
        if (strcmp(command, of_rows[i]) == 0) return N_("There is no row here.");
    return NULL;
}
