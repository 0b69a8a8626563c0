/* SPDX-License-Identifier: Apache-2.0 */
/* Asking furnishers and taking answers in: by hand and by file, whole or not at all, never twice, and never by the
 * machine when an answer contradicts itself. */
#include "dispute_law.h"

#include "dispute/enquiry.h"
#include "vault/keys.h"

static int set_up(void **state)
{
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

/* One case that is checked and may be asked about. */
static void checked(struct fixture *fixture)
{
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
}

static void asked(struct fixture *fixture)
{
    checked(fixture);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
}

static void test_a_row_with_its_letter(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    g_autoptr(table_t) list = fixture_run(fixture, "dispute.enquiries", "1", NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_string_equal(fixture_cell(list, 0, "furnisher")->text, "SAMPLE");
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM dispute_enquiry e JOIN letter l ON l.number = e.number"
                                   " AND l.kind = 'enquiry' WHERE e.form = 'letter'"),
                     1);
    /* the clock "furnisher" says until when */
    assert_int_equal(fixture_count(fixture, "SELECT e.due - c.due FROM dispute_enquiry e JOIN dispute_clock c ON "
                                            "c.dispute = e.dispute AND c.clock = 'furnisher'"),
                     0);
    g_autofree char *silence = phrase_expand(fixture_text(list, "silence"), NULL);
    assert_non_null(strstr(silence, "cannot be determined"));
}

static void test_silence_in_the_us(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "US-FCRA");
    asked(fixture);
    g_autoptr(table_t) list = fixture_run(fixture, "dispute.enquiries", "1", NULL);
    g_autofree char *silence = phrase_expand(fixture_text(list, "silence"), NULL);
    assert_non_null(strstr(silence, "deleted"));
}

static void test_field_by_field(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    g_autoptr(table_t) done = fixture_run(fixture, "dispute.reply", "1", "--says", "1=different:N", "--code", "21",
                                          "--respondent", "Chen", NULL);
    assert_string_equal(fixture_text(done, "state"), "DECIDING");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE says = 'different' AND answered = "
                                            "'N'"),
                     1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_answer WHERE value = 'N'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry WHERE answered IS NULL"), 0);
}

static void refused(struct fixture *fixture, int code, const char *says, const char *word, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.reply", "1", "--says", says, word, value, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_answer"), 0);
}

static void test_what_is_no_answer(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    refused(fixture, BUREAU_ERROR_USAGE, "1=different", NULL, NULL);
    refused(fixture, BUREAU_ERROR_USAGE, "1=perhaps", NULL, NULL);
    refused(fixture, BUREAU_ERROR_USAGE, "one=same", NULL, NULL);
    refused(fixture, BUREAU_ERROR_REFUSED, "2=same", NULL, NULL);
    refused(fixture, BUREAU_ERROR_USAGE, "1=same", "--code", "99");
    /* 24 does not answer 106, status and payment history */
    refused(fixture, BUREAU_ERROR_REFUSED, "1=same", "--code", "24");
}

static void test_contradiction_waits(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    g_autoptr(table_t) done =
        fixture_run(fixture, "dispute.reply", "1", "--says", "1=different:N", "--code", "01", NULL);
    assert_string_equal(fixture_text(done, "state"), "WITH_FURNISHER");
    assert_int_equal(fixture_count(fixture, "SELECT contrary FROM dispute"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry WHERE contrary IS NOT NULL"), 1);
    held_back(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "contradicts", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", "--text", "the clerk confirmed the value");
    assert_int_equal(fixture_count(fixture, "SELECT contrary FROM dispute"), 0);
}

static void test_words(void **state)
{
    static const struct {
        const char *text;
        unsigned means;
    } texts[] = {
        { "The entry was reported in error.", MEANS_WRONG },
        { "Verified: not in error", MEANS_RIGHT },
        { "本行已更正", MEANS_WRONG },
        { "经核查，异议不属实", MEANS_RIGHT },
        { "该信息不属实", MEANS_WRONG },
        { "记录无误", MEANS_RIGHT },
        { "记录有误", MEANS_WRONG },
        { "INACCURATE", MEANS_WRONG },
        { "we could not verify it", MEANS_UNKNOWN },
        { "thank you", 0 },
        { "", 0 },
        { "precorrected", 0 },
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (contrary_read(texts[i].text) != texts[i].means)
            fail_msg("\"%s\" is read as %u", texts[i].text, contrary_read(texts[i].text));
}

/* ---- files --------------------------------------------------------------------------------------------------------
 */

static char *path_of(struct fixture *fixture, const char *name)
{
    return g_build_filename(fixture->directory, name, NULL);
}

static struct table *imported(struct fixture *fixture, const char *text)
{
    g_autofree char *path = path_of(fixture, "answers.csv");
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return fixture_run(fixture, "enquiry.import", path, "--furnisher", "SAMPLE", NULL);
}

static void exported(struct fixture *fixture)
{
    g_autofree char *path = path_of(fixture, "ask.csv"), *text = NULL;
    checked(fixture);
    g_autoptr(table_t) made = fixture_run(fixture, "enquiry.export", path, "--furnisher", "SAMPLE", NULL);
    assert_int_equal(fixture_int(made, "moved"), 1);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "E-000001,D-000001,"));
    assert_non_null(strstr(text, "9999000011114417"));
    assert_null(strstr(text, "9999000022220001"));
    assert_null(strstr(text, fixture->identity));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'enquiry'"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE state = 'WITH_FURNISHER'"), 1);
}

#define HEADER "enquiry,item,says,value,code,respondent,text\n"

static void test_file_taken_once(void **state)
{
    struct fixture *fixture = *state;
    exported(fixture);
    g_autoptr(table_t) first = imported(fixture, HEADER "E-000001,1,different,N,21,Chen,\n");
    assert_int_equal(fixture_int(first, "taken"), 1);
    g_autoptr(table_t) again = imported(fixture, HEADER "E-000001,1,different,1,21,Chen,\n");
    assert_int_equal(fixture_int(again, "taken"), 0);
    assert_int_equal(fixture_int(again, "again"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE answered = 'N'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE state = 'DECIDING'"), 1);
}

static void test_file_put_aside(void **state)
{
    struct fixture *fixture = *state;
    exported(fixture);
    g_autoptr(table_t) put = imported(fixture, HEADER "E-000001,1,same,,01,Chen,记录有误\n");
    assert_int_equal(fixture_int(put, "person"), 1);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM dispute WHERE state = 'WITH_FURNISHER' AND contrary = "
                                   "1"),
                     1);
}

static void test_file_hostile(void **state)
{
    struct fixture *fixture = *state;
    static const char *const rows[] = {
        "E-000001,1,perhaps,,21,Chen,\n",
        "E-000009,1,same,,01,Chen,\n",
        "E-1x,1,same,,01,Chen,\n",
        "E-000001,,same,,01,Chen,\n",
        "E-000001,7,same,,01,Chen,\n",
        "E-000001,1,different,ZZ,21,Chen,\n",
        "E-000001,1,same,,99,Chen,\n",
        "E-000001,1,same\n",
        "\"E-000001,1,same,,01,Chen,\n",
        "E-000001,-1,same,,01,Chen,\n",
        ",,,,,,\n",
        "E-99999999999999999999,1,same,,,,\n",
        "E-000001,1,different,,21,Chen,\n",
    };
    exported(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(HEADER, rows[i], NULL);
        g_autoptr(table_t) answer = imported(fixture, text);
        if (fixture_int(answer, "refused") != 1 || fixture_int(answer, "taken") != 0)
            fail_msg("not refused: %s", rows[i]);
        assert_int_equal(fixture_cell(answer, 0, "line")->integer, 2);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_answer"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry WHERE answered IS NOT NULL"), 0);
}

/* Past its day: reminded and escalated; the late answer is still taken. */
static void test_reminded(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    fixture_clock(fixture, "2026-12-09");
    g_autoptr(table_t) late = fixture_run(fixture, "enquiry.list", "--overdue", NULL);
    assert_int_equal(table_row_count(late), 1);
    g_autoptr(table_t) done = fixture_run(fixture, "enquiry.remind", "--all", NULL);
    assert_int_equal(fixture_int(done, "escalated"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT reminders FROM dispute_enquiry"), 1);
    g_autoptr(table_t) none = fixture_run(fixture, "enquiry.remind", "--all", NULL);
    assert_int_equal(table_row_count(none), 0);
    g_autoptr(table_t) came = fixture_run(fixture, "dispute.reply", "1", "--says", "1=same", NULL);
    assert_string_equal(fixture_text(came, "state"), "DECIDING");
}

static void test_marks(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    g_autoptr(table_t) open = fixture_run(fixture, "dispute.marks", "1", NULL);
    assert_string_equal(fixture_cell(open, 0, "condition")->text, "XB");
    assert_string_equal(fixture_cell(open, 0, "annotation")->text, "1");
    assert_int_equal(fixture_int(open, "header"), 1);
    event(fixture, FIXTURE_SERVICE, 1, "withdraw", "WITHDRAWN", "--text", "I take it back");
    g_autoptr(table_t) ended = fixture_run(fixture, "dispute.marks", "1", NULL);
    assert_string_equal(fixture_cell(ended, 0, "condition")->text, "XR");
    assert_int_equal(fixture_int(ended, "header"), 0);
}

/* ---- what a file is in doubt --------------------------------------------------------------------------------------
 */

/* The file cannot be placed, or the act cannot be committed: no file, and no case has moved. */
static void test_export_whole(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *path = path_of(fixture, "ask.csv"), *nowhere = path_of(fixture, "nowhere/ask.csv");
    checked(fixture);
    struct vault_keys *keys = vault_keys_ref(store_keys(fixture->store)); /* triggers want another connection */
    store_close(fixture->store);
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_MAINTENANCE, NULL);
    vault_keys_unref(keys);
    g_autoptr(GError) first = NULL, second = NULL, third = NULL;
    assert_null(fixture_try(fixture, &first, "enquiry.export", nowhere, "--furnisher", "SAMPLE", NULL));
    assert_error_code(first, BUREAU_ERROR_STORE);
    assert_true(store_run(fixture->store, NULL,
                          "CREATE TRIGGER no_line BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END", ""));
    assert_null(fixture_try(fixture, &second, "enquiry.export", path, "--furnisher", "SAMPLE", NULL));
    assert_true(store_run(fixture->store, NULL, "DROP TRIGGER no_line", ""));
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_true(g_file_set_contents(path, "mine", -1, NULL));
    assert_null(fixture_try(fixture, &third, "enquiry.export", path, "--furnisher", "SAMPLE", NULL));
    assert_error_code(third, BUREAU_ERROR_REFUSED);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE state = 'BUREAU_CHECKED'"), 1);
    g_autoptr(table_t) made = fixture_run(fixture, "enquiry.export", path, "--furnisher", "SAMPLE", "--replace", NULL);
    assert_int_equal(fixture_int(made, "moved"), 1);
    /* again: the same enquiry, and nothing moves */
    g_autoptr(table_t) again = fixture_run(fixture, "enquiry.export", path, "--furnisher", "SAMPLE", "--replace", NULL);
    assert_int_equal(fixture_int(again, "moved"), 0);
    assert_string_equal(fixture_text(made, "sha256"), fixture_text(again, "sha256"));
}

static void test_json(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *path = path_of(fixture, "ask.json"), *back = path_of(fixture, "back.json"), *text = NULL;
    checked(fixture);
    g_autoptr(table_t) made = fixture_run(fixture, "enquiry.export", path, "--furnisher", "SAMPLE", NULL);
    assert_int_equal(fixture_int(made, "rows"), 1);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_true(text[0] == '[' && strstr(text, "\"E-000001\"") != NULL);
    assert_true(g_file_set_contents(
        back, "[{\"enquiry\":\"E-000001\",\"item\":\"1\",\"says\":\"different\",\"value\":\"N\",\"code\":\"21\"}]", -1,
        NULL));
    g_autoptr(table_t) came = fixture_run(fixture, "enquiry.import", back, NULL);
    assert_int_equal(fixture_int(came, "taken"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE answered = 'N'"), 1);
}

/* Two furnishers in one case: it waits for both; one that is silent holds it until somebody escalates. */
static void test_two_furnishers(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.second", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (77, 'OTHER', 'Other Bank', "
                          "'另一银行', 'furnisher')",
                          ""));
    assert_true(
        store_run(fixture->store, &error, "UPDATE account SET source = 77 WHERE account = ?1", "i", fixture->loan));
    assert_true(guard_act_commit(fixture->session, "test.second", NULL, &error));
    g_autofree char *loan = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=1", (int)fixture->loan);
    g_autoptr(table_t) made = opened(fixture, "2026-11-22", "--item", loan);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(DISTINCT source) FROM dispute_enquiry"), 2);
    g_autoptr(GError) which = NULL, others = NULL;
    assert_null(fixture_try(fixture, &which, "dispute.reply", "1", "--says", "1=same", NULL));
    assert_error_code(which, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &others, "dispute.reply", "1", "--furnisher", "OTHER", "--says", "1=same", NULL));
    assert_error_code(others, BUREAU_ERROR_REFUSED);
    g_autofree char *proof = paper(fixture, "bank");
    g_autoptr(table_t) one = fixture_run(fixture, "dispute.reply", "1", "--furnisher", "SAMPLE", "--says", "1=same",
                                         "--evidence", proof, NULL);
    assert_string_equal(fixture_text(one, "state"), "WITH_FURNISHER");
    assert_int_equal(fixture_int(one, "complete"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry e JOIN attachment a ON a.digest = "
                                            "e.evidence AND a.dispute = e.dispute"),
                     1);
    fixture_clock(fixture, "2026-12-09"); /* the other is silent: it alone is reminded */
    g_autoptr(table_t) late = fixture_run(fixture, "enquiry.list", "--overdue", NULL);
    assert_int_equal(table_row_count(late), 1);
    assert_string_equal(fixture_cell(late, 0, "furnisher")->text, "OTHER");
    g_autoptr(table_t) reminded = fixture_run(fixture, "enquiry.remind", "--all", NULL);
    assert_int_equal(table_row_count(reminded), 1);
    g_autoptr(table_t) two = fixture_run(fixture, "dispute.reply", "1", "--says", "2=unknown", NULL);
    assert_string_equal(fixture_text(two, "state"), "DECIDING");
    assert_int_equal(fixture_int(two, "complete"), 1);
}

static void test_marks_file(void **state)
{
    struct fixture *fixture = *state;
    asked(fixture);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autofree char *path = path_of(fixture, "marks.csv"), *later = path_of(fixture, "later.json"), *text = NULL;
    g_autoptr(table_t) made = fixture_run(fixture, "mark.export", path, NULL);
    assert_int_equal(fixture_int(made, "rows"), 1);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "D-000001,1,SAMPLE,"));
    assert_non_null(strstr(text, ",XB,"));
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    assert_string_equal(fixture_text(made, "sha256"), digest);
    g_autoptr(table_t) none = fixture_run(fixture, "mark.export", later, "--since", "2026-12-20", NULL);
    assert_int_equal(fixture_int(none, "rows"), 0);
}

/* Spoils a good file, or makes one of random bytes. */
static char *spoiled(GRand *rand, const char *good, gsize *length)
{
    *length = strlen(good);
    char *bytes = g_malloc0(*length + 1);
    memcpy(bytes, good, *length);
    const bool edits = g_rand_boolean(rand);
    for (gsize i = 0; !edits && i < *length; i++)
        bytes[i] = (char)g_rand_int_range(rand, 0, 256);
    for (int i = g_rand_int_range(rand, 1, 6); edits && i > 0; i--) {
        static const char likely[] = "\",\n\r{}[]:\\=0E-\0";
        const gsize at = (gsize)g_rand_int_range(rand, 0, (gint32)*length);
        bytes[at] = g_rand_boolean(rand) ? likely[g_rand_int_range(rand, 0, sizeof likely)]
                                         : (char)g_rand_int_range(rand, 0, 256);
    }
    if (g_rand_int_range(rand, 0, 8) == 0) *length = (gsize)g_rand_int_range(rand, 0, (gint32)*length);
    return bytes;
}

static void test_random_files(void **state)
{
    static const char *const good[] = {
        HEADER "E-000001,1,same,,01,Chen,\"well, \"\"so\"\"\"\n",
        "[{\"enquiry\":\"E-000001\",\"item\":\"1\",\"says\":\"different\",\"value\":\"N\",\"code\":\"21\"}]",
    };
    struct fixture *fixture = *state;
    exported(fixture);
    GRand *rand = g_rand_new_with_seed(20261122);
    int64_t taken = 0;
    for (int round = 0; round < 2000; round++) { /* first with an item that was not asked, so that few are taken */
        gsize length = 0;
        const int form = g_rand_int_range(rand, 0, 2);
        g_autoptr(GString) whole = g_string_new(good[form]);
        if (round < 1500) g_string_replace(whole, form == 0 ? "1,same" : "\"1\"", form == 0 ? "7,same" : "\"7\"", 1);
        g_autofree char *bytes = spoiled(rand, whole->str, &length);
        g_autofree char *path = path_of(fixture, form == 0 ? "spoiled.csv" : "spoiled.json");
        assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer = fixture_try(fixture, &error, "enquiry.import", path, NULL);
        assert_true((answer == NULL) == (error != NULL));
        if (answer != NULL) taken += fixture_int(answer, "taken") + fixture_int(answer, "person");
        /* whole or not at all */
        const int64_t answers = fixture_count(fixture, "SELECT count(*) FROM dispute_answer");
        assert_int_equal(answers, taken);
        assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_enquiry WHERE answered IS NOT NULL"),
                         taken);
        assert_true(taken <= 1);
    }
    g_rand_free(rand);
    assert_int_equal(taken, 1); /* some of the edits do no harm */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_row_with_its_letter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_silence_in_the_us, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_field_by_field, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_contradiction_waits, set_up, tear_down),
        cmocka_unit_test(test_words),
        cmocka_unit_test_setup_teardown(test_file_taken_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_put_aside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_hostile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reminded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_export_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_furnishers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_files, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
