/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions. A write always begins IMMEDIATE: a deferred one that turns into a writer fails at once when another
 * process wrote in between, and would have to be done again from its first read. */
#include "store/private.h"

static bool run(struct store *store, const char *sql, GError **error)
{
    const int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    if (result == SQLITE_OK) return true;
    store_error(store, result, error);
    return false;
}

/* A file taken away under a running program can still be written to, and nobody would ever read it again. */
static bool is_in_place(struct store *store, GError **error)
{
    int moved = 0;
    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || !moved) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} was moved or deleted while it was open"),
                     N_("Leave, bring it back to its place, and start again; nothing more is written."),
                     store->directory, NULL);
    return false;
}

bool store_begin(struct store *store, GError **error)
{
    if (!is_in_place(store, error) || !run(store, "BEGIN IMMEDIATE", error)) return false;
    /* again, now that nobody else may write: while we waited another may have put a new file in its place */
    store->in_act = is_in_place(store, error);
    if (!store->in_act) store_rollback(store);
    return store->in_act;
}

bool store_commit(struct store *store, GError **error)
{
    if (store_digest_is_pending(store)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A change that has no line in the log is not kept"),
                         N_("This is a fault of the program: nothing was changed; please report what you did."), NULL);
        store_rollback(store);
        return false;
    }
    const int result = sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL), kind = result & 0xFF;
    /* a full disk takes no whole transaction, and one that had to wait was not begun to be written */
    store->in_doubt = result != SQLITE_OK && kind != SQLITE_FULL && kind != SQLITE_BUSY && kind != SQLITE_CONSTRAINT;
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        return false;
    }
    store->in_act = false;
    return true;
}

bool store_is_in_doubt(const struct store *store)
{
    return store->in_doubt;
}

void store_rollback(struct store *store)
{
    store->in_act = false;
    if (store_in_transaction(store)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_in_transaction(const struct store *store)
{
    return sqlite3_get_autocommit(store->db) == 0;
}

bool store_begin_read(struct store *store, GError **error)
{
    return run(store, "BEGIN", error);
}

void store_end_read(struct store *store)
{
    store_rollback(store);
}

int64_t store_data_version(struct store *store)
{
    int64_t version = 0;
    store_query_int(store, &version, 0, NULL, "PRAGMA data_version", "");
    return version;
}

int64_t store_take_ids(struct store *store, const char *kind, int64_t count, GError **error)
{
    int64_t next;
    if (!store_query_int(store, &next, 1, error, "SELECT next FROM counter WHERE kind=?1", "s", kind)) return 0;
    if (!store_run(
            store, error,
            "INSERT INTO counter (kind, next) VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET next = excluded.next",
            "si", kind, next + count))
        return 0;
    return next;
}
