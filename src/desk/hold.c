/* SPDX-License-Identifier: Apache-2.0 */
/* Giving cases to people and taking them back: a reviewer assigns, also to themselves and over somebody's hold; whoever
 * holds a case may give it back. A hold or an assignment is no change of the case: its version stays, its events too;
 * the log says who did it. */
#include "desk/desk_private.h"

#include <string.h>

bool desk_renew(struct session *session, int64_t dispute, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE dispute SET held_until = max(held_until, ?3) WHERE id = ?1 AND owner = ?2 AND held_until "
                     "IS NOT NULL AND closed IS NULL",
                     "isi", dispute, session->user, case_hold_end(session));
}

static bool check_open(const struct dispute_case *each, GError **error)
{
    const struct law_state *state = machine_state(each->state);
    if (state != NULL && state->open) return true;
    g_autofree char *number = case_number(each->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is closed: nobody works on it."),
                     N_("`bureau dispute list --state open` shows those that are open."), number, NULL);
    return false;
}

/* Somebody who works cases and whose account is in use; the role is answered. */
static bool check_worker(struct session *session, const char *user, enum role *role, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT role FROM user WHERE name = ?1 AND active = 1", error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, user);
    const enum step step = statement_step(row, error);
    if (step == STEP_ERROR) return false;
    *role = step == STEP_ROW ? role_from_name(statement_text(row, 0)) : 0;
    if ((*role & (ROLE_SERVICE | ROLE_OFFICER | ROLE_REVIEWER)) != 0) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} does not work on cases."),
                     N_("Assign to an officer, to somebody of the service, or to a reviewer who are in use."), user,
                     NULL);
    return false;
}

/* What waits for a decision is not given to the one who took the case in: they could do nothing with it. */
static bool check_fits(const struct dispute_case *each, const char *user, enum role role, GError **error)
{
    const struct law_state *state = machine_state(each->state);
    g_autofree char *number = case_number(each->id);
    if (strcmp(state->waiting_for, "reviewer") != 0) return true;
    if (role != ROLE_REVIEWER) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} waits for a reviewer, and {2} is none."),
                         N_("Assign it to a reviewer."), number, user, NULL);
        return false;
    }
    if (g_strcmp0(each->maker, user) != 0) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{2} took {1} in, and somebody else has to decide it."),
                     N_("Assign it to another reviewer."), number, user, NULL);
    return false;
}

static void answer_owner(struct table *answer, int64_t cases, const char *owner)
{
    table_fact_int(answer, "cases", N_("Cases"), cases);
    table_fact_text(answer, "owner", N_("Owner"), owner);
}

/* All of them or none. */
bool desk_command_assign(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    enum role role;
    const char *user = arguments_text(arguments, "to");
    const size_t count = arguments_count(arguments, "dispute");
    if (!machine_loaded(error) || !check_worker(session, user, &role, error)) return false;
    for (size_t i = 0; i < count; i++) {
        const int64_t id = g_ascii_strtoll(arguments_nth(arguments, "dispute", i), NULL, 10);
        g_autoptr(dispute_case_t) each = case_load(session, id, error);
        if (each == NULL || !check_open(each, error) || !check_fits(each, user, role, error) ||
            !desk_set_owner(session, id, user, 0, error))
            return false;
        session->audited_dispute = id;
        session->audited_subject = each->subject;
        /* the act has a line of its own for the last; each other one has its line too */
        if (i + 1 < count && !guard_audit(session, "desk.assign", each->subject, "done", user, error)) return false;
    }
    session->note = g_strdup_printf("to=%s cases=%zu", user, count);
    answer_owner(answer, (int64_t)count, user);
    return true;
}

bool desk_command_release(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    g_autofree char *number = case_number(each->id);
    if (each->owner == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("Nobody works on {1}."),
                         N_("`bureau desk next` takes the next case."), number, NULL);
        return false;
    }
    if (strcmp(each->owner, session->user) != 0 && session->role != ROLE_REVIEWER) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} belongs to {2}."),
                         N_("They give it back themselves, or a reviewer does."), number, each->owner, NULL);
        return false;
    }
    if (!desk_set_owner(session, each->id, NULL, 0, error)) return false;
    answer_owner(answer, 1, NULL);
    return true;
}
