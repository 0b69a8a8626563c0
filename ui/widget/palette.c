/* SPDX-License-Identifier: Apache-2.0 */
/* The command list as a picker: all of it (palette), or what can be done here by a key (help). */
#include "base/text.h"
#include "core/app_state.h"
#include "widget/overlay.h"

#include <string.h>

static void picked(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value != NULL) app_command(view->app, value, -1);
}

/* In either language, and by id. */
static char *other_names(const struct command *command)
{
    const char *title =
        strcmp(language_code(), "zh") == 0 ? command->title : language_translate_to("zh", command->title);
    return g_strdup_printf("%s %s", title, command->id);
}

static struct picker_item *item_of(struct app *app, const struct command *command, const char *contexts, bool with_help)
{
    g_autofree char *key = keymap_key_of(app->keymap, contexts, command->id);
    g_autofree char *label = keystroke_label(key);
    struct picker_item *item = g_new0(struct picker_item, 1);
    const char *title = language_translate(command->title);
    const char *help = with_help && command->help != NULL ? language_translate(command->help) : "";
    item->text = with_help ? g_strdup_printf("%s%*s %s  %s", label, MAX(6 - text_width(label), 0), "", title, help)
                           : g_strdup(title);
    item->detail = g_strdup_printf("%s  %s", command->id, label);
    if (with_help) g_clear_pointer(&item->detail, g_free);
    item->reason = g_strdup(app_why_not(app, command));
    item->other = other_names(command);
    item->value = g_strdup(command->id);
    return item;
}

/* Whether a key of these contexts leads to it. */
static bool has_key(struct app *app, const char *contexts, const struct command *command)
{
    g_autofree char *key = keymap_key_of(app->keymap, contexts, command->id);
    return key != NULL;
}

static void add_commands(struct app *app, GPtrArray *items, const char *contexts, const char *within,
                         const char *without)
{
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        if (!has_key(app, within, command) || (without != NULL && has_key(app, without, command))) continue;
        g_ptr_array_add(items, item_of(app, command, contexts, true));
    }
}

void palette_open(struct app *app)
{
    struct view *view = app_screen(app);
    if (view == NULL) return;
    g_autofree char *contexts = app_contexts(view);
    GPtrArray *items = g_ptr_array_new();
    for (size_t i = 0; i < catalogue_size; i++)
        g_ptr_array_add(items, item_of(app, &catalogue[i], contexts, false));
    picker_open(view, _("All commands"), items, picked, NULL, NULL);
}

/* This screen's own keys first, then those of tables, then those that hold everywhere. */
void help_open(struct app *app)
{
    struct view *view = app_screen(app);
    if (view == NULL) return;
    g_autofree char *contexts = app_contexts(view);
    g_autofree char *own = app_own_contexts(view);
    GPtrArray *items = g_ptr_array_new();
    add_commands(app, items, contexts, own, NULL);
    if (view_grid(view) != NULL) add_commands(app, items, contexts, "grid", own);
    g_autofree char *before = g_strdup_printf("%s%s", own, view_grid(view) != NULL ? " grid" : "");
    add_commands(app, items, contexts, "global", before);
    picker_open(view, _("What can be done here"), items, picked, NULL, NULL);
}
