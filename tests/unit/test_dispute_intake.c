/* SPDX-License-Identifier: Apache-2.0 */
/* How a dispute comes in: by whom, by which way, how late, with what, and what is missing. */
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

static int64_t count_marks(struct fixture *fixture)
{
    return fixture_count(fixture, "SELECT count(*) FROM mark WHERE died IS NULL AND kind = 'dispute'");
}

/* At the counter the person is seen: taken in, accepted and marked in one act. */
static void test_counter(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    assert_string_equal(fixture_text(answer, "state"), "MARKED");
    assert_null(table_find_fact(answer, "missing"));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE applicant = 'subject' AND identity = "
                                            "'counter' AND verified = entered"),
                     1);
    assert_int_equal(count_marks(fixture), 1);
}

/* By letter, e-mail, telephone or the net nobody was seen: it waits, the clock does not. */
static void test_other_channels_wait(void **state)
{
    struct fixture *fixture = *state;
    static const char *const channels[] = { "letter", "email", "phone", "online" };
    for (size_t i = 0; i < G_N_ELEMENTS(channels); i++) {
        g_autoptr(table_t) answer = opened(fixture, "2026-11-20", "--channel", channels[i]);
        g_autofree char *missing = phrase_expand(fixture_text(answer, "missing"), NULL);
        assert_string_equal(fixture_text(answer, "state"), "RECEIVED");
        assert_string_equal(missing, "proof of identity");
        assert_int_equal(fixture_int(answer, "due"), date_make(2026, 12, 10).days);
        assert_int_equal(fixture_int(answer, "late"), 2);
    }
    assert_int_equal(count_marks(fixture), 0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'acknowledgement'"), 4);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'acceptance'"), 0);
    held_back(fixture, FIXTURE_SERVICE, 1, "accept", "--identity", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "accept", "MARKED", "--identity", "copy");
    assert_int_equal(count_marks(fixture), 1);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute WHERE id = 1"), date_make(2026, 12, 10).days);
    /* with the copy in the letter it is taken in at once */
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) with =
        fixture_run(fixture, "dispute.open", subject, "--item", "field=phone,claimed=13900139000", "--reason",
                    "personal.phone", "--channel", "letter", "--identity", "copy", NULL);
    assert_string_equal(fixture_text(with, "state"), "MARKED");
}

/* What is missing is asked for in a letter; what comes leads on; the day stays the same. */
static void test_missing_papers(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", "--channel", "online");
    event(fixture, FIXTURE_SERVICE, 1, "reject_incomplete", "AWAITING_APPLICANT", "--text", "copy of both sides");
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'request_more' AND text LIKE '%both sides%'"),
        1);
    fixture_clock(fixture, "2026-12-01");
    held_back(fixture, FIXTURE_SERVICE, 1, "supplement", "identity", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "supplement", "MARKED", "--identity", "esign");
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 12, 12).days);
    assert_int_equal(fixture_count(fixture, "SELECT verified FROM dispute WHERE identity = 'esign'"),
                     date_make(2026, 12, 1).days);
}

/* An agent shows who they are and by what right; one of the two is not enough, wherever they stand. */
static void test_agent(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item = late_month(fixture);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) without = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                             "payment.month", "--agent", "Li Gang", "--identity", "agent", NULL);
    assert_string_equal(fixture_text(without, "state"), "RECEIVED");
    g_autofree char *missing = phrase_expand(fixture_text(without, "missing"), NULL);
    assert_non_null(strstr(missing, "authority"));
    assert_null(strstr(missing, "proof of identity"));
    event(fixture, FIXTURE_SERVICE, 1, "accept", "MARKED", "--authority", "power of attorney of 2026-11-20");
    g_autoptr(table_t) relative =
        fixture_run(fixture, "dispute.open", subject, "--item", "field=phone,claimed=13900139000", "--reason",
                    "personal.phone", "--applicant", "relative", "--agent", "Wang Li", "--authority",
                    "household register", "--identity", "relative", NULL);
    assert_string_equal(fixture_text(relative, "state"), "MARKED");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE applicant = 'relative' AND agent = "
                                            "'Wang Li' AND authority = 'household register'"),
                     1);
}

/* The day of receipt counts, however late it is typed in. */
static void test_late_entry(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-12", "--channel", "email");
    assert_int_equal(fixture_int(answer, "late"), 10);
    assert_int_equal(fixture_int(answer, "due"), date_make(2026, 12, 2).days);
    g_autoptr(table_t) shown = fixture_run(fixture, "dispute.show", "1", NULL);
    assert_int_equal(fixture_int(shown, "late"), 10);
}

/* Several items, each with a reason of its own of the two-level list. */
static void test_items_and_reasons(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *month = late_month(fixture);
    g_autofree char *amount =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",field=amount,claimed=5000.00,reason=amount.limit", fixture->card);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(
        fixture, "dispute.open", subject, "--item", month, "--item", amount, "--item",
        "field=address,claimed=1 North Road, room 2,reason=personal.address", "--reason", "payment.month", NULL);
    assert_int_equal(fixture_int(answer, "items"), 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE (item = 1 AND reason = "
                                            "'payment.month') OR (item = 2 AND reason = 'amount.limit') OR (item = 3 "
                                            "AND reason = 'personal.address' AND claimed = '1 North Road, room 2')"),
                     3);
    assert_int_equal(count_marks(fixture), 3);
    static const char *const bad[] = { "field=phone,claimed=13900139000,reason=colour.blue",
                                       "field=phone,claimed=13900139000" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_clear_error(&error);
        g_autoptr(table_t) refused = fixture_try(fixture, &error, "dispute.open", subject, "--item", bad[i], NULL);
        assert_null(refused);
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
}

/* The same item again is linked to the case before, whether that is open or done. */
static void test_duplicates_are_linked(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) first = opened(fixture, "2026-11-22", NULL, NULL);
    g_autoptr(table_t) second = opened(fixture, "2026-11-22", NULL, NULL);
    assert_string_equal(fixture_text(second, "linked"), "D-000001");
    assert_string_equal(fixture_text(second, "previous"), "D-000001");
    event(fixture, FIXTURE_SERVICE, 1, "withdraw", "WITHDRAWN", "--text", "signed");
    event(fixture, FIXTURE_SERVICE, 2, "withdraw", "WITHDRAWN", "--text", "signed");
    g_autoptr(table_t) third = opened(fixture, "2026-11-22", NULL, NULL);
    assert_null(table_find_fact(third, "linked"));
    assert_string_equal(fixture_text(third, "previous"), "D-000002");
    assert_int_equal(fixture_count(fixture, "SELECT previous FROM dispute WHERE id = 3"), 2);
    assert_int_equal(count_marks(fixture), 1);
}

/* An enquiry and a public record are disputed by their number, marked, corrected as new versions, old ones kept. */
static void test_facts(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    assert_true(guard_act_begin(fixture->session, "test.facts", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO public_record (subject, fact, born, kind, authority, day) VALUES (?1, 901, ?2,"
                          " 'EX', 'District Court', 20000)",
                          "ii", fixture->subject, fixture->session->change));
    assert_true(guard_act_commit(fixture->session, "test.facts", NULL, &error));
    const int64_t asked = fixture_count(fixture, "SELECT max(fact) FROM enquiry WHERE died IS NULL");
    const int64_t enquiries = fixture_count(fixture, "SELECT count(*) FROM enquiry WHERE died IS NULL");
    g_autofree char *one =
        g_strdup_printf("field=enquiry,fact=%" G_GINT64_FORMAT ",claimed=no,reason=enquiry.unauthorised", asked);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.open", subject, "--item", one, "--item",
                                            "field=public_record,fact=901,ended=2026-05-04,reason=public.performed",
                                            "--item", "field=score,reason=score.input", NULL);
    assert_string_equal(fixture_text(answer, "state"), "MARKED");
    assert_int_equal(count_marks(fixture), 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mark WHERE fact = 901 AND field = 'public_ended'"),
                     1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE field = 'enquiry' AND stored LIKE "
                                            "'20__-__-__ sample bank%'"),
                     1);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "bureau_error", "CORRECTING", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "apply", "CORRECTED", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM enquiry WHERE died IS NULL"), enquiries - 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM public_record WHERE fact = 901"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT ended FROM public_record WHERE fact = 901 AND died IS NULL"),
                     date_make(2026, 5, 4).days);
    static const char *const bad[] = { "field=enquiry,claimed=no,reason=enquiry.purpose",
                                       "field=phone,fact=3,claimed=13900139000,reason=personal.phone",
                                       "field=score,claimed=800,reason=score.input" };
    fixture_user(fixture, FIXTURE_SERVICE);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_clear_error(&error);
        g_autoptr(table_t) refused = fixture_try(fixture, &error, "dispute.open", subject, "--item", bad[i], NULL);
        assert_null(refused);
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_clear_error(&error);
    g_autoptr(table_t) unknown = fixture_try(fixture, &error, "dispute.open", subject, "--item",
                                             "field=enquiry,fact=99999,claimed=no,reason=enquiry.purpose", NULL);
    assert_null(unknown);
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
}

static void test_attachments(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item = late_month(fixture);
    g_autofree char *one = paper(fixture, "slip.txt"), *two = paper(fixture, "letter.txt");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                            "payment.month", "--attach", one, "--attach", two, NULL);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM attachment WHERE dispute = 1 AND length(digest) = 64"), 2);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) refused = fixture_try(fixture, &error, "dispute.open", subject, "--item", item, "--reason",
                                             "payment.month", "--attach", "/no/such/file", NULL);
    assert_null(refused);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute"), 1);
}

/* Only what comes from outside can have come earlier. */
static void test_day_of_arrival(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    held_back(fixture, FIXTURE_SERVICE, 1, "own_check", "--received", "--received", "2026-11-22");
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    fixture_clock(fixture, "2026-12-10"); /* our aim for the answer was 2026-12-07 */
    held_back(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "2026-11-01", "--received", "2026-11-01");
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", "--received", "2026-12-05");
    assert_int_equal(fixture_count(fixture, "SELECT met FROM dispute_clock WHERE clock = 'furnisher'"),
                     date_make(2026, 12, 5).days);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM dispute_clock WHERE clock = 'furnisher' AND breached IS NULL"), 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_counter),     CASE(test_other_channels_wait), CASE(test_missing_papers),        CASE(test_agent),
        CASE(test_late_entry),  CASE(test_items_and_reasons),   CASE(test_duplicates_are_linked), CASE(test_facts),
        CASE(test_attachments), CASE(test_day_of_arrival),
    };
    return cmocka_run_group_tests_name("dispute intake", tests, NULL, NULL);
}
