/* SPDX-License-Identifier: Apache-2.0 */
/* The list of screens, and the ways between them that every screen offers. */
#include "screen/screens.h"

#include "screen/entry.h"
#include "screen/ledger.h"
#include "screen/visit.h"
#include "screen/who.h"

#include <string.h>

const struct view_ops *const screens[] = {
    &screen_desk,
    &screen_search,
    &screen_subject,
    &screen_account,
    &screen_score,
    &screen_why,
    &screen_disputes,
    &screen_case,
    &screen_case_form,
    &screen_dispute_open,
    &screen_whatif,
    &screen_plan,
    &screen_intake,
    &screen_batch,
    &screen_models,
    &screen_model,
    &screen_train,
    &screen_drift,
    &screen_compare,
    &screen_audit,
    &screen_settings,
    &screen_second,
    &screen_compliance.ops,
    &screen_retention.ops,
    &screen_rights.ops,
    &screen_ending.ops,
    &screen_protections.ops,
    &screen_watch.ops,
    &screen_request.ops,
    &screen_incident.ops,
    &screen_requests,
    &screen_bins,
    &screen_calendar,
    &screen_evaluation,
    &screen_repair.ops,
    &screen_repairs.ops,
    &screen_figures.ops,
    NULL,
};

/* Commands that do nothing but open a screen; a new screen is a line. */
static const struct way {
    const char *command, *view;
} ways[] = {
    { "screen.desk", "desk" },         { "screen.search", "search" },
    { "screen.disputes", "disputes" }, { "screen.intake", "intake" },
    { "screen.models", "models" },     { "screen.bins", "bins" },
    { "screen.audit", "audit" },       { "screen.settings", "settings" },
    { "screen.second", "second" },     { "screen.compliance", "compliance" },
    { "screen.requests", "requests" }, { "screen.retention", "retention" },
    { "screen.repairs", "repairs" },   { "screen.calendar", "calendar" },
    { "screen.figures", "figures" },
};

/* Where the list of a command is at home, as a route. */
static const struct way lists[] = {
    { "dispute.list", "disputes" },
    { "desk.calendar", "calendar" },
    { "desk.figures", "figures" },
    { "desk.furnishers", "figures?tab=furnishers" },
    { "desk.counts", "figures?tab=ageing" },
    { "desk.breaches", "figures?tab=breaches" },
    { "enquiry.list", "figures?tab=enquiries" },
    { "request.list", "requests" },
    { "incident.list", "compliance?tab=incidents" },
    { "assessment.list", "compliance?tab=assessments" },
    { "agreement.list", "compliance?tab=agreements" },
    { "transfer.list", "compliance?tab=transfers" },
    { "retention.certificates", "retention?tab=certificates" },
    { "retention.list", "retention" },
    { "repair.list", "repairs" },
    { "consent.expiring", "ending" },
    { "consent.watch", "watch" },
    { "protection.list", "protections" },
    { "audit.list", "audit" },
    { "second.list", "second" },
};

bool screens_show_list(struct app *app, const char *command)
{
    g_auto(GStrv) words = g_strsplit(command, " ", 2);
    for (size_t i = 0; words[0] != NULL && i < G_N_ELEMENTS(lists); i++)
        if (strcmp(words[0], lists[i].command) == 0) return app_go(app, route_parse(lists[i].view));
    if (words[0] == NULL || command_find(words[0]) == NULL) return false;
    app_command(app, words[0], -1);
    return true;
}

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
