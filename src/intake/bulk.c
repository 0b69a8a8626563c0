/* SPDX-License-Identifier: Apache-2.0 */
/* One statement with several rows keeps its cursor at the end of the table between them; that, and one start and end
 * of a statement instead of many, is where the time goes. */
#include "intake/bulk.h"

#include <string.h>

#define MOST_PARAMETERS 190 /* of one statement: below the store's limit of 200 */
#define MOST_ROWS       16  /* of one statement */
#define GATHERED_ROWS   256
#define MOST_WAITING    32 /* blocks handed over and not yet written: a bound on memory */

struct slot {
    enum { SLOT_NULL, SLOT_INT, SLOT_TEXT, SLOT_BYTES } kind;
    int64_t number; /* or the offset in `kept` */
    size_t length;
};

struct block { /* gathered rows of one bulk */
    struct bulk *bulk;
    struct slot *slots;
    int used;
    GByteArray *kept;
};

struct bulk {
    struct store *store;
    struct bulk_worker *worker;
    const char *sql;
    int columns, rows; /* rows of the large statement */
    struct statement *one, *many;
    struct block *block;
};

static void block_free(struct block *block)
{
    g_free(block->slots);
    g_byte_array_unref(block->kept);
    g_free(block);
}

static struct block *block_new(struct bulk *bulk)
{
    struct block *block = g_new0(struct block, 1);
    block->bulk = bulk;
    block->slots = g_new(struct slot, GATHERED_ROWS * bulk->columns);
    block->kept = g_byte_array_sized_new(8192);
    return block;
}

/* ---- writing a block ----------------------------------------------------------------------------------------------
 */

static void bind(const struct block *block, struct statement *statement, int first, int count)
{
    for (int i = 0; i < count; i++) {
        const struct slot *slot = &block->slots[first + i];
        if (slot->kind == SLOT_INT)
            statement_bind_int(statement, i + 1, slot->number);
        else if (slot->kind == SLOT_TEXT)
            statement_bind_text(statement, i + 1, (const char *)block->kept->data + slot->number);
        else if (slot->kind == SLOT_BYTES)
            statement_bind_bytes(statement, i + 1, block->kept->data + slot->number, slot->length);
        else
            statement_bind_null(statement, i + 1);
    }
}

/* The constant statement with as many rows of parameters as fit. */
static struct statement *prepare_many(struct bulk *bulk, GError **error)
{
    const char *values = strstr(bulk->sql, " VALUES ");
    GString *sql = g_string_new_len(bulk->sql, values - bulk->sql);
    g_string_append(sql, " VALUES ");
    for (int row = 0; row < bulk->rows; row++)
        for (int column = 0; column < bulk->columns; column++)
            g_string_append_printf(sql, "%s?%d%s",
                                   column > 0 ? ", "
                                   : row > 0  ? ", ("
                                              : "(",
                                   row * bulk->columns + column + 1, column == bulk->columns - 1 ? ")" : "");
    g_autoptr(statement_t) statement = store_prepare(bulk->store, sql->str, error);
    g_string_free(sql, TRUE);
    return statement && statement_count_rows(statement, error) ? g_steal_pointer(&statement) : NULL;
}

static bool write_block(struct block *block, GError **error)
{
    struct bulk *bulk = block->bulk;
    int at = 0, whole = bulk->rows * bulk->columns;
    for (; block->used - at >= whole; at += whole) {
        if (!bulk->many && !(bulk->many = prepare_many(bulk, error))) return false;
        bind(block, bulk->many, at, whole);
        if (!statement_run(bulk->many, error)) return false;
    }
    for (; at < block->used; at += bulk->columns) {
        if (!bulk->one && !(bulk->one = store_prepare(bulk->store, bulk->sql, error))) return false;
        bind(block, bulk->one, at, bulk->columns);
        if (!statement_run(bulk->one, error)) return false;
    }
    block->used = 0;
    g_byte_array_set_size(block->kept, 0);
    return true;
}

/* ---- the worker ---------------------------------------------------------------------------------------------------
 */

struct bulk_worker {
    GThread *thread;
    GMutex mutex;
    GCond changed;
    GQueue waiting;  /* struct block *, in order */
    bool busy, stop; /* busy: one is being written */
    GError *error;   /* the first; nothing is written after it */
};

static void *work(void *data)
{
    struct bulk_worker *worker = data;
    g_mutex_lock(&worker->mutex);
    while (true) {
        while (g_queue_is_empty(&worker->waiting) && !worker->stop)
            g_cond_wait(&worker->changed, &worker->mutex);
        struct block *block = g_queue_pop_head(&worker->waiting);
        if (!block) break;
        worker->busy = true;
        bool good = worker->error == NULL;
        g_mutex_unlock(&worker->mutex);
        GError *error = NULL;
        if (good) write_block(block, &error);
        block_free(block);
        g_mutex_lock(&worker->mutex);
        if (error) worker->error = error;
        worker->busy = false;
        g_cond_broadcast(&worker->changed);
    }
    g_mutex_unlock(&worker->mutex);
    return NULL;
}

struct bulk_worker *bulk_worker_new(void)
{
    struct bulk_worker *worker = g_new0(struct bulk_worker, 1);
    g_mutex_init(&worker->mutex);
    g_cond_init(&worker->changed);
    g_queue_init(&worker->waiting);
    worker->thread = g_thread_new("insert", work, worker);
    return worker;
}

void bulk_worker_free(struct bulk_worker *worker)
{
    if (!worker) return;
    g_mutex_lock(&worker->mutex);
    worker->stop = true;
    g_cond_broadcast(&worker->changed);
    g_mutex_unlock(&worker->mutex);
    g_thread_join(worker->thread);
    g_clear_error(&worker->error);
    g_cond_clear(&worker->changed);
    g_mutex_clear(&worker->mutex);
    g_free(worker);
}

static bool answer(const struct bulk_worker *worker, GError **error)
{
    if (worker->error && error && !*error) *error = g_error_copy(worker->error);
    return worker->error == NULL;
}

bool bulk_drain(struct bulk_worker *worker, GError **error)
{
    if (!worker) return true;
    g_mutex_lock(&worker->mutex);
    while (worker->busy || !g_queue_is_empty(&worker->waiting))
        g_cond_wait(&worker->changed, &worker->mutex);
    bool good = answer(worker, error);
    g_mutex_unlock(&worker->mutex);
    return good;
}

static bool hand_over(struct bulk *bulk, GError **error)
{
    struct bulk_worker *worker = bulk->worker;
    g_mutex_lock(&worker->mutex);
    while (g_queue_get_length(&worker->waiting) >= MOST_WAITING)
        g_cond_wait(&worker->changed, &worker->mutex);
    g_queue_push_tail(&worker->waiting, g_steal_pointer(&bulk->block));
    bool good = answer(worker, error);
    g_cond_broadcast(&worker->changed);
    g_mutex_unlock(&worker->mutex);
    return good;
}

/* ---- gathering ----------------------------------------------------------------------------------------------------
 */

struct bulk *bulk_new(struct store *store, struct bulk_worker *worker, const char *sql, int columns)
{
    struct bulk *bulk = g_new0(struct bulk, 1);
    bulk->store = store;
    bulk->worker = worker;
    bulk->sql = sql;
    bulk->columns = columns;
    bulk->rows = MIN(MOST_ROWS, MOST_PARAMETERS / columns);
    return bulk;
}

void bulk_free(struct bulk *bulk)
{
    if (!bulk) return;
    g_clear_pointer(&bulk->one, statement_done);
    g_clear_pointer(&bulk->many, statement_done);
    g_clear_pointer(&bulk->block, block_free);
    g_free(bulk);
}

static struct block *add(struct bulk *bulk, struct slot slot)
{
    if (!bulk->block) bulk->block = block_new(bulk);
    struct block *block = bulk->block;
    slot.number = slot.kind == SLOT_INT ? slot.number : (int64_t)block->kept->len;
    block->slots[block->used++] = slot;
    return block;
}

void bulk_int(struct bulk *bulk, int64_t value)
{
    add(bulk, (struct slot){ .kind = SLOT_INT, .number = value });
}

void bulk_null(struct bulk *bulk)
{
    add(bulk, (struct slot){ .kind = SLOT_NULL });
}

void bulk_text(struct bulk *bulk, const char *text)
{
    if (!text) return bulk_null(bulk);
    g_byte_array_append(add(bulk, (struct slot){ .kind = SLOT_TEXT })->kept, (const guint8 *)text,
                        (guint)strlen(text) + 1);
}

void bulk_bytes(struct bulk *bulk, const void *bytes, size_t length)
{
    if (length == 0) return bulk_null(bulk);
    g_byte_array_append(add(bulk, (struct slot){ .kind = SLOT_BYTES, .length = length })->kept, bytes, (guint)length);
}

bool bulk_flush(struct bulk *bulk, GError **error)
{
    if (!bulk || !bulk->block || bulk->block->used == 0) return true;
    g_assert(bulk->block->used % bulk->columns == 0);
    return bulk->worker ? hand_over(bulk, error) : write_block(bulk->block, error);
}

bool bulk_row_end(struct bulk *bulk, GError **error)
{
    return bulk->block->used < GATHERED_ROWS * bulk->columns || bulk_flush(bulk, error);
}
