/* SPDX-License-Identifier: Apache-2.0 */
/* The list of screens, and the ways between them that every screen offers. */
#include "screen/screens.h"

#include "screen/visit.h"
#include "screen/who.h"

#include <string.h>

const struct view_ops *const screens[] = {
    &screen_desk,     &screen_search, &screen_subject,      &screen_account,  &screen_score,  &screen_why,
    &screen_disputes, &screen_case,   &screen_dispute_open, &screen_whatif,   &screen_intake, &screen_batch,
    &screen_models,   &screen_model,  &screen_audit,        &screen_settings, NULL,
};

/* Commands that do nothing but open a screen; a new screen is a line. */
static const struct way {
    const char *command, *view;
} ways[] = {
    { "screen.desk", "desk" },         { "screen.search", "search" }, { "screen.disputes", "disputes" },
    { "screen.intake", "intake" },     { "screen.models", "models" }, { "screen.audit", "audit" },
    { "screen.settings", "settings" },
};

bool screens_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        if (strcmp(id, ways[i].command) == 0) { /* where one came through already is a way back, not a new step */
            if (!app_return_to(view->app, ways[i].view)) app_go(view->app, route_new(ways[i].view));
            return true;
        }
    if (strcmp(id, "session.purpose") == 0) return visit_ask_purpose(view), true;
    if (strcmp(id, "session.user") == 0) return who_ask(view->app), true;
    return false;
}
