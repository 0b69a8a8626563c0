/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of a case: each law's own days, counted once and kept; longer only as the law says; a missed day stays. */
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

/* The row of `dispute clocks 1` of a clock in a state. */
static size_t clock_row(const struct table *clocks, const char *clock, const char *state)
{
    for (size_t i = 0; i < table_row_count(clocks); i++)
        if (strcmp(fixture_cell(clocks, i, "clock")->text, clock) == 0 &&
            (state == NULL || strcmp(fixture_cell(clocks, i, "state")->text, state) == 0))
            return i;
    fail_msg("there is no clock %s that is %s", clock, state ? state : "there");
    return 0;
}

static int64_t due_of(struct fixture *fixture, const char *clock)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT due FROM dispute_clock WHERE clock = '%s' AND replaced IS NULL ORDER BY seq DESC LIMIT 1", clock);
    return fixture_count(fixture, sql);
}

static struct table *clocks_of_first(struct fixture *fixture)
{
    fixture_user(fixture, FIXTURE_AUDITOR);
    return fixture_run(fixture, "dispute.clocks", "1", NULL);
}

static void loads(struct fixture *fixture, const char *name, const char *text, int64_t days)
{
    g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, days);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    fixture_user(fixture, FIXTURE_ADMIN);
    g_autoptr(table_t) loaded = fixture_run(fixture, "holiday.load", path, NULL);
    assert_int_equal(fixture_int(loaded, "days"), days);
    g_remove(path);
}

/* ---- each law's own -----------------------------------------------------------------------------------------------
 */

static void test_clocks_of_each_law(void **state)
{
    /* received on Monday 2026-11-16, entered on Sunday the 22nd */
    static const struct {
        const char *profile, *clock;
        int year, month, day;
    } wanted[] = {
        { "CN-ZX", "answer", 2026, 12, 6 },    { "CN-ZX", "register", 2026, 11, 19 },
        { "CN-ZX", "mark", 2026, 11, 16 },     { "CN-SH", "mark", 2026, 11, 17 },
        { "CN-SH", "answer", 2026, 11, 25 },   { "CN-SZ", "answer", 2026, 11, 17 },
        { "US-FCRA", "answer", 2026, 12, 15 }, { "US-FCRA", "tell", 2026, 11, 20 },
        { "EU-GDPR", "answer", 2026, 12, 16 },
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        struct fixture *fixture = fixture_new();
        under_law(fixture, wanted[i].profile);
        g_autoptr(table_t) answer = opened(fixture, "2026-11-16", NULL, NULL);
        const int64_t due = date_make(wanted[i].year, wanted[i].month, wanted[i].day).days;
        if (due_of(fixture, wanted[i].clock) != due) fail_msg("%s %s", wanted[i].profile, wanted[i].clock);
        if (strcmp(wanted[i].clock, "answer") == 0) assert_int_equal(fixture_int(answer, "due"), due);
        fixture_free(fixture);
    }
}

/* The legal day and our own aim are both kept, with the sentence that explains them, its article and its source. */
static void test_rows_explain(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    assert_int_equal(fixture_int(answer, "target"), date_make(2026, 12, 7).days);
    g_autoptr(table_t) clocks = clocks_of_first(fixture);
    const size_t row = clock_row(clocks, "answer", "running");
    assert_string_equal(fixture_cell(clocks, row, "article")->text, "条例25(2)");
    assert_int_equal(fixture_cell(clocks, row, "verified")->integer, 1);
    assert_string_equal(fixture_cell(clocks, row, "holidays")->text, "unknown");
    assert_int_equal(fixture_cell(clocks, row, "days_left")->integer, 20);
    g_autofree char *reason = phrase_expand(fixture_cell(clocks, row, "reason")->text, NULL);
    assert_non_null(strstr(reason, "holidays of 2026 are not known"));
    assert_int_equal(fixture_cell(clocks, clock_row(clocks, "register", "met"), "verified")->integer, 0);
    clock_row(clocks, "mark", "met");
    assert_int_equal(fixture_count(fixture, "SELECT d.target = c.target AND d.due = c.due AND d.due_reason = c.reason"
                                            " FROM dispute d JOIN dispute_clock c ON c.dispute = d.id AND c.clock = "
                                            "'answer'"),
                     1);
}

/* ---- longer ------------------------------------------------------------------------------------------------------ */

static void test_extension_us(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = paper(fixture, "statement.txt");
    under_law(fixture, "US-FCRA");
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", "evidence", "--text", "bank statement");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) longer =
        fixture_run(fixture, "dispute.act", "1", "extend", "--text", "bank statement", "--evidence", file, NULL);
    assert_int_equal(fixture_int(longer, "due"), date_make(2026, 12, 21).days + 15);
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", "already", "--text", "again");
    g_autoptr(table_t) clocks = clocks_of_first(fixture);
    const size_t old = clock_row(clocks, "answer", "replaced"), now = clock_row(clocks, "answer", "running");
    assert_int_equal(fixture_cell(clocks, old, "due")->integer, date_make(2026, 12, 21).days);
    assert_int_equal(fixture_cell(clocks, now, "due")->integer, date_make(2027, 1, 5).days);
    assert_int_equal(fixture_cell(clocks, now, "since")->integer, date_make(2026, 11, 22).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE kind = 'extension'"), 1);
    /* once something is found wrong nothing lengthens the period */
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "bureau_error", "CORRECTING", NULL, NULL);
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", "cannot follow", "--text", "more");
}

/* What is supplied lengthens the period when it is said to be relevant and came within the thirty days. */
static void test_supplement_us(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "US-FCRA");
    g_autoptr(table_t) first = opened(fixture, "2026-11-20", "--channel", "letter");
    g_autoptr(table_t) second = opened(fixture, "2026-11-20", "--channel", "letter");
    event(fixture, FIXTURE_SERVICE, 1, "reject_incomplete", "AWAITING_APPLICANT", "--text", "copy of identity");
    event(fixture, FIXTURE_SERVICE, 2, "reject_incomplete", "AWAITING_APPLICANT", "--text", "copy of identity");
    held_back(fixture, FIXTURE_SERVICE, 1, "supplement", "--identity", "--received", "2026-11-22");
    fixture_clock(fixture, "2026-12-21"); /* the thirty days ended on the 19th */
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) late =
        fixture_try(fixture, &error, "dispute.act", "1", "supplement", "--identity", "copy", "--relevant", NULL);
    assert_null(late);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    fixture_clock(fixture, "2026-12-19");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) in_time = fixture_run(fixture, "dispute.act", "2", "supplement", "--identity", "copy",
                                             "--relevant", "--received", "2026-12-01", NULL);
    assert_string_equal(fixture_text(in_time, "state"), "MARKED");
    assert_int_equal(fixture_int(in_time, "due"), date_make(2027, 1, 3).days);
}

static void test_free_report(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *item = late_month(fixture);
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) china = fixture_try(fixture, &error, "dispute.open", subject, "--item", item, "--reason",
                                           "payment.month", "--free-report", NULL);
    assert_null(china);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    under_law(fixture, "US-FCRA");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) there = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                           "payment.month", "--free-report", NULL);
    assert_int_equal(fixture_int(there, "due"), date_make(2026, 11, 22).days + 44);
    g_autofree char *file = paper(fixture, "more.txt");
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", "evidence", "--text", "more");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_clear_error(&error);
    g_autoptr(table_t) longer =
        fixture_try(fixture, &error, "dispute.act", "1", "extend", "--text", "more", "--evidence", file, NULL);
    assert_null(longer);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

/* Two months more, told within the first. */
static void test_extension_eu(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "EU-GDPR");
    g_autoptr(table_t) first = opened(fixture, "2026-11-22", NULL, NULL);
    g_autoptr(table_t) second = opened(fixture, "2026-11-22", NULL, NULL);
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", "text", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "extend", "MARKED", "--text", "forty accounts of nine lenders");
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute WHERE id = 1"), date_make(2027, 2, 22).days);
    fixture_clock(fixture, "2026-12-23");
    held_back(fixture, FIXTURE_SERVICE, 2, "extend", "too late", "--text", "complex");
}

/* Three business days more for the furnisher, when a second person approves. */
static void test_extension_shenzhen(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "CN-SZ");
    fixture_clock(fixture, "2026-11-23"); /* a Monday */
    g_autoptr(table_t) answer = opened(fixture, "2026-11-23", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    assert_int_equal(due_of(fixture, "furnisher"), date_make(2026, 11, 25).days);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 11, 25).days);
    held_back(fixture, FIXTURE_SERVICE, 1, "extend", FIXTURE_REVIEWER, "--text", "chief approves");
    event(fixture, FIXTURE_REVIEWER, 1, "extend", "WITH_FURNISHER", "--text", "chief approves");
    assert_int_equal(due_of(fixture, "furnisher"), date_make(2026, 11, 30).days);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 11, 30).days);
}

static void test_no_extension_in_china(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    held_back(fixture, FIXTURE_REVIEWER, 1, "extend", "CN-ZX", "--text", "more time");
}

/* ---- missed ------------------------------------------------------------------------------------------------------ */

/* Each clock leaves one event of its own, also when it is met too late, and a met clock none. */
static void test_breach_of_each_clock(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "US-FCRA");
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    fixture_clock(fixture, "2026-11-30"); /* the furnisher was to be told by Friday the 27th */
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
    g_autoptr(table_t) clocks = clocks_of_first(fixture);
    const size_t row = clock_row(clocks, "tell", "late");
    assert_int_equal(fixture_cell(clocks, row, "breached")->integer, date_make(2026, 11, 30).days);
    fixture_clock(fixture, "2026-12-22");
    event(fixture, FIXTURE_SERVICE, 1, "furnisher_reply", "DECIDING", NULL, NULL);
    event(fixture, FIXTURE_REVIEWER, 1, "confirm_error", "CORRECTING", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 2);
}

/* What was written stays: no row of a clock is changed or taken away. */
static void test_rows_are_kept(void **state)
{
    struct fixture *fixture = *state;
    static const char *const harm[] = { "UPDATE dispute_clock SET due = due + 30",
                                        "UPDATE dispute_clock SET reason = ''",
                                        "DELETE FROM dispute_clock",
                                        "UPDATE dispute_clock SET met = NULL WHERE met IS NOT NULL",
                                        "UPDATE dispute_clock SET breached = NULL WHERE breached IS NOT NULL",
                                        "DELETE FROM dispute_event WHERE event = 'overdue'" };
    g_autoptr(table_t) answer = opened(fixture, "2026-11-01", NULL, NULL);
    fixture_clock(fixture, "2026-11-24");
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'overdue'"), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(harm); i++) {
        g_autoptr(GError) error = NULL;
        assert_true(guard_act_begin(fixture->session, "test.harm", NULL, NULL));
        if (store_run(fixture->store, &error, harm[i], "")) fail_msg("%s was allowed", harm[i]);
        guard_act_rollback(fixture->session);
    }
}

/* ---- days off ---------------------------------------------------------------------------------------------------- */

static void test_holidays_are_counted_by(void **state)
{
    struct fixture *fixture = *state;
    under_law(fixture, "CN-SH");
    loads(fixture, "CN-2026.tsv",
          "day\tkind\tname\tstatus\n2026-11-25\tholiday\tTest\tD\n2026-11-28\tworkday\tTest\tD\n", 2);
    /* seven business days after Sunday 2026-11-22: 23, 24, 26, 27, Saturday 28, 30, 1 December */
    g_autoptr(table_t) answer = opened(fixture, "2026-11-22", NULL, NULL);
    assert_int_equal(fixture_int(answer, "due"), date_make(2026, 12, 1).days);
    loads(fixture, "CN-2026-more.txt", "2026-11-26 holiday\n", 1);
    assert_int_equal(fixture_count(fixture, "SELECT due FROM dispute"), date_make(2026, 12, 1).days);
    assert_int_equal(due_of(fixture, "answer"), date_make(2026, 12, 1).days);
    g_autoptr(table_t) later = opened(fixture, "2026-11-22", NULL, NULL);
    assert_int_equal(fixture_int(later, "due"), date_make(2026, 12, 2).days);
    g_autoptr(table_t) clocks = clocks_of_first(fixture);
    assert_string_equal(fixture_cell(clocks, clock_row(clocks, "answer", "running"), "holidays")->text, "known");
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) list = fixture_run(fixture, "holiday.list", "--country", "CN", NULL);
    assert_int_equal(table_row_count(list), 3);
    assert_int_equal(fixture_int(list, "unknown"), 2027);
}

/* A period that reaches into a year of which nothing is known says so. */
static void test_unknown_year(void **state)
{
    struct fixture *fixture = *state;
    loads(fixture, "CN-2026.txt", "2026-10-01 holiday\n", 1);
    fixture_clock(fixture, "2026-12-15");
    g_autoptr(table_t) answer = opened(fixture, "2026-12-15", NULL, NULL);
    g_autofree char *reason = phrase_expand(fixture_text(answer, "due_reason"), NULL);
    assert_non_null(strstr(reason, "2027"));
    g_autoptr(table_t) clocks = clocks_of_first(fixture);
    assert_string_equal(fixture_cell(clocks, clock_row(clocks, "answer", "running"), "holidays")->text, "unknown");
}

static void test_bad_holiday_files(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *country, *says;
        int code;
    } bad[] = { { "2026-10-01 holiday\n2026-13-01 holiday\n", NULL, "2", BUREAU_ERROR_INPUT },
                { "2026-10-01\tfeast\tX\n", NULL, "1", BUREAU_ERROR_INPUT },
                { "# nothing\n", NULL, "no day", BUREAU_ERROR_INPUT },
                { "2026-10-01 holiday\n", "XX", "XX", BUREAU_ERROR_USAGE } };
    g_autofree char *path = g_build_filename(fixture->directory, "days.txt", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_true(g_file_set_contents(path, bad[i].text, -1, NULL));
        fixture_user(fixture, FIXTURE_ADMIN);
        g_autoptr(table_t) answer =
            bad[i].country ? fixture_try(fixture, &error, "holiday.load", path, "--country", bad[i].country, NULL)
                           : fixture_try(fixture, &error, "holiday.load", path, NULL);
        assert_null(answer);
        assert_error_code(error, bad[i].code);
        g_autofree char *message = bureau_error_message(error, NULL);
        if (strstr(message, bad[i].says) == NULL) fail_msg("\"%s\" does not say %s", message, bad[i].says);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM holiday"), 0);
    g_remove(path);
}

/* The shipped files can be loaded, and are whole: every day once, holidays that cover the festivals of the year. */
static void test_shipped_holidays(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *file;
        int64_t days;
    } shipped[] = { { "CN-2026.tsv", 39 }, { "US-2026.tsv", 11 }, { "US-2027.tsv", 11 } };
    for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++) {
        g_autofree char *path = g_build_filename(g_getenv("BUREAU_DATADIR"), "law", "holidays", shipped[i].file, NULL);
        fixture_user(fixture, FIXTURE_ADMIN);
        g_autoptr(table_t) loaded = fixture_run(fixture, "holiday.load", path, NULL);
        assert_int_equal(fixture_int(loaded, "days"), shipped[i].days);
    }
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM holiday WHERE country = 'CN' AND kind = 'workday'"),
                     6);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM holiday WHERE source LIKE '%(S)' OR source LIKE '%(D)'"),
        fixture_count(fixture, "SELECT count(*) FROM holiday"));
}

/* ---- the tables -------------------------------------------------------------------------------------------------- */

static void test_tables_fit(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) clocks = tsv_load("law/dispute_clocks.tsv", &error);
    g_autoptr(tsv_t) steps = tsv_load("law/dispute_fsm.tsv", &error);
    assert_no_error(error);
    for (size_t i = 0; i < tsv_rows(clocks); i++) {
        g_autofree char *events = g_strconcat(tsv_cell(clocks, i, "start"), ",", tsv_cell(clocks, i, "met"), NULL);
        g_auto(GStrv) words = g_strsplit(events, ",", -1);
        assert_true(codes_known("DISPUTE_CLOCK", tsv_cell(clocks, i, "clock")));
        for (size_t w = 0; words[w] != NULL; w++) {
            bool known = false;
            for (size_t j = 0; j < tsv_rows(steps); j++)
                known |= strcmp(tsv_cell(steps, j, "event"), words[w]) == 0;
            if (!known) fail_msg("line %zu names an event %s", tsv_line(clocks, i), words[w]);
        }
    }
}

/* What a step needs is told in words. */
static void test_needs_have_words(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) steps = tsv_load("law/dispute_fsm.tsv", &error);
    assert_no_error(error);
    for (size_t i = 0; i < tsv_rows(steps); i++) {
        g_auto(GStrv) words = g_strsplit(tsv_cell(steps, i, "requires"), ",", -1);
        for (size_t w = 0; words[w] != NULL; w++)
            if (!codes_known("DISPUTE_NEEDS", words[w])) fail_msg("%s is needed, and has no words", words[w]);
    }
}

static void test_rules_of_a_profile(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) us = fixture_run(fixture, "dispute.rules", "--profile", "US-FCRA", NULL);
    g_autoptr(table_t) cn = fixture_run(fixture, "dispute.rules", NULL);
    bool frivolous = false, verified = false;
    for (size_t i = 0; i < table_row_count(us); i++)
        frivolous |= strcmp(fixture_cell(us, i, "event")->text, "judge_frivolous") == 0 &&
                     strstr(fixture_cell(us, i, "article")->text, "1681i(a)(3)(B)") != NULL &&
                     fixture_cell(us, i, "verified")->integer == 0;
    for (size_t i = 0; i < table_row_count(cn); i++) {
        assert_string_not_equal(fixture_cell(cn, i, "event")->text, "judge_frivolous");
        verified |= strcmp(fixture_cell(cn, i, "event")->text, "complain") == 0 &&
                    fixture_cell(cn, i, "verified")->integer == 1;
    }
    assert_true(frivolous);
    assert_true(verified);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks_of_each_law),
        CASE(test_rows_explain),
        CASE(test_extension_us),
        CASE(test_supplement_us),
        CASE(test_free_report),
        CASE(test_extension_eu),
        CASE(test_extension_shenzhen),
        CASE(test_no_extension_in_china),
        CASE(test_breach_of_each_clock),
        CASE(test_rows_are_kept),
        CASE(test_holidays_are_counted_by),
        CASE(test_unknown_year),
        CASE(test_bad_holiday_files),
        CASE(test_shipped_holidays),
        CASE(test_tables_fit),
        cmocka_unit_test(test_needs_have_words),
        CASE(test_rules_of_a_profile),
    };
    return cmocka_run_group_tests_name("dispute clocks", tests, NULL, NULL);
}
