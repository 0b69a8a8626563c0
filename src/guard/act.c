/* SPDX-License-Identifier: Apache-2.0 */
/* An act: one transaction with its change row and its audit line, or nothing. */
#include "guard/private.h"

bool guard_act_begin(struct session *session, const char *command, const char *note, GError **error)
{
    if (date_is_set(session->as_of)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Nothing can be changed while an earlier day is shown"),
                         N_("Leave out --as-of, or go back to today."), NULL);
        return false;
    }
    if (!store_begin(session->store, error)) return false;
    session->audited_subject = session->audited_dispute = 0;
    if (!store_query_int(session->store, &session->change, 0, error, "SELECT max(id) FROM change", "") ||
        !store_run(session->store, error,
                   "INSERT INTO change (id, at, user, command, note) VALUES (?1, ?2, ?3, ?4, ?5)", "iisss",
                   ++session->change, session_now(session), session->user, command, note)) {
        guard_act_rollback(session);
        return false;
    }
    return true;
}

/* Whether the act's own line is in the log: its hash is like no other's. Answers 0 also when the log cannot be read. */
static bool is_in_log(struct session *session)
{
    g_autoptr(statement_t) row = store_prepare(session->store, "SELECT 1 FROM audit WHERE seq=?1 AND hash=?2", NULL);
    if (!row) return false;
    statement_bind_int(row, 1, session->newest_line);
    statement_bind_bytes(row, 2, session->newest_hash, sizeof session->newest_hash);
    return statement_step(row, NULL) == STEP_ROW;
}

/* A commit that failed after all had been written can still be found by the recovery of a later opening. One that
 * succeeds takes its place: then it is certain that the act was not done, and the log says that it failed. */
static bool settle(struct session *session, const char *command, const char *note)
{
    if (!store_begin(session->store, NULL)) return false;
    if (chain_append_own(session, command, session->audited_subject, "failed", note, NULL) &&
        store_commit(session->store, NULL)) {
        chain_committed(session);
        return true;
    }
    store_rollback(session->store);
    chain_rolled_back(session);
    return false;
}

static void set_unknown(struct session *session, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE,
                     N_("It is not known whether this act was done: the store {1} reported an error while it was being "
                        "written, and cannot be asked now"),
                     N_("Look at the disk, start again, and see whether it is there before you do it again."),
                     store_directory(session->store), NULL);
}

bool guard_act_commit(struct session *session, const char *command, const char *note, GError **error)
{
    if (!chain_append_own(session, command, session->audited_subject, "done", note, error)) {
        guard_act_rollback(session);
        return false;
    }
    g_autoptr(GError) cause = NULL;
    bool done = store_commit(session->store, &cause);
    const bool in_doubt = !done && store_is_in_doubt(session->store);
    if (!done) {
        store_rollback(session->store);
        done = is_in_log(session);
    }
    session->change = 0;
    if (done) {
        chain_committed(session);
        return true;
    }
    chain_rolled_back(session);
    if (in_doubt && !settle(session, command, note))
        set_unknown(session, error);
    else
        g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

void guard_act_rollback(struct session *session)
{
    store_rollback(session->store);
    chain_rolled_back(session);
    session->change = 0;
}

bool guard_audit(struct session *session, const char *command, int64_t subject, const char *outcome, const char *note,
                 GError **error)
{
    if (session->change) return chain_append_own(session, command, subject, outcome, note, error);
    if (!store_begin(session->store, error)) return false;
    if (chain_append_own(session, command, subject, outcome, note, error) && store_commit(session->store, error)) {
        chain_committed(session);
        return true;
    }
    store_rollback(session->store);
    chain_rolled_back(session);
    return false;
}

static const char looked_at_subject[] =
    "SELECT 1 FROM audit WHERE subject = ?1 AND at >= ?2 AND user=?3 AND command=?4 AND purpose IS ?5 AND note IS ?6 "
    "AND outcome='done' LIMIT 1";
/* lists are about nobody: among the newest lines only, a log is long */
static const char looked_at_list[] =
    "SELECT 1 FROM audit WHERE seq > (SELECT max(seq) FROM audit) - 5000 AND subject IS nullif(?1, 0) AND at >= ?2 AND "
    "user=?3 AND command=?4 AND purpose IS ?5 AND note IS ?6 AND outcome='done' LIMIT 1";

bool guard_has_looked(struct session *session, const char *command, int64_t subject, const char *note)
{
    int64_t found = 0;
    const int64_t since = session_now(session) - (int64_t)24 * 60 * 60 * 1000;
    if (session->reveal != NULL) return false; /* each showing in clear has its own line */
    return store_query_int(session->store, &found, 0, NULL, subject ? looked_at_subject : looked_at_list, "iissss",
                           subject, since, session->user ? session->user : "-", command, session->purpose, note) &&
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
