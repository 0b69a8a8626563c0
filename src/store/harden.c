/* SPDX-License-Identifier: Apache-2.0 */
/* A connection that can do only what the program means it to do. Without this a hostile store file (a view or trigger
 * with side effects, a writable schema) or a slip in a statement (ATTACH, which would write beside the store) goes
 * through. Each point is what SQLite's documentation "Defense Against The Dark Arts" asks for, and a test shows it. */
#include "store/private.h"

#include <string.h>

static const struct {
    int id, value;
} limits[] = {
    { SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024 },
    { SQLITE_LIMIT_SQL_LENGTH, 100000 },
    { SQLITE_LIMIT_EXPR_DEPTH, 50 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 20 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200 },
    { SQLITE_LIMIT_VARIABLE_NUMBER, 200 },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
};

static const struct {
    int id, value;
} switches[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },
    { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
};

/* Only those that look: what the doctor asks of any store, and whether another process has written. */
static bool is_allowed_pragma(const char *name)
{
    static const char *const allowed[] = { "data_version", "integrity_check", "foreign_key_check", NULL };
    return g_strv_contains(allowed, name);
}

static int authorize(void *data, int action, const char *first, const char *second, const char *database,
                     const char *trigger)
{
    (void)database;
    (void)trigger;
    const struct store *store = data;
    if (store->vacuums) return SQLITE_OK; /* what SQLite does for itself; nothing of ours is compiled meanwhile */
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return second && (strcmp(second, "load_extension") == 0 || strcmp(second, "fts3_tokenizer") == 0) ? SQLITE_DENY
                                                                                                          : SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return store->access == STORE_READ || store->access == STORE_EXPORT ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
        return store->access == STORE_MAINTENANCE || is_allowed_pragma(first) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return SQLITE_DENY;
    default: /* DDL, ANALYZE, REINDEX */
        return store->access == STORE_MAINTENANCE ? SQLITE_OK : SQLITE_DENY;
    }
}

/* Waiting for another writer: random naps, so that many processes do not march in step, and the shorter the longer one
 * has waited, so that it is the oldest who comes next; a newcomer, or who has just written, naps longest. After half a
 * second it is a long act that holds the store, and naps are long again. At the most ten seconds. SQLite's own handler
 * naps longer and longer, up to 100 ms, and starves. */
static gint32 nap_after(gint64 waited)
{
    if (waited < 5 * G_TIME_SPAN_MILLISECOND) return 500;
    if (waited < 20 * G_TIME_SPAN_MILLISECOND) return 150;
    return waited < 500 * G_TIME_SPAN_MILLISECOND ? 30 : 2000;
}

static int wait_for_writer(void *data, int tries)
{
    struct store *store = data;
    const gint64 now = g_get_monotonic_time();
    if (tries == 0) store->busy_since = now;
    if (now - store->busy_since > 10 * G_TIME_SPAN_SECOND) return 0;
    if (store->cancellable && g_cancellable_is_cancelled(store->cancellable)) return 0;
    const gint32 nap = nap_after(now - store->busy_since);
    g_usleep((gulong)g_random_int_range(nap, 2 * nap));
    return 1;
}

static int look_for_cancel(void *data)
{
    const struct store *store = data;
    return store->cancellable && g_cancellable_is_cancelled(store->cancellable);
}

bool store_harden(struct store *store, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(switches); i++)
        sqlite3_db_config(store->db, switches[i].id, switches[i].value, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
        sqlite3_limit(store->db, limits[i].id, limits[i].value);
    sqlite3_busy_handler(store->db, wait_for_writer, store);
    sqlite3_progress_handler(store->db, 10000, look_for_cancel, store);
    sqlite3_extended_result_codes(store->db, 1);
    /* mmap stays off: it makes cold reads slower here, and pages will not be the file's bytes once it is encrypted */
    const int result =
        sqlite3_exec(store->db,
                     "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                     "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA cell_size_check=ON;"
                     "PRAGMA mmap_size=0; PRAGMA wal_autocheckpoint=1000; PRAGMA secure_delete=FAST;",
                     NULL, NULL, NULL);
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        return false;
    }
    sqlite3_set_authorizer(store->db, authorize, store);
    return true;
}
