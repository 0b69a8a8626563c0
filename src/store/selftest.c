/* SPDX-License-Identifier: Apache-2.0 */
/* A scratch vault that is made, spilled into, left behind, recovered, folded, damaged and thrown away: whether the
 * sealed files and the SQLite that is installed here understand each other. A few milliseconds, once a process. */
#include "store/vfs_private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SCRATCH_NAME "scratch.db"
#define MARKER       "a marker that must not be found"

struct scratch {
    char *folder, *file;
    struct vault_keys *keys;
    struct vfs *vfs;
    sqlite3 *db;
};

static bool run(struct scratch *scratch, const char *sql)
{
    return sqlite3_exec(scratch->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t ask(struct scratch *scratch, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t answer = -1;
    if (sqlite3_prepare_v2(scratch->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

static int open_scratch(struct scratch *scratch, struct vault_keys *keys, int flags)
{
    scratch->vfs = vfs_new(scratch->file, keys, (flags & SQLITE_OPEN_CREATE) != 0, sqlite3_vfs_find("unix"));
    int reserve = VFS_RESERVE;
    const int result = sqlite3_open_v2(scratch->file, &scratch->db, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                       scratch->vfs->name);
    if (result == SQLITE_OK) sqlite3_file_control(scratch->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    return result;
}

static void close_scratch(struct scratch *scratch)
{
    sqlite3_close(scratch->db);
    scratch->db = NULL;
    vfs_free(g_steal_pointer(&scratch->vfs));
}

/* A transaction larger than the cache, which changes again what it had to write out, and a small one behind it. */
static bool fill(struct scratch *scratch)
{
    return run(scratch, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=0;"
                        "CREATE TABLE scratch (id INTEGER PRIMARY KEY, body TEXT)") &&
           run(scratch, "BEGIN IMMEDIATE;"
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<48)"
                        "INSERT INTO scratch SELECT i, '" MARKER "' || hex(zeroblob(900)) FROM n;"
                        "UPDATE scratch SET body = body || '.' WHERE id % 3 = 0; COMMIT") &&
           run(scratch, "INSERT INTO scratch VALUES (1000, 'last')");
}

static bool is_whole(struct scratch *scratch)
{
    return ask(scratch, "SELECT count(*) FROM scratch") == 49 &&
           ask(scratch, "SELECT count(*) FROM scratch WHERE body LIKE '" MARKER "%'") == 48 &&
           ask(scratch, "SELECT sum(length(body)) FROM scratch") ==
               48 * (int64_t)(strlen(MARKER) + 1800) + 16 + (int64_t)strlen("last") &&
           ask(scratch, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'") == 1;
}

static bool shows_marker(const struct scratch *scratch, const char *suffix)
{
    g_autofree char *name = g_strconcat(scratch->file, suffix, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    return !g_file_get_contents(name, &bytes, &length, NULL) || memmem(bytes, length, MARKER, strlen(MARKER)) != NULL;
}

/* One bit of the fourth page; nobody has the file open. */
static bool damage(const struct scratch *scratch)
{
    const int fd = open(scratch->file, O_RDWR | O_CLOEXEC);
    const off_t at = 3 * VFS_PAGE + 1000;
    char byte = 0;
    bool done = fd >= 0 && pread(fd, &byte, 1, at) == 1;
    byte ^= 4;
    done = done && pwrite(fd, &byte, 1, at) == 1;
    if (fd >= 0) close(fd);
    return done;
}

/* The step that failed, or NULL. */
static const char *try_all(struct scratch *scratch)
{
    if (open_scratch(scratch, scratch->keys, SQLITE_OPEN_CREATE) != SQLITE_OK || !fill(scratch)) return "writing";
    sqlite3_db_config(scratch->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (shows_marker(scratch, "") || shows_marker(scratch, "-log")) return "sealing";
    close_scratch(scratch);
    g_autoptr(vault_keys_t) others = vault_keys_new();
    if (open_scratch(scratch, others, 0) != SQLITE_NOTADB) return "refusing other keys";
    close_scratch(scratch);
    if (open_scratch(scratch, scratch->keys, 0) != SQLITE_OK || !is_whole(scratch)) return "recovering";
    close_scratch(scratch); /* folds */
    if (open_scratch(scratch, scratch->keys, 0) != SQLITE_OK || !is_whole(scratch)) return "reading";
    if (shows_marker(scratch, "")) return "sealing";
    close_scratch(scratch);
    if (!damage(scratch) || open_scratch(scratch, scratch->keys, 0) != SQLITE_OK || is_whole(scratch))
        return "noticing damage";
    return NULL;
}

#define SCRATCH_FOLDER "bureau-scratch-"
enum { STALE = 60 /* seconds */ };

static void remove_scratch(const char *folder)
{
    static const char *const names[] = { SCRATCH_NAME, SCRATCH_NAME "-log", SCRATCH_NAME "-shm",
                                         SCRATCH_NAME "-journal" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = g_build_filename(folder, names[i], NULL);
        g_unlink(name);
    }
    g_rmdir(folder);
}

/* What processes that were killed in their self-test have left: sealed rubbish, but rubbish. */
static void sweep(const char *place)
{
    g_autoptr(GDir) dir = g_dir_open(place, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        struct stat info;
        if (!g_str_has_prefix(name, SCRATCH_FOLDER)) continue;
        g_autofree char *folder = g_build_filename(place, name, NULL);
        if (lstat(folder, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
            info.st_mtime < time(NULL) - STALE)
            remove_scratch(folder);
    }
}

static char *make_folder(void)
{
    const char *const places[] = { "/dev/shm", g_get_tmp_dir() };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        char *folder = g_build_filename(places[i], SCRATCH_FOLDER "XXXXXX", NULL);
        if (g_mkdtemp_full(folder, 0700)) {
            sweep(places[i]);
            return folder;
        }
        g_free(folder);
    }
    return NULL;
}

const char *vfs_selftest(void)
{
    struct scratch scratch = { .folder = make_folder() };
    if (!scratch.folder) return "making a scratch folder";
    scratch.file = g_build_filename(scratch.folder, SCRATCH_NAME, NULL);
    scratch.keys = vault_keys_new();
    const int before = (int)store_refusals();
    const char *failed = try_all(&scratch);
    close_scratch(&scratch);
    if (!failed && (int)store_refusals() != before) failed = "writing in other pieces";
    remove_scratch(scratch.folder);
    vault_keys_unref(scratch.keys);
    g_free(scratch.file);
    g_free(scratch.folder);
    return failed;
}
