/* SPDX-License-Identifier: Apache-2.0 */
/* No text of a workload in any file that it leaves, at any moment; the same search finds it where nothing is sealed. */
#include "sealed.h"

#include <string.h>
#include <unistd.h>

#define MARKER "Zhongguancun-marker-7731"

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

/* How many files of the folder show the marker, or words of the schema; `*looked` counts files, `*bytes` what is in
 * them. */
static int shown_in(const char *folder, int *looked, size_t *bytes)
{
    static const char *const texts[] = { MARKER, "CREATE TABLE", "secret_column", "SQLite format 3" };
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    int shown = 0;
    *looked = 0;
    *bytes = 0;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(folder, name, NULL), *content = NULL;
        gsize length = 0;
        if (!g_file_get_contents(file, &content, &length, NULL)) continue;
        bool found = false;
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
            found = found || memmem(content, length, texts[i], strlen(texts[i])) != NULL;
        shown += found;
        *looked += 1;
        *bytes += length;
    }
    return shown;
}

static void expect_shown(const struct sealed_box *box, bool sealed, int files)
{
    int looked;
    size_t bytes;
    const int shown = shown_in(box->folder, &looked, &bytes);
    assert_true(looked >= files);
    assert_true(bytes > 10000);
    if (sealed)
        assert_int_equal(shown, 0);
    else
        assert_true(shown > 0);
}

static void work(struct sealed_box *box)
{
    box_run(box, "PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=0;"
                 "CREATE TABLE person (id INTEGER PRIMARY KEY, secret_column TEXT);"
                 "CREATE INDEX person_by ON person(secret_column);"
                 "CREATE VIRTUAL TABLE words USING fts5(body)");
    box_run(box, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<400)"
                 "INSERT INTO person SELECT i, '" MARKER " ' || i || hex(zeroblob(100)) FROM c;"
                 "INSERT INTO words SELECT secret_column FROM person;"
                 "UPDATE person SET secret_column = secret_column || '" MARKER "' WHERE id % 5 = 0");
}

static void spill_and_die(struct sealed_box *box)
{
    assert_int_equal(box->vfs ? SQLITE_OK : box_open(box, box->keys, true), SQLITE_OK);
    work(box);
    box_run(box,
            "BEGIN IMMEDIATE; UPDATE person SET secret_column = '" MARKER " again ' || id"); /* in the log by now */
}

static void spill_and_die_plain(struct sealed_box *box)
{
    assert_int_equal(box_open_plain(box), SQLITE_OK);
    work(box);
    box_run(box, "BEGIN IMMEDIATE; UPDATE person SET secret_column = '" MARKER " again ' || id");
}

static void die_in_journal(struct sealed_box *box)
{
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    box_run(box, "PRAGMA journal_mode=DELETE; PRAGMA cache_size=5; BEGIN IMMEDIATE; DELETE FROM person WHERE id < 300");
}

static void test_killed_with_a_log(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(spill_and_die, box, true);
    assert_true(box_exists(box, "-log") && box_exists(box, "-shm"));
    expect_shown(box, true, 3);
    /* recovered, folded, and killed once more in the middle of a rollback journal */
    assert_int_equal(box_open(box, box->keys, false), SQLITE_OK);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM person WHERE secret_column LIKE '" MARKER "%'"), 400);
    assert_int_equal(box_ask(box, "SELECT count(*) FROM words WHERE words MATCH 'marker'"), 400);
    box_close(box);
    expect_shown(box, true, 1);
    box_in_child(die_in_journal, box, true);
    assert_true(box_exists(box, "-journal"));
    expect_shown(box, true, 2);
}

static void test_control(void **state)
{
    struct sealed_box *box = *state;
    box_in_child(spill_and_die_plain, box, true);
    expect_shown(box, false, 3);
}

static void test_copies(void **state)
{
    struct sealed_box *box = *state;
    g_autoptr(vault_keys_t) others = vault_keys_new();
    g_autofree char *compact = box_name(box, ".compact"), *backup_name = box_name(box, ".backup");
    g_autofree char *sql = g_strdup_printf("VACUUM INTO '%s'", compact);
    struct sealed_box copy = { .file = backup_name };
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    work(box);
    vfs_allow_copy(box->vfs, compact, others);
    box_run(box, sql);
    assert_int_equal(box_open(&copy, others, true), SQLITE_OK);
    sqlite3_backup *backup = sqlite3_backup_init(copy.db, "main", box->db, "main");
    while (sqlite3_backup_step(backup, 10) == SQLITE_OK)
        expect_shown(box, true, 4);
    assert_int_equal(sqlite3_backup_finish(backup), SQLITE_OK);
    box_run(box, "VACUUM");
    expect_shown(box, true, 5);
    box_close(&copy);
    expect_shown(box, true, 4);
}

/* The same page, written again and again, never gives the same bytes: no pattern of equal contents shows. */
static void test_nothing_repeats(void **state)
{
    struct sealed_box *box = *state;
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_run(box, "CREATE TABLE z (b BLOB); INSERT INTO z VALUES (zeroblob(400000))");
    box_close(box);
    g_autoptr(GByteArray) file = box_load(box, "");
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    assert_true(file->len > 90 * VFS_PAGE);
    for (guint at = 0; at < file->len; at += 64)
        assert_true(g_hash_table_add(seen, g_bytes_new(file->data + at, 64)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_killed_with_a_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_control, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_repeats, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("vfs leak", tests, NULL, NULL);
}
