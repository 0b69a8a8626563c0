/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed database file; see vfs_private.h for its format. */
#include "store/vfs_private.h"

#include <sched.h>
#include <string.h>

#define MAGIC "SQLite format 3" /* with its zero byte: 16 bytes */
G_STATIC_ASSERT(sizeof MAGIC == VFS_CLEAR);

/* A page is bound to its number; page 1 also to the bytes of it that stay clear. */
enum { WITH = 4 + 4 + (VFS_SEALED_1 - VFS_CLEAR) };

static void bind_page(uint8_t with[WITH], uint32_t number, const uint8_t *page)
{
    memset(with, 0, WITH);
    memcpy(with, "page", 4);
    vfs_put32(with + 4, number);
    if (number == 1) memcpy(with + 8, page + VFS_CLEAR, VFS_SEALED_1 - VFS_CLEAR);
}

bool vfs_database_open_page(struct vfs_file *file, uint32_t number, uint8_t page[VFS_PAGE])
{
    uint8_t with[WITH];
    bind_page(with, number, page);
    const size_t from = number == 1 ? VFS_SEALED_1 : 0;
    if (!seal_open(file->sealed->page_keys->database, page + from, page + from, VFS_USABLE - from, with, sizeof with,
                   page + VFS_USABLE))
        return false;
    memset(page + VFS_USABLE, 0, VFS_RESERVE);
    if (number == 1) memcpy(page, MAGIC, VFS_CLEAR);
    return true;
}

static void seal_page(struct vfs_file *file, uint32_t number, const uint8_t *page, uint8_t sealed[VFS_PAGE])
{
    uint8_t with[WITH];
    bind_page(with, number, page);
    const size_t from = number == 1 ? VFS_SEALED_1 : 0;
    if (number == 1) {
        memcpy(sealed, file->sealed->salt, VFS_SALT);
        memcpy(sealed + VFS_SALT, file->sealed->check, VFS_CHECK);
        memcpy(sealed + VFS_CLEAR, page + VFS_CLEAR, VFS_SEALED_1 - VFS_CLEAR);
    }
    seal_close(file->sealed->page_keys->database, sealed + from, page + from, VFS_USABLE - from, with, sizeof with,
               sealed + VFS_USABLE);
}

/* The clear bytes of page 1 as this program writes them: pages of 4096 bytes, either journal, 40 reserved bytes, and
 * three constants. */
static bool has_our_shape(const uint8_t *page)
{
    return page[16] == VFS_PAGE >> 8 && page[17] == 0 && (page[18] == 1 || page[18] == 2) && page[19] == page[18] &&
           page[20] == VFS_RESERVE && page[21] == 64 && page[22] == 32 && page[23] == 32;
}

static void derive(struct sealed *sealed)
{
    uint8_t check[VAULT_KEY];
    secret_free(sealed->secret);
    sealed->secret = secret_new(sizeof(struct page_keys));
    struct page_keys *derived = (struct page_keys *)(void *)secret_bytes(sealed->secret);
    vault_keys_derive(sealed->keys, "store database", sealed->salt, VFS_SALT, derived->database);
    vault_keys_derive(sealed->keys, "store wal", sealed->salt, VFS_SALT, derived->wal);
    vault_keys_derive(sealed->keys, "store journal", sealed->salt, VFS_SALT, derived->journal);
    vault_keys_derive(sealed->keys, "store check", sealed->salt, VFS_SALT, check);
    memcpy(sealed->check, check, VFS_CHECK);
    secret_wipe(check, sizeof check);
    sealed->page_keys = derived;
}

static int found(struct sealed *sealed, enum vfs_finding finding)
{
    sealed->finding = finding;
    return SQLITE_NOTADB;
}

int vfs_database_identify(struct vfs_file *file)
{
    struct sealed *sealed = file->sealed;
    uint8_t head[VFS_SEALED_1];
    sqlite3_int64 size = 0;
    int result = file->under->pMethods->xFileSize(file->under, &size);
    if (result != SQLITE_OK) return result;
    sealed->finding = VFS_FOUND_NOTHING;
    if (size == 0) {
        uint8_t drawn[SEAL_NONCE];
        if (!sealed->may_create) return found(sealed, VFS_FOUND_EMPTY);
        seal_nonce(drawn);
        memcpy(sealed->salt, drawn, VFS_SALT);
        derive(sealed);
        return SQLITE_OK;
    }
    result = vfs_under_read(file, head, sizeof head, 0);
    if (result == SQLITE_IOERR_SHORT_READ) return found(sealed, VFS_FOUND_FOREIGN);
    if (result != SQLITE_OK) return result;
    if (memcmp(head, MAGIC, VFS_CLEAR) == 0) return found(sealed, VFS_FOUND_PLAIN);
    if (!has_our_shape(head)) return found(sealed, VFS_FOUND_FOREIGN);
    memcpy(sealed->salt, head, VFS_SALT);
    derive(sealed);
    /* before SQLite sees the file: recovery under other keys would find no valid frame and throw the log away */
    if (secret_equal(sealed->check, head + VFS_SALT, VFS_CHECK)) return SQLITE_OK;
    secret_free(g_steal_pointer(&sealed->secret));
    sealed->page_keys = NULL;
    return found(sealed, VFS_FOUND_OTHER_KEYS);
}

/* The first 100 bytes are looked at without a lock as the file is opened, so a checkpoint may be writing page 1 just
 * now, or power failed in such a write; the log then holds a good copy. After some tries SQLite gets what is clear: the
 * page size and the reserve. The page itself it reads, and has authenticated, afterwards. */
static int answer_probe(struct vfs_file *file, uint8_t *bytes, size_t length)
{
    uint8_t *page = file->vfs->scratch;
    for (int tries = 0; tries < 20; tries++) {
        const int result = vfs_under_read(file, page, VFS_PAGE, 0);
        if (result == SQLITE_OK && vfs_database_open_page(file, 1, page)) {
            memcpy(bytes, page, length);
            return SQLITE_OK;
        }
        if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) return result;
        sched_yield();
    }
    const int result = vfs_under_read(file, page, VFS_SEALED_1, 0);
    memset(bytes, 0, length);
    if (result != SQLITE_OK) return result;
    memcpy(bytes, MAGIC, VFS_CLEAR);
    memcpy(bytes + VFS_CLEAR, page + VFS_CLEAR, VFS_SEALED_1 - VFS_CLEAR);
    return SQLITE_OK;
}

/* Behind the end of the file are zeros, which SQLite expects; a page that the end cuts through is damaged. */
static int short_page(struct vfs_file *file, uint8_t *bytes, size_t length, int64_t start)
{
    sqlite3_int64 size = 0;
    const int result = file->under->pMethods->xFileSize(file->under, &size);
    if (result != SQLITE_OK) return result;
    memset(bytes, 0, length);
    return size <= start ? SQLITE_IOERR_SHORT_READ : SQLITE_IOERR_DATA;
}

static int database_read(sqlite3_file *opened, void *to, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    uint8_t *bytes = to;
    const int64_t within = offset % VFS_PAGE, start = offset - within;
    const bool whole = length == VFS_PAGE && within == 0;
    if (within + length > VFS_PAGE) return vfs_refuse("a read across pages", SQLITE_IOERR_READ);
    uint8_t *page = whole ? bytes : file->vfs->scratch;
    int result = vfs_under_read(file, page, VFS_PAGE, start);
    if (result == SQLITE_IOERR_SHORT_READ) result = short_page(file, bytes, (size_t)length, start);
    const bool is_probe = start == 0 && within + length <= 100;
    if (result == SQLITE_IOERR_DATA && is_probe && within == 0) return answer_probe(file, bytes, (size_t)length);
    if (result != SQLITE_OK) return result;
    if (vfs_database_open_page(file, (uint32_t)(start / VFS_PAGE) + 1, page)) {
        if (!whole) memcpy(bytes, page + within, (size_t)length);
        return SQLITE_OK;
    }
    if (is_probe && within == 0) return answer_probe(file, bytes, (size_t)length);
    memset(bytes, 0, (size_t)length);
    return SQLITE_IOERR_DATA;
}

static bool reserve_is_zero(const uint8_t *page)
{
    static const uint8_t zeros[VFS_RESERVE];
    return memcmp(page + VFS_USABLE, zeros, VFS_RESERVE) == 0;
}

static int database_write(sqlite3_file *opened, const void *from, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    const uint8_t *page = from;
    if (length != VFS_PAGE || offset % VFS_PAGE != 0)
        return vfs_refuse("a write that is not one page", SQLITE_IOERR_WRITE);
    const uint32_t number = (uint32_t)(offset / VFS_PAGE) + 1;
    if (!reserve_is_zero(page)) return vfs_refuse("a page that uses the reserved bytes", SQLITE_IOERR_WRITE);
    if (number == 1 && (memcmp(page, MAGIC, VFS_CLEAR) != 0 || !has_our_shape(page)))
        return vfs_refuse("a first page of another shape", SQLITE_IOERR_WRITE);
    seal_page(file, number, page, file->vfs->scratch);
    return vfs_under_write(file, file->vfs->scratch, VFS_PAGE, offset);
}

static int database_truncate(sqlite3_file *opened, sqlite3_int64 size)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    if (size % VFS_PAGE != 0) return vfs_refuse("a cut through a page", SQLITE_IOERR_TRUNCATE);
    return file->under->pMethods->xTruncate(file->under, size);
}

static int database_sync(sqlite3_file *opened, int flags)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    return file->under->pMethods->xSync(file->under, flags);
}

const sqlite3_io_methods vfs_database_methods = {
    .iVersion = 2, /* no xFetch: no memory mapping */
    .xClose = vfs_close,
    .xRead = database_read,
    .xWrite = database_write,
    .xTruncate = database_truncate,
    .xSync = database_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_check_reserved,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_characteristics,
    .xShmMap = vfs_shm_map,
    .xShmLock = vfs_shm_lock,
    .xShmBarrier = vfs_shm_barrier,
    .xShmUnmap = vfs_shm_unmap,
};
