/* SPDX-License-Identifier: Apache-2.0 */
/* A case of each outcome, from receipt to archive, under each law that has it, by the registered commands alone. */
#include "dispute_law.h"

#include <glib/gstdio.h>

#define EVERYWHERE "CN-ZX CN-SH CN-SZ US-FCRA EU-GDPR"
#define S          FIXTURE_SERVICE
#define R          FIXTURE_REVIEWER

struct pace {
    const char *event, *user, *to;
    bool text, paper; /* says something; brings a file */
};

/* The ways that several outcomes share. */
#define CHECKED                                                                                                        \
    {                                                                                                                  \
        "own_check", S, "BUREAU_CHECKED", false, false                                                                 \
    }
#define ASKED                                                                                                          \
    CHECKED,                                                                                                           \
    {                                                                                                                  \
        "send_furnisher", S, "WITH_FURNISHER", false, false                                                            \
    }
#define REPLIED                                                                                                        \
    ASKED,                                                                                                             \
    {                                                                                                                  \
        "furnisher_reply", S, "DECIDING", true, true                                                                   \
    }
#define CORRECTED_AND_CLOSED                                                                                           \
    { "apply", R, "CORRECTED", false, false }, { "answer", S, "ANSWERED_CORRECTED", false, false },                    \
    {                                                                                                                  \
        "close", S, "CLOSED", false, false                                                                             \
    }
#define ARCHIVED(state)                                                                                                \
    {                                                                                                                  \
        "archive", S, state, false, false                                                                              \
    }

static const struct outcome {
    const char *name, *profiles, *outcome;
    bool waits; /* by letter, without identity */
    struct pace way[14];
} outcomes[] = {
    { "error of the bureau",
      EVERYWHERE,
      "corrected",
      false,
      { CHECKED, { "bureau_error", S, "CORRECTING", false, false }, CORRECTED_AND_CLOSED, ARCHIVED("CLOSED") } },
    { "corrected by the furnisher",
      EVERYWHERE,
      "corrected",
      false,
      { REPLIED, { "confirm_error", R, "CORRECTING", false, false }, CORRECTED_AND_CLOSED, ARCHIVED("CLOSED") } },
    { "confirmed correct, with a statement",
      EVERYWHERE,
      "correct",
      false,
      { REPLIED,
        { "confirm_correct", R, "ANSWERED_CORRECT", false, false },
        { "answer", S, "CLOSED", false, false },
        { "add_statement", S, "CLOSED", true, false },
        ARCHIVED("CLOSED") } },
    { "cannot be determined",
      "CN-ZX CN-SH CN-SZ EU-GDPR",
      "undetermined",
      false,
      { REPLIED,
        { "cannot_determine", R, "NOTED", true, false },
        { "answer", S, "CLOSED_NOTED", false, false },
        ARCHIVED("CLOSED_NOTED") } },
    { "cannot be verified, deleted",
      "US-FCRA",
      "corrected",
      false,
      { REPLIED, { "cannot_determine", R, "CORRECTING", true, false }, CORRECTED_AND_CLOSED, ARCHIVED("CLOSED") } },
    { "frivolous",
      "US-FCRA",
      "frivolous",
      true,
      { { "judge_frivolous", R, "CLOSED_FRIVOLOUS", true, false }, ARCHIVED("CLOSED_FRIVOLOUS") } },
    { "withdrawn",
      EVERYWHERE,
      "withdrawn",
      false,
      { CHECKED, { "withdraw", S, "WITHDRAWN", true, false }, ARCHIVED("WITHDRAWN") } },
    { "withdrawn before it was accepted",
      EVERYWHERE,
      "withdrawn",
      true,
      { { "reject_incomplete", S, "AWAITING_APPLICANT", true, false },
        { "withdraw", S, "WITHDRAWN", true, false },
        ARCHIVED("WITHDRAWN") } },
    { "technical delay",
      EVERYWHERE,
      "corrected",
      false,
      { REPLIED,
        { "confirm_error", R, "CORRECTING", false, false },
        { "cannot_apply_now", S, "CORRECTION_PENDING", true, false },
        CORRECTED_AND_CLOSED,
        ARCHIVED("CLOSED") } },
    { "complaint",
      EVERYWHERE,
      "correct",
      false,
      { REPLIED,
        { "confirm_correct", R, "ANSWERED_CORRECT", false, false },
        { "answer", S, "CLOSED", false, false },
        { "complain", S, "COMPLAINT", true, false },
        { "complaint_answered", S, "CLOSED", true, false },
        ARCHIVED("CLOSED") } },
    { "complaint about what could not be determined",
      "CN-ZX CN-SH CN-SZ EU-GDPR",
      "undetermined",
      false,
      { REPLIED,
        { "cannot_determine", R, "NOTED", true, false },
        { "answer", S, "CLOSED_NOTED", false, false },
        { "complain", S, "COMPLAINT", true, false },
        { "complaint_answered", S, "CLOSED_NOTED", true, false },
        ARCHIVED("CLOSED_NOTED") } },
    { "put back",
      "US-FCRA",
      "corrected",
      false,
      { REPLIED,
        { "cannot_determine", R, "CORRECTING", true, false },
        CORRECTED_AND_CLOSED,
        { "reinsert", R, "REINSERTED", true, true },
        { "request_method", S, "REINSERTED", false, false },
        ARCHIVED("REINSERTED") } },
};

static void open_case(struct fixture *fixture, bool waits)
{
    g_autoptr(table_t) answer = opened(fixture, "2026-11-20", "--channel", waits ? "letter" : "counter");
    assert_string_equal(fixture_text(answer, "state"), waits ? "RECEIVED" : "MARKED");
}

static void take(struct fixture *fixture, const struct pace *pace, const char *file, const char *where)
{
    g_autoptr(GError) error = NULL;
    const char *words[] = { NULL, NULL, NULL, NULL, NULL };
    size_t at = 0;
    if (pace->text) words[at++] = "--text", words[at++] = "as found and told";
    if (pace->paper) words[at++] = "--evidence", words[at++] = file;
    fixture_user(fixture, pace->user);
    g_autoptr(table_t) answer =
        fixture_try(fixture, &error, "dispute.act", "1", pace->event, words[0], words[1], words[2], words[3], NULL);
    if (answer == NULL) fail_msg("%s, %s: %s", where, pace->event, error->message);
    if (strcmp(fixture_text(answer, "state"), pace->to) != 0)
        fail_msg("%s, %s leads to %s", where, pace->event, fixture_text(answer, "state"));
}

/* What every case has at its end, whatever the outcome. */
static void check_end(struct fixture *fixture, const struct outcome *outcome, const char *where)
{
    g_autofree char *kept = g_strdup_printf(
        "SELECT count(*) FROM dispute WHERE outcome = '%s' AND closed IS NOT NULL AND archived IS NOT NULL",
        outcome->outcome);
    if (fixture_count(fixture, kept) != 1) fail_msg("%s: not archived as %s", where, outcome->outcome);
    if (fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND kind IN ('dispute', 'special')") != 0)
        fail_msg("%s: a mark is left", where);
    if (fixture_count(fixture, "SELECT count(*) FROM letter WHERE dispute = 1 AND kind <> 'acknowledgement'") == 0)
        fail_msg("%s: no letter answered", where);
    if (fixture_count(fixture,
                      "SELECT count(*) FROM dispute_clock WHERE clock = 'answer' AND replaced IS NULL AND met IS "
                      "NULL") != 0)
        fail_msg("%s: the clock still runs", where);
    if (fixture_count(fixture, "SELECT count(*) FROM dispute_clock WHERE met IS NULL AND replaced IS NULL") != 0)
        fail_msg("%s: a clock still runs", where);
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) again = fixture_try(fixture, &error, "dispute.act", "1", "archive", NULL);
    assert_null(again);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void walk(const struct outcome *outcome, const char *profile)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *where = g_strdup_printf("%s under %s", outcome->name, profile);
    g_autofree char *file = paper(fixture, "proof.txt");
    under_law(fixture, profile);
    open_case(fixture, outcome->waits);
    for (size_t i = 0; outcome->way[i].event != NULL; i++)
        take(fixture, &outcome->way[i], file, where);
    check_end(fixture, outcome, where);
    fixture_free(fixture);
}

static void test_each_outcome_under_each_law(void **state)
{
    int walked = 0;
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        g_auto(GStrv) profiles = g_strsplit(outcomes[i].profiles, " ", -1);
        for (size_t p = 0; profiles[p] != NULL; p++, walked++)
            walk(&outcomes[i], profiles[p]);
    }
    assert_int_equal(walked, 5 * 7 + 4 + 4 + 3);
}

/* A law that does not know an outcome offers no step to it. */
static void test_no_way_under_other_laws(void **state)
{
    static const struct {
        const char *state, *event, *profiles;
    } none[] = { { "RECEIVED", "judge_frivolous", "CN-ZX CN-SH CN-SZ EU-GDPR" },
                 { "CLOSED", "reinsert", "CN-ZX CN-SH CN-SZ EU-GDPR" },
                 { "CLOSED", "request_method", "CN-ZX CN-SH CN-SZ EU-GDPR" },
                 { "MARKED", "extend", "CN-ZX CN-SH CN-SZ" } };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        g_auto(GStrv) profiles = g_strsplit(none[i].profiles, " ", -1);
        for (size_t p = 0; profiles[p] != NULL; p++) {
            g_autofree const char **events = dispute_next_events(none[i].state, profiles[p]);
            if (g_strv_contains(events, none[i].event)) fail_msg("%s under %s", none[i].event, profiles[p]);
        }
    }
}

/* Every state that a law's table can reach leads on to an archive, or is one that waits for somebody. */
static void test_no_dead_end(void **state)
{
    static const char *const profiles[] = { "CN-ZX", "CN-SH", "CN-SZ", "US-FCRA", "EU-GDPR" };
    g_autoptr(GError) error = NULL;
    (void)state;
    g_autoptr(tsv_t) states = tsv_load("law/dispute_states.tsv", &error);
    assert_no_error(error);
    for (size_t p = 0; p < G_N_ELEMENTS(profiles); p++)
        for (size_t i = 0; i < tsv_rows(states); i++) {
            const char *each = tsv_cell(states, i, "state");
            g_autofree const char **events = dispute_next_events(each, profiles[p]);
            if (events[0] == NULL) fail_msg("%s is a dead end under %s", each, profiles[p]);
            const bool closed = strcmp(tsv_cell(states, i, "open"), "no") == 0 && strcmp(each, "COMPLAINT") != 0;
            if (closed != g_strv_contains(events, "archive")) fail_msg("archive from %s under %s", each, profiles[p]);
        }
}

/* What cannot be proved under European law is kept, and not used until it is. */
static void test_unproved_is_restricted_in_europe(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    under_law(fixture, "EU-GDPR");
    open_case(fixture, false);
    event(fixture, S, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, S, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, S, 1, "furnisher_reply", "DECIDING", NULL, NULL);
    event(fixture, R, 1, "cannot_determine", "NOTED", "--text", "no records");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM protection WHERE kind = 'restricted' AND lifted IS "
                                            "NULL AND reason LIKE '%D-000001%'"),
                     1);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM history WHERE died IS NULL AND substr(states, 18, 1) = '2'"), 1);
    fixture_free(fixture);
}

/* A first dispute that brings evidence is never frivolous; the same again without any may be. */
static void test_first_dispute_with_evidence_is_not_frivolous(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *file = paper(fixture, "receipt.txt");
    g_autofree char *item = late_month(fixture);
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    (void)state;
    under_law(fixture, "US-FCRA");
    fixture_user(fixture, S);
    g_autoptr(table_t) first = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                           "payment.month", "--channel", "letter", "--attach", file, NULL);
    held_back(fixture, R, 1, "judge_frivolous", "evidence", "--text", "nothing in it");
    open_case(fixture, true);
    event(fixture, R, 2, "judge_frivolous", "CLOSED_FRIVOLOUS", "--text", "the same again");
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM dispute_clock WHERE clock = 'frivolous' AND met IS NOT "
                                   "NULL AND breached IS NULL"),
                     1);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_outcome_under_each_law),
        cmocka_unit_test(test_no_way_under_other_laws),
        cmocka_unit_test(test_no_dead_end),
        cmocka_unit_test(test_unproved_is_restricted_in_europe),
        cmocka_unit_test(test_first_dispute_with_evidence_is_not_frivolous),
    };
    return cmocka_run_group_tests_name("dispute walk", tests, NULL, NULL);
}
