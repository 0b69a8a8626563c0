/* SPDX-License-Identifier: Apache-2.0 */
/* What a person agrees to, refuses, takes back and narrows. */
#include "check.h"
#include "consent/consent.h"
#include "consent_fixture.h"

#include <string.h>

static int setup(void **state)
{
    struct fixture *fixture = fixture_new();
    fixture_user(fixture, FIXTURE_SERVICE);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

enum { WORDS = 14 };

/* The number of the consent that the words (with "1" for the subject in front) make, or the code of the refusal, below
 * zero. */
static int64_t grant(struct fixture *fixture, const char *const words[WORDS])
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer =
        fixture_try(fixture, &error, "consent.grant", "1", words[0], words[1], words[2], words[3], words[4], words[5],
                    words[6], words[7], words[8], words[9], words[10], words[11], NULL);
    return answer ? fixture_int(answer, "consent") : -error->code;
}
#define GRANT(...) grant(fixture, (const char *const[WORDS]){ __VA_ARGS__ })

static bool may_look(struct fixture *fixture, const char *purpose, unsigned kinds)
{
    struct access access;
    GError *error = NULL;
    char *const user = g_strdup(fixture->session->user);
    const enum role role = fixture->session->role;
    set_purpose(fixture, purpose);
    guard_access(fixture->session, fixture->subject, kinds, &access, &error);
    assert_no_error(error);
    const bool granted = access.verdict == ACCESS_GRANTED;
    access_clear(&access);
    fixture->session->role = role;
    g_free(user);
    return granted;
}

/* ---- granting -----------------------------------------------------------------------------------------------------
 */

static void what_is_granted_is_kept(void **state)
{
    struct fixture *fixture = *state;
    const int64_t id = GRANT("--purpose", "credit_review,post_loan", "--clause", "2026-1", "--form", "electronic",
                             "--document", "E-77", "--granted", "2026-11-01", "--expires", "2027-11-01");
    assert_true(id > 0);
    g_autoptr(table_t) list = fixture_run(fixture, "consent.list", "1", NULL);
    const size_t row = table_row_count(list) - 1;
    assert_int_equal(fixture_cell(list, row, "consent")->integer, id);
    assert_string_equal(fixture_cell(list, row, "kind")->text, "query");
    assert_string_equal(fixture_cell(list, row, "recipient")->text, "bureau");
    assert_string_equal(fixture_cell(list, row, "purpose")->text, "credit_review,post_loan");
    assert_string_equal(fixture_cell(list, row, "scope")->text, "all");
    assert_string_equal(fixture_cell(list, row, "form")->text, "electronic");
    assert_string_equal(fixture_cell(list, row, "reference")->text, "E-77");
    assert_string_equal(fixture_cell(list, row, "state")->text, "valid");
    assert_int_equal(fixture_cell(list, row, "granted")->integer, date_make(2026, 11, 1).days);
    /* it counts from now, not from the day on the paper */
    assert_int_equal(fixture_cell(list, row, "entered")->integer, session_now(fixture->session));
}

/* Nothing but the purpose: in writing, to the bureau, of the usual kinds, in today's words. */
static void the_usual_consent_is_enough(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) none = fixture_run(fixture, "consent.withdraw", "1", "--all", NULL);
    assert_false(may_look(fixture, "credit_review", 0));
    const int64_t id = GRANT("--purpose", "credit_review");
    assert_true(id > 0);
    assert_true(may_look(fixture, "credit_review", KIND_CREDIT | KIND_PUBLIC | KIND_SCORE));
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM consent WHERE withdrawn IS NULL AND form = 'paper' AND "
                                   "clause = '2026-1' AND recipient = 'bureau' AND scope = 'all'"),
                     1);
}

static void what_does_not_go_together(void **state)
{
    struct fixture *fixture = *state;
    const int64_t usage = -BUREAU_ERROR_USAGE;
    assert_int_equal(GRANT("--purpose", "curiosity"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review,curiosity"), usage);
    assert_int_equal(GRANT("--purpose", ","), usage);
    assert_int_equal(GRANT("--purpose", "credit_review", "--scope", "credit,blood"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review", "--scope", ","), usage);
    /* the warning: its own consent, with its day, before the agreement, and for nothing else */
    assert_int_equal(GRANT("--purpose", "credit_review", "--kind", "sensitive"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review", "--scope", "credit,means"), usage);
    assert_int_equal(
        GRANT("--purpose", "credit_review", "--kind", "sensitive", "--scope", "credit", "--told", "2026-11-22"), usage);
    assert_int_equal(
        GRANT("--purpose", "credit_review", "--kind", "sensitive", "--told", "2026-11-21", "--granted", "2026-11-20"),
        usage);
    /* sharing names who receives it; marketing is agreed to as marketing */
    assert_int_equal(GRANT("--purpose", "sharing", "--kind", "share"), usage);
    assert_int_equal(GRANT("--purpose", "sharing", "--kind", "abroad"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review,marketing"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review", "--kind", "marketing"), usage);
    assert_int_equal(GRANT("--purpose", "sharing"), usage);
    /* days */
    assert_int_equal(GRANT("--purpose", "credit_review", "--granted", "2026-11-23"), usage);
    assert_int_equal(GRANT("--purpose", "credit_review", "--expires", "2026-11-21"), usage);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent"), 2);
    assert_true(GRANT("--purpose", "credit_review", "--expires", "2026-11-22") > 0);
    assert_true(GRANT("--purpose", "credit_review", "--kind", "sensitive", "--told", "2026-11-22") > 0);
    assert_true(GRANT("--purpose", "sharing", "--kind", "share", "--recipient", "xihu.research") > 0);
}

static void marketing_is_off_until_said(void **state)
{
    struct fixture *fixture = *state;
    assert_false(may_look(fixture, "marketing", 0));
    assert_true(GRANT("--purpose", "marketing", "--kind", "marketing") > 0);
    assert_true(may_look(fixture, "marketing", KIND_CONTACT));
    assert_false(may_look(fixture, "marketing", KIND_CREDIT));
}

/* ---- taking back --------------------------------------------------------------------------------------------------
 */

static void withdrawing_is_as_easy_and_holds_at_once(void **state)
{
    struct fixture *fixture = *state;
    assert_true(may_look(fixture, "credit_review", 0));
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "consent.withdraw", "1", "1", NULL);
    assert_int_equal(fixture_int(withdrawn, "withdrawn"), TODAY.days);
    assert_false(may_look(fixture, "credit_review", 0));
    /* the row stays, with the moment */
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM consent WHERE id = 1 AND ended = %" G_GINT64_FORMAT,
                                           session_now(fixture->session));
    assert_int_equal(fixture_count(fixture, sql), 1);
    g_autoptr(GError) again = NULL;
    assert_null(fixture_try(fixture, &again, "consent.withdraw", "1", "1", NULL));
    assert_error_code(again, BUREAU_ERROR_NOT_FOUND);
}

static void all_at_once(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) neither = NULL, both = NULL, none = NULL;
    assert_null(fixture_try(fixture, &neither, "consent.withdraw", "1", NULL));
    assert_error_code(neither, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &both, "consent.withdraw", "1", "1", "--all", NULL));
    assert_error_code(both, BUREAU_ERROR_USAGE);
    g_autoptr(table_t) all = fixture_run(fixture, "consent.withdraw", "1", "--all", NULL);
    assert_int_equal(fixture_int(all, "consents"), 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent WHERE withdrawn IS NULL OR ended IS NULL"),
                     0);
    assert_null(fixture_try(fixture, &none, "consent.withdraw", "1", "--all", NULL));
    assert_error_code(none, BUREAU_ERROR_NOT_FOUND);
    /* and somebody else's number is not this person's */
    const int64_t other = add_file(fixture, "person");
    const int64_t theirs = add_given(fixture, other, (struct given){ 0 });
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, theirs);
    g_autoptr(GError) foreign = NULL;
    assert_null(fixture_try(fixture, &foreign, "consent.withdraw", "1", number, NULL));
    assert_error_code(foreign, BUREAU_ERROR_NOT_FOUND);
}

static void choosing_less_is_one_act(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) more = NULL, same = NULL, wrong = NULL;
    const int64_t lines = fixture_count(fixture, "SELECT count(*) FROM audit");
    g_autoptr(table_t) less = fixture_run(fixture, "consent.scope", "1", "1", "--scope", "credit,public", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit"), lines + 1);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(less, "consent"));
    assert_int_equal(fixture_int(less, "replaces"), 1);
    assert_true(may_look(fixture, "credit_review", KIND_CREDIT));
    assert_false(may_look(fixture, "credit_review", KIND_BEHAVIOUR));
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM consent c JOIN consent o ON o.id = 1 WHERE c.id > 2 AND "
                                   "c.expires = o.expires AND c.purpose = o.purpose AND c.form = o.form AND "
                                   "c.clause = o.clause AND o.withdrawn IS NOT NULL"),
                     1);
    assert_null(fixture_try(fixture, &more, "consent.scope", "1", id, "--scope", "credit,score", NULL));
    assert_error_code(more, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &same, "consent.scope", "1", id, "--scope", "public,credit", NULL));
    assert_error_code(same, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &wrong, "consent.scope", "1", "1", "--scope", "credit", NULL));
    assert_error_code(wrong, BUREAU_ERROR_NOT_FOUND); /* ended already */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent"), 3);
}

/* ---- refusing -----------------------------------------------------------------------------------------------------
 */

static void a_refusal_is_kept_and_not_asked_over(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) first =
        fixture_run(fixture, "consent.refuse", "1", "--purpose", "marketing", "--kind", "marketing", NULL);
    const int days = consent_policy("ask_again");
    assert_true(days > 0);
    assert_int_equal(fixture_int(first, "ask_again"), TODAY.days + days);
    assert_int_equal(fixture_int(first, "asked_too_early"), 0);
    assert_false(may_look(fixture, "marketing", 0));
    const char *const asked[WORDS] = { "--purpose", "marketing", "--kind", "marketing" };
    char last[DATE_TEXT_SIZE], free_again[DATE_TEXT_SIZE];
    fixture_clock(fixture, date_format(date_add_days(TODAY, days - 1), last));
    assert_int_equal(grant(fixture, asked), -BUREAU_ERROR_REFUSED);
    g_autoptr(table_t) second =
        fixture_run(fixture, "consent.refuse", "1", "--purpose", "marketing", "--kind", "marketing", NULL);
    assert_int_equal(fixture_int(second, "asked_too_early"), 1);
    /* who comes by themselves may agree at any time; other purposes were not refused */
    assert_true(GRANT("--purpose", "marketing", "--kind", "marketing", "--own-will") > 0);
    assert_true(GRANT("--purpose", "employment") > 0);
    fixture_clock(fixture, date_format(date_add_days(TODAY, days - 1 + days), free_again));
    assert_true(grant(fixture, asked) > 0);
    g_autoptr(table_t) list = fixture_run(fixture, "consent.list", "1", NULL);
    assert_string_equal(fixture_cell(list, 2, "state")->text, "refused");
    assert_int_equal(fixture_cell(list, 2, "valid")->integer, 0);
}

/* ---- before it ends -----------------------------------------------------------------------------------------------
 */

static void those_that_end_are_called(void **state)
{
    struct fixture *fixture = *state;
    const int64_t today = add_file(fixture, "person"), later = add_file(fixture, "person"),
                  renewed = add_file(fixture, "person"), gone = add_file(fixture, "person");
    add_given(fixture, today, (struct given){ .expires = TODAY });
    add_given(fixture, later, (struct given){ .expires = date_add_days(TODAY, 30) });
    add_given(fixture, later, (struct given){ .purpose = "post_loan", .expires = date_add_days(TODAY, 31) });
    add_given(fixture, renewed, (struct given){ .expires = date_add_days(TODAY, 3) });
    add_given(fixture, renewed, (struct given){ .expires = date_add_days(TODAY, 600) });
    add_given(fixture, gone, (struct given){ .expires = date_add_days(TODAY, -1) });
    add_given(fixture, gone, (struct given){ .expires = date_add_days(TODAY, 5), .withdrawn = TODAY, .ended = 1 });
    add_given(fixture, gone,
              (struct given){ .expires = date_add_days(TODAY, 5), .answer = "refused", .purpose = "audit" });
    g_autoptr(table_t) usual = fixture_run(fixture, "consent.expiring", NULL);
    assert_int_equal(table_row_count(usual), 2);
    assert_int_equal(fixture_cell(usual, 0, "subject")->integer, today);
    assert_int_equal(fixture_cell(usual, 0, "days_left")->integer, 0);
    assert_int_equal(fixture_cell(usual, 1, "subject")->integer, later);
    assert_int_equal(fixture_cell(usual, 1, "days_left")->integer, 30);
    int64_t count;
    GError *error = NULL;
    assert_true(consent_count_expiring(fixture->session, &count, &error));
    assert_int_equal(count, 2);
    g_autoptr(table_t) more = fixture_run(fixture, "consent.expiring", "--within", "31", NULL);
    assert_int_equal(table_row_count(more), 3);
    g_autoptr(table_t) fewer = fixture_run(fixture, "consent.expiring", "--within", "0", NULL);
    assert_int_equal(table_row_count(fewer), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent WHERE subject = 1"), 2);
}

/* ---- what can be read ---------------------------------------------------------------------------------------------
 */

static void every_kind_has_its_words(void **state)
{
    static const char *const kinds[] = { "query", "furnish", "sensitive", "share", "marketing", "abroad" };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(table_t) english = fixture_run(fixture, "consent.clauses", "--kind", kinds[i], NULL);
        assert_int_equal(table_row_count(english), 1);
        g_free(fixture->session->language);
        fixture->session->language = g_strdup("zh");
        g_autoptr(table_t) chinese = fixture_run(fixture, "consent.clauses", "--kind", kinds[i], NULL);
        g_free(fixture->session->language);
        fixture->session->language = g_strdup("en");
        assert_string_not_equal(fixture_cell(english, 0, "text")->text, fixture_cell(chinese, 0, "text")->text);
        assert_true(codes_known("CONSENT_KIND", kinds[i]));
    }
    g_autoptr(table_t) none = fixture_run(fixture, "consent.clauses", "--clause", "1999", NULL);
    assert_int_equal(table_row_count(none), 0);
}

static void the_rules_can_be_read(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) own = fixture_run(fixture, "consent.rules", NULL);
    assert_string_equal(fixture_text(own, "profile"), "CN-ZX");
    assert_int_equal(table_row_count(own), 13);
    assert_string_equal(fixture_cell(own, 0, "asks")->text, "written");
    g_autoptr(table_t) foreign = fixture_run(fixture, "consent.rules", "--profile", "US-FCRA", NULL);
    assert_string_equal(fixture_cell(foreign, 0, "asks")->text, "law");
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "consent.rules", "--profile", "XX", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

/* The batch it came with was undone: nobody withdrew it, and it does not hold. */
static void what_was_undone_stays_undone(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(GError) narrowed = NULL, withdrawn = NULL;
    add_given(fixture, subject, (struct given){ .expires = date_add_days(TODAY, 10) });
    write_by_hand(fixture, "UPDATE consent SET batch = 1, ended = entered WHERE id = 3");
    g_autoptr(table_t) listed = fixture_run(fixture, "consent.list", number, NULL);
    assert_int_equal(fixture_cell(listed, 0, "valid")->integer, 0);
    assert_string_equal(fixture_cell(listed, 0, "state")->text, "withdrawn");
    g_autoptr(table_t) ending = fixture_run(fixture, "consent.expiring", NULL);
    assert_int_equal(table_row_count(ending), 0);
    /* choosing less of it must not bring it back to life */
    assert_null(fixture_try(fixture, &narrowed, "consent.scope", number, "3", "--scope", "credit", NULL));
    assert_error_code(narrowed, BUREAU_ERROR_NOT_FOUND);
    assert_null(fixture_try(fixture, &withdrawn, "consent.withdraw", number, "--all", NULL));
    assert_error_code(withdrawn, BUREAU_ERROR_NOT_FOUND);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(what_is_granted_is_kept),
        CASE(the_usual_consent_is_enough),
        CASE(what_does_not_go_together),
        CASE(marketing_is_off_until_said),
        CASE(withdrawing_is_as_easy_and_holds_at_once),
        CASE(all_at_once),
        CASE(choosing_less_is_one_act),
        CASE(what_was_undone_stays_undone),
        CASE(a_refusal_is_kept_and_not_asked_over),
        CASE(those_that_end_are_called),
        CASE(every_kind_has_its_words),
        CASE(the_rules_can_be_read),
    };
    return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
