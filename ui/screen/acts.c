/* SPDX-License-Identifier: Apache-2.0 */
/* See acts.h. */
#include "screen/acts.h"

#include "widget/overlay.h"

#include <string.h>

bool command_takes(const struct command *command, const char *name)
{
    if (command == NULL || command->arguments == NULL) return false;
    for (const struct argument *argument = command->arguments; argument->name != NULL; argument++)
        if (strcmp(argument->name, name) == 0) return true;
    return false;
}

static void chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value != NULL) app_command(view->app, value, -1);
}

void acts_open(struct view *view, const char *title, const char *const *commands)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; commands != NULL && commands[i] != NULL; i++) {
        const struct command *command = command_find(commands[i]);
        if (command == NULL) continue;
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(_(command->title));
        item->value = g_strdup(command->id);
        item->other = g_strdup(command->title);
        item->reason = g_strdup(app_why_not(view->app, command));
        item->detail = g_strdup(item->reason);
        g_ptr_array_add(items, item);
    }
    if (items->len == 0) app_toast(view->app, "%s", _("Nothing can be done with this line here"));
    if (items->len <= 1) {
        const struct picker_item *only = items->len == 1 ? items->pdata[0] : NULL;
        if (only != NULL) app_command(view->app, only->value, -1);
        g_ptr_array_unref(items);
        return;
    }
    picker_open(view, title, items, chosen, NULL, NULL);
}
