/* SPDX-License-Identifier: Apache-2.0 */
/* Damage or a torn tail? SQLite ends recovery of its log at the first frame that does not fit and drops the rest
 * without a word: right after a loss of power, wrong when a committed frame has rotted.
 *
 * With synchronous=FULL a transaction is flushed before the next one writes its first frame. So when a frame does not
 * open, and behind the end of its transaction the end of another one opens, the frame had been durable: damage. Without
 * such an end it lies in the very last transaction, and cannot be told from a torn tail. */
#include "store/vfs_private.h"

#include <string.h>

enum { SECTOR = 512 }; /* what a disk writes at once, at the least */

/* The log's header is sound: magic, and the checksum over its first 24 bytes (the file format of SQLite, 4.1). */
static bool header_is_sound(const uint8_t header[VFS_WAL_HEADER])
{
    const uint32_t magic = vfs_get32(header);
    if ((magic & ~1u) != 0x377f0682 || vfs_get32(header + 8) != VFS_PAGE) return false;
    uint32_t first = 0, second = 0;
    for (int i = 0; i < 24; i += 8) {
        uint32_t a = vfs_get32(header + i), b = vfs_get32(header + i + 4);
        if (!(magic & 1)) {
            a = GUINT32_SWAP_LE_BE(a);
            b = GUINT32_SWAP_LE_BE(b);
        }
        first += a + second;
        second += b + first;
    }
    return vfs_get32(header + 24) == first && vfs_get32(header + 28) == second;
}

/* Whether the clear header of a frame that does not open says that a transaction of this log ended there. One of the
 * two salts may be what was damaged; what an older log left in this place has neither. Where a sector ends between
 * commit size and salts, half of the header may be of an older log. */
static bool says_end(const uint8_t *frame, int64_t offset, const uint8_t *salts)
{
    if (vfs_get32(frame + 4) == 0) return false;
    if ((offset + 8) % SECTOR == 0) return false;
    return memcmp(frame + 8, salts, 4) == 0 || memcmp(frame + 12, salts + 4, 4) == 0;
}

bool vfs_wal_is_damage(struct vfs_file *file, int64_t offset)
{
    uint8_t header[VFS_WAL_HEADER], *frame = file->vfs->scratch;
    sqlite3_int64 size = 0;
    if (vfs_under_read(file, header, sizeof header, 0) != SQLITE_OK || !header_is_sound(header)) return false;
    if (file->under->pMethods->xFileSize(file->under, &size) != SQLITE_OK) return false;
    bool ended = false;
    for (int64_t at = offset; at + VFS_FRAME <= size; at += VFS_FRAME) {
        if (vfs_under_read(file, frame, VFS_FRAME, at) != SQLITE_OK) return false;
        const bool is_current = memcmp(frame + 8, header + 16, 8) == 0;
        if (!is_current || !vfs_wal_open_frame(file, at, frame)) {
            ended = ended || says_end(frame, at, header + 16);
        } else if (vfs_get32(frame + 4) != 0) {
            if (ended) return true;
            ended = true;
        }
    }
    return false;
}

/* The last frame of each page up to the last end of a transaction: page number -> frame number, both as pointers. A log
 * that was begun anew is written from its front, so the first frame is of the newest log; behind its last frame may
 * stand frames of older ones, which open as well and have other salts. */
static GHashTable *list_pages(struct vfs_file *file, int64_t size, uint8_t *frame)
{
    g_autoptr(GHashTable) pages = g_hash_table_new(NULL, NULL), open_pages = g_hash_table_new(NULL, NULL);
    uint8_t salts[8];
    bool known = false;
    int64_t number = 0;
    for (int64_t at = VFS_WAL_HEADER; at + VFS_FRAME <= size; at += VFS_FRAME, number++) {
        if (vfs_under_read(file, frame, VFS_FRAME, at) != SQLITE_OK || !vfs_wal_open_frame(file, at, frame)) continue;
        if (!known) memcpy(salts, frame + 8, sizeof salts);
        known = true;
        if (memcmp(frame + 8, salts, sizeof salts) != 0) continue;
        g_hash_table_insert(open_pages, GUINT_TO_POINTER(vfs_get32(frame)), GSIZE_TO_POINTER(number));
        if (vfs_get32(frame + 4) == 0) continue;
        GHashTableIter iter;
        gpointer page, at_frame;
        g_hash_table_iter_init(&iter, open_pages);
        while (g_hash_table_iter_next(&iter, &page, &at_frame))
            if (GPOINTER_TO_UINT(page) <= vfs_get32(frame + 4)) g_hash_table_insert(pages, page, at_frame);
        g_hash_table_remove_all(open_pages);
    }
    return g_steal_pointer(&pages);
}

/* Whether the database holds the page of this frame as the log has it. */
static bool is_folded(struct vfs_file *file, uint32_t page, int64_t number, uint8_t *frame)
{
    struct vfs_file *database = file->sealed->database;
    const int64_t at = VFS_WAL_HEADER + number * VFS_FRAME;
    g_autofree uint8_t *there = g_malloc(VFS_PAGE);
    const bool same =
        database && vfs_under_read(file, frame, VFS_FRAME, at) == SQLITE_OK && vfs_wal_open_frame(file, at, frame) &&
        vfs_under_read(database, there, VFS_PAGE, (int64_t)(page - 1) * VFS_PAGE) == SQLITE_OK &&
        vfs_database_open_page(database, page, there) && memcmp(frame + VFS_FRAME_HEADER, there, VFS_PAGE) == 0;
    secret_wipe(there, VFS_PAGE);
    return same;
}

/* SQLite takes a log with an unsound header for an empty one. That is right when the log had been folded into the
 * database and was being begun anew; the header is flushed before the first frame is written, so otherwise it rotted.
 */
bool vfs_wal_header_is_damaged(struct vfs_file *file, const uint8_t header[VFS_WAL_HEADER])
{
    if (header_is_sound(header)) return false;
    uint8_t *frame = file->vfs->scratch;
    sqlite3_int64 size = 0;
    if (file->under->pMethods->xFileSize(file->under, &size) != SQLITE_OK) return false;
    g_autoptr(GHashTable) pages = list_pages(file, size, frame);
    GHashTableIter iter;
    gpointer page, number;
    g_hash_table_iter_init(&iter, pages);
    while (g_hash_table_iter_next(&iter, &page, &number))
        if (!is_folded(file, GPOINTER_TO_UINT(page), (int64_t)GPOINTER_TO_SIZE(number), frame)) return true;
    return false;
}
