/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of the facts: what is added up row by row must be what the live rows give, whatever was done to them, and
 * a change without a line must not be committed. */
#include "check.h"

#include "store/store.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;
static struct store *store;
static uint8_t state[STORE_STATE]; /* as the newest line of a log would have it */

static int set_up(void **data)
{
    (void)data;
    g_autofree char *parent = g_dir_make_tmp("bureau-digest-XXXXXX", NULL);
    folder = g_build_filename(parent, "store", NULL);
    GError *error = NULL;
    store = store_create(folder, test_keys(), &error);
    assert_no_error(error);
    memset(state, 0, sizeof state);
    return 0;
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}

static int tear_down(void **data)
{
    (void)data;
    g_autofree char *parent = g_path_get_dirname(folder);
    store_close(store);
    remove_folder(folder);
    g_rmdir(parent);
    g_clear_pointer(&folder, g_free);
    return 0;
}

/* One statement inside the transaction that runs. */
static bool try_run(const char *sql)
{
    return store_run(store, NULL, sql, "");
}

static void begin(void)
{
    g_autoptr(GError) error = NULL;
    store_begin(store, &error);
    assert_no_error(error);
}

static void commit(void)
{
    g_autoptr(GError) error = NULL;
    assert_true(store_state_take(store, state, &error));
    store_commit(store, &error);
    assert_no_error(error);
}

static void act(const char *sql)
{
    begin();
    assert_true(try_run(sql));
    commit();
}

/* The digest made again from every row. */
static void scan(uint8_t live[STORE_STATE])
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) tables = store_state_scan(store, live, NULL, NULL, &error);
    assert_no_error(error);
    assert_non_null(tables);
}

static const char *first_difference(void)
{
    static char name[64];
    uint8_t live[STORE_STATE];
    g_autoptr(GPtrArray) tables = store_state_scan(store, live, NULL, NULL, NULL);
    assert_non_null(tables);
    for (guint i = 0; i < tables->len; i++) {
        const struct store_table_state *table = g_ptr_array_index(tables, i);
        if (!table->differs) continue;
        g_strlcpy(name, table->name, sizeof name);
        return name;
    }
    return NULL;
}

static void assert_agrees(void)
{
    uint8_t live[STORE_STATE];
    scan(live);
    assert_memory_equal(live, state, sizeof state);
    assert_null(first_difference());
}

static void test_every_way(void **data)
{
    static const char *const acts[] = {
        "INSERT INTO setting (key, value) VALUES ('a', '1'), ('b', '2'), ('c', '3')",
        "UPDATE setting SET value = value || 'x' WHERE key > 'a'",
        "UPDATE setting SET key = 'z' WHERE key = 'a'", /* a row of a table without rowid moves */
        "INSERT INTO setting (key, value) VALUES ('z', '9') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        "INSERT INTO setting (key, value) VALUES ('z', '9') ON CONFLICT (key) DO NOTHING",
        "DELETE FROM setting WHERE key = 'b'",
        "INSERT INTO subject (id, kind, born) VALUES (NULL, 'person', 1), (7, 'person', 1), (NULL, 'enterprise', 1)",
        "UPDATE subject SET died = 4 WHERE kind = 'person'",
        "UPDATE subject SET id = id + 100",
        "INSERT INTO subject (id, kind, born) SELECT id + 1000, kind, born FROM subject",
        "INSERT INTO score (subject, change, model, number, day, score, band, probability, inputs) VALUES "
        "(1, 1, 'm', 1, 20000, 600, 'C', 1, x'00ff'), (2, 1, 'm', 1, 20000, 601, 'C', 0.25, NULL), "
        "(3, 1, 'm', 1, 20000, 602, 'C', 0.0, zeroblob(40))",
        "UPDATE score SET probability = probability / 3, inputs = randomblob(5000)",
        "DELETE FROM subject", /* without a condition: SQLite would like to drop all pages at once */
        "DELETE FROM setting",
    };
    uint8_t before[STORE_STATE], zero[STORE_STATE] = { 0 };
    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        memcpy(before, state, sizeof before);
        act(acts[i]);
        assert_agrees();
        if (strstr(acts[i], "NOTHING") == NULL) assert_memory_not_equal(state, before, sizeof state);
    }
    act("DELETE FROM score");
    assert_memory_equal(state, zero, sizeof state); /* what is empty has the digest of nothing */
}

/* A statement that fails half-way has taken its rows back; the ones before it stand. */
static void test_failed_statement(void **data)
{
    (void)data;
    begin();
    assert_true(try_run("INSERT INTO setting (key, value) VALUES ('a', '1')"));
    assert_false(try_run("INSERT INTO setting (key, value) VALUES ('b', '1'), ('c', '1'), ('a', '2'), ('d', '1')"));
    assert_false(try_run("UPDATE setting SET key = 'same', value = NULL"));
    assert_true(try_run("INSERT INTO counter (kind, next) VALUES ('k', 1)"));
    assert_false(try_run("INSERT INTO subject (id, kind, born) VALUES (1, 'x', 1), (2, 'y', 1), (1, 'z', 1)"));
    commit();
    assert_agrees();
    int64_t rows;
    assert_true(store_query_int(store, &rows, 0, NULL, "SELECT count(*) FROM setting", ""));
    assert_int_equal(rows, 1);
}

static void test_rolled_back(void **data)
{
    uint8_t before[STORE_STATE];
    (void)data;
    act("INSERT INTO setting (key, value) VALUES ('a', '1')");
    memcpy(before, state, sizeof before);
    begin();
    assert_true(try_run("DELETE FROM setting"));
    assert_true(try_run("INSERT INTO counter (kind, next) VALUES ('k', 1)"));
    store_rollback(store);
    act("INSERT INTO counter (kind, next) VALUES ('k', 1)");
    assert_agrees();
    act("DELETE FROM counter");
    assert_memory_equal(state, before, sizeof state);
}

/* Several lines in one transaction: each takes what came since the one before. */
static void test_several_lines(void **data)
{
    uint8_t between[STORE_STATE];
    (void)data;
    begin();
    assert_true(try_run("INSERT INTO setting (key, value) VALUES ('a', '1')"));
    assert_true(store_state_take(store, state, NULL));
    memcpy(between, state, sizeof between);
    assert_true(store_state_take(store, state, NULL)); /* nothing since */
    assert_memory_equal(between, state, sizeof state);
    assert_true(try_run("INSERT INTO setting (key, value) VALUES ('b', '1')"));
    commit();
    assert_memory_not_equal(between, state, sizeof state);
    assert_agrees();
}

static void test_no_line_no_commit(void **data)
{
    g_autoptr(GError) error = NULL;
    int64_t rows;
    (void)data;
    begin();
    assert_true(try_run("INSERT INTO setting (key, value) VALUES ('a', '1')"));
    assert_false(store_commit(store, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_false(store_in_transaction(store));
    /* not even by itself, on a connection of the program */
    struct store *other = store_open(folder, test_keys(), STORE_WRITE, NULL);
    assert_non_null(other);
    g_clear_error(&error);
    assert_false(store_run(other, &error, "INSERT INTO setting (key, value) VALUES ('a', '1')", ""));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_null(strstr(error->message, "constraint"));
    assert_true(store_query_int(other, &rows, -1, NULL, "SELECT count(*) FROM setting", ""));
    assert_int_equal(rows, 0);
    /* what is no fact needs none */
    assert_true(store_run(other, NULL, "INSERT INTO draft (user, place, at, body) VALUES ('u', 'p', 1, 'b')", ""));
    store_close(other);
    act("INSERT INTO setting (key, value) VALUES ('a', '1')");
    assert_agrees();
}

/* By hand, for maintenance, facts can be changed; the digest then tells, and in which table. */
static void test_by_hand(void **data)
{
    uint8_t live[STORE_STATE];
    (void)data;
    act("INSERT INTO setting (key, value) VALUES ('a', '1')");
    act("INSERT INTO counter (kind, next) VALUES ('k', 1)");
    assert_agrees();
    assert_true(try_run("UPDATE counter SET next = 2"));
    scan(live);
    assert_memory_not_equal(live, state, sizeof state);
    assert_string_equal(first_difference(), "counter");
    assert_true(try_run("UPDATE counter SET next = 1")); /* as it was: as it should be */
    assert_agrees();
}

/* The same facts have the same digest, in whatever order and however SQLite keeps them. */
static void test_canonical(void **data)
{
    uint8_t first[STORE_STATE];
    (void)data;
    act("INSERT INTO score (subject, change, model, number, day, score, band, probability) "
        "VALUES (1, 1, 'm', 1, 20000, 600, 'C', 1), (2, 1, 'm', 1, 20000, 600, 'C', 0.5)");
    memcpy(first, state, sizeof first);
    act("DELETE FROM score");
    act("INSERT INTO score (subject, change, model, number, day, score, band, probability) "
        "VALUES (2, 1, 'm', 1, 20000, 600, 'C', 0.5)");
    act("INSERT INTO score (subject, change, model, number, day, score, band, probability) "
        "VALUES (1, 1, 'm', 1, 20000, 600, 'C', 1.0)");
    assert_memory_equal(first, state, sizeof state);
    assert_true(try_run("ALTER TABLE score ADD COLUMN remark TEXT"));
    assert_agrees();
    act("UPDATE score SET remark = 'r' WHERE subject = 1");
    act("DELETE FROM score WHERE subject = 2");
    assert_agrees();
    g_autoptr(GError) error = NULL;
    store_compact(store, &error);
    assert_no_error(error);
    assert_agrees();
    act("UPDATE score SET remark = 's'");
    assert_agrees();
}

/* Values that are easily taken for one another. */
static void test_distinct(void **data)
{
    static const char *const rows[] = {
        "('a', 'b', NULL, 1)", "('b', 'a', NULL, 1)", "('a', 'b', '', 1)",  "('a', 'b', '0', 1)",
        "('ab', '', NULL, 1)", "('a', 'b', NULL, 2)", "('a', 'b', 'c', 1)", "('a', 'bc', NULL, 1)",
    };
    uint8_t seen[G_N_ELEMENTS(rows)][STORE_STATE];
    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sql = g_strdup_printf("INSERT INTO user (name, role, title, active) VALUES %s", rows[i]);
        act(sql);
        memcpy(seen[i], state, STORE_STATE);
        for (size_t other = 0; other < i; other++)
            assert_memory_not_equal(seen[i], seen[other], STORE_STATE);
        act("DELETE FROM user");
    }
    /* and a row of one table is not the row of another */
    act("INSERT INTO pin (user, subject, at) VALUES ('a', 1, 1)");
    act("INSERT INTO setting (key, value) VALUES ('a', 'b')");
    act("INSERT INTO saved_search (user, name, query) VALUES ('a', 'b', '')");
    assert_agrees();
}

/* Two connections in turn: neither knows what the other did but through the rows. */
static void test_two_writers(void **data)
{
    (void)data;
    struct store *first = store, *second = store_open(folder, test_keys(), STORE_WRITE, NULL);
    assert_non_null(second);
    for (int i = 0; i < 20; i++) {
        g_autofree char *sql = g_strdup_printf("INSERT INTO counter (kind, next) VALUES ('%d', %d)", i, i);
        store = i % 2 ? first : second;
        act(sql);
    }
    store = first;
    assert_agrees();
    store_close(second);
}

/* A long run of acts at random, some of which fail. */
static void test_random_acts(void **data)
{
    (void)data;
    g_autoptr(GRand) dice = g_rand_new_with_seed(20261122);
    for (int i = 0; i < 400; i++) {
        const int id = g_rand_int_range(dice, 1, 60), other = g_rand_int_range(dice, 1, 60);
        begin();
        for (int statements = g_rand_int_range(dice, 1, 4); statements > 0; statements--) {
            g_autofree char *sql = NULL;
            switch (g_rand_int_range(dice, 0, 5)) {
            case 0:
                sql = g_strdup_printf("INSERT INTO subject (id, kind, born) VALUES (%d, 'p', %d), (%d, 'q', 2)", id, i,
                                      other);
                break;
            case 1:
                sql = g_strdup_printf("UPDATE subject SET id = %d WHERE id = %d", other, id);
                break;
            case 2:
                sql = g_strdup_printf("DELETE FROM subject WHERE id BETWEEN %d AND %d", id, id + 3);
                break;
            case 3:
                sql = g_strdup_printf(
                    "INSERT INTO name (subject, fact, born, kind, value) VALUES (%d, %d, 1, 'k', '王%d') "
                    "ON CONFLICT DO UPDATE SET value = excluded.value",
                    id, other, i);
                break;
            default:
                sql = g_strdup_printf("UPDATE name SET fact = fact + %d WHERE subject = %d", other, id);
            }
            try_run(sql);
        }
        if (g_rand_int_range(dice, 0, 4) == 0)
            store_rollback(store);
        else
            commit();
    }
    assert_agrees();
    int64_t rows;
    assert_true(store_query_int(store, &rows, 0, NULL, "SELECT count(*) FROM name", ""));
    assert_true(rows > 10);
}

/* A bulk load counts its rows from what is bound; the rows give the same, and a statement that fails counts nothing. */
static void test_bulk(void **data)
{
    static const char sql[] =
        "INSERT INTO score (subject, model, change, probability, number, day, score, band, inputs) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9), (?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    const uint8_t inputs[] = { 0, 1, 2, 0xff };
    (void)data;
    begin();
    struct statement *statement = store_prepare(store, sql, NULL);
    assert_non_null(statement);
    assert_true(statement_count_rows(statement, NULL));
    for (int round = 0; round < 3; round++) {
        for (int row = 0; row < 2; row++) {
            const int first = 9 * row + 1;
            /* the third round repeats a key of the first in its second row */
            statement_bind_int(statement, first, round == 2 && row == 1 ? 0 : 10 * round + row);
            statement_bind_text(statement, first + 1, "模型");
            statement_bind_int(statement, first + 2, 1);
            statement_bind_real(statement, first + 3, row ? 1.0 : 0.125);
            for (int i = 4; i < 7; i++)
                statement_bind_int(statement, first + i, i);
            statement_bind_text(statement, first + 7, "C");
            statement_bind_bytes(statement, first + 8, round ? inputs : NULL, sizeof inputs);
        }
        assert_int_equal(statement_run(statement, NULL), round < 2);
    }
    statement_done(statement);
    assert_true(try_run("UPDATE score SET score = score + 1 WHERE subject = 1")); /* told by SQLite again */
    commit();
    assert_agrees();
    int64_t rows;
    assert_true(store_query_int(store, &rows, 0, NULL, "SELECT count(*) FROM score", ""));
    assert_int_equal(rows, 4);
    struct statement *other = store_prepare(store, "INSERT INTO setting SELECT ?1, ?2", NULL);
    assert_false(statement_count_rows(other, NULL));
    statement_done(other);
    other = store_prepare(store, "INSERT INTO setting (value, key) VALUES (?1, 'k')", NULL);
    assert_false(statement_count_rows(other, NULL));
    statement_done(other);
}

/* Cancelling stops the reading, and says so. */
static void test_cancelled_scan(void **data)
{
    uint8_t live[STORE_STATE];
    g_autoptr(GError) error = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    (void)data;
    act("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        "INSERT INTO subject (id, kind, born) SELECT i, 'p', 1 FROM n");
    store_set_cancellable(store, cancellable);
    g_cancellable_cancel(cancellable);
    assert_null(store_state_scan(store, live, NULL, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    store_set_cancellable(store, NULL);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_every_way),         TEST(test_failed_statement), TEST(test_rolled_back), TEST(test_several_lines),
        TEST(test_no_line_no_commit), TEST(test_by_hand),          TEST(test_canonical),   TEST(test_distinct),
        TEST(test_two_writers),       TEST(test_random_acts),      TEST(test_bulk),        TEST(test_cancelled_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
