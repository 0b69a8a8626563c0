/* SPDX-License-Identifier: Apache-2.0 */
/* The store as a whole: copied under other keys, written anew, folded. */
#include "store/vfs_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum { STEP_PAGES = 256 };

static void remove_copy(const char *file)
{
    g_autofree char *journal = g_strconcat(file, "-journal", NULL);
    g_unlink(journal);
    g_unlink(file);
}

/* An empty file that was not there, so that nothing is ever overwritten. */
static bool make_file(const char *file, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(file);
    const int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, folder_file_mode(folder, 0660));
    if (fd < 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A copy cannot be made at {1}: {2}"),
                         N_("Choose another place; an existing file is never overwritten."), file,
                         system_error_text(errno), NULL);
        return false;
    }
    close(fd);
    return true;
}

static void copy_error(struct store *store, const char *file, int result, GError **error)
{
    const int kind = result & 0xFF;
    if (kind != SQLITE_FULL && kind != SQLITE_IOERR && kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY) {
        store_error(store, result, error);
        return;
    }
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The copy {1} could not be written, or the store not read: {2}"),
                     N_("See whether the disk is full; run `bureau store verify`."), file, sqlite3_errstr(result),
                     NULL);
}

/* The pages one by one, from a snapshot that `reader` holds, so that writers do not make it start again. */
static int copy_pages(struct store *reader, sqlite3 *db, store_progress *progress, void *data)
{
    sqlite3_backup *backup = sqlite3_backup_init(db, "main", reader->db, "main");
    if (!backup) return sqlite3_extended_errcode(db);
    int result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = sqlite3_backup_step(backup, STEP_PAGES);
        const int64_t total = sqlite3_backup_pagecount(backup);
        if (progress) progress(data, total - sqlite3_backup_remaining(backup), total);
        if (reader->cancellable && g_cancellable_is_cancelled(reader->cancellable)) break;
    }
    const int finished = sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE) return finished;
    return result == SQLITE_OK ? SQLITE_INTERRUPT : result;
}

static int flush(sqlite3 *db)
{
    struct vfs_file *file = vfs_main_file(db);
    return file ? file->head.pMethods->xSync(&file->head, SQLITE_SYNC_FULL) : SQLITE_IOERR;
}

/* Without a journal and without flushing on the way: an unfinished copy is thrown away whole. */
static bool copy_by_pages(struct store *reader, const char *file, struct vault_keys *keys, store_progress *progress,
                          void *data, GError **error)
{
    sqlite3 *db = NULL;
    int reserve = VFS_RESERVE;
    struct vfs *vfs = vfs_new(file, keys, true, NULL);
    int result =
        sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, vfs->name);
    if (result == SQLITE_OK) {
        sqlite3_extended_result_codes(db, 1);
        sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
        result = sqlite3_exec(db,
                              "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                              "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096",
                              NULL, NULL, NULL);
    }
    if (result == SQLITE_OK) result = copy_pages(reader, db, progress, data);
    if (result == SQLITE_OK) result = flush(db);
    const int closed = sqlite3_close(db);
    vfs_free(vfs);
    if (result == SQLITE_OK) result = closed;
    if (result != SQLITE_OK) copy_error(reader, file, result, error);
    return result == SQLITE_OK;
}

/* What VACUUM attaches is let through for as long as it runs. */
static int run_vacuum(struct store *store, const char *file)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 1);
    store->vacuums = true;
    int result = sqlite3_prepare_v2(store->db, file ? "VACUUM INTO ?1" : "VACUUM", -1, &statement, NULL);
    if (result == SQLITE_OK && file) sqlite3_bind_text(statement, 1, file, -1, SQLITE_STATIC);
    if (result == SQLITE_OK) sqlite3_step(statement);
    result = sqlite3_finalize(statement);
    store->vacuums = false;
    sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
    return result;
}

static bool copy_compact(struct store *reader, const char *file, struct vault_keys *keys, store_progress *progress,
                         void *data, GError **error)
{
    struct vfs_file *main_file = vfs_main_file(reader->db);
    sqlite3_int64 size = 0;
    if (main_file) vfs_size(&main_file->head, &size);
    const int64_t pages = size / VFS_PAGE;
    if (progress) progress(data, 0, pages);
    vfs_allow_copy(reader->vfs, file, keys);
    int result = run_vacuum(reader, file);
    vfs_forbid_copy(reader->vfs);
    if (result == SQLITE_OK && reader->cancellable && g_cancellable_is_cancelled(reader->cancellable))
        result = SQLITE_INTERRUPT; /* asked for while nobody looked; the copy is thrown away */
    if (result != SQLITE_OK) copy_error(reader, file, result, error);
    if (progress && result == SQLITE_OK) progress(data, pages, pages);
    return result == SQLITE_OK;
}

static bool copy_from(struct store *reader, const char *file, struct vault_keys *keys, enum store_copy_way way,
                      store_progress *progress, void *data, GError **error)
{
    int64_t version;
    if (way == STORE_COPY_COMPACT) return copy_compact(reader, file, keys, progress, data, error);
    if (!store_begin_read(reader, error)) return false;
    /* the snapshot is taken by the first read */
    const bool done = store_query_int(reader, &version, 0, error, "SELECT count(*) FROM sqlite_schema", "") &&
                      copy_by_pages(reader, file, keys, progress, data, error);
    store_end_read(reader);
    return done;
}

/* By the connection itself, or, while that is inside a transaction, by another one. */
static bool copy_into(struct store *store, const char *file, struct vault_keys *keys, enum store_copy_way way,
                      store_progress *progress, void *data, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(file);
    struct store *reader = NULL;
    if (store_in_transaction(store)) {
        reader = store_open(store->directory, store->keys, STORE_READ, error);
        if (!reader) return false;
        store_set_cancellable(reader, store->cancellable);
    }
    const bool done = copy_from(reader ? reader : store, file, keys, way, progress, data, error);
    store_close(reader);
    return done && store_sync_directory(folder, error);
}

bool store_copy(struct store *store, const char *file, struct vault_keys *keys, enum store_copy_way way,
                store_progress *progress, void *data, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(file, NULL);
    if (!make_file(path, error)) return false;
    if (copy_into(store, path, keys, way, progress, data, error)) return true;
    remove_copy(path);
    return false;
}

bool store_copy_held(struct store *store, const char *file, struct vault_keys *keys, store_progress *progress,
                     void *data, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(file, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    if (!make_file(path, error)) return false;
    if (copy_by_pages(store, path, keys, progress, data, error) && store_sync_directory(folder, error)) return true;
    remove_copy(path);
    return false;
}

bool store_compact(struct store *store, GError **error)
{
    if (!store_fold(store, error)) return false;
    const int result = run_vacuum(store, NULL);
    if (result != SQLITE_OK) store_error(store, result, error);
    return result == SQLITE_OK && store_fold(store, error);
}

bool store_fold(struct store *store, GError **error)
{
    const int result = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (result != SQLITE_OK) store_error(store, result, error);
    return result == SQLITE_OK;
}
