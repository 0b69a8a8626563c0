/* SPDX-License-Identifier: Apache-2.0 */
/* See making.h. Half a store is none: what was made goes, and the folder when it was made too. Nothing else is touched:
 * a folder that holds anything stays. */
#include "intake/making.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

struct making {
    char *directory;
    bool folder_was_there, stands;
};

static const char *const files[] = { "bureau.db",    "bureau.db-log", "bureau.db-shm", KEYFILE_NAME, "vault.keys.1",
                                     "vault.keys.2", "vault.keys.3",  "auth.log",      "auth.state", "audit.anchors" };

static bool has(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    struct stat info;
    return lstat(path, &info) == 0; /* not access(): that asks for the person without the program's group */
}

struct making *making_begin(const char *directory, GError **error)
{
    g_autofree char *real = g_canonicalize_filename(directory, NULL);
    const bool there = g_file_test(real, G_FILE_TEST_IS_DIR);
    if (g_mkdir_with_parents(real, 0700) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), real, system_error_text(errno), NULL);
        return NULL;
    }
    /* through a set-group-ID program a new store belongs to the program's group */
    if (!there && folder_program_has_group() && chmod(real, 02770) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), real, system_error_text(errno), NULL);
        return NULL;
    }
    if (!folder_check(real, error)) return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        if (!has(real, files[i])) continue;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("A store cannot be made at {1}: {2}"),
                         N_("Choose another folder; an existing store is never overwritten."), real, N_("File exists"),
                         NULL);
        return NULL;
    }
    struct making *making = g_new0(struct making, 1);
    making->directory = g_steal_pointer(&real);
    making->folder_was_there = there;
    return making;
}

struct session *making_session(struct making *making, const char *administrator, const struct secret *passphrase,
                               struct passphrase_cost cost, struct secret **recovery, GError **error)
{
    g_autoptr(secret_t) shown = NULL;
    g_autoptr(vault_keys_t) keys = keyfile_create(making->directory, administrator, passphrase, cost, &shown, error);
    if (!keys) return NULL;
    if (!keyfile_set_default_user(making->directory, keys, administrator, error)) return NULL;
    struct store *made = store_create(making->directory, keys, error);
    if (!made) return NULL;
    store_close(made);
    g_autoptr(session_t) session = session_new();
    session->store = store_open(making->directory, keys, STORE_MAINTENANCE, error);
    if (!session->store) return NULL;
    session->user = g_strdup(administrator);
    session->role = ROLE_ADMINISTRATOR;
    if (recovery) *recovery = g_steal_pointer(&shown);
    return g_steal_pointer(&session);
}

void making_done(struct making *making)
{
    making->stands = true;
}

void making_free(struct making *making)
{
    if (!making) return;
    for (size_t i = 0; !making->stands && i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(making->directory, files[i], NULL);
        g_remove(path);
    }
    if (!making->stands && !making->folder_was_there) g_rmdir(making->directory);
    g_free(making->directory);
    g_free(making);
}
