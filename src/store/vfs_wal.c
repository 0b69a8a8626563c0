/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed write-ahead log; see vfs_private.h for its format.
 *
 * SQLite writes a frame as header and page: the header waits for its page, and both go out in one write. When a page is
 * changed twice in a transaction, SQLite writes it again into its old frame, gives the frames behind zeros for salts
 * and checksums, and mends them with writes of headers alone; each of these seals the whole frame anew. */
#include "store/vfs_private.h"

#include <string.h>

/* A frame is bound to its clear header (page number, commit size, salts) and to its place in the file. */
enum { WITH = VFS_FRAME_CLEAR + 8, NUMBER_AND_SIZE = 8 };

static void bind_frame(uint8_t with[WITH], int64_t offset, const uint8_t *frame)
{
    memcpy(with, frame, VFS_FRAME_CLEAR);
    vfs_put64(with + VFS_FRAME_CLEAR, (uint64_t)offset);
}

bool vfs_wal_open_frame(struct vfs_file *file, int64_t offset, uint8_t frame[VFS_FRAME])
{
    uint8_t with[WITH], *sealed = frame + VFS_FRAME_CLEAR, *trailer = sealed + VFS_FRAME_SEALED;
    bind_frame(with, offset, frame);
    if (!seal_open(file->sealed->page_keys->wal, sealed, sealed, VFS_FRAME_SEALED, with, sizeof with, trailer))
        return false;
    memset(trailer, 0, VFS_RESERVE);
    return true;
}

/* A transaction whose write or flush failed is rolled back, but its frames stay behind the end of the log, perhaps with
 * the one that ends it. Were they left there, a torn frame in front of them would look like damage to what had been
 * committed. So the next transaction, which begins in front of them, cuts them off first. */
static int cut_remains(struct vfs_file *file, int64_t offset)
{
    if (!file->failed) return SQLITE_OK;
    const int result = file->under->pMethods->xTruncate(file->under, offset);
    file->failed = result != SQLITE_OK;
    return result == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

/* Seals and writes a frame that stands in clear in `frame`, which is used up. */
static int write_frame(struct vfs_file *file, int64_t offset, uint8_t frame[VFS_FRAME])
{
    static const uint8_t zeros[VFS_RESERVE];
    uint8_t with[WITH], *sealed = frame + VFS_FRAME_CLEAR, *trailer = sealed + VFS_FRAME_SEALED;
    /* the checksum in the header covers these bytes, and reading answers zeros for them */
    if (memcmp(trailer, zeros, VFS_RESERVE) != 0)
        return vfs_refuse("a page that uses the reserved bytes", SQLITE_IOERR_WRITE);
    int result = cut_remains(file, offset);
    if (result != SQLITE_OK) return result;
    bind_frame(with, offset, frame);
    seal_close(file->sealed->page_keys->wal, sealed, sealed, VFS_FRAME_SEALED, with, sizeof with, trailer);
    result = vfs_under_write(file, frame, VFS_FRAME, offset);
    file->failed = result != SQLITE_OK;
    return result;
}

/* Reads and opens a frame that must be sound. */
static int load_frame(struct vfs_file *file, int64_t offset, uint8_t frame[VFS_FRAME])
{
    const int result = vfs_under_read(file, frame, VFS_FRAME, offset);
    if (result != SQLITE_OK) return result;
    return vfs_wal_open_frame(file, offset, frame) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static bool is_frame_start(int64_t offset)
{
    return offset >= VFS_WAL_HEADER && (offset - VFS_WAL_HEADER) % VFS_FRAME == 0;
}

/* A header for a frame that is there: another checksum (and salts), the same page and commit size. */
static int mend_header(struct vfs_file *file, int64_t offset, const uint8_t header[VFS_FRAME_HEADER])
{
    uint8_t *frame = file->vfs->scratch;
    const int result = load_frame(file, offset, frame);
    if (result != SQLITE_OK) return result == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_WRITE : result;
    if (memcmp(frame, header, NUMBER_AND_SIZE) != 0) return vfs_refuse("a header of another page", SQLITE_IOERR_WRITE);
    memcpy(frame, header, VFS_FRAME_HEADER);
    return write_frame(file, offset, frame);
}

/* The header that waits was not followed by its page, so it is meant for the frame that is there. */
static int settle(struct vfs_file *file)
{
    if (!file->waits) return SQLITE_OK;
    file->waits = false;
    return mend_header(file, file->waiting_at, file->waiting);
}

static int write_header(struct vfs_file *file, int64_t offset, const uint8_t *header)
{
    /* The call before read this frame whole: SQLite is mending headers, no page follows, and the frame need not be read
     * again. Should a page follow nevertheless, it goes into the frame that is made here. */
    if (file->holds && file->held_at == offset && memcmp(file->held, header, NUMBER_AND_SIZE) == 0) {
        file->holds = false;
        memcpy(file->held, header, VFS_FRAME_HEADER);
        return write_frame(file, offset, file->held);
    }
    file->waits = true;
    file->waiting_at = offset;
    memcpy(file->waiting, header, VFS_FRAME_HEADER);
    return SQLITE_OK;
}

static int write_page(struct vfs_file *file, int64_t offset, const uint8_t *page)
{
    uint8_t *frame = file->vfs->scratch;
    if (file->waits && file->waiting_at == offset) {
        file->waits = false;
        memcpy(frame, file->waiting, VFS_FRAME_HEADER);
    } else { /* again into the frame that it has */
        int result = settle(file);
        if (result == SQLITE_OK) result = load_frame(file, offset, frame);
        if (result != SQLITE_OK) return result == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_WRITE : result;
    }
    memcpy(frame + VFS_FRAME_HEADER, page, VFS_PAGE);
    return write_frame(file, offset, frame);
}

static int wal_write(sqlite3_file *opened, const void *from, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    if (length != VFS_FRAME_HEADER) file->holds = false;
    if (length == VFS_PAGE && is_frame_start(offset - VFS_FRAME_HEADER))
        return write_page(file, offset - VFS_FRAME_HEADER, from);
    const int result = settle(file);
    if (result != SQLITE_OK) return result;
    if (length == VFS_FRAME_HEADER && is_frame_start(offset)) return write_header(file, offset, from);
    if (length == VFS_WAL_HEADER && offset == 0 && vfs_get32((const uint8_t *)from + 8) == VFS_PAGE)
        return vfs_under_write(file, from, VFS_WAL_HEADER, 0);
    return vfs_refuse("a write that is not one frame", SQLITE_IOERR_WRITE);
}

/* A whole frame: SQLite recovers the log, or mends checksums. A torn tail must look like one, so what does not open
 * becomes noise that no checksum fits; but what had been committed must not be dropped without a word. */
static int read_frame(struct vfs_file *file, uint8_t *frame, int64_t offset)
{
    const int result = vfs_under_read(file, frame, VFS_FRAME, offset);
    if (result != SQLITE_OK) return result;
    if (!vfs_wal_open_frame(file, offset, frame)) {
        if (vfs_wal_is_damage(file, offset)) return SQLITE_IOERR_DATA;
        sqlite3_randomness(VFS_FRAME, frame);
        return SQLITE_OK;
    }
    memcpy(file->held, frame, VFS_FRAME);
    file->holds = true;
    file->held_at = offset;
    return SQLITE_OK;
}

static int read_page(struct vfs_file *file, uint8_t *page, int64_t offset)
{
    uint8_t *frame = file->vfs->scratch;
    int result = vfs_under_read(file, frame, VFS_FRAME, offset);
    if (result == SQLITE_OK && !vfs_wal_open_frame(file, offset, frame)) result = SQLITE_IOERR_DATA;
    if (result == SQLITE_OK)
        memcpy(page, frame + VFS_FRAME_HEADER, VFS_PAGE);
    else
        memset(page, 0, VFS_PAGE);
    return result;
}

static int wal_read(sqlite3_file *opened, void *to, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    int result = settle(file);
    if (result != SQLITE_OK) return result;
    file->holds = false;
    if (length == VFS_PAGE && is_frame_start(offset - VFS_FRAME_HEADER))
        return read_page(file, to, offset - VFS_FRAME_HEADER);
    if (length == VFS_FRAME && is_frame_start(offset)) return read_frame(file, to, offset);
    if (length == VFS_WAL_HEADER && offset == 0) {
        result = vfs_under_read(file, to, VFS_WAL_HEADER, 0);
        return result == SQLITE_OK && vfs_wal_header_is_damaged(file, to) ? SQLITE_IOERR_DATA : result;
    }
    if (length == 8 && offset == 24) return vfs_under_read(file, to, 8, offset); /* the header's own checksum */
    if (length == 8 && is_frame_start(offset - VFS_FRAME_CLEAR)) {
        result = load_frame(file, offset - VFS_FRAME_CLEAR, file->vfs->scratch);
        if (result == SQLITE_OK) memcpy(to, file->vfs->scratch + VFS_FRAME_CLEAR, 8);
        return result;
    }
    return vfs_refuse("a read that is not one frame", SQLITE_IOERR_READ);
}

static int wal_truncate(sqlite3_file *opened, sqlite3_int64 size)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    const int result = settle(file);
    if (result != SQLITE_OK) return result;
    file->holds = false;
    return file->under->pMethods->xTruncate(file->under, size);
}

static int wal_sync(sqlite3_file *opened, int flags)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    int result = settle(file);
    if (result == SQLITE_OK) result = file->under->pMethods->xSync(file->under, flags);
    if (result != SQLITE_OK) file->failed = true;
    return result;
}

const sqlite3_io_methods vfs_wal_methods = {
    .iVersion = 1,
    .xClose = vfs_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_check_reserved,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_characteristics,
};
