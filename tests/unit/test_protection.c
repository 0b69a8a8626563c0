/* SPDX-License-Identifier: Apache-2.0 */
/* Protections: which the profile knows, how long they stand, what they need, that they end by themselves, that two
 * persons lift one, and that a look at a frozen or restricted file is refused and recorded. */
#include "check.h"
#include "fixture.h"

#include "request/register.h"

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

static void set_profile(struct fixture *fixture, const char *profile)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", profile, &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
}

static char *id_of(const struct fixture *fixture)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
}

static void set_purpose(struct fixture *fixture, const char *user, const char *purpose)
{
    fixture_user(fixture, user);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup(purpose);
}

static void assert_refused(struct fixture *fixture, const char *kind, const char *option, const char *value)
{
    GError *error = NULL;
    g_autofree char *subject = id_of(fixture);
    struct table *answer =
        option
            ? fixture_try(fixture, &error, "protection.place", subject, kind, "--reason", "lost", option, value, NULL)
            : fixture_try(fixture, &error, "protection.place", subject, kind, "--reason", "lost", NULL);
    assert_null(answer);
    assert_non_null(error);
    g_clear_error(&error);
}

static void test_by_profile_and_parts(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = id_of(fixture);
    assert_refused(fixture, "freeze", NULL, NULL);            /* China has none */
    assert_refused(fixture, "alert.contact", NULL, NULL);     /* whom is one to call? */
    assert_refused(fixture, "restricted", "--request", "77"); /* nobody's, or somebody else's */
    g_autoptr(table_t) done = fixture_run(fixture, "protection.place", subject, "alert.contact", "--contact",
                                          "13900139000", "--reason", "lost card", NULL);
    assert_true(table_find_fact(done, "ends")->cell.is_null);             /* until it is lifted */
    assert_refused(fixture, "alert.contact", "--contact", "13900139000"); /* one of a kind */
    set_profile(fixture, "US-FCRA");
    assert_refused(fixture, "alert.contact", "--contact", "13900139000");
    assert_refused(fixture, "alert.extended", NULL, NULL); /* the number of the report */
}

static void test_the_law_says_how_long(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = id_of(fixture);
    set_profile(fixture, "US-FCRA");
    g_autoptr(table_t) first =
        fixture_run(fixture, "protection.place", subject, "alert.initial", "--reason", "lost", NULL);
    assert_int_equal(fixture_int(first, "ends"), date_make(2027, 11, 22).days);
    g_autoptr(table_t) second = fixture_run(fixture, "protection.place", subject, "alert.extended", "--reason",
                                            "stolen", "--report", "PD-1", NULL);
    assert_int_equal(fixture_int(second, "ends"), date_make(2033, 11, 22).days);
    assert_refused(fixture, "alert.active_duty", "--until", "2028-11-22"); /* longer than the law has it */
    g_autoptr(table_t) freeze = fixture_run(fixture, "protection.place", subject, "freeze", "--reason", "asked",
                                            "--asked", "2026-11-20", "--channel", "phone", NULL);
    assert_int_equal(fixture_int(freeze, "place_by"), date_make(2026, 11, 23).days); /* Friday to Monday */
    assert_int_equal(fixture_int(freeze, "in_time"), 1);
    fixture_clock(fixture, "2027-11-23"); /* the day after: it ended by itself */
    g_autoptr(table_t) list = fixture_run(fixture, "protection.list", subject, NULL);
    assert_int_equal(table_row_count(list), 3);
    assert_string_equal(fixture_cell(list, 2, "kind")->text, "alert.initial");
    assert_string_equal(fixture_cell(list, 2, "state")->text, "over");
    assert_string_equal(fixture_cell(list, 1, "state")->text, "live");
    g_autoptr(table_t) anew =
        fixture_run(fixture, "protection.place", subject, "alert.initial", "--reason", "again", NULL);
    int64_t count = 0;
    GError *error = NULL;
    assert_true(protection_count(fixture->session, &count, &error));
    assert_int_equal(count, 3);
}

static void test_a_frozen_file_is_refused(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = id_of(fixture);
    set_profile(fixture, "US-FCRA");
    set_purpose(fixture, FIXTURE_OFFICER, "credit_review");
    g_autoptr(table_t) before = fixture_run(fixture, "subject.show", subject, NULL);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) placed = fixture_run(fixture, "protection.place", subject, "freeze", "--reason", "asked", NULL);
    set_purpose(fixture, FIXTURE_OFFICER, "credit_review");
    assert_null(fixture_try(fixture, &error, "subject.show", subject, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_string_equal(fixture->session->refusal, "subject-frozen");
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'subject.show' AND outcome = "
                                            "'refused' AND subject IS NOT NULL"),
                     1);
    /* lifting takes two */
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) asked =
        fixture_run(fixture, "protection.lift", subject, "1", "--reason", "the person asked for it", NULL);
    g_autofree char *proposal = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(asked, "proposal"));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM protection WHERE lifted IS NULL"), 1);
    assert_null(fixture_try(fixture, &error, "second.approve", proposal, NULL));
    g_clear_error(&error);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) approved = fixture_run(fixture, "second.approve", proposal, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM protection WHERE lifted IS NULL"), 0);
    set_purpose(fixture, FIXTURE_OFFICER, "credit_review");
    g_autoptr(table_t) after = fixture_run(fixture, "subject.show", subject, NULL);
}

static void test_restriction_by_request(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = id_of(fixture);
    g_autoptr(table_t) opened = fixture_run(fixture, "request.open", subject, "restrict", NULL);
    g_autoptr(table_t) verified = fixture_run(fixture, "request.act", "1", "verify", "--text", "card seen", NULL);
    g_autoptr(table_t) begun = fixture_run(fixture, "request.act", "1", "begin", NULL);
    g_autoptr(table_t) done = fixture_run(fixture, "request.act", "1", "fulfil", NULL);
    assert_string_equal(fixture_text(done, "state"), "RESTRICTED");
    set_purpose(fixture, FIXTURE_OFFICER, "credit_review");
    assert_null(fixture_try(fixture, &error, "subject.show", subject, NULL));
    assert_string_equal(fixture->session->refusal, "subject-restricted");
    g_clear_error(&error);
    set_purpose(fixture, FIXTURE_SERVICE, "own_request"); /* the person may still see it */
    g_autoptr(table_t) own = fixture_run(fixture, "subject.show", subject, NULL);
}

/* Every line of the table names rules that are there, and kinds with a label. */
static void test_table_fits(void **state)
{
    (void)state;
    const struct protection_rule *rule;
    size_t lines = 0;
    for (size_t i = 0; (rule = protection_rule_at(i)) != NULL; i++, lines++) {
        const char *names[] = { rule->length, rule->place, rule->place_mail };
        assert_true(codes_known("PROTECTION_KIND", rule->kind));
        assert_true(*rule->cite && *rule->status);
        g_autofree char *profile = g_strconcat(rule->family,
                                               strcmp(rule->family, "US") == 0   ? "-FCRA"
                                               : strcmp(rule->family, "EU") == 0 ? "-GDPR"
                                                                                 : "-ZX",
                                               NULL);
        for (size_t j = 0; j < G_N_ELEMENTS(names); j++) {
            GError *error = NULL;
            if (*names[j] && !law_find_for(profile, names[j], &error)) fail_msg("%s", error->message);
        }
    }
    assert_true(lines >= 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_by_profile_and_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_law_says_how_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_frozen_file_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_restriction_by_request, set_up, tear_down),
        cmocka_unit_test(test_table_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
