/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios and scores made again, through the door: saved, listed, replayed on a later day, exported, deleted. */
#include "fixture.h"

#include "check.h"
#include "score/portfolio.h"
#include "score_files.h"

#include <string.h>

static void begin(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    guard_act_begin(fixture->session, "test", NULL, &error);
    assert_no_error(error);
}

static void commit(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    guard_act_commit(fixture->session, "test", NULL, &error);
    assert_no_error(error);
}

static struct fixture *officer(void)
{
    struct fixture *fixture = fixture_new();
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    return fixture;
}

/* The last months are set otherwise, and the file is scored. */
static void correct(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    begin(fixture);
    assert_true(store_run(fixture->store, &error,
                          "UPDATE history SET states = substr(states, 1, length(states) - 7) || 'NNNN123' WHERE "
                          "subject = ?1",
                          "i", fixture->subject));
    assert_true(guard_touch(fixture->session, fixture->subject, fixture->subject, &error));
    assert_true(score_subject_store(fixture->session, fixture->subject, NULL, &error));
    assert_no_error(error);
    commit(fixture);
}

static void saved_and_replayed(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autofree char *wait = g_strdup("enquire(n=2);wait(months=3)");
    g_autoptr(table_t) saved =
        fixture_run(fixture, "scenario.save", fixture->identity, "two looks", wait, "enquire(n=1)", NULL);
    assert_string_equal(fixture_text(saved, "actions"), "enquire(n=2);wait(months=3);enquire(n=1)");
    g_autoptr(table_t) list = fixture_run(fixture, "scenario.list", fixture->identity, NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_string_equal(fixture_cell(list, 0, "name")->text, "two looks");
    g_autoptr(table_t) show = fixture_run(fixture, "scenario.show", fixture->identity, "two looks", NULL);
    assert_int_equal(table_row_count(show), 3);

    g_autoptr(table_t) replay = fixture_run(fixture, "scenario.replay", fixture->identity, "two looks", NULL);
    assert_int_equal(fixture_int(replay, "after_now"), fixture_int(saved, "after"));
    assert_int_equal(fixture_int(replay, "changed"), 0);
    assert_int_equal(fixture_int(replay, "same_model"), 1);
    g_autoptr(table_t) tried = fixture_run(fixture, "whatif", fixture->identity, "--scenario", "two looks", NULL);
    assert_int_equal(fixture_int(tried, "after"), fixture_int(saved, "after"));

    correct(fixture); /* the file changes: the same acts are tried on what it is now */
    g_autoptr(table_t) later = fixture_run(fixture, "scenario.replay", fixture->identity, "two looks", NULL);
    assert_int_equal(fixture_int(later, "before"), fixture_int(saved, "before"));
    assert_true(fixture_int(later, "changed") > 0);
    g_autoptr(table_t) now = fixture_run(fixture, "score.show", fixture->identity, NULL);
    assert_int_equal(fixture_int(later, "before_now"), fixture_int(now, "score"));
    int64_t changed = 0;
    for (size_t row = 0; row < table_row_count(later); row++)
        changed += fixture_cell(later, row, "changed")->integer;
    assert_int_equal(changed, fixture_int(later, "changed"));
    fixture_free(fixture);
}

static void names_are_kept_apart(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) first = fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=1)", NULL);
    assert_null(fixture_try(fixture, &error, "scenario.save", fixture->identity, "one", "enquire(n=2)", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(table_t) second =
        fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=2)", "--replace", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM scenario"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT version FROM scenario"), 2);
    assert_null(fixture_try(fixture, &error, "scenario.save", fixture->identity, "", "enquire(n=2)", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "scenario.save", fixture->identity, "x", "bribe(n=2)", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "scenario.replay", fixture->identity, "none", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    /* an act that cannot be is not saved as one that can */
    assert_null(fixture_try(fixture, &error, "scenario.save", fixture->identity, "x", "close(account=99)", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_autoptr(table_t) gone = fixture_run(fixture, "scenario.delete", fixture->identity, "one", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM scenario"), 0);
    fixture_free(fixture);
}

static void a_workbook_of_them(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *file = g_build_filename(parent, "scenarios.xlsx", NULL);
    g_autoptr(table_t) one = fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=1)", NULL);
    g_autoptr(table_t) two = fixture_run(fixture, "scenario.save", fixture->identity, "two", "wait(months=2)", NULL);
    g_autoptr(table_t) book = fixture_run(fixture, "scenario.export", fixture->identity, "--file", file, NULL);
    assert_true(fixture_int(book, "sheets") >= 5); /* the list, facts and rows of each */
    assert_true(g_file_test(file, G_FILE_TEST_IS_REGULAR));
    fixture_free(fixture);
}

static void the_months_to_come(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) path = fixture_run(fixture, "whatif", fixture->identity, "enquire(n=3)", "--path", "24", NULL);
    assert_int_equal(table_row_count(path), 25);
    assert_int_equal(fixture_cell(path, 0, "now")->integer, fixture_int(path, "before"));
    assert_int_equal(fixture_cell(path, 0, "after")->integer, fixture_int(path, "after"));
    assert_null(fixture_try(fixture, &error, "whatif", fixture->identity, "--path", "0", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "whatif", fixture->identity, NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    fixture_free(fixture);
}

/* What was kept gives the same score again, and so do the facts as they were known then. */
static void a_score_is_made_again(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "score.again", fixture->identity, NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    begin(fixture);
    assert_true(score_subject_store(fixture->session, fixture->subject, NULL, &error));
    commit(fixture);
    g_autoptr(table_t) again = fixture_run(fixture, "score.again", fixture->identity, NULL);
    assert_int_equal(fixture_int(again, "equal"), 1);
    assert_int_equal(fixture_int(again, "facts_equal"), 1);
    assert_int_equal(fixture_int(again, "again"), fixture_int(again, "score"));
    assert_int_equal(fixture_int(again, "from_facts"), fixture_int(again, "score"));
    g_autofree char *change = g_strdup_printf("%d", (int)fixture_int(again, "change"));

    begin(fixture); /* a proper correction ends a version: the old score is still made from the old facts */
    assert_true(
        store_run(fixture->store, &error,
                  "INSERT INTO history SELECT subject, account, ?2, NULL, batch, line, first, "
                  "substr(states, 1, length(states) - 7) || 'NNNN111', own_states, amounts, origins FROM history "
                  "WHERE subject = ?1 AND died IS NULL",
                  "ii", fixture->subject, fixture->session->change));
    assert_true(store_run(fixture->store, &error,
                          "UPDATE history SET died = ?2 WHERE subject = ?1 AND died IS NULL AND born < ?2", "ii",
                          fixture->subject, fixture->session->change));
    assert_true(guard_touch(fixture->session, fixture->subject, fixture->subject, &error));
    assert_true(score_subject_store(fixture->session, fixture->subject, NULL, &error));
    assert_no_error(error);
    commit(fixture);
    g_autoptr(table_t) old = fixture_run(fixture, "score.again", fixture->identity, "--change", change, NULL);
    assert_int_equal(fixture_int(old, "equal"), 1);
    assert_int_equal(fixture_int(old, "facts_equal"), 1);
    g_autoptr(table_t) new = fixture_run(fixture, "score.again", fixture->identity, NULL);
    assert_int_equal(fixture_int(new, "equal"), 1);
    assert_true(fixture_int(new, "score") != fixture_int(old, "score"));

    /* a number that somebody changed is found out */
    begin(fixture);
    assert_true(store_run(fixture->store, &error, "UPDATE score SET score = score + 1 WHERE change = ?1", "i",
                          fixture_int(new, "change")));
    commit(fixture);
    g_autoptr(table_t) forged = fixture_run(fixture, "score.again", fixture->identity, NULL);
    assert_int_equal(fixture_int(forged, "equal"), 0);
    fixture_free(fixture);
}

static void a_candidate_is_tried_on_everybody(void **state)
{
    (void)state;
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) all = fixture_run(fixture, "score.all", NULL);
    assert_int_equal(fixture_int(all, "scored"), 1);
    assert_int_equal(fixture_int(all, "changed"), 1);
    assert_int_equal(fixture_int(all, "derived"), 1);
    g_autoptr(table_t) dry = fixture_run(fixture, "score.all", "--model", "behaviour", "--dry-run", NULL);
    assert_int_equal(fixture_int(dry, "scored"), 1);
    assert_int_equal(fixture_int(dry, "derived"), 0);
    assert_int_equal(fixture_int(dry, "same"), 1);
    int64_t files = 0;
    for (size_t row = 0; row < table_row_count(dry); row++)
        files += fixture_cell(dry, row, "files")->integer;
    assert_int_equal(files, 1);
    g_autoptr(table_t) fresh = fixture_run(fixture, "score", "--all", "--fresh", NULL);
    assert_int_equal(fixture_int(fresh, "derived"), 1);
    assert_int_equal(fixture_int(fresh, "changed"), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM score"), 1);
    assert_null(fixture_try(fixture, &error, "score.all", "--model", "behaviour", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    fixture_free(fixture);
}

static void refused(struct fixture *fixture, const char *id, const char *one, const char *two, const char *three)
{
    g_autoptr(GError) error = NULL;
    const char *words[] = { one, one ? two : NULL, one && two ? three : NULL };
    g_autoptr(table_t) none = fixture_try(fixture, &error, id, fixture->identity, words[0], words[1], words[2], NULL);
    if (none != NULL) fail_msg("%s was not refused", id);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_string_equal(bureau_error_reason(error), "out-of-scope");
}

static void sql(struct fixture *fixture, const char *statement)
{
    g_autoptr(GError) error = NULL;
    begin(fixture);
    assert_true(store_run(fixture->store, &error, statement, "ii", fixture->subject, fixture->session->change));
    assert_no_error(error);
    commit(fixture);
}

/* A card that reads income beside the card's own things, as a file. */
static char *card_of_means(struct fixture *fixture)
{
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    char *file = g_build_filename(parent, "means.json", NULL);
    g_auto(GStrv) parts = g_strsplit(file_card_json, "utilisation_now", 2);
    g_autofree char *card = g_strjoinv("income_mean_3m", parts);
    assert_true(g_file_set_contents(file, card, -1, NULL));
    return file;
}

/* Whatever stands on data that no consent covers is refused: a model that reads them, and what was saved before. */
static void what_no_consent_covers(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autofree char *model = card_of_means(fixture), *with = g_strconcat("--model=", model, NULL);
    sql(fixture, "INSERT INTO measure (subject, fact, born, kind, period, value, unit) VALUES (?1, 800, ?2, "
                 "'income.salary', 24321, 900000, 'money')");
    g_autoptr(table_t) saved = fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=1)", NULL);
    g_autoptr(table_t) shown = fixture_run(fixture, "score.show", fixture->identity, with, NULL);
    g_autoptr(table_t) planned = fixture_run(fixture, "plan", fixture->identity, "--target=300", with, NULL);
    sql(fixture, "UPDATE consent SET withdrawn = ?2 WHERE subject = ?1 AND kind = 'sensitive'");
    refused(fixture, "score.show", with, NULL, NULL);
    refused(fixture, "whatif", "enquire(n=1)", with, NULL);
    refused(fixture, "plan", "--target=300", with, NULL);
    refused(fixture, "plan.letter", "--target=300", with, NULL);
    g_autoptr(table_t) list = fixture_run(fixture, "scenario.list", fixture->identity, NULL);
    assert_int_equal(table_row_count(list), 1);
    sql(fixture, "UPDATE consent SET scope = 'public,behaviour,score' WHERE subject = ?1 AND ?2 > 0");
    refused(fixture, "scenario.list", NULL, NULL, NULL);
    refused(fixture, "scenario.show", "one", NULL, NULL);
    refused(fixture, "scenario.replay", "one", NULL, NULL);
    refused(fixture, "scenario.save", "two", "enquire(n=1)", NULL);
    refused(fixture, "decision.record", "--outcome", "approve", NULL);
    fixture_free(fixture);
}

/* A look at an earlier day does not show what was tried later. */
static void not_there_yet(void **state)
{
    (void)state;
    struct fixture *fixture = officer();
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) saved = fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=1)", NULL);
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 22), &error));
    g_autoptr(table_t) today = fixture_run(fixture, "scenario.list", fixture->identity, NULL);
    assert_int_equal(table_row_count(today), 1);
    fixture_clock(fixture, "2026-11-25"); /* what was seen of a day before does not change with the day of looking */
    const struct date before = date_make(2026, 11, 21);
    fixture->session->as_of = before;
    g_autoptr(table_t) none = fixture_run(fixture, "scenario.list", fixture->identity, NULL);
    assert_int_equal(table_row_count(none), 0);
    assert_null(fixture_try(fixture, &error, "scenario.show", fixture->identity, "one", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saved_and_replayed),     cmocka_unit_test(names_are_kept_apart),
        cmocka_unit_test(a_workbook_of_them),     cmocka_unit_test(the_months_to_come),
        cmocka_unit_test(a_score_is_made_again),  cmocka_unit_test(a_candidate_is_tried_on_everybody),
        cmocka_unit_test(what_no_consent_covers), cmocka_unit_test(not_there_yet),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
