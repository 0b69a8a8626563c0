/* SPDX-License-Identifier: Apache-2.0 */
/* The log by the program itself: a login, a wrong passphrase, the proof and its exit code, and a store that was put
 * back to an older state between two runs. */
#include "check.h"
#include "tree.h"

#include "base/base.h"
#include "guard/guard.h"
#include "vault/keyfile.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

static char *home, *directory, *good, *wrong;
static struct answer {
    char *out, *err;
    int code;
} last;

static void must(bool done, GError *error)
{
    if (!done) fail_msg("%s", error ? error->message : "failed");
}

static char *secret_file(const char *name, const char *text)
{
    char *file = g_build_filename(home, name, NULL);
    must(g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL), NULL);
    return file;
}

/* A store with an administrator and an auditor, as `init` and `user add` make it, but with the least Argon2. */
static void make_store(void)
{
    GError *error = NULL;
    g_autoptr(secret_t) passphrase = secret_copy("five dry stones on a wall", 25), recovery = NULL;
    const struct passphrase_cost cost = passphrase_cost_least();
    must(g_mkdir(directory, 0700) == 0, NULL);
    g_autoptr(vault_keys_t) keys = keyfile_create(directory, "admin", passphrase, cost, &recovery, &error);
    must(keys != NULL, error);
    must(keyfile_enrol(directory, keys, "sun.wei", false, passphrase, cost, &error), error);
    struct store *store = store_create(directory, keys, &error);
    must(store != NULL, error);
    struct session *session = session_new();
    session->store = store;
    session->user = g_strdup("admin");
    session->role = ROLE_ADMINISTRATOR;
    must(guard_act_begin(session, "init", NULL, &error), error);
    must(store_run(store, &error,
                   "INSERT INTO user (name, role) VALUES ('admin', 'administrator'), ('sun.wei', 'auditor')", ""),
         error);
    must(guard_act_commit(session, "init", NULL, &error), error);
    session_free(session);
    store_close(store);
}

static int set_up(void **state)
{
    (void)state;
    home = g_dir_make_tmp("bureau-program-XXXXXX", NULL);
    directory = g_build_filename(home, "store", NULL);
    good = secret_file("good", "five dry stones on a wall\n");
    wrong = secret_file("wrong", "four dry stones on a wall\n");
    make_store();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_tree(home);
    g_free(home);
    g_free(directory);
    g_free(good);
    g_free(wrong);
    g_clear_pointer(&last.out, g_free);
    g_clear_pointer(&last.err, g_free);
    return 0;
}

static const struct answer *run(const char *user, const char *passphrase, const char *first, ...)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    int status = 0;
    va_list list;
    const char *const fixed[] = { g_getenv("BUREAU_PROGRAM"), "--store",  directory,  "--user", user,
                                  "--passphrase-file",        passphrase, "--format", "csv" };
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_ptr_array_add(words, (gpointer)fixed[i]);
    va_start(list, first);
    for (const char *word = first; word != NULL; word = va_arg(list, const char *))
        g_ptr_array_add(words, (gpointer)word);
    va_end(list);
    g_ptr_array_add(words, NULL);
    g_auto(GStrv) variables = g_get_environ();
    variables = g_environ_setenv(variables, "XDG_STATE_HOME", home, TRUE);
    variables = g_environ_setenv(variables, "XDG_RUNTIME_DIR", home, TRUE);
    variables = g_environ_setenv(variables, "HOME", home, TRUE);
    variables = g_environ_setenv(variables, "LANGUAGE", "en", TRUE);
    g_clear_pointer(&last.out, g_free);
    g_clear_pointer(&last.err, g_free);
    g_spawn_sync(NULL, (char **)words->pdata, variables, G_SPAWN_DEFAULT, NULL, NULL, &last.out, &last.err, &status,
                 &error);
    assert_no_error(error);
    if (!WIFEXITED(status)) fail_msg("the program died: %s", last.err);
    last.code = WEXITSTATUS(status);
    return &last;
}
#define bureau(...) run("sun.wei", good, __VA_ARGS__, NULL)

static void assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("“%s” is not in: %s", part, text);
}

static void assert_code(const struct answer *answer, int code)
{
    if (answer->code != code) fail_msg("exit %d, wanted %d: %s%s", answer->code, code, answer->out, answer->err);
}

static void test_login(void **state)
{
    (void)state;
    assert_code(bureau("audit", "list", "--command", "login"), 0);
    assert_holds(last.out, "sun.wei,auditor,login,");
    assert_code(bureau("audit", "list", "--command", "logout"), 0);
    assert_holds(last.out, "sun.wei,auditor,logout,");
    assert_code(bureau("audit", "verify"), 0);
    g_autofree char *own = g_build_filename(directory, "audit.anchors", NULL), *anchors = NULL;
    assert_true(g_file_get_contents(own, &anchors, NULL, NULL));
    assert_holds(anchors, " sun.wei logout ");
    assert_code(bureau("audit", "anchors"), 0);
    assert_holds(last.out, "sun.wei,logout,true,true,true,");
}

/* A wrong passphrase cannot be written into a store that it does not open; the next good login brings it in. */
static void test_wrong_passphrase(void **state)
{
    (void)state;
    assert_code(run("sun.wei", wrong, "audit", "list", NULL), 3);
    const struct answer *answer;
    int tries = 0;
    do /* the wait after a failure: a try made too early is refused and costs nothing */
        answer = bureau("audit", "list", "--command", "login", "--outcome", "refused");
    while (answer->code == 3 && ++tries < 2000);
    assert_code(answer, 0);
    assert_holds(last.out, "sun.wei,nobody,login,");
    assert_holds(last.out, "refused,tried=20");
    assert_code(bureau("audit", "day"), 0);
    assert_code(bureau("audit", "verify"), 0);
}

static void copy_file(const char *from, const char *to)
{
    g_autoptr(GFile) source = g_file_new_for_path(from), target = g_file_new_for_path(to);
    must(g_file_copy(source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL), NULL);
}

/* Everything in the folder put back to what it was some runs ago. */
static void test_rolled_back(void **state)
{
    static const char *const files[] = { "bureau.db", "audit.anchors", "vault.keys" };
    (void)state;
    assert_code(bureau("audit", "list"), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *from = g_build_filename(directory, files[i], NULL),
                        *to = g_build_filename(home, files[i], NULL);
        copy_file(from, to);
    }
    assert_code(run("admin", good, "user", "role", "sun.wei", "reviewer", NULL), 0);
    assert_code(bureau("audit", "verify"), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *to = g_build_filename(directory, files[i], NULL),
                        *from = g_build_filename(home, files[i], NULL);
        copy_file(from, to);
    }
    assert_code(bureau("user", "list"), 0);
    assert_holds(last.err, "put back to an older state");
    assert_code(bureau("audit", "verify"), 5);
    assert_holds(last.err, "put back to an older state");
    assert_code(run("admin", good, "store", "verify", NULL), 5);
}

/* The key file alone put back: who was taken out would be let in again, by a slot that the log no longer knows. */
static void test_old_key_file(void **state)
{
    g_autofree char *keys = g_build_filename(directory, "vault.keys", NULL);
    g_autofree char *old = g_build_filename(home, "vault.keys", NULL);
    (void)state;
    assert_code(run("admin", good, "user", "list", NULL), 0);
    assert_int_equal(strlen(last.err), 0);
    copy_file(keys, old);
    assert_code(run("admin", good, "user", "remove", "sun.wei", NULL), 0);
    assert_code(run("admin", good, "user", "list", NULL), 0);
    assert_int_equal(strlen(last.err), 0); /* control: the newer file is no alarm */
    copy_file(old, keys);
    for (int i = 0; i < 2; i++) { /* and it is said until it is put right */
        assert_code(run("admin", good, "user", "list", NULL), 0);
        assert_holds(last.err, "The key file is older than the log knows it");
    }
    assert_code(run("sun.wei", good, "audit", "verify", NULL),
                3); /* the list of users lets nobody in who was removed */
}

/* A flipped byte in a page: an error or a proof that fails, and never wrong facts. */
static void test_damaged(void **state)
{
    g_autofree char *file = g_build_filename(directory, "bureau.db", NULL), *bytes = NULL;
    gsize length;
    (void)state;
    assert_code(run("admin", good, "store", "verify", NULL), 0);
    assert_true(g_file_get_contents(file, &bytes, &length, NULL));
    bytes[length - 2000] ^= 1;
    must(g_file_set_contents_full(file, bytes, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL), NULL);
    assert_code(run("admin", good, "store", "verify", NULL), 5);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_login),        TEST(test_wrong_passphrase), TEST(test_rolled_back),
        TEST(test_old_key_file), TEST(test_damaged),
    };
    if (!g_getenv("BUREAU_PROGRAM")) return 77;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
