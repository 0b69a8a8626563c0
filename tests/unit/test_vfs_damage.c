/* SPDX-License-Identifier: Apache-2.0 */
/* Bits that turn, pages that move: an error each time, never other data. */
#include "sealed.h"

#include <glib/gstdio.h>
#include <string.h>
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

static void make_folded(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 150);
    box_run(box, "CREATE INDEX t_body ON t(body); CREATE TABLE gone (x); INSERT INTO gone SELECT zeroblob(40000);"
                 "DROP TABLE gone");
    assert_true(box_ask(box, "PRAGMA freelist_count") > 3);
}

/* The number of the first page that a raw look finds bad. */
static int64_t first_bad(struct sealed_box *box)
{
    struct store store = { .db = box->db, .directory = box->folder };
    g_autoptr(GError) error = NULL;
    int64_t pages, bad;
    assert_true(store_verify_pages(&store, &pages, &bad, NULL, NULL, &error));
    assert_no_error(error);
    if (bad == 0) assert_int_equal(pages, box_ask(box, "PRAGMA page_count"));
    return bad;
}

/* Reads every row; the result, and in `*sum` what must always be the same. */
static int read_all(struct sealed_box *box, int64_t *sum)
{
    return box_ask_result(box, "SELECT count(*) * 1000000 + sum(length(body) + unicode(substr(body, -1))) FROM t", sum);
}

/* On every page in turn, free ones too: the raw look names it, and what SQLite reads is right or an error. */
static void test_flip_on_every_page(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_folded, box, false);
    g_autoptr(GByteArray) sound = box_load(box, "");
    const int64_t pages = sound->len / VFS_PAGE;
    int64_t right, sum;
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(read_all(box, &right), SQLITE_OK);
    assert_int_equal(first_bad(box), 0);
    box_close(box);
    static const guint places[] = {
        24, 100, 2000, VFS_USABLE - 1, VFS_USABLE, VFS_USABLE + 23, VFS_USABLE + 24, VFS_PAGE - 1
    };
    int silent = 0;
    for (int64_t page = 1; page <= pages; page++) {
        const guint at = (guint)(page - 1) * VFS_PAGE + places[(size_t)page % G_N_ELEMENTS(places)];
        sound->data[at] ^= (guint8)(1 << page % 8);
        box_store(box, "", sound);
        sound->data[at] ^= (guint8)(1 << page % 8);
        assert_int_equal(box_open(box, box->keys, false), page == 1 ? SQLITE_IOERR_DATA : SQLITE_OK);
        const int result = page == 1 ? SQLITE_IOERR_DATA : read_all(box, &sum);
        assert_true(result == SQLITE_OK || result == SQLITE_IOERR_DATA);
        if (result == SQLITE_OK) assert_int_equal(sum, right);
        silent += result == SQLITE_OK; /* pages that this query does not read */
        assert_int_equal(first_bad(box), page);
        box_close(box);
    }
    assert_true(silent > 3);
    assert_true(silent < pages - 20);
}

/* Bytes 0 to 23 of page 1 say which file and which key: whatever changes there, nothing opens. */
static void test_flip_in_the_head(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_folded, box, false);
    g_autoptr(GByteArray) sound = box_load(box, "");
    for (guint at = 0; at < VFS_SEALED_1; at++) {
        int64_t sum;
        sound->data[at] ^= 1;
        box_store(box, "", sound);
        sound->data[at] ^= 1;
        int result = box_open(box, box->keys, false);
        if (result == SQLITE_OK) result = read_all(box, &sum);
        assert_int_equal(result, SQLITE_NOTADB);
        box_close(box);
    }
}

static void test_moved_pages(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_folded, box, false);
    g_autoptr(GByteArray) sound = box_load(box, ""), moved = box_load(box, "");
    memcpy(moved->data + 3 * VFS_PAGE, sound->data + 4 * VFS_PAGE, VFS_PAGE);
    memcpy(moved->data + 4 * VFS_PAGE, sound->data + 3 * VFS_PAGE, VFS_PAGE);
    box_store(box, "", moved);
    int64_t sum;
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(read_all(box, &sum), SQLITE_IOERR_DATA);
    assert_int_equal(first_bad(box), 4);
    box_close(box);
    /* a page of zeros is no page, and neither is one that the end of the file cuts through */
    memset(sound->data + 5 * VFS_PAGE, 0, VFS_PAGE);
    box_store(box, "", sound);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(first_bad(box), 6);
    box_close(box);
    g_byte_array_set_size(sound, 5 * VFS_PAGE + 99);
    box_store(box, "", sound);
    assert_int_not_equal(box_open(box, box->keys, false) == SQLITE_OK ? read_all(box, &sum) : SQLITE_IOERR, SQLITE_OK);
    assert_int_equal(first_bad(box), 6);
}

/* Another page of this size, sealed under the same master key but in another file. */
static void test_page_of_another_file(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(make_folded, box, false);
    g_autoptr(GByteArray) first = box_load(box, "");
    g_unlink(box->file);
    box_in_child(make_folded, box, false);
    g_autoptr(GByteArray) second = box_load(box, "");
    assert_int_not_equal(memcmp(first->data, second->data, VFS_SALT), 0);
    memcpy(second->data + 2 * VFS_PAGE, first->data + 2 * VFS_PAGE, VFS_PAGE);
    box_store(box, "", second);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(first_bad(box), 3);
}

/* ---- the log ---- */

enum { COMMITS = 24 };

static void die_with_commits(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_run(box, "CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT); CREATE INDEX i ON t(body);"
                 "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint=0");
    for (int id = 1; id <= COMMITS; id++)
        box_fill(box, id, id);
}

/* Offsets within a frame, and what lies there. */
static const struct {
    int at;
    const char *what;
} spots[] = {
    { 3, "page number" },
    { 7, "commit size" },
    { 11, "first salt" },
    { 12, "second salt" },
    { 20, "checksum" },
    { 24, "first byte of page" },
    { 2000, "page" },
    { VFS_FRAME - VFS_RESERVE - 1, "last byte" },
    { VFS_FRAME - 40, "nonce" },
    { VFS_FRAME - 1, "tag" },
};

struct tally {
    int errors, last, dropped;
};

/* Puts a log beside the file, opens, and counts what came of it. */
static void try_log(struct sealed_box *box, const GByteArray *file, const GByteArray *wal, bool is_last,
                    const char *what, struct tally *tally)
{
    g_autofree char *shm = box_name(box, "-shm");
    g_unlink(shm);
    box_store(box, "", file);
    box_store(box, "-log", wal);
    int64_t count = -1, sum;
    int result = box_open(box, box->keys, false);
    if (result == SQLITE_OK) result = box_ask_result(box, "SELECT count(*) FROM t WHERE body LIKE 'row %'", &count);
    if (result == SQLITE_OK) result = read_all(box, &sum);
    box_close(box);
    if (result == SQLITE_IOERR_DATA) {
        g_autoptr(GByteArray) kept = box_load(box, "-log");
        if (kept->len != wal->len || memcmp(kept->data, wal->data, wal->len) != 0) fail_msg("%s: log not kept", what);
        tally->errors++;
    } else if (result == SQLITE_OK && is_last && count == COMMITS - 1) {
        tally->last++;
    } else if (result == SQLITE_OK && count < COMMITS) {
        print_message("# dropped: %s\n", what);
        tally->dropped++;
    } else {
        fail_msg("%s: %s, %d rows", what, sqlite3_errstr(result), (int)count);
    }
}

static void test_flip_in_every_frame(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_commits, box, true);
    g_autoptr(GByteArray) file = box_load(box, ""), wal = box_load(box, "-log");
    const guint frames = (wal->len - VFS_WAL_HEADER) / VFS_FRAME;
    assert_true(frames >= COMMITS);
    guint last_begins = frames - 1; /* the first frame of the last transaction */
    while (vfs_get32(wal->data + VFS_WAL_HEADER + (last_begins - 1) * VFS_FRAME + 4) == 0)
        last_begins--;
    struct tally tally = { 0 };
    for (guint frame = 0; frame < frames; frame++) {
        for (size_t spot = 0; spot < G_N_ELEMENTS(spots); spot++) {
            g_autofree char *what = g_strdup_printf("%s of frame %u of %u", spots[spot].what, frame, frames);
            guint8 *byte = wal->data + VFS_WAL_HEADER + frame * VFS_FRAME + spots[spot].at;
            *byte ^= 16;
            try_log(box, file, wal, frame >= last_begins, what, &tally);
            *byte ^= 16;
        }
    }
    /* the very last transaction cannot be told from a torn tail; nothing else may be dropped without a word */
    assert_int_equal(tally.dropped, 0);
    assert_true(tally.last <= (int)((frames - last_begins) * G_N_ELEMENTS(spots)));
    assert_true(tally.errors >= (int)(last_begins * G_N_ELEMENTS(spots)));
    print_message("# %d flips: %d errors, %d dropped the last transaction alone\n", tally.errors + tally.last,
                  tally.errors, tally.last);
}

/* SQLite takes a log with an unsound header for an empty one. */
static void test_flip_in_the_log_header(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_commits, box, true);
    g_autoptr(GByteArray) file = box_load(box, ""), wal = box_load(box, "-log");
    struct tally tally = { 0 };
    for (guint at = 0; at < VFS_WAL_HEADER; at++) {
        g_autofree char *what = g_strdup_printf("byte %u of the header", at);
        wal->data[at] ^= 4;
        try_log(box, file, wal, false, what, &tally);
        wal->data[at] ^= 4;
    }
    assert_int_equal(tally.errors, VFS_WAL_HEADER);
}

static void die_after_folding(struct sealed_box *box)
{
    die_with_commits(box);
    int left = -1, folded = -2;
    assert_int_equal(sqlite3_wal_checkpoint_v2(box->db, NULL, SQLITE_CHECKPOINT_FULL, &left, &folded), SQLITE_OK);
    assert_int_equal(left, folded);
}

/* The log had been folded and its header was being written anew when the disk failed: nothing in it is missed. */
static void test_unsound_header_of_a_folded_log(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_after_folding, box, true);
    g_autoptr(GByteArray) wal = box_load(box, "-log");
    g_autofree char *shm = box_name(box, "-shm");
    assert_true(wal->len > COMMITS * VFS_FRAME);
    wal->data[15] ^= 1; /* the count of checkpoints */
    box_store(box, "-log", wal);
    g_unlink(shm);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), COMMITS);
}

/* What a failed commit has left behind the end of the log is cut off before the next one writes: with it there, a torn
 * frame of the next one would be taken for damage. */
static struct watch watch;

static void test_remains_are_cut(void **state)
{
    struct sealed_box *box = *state;
    watch_set(&watch);
    assert_int_equal(box_open_under(box, box->keys, true, &watch.vfs), SQLITE_OK);
    box_run(box, "PRAGMA wal_autocheckpoint=0");
    box_fill(box, 1, 10);
    g_autofree char *name = box_name(box, "-log");
    watch.fail_log_syncs = true;
    assert_int_equal(box_try(box, "INSERT INTO t SELECT id + 100, body || body || body FROM t"), SQLITE_IOERR_FSYNC);
    watch.fail_log_syncs = false;
    GStatBuf failed, after;
    assert_int_equal(g_stat(name, &failed), 0);
    box_run(box, "UPDATE t SET body = 'row one' WHERE id = 1");
    assert_int_equal(g_stat(name, &after), 0);
    assert_true(after.st_size < failed.st_size);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 10);
    box_close(box);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), 10);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t WHERE body = 'row one'"), 1);
}

/* A frame in the place of another, as an attacker would put it: it is bound to its place. */
static void test_moved_frames(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_commits, box, true);
    g_autoptr(GByteArray) file = box_load(box, ""), wal = box_load(box, "-log"), moved = box_load(box, "-log");
    struct tally tally = { 0 };
    memcpy(moved->data + VFS_WAL_HEADER + 4 * VFS_FRAME, wal->data + VFS_WAL_HEADER + 5 * VFS_FRAME, VFS_FRAME);
    try_log(box, file, moved, false, "moved frame", &tally);
    assert_int_equal(tally.errors, 1);
}

/* Stock SQLite refuses the file, and its refusal harms neither the file nor a hot log. */
static void ask_stock(struct sealed_box *box)
{
    static const char *const acts[] = { "SELECT * FROM t",
                                        "PRAGMA integrity_check",
                                        "VACUUM",
                                        "PRAGMA journal_mode=DELETE",
                                        "PRAGMA wal_checkpoint(TRUNCATE)",
                                        "CREATE TABLE x (y)",
                                        "PRAGMA page_count",
                                        "REINDEX",
                                        "ANALYZE",
                                        "PRAGMA user_version=7" };
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        assert_int_equal(sqlite3_open_v2(box->file, &box->db, SQLITE_OPEN_READWRITE, "unix"), SQLITE_OK);
        assert_int_equal(box_try(box, acts[i]) & 0xFF, SQLITE_NOTADB);
        box_close(box);
    }
}

static void test_stock_engine(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(die_with_commits, box, true);
    g_autoptr(GByteArray) file = box_load(box, ""), wal = box_load(box, "-log");
    box_in_child(ask_stock, box, false);
    g_autoptr(GByteArray) file_after = box_load(box, ""), wal_after = box_load(box, "-log");
    assert_true(file->len == file_after->len && memcmp(file->data, file_after->data, file->len) == 0);
    assert_true(wal->len == wal_after->len && memcmp(wal->data, wal_after->data, wal->len) == 0);
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM t"), COMMITS);
    box_close(box);
    /* control: a log under the name that stock SQLite knows is gone after the same acts */
    box_store(box, "", file);
    box_store(box, "-wal", wal);
    box_in_child(ask_stock, box, false);
    assert_false(box_exists(box, "-wal"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_flip_on_every_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flip_in_the_head, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_page_of_another_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flip_in_every_frame, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flip_in_the_log_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unsound_header_of_a_folded_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_remains_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_frames, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stock_engine, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("vfs damage", tests, NULL, NULL);
}
