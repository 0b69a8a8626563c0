/* SPDX-License-Identifier: Apache-2.0 */
/* Inserts that come by the ten thousand: rows of one table are gathered and written several at a time, which halves
 * what a row costs, and, with a worker, beside the reading of the file. What is gathered is not in the store yet. */
#pragma once
#include "store/store.h"

/* A thread that writes what bulks hand over, in their order. A connection may be used by one thread at a time: between
 * handing over and bulk_drain() nobody else may touch the store. */
struct bulk_worker;
struct bulk_worker *bulk_worker_new(void);
void bulk_worker_free(struct bulk_worker *worker); /* waits for what was handed over; NULL is nothing */
/* Waits until everything handed over is written; the first error of it. NULL is always done. */
bool bulk_drain(struct bulk_worker *worker, GError **error);

struct bulk;
/* `sql` is a constant "INSERT INTO t (...) VALUES (?1, ?2, ...)"; `columns` the number of its parameters. `worker` may
 * be NULL, and must outlive the use of the bulk (not its freeing). */
struct bulk *bulk_new(struct store *store, struct bulk_worker *worker, const char *sql, int columns);
void bulk_free(struct bulk *bulk); /* drops what was not flushed; the worker must be idle or gone */
typedef struct bulk bulk_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bulk_t, bulk_free)

/* The values of one row, in the order of the parameters; text and bytes are copied. */
void bulk_int(struct bulk *bulk, int64_t value);
void bulk_text(struct bulk *bulk, const char *text);                  /* NULL is null */
void bulk_bytes(struct bulk *bulk, const void *bytes, size_t length); /* length 0 is null */
void bulk_null(struct bulk *bulk);
bool bulk_row_end(struct bulk *bulk, GError **error);
/* Writes or hands over what was gathered. NULL has nothing. */
bool bulk_flush(struct bulk *bulk, GError **error);
