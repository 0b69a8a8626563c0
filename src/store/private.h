/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share. */
#pragma once
#include "store/store.h"

#include <sqlite3.h>

struct store {
    sqlite3 *db;
    char *directory;
    enum store_access access;
    GHashTable *statements; /* SQL text -> struct statement * */
    GCancellable *cancellable;
    struct statement *data_version;
    int busy_tries;
    gint64 busy_since;
};

struct statement {
    struct store *store;
    sqlite3_stmt *handle;
    bool lent; /* given out by store_prepare and not yet back */
    bool cached;
};

/* The BUREAU_ERROR for SQLite's last result; SQL text never goes into it. */
void store_error(struct store *store, int result, GError **error);
/* Hardens a fresh connection: configuration, limits, authorizer, pragmas. */
bool store_harden(struct store *store, GError **error);
/* Brings the schema to this program's version; refuses a store that is newer. */
bool store_migrate(struct store *store, GError **error);
/* Schema version this program knows: the number of its newest migration. 0 and an error when there is none. */
int store_schema_version(GError **error);
