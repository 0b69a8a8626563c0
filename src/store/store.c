/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, making and closing a store. A store is a folder; the facts are in bureau.db inside it. This is the one
 * place where the file is opened, and so the one place that changes when it is sealed. */
#include "store/vfs_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FILE_NAME "bureau.db"

/* What the sealed files saw instead of a store of ours; false when nothing. */
static bool finding_error(const struct store *store, GError **error)
{
    static const struct {
        const char *message, *next;
    } texts[] = {
        [VFS_FOUND_PLAIN] = { N_("The file of the store {1} is not sealed"),
                              N_("It was not made by this program, or by one before the vault; nothing was changed.") },
        [VFS_FOUND_FOREIGN] = { N_("The file of the store {1} is damaged or is not a store"),
                                N_("Restore the newest backup; keep the damaged file for inspection.") },
        [VFS_FOUND_EMPTY] = { N_("The file of the store {1} is empty: making it was interrupted, or it was emptied"),
                              N_("If anything was ever in it, keep the whole folder and restore the newest backup; "
                                 "else remove the folder and make the store again.") },
        [VFS_FOUND_OTHER_KEYS] = { N_("The store {1} is sealed under other keys than these"),
                                   N_("Its key file belongs to another store, or is older: put back the one that was "
                                      "kept with it. The store was left untouched.") },
    };
    const enum vfs_finding finding = store->vfs ? store->vfs->store.finding : VFS_FOUND_NOTHING;
    if (finding == VFS_FOUND_NOTHING) return false;
    bureau_error_set(error, BUREAU_ERROR_STORE, texts[finding].message, texts[finding].next, store->directory, NULL);
    return true;
}

void store_error(struct store *store, int result, GError **error)
{
    if (result == SQLITE_IOERR_DATA) {
        bureau_error_set(
            error, BUREAU_ERROR_STORE, N_("A page of the store {1} was changed from outside or is damaged"),
            N_("Restore the newest backup; keep the damaged files for inspection."), store->directory, NULL);
        return;
    }
    const char *where = store->directory;
    if (result == SQLITE_CONSTRAINT_COMMITHOOK) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A change that has no line in the log is not kept"),
                         N_("This is a fault of the program: nothing was changed; please report what you did."), NULL);
        return;
    }
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
    case SQLITE_NOMEM:
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There was not enough memory for the store {1}"),
                         N_("Close other programs and do it again; everything done before is safe."), where, NULL);
        return;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        if (finding_error(store, error)) return;
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
    if (named && *named) return g_strdup(named);
    const char *data = g_get_user_data_dir();
    /* a relative $XDG_DATA_HOME is to be ignored (XDG base directories) */
    return g_path_is_absolute(data) ? g_build_filename(data, "bureau", "default", NULL)
                                    : g_build_filename(g_get_home_dir(), ".local", "share", "bureau", "default", NULL);
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

/* The folder and its files must be the caller's own (or the program's group's), no links, and closed to others. */
static bool check_place(const char *directory, const char *file, GError **error)
{
    static const char *const files[] = { FILE_NAME, FILE_NAME "-log", FILE_NAME "-shm" };
    if (g_file_test(directory, G_FILE_TEST_IS_DIR) &&
        !g_file_test(file, G_FILE_TEST_IS_REGULAR | G_FILE_TEST_IS_SYMLINK)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is no store at {1}"),
                         N_("Make one with `bureau demo` or `bureau init --dir {1}`, or name another with --store."),
                         directory, NULL);
        return false;
    }
    if (!folder_check(directory, error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        if (!folder_check_file(directory, files[i], i == 0, error)) return false;
    if (is_network(directory)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} lies on a network file system"),
                         N_("Move it to a disk of this machine: commits could be lost there."), directory, NULL);
        return false;
    }
    return true;
}

/* Opens the file, sealed by the store's keys. */
static int open_sealed(struct store *store, const char *file, int flags, bool create)
{
    flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;
    int reserve = VFS_RESERVE;
    store->vfs = vfs_new(file, store->keys, create, NULL);
    const int result = sqlite3_open_v2(file, &store->db, flags, store->vfs->name);
    if (result == SQLITE_OK) sqlite3_file_control(store->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    return result;
}

/* While a new master key is brought in the file may be sealed under the other one. */
static int open_with_either(struct store *store, const char *file, bool create)
{
    int result = open_sealed(store, file, 0, create);
    if (result == SQLITE_OK || !store->vfs || store->vfs->store.finding != VFS_FOUND_OTHER_KEYS) return result;
    if (!vault_keys_try_other(store->keys)) return result;
    sqlite3_close(g_steal_pointer(&store->db));
    vfs_free(g_steal_pointer(&store->vfs));
    result = open_sealed(store, file, 0, create);
    if (result != SQLITE_OK) vault_keys_try_other(store->keys);
    return result;
}

/* By the length of the text and its end, where statements differ (conditions, columns); going over hundreds of
 * characters for each would cost as much as a look-up in the store. Those that fall together are told apart by all. */
static guint statement_hash(gconstpointer sql)
{
    enum { TAIL = 24 };
    const size_t length = strlen(sql), from = length > TAIL ? length - TAIL : 0;
    return g_str_hash((const char *)sql + from) ^ ((guint)length * 2654435761u);
}

static struct store *connect(const char *directory, const char *file, struct vault_keys *keys, bool create, bool rescue,
                             GError **error)
{
    if (!keys) { /* never in clear, whatever lies there: a plain file in the store's place must not be written to */
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The store {1} is locked"),
                         N_("Log in: give the passphrase of a user of this store."), directory, NULL);
        return NULL;
    }
    store_engine_prepare();
    if (!store_engine_check(rescue, error)) return NULL;
    struct store *store = g_new0(struct store, 1);
    store->directory = g_strdup(directory);
    store->keys = vault_keys_ref(keys);
    store->access = STORE_MAINTENANCE;
    store->rescue = rescue;
    store->statements = g_hash_table_new(statement_hash, g_str_equal);
    const int result = open_with_either(store, file, create);
    if (result != SQLITE_OK) {
        store_error(store, result, error);
        store_close(store);
        return NULL;
    }
    /* small allocations of one connection come from slots of its own, without asking the heap */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 256);
    if (!store_digest_begin(store, error) || !store_harden(store, error)) {
        store_close(store);
        return NULL;
    }
    return store;
}

struct store *store_open(const char *directory, struct vault_keys *keys, enum store_access access, GError **error)
{
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    g_autofree char *file = g_build_filename(real, FILE_NAME, NULL);
    if (!check_place(real, file, error)) return NULL;
    struct store *store = connect(real, file, keys, false, access == STORE_EXPORT, error);
    if (!store) return NULL;
    if (!store_migrate(store, error) || !store_secret_read(store, error)) {
        store_close(store);
        return NULL;
    }
    store->access = access;
    return store;
}

bool store_sync_directory(const char *directory, GError **error)
{
    const int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    if (!done)
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} could not be flushed to disk: {2}"),
                         N_("Look at the disk and try again."), directory, system_error_text(errno), NULL);
    return done;
}

struct store *store_create(const char *directory, struct vault_keys *keys, GError **error)
{
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    g_autofree char *file = g_build_filename(real, FILE_NAME, NULL);
    if (g_mkdir_with_parents(real, 0700) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), real, system_error_text(errno), NULL);
        return NULL;
    }
    const int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, folder_file_mode(real, 0660));
    if (fd < 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A store cannot be made at {1}: {2}"),
                         N_("Choose another folder; an existing store is never overwritten."), real,
                         system_error_text(errno), NULL);
        return NULL;
    }
    close(fd);
    struct store *store = connect(real, file, keys, true, false, error);
    if (store && store_migrate(store, error) && store_secret_make(store, error) && store_secret_read(store, error) &&
        store_sync_directory(real, error))
        return store;
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
        counted_free(statement->counted);
        g_free(statement);
    }
    g_hash_table_unref(store->statements);
    if (sqlite3_close(store->db) == SQLITE_OK)
        vfs_free(store->vfs);
    else
        g_warning("a statement of the store was not given back; its keys stay in memory");
    store_digest_clear(store);
    g_clear_object(&store->cancellable);
    vault_keys_unref(store->keys);
    g_free(store->directory);
    g_free(store);
}

struct vault_keys *store_keys(const struct store *store)
{
    return store->keys;
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
