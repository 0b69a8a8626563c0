/* SPDX-License-Identifier: Apache-2.0 */
/* Who works on a case, as far as an act on it must know. A hold is for some minutes (held_until) and lives on while its
 * holder acts on the case or looks at it: acts renew it where the case is saved, looks are in the log anyway, so
 * nothing is written to look. An assignment has no end and keeps out others of the same kind of work only: a reviewer
 * decides in a case that an officer handles. */
#include "dispute/case.h"

static int64_t idle_time(void)
{
    return machine_policy("hold_minutes") * 60 * 1000;
}

int64_t case_hold_end(struct session *session)
{
    return session_now(session) + idle_time();
}

bool case_hold_lasts(struct session *session, int64_t dispute, const char *owner, int64_t held_until, int64_t *until,
                     GError **error)
{
    *until = 0;
    if (owner == NULL || held_until == 0) return true;
    const int64_t now = session_now(session);
    if (held_until <= now) {
        int64_t seen = 0;
        if (!store_query_int(session->store, &seen, 0, error,
                             "SELECT max(at) FROM audit WHERE dispute = ?1 AND user = ?2 AND outcome = 'done' AND "
                             "command LIKE 'dispute.%'",
                             "is", dispute, owner))
            return false;
        held_until = seen + idle_time();
    }
    if (held_until > now) *until = held_until;
    return true;
}

/* Whether an assignment to `owner` is one of this person's own kind of work. */
static bool is_same_work(struct session *session, const char *owner, bool *same, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, "SELECT role, active FROM user WHERE name = ?1", error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, owner);
    const enum step step = statement_step(row, error);
    const enum role role = step == STEP_ROW ? role_from_name(statement_text(row, 0)) : 0;
    *same =
        step == STEP_ROW && statement_int(row, 1) != 0 && (role == ROLE_REVIEWER) == (session->role == ROLE_REVIEWER);
    return step != STEP_ERROR;
}

static void refuse(const struct dispute_case *each, int64_t until, GError **error)
{
    g_autofree char *number = case_number(each->id);
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_local(until / 1000);
    g_autofree char *clock = until != 0 ? g_date_time_format(moment, "%Y-%m-%d %H:%M") : NULL;
    if (until != 0)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} works on {2} until {3}."),
                         N_("Take another one with `bureau desk next`, or let a reviewer assign the case."),
                         each->owner, number, clock, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} handles {2}: it was assigned."),
                         N_("Take another one with `bureau desk next`, or let a reviewer assign the case."),
                         each->owner, number, NULL);
    if (error != NULL) bureau_error_give_reason(*error, "held");
}

bool case_check_hold(struct session *session, const struct dispute_case *each, GError **error)
{
    int64_t until;
    bool same = true;
    if (each->owner == NULL || g_strcmp0(each->owner, session->user) == 0) return true;
    if (each->held_until == 0) {
        if (!is_same_work(session, each->owner, &same, error)) return false;
        if (!same) return true;
        refuse(each, 0, error);
        return false;
    }
    if (!case_hold_lasts(session, each->id, each->owner, each->held_until, &until, error)) return false;
    if (until == 0) return true;
    refuse(each, until, error);
    return false;
}
