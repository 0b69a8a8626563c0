/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed store as the program uses it: opened with keys, copied under others, written anew, looked at page by page.
 */
#include "sealed.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

struct setting_up {
    struct sealed_box *box; /* for its folder and its keys */
    char *folder;
    struct store *store;
};

/* Drafts: the one table that needs no line in the log. */
static void put(struct store *store, int from, int to)
{
    g_autoptr(GError) error = NULL;
    for (int i = from; i <= to; i++) {
        g_autofree char *name = g_strdup_printf("%d", i), *body = g_strnfill(1000, 'x');
        assert_true(store_run(store, &error, "INSERT INTO draft (user, place, at, body) VALUES ('a', ?1, 0, ?2)", "ss",
                              name, body));
    }
}

static int64_t count(struct store *store)
{
    g_autoptr(GError) error = NULL;
    int64_t drafts;
    store_query_int(store, &drafts, -1, &error, "SELECT count(*) FROM draft", "");
    assert_no_error(error);
    return drafts;
}

static int set_up(void **state)
{
    struct setting_up *place = g_new0(struct setting_up, 1);
    g_autoptr(GError) error = NULL;
    place->box = box_new();
    place->folder = g_build_filename(place->box->folder, "store", NULL);
    place->store = store_create(place->folder, place->box->keys, &error);
    assert_no_error(error);
    put(place->store, 1, 300);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct setting_up *place = *state;
    store_close(place->store);
    box_free(place->box);
    g_free(place->folder);
    g_free(place);
    return 0;
}

static char *copy_place(struct setting_up *place, const char *name)
{
    g_autofree char *folder = g_build_filename(place->box->folder, name, NULL);
    assert_int_equal(g_mkdir(folder, 0700), 0);
    return g_build_filename(folder, "bureau.db", NULL);
}

struct told {
    struct setting_up *place;
    int calls;
    int64_t done, total;
    bool writes;
    GCancellable *cancels;
};

static void tell(void *data, int64_t done, int64_t total)
{
    struct told *told = data;
    assert_true(done >= told->done && done <= total);
    told->calls++;
    told->done = done;
    told->total = total;
    if (told->cancels) g_cancellable_cancel(told->cancels);
    if (!told->writes) return;
    g_autoptr(GError) error = NULL;
    struct store *writer = store_open(told->place->folder, told->place->box->keys, STORE_WRITE, &error);
    assert_no_error(error);
    put(writer, 1000 + told->calls, 1000 + told->calls);
    store_close(writer);
}

static void check_copy(const char *file, struct vault_keys *keys, struct vault_keys * not, int64_t drafts)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_path_get_dirname(file), *finding = NULL;
    struct stat info;
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    int files = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        files++;
    assert_int_equal(files, 1);
    assert_null(store_open(folder, not, STORE_WRITE, &error));
    g_clear_error(&error);
    struct store *copy = store_open(folder, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_int_equal(count(copy), drafts);
    int64_t pages, bad;
    assert_true(store_check(copy, &finding, &error));
    assert_null(finding);
    assert_true(store_verify_pages(copy, &pages, &bad, NULL, NULL, &error));
    assert_int_equal(bad, 0);
    store_close(copy);
}

static void test_copy(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    for (int way = STORE_COPY_PAGES; way <= STORE_COPY_COMPACT; way++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *file = copy_place(place, way == STORE_COPY_PAGES ? "pages" : "compact");
        struct told told = { .place = place };
        assert_true(store_copy(place->store, file, others, way, tell, &told, &error));
        assert_true(told.calls >= 1);
        assert_int_equal(told.done, told.total);
        check_copy(file, others, place->box->keys, 300);
        /* never over a file that is there */
        assert_false(store_copy(place->store, file, others, way, NULL, NULL, &error));
        assert_error_code(error, BUREAU_ERROR_STORE);
        check_copy(file, others, place->box->keys, 300);
    }
}

/* Inside a transaction that holds the write lock, and beside a writer: the committed state of one moment. */
static void test_copy_of_a_moment(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    g_autofree char *held = copy_place(place, "held"), *beside = copy_place(place, "beside");
    assert_true(store_begin(place->store, &error));
    assert_true(store_copy(place->store, held, others, STORE_COPY_PAGES, NULL, NULL, &error));
    store_rollback(place->store);
    check_copy(held, others, place->box->keys, 300);
    put(place->store, 2000, 3500); /* more than one step of the backup */
    struct told told = { .place = place, .writes = true };
    assert_true(store_copy(place->store, beside, others, STORE_COPY_PAGES, tell, &told, &error));
    assert_true(told.calls > 1);
    check_copy(beside, others, place->box->keys, 1801);
    assert_int_equal(count(place->store), 1801 + told.calls);
}

static void test_copy_cancelled(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    put(place->store, 2000, 3500);
    for (int way = STORE_COPY_PAGES; way <= STORE_COPY_COMPACT; way++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GCancellable) cancellable = g_cancellable_new();
        g_autofree char *file = copy_place(place, way == STORE_COPY_PAGES ? "pages" : "compact");
        struct told told = { .place = place, .cancels = cancellable };
        store_set_cancellable(place->store, cancellable);
        assert_false(store_copy(place->store, file, others, way, tell, &told, &error));
        assert_error_code(error, BUREAU_ERROR_CANCELLED);
        assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
        store_set_cancellable(place->store, NULL);
    }
}

static void test_compact(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *finding = NULL;
    int64_t before, after, bad;
    assert_true(store_run(place->store, &error, "DELETE FROM draft WHERE CAST(place AS INTEGER) > 20", ""));
    assert_true(store_verify_pages(place->store, &before, &bad, NULL, NULL, &error));
    assert_true(store_compact(place->store, &error));
    assert_true(store_verify_pages(place->store, &after, &bad, NULL, NULL, &error));
    assert_int_equal(bad, 0);
    assert_true(after < before - 50);
    assert_int_equal(count(place->store), 20);
    assert_true(store_check(place->store, &finding, &error));
    assert_null(finding);
    /* what was let through for it is closed again */
    assert_false(store_run(place->store, NULL, "ATTACH ':memory:' AS other", ""));
}

static void test_verify_names_the_page(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(place->folder, "bureau.db", NULL), *content = NULL;
    int64_t pages, bad;
    struct told told = { .place = place };
    assert_true(store_verify_pages(place->store, &pages, &bad, tell, &told, &error));
    assert_int_equal(bad, 0);
    assert_int_equal(told.done, pages);
    store_close(g_steal_pointer(&place->store));
    gsize length;
    assert_true(g_file_get_contents(file, &content, &length, NULL));
    content[40 * VFS_PAGE + 5] ^= 1;
    assert_true(g_file_set_contents_full(file, content, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
    place->store = store_open(place->folder, place->box->keys, STORE_READ, &error);
    assert_no_error(error);
    assert_true(store_verify_pages(place->store, &pages, &bad, NULL, NULL, &error));
    assert_int_equal(bad, 41);
}

static void expect_refusal(const char *folder, struct vault_keys *keys, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(store_open(folder, keys, STORE_WRITE, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    if (!strstr(error->message, words)) fail_msg("%s", error->message);
}

/* Each kind of file that is not ours has its own words; and none is changed. */
static void test_not_a_store(void **state)
{
    struct setting_up *place = *state;
    g_autofree char *file = copy_place(place, "other"), *folder = g_path_get_dirname(file);
    g_autofree char *noise = g_malloc(3 * VFS_PAGE), *kept = NULL;
    gsize length;
    sqlite3 *plain = NULL;
    assert_int_equal(sqlite3_open(file, &plain), SQLITE_OK);
    assert_int_equal(sqlite3_exec(plain, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(plain);
    g_chmod(file, 0600);
    expect_refusal(folder, place->box->keys, "not sealed");
    sqlite3_randomness(3 * VFS_PAGE, noise);
    noise[20] = 39;
    assert_true(g_file_set_contents_full(file, noise, 3 * VFS_PAGE, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
    expect_refusal(folder, place->box->keys, "not a store");
    assert_true(g_file_get_contents(file, &kept, &length, NULL));
    assert_memory_equal(kept, noise, 3 * VFS_PAGE);
    assert_true(g_file_set_contents_full(file, "", 0, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
    expect_refusal(folder, place->box->keys, "empty");
}

/* While we wait for the write lock, the one who holds it puts another file in the store's place: what we would write
 * then, nobody would ever read. */
static gpointer begin_elsewhere(gpointer data)
{
    g_autoptr(GError) error = NULL;
    struct store *store = data;
    const bool begun = store_begin(store, &error);
    return g_strdup(begun ? "begun" : error->message);
}

static void test_moved_while_waiting(void **state)
{
    struct setting_up *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(place->folder, "bureau.db", NULL);
    g_autofree char *away = g_build_filename(place->folder, "away.db", NULL);
    struct store *waiting = store_open(place->folder, place->box->keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(store_begin(place->store, &error));
    GThread *thread = g_thread_new("waits", begin_elsewhere, waiting);
    while (__atomic_load_n(&waiting->busy_since, __ATOMIC_ACQUIRE) == 0) /* until it has found the lock taken */
        g_thread_yield();
    assert_int_equal(g_rename(file, away), 0);
    store_rollback(place->store);
    g_autofree char *answer = g_thread_join(thread);
    assert_non_null(strstr(answer, "moved or deleted"));
    assert_false(store_in_transaction(waiting));
    assert_int_equal(g_rename(away, file), 0);
    assert_true(store_begin(waiting, &error));
    store_rollback(waiting);
    store_close(waiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_copy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copy_of_a_moment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copy_cancelled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_compact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_verify_names_the_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_a_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_while_waiting, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("vfs copy", tests, NULL, NULL);
}
