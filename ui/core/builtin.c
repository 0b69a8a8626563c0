/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the workstation itself. */
#include "core/app_state.h"
#include "core/seat.h"
#include "widget/grid.h"
#include "widget/overlay.h"

#include <string.h>

static void leave(struct view *view, bool yes, void *data)
{
    (void)data;
    if (yes) view->app->quit = true;
}

static bool has_unsaved(struct app *app)
{
    for (guint i = 0; i < app->workspaces->len; i++) {
        const struct workspace *workspace = app->workspaces->pdata[i];
        for (guint k = 0; k < workspace->views->len; k++) {
            const struct view *view = workspace->views->pdata[k];
            if (view->ops->facts != NULL && (view->ops->facts(view) & FACT_UNSAVED) != 0) return true;
        }
    }
    return false;
}

/* Asks only when something would be lost. */
static void quit(struct app *app, int argument)
{
    (void)argument;
    struct view *view = app_screen(app);
    const char *question = jobs_would_be_lost(app->jobs) ? _("Work is still running. Leave and cancel it?")
                           : has_unsaved(app)            ? _("Something is not sent yet. Leave? It is kept as a draft.")
                                                         : NULL;
    if (question == NULL || view == NULL || view == seat_gate(app))
        app->quit = true;
    else
        confirm_open(view, question, NULL, leave, NULL, NULL);
}

static void next_language(struct app *app, int argument)
{
    (void)argument;
    const char *code = strcmp(language_code(), "zh") == 0 ? "en" : "zh";
    language_set(code);
    g_free(app->session->language);
    app->session->language = g_strdup(code);
    app_forget_footer(app);
    app->relayout = true;
    app_refresh(app); /* texts made by workers (furnishers, labels) are in the old language */
}

static void next_theme(struct app *app, int argument)
{
    (void)argument;
    const char *const *names = theme_names();
    size_t at = 0;
    while (names[at] != NULL && strcmp(names[at], theme_name(app->theme)) != 0)
        at++;
    const char *name = names[at] != NULL && names[at + 1] != NULL ? names[at + 1] : names[0];
    g_autoptr(GError) error = NULL;
    struct theme *theme = theme_load(name, &error);
    if (theme == NULL) {
        app_error(app, error);
        return;
    }
    theme_free(app->theme);
    app->theme = theme;
    app_toast(app, _("Theme: %s"), name);
    app->terminal->ops->forget(app->terminal); /* the cells are the same, their looks are not */
    app->dirty = true;
}

static void suspend(struct app *app, int argument)
{
    (void)argument;
    app->terminal->ops->suspend(app->terminal);
}

static void redraw(struct app *app, int argument)
{
    (void)argument;
    app->terminal->ops->forget(app->terminal);
    app->dirty = app->relayout = true;
}

static void mouse(struct app *app, int argument)
{
    (void)argument;
    app->mouse_off = !app->mouse_off;
    app->terminal->ops->mouse(app->terminal, !app->mouse_off);
    app_toast(app, "%s",
              app->mouse_off ? _("The mouse belongs to the terminal now.") : _("The mouse belongs to Bureau again."));
}

static void cancel(struct app *app, int argument)
{
    (void)argument;
    if (job_cancel_newest(app, app_screen(app)) || job_cancel_newest(app, NULL)) return;
    app_toast(app, "%s", _("Nothing is running. Ctrl+Q leaves Bureau."));
}

static void cancel_picked(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value != NULL) jobs_cancel_id(view->app, g_ascii_strtoull(value, NULL, 10));
}

static void show_jobs(struct app *app, int argument)
{
    (void)argument;
    g_autoptr(GPtrArray) lines = jobs_list(app->jobs);
    struct view *view = app_screen(app);
    if (lines->len == 0 || view == NULL) {
        app_toast(app, "%s", _("Nothing is running."));
        return;
    }
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (guint i = 0; i < lines->len; i++) {
        const struct job_line *line = lines->pdata[i];
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(line->text);
        item->detail = g_strdup(_("Enter cancels"));
        item->value = g_strdup_printf("%" G_GUINT64_FORMAT, line->id);
        g_ptr_array_add(items, item);
    }
    picker_open(view, _("Running jobs"), items, cancel_picked, NULL, NULL);
}

static void show_messages(struct app *app, int argument)
{
    (void)argument;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = app->messages->len; i > 0; i--)
        g_string_append_printf(text, "%s\n", (const char *)app->messages->pdata[i - 1]);
    if (text->len == 0) g_string_append(text, _("No message yet."));
    if (app_screen(app) != NULL) text_popup_open(app_screen(app), _("Messages, newest first"), text->str);
}

static void abandon(struct view *view, bool yes, void *data)
{
    (void)data;
    if (yes) app_back(view->app);
}

/* One thing back: overlay, filter, marks, screen. Never the program. */
static void back(struct app *app, int argument)
{
    (void)argument;
    struct view *view = app_top(app);
    if (view != NULL && view == seat_gate(app)) return;
    bool screen = view != NULL && (view->ops->flags & VIEW_OVERLAY) == 0;
    struct grid *grid = screen ? view_grid(view) : NULL;
    if (grid != NULL && *grid_filter_text(grid) != '\0')
        grid_filter(grid, NULL);
    else if (grid != NULL && grid_marked_count(grid) > 0)
        grid_command(grid, view, "table.mark_all", -1);
    else if (screen && view->ops->facts != NULL && (view->ops->facts(view) & FACT_UNSAVED) != 0)
        confirm_open(view, _("Something here is not saved. Leave and lose it?"), NULL, abandon, NULL, NULL);
    else
        app_back(app);
}

static void forward(struct app *app, int argument)
{
    (void)argument;
    app_forward(app);
}

static void read_again(struct app *app, int argument)
{
    (void)argument;
    struct view *view = app_screen(app);
    if (view == NULL || view->ops->refresh == NULL) return;
    view->ops->refresh(view); /* asked for: a look of its own */
    view_relayout(view);
}

static void workspace_open(struct app *app, int argument)
{
    (void)argument;
    if (app->options->screens != NULL && app->options->screens[0] != NULL)
        app_go_workspace(app, route_new(app->options->screens[0]->id));
}

static void workspace_close(struct app *app, int argument)
{
    (void)argument;
    if (!app_close_workspace(app)) app_toast(app, "%s", _("The last workspace stays. Ctrl+Q leaves Bureau."));
}

static void workspace_go(struct app *app, int argument)
{
    app_show_workspace(app, argument >= 0 ? (guint)argument : (app->workspace + 1) % MAX(app->workspaces->len, 1));
}

static void password(struct app *app, int argument)
{
    (void)argument;
    password_open(app);
}

static void lock(struct app *app, int argument)
{
    (void)argument;
    app_lock(app);
}

static void palette(struct app *app, int argument)
{
    (void)argument;
    palette_open(app);
}

static void help(struct app *app, int argument)
{
    (void)argument;
    help_open(app);
}

static const struct {
    const char *id;
    void (*run)(struct app *app, int argument);
} builtins[] = {
    { "app.palette", palette },
    { "app.help", help },
    { "app.quit", quit },
    { "lock", lock },
    { "session.password", password },
    { "app.language", next_language },
    { "app.theme", next_theme },
    { "app.suspend", suspend },
    { "app.redraw", redraw },
    { "app.mouse", mouse },
    { "app.cancel", cancel },
    { "app.jobs", show_jobs },
    { "app.errors", show_messages },
    { "view.back", back },
    { "view.forward", forward },
    { "view.refresh", read_again },
    { "workspace.new", workspace_open },
    { "workspace.close", workspace_close },
    { "workspace.go", workspace_go },
};

bool app_builtin(struct app *app, const char *id, int argument)
{
    for (size_t i = 0; i < G_N_ELEMENTS(builtins); i++) {
        if (strcmp(builtins[i].id, id) != 0) continue;
        builtins[i].run(app, argument);
        return true;
    }
    return false;
}
