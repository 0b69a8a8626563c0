/* SPDX-License-Identifier: Apache-2.0 */
/* Where one was: the routes of all workspaces, written when the program ends and opened again at the next start, and
 * kept in memory over a lock. A file a store and user under $XDG_STATE_HOME/bureau. Routes hold ids and settings only,
 * so no name ever stands there, not even the user's. */
#include "core/app_state.h"

#include <glib/gstdio.h>
#include <string.h>

static char *path_of(const struct app *app)
{
    if (app->store == NULL) return NULL;
    g_autofree char *whose =
        g_strdup_printf("%s\n%s", app->store, app->session->user != NULL ? app->session->user : "");
    g_autofree char *name = g_compute_checksum_for_string(G_CHECKSUM_SHA256, whose, -1);
    name[16] = '\0';
    return g_build_filename(g_get_user_state_dir(), "bureau", name, NULL);
}

static void append_view(GString *text, const struct view *view, bool first)
{
    g_autoptr(route_t) route = route_copy(view->route);
    if (view->ops->save != NULL) view->ops->save(view, route);
    g_autofree char *line = route_format(route);
    g_string_append_printf(text, "%s %s\n", first ? "workspace" : "view", line);
}

char *session_text(struct app *app)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < app->workspaces->len; i++) {
        const struct workspace *workspace = app->workspaces->pdata[i];
        bool first = true;
        for (guint k = 0; k < workspace->views->len; k++) {
            const struct view *view = workspace->views->pdata[k];
            if (strcmp(view->ops->id, "answer") == 0) continue; /* an answer is asked for again, not kept */
            append_view(text, view, first);
            first = false;
        }
    }
    return g_string_free(text, FALSE);
}

void session_file_save(struct app *app)
{
    g_autofree char *path = path_of(app);
    if (path == NULL || app->workspaces->len == 0) return; /* locked: it was written then */
    g_autofree char *text = session_text(app);
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0700) != 0) return; /* not worth an error at the door */
    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

bool session_open(struct app *app, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        bool workspace = g_str_has_prefix(lines[i], "workspace ");
        if (!workspace && !g_str_has_prefix(lines[i], "view ")) continue;
        struct route *route = route_parse(strchr(lines[i], ' ') + 1);
        if (route == NULL) continue;
        if (workspace)
            app_go_workspace(app, route);
        else
            app_go(app, route);
    }
    g_clear_pointer(&app->error, g_free); /* a screen that is no more is no news */
    return app->workspaces->len > 0;
}

bool session_file_restore(struct app *app)
{
    g_autofree char *path = path_of(app), *text = NULL;
    return path != NULL && g_file_get_contents(path, &text, NULL, NULL) && session_open(app, text);
}
