/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that come by the ten thousand, counted from what is bound. SQLite's hook unpacks every record again, which for a
 * bulk load would cost half as much as the insert itself; here the values are at hand. The rows of a statement count
 * when it is done, so one that fails counts nothing. */
#include "store/private.h"

#include <string.h>

void counted_free(struct counted *counted)
{
    if (!counted) return;
    g_free(counted->places);
    g_free(counted->bound);
    g_free(counted);
}

void counted_forget(struct counted *counted)
{
    memset(counted->bound, 0, (size_t)counted->parameters * sizeof *counted->bound);
}

static void write_bound(struct row_text *row, int column, const struct bound *bound)
{
    switch (bound->kind) {
    case 'i':
        row_integer(row, column, bound->integer);
        break;
    case 'r':
        row_real(row, column, bound->real);
        break;
    case 't':
        row_bytes(row, column, 't', bound->bytes, strlen(bound->bytes));
        break;
    case 'b':
        row_bytes(row, column, 'b', bound->bytes, bound->length);
        break;
    default:
        break;
    }
}

void counted_add(struct store *store, struct counted *counted)
{
    struct digest *digest = &store->digest;
    const char *table = digest->tables[counted->table].name;
    for (int at = 0; at < counted->parameters; at += counted->columns) {
        row_begin(&digest->row, table);
        for (int i = 0; i < counted->columns; i++)
            write_bound(&digest->row, counted->places[i].column, &counted->bound[at + counted->places[i].parameter]);
        if (digest->row.failed)
            digest->failed = true;
        else
            sum_add(&digest->pending[counted->table], row_end(&digest->row, digest->key));
    }
}

static int find_name(char **names, const char *name)
{
    for (int i = 0; names[i]; i++)
        if (g_ascii_strcasecmp(g_strstrip(names[i]), name) == 0) return i;
    return -1;
}

/* A row is fingerprinted from its first column to its last, whatever the order of the statement. False when a name is
 * none of the table's. */
static bool find_places(struct counted *counted, sqlite3_stmt *table, char **names)
{
    int found = 0;
    counted->columns = (int)g_strv_length(names);
    counted->places = g_new(struct place, counted->columns);
    for (int column = 0; column < sqlite3_column_count(table) && found < counted->columns; column++) {
        const int parameter = find_name(names, sqlite3_column_name(table, column));
        if (parameter >= 0) counted->places[found++] = (struct place){ column, parameter };
    }
    return found == counted->columns && counted->parameters % found == 0;
}

static struct counted *read_insert(struct store *store, const char *sql, int parameters)
{
    static const char begin[] = "INSERT INTO ";
    const char *open = strchr(sql, '('), *close = open ? strchr(open, ')') : NULL;
    if (!g_str_has_prefix(sql, begin) || !close || !g_str_has_prefix(close, ") VALUES (?1,")) return NULL;
    g_autofree char *name = g_strndup(sql + strlen(begin), (gsize)(open - sql) - strlen(begin));
    g_autofree char *list = g_strndup(open + 1, (gsize)(close - open) - 1);
    g_auto(GStrv) names = g_strsplit(list, ",", -1);
    sqlite3_stmt *table = NULL;
    char *look = sqlite3_mprintf("SELECT * FROM \"%w\" LIMIT 0", g_strstrip(name));
    const bool there = sqlite3_prepare_v2(store->db, look, -1, &table, NULL) == SQLITE_OK;
    struct counted *counted = g_new0(struct counted, 1);
    counted->parameters = parameters;
    const bool good = there && find_places(counted, table, names);
    sqlite3_finalize(table);
    sqlite3_free(look);
    if (!good) {
        counted_free(counted);
        return NULL;
    }
    counted->table = store_digest_table(store, name);
    counted->bound = g_new0(struct bound, parameters);
    return counted;
}

bool statement_count_rows(struct statement *statement, GError **error)
{
    if (statement->counted) return true;
    statement->counted =
        read_insert(statement->store, sqlite3_sql(statement->handle), sqlite3_bind_parameter_count(statement->handle));
    if (statement->counted) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("An insert of many rows is not in the form that the log can count"),
                     N_("This is a fault of the program: nothing was changed; please report what you did."), NULL);
    return false;
}
