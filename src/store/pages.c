/* SPDX-License-Identifier: Apache-2.0 */
/* Every page of a sealed file as it lies on the disk. SQLite reads only what a query needs; a bit that has turned on a
 * free page, or on one of an index nobody uses, is found here. The file is read through the handle that SQLite has:
 * opening and closing it once more in this process would drop the locks that SQLite holds on it. */
#include "store/vfs_private.h"

#include <sched.h>

enum { AT_ONCE = 64 };

/* One page on its own. A checkpoint may be writing it just now, so it is read again before it is called bad. */
static bool page_is_sound(struct vfs_file *file, uint32_t number, uint8_t page[VFS_PAGE])
{
    for (int tries = 0; tries < 20; tries++) {
        if (vfs_under_read(file, page, VFS_PAGE, (int64_t)(number - 1) * VFS_PAGE) == SQLITE_OK &&
            vfs_database_open_page(file, number, page))
            return true;
        sched_yield();
    }
    return false;
}

/* The first bad page of a run, 0 when all are sound. */
static int64_t check_run(struct vfs_file *file, int64_t first, int64_t count, uint8_t *pages)
{
    const bool read = vfs_under_read(file, pages, (size_t)count * VFS_PAGE, (first - 1) * VFS_PAGE) == SQLITE_OK;
    for (int64_t i = 0; i < count; i++) {
        const int64_t number = first + i;
        uint8_t *page = pages + i * VFS_PAGE;
        if (number == VFS_LOCK_PAGE || (read && vfs_database_open_page(file, (uint32_t)number, page))) continue;
        if (!page_is_sound(file, (uint32_t)number, page)) return number;
    }
    return 0;
}

bool store_verify_pages(struct store *store, int64_t *pages, int64_t *first_bad, store_progress *progress, void *data,
                        GError **error)
{
    *pages = *first_bad = 0;
    struct vfs_file *file = vfs_main_file(store->db);
    if (!file) {
        store_error(store, SQLITE_NOTADB, error);
        return false;
    }
    /* what power left half written is in the log, and is put right by folding it */
    sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_int64 size = 0;
    const int result = vfs_size(&file->head, &size);
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        return false;
    }
    const int64_t total = (size + VFS_PAGE - 1) / VFS_PAGE; /* a page that the end cuts through is bad */
    g_autofree uint8_t *room = g_malloc((size_t)AT_ONCE * VFS_PAGE);
    for (int64_t first = 1; first <= total && *first_bad == 0; first += AT_ONCE) {
        const int64_t count = MIN((int64_t)AT_ONCE, total - first + 1);
        if (store->cancellable && g_cancellable_is_cancelled(store->cancellable)) {
            store_error(store, SQLITE_INTERRUPT, error);
            break;
        }
        *first_bad = check_run(file, first, count, room);
        *pages = first + count - 1;
        if (progress) progress(data, *pages, total);
    }
    secret_wipe(room, (size_t)AT_ONCE * VFS_PAGE);
    return *first_bad != 0 || *pages == total;
}
