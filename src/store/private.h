/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share. */
#pragma once
#include "store/digest.h"
#include "store/store.h"

#include <sqlite3.h>

struct store {
    sqlite3 *db;
    struct vfs *vfs; /* the sealed files under this connection */
    bool vacuums;    /* while VACUUM runs */
    bool rescue;     /* opened to be exported: nothing is brought up to date */
    char *directory;
    struct vault_keys *keys;
    enum store_access access;
    GHashTable *statements; /* SQL text -> struct statement * */
    GCancellable *cancellable;
    struct statement *data_version;
    int busy_tries;
    gint64 busy_since;
    bool in_act;           /* between store_begin() and its end */
    bool in_doubt;         /* the last commit reported an error that says nothing about whether it was done */
    struct secret *secret; /* behind the chain of the log and the digest */
    struct digest digest;
};

struct statement {
    struct store *store;
    sqlite3_stmt *handle;
    bool lent; /* given out by store_prepare and not yet back */
    bool cached;
    bool writes;
    struct counted *counted; /* of a bulk load (insert.c); else NULL */
};

/* What is bound to an insert of several rows, for the digest. Text and bytes are borrowed, as SQLite's own are. */
struct counted {
    unsigned table; /* of the digest */
    int columns, parameters;
    struct place {
        int column, parameter; /* in the table, and in the first row of the statement */
    } * places;                /* by column */
    struct bound {
        char kind; /* 0 for NULL, 'i', 'r', 't', 'b' */
        int64_t integer;
        double real;
        const void *bytes;
        size_t length;
    } * bound;
};
void counted_free(struct counted *counted);
void counted_forget(struct counted *counted);
/* Adds the rows that the statement has just stored. */
void counted_add(struct store *store, struct counted *counted);
unsigned store_digest_table(struct store *store, const char *table);
static inline void counted_bind(struct statement *statement, int index, struct bound bound)
{
    if (statement->counted && index <= statement->counted->parameters) statement->counted->bound[index - 1] = bound;
}

/* Flushes the entries of a folder. */
bool store_sync_directory(const char *directory, GError **error);
/* As store_copy() by pages, with this very connection, which may hold a lock that lets no other one read. */
bool store_copy_held(struct store *store, const char *file, struct vault_keys *keys, store_progress *progress,
                     void *data, GError **error);
/* The BUREAU_ERROR for SQLite's last result; SQL text never goes into it. */
void store_error(struct store *store, int result, GError **error);
/* Hardens a fresh connection: configuration, limits, authorizer, pragmas. */
bool store_harden(struct store *store, GError **error);
/* Brings the schema to this program's version; refuses a store that is newer. */
bool store_migrate(struct store *store, GError **error);
/* Schema version this program knows: the number of its newest migration. 0 and an error when there is none. */
int store_schema_version(GError **error);

/* ---- the digest of the facts (digest.c, state.c, row_sum.c) ---- */

/* Sets the hooks; before the first statement is compiled. Errors: STORE (an SQLite built without them). */
bool store_digest_begin(struct store *store, GError **error);
void store_digest_clear(struct store *store);
bool store_digest_is_fact(const char *table);
/* A change of this transaction that no line holds yet, or one that could not be read. */
bool store_digest_is_pending(const struct store *store);
/* Before the first step of a statement that writes, and after it has failed: what it did has been taken back. */
void store_digest_statement(struct store *store);
void store_digest_undo(struct store *store);
/* The random secret of a new store, and of one that is opened. */
bool store_secret_make(struct store *store, GError **error);
bool store_secret_read(struct store *store, GError **error);

/* ---- the engine (engine.c, memory.c) ---- */

/* Configures SQLite (no accounting, no statement journal on disk, memory wiped when it is given back) and starts it;
 * once a process. Any other call of SQLite must come after it. */
void store_engine_prepare(void);
/* Whether this version of the engine is one that the sealed files were tested with (data/engine/tested.tsv), and the
 * self-test on a scratch vault (once a process). With `rescue` only the self-test counts. */
bool store_engine_check(bool rescue, GError **error);

/* For tests of faults. The file system under the sealed files (NULL: SQLite's own "unix"); taken by each connection as
 * it opens. The allocator under the wiping one; before the first store. */
void store_set_base_vfs(sqlite3_vfs *base);
void store_set_allocator(const sqlite3_mem_methods *base);
/* How many requests the sealed files refused since the program began: temporary files, odd sizes, other names. */
uint64_t store_refusals(void);
