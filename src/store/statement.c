/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements, cached by their text: a constant string in the source is compiled once a connection. */
#include "store/private.h"

#include <string.h>

static struct statement *compile(struct store *store, const char *sql, GError **error)
{
    sqlite3_stmt *handle = NULL;
    const int result = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    if (result != SQLITE_OK) {
        /* a mistake of ours or a store that is not what we think: the text goes to the log of a developer only */
        g_debug("prepare: %s: %s", sqlite3_errmsg(store->db), sql);
        store_error(store, result, error);
        return NULL;
    }
    struct statement *statement = g_new0(struct statement, 1);
    statement->store = store;
    statement->handle = handle;
    statement->writes = !sqlite3_stmt_readonly(handle);
    return statement;
}

struct statement *store_prepare(struct store *store, const char *sql, GError **error)
{
    struct statement *statement = g_hash_table_lookup(store->statements, sql);
    if (statement && !statement->lent) {
        statement->lent = true;
        return statement;
    }
    const bool second = statement != NULL; /* in use further up: the same text once more, not cached */
    statement = compile(store, sql, error);
    if (!statement) return NULL;
    statement->lent = true;
    statement->cached = !second;
    if (statement->cached) g_hash_table_insert(store->statements, (gpointer)sqlite3_sql(statement->handle), statement);
    return statement;
}

void statement_done(struct statement *statement)
{
    if (!statement) return;
    if (!statement->cached) {
        sqlite3_finalize(statement->handle);
        counted_free(statement->counted);
        g_free(statement);
        return;
    }
    if (statement->counted) counted_forget(statement->counted);
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->lent = false;
}

void statement_bind_int(struct statement *statement, int index, int64_t value)
{
    sqlite3_bind_int64(statement->handle, index, value);
    counted_bind(statement, index, (struct bound){ .kind = 'i', .integer = value });
}

void statement_bind_real(struct statement *statement, int index, double value)
{
    sqlite3_bind_double(statement->handle, index, value);
    counted_bind(statement, index, (struct bound){ .kind = 'r', .real = value });
}

void statement_bind_text(struct statement *statement, int index, const char *text)
{
    if (!text) {
        statement_bind_null(statement, index);
        return;
    }
    sqlite3_bind_text(statement->handle, index, text, -1, SQLITE_STATIC);
    counted_bind(statement, index, (struct bound){ .kind = 't', .bytes = text });
}

void statement_bind_bytes(struct statement *statement, int index, const void *bytes, size_t length)
{
    if (!bytes) {
        statement_bind_null(statement, index);
        return;
    }
    sqlite3_bind_blob64(statement->handle, index, bytes, length, SQLITE_STATIC);
    counted_bind(statement, index, (struct bound){ .kind = 'b', .bytes = bytes, .length = length });
}

void statement_bind_null(struct statement *statement, int index)
{
    sqlite3_bind_null(statement->handle, index);
    counted_bind(statement, index, (struct bound){ 0 });
}

void statement_bind_date(struct statement *statement, int index, struct date date)
{
    if (date_is_set(date))
        statement_bind_int(statement, index, date.days);
    else
        statement_bind_null(statement, index);
}

void statement_bind_month(struct statement *statement, int index, struct month month)
{
    if (month_is_set(month))
        statement_bind_int(statement, index, month.index);
    else
        statement_bind_null(statement, index);
}

void statement_bind_minor(struct statement *statement, int index, int64_t minor)
{
    if (minor != MONEY_UNKNOWN)
        statement_bind_int(statement, index, minor);
    else
        statement_bind_null(statement, index);
}

enum step statement_step(struct statement *statement, GError **error)
{
    /* a statement that writes does all of it in its first step, or takes it back */
    const bool writes = statement->writes && !sqlite3_stmt_busy(statement->handle);
    if (writes) store_digest_statement(statement->store);
    statement->store->digest.quiet = statement->counted != NULL;
    const int result = sqlite3_step(statement->handle);
    statement->store->digest.quiet = false;
    if (statement->counted && result == SQLITE_DONE) counted_add(statement->store, statement->counted);
    if (result == SQLITE_ROW) return STEP_ROW;
    if (result == SQLITE_DONE) return STEP_DONE;
    if (writes) store_digest_undo(statement->store);
    g_debug("step: %s: %s", sqlite3_errmsg(statement->store->db), sqlite3_sql(statement->handle));
    store_error(statement->store, result, error);
    return STEP_ERROR;
}

bool statement_run(struct statement *statement, GError **error)
{
    const enum step step = statement_step(statement, error);
    sqlite3_reset(statement->handle);
    return step != STEP_ERROR;
}

void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
}

bool statement_is_null(struct statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int64_t statement_int(struct statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

double statement_real(struct statement *statement, int column)
{
    return sqlite3_column_double(statement->handle, column);
}

const char *statement_text(struct statement *statement, int column)
{
    return (const char *)sqlite3_column_text(statement->handle, column);
}

const void *statement_bytes(struct statement *statement, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    *length = (size_t)sqlite3_column_bytes(statement->handle, column);
    return bytes;
}

struct date statement_date(struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? DATE_NONE
                                                : (struct date){ sqlite3_column_int(statement->handle, column) };
}

struct month statement_month(struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? MONTH_NONE
                                                : (struct month){ sqlite3_column_int(statement->handle, column) };
}

int64_t statement_minor(struct statement *statement, int column)
{
    return statement_is_null(statement, column) ? MONEY_UNKNOWN : statement_int(statement, column);
}

/* ---- one-liners ---- */

static void bind_list(struct statement *statement, const char *format, va_list list)
{
    for (int index = 1; *format; format++, index++) {
        switch (*format) {
        case 'i':
            statement_bind_int(statement, index, va_arg(list, int64_t));
            break;
        case 's':
            statement_bind_text(statement, index, va_arg(list, const char *));
            break;
        case 'd':
            statement_bind_date(statement, index, va_arg(list, struct date));
            break;
        case 'm':
            statement_bind_month(statement, index, va_arg(list, struct month));
            break;
        case 'r':
            statement_bind_real(statement, index, va_arg(list, double));
            break;
        case 'n':
            statement_bind_minor(statement, index, va_arg(list, int64_t));
            break;
        default:
            g_error("store: format letter '%c' is not known", *format);
        }
    }
}

bool store_run(struct store *store, GError **error, const char *sql, const char *format, ...)
{
    g_autoptr(statement_t) statement = store_prepare(store, sql, error);
    if (!statement) return false;
    va_list list;
    va_start(list, format);
    bind_list(statement, format, list);
    va_end(list);
    return statement_run(statement, error);
}

bool store_query_int(struct store *store, int64_t *value, int64_t fallback, GError **error, const char *sql,
                     const char *format, ...)
{
    *value = fallback;
    g_autoptr(statement_t) statement = store_prepare(store, sql, error);
    if (!statement) return false;
    va_list list;
    va_start(list, format);
    bind_list(statement, format, list);
    va_end(list);
    const enum step step = statement_step(statement, error);
    if (step == STEP_ROW && !statement_is_null(statement, 0)) *value = statement_int(statement, 0);
    return step != STEP_ERROR;
}

char *store_query_text(struct store *store, GError **error, const char *sql, const char *format, ...)
{
    g_autoptr(statement_t) statement = store_prepare(store, sql, error);
    if (!statement) return NULL;
    va_list list;
    va_start(list, format);
    bind_list(statement, format, list);
    va_end(list);
    return statement_step(statement, error) == STEP_ROW ? g_strdup(statement_text(statement, 0)) : NULL;
}

int64_t store_changes(const struct store *store)
{
    return sqlite3_changes64(store->db);
}
