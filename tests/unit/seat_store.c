/* SPDX-License-Identifier: Apache-2.0 */
#include "seat_store.h"
#include "tree.h"

#include "check.h"
#include "intake/making.h"
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <glib/gstdio.h>
#include <string.h>

static struct secret *secret_of(const char *text)
{
    return secret_copy(text, strlen(text));
}

static void add_user(struct session *session, const char *name, enum role role)
{
    g_autoptr(GError) error = NULL;
    store_run(session->store, &error, "INSERT INTO user (name, role) VALUES (?1, ?2)", "ss", name, role_name(role));
    assert_no_error(error);
}

struct seat_store *seat_store_new(void)
{
    struct seat_store *store = g_new0(struct seat_store, 1);
    g_autoptr(GError) error = NULL;
    store->folder = g_dir_make_tmp("bureau-seat-XXXXXX", NULL);
    store->directory = g_build_filename(store->folder, "store", NULL);
    g_setenv("XDG_STATE_HOME", store->folder, TRUE);
    g_setenv("XDG_CONFIG_HOME", store->folder, TRUE);
    g_setenv("XDG_DATA_HOME", store->folder, TRUE);
    g_autoptr(making_t) making = making_begin(store->directory, &error);
    assert_no_error(error);
    g_autoptr(secret_t) words = secret_of(ADMINISTRATOR_WORDS), others = secret_of(OFFICER_WORDS);
    g_autoptr(session_t) session =
        making_session(making, ADMINISTRATOR, words, passphrase_cost_least(), &store->recovery, &error);
    assert_no_error(error);
    guard_act_begin(session, "test.seat", NULL, &error);
    assert_no_error(error);
    add_user(session, ADMINISTRATOR, ROLE_ADMINISTRATOR);
    add_user(session, OFFICER, ROLE_OFFICER);
    guard_act_commit(session, "test.seat", NULL, &error);
    assert_no_error(error);
    keyfile_enrol(store->directory, store_keys(session->store), OFFICER, false, others, passphrase_cost_least(),
                  &error);
    assert_no_error(error);
    store_close(session->store);
    session->store = NULL;
    making_done(making);
    return store;
}

void seat_store_free(struct seat_store *store)
{
    remove_tree(store->folder);
    secret_free(store->recovery);
    g_free(store->directory);
    g_free(store->folder);
    g_free(store);
}

struct vault_keys *seat_store_keys(const struct seat_store *store, const char *user, const char *words, GError **error)
{
    g_autoptr(secret_t) passphrase = secret_of(words);
    return keyfile_unlock(store->directory, user, passphrase, NULL, error);
}

int64_t seat_store_count(const struct seat_store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = seat_store_keys(store, ADMINISTRATOR, ADMINISTRATOR_WORDS, &error);
    assert_no_error(error);
    struct store *open = store_open(store->directory, keys, STORE_READ, &error);
    assert_no_error(error);
    int64_t value = 0;
    store_query_int(open, &value, 0, &error, sql, "");
    store_close(open);
    assert_no_error(error);
    return value;
}

int seat_store_run(const struct seat_store *store, const struct seat_run *run, const char *script)
{
    g_autofree char *path = g_build_filename(store->folder, "script.keys", NULL);
    assert_true(g_file_set_contents(path, script, -1, NULL));
    g_autoptr(session_t) session = session_new();
    g_free(session->language);
    session->language = g_strdup(run->language != NULL ? run->language : "en");
    session->user = g_strdup(run->user);
    session->clock = 1795341600000; /* 2026-11-22 10:00 */
    g_autoptr(GError) error = NULL;
    const int code = app_run(&(struct app_options){ .session = session,
                                                    .store = store->directory,
                                                    .keys = run->keys,
                                                    .how = LOGIN_PASSPHRASE,
                                                    .screens = run->screens != NULL ? run->screens : screens,
                                                    .script = path,
                                                    .columns = run->columns,
                                                    .rows = run->rows,
                                                    .theme = "dark",
                                                    .output = store->folder,
                                                    .keep = visit_keep,
                                                    .kept = visit_kept,
                                                    .state = doorway_of_job,
                                                    .called = doorway_called },
                             &error);
    if (error != NULL) print_message("%s\n", error->message);
    return code;
}

void seat_store_script(const struct seat_store *store, const char *script)
{
    assert_int_equal(seat_store_run(store, &(struct seat_run){ 0 }, script), 0);
}

char *seat_store_screen(const struct seat_store *store, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".screen", NULL), *path = g_build_filename(store->folder, file, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}
