/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed files: a file system of SQLite (VFS) that stands on another one and seals every page on its way to the
 * disk. One instance serves one connection, and opens nothing but the files it was made for: the database, its
 * write-ahead log and its rollback journal. Whatever else SQLite asks for is refused and counted.
 *
 * Format. Pages of 4096 bytes, of which SQLite leaves the last 40 alone; there the nonce and the tag of
 * XChaCha20-Poly1305 lie. On page 1 the first 16 bytes (a constant of SQLite's) give way to the salt of the file and a
 * check of the key, and bytes 16 to 23 (page size, versions, reserve) stay clear and are authenticated. A frame of the
 * log is [page number, commit size, salts: clear, authenticated][checksum and page: sealed as one][nonce, tag].
 *
 * The log lies beside the database as "-log", not as the "-wal" that SQLite calls it: a stock SQLite that somebody lets
 * loose on a vault left behind by a crash would take a "-wal" for an empty log, since no checksum fits, and delete it
 * with everything committed in it. A log that it does not know of it leaves alone.
 *
 * What must stay true: towards SQLite the reserved bytes are always zero (the log's checksums cover them); a key is
 * checked before SQLite can touch the log; what does not open is an error, never zeros and never old data. */
#pragma once
#include "store/private.h"
#include "vault/seal.h"

enum {
    VFS_PAGE = 4096,
    VFS_RESERVE = SEAL_OVERHEAD,
    VFS_USABLE = VFS_PAGE - VFS_RESERVE,
    VFS_SALT = 8,
    VFS_CHECK = 8,
    VFS_CLEAR = 16,    /* where the clear bytes of page 1 begin */
    VFS_SEALED_1 = 24, /* and where its sealed bytes begin */
    VFS_WAL_HEADER = 32,
    VFS_FRAME_HEADER = 24,
    VFS_FRAME_CLEAR = 16, /* of the header; the checksum behind it is sealed with the page */
    VFS_FRAME = VFS_FRAME_HEADER + VFS_PAGE,
    VFS_FRAME_SEALED = VFS_FRAME_HEADER - VFS_FRAME_CLEAR + VFS_USABLE,
    VFS_LOCK_PAGE = 0x40000000 / VFS_PAGE + 1,
};
G_STATIC_ASSERT(VFS_RESERVE == 40);

/* What xOpen saw when it did not open. */
enum vfs_finding { VFS_FOUND_NOTHING, VFS_FOUND_PLAIN, VFS_FOUND_FOREIGN, VFS_FOUND_EMPTY, VFS_FOUND_OTHER_KEYS };

struct page_keys {
    uint8_t database[SEAL_KEY], wal[SEAL_KEY], journal[SEAL_KEY];
};

/* A database with its log and journal. */
struct sealed {
    char *path; /* as SQLite spells it; NULL: this place is free */
    char *log;  /* the log's name on the disk */
    struct vault_keys *keys;
    struct secret *secret; /* a struct page_keys, once the salt is known */
    const struct page_keys *page_keys;
    uint8_t salt[VFS_SALT], check[VFS_CHECK];
    bool may_create;
    enum vfs_finding finding;
    struct vfs_file *database; /* while it is open */
};

struct vfs {
    sqlite3_vfs methods;
    sqlite3_vfs *under;
    char name[32];
    struct sealed store, copy;
    uint8_t scratch[VFS_FRAME]; /* one call at a time: a connection belongs to one thread */
};

struct vfs_file {
    sqlite3_file head;
    sqlite3_file *under;
    struct vfs *vfs;
    struct sealed *sealed;
    /* of the log: a frame header that waits for its page, and the frame that the call before read whole */
    bool waits, holds, failed; /* failed: a write or a flush did, and what lies behind may be left from it */
    int64_t waiting_at, held_at;
    uint8_t waiting[VFS_FRAME_HEADER], held[VFS_FRAME];
    /* of the journal: the page number written last, and the record whose checksum comes next */
    int64_t number_at, record_end;
    uint8_t number[4], record_trailer[SEAL_OVERHEAD];
};

/* vfs.c */
/* `under` NULL: the one that was set, else SQLite's own. Registered until vfs_free(), for the name alone. */
struct vfs *vfs_new(const char *file, struct vault_keys *keys, bool may_create, sqlite3_vfs *under);
/* A second database that the connection may make: what VACUUM INTO writes. */
void vfs_allow_copy(struct vfs *vfs, const char *file, struct vault_keys *keys);
void vfs_forbid_copy(struct vfs *vfs);
void vfs_free(struct vfs *vfs);
int vfs_refuse(const char *what, int result); /* counts; answers `result` */
/* The open main file of a connection; NULL when it is not one of ours. */
struct vfs_file *vfs_main_file(sqlite3 *db);

static inline uint32_t vfs_get32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline void vfs_put32(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
}

static inline void vfs_put64(uint8_t *to, uint64_t value)
{
    vfs_put32(to, (uint32_t)(value >> 32));
    vfs_put32(to + 4, (uint32_t)value);
}

static inline uint8_t *vfs_bytes(void *bytes, size_t offset)
{
    return (uint8_t *)bytes + offset;
}

/* vfs_file.c: what all three kinds pass on unchanged. */
int vfs_close(sqlite3_file *file);
int vfs_size(sqlite3_file *file, sqlite3_int64 *size);
int vfs_lock(sqlite3_file *file, int level);
int vfs_unlock(sqlite3_file *file, int level);
int vfs_check_reserved(sqlite3_file *file, int *answer);
int vfs_control(sqlite3_file *file, int operation, void *argument);
int vfs_sector(sqlite3_file *file);
int vfs_characteristics(sqlite3_file *file);
int vfs_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map);
int vfs_shm_lock(sqlite3_file *file, int offset, int count, int flags);
void vfs_shm_barrier(sqlite3_file *file);
int vfs_shm_unmap(sqlite3_file *file, int remove);
int vfs_under_read(struct vfs_file *file, void *bytes, size_t length, int64_t offset);
int vfs_under_write(struct vfs_file *file, const void *bytes, size_t length, int64_t offset);

/* vfs_database.c, vfs_wal.c, vfs_journal.c */
extern const sqlite3_io_methods vfs_database_methods, vfs_wal_methods, vfs_journal_methods;
/* Finds the salt of a database that was just opened, or draws one for an empty file that may be made. */
int vfs_database_identify(struct vfs_file *file);
/* Whether a page as it lies on the disk opens; it is opened in place. */
bool vfs_database_open_page(struct vfs_file *file, uint32_t number, uint8_t page[VFS_PAGE]);

/* selftest.c: the step that failed, NULL when all is well. */
const char *vfs_selftest(void);

/* vfs_damage.c */
bool vfs_wal_open_frame(struct vfs_file *file, int64_t offset, uint8_t frame[VFS_FRAME]);
/* A frame at `offset` does not open. Whether that is damage to what was committed (the end of a later transaction is
 * there, so this one had been flushed) and not the torn tail of a loss of power. */
bool vfs_wal_is_damage(struct vfs_file *file, int64_t offset);
/* Whether the header of a log is unsound although frames behind it open and are not in the database yet. */
bool vfs_wal_header_is_damaged(struct vfs_file *file, const uint8_t header[VFS_WAL_HEADER]);
