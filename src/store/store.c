/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, making and closing a store. A store is a folder; the facts are in bureau.db inside it. This is the one
 * place where the file is opened, and so the one place that changes when it is sealed. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FILE_NAME "bureau.db"

void store_error(struct store *store, int result, GError **error)
{
    const char *where = store->directory;
    switch (result & 0xFF) {
    case SQLITE_INTERRUPT:
        bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
        return;
    case SQLITE_BUSY:
        bureau_error_set(error, BUREAU_ERROR_STORE,
                         N_("The store {1} is busy: another act has held it for ten seconds"),
                         N_("Try again; if it stays busy, see which program has it open."), where, NULL);
        return;
    case SQLITE_FULL:
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The disk with the store {1} is full; the act was not done"),
                         N_("Free some space and do it again; everything done before is safe."), where, NULL);
        return;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The file of the store {1} is damaged or is not a store"),
                         N_("Restore the newest backup; keep the damaged file for inspection."), where, NULL);
        return;
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} may only be read here"),
                         N_("See who owns the folder, and whether the disk is mounted read-only."), where, NULL);
        return;
    default: {
        g_autofree char *code = g_strdup_printf("%d", result);
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} reported an error: {2} (code {3})"),
                         N_("Look at the disk; run `bureau doctor`."), where, sqlite3_errstr(result), code, NULL);
    }
    }
}

char *store_default_directory(void)
{
    const char *named = g_getenv("BUREAU_STORE");
    return named && *named ? g_strdup(named) : g_build_filename(g_get_user_data_dir(), "bureau", "default", NULL);
}

/* WAL needs memory shared by all processes on one machine: a network file system would lose commits. */
static bool is_network(const char *directory)
{
    struct statfs info;
    if (statfs(directory, &info) != 0) return false;
    switch ((unsigned long)info.f_type) {
    case 0x6969:     /* NFS */
    case 0xFF534D42: /* CIFS */
    case 0xFE534D42: /* SMB2 */
    case 0x01021997: /* 9P */
        return true;
    default:
        return false;
    }
}

/* The folder and the file must be the caller's own, not a link, and not writable by others. */
static bool check_place(const char *directory, const char *file, GError **error)
{
    struct stat info;
    const bool there = lstat(directory, &info) == 0;
    if (!there || S_ISREG(info.st_mode) || (S_ISDIR(info.st_mode) && lstat(file, &info) != 0)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is no store at {1}"),
                         N_("Make one with `bureau demo` or `bureau init --dir {1}`, or name another with --store."),
                         directory, NULL);
        return false;
    }
    if (!S_ISREG(info.st_mode)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The file of the store {1} is not a plain file"),
                         N_("Put the real folder in place of the link."), directory, NULL);
        return false;
    }
    if (stat(directory, &info) != 0 || (info.st_mode & (S_IWOTH)) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("Others may write into the folder of the store {1}"),
                         N_("Close it: chmod o-rwx {1}"), directory, NULL);
        return false;
    }
    if (is_network(directory)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} lies on a network file system"),
                         N_("Move it to a disk of this machine: commits could be lost there."), directory, NULL);
        return false;
    }
    return true;
}

/* Once a process, before the first connection: SQLite's own memory accounting takes a lock on every allocation and
 * tells us nothing we use. */
static gpointer configure_engine(gpointer unused)
{
    (void)unused;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
    return NULL;
}

static struct store *connect(const char *directory, const char *file, enum store_access access, int flags,
                             GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, configure_engine, NULL);
    struct store *store = g_new0(struct store, 1);
    store->directory = g_strdup(directory);
    store->access = access;
    store->statements = g_hash_table_new(g_str_hash, g_str_equal);
    const int result = sqlite3_open_v2(
        file, &store->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE, NULL);
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        store_close(store);
        return NULL;
    }
    /* small allocations of one connection come from slots of its own, without asking the heap */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 256);
    if (!store_harden(store, error)) {
        store_close(store);
        return NULL;
    }
    return store;
}

struct store *store_open(const char *directory, enum store_access access, GError **error)
{
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    g_autofree char *file = g_build_filename(real, FILE_NAME, NULL);
    if (!check_place(real, file, error)) return NULL;
    struct store *store = connect(real, file, STORE_MAINTENANCE, SQLITE_OPEN_READWRITE, error);
    if (!store) return NULL;
    if (!store_migrate(store, error)) {
        store_close(store);
        return NULL;
    }
    store->access = access;
    return store;
}

static bool sync_directory(const char *directory, GError **error)
{
    const int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    if (!done)
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} could not be flushed to disk: {2}"),
                         N_("Look at the disk and try again."), directory, system_error_text(errno), NULL);
    return done;
}

struct store *store_create(const char *directory, GError **error)
{
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    g_autofree char *file = g_build_filename(real, FILE_NAME, NULL);
    if (g_mkdir_with_parents(real, 0700) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), real, system_error_text(errno), NULL);
        return NULL;
    }
    const int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A store cannot be made at {1}: {2}"),
                         N_("Choose another folder; an existing store is never overwritten."), real,
                         system_error_text(errno), NULL);
        return NULL;
    }
    close(fd);
    struct store *store = connect(real, file, STORE_MAINTENANCE, SQLITE_OPEN_READWRITE, error);
    if (store && store_migrate(store, error) && sync_directory(real, error)) return store;
    if (store) store_close(store);
    unlink(file);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store) return;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, store->statements);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct statement *statement = value;
        sqlite3_finalize(statement->handle);
        g_free(statement);
    }
    g_hash_table_unref(store->statements);
    if (store->db) sqlite3_close(store->db);
    g_clear_object(&store->cancellable);
    g_free(store->directory);
    g_free(store);
}

const char *store_directory(const struct store *store)
{
    return store->directory;
}

void store_set_cancellable(struct store *store, GCancellable *cancellable)
{
    g_set_object(&store->cancellable, cancellable);
}

const char *store_engine_version(void)
{
    return sqlite3_libversion();
}

void store_bulk_begin(struct store *store)
{
    sqlite3_exec(store->db, "PRAGMA cache_size=-131072; PRAGMA wal_autocheckpoint=0;", NULL, NULL, NULL);
}

void store_bulk_end(struct store *store)
{
    sqlite3_exec(store->db,
                 "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=1000; PRAGMA wal_checkpoint(TRUNCATE);", NULL,
                 NULL, NULL);
}

bool store_check(struct store *store, char **finding, GError **error)
{
    static const char *const checks[] = { "PRAGMA integrity_check(1)", "PRAGMA foreign_key_check" };
    *finding = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(checks); i++) {
        g_autoptr(statement_t) statement = store_prepare(store, checks[i], error);
        if (!statement) return false;
        const enum step step = statement_step(statement, error);
        if (step == STEP_ERROR) return false;
        if (step == STEP_DONE) continue;
        const char *text = statement_text(statement, 0);
        if (i == 0 && g_strcmp0(text, "ok") == 0) continue;
        *finding = g_strdup(text);
        return true;
    }
    return true;
}
