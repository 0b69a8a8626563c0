/* SPDX-License-Identifier: Apache-2.0 */
/* A new master key for a store: the sealed file is copied under it and the copy takes its place. At each moment the key
 * file holds the key of the file that stands there:
 *
 *   1. the key file gets the new key beside the old one     (a crash from here on: opens with the old one)
 *   2. a copy under the new key, in a folder of its own, every page and the structure checked, flushed
 *   3. renamed over the store's file, the folder flushed    (a crash from here on: opens with the new one)
 *   4. the old key goes out of the key file
 *
 * Nobody else may have the store open: a program that has would go on with the old file, or with a WAL index that
 * belongs to it, and what it commits would be lost. SQLite knows: it leaves the WAL mode only for a connection that is
 * alone; from there an exclusive lock is held until the rename is on the disk. */
#include "store/backup.h"
#include "store/private.h"
#include "vault/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "rotation"

enum { ALONE_TRIES = 40, ALONE_NAP = 50000 };

struct rotation {
    const char *directory;
    int lock;
    char *place, *copy; /* the folder of the copy, and the copy */
    struct vault_keys *next;
    GCancellable *cancellable;
    store_progress *progress;
    void *data;
};

static void rotation_clear(struct rotation *rotation)
{
    if (rotation->lock >= 0) close(rotation->lock);
    g_free(rotation->place);
    g_free(rotation->copy);
    vault_keys_unref(rotation->next);
}
typedef struct rotation rotation_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rotation_t, rotation_clear)

/* Keys of their own: store_open() turns them to the one that fits. */
static struct vault_keys *clone_keys(const struct vault_keys *keys, GError **error)
{
    g_autoptr(secret_t) packed = vault_keys_pack(keys);
    return vault_keys_unpack(secret_bytes(packed), secret_length(packed), error);
}

static void remove_copy(const struct rotation *rotation)
{
    static const char *const ends[] = { "", "-log", "-shm", "-journal" };
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *file = g_strconcat(rotation->copy, ends[i], NULL);
        g_unlink(file);
    }
    g_rmdir(rotation->place);
}

/* An empty folder beside the store's file, closed as the store's own. */
static bool make_place(const struct rotation *rotation, GError **error)
{
    struct stat info;
    remove_copy(rotation); /* of a rotation that was killed */
    const bool made = stat(rotation->directory, &info) == 0 && g_mkdir(rotation->place, 0700) == 0 &&
                      (!folder_is_shared(rotation->directory) || g_chmod(rotation->place, info.st_mode & 07777) == 0);
    if (!made)
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), rotation->place, system_error_text(errno), NULL);
    return made;
}

/* Alone and out of the WAL mode; and nobody else reads or writes until store_close(): in the exclusive locking mode the
 * lock of a transaction stays after its end, and the copy cannot be made inside one that may write. */
static bool take_alone(struct store *store, GError **error)
{
    g_autofree char *mode = NULL;
    for (int i = 0; i < ALONE_TRIES; i++) { /* another may just be closing */
        g_clear_pointer(&mode, g_free);
        mode = store_query_text(store, NULL, "PRAGMA journal_mode=DELETE", "");
        if (g_strcmp0(mode, "delete") == 0) break;
        g_usleep(ALONE_NAP);
    }
    if (g_strcmp0(mode, "delete") == 0 &&
        sqlite3_exec(store->db, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;", NULL, NULL, NULL) ==
            SQLITE_OK)
        return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} is open elsewhere: a new master key needs it alone"),
                     N_("Leave every workstation and stop every script that has it open, then do it again."),
                     store->directory, NULL);
    return false;
}

/* That the copy opens with the new key alone, every page of it, and is sound. */
static bool check_copy(const struct rotation *rotation, GError **error)
{
    int64_t pages = 0, first_bad = 0;
    g_autofree char *finding = NULL;
    g_autoptr(vault_keys_t) keys = clone_keys(rotation->next, error);
    struct store *copy = keys ? store_open(rotation->place, keys, STORE_WRITE, error) : NULL;
    if (!copy) return false;
    store_set_cancellable(copy, rotation->cancellable);
    const bool read = store_verify_pages(copy, &pages, &first_bad, rotation->progress, rotation->data, error) &&
                      store_check(copy, &finding, error);
    const bool is_new = vault_keys_epoch(keys) == vault_keys_epoch(rotation->next);
    store_close(copy); /* the only connection: folds its WAL and takes it away */
    if (!read) return false;
    if (first_bad == 0 && !finding && is_new) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The copy of the store {1} under the new master key is not sound"),
                     N_("Nothing was changed. Run `bureau store verify` and look at the disk."), rotation->directory,
                     NULL);
    return false;
}

/* One rotation at a time: a second one could take the first one's key out of the key file. */
static bool lock(struct rotation *rotation, GError **error)
{
    if (!folder_check(rotation->directory, error)) return false;
    rotation->lock = open(rotation->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rotation->lock >= 0 && flock(rotation->lock, LOCK_EX | LOCK_NB) == 0) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("Another program is bringing a new master key into the store {1}"),
                     N_("Wait until it is done."), rotation->directory, NULL);
    return false;
}

/* That the key file on the disk holds the key of the copy: what takes the place of the store must never be locked. */
static bool key_is_kept(const struct rotation *rotation, GError **error)
{
    uint8_t digests[2][VAULT_KEY];
    g_autoptr(vault_keys_t) kept = keyfile_renew(rotation->directory, rotation->next, error);
    if (!kept) return false;
    vault_keys_derive(kept, "rotation", NULL, 0, digests[0]);
    vault_keys_derive(rotation->next, "rotation", NULL, 0, digests[1]);
    if (memcmp(digests[0], digests[1], VAULT_KEY) == 0) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file of the store {1} was changed meanwhile"),
                     N_("Nothing was changed; do it again."), rotation->directory, NULL);
    return false;
}

static bool put_in_place(const struct rotation *rotation, GError **error)
{
    g_autofree char *file = g_build_filename(rotation->directory, STORE_FILE_NAME, NULL);
    if (!key_is_kept(rotation, error)) return false;
    if (rename(rotation->copy, file) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The store {1} could not be replaced: {2}"),
                         N_("Nothing was changed; see who owns the folder, and try again."), rotation->directory,
                         system_error_text(errno), NULL);
        return false;
    }
    return true;
}

/* `*replaced`: whether the new file stands in its place, and there is no way back. */
static bool replace(const struct rotation *rotation, struct store *store, bool *replaced, GError **error)
{
    if (!take_alone(store, error) || !make_place(rotation, error)) return false;
    const bool copied =
        store_copy_held(store, rotation->copy, rotation->next, rotation->progress, rotation->data, error) &&
        check_copy(rotation, error);
    *replaced = copied && put_in_place(rotation, error);
    remove_copy(rotation);
    return *replaced && store_sync_directory(rotation->directory, error);
}

/* Whether the store is already under the new key: an earlier rotation got that far. */
static bool is_done(const struct store *store, const struct rotation *rotation)
{
    return vault_keys_epoch(store->keys) == vault_keys_epoch(rotation->next);
}

struct vault_keys *store_rotate(const char *directory, struct vault_keys *keys, GCancellable *cancellable,
                                store_progress *progress, void *data, GError **error)
{
    bool replaced = false;
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    g_auto(rotation_t)
        rotation = { .directory = real, .lock = -1, .cancellable = cancellable, .progress = progress, .data = data };
    if (!lock(&rotation, error)) return NULL;
    rotation.place = g_build_filename(real, PLACE, NULL);
    rotation.copy = g_build_filename(rotation.place, STORE_FILE_NAME, NULL);
    rotation.next = keyfile_rotate_begin(real, keys, error);
    g_autoptr(vault_keys_t) held = rotation.next ? clone_keys(rotation.next, error) : NULL;
    if (!held) return NULL;
    /* when it does not open nobody knows which of the two keys it is under: both stay in the key file */
    struct store *store = store_open(real, held, STORE_MAINTENANCE, error);
    if (!store) return NULL;
    store_set_cancellable(store, cancellable);
    const bool done = is_done(store, &rotation) || replace(&rotation, store, &replaced, error);
    const bool is_new = replaced || is_done(store, &rotation);
    store_close(store);
    if (!is_new) keyfile_rotate_undo(real, rotation.next, NULL);
    if (!done || !keyfile_rotate_end(real, rotation.next, error)) return NULL;
    return keyfile_renew(real, rotation.next, error);
}
