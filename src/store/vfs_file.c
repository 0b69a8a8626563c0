/* SPDX-License-Identifier: Apache-2.0 */
/* What a sealed file passes on to the file below it, and what it answers for itself. */
#include "store/vfs_private.h"

static sqlite3_file *under(sqlite3_file *file)
{
    return ((struct vfs_file *)file)->under;
}

int vfs_under_read(struct vfs_file *file, void *bytes, size_t length, int64_t offset)
{
    return file->under->pMethods->xRead(file->under, bytes, (int)length, offset);
}

int vfs_under_write(struct vfs_file *file, const void *bytes, size_t length, int64_t offset)
{
    return file->under->pMethods->xWrite(file->under, bytes, (int)length, offset);
}

int vfs_close(sqlite3_file *file)
{
    struct vfs_file *sealed = (struct vfs_file *)file;
    secret_wipe(sealed->held, sizeof sealed->held);
    if (sealed->sealed->database == sealed) sealed->sealed->database = NULL;
    return sealed->under->pMethods->xClose(sealed->under);
}

int vfs_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return under(file)->pMethods->xFileSize(under(file), size);
}

int vfs_lock(sqlite3_file *file, int level)
{
    return under(file)->pMethods->xLock(under(file), level);
}

int vfs_unlock(sqlite3_file *file, int level)
{
    return under(file)->pMethods->xUnlock(under(file), level);
}

int vfs_check_reserved(sqlite3_file *file, int *answer)
{
    return under(file)->pMethods->xCheckReservedLock(under(file), answer);
}

int vfs_control(sqlite3_file *file, int operation, void *argument)
{
    switch (operation) {
    case SQLITE_FCNTL_SIZE_HINT: /* they would make pages that nobody ever wrote, which then do not open */
    case SQLITE_FCNTL_CHUNK_SIZE:
        return SQLITE_OK;
    case SQLITE_FCNTL_MMAP_SIZE: /* a mapped page would be the sealed one */
        if (argument) *(sqlite3_int64 *)argument = 0;
        return SQLITE_OK;
    case SQLITE_FCNTL_BEGIN_ATOMIC_WRITE:
    case SQLITE_FCNTL_COMMIT_ATOMIC_WRITE:
    case SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE:
        return SQLITE_NOTFOUND;
    default:
        return under(file)->pMethods->xFileControl(under(file), operation, argument);
    }
}

int vfs_sector(sqlite3_file *file)
{
    return under(file)->pMethods->xSectorSize(under(file));
}

/* Nothing is promised to be atomic or in order. A write is said to leave its neighbours alone when power fails: without
 * it SQLite would pad the log and split its writes. */
int vfs_characteristics(sqlite3_file *file)
{
    const int kept = under(file)->pMethods->xDeviceCharacteristics(under(file)) & SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
    return kept | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int vfs_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    return under(file)->pMethods->xShmMap(under(file), region, size, extend, map);
}

int vfs_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return under(file)->pMethods->xShmLock(under(file), offset, count, flags);
}

void vfs_shm_barrier(sqlite3_file *file)
{
    under(file)->pMethods->xShmBarrier(under(file));
}

int vfs_shm_unmap(sqlite3_file *file, int remove)
{
    return under(file)->pMethods->xShmUnmap(under(file), remove);
}
