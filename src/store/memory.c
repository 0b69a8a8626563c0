/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the engine. Its page cache, sorters and bound values hold personal data in clear, so every piece is wiped
 * before it goes back to the heap: what the process keeps or gives away later holds nothing of a closed store. */
#include "store/private.h"

#include <string.h>

static sqlite3_mem_methods under;
static bool is_set;

static void *wiping_malloc(int bytes)
{
    return under.xMalloc(bytes);
}

static void wiping_free(void *piece)
{
    explicit_bzero(piece, (size_t)under.xSize(piece));
    under.xFree(piece);
}

/* A piece that grows is copied by hand: realloc() would leave the old bytes behind. */
static void *wiping_realloc(void *piece, int bytes)
{
    const int size = under.xSize(piece);
    if (bytes <= size && bytes >= size / 2) return piece;
    void *other = under.xMalloc(bytes);
    if (!other) return bytes <= size ? piece : NULL;
    memcpy(other, piece, (size_t)MIN(size, bytes));
    wiping_free(piece);
    return other;
}

static int wiping_size(void *piece)
{
    return under.xSize(piece);
}

static int wiping_roundup(int bytes)
{
    return under.xRoundup(bytes);
}

static int wiping_init(void *unused)
{
    (void)unused;
    return under.xInit(under.pAppData);
}

static void wiping_shutdown(void *unused)
{
    (void)unused;
    under.xShutdown(under.pAppData);
}

void store_set_allocator(const sqlite3_mem_methods *base)
{
    is_set = base != NULL;
    if (base) under = *base;
}

static gpointer configure(gpointer unused)
{
    (void)unused;
    static const sqlite3_mem_methods wiping = { wiping_malloc,  wiping_free, wiping_realloc,  wiping_size,
                                                wiping_roundup, wiping_init, wiping_shutdown, NULL };
    if (!is_set) sqlite3_config(SQLITE_CONFIG_GETMALLOC, &under);
    sqlite3_config(SQLITE_CONFIG_MALLOC, &wiping);
    /* its own accounting takes a lock on every allocation and tells us nothing we use */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* a statement journal never leaves memory */
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
    /* a name is a name: "file:x?vfs=unix" chooses nothing */
    sqlite3_config(SQLITE_CONFIG_URI, 0);
    if (sqlite3_initialize() != SQLITE_OK) g_error("SQLite cannot be started");
    return NULL;
}

void store_engine_prepare(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, configure, NULL);
}
