/* SPDX-License-Identifier: Apache-2.0 */
/* Where views live: stacks in workspaces, overlays above them. A view closed while it handles an event is freed only
 * after the event, so a view may close itself. */
#include "core/app_state.h"
#include "core/seat.h"

#include <string.h>

#define SMALL_W 60
#define SMALL_H 16

static void view_free(gpointer data)
{
    struct view *view = data;
    if (view->veil != NULL) view_free(view->veil);
    jobs_forget_view(view->app->jobs, view->id);
    if (view->ops->close != NULL) view->ops->close(view);
    route_free(view->route);
    g_free(view);
}

static void workspace_free(gpointer data)
{
    struct workspace *workspace = data;
    g_ptr_array_unref(workspace->views);
    g_ptr_array_unref(workspace->forward);
    g_free(workspace);
}

static struct workspace *workspace_new(void)
{
    struct workspace *workspace = g_new0(struct workspace, 1);
    workspace->views = g_ptr_array_new_with_free_func(view_free);
    workspace->forward = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
    return workspace;
}

GPtrArray *workspaces_new(void)
{
    return g_ptr_array_new_with_free_func(workspace_free);
}

void view_dirty(struct view *view)
{
    view->app->dirty = true;
}

void view_relayout(struct view *view)
{
    view->app->dirty = view->app->relayout = true;
}

struct grid *view_grid(const struct view *view)
{
    return view != NULL && view->ops->grid != NULL ? view->ops->grid(view) : NULL;
}

struct workspace *app_workspace(struct app *app)
{
    return app->workspaces->len > 0 ? app->workspaces->pdata[app->workspace] : NULL;
}

static struct view *last_of(const GPtrArray *views)
{
    return views->len > 0 ? views->pdata[views->len - 1] : NULL;
}

/* What of a view is seen and has the keys. */
static struct view *face_of(struct view *view)
{
    return view != NULL && view->veil != NULL ? view->veil : view;
}

struct view *app_screen(struct app *app)
{
    struct view *gate = seat_gate(app);
    if (gate != NULL) return gate;
    struct workspace *workspace = app_workspace(app);
    return workspace != NULL ? face_of(last_of(workspace->views)) : NULL;
}

struct view *app_top(struct app *app)
{
    struct view *overlay = last_of(app->overlays);
    return overlay != NULL ? overlay : app_screen(app);
}

struct view *view_find(struct app *app, uint64_t id)
{
    if (seat_gate(app) != NULL && seat_gate(app)->id == id) return seat_gate(app);
    for (guint i = 0; i < app->workspaces->len; i++) {
        const struct workspace *workspace = app->workspaces->pdata[i];
        for (guint k = 0; k < workspace->views->len; k++) {
            struct view *view = workspace->views->pdata[k];
            if (view->id == id) return view;
            if (view->veil != NULL && view->veil->id == id) return view->veil;
        }
    }
    for (guint i = 0; i < app->overlays->len; i++)
        if (((struct view *)app->overlays->pdata[i])->id == id) return app->overlays->pdata[i];
    return NULL;
}

static const struct view_ops *find_screen(const struct app *app, const char *id)
{
    for (size_t i = 0; app->options->screens != NULL && app->options->screens[i] != NULL; i++)
        if (strcmp(app->options->screens[i]->id, id) == 0) return app->options->screens[i];
    return NULL;
}

/* Takes the route. NULL when the view refused to open; the error is shown. */
static struct view *view_make(struct app *app, const struct view_ops *ops, struct route *route)
{
    struct view *view = g_malloc0(MAX(ops->size, sizeof(struct view)));
    view->ops = ops;
    view->app = app;
    view->id = ++app->next_view;
    view->route = route;
    view->area = (ops->flags & VIEW_PLAIN) ? canvas_area(app->canvas) : app_body(app);
    g_autoptr(GError) error = NULL;
    if (ops->open == NULL || ops->open(view, route, &error)) return view;
    if (error != NULL) app_error(app, error);
    view_free(view);
    return NULL;
}

static bool push(struct app *app, struct workspace *workspace, struct route *route)
{
    const struct view_ops *ops = find_screen(app, route_view(route));
    if (ops == NULL) {
        g_autoptr(GError) error = NULL;
        bureau_error_set(&error, BUREAU_ERROR_NOT_FOUND, N_("There is no screen \"{1}\"."),
                         N_("The palette (Ctrl+P) lists what there is."), route_view(route), NULL);
        app_error(app, error);
        route_free(route);
        return false;
    }
    struct view *view = view_make(app, ops, route);
    if (view == NULL) return false;
    g_ptr_array_add(workspace->views, view);
    app->dirty = app->relayout = true;
    return true;
}

struct view *app_push_view(struct app *app, const struct view_ops *ops, struct route *route)
{
    struct workspace *workspace = app_workspace(app);
    struct view *view = workspace != NULL ? view_make(app, ops, route) : NULL;
    if (view == NULL) return NULL;
    g_ptr_array_add(workspace->views, view);
    app->dirty = app->relayout = true;
    return view;
}

bool app_go(struct app *app, struct route *route)
{
    struct workspace *workspace = app_workspace(app);
    if (workspace == NULL) return app_go_workspace(app, route);
    g_ptr_array_set_size(workspace->forward, 0);
    return push(app, workspace, route);
}

bool app_return_to(struct app *app, const char *screen)
{
    struct workspace *workspace = app_workspace(app);
    guint at = workspace != NULL ? workspace->views->len : 0;
    while (at > 0 && strcmp(((struct view *)workspace->views->pdata[at - 1])->ops->id, screen) != 0) {
        const struct view *above = workspace->views->pdata[--at];
        if (above->ops->facts != NULL && (above->ops->facts(above) & FACT_UNSAVED) != 0) return false;
    }
    if (at == 0) return false;
    while (workspace->views->len > at)
        app_close(workspace->views->pdata[workspace->views->len - 1]);
    g_ptr_array_set_size(workspace->forward, 0);
    return true;
}

bool app_go_workspace(struct app *app, struct route *route)
{
    struct workspace *workspace = workspace_new();
    if (!push(app, workspace, route)) {
        workspace_free(workspace);
        return false;
    }
    g_ptr_array_add(app->workspaces, workspace);
    app->workspace = app->workspaces->len - 1;
    return true;
}

struct view *app_overlay(struct app *app, const struct view_ops *ops, struct route *route)
{
    struct view *view = view_make(app, ops, route != NULL ? route : route_new(ops->id));
    if (view == NULL) return NULL;
    g_ptr_array_add(app->overlays, view);
    app->dirty = app->relayout = true;
    return view;
}

struct view *view_set_veil(struct view *view, const struct view_ops *ops)
{
    struct app *app = view->app;
    if (view->veil != NULL && view->veil->ops == ops) return view->veil;
    if (view->veil != NULL) g_ptr_array_add(app->closing, g_steal_pointer(&view->veil));
    app->dirty = app->relayout = true;
    if (ops == NULL) return NULL;
    view->veil = view_make(app, ops, route_copy(view->route));
    if (view->veil != NULL) view->veil->behind = view;
    return view->veil;
}

static bool take_out(GPtrArray *views, struct view *view)
{
    guint index;
    if (!g_ptr_array_find(views, view, &index)) return false;
    g_ptr_array_steal_index(views, index);
    return true;
}

void app_close(struct view *view)
{
    struct app *app = view->app;
    if (view->behind != NULL) view = view->behind;
    bool found = take_out(app->overlays, view);
    for (guint i = 0; !found && i < app->workspaces->len; i++)
        found = take_out(((struct workspace *)app->workspaces->pdata[i])->views, view);
    if (!found) return;
    g_ptr_array_add(app->closing, view);
    app->dirty = app->relayout = true;
}

void app_sweep(struct app *app)
{
    while (app->closing->len > 0)
        view_free(g_ptr_array_steal_index(app->closing, app->closing->len - 1));
    for (guint i = app->workspaces->len; i > 0 && app->workspaces->len > 1; i--) /* emptied by app_close() */
        if (((struct workspace *)app->workspaces->pdata[i - 1])->views->len == 0) {
            g_ptr_array_remove_index(app->workspaces, i - 1);
            if (app->workspace >= i) app->workspace--;
        }
    app->workspace = MIN(app->workspace, app->workspaces->len > 0 ? app->workspaces->len - 1 : 0);
}

void app_back(struct app *app)
{
    struct view *overlay = last_of(app->overlays);
    struct workspace *workspace = app_workspace(app);
    if (overlay != NULL) {
        app_close(overlay);
    } else if (workspace != NULL && workspace->views->len > 1) {
        struct view *view = last_of(workspace->views);
        app_drop_draft(view);
        struct route *route = route_copy(view->route);
        if (view->ops->save != NULL) view->ops->save(view, route);
        if (strcmp(view->ops->id, "answer") == 0) /* what was answered once is not there to come back to */
            route_free(route);
        else
            g_ptr_array_add(workspace->forward, route);
        app_close(view);
    } else {
        app_toast(app, "%s", _("This is the first screen. Ctrl+Q leaves Bureau."));
    }
}

void app_forward(struct app *app)
{
    struct workspace *workspace = app_workspace(app);
    if (workspace == NULL || workspace->forward->len == 0) {
        app_toast(app, "%s", _("There is no screen to go forward to."));
        return;
    }
    push(app, workspace, g_ptr_array_steal_index(workspace->forward, workspace->forward->len - 1));
}

bool app_close_workspace(struct app *app)
{
    if (app->workspaces->len < 2) return false;
    struct workspace *workspace = app_workspace(app);
    while (workspace->views->len > 0)
        app_close(last_of(workspace->views));
    return true;
}

void app_show_workspace(struct app *app, guint index)
{
    if (index >= app->workspaces->len) {
        app_toast(app, _("There is no workspace %u. Ctrl+T opens one."), index + 1);
        return;
    }
    app->workspace = index;
    app->dirty = app->relayout = true;
}

void app_close_everything(struct app *app)
{
    while (app->overlays->len > 0)
        app_close(last_of(app->overlays));
    app_sweep(app);
    g_ptr_array_set_size(app->workspaces, 0);
}

bool app_is_small(const struct app *app)
{
    struct rect area = canvas_area(app->canvas);
    return area.w < SMALL_W || area.h < SMALL_H;
}

struct rect app_body(const struct app *app)
{
    struct rect area = canvas_area(app->canvas);
    rect_cut_top(&area, 2);
    rect_cut_bottom(&area, 2);
    return area;
}

static void place(struct app *app, struct view *view)
{
    view->area = (view->ops->flags & (VIEW_PLAIN | VIEW_OVERLAY)) ? canvas_area(app->canvas) : app_body(app);
    if (view->ops->layout != NULL) view->ops->layout(view, view->area);
}

void app_place_views(struct app *app)
{
    struct view *screen = app_screen(app);
    app->relayout = false;
    if (screen != NULL) place(app, screen);
    for (guint i = 0; i < app->overlays->len; i++)
        place(app, app->overlays->pdata[i]);
}
