/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a case: everything that happened is in it, what did not is said to be absent, the same case gives the
 * same text, and an archive is closed only over complete papers. */
#include "check.h"
#include "fixture.h"

#include "dispute/case.h"
#include "letter/print.h"

#include <glib/gstdio.h>
#include <string.h>

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=N", fixture->card);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "dispute.open", subject, "--item", item, "--item", "field=phone,claimed=13900139000",
                    "--reason", "payment.month", "--text", "四月已经按时还款", "--received", "2026-11-20", NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static void act(struct fixture *fixture, const char *user, const char *event, const char *option, const char *value)
{
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.act", "1", event, option, value, NULL);
}

static char *evidence(struct fixture *fixture)
{
    char *path = g_build_filename(fixture->directory, "slip.txt", NULL);
    assert_true(g_file_set_contents(path, "paid on time", -1, NULL));
    return path;
}

/* To the close, by two persons, with a paper. */
static void close_case(struct fixture *fixture)
{
    g_autofree char *paper = evidence(fixture);
    act(fixture, FIXTURE_SERVICE, "own_check", "--text", "已与原始文件比对");
    act(fixture, FIXTURE_SERVICE, "send_furnisher", "--text", "请核查");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answered = fixture_run(fixture, "dispute.act", "1", "furnisher_reply", "--item", "1", "--value",
                                              "N", "--evidence", paper, NULL);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) decided =
        fixture_run(fixture, "dispute.act", "1", "confirm_error", "--item", "1", "--text", "确有错误", NULL);
    g_autoptr(table_t) applied = fixture_run(fixture, "dispute.act", "1", "apply", NULL);
    act(fixture, FIXTURE_SERVICE, "answer", NULL, NULL);
    act(fixture, FIXTURE_SERVICE, "close", NULL, NULL);
}

static char *file_text(struct fixture *fixture, const char *language)
{
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.file", "1", "--language", language, NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, fixture_text(answer, "text"), -1);
    assert_string_equal(digest, fixture_text(answer, "sha256"));
    return g_strdup(fixture_text(answer, "text"));
}

static void must_say(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) fail_msg("the file does not say \"%s\":\n%s", words, text);
}

/* Each value of a column of the store stands in the file. */
static void must_hold_all(struct fixture *fixture, const char *text, const char *sql)
{
    GError *error = NULL;
    int rows = 0;
    g_autoptr(statement_t) row = store_prepare(fixture->store, sql, &error);
    assert_no_error(error);
    while (statement_step(row, &error) == STEP_ROW) {
        must_say(text, statement_text(row, 0));
        rows++;
    }
    if (rows == 0) fail_msg("nothing found by %s", sql);
}

static void test_everything_is_in_it(void **state)
{
    struct fixture *fixture = *state;
    close_case(fixture);
    g_autofree char *text = file_text(fixture, "zh");
    must_say(text, "D-000001");
    must_say(text, "CN-ZX");
    must_say(text, "《征信业管理条例》第二十五条");
    must_say(text, "四月已经按时还款");
    must_say(text, FIXTURE_SERVICE);
    must_say(text, FIXTURE_REVIEWER);
    must_hold_all(fixture, text, "SELECT number FROM letter WHERE dispute = 1");
    must_hold_all(fixture, text, "SELECT digest FROM letter WHERE dispute = 1");
    must_hold_all(fixture, text, "SELECT digest FROM attachment WHERE dispute = 1");
    must_hold_all(fixture, text, "SELECT rule FROM dispute_clock WHERE dispute = 1");
    must_hold_all(fixture, text, "SELECT user FROM dispute_event WHERE dispute = 1");
    must_hold_all(fixture, text, "SELECT id FROM mark WHERE dispute = 1");
    must_hold_all(fixture, text,
                  "SELECT 'number ' || '' FROM letter WHERE 0 UNION ALL SELECT command FROM audit WHERE"
                  " dispute = 1 AND command <> 'dispute.file'");
    /* letters are there in full, line by line */
    g_autofree char *reply = store_query_text(fixture->store, NULL,
                                              "SELECT text FROM letter WHERE dispute = 1 ORDER BY id DESC LIMIT 1", "");
    g_auto(GStrv) lines = g_strsplit(reply, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        must_say(text, lines[i]);
}

static void test_absent_is_said(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *zh = file_text(fixture, "zh");
    g_autofree char *en = file_text(fixture, "en");
    must_say(zh, "投诉：无");
    must_say(zh, "附件：无");
    must_say(zh, "更正：无");
    must_say(en, "Complaints: none");
    must_say(en, "Attachments: none");
    must_say(en, "There is none in this case.");
    assert_null(strchr(en, '{'));
    assert_null(strchr(zh, '{'));
}

static void test_same_case_same_text(void **state)
{
    struct fixture *fixture = *state;
    close_case(fixture);
    g_autofree char *first = file_text(fixture, "zh");
    fixture_clock(fixture, "2027-01-05");
    g_autofree char *again = file_text(fixture, "zh");
    assert_string_equal(first, again);
}

/* Numbers stay masked for who may not see them, and for everybody in what is kept. */
static void test_masks(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *text = file_text(fixture, "zh");
    assert_null(strstr(text, fixture->identity));
    assert_null(strstr(text, "13900139000"));
    assert_null(strstr(text, "13800138000"));
    assert_null(strstr(text, "9999000011114417"));
}

static void test_an_auditor_reads_it(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *missing = print_fonts_missing();
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("audit");
    g_autofree char *plain = g_build_filename(fixture->directory, "case.txt", NULL);
    g_autofree char *paper = g_build_filename(fixture->directory, "case.pdf", NULL);
    g_autoptr(table_t) text = fixture_run(fixture, "dispute.file", "1", plain, NULL);
    g_autofree char *written = NULL;
    assert_true(g_file_get_contents(plain, &written, NULL, NULL));
    must_say(written, "D-000001");
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) pages = fixture_try(fixture, &error, "dispute.file", "1", paper, NULL);
    if (missing != NULL) { /* no fonts here: it is refused and nothing is written */
        assert_error_code(error, BUREAU_ERROR_INPUT);
        assert_false(g_file_test(paper, G_FILE_TEST_EXISTS));
        return;
    }
    assert_no_error(error);
    assert_true(fixture_int(pages, "bytes") > 1000);
}

/* ---- the archive --------------------------------------------------------------------------------------------------
 */

static void change(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.change", NULL, &error));
    store_run(fixture->store, &error, sql, "");
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test.change", NULL, &error));
}

static void assert_not_archived(struct fixture *fixture, const char *missing)
{
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.act", "1", "archive", NULL);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    if (missing != NULL && strstr(error->message, missing) == NULL) fail_msg("%s", error->message);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'case_file'"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE archived IS NOT NULL"), 0);
}

static void test_archive_needs_its_papers(void **state)
{
    struct fixture *fixture = *state;
    assert_not_archived(fixture, NULL); /* it is not closed */
    close_case(fixture);
    change(fixture, "UPDATE dispute SET identity = NULL");
    assert_not_archived(fixture, NULL);
    change(fixture, "UPDATE dispute SET identity = 'counter', applicant = 'agent', authority = NULL");
    assert_not_archived(fixture, NULL);
    change(fixture, "UPDATE dispute SET applicant = 'subject'");
    act(fixture, FIXTURE_SERVICE, "archive", NULL, NULL);
}

static void test_archive_keeps_the_file(void **state)
{
    struct fixture *fixture = *state;
    close_case(fixture);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) archived = fixture_run(fixture, "dispute.act", "1", "archive", NULL);
    const char *number = fixture_text(archived, "letters");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE archived = 20779"), 1);
    g_autofree char *text =
        store_query_text(fixture->store, NULL, "SELECT text FROM letter WHERE number = ?1", "s", number);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autofree char *kept =
        store_query_text(fixture->store, NULL, "SELECT digest FROM letter WHERE kind = 'case_file'", "");
    assert_string_equal(digest, kept);
    must_say(text, "异议案卷");
    must_say(text, "2026-000001-01");
    assert_null(strstr(text, fixture->identity));
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) again = fixture_try(fixture, &error, "dispute.act", "1", "archive", NULL);
    assert_null(again);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_everything_is_in_it),    CASE(test_absent_is_said),
        CASE(test_same_case_same_text),    CASE(test_masks),
        CASE(test_an_auditor_reads_it),    CASE(test_archive_needs_its_papers),
        CASE(test_archive_keeps_the_file),
    };
    return cmocka_run_group_tests_name("case file", tests, NULL, NULL);
}
