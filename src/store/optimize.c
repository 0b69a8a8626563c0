/* SPDX-License-Identifier: Apache-2.0 */
/* See optimize.h. */
#include "store/optimize.h"

#include "store/private.h"

static bool merge(struct store *store, const char *name, GError **error)
{
    char *sql = sqlite3_mprintf("INSERT INTO \"%w\" (\"%w\") VALUES ('optimize')", name, name);
    const int result = sql ? sqlite3_exec(store->db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (result != SQLITE_OK) store_error(store, result, error);
    return result == SQLITE_OK;
}

bool store_optimize(struct store *store, int *count, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    {
        g_autoptr(statement_t) query = store_prepare(
            store, "SELECT name FROM sqlite_schema WHERE type='table' AND sql LIKE 'CREATE VIRTUAL%fts5%'", error);
        if (!query) return false;
        enum step step;
        while ((step = statement_step(query, error)) == STEP_ROW)
            g_ptr_array_add(names, g_strdup(statement_text(query, 0)));
        if (step != STEP_DONE) return false;
    }
    for (guint i = 0; i < names->len; i++)
        if (!merge(store, g_ptr_array_index(names, i), error)) return false;
    *count = (int)names->len;
    return true;
}

bool store_space(struct store *store, int64_t *bytes, int64_t *unused, GError **error)
{
    int64_t size, pages, empty;
    if (!store_query_int(store, &size, 0, error, "PRAGMA page_size", "") ||
        !store_query_int(store, &pages, 0, error, "PRAGMA page_count", "") ||
        !store_query_int(store, &empty, 0, error, "PRAGMA freelist_count", ""))
        return false;
    *bytes = size * pages;
    *unused = size * empty;
    return true;
}
