/* SPDX-License-Identifier: Apache-2.0 */
/* A dispute that was typed and not yet taken in. Names of fields are as in the store; the form's own begin with a dash.
 */
#include "screen/dispute_open.h"

#include <string.h>

const char *const dispute_channels[DISPUTE_CHANNELS] = { "counter", "letter", "email", "phone", "online", "agent" };

static struct open_view *of(struct view *view)
{
    return (struct open_view *)view;
}
static const struct open_view *of_const(const struct view *view)
{
    return (const struct open_view *)view;
}

char *dispute_draft_place(const struct view *view)
{
    return g_strdup_printf("dispute_open %" G_GINT64_FORMAT " %s", of_const(view)->subject,
                           route_get(view->route, "item"));
}

bool dispute_draft_save(const struct view *view, struct route *draft)
{
    const struct open_view *open = of_const(view);
    for (int i = 0; i < open->claim_count; i++)
        if (*editor_text(open->claims[i].editor) != '\0')
            route_set(draft, open->claims[i].field, editor_text(open->claims[i].editor));
    route_set(draft, "-reason", open->reason);
    route_set(draft, "-received", editor_text(open->received));
    route_set(draft, "-channel", dispute_channels[open->channel]);
    route_set(draft, "-text", editor_text(open->text));
    route_set(draft, "-applicant", dispute_applicants[open->applicant]);
    route_set(draft, "-identity", dispute_identities[open->identity]);
    route_set(draft, "-agent", editor_text(open->agent));
    route_set(draft, "-authority", editor_text(open->authority));
    route_set(draft, "-attach", editor_text(open->attach));
    if (open->free_report) route_set(draft, "-free", "yes");
    for (int i = 0; i < open->claim_count; i++) {
        g_autofree char *name = g_strdup_printf("-reason-%s", open->claims[i].field);
        if (open->claims[i].reason != NULL) route_set(draft, name, open->claims[i].reason);
    }
    route_set_int(draft, "-line", open->line);
    return open->touched;
}

static void restore_who(struct open_view *open, const struct route *draft)
{
    for (size_t i = 0; i < DISPUTE_APPLICANTS; i++)
        if (g_strcmp0(route_get(draft, "-applicant"), dispute_applicants[i]) == 0) open->applicant = i;
    for (size_t i = 0; i < DISPUTE_IDENTITIES; i++)
        if (g_strcmp0(route_get(draft, "-identity"), dispute_identities[i]) == 0) open->identity = i;
    for (int i = 0; i < open->claim_count; i++) {
        g_autofree char *name = g_strdup_printf("-reason-%s", open->claims[i].field);
        g_free(open->claims[i].reason);
        open->claims[i].reason = g_strdup(route_get(draft, name));
    }
    editor_set_text(open->agent, route_get(draft, "-agent"));
    editor_set_text(open->authority, route_get(draft, "-authority"));
    editor_set_text(open->attach, route_get(draft, "-attach"));
    open->free_report = route_get(draft, "-free") != NULL;
}

void dispute_draft_restore(struct view *view, const struct route *draft)
{
    struct open_view *open = of(view);
    for (int i = 0; i < open->claim_count; i++)
        editor_set_text(open->claims[i].editor, route_get(draft, open->claims[i].field));
    for (size_t i = 0; i < DISPUTE_CHANNELS; i++)
        if (g_strcmp0(route_get(draft, "-channel"), dispute_channels[i]) == 0) open->channel = i;
    g_free(open->reason);
    open->reason = g_strdup(route_get(draft, "-reason"));
    editor_set_text(open->received, route_get(draft, "-received"));
    editor_set_text(open->text, route_get(draft, "-text"));
    restore_who(open, draft);
    open->line = (int)CLAMP(route_int(draft, "-line", 0), 0, open->claim_count + LINES - 1);
    open->touched = true;
}
