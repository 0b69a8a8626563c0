/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to backups over the months: when one is due, which stay, and that nothing else is ever taken away. And
 * the way out: all rows sealed, opened without a store. */
#include "backup_store.h"

#include "store/optimize.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY  (INT64_C(24) * 3600 * 1000)
#define NOON INT64_C(1798718400000) /* 2026-12-31T12:00:00Z, a Thursday of week 53 */

static struct backup_store *live;

static int set_up(void **state)
{
    (void)state;
    live = backup_store_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    backup_store_free(live);
    return 0;
}

/* ---- the rule ---- */

static size_t rotate(const int64_t *made, size_t count, int days, int weeks, int months, bool *stays)
{
    size_t kept = 0;
    backup_rotation(made, count, (struct backup_keep){ days, weeks, months }, stays);
    for (size_t i = 0; i < count; i++)
        kept += stays[i];
    return kept;
}

static void keeps_days_weeks_and_months(void **state)
{
    (void)state;
    int64_t made[400];
    bool stays[400];
    for (size_t i = 0; i < 400; i++)
        made[i] = NOON - (int64_t)i * DAY; /* one a day, newest first */
    /* 7 days: 31 to 25 December. Weeks 53, 52 (27 December), 51, 50, 49: their Sundays 20, 13, 6 December are new.
     * Months: December, and the last days of 11 more. */
    assert_int_equal(rotate(made, 400, 7, 5, 12, stays), 7 + 3 + 11);
    for (size_t i = 0; i < 7; i++)
        assert_true(stays[i]);
    assert_false(stays[7]);
    assert_true(stays[11]); /* 20 December */
    assert_true(stays[18]);
    assert_true(stays[25]);
    assert_true(stays[31]); /* 30 November, the newest of its month */
    assert_false(stays[32]);
    assert_int_equal(rotate(made, 400, 7, 0, 0, stays), 7);
    assert_int_equal(rotate(made, 400, 0, 0, 2, stays), 2);
    assert_int_equal(rotate(made, 400, 0, 0, 0, stays), 400); /* no rule: everything stays */
}

static void keeps_the_newest_of_each(void **state)
{
    (void)state;
    /* four a day, in no order; only the evening's stay */
    int64_t made[40];
    bool stays[40];
    for (size_t i = 0; i < 40; i++)
        made[(i * 7) % 40] = NOON - (int64_t)(i / 4) * DAY - (int64_t)(i % 4) * 3600 * 1000;
    assert_int_equal(rotate(made, 40, 5, 0, 0, stays), 5);
    for (size_t i = 0; i < 40; i++)
        if (stays[i]) assert_int_equal(made[i] % DAY, NOON % DAY);
    assert_int_equal(rotate(made, 1, 0, 0, 1, stays), 1);
    assert_int_equal(rotate(made, 0, 1, 1, 1, stays), 0);
}

/* A machine that stood still loses nothing: days that have a backup are counted. */
static void a_gap_takes_nothing_away(void **state)
{
    (void)state;
    const int64_t made[] = { NOON - 400 * DAY, NOON - 399 * DAY, NOON - 398 * DAY, NOON };
    bool stays[4];
    assert_int_equal(rotate(made, 4, 4, 0, 0, stays), 4);
    assert_int_equal(rotate(made, 4, 3, 0, 0, stays), 3);
    assert_false(stays[0]);
}

static void names_are_its_own_alone(void **state)
{
    (void)state;
    static const uint8_t id[VAULT_ID] = { 0x1a, 0x2b, 0x3c, 0x4d }, other[VAULT_ID] = { 0x1a, 0x2b, 0x3c, 0x4e };
    g_autofree char *name = backup_name(id, NOON);
    int64_t made;
    assert_string_equal(name, "bureau-1a2b3c4d-20261231T120000Z.backup");
    assert_true(backup_name_parse(name, id, &made));
    assert_int_equal(made, NOON);
    assert_false(backup_name_parse(name, other, &made));
    static const char *const wrong[] = { "",
                                         "bureau-1a2b3c4d-20261231T120000Z.backup2",
                                         "bureau-1a2b3c4d-20261331T120000Z.backup",
                                         "bureau-1a2b3c4d-2026123 T120000Z.backup",
                                         "bureau-1a2b3c4d-20261231T120060Z.backup",
                                         "bureau-1a2b3c4d-20261231t120000Z.backup",
                                         "Bureau-1a2b3c4d-20261231T120000Z.backup",
                                         "bureau-1a2b3c4d-+0261231T120000Z.backup" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_false(backup_name_parse(wrong[i], id, &made));
}

/* ---- the schedule ---- */

static char *schedule(const char *days, const char *weeks, const char *months)
{
    g_autoptr(GError) error = NULL;
    char *folder = backup_store_path(live, "kept");
    g_autoptr(table_t) set = backup_run(live->session, &error, "backup.schedule", "--dir", folder, "--every", "24",
                                        "--keep-days", days, "--keep-weeks", weeks, "--keep-months", months, NULL);
    assert_no_error(error);
    return folder;
}

static struct table *run_at(int64_t moment)
{
    g_autoptr(GError) error = NULL;
    live->session->clock = moment;
    struct table *answer = backup_run(live->session, &error, "backup.run", NULL);
    assert_no_error(error);
    return answer;
}

static void runs_when_it_is_due(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    live->session->clock = NOON;
    assert_false(admin_backup_is_due(live->session)); /* no schedule */
    assert_null(backup_run(live->session, &error, "backup.run", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_autofree char *folder = schedule("3", "0", "0");
    assert_true(admin_backup_is_due(live->session));
    g_autoptr(table_t) first = run_at(NOON);
    assert_int_equal(fact_number(first, "due"), 1);
    assert_int_equal(fact_number(first, "next"), NOON + DAY);
    assert_false(admin_backup_is_due(live->session));
    g_autoptr(table_t) second = run_at(NOON + DAY - 1000);
    assert_int_equal(fact_number(second, "due"), 0);
    assert_int_equal(names_in(folder), 1);
    g_autoptr(table_t) third = run_at(NOON + DAY);
    assert_int_equal(fact_number(third, "due"), 1);
    assert_int_equal(names_in(folder), 2);
    live->session->clock = NOON - 30 * DAY; /* the clock was ahead, and is right again */
    assert_true(admin_backup_is_due(live->session));
}

static void takes_only_its_own_away(void **state)
{
    (void)state;
    g_autofree char *folder = schedule("3", "0", "0");
    g_autofree char *letter = g_build_filename(folder, "letter.txt", NULL);
    g_autofree char *like = g_build_filename(folder, "bureau-00000000-20200101T000000Z.backup", NULL);
    g_autofree char *name = backup_name(vault_keys_id(live->keys), NOON - 500 * DAY);
    g_autofree char *empty = g_build_filename(folder, name, NULL); /* our name, and no backup in it */
    assert_true(g_file_set_contents(letter, "x", 1, NULL) && g_file_set_contents(like, "x", 1, NULL) &&
                g_file_set_contents(empty, "x", 1, NULL));
    for (int day = 0; day < 6; day++) {
        g_autoptr(table_t) answer = run_at(NOON + day * DAY);
        assert_int_equal(fact_number(answer, "due"), 1);
    }
    assert_int_equal(names_in(folder), 3 + 3);
    assert_true(g_file_test(letter, G_FILE_TEST_EXISTS) && g_file_test(like, G_FILE_TEST_EXISTS) &&
                g_file_test(empty, G_FILE_TEST_EXISTS));
    /* the rows went with the files */
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) list = backup_run(live->session, &error, "backup.list", "--check", NULL);
    assert_int_equal(table_row_count(list), 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(table_row(list, i)[4].text, "whole");
    int64_t lines;
    assert_true(store_query_int(live->session->store, &lines, 0, &error,
                                "SELECT count(*) FROM audit WHERE command='backup.run' AND note LIKE 'removed=1%'",
                                ""));
    assert_int_equal(lines, 3);
}

static void spoil(const char *folder, int64_t made)
{
    g_autofree char *name = backup_name(vault_keys_id(live->keys), made), *file = g_build_filename(folder, name, NULL);
    assert_int_equal(truncate(file, 5000), 0);
}

/* With a keep of one day the newest would be the only one; when it is damaged the one before stays as well. */
static void the_last_good_one_stays(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = schedule("9", "0", "0");
    for (int day = 0; day < 4; day++) {
        g_autoptr(table_t) answer = run_at(NOON + day * DAY);
    }
    g_free(schedule("1", "0", "0"));
    /* all but the first are damaged, and the next one falls on a full disk: nothing goes */
    for (int day = 1; day < 4; day++)
        spoil(folder, NOON + day * DAY);
    g_autofree char *name = backup_name(vault_keys_id(live->keys), NOON), *good = g_build_filename(folder, name, NULL);
    assert_int_equal(names_in(folder), 4);
    g_autoptr(table_t) answer = run_at(NOON + 4 * DAY);
    assert_int_equal(fact_number(answer, "removed"), 4); /* the new one is good: the others may go */
    assert_int_equal(names_in(folder), 1);
    assert_false(g_file_test(good, G_FILE_TEST_EXISTS));
    g_autoptr(table_t) list = backup_run(live->session, &error, "backup.list", NULL);
    assert_int_equal(table_row_count(list), 1);
}

static void a_missing_disk_is_said(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = schedule("3", "0", "0");
    assert_int_equal(g_rmdir(folder), 0);
    live->session->clock = NOON;
    assert_true(admin_backup_is_due(live->session));
    assert_null(backup_run(live->session, &error, "backup.run", NULL));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS)); /* not made where the disk should be */
    g_clear_error(&error);
    g_autoptr(table_t) off = backup_run(live->session, &error, "backup.schedule", "--off", NULL);
    assert_no_error(error);
    assert_false(admin_backup_is_due(live->session));
    g_clear_error(&error);
    assert_null(backup_run(live->session, &error, "backup.schedule", "--every", "0", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

/* ---- rows ---- */

static int64_t count_lines(const char *path)
{
    g_autofree char *text = NULL;
    int64_t lines = 0;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    return lines;
}

static void rows_come_out_whole(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = backup_store_path(live, "a.rows"), *folder = backup_store_path(live, "rows");
    assert_true(guard_act_begin(live->session, "test", NULL, &error));
    static const uint8_t body[] = { 0, 1, 2, 255, 10 };
    g_autoptr(statement_t) insert =
        store_prepare(live->session->store,
                      "INSERT INTO attachment (dispute, name, size, digest, body, added, user) "
                      "VALUES (9007199254740993, ?1, 5, 'd', ?2, 1, 'admin')",
                      &error);
    statement_bind_text(insert, 1, "=a \"quoted\", \\ line\nand \t tab 张");
    statement_bind_bytes(insert, 2, body, sizeof body);
    assert_true(statement_run(insert, &error));
    assert_true(store_run(live->session->store, &error,
                          "INSERT INTO score (subject, change, model, number, day, score, band, probability) "
                          "VALUES (1, 1, 'm', 1, 1, 600, 'A', 2.0)",
                          ""));
    assert_true(guard_act_commit(live->session, "test", NULL, &error));
    g_autoptr(table_t) written = backup_run(live->session, &error, "backup.rows", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(written, "recorded"), 1);
    assert_false(is_on_disk(live->folder, BACKUP_MARKER));

    g_autoptr(session_t) stranger = backup_store_stranger(live); /* no store at hand */
    g_autoptr(table_t) opened = backup_run(stranger, &error, "backup.open", file, "--dir", folder, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(opened, "rows"), fact_number(written, "rows"));
    assert_int_equal(fact_number(opened, "tables"), fact_number(written, "tables"));
    assert_int_equal(names_in(folder), fact_number(written, "tables"));
    assert_true(is_on_disk(folder, BACKUP_MARKER)); /* in clear now, as was asked */
    struct stat info;
    assert_int_equal(stat(folder, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    g_autofree char *names = g_build_filename(folder, "name.jsonl", NULL);
    assert_int_equal(count_lines(names), 40);
    g_autofree char *secrets = g_build_filename(folder, "secret.jsonl", NULL);
    assert_false(g_file_test(secrets, G_FILE_TEST_EXISTS));

    g_autofree char *path = g_build_filename(folder, "attachment.jsonl", NULL), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(JsonParser) parser = json_parser_new();
    assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    JsonObject *row = json_node_get_object(json_parser_get_root(parser));
    assert_string_equal(json_object_get_string_member(row, "name"), "=a \"quoted\", \\ line\nand \t tab 张");
    assert_int_equal(json_object_get_int_member(row, "dispute"), INT64_C(9007199254740993));
    JsonObject *bytes = json_object_get_object_member(row, "body");
    assert_string_equal(json_object_get_string_member(bytes, "base64"), "AAEC/wo=");
    g_autofree char *scores = g_build_filename(folder, "score.jsonl", NULL), *score = NULL;
    assert_true(g_file_get_contents(scores, &score, NULL, NULL));
    assert_non_null(strstr(score, "\"probability\":2.0"));
    assert_non_null(strstr(score, "\"inputs\":null"));
}

static void rows_as_csv_are_safe_in_a_spreadsheet(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = backup_store_path(live, "a.rows"), *folder = backup_store_path(live, "rows");
    assert_true(guard_act_begin(live->session, "test", NULL, &error));
    assert_true(store_run(live->session->store, &error,
                          "INSERT INTO saved_search (user, name, query) VALUES ('admin', '=HYPERLINK(1)', 'a,\"b')",
                          ""));
    assert_true(guard_act_commit(live->session, "test", NULL, &error));
    g_autoptr(table_t) written = backup_run(live->session, &error, "backup.rows", file, NULL);
    g_autoptr(table_t) opened =
        backup_run(live->session, &error, "backup.open", file, "--dir", folder, "--as", "csv", NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(opened, "recorded"), 1);
    assert_int_equal(live->asked, 1); /* in clear only with a passphrase, whoever sits there */
    g_autofree char *path = g_build_filename(folder, "saved_search.csv", NULL), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, "user,name,query,version\nadmin,\"'=HYPERLINK(1)\",\"a,\"\"b\",1\n");
}

/* A sealed file with these lines, as somebody with the public backup key could make one. */
static char *forge_rows(const char *name, const char *lines)
{
    g_autoptr(GError) error = NULL;
    char *file = backup_store_path(live, name);
    g_autoptr(keyfile_t) keyfile = keyfile_read(live->directory, &error);
    g_autoptr(GBytes) bytes = keyfile_bytes(keyfile);
    const struct envelope_head head = { .kind = (char *)"rows", .made = 1, .label = (char *)"{}" };
    g_autoptr(envelope_writer_t) writer = envelope_create(file, &head, keyfile_backup_public(keyfile), bytes, &error);
    assert_true(envelope_write(writer, lines, strlen(lines), &error) && envelope_finish(writer, true, &error));
    return file;
}

static void hostile_rows_write_nothing(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "",
        "{}\n",
        "{\"table\":\"../evil\",\"columns\":[\"a\"]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\\n\",\"columns\":[\"a\"]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\",\"columns\":[]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\",\"columns\":[{}]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1,2]\n{\"end\":true,\"tables\":1,\"rows\":1}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[[1]]\n{\"end\":true,\"tables\":1,\"rows\":1}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1]\n{\"end\":true,\"tables\":1,\"rows\":2}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1]\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1]\n{\"end\":true,\"tables\":1,\"rows\":1}\n[1]\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1]\n{\"end\":true,\"tables\":1,\"rows\":1}",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n{\"table\":\"a\",\"columns\":[\"a\"]}\n{\"end\":true}\n",
        "[1]\n{\"end\":true,\"tables\":0,\"rows\":1}\n",
        "not json\n",
        "{\"table\":7,\"columns\":[\"a\"]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\",\"columns\":[7]}\n{\"end\":true,\"tables\":1,\"rows\":0}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[{\"base64\":7}]\n{\"end\":true,\"tables\":1,\"rows\":1}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[true]\n{\"end\":true,\"tables\":1,\"rows\":1}\n",
        "{\"table\":\"a\",\"columns\":[\"a\"]}\n[1]\n{\"end\":true,\"tables\":\"1\",\"rows\":{}}\n",
    };
    g_autofree char *folder = backup_store_path(live, "rows"), *evil = backup_store_path(live, "evil.jsonl");
    g_autoptr(session_t) stranger = backup_store_stranger(live);
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *file = forge_rows("hostile.rows", hostile[i]);
        for (int csv = 0; csv < 2; csv++) {
            g_clear_error(&error);
            g_autoptr(table_t) opened =
                backup_run(stranger, &error, "backup.open", file, "--dir", folder, "--as", csv ? "csv" : "jsonl", NULL);
            if (opened) fail_msg("taken: %s", hostile[i]);
            if (error->code != BUREAU_ERROR_INPUT && error->code != BUREAU_ERROR_STORE)
                fail_msg("%s: %s", hostile[i], error->message);
            assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
            assert_false(g_file_test(evil, G_FILE_TEST_EXISTS));
        }
    }
}

/* With an engine that was not tested a store is opened for reading alone: the rows still come out, and nothing is
 * written into it. */
static void rows_come_out_of_a_store_that_is_only_read(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = backup_store_path(live, "a.rows"), *other = backup_store_path(live, "a.backup");
    int64_t before, after;
    backup_store_close(live);
    live->session->store = store_open(live->directory, live->keys, STORE_EXPORT, &error);
    assert_no_error(error);
    assert_true(store_query_int(live->session->store, &before, 0, &error, "SELECT max(seq) FROM audit", ""));
    g_autoptr(table_t) written = backup_run(live->session, &error, "backup.rows", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(written, "recorded"), 0);
    assert_true(fact_number(written, "rows") > 80);
    assert_true(store_query_int(live->session->store, &after, 0, &error, "SELECT max(seq) FROM audit", ""));
    assert_int_equal(after, before);
    assert_null(backup_run(live->session, &error, "backup.run", "--now", other, NULL));
}

static void kinds_are_not_mixed_up(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *rows = backup_store_path(live, "a.rows"), *backup = backup_store_path(live, "a.backup");
    g_autofree char *folder = backup_store_path(live, "r");
    g_autoptr(table_t) first = backup_run(live->session, &error, "backup.rows", rows, NULL);
    g_autoptr(table_t) second = backup_run(live->session, &error, "backup.make", backup, NULL);
    assert_no_error(error);
    assert_null(backup_run(live->session, &error, "backup.open", backup, "--dir", folder, NULL));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_clear_error(&error);
    assert_null(backup_run(live->session, &error, "backup.restore", rows, "--dir", folder, NULL));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
}

/* ---- rights ---- */

static void rights_are_kept(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = backup_store_path(live, "a.backup");
    live->session->role = ROLE_OFFICER;
    static const char *const closed[] = { "backup.make", "backup.drill", "backup.rows" };
    for (size_t i = 0; i < G_N_ELEMENTS(closed); i++) {
        assert_null(backup_run(live->session, &error, closed[i], file, NULL));
        assert_error_code(error, BUREAU_ERROR_REFUSED);
        g_clear_error(&error);
    }
    live->session->role = ROLE_ADMINISTRATOR;
    g_autofree char *folder = schedule("1", "1", "1");
    live->session->role = ROLE_OFFICER; /* the open workstation makes what is due, whoever sits there */
    g_autoptr(table_t) made = run_at(NOON);
    assert_int_equal(fact_number(made, "due"), 1);
}

/* ---- compacting ---- */

static void compacting_takes_deleted_words_out(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct store *store = live->session->store;
    static const char *const steps[] = { "CREATE VIRTUAL TABLE word USING fts5 (text)",
                                         "INSERT INTO word (rowid, text) VALUES (1, 'kept')",
                                         "INSERT INTO word (rowid, text) VALUES (2, 'erasedmarker')",
                                         "DELETE FROM word WHERE rowid = 2",
                                         "CREATE TABLE filler (id INTEGER PRIMARY KEY, body BLOB) STRICT",
                                         "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                                         "500) INSERT INTO filler (body) SELECT randomblob(4000) FROM n",
                                         "DELETE FROM filler" };
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!store_run(store, &error, steps[i], "")) fail_msg("%s: %s", steps[i], error->message);
    int64_t held;
    const char *search = "SELECT count(*) FROM word_data WHERE instr(block, CAST('erasedmarker' AS BLOB)) > 0";
    assert_true(store_query_int(store, &held, 0, &error, search, ""));
    assert_true(held > 0); /* the word of the deleted row is still there */
    g_autoptr(table_t) done = backup_run(live->session, &error, "store.compact", NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(done, "indexes"), 1);
    assert_true(fact_number(done, "after") < fact_number(done, "before") - 1000000);
    assert_true(store_query_int(store, &held, 0, &error, search, ""));
    assert_int_equal(held, 0);
    g_autofree char *finding = NULL;
    assert_true(store_check(store, &finding, &error));
    assert_null(finding);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_days_weeks_and_months),
        cmocka_unit_test(keeps_the_newest_of_each),
        cmocka_unit_test(a_gap_takes_nothing_away),
        cmocka_unit_test(names_are_its_own_alone),
        CASE(runs_when_it_is_due),
        CASE(takes_only_its_own_away),
        CASE(the_last_good_one_stays),
        CASE(a_missing_disk_is_said),
        CASE(rows_come_out_whole),
        CASE(rows_as_csv_are_safe_in_a_spreadsheet),
        CASE(hostile_rows_write_nothing),
        CASE(rows_come_out_of_a_store_that_is_only_read),
        CASE(kinds_are_not_mixed_up),
        CASE(rights_are_kept),
        CASE(compacting_takes_deleted_words_out),
    };
    return cmocka_run_group_tests(tests, backup_group_begin, backup_group_end);
}
