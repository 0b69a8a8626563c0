/* SPDX-License-Identifier: Apache-2.0 */
/* The store: hardened connections, transactions, versions, two connections at once, migrations. */
#include "check.h"
#include "guard/guard.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

static int make_store(void **state)
{
    folder = g_dir_make_tmp("bureau-store-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    *state = store_create(folder, test_keys(), &error);
    assert_no_error(error);
    return 0;
}

static int drop_store(void **state)
{
    store_close(*state);
    remove_tree(folder);
    g_free(folder);
    return 0;
}

static bool refused(struct store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    return !store_run(store, &error, sql, "");
}

static void test_hardened(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(folder, test_keys(), STORE_WRITE, &error);
    assert_no_error(error);
    static const char *const forbidden[] = {
        "ATTACH 'file:/dev/shm/beside.db?vfs=unix' AS beside",
        "PRAGMA writable_schema=1",
        "PRAGMA journal_mode=DELETE",
        "DROP TABLE audit",
        "CREATE TABLE extra (x)",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')",
        "UPDATE sqlite_schema SET sql=''",
        "SELECT \"no such column\"",
        "VACUUM",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (!refused(store, forbidden[i])) fail_msg("allowed: %s", forbidden[i]);
    /* control: the same connection does what it should */
    uint8_t digest[STORE_STATE] = { 0 };
    assert_true(store_begin(store, &error) && setting_set(store, "a", "b", &error) &&
                store_state_take(store, digest, &error) && store_commit(store, &error));
    store_close(store);
    store = store_open(folder, test_keys(), STORE_READ, &error);
    assert_true(refused(store, "INSERT INTO setting VALUES ('x', 'y')"));
    assert_false(refused(store, "SELECT count(*) FROM setting"));
    store_close(store);
}

/* Without keys nothing is opened or made: a plain file put in a store's place would be filled with facts in clear. */
static void test_never_in_clear(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct stat info;
    g_autofree char *place = g_dir_make_tmp("bureau-plain-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(place, "bureau.db", NULL);
    assert_null(store_create(place, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_not_equal(g_stat(file, &info), 0);
    g_clear_error(&error);
    g_file_set_contents_full(file, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, &error); /* an empty database of SQLite's */
    assert_no_error(error);
    assert_null(store_open(place, NULL, STORE_MAINTENANCE, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(g_stat(file, &info), 0);
    assert_int_equal(info.st_size, 0);
    remove_tree(place);
}

/* Whether another process sees the lock that SQLite holds on an open database (its shared range). */
static bool is_locked(const char *file)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        const int descriptor = open(file, O_RDWR | O_CLOEXEC);
        struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
        if (descriptor < 0 || fcntl(descriptor, F_GETLK, &range) != 0) _exit(2);
        _exit(range.l_type != F_UNLCK);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 2);
    return WEXITSTATUS(status) == 1;
}

/* A file that a person names, for an import or as evidence, may be the open store's own: closing it would let go of
 * SQLite's locks. */
static void test_named_files(void **state)
{
    int64_t count;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL, *file = g_build_filename(folder, "bureau.db", NULL);
    g_autofree char *linked = g_build_filename(folder, "rows.csv", NULL), *other = g_build_filename(folder, "x", NULL);
    gsize length;
    assert_true(store_query_int(*state, &count, 0, &error, "SELECT count(*) FROM setting", ""));
    assert_true(is_locked(file));
    assert_int_equal(symlink(file, linked), 0);
    const char *const names[] = { file, linked };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_int_equal(folder_open_named(names[i], O_RDONLY), -1);
        assert_int_equal(errno, EBUSY);
        assert_false(folder_read_named(names[i], &text, &length, NULL));
    }
    assert_true(is_locked(file));
    assert_true(g_file_set_contents(other, "a,b", -1, NULL));
    const int opened = folder_open_named(other, O_RDONLY);
    assert_true(opened >= 0);
    close(opened);
    close(open(file, O_RDONLY | O_CLOEXEC)); /* control: what it is all about */
    assert_false(is_locked(file));
}

static void test_error_shows_no_sql(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_false(store_run(*state, &error, "SELECT secret_column FROM nowhere", ""));
    assert_null(strstr(error->message, "secret_column"));
    assert_null(strstr(error->message, "SELECT"));
}

static void test_transaction(void **state)
{
    struct store *store = *state;
    g_autoptr(GError) error = NULL;
    int64_t count;
    assert_true(store_begin(store, &error));
    assert_true(setting_set(store, "kept", "no", &error));
    store_rollback(store);
    assert_true(store_query_int(store, &count, -1, &error, "SELECT count(*) FROM setting WHERE key='kept'", ""));
    assert_int_equal(count, 0);
    assert_true(store_begin(store, &error));
    assert_true(setting_set(store, "kept", "yes", &error));
    uint8_t digest[STORE_STATE] = { 0 }; /* in place of the line of the log that takes it */
    assert_true(store_state_take(store, digest, &error));
    assert_true(store_commit(store, &error));
    g_autofree char *value = setting_get(store, "kept", NULL);
    assert_string_equal(value, "yes");
}

static void test_two_connections(void **state)
{
    struct store *first = *state;
    g_autoptr(GError) error = NULL;
    struct store *second = store_open(folder, test_keys(), STORE_WRITE, &error);
    const int64_t before = store_data_version(second);
    assert_true(setting_set(first, "shared", "1", &error));
    assert_true(store_data_version(second) != before);
    /* a reader is not kept waiting by a writer, and does not see what is not committed */
    assert_true(store_begin(first, &error));
    assert_true(setting_set(first, "shared", "2", &error));
    g_autofree char *seen = setting_get(second, "shared", NULL);
    assert_string_equal(seen, "1");
    store_rollback(first);
    store_close(second);
}

/* An act that is begun while another holds the store waits, and is refused when it is cancelled meanwhile. */
static void test_cancelled_wait(void **state)
{
    struct store *first = *state;
    g_autoptr(GError) error = NULL;
    struct store *second = store_open(folder, test_keys(), STORE_WRITE, &error);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    store_set_cancellable(second, cancellable);
    assert_true(store_begin(first, &error));
    g_cancellable_cancel(cancellable);
    assert_false(store_begin(second, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    store_rollback(first);
    store_close(second);
}

static void test_statement_used_twice(void **state)
{
    struct store *store = *state;
    g_autoptr(GError) error = NULL;
    const char *sql = "SELECT ?1";
    g_autoptr(statement_t) outer = store_prepare(store, sql, &error);
    statement_bind_int(outer, 1, 1);
    assert_int_equal(statement_step(outer, &error), STEP_ROW);
    g_autoptr(statement_t) inner = store_prepare(store, sql, &error);
    statement_bind_int(inner, 1, 2);
    assert_int_equal(statement_step(inner, &error), STEP_ROW);
    assert_int_equal(statement_int(inner, 0), 2);
    assert_int_equal(statement_int(outer, 0), 1);
}

static void test_ids(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_int_equal(store_take_ids(*state, "subject", 10, &error), 1);
    assert_int_equal(store_take_ids(*state, "subject", 1, &error), 11);
    assert_int_equal(store_take_ids(*state, "account", 1, &error), 1);
}

/* A file taken away under an open connection takes nothing more, and back in its place it does again. */
static void test_moved_away(void **state)
{
    struct store *store = *state;
    g_autofree char *file = g_build_filename(folder, "bureau.db", NULL);
    g_autofree char *away = g_build_filename(folder, "away.db", NULL);
    g_autoptr(GError) error = NULL;
    assert_int_equal(g_rename(file, away), 0);
    assert_false(store_begin(store, &error));
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_STORE));
    assert_false(store_in_transaction(store));
    assert_int_equal(g_rename(away, file), 0);
    g_clear_error(&error);
    assert_true(store_begin(store, &error));
    store_rollback(store);
}

static void test_places(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(store_open("/etc/passwd", test_keys(), STORE_READ, &error)); /* a file where a folder should be */
    assert_non_null(strstr(error->message, "no store"));
    g_clear_error(&error);
    assert_null(store_open("/nowhere/at/all", test_keys(), STORE_READ, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_null(store_create(folder, test_keys(), &error)); /* an existing store is never overwritten */
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    g_autofree char *other = g_dir_make_tmp("bureau-link-XXXXXX", NULL);
    g_autofree char *link = g_build_filename(other, "bureau.db", NULL),
                    *target = g_build_filename(folder, "bureau.db", NULL);
    assert_int_equal(symlink(target, link), 0);
    assert_null(store_open(other, test_keys(), STORE_READ, &error)); /* a link is not a store */
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_int_equal(g_unlink(link), 0);
    assert_true(g_file_set_contents(
        link,
        "this is not a store, it is a text of more than a hundred bytes so that it looks like something to SQLite.....",
        -1, NULL));
    assert_null(store_open(other, test_keys(), STORE_READ, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_int_equal(chmod(folder, 0777), 0);
    assert_null(store_open(folder, test_keys(), STORE_READ, &error)); /* others may write there */
    assert_int_equal(chmod(folder, 0700), 0);
    remove_tree(other);
}

static void test_newer_store(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_true(store_run(*state, &error, "PRAGMA user_version=999", ""));
    assert_null(store_open(folder, test_keys(), STORE_READ, &error));
    assert_non_null(strstr(error->message, "newer"));
}

static void test_check(void **state)
{
    g_autoptr(GError) error = NULL;
    char *finding = NULL;
    assert_true(store_check(*state, &finding, &error));
    assert_null(finding);
    /* the doctor comes with the rights of an ordinary connection */
    struct store *ordinary = store_open(folder, test_keys(), STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(store_check(ordinary, &finding, &error));
    assert_null(finding);
    store_close(ordinary);
}

/* An act is one transaction with its change and its audit line; undone, it leaves neither. */
static void test_act(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(session_t) session = session_new();
    session->store = *state;
    session->user = g_strdup("li.na");
    int64_t changes, lines;
    assert_true(guard_act_begin(session, "test.act", NULL, &error));
    assert_int_equal(session->change, 1);
    assert_true(guard_touch(session, 5, 9, &error));
    guard_act_rollback(session);
    assert_true(guard_act_begin(session, "test.act", "note", &error));
    assert_int_equal(session->change, 1);
    assert_true(guard_act_commit(session, "test.act", "note", &error));
    assert_true(store_query_int(session->store, &changes, 0, &error, "SELECT count(*) FROM change", ""));
    assert_true(store_query_int(session->store, &lines, 0, &error,
                                "SELECT count(*) FROM audit WHERE change=1 AND outcome='done'", ""));
    assert_int_equal(changes, 1);
    assert_int_equal(lines, 1);
    session->as_of = date_make(2020, 1, 1);
    assert_false(guard_act_begin(session, "test.act", NULL, &error)); /* the past is not written */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void test_as_of(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(session_t) session = session_new();
    session->store = *state;
    session->user = g_strdup("li.na");
    g_autoptr(GDateTime) first = g_date_time_new_local(2026, 3, 1, 12, 0, 0),
                         second = g_date_time_new_local(2026, 3, 2, 0, 0, 1);
    for (int i = 0; i < 2; i++) {
        session->clock = g_date_time_to_unix(i ? second : first) * 1000;
        assert_true(guard_act_begin(session, "test.act", NULL, &error));
        assert_true(guard_act_commit(session, "test.act", NULL, &error));
    }
    assert_true(session_set_as_of(session, date_make(2026, 2, 28), &error));
    assert_int_equal(session->view, 0);
    assert_true(session_set_as_of(session, date_make(2026, 3, 1), &error));
    assert_int_equal(session->view, 1);
    assert_true(session_set_as_of(session, date_make(2026, 3, 2), &error));
    assert_int_equal(session->view, 2);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, make_store, drop_store)
int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(test_hardened),
        cmocka_unit_test(test_never_in_clear),
        with_store(test_named_files),
        with_store(test_error_shows_no_sql),
        with_store(test_transaction),
        with_store(test_two_connections),
        with_store(test_cancelled_wait),
        with_store(test_statement_used_twice),
        with_store(test_ids),
        with_store(test_moved_away),
        with_store(test_places),
        with_store(test_newer_store),
        with_store(test_check),
        with_store(test_act),
        with_store(test_as_of),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
