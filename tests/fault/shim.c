/* SPDX-License-Identifier: Apache-2.0 */
/* See shim.h. The object is static and finds SQLite's own VFS at its first call, so that the engine can still be
 * configured after shim_install(). */
#include "shim.h"

#include "store/private.h"

#include <string.h>

struct shim_file {
    sqlite3_file head;
    sqlite3_file *real;
    char *path;
};

static const struct watcher *watching;

void shim_watch(const struct watcher *watcher)
{
    watching = watcher;
}

const char *call_name(enum call_kind kind)
{
    static const char *const names[CALL_KINDS] = { "open",     "close", "delete", "access", "read",  "write",
                                                   "truncate", "sync",  "size",   "lock",   "shared" };
    return names[kind];
}

static int before(struct call *call)
{
    return watching && watching->before ? watching->before(watching->data, call) : SQLITE_OK;
}

static int after(const struct call *call, int result)
{
    if (watching && watching->after) watching->after(watching->data, call, result);
    return result;
}

static sqlite3_vfs *base(void)
{
    static sqlite3_vfs *found;
    if (!found) found = sqlite3_vfs_find("unix");
    return found;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

static const char *path_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->path;
}

/* ---- a file ---- */

static int file_close(sqlite3_file *file)
{
    struct shim_file *shim = (struct shim_file *)file;
    struct call call = { .kind = CALL_CLOSE, .path = shim->path };
    const int result = shim->real->pMethods->xClose(shim->real);
    after(&call, result);
    g_free(shim->real);
    g_free(shim->path);
    return result;
}

static int file_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
    struct call call = { .kind = CALL_READ, .path = path_of(file), .length = length, .offset = offset };
    const int refused = before(&call);
    if (refused != SQLITE_OK) return refused;
    return after(&call, real_of(file)->pMethods->xRead(real_of(file), bytes, length, offset));
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    struct call call = {
        .kind = CALL_WRITE, .path = path_of(file), .bytes = bytes, .length = length, .offset = offset
    };
    const int refused = before(&call);
    if (refused != SQLITE_OK) {
        if (call.partly > 0) real_of(file)->pMethods->xWrite(real_of(file), bytes, call.partly, offset);
        return refused;
    }
    return after(&call, real_of(file)->pMethods->xWrite(real_of(file), bytes, length, offset));
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct call call = { .kind = CALL_TRUNCATE, .path = path_of(file), .offset = size };
    const int refused = before(&call);
    if (refused != SQLITE_OK) return refused;
    return after(&call, real_of(file)->pMethods->xTruncate(real_of(file), size));
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct call call = { .kind = CALL_SYNC, .path = path_of(file) };
    const int refused = before(&call);
    if (refused != SQLITE_OK) return refused;
    return after(&call, real_of(file)->pMethods->xSync(real_of(file), flags));
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct call call = { .kind = CALL_SIZE, .path = path_of(file) };
    const int refused = before(&call);
    return refused != SQLITE_OK ? refused : after(&call, real_of(file)->pMethods->xFileSize(real_of(file), size));
}

static int file_lock(sqlite3_file *file, int level)
{
    struct call call = { .kind = CALL_LOCK, .path = path_of(file) };
    const int refused = before(&call);
    return refused != SQLITE_OK ? refused : after(&call, real_of(file)->pMethods->xLock(real_of(file), level));
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shared_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
    struct call call = { .kind = CALL_SHARED, .path = path_of(file) };
    const int refused = before(&call);
    if (refused != SQLITE_OK) {
        *memory = NULL;
        return refused;
    }
    return after(&call, real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, memory));
}

static int file_shared_lock(sqlite3_file *file, int first, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), first, count, flags);
}

static void file_shared_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shared_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no mapping of the file into memory */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shared_map,
    .xShmLock = file_shared_lock,
    .xShmBarrier = file_shared_barrier,
    .xShmUnmap = file_shared_unmap,
};

/* ---- the file system ---- */

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *answered)
{
    (void)vfs;
    struct shim_file *shim = (struct shim_file *)file;
    struct call call = { .kind = CALL_OPEN, .path = path };
    memset(shim, 0, sizeof *shim);
    const int refused = before(&call);
    if (refused != SQLITE_OK) return refused;
    shim->real = g_malloc0((gsize)base()->szOsFile);
    const int result = base()->xOpen(base(), path, shim->real, flags, answered);
    if (result == SQLITE_OK) {
        shim->path = g_strdup(path);
        shim->head.pMethods = &methods;
    } else {
        g_clear_pointer(&shim->real, g_free);
    }
    return after(&call, result);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int flush_folder)
{
    (void)vfs;
    struct call call = { .kind = CALL_DELETE, .path = path, .flush_folder = flush_folder != 0 };
    const int refused = before(&call);
    return refused != SQLITE_OK ? refused : after(&call, base()->xDelete(base(), path, flush_folder));
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *answer)
{
    (void)vfs;
    struct call call = { .kind = CALL_ACCESS, .path = path };
    const int refused = before(&call);
    return refused != SQLITE_OK ? refused : after(&call, base()->xAccess(base(), path, flags, answer));
}

static int vfs_full_pathname(sqlite3_vfs *vfs, const char *path, int room, char *full)
{
    (void)vfs;
    return base()->xFullPathname(base(), path, room, full);
}

static int vfs_randomness(sqlite3_vfs *vfs, int length, char *bytes)
{
    (void)vfs;
    return base()->xRandomness(base(), length, bytes);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return base()->xSleep(base(), microseconds);
}

static int vfs_current_time(sqlite3_vfs *vfs, double *now)
{
    (void)vfs;
    return base()->xCurrentTime(base(), now);
}

static int vfs_current_time_int64(sqlite3_vfs *vfs, sqlite3_int64 *now)
{
    (void)vfs;
    return base()->xCurrentTimeInt64(base(), now);
}

static int vfs_last_error(sqlite3_vfs *vfs, int room, char *text)
{
    (void)vfs;
    return base()->xGetLastError(base(), room, text);
}

static sqlite3_vfs shim = {
    .iVersion = 2,
    .szOsFile = sizeof(struct shim_file),
    .mxPathname = 512,
    .zName = "bureau-shim",
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_pathname,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_current_time,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_current_time_int64,
};

void shim_install(void)
{
    store_set_base_vfs(&shim);
}
