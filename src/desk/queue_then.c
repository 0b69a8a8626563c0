/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of an earlier day: each case in the state that its newest event of then left it in. No index knows the
 * states of then, so every case is read. */
#include "desk/desk_private.h"

#include <string.h>

static const char then_sql[] =
    "SELECT d.id, d.due, (SELECT e.after FROM dispute_event e WHERE e.dispute = d.id AND e.change <= ?1 ORDER BY e.seq "
    "DESC LIMIT 1) FROM dispute d WHERE (?2 = 0 OR d.subject = ?2) AND (?3 = 0 OR d.contrary = 1) AND d.due >= ?4 AND "
    "d.due <= ?5 ORDER BY d.due, d.id";

/* Owners are of today: nobody is told who held a case then. */
static bool fits(const struct desk_query *query, const struct law_state *state)
{
    return state != NULL && state->open == !query->closed &&
           (query->state == NULL || strcmp(query->state, state->state) == 0) &&
           (query->waiting == NULL || strcmp(query->waiting, state->waiting_for) == 0) &&
           (query->owner == NULL || strcmp(query->owner, "-") == 0);
}

GArray *desk_keys_then(struct session *session, const struct desk_query *query, GError **error)
{
    const struct desk_span span = desk_lane_span(query->closed ? LANE_ALL : query->lane, session_today(session));
    g_autoptr(statement_t) row = store_prepare(session->store, then_sql, error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, session->view);
    statement_bind_int(row, 2, query->subject);
    statement_bind_int(row, 3, query->contrary);
    statement_bind_int(row, 4, span.first);
    statement_bind_int(row, 5, query->before.days != 0 ? MIN(span.last, query->before.days - 1) : span.last);
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(int64_t));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        const char *state = statement_text(row, 2);
        if (state != NULL && fits(query, machine_state(state))) g_array_append_val(keys, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&keys) : NULL;
}
