/* SPDX-License-Identifier: Apache-2.0 */
/* Letters: every kind can be written in both languages from what a case holds, nothing private slips in, and what is
 * read back is what was stored. */
#include "check.h"
#include "fixture.h"

#include "dispute/case.h"
#include "subject/dossier.h"

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
                    "--reason", "payment.month", "--received", "2026-11-08", NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static void check_letter(struct fixture *fixture, const struct dispute_case *each, const struct dossier *dossier,
                         const char *kind, const char *language)
{
    GError *error = NULL;
    struct letter_draft draft = { .session = fixture->session,
                                  .each = each,
                                  .dossier = dossier,
                                  .kind = kind,
                                  .language = language,
                                  .number = "2026-000001-01",
                                  .text = "{not a placeholder}",
                                  .addressee = dossier_name(dossier) };
    g_autofree char *text = letter_write(&draft, &error);
    assert_no_error(error);
    assert_non_null(strstr(text, "2026-000001-01"));
    assert_non_null(strstr(text, "D-000001"));
    assert_null(strstr(text, fixture->identity));
    assert_null(strstr(text, "13800138000"));
    assert_null(strstr(text, "13900139000"));
    assert_null(strstr(text, "9999000011114417"));
    assert_true(g_utf8_validate(text, -1, NULL));
    assert_true(strlen(text) > 300);
}

static void test_every_kind_in_both_languages(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(dispute_case_t) each = case_load(fixture->session, 1, &error);
    g_autoptr(dossier_t) dossier = dossier_load(fixture->session, fixture->subject, &error);
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    assert_no_error(error);
    assert_true(tsv_rows(kinds) >= 15);
    for (size_t i = 0; i < tsv_rows(kinds); i++) {
        const char *kind = tsv_cell(kinds, i, "kind");
        assert_true(codes_known("LETTER_KIND", kind));
        if (strcmp(tsv_cell(kinds, i, "of"), "dispute") != 0) continue;
        check_letter(fixture, each, dossier, kind, "zh");
        check_letter(fixture, each, dossier, kind, "en");
    }
}

/* Every letter that a step of the table makes has its template. */
static void test_every_step_has_its_letter(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    const struct law_step *step;
    int letters = 0;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++) {
        const char *letter = strstr(step->effects, "letter:");
        if (letter == NULL) continue;
        g_auto(GStrv) words = g_strsplit(letter + strlen("letter:"), " ", 2);
        bool known = false;
        for (size_t j = 0; j < tsv_rows(kinds); j++)
            known |= strcmp(tsv_cell(kinds, j, "kind"), words[0]) == 0;
        if (!known) fail_msg("no letter %s", words[0]);
        letters++;
    }
    assert_true(letters >= 15);
}

static void test_acceptance_says_the_law(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) letter = fixture_run(fixture, "dispute.letter", "1", NULL);
    const char *text = fixture_text(letter, "text");
    assert_string_equal(fixture_text(letter, "kind"), "acceptance");
    assert_non_null(strstr(text, "2026年11月28日"));
    assert_non_null(strstr(text, "《征信业管理条例》第二十五条"));
    assert_non_null(strstr(text, "王小明"));
    assert_non_null(strstr(text, "2（逾期31–60天）"));
    assert_non_null(strstr(text, "人民法院"));
}

static void test_read_back_as_stored(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) list = fixture_run(fixture, "dispute.letters", "1", NULL);
    assert_int_equal(table_row_count(list), 2);
    assert_string_equal(fixture_cell(list, 0, "number")->text, "2026-000001-01");
    assert_string_equal(fixture_cell(list, 1, "number")->text, "2026-000001-02");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, fixture_cell(list, 0, "letter")->integer);
    g_autoptr(table_t) letter = fixture_run(fixture, "dispute.letter", "1", "--letter", id, NULL);
    g_autofree char *stored =
        store_query_text(fixture->store, NULL, "SELECT text FROM letter WHERE number = '2026-000001-01'", "");
    assert_string_equal(fixture_text(letter, "text"), stored);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, stored, -1);
    assert_string_equal(fixture_text(letter, "sha256"), digest);
}

static void test_promises_are_refused(void **state)
{
    struct fixture *fixture = *state;
    const char *texts[] = { "我们可以铲单", "Result GUARANTEED", "１００％成功", "请先付费",
                            "可以铲 单",    "征信\n修复",        "洗\u200b白",   "clean  your\ncredit" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer =
            fixture_try(fixture, &error, "dispute.act", "1", "own_check", "--text", texts[i], NULL);
        assert_null(answer);
        assert_error_code(error, BUREAU_ERROR_REFUSED);
    }
    g_autoptr(table_t) sober =
        fixture_run(fixture, "dispute.act", "1", "own_check", "--text", "已与原始文件比对", NULL);
    assert_string_equal(fixture_text(sober, "state"), "BUREAU_CHECKED");
}

/* The language is the subject's; the furnisher's letter is one for each furnisher. */
static void test_language_and_receiver(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.language", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE person SET language = 'en'", ""));
    assert_true(guard_act_commit(fixture->session, "test.language", NULL, &error));
    g_autoptr(table_t) checked = fixture_run(fixture, "dispute.act", "1", "own_check", NULL);
    g_autoptr(table_t) asked = fixture_run(fixture, "dispute.act", "1", "send_furnisher", NULL);
    g_autoptr(table_t) list = fixture_run(fixture, "dispute.letters", "1", NULL);
    assert_int_equal(table_row_count(list), 4); /* two at the opening, one to the bank, one for the phone number */
    assert_string_equal(fixture_cell(list, 2, "language")->text, "zh");
    g_autoptr(table_t) withdrawn =
        fixture_run(fixture, "dispute.act", "1", "withdraw", "--text", "settled with the bank", NULL);
    g_autoptr(table_t) letter = fixture_run(fixture, "dispute.letter", "1", NULL);
    assert_string_equal(fixture_text(letter, "language"), "en");
    assert_non_null(strstr(fixture_text(letter, "text"), "Your dispute is withdrawn"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_every_kind_in_both_languages), CASE(test_every_step_has_its_letter),
        CASE(test_acceptance_says_the_law),      CASE(test_read_back_as_stored),
        CASE(test_promises_are_refused),         CASE(test_language_and_receiver),
    };
    return cmocka_run_group_tests_name("letters", tests, NULL, NULL);
}
