/* SPDX-License-Identifier: Apache-2.0 */
/* See premises.h. */
#include "premises.h"

#include "work.h"

#include "vault/keyfile.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

const char *premises_program(void)
{
    const char *path = g_getenv("BUREAU_PROGRAM");
    if (!path || !g_file_test(path, G_FILE_TEST_IS_EXECUTABLE)) skip();
    return path;
}

static void set_folder(const char *variable, const char *home, const char *name)
{
    g_autofree char *folder = g_build_filename(home, name, NULL);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    g_setenv(variable, folder, TRUE);
}

static struct vault_keys *unlock(const struct premises *premises, const char *user)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) passphrase = secret_copy(PREMISES_PASSPHRASE, strlen(PREMISES_PASSPHRASE));
    struct vault_keys *keys = keyfile_unlock(premises->store, user, passphrase, NULL, &error);
    assert_no_error(error);
    return keys;
}

static void make_store(struct premises *premises, const struct person *people, size_t count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) passphrase = secret_copy(PREMISES_PASSPHRASE, strlen(PREMISES_PASSPHRASE));
    g_autoptr(secret_t) recovery = NULL;
    struct vault_keys *keys =
        keyfile_create(premises->store, "admin", passphrase, passphrase_cost_least(), &recovery, &error);
    assert_no_error(error);
    g_hash_table_insert(premises->keys, (gpointer) "admin", keys);
    struct store *store = store_create(premises->store, keys, &error);
    assert_no_error(error);
    g_autoptr(session_t) session = session_new();
    session->store = store;
    session->user = g_strdup("admin");
    session->role = ROLE_ADMINISTRATOR;
    assert_true(guard_act_begin(session, "premises", NULL, &error));
    assert_true(store_run(store, &error, "INSERT INTO user (name, role) VALUES ('admin', 'administrator')", ""));
    for (size_t i = 0; i < count; i++) {
        assert_true(store_run(store, &error, "INSERT INTO user (name, role) VALUES (?1, ?2)", "ss", people[i].name,
                              people[i].role));
        keyfile_enrol(premises->store, keys, people[i].name, strcmp(people[i].role, "administrator") == 0, passphrase,
                      passphrase_cost_least(), &error);
        assert_no_error(error);
        g_hash_table_insert(premises->keys, (gpointer)people[i].name, unlock(premises, people[i].name));
    }
    assert_true(setting_set(store, "law.profile", "CN-ZX", &error));
    assert_true(guard_act_commit(session, "premises", NULL, &error));
    store_close(store);
}

char *premises_passphrase_file(const struct premises *premises)
{
    return g_build_filename(premises->folder, "passphrase", NULL);
}

static void lend_keys(const struct premises *premises, const char *user)
{
    g_autofree char *file = premises_passphrase_file(premises), *err = NULL;
    const char *const words[] = { "--passphrase-file", file, "agent", "start", "--lifetime", "8h", NULL };
    if (premises_run(premises, user, words, NULL, &err) != 0) fail_msg("the agent: %s", err);
}

struct premises *premises_new(const struct person *people, size_t count, bool lend)
{
    struct premises *premises = g_new0(struct premises, 1);
    premises->folder = g_dir_make_tmp("bureau-home-XXXXXX", NULL);
    premises->store = g_build_filename(premises->folder, "store", NULL);
    premises->keys = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)vault_keys_unref);
    g_setenv("HOME", premises->folder, TRUE);
    set_folder("XDG_STATE_HOME", premises->folder, "state");
    set_folder("XDG_DATA_HOME", premises->folder, "data");
    set_folder("XDG_CONFIG_HOME", premises->folder, "config");
    set_folder("XDG_CACHE_HOME", premises->folder, "cache");
    set_folder("XDG_RUNTIME_DIR", premises->folder, "run");
    g_autofree char *file = premises_passphrase_file(premises);
    assert_true(g_file_set_contents_full(file, PREMISES_PASSPHRASE "\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    make_store(premises, people, count);
    if (lend) lend_keys(premises, "admin");
    for (size_t i = 0; lend && i < count; i++)
        lend_keys(premises, people[i].name);
    return premises;
}

void premises_free(struct premises *premises)
{
    static const char *const words[] = { "agent", "stop", "--all", NULL };
    if (!premises) return;
    premises_run(premises, NULL, words, NULL, NULL);
    g_hash_table_unref(premises->keys);
    remove_tree(premises->folder);
    g_free(premises->folder);
    g_free(premises->store);
    g_free(premises);
}

GPtrArray *premises_words(const struct premises *premises, const char *user, const char *const *words)
{
    GPtrArray *line = g_ptr_array_new();
    g_ptr_array_add(line, (gpointer)g_getenv("BUREAU_PROGRAM"));
    g_ptr_array_add(line, (gpointer) "--store");
    g_ptr_array_add(line, premises->store);
    if (user) g_ptr_array_add(line, (gpointer) "--user");
    if (user) g_ptr_array_add(line, (gpointer)user);
    for (; *words; words++)
        g_ptr_array_add(line, (gpointer)*words);
    g_ptr_array_add(line, NULL);
    return line;
}

int premises_run(const struct premises *premises, const char *user, const char *const *words, char **out, char **err)
{
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *unheard = NULL, *unread = NULL;
    g_autoptr(GPtrArray) line = premises_words(premises, user, words);
    if (!g_spawn_sync(NULL, (char **)line->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, out ? out : &unheard,
                      err ? err : &unread, &status, &error))
        fail_msg("%s", error->message);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct session *premises_session(const struct premises *premises, const char *user, enum store_access access)
{
    g_autoptr(GError) error = NULL;
    struct session *session = session_new();
    session->store = store_open(premises->store, g_hash_table_lookup(premises->keys, user), access, &error);
    if (!session->store) fail_msg("the store does not open: %s", error->message);
    session_set_user(session, user, &error);
    assert_no_error(error);
    return session;
}

void premises_leave(struct session *session)
{
    store_close(session->store);
    session_free(session);
}
