/* SPDX-License-Identifier: Apache-2.0 */
/* store: the vault of facts. Transactions, prepared statements and typed values over one SQLite file.
 * For:    opening and making a store, reading, one write transaction per act, migrations.
 * Uses:   base, SQLite. Nothing else in the program includes sqlite3.h.
 * Never:  knows what a fact means, who asks, or how an answer looks. */
#pragma once
#include "base/base.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

struct store;
struct statement;

enum store_access {
    STORE_READ,        /* reads only; a write is refused */
    STORE_WRITE,       /* reads and writes */
    STORE_MAINTENANCE, /* also DDL, VACUUM: migrations and bulk loads */
};

/* The one function through which a store file is opened. `directory` is a store made by store_create(). Every
 * connection is hardened (defensive, no ATTACH, no extensions, limits, authorizer). One connection belongs to one
 * thread. Errors: BUREAU_ERROR_STORE (not there, not a store, newer than this program, I/O). Close with store_close. */
struct store *store_open(const char *directory, enum store_access access, GError **error);

/* Makes an empty store in a directory that does not exist or is empty, and runs every migration of data/schema. */
struct store *store_create(const char *directory, GError **error);
void store_close(struct store *store);
const char *store_directory(const struct store *store);

/* The default: $BUREAU_STORE, else $XDG_DATA_HOME/bureau/default. Caller frees. */
char *store_default_directory(void);

/* Changes whenever any connection, of any process, commits. Cheap: for noticing that a screen is stale. */
int64_t store_data_version(struct store *store);

/* Whether a cancellable was hit is looked at every few thousand steps of any statement; NULL turns it off. */
void store_set_cancellable(struct store *store, GCancellable *cancellable);

/* ---- statements ------------------------------------------------------------------------------------------------- */

/* A prepared statement from the connection's cache (constant SQL text only; parameters ?1 ?2 ...). Give it back with
 * statement_done(); it is reset and its bindings cleared. NULL and `error` set when the SQL is wrong. */
struct statement *store_prepare(struct store *store, const char *sql, GError **error);
void statement_done(struct statement *statement);
typedef struct statement statement_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement_t, statement_done)

/* Parameters count from 1. Text and bytes are NOT copied: they must live until the statement is reset or done. NULL
 * text binds NULL; DATE_NONE, MONTH_NONE and MONEY_UNKNOWN bind NULL. */
void statement_bind_int(struct statement *statement, int index, int64_t value);
void statement_bind_real(struct statement *statement, int index, double value);
void statement_bind_text(struct statement *statement, int index, const char *text);
void statement_bind_bytes(struct statement *statement, int index, const void *bytes, size_t length);
void statement_bind_null(struct statement *statement, int index);
void statement_bind_date(struct statement *statement, int index, struct date date);
void statement_bind_month(struct statement *statement, int index, struct month month);
void statement_bind_minor(struct statement *statement, int index, int64_t minor);

enum step { STEP_ERROR = -1, STEP_DONE = 0, STEP_ROW = 1 };

/* The next row. STEP_ERROR sets `error` (STORE, CANCELLED). */
enum step statement_step(struct statement *statement, GError **error);
/* Runs a statement that answers no row, then resets it so that it can be bound again. */
bool statement_run(struct statement *statement, GError **error);
void statement_reset(struct statement *statement);

/* Columns count from 0. Text and bytes are borrowed until the next step; NULL text answers NULL. */
bool statement_is_null(struct statement *statement, int column);
int64_t statement_int(struct statement *statement, int column);
double statement_real(struct statement *statement, int column);
const char *statement_text(struct statement *statement, int column);
const void *statement_bytes(struct statement *statement, int column, size_t *length);
struct date statement_date(struct statement *statement, int column);
struct month statement_month(struct statement *statement, int column);
int64_t statement_minor(struct statement *statement, int column); /* NULL is MONEY_UNKNOWN */

/* One-liners. `format` has one letter a parameter: i int64_t, s const char *, d struct date, m struct month,
 * r double, n money minor (int64_t). store_query_int answers `fallback` when there is no row or a NULL. */
bool store_run(struct store *store, GError **error, const char *sql, const char *format, ...);
bool store_query_int(struct store *store, int64_t *value, int64_t fallback, GError **error, const char *sql,
                     const char *format, ...);
char *store_query_text(struct store *store, GError **error, const char *sql, const char *format, ...);
/* The number of rows that the last statement changed: for `UPDATE ... WHERE id=? AND version=?`. */
int64_t store_changes(const struct store *store);

/* ---- transactions ----------------------------------------------------------------------------------------------- */

/* BEGIN IMMEDIATE with the program's own busy handler (jittered, 10 s at the most). */
bool store_begin(struct store *store, GError **error);
/* An error from commit means unknown: the caller looks whether its change id is there. */
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);
/* A read transaction for several statements that must see one state. End it soon; never across a key press. */
bool store_begin_read(struct store *store, GError **error);
void store_end_read(struct store *store);

/* Hands out `count` ids of a kind ("subject", "account", ...) inside a write transaction; answers the first, 0 on
 * error. Ids are made by the program, so that a second engine can stand under it. */
int64_t store_take_ids(struct store *store, const char *kind, int64_t count, GError **error);

/* Bulk loads (STORE_MAINTENANCE): a large cache for this connection; and the wal is folded back into the file. */
void store_bulk_begin(struct store *store);
void store_bulk_end(struct store *store);

/* Checks the file: integrity, foreign keys. Answers the first finding in `*finding` (caller frees), NULL when sound. */
bool store_check(struct store *store, char **finding, GError **error);
const char *store_engine_version(void);
