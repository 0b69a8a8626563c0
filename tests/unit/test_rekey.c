/* SPDX-License-Identifier: Apache-2.0 */
/* A new master key for a store: nothing is lost, the old key opens nothing, and whenever it is broken off the store
 * opens with the key file beside it. */
#include "check.h"
#include "keyfile_fixture.h"

#include "store/store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 400, BODY = 4000 };

static struct scene *scene;

static int64_t count_rows(const char *folder, struct vault_keys *keys)
{
    g_autoptr(GError) error = NULL;
    int64_t rows = -1;
    g_autofree char *finding = NULL;
    struct store *store = store_open(folder, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(store_query_int(store, &rows, -1, &error, "SELECT count(*) FROM draft WHERE length(body)=4000", ""));
    assert_true(store_check(store, &finding, &error));
    assert_null(finding);
    store_close(store);
    return rows;
}

static void add_rows(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *body = g_strnfill(BODY, 'd');
    struct store *store = store_open(scene->folder, scene->keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(store_begin(store, &error));
    for (int i = 0; i < ROWS; i++) {
        g_autofree char *place = g_strdup_printf("place %d", i);
        assert_true(store_run(store, &error, "INSERT INTO draft (user, place, at, body) VALUES ('chen', ?1, 1, ?2)",
                              "ss", place, body));
    }
    assert_true(store_commit(store, &error));
    store_close(store);
}

static int set_up(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    scene = scene_new();
    scene_enrol(scene, "li", "river of small stones");
    store_close(store_create(scene->folder, scene->keys, &error));
    assert_no_error(error);
    add_rows();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_free(scene);
    return 0;
}

/* As somebody who logs in now. */
static struct vault_keys *login(void)
{
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = scene_unlock(scene, "li", "river of small stones", &error);
    assert_no_error(error);
    return keys;
}

static void expect_whole(bool unfinished)
{
    g_autoptr(vault_keys_t) keys = login();
    assert_int_equal(count_rows(scene->folder, keys), ROWS);
    assert_int_equal(vault_keys_try_other(keys), unfinished);
    g_autofree char *rotation = scene_path(scene, "rotation");
    if (!unfinished) assert_false(g_file_test(rotation, G_FILE_TEST_EXISTS));
}

static void rotate(void)
{
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = store_rotate(scene->folder, scene->keys, NULL, NULL, NULL, &error);
    assert_no_error(error);
    vault_keys_unref(scene->keys);
    scene->keys = keys;
}

static void count_calls(void *data, int64_t done, int64_t total)
{
    assert_true(done >= 0 && done <= total);
    ++*(int *)data;
}

static void test_rotate(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    int calls = 0;
    g_autoptr(GByteArray) before = scene_read(scene, "bureau.db"), old_file = scene_read(scene, "vault.keys");
    g_autoptr(vault_keys_t) old = login();
    struct vault_keys *keys = store_rotate(scene->folder, scene->keys, NULL, count_calls, &calls, &error);
    assert_no_error(error);
    assert_true(calls > 1);
    assert_int_equal(vault_keys_epoch(keys), 2);
    assert_false(same_master(keys, old));
    vault_keys_unref(scene->keys);
    scene->keys = keys;
    expect_whole(false);
    /* every page is another one now */
    g_autoptr(GByteArray) after = scene_read(scene, "bureau.db");
    assert_true(after->len > (guint)ROWS * BODY);
    for (guint at = 0; at + 4096 <= MIN(before->len, after->len); at += 4096)
        assert_memory_not_equal(before->data + at + 100, after->data + at + 100, 3900);
    /* the keys of before open nothing, and neither does the key file of before */
    assert_null(store_open(scene->folder, old, STORE_WRITE, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    g_autoptr(GByteArray) new_file = scene_read(scene, "vault.keys");
    scene_write(scene, "vault.keys", old_file->data, old_file->len);
    g_autoptr(vault_keys_t) replayed = login();
    assert_null(store_open(scene->folder, replayed, STORE_WRITE, NULL));
    scene_write(scene, "vault.keys", new_file->data, new_file->len);
    expect_whole(false);
    /* an officer's keys cannot */
    g_autoptr(vault_keys_t) officer = login();
    assert_null(store_rotate(scene->folder, officer, NULL, NULL, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void test_open_elsewhere(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    int ready[2], leave[2], status;
    char byte;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(leave), 0);
    const pid_t child = fork();
    if (child == 0) {
        int64_t rows;
        struct store *store = store_open(scene->folder, scene->keys, STORE_READ, NULL);
        if (!store || !store_query_int(store, &rows, 0, NULL, "SELECT count(*) FROM draft", "")) _exit(1);
        if (write(ready[1], "x", 1) != 1 || read(leave[0], &byte, 1) != 1) _exit(1);
        store_close(store);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_null(store_rotate(scene->folder, scene->keys, NULL, NULL, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_non_null(strstr(error->message, "open elsewhere"));
    expect_whole(false);
    assert_int_equal(write(leave[1], "x", 1), 1);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    rotate();
    expect_whole(false);
}

struct breaking {
    GCancellable *cancellable;
    int calls, at;
};

static void cancel_at(void *data, int64_t done, int64_t total)
{
    struct breaking *breaking = data;
    (void)done;
    (void)total;
    if (++breaking->calls == breaking->at) g_cancellable_cancel(breaking->cancellable);
}

static void test_cancelled(void **state)
{
    (void)state;
    for (int at = 1; at <= 3; at++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GCancellable) cancellable = g_cancellable_new();
        struct breaking breaking = { cancellable, 0, at };
        g_autoptr(vault_keys_t) keys =
            store_rotate(scene->folder, scene->keys, cancellable, cancel_at, &breaking, &error);
        if (breaking.calls < at) { /* it was over before */
            vault_keys_unref(scene->keys);
            scene->keys = g_steal_pointer(&keys);
            break;
        }
        assert_null(keys);
        assert_error_code(error, BUREAU_ERROR_CANCELLED);
        g_autoptr(vault_keys_t) now = login();
        assert_true(same_master(now, scene->keys));
        expect_whole(false);
    }
}

static void die_at(void *data, int64_t done, int64_t total)
{
    int *left = data;
    (void)done;
    (void)total;
    if (--*left == 0) _exit(42);
}

/* The program dies at each step in turn: after it the store opens, and doing it again finishes. */
static void test_dies(void **state)
{
    (void)state;
    int status = 0;
    for (int at = 1; at < 100; at++) {
        const pid_t child = fork();
        if (child == 0) {
            int left = at;
            struct vault_keys *keys = store_rotate(scene->folder, scene->keys, NULL, die_at, &left, NULL);
            _exit(keys ? 0 : 1);
        }
        waitpid(child, &status, 0);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == 0) break; /* so many steps there are not */
        assert_int_equal(WEXITSTATUS(status), 42);
        expect_whole(true);
        if (at % 2) rotate();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_whole(false);
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = keyfile_renew(scene->folder, scene->keys, &error);
    assert_no_error(error);
    vault_keys_unref(scene->keys);
    scene->keys = keys;
}

/* Between the rename and the last step the key file still holds both: that one is kept as vault.keys.1. */
static void test_dies_before_last_step(void **state)
{
    (void)state;
    rotate();
    const uint32_t epoch = vault_keys_epoch(scene->keys);
    g_autoptr(GByteArray) both = scene_read(scene, "vault.keys.1");
    scene_write(scene, "vault.keys", both->data, both->len);
    expect_whole(true);
    rotate();
    assert_int_equal(vault_keys_epoch(scene->keys), epoch); /* the same new key, not another one */
    expect_whole(false);
    /* and nothing but the first step done: the old one still opens it */
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) next = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_no_error(error);
    expect_whole(true);
    rotate();
    assert_true(same_master(scene->keys, next));
    expect_whole(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rotate), cmocka_unit_test(test_open_elsewhere),        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_dies),   cmocka_unit_test(test_dies_before_last_step),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
