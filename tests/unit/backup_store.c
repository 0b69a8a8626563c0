/* SPDX-License-Identifier: Apache-2.0 */
/* See backup_store.h. */
#include "backup_store.h"

#include <glib/gstdio.h>
#include <string.h>

char *backup_store_path(const struct backup_store *store, const char *name)
{
    return g_build_filename(store->folder, name, NULL);
}

static struct secret *text_secret(const char *text)
{
    return secret_copy(text, strlen(text));
}

static struct secret *answer(void *data, enum secret_wanted wanted, const char *user, GError **error)
{
    struct backup_store *store = data;
    store->asked++;
    if (store->answer) return text_secret(store->answer);
    if (wanted == SECRET_RECOVERY) return secret_copy(secret_bytes(store->recovery), secret_length(store->recovery));
    if (g_strcmp0(user, "admin") == 0) return text_secret(BACKUP_ADMIN);
    if (g_strcmp0(user, "officer") == 0) return text_secret(BACKUP_OFFICER);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, "nobody has that passphrase", NULL, NULL);
    return NULL;
}

static void fill(struct session *session)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(session, "init", NULL, &error));
    assert_true(store_run(session->store, &error,
                          "INSERT INTO user (name, role) VALUES ('admin', 'administrator'), ('officer', 'officer')",
                          ""));
    assert_true(guard_act_commit(session, "init", NULL, &error));
    assert_no_error(error);
}

struct backup_store *backup_store_new(void)
{
    g_autoptr(GError) error = NULL;
    struct backup_store *store = g_new0(struct backup_store, 1);
    g_autoptr(secret_t) admin = text_secret(BACKUP_ADMIN), officer = text_secret(BACKUP_OFFICER);
    const struct passphrase_cost cost = passphrase_cost_least();
    store->folder = g_dir_make_tmp("bureau-backup-XXXXXX", NULL);
    store->directory = backup_store_path(store, "live");
    store->keys = keyfile_create(store->directory, "admin", admin, cost, &store->recovery, &error);
    assert_no_error(error);
    assert_true(keyfile_enrol(store->directory, store->keys, "officer", false, officer, cost, &error));
    store->session = session_new();
    store->session->user = g_strdup("admin");
    store->session->role = ROLE_ADMINISTRATOR;
    store->session->ask = answer;
    store->session->ask_data = store;
    store->session->store = store_create(store->directory, store->keys, &error);
    assert_no_error(error);
    fill(store->session);
    backup_store_add(store->session, 40);
    return store;
}

void backup_store_open(struct backup_store *store)
{
    g_autoptr(GError) error = NULL;
    store->session->store = store_open(store->directory, store->keys, STORE_MAINTENANCE, &error);
    assert_no_error(error);
}

void backup_store_close(struct backup_store *store)
{
    store_close(store->session->store);
    store->session->store = NULL;
}

void backup_store_free(struct backup_store *store)
{
    backup_store_close(store);
    session_free(store->session);
    vault_keys_unref(store->keys);
    secret_free(store->recovery);
    remove_tree(store->folder);
    g_free(store->directory);
    g_free(store->folder);
    g_free(store);
}

struct session *backup_store_stranger(struct backup_store *store)
{
    struct session *session = session_new();
    session->role = ROLE_ADMINISTRATOR;
    session->ask = answer;
    session->ask_data = store;
    return session;
}

void backup_store_add(struct session *session, int count)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(session, "test.add", NULL, &error));
    const int64_t first = store_take_ids(session->store, "subject", count, &error);
    for (int i = 0; i < count; i++) {
        g_autofree char *name = g_strdup_printf(BACKUP_MARKER " %" G_GINT64_FORMAT, first + i);
        assert_true(store_run(session->store, &error, "INSERT INTO subject (id, kind, born) VALUES (?1, 'person', ?2)",
                              "ii", first + i, session->change));
        assert_true(store_run(session->store, &error,
                              "INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, 1, ?2, 'name', ?3)",
                              "iis", first + i, session->change, name));
    }
    assert_true(guard_act_commit(session, "test.add", NULL, &error));
    assert_no_error(error);
}

struct table *backup_run(struct session *session, GError **error, const char *id, ...)
{
    const struct command *command = command_find(id);
    assert_non_null(command);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    va_list list;
    va_start(list, id);
    for (const char *word; (word = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(words, (gpointer)word);
    va_end(list);
    g_autoptr(arguments_t) arguments = arguments_parse(command, (const char *const *)words->pdata, words->len, error);
    if (!arguments) return NULL;
    g_autoptr(table_t) table = table_new();
    return command_run(command, session, arguments, table, error) ? g_steal_pointer(&table) : NULL;
}

int64_t fact_number(const struct table *table, const char *id)
{
    const struct fact *fact = table_find_fact(table, id);
    if (!fact || fact->cell.is_null) fail_msg("there is no fact %s", id);
    return fact->cell.integer;
}

const char *fact_words(const struct table *table, const char *id)
{
    const struct fact *fact = table_find_fact(table, id);
    return fact && !fact->cell.is_null ? fact->cell.text : NULL;
}

/* ---- digests ---- */

struct summing {
    GChecksum *sum;
    bool counted;
};

static bool sum_table(void *data, const char *name, const char *const *columns, size_t count, GError **error)
{
    (void)columns;
    (void)count;
    (void)error;
    struct summing *summing = data;
    static const char *const behind[] = { "audit", "backup", "change", NULL };
    summing->counted = !g_strv_contains(behind, name);
    if (summing->counted) g_checksum_update(summing->sum, (const guchar *)name, (gssize)strlen(name) + 1);
    return true;
}

static bool sum_row(void *data, const struct store_value *values, size_t count, GError **error)
{
    (void)error;
    struct summing *summing = data;
    for (size_t i = 0; summing->counted && i < count; i++) {
        g_checksum_update(summing->sum, (const guchar *)&values[i].type, sizeof values[i].type);
        g_checksum_update(summing->sum, (const guchar *)&values[i].integer, sizeof values[i].integer);
        g_checksum_update(summing->sum, (const guchar *)&values[i].real, sizeof values[i].real);
        if (values[i].length) g_checksum_update(summing->sum, values[i].bytes, (gssize)values[i].length);
    }
    return true;
}

char *backup_store_digest(struct store *store)
{
    static const struct store_rows_sink sink = { sum_table, sum_row };
    g_autoptr(GError) error = NULL;
    struct summing summing = { .sum = g_checksum_new(G_CHECKSUM_SHA256) };
    assert_true(store_rows(store, &sink, &summing, &error));
    char *text = g_strdup(g_checksum_get_string(summing.sum));
    g_checksum_free(summing.sum);
    return text;
}

/* ---- the disk ---- */

static char *state_folder;

/* Anchors are also kept in the person's own folder: here one of this program's own. */
int backup_group_begin(void **state)
{
    (void)state;
    state_folder = g_dir_make_tmp("bureau-state-XXXXXX", NULL);
    return state_folder && g_setenv("XDG_STATE_HOME", state_folder, TRUE) ? 0 : -1;
}

int backup_group_end(void **state)
{
    (void)state;
    remove_tree(state_folder);
    g_clear_pointer(&state_folder, g_free);
    return 0;
}

guint names_in(const char *folder)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (dir && g_dir_read_name(dir))
        count++;
    return count;
}

bool is_on_disk(const char *folder, const char *text)
{
    bool found = false;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && !found && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
        gsize length;
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            found = is_on_disk(path, text);
        else if (g_file_get_contents(path, &bytes, &length, NULL))
            found = memmem(bytes, length, text, strlen(text)) != NULL;
    }
    return found;
}
