/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of the facts as lines of the log carry it: taken at each line, kept a table, and made again from the live
 * rows to be compared. */
#include "store/private.h"

#include <string.h>

static bool add_to_table(struct store *store, const char *table, struct sum change, GError **error)
{
    uint8_t bytes[STORE_STATE];
    struct sum sum = { 0, 0 };
    {
        g_autoptr(statement_t) kept = store_prepare(store, "SELECT digest FROM table_state WHERE name=?1", error);
        if (!kept) return false;
        statement_bind_text(kept, 1, table);
        const enum step step = statement_step(kept, error);
        if (step == STEP_ERROR) return false;
        size_t length = 0;
        const uint8_t *digest = step == STEP_ROW ? statement_bytes(kept, 0, &length) : NULL;
        if (length == STORE_STATE) sum = sum_read(digest);
    }
    sum_add(&sum, change);
    sum_write(sum, bytes);
    g_autoptr(statement_t) statement = store_prepare(store,
                                                     "INSERT INTO table_state (name, digest) VALUES (?1, ?2) "
                                                     "ON CONFLICT (name) DO UPDATE SET digest = excluded.digest",
                                                     error);
    if (!statement) return false;
    statement_bind_text(statement, 1, table);
    statement_bind_bytes(statement, 2, bytes, sizeof bytes);
    return statement_run(statement, error);
}

bool store_state_take(struct store *store, uint8_t state[STORE_STATE], GError **error)
{
    struct digest *digest = &store->digest;
    struct sum sum = sum_read(state);
    if (digest->failed) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A changed row could not be read back for the log"),
                         N_("Nothing was changed; do it again, and look at the disk if it stays."), NULL);
        return false;
    }
    for (unsigned i = 0; i < digest->count; i++) {
        if (sum_is_zero(digest->pending[i])) continue;
        if (!add_to_table(store, digest->tables[i].name, digest->pending[i], error)) return false;
        sum_add(&sum, digest->pending[i]);
        digest->pending[i] = (struct sum){ 0, 0 };
    }
    sum_write(sum, state);
    return true;
}

/* ---- made again ---- */

static void free_table(gpointer data)
{
    struct store_table_state *table = data;
    g_free(table->name);
    g_free(table);
}

static void write_column(struct row_text *row, sqlite3_stmt *handle, int column)
{
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        row_integer(row, column, sqlite3_column_int64(handle, column));
        break;
    case SQLITE_FLOAT:
        row_real(row, column, sqlite3_column_double(handle, column));
        break;
    case SQLITE_TEXT: {
        const void *text = sqlite3_column_blob(handle, column);
        row_bytes(row, column, 't', text, (size_t)sqlite3_column_bytes(handle, column));
        break;
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(handle, column);
        row_bytes(row, column, 'b', bytes, (size_t)sqlite3_column_bytes(handle, column));
        break;
    }
    default:
        break;
    }
}

static bool scan_rows(struct store *store, sqlite3_stmt *handle, struct store_table_state *table, GError **error)
{
    struct row_text row = { 0 };
    struct sum sum = { 0, 0 };
    const int columns = sqlite3_column_count(handle);
    int result;
    while ((result = sqlite3_step(handle)) == SQLITE_ROW) {
        row_begin(&row, table->name);
        for (int column = 0; column < columns; column++)
            write_column(&row, handle, column);
        if (row.failed) break;
        sum_add(&sum, row_end(&row, store->digest.key));
        table->rows++;
    }
    if (row.bytes) secret_wipe(row.bytes, row.room);
    free(row.bytes);
    sum_write(sum, table->live);
    if (result == SQLITE_DONE) return true;
    store_error(store, row.failed ? SQLITE_NOMEM : result, error);
    return false;
}

static bool scan_table(struct store *store, struct store_table_state *table, GError **error)
{
    sqlite3_stmt *handle = NULL;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table->name);
    const int result = sqlite3_prepare_v2(store->db, sql, -1, &handle, NULL);
    sqlite3_free(sql);
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        return false;
    }
    const bool done = scan_rows(store, handle, table, error);
    sqlite3_finalize(handle);
    return done;
}

static const char fact_tables[] =
    "SELECT s.name, t.digest FROM sqlite_schema AS s LEFT JOIN table_state AS t ON t.name = s.name "
    "WHERE s.type = 'table' ORDER BY s.name";

static GPtrArray *list_tables(struct store *store, GError **error)
{
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(free_table);
    g_autoptr(statement_t) row = store_prepare(store, fact_tables, error);
    if (!row) return NULL;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        size_t length = 0;
        if (!store_digest_is_fact(statement_text(row, 0))) continue;
        struct store_table_state *table = g_new0(struct store_table_state, 1);
        table->name = g_strdup(statement_text(row, 0));
        const void *kept = statement_bytes(row, 1, &length);
        if (length == STORE_STATE) memcpy(table->kept, kept, STORE_STATE);
        g_ptr_array_add(tables, table);
    }
    return step == STEP_DONE ? g_steal_pointer(&tables) : NULL;
}

GPtrArray *store_state_scan(struct store *store, uint8_t live[STORE_STATE],
                            void (*progress)(void *data, int64_t tables_done, int64_t tables), void *data,
                            GError **error)
{
    struct sum sum = { 0, 0 };
    g_autoptr(GPtrArray) tables = list_tables(store, error);
    for (guint i = 0; tables && i < tables->len; i++) {
        struct store_table_state *table = g_ptr_array_index(tables, i);
        if (progress) progress(data, i, tables->len);
        if (!scan_table(store, table, error)) return NULL;
        table->differs = memcmp(table->live, table->kept, STORE_STATE) != 0;
        sum_add(&sum, sum_read(table->live));
    }
    if (!tables) return NULL;
    sum_write(sum, live);
    return g_steal_pointer(&tables);
}
