/* SPDX-License-Identifier: Apache-2.0 */
/* See rows.h. Names of tables come from the store itself and are quoted; no statement here takes words from outside. */
#include "store/rows.h"

#include "store/private.h"

#include <string.h>

/* What has no meaning outside this store, and would help whoever wants to forge its log. */
static bool is_left_out(const char *name)
{
    return g_str_has_prefix(name, "sqlite_") || strcmp(name, "secret") == 0 || strcmp(name, "table_state") == 0;
}

/* Names of ordinary tables (virtual ones and the tables that they keep their content in are derived). */
static GPtrArray *list_tables(struct store *store, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) query = store_prepare(store,
                                                 "SELECT name FROM sqlite_schema AS own WHERE type='table' AND sql NOT "
                                                 "LIKE 'CREATE VIRTUAL%' AND NOT EXISTS (SELECT 1 FROM sqlite_schema "
                                                 "AS other WHERE other.sql LIKE 'CREATE VIRTUAL%' AND own.name GLOB "
                                                 "other.name || '_*') ORDER BY name",
                                                 error);
    if (!query) return NULL;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW)
        if (!is_left_out(statement_text(query, 0))) g_ptr_array_add(names, g_strdup(statement_text(query, 0)));
    return step == STEP_DONE ? g_steal_pointer(&names) : NULL;
}

static void read_value(sqlite3_stmt *handle, int column, struct store_value *value)
{
    *value = (struct store_value){ 0 };
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        value->type = STORE_INTEGER;
        value->integer = sqlite3_column_int64(handle, column);
        break;
    case SQLITE_FLOAT:
        value->type = STORE_REAL;
        value->real = sqlite3_column_double(handle, column);
        break;
    case SQLITE_TEXT:
        value->type = STORE_TEXT;
        value->bytes = sqlite3_column_text(handle, column);
        value->length = (size_t)sqlite3_column_bytes(handle, column);
        break;
    case SQLITE_BLOB:
        value->type = STORE_BYTES;
        value->bytes = sqlite3_column_blob(handle, column);
        value->length = (size_t)sqlite3_column_bytes(handle, column);
        break;
    default:
        value->type = STORE_NULL;
    }
}

static bool walk_table(struct store *store, const char *name, const struct store_rows_sink *sink, void *data,
                       GError **error)
{
    g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
    g_autofree char *quoted = g_strjoinv("\"\"", parts), *sql = g_strdup_printf("SELECT * FROM \"%s\"", quoted);
    g_autoptr(statement_t) query = store_prepare(store, sql, error);
    if (!query) return false;
    const int count = sqlite3_column_count(query->handle);
    g_autofree const char **columns = g_new0(const char *, (size_t)count + 1);
    g_autofree struct store_value *values = g_new0(struct store_value, count);
    for (int i = 0; i < count; i++)
        columns[i] = sqlite3_column_name(query->handle, i);
    if (!sink->table(data, name, columns, (size_t)count, error)) return false;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        for (int i = 0; i < count; i++)
            read_value(query->handle, i, &values[i]);
        if (!sink->row(data, values, (size_t)count, error)) return false;
    }
    return step == STEP_DONE;
}

bool store_rows(struct store *store, const struct store_rows_sink *sink, void *data, GError **error)
{
    if (!store_begin_read(store, error)) return false;
    g_autoptr(GPtrArray) names = list_tables(store, error);
    bool done = names != NULL;
    for (guint i = 0; done && i < names->len; i++)
        done = walk_table(store, g_ptr_array_index(names, i), sink, data, error);
    store_end_read(store);
    return done;
}

bool store_may_write(const struct store *store)
{
    return store->access == STORE_WRITE || store->access == STORE_MAINTENANCE;
}
