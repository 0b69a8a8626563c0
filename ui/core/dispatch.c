/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to whoever answers it: link, view, key map, command; and from a command id to the view, the grid, the
 * core, and at last the door. */
#include "core/app_state.h"
#include "core/seat.h"
#include "widget/form_words.h"
#include "widget/grid.h"
#include "widget/overlay.h"

#include <string.h>

/* Global commands that also work while an overlay is open; others would pile overlays up. */
static const char *const in_overlays[] = { "view.back",    "app.quit",  "app.cancel", "app.redraw", "app.suspend",
                                           "app.language", "app.mouse", "app.theme",  "lock" };

static bool works_anywhere(const char *command)
{
    for (size_t i = 0; i < G_N_ELEMENTS(in_overlays); i++)
        if (strcmp(command, in_overlays[i]) == 0) return true;
    return false;
}

char *app_own_contexts(const struct view *view)
{
    const char *own = view->ops->contexts != NULL ? view->ops->contexts : "";
    const char *now = view->ops->context != NULL ? view->ops->context(view) : NULL;
    return now != NULL ? g_strdup_printf("%s %s", now, own) : g_strdup(own);
}

char *app_contexts(const struct view *view)
{
    if (view == NULL) return g_strdup("global");
    g_autofree char *own = app_own_contexts(view);
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
    return works_anywhere(command) ? command : NULL;
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
    const bool unseen = app_is_small(app) && view != seat_gate(app);
    bool typing = !unseen && view != NULL && view->ops->facts != NULL && (view->ops->facts(view) & FACT_TYPING) != 0;
    if (typing && view_event(view, event)) return;
    const char *command = command_of_key(app, view, event->key);
    if (command != NULL) {
        app_command(app, command, argument_of_key(event->key));
        return;
    }
    if (unseen || (!typing && view_event(view, event))) return;
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
        if (!app_is_small(app) || view == seat_gate(app)) mouse_event(app, view, event);
        break;
    case EVENT_PASTE:
        app->dirty = true;
        drafts_touch(app);
        if (app_is_small(app) && view != seat_gate(app)) break;
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

/* The screen whose keys name the command; NULL when there is none. */
static const char *home_of(const struct app *app, const struct command *command)
{
    if (command == NULL || command->keys == NULL || app->options->screens == NULL) return NULL;
    g_autofree char *context = g_strndup(command->keys, strcspn(command->keys, ":"));
    for (guint i = 0; app->options->screens[i] != NULL; i++) {
        const struct view_ops *ops = app->options->screens[i];
        g_auto(GStrv) contexts = g_strsplit(ops->contexts != NULL ? ops->contexts : "", " ", -1);
        if (ops->title != NULL && g_strv_contains((const char *const *)contexts, context))
            return language_translate(ops->title);
    }
    return NULL;
}

static void nothing_here(struct app *app, const struct command *command, const char *id)
{
    const char *home = home_of(app, command), *title = command != NULL ? language_translate(command->title) : id;
    if (home != NULL)
        app_toast(app, _("%s: done on the screen “%s”"), title, home);
    else
        app_toast(app, _("Nothing to do here: %s"), title);
}

void app_command(struct app *app, const char *id, int argument)
{
    const struct command *command = command_find(id);
    struct view *top = app_top(app);
    app->dirty = true;
    if (!seat_allows(app, id)) return;
    const bool unseen = app_is_small(app) && top != seat_gate(app);
    if (unseen && !works_anywhere(id)) return; /* nobody acts on what is not on the screen */
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
        nothing_here(app, command, id);
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

/* An act of two persons that waits now: said, and where; its words are read by the second one. */
static bool was_proposed(struct app *app, const struct job_answer *answer)
{
    const struct fact *number = table_find_fact(answer->table, "proposal");
    const struct fact *state = table_find_fact(answer->table, "state");
    if (!(answer->command->needs & NEEDS_SECOND) || number == NULL || state == NULL) return false;
    if (g_strcmp0(state->cell.text, "open") != 0) return false;
    app_toast(app, _("Proposed as %d; another person must approve it"), (int)number->cell.integer);
    app_refresh(app);
    return true;
}

static void answered(struct app *app, const struct job_result *result)
{
    struct job_answer *answer = result->data;
    if (result->error != NULL) {
        app_error(app, result->error);
        return;
    }
    app_drop_draft_at(app, answer->place);
    if (was_proposed(app, answer)) return;
    bool wrote = (answer->command->flags & COMMAND_WRITES) != 0;
    struct view *view = app_screen(app); /* before it reads again, which may take a veil off */
    const bool taken =
        view != NULL && view->ops->answered != NULL && view->ops->answered(view, answer->command, answer->table);
    if (wrote) {
        app_toast(app, _("Done: %s"), language_translate(answer->command->title));
        app_refresh(app);
    }
    if (taken) return;
    size_t rows = table_row_count(answer->table), facts = table_fact_count(answer->table);
    if (rows == 0 && (facts == 0 || wrote)) {
        if (!wrote) app_toast(app, _("Nothing found: %s"), language_translate(answer->command->title));
        if (facts == 0) return;
    }
    answer_open(app, answer->command, g_steal_pointer(&answer->table));
}

static void reason_given(struct view *view, const char *text, void *data)
{
    struct pending *pending = data;
    if (text != NULL)
        job_run_command(view->app, pending->command, g_steal_pointer(&pending->arguments), text, pending->place,
                        answered);
}

/* An act of two persons has a reason, which the second one reads; many ask for it themselves. */
static bool lacks_reason(const struct command *command)
{
    if (!(command->needs & NEEDS_SECOND)) return false;
    for (const struct argument *each = command->arguments; each != NULL && each->name != NULL; each++)
        if (strcmp(each->name, "reason") == 0) return false;
    return true;
}

static void run_pending(struct app *app, struct pending *pending)
{
    struct view *view = app_screen(app);
    if (!lacks_reason(pending->command) || view == NULL) {
        job_run_command(app, pending->command, g_steal_pointer(&pending->arguments), NULL, pending->place, answered);
        return;
    }
    struct pending *waits = g_new0(struct pending, 1);
    *waits = (struct pending){ pending->command, g_steal_pointer(&pending->arguments), g_strdup(pending->place) };
    prompt_open(view, &(struct prompt_options){ .title = _("Why? The second person reads it"),
                                                .hint = "",
                                                .history = "second",
                                                .done = reason_given,
                                                .data = waits,
                                                .free_data = pending_free });
}

static void confirmed(struct view *view, bool yes, void *data)
{
    if (yes) run_pending(view->app, data);
}

/* What the question is about: "Approve · proposal 1". Nothing personal is repeated. Caller frees. */
static char *object_of(const struct pending *pending)
{
    const struct command *command = pending->command;
    GString *text = g_string_new(language_translate(command->title));
    for (const struct argument *each = command->arguments; each != NULL && each->name != NULL; each++) {
        const char *value = each->flags & ARGUMENT_PERSONAL ? NULL : arguments_text(pending->arguments, each->name);
        if (value == NULL || form_hides(command, each)) continue;
        const bool number = each->type != ARGUMENT_SUBJECT || strlen(value) <= 10; /* else an identity number */
        if (number && each->type != ARGUMENT_FLAG)
            g_string_append_printf(text, " · %s %s", form_label(command, each), value);
    }
    return g_string_free(text, FALSE);
}

static void run_agreed(struct app *app, struct pending *pending)
{
    const struct command *command = pending->command;
    struct view *view = app_screen(app);
    if ((command->flags & COMMAND_DANGER) && view != NULL) {
        const char *question =
            command->confirm != NULL ? language_translate(command->confirm) : language_translate(command->title);
        g_autofree char *object = object_of(pending);
        confirm_open(view, question, object, confirmed, pending, pending_free);
        return;
    }
    run_pending(app, pending);
    pending_free(pending);
}

static const char *subject_argument(const struct command *command)
{
    if (!(command->needs & NEEDS_PURPOSE)) return NULL;
    for (const struct argument *each = command->arguments; each != NULL && each->name != NULL; each++)
        if (each->type == ARGUMENT_SUBJECT) return each->name;
    return NULL;
}

/* The same with the subject by its store id: an identity number typed was resolved on the way. */
static struct arguments *with_subject(const struct command *command, const struct arguments *old, int64_t subject)
{
    struct arguments *arguments = arguments_new(command);
    const char *name = subject_argument(command);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    arguments_set(arguments, name, number, NULL);
    for (const struct argument *each = command->arguments; each->name != NULL; each++)
        for (size_t i = 0; strcmp(each->name, name) != 0 && i < arguments_count(old, each->name); i++)
            arguments_set(arguments, each->name, arguments_nth(old, each->name, i), NULL);
    return arguments;
}

static void purpose_stated(struct view *view, int64_t subject, void *data)
{
    struct pending *pending = data, *agreed = g_new0(struct pending, 1);
    *agreed = (struct pending){ .command = pending->command,
                                .arguments = with_subject(pending->command, pending->arguments, subject),
                                .place = g_steal_pointer(&pending->place) };
    run_agreed(view->app, agreed);
}

/* Takes arguments and place over. A look at a file asks for its purpose first. */
static void run_complete(struct app *app, const struct command *command, struct arguments *arguments, char *place)
{
    struct pending *pending = g_new0(struct pending, 1);
    *pending = (struct pending){ command, arguments, place };
    struct view *view = app_screen(app);
    const char *name = subject_argument(command);
    const char *subject = name != NULL ? arguments_text(arguments, name) : NULL;
    if (subject != NULL && view != NULL && app->options->called != NULL &&
        app->options->called(view, command, subject, purpose_stated, pending, pending_free))
        return;
    run_agreed(app, pending);
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

static void command_with(struct app *app, const struct command *command, struct arguments *arguments, bool look_over)
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
    if (!look_over && arguments_complete(arguments, NULL)) {
        run_complete(app, command, arguments, NULL);
        return;
    }
    struct pending *pending = g_new0(struct pending, 1);
    *pending = (struct pending){ command, NULL, form_place(command, arguments) };
    form_open(view, command, arguments, filled_in, pending, pending_free);
}

void app_command_with(struct app *app, const struct command *command, struct arguments *arguments)
{
    command_with(app, command, arguments, false);
}

void app_command_form(struct app *app, const struct command *command, struct arguments *arguments)
{
    command_with(app, command, arguments, true);
}
