/* SPDX-License-Identifier: Apache-2.0 */
/* The watch over the log: every way a look can be outside the settings is made here, and found. */
#include "check.h"
#include "consent/consent.h"
#include "consent_fixture.h"

#include <string.h>

#define NOW INT64_C(1795338000000) /* 2026-11-22 09:00 UTC */

/* Open disputes of the fixture's person and of the files 100 to 999, so that a look for one has one behind it. */
static void open_cases(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.cases", NULL, &error));
    assert_true(
        store_run(fixture->store, &error,
                  "WITH RECURSIVE file (id) AS (SELECT 99 UNION ALL SELECT id + 1 FROM file WHERE id < 999) "
                  "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, "
                  "maker, version) SELECT 100000 + id, iif(id = 99, 1, id), 'MARKED', 'counter', ?1, ?1, ?1 + 20, "
                  "'-', 'CN-ZX', 'li.na', 1 FROM file",
                  "d", date_make(2026, 11, 20)));
    assert_true(guard_act_commit(fixture->session, "test.cases", NULL, &error));
}

static int setup(void **state)
{
    struct fixture *fixture = fixture_new();
    assert_int_equal(session_now(fixture->session), NOW);
    open_cases(fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

/* A line of the log about a look that the door did not make. */
static void look(struct fixture *fixture, const char *user, const char *purpose, const char *command, int64_t subject,
                 int64_t at, const char *basis)
{
    struct session *session = fixture->session;
    GError *error = NULL;
    fixture_user(fixture, user);
    g_free(session->purpose);
    session->purpose = g_strdup(purpose);
    session->basis = g_strdup(basis);
    session->clock = at;
    guard_audit(session, command, subject, "done", NULL, &error);
    assert_no_error(error);
    g_clear_pointer(&session->basis, g_free);
    session->clock = NOW;
}

static struct table *watch(struct fixture *fixture, const char *option, const char *value)
{
    fixture_user(fixture, FIXTURE_AUDITOR);
    return fixture_run(fixture, "consent.watch", option, value, NULL);
}

/* The watch finds one look outside, for that reason. */
static void finds(struct fixture *fixture, const char *reason)
{
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    if (table_row_count(found) != 1) fail_msg("%zu rows, and one %s was wanted", table_row_count(found), reason);
    assert_string_equal(fixture_cell(found, 0, "reason")->text, reason);
    assert_true(fixture_cell(found, 0, "seq")->integer > 0);
    assert_non_null(fixture_cell(found, 0, "why")->text);
    assert_int_equal(fixture_int(found, "outside"), 1);
    assert_int_equal(fixture_int(found, "obeyed"), 0);
    assert_true(codes_known("WATCH", reason));
}

static void finds_nothing(struct fixture *fixture, int64_t looks)
{
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    if (table_row_count(found) > 0) fail_msg("found %s", fixture_cell(found, 0, "reason")->text);
    assert_int_equal(fixture_int(found, "looks"), looks);
    assert_int_equal(fixture_int(found, "outside"), 0);
    assert_int_equal(fixture_int(found, "obeyed"), 1);
}

/* ---- what is as it should be --------------------------------------------------------------------------------------
 */

static void a_day_of_work_is_clean(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(table_t) own = fixture_run(fixture, "subject.show", "1", NULL); /* dispute: by law */
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) looked = fixture_run(fixture, "subject.accounts", "1", NULL);
    g_autoptr(table_t) means = fixture_run(fixture, "subject.means", "1", NULL);
    g_autoptr(GError) refused = NULL;
    assert_null(fixture_try(fixture, &refused, "subject.show", number, NULL)); /* refused: nothing was seen */
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) granted = fixture_run(fixture, "consent.grant", number, "--purpose", "credit_review", NULL);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", number, NULL);
    /* in the same millisecond, by a clock that stands: what was seen before stays lawful */
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "consent.withdraw", number, "--all", NULL);
    finds_nothing(fixture, 4);
    /* and on any later day, whatever has ended since */
    fixture_clock(fixture, "2029-01-01");
    finds_nothing(fixture, 4);
}

/* ---- each violation -----------------------------------------------------------------------------------------------
 */

static void without_consent(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", add_file(fixture, "person"), NOW, NULL);
    finds(fixture, "consent-missing");
}

static void a_backdated_consent(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW - DAY, "consent 3 clause v1");
    /* the paper says January; it was entered today, a day after the look */
    assert_int_equal(add_given(fixture, subject, (struct given){ .entered = NOW }), 3);
    finds(fixture, "consent-backdated");
}

static void after_the_withdrawal(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ .withdrawn = date_add_days(TODAY, -1), .ended = NOW - DAY });
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW - DAY - 1, "consent 3 clause v1");
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW - DAY + 1, "consent 3 clause v1");
    finds(fixture, "consent-withdrawn");
}

static void after_the_last_day(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ .expires = date_add_days(TODAY, -1) });
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW - DAY, "consent 3 clause v1");
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW, "consent 3 clause v1");
    finds(fixture, "consent-expired");
}

static void a_frozen_file(void **state)
{
    struct fixture *fixture = *state;
    add_protection(fixture, 1, "freeze", date_add_days(TODAY, -2), DATE_NONE, NULL);
    write_by_hand(fixture, "UPDATE protection SET lifted = 1795337999000, lifted_by = 'wang.fang'"); /* a second ago */
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", 1, NOW - 3 * (int64_t)DAY, "consent 1");
    look(fixture, FIXTURE_OFFICER, "post_loan", "subject.show", 1, NOW - DAY, "consent 1");
    finds_nothing(fixture, 2);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", 1, NOW - DAY, "consent 1");
    finds(fixture, "subject-frozen"); /* lifted since, and found all the same */
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", 1, NOW, "consent 1");
    finds(fixture, "subject-frozen"); /* and nothing else */
}

static void a_restricted_file(void **state)
{
    struct fixture *fixture = *state;
    add_protection(fixture, 1, "restricted", date_add_days(TODAY, -2), DATE_NONE, NULL);
    look(fixture, FIXTURE_OFFICER, "post_loan", "subject.show", 1, NOW, "consent 1");
    finds(fixture, "subject-restricted");
}

static void a_wrong_recipient(void **state)
{
    struct fixture *fixture = *state;
    write_by_hand(fixture,
                  "INSERT INTO user (name, role, institution) VALUES ('gate.east', 'institution', 'donghu.bank')");
    look(fixture, "gate.east", "credit_review", "subject.show", 1, NOW, "consent 1");
    finds(fixture, "consent-missing");
}

static void outside_the_scope(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ .scope = "credit" });
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.accounts", subject, NOW, "consent 3");
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.public", subject, NOW, "consent 3");
    finds(fixture, "out-of-scope");
}

static void another_basis_was_written_down(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", 1, NOW, "consent 1 clause 2026-1");
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", 1, NOW, "consent 2 clause 2026-1");
    finds(fixture, "basis-differs");
}

static void no_basis_was_written_down(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_SERVICE, "dispute", "subject.show", 1, NOW, NULL);
    finds(fixture, "basis-differs");
}

static void no_purpose(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_OFFICER, NULL, "subject.show", 1, NOW, "consent 1");
    finds(fixture, "purpose-missing");
}

static void a_purpose_of_another_role(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_OFFICER, "audit", "subject.show", 1, NOW, "law 条例22");
    finds(fixture, "purpose-mismatch");
}

static void no_document(void **state)
{
    struct fixture *fixture = *state;
    look(fixture, FIXTURE_SERVICE, "judicial", "subject.show", 1, NOW, "law 条例18 ref 2026-7");
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_SERVICE, "judicial", "subject.show", 1, NOW, "law 条例18");
    finds(fixture, "reference-missing");
}

static void a_purpose_the_law_closes(void **state)
{
    struct fixture *fixture = *state;
    set_profile(fixture, "US-FCRA");
    look(fixture, FIXTURE_OFFICER, "marketing", "subject.show", 1, NOW, "law");
    finds(fixture, "purpose-forbidden");
}

/* ---- what was allowed, and is listed all the same -----------------------------------------------------------------
 */

static void a_consent_of_ones_own(void **state)
{
    struct fixture *fixture = *state;
    const int64_t minute = 60000, subject = add_file(fixture, "person");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) granted = fixture_run(fixture, "consent.grant", number, "--purpose", "credit_review", NULL);
    g_autofree char *basis =
        g_strdup_printf("consent %" G_GINT64_FORMAT " clause 2026-1", fixture_int(granted, "consent"));
    look(fixture, FIXTURE_REVIEWER, "credit_review", "subject.show", subject, NOW + minute, basis); /* another one */
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW + 2 * minute, basis);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.accounts", subject, NOW + 3 * minute, basis);
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(table_row_count(found), 1); /* a consent is told once */
    assert_string_equal(fixture_cell(found, 0, "reason")->text, "own-consent");
    assert_string_equal(fixture_cell(found, 0, "user")->text, FIXTURE_OFFICER);
    assert_true(codes_known("WATCH", "own-consent"));
    assert_int_equal(fixture_int(found, "own_consents"), 1);
    assert_int_equal(fixture_int(found, "outside"), 0);
    assert_int_equal(fixture_int(found, "obeyed"), 1);
}

/* A purpose that needs no consent, stated of somebody who has no case; and the same once there is one. */
static void a_case_that_is_not_there(void **state)
{
    struct fixture *fixture = *state;
    const int64_t minute = 60000, subject = add_file(fixture, "person");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    look(fixture, FIXTURE_OFFICER, "own_request", "subject.show", subject, NOW + minute, "law 条例17");
    look(fixture, FIXTURE_SERVICE, "own_request", "request.open", subject, NOW + 2 * minute,
         "law 条例17"); /* by nature */
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(table_row_count(found), 1);
    assert_string_equal(fixture_cell(found, 0, "reason")->text, "no-case");
    assert_true(codes_known("WATCH", "no-case"));
    assert_int_equal(fixture_int(found, "no_case"), 1);
    assert_int_equal(fixture_int(found, "outside"), 0);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) opened = fixture_run(fixture, "request.open", number, "access", NULL);
    g_autoptr(table_t) then = watch(fixture, NULL, NULL);
    assert_int_equal(fixture_int(then, "no_case"), 0);
}

static void a_consent_of_ones_own_long_before(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    const int64_t later = NOW + (int64_t)consent_policy("own_minutes") * 60000;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) granted = fixture_run(fixture, "consent.grant", number, "--purpose", "credit_review", NULL);
    g_autofree char *basis =
        g_strdup_printf("consent %" G_GINT64_FORMAT " clause 2026-1", fixture_int(granted, "consent"));
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, later, basis);
    finds_nothing(fixture, 1);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, later - 1, basis);
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(table_row_count(found), 1);
}

static void a_consent_out_of_a_file(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ 0 });
    write_by_hand(fixture, "UPDATE consent SET batch = 1, user = 'li.na' WHERE id = 3");
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW, "consent 3 clause v1");
    finds_nothing(fixture, 1);
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(fixture_int(found, "furnished"), 1);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(table_t) listed = fixture_run(fixture, "consent.list", number, NULL);
    assert_int_equal(fixture_cell(listed, 0, "batch")->integer, 1);
}

/* A consent that has ended held then: whoever turns the clock back is not believed. */
static void a_clock_that_was_set_back(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ .expires = date_add_days(TODAY, -1) });
    look(fixture, FIXTURE_SERVICE, "dispute", "subject.show", 1, NOW, "law 条例25");
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", subject, NOW - DAY, "consent 3 clause v1");
    finds(fixture, "clock-back");
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(fixture_int(found, "clock_set"), 2);
}

/* ---- volumes ------------------------------------------------------------------------------------------------------
 */

static void unusual_volumes(void **state)
{
    struct fixture *fixture = *state;
    const int by_day = consent_policy("hour_files"), by_night = consent_policy("night_files");
    assert_true(by_day > by_night && by_night > 0);
    g_autoptr(GDateTime) noon = g_date_time_new_local(2026, 11, 20, 12, 0, 0),
                         midnight = g_date_time_new_local(2026, 11, 20, 23, 0, 0);
    const int64_t day = g_date_time_to_unix(noon) * 1000, night = g_date_time_to_unix(midnight) * 1000;
    /* as many as are usual, and one of them twice */
    for (int i = 0; i < by_day; i++)
        look(fixture, FIXTURE_SERVICE, "dispute", "subject.show", 100 + i, day + i, "law 条例25");
    look(fixture, FIXTURE_SERVICE, "dispute", "subject.show", 100, day + by_day, "law 条例25");
    finds_nothing(fixture, by_day + 1);
    look(fixture, FIXTURE_SERVICE, "dispute", "subject.show", 999, day + by_day + 1, "law 条例25");
    for (int i = 0; i < by_night; i++)
        look(fixture, FIXTURE_REVIEWER, "dispute", "subject.show", 100 + i, night + i, "law 条例25");
    g_autoptr(table_t) one = watch(fixture, NULL, NULL);
    assert_int_equal(table_row_count(one), 1); /* as many as are usual at night */
    look(fixture, FIXTURE_REVIEWER, "dispute", "subject.show", 999, night + by_night + 1, "law 条例25");
    look(fixture, FIXTURE_REVIEWER, "dispute", "subject.show", 998, night + by_night + 2, "law 条例25");
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(table_row_count(found), 2); /* an hour is told once */
    assert_string_equal(fixture_cell(found, 0, "reason")->text, "abnormal-query");
    assert_string_equal(fixture_cell(found, 0, "user")->text, FIXTURE_SERVICE);
    assert_string_equal(fixture_cell(found, 1, "user")->text, FIXTURE_REVIEWER);
    assert_int_equal(fixture_int(found, "abnormal"), 2);
    assert_int_equal(fixture_int(found, "outside"), 0); /* allowed each, and to be looked at */
}

/* ---- asking for less, and what is kept ----------------------------------------------------------------------------
 */

static void less_can_be_asked(void **state)
{
    struct fixture *fixture = *state;
    const int64_t other = add_file(fixture, "person");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, other);
    look(fixture, FIXTURE_OFFICER, "credit_review", "subject.show", other, NOW - 5 * (int64_t)DAY, NULL);
    look(fixture, FIXTURE_SERVICE, "audit", "subject.show", 1, NOW, NULL);
    g_autoptr(table_t) all = watch(fixture, NULL, NULL), of_one = watch(fixture, "--subject", number),
                       by_one = watch(fixture, "--user", FIXTURE_SERVICE),
                       late = watch(fixture, "--since", "2026-11-22");
    assert_int_equal(table_row_count(all), 2);
    assert_int_equal(table_row_count(of_one), 1);
    assert_int_equal(fixture_cell(of_one, 0, "subject")->integer, other);
    assert_int_equal(table_row_count(by_one), 1);
    assert_string_equal(fixture_cell(by_one, 0, "user")->text, FIXTURE_SERVICE);
    assert_int_equal(table_row_count(late), 1);
    assert_int_equal(fixture_cell(late, 0, "subject")->integer, 1);
}

static void the_result_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct watch_result last;
    watch_last(fixture->session, &last);
    assert_int_equal(last.at, 0);
    look(fixture, FIXTURE_OFFICER, NULL, "subject.show", 1, NOW, NULL);
    g_autoptr(table_t) part = watch(fixture, "--user", FIXTURE_OFFICER);
    watch_last(fixture->session, &last);
    assert_int_equal(last.at, 0); /* a part of the log is not the log */
    g_autoptr(table_t) all = watch(fixture, NULL, NULL);
    watch_last(fixture->session, &last);
    assert_int_equal(last.at, NOW);
    assert_int_equal(last.outside, 1);
    assert_int_equal(last.lines, fixture_int(all, "lines"));
    /* the watch is in the log itself, and its log is whole */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) > 0 FROM audit WHERE command = 'consent.watch'"), 1);
    struct guard_verdict verdict;
    GError *error = NULL;
    assert_true(guard_verify(fixture->session, true, &verdict, &error));
    assert_true(verdict.intact);
    guard_verdict_clear(&verdict);
}

/* More lines than are read at a time. */
static void a_long_log(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    struct session *session = fixture->session;
    fixture_user(fixture, FIXTURE_SERVICE);
    guard_act_begin(session, "test.many", NULL, &error);
    assert_no_error(error);
    session->basis = g_strdup("law 条例25");
    for (int i = 0; i < 4100; i++)
        guard_audit(session, "subject.show", 1, "done", NULL, NULL);
    g_clear_pointer(&session->basis, g_free);
    guard_act_commit(session, "test.many", NULL, &error);
    assert_no_error(error);
    look(fixture, FIXTURE_OFFICER, "audit", "subject.show", 1, NOW, NULL);
    finds(fixture, "purpose-mismatch");
    g_autoptr(table_t) found = watch(fixture, NULL, NULL);
    assert_int_equal(fixture_int(found, "looks"), 4101);
}

static void stopping_keeps_nothing(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_AUDITOR);
    fixture->session->cancellable = g_cancellable_new();
    g_cancellable_cancel(fixture->session->cancellable);
    assert_null(fixture_try(fixture, &error, "consent.watch", NULL));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    store_set_cancellable(fixture->store, NULL);
    g_clear_object(&fixture->session->cancellable);
    struct watch_result last;
    watch_last(fixture->session, &last);
    assert_int_equal(last.at, 0);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_day_of_work_is_clean),    CASE(without_consent),
        CASE(a_backdated_consent),       CASE(after_the_withdrawal),
        CASE(after_the_last_day),        CASE(a_frozen_file),
        CASE(a_restricted_file),         CASE(a_wrong_recipient),
        CASE(outside_the_scope),         CASE(another_basis_was_written_down),
        CASE(no_basis_was_written_down), CASE(no_purpose),
        CASE(a_purpose_of_another_role), CASE(no_document),
        CASE(a_purpose_the_law_closes),  CASE(a_consent_of_ones_own),
        CASE(a_case_that_is_not_there),  CASE(a_consent_of_ones_own_long_before),
        CASE(a_consent_out_of_a_file),   CASE(a_clock_that_was_set_back),
        CASE(unusual_volumes),           CASE(less_can_be_asked),
        CASE(the_result_is_kept),        CASE(a_long_log),
        CASE(stopping_keeps_nothing),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
