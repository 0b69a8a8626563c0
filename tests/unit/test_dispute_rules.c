/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold in every dispute whatever happens: the clock, the marks, four eyes, evidence, letters, versions. */
#include "check.h"
#include "fixture.h"

#include "dispute/dispute.h"
#include "law/law.h"
#include "subject/dossier.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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

static struct table *try_open(struct fixture *fixture, const char *item, const char *received, GError **error)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    return fixture_try(fixture, error, "dispute.open", subject, "--item", item, "--reason", "payment.month",
                       "--received", received, NULL);
}

static char *month_item(struct fixture *fixture)
{
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=N", fixture->card);
}

static void open_month(struct fixture *fixture, const char *received)
{
    GError *error = NULL;
    g_autofree char *item = month_item(fixture);
    g_autoptr(table_t) answer = try_open(fixture, item, received, &error);
    assert_no_error(error);
}

static void moves(struct fixture *fixture, const char *user, const char *dispute, const char *event)
{
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.act", dispute, event, NULL);
    assert_non_null(answer);
}

/* The act is refused with `code`, its message or next step says `word`, and the case did not move. */
static void refused(struct fixture *fixture, const char *user, const char *event, int code, const char *word)
{
    g_autoptr(GError) error = NULL;
    int64_t events = fixture_count(fixture, "SELECT count(*) FROM dispute_event");
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.act", "1", event, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    g_autofree char *message = bureau_error_message(error, NULL);
    g_autofree char *next = bureau_error_next(error, NULL);
    if (strstr(message, word) == NULL && (next == NULL || strstr(next, word) == NULL))
        fail_msg("\"%s %s\" does not say %s", message, next ? next : "", word);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event"), events);
}

static void to_deciding(struct fixture *fixture)
{
    open_month(fixture, "2026-11-22");
    moves(fixture, FIXTURE_SERVICE, "1", "own_check");
    moves(fixture, FIXTURE_SERVICE, "1", "send_furnisher");
    moves(fixture, FIXTURE_SERVICE, "1", "furnisher_reply");
}

/* 1: the clock starts at receipt; no receipt in the future; a late entry shows. */
static void test_clock_starts_at_receipt(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *item = month_item(fixture);
    g_autoptr(table_t) late = try_open(fixture, item, "2026-11-01", &error);
    assert_no_error(error);
    assert_int_equal(fixture_int(late, "due"), date_make(2026, 11, 21).days);
    assert_int_equal(fixture_int(late, "late"), 21);
    g_autoptr(table_t) future = try_open(fixture, "field=phone,claimed=13900139000", "2026-11-23", &error);
    assert_null(future);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute"), 1);
}

/* 2: no state stops the clock. */
static void test_nothing_stops_the_clock(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    moves(fixture, FIXTURE_REVIEWER, "1", "confirm_error");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) paused =
        fixture_run(fixture, "dispute.act", "1", "cannot_apply_now", "--text", "系统升级", NULL);
    assert_int_equal(fixture_int(paused, "due"), date_make(2026, 12, 12).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND kind = 'special'"), 1);
    moves(fixture, FIXTURE_REVIEWER, "1", "apply");
}

/* 3 and 9: the same item again is linked, and still has one mark, also when the first case ends first. */
static void test_one_mark_an_item(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *item = month_item(fixture);
    open_month(fixture, "2026-11-22");
    g_autoptr(table_t) again = try_open(fixture, item, "2026-11-22", &error);
    assert_no_error(error);
    assert_string_equal(fixture_text(again, "linked"), "D-000001");
    assert_string_equal(fixture_text(again, "state"), "MARKED");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 1);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "dispute.act", "1", "withdraw", "--text", "本人撤回", NULL);
    assert_string_equal(fixture_text(withdrawn, "state"), "WITHDRAWN");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND dispute = 2"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 1);
}

/* 4: closed only after a letter, unmarked only after the letter. */
static void test_no_close_without_letter(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    moves(fixture, FIXTURE_REVIEWER, "1", "confirm_error");
    moves(fixture, FIXTURE_REVIEWER, "1", "apply");
    refused(fixture, FIXTURE_SERVICE, "close", BUREAU_ERROR_REFUSED, "answer");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 1);
    moves(fixture, FIXTURE_SERVICE, "1", "answer");
    /* a reply that is not there closes nothing, even from the right state */
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.harm", NULL, &error));
    assert_true(store_run(fixture->store, &error, "DELETE FROM letter WHERE kind = 'reply_corrected'", ""));
    assert_true(guard_act_commit(fixture->session, "test.harm", NULL, &error));
    refused(fixture, FIXTURE_SERVICE, "close", BUREAU_ERROR_REFUSED, "reply");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 1);
}

/* 5: whoever took the case in does not decide it; only a reviewer does. */
static void test_four_eyes(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    refused(fixture, FIXTURE_SERVICE, "confirm_error", BUREAU_ERROR_REFUSED, FIXTURE_REVIEWER);
    refused(fixture, FIXTURE_OFFICER, "confirm_error", BUREAU_ERROR_REFUSED, FIXTURE_REVIEWER);
    /* an administrator has no right to the cases at all */
    refused(fixture, FIXTURE_ADMIN, "confirm_error", BUREAU_ERROR_REFUSED, "reviewers may do this");
    /* a reviewer who took the case in */
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.maker", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE dispute SET maker = ?1", "s", FIXTURE_REVIEWER));
    assert_true(store_run(fixture->store, &error, "INSERT INTO user (name, role) VALUES ('he.ping', 'reviewer')", ""));
    assert_true(guard_act_commit(fixture->session, "test.maker", NULL, &error));
    refused(fixture, FIXTURE_REVIEWER, "confirm_error", BUREAU_ERROR_REFUSED, "he.ping");
    moves(fixture, "he.ping", "1", "confirm_error");
    refused(fixture, FIXTURE_REVIEWER, "apply", BUREAU_ERROR_REFUSED, "he.ping");
    refused(fixture, FIXTURE_SERVICE, "apply", BUREAU_ERROR_REFUSED, "he.ping");
}

/* 6: both versions are there, the new one says which change made it, and the case says who and when. */
static void test_correction_is_a_version(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    moves(fixture, FIXTURE_REVIEWER, "1", "confirm_error");
    moves(fixture, FIXTURE_REVIEWER, "1", "apply");
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM history h JOIN history n ON n.account = h.account AND n.born = h.died"
                      " WHERE substr(h.states, 18, 1) = '2' AND substr(n.states, 18, 1) = 'N'"),
        1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event e JOIN history h ON h.born = e.change"
                                            " WHERE e.event = 'apply' AND e.user = '" FIXTURE_REVIEWER "'"),
                     1);
    assert_int_equal(
        fixture_count(
            fixture,
            "SELECT count(*) FROM dispute_item WHERE stored = '2' AND corrected = 'N' AND outcome = 'corrected'"),
        1);
}

/* 7: correct needs the furnisher's evidence, cannot determine needs the findings. */
static void test_decisions_need_grounds(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    refused(fixture, FIXTURE_REVIEWER, "confirm_correct", BUREAU_ERROR_REFUSED, "evidence");
    refused(fixture, FIXTURE_REVIEWER, "cannot_determine", BUREAU_ERROR_REFUSED, "text");
}

/* 8: the furnisher and everybody who asked lately are told; who asked long ago is not. */
static void test_receivers_are_told(void **state)
{
    struct fixture *fixture = *state;
    to_deciding(fixture);
    moves(fixture, FIXTURE_REVIEWER, "1", "confirm_error");
    g_autoptr(table_t) applied = fixture_run(fixture, "dispute.act", "1", "apply", NULL);
    assert_int_equal(fixture_int(applied, "receivers"), 1);
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM letter WHERE kind = 'correction_notice' AND text LIKE '%致：样本银行%'"),
        1);
    assert_int_equal(
        fixture_count(
            fixture,
            "SELECT count(*) FROM letter WHERE kind = 'correction_notice' AND text LIKE '%致：sample bank A%'"),
        1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE text LIKE '%sample bank B%'"), 0);
}

/* 10: a missed day leaves an event, once. */
static void test_missed_day_is_an_event(void **state)
{
    struct fixture *fixture = *state;
    open_month(fixture, "2026-11-02"); /* due 2026-11-22 */
    moves(fixture, FIXTURE_SERVICE, "1", "own_check");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 0);
    fixture_clock(fixture, "2026-11-23");
    moves(fixture, FIXTURE_SERVICE, "1", "send_furnisher");
    moves(fixture, FIXTURE_SERVICE, "1", "furnisher_reply");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 11, 22).days);
}

static void test_waiting_days(void **state)
{
    struct fixture *fixture = *state;
    open_month(fixture, "2026-11-22"); /* due 2026-12-12 */
    moves(fixture, FIXTURE_SERVICE, "1", "own_check");
    moves(fixture, FIXTURE_SERVICE, "1", "send_furnisher");
    refused(fixture, FIXTURE_SERVICE, "furnisher_silent", BUREAU_ERROR_REFUSED, "2026-12-07");
    fixture_clock(fixture, "2026-12-07");
    moves(fixture, FIXTURE_SERVICE, "1", "furnisher_silent");
    refused(fixture, FIXTURE_REVIEWER, "statutory_due", BUREAU_ERROR_REFUSED, "2026-12-12");
    fixture_clock(fixture, "2026-12-12");
    moves(fixture, FIXTURE_REVIEWER, "1", "statutory_due");
}

/* ---- the machine ------------------------------------------------------------------------------------------------- */

static void test_only_listed_steps(void **state)
{
    struct fixture *fixture = *state;
    open_month(fixture, "2026-11-22");
    refused(fixture, FIXTURE_REVIEWER, "apply", BUREAU_ERROR_REFUSED, "own_check");
    refused(fixture, FIXTURE_SERVICE, "close", BUREAU_ERROR_REFUSED, "own_check");
}

static void test_foreign_law(void **state)
{
    struct fixture *fixture = *state;
    open_month(fixture, "2026-11-22");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "dispute.act", "1", "withdraw", "--text", "撤回", NULL);
    refused(fixture, FIXTURE_SERVICE, "withdraw", BUREAU_ERROR_REFUSED, "WITHDRAWN");
    g_autofree const char **cn = dispute_next_events("CLOSED", "CN-ZX");
    g_autofree const char **us = dispute_next_events("CLOSED", "US-FCRA");
    assert_false(g_strv_contains(cn, "reinsert"));
    assert_true(g_strv_contains(us, "reinsert"));
    g_autofree const char **frivolous = dispute_next_events("RECEIVED", "CN-ZX");
    assert_false(g_strv_contains(frivolous, "judge_frivolous"));
}

/* Under US law what cannot be verified goes: the due day, too, is counted that law's way. */
static void test_unverifiable_is_deleted_in_the_us(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", "US-FCRA", &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    to_deciding(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 12, 21).days);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) decided =
        fixture_run(fixture, "dispute.act", "1", "cannot_determine", "--text", "no records", NULL);
    assert_string_equal(fixture_text(decided, "state"), "CORRECTING");
    moves(fixture, FIXTURE_REVIEWER, "1", "apply");
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM history WHERE died IS NULL AND substr(states, 18, 1) = '#'"), 1);
}

/* Every step leads to a state that is known, every state and event has its words in both languages. */
static void of_the_us(struct fixture *fixture)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", "US-FCRA", &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
}

static const char *letter_of(struct fixture *fixture, struct table **kept)
{
    *kept = fixture_run(fixture, "dispute.letter", "1", NULL);
    return fixture_text(*kept, "kind");
}

/* A frivolous dispute: a reviewer says why, and the person is told. */
static void test_frivolous_in_the_us(void **state)
{
    struct fixture *fixture = *state;
    struct table *letter = NULL;
    of_the_us(fixture);
    /* a letter without a proof of identity waits at its first state */
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item = month_item(fixture);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) opened = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                            "payment.month", "--channel", "letter", NULL);
    assert_string_equal(fixture_text(opened, "state"), "RECEIVED");
    refused(fixture, FIXTURE_SERVICE, "judge_frivolous", BUREAU_ERROR_REFUSED, "judge_frivolous");
    refused(fixture, FIXTURE_REVIEWER, "judge_frivolous", BUREAU_ERROR_REFUSED, "--text");
    g_autoptr(table_t) judged =
        fixture_run(fixture, "dispute.act", "1", "judge_frivolous", "--text", "the same items, nothing new", NULL);
    assert_string_equal(fixture_text(judged, "state"), "CLOSED_FRIVOLOUS");
    assert_string_equal(letter_of(fixture, &letter), "frivolous");
    assert_non_null(strstr(fixture_text(letter, "text"), "the same items, nothing new"));
    table_free(letter);
}

/* What was deleted comes back by a reviewer alone, with the furnisher's paper attached, and the person is told. */
static void test_reinsertion_in_the_us(void **state)
{
    struct fixture *fixture = *state;
    struct table *letter = NULL;
    g_autofree char *paper = g_build_filename(fixture->directory, "certified.txt", NULL);
    assert_true(g_file_set_contents(paper, "certified", -1, NULL));
    of_the_us(fixture);
    to_deciding(fixture);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) decided =
        fixture_run(fixture, "dispute.act", "1", "cannot_determine", "--text", "no records", NULL);
    moves(fixture, FIXTURE_REVIEWER, "1", "apply");
    moves(fixture, FIXTURE_SERVICE, "1", "answer");
    moves(fixture, FIXTURE_SERVICE, "1", "close");
    refused(fixture, FIXTURE_SERVICE, "reinsert", BUREAU_ERROR_REFUSED, "reinsert");
    refused(fixture, FIXTURE_REVIEWER, "reinsert", BUREAU_ERROR_REFUSED, "--evidence");
    g_autoptr(table_t) back = fixture_run(fixture, "dispute.act", "1", "reinsert", "--evidence", paper, NULL);
    assert_string_equal(fixture_text(back, "state"), "REINSERTED");
    assert_string_equal(letter_of(fixture, &letter), "reinsertion");
    table_free(letter);
    g_unlink(paper);
}

static void test_table_is_whole(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) steps = tsv_load("law/dispute_fsm.tsv", &error);
    g_autoptr(tsv_t) states = tsv_load("law/dispute_states.tsv", &error);
    assert_no_error(error);
    for (size_t i = 0; i < tsv_rows(steps); i++) {
        bool known = false;
        for (size_t j = 0; j < tsv_rows(states); j++)
            known |= strcmp(tsv_cell(states, j, "state"), tsv_cell(steps, i, "to")) == 0;
        if (!known) fail_msg("step %zu leads to %s", i, tsv_cell(steps, i, "to"));
        assert_true(codes_known("DISPUTE_STATE", tsv_cell(steps, i, "to")));
        assert_true(codes_known("DISPUTE_EVENT", tsv_cell(steps, i, "event")));
    }
}

/* ---- stale, unknown, hostile ---------------------------------------------------------------------------------------
 */

static void test_stale_version(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    open_month(fixture, "2026-11-22");
    g_autoptr(table_t) seen = fixture_run(fixture, "dispute.show", "1", NULL);
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(seen, "version"));
    moves(fixture, FIXTURE_OFFICER, "1", "own_check");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) stale =
        fixture_try(fixture, &error, "dispute.act", "1", "bureau_error", "--version", version, NULL);
    assert_null(stale);
    assert_error_code(error, BUREAU_ERROR_STALE);
    g_autofree char *message = bureau_error_message(error, NULL);
    assert_non_null(strstr(message, FIXTURE_OFFICER));
    assert_non_null(strstr(message, "own_check"));
}

static void open_refused(struct fixture *fixture, const char *item, int code, const char *word)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = try_open(fixture, item, "2026-11-22", &error);
    assert_null(answer);
    assert_error_code(error, code);
    g_autofree char *message = bureau_error_message(error, NULL);
    g_autofree char *next = bureau_error_next(error, NULL);
    g_autofree char *both = g_strconcat(message, " ", next, NULL);
    if (strstr(both, word) == NULL) fail_msg("\"%s\" does not say %s", both, word);
}

static void test_unknown_items(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *month =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2020-01,field=state,claimed=N", fixture->card);
    g_autofree char *field =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=colour,claimed=N", fixture->card);
    g_autofree char *value =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=Q", fixture->card);
    open_refused(fixture, "account=99,month=2026-04,field=state,claimed=N", BUREAU_ERROR_NOT_FOUND, "99");
    open_refused(fixture, month, BUREAU_ERROR_NOT_FOUND, "2024-11");
    open_refused(fixture, field, BUREAU_ERROR_USAGE, "past_due");
    open_refused(fixture, value, BUREAU_ERROR_USAGE, "state");
    open_refused(fixture, "field=identity,claimed=990123199205031230", BUREAU_ERROR_USAGE, "identity");
}

static void test_evidence_is_a_plain_file(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = g_build_filename(fixture->directory, "paper.txt", NULL);
    g_autofree char *link = g_build_filename(fixture->directory, "link.txt", NULL);
    assert_true(g_file_set_contents(file, "paper", -1, NULL));
    assert_int_equal(symlink(file, link), 0);
    open_month(fixture, "2026-11-22");
    fixture_user(fixture, FIXTURE_SERVICE);
    const char *bad[] = { link, fixture->directory, "/dev/zero", "/no/such/file" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer =
            fixture_try(fixture, &error, "dispute.act", "1", "own_check", "--evidence", bad[i], NULL);
        assert_null(answer);
        assert_error_code(error, BUREAU_ERROR_INPUT);
        if (i == 3) assert_non_null(strstr(error->message, "/no/such/file: No such file"));
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment"), 0);
}

/* A word that is no event is a wrong request and is answered with the events there are; an event that cannot follow
 * is refused. */
static void test_events_that_do_not_exist(void **state)
{
    struct fixture *fixture = *state;
    open_month(fixture, "2026-11-22");
    refused(fixture, FIXTURE_SERVICE, "own_chek", BUREAU_ERROR_USAGE, "own_check, ");
    refused(fixture, FIXTURE_SERVICE, "OWN_CHECK", BUREAU_ERROR_USAGE, "withdraw");
    refused(fixture, FIXTURE_SERVICE, "furnisher_reply", BUREAU_ERROR_REFUSED, "cannot follow");
    refused(fixture, FIXTURE_SERVICE, "withdraw", BUREAU_ERROR_REFUSED, "signed withdrawal");
}

static void test_open_answers_its_version(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *item = month_item(fixture);
    g_autoptr(table_t) opened = try_open(fixture, item, "2026-11-22", &error);
    assert_no_error(error);
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(opened, "version"));
    g_autoptr(table_t) moved = fixture_run(fixture, "dispute.act", "1", "own_check", "--version", version, NULL);
    assert_true(fixture_int(moved, "version") > fixture_int(opened, "version"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_clock_starts_at_receipt),
        CASE(test_nothing_stops_the_clock),
        CASE(test_one_mark_an_item),
        CASE(test_no_close_without_letter),
        CASE(test_four_eyes),
        CASE(test_correction_is_a_version),
        CASE(test_decisions_need_grounds),
        CASE(test_receivers_are_told),
        CASE(test_missed_day_is_an_event),
        CASE(test_waiting_days),
        CASE(test_only_listed_steps),
        CASE(test_foreign_law),
        CASE(test_unverifiable_is_deleted_in_the_us),
        CASE(test_frivolous_in_the_us),
        CASE(test_reinsertion_in_the_us),
        CASE(test_table_is_whole),
        CASE(test_stale_version),
        CASE(test_unknown_items),
        CASE(test_evidence_is_a_plain_file),
        CASE(test_events_that_do_not_exist),
        CASE(test_open_answers_its_version),
    };
    return cmocka_run_group_tests_name("dispute rules", tests, NULL, NULL);
}
