/* SPDX-License-Identifier: Apache-2.0 */
/* The register of requests: days by the profile's law, the machine, who must show what, letters, own reports, copies.
 */
#include "check.h"
#include "fixture.h"

#include "request/register.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    fixture_user(fixture, FIXTURE_SERVICE);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static char *id_of(const struct fixture *fixture)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
}

static void set_profile(struct fixture *fixture, const char *profile)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", profile, &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
}

/* Opens a request of a kind; answers its number as text. */
static char *open_request(struct fixture *fixture, const char *kind, const char *received)
{
    g_autofree char *subject = id_of(fixture);
    g_autoptr(table_t) answer = fixture_run(fixture, "request.open", subject, kind, "--received", received, NULL);
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(answer, "request"));
}

static void act(struct fixture *fixture, const char *request, const char *event)
{
    g_autoptr(table_t) answer = fixture_run(fixture, "request.act", request, event, "--text", "as it was", NULL);
}

static void assert_refused(struct fixture *fixture, int code, const char *request, const char *event,
                           const char *option, const char *value)
{
    GError *error = NULL;
    struct table *answer = option ? fixture_try(fixture, &error, "request.act", request, event, option, value, NULL)
                                  : fixture_try(fixture, &error, "request.act", request, event, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    g_clear_error(&error);
}

static char *due_of(struct fixture *fixture, const char *kind, const char *received, bool *ours)
{
    GError *error = NULL;
    g_autofree char *number = open_request(fixture, kind, received);
    g_autoptr(request_t) request = request_load(fixture->session, g_ascii_strtoll(number, NULL, 10), &error);
    assert_no_error(error);
    char day[DATE_TEXT_SIZE];
    *ours = strstr(request->due_reason, "internal target") != NULL;
    return g_strdup(date_format(request->due, day));
}

static void test_days_by_profile(void **state)
{
    struct fixture *fixture = *state;
    bool ours;
    g_autofree char *cn = due_of(fixture, "access", "2026-11-01", &ours);
    assert_string_equal(cn, "2026-11-16"); /* the Act names no number: our own aim, and it says so */
    assert_true(ours);
    set_profile(fixture, "EU-GDPR");
    g_autofree char *eu = due_of(fixture, "access", "2026-10-31", &ours);
    assert_string_equal(eu, "2026-11-30"); /* one month, to the month's last day */
    assert_false(ours);
    set_profile(fixture, "US-FCRA");
    g_autofree char *us = due_of(fixture, "access", "2026-11-01", &ours);
    assert_string_equal(us, "2026-11-16");
    assert_false(ours);
    g_autofree char *none = due_of(fixture, "delete", "2026-11-01", &ours);
    assert_true(ours); /* the law has no such right; it is answered all the same */
}

static void test_a_day_not_here_yet(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = id_of(fixture);
    assert_null(fixture_try(fixture, &error, "request.open", subject, "access", "--received", "2026-11-23", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
}

static void test_the_way_of_a_request(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *request = open_request(fixture, "access", "2026-11-20");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "answer", NULL, NULL); /* identity first */
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "verify", NULL, NULL); /* and how */
    assert_refused(fixture, BUREAU_ERROR_USAGE, request, "dance", NULL, NULL);
    assert_refused(fixture, BUREAU_ERROR_USAGE, request, "erased", NULL, NULL); /* the system's own */
    act(fixture, request, "verify");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "extend", "--reason", "many"); /* no such thing in China */
    act(fixture, request, "begin");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "fulfil", NULL, NULL);         /* not of this kind */
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "refuse", NULL, NULL);         /* reasons are owed */
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "refuse", "--reason", "包过"); /* and promise nothing */
    assert_refused(fixture, BUREAU_ERROR_STALE, request, "answer", "--version", "1");
    act(fixture, request, "answer");
    act(fixture, request, "close");
    g_autoptr(table_t) shown = fixture_run(fixture, "request.show", request, NULL);
    assert_string_equal(fixture_text(shown, "state"), "CLOSED");
    assert_string_equal(fixture_text(shown, "outcome"), "answered");
    assert_string_equal(fixture_text(shown, "next"), "");
    assert_int_equal(table_row_count(shown), 5);
    g_autoptr(table_t) letter = fixture_run(fixture, "request.letter", request, NULL);
    assert_string_equal(fixture_text(letter, "kind"), "request_answer");
    assert_non_null(strstr(fixture_text(letter, "text"), "王小明"));
    assert_null(strstr(fixture_text(letter, "text"), fixture->identity));
    g_autoptr(table_t) letters = fixture_run(fixture, "request.letters", request, NULL);
    assert_int_equal(table_row_count(letters), 2);
    assert_string_equal(fixture_cell(letters, 0, "number")->text, "2026-R000001-01");
}

static void test_a_refusal_tells_its_reasons(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *request = open_request(fixture, "explain", "2026-11-20");
    g_autoptr(table_t) done = fixture_run(fixture, "request.act", request, "refuse", "--reason", "无法核验身份", NULL);
    assert_string_equal(fixture_text(done, "state"), "REFUSED");
    g_autoptr(table_t) letter = fixture_run(fixture, "request.letter", request, NULL);
    assert_non_null(strstr(fixture_text(letter, "text"), "无法核验身份"));
    assert_non_null(strstr(fixture_text(letter, "text"), "个人信息保护法第五十条"));
}

static void test_who_asks_for_another_shows_it(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = id_of(fixture);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "request.open", subject, "access", "--applicant", "relative", NULL);
    assert_refused(fixture, BUREAU_ERROR_REFUSED, "1", "verify", "--text", "identity card seen");
    g_autoptr(table_t) verified = fixture_run(fixture, "request.act", "1", "verify", "--text", "identity card seen",
                                              "--proof", "death certificate, household register", NULL);
    assert_string_equal(fixture_text(verified, "state"), "VERIFIED");
    g_autoptr(table_t) agent = fixture_run(fixture, "request.open", subject, "copy", "--applicant", "agent", "--proof",
                                           "authorisation of 2026-11-01", NULL);
    g_autoptr(table_t) second = fixture_run(fixture, "request.act", "2", "verify", "--text", "seen", NULL);
    assert_string_equal(fixture_text(second, "state"), "VERIFIED");
}

static void test_extension_only_in_time(void **state)
{
    struct fixture *fixture = *state;
    set_profile(fixture, "EU-GDPR");
    g_autofree char *late = open_request(fixture, "access", "2026-10-01"),
                    *fresh = open_request(fixture, "access", "2026-11-01");
    act(fixture, late, "verify");
    act(fixture, fresh, "verify");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, late, "extend", "--reason", "many accounts");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, fresh, "extend", NULL, NULL);
    g_autoptr(table_t) done = fixture_run(fixture, "request.act", fresh, "extend", "--reason", "many accounts", NULL);
    assert_int_equal(fixture_int(done, "due"), date_make(2027, 2, 1).days);
    act(fixture, late, "begin");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM request_event WHERE event = 'overdue'"), 1);
}

static void test_correction_leads_to_a_dispute(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = id_of(fixture), *request = open_request(fixture, "correct", "2026-11-20");
    act(fixture, request, "verify");
    act(fixture, request, "begin");
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "answer", NULL, NULL);
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "link", "--dispute", "77");
    g_autoptr(table_t) opened = fixture_run(fixture, "dispute.open", subject, "--item",
                                            "field=phone,claimed=13900139000", "--reason", "payment.month", NULL);
    g_autoptr(table_t) linked = fixture_run(fixture, "request.act", request, "link", "--dispute", "1", NULL);
    assert_refused(fixture, BUREAU_ERROR_REFUSED, request, "answer", NULL, NULL); /* it is not closed */
    g_autoptr(table_t) closed = fixture_run(fixture, "dispute.act", "1", "withdraw", "--text", "signed", NULL);
    act(fixture, request, "answer");
}

/* ---- what is given out --------------------------------------------------------------------------------------------
 */

static void verified(struct fixture *fixture, const char *request)
{
    act(fixture, request, "verify");
    act(fixture, request, "begin");
}

static void test_nothing_before_identity(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *request = open_request(fixture, "copy", "2026-11-20");
    g_autofree char *file = g_build_filename(fixture->directory, "..", "early.json", NULL);
    assert_null(fixture_try(fixture, &error, "request.copy", request, file, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "request.report", request, file, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

static void test_copy_is_whole_and_clear(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *request = open_request(fixture, "copy", "2026-11-20");
    g_autofree char *folder = g_dir_make_tmp("bureau-copy-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "copy.json", NULL);
    g_autofree char *csv = g_build_filename(folder, "copy.csv", NULL), *text = NULL, *lines = NULL;
    struct stat about;
    verified(fixture, request);
    g_autoptr(table_t) done = fixture_run(fixture, "request.copy", request, file, NULL);
    assert_int_equal(stat(file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    assert_string_equal(digest, fixture_text(done, "sha256"));
    g_autoptr(JsonParser) parser = json_parser_new();
    assert_true(json_parser_load_from_data(parser, text, -1, &error));
    JsonObject *root = json_node_get_object(json_parser_get_root(parser));
    JsonArray *identifiers = json_object_get_array_member(root, "identifiers");
    assert_string_equal(json_object_get_string_member(json_array_get_object_element(identifiers, 0), "value"),
                        fixture->identity);
    assert_int_equal(json_array_get_length(json_object_get_array_member(root, "accounts")), 2);
    assert_int_equal(json_array_get_length(json_object_get_array_member(root, "months")), 48);
    assert_int_equal(json_array_get_length(json_object_get_array_member(root, "consents")), 2);
    assert_true(json_array_get_length(json_object_get_array_member(root, "uses")) > 0);
    assert_null(strstr(text, FIXTURE_SERVICE)); /* which of our people looked is not the person's business */
    assert_null(fixture_try(fixture, &error, "request.copy", request, file, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED); /* never over a file that is there */
    g_clear_error(&error);
    g_autoptr(table_t) again = fixture_run(fixture, "request.copy", request, csv, NULL);
    assert_true(g_file_get_contents(csv, &lines, NULL, NULL));
    assert_true(g_str_has_prefix(lines, "section,record,field,value\r\n"));
    assert_non_null(strstr(lines, fixture->identity));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM request_event WHERE event = 'copy'"), 2);
    g_unlink(file);
    g_unlink(csv);
    g_rmdir(folder);
}

static void report(struct fixture *fixture, const char *request, const char *folder, int number, bool is_free)
{
    g_autofree char *name = g_strdup_printf("report-%s-%d.xlsx", request, number);
    g_autofree char *file = g_build_filename(folder, name, NULL);
    g_autoptr(table_t) done = fixture_run(fixture, "request.report", request, file, NULL);
    assert_int_equal(fixture_int(done, "number"), number);
    assert_int_equal(fixture_int(done, "free"), is_free);
    assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
    g_unlink(file);
}

/* Who looked at a request looked at the person's file: the line of the look says whose. */
static void test_a_look_names_its_subject(void **state)
{
    struct fixture *fixture = *state;
    static const char *const looks[] = { "request.show", "request.letters", "request.letter", "request.owed" };
    g_autofree char *request = open_request(fixture, "access", "2026-11-20");
    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_autoptr(table_t) look = fixture_run(fixture, looks[i], request, NULL);
        assert_int_equal(fixture_count(fixture, "SELECT coalesce(subject, 0) FROM audit ORDER BY seq DESC LIMIT 1"),
                         fixture->subject);
    }
}

static int64_t figure_of(struct fixture *fixture, const char *code)
{
    g_autoptr(table_t) state_now = fixture_run(fixture, "compliance.state", NULL);
    for (size_t row = 0; row < table_row_count(state_now); row++)
        if (strcmp(fixture_cell(state_now, row, "code")->text, code) == 0)
            return fixture_cell(state_now, row, "count")->integer;
    fail_msg("no figure %s", code);
    return 0;
}

static void test_free_reports_are_counted(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *folder = g_dir_make_tmp("bureau-report-XXXXXX", NULL);
    g_autofree char *request = open_request(fixture, "report", "2026-11-20");
    verified(fixture, request);
    report(fixture, request, folder, 1, true);
    report(fixture, request, folder, 2, true);
    report(fixture, request, folder, 3, false);
    assert_int_equal(figure_of(fixture, "reports.free"), 2); /* the charged one does not take the free ones away */
    fixture_clock(fixture, "2027-01-02");                    /* a new calendar year */
    report(fixture, request, folder, 1, true);
    assert_int_equal(figure_of(fixture, "reports.free"), 1); /* of this year, whenever the request came */
    set_profile(fixture, "US-FCRA");                         /* one in twelve months, back from today */
    report(fixture, request, folder, 5, false);
    g_rmdir(folder);
}

static void test_list_and_counter(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    int64_t count = 0;
    g_autofree char *late = open_request(fixture, "access", "2026-11-01"),
                    *fresh = open_request(fixture, "explain", "2026-11-20");
    g_autoptr(table_t) list = fixture_run(fixture, "request.list", NULL);
    assert_int_equal(table_row_count(list), 2);
    assert_string_equal(fixture_cell(list, 0, "kind")->text, "access");
    assert_int_equal(fixture_cell(list, 0, "days_left")->integer, -6);
    assert_true(request_count_due(fixture->session, date_make(2026, 11, 22), &count, &error));
    assert_int_equal(count, 1);
    g_autoptr(table_t) before = fixture_run(fixture, "request.list", "--due-before", "2026-11-17", NULL);
    assert_int_equal(table_row_count(before), 1);
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "request.act", late, "withdraw", "--text", "signed", NULL);
    g_autoptr(table_t) open = fixture_run(fixture, "request.list", "--state", "open", NULL);
    assert_int_equal(table_row_count(open), 1);
}

/* Every letter of a request that the table names has its words in both languages, with nothing left open. */
static void test_every_letter_has_its_words(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *number = open_request(fixture, "access", "2026-11-20");
    g_autoptr(request_t) request = request_load(fixture->session, 1, &error);
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    static const char *const languages[] = { "en", "zh" };
    int seen = 0;
    for (size_t i = 0; i < tsv_rows(kinds); i++) {
        const char *kind = tsv_cell(kinds, i, "kind");
        if (strcmp(tsv_cell(kinds, i, "of"), "request") != 0) continue;
        assert_true(codes_known("LETTER_KIND", kind));
        for (size_t j = 0; j < 2; j++) {
            g_autofree char *file = g_strdup_printf("letters/%s/%s.txt", languages[j], kind);
            g_autofree char *text = data_read(file, NULL, &error);
            assert_no_error(error);
            assert_true(letter_check_text(text, &error));
        }
        if (strcmp(kind, "request_deletion") == 0) continue;
        g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
        assert_true(guard_act_begin(fixture->session, "test.letter", NULL, &error));
        const bool made = request_letter_make(fixture->session, request, kind, "{held}", letters, &error);
        assert_no_error(error);
        assert_true(made && guard_act_commit(fixture->session, "test.letter", NULL, &error));
        seen++;
    }
    assert_true(seen >= 8);
}

static void test_tables_fit(void **state)
{
    (void)state;
    static const char *const kinds[] = { "access", "report",   "copy",    "correct",
                                         "delete", "restrict", "explain", "object" };
    static const char *const profiles[] = { "CN-ZX", "CN-PIPL", "CN-SH", "EU-GDPR", "US-FCRA" };
    for (size_t i = 0; i < G_N_ELEMENTS(profiles); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(kinds); j++) {
            GError *error = NULL;
            struct request_rule rule;
            assert_true(request_rule_find(profiles[i], kinds[j], &rule, &error));
            assert_true(rule.target > 0 && *rule.status);
            if (rule.rule && !law_find(rule.profile, rule.rule, &error)) fail_msg("%s", error->message);
            assert_true(codes_known("REQUEST_KIND", kinds[j]));
        }
    const struct law_step *step;
    for (size_t i = 0; (step = law_machine_step(steps(), i)) != NULL; i++) {
        assert_true(codes_known("REQUEST_EVENT", step->event));
        assert_non_null(law_machine_state(steps(), step->to));
        assert_true(codes_known("REQUEST_STATE", step->to));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_days_by_profile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_day_not_here_yet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_way_of_a_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_refusal_tells_its_reasons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_asks_for_another_shows_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_extension_only_in_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_correction_leads_to_a_dispute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_before_identity, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copy_is_whole_and_clear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_look_names_its_subject, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_free_reports_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_list_and_counter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_letter_has_its_words, set_up, tear_down),
        cmocka_unit_test(test_tables_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
