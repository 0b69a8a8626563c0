/* SPDX-License-Identifier: Apache-2.0 */
/* screen: one file a screen, listed here. A screen is found by the view name of its route; none includes another.
 * For:    desk, search, subject, account, score, why and their neighbours.
 * Uses:   ui/core, ui/widget, ui/paint, and the rooms of src/ from a worker.
 * Never:  SQL, ncurses, a store on the UI thread. */
#pragma once
#include "core/app.h"

/* Every screen; the first is where the program starts. Ends with NULL. */
extern const struct view_ops *const screens[];

/* A screen is added with one line here and one in screens.c. */
extern const struct view_ops screen_desk, screen_search, screen_subject, screen_account, screen_score, screen_why,
    screen_disputes, screen_case, screen_dispute_open, screen_whatif, screen_plan, screen_intake, screen_batch,
    screen_models, screen_model, screen_train, screen_drift, screen_compare, screen_audit, screen_settings,
    screen_second;

/* Registers and their entries: see ledger.h and entry.h. */
extern const struct ledger screen_compliance, screen_retention, screen_rights, screen_ending, screen_protections,
    screen_watch;
extern const struct entry screen_request, screen_incident;
extern const struct view_ops screen_evaluation;
extern const struct view_ops screen_requests, screen_bins, screen_calendar, screen_case_form;
extern const struct ledger screen_repair, screen_repairs, screen_figures;

/* Opens the screen on which a command's list is shown ("request.list", "incident.list"), at the right tab; a command
 * without one is run and its answer shown. true: taken. */
bool screens_show_list(struct app *app, const char *command);

/* The commands that lead to another screen or belong to the whole visit, the same wherever they are pressed
 * ("screen.search", "session.purpose" ...). The last thing a screen's command() asks. true: taken. */
bool screens_command(struct view *view, const char *id, int argument);
