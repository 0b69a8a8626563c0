/* SPDX-License-Identifier: Apache-2.0 */
/* Two persons. What somebody did in a case stands in its events, so that no column can forget it: who took it in or
 * checked it is kept from deciding it for good, whatever role they are given later. */
#include "dispute/second.h"

#include <string.h>

/* The events that make somebody one of those who checked. */
#define CHECKED_BY "('own_check', 'bureau_error', 'furnisher_reply', 'propose')"

/* Who of those that may take the step did nothing in the case before it. Caller frees. */
static char *who_may(struct session *session, const struct dispute_case *each, const struct law_step *step,
                     GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT name, role FROM user WHERE active = 1 AND name <> ?2 AND name NOT IN (SELECT user FROM"
                      " dispute_event WHERE dispute = ?1 AND event IN " CHECKED_BY ") ORDER BY name",
                      error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, each->id);
    statement_bind_text(row, 2, each->maker);
    enum step read;
    while ((read = statement_step(row, error)) == STEP_ROW)
        if ((role_from_name(statement_text(row, 1)) & law_step_roles(step)) != 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", statement_text(row, 0));
    return read == STEP_ERROR ? NULL : g_strdup(names->len > 0 ? names->str : "-");
}

bool second_check(struct session *session, const struct dispute_case *each, const struct law_step *step, GError **error)
{
    const bool maker = g_strcmp0(session->user, each->maker) == 0;
    g_autoptr(GError) cause = NULL;
    g_autofree char *did = store_query_text(session->store, &cause,
                                            "SELECT event FROM dispute_event WHERE dispute = ?1 AND user = ?2 AND event"
                                            " IN " CHECKED_BY " ORDER BY seq DESC LIMIT 1",
                                            "is", each->id, session->user);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (!maker && did == NULL) return true;
    g_autofree char *names = who_may(session, each, step, error);
    if (names == NULL) return false;
    if (maker)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} took this case in, so {2} needs a second person."),
                         N_("These may: {3}."), session->user, step->event, names, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED,
                         N_("{1} did {2} in this case, so {3} needs somebody who did not look into it."),
                         N_("These may: {4}."), session->user, did, step->event, names, NULL);
    return false;
}

/* ---- the proposal -------------------------------------------------------------------------------------------------
 */

static bool check_open(const struct dispute_case *each, GError **error)
{
    const struct law_state *state = machine_state(each->state);
    if (state != NULL && state->open && state->step >= 3 && state->step <= 5 && each->decider == NULL) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("In the state {1} there is nothing to propose."),
                     N_("An outcome is proposed after the own check and before the decision."), each->state, NULL);
    return false;
}

bool dispute_command_propose(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const char *outcome = arguments_text(arguments, "outcome"), *given = arguments_text(arguments, "text");
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    if (arguments_has(arguments, "version") &&
        !case_check_version(session, each, arguments_int(arguments, "version", 0), error))
        return false;
    if (!case_check_hold(session, each, error) || !check_open(each, error) || !letter_check_text(given, error))
        return false;
    g_autofree char *text = text_sanitise(given, -1);
    g_autofree char *note = g_strconcat(outcome, ": ", text, NULL);
    if (!case_event(session, each, "propose", each->state, each->state, note, error) ||
        !case_save(session, each, error))
        return false;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_code(answer, "proposed", N_("Proposed"), "DISPUTE_OUTCOME", outcome);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    table_fact_int(answer, "version", N_("Version"), each->version);
    return true;
}

bool second_show_proposal(struct session *session, const struct dispute_case *each, struct table *answer,
                          GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT user, note FROM dispute_event WHERE dispute = ?1 AND event ="
                                               " 'propose' AND change <= ?2 ORDER BY seq DESC LIMIT 1",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    const char *note = statement_text(row, 1), *colon = note != NULL ? strstr(note, ": ") : NULL;
    if (colon == NULL) return true; /* its words were erased */
    g_autofree char *outcome = g_strndup(note, (gsize)(colon - note));
    table_fact_code(answer, "proposed", N_("Proposed"), "DISPUTE_OUTCOME", outcome);
    table_fact_text(answer, "proposed_by", N_("Proposed by"), statement_text(row, 0));
    table_fact_text(answer, "proposed_why", N_("Reasons of the proposal"), colon + 2);
    return true;
}
