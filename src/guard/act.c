/* SPDX-License-Identifier: Apache-2.0 */
/* An act: one transaction with its change row and its audit line, or nothing. */
#include "guard/guard.h"

bool guard_act_begin(struct session *session, const char *command, const char *note, GError **error)
{
    if (date_is_set(session->as_of)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Nothing can be changed while an earlier day is shown"),
                         N_("Leave out --as-of, or go back to today."), NULL);
        return false;
    }
    if (!store_begin(session->store, error)) return false;
    session->audited_subject = 0;
    if (!store_query_int(session->store, &session->change, 0, error, "SELECT max(id) FROM change", "") ||
        !store_run(session->store, error,
                   "INSERT INTO change (id, at, user, command, note) VALUES (?1, ?2, ?3, ?4, ?5)", "iisss",
                   ++session->change, session_now(session), session->user, command, note)) {
        guard_act_rollback(session);
        return false;
    }
    return true;
}

static bool append_line(struct session *session, const char *command, int64_t subject, const char *outcome,
                        const char *note, GError **error)
{
    g_autoptr(statement_t) statement =
        store_prepare(session->store,
                      "INSERT INTO audit (seq, at, user, role, command, subject, purpose, note, outcome, change) "
                      "VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM audit), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                      error);
    if (!statement) return false;
    statement_bind_int(statement, 1, session_now(session));
    statement_bind_text(statement, 2, session->user ? session->user : "-");
    statement_bind_text(statement, 3, role_name(session->role));
    statement_bind_text(statement, 4, command);
    if (subject) statement_bind_int(statement, 5, subject);
    statement_bind_text(statement, 6, session->purpose);
    statement_bind_text(statement, 7, note);
    statement_bind_text(statement, 8, outcome);
    if (session->change) statement_bind_int(statement, 9, session->change);
    return statement_run(statement, error);
}

/* A commit that reports an error may have reached the disk all the same (an I/O error after the fact). Whether it did
 * is a question to the store, not a guess. */
static bool was_committed(struct session *session)
{
    int64_t found = 0;
    store_rollback(session->store);
    return store_query_int(session->store, &found, 0, NULL,
                           "SELECT count(*) FROM change WHERE id=?1 AND at=?2 AND user=?3", "iis", session->change,
                           session_now(session), session->user) &&
           found == 1;
}

bool guard_act_commit(struct session *session, const char *command, const char *note, GError **error)
{
    if (!append_line(session, command, session->audited_subject, "done", note, error)) {
        guard_act_rollback(session);
        return false;
    }
    g_autoptr(GError) cause = NULL;
    const bool done = store_commit(session->store, &cause) || was_committed(session);
    if (!done) g_propagate_error(error, g_steal_pointer(&cause));
    session->change = 0;
    return done;
}

void guard_act_rollback(struct session *session)
{
    store_rollback(session->store);
    session->change = 0;
}

bool guard_audit(struct session *session, const char *command, int64_t subject, const char *outcome, const char *note,
                 GError **error)
{
    if (session->change) return append_line(session, command, subject, outcome, note, error);
    if (!store_begin(session->store, error)) return false;
    if (append_line(session, command, subject, outcome, note, error) && store_commit(session->store, error))
        return true;
    store_rollback(session->store);
    return false;
}

bool guard_has_looked(struct session *session, const char *command, int64_t subject, const char *note)
{
    int64_t found = 0;
    const int64_t since = session_now(session) - (int64_t)24 * 60 * 60 * 1000;
    if (session->reveal != NULL) return false; /* each showing in clear has its own line */
    return store_query_int(session->store, &found, 0, NULL,
                           "SELECT 1 FROM audit WHERE subject IS nullif(?1, 0) AND at >= ?2 AND user=?3 AND command=?4 "
                           "AND purpose IS ?5 AND note IS ?6 AND outcome='done' LIMIT 1",
                           "iissss", subject, since, session->user ? session->user : "-", command, session->purpose,
                           note) &&
           found != 0;
}

int64_t guard_newest_change(struct session *session)
{
    int64_t newest = 0;
    store_query_int(session->store, &newest, 0, NULL, "SELECT max(id) FROM change", "");
    return newest;
}

bool guard_touch(struct session *session, int64_t first_subject, int64_t last_subject, GError **error)
{
    return store_run(session->store, error,
                     "INSERT INTO touched (change, first, last) VALUES (?1, ?2, ?3) "
                     "ON CONFLICT (change, first) DO UPDATE SET last = max(last, excluded.last)",
                     "iii", session->change, first_subject, last_subject);
}
