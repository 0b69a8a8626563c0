/* SPDX-License-Identifier: Apache-2.0 */
/* From acceptance to the letter no report leaves without the marks: every one has a record, and the record names
 * exactly what stood beside the file. */
#include "dispute_law.h"

#include <glib/gstdio.h>

static struct fixture *fixture;
static char *folder;
static int made;

static int begin(void **state)
{
    (void)state;
    fixture = fixture_new();
    folder = g_dir_make_tmp("bureau-shown-XXXXXX", NULL);
    made = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
    fixture_free(fixture);
    return 0;
}

static char *new_file(const char *ending)
{
    g_autofree char *name = g_strdup_printf("%d.%s", ++made, ending);
    return g_build_filename(folder, name, NULL);
}

/* ---- the ways out -------------------------------------------------------------------------------------------------
 */

static void own(const char *kind, const char *command, const char *ending)
{
    g_autofree char *file = new_file(ending);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) request =
        fixture_run(fixture, "request.open", "1", "--kind", kind, "--received", "2026-11-20", NULL);
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(request, "request"));
    g_autoptr(table_t) verify = fixture_run(fixture, "request.act", number, "verify", "--text", "seen", NULL);
    g_autoptr(table_t) process = fixture_run(fixture, "request.act", number, "begin", "--text", "begun", NULL);
    g_autoptr(table_t) given = fixture_run(fixture, command, number, file, NULL);
    assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
}

static void workbook(void)
{
    g_autofree char *file = new_file("xlsx");
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, NULL);
    assert_true(fixture_int(answer, "report") > 0);
}

#define PEOPLE "WITH RECURSIVE people (id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM people WHERE id < 150)"

/* A recipient with an agreement; the subject and as many as a group needs consented to it. */
static void may_share(void)
{
    below(fixture, "INSERT INTO subject (id, kind, born) " PEOPLE
                   " SELECT id, 'person', (SELECT max(id) FROM change) FROM people");
    below(fixture, "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, granted,"
                   " entered, expires, user) " PEOPLE
                   " SELECT id + 900, CASE id WHEN 100 THEN 1 ELSE id END, 'share', 'granted', 'Sample University',"
                   " 'sharing', 'all', '2026-1', 'paper', 20458, 1767571200000, 21188, 'test' FROM people");
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) added = fixture_run(fixture, "agreement.add", "--party", "Sample University", "--kind",
                                           "recipient", "--purpose", "research", "--method", "file", "--scope", "all",
                                           "--begins", "2026-01-01", "--ends", "2027-12-31", NULL);
}

/* The act itself, as the second person's approval runs it; k is of two alike at least, so others are made. */
static void share(void)
{
    g_autofree char *file = new_file("csv"), *text = NULL;
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) asked = fixture_run(fixture, "share.make", file, "--recipient", "Sample University", "--link",
                                           "--columns", "accounts", NULL);
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(asked, "proposal"));
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) approved = fixture_run(fixture, "second.approve", number, NULL);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    assert_non_null(strstr(text, ",marks,statements\n"));
}

static void all_ways(void)
{
    workbook();
    own("report", "request.report", "xlsx");
    own("copy", "request.copy", "json");
    share();
}

/* ---- what is held -------------------------------------------------------------------------------------------------
 */

/* How many of the four newest reports do not name exactly the marks that live now. */
#define WRONG                                                                                                          \
    "SELECT count(*) FROM (SELECT id FROM report WHERE subject = 1 ORDER BY id DESC LIMIT 4) r WHERE"                  \
    " coalesce((SELECT group_concat(id) FROM (SELECT s.id FROM report_shown s WHERE s.report = r.id AND s.what ="      \
    " 'mark' ORDER BY s.id)), '') <> coalesce((SELECT group_concat(id) FROM (SELECT id FROM mark WHERE subject = 1"    \
    " AND died IS NULL ORDER BY id)), '')"
#define REPORTS "SELECT count(*) FROM report WHERE subject = 1"

static void in_the_records(int64_t before, bool marked)
{
    assert_int_equal(fixture_count(fixture, REPORTS), before + 4);
    assert_int_equal(fixture_count(fixture, WRONG), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) > 0 FROM mark WHERE subject = 1 AND died IS NULL"),
                     marked);
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(DISTINCT kind) FROM (SELECT kind FROM report WHERE subject = 1 ORDER BY id DESC"
                      " LIMIT 4)"),
        4);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM report WHERE digest IS NULL OR length(digest) <> 64"),
                     0);
}

static void test_between_acceptance_and_reply(void **state)
{
    (void)state;
    may_share();
    all_ways();
    in_the_records(0, false);
    g_autoptr(table_t) open = opened(fixture, "2026-11-20", NULL, NULL);
    all_ways();
    in_the_records(4, true);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    all_ways();
    in_the_records(8, true);
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", "--value", "N");
    correct_case(fixture, 1, "confirm_error", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    all_ways();
    in_the_records(12, false);
}

/* What is not in the record of a report is seen to be missing from it. */
static void test_a_dropped_line_is_seen(void **state)
{
    (void)state;
    may_share();
    g_autoptr(table_t) open = opened(fixture, "2026-11-20", NULL, NULL);
    all_ways();
    in_the_records(0, true);
    below(fixture, "DELETE FROM report_shown WHERE report IN (SELECT max(id) FROM report WHERE subject = 1)");
    assert_int_equal(fixture_count(fixture, WRONG), 1);
}

static void test_the_list(void **state)
{
    (void)state;
    g_autoptr(table_t) open = opened(fixture, "2026-11-20", NULL, NULL);
    g_autoptr(table_t) said =
        fixture_run(fixture, "statement.add", "1", "--text", "paid on 3 May", "--dispute", "1", NULL);
    workbook();
    own("report", "request.report", "xlsx");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) rows = fixture_run(fixture, "subject.reports", "1", NULL);
    assert_int_equal(table_row_count(rows), 2);
    assert_string_equal(fixture_cell(rows, 0, "kind")->text, "own");
    assert_string_equal(fixture_cell(rows, 1, "kind")->text, "workbook");
    assert_string_equal(fixture_cell(rows, 1, "user")->text, FIXTURE_OFFICER);
    assert_true(fixture_cell(rows, 1, "receiver")->is_null);
    assert_string_equal(fixture_cell(rows, 1, "marks")->text, "1");
    assert_string_equal(fixture_cell(rows, 1, "statements")->text, "1");
}

/* A record that cannot be written (its number is taken) leaves no file. */
static void test_no_record_no_file(void **state)
{
    g_autofree char *file = new_file("xlsx");
    g_autoptr(GError) error = NULL;
    (void)state;
    below(fixture, "INSERT INTO report (id, subject, kind, at, user, change) VALUES (1, 999, 'report', 1, 'test', 1)");
    fixture_user(fixture, FIXTURE_OFFICER);
    assert_null(fixture_try(fixture, &error, "export.subject", "1", file, NULL));
    assert_non_null(error);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    assert_int_equal(fixture_count(fixture, REPORTS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_between_acceptance_and_reply, begin, end),
        cmocka_unit_test_setup_teardown(test_a_dropped_line_is_seen, begin, end),
        cmocka_unit_test_setup_teardown(test_the_list, begin, end),
        cmocka_unit_test_setup_teardown(test_no_record_no_file, begin, end),
    };
    return cmocka_run_group_tests_name("report_shown", tests, NULL, NULL);
}
