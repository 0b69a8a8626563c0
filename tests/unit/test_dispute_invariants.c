/* SPDX-License-Identifier: Apache-2.0 */
/* The ten things that hold in every dispute whatever happens, one test each, under the law where it would break first.
 */
#include "dispute_law.h"

#include <glib/gstdio.h>

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

static void to_deciding(struct fixture *fixture)
{
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", NULL, NULL);
}

static void to_closed(struct fixture *fixture)
{
    to_deciding(fixture);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
}

/* A write past the rooms: what the store itself must refuse. */
static void must_fail(struct fixture *fixture, const char *sql)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.harm", NULL, NULL));
    if (store_run(fixture->store, &error, sql, "")) fail_msg("%s was allowed", sql);
    guard_act_rollback(fixture->session);
}

/* A write past the rooms that the store takes: the harm a test does on purpose. */
static void harm(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.harm", NULL, &error));
    store_run(fixture->store, &error, sql, "");
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test.harm", NULL, &error));
}

/* 1: the clock starts at receipt, not at acceptance nor at entry; a late entry shows its lateness. */
static void test_1_clock_starts_at_receipt(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-10", "--channel", "letter");
    assert_int_equal(fixture_int(answer, "late"), 12);
    assert_int_equal(fixture_int(answer, "due"), date_make(2026, 11, 30).days);
    fixture_clock(fixture, "2026-11-24");
    event(fixture, FIXTURE_SERVICE, 1, "accept", "MARKED", "--identity", "copy");
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 11, 30).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE received <= entered"), 1);
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM dispute_clock WHERE clock = 'answer' AND since <> (SELECT received "
                      "FROM dispute)"),
        0);
}

/* 2: no state stops the clock: neither papers that are missing nor a technical reason. */
static void test_2_nothing_stops_the_clock(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", "--channel", "letter");
    const int64_t due = date_make(2026, 12, 12).days;
    event(fixture, FIXTURE_SERVICE, 1, "reject_incomplete", "AWAITING_APPLICANT", "--text", "identity");
    fixture_clock(fixture, "2026-12-13");
    event(fixture, FIXTURE_SERVICE, 1, "supplement", "MARKED", "--identity", "copy");
    to_deciding(fixture);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "cannot_apply_now", "CORRECTION_PENDING", "--text", "system works");
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), due);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_clock WHERE clock = 'answer'"), 1);
    /* it ran out while the papers were waited for: that is a breach */
    assert_int_equal(fixture_count(fixture, "SELECT min(seq) FROM dispute_event WHERE event = 'overdue'"),
                     fixture_count(fixture, "SELECT seq - 1 FROM dispute_event WHERE event = 'supplement'"));
}

/* 3: from acceptance to the reply every disputed item carries exactly one mark. */
static void test_3_one_mark_until_the_reply(void **state)
{
    static const char *const way[][3] = {
        { "own_check", FIXTURE_SERVICE, "BUREAU_CHECKED" }, { "send_furnisher", FIXTURE_SERVICE, "WITH_FURNISHER" },
        { "furnisher_reply", FIXTURE_SERVICE, "DECIDING" }, { "confirm_error", FIXTURE_REVIEWER, "CORRECTING" },
        { "apply", FIXTURE_REVIEWER, "CORRECTED" },         { "answer", FIXTURE_SERVICE, "ANSWERED_CORRECTED" }
    };
    static const char marks[] = "SELECT count(*) FROM mark WHERE died IS NULL AND kind = 'dispute'";
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    g_autoptr(table_t) second = opened(fixture, "2026-11-22", NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(way); i++) {
        assert_int_equal(fixture_count(fixture, marks), 1);
        g_autoptr(GError) error = NULL;
        g_autoptr(dossier_t) dossier = dossier_load(fixture->session, fixture->subject, &error);
        assert_no_error(error);
        assert_true(dossier_is_marked(dossier, fixture->card, (struct month){ 2026 * 12 + 3 }));
        event(fixture, way[i][1], 1, way[i][0], way[i][2], NULL, NULL);
    }
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    assert_int_equal(fixture_count(fixture, marks), 1); /* the second case's */
    event(fixture, FIXTURE_SERVICE, 2, "withdraw", "WITHDRAWN", "--text", "signed");
    assert_int_equal(fixture_count(fixture, marks), 0);
}

/* 4: closing is impossible without a letter; the mark goes only after it. */
static void test_4_no_close_without_a_letter(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    to_deciding(fixture);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    harm(fixture, "DELETE FROM letter WHERE kind LIKE 'reply%'");
    held_back(fixture, FIXTURE_SERVICE, 1, "close", "reply", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE closed IS NULL"), 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) steps = tsv_load("law/dispute_fsm.tsv", &error);
    assert_no_error(error);
    for (size_t i = 0; i < tsv_rows(steps); i++) { /* and no line of the table closes without one */
        const char *effects = tsv_cell(steps, i, "effects");
        if (strstr(effects, "close:") == NULL) continue;
        if (strstr(effects, "letter:") == NULL && strstr(tsv_cell(steps, i, "requires"), "letter") == NULL)
            fail_msg("line %zu closes without a letter", tsv_line(steps, i));
    }
}

/* 5: whoever took a case in neither decides, corrects nor puts back; only a second person does. */
static void test_5_maker_is_not_checker(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "US-FCRA");
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    harm(fixture, "UPDATE dispute SET maker = '" FIXTURE_REVIEWER "'");
    harm(fixture, "INSERT INTO user (name, role) VALUES ('he.ping', 'reviewer')");
    to_deciding(fixture);
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "he.ping", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_correct", "he.ping", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "cannot_determine", "he.ping", "--text", "nothing");
    event(fixture, "he.ping", 1, "cannot_determine", "CORRECTING", "--text", "no records");
    held_back(fixture, FIXTURE_REVIEWER, 1, "apply", "he.ping", NULL, NULL);
    event(fixture, "he.ping", 1, "apply", "CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    g_autofree char *file = paper(fixture, "certificate.txt");
    held_back(fixture, FIXTURE_REVIEWER, 1, "reinsert", "he.ping", "--evidence", file);
    g_autoptr(table_t) frivolous = opened(fixture, "2026-11-22", "--channel", "letter");
    harm(fixture, "UPDATE dispute SET maker = '" FIXTURE_REVIEWER "' WHERE id = 2");
    held_back(fixture, FIXTURE_REVIEWER, 2, "judge_frivolous", "he.ping", "--text", "the same again");
}

/* 6: a correction is a new version that knows its case; the old version stays. */
static void test_6_correction_is_a_version(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    const int64_t before = fixture_count(fixture, "SELECT count(*) FROM history");
    to_closed(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM history"), before + 1);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM history o JOIN history n ON n.account = o.account AND "
                                   "n.born = o.died WHERE substr(o.states, 18, 1) = '2' AND substr(n.states, "
                                   "18, 1) = 'N'"),
                     1);
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM history h JOIN dispute_event e ON e.change = h.born JOIN dispute_item "
                      "i ON i.dispute = e.dispute WHERE e.event = 'apply' AND e.user = '" FIXTURE_REVIEWER
                      "' AND i.stored = '2' AND i.corrected = 'N'"),
        1);
}

/* 7: "correct" stands on the furnisher's evidence; "cannot be determined" on findings and on the objection. */
static void test_7_decisions_stand_on_grounds(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = paper(fixture, "contract.txt");
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    to_deciding(fixture);
    held_back(fixture, FIXTURE_REVIEWER, 1, "confirm_correct", "evidence", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "cannot_determine", "text", NULL, NULL);
    harm(fixture, "UPDATE dispute SET text = NULL");
    harm(fixture, "UPDATE dispute_item SET claimed = NULL");
    held_back(fixture, FIXTURE_REVIEWER, 1, "cannot_determine", "objection", "--text", "no records on either side");
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_correct", "ANSWERED_CORRECT", "--evidence", file);
}

/* 8: after a correction everybody who got the wrong value in the look-back gets a notice. */
static void test_8_receivers_get_notices(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    to_deciding(fixture);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'correction_notice'"), 0);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    assert_int_equal(
        fixture_count(fixture,
                      "SELECT count(*) FROM letter WHERE kind = 'correction_notice' AND text LIKE '%sample bank "
                      "A%'"),
        1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE text LIKE '%sample bank B%'"), 0);
}

/* 9: the same item again is linked and not refused. */
static void test_9_same_item_is_linked(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) first = opened(fixture, "2026-11-22", NULL, NULL);
    to_closed(fixture);
    event(fixture, FIXTURE_SERVICE, 1, "new_dispute", "CLOSED", "--text", "it is back");
    assert_int_equal(fixture_count(fixture, "SELECT previous FROM dispute WHERE id = 2"), 1);
    g_autoptr(table_t) third = opened(fixture, "2026-11-22", NULL, NULL);
    assert_string_equal(fixture_text(third, "linked"), "D-000002");
    assert_int_equal(fixture_count(fixture, "SELECT previous FROM dispute WHERE id = 3"), 2);
}

/* 10: days and their reasons are stored and counted once; a breach is an event that cannot be taken back. */
static void test_10_days_and_breaches_stay(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-02", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE length(due_reason) > 10"), 1);
    fixture_clock(fixture, "2026-11-23");
    under_law(fixture, "US-FCRA"); /* another law for the house is none for the case */
    to_deciding(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 11, 22).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
    must_fail(fixture, "DELETE FROM dispute_event");
    must_fail(fixture, "UPDATE dispute_event SET event = 'own_check' WHERE event = 'overdue'");
    must_fail(fixture, "UPDATE dispute_event SET at = 0");
    must_fail(fixture, "UPDATE dispute_clock SET due = due + 100");
    must_fail(fixture, "UPDATE dispute_clock SET breached = NULL WHERE clock = 'answer'");
    must_fail(fixture, "DELETE FROM dispute_clock");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_1_clock_starts_at_receipt),    CASE(test_2_nothing_stops_the_clock),
        CASE(test_3_one_mark_until_the_reply),   CASE(test_4_no_close_without_a_letter),
        CASE(test_5_maker_is_not_checker),       CASE(test_6_correction_is_a_version),
        CASE(test_7_decisions_stand_on_grounds), CASE(test_8_receivers_get_notices),
        CASE(test_9_same_item_is_linked),        CASE(test_10_days_and_breaches_stay),
    };
    return cmocka_run_group_tests_name("dispute invariants", tests, NULL, NULL);
}
