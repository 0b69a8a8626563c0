/* SPDX-License-Identifier: Apache-2.0 */
/* The life of the workstation: make the parts, run, put everything away; and what screens ask of it. */
#include "core/app_state.h"
#include "core/seat.h"

#include <string.h>

struct shared {
    void *data;
    GDestroyNotify free_data;
};

static void shared_free(gpointer data)
{
    struct shared *shared = data;
    if (shared->free_data != NULL) shared->free_data(shared->data);
    g_free(shared);
}

void app_set_shared(struct app *app, const char *name, void *data, GDestroyNotify free_data)
{
    struct shared *shared = g_new0(struct shared, 1);
    *shared = (struct shared){ data, free_data };
    g_hash_table_replace(app->shared, g_strdup(name), shared);
}

void *app_shared(struct app *app, const char *name)
{
    const struct shared *shared = g_hash_table_lookup(app->shared, name);
    return shared != NULL ? shared->data : NULL;
}

struct session *app_session(struct app *app)
{
    return app->session;
}

const char *app_language(const struct app *app)
{
    (void)app;
    return language_code();
}

struct terminal *app_terminal(struct app *app)
{
    return app->terminal;
}

const struct theme *app_theme(const struct app *app)
{
    return app->theme;
}

int64_t app_now(const struct app *app)
{
    return session_now(app->session);
}

struct date app_today(const struct app *app)
{
    return session_today(app->session);
}

char *app_key_of(struct app *app, const char *command_id)
{
    g_autofree char *contexts = app_contexts(app_screen(app));
    g_autofree char *key = keymap_key_of(app->keymap, contexts, command_id);
    return keystroke_label(key);
}

void app_each_view(struct app *app, void (*each)(struct view *view, void *data), void *data)
{
    for (guint i = 0; i < app->workspaces->len; i++) {
        const struct workspace *workspace = app->workspaces->pdata[i];
        for (guint k = 0; k < workspace->views->len; k++)
            each(workspace->views->pdata[k], data);
    }
}

static void refresh_one(struct view *view, void *data)
{
    (void)data;
    if (view->ops->refresh != NULL) view->ops->refresh(view);
}

static void refresh_all(struct app *app, bool again)
{
    app->session->again = again; /* the jobs that start below carry it */
    app->refreshing = true;
    watch_look(app); /* before the screens read, so that no commit falls between */
    app_each_view(app, refresh_one, NULL);
    app->session->again = false;
    app->dirty = app->relayout = true;
}

void app_refresh(struct app *app)
{
    refresh_all(app, true);
}

void app_look_again(struct app *app)
{
    refresh_all(app, false);
}

/* ---- making and unmaking --------------------------------------------------------------------------------------------
 */

static const char *theme_wanted(const struct app_options *options)
{
    const char *no_colour = g_getenv("NO_COLOR"), *named = g_getenv("BUREAU_THEME");
    if (options->theme != NULL) return options->theme;
    if (no_colour != NULL && *no_colour != '\0') return "mono";
    return named != NULL && *named != '\0' ? named : "dark";
}

static enum depth depth_wanted(const struct app_options *options)
{
    return options->depth == 1 ? DEPTH_MONO : options->depth == 16 ? DEPTH_16 : DEPTH_256;
}

static struct terminal *open_terminal(const struct app_options *options, GError **error)
{
    if (options->script == NULL) return term_curses_open(error);
    return term_null_open(options->columns > 0 ? options->columns : 80, options->rows > 0 ? options->rows : 24,
                          depth_wanted(options));
}

static void app_free(struct app *app)
{
    asking_withdraw(app);
    if (app->jobs != NULL) jobs_drop(app->jobs, true);
    if (app->workspaces != NULL) app_close_everything(app);
    seat_free(app);
    if (app->jobs != NULL) jobs_free(app->jobs);
    drafts_free(app->drafts);
    asking_free(app->asking);
    term_close(app->terminal);
    app_forget_footer(app);
    canvas_free(app->canvas);
    theme_free(app->theme);
    keymap_free(app->keymap);
    g_clear_pointer(&app->workspaces, g_ptr_array_unref);
    g_clear_pointer(&app->overlays, g_ptr_array_unref);
    g_clear_pointer(&app->closing, g_ptr_array_unref);
    g_clear_pointer(&app->messages, g_ptr_array_unref);
    g_clear_pointer(&app->shared, g_hash_table_unref);
    g_clear_pointer(&app->histories, g_hash_table_unref);
    g_free(app->toast);
    g_free(app->error);
    g_free(app->why_not);
    g_free(app->store);
    g_free(app);
}

static bool load_parts(struct app *app, GError **error)
{
    app->theme = theme_load(theme_wanted(app->options), error);
    if (app->theme == NULL) return false;
    app->keymap = keymap_new();
    return keymap_add_catalogue(app->keymap, catalogue, catalogue_size, error) && keymap_add_user(app->keymap, error);
}

static struct app *app_new(const struct app_options *options, GError **error)
{
    struct app *app = g_new0(struct app, 1);
    const char *glyphs = g_getenv("BUREAU_GLYPHS");
    app->options = options;
    app->session = options->session;
    app->store = g_strdup(options->store);
    app->scripted = options->script != NULL;
    app->seen_change = -1;
    app->ascii = options->ascii || g_strcmp0(glyphs, "ascii") == 0;
    app->workspaces = workspaces_new();
    app->overlays = g_ptr_array_new();
    app->closing = g_ptr_array_new();
    app->messages = g_ptr_array_new_with_free_func(g_free);
    app->shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, shared_free);
    app->histories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    if (!load_parts(app, error) || (app->terminal = open_terminal(options, error)) == NULL) {
        app_free(app);
        return NULL;
    }
    int columns, rows;
    app->terminal->ops->size(app->terminal, &columns, &rows);
    app->canvas = canvas_new(columns, rows);
    canvas_set_ascii(app->canvas, app->ascii);
    app->jobs = jobs_new(app);
    app->drafts = drafts_new();
    app->asking = asking_new(app);
    app->seat = seat_new(app);
    return app;
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

bool app_start_views(struct app *app)
{
    if (app->options->start != NULL) {
        struct route *route = route_parse(app->options->start);
        return route != NULL && app_go(app, route);
    }
    if (!app->scripted && session_file_restore(app)) return true;
    return app->options->screens != NULL && app->options->screens[0] != NULL &&
           app_go(app, route_new(app->options->screens[0]->id));
}

int app_run(const struct app_options *options, GError **error)
{
    if (options->session->language != NULL) language_set(options->session->language);
    struct app *app = app_new(options, error);
    if (app == NULL) return *error != NULL ? bureau_error_exit_code(*error) : BUREAU_ERROR_STORE;
    if (!seat_begin(app, error)) {
        app_free(app);
        return bureau_error_exit_code(*error);
    }
    if (options->ready != NULL) options->ready(app);
    if (options->script != NULL)
        script_run(app, options->script);
    else
        app_loop(app);
    if (!app->scripted) session_file_save(app);
    seat_end(app);
    int code = app->exit_code;
    if (seat_failure(app, error)) code = bureau_error_exit_code(*error);
    app_free(app);
    return code;
}
