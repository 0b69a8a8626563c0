/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed rollback journal. Once a store is there SQLite uses the log; the journal is used while a store or a copy
 * is made, and to change between the two. Its headers (counts, sizes) are clear; what the first one says of the size
 * that the database is cut back to is authenticated, else a journal of somebody's own making would empty a store. A
 * record is [page number: clear, authenticated][page: sealed][checksum: masked], since SQLite's checksum is a sum of
 * bytes of the page. */
#include "store/vfs_private.h"

#include <string.h>

static const uint8_t magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };

enum { HEADER = 512, HEADER_USED = 28, NUMBER = 4, CHECKSUM = 4, WITH = 4 + NUMBER + 8 };
/* Of the first header: its fields that are never written again, from the checksums' start to the page size, and the
 * seal over them in its padding, which SQLite neither reads nor minds. */
enum { FIXED_FROM = 12, SIZE_AT = 16, SEAL_AT = HEADER_USED, SEAL_LENGTH = 32 };

static void bind_record(uint8_t with[WITH], const uint8_t number[NUMBER], int64_t offset)
{
    memcpy(with, "jrnl", 4);
    memcpy(with + 4, number, NUMBER);
    vfs_put64(with + 8, (uint64_t)offset);
}

/* Masks the checksum of the record that was written or read last, and unmasks it. */
static void mask_checksum(struct vfs_file *file, uint8_t checksum[CHECKSUM])
{
    uint8_t mask[16];
    const struct seal_part part = { file->record_trailer, sizeof file->record_trailer };
    seal_digest(mask, sizeof mask, file->sealed->page_keys->journal, &part, 1);
    for (int i = 0; i < CHECKSUM; i++)
        checksum[i] ^= mask[i];
}

static bool is_zero(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i]) return false;
    return true;
}

static int write_record(struct vfs_file *file, const uint8_t *page, int64_t offset)
{
    uint8_t with[WITH], *sealed = file->vfs->scratch;
    if (file->number_at != offset - NUMBER)
        return vfs_refuse("a record of the journal without its number", SQLITE_IOERR_WRITE);
    if (!is_zero(page + VFS_USABLE, VFS_RESERVE))
        return vfs_refuse("a page that uses the reserved bytes", SQLITE_IOERR_WRITE);
    bind_record(with, file->number, offset);
    seal_close(file->sealed->page_keys->journal, sealed, page, VFS_USABLE, with, sizeof with, sealed + VFS_USABLE);
    memcpy(file->record_trailer, sealed + VFS_USABLE, VFS_RESERVE);
    file->record_end = offset + VFS_PAGE;
    return vfs_under_write(file, sealed, VFS_PAGE, offset);
}

/* Four bytes: the checksum behind a record, or the page number before one. */
static int write_word(struct vfs_file *file, const uint8_t *word, int64_t offset)
{
    uint8_t bytes[4];
    memcpy(bytes, word, sizeof bytes);
    if (offset == file->record_end) {
        mask_checksum(file, bytes);
    } else {
        file->number_at = offset;
        memcpy(file->number, bytes, sizeof bytes);
    }
    return vfs_under_write(file, bytes, sizeof bytes, offset);
}

static void seal_header(const struct vfs_file *file, const uint8_t *header, uint8_t seal[SEAL_LENGTH])
{
    static const char label[] = "journal header";
    const struct seal_part parts[] = { { label, sizeof label }, { header + FIXED_FROM, HEADER_USED - FIXED_FROM } };
    seal_digest(seal, SEAL_LENGTH, file->sealed->page_keys->journal, parts, G_N_ELEMENTS(parts));
}

static int write_first_header(struct vfs_file *file, const uint8_t *header)
{
    uint8_t sealed[HEADER];
    memcpy(sealed, header, HEADER);
    seal_header(file, header, sealed + SEAL_AT);
    return vfs_under_write(file, sealed, HEADER, 0);
}

/* Before SQLite learns to which size it shall cut the database. */
static int check_first_header(struct vfs_file *file)
{
    uint8_t header[HEADER], seal[SEAL_LENGTH];
    const int result = vfs_under_read(file, header, sizeof header, 0);
    if (result != SQLITE_OK) return result;
    seal_header(file, header, seal);
    return secret_equal(seal, header + SEAL_AT, sizeof seal) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

/* A header, whole or its beginning: nothing but counts and sizes may be in it. */
static bool is_header(const uint8_t *bytes, int length, int64_t offset)
{
    if (offset % HEADER != 0 || (length != HEADER && length != 12 && length != HEADER_USED && length != 1))
        return false;
    if (length == 1) return bytes[0] == 0;
    if (memcmp(bytes, magic, sizeof magic) != 0 && !is_zero(bytes, sizeof magic)) return false;
    return length != HEADER || is_zero(bytes + HEADER_USED, HEADER - HEADER_USED);
}

static int journal_write(sqlite3_file *opened, const void *from, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    if (length == VFS_PAGE) return write_record(file, from, offset);
    if (length == 4) return write_word(file, from, offset);
    if (length == HEADER && offset == 0 && is_header(from, length, offset)) return write_first_header(file, from);
    if (is_header(from, length, offset)) return vfs_under_write(file, from, (size_t)length, offset);
    return vfs_refuse("a write that is no part of a journal", SQLITE_IOERR_WRITE);
}

static int read_record(struct vfs_file *file, uint8_t *page, int64_t offset)
{
    uint8_t with[WITH], *record = file->vfs->scratch, *sealed = record + NUMBER;
    sqlite3_int64 size = 0;
    if (offset < NUMBER) return vfs_refuse("a read that is no part of a journal", SQLITE_IOERR_READ);
    int result = vfs_under_read(file, record, NUMBER + VFS_PAGE, offset - NUMBER);
    if (result != SQLITE_OK) return result;
    bind_record(with, record, offset);
    memcpy(file->record_trailer, sealed + VFS_USABLE, VFS_RESERVE);
    file->record_end = offset + VFS_PAGE;
    if (seal_open(file->sealed->page_keys->journal, page, sealed, VFS_USABLE, with, sizeof with, sealed + VFS_USABLE)) {
        memset(page + VFS_USABLE, 0, VFS_RESERVE);
        return SQLITE_OK;
    }
    result = file->under->pMethods->xFileSize(file->under, &size);
    if (result != SQLITE_OK) return result;
    /* SQLite reads only what was counted after a flush. A record with more behind it cannot be torn; the very last one
     * may be when the journal is not flushed, and becomes noise that no checksum fits (zeros might). */
    if (offset + VFS_PAGE + CHECKSUM + NUMBER + VFS_PAGE <= size) return SQLITE_IOERR_DATA;
    sqlite3_randomness(VFS_PAGE, page);
    return SQLITE_OK;
}

static int journal_read(sqlite3_file *opened, void *to, int length, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    if (length == VFS_PAGE) return read_record(file, to, offset);
    if (length != 1 && length != 4 && length != 8)
        return vfs_refuse("a read that is no part of a journal", SQLITE_IOERR_READ);
    int result = length == 4 && offset == SIZE_AT ? check_first_header(file) : SQLITE_OK;
    if (result == SQLITE_OK) result = vfs_under_read(file, to, (size_t)length, offset);
    if (result == SQLITE_OK && length == CHECKSUM && offset == file->record_end) mask_checksum(file, to);
    return result;
}

static int journal_truncate(sqlite3_file *opened, sqlite3_int64 size)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    file->number_at = file->record_end = -1;
    return file->under->pMethods->xTruncate(file->under, size);
}

static int journal_sync(sqlite3_file *opened, int flags)
{
    struct vfs_file *file = (struct vfs_file *)opened;
    return file->under->pMethods->xSync(file->under, flags);
}

const sqlite3_io_methods vfs_journal_methods = {
    .iVersion = 1,
    .xClose = vfs_close,
    .xRead = journal_read,
    .xWrite = journal_write,
    .xTruncate = journal_truncate,
    .xSync = journal_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_check_reserved,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_characteristics,
};
