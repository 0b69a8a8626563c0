/* SPDX-License-Identifier: Apache-2.0 */
/* The request and its rows. The row says where it stands now; its events say how it came there and are never touched
 * again but by erasing, which takes their words. On an earlier day the events say where it stood. */
#include "request/register.h"

void request_free(struct request *request)
{
    if (!request) return;
    g_free(request->kind);
    g_free(request->state);
    g_free(request->channel);
    g_free(request->applicant);
    g_free(request->proof);
    g_free(request->text);
    g_free(request->due_reason);
    g_free(request->profile);
    g_free(request->rule);
    g_free(request->outcome);
    g_free(request->reason);
    g_free(request->maker);
    g_free(request->decider);
    g_free(request);
}

char *request_number(int64_t request)
{
    return g_strdup_printf("R-%06" G_GINT64_FORMAT, request);
}

static struct request *read_request(struct statement *row, int64_t id)
{
    struct request *request = g_new0(struct request, 1);
    char **const texts[] = { &request->kind,   &request->state,   &request->channel,    &request->applicant,
                             &request->proof,  &request->text,    &request->due_reason, &request->profile,
                             &request->rule,   &request->outcome, &request->reason,     &request->maker,
                             &request->decider };
    struct date *const days[] = { &request->received, &request->entered,  &request->due,
                                  &request->extended, &request->verified, &request->answered };
    int column = 0;
    request->id = id;
    request->subject = statement_int(row, column++);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup(statement_text(row, column++));
    for (size_t i = 0; i < G_N_ELEMENTS(days); i++)
        *days[i] = statement_date(row, column++);
    request->dispute = statement_int(row, column++);
    request->free = statement_int(row, column++);
    request->version = statement_int(row, column++);
    return request;
}

/* The state of the day that is shown; what the row says beyond it is hidden. */
static bool look_back(struct session *session, struct request *request, GError **error)
{
    if (!date_is_set(session->as_of)) return true;
    g_autofree char *state = store_query_text(
        session->store, error,
        "SELECT after FROM request_event WHERE request = ?1 AND change <= ?2 ORDER BY seq DESC LIMIT 1", "ii",
        request->id, session->view);
    g_clear_pointer(&request->state, g_free);
    if (!state) return false;
    request->state = g_steal_pointer(&state);
    if (!request_state_is_open(request->state)) return true;
    g_clear_pointer(&request->outcome, g_free);
    g_clear_pointer(&request->reason, g_free);
    g_clear_pointer(&request->decider, g_free);
    request->answered = DATE_NONE;
    return true;
}

struct request *request_load(struct session *session, int64_t id, GError **error)
{
    if (!steps_loaded(error)) return NULL;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT subject, kind, state, channel, applicant, proof, text, due_reason, profile, rule, outcome, reason,"
        " maker, decider, received, entered, due, extended, verified, answered, dispute, free, version FROM request"
        " WHERE id = ?1 AND EXISTS (SELECT 1 FROM request_event e WHERE e.request = ?1 AND e.change <= ?2)",
        error);
    if (!row) return NULL;
    statement_bind_int(row, 1, id);
    statement_bind_int(row, 2, session->view);
    const enum step step = statement_step(row, error);
    g_autoptr(request_t) request = step == STEP_ROW ? read_request(row, id) : NULL;
    g_autoptr(GError) cause = NULL;
    if (request && look_back(session, request, &cause)) {
        session->audited_subject = request->subject;
        return g_steal_pointer(&request);
    }
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    if (step == STEP_ERROR) return NULL;
    g_autofree char *number = request_number(id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no request {1}."),
                     N_("`bureau request list` lists them."), number, NULL);
    return NULL;
}

bool request_insert(struct session *session, const struct request *request, GError **error)
{
    return store_run(
        session->store, error,
        "INSERT INTO request (id, subject, kind, state, channel, applicant, proof, text, received, entered, due,"
        " due_reason, profile, rule, maker, version)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        "iissssssdddssssi", request->id, request->subject, request->kind, request->state, request->channel,
        request->applicant, request->proof, request->text, request->received, request->entered, request->due,
        request->due_reason, request->profile, request->rule, request->maker, request->version);
}

static void set_stale(struct session *session, const struct request *request, GError **error)
{
    g_autofree char *number = request_number(request->id);
    g_autofree char *by = store_query_text(
        session->store, NULL, "SELECT user FROM request_event WHERE request = ?1 ORDER BY seq DESC LIMIT 1", "i",
        request->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("{1} was changed meanwhile by {2}."),
                     N_("Look at it again, then decide."), number, by ? by : "-", NULL);
}

bool request_check_version(struct session *session, const struct request *request, int64_t version, GError **error)
{
    if (request->version == version) return true;
    set_stale(session, request, error);
    return false;
}

bool request_save(struct session *session, struct request *request, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE request SET state = ?3, due = ?4, due_reason = ?5, extended = ?6, verified = ?7,"
                   " dispute = nullif(?8, 0), free = nullif(?9, 0), outcome = ?10, reason = ?11, answered = ?12,"
                   " decider = ?13, proof = ?14, version = version + 1 WHERE id = ?1 AND version = ?2",
                   "iisdsddiissdss", request->id, request->version, request->state, request->due, request->due_reason,
                   request->extended, request->verified, request->dispute, request->free, request->outcome,
                   request->reason, request->answered, request->decider, request->proof))
        return false;
    if (store_changes(session->store) != 1) {
        set_stale(session, request, error);
        return false;
    }
    request->version++;
    return true;
}

bool request_event(struct session *session, const struct request *request, const char *event, const char *before,
                   const char *after, const char *note, GError **error)
{
    return store_run(
        session->store, error,
        "INSERT INTO request_event (request, seq, at, user, event, before, after, note, change) VALUES (?1,"
        " (SELECT coalesce(max(seq), 0) + 1 FROM request_event WHERE request = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        "iisssssi", request->id, session_now(session), session->user, event, before, after, note, session->change);
}

bool request_check_verified(const struct request *request, GError **error)
{
    if (date_is_set(request->verified)) return true;
    g_autofree char *number = request_number(request->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The identity of the applicant was not verified in {1}: nothing may be given out."),
                     N_("Verify it with the event verify, and say how."), number, NULL);
    return false;
}

bool request_check_open(const struct request *request, GError **error)
{
    if (request_state_is_open(request->state) || g_strcmp0(request->outcome, "answered") == 0) return true;
    g_autofree char *number = request_number(request->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is at its end: nothing is given out under it."),
                     N_("Take a new request in."), number, NULL);
    return false;
}
