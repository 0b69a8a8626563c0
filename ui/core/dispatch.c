/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to whoever answers it: link, view, key map, command; and from a command id to the view, the grid, the
 * core, and at last the door. */
#include "core/app_state.h"
#include "core/seat.h"
#include "widget/grid.h"
#include "widget/overlay.h"

#include <string.h>

/* Global commands that also work while an overlay is open; others would pile overlays up. */
static const char *const in_overlays[] = { "view.back",    "app.quit",  "app.cancel", "app.redraw", "app.suspend",
                                           "app.language", "app.mouse", "app.theme",  "lock" };

char *app_contexts(const struct view *view)
{
    if (view == NULL) return g_strdup("global");
    const char *own = view->ops->contexts != NULL ? view->ops->contexts : "";
    return g_strdup_printf("%s%s%s", own, view_grid(view) != NULL ? " grid" : "", " global");
}

static const char *command_of_key(struct app *app, struct view *view, struct keystroke key)
{
    g_autofree char *contexts = app_contexts(view);
    const char *command = keymap_find(app->keymap, contexts, keystroke_fold(key));
    if (command == NULL || view == NULL || !(view->ops->flags & VIEW_OVERLAY)) return command;
    g_autofree char *own = g_strdup_printf("%s%s", view->ops->contexts != NULL ? view->ops->contexts : "",
                                           view_grid(view) != NULL ? " grid" : "");
    if (keymap_find(app->keymap, own, keystroke_fold(key)) != NULL) return command;
    for (size_t i = 0; i < G_N_ELEMENTS(in_overlays); i++)
        if (strcmp(command, in_overlays[i]) == 0) return command;
    return NULL;
}

static bool view_event(struct view *view, const struct event *event)
{
    return view != NULL && view->ops->event != NULL && view->ops->event(view, event);
}

static bool grid_takes(struct view *view, const struct event *event)
{
    struct grid *grid = view_grid(view);
    return grid != NULL && grid_event(grid, event);
}

/* Keys that stand for a number ("1", "M-3") hand it to their command. */
static int argument_of_key(struct keystroke key)
{
    key = keystroke_fold(key);
    return key.code >= '1' && key.code <= '9' ? (int)(key.code - '1') : -1;
}

static void key_event(struct app *app, struct view *view, const struct event *event)
{
    const bool read = app->error != NULL && event->key.code == KEYCAP_ESCAPE && event->key.modifiers == 0;
    app->key = event->key;
    g_clear_pointer(&app->error, g_free);
    if (app->scripted) app_clear_toast(app);
    app->dirty = true;
    if (read) return; /* Esc takes one thing back: the message */
    drafts_touch(app);
    bool typing = view != NULL && view->ops->facts != NULL && (view->ops->facts(view) & FACT_TYPING) != 0;
    if (typing && view_event(view, event)) return;
    const char *command = command_of_key(app, view, event->key);
    if (command != NULL) {
        app_command(app, command, argument_of_key(event->key));
        return;
    }
    if (!typing && view_event(view, event)) return;
    grid_takes(view, event);
}

static void mouse_event(struct app *app, struct view *view, const struct event *event)
{
    int argument = -1;
    const char *command =
        event->mouse == MOUSE_PRESS ? canvas_link_at(app->canvas, event->x, event->y, &argument) : NULL;
    app->dirty = true;
    if (command != NULL) {
        app_command(app, command, argument);
        return;
    }
    if (view_event(view, event) || !grid_takes(view, event)) return;
    if (event->mouse == MOUSE_DOUBLE) app_command(app, "table.open", -1);
}

void app_event(struct app *app, const struct event *event)
{
    struct view *view = app_top(app);
    switch (event->kind) {
    case EVENT_KEY:
        key_event(app, view, event);
        break;
    case EVENT_MOUSE:
        mouse_event(app, view, event);
        break;
    case EVENT_PASTE:
        app->dirty = true;
        drafts_touch(app);
        if (!view_event(view, event)) app_toast(app, "%s", _("Pasted text is only taken where something is typed."));
        break;
    case EVENT_RESIZE:
    case EVENT_RESUME:
        app->dirty = app->relayout = true;
        break;
    case EVENT_HANGUP:
        app->quit = true;
        break;
    default:
        break;
    }
    app_sweep(app);
}

/* ---- commands -------------------------------------------------------------------------------------------------------
 */

static const char *remember_reason(struct app *app, const char *reason)
{
    if (reason == NULL) return NULL;
    g_free(app->why_not);
    app->why_not = phrase_expand(reason, language_translate);
    return app->why_not;
}

const char *app_why_not(struct app *app, const struct command *command)
{
    struct view *view = app_screen(app);
    const char *reason = command_why_not(command, app->session);
    if (reason == NULL && view != NULL && view->ops->why_not != NULL) reason = view->ops->why_not(view, command);
    struct grid *grid = view_grid(view);
    bool of_tables = g_str_has_prefix(command->id, "table.");
    if (reason == NULL && of_tables && grid == NULL) reason = N_("This screen has no table.");
    if (reason == NULL && of_tables && grid != NULL) reason = grid_why_not(grid, command->id);
    bool row = (grid != NULL && grid_row_count(grid) > 0) ||
               (view != NULL && view->ops->facts != NULL && (view->ops->facts(view) & FACT_ROW) != 0);
    if (reason == NULL && (command->needs & NEEDS_ROW) && !row) reason = N_("There is no row under the cursor.");
    return remember_reason(app, reason);
}

static bool view_command(struct view *view, const char *id, int argument)
{
    return view != NULL && view->ops->command != NULL && view->ops->command(view, id, argument);
}

static bool grid_does(struct view *view, const char *id, int argument)
{
    struct grid *grid = view_grid(view);
    return grid != NULL && grid_command(grid, view, id, argument);
}

static void hint_after(struct app *app, const struct command *command)
{
    if (command == NULL || command->hint == NULL || app->toast != NULL || app->error != NULL) return;
    g_autofree char *name = g_strconcat("hint ", command->id, NULL);
    guint shown = GPOINTER_TO_UINT(app_shared(app, name));
    if (shown >= 3) return; /* a hint taught three times is known or unwanted */
    app_set_shared(app, name, GUINT_TO_POINTER(shown + 1), NULL);
    app_toast(app, "%s", language_translate(command->hint));
}

void app_command(struct app *app, const char *id, int argument)
{
    const struct command *command = command_find(id);
    struct view *top = app_top(app);
    app->dirty = true;
    if (!seat_allows(app, id)) return;
    bool overlay = top != NULL && (top->ops->flags & VIEW_OVERLAY) != 0;
    if (command != NULL && !overlay) {
        const char *reason = app_why_not(app, command);
        if (reason != NULL) {
            app_toast(app, "%s: %s", language_translate(command->title), reason);
            return;
        }
    }
    if (view_command(top, id, argument) || grid_does(top, id, argument) || app_builtin(app, id, argument))
        hint_after(app, command);
    else if (command != NULL && command->run != NULL)
        app_command_with(app, command, arguments_new(command));
    else
        app_toast(app, _("Nothing to do here: %s"), command != NULL ? language_translate(command->title) : id);
    app_sweep(app);
}

/* ---- a command of the list, through the door ------------------------------------------------------------------------
 */

struct pending {
    const struct command *command;
    struct arguments *arguments;
    char *place; /* of the form's draft: it goes only when the command went well */
};

static void pending_free(gpointer data)
{
    struct pending *pending = data;
    arguments_free(pending->arguments);
    g_free(pending->place);
    g_free(pending);
}

static void answered(struct app *app, const struct job_result *result)
{
    struct job_answer *answer = result->data;
    if (result->error != NULL) {
        app_error(app, result->error);
        return;
    }
    app_drop_draft_at(app, answer->place);
    bool wrote = (answer->command->flags & COMMAND_WRITES) != 0;
    if (wrote) {
        app_toast(app, _("Done: %s"), language_translate(answer->command->title));
        app_refresh(app);
    }
    size_t rows = table_row_count(answer->table), facts = table_fact_count(answer->table);
    if (rows == 0 && (facts == 0 || wrote)) {
        if (!wrote) app_toast(app, _("Nothing found: %s"), language_translate(answer->command->title));
        if (facts == 0) return;
    }
    answer_open(app, answer->command, g_steal_pointer(&answer->table));
}

static void run_pending(struct app *app, struct pending *pending)
{
    job_run_command(app, pending->command, g_steal_pointer(&pending->arguments), pending->place, answered);
}

static void confirmed(struct view *view, bool yes, void *data)
{
    if (yes) run_pending(view->app, data);
}

/* Takes arguments and place over. */
static void run_complete(struct app *app, const struct command *command, struct arguments *arguments, char *place)
{
    struct pending *pending = g_new0(struct pending, 1);
    *pending = (struct pending){ command, arguments, place };
    struct view *view = app_screen(app);
    if ((command->flags & COMMAND_DANGER) && view != NULL) {
        const char *question =
            command->confirm != NULL ? language_translate(command->confirm) : language_translate(command->title);
        confirm_open(view, question, language_translate(command->title), confirmed, pending, pending_free);
        return;
    }
    run_pending(app, pending);
    pending_free(pending);
}

static void filled_in(struct view *view, struct arguments *arguments, void *data)
{
    struct pending *pending = data;
    if (arguments != NULL) run_complete(view->app, pending->command, arguments, g_steal_pointer(&pending->place));
}

/* What the view knows: the subject on the screen, the account under the cursor. */
static void take_from_view(struct view *view, const struct command *command, struct arguments *arguments)
{
    if (view == NULL || view->ops->argument == NULL || command->arguments == NULL) return;
    for (const struct argument *argument = command->arguments; argument->name != NULL; argument++) {
        if (arguments_has(arguments, argument->name)) continue;
        g_autofree char *value = view->ops->argument(view, argument->name);
        if (value != NULL) arguments_set(arguments, argument->name, value, NULL);
    }
}

void app_command_with(struct app *app, const struct command *command, struct arguments *arguments)
{
    struct view *view = app_screen(app);
    const char *reason = app_why_not(app, command);
    if (reason != NULL || command->run == NULL) {
        app_toast(app, "%s: %s", language_translate(command->title),
                  reason != NULL ? reason : _("only on its own screen"));
        arguments_free(arguments);
        return;
    }
    take_from_view(view, command, arguments);
    if (arguments_complete(arguments, NULL)) {
        run_complete(app, command, arguments, NULL);
        return;
    }
    struct pending *pending = g_new0(struct pending, 1);
    *pending = (struct pending){ command, NULL, form_place(command, arguments) };
    form_open(view, command, arguments, filled_in, pending, pending_free);
}
