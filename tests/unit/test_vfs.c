/* SPDX-License-Identifier: Apache-2.0 */
/* Everything the program and its schema may ask of SQLite works on a sealed file: in the log, in the journal, over a
 * crash, from several processes, and nothing is refused on the way. */
#include "sealed.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int set_up(void **state)
{
    *state = box_new();
    return 0;
}

static int tear_down(void **state)
{
    box_free(*state);
    return 0;
}

static void test_features(void **state)
{
    struct sealed_box *box = *state;
    const uint64_t refused = store_refusals();
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_run(box, "CREATE VIRTUAL TABLE words USING fts5(body);"
                 "CREATE TABLE n (i INTEGER PRIMARY KEY, v INTEGER, s TEXT) STRICT;"
                 "CREATE INDEX n_v ON n(v DESC)");
    box_run(box, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<20000)"
                 "INSERT INTO n SELECT i, (i*7919)%1000, 'word' || (i%97) FROM c;"
                 "INSERT INTO words SELECT s || ' common' FROM n");
    assert_int_equal(box_ask(box, "SELECT count(*) FROM words WHERE words MATCH 'word13'"), 207);
    box_run(box, "INSERT INTO n VALUES (5, 1, 'x') ON CONFLICT (i) DO UPDATE SET v = -1");
    assert_int_equal(box_ask(box, "SELECT v FROM n WHERE i=5"), -1);
    assert_int_equal(box_ask(box, "SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY v, s) AS r FROM n)"), 20000);
    box_run(box, "BEGIN; SAVEPOINT a; DELETE FROM n WHERE i > 10; SAVEPOINT b; DELETE FROM n; ROLLBACK TO b;");
    assert_int_equal(box_ask(box, "SELECT count(*) FROM n"), 10);
    box_run(box, "ROLLBACK TO a; COMMIT");
    assert_int_equal(box_ask(box, "SELECT count(*) FROM n"), 20000);
    box_run(box, "DELETE FROM words WHERE rowid % 2; INSERT INTO words(words) VALUES ('optimize'); ANALYZE; REINDEX");
    box_run(box, "DELETE FROM n WHERE i % 3 = 0; VACUUM");
    box_close(box);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM n"), 13334);
    assert_int_equal(store_refusals(), refused);
}

/* A transaction that does not fit the cache, over and over the same pages: what H3 is about, seen from above. */
static void spill(struct sealed_box *box)
{
    box_run(box, "PRAGMA cache_size=5; PRAGMA wal_autocheckpoint=0; BEGIN IMMEDIATE");
    for (int round = 0; round < 4; round++)
        box_run(box,
                "UPDATE t SET body = body || 'x' WHERE id % 2 = 0; UPDATE t SET body = body || 'y' WHERE id % 3 = 0");
    box_run(box, "COMMIT");
}

static void work_in_wal(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 200);
    spill(box);
    box_run(box, "INSERT INTO t VALUES (1000, 'the last one')");
}

static void test_recovery_after_kill(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(work_in_wal, box, true);
    g_autoptr(GByteArray) wal = box_load(box, "-log");
    assert_true(wal->len > 100 * VFS_FRAME);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 201);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE id%2=0 AND id%3=0 AND body LIKE '%xyxyxyxy'"), 33);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

static void make_journalled(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 300);
    box_run(box, "PRAGMA journal_mode=DELETE");
}

static void die_in_journal(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    box_run(box, "PRAGMA journal_mode=DELETE; PRAGMA cache_size=5; BEGIN IMMEDIATE;"
                 "UPDATE t SET body = 'overwritten' || body; DELETE FROM t WHERE id > 150");
}

static void test_journal_after_kill(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_journalled, box, false);
    g_autoptr(GByteArray) before = box_load(box, "");
    box_in_child(die_in_journal, box, true);
    g_autoptr(GByteArray) journal = box_load(box, "-journal");
    g_autoptr(GByteArray) between = box_load(box, "");
    assert_true(journal->len > 10 * VFS_PAGE); /* hot, and half of the pages are overwritten */
    assert_int_not_equal(memcmp(before->data, between->data, MIN(before->len, between->len)), 0);
    assert_null(memmem(journal->data, journal->len, "row 1", 5));
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE body LIKE 'row %'"), 300);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

/* A record in the middle of a journal that was changed is an error, not a rollback that ends early. */
static void test_journal_damaged(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_journalled, box, false);
    box_in_child(die_in_journal, box, true);
    g_autoptr(GByteArray) journal = box_load(box, "-journal");
    journal->data[512 + 3 * (VFS_PAGE + 8) + 700] ^= 1;
    box_store(box, "-journal", journal);
    int64_t count;
    int result = box_open(box, box->keys, false);
    if (result == SQLITE_OK) result = box_ask_result(box, "SELECT count(*) FROM t", &count);
    assert_int_equal(result, SQLITE_IOERR_DATA);
}

/* A journal that says that the database was one page long would have it cut to that. */
static void test_journal_forged(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_journalled, box, false);
    box_in_child(die_in_journal, box, true);
    g_autoptr(GByteArray) journal = box_load(box, "-journal"), database = box_load(box, "");
    memcpy(journal->data + 16, "\0\0\0\1", 4);
    box_store(box, "-journal", journal);
    int64_t count;
    int result = box_open(box, box->keys, false);
    if (result == SQLITE_OK) result = box_ask_result(box, "SELECT count(*) FROM t", &count);
    assert_int_equal(result, SQLITE_IOERR_DATA);
    box_close(box);
    g_autoptr(GByteArray) after = box_load(box, "");
    assert_int_equal(after->len, database->len);
}

static void test_vacuum_into_other_keys(void **state)
{
    struct sealed_box *box = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    g_autofree char *copy = box_name(box, ".copy");
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 100);
    g_autofree char *sql = g_strdup_printf("VACUUM INTO '%s'", copy);
    /* only the file that was named beforehand */
    assert_int_not_equal(box_try(box, sql), SQLITE_OK);
    vfs_allow_copy(box->vfs, copy, others);
    box_run(box, sql);
    vfs_forbid_copy(box->vfs);
    box_close(box);
    g_free(box->file);
    box->file = g_steal_pointer(&copy);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_NOTADB);
    assert_int_equal(box->vfs->store.finding, VFS_FOUND_OTHER_KEYS);
    assert_int_equal(box_open(box, others, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE body LIKE 'row %'"), 100);
    assert_false(box_exists(box, "-journal"));
}

/* The online backup in steps, while another connection writes between them: it begins again by itself. */
static void test_backup_beside_a_writer(void **state)
{
    struct sealed_box *box = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    struct sealed_box copy = { .keys = others }, writer = { .file = box->file };
    g_autofree char *copy_name = box_name(box, ".copy");
    copy.file = copy_name;
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 120);
    assert_int_equal(box_open(&writer, box->keys, false), SQLITE_OK);
    assert_int_equal(box_open(&copy, others, true), SQLITE_OK);
    sqlite3_backup *backup = sqlite3_backup_init(copy.db, "main", box->db, "main");
    assert_non_null(backup);
    int steps = 0, result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = sqlite3_backup_step(backup, 5);
        if (steps++ < 10) box_fill(&writer, 1000 + steps, 1000 + steps);
    }
    assert_int_equal(result, SQLITE_DONE);
    assert_int_equal(sqlite3_backup_finish(backup), SQLITE_OK);
    assert_true(steps >= 14);
    assert_int_equal(box_ask(&copy, "SELECT count(*) FROM t"), 130);
    box_close(&copy);
    assert_int_equal(box_open(&copy, others, false), SQLITE_OK);
    assert_int_equal(box_ask(&copy, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
    box_close(&copy);
    box_close(&writer);
}

static void test_other_page_sizes(void **state)
{
    struct sealed_box *box = *state;
    static const int sizes[] = { 1024, 8192, 65536 };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const uint64_t refused = store_refusals();
        int reserve = VFS_RESERVE;
        g_autofree char *sql = g_strdup_printf("PRAGMA page_size=%d; CREATE TABLE t (x)", sizes[i]);
        box->vfs = vfs_new(box->file, box->keys, true, NULL);
        assert_int_equal(
            sqlite3_open_v2(box->file, &box->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, box->vfs->name),
            SQLITE_OK);
        sqlite3_file_control(box->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
        assert_int_not_equal(box_try(box, sql), SQLITE_OK);
        assert_true(store_refusals() > refused);
        box_close(box);
        g_autoptr(GByteArray) bytes = box_load(box, "");
        assert_int_equal(bytes->len, 0);
    }
    /* and without the reserved bytes */
    box->vfs = vfs_new(box->file, box->keys, true, NULL);
    assert_int_equal(sqlite3_open_v2(box->file, &box->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, box->vfs->name),
                     SQLITE_OK);
    assert_int_not_equal(box_try(box, "CREATE TABLE t (x)"), SQLITE_OK);
}

/* ---- several processes ---- */

enum { WRITERS = 2, OPENS = 100, WRITES = 60 };

static void keep_writing(struct sealed_box *box)
{
    for (int i = 0; i < WRITES; i++) {
        assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
        box_run(box, "BEGIN IMMEDIATE; UPDATE t SET body = body || '.' WHERE id = 1 + abs(random()) % 50;"
                     "UPDATE sum SET value = value + 1; COMMIT");
        sqlite3_wal_checkpoint_v2(box->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        box_close(box);
    }
}

static void prepare_writers(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 50);
    box_run(box, "CREATE TABLE sum (value INTEGER); INSERT INTO sum VALUES (0)");
}

static void open_often(struct sealed_box *box)
{
    for (int i = 0; i < OPENS; i++) {
        int64_t count = 0;
        int result = box_open(box, box->keys, false);
        if (result == SQLITE_OK) {
            result = box_ask_result(box, "SELECT count(*) FROM t WHERE body LIKE 'row %'", &count);
        }
        if (result != SQLITE_OK) fail_msg("open %d: %s", i, sqlite3_errstr(result));
        assert_int_equal(count, 50);
        box_close(box);
    }
}

/* Files are opened, and page 1 probed without a lock, while others fold the log and make it anew. */
static void test_opens_beside_checkpoints(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(prepare_writers, box, false);
    pid_t children[WRITERS + 1];
    for (int i = 0; i <= WRITERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            g_setenv("CMOCKA_TEST_ABORT", "1", TRUE);
            if (i == 0)
                open_often(box);
            else
                keep_writing(box);
            _exit(0);
        }
    }
    for (int i = 0; i <= WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT value FROM sum"), WRITERS * WRITES);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

/* Eight processes make one store in the same folder: one does, the others are told so, and the store is sound. */
static void test_one_maker(void **state)
{
    struct sealed_box *box = *state;
    enum { MAKERS = 8, ROUNDS = 5 };
    for (int round = 0; round < ROUNDS; round++) {
        g_autofree char *folder = g_strdup_printf("%s/%d", box->folder, round);
        pid_t makers[MAKERS];
        for (int i = 0; i < MAKERS; i++) {
            makers[i] = fork();
            if (makers[i] == 0) {
                struct store *store = store_create(folder, box->keys, NULL);
                if (!store) _exit(1);
                store_close(store);
                _exit(0);
            }
        }
        int made = 0;
        for (int i = 0; i < MAKERS; i++) {
            int status;
            waitpid(makers[i], &status, 0);
            assert_true(WIFEXITED(status));
            made += WEXITSTATUS(status) == 0;
        }
        assert_int_equal(made, 1);
        g_autoptr(GError) error = NULL;
        struct store *store = store_open(folder, box->keys, STORE_WRITE, &error);
        assert_no_error(error);
        char *finding;
        assert_true(store_check(store, &finding, &error));
        assert_null(finding);
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_features, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_recovery_after_kill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_journal_after_kill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_journal_damaged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_journal_forged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_vacuum_into_other_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup_beside_a_writer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_page_sizes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_opens_beside_checkpoints, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_maker, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("vfs", tests, NULL, NULL);
}
