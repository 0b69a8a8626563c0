/* SPDX-License-Identifier: Apache-2.0 */
/* What was tried is kept as it is typed on the command line, an action a name, with the scenarios it is on in. The file
 * is read anew when it comes back, so that an action on an account that has gone is left out. */
#include "screen/whatif.h"

#include <string.h>

static const struct whatif_view *of_const(const struct view *view)
{
    return (const struct whatif_view *)view;
}

char *whatif_draft_place(const struct view *view)
{
    return g_strdup_printf("whatif %" G_GINT64_FORMAT, of_const(view)->subject);
}

bool whatif_draft_save(const struct view *view, struct route *draft)
{
    const struct whatif_view *whatif = of_const(view);
    if (!whatif->touched || whatif->draft != NULL) return false;
    for (size_t i = 0; i < whatif->list.count; i++) {
        const struct whatif_action *action = &whatif->list.action[i];
        g_autofree char *name = g_strdup_printf("%02zu", i), *words = action_format(&action->action);
        g_autoptr(GString) value = g_string_new(NULL);
        for (int s = 0; s < SCENARIOS; s++)
            g_string_append_c(value, action->on[s] ? '1' : '0');
        g_string_append_printf(value, " %s", words);
        route_set(draft, name, value->str);
    }
    return true;
}

void whatif_draft_restore(struct view *view, const struct route *draft)
{
    struct whatif_view *whatif = (struct whatif_view *)view;
    route_free(whatif->draft);
    whatif->draft = route_copy(draft);
    if (whatif->file != NULL) view->ops->refresh(view); /* the list is made when the file comes */
}

static void take_action(struct whatif_view *whatif, const char *value)
{
    struct action action;
    if (strlen(value) < SCENARIOS + 2 || !action_parse(value + SCENARIOS + 1, &action, NULL)) return;
    if (!whatif_add(&whatif->list, whatif->file, &action)) return;
    struct whatif_action *added = &whatif->list.action[whatif->list.count - 1];
    for (int s = 0; s < SCENARIOS; s++)
        added->on[s] = value[s] == '1';
}

bool whatif_take_draft(struct whatif_view *whatif)
{
    g_autoptr(route_t) draft = g_steal_pointer(&whatif->draft);
    if (draft == NULL) return false;
    whatif_list_clear(&whatif->list);
    for (int i = 0; i < WHATIF_ACTIONS; i++) {
        g_autofree char *name = g_strdup_printf("%02d", i);
        if (route_get(draft, name) != NULL) take_action(whatif, route_get(draft, name));
    }
    whatif->touched = true;
    return true;
}
