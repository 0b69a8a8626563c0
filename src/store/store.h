/* SPDX-License-Identifier: Apache-2.0 */
/* store: the vault of facts. Transactions, prepared statements and typed values over one SQLite file.
 * For:    opening and making a store, reading, one write transaction per act, migrations.
 * Uses:   base, vault, SQLite. Nothing else in the program includes sqlite3.h.
 * Never:  knows what a fact means, who asks, or how an answer looks. */
#pragma once
#include "base/base.h"
#include "vault/keys.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

struct store;
struct statement;

enum store_access {
    STORE_READ,        /* reads only; a write is refused */
    STORE_WRITE,       /* reads and writes */
    STORE_MAINTENANCE, /* also DDL, VACUUM: migrations and bulk loads */
    STORE_EXPORT,      /* reads only, also with an engine that was not tested, so that nobody's data is held hostage */
};

/* The one function through which a store file is opened. `directory` is a store made by store_create(). Every
 * connection is hardened (defensive, no ATTACH, no extensions, limits, authorizer). One connection belongs to one
 * thread. The keys are kept (a reference) until the store is closed. Errors: BUREAU_ERROR_STORE (not there, not a
 * store, other keys, newer than this program, an engine that was not tested, I/O). Close with store_close. */
struct store *store_open(const char *directory, struct vault_keys *keys, enum store_access access, GError **error);

/* Makes an empty store in a directory that does not exist or is empty, and runs every migration of data/schema. */
struct store *store_create(const char *directory, struct vault_keys *keys, GError **error);
void store_close(struct store *store);
struct vault_keys *store_keys(const struct store *store); /* borrowed */
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

/* For bulk loads: the rows of an "INSERT INTO t (a, b) VALUES (?1, ?2), (?3, ?4)" are counted in the digest of the
 * facts from what is bound to it, which costs a fifth of being told by SQLite. What is bound must be what is stored:
 * values of their columns' own types, and every column that has a default or makes its own value named. */
bool statement_count_rows(struct statement *statement, GError **error);

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
/* An error from commit means unknown: the caller looks whether its line is there. */
bool store_commit(struct store *store, GError **error);
/* After an error from commit: whether what was not to be found in the store just afterwards may yet be there when the
 * store is opened anew (all of it reached the log on the disk, and only the flush or what follows it failed). The next
 * commit that succeeds, of any process, overwrites it and so settles that it is not. */
bool store_is_in_doubt(const struct store *store);
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);
/* A read transaction for several statements that must see one state. End it soon; never across a key press. */
bool store_begin_read(struct store *store, GError **error);
void store_end_read(struct store *store);

/* Hands out `count` ids of a kind ("subject", "account", ...) inside a write transaction; answers the first, 0 on
 * error. Ids are made by the program, so that a second engine can stand under it. */
int64_t store_take_ids(struct store *store, const char *kind, int64_t count, GError **error);

/* ---- the state of the facts ------------------------------------------------------------------------------------- */

/* Every store keeps a digest of all its facts: a keyed 128-bit sum over the rows of every table but the log itself,
 * drafts, and the digests themselves. It is kept up as rows change (SQLite's preupdate hook), stands in each line of
 * the log, and can be made again from the live rows, so that a row changed behind the log, or an old page put back, is
 * noticed. */
enum { STORE_STATE = 16 };

/* Adds what this transaction changed since it began or since the last call to `state` (the digest of the line before),
 * and keeps the digest of each table up to date. Inside a write transaction only. store_commit() refuses while there is
 * a change that was not taken: nothing is changed without its line. */
bool store_state_take(struct store *store, uint8_t state[STORE_STATE], GError **error);

/* One table as it is, and as the log says it should be. */
struct store_table_state {
    char *name;
    int64_t rows;
    uint8_t live[STORE_STATE], kept[STORE_STATE];
    bool differs;
};
/* Makes the digest again from every row. `live` is the sum of the tables. Answers the tables (struct store_table_state,
 * free function set); NULL and an error when it was cancelled or the store cannot be read. Inside a read transaction it
 * sees one state. */
GPtrArray *store_state_scan(struct store *store, uint8_t live[STORE_STATE],
                            void (*progress)(void *data, int64_t tables_done, int64_t tables), void *data,
                            GError **error);

/* A key for a use: from a random secret made with the store and kept inside it, so that it outlives a change of the
 * master key and a restored backup. Labels are constants. */
void store_derive(const struct store *store, const char *label, uint8_t key[VAULT_KEY]);

/* Bulk loads (STORE_MAINTENANCE): a large cache for this connection; and the wal is folded back into the file. */
void store_bulk_begin(struct store *store);
void store_bulk_end(struct store *store);

/* Checks the file: integrity, foreign keys. Answers the first finding in `*finding` (caller frees), NULL when sound. */
bool store_check(struct store *store, char **finding, GError **error);
const char *store_engine_version(void);

/* ---- the sealed file as a whole --------------------------------------------------------------------------------- */

typedef void store_progress(void *data, int64_t done, int64_t total); /* in pages; NULL where one is taken: not told */

enum store_copy_way {
    STORE_COPY_PAGES,   /* page by page (the online backup of SQLite), with progress */
    STORE_COPY_COMPACT, /* written anew without free pages (VACUUM INTO); nothing deleted is left in it */
};
/* The committed store at one moment as a new file, sealed under `keys` with a salt of its own; no second file is left
 * beside it, and it is flushed with its folder. Others may write meanwhile; `store` may be inside store_begin() as long
 * as it has written nothing. Refuses an existing file; takes an unfinished one away. Errors: STORE, CANCELLED. */
bool store_copy(struct store *store, const char *file, struct vault_keys *keys, enum store_copy_way way,
                store_progress *progress, void *data, GError **error);
/* A new master key for the store, by an administrator's `keys`: the file is copied under it, checked, and put in its
 * place. Nobody may have the store open, not even the caller. A crash at any point leaves a store that opens with the
 * key file beside it; doing it again finishes. Answers the new keys (a reference of the caller's; everybody else's no
 * longer open the store). NULL: the store is as it was, or, when the last step fails, the key file still holds the old
 * key too. Errors: STORE (open elsewhere, I/O), REFUSED, STALE, CANCELLED. */
struct vault_keys *store_rotate(const char *directory, struct vault_keys *keys, GCancellable *cancellable,
                                store_progress *progress, void *data, GError **error);
/* Writes the whole file anew in its place, without free pages. STORE_MAINTENANCE; nobody else may be writing. */
bool store_compact(struct store *store, GError **error);
/* Folds the wal back into the file and empties it. Errors: STORE (busy: someone reads or writes). */
bool store_fold(struct store *store, GError **error);
/* Reads every page of the file as it is on the disk (but the lock page at 1 GiB, which is never written) and opens its
 * seal. `*pages`: how many; `*first_bad`: the number of the first that does not open, 0 when all do. */
bool store_verify_pages(struct store *store, int64_t *pages, int64_t *first_bad, store_progress *progress, void *data,
                        GError **error);
