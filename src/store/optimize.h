/* SPDX-License-Identifier: Apache-2.0 */
/* Taking out of the file what was deleted: words in full-text indexes, free pages. */
#pragma once
#include "store/store.h"

/* Merges the segments of every full-text index: the words of a deleted row stay in the old ones until then (SQLite's
 * documentation of FTS5, "optimize"). Answers in `*count` how many indexes there are. STORE_MAINTENANCE, outside a
 * transaction. */
bool store_optimize(struct store *store, int *count, GError **error);
/* Bytes of the file, and how many of them hold nothing. STORE_MAINTENANCE. */
bool store_space(struct store *store, int64_t *bytes, int64_t *unused, GError **error);
