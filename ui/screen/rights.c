/* SPDX-License-Identifier: Apache-2.0 */
/* The rights of one person: what was asked, what protects the file, what was decided by machine or by people and what
 * the person said to it. Opened from the file; the person is filled into every form. And the looks that the watch over
 * the whole log found outside what was agreed to. */
#include "screen/ledger.h"
#include "screen/screens.h"

static const char *const protection_acts[] = { "protection.lift", NULL };
static const char *const decision_acts[] = { "decision.explain", "decision.object", "decision.review",
                                             "decision.letter", NULL };
static const char *const request_acts[] = {
    "request.act", "request.report", "request.copy", "request.owed", "request.erase", "request.letters", NULL
};
static const char *const consent_acts[] = { "consent.withdraw", NULL };

static bool open_request(struct ledger_view *ledger)
{
    struct cell cell;
    const struct cell *request = ledger_cell(ledger, "request", &cell);
    return request != NULL &&
           app_go(ledger->view.app, route_set_int(route_new("request"), "request", request->integer));
}

static const struct ledger_tab person_tabs[] = {
    { .word = "requests",
      .title = N_("Requests"),
      .command = "request.list",
      .key = "request",
      .empty = N_("This person has asked for nothing yet: a takes a request in."),
      .fresh = "request.open",
      .acts = request_acts,
      .hidden = "subject name",
      .kind = "kind",
      .enter = open_request },
    { .word = "protections",
      .title = N_("Protections"),
      .command = "protection.list",
      .key = "protection",
      .empty = N_("Nothing protects this file: a places a freeze, an alert or a restriction."),
      .fresh = "protection.place",
      .acts = protection_acts,
      .details = "reason contact",
      .hidden = "subject",
      .kind = "kind" },
    { .word = "decisions",
      .title = N_("Decisions"),
      .command = "decision.list",
      .key = "decision",
      .empty = N_("No decision is recorded: a records one."),
      .show = "decision.show",
      .fresh = "decision.record",
      .acts = decision_acts,
      .details = "reasons note",
      .hidden = "subject" },
};

const struct ledger screen_rights = {
    .ops = LEDGER_OPS("rights", "ledger tabs", N_("Rights of the person")),
    .tabs = person_tabs,
    .count = G_N_ELEMENTS(person_tabs),
};

/* ---- consents that end ------------------------------------------------------------------------------------------- */

static const struct ledger_tab ending_tabs[] = {
    { .word = "ending",
      .title = N_("Consents that end"),
      .command = "consent.expiring",
      .key = "consent",
      .empty = N_("No consent ends in the next 30 days."),
      .acts = consent_acts,
      .kind = "kind" },
};

const struct ledger screen_ending = {
    .ops = LEDGER_OPS("ending", "ledger", N_("Consents that end")),
    .tabs = ending_tabs,
    .count = G_N_ELEMENTS(ending_tabs),
};

/* ---- protections placed lately ----------------------------------------------------------------------------------- */

static const struct ledger_tab placed_tabs[] = {
    { .word = "placed",
      .title = N_("Protections"),
      .command = "protection.list",
      .key = "protection",
      .empty = N_("Nothing protects any file."),
      .acts = protection_acts,
      .details = "reason contact",
      .kind = "kind" },
};

const struct ledger screen_protections = {
    .ops = LEDGER_OPS("protections", "ledger", N_("Protections")),
    .tabs = placed_tabs,
    .count = G_N_ELEMENTS(placed_tabs),
};

/* ---- the watch over the log -------------------------------------------------------------------------------------- */

static bool open_log(struct ledger_view *ledger)
{
    struct cell cell, of_line;
    const struct cell *subject = ledger_cell(ledger, "subject", &cell), *seq = ledger_cell(ledger, "seq", &of_line);
    if (subject == NULL) return false;
    struct route *route = route_set_int(route_new("audit"), "subject", subject->integer);
    return app_go(ledger->view.app, seq != NULL ? route_set_int(route, "row", seq->integer) : route);
}

static const struct ledger_tab watch_tabs[] = {
    { .word = "watch",
      .title = N_("Outside the settings"),
      .command = "consent.watch",
      .key = "seq",
      .empty = N_("Every look in the log is covered by what the person agreed to, or by the law."),
      .details = "why basis",
      .kind = "reason",
      .is_long = true,
      .enter = open_log },
};

const struct ledger screen_watch = {
    .ops = LEDGER_OPS("watch", "ledger", N_("Outside the settings")),
    .tabs = watch_tabs,
    .count = G_N_ELEMENTS(watch_tabs),
};
