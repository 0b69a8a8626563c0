/* SPDX-License-Identifier: Apache-2.0 */
/* Numbered migrations: data/schema/NNNN_name.sql, applied in order, each in one transaction with its number. */
#include "store/private.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the migrations in order; entry i has number i + 1, which is checked. */
static GPtrArray *list_migrations(GError **error)
{
    g_autofree char *folder = data_path("schema");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_suffix(name, ".sql")) g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        if (atoi(g_ptr_array_index(names, i)) != (int)i + 1) {
            bureau_error_set(error, BUREAU_ERROR_STORE, N_("The schema folder {1} has a gap before {2}"),
                             N_("Install the program again."), folder, (char *)g_ptr_array_index(names, i), NULL);
            return NULL;
        }
    }
    if (names->len == 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The schema folder {1} is missing or empty"),
                         N_("Install the program again, or set BUREAU_DATADIR to its data folder."), folder, NULL);
        return NULL;
    }
    return g_steal_pointer(&names);
}

int store_schema_version(GError **error)
{
    g_autoptr(GPtrArray) names = list_migrations(error);
    return names ? (int)names->len : 0;
}

static int read_user_version(struct store *store)
{
    sqlite3_stmt *statement = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static bool run(struct store *store, const char *sql, const char *name, GError **error)
{
    const int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    if (result == SQLITE_OK) return true;
    store_error(store, result, error);
    g_prefix_error(error, "%s: ", name);
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* Another process may have opened the same store at the same moment: whether the migration is still to be done is asked
 * once more when nobody else can write. */
static bool apply(struct store *store, const char *name, int number, GError **error)
{
    g_autofree char *relative = g_strconcat("schema/", name, NULL);
    g_autofree char *body = data_read(relative, NULL, error);
    if (!body || !run(store, "BEGIN IMMEDIATE", name, error)) return false;
    if (read_user_version(store) >= number) return run(store, "ROLLBACK", name, error);
    g_autofree char *sql = g_strdup_printf("%s;PRAGMA user_version=%d;COMMIT;", body, number);
    return run(store, sql, name, error);
}

bool store_migrate(struct store *store, GError **error)
{
    const int have = read_user_version(store);
    if (have < 0) {
        store_error(store, sqlite3_extended_errcode(store->db), error);
        return false;
    }
    /* the folder need not be read when nothing is to be done: opening a store is on the way to the first paint */
    g_autoptr(GPtrArray) names = list_migrations(error);
    if (!names) return false;
    if (have > (int)names->len) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} was made by a newer version of this program"),
                         N_("Install the newer version; this one has left the store untouched."), store->directory,
                         NULL);
        return false;
    }
    if (store->rescue && have < (int)names->len) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} was made by an older version of this program"),
                         N_("Open it once with an engine that was tested; then it can be exported."), store->directory,
                         NULL);
        return false;
    }
    for (int number = have + 1; number <= (int)names->len; number++)
        if (!apply(store, g_ptr_array_index(names, (guint)number - 1), number, error)) return false;
    return true;
}
