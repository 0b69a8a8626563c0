/* SPDX-License-Identifier: Apache-2.0 */
/* The ways in which a sealed file under SQLite loses data or shows it, each with its guard. */
#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
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

static bool same(GByteArray *a, GByteArray *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static void die_with_log(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_run(box, "PRAGMA wal_autocheckpoint=0");
    box_fill(box, 1, 3);
}

/* H1: recovery under other keys sees no valid frame, and closing then deletes the log. */
static void test_h1_other_keys_leave_the_log(void **state)
{
    struct sealed_box *box = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    g_autoptr(GError) error = NULL;
    box_in_child(die_with_log, box, true);
    g_autoptr(GByteArray) file = box_load(box, ""), wal = box_load(box, "-log");
    assert_true(wal->len > 3 * VFS_FRAME);
    assert_int_equal(box_open(box, others, false), SQLITE_NOTADB);
    assert_int_equal(box->vfs->store.finding, VFS_FOUND_OTHER_KEYS);
    assert_null(box->vfs->store.page_keys);
    box_close(box);
    g_chmod(box->folder, 0700);
    g_chmod(box->file, 0600);
    g_autofree char *wal_name = box_name(box, "-log"), *shm_name = box_name(box, "-shm");
    g_chmod(wal_name, 0600);
    g_chmod(shm_name, 0600);
    assert_null(store_open(box->folder, others, STORE_WRITE, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_non_null(strstr(error->message, "other keys"));
    g_autoptr(GByteArray) file_after = box_load(box, ""), wal_after = box_load(box, "-log");
    assert_true(same(file, file_after));
    assert_true(same(wal, wal_after));
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
}

/* H2: what the log's checksums cover must come back byte for byte, so nothing may lie in the reserved bytes; three
 * commits, a kill, three commits. (SQLite's own cksumvfs of this version loses them.) */
static void test_h2_reserved_bytes(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_log, box, true);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
    box_run(box, "PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_file *file = &vfs_main_file(box->db)->head;
    uint8_t page[VFS_PAGE];
    assert_int_equal(file->pMethods->xRead(file, page, VFS_PAGE, VFS_PAGE), SQLITE_OK);
    for (int i = VFS_USABLE; i < VFS_PAGE; i++)
        assert_int_equal(page[i], 0);
    page[VFS_USABLE + 7] = 1;
    const uint64_t refused = store_refusals();
    assert_int_equal(file->pMethods->xWrite(file, page, VFS_PAGE, VFS_PAGE), SQLITE_IOERR_WRITE);
    assert_int_equal(store_refusals(), refused + 1);
}

static struct watch watch;

static void die_after_rewrites(struct sealed_box *box)
{
    watch_set(&watch);
    assert_int_equal(box_open_under(box, box->keys, true, &watch.vfs), SQLITE_OK);
    box_run(box, "PRAGMA wal_autocheckpoint=0");
    box_fill(box, 1, 100);
    const int64_t before = watch.rewritten;
    box_run(box, "PRAGMA cache_size=5; BEGIN IMMEDIATE; UPDATE t SET body = 'first ' || body;"
                 "UPDATE t SET body = 'second ' || body WHERE id % 2; UPDATE t SET body = 'third ' || body; COMMIT");
    assert_true(watch.rewritten - before > 50);
}

/* H3: frames that a transaction wrote twice get zeros for salts and checksums, which are mended by writes of headers
 * alone; a shim that only knows header and page together loses the whole transaction in recovery. */
static void test_h3_rewritten_frames(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_after_rewrites, box, true);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE body LIKE 'third second first row %'"), 50);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE body LIKE 'third first row %'"), 50);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

/* H3, on the handle itself: a header for another page than the one that is there is refused. */
static void test_h3_header_of_another_page(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_log, box, true);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
    sqlite3_file *log = NULL;
    assert_int_equal(sqlite3_file_control(box->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log), SQLITE_OK);
    assert_ptr_equal(log->pMethods, &vfs_wal_methods);
    uint8_t header[VFS_FRAME_HEADER] = { 0, 0, 0, 99 };
    assert_int_equal(log->pMethods->xWrite(log, header, sizeof header, VFS_WAL_HEADER), SQLITE_OK); /* waits */
    assert_int_equal(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL), SQLITE_IOERR_WRITE);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
}

static void fold_then_die(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 20);
    box_run(box, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint=0;"
                 "CREATE TABLE later (x); INSERT INTO later VALUES (7)"); /* page 1 is in the log */
}

static void tear_page_1(struct sealed_box *box)
{
    g_autoptr(GByteArray) file = box_load(box, "");
    for (int i = 512; i < 1024; i++)
        file->data[i] = (uint8_t)~file->data[i];
    box_store(box, "", file);
}

/* H4: power fails while a checkpoint writes page 1. The log has a good copy, so the file opens. */
static void test_h4_torn_first_page(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(fold_then_die, box, true);
    tear_page_1(box);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 20);
    assert_int_equal(box_ask(box, "SELECT x FROM later"), 7);
    box_close(box); /* folds: the torn page is whole again */
    assert_false(box_exists(box, "-log"));
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT x FROM later"), 7);
    box_close(box);
    /* without the log the same tear is an error */
    tear_page_1(box);
    int64_t answer;
    int result = box_open(box, box->keys, false);
    if (result == SQLITE_OK) result = box_ask_result(box, "SELECT count(*) FROM t", &answer);
    assert_int_equal(result, SQLITE_IOERR_DATA);
}

/* H5: a torn tail is what a loss of power leaves: no error, and all transactions before it are there. */
static void test_h5_torn_tail(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_log, box, true);
    g_autoptr(GByteArray) wal = box_load(box, "-log");
    const guint last = wal->len - VFS_FRAME; /* the commit of row 3 */
    enum { CUT, ZEROS, NOISE, HALF, SHAPES };
    for (int shape = 0; shape < SHAPES; shape++) {
        g_autoptr(GByteArray) torn = g_byte_array_new();
        g_byte_array_append(torn, wal->data, wal->len);
        if (shape == CUT) g_byte_array_set_size(torn, last + 1000);
        if (shape == ZEROS) memset(torn->data + last, 0, VFS_FRAME);
        if (shape == NOISE) sqlite3_randomness(VFS_FRAME, torn->data + last);
        if (shape == HALF) memset(torn->data + last + 2048, 0, 512);
        box_store(box, "-log", torn);
        g_autofree char *shm = box_name(box, "-shm");
        g_unlink(shm);
        assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
        sqlite3_db_config(box->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        if (box_ask(box, "SELECT count(*) FROM t") != 2) fail_msg("shape %d", shape);
        box_close(box);
    }
}

/* H6: a temporary file would be in clear. */
static void test_h6_temporary_files(void **state)
{
    struct sealed_box *box = *state;
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    const char *big = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<20000)"
                      "SELECT count(*) FROM (SELECT i, hex(zeroblob(200)) AS b FROM c ORDER BY b, -i)";
    box_run(box, "PRAGMA cache_size=20");
    const uint64_t refused = store_refusals();
    assert_int_equal(box_ask(box, big), 20000); /* in memory, as the program sets it */
    assert_int_equal(store_refusals(), refused);
    box_run(box, "PRAGMA temp_store=FILE");
    int64_t answer;
    const int result = box_ask_result(box, big, &answer);
    assert_true((result & 0xFF) == SQLITE_CANTOPEN || (result & 0xFF) == SQLITE_IOERR);
    assert_true(store_refusals() > refused);
    /* a statement that is undone half way does not make a file for it either */
    box_run(box, "PRAGMA temp_store=MEMORY; CREATE TABLE u (i INTEGER PRIMARY KEY, b TEXT UNIQUE);"
                 "INSERT INTO u SELECT 100000, '7'");
    const uint64_t before = store_refusals();
    box_run(box, "BEGIN IMMEDIATE");
    assert_int_equal(box_try(box, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<20000)"
                                  "INSERT INTO u SELECT i, CASE i WHEN 20000 THEN '7' ELSE hex(i) || 'x' END FROM c"),
                     SQLITE_CONSTRAINT_UNIQUE);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM u"), 1);
    box_run(box, "COMMIT");
    assert_int_equal(store_refusals(), before);
}

/* H7: ATTACH with a file system of its own would write in clear beside the vault. */
static void test_h7_attach(void **state)
{
    struct sealed_box *box = *state;
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 5);
    const uint64_t refused = store_refusals();
    g_autofree char *beside = g_strdup_printf("%s/beside.db", box->folder);
    g_autofree char *by_uri = g_strdup_printf("ATTACH 'file:%s?vfs=unix' AS beside", beside);
    g_autofree char *by_name = g_strdup_printf("ATTACH '%s' AS beside", beside);
    /* even on a connection without the authorizer and the limit that every store has */
    assert_int_not_equal(box_try(box, by_uri), SQLITE_OK);
    assert_int_not_equal(box_try(box, by_name), SQLITE_OK);
    assert_true(store_refusals() >= refused + 2);
    /* and nobody opens another file through this connection's file system by its name */
    sqlite3 *other = NULL;
    g_autofree char *uri = g_strdup_printf("file:%s?vfs=%s", beside, box->vfs->name);
    assert_int_not_equal(
        sqlite3_open_v2(uri, &other, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_false(g_file_test(beside, G_FILE_TEST_EXISTS));
    g_autoptr(GDir) dir = g_dir_open(box->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        assert_true(g_str_has_prefix(name, "bureau.db"));
}

enum { DRAWN = 300 };

static void draw(uint8_t nonces[DRAWN][SEAL_NONCE])
{
    for (int i = 0; i < DRAWN; i++)
        seal_nonce(nonces[i]);
}

/* H8: a child of fork() goes on with a copy of its parent's state. */
static void test_h8_nonces_after_fork(void **state)
{
    (void)state;
    static uint8_t nonces[3][DRAWN][SEAL_NONCE];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    draw(nonces[0]);
    const pid_t child = fork();
    if (child == 0) {
        draw(nonces[1]);
        _exit(write(ends[1], nonces[1], sizeof nonces[1]) == (ssize_t)sizeof nonces[1] ? 0 : 1);
    }
    close(ends[1]);
    draw(nonces[2]);
    size_t have = 0;
    for (ssize_t got; (got = read(ends[0], (uint8_t *)nonces[1] + have, sizeof nonces[1] - have)) > 0;)
        have += (size_t)got;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(have, sizeof nonces[1]);
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (int i = 0; i < 3 * DRAWN; i++)
        assert_true(g_hash_table_add(seen, g_bytes_new((uint8_t *)nonces + (size_t)i * SEAL_NONCE, SEAL_NONCE)));
}

/* Whether this process holds a lock on the file, as another one sees it: exit status 0. */
static int foreign_look(const char *file)
{
    const pid_t child = fork();
    if (child == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        const int fd = open(file, O_RDWR | O_CLOEXEC);
        const bool held =
            fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid == getppid();
        _exit(held ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

/* H9: opening and closing the file once more in this process would drop the locks that SQLite holds on it. */
static void test_h9_locks_stay(void **state)
{
    struct sealed_box *box = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(box->folder, "store", NULL);
    g_autofree char *file = g_build_filename(folder, "bureau.db", NULL), *copy = g_build_filename(folder, "copy", NULL);
    struct store *store = store_create(folder, box->keys, &error);
    assert_no_error(error);
    assert_true(store_begin_read(store, &error));
    int64_t version, pages, bad;
    assert_true(store_query_int(store, &version, 0, &error, "SELECT count(*) FROM sqlite_schema", ""));
    assert_int_equal(foreign_look(file), 0);
    assert_true(store_verify_pages(store, &pages, &bad, NULL, NULL, &error));
    assert_int_equal(bad, 0);
    assert_true(store_copy(store, copy, box->keys, STORE_COPY_PAGES, NULL, NULL, &error));
    assert_int_equal(foreign_look(file), 0);
    store_end_read(store);
    /* control: this is what must not be done */
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    close(fd);
    assert_int_equal(foreign_look(file), 1);
    store_close(store);
}

static void expect_refusal(int result, int wanted, uint64_t *refused)
{
    assert_int_equal(result, wanted);
    assert_int_equal(store_refusals(), ++*refused);
}

/* H10: a write in pieces that were never tested is refused, whichever file it is for. */
static void test_h10_other_pieces(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_log, box, true);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
    sqlite3_file *file = &vfs_main_file(box->db)->head, *log = NULL;
    assert_int_equal(sqlite3_file_control(box->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log), SQLITE_OK);
    static uint8_t bytes[2 * VFS_PAGE];
    uint64_t refused = store_refusals();
    expect_refusal(file->pMethods->xWrite(file, bytes, 100, 0), SQLITE_IOERR_WRITE, &refused);
    expect_refusal(file->pMethods->xWrite(file, bytes, VFS_PAGE, 512), SQLITE_IOERR_WRITE, &refused);
    expect_refusal(file->pMethods->xWrite(file, bytes, 2 * VFS_PAGE, 0), SQLITE_IOERR_WRITE, &refused);
    expect_refusal(file->pMethods->xWrite(file, bytes, VFS_PAGE, 0), SQLITE_IOERR_WRITE, &refused); /* no page 1 */
    expect_refusal(file->pMethods->xTruncate(file, VFS_PAGE + 1), SQLITE_IOERR_TRUNCATE, &refused);
    expect_refusal(file->pMethods->xRead(file, bytes, VFS_PAGE, 512), SQLITE_IOERR_READ, &refused);
    expect_refusal(log->pMethods->xWrite(log, bytes, 100, VFS_WAL_HEADER), SQLITE_IOERR_WRITE, &refused);
    expect_refusal(log->pMethods->xWrite(log, bytes, VFS_FRAME, VFS_WAL_HEADER), SQLITE_IOERR_WRITE, &refused);
    expect_refusal(log->pMethods->xRead(log, bytes, 100, VFS_WAL_HEADER), SQLITE_IOERR_READ, &refused);
    /* size hints would leave pages that nobody wrote; the promises of a disk are not passed on; nothing is mapped */
    sqlite3_int64 hint = 1 << 20;
    assert_int_equal(file->pMethods->xFileControl(file, SQLITE_FCNTL_SIZE_HINT, &hint), SQLITE_OK);
    sqlite3_int64 size;
    assert_int_equal(file->pMethods->xFileSize(file, &size), SQLITE_OK);
    assert_true(size < hint);
    assert_int_equal(file->pMethods->iVersion, 2);
    assert_int_equal(file->pMethods->xDeviceCharacteristics(file) & ~SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN,
                     SQLITE_IOCAP_POWERSAFE_OVERWRITE);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 3);
}

/* The program's data, with another list of tested engines. */
static void forget_versions(const char *data)
{
    const char *real = g_getenv("BUREAU_DATADIR");
    g_autofree char *engine = g_build_filename(data, "engine", NULL),
                    *list = g_build_filename(engine, "tested.tsv", NULL);
    g_autofree char *schema = g_build_filename(real, "schema", NULL), *link = g_build_filename(data, "schema", NULL);
    assert_int_equal(g_mkdir_with_parents(engine, 0700), 0);
    assert_true(g_file_set_contents(list, "first\tlast\ttested\n3000000\t3000001\tnever\n", -1, NULL));
    assert_int_equal(symlink(schema, link), 0);
    g_setenv("BUREAU_DATADIR", data, TRUE);
}

static void meet_untested_engine(struct sealed_box *box)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = g_build_filename(box->folder, "data", NULL),
                    *store_folder = g_build_filename(box->folder, "s", NULL);
    struct store *store = store_create(store_folder, box->keys, &error);
    assert_no_error(error);
    store_close(store);
    forget_versions(data);
    assert_null(store_open(store_folder, box->keys, STORE_WRITE, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_non_null(strstr(error->message, sqlite3_libversion()));
    g_clear_error(&error);
    store = store_open(store_folder, box->keys, STORE_EXPORT, &error);
    assert_no_error(error);
    int64_t count;
    assert_true(store_query_int(store, &count, -1, &error, "SELECT count(*) FROM setting", ""));
    assert_false(store_run(store, NULL, "INSERT INTO setting VALUES ('a', 'b')", ""));
    store_close(store);
}

/* H10: an engine that was not tested is refused by its version; reading for an export still works. */
static void test_h10_untested_engine(void **state)
{
    assert_null(vfs_selftest());
    box_in_child(meet_untested_engine, *state, false);
}

/* H12: the engine's memory is wiped as it is given back (see also test_vfs_memory). H15: the one cipher is in every
 * libsodium; a page opens with nothing but the documented format. */
static void test_h15_format(void **state)
{
    struct sealed_box *box = *state;
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_run(box, "CREATE TABLE s (body TEXT); INSERT INTO s VALUES ('row 3')");
    box_close(box);
    g_autoptr(GByteArray) file = box_load(box, "");
    static const uint8_t clear[] = { 0x10, 0x00, 2, 2, 40, 64, 32, 32 };
    assert_memory_equal(file->data + 16, clear, sizeof clear);
    uint8_t key[VAULT_KEY], check[VAULT_KEY], page[4096], with[16] = "page";
    vault_keys_derive(box->keys, "store check", file->data, 8, check);
    assert_memory_equal(file->data + 8, check, 8);
    vault_keys_derive(box->keys, "store database", file->data, 8, key);
    with[7] = 2; /* the number of the page */
    assert_true(seal_open(key, page, file->data + 4096, 4056, with, sizeof with, file->data + 2 * 4096 - 40));
    assert_non_null(memmem(page, sizeof page, "row 3", 5));
    with[7] = 3;
    assert_false(seal_open(key, page, file->data + 4096, 4056, with, sizeof with, file->data + 2 * 4096 - 40));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_h1_other_keys_leave_the_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h2_reserved_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h3_rewritten_frames, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h3_header_of_another_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h4_torn_first_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h5_torn_tail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h6_temporary_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h7_attach, set_up, tear_down),
        cmocka_unit_test(test_h8_nonces_after_fork),
        cmocka_unit_test_setup_teardown(test_h9_locks_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h10_other_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h10_untested_engine, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h15_format, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("vfs hazards", tests, NULL, NULL);
}
