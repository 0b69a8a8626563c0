/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of the facts, kept up row by row: SQLite's preupdate hook tells each row that comes and goes, and its
 * fingerprint is added to or taken from the sum of its table. A sum does not mind the order of rows, so it needs no
 * reading of what was not touched.
 *
 * What must stay true: every way in which a row of a fact changes passes the hook. SQLite does not tell it of a row
 * that INSERT OR REPLACE pushes out, so that form is not used (a rule of the house); it does tell of rows deleted by a
 * DELETE without a condition as long as the hook is set before the statement is compiled, and of every row of a table
 * without rowid. A statement that fails takes its rows back (store_digest_statement), a transaction that is rolled back
 * takes all (the rollback hook). Nothing here can refuse a row, so a row that could not be read is remembered and the
 * commit is refused. */
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "store/private.h"

#include <string.h>

/* An SQLite built without the hook lacks these; then the program says so instead of not starting at all. */
#pragma weak sqlite3_preupdate_hook
#pragma weak sqlite3_preupdate_count
#pragma weak sqlite3_preupdate_old
#pragma weak sqlite3_preupdate_new

/* The log has its own chain; a digest cannot hold itself; a draft is no fact. */
bool store_digest_is_fact(const char *table)
{
    static const char *const others[] = { "audit", "table_state", "secret", "draft", NULL };
    return !g_strv_contains(others, table) && !g_str_has_prefix(table, "sqlite_");
}

static unsigned find_table(struct digest *digest, const char *table)
{
    if (digest->last < digest->count && strcmp(digest->tables[digest->last].name, table) == 0) return digest->last;
    for (unsigned i = 0; i < digest->count; i++)
        if (strcmp(digest->tables[i].name, table) == 0) return digest->last = i;
    if (digest->count == DIGEST_TABLES) g_error("store: more tables than the digest has room for");
    digest->tables[digest->count] = (struct digest_table){ g_strdup(table), store_digest_is_fact(table) };
    return digest->last = digest->count++;
}

unsigned store_digest_table(struct store *store, const char *table)
{
    return find_table(&store->digest, table);
}

static void write_value(struct row_text *row, int column, sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        row_integer(row, column, sqlite3_value_int64(value));
        break;
    case SQLITE_FLOAT:
        row_real(row, column, sqlite3_value_double(value));
        break;
    case SQLITE_TEXT: {
        const void *text = sqlite3_value_blob(value); /* the bytes as they are: no copy, no zero byte */
        row_bytes(row, column, 't', text, (size_t)sqlite3_value_bytes(value));
        break;
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_value_blob(value);
        row_bytes(row, column, 'b', bytes, (size_t)sqlite3_value_bytes(value));
        break;
    }
    default:
        break;
    }
}

typedef int (*row_reader)(sqlite3 *, int, sqlite3_value **);

/* The row before (sqlite3_preupdate_old) or after (sqlite3_preupdate_new) the change. */
static struct sum read_row(struct digest *digest, sqlite3 *db, const char *table, row_reader value_of)
{
    const int columns = sqlite3_preupdate_count(db);
    row_begin(&digest->row, table);
    for (int column = 0; column < columns; column++) {
        sqlite3_value *value = NULL;
        if (value_of(db, column, &value) == SQLITE_OK)
            write_value(&digest->row, column, value);
        else
            digest->failed = true;
    }
    if (digest->row.failed) {
        digest->failed = true;
        return (struct sum){ 0, 0 };
    }
    return row_end(&digest->row, digest->key);
}

static void on_row(void *data, sqlite3 *db, int change, const char *database, const char *table, sqlite3_int64 before,
                   sqlite3_int64 after)
{
    (void)before;
    (void)after;
    struct store *store = data;
    struct digest *digest = &store->digest;
    if (digest->quiet || strcmp(database, "main") != 0) return; /* VACUUM fills a database of its own */
    const unsigned index = find_table(digest, table);
    if (!digest->tables[index].is_fact) return;
    if (change != SQLITE_INSERT)
        sum_subtract(&digest->pending[index], read_row(digest, db, table, sqlite3_preupdate_old));
    if (change != SQLITE_DELETE) sum_add(&digest->pending[index], read_row(digest, db, table, sqlite3_preupdate_new));
}

static void forget(struct digest *digest)
{
    memset(digest->pending, 0, digest->count * sizeof *digest->pending);
    digest->failed = false;
}

static void on_rollback(void *data)
{
    struct store *store = data;
    forget(&store->digest);
}

bool store_digest_is_pending(const struct store *store)
{
    const struct digest *digest = &store->digest;
    bool pending = digest->failed;
    for (unsigned i = 0; i < digest->count && !pending; i++)
        pending = !sum_is_zero(digest->pending[i]);
    return pending;
}

/* The last gate: a change without a line is not committed, whichever way it came. By hand, on a connection for
 * maintenance and outside of store_begin(), facts can be changed; the log then says that they were. */
static int on_commit(void *data)
{
    struct store *store = data;
    if (!store_digest_is_pending(store)) return 0;
    if (store->in_act || store->access != STORE_MAINTENANCE || store->digest.failed) return 1;
    forget(&store->digest);
    return 0;
}

bool store_digest_begin(struct store *store, GError **error)
{
    if (!sqlite3_preupdate_hook || !sqlite3_compileoption_used("ENABLE_PREUPDATE_HOOK")) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("SQLite {1} on this machine does not tell of changed rows"),
                         N_("Install the SQLite of your system (Debian: libsqlite3-0), which does."),
                         sqlite3_libversion(), NULL);
        return false;
    }
    sqlite3_preupdate_hook(store->db, on_row, store);
    sqlite3_rollback_hook(store->db, on_rollback, store);
    sqlite3_commit_hook(store->db, on_commit, store);
    return true;
}

void store_digest_clear(struct store *store)
{
    struct digest *digest = &store->digest;
    for (unsigned i = 0; i < digest->count; i++)
        g_free(digest->tables[i].name);
    if (digest->row.bytes) secret_wipe(digest->row.bytes, digest->row.room);
    free(digest->row.bytes);
    secret_wipe(digest, sizeof *digest);
    secret_free(store->secret);
    store->secret = NULL;
}

void store_digest_statement(struct store *store)
{
    struct digest *digest = &store->digest;
    memcpy(digest->before, digest->pending, digest->count * sizeof *digest->pending);
    digest->counted = digest->count;
}

void store_digest_undo(struct store *store)
{
    struct digest *digest = &store->digest;
    if (sqlite3_get_autocommit(store->db)) {
        forget(digest); /* the error took the whole transaction with it */
        return;
    }
    memcpy(digest->pending, digest->before, digest->counted * sizeof *digest->pending);
    for (unsigned i = digest->counted; i < digest->count; i++)
        digest->pending[i] = (struct sum){ 0, 0 };
}

/* ---- the secret of the store ---- */

#define SECRET_NAME "log"

bool store_secret_make(struct store *store, GError **error)
{
    store->secret = secret_random(VAULT_KEY);
    g_autoptr(statement_t) statement =
        store_prepare(store, "INSERT INTO secret (name, value) VALUES ('" SECRET_NAME "', ?1)", error);
    if (!statement) return false;
    statement_bind_bytes(statement, 1, secret_bytes(store->secret), VAULT_KEY);
    return statement_run(statement, error);
}

bool store_secret_read(struct store *store, GError **error)
{
    uint8_t key[VAULT_KEY];
    if (!store->secret) {
        size_t length = 0;
        g_autoptr(statement_t) statement =
            store_prepare(store, "SELECT value FROM secret WHERE name='" SECRET_NAME "'", error);
        if (!statement) return false;
        const enum step step = statement_step(statement, error);
        if (step == STEP_ERROR) return false;
        const void *bytes = step == STEP_ROW ? statement_bytes(statement, 0, &length) : NULL;
        if (length != VAULT_KEY) {
            bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} has lost the secret of its log"),
                             N_("Restore the newest backup; keep the damaged file for inspection."), store->directory,
                             NULL);
            return false;
        }
        store->secret = secret_copy(bytes, length);
    }
    store_derive(store, "bureau facts 1", key);
    memcpy(store->digest.key, key, sizeof store->digest.key);
    secret_wipe(key, sizeof key);
    return true;
}

void store_derive(const struct store *store, const char *label, uint8_t key[VAULT_KEY])
{
    const struct seal_part part = { label, strlen(label) };
    seal_digest(key, VAULT_KEY, secret_bytes(store->secret), &part, 1);
}
