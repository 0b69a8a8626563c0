/* SPDX-License-Identifier: Apache-2.0 */
/* A dispute from the counter to the end, through the one door on a real store: what an officer, a reviewer and the
 * person would see. */
#include "check.h"
#include "fixture.h"

#include "dispute/dispute.h"
#include "score/score.h"
#include "subject/dossier.h"

#include <glib/gstdio.h>
#include <string.h>

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

static char *item_text(struct fixture *fixture, const char *rest)
{
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",%s", fixture->card, rest);
}

static int64_t open_case(struct fixture *fixture, const char *item, const char *received)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                            "payment.month", "--received", received, "--text", "已按期还款", NULL);
    return fixture_int(answer, "dispute");
}

static struct table *act(struct fixture *fixture, const char *user, int64_t dispute, const char *event)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    fixture_user(fixture, user);
    return fixture_run(fixture, "dispute.act", number, event, NULL);
}

static void acts(struct fixture *fixture, const char *user, int64_t dispute, const char *event, const char *wanted)
{
    g_autoptr(table_t) answer = act(fixture, user, dispute, event);
    assert_string_equal(fixture_text(answer, "state"), wanted);
}

static struct dossier *dossier_on(struct fixture *fixture, const char *day)
{
    GError *error = NULL;
    struct date date = DATE_NONE;
    if (day != NULL) assert_true(date_parse(day, &date));
    assert_true(session_set_as_of(fixture->session, date, &error));
    struct dossier *dossier = dossier_load(fixture->session, fixture->subject, &error);
    assert_no_error(error);
    assert_true(session_set_as_of(fixture->session, DATE_NONE, &error));
    return dossier;
}

static char state_in(struct fixture *fixture, const char *day, int year, int month)
{
    g_autoptr(dossier_t) dossier = dossier_on(fixture, day);
    return history_state(&dossier_account(dossier, fixture->card)->history, month_make(year, month));
}

static void test_open_marks_at_once(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                            "payment.month", "--received", "2026-11-08", NULL);
    assert_string_equal(fixture_text(answer, "state"), "MARKED");
    assert_int_equal(fixture_int(answer, "due"), date_make(2026, 11, 28).days);
    assert_int_equal(fixture_int(answer, "late"), 14);
    g_autoptr(dossier_t) dossier = dossier_on(fixture, NULL);
    assert_true(dossier_is_marked(dossier, fixture->card, month_make(2026, 4)));
    assert_false(dossier_is_marked(dossier, fixture->card, month_make(2026, 5)));
    g_autoptr(table_t) items = fixture_run(fixture, "dispute.items", "1", NULL);
    assert_string_equal(fixture_cell(items, 0, "stored")->text, "2");
    assert_string_equal(fixture_cell(items, 0, "claimed")->text, "N");
    g_autoptr(table_t) events = fixture_run(fixture, "dispute.show", "1", NULL);
    assert_int_equal(table_row_count(events), 3);
    assert_string_equal(fixture_cell(events, 2, "event")->text, "mark");
}

/* How many months of the card say which line of which file they came from. */
static size_t lines_known(struct fixture *fixture)
{
    g_autoptr(dossier_t) dossier = dossier_on(fixture, NULL);
    const struct account *account = dossier_account(dossier, fixture->card);
    const struct history *history = &account->history;
    size_t known = 0;
    for (size_t i = 0; i < history->length; i++)
        known += (history->batches != NULL ? history->batches[i] : history->from.batch) > 0 &&
                 (history->lines != NULL ? history->lines[i] : history->from.line) > 0;
    return known;
}

/* The path of a confirmed error: the month is another, the old one is kept, the score moved, the mark goes last. */
static void test_error_is_corrected(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    fixture_clock(fixture, "2026-11-24");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "send_furnisher", "WITH_FURNISHER");
    acts(fixture, FIXTURE_SERVICE, dispute, "furnisher_reply", "DECIDING");
    acts(fixture, FIXTURE_REVIEWER, dispute, "confirm_error", "CORRECTING");
    assert_int_equal(state_in(fixture, NULL, 2026, 4), '2');
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(store_run(fixture->session->store, NULL, "UPDATE history SET batch = 1, line = 7 WHERE account = ?1",
                          "i", fixture->card));
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
    const size_t lines = lines_known(fixture);
    assert_true(lines > 1);
    g_autoptr(table_t) applied = act(fixture, FIXTURE_REVIEWER, dispute, "apply");
    assert_string_equal(fixture_text(applied, "state"), "CORRECTED");
    assert_int_equal(state_in(fixture, NULL, 2026, 4), 'N');
    assert_int_equal(state_in(fixture, "2026-11-22", 2026, 4), '2');
    assert_int_equal(lines_known(fixture), lines - 1); /* the other months still know their lines */
    acts(fixture, FIXTURE_SERVICE, dispute, "answer", "ANSWERED_CORRECTED");
    g_autoptr(dossier_t) before = dossier_on(fixture, NULL);
    assert_true(dossier_is_marked(before, fixture->card, month_make(2026, 4)));
    acts(fixture, FIXTURE_SERVICE, dispute, "close", "CLOSED");
    g_autoptr(dossier_t) after = dossier_on(fixture, NULL);
    assert_false(dossier_is_marked(after, fixture->card, month_make(2026, 4)));
    g_autoptr(table_t) queue = fixture_run(fixture, "dispute.list", "--state", "open", NULL);
    assert_int_equal(table_row_count(queue), 0);
}

/* The score is made again in the same act, and the answer says what it was. A tree without a model has no score. */
static void test_correction_scores_again(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    if (model_current(fixture->session, NULL) == NULL) skip();
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "bureau_error", "CORRECTING");
    g_autoptr(table_t) applied = act(fixture, FIXTURE_REVIEWER, dispute, "apply");
    assert_true(fixture_int(applied, "score_after") >= fixture_int(applied, "score_before"));
    int score = 0;
    char band[8];
    assert_true(score_latest(fixture->session, fixture->subject, &score, band, NULL));
    assert_int_equal(score, fixture_int(applied, "score_after"));
}

static void test_amounts_and_dates(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *past = item_text(fixture, "month=2026-04,field=past_due,claimed=0.00");
    g_autofree char *paid = item_text(fixture, "month=2026-04,field=paid,claimed=1,920.00");
    g_autofree char *limit = item_text(fixture, "field=amount,claimed=50000");
    g_autofree char *opened = item_text(fixture, "field=opened,claimed=2021-02-03");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "dispute.open", subject, "--item", past, "--item", paid, "--item", limit, "--item", opened,
                    "--item", "field=phone,claimed=13900139000", "--item", "field=birth,claimed=1991-05-03", "--reason",
                    "amount.past_due", NULL);
    assert_int_equal(fixture_int(answer, "items"), 6);
    acts(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, 1, "bureau_error", "CORRECTING");
    acts(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED");
    g_autoptr(dossier_t) dossier = dossier_on(fixture, NULL);
    const struct account *card = dossier_account(dossier, fixture->card);
    size_t april = (size_t)(month_make(2026, 4).index - card->history.first.index);
    assert_int_equal(card->history.past_due[april], 0);
    assert_int_equal(card->history.paid[april], 192000);
    assert_int_equal(card->history.past_due[april - 1], 0);
    assert_int_equal(card->amount, 5000000);
    assert_int_equal(card->opened.days, date_make(2021, 2, 3).days);
    assert_string_equal(dossier_phone(dossier), "13900139000");
    assert_int_equal(dossier->birth.days, date_make(1991, 5, 3).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM contact"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM account"), 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM history"), 3);
}

static void test_account_that_is_not_mine(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "field=exists,claimed=no");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "bureau_error", "CORRECTING");
    acts(fixture, FIXTURE_REVIEWER, dispute, "apply", "CORRECTED");
    g_autoptr(dossier_t) dossier = dossier_on(fixture, NULL);
    assert_null(dossier_account(dossier, fixture->card));
    assert_non_null(dossier_account(dossier, fixture->loan));
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM letter WHERE kind = 'correction_notice' AND text LIKE '%致：样本银行%'"
                      " AND text LIKE '%999900******4417%'"),
        1);
    acts(fixture, FIXTURE_SERVICE, dispute, "answer", "ANSWERED_CORRECTED");
    acts(fixture, FIXTURE_SERVICE, dispute, "close", "CLOSED");
}

/* The named value wins over the answered one, the answered one over the claimed one. */
static void test_which_value_is_written(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "send_furnisher", "WITH_FURNISHER");
    g_autoptr(table_t) replied = fixture_run(fixture, "dispute.act", "1", "furnisher_reply", "--value", "1", NULL);
    assert_string_equal(fixture_text(replied, "state"), "DECIDING");
    acts(fixture, FIXTURE_REVIEWER, dispute, "confirm_error", "CORRECTING");
    acts(fixture, FIXTURE_REVIEWER, dispute, "apply", "CORRECTED");
    assert_int_equal(state_in(fixture, NULL, 2026, 4), '1');
}

static void test_confirmed_correct_leaves_the_fact(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    g_autofree char *proof = g_build_filename(fixture->directory, "proof.pdf", NULL);
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    assert_true(g_file_set_contents(proof, "statement of account", -1, NULL));
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "send_furnisher", "WITH_FURNISHER");
    g_autoptr(table_t) replied = fixture_run(fixture, "dispute.act", "1", "furnisher_reply", "--evidence", proof,
                                             "--text", "与原始记录一致", NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "statement of account", -1);
    g_autofree char *kept = store_query_text(fixture->store, NULL, "SELECT digest FROM attachment", "");
    assert_string_equal(kept, digest);
    acts(fixture, FIXTURE_REVIEWER, dispute, "confirm_correct", "ANSWERED_CORRECT");
    acts(fixture, FIXTURE_SERVICE, dispute, "answer", "CLOSED");
    assert_int_equal(state_in(fixture, NULL, 2026, 4), '2');
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM history"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 0);
}

static void test_cannot_determine_is_noted(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "send_furnisher", "WITH_FURNISHER");
    acts(fixture, FIXTURE_SERVICE, dispute, "furnisher_reply", "DECIDING");
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) decided =
        fixture_run(fixture, "dispute.act", "1", "cannot_determine", "--text", "原始凭证已遗失", NULL);
    assert_string_equal(fixture_text(decided, "state"), "NOTED");
    acts(fixture, FIXTURE_SERVICE, dispute, "answer", "CLOSED_NOTED");
    assert_int_equal(state_in(fixture, NULL, 2026, 4), '2');
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) letter = fixture_run(fixture, "dispute.letter", "1", NULL);
    assert_non_null(strstr(fixture_text(letter, "text"), "原始凭证已遗失"));
    assert_non_null(strstr(fixture_text(letter, "text"), "已按期还款"));
}

/* After the end: a statement beside the item, the same items again as a new case with a clock of its own, a complaint.
 */
static void test_after_the_end(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "bureau_error", "CORRECTING");
    acts(fixture, FIXTURE_REVIEWER, dispute, "apply", "CORRECTED");
    acts(fixture, FIXTURE_SERVICE, dispute, "answer", "ANSWERED_CORRECTED");
    acts(fixture, FIXTURE_SERVICE, dispute, "close", "CLOSED");
    fixture_clock(fixture, "2026-12-01");
    g_autoptr(table_t) stated =
        fixture_run(fixture, "dispute.act", "1", "add_statement", "--text", "当月因系统故障未能扣款", NULL);
    assert_string_equal(fixture_text(stated, "state"), "CLOSED");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND kind = 'statement'"), 1);
    g_autoptr(table_t) again = fixture_run(fixture, "dispute.act", "1", "new_dispute", NULL);
    assert_int_equal(fixture_int(again, "again"), 2);
    g_autoptr(table_t) second = fixture_run(fixture, "dispute.show", "2", NULL);
    assert_string_equal(fixture_text(second, "state"), "MARKED");
    assert_int_equal(fixture_int(second, "due"), date_make(2026, 12, 21).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND kind = 'dispute'"), 1);
    g_autoptr(table_t) complained =
        fixture_run(fixture, "dispute.act", "1", "complain", "--text", "投诉编号 2026-17", NULL);
    assert_string_equal(fixture_text(complained, "state"), "COMPLAINT");
}

static void test_queue_and_counts(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *first = item_text(fixture, "month=2026-04,field=state,claimed=N");
    g_autofree char *second = item_text(fixture, "month=2026-05,field=balance,claimed=1.00");
    open_case(fixture, first, "2026-11-22");                             /* due 2026-12-12: later */
    open_case(fixture, second, "2026-11-05");                            /* due 2026-11-25: 3 days */
    open_case(fixture, "field=phone,claimed=13900139000", "2026-10-01"); /* overdue */
    open_case(fixture, "field=name,claimed=王晓明", "2026-11-02");       /* due today */
    g_autoptr(table_t) queue = fixture_run(fixture, "dispute.list", NULL);
    assert_int_equal(table_row_count(queue), 4);
    assert_int_equal(fixture_cell(queue, 0, "dispute")->integer, 3);
    assert_true(fixture_cell(queue, 0, "days_left")->integer < 0);
    assert_int_equal(fixture_cell(queue, 3, "dispute")->integer, 1);
    assert_string_equal(fixture_cell(queue, 0, "number")->text, "D-000003");
    assert_string_equal(fixture_cell(queue, 0, "waiting_for")->text, "agent");
    g_autoptr(table_t) soon = fixture_run(fixture, "dispute.list", "--due-before", "2026-11-25", NULL);
    assert_int_equal(table_row_count(soon), 2);
    struct dispute_counts counts;
    assert_true(dispute_count_due(fixture->session, &counts, &error));
    assert_int_equal(counts.overdue, 1);
    assert_int_equal(counts.today, 1);
    assert_int_equal(counts.three, 1);
    assert_int_equal(counts.seven, 0);
    assert_int_equal(counts.later, 1);
}

static void test_seen_on_an_earlier_day(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *item = item_text(fixture, "month=2026-04,field=state,claimed=N");
    int64_t dispute = open_case(fixture, item, "2026-11-22");
    fixture_clock(fixture, "2026-11-25");
    acts(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED");
    acts(fixture, FIXTURE_SERVICE, dispute, "bureau_error", "CORRECTING");
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 23), &error));
    g_autoptr(table_t) then = fixture_run(fixture, "dispute.show", "1", NULL);
    assert_string_equal(fixture_text(then, "state"), "MARKED");
    assert_int_equal(table_row_count(then), 3);
    g_autoptr(table_t) items = fixture_run(fixture, "dispute.items", "1", NULL);
    assert_true(fixture_cell(items, 0, "outcome")->is_null);
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 1), &error));
    g_autoptr(table_t) before = fixture_try(fixture, &error, "dispute.show", "1", NULL);
    assert_null(before);
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_open_marks_at_once),
        CASE(test_error_is_corrected),
        CASE(test_correction_scores_again),
        CASE(test_amounts_and_dates),
        CASE(test_account_that_is_not_mine),
        CASE(test_which_value_is_written),
        CASE(test_confirmed_correct_leaves_the_fact),
        CASE(test_cannot_determine_is_noted),
        CASE(test_queue_and_counts),
        CASE(test_after_the_end),
        CASE(test_seen_on_an_earlier_day),
    };
    return cmocka_run_group_tests_name("dispute", tests, NULL, NULL);
}
