/* SPDX-License-Identifier: Apache-2.0 */
/* All rows of all tables, typed, as the store has them at one moment: for taking the data elsewhere. */
#pragma once
#include "store/store.h"

struct store_value {
    enum { STORE_NULL, STORE_INTEGER, STORE_REAL, STORE_TEXT, STORE_BYTES } type;
    int64_t integer;
    double real;
    const void *bytes; /* of TEXT and BYTES */
    size_t length;
};

struct store_rows_sink {
    /* A table begins; its rows follow. */
    bool (*table)(void *data, const char *name, const char *const *columns, size_t count, GError **error);
    bool (*row)(void *data, const struct store_value *values, size_t count, GError **error);
};

/* Tables in the order of their names. Left out: the secret behind the log, the digests that are made from it, and what
 * the engine keeps for itself. False when the sink says so, or with STORE, CANCELLED. */
bool store_rows(struct store *store, const struct store_rows_sink *sink, void *data, GError **error);

/* Whether this connection may write; not one opened with STORE_READ or STORE_EXPORT. */
bool store_may_write(const struct store *store);
