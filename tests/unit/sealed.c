/* SPDX-License-Identifier: Apache-2.0 */
/* See sealed.h. */
#include "sealed.h"
#include "tree.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct sealed_box *box_new(void)
{
    struct sealed_box *box = g_new0(struct sealed_box, 1);
    store_engine_prepare();
    /* in memory where that can be had: thousands of flushes are not what is tested here */
    box->folder = g_strdup("/dev/shm/bureau-sealed-XXXXXX");
    if (!g_mkdtemp_full(box->folder, 0700)) {
        g_free(box->folder);
        box->folder = g_dir_make_tmp("bureau-sealed-XXXXXX", NULL);
    }
    box->file = g_build_filename(box->folder, "bureau.db", NULL);
    box->keys = vault_keys_new();
    return box;
}

void box_free(struct sealed_box *box)
{
    box_close(box);
    remove_tree(box->folder);
    vault_keys_unref(box->keys);
    g_free(box->folder);
    g_free(box->file);
    g_free(box);
}

static int set_up(struct sealed_box *box)
{
    sqlite3_extended_result_codes(box->db, 1);
    sqlite3_busy_timeout(box->db, 20000);
    return box_try(box, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384");
}

int box_open_under(struct sealed_box *box, struct vault_keys *keys, bool create, sqlite3_vfs *under)
{
    int reserve = VFS_RESERVE;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    box_close(box);
    box->vfs = vfs_new(box->file, keys, create, under);
    const int result = sqlite3_open_v2(box->file, &box->db, flags, box->vfs->name);
    if (result != SQLITE_OK) return result;
    sqlite3_file_control(box->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    return set_up(box);
}

int box_open(struct sealed_box *box, struct vault_keys *keys, bool create)
{
    return box_open_under(box, keys, create, NULL);
}

int box_open_plain(struct sealed_box *box)
{
    box_close(box);
    const int result =
        sqlite3_open_v2(box->file, &box->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, "unix");
    return result == SQLITE_OK ? set_up(box) : result;
}

void box_close(struct sealed_box *box)
{
    if (sqlite3_close(box->db) != SQLITE_OK) fail_msg("a statement was left over");
    box->db = NULL;
    vfs_free(g_steal_pointer(&box->vfs));
}

int box_try(struct sealed_box *box, const char *sql)
{
    return sqlite3_exec(box->db, sql, NULL, NULL, NULL);
}

void box_run(struct sealed_box *box, const char *sql)
{
    const int result = box_try(box, sql);
    if (result != SQLITE_OK) fail_msg("%s (%d): %s", sqlite3_errmsg(box->db), result, sql);
}

int box_ask_result(struct sealed_box *box, const char *sql, int64_t *answer)
{
    sqlite3_stmt *statement = NULL;
    *answer = -1;
    int result = sqlite3_prepare_v2(box->db, sql, -1, &statement, NULL);
    if (result == SQLITE_OK) result = sqlite3_step(statement);
    if (result == SQLITE_ROW) *answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

int64_t box_ask(struct sealed_box *box, const char *sql)
{
    int64_t answer;
    const int result = box_ask_result(box, sql, &answer);
    if (result != SQLITE_OK) fail_msg("%s (%d): %s", sqlite3_errmsg(box->db), result, sql);
    return answer;
}

char *box_name(const struct sealed_box *box, const char *suffix)
{
    return g_strconcat(box->file, suffix, NULL);
}

bool box_exists(const struct sealed_box *box, const char *suffix)
{
    g_autofree char *name = box_name(box, suffix);
    return g_file_test(name, G_FILE_TEST_EXISTS);
}

GByteArray *box_load(const struct sealed_box *box, const char *suffix)
{
    g_autofree char *name = box_name(box, suffix);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    if (!g_file_get_contents(name, &bytes, &length, NULL)) return g_byte_array_new();
    return g_byte_array_append(g_byte_array_new(), (const guint8 *)bytes, (guint)length);
}

void box_store(const struct sealed_box *box, const char *suffix, const GByteArray *bytes)
{
    g_autofree char *name = box_name(box, suffix);
    const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes->data, bytes->len), bytes->len);
    close(fd);
}

void box_in_child(void (*work)(struct sealed_box *box), struct sealed_box *box, bool dies)
{
    assert_null(box->db); /* SQLite must not be carried over a fork */
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        g_setenv("CMOCKA_TEST_ABORT", "1", TRUE); /* a failure must not go on with the parent's tests */
        work(box);
        if (dies) kill(getpid(), SIGKILL);
        box_close(box);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (dies) {
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGKILL);
    } else {
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

void box_fill(struct sealed_box *box, int from, int to)
{
    box_run(box, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, body TEXT)");
    for (int id = from; id <= to; id++) {
        g_autofree char *sql =
            g_strdup_printf("INSERT INTO t VALUES (%d, 'row %d ' || hex(zeroblob(%d)))", id, id, 200 + id % 7 * 300);
        box_run(box, sql);
    }
}

/* ---- the file system that counts ---- */

struct watched_file {
    sqlite3_file head;
    struct watch *watch;
    bool is_wal;
    int64_t furthest;
    sqlite3_file *under;
};

static sqlite3_file *below(sqlite3_file *file)
{
    return ((struct watched_file *)file)->under;
}

static int watch_close(sqlite3_file *file)
{
    return below(file)->pMethods->xClose(below(file));
}

static int watch_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
    return below(file)->pMethods->xRead(below(file), bytes, length, offset);
}

static int watch_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    struct watched_file *watched = (struct watched_file *)file;
    if (watched->is_wal) {
        watched->watch->wal_writes++;
        if (length == VFS_FRAME && offset < watched->furthest) watched->watch->rewritten++;
        watched->furthest = MAX(watched->furthest, offset + length);
    }
    return below(file)->pMethods->xWrite(below(file), bytes, length, offset);
}

static int watch_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return below(file)->pMethods->xTruncate(below(file), size);
}

static int watch_sync(sqlite3_file *file, int flags)
{
    const struct watched_file *watched = (struct watched_file *)file;
    watched->watch->syncs++;
    if (watched->is_wal && watched->watch->fail_log_syncs) return SQLITE_IOERR_FSYNC;
    return below(file)->pMethods->xSync(below(file), flags);
}

static int watch_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return below(file)->pMethods->xFileSize(below(file), size);
}

static int watch_lock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int watch_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int watch_check(sqlite3_file *file, int *answer)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), answer);
}

static int watch_control(sqlite3_file *file, int operation, void *argument)
{
    return below(file)->pMethods->xFileControl(below(file), operation, argument);
}

static int watch_sector(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int watch_characteristics(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int watch_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    return below(file)->pMethods->xShmMap(below(file), region, size, extend, map);
}

static int watch_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void watch_shm_barrier(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int watch_shm_unmap(sqlite3_file *file, int remove)
{
    return below(file)->pMethods->xShmUnmap(below(file), remove);
}

static const sqlite3_io_methods watch_methods = {
    2,
    watch_close,
    watch_read,
    watch_write,
    watch_truncate,
    watch_sync,
    watch_size,
    watch_lock,
    watch_unlock,
    watch_check,
    watch_control,
    watch_sector,
    watch_characteristics,
    watch_shm_map,
    watch_shm_lock,
    watch_shm_barrier,
    watch_shm_unmap,
    NULL,
    NULL,
};

static int watch_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    sqlite3_vfs *system = sqlite3_vfs_find("unix");
    struct watched_file *watched = (struct watched_file *)file;
    memset(watched, 0, sizeof *watched);
    watched->under = (sqlite3_file *)(void *)(watched + 1);
    watched->watch = vfs->pAppData;
    watched->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
    const int result = system->xOpen(system, name, watched->under, flags, out_flags);
    if (result == SQLITE_OK) watched->head.pMethods = &watch_methods;
    return result;
}

void watch_set(struct watch *watch)
{
    const sqlite3_vfs *system = sqlite3_vfs_find("unix");
    memset(watch, 0, sizeof *watch);
    watch->vfs = *system; /* everything but opening is the system's own */
    watch->vfs.szOsFile = (int)sizeof(struct watched_file) + system->szOsFile;
    watch->vfs.zName = "watch";
    watch->vfs.pNext = NULL;
    watch->vfs.pAppData = watch;
    watch->vfs.xOpen = watch_open;
}
