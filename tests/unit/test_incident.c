/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents through the one door: the order of steps, what each needs, clocks in hours, the notices with their three
 * items. */
#include "check.h"
#include "fixture.h"

#include "law/law.h"

#include <string.h>

enum { HOUR = 3600 * 1000 };

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

static char *open_one(struct fixture *fixture, const char *kind, const char *grade)
{
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "incident.open", kind, "--what", "样例事件", "--grade", grade, NULL);
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(answer, "incident"));
}

static void refused(struct table *answer, GError *error, int code, const char *word)
{
    assert_null(answer);
    assert_error_code(error, code);
    g_autofree char *message = bureau_error_message(error, NULL);
    if (word != NULL && strstr(message, word) == NULL) fail_msg("\"%s\" does not say %s", message, word);
    g_error_free(error);
}

#define REFUSED(code, word, ...)                                                                                       \
    do {                                                                                                               \
        GError *refusal = NULL;                                                                                        \
        struct table *none = fixture_try(fixture, &refusal, __VA_ARGS__, NULL);                                        \
        refused(none, refusal, code, word);                                                                            \
    } while (0)

static void goes_to(struct table *answer, const char *wanted)
{
    assert_string_equal(fixture_text(answer, "state"), wanted);
    table_free(answer);
}

static void set_profile(struct fixture *fixture, const char *profile)
{
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(setting_set(fixture->store, "law.profile", profile, NULL));
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
    session_forget_settings(fixture->session);
}

static void the_five_risk_events(void **state)
{
    static const char *const kinds[] = { "abnormal_query", "violating_query", "illegal_provision", "violating_use",
                                         "report_leak" };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_free(open_one(fixture, kinds[i], "minor"));
        assert_string_not_equal(codes_label("INCIDENT_KIND", kinds[i], "zh"), kinds[i]);
        assert_string_not_equal(codes_label("INCIDENT_KIND", kinds[i], "en"), kinds[i]);
    }
    g_autoptr(table_t) list = fixture_run(fixture, "incident.list", "--state", "open", NULL);
    assert_int_equal(table_row_count(list), 5);
    REFUSED(BUREAU_ERROR_USAGE, NULL, "incident.open", "gossip", "--what", "x");
    /* a query within the house need not be told of; a report that got out must be, at once */
    for (size_t i = 0; i < 5; i++) {
        const bool out = strcmp(fixture_cell(list, i, "kind")->text, "illegal_provision") == 0 ||
                         strcmp(fixture_cell(list, i, "kind")->text, "report_leak") == 0;
        assert_int_equal(fixture_cell(list, i, "due")->is_null, !out);
    }
}

static void hours_are_counted(void **state)
{
    struct fixture *fixture = *state;
    const int64_t now = session_now(fixture->session);
    int64_t due;
    g_autofree char *reason = NULL;
    assert_true(law_count_moment(law_find("CN-PIPL", "breach.report", NULL), now, NULL, &due, &reason, NULL));
    assert_int_equal(due - now, 24 * (int64_t)HOUR);
    assert_non_null(strstr(reason, "24"));
    assert_true(law_count_moment(law_find("CN-PIPL", "breach.notify", NULL), now, NULL, &due, NULL, NULL));
    assert_int_equal(due, now);
    assert_true(law_count_moment(law_find("CN-PIPL", "rights.answer", NULL), now, NULL, &due, NULL, NULL));
    assert_int_equal(due, 0);
    set_profile(fixture, "EU-GDPR");
    g_autofree char *leak = open_one(fixture, "leak", "minor");
    fixture->session->clock += 70 * (int64_t)HOUR;
    g_autoptr(table_t) list = fixture_run(fixture, "incident.list", NULL);
    assert_int_equal(fixture_cell(list, 0, "due")->integer, now + 72 * (int64_t)HOUR);
    assert_int_equal(fixture_cell(list, 0, "hours_left")->integer, 2);
    fixture->session->clock += 2 * (int64_t)HOUR + 1;
    g_autoptr(table_t) later = fixture_run(fixture, "incident.list", NULL);
    assert_int_equal(fixture_cell(later, 0, "hours_left")->integer, -1);
    g_autoptr(table_t) state_now = fixture_run(fixture, "incident.show", leak, NULL);
    assert_int_equal(fixture_int(state_now, "tell_authority"), 1);
    assert_int_equal(fixture_int(state_now, "tell_persons"), 0);
}

/* A period in days ends with its last day. */
static void days_end_at_midnight(void **state)
{
    (void)state;
    int64_t due;
    g_autoptr(GDateTime) noon = g_date_time_new_local(2026, 3, 2, 12, 0, 0);
    g_autoptr(GDateTime) end = g_date_time_new_local(2026, 3, 23, 0, 0, 0);
    assert_true(law_count_moment(law_find("CN", "dispute.answer", NULL), g_date_time_to_unix(noon) * 1000, NULL, &due,
                                 NULL, NULL));
    assert_int_equal(due, g_date_time_to_unix(end) * 1000);
}

static void a_notice_has_its_three_items(struct fixture *fixture, const char *leak)
{
    g_autoptr(table_t) letters = fixture_run(fixture, "incident.letters", leak, NULL);
    assert_int_equal(table_row_count(letters), 2);
    for (size_t i = 0; i < 2; i++) {
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, fixture_cell(letters, i, "letter")->integer);
        g_autoptr(table_t) letter = fixture_run(fixture, "incident.letter", leak, "--letter", id, NULL);
        const char *text = fixture_text(letter, "text");
        const bool chinese = strcmp(fixture_text(letter, "language"), "zh") == 0;
        assert_non_null(strstr(text, chinese ? "身份信息" : "Identity"));
        assert_non_null(strstr(text, "wrong address"));
        assert_non_null(strstr(text, "one stranger knows"));
        assert_non_null(strstr(text, "called back"));
        assert_non_null(strstr(text, "95000"));
        assert_non_null(strstr(text, chinese ? "第五十七条" : "Article 57"));
        assert_null(strchr(text, '{'));
    }
}

static void a_leak_runs_its_way(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *leak = open_one(fixture, "report_leak", "serious");
    REFUSED(BUREAU_ERROR_REFUSED, "--kinds", "incident.act", leak, "assess");
    REFUSED(BUREAU_ERROR_REFUSED, NULL, "incident.act", leak, "close");
    REFUSED(BUREAU_ERROR_USAGE, NULL, "incident.act", leak, "forget");
    goes_to(fixture_run(fixture, "incident.act", leak, "assess", "--kinds", "identity,credit", "--harm",
                        "one stranger knows", "--subjects", "1", NULL),
            "ASSESSED");
    goes_to(fixture_run(fixture, "incident.act", leak, "contain", "--measures", "called back", NULL), "CONTAINED");
    REFUSED(BUREAU_ERROR_REFUSED, "--cause", "incident.act", leak, "tell_authority");
    fixture->session->clock += 5 * (int64_t)HOUR;
    g_autoptr(table_t) told = fixture_run(fixture, "incident.act", leak, "tell_authority", "--cause", "wrong address",
                                          "--contact", "95000", NULL);
    assert_non_null(strchr(fixture_text(told, "letters"), ' ')); /* in both languages */
    assert_false(table_find_fact(told, "due")->cell.is_null);    /* the persons are still to be told */
    a_notice_has_its_three_items(fixture, leak);
    REFUSED(BUREAU_ERROR_REFUSED, "persons", "incident.act", leak, "close");
    REFUSED(BUREAU_ERROR_REFUSED, NULL, "incident.act", leak, "not_tell_persons", "--reason", "came back unopened");
    fixture_user(fixture, FIXTURE_REVIEWER);
    REFUSED(BUREAU_ERROR_REFUSED, "--reason", "incident.act", leak, "not_tell_persons");
    g_autoptr(table_t) spared =
        fixture_run(fixture, "incident.act", leak, "not_tell_persons", "--reason", "came back unopened", NULL);
    assert_true(table_find_fact(spared, "due")->cell.is_null);
    goes_to(fixture_run(fixture, "incident.act", leak, "close", NULL), "CLOSED");
    g_autoptr(table_t) show = fixture_run(fixture, "incident.show", leak, NULL);
    assert_string_equal(fixture_text(show, "next"), "");
    assert_int_equal(table_row_count(show), 6);
    g_autofree char *note = phrase_expand(fixture_cell(show, 3, "note")->text, NULL);
    assert_non_null(strstr(note, "5")); /* how long it took stands in the event */
    REFUSED(BUREAU_ERROR_REFUSED, NULL, "incident.act", leak, "assess");
}

static void telling_the_persons_closes_too(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *loss = open_one(fixture, "loss", "minor");
    goes_to(fixture_run(fixture, "incident.act", loss, "assess", "--kinds", "contact", "--cause", "a disk", "--harm",
                        "calls", "--measures", "changed keys", "--contact", "95000", NULL),
            "ASSESSED");
    goes_to(fixture_run(fixture, "incident.act", loss, "tell_persons", NULL), "ASSESSED");
    goes_to(fixture_run(fixture, "incident.act", loss, "contain", NULL), "CONTAINED");
    REFUSED(BUREAU_ERROR_REFUSED, "authority", "incident.act", loss, "close");
    goes_to(fixture_run(fixture, "incident.act", loss, "tell_authority", NULL), "CONTAINED");
    goes_to(fixture_run(fixture, "incident.act", loss, "close", NULL), "CLOSED");
}

static void who_took_it_in_does_not_dismiss_it(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "incident.open", "abnormal_query", "--what", "many looks at night", NULL);
    g_autofree char *query = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(opened, "incident"));
    REFUSED(BUREAU_ERROR_REFUSED, NULL, "incident.act", query, "dismiss", "--reason", "a night shift");
    fixture_user(fixture, FIXTURE_OFFICER);
    REFUSED(BUREAU_ERROR_REFUSED, "reviewer", "incident.act", query, "dismiss", "--reason", "a night shift");
    fixture_user(fixture, FIXTURE_ADMIN);
    goes_to(fixture_run(fixture, "incident.act", query, "dismiss", "--reason", "a night shift", NULL), "DISMISSED");
}

static void wrong_words_are_named(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_SERVICE);
    REFUSED(BUREAU_ERROR_USAGE, "25:00", "incident.open", "leak", "--what", "x", "--noticed", "2026-11-20 25:00");
    REFUSED(BUREAU_ERROR_USAGE, "future", "incident.open", "leak", "--what", "x", "--noticed", "2026-12-24");
    REFUSED(BUREAU_ERROR_USAGE, NULL, "incident.open", "leak", "--what", "x", "--noticed", "2026-11-20", "--happened",
            "2026-11-21T08:00");
    REFUSED(BUREAU_ERROR_USAGE, "shoes", "incident.open", "leak", "--what", "x", "--kinds", "identity,shoes");
    REFUSED(BUREAU_ERROR_USAGE, NULL, "incident.open", "leak", "--what", "x", "--subjects", "-3");
    REFUSED(BUREAU_ERROR_NOT_FOUND, "I-000099", "incident.show", "99");
    g_autofree char *leak = open_one(fixture, "leak", "minor");
    REFUSED(BUREAU_ERROR_STALE, NULL, "incident.act", leak, "assess", "--kinds", "identity", "--harm", "h", "--version",
            "7");
    REFUSED(BUREAU_ERROR_REFUSED, "guaranteed", "incident.act", leak, "tell_authority", "--kinds", "all", "--cause",
            "c", "--harm", "h", "--measures", "your score is guaranteed", "--contact", "95000");
    g_autoptr(table_t) show = fixture_run(fixture, "incident.show", leak, NULL);
    assert_int_equal(table_row_count(show), 1); /* nothing of what was refused was kept */
    assert_true(table_find_fact(show, "told_authority")->cell.is_null);
}

static void an_earlier_day_knows_none(void **state)
{
    struct fixture *fixture = *state;
    fixture_clock(fixture, "2026-11-24");
    g_free(open_one(fixture, "leak", "minor"));
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 23), NULL));
    g_autoptr(table_t) list = fixture_run(fixture, "incident.list", NULL);
    assert_int_equal(table_row_count(list), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_five_risk_events),
        TEST(hours_are_counted),
        cmocka_unit_test(days_end_at_midnight),
        TEST(a_leak_runs_its_way),
        TEST(telling_the_persons_closes_too),
        TEST(who_took_it_in_does_not_dismiss_it),
        TEST(wrong_words_are_named),
        TEST(an_earlier_day_knows_none),
    };
    return cmocka_run_group_tests_name("incident", tests, NULL, NULL);
}
