/* SPDX-License-Identifier: Apache-2.0 */
/* The acts about one file through the one door: what each answers, what it masks, what it leaves in the log, what it
 * refuses, and what it showed on an earlier day. */
#include "check.h"
#include "fixture.h"

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

/* ---- helpers ----------------------------------------------------------------------------------------------------- */

static struct table *ask(struct fixture *fixture, const char *command)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    return fixture_run(fixture, command, subject, NULL);
}

static int64_t audit_lines(struct fixture *fixture, const char *command, const char *outcome)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM audit WHERE command = '%s' AND outcome = '%s' AND "
                                           "(subject = %" G_GINT64_FORMAT " OR subject IS NULL OR subject = 0)",
                                           command, outcome, fixture->subject);
    return fixture_count(fixture, sql);
}

static void refused(struct fixture *fixture, int code, const char *command, const char *first, const char *second)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = fixture_try(fixture, &error, command, first, second, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    g_autofree char *next = bureau_error_next(error, NULL);
    assert_true(next != NULL && *next);
}

static void text_is(const struct table *table, size_t row, const char *column, const char *expected)
{
    const char *text = fixture_cell(table, row, column)->text;
    assert_non_null(text);
    assert_string_equal(text, expected);
}

/* A furnisher's file about the same person, by its identity number. */
static void import_more(struct fixture *fixture, const char *mapping, const char *text)
{
    g_autofree char *rules = g_build_filename(fixture->directory, "more.mapping", NULL),
                    *file = g_build_filename(fixture->directory, "more.csv", NULL);
    assert_true(g_file_set_contents(rules, mapping, -1, NULL));
    assert_true(g_file_set_contents(file, text, -1, NULL));
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) answer = fixture_run(fixture, "import", rules, file, NULL);
    assert_int_equal(fixture_int(answer, "rejected"), 0);
    fixture_user(fixture, FIXTURE_OFFICER);
}

/* Three months of a card, a measure and a public record; nothing past due is told. */
static void import_card(struct fixture *fixture)
{
    g_autofree char *text =
        g_strdup_printf("id,acc,m,s,b,p,t\n%s,K1,2026-08,N,500,100,12.50\n%s,K1,2026-09,1,450,0,12.50\n"
                        "%s,K1,2026-10,N,400,60,12.50\n",
                        fixture->identity, fixture->identity, fixture->identity);
    import_more(fixture,
                "[source]\ncode=lake\nname_en=Lake Bank\nkind=furnisher\nlegal_basis=consent\n[file]\nshape=long\n"
                "[subject]\nkey=gb11643\n[identifier.gb11643]\nvalue=id\n"
                "[account]\nnumber=acc\ntype=\"R2\"\ncurrency=\"CNY\"\n"
                "[history]\nmonth=m\nstate=s\nbalance=b\npaid=p\n"
                "[measure.income.salary]\nperiod=m\nvalue=b\nunit=\"CNY\"\n"
                "[public_record]\nkind=\"1\"\nauthority=\"Tax office\"\nday=\"2026-05-01\"\namount=t\n",
                text);
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static void show_answers_who_and_how_much(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) answer = ask(fixture, "subject.show");
    assert_int_equal(fixture_int(answer, "id"), fixture->subject);
    assert_string_equal(fixture_text(answer, "kind"), "person");
    assert_string_equal(fixture_text(answer, "name"), "王小明");
    assert_string_equal(fixture_text(answer, "city"), "杭州");
    assert_int_equal(fixture_int(answer, "age"), 34);
    assert_int_equal(fixture_int(answer, "limit_total"), 3000000);
    assert_int_equal(fixture_int(answer, "balance_total"), 2 * (1920411 - 23000));
    assert_int_equal(fixture_int(answer, "worst_24"), 2);
    assert_int_equal(fixture_int(answer, "worst_now"), 0);
    assert_int_equal(fixture_int(answer, "clean_streak"), 6);
    assert_int_equal(fixture_int(answer, "enquiries_3m"), 1);
    assert_int_equal(fixture_int(answer, "past_due"), 0);
    assert_int_equal(table_row_count(answer), 2);
    assert_true(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'subject.show' AND purpose = "
                                       "'dispute' AND user = 'li.na' AND outcome = 'done'") == 1);
    assert_int_equal(audit_lines(fixture, "subject.show", "done"), 1);
}

/* Masked unless a reason is given, and then the reason is in the log; never for a role without the right. */
static void secrets_are_masked(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) masked = ask(fixture, "subject.show");
    assert_string_not_equal(fixture_text(masked, "identity"), fixture->identity);
    assert_non_null(strchr(fixture_text(masked, "identity"), '*'));
    assert_string_equal(fixture_text(masked, "phone"), "138****8000");
    assert_null(strstr(fixture_text(masked, "address"), "样本路"));
    g_autoptr(table_t) accounts = ask(fixture, "subject.accounts");
    assert_null(strstr(fixture_cell(accounts, 0, "number")->text, "00001111"));
    fixture->session->reveal = g_strdup("letter to the person");
    g_autoptr(table_t) clear = ask(fixture, "subject.show");
    assert_string_equal(fixture_text(clear, "identity"), fixture->identity);
    assert_string_equal(fixture_text(clear, "phone"), "13800138000");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE note LIKE '%revealed: letter to the "
                                            "person%'"),
                     1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE note LIKE '%990123%'"), 0);
    fixture_user(fixture, FIXTURE_STEWARD);
    refused(fixture, BUREAU_ERROR_REFUSED, "subject.show", "1", NULL);
}

static void accounts_and_enquiries(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) accounts = ask(fixture, "subject.accounts");
    assert_int_equal(table_row_count(accounts), 2);
    assert_int_equal(fixture_cell(accounts, 0, "account")->integer, fixture->card);
    text_is(accounts, 0, "type", "R2");
    text_is(accounts, 1, "type", "D1");
    text_is(accounts, 0, "furnisher", "Sample Bank");
    text_is(accounts, 0, "state", "N");
    assert_int_equal(fixture_cell(accounts, 0, "worst_24")->integer, 2);
    assert_int_equal(fixture_cell(accounts, 1, "worst_24")->integer, 0);
    assert_int_equal(fixture_cell(accounts, 0, "months")->integer, 24);
    assert_int_equal(fixture_cell(accounts, 0, "limit")->integer, 3000000);
    assert_int_equal(fixture_cell(accounts, 0, "balance")->integer, 1920411 - 23000);
    g_autoptr(table_t) enquiries = ask(fixture, "subject.enquiries");
    assert_int_equal(table_row_count(enquiries), 2);
    assert_int_equal(fixture_cell(enquiries, 0, "day")->integer, date_make(2026, 10, 10).days);
    text_is(enquiries, 0, "institution", "sample bank A");
    text_is(enquiries, 1, "reason", "03");
    assert_int_equal(audit_lines(fixture, "subject.accounts", "done"), 1);
    assert_int_equal(audit_lines(fixture, "subject.enquiries", "done"), 1);
}

static void means_and_public_records(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) none = ask(fixture, "subject.means");
    assert_int_equal(table_row_count(none), 0);
    import_card(fixture);
    g_autoptr(table_t) means = ask(fixture, "subject.means");
    assert_int_equal(table_row_count(means), 3);
    assert_true(fixture_cell(means, 0, "value")->is_null); /* an income is masked whole */
    assert_true(fixture_cell(means, 0, "value")->is_hidden);
    text_is(means, 0, "kind", "income.salary");
    fixture->session->reveal = g_strdup("credit decision");
    g_autoptr(table_t) clear = ask(fixture, "subject.means");
    int64_t sum = 0;
    for (size_t row = 0; row < 3; row++)
        sum += fixture_cell(clear, row, "value")->integer;
    assert_int_equal(sum, 50000 + 45000 + 40000);
    g_autoptr(table_t) public = ask(fixture, "subject.public");
    assert_int_equal(table_row_count(public), 1);
    text_is(public, 0, "authority", "Tax office");
    assert_int_equal(fixture_cell(public, 0, "amount")->integer, 1250);
    assert_true(fixture_cell(public, 0, "ended")->is_null);
}

/* A file in which nobody tells what is past due says that, and not nothing. */
static void past_due_that_nobody_reports_is_not_zero(void **state)
{
    struct fixture *fixture = *state;
    import_more(fixture,
                "[source]\ncode=silent\nkind=furnisher\n[file]\nshape=long\n[subject]\nkey=client\n"
                "[identifier.client]\nvalue=c\n[account]\nnumber=c\ntype=\"R2\"\ncurrency=\"CNY\"\n"
                "[history]\nmonth=m\nstate=s\nbalance=b\n",
                "c,m,s,b\nZ1,2026-10,2,100\n");
    int64_t id = fixture_count(fixture, "SELECT max(id) FROM subject");
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_autoptr(table_t) answer = fixture_run(fixture, "subject.show", subject, NULL);
    assert_true(table_find_fact(answer, "past_due")->cell.is_null);
    assert_int_equal(fixture_int(answer, "balance_total"), 10000);
    assert_true(fixture_cell(answer, 0, "past_due")->is_null);
    g_autoptr(table_t) known = ask(fixture, "subject.show");
    assert_false(table_find_fact(known, "past_due")->cell.is_null);
}

static void looks_need_a_right_a_purpose_and_a_subject(void **state)
{
    struct fixture *fixture = *state;
    static const char *const looks[] = { "subject.show",  "subject.accounts", "subject.enquiries",
                                         "subject.means", "subject.public",   "subject.seen" };
    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
        refused(fixture, BUREAU_ERROR_NOT_FOUND, looks[i], "4711", NULL);
        g_autofree char *purpose = g_steal_pointer(&fixture->session->purpose);
        refused(fixture, BUREAU_ERROR_REFUSED, looks[i], "1", NULL);
        fixture->session->purpose = g_strdup("curiosity");
        refused(fixture, BUREAU_ERROR_USAGE, looks[i], "1", NULL);
        g_free(fixture->session->purpose);
        fixture->session->purpose = g_strdup("model"); /* known, but not an officer's */
        refused(fixture, BUREAU_ERROR_REFUSED, looks[i], "1", NULL);
        g_free(fixture->session->purpose);
        fixture->session->purpose = g_steal_pointer(&purpose);
        assert_int_equal(audit_lines(fixture, looks[i], "refused"), 2);
        assert_int_equal(audit_lines(fixture, looks[i], "done"), 0);
    }
}

static void an_earlier_day_shows_what_was_known(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture_clock(fixture, "2026-11-25");
    import_card(fixture);
    g_autoptr(table_t) now = ask(fixture, "subject.accounts");
    assert_int_equal(table_row_count(now), 3);
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 23), &error));
    g_autoptr(table_t) then = ask(fixture, "subject.accounts");
    assert_int_equal(table_row_count(then), 2);
    g_autoptr(table_t) means = ask(fixture, "subject.means");
    assert_int_equal(table_row_count(means), 0);
    refused(fixture, BUREAU_ERROR_REFUSED, "subject.pin", "1", NULL);
    refused(fixture, BUREAU_ERROR_REFUSED, "consent.withdraw", "1", "1");
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 1), &error));
    refused(fixture, BUREAU_ERROR_NOT_FOUND, "subject.accounts", "1", NULL);
}

/* ---- why --------------------------------------------------------------------------------------------------------- */

static void why_the_score_goes_down_to_the_lines(void **state)
{
    struct fixture *fixture = *state;
    import_card(fixture);
    g_autoptr(table_t) score = ask(fixture, "score.show");
    g_autoptr(table_t) why = fixture_run(fixture, "subject.why", "1", "score", NULL);
    g_autofree char *points = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(score, "score"));
    text_is(why, 0, "value", points);
    assert_true(table_row_count(why) > 1 + table_row_count(score)); /* the figure, its parts, what they rest on */
    int64_t lines = 0;                                              /* a bit for each line of the file that was named */
    for (size_t row = 0; row < table_row_count(why); row++) {
        assert_int_equal(fixture_cell(why, row, "step")->integer, row + 1);
        const struct cell *file = fixture_cell(why, row, "file"), *line = fixture_cell(why, row, "line");
        if (file->is_null) continue;
        assert_string_equal(file->text, "more.csv");
        text_is(why, row, "source", "Lake Bank");
        text_is(why, row, "legal_basis", "consent");
        text_is(why, row, "user", FIXTURE_STEWARD);
        assert_int_equal(fixture_cell(why, row, "batch")->integer, 1);
        assert_true(line->integer >= 2 && line->integer <= 4);
        lines |= INT64_C(1) << line->integer;
    }
    assert_int_equal(lines, 1 << 2 | 1 << 3 | 1 << 4);
    refused(fixture, BUREAU_ERROR_USAGE, "subject.why", "1", "shoe_size");
    assert_true(audit_lines(fixture, "subject.why", "done") >= 1);
}

/* ---- who looked, the log ----------------------------------------------------------------------------------------- */

static void seen_names_everybody(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) first = ask(fixture, "subject.show");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) second = ask(fixture, "subject.accounts");
    g_autoptr(table_t) seen = ask(fixture, "subject.seen");
    assert_int_equal(table_row_count(seen), 3); /* this look too: its line comes first */
    text_is(seen, 0, "command", "subject.seen");
    text_is(seen, 1, "command", "subject.accounts");
    text_is(seen, 1, "user", FIXTURE_SERVICE);
    text_is(seen, 1, "role", "service");
    text_is(seen, 2, "user", FIXTURE_OFFICER);
    text_is(seen, 2, "purpose", "dispute");
    text_is(seen, 2, "outcome", "done");
    assert_int_equal(fixture_cell(seen, 2, "at")->integer, fixture->session->clock);
}

static void the_log_is_listed_newest_first(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) look = ask(fixture, "subject.show");
    fixture_clock(fixture, "2026-11-24");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) later = ask(fixture, "subject.accounts");
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) all = fixture_run(fixture, "audit.list", NULL);
    for (size_t row = 1; row < table_row_count(all); row++)
        assert_true(fixture_cell(all, row, "seq")->integer < fixture_cell(all, row - 1, "seq")->integer);
    text_is(all, 0, "command", "audit.list"); /* reading the log is a line of it */
    text_is(all, 1, "command", "subject.accounts");
    g_autoptr(table_t) officer = fixture_run(fixture, "audit.list", "--user", FIXTURE_OFFICER, NULL);
    assert_int_equal(table_row_count(officer), 1);
    text_is(officer, 0, "command", "subject.show");
    g_autoptr(table_t) since =
        fixture_run(fixture, "audit.list", "--since", "2026-11-24", "--command", "subject", NULL);
    assert_int_equal(table_row_count(since), 1);
    g_autoptr(table_t) about = fixture_run(fixture, "audit.list", "--subject", "1", "--limit", "2", NULL);
    assert_int_equal(table_row_count(about), 2);
    text_is(about, 0, "user", FIXTURE_AUDITOR);
    text_is(about, 1, "user", FIXTURE_SERVICE);
    refused(fixture, BUREAU_ERROR_USAGE, "audit.list", "--since", "24.11.2026");
}

/* ---- pins, consents ---------------------------------------------------------------------------------------------- */

static void a_pin_is_put_and_taken(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) put = ask(fixture, "subject.pin");
    assert_int_equal(fixture_int(put, "pinned"), 1);
    g_autoptr(table_t) mine = fixture_run(fixture, "subject.pins", NULL);
    assert_int_equal(table_row_count(mine), 1);
    assert_int_equal(fixture_cell(mine, 0, "id")->integer, fixture->subject);
    assert_string_not_equal(fixture_cell(mine, 0, "identity")->text, fixture->identity);
    text_is(mine, 0, "match", "pinned");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) others = fixture_run(fixture, "subject.pins", NULL);
    assert_int_equal(table_row_count(others), 0); /* a desk is its owner's */
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autoptr(table_t) taken = ask(fixture, "subject.pin");
    assert_int_equal(fixture_int(taken, "pinned"), 0);
    g_autoptr(table_t) none = fixture_run(fixture, "subject.pins", NULL);
    assert_int_equal(table_row_count(none), 0);
    assert_int_equal(audit_lines(fixture, "subject.pin", "done"), 2);
    refused(fixture, BUREAU_ERROR_NOT_FOUND, "subject.pin", "4711", NULL);
}

static void consents_are_granted_and_withdrawn(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) granted = fixture_run(fixture, "consent.grant", "1", "--purpose", "credit_review", "--expires",
                                             "2026-12-31", "--recipient", "Sample Bank", "--clause", "v3", NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(granted, "consent"));
    assert_int_equal(fixture_int(granted, "granted"), date_make(2026, 11, 22).days);
    g_autoptr(table_t) held = ask(fixture, "consent.list");
    assert_int_equal(table_row_count(held), 3); /* two are the fixture's */
    text_is(held, 2, "recipient", "Sample Bank");
    text_is(held, 2, "purpose", "credit_review");
    text_is(held, 2, "clause", "v3");
    assert_int_equal(fixture_cell(held, 2, "valid")->integer, 1);
    fixture_clock(fixture, "2027-01-01");
    g_autoptr(table_t) expired = ask(fixture, "consent.list");
    assert_int_equal(fixture_cell(expired, 2, "valid")->integer, 0);
    fixture_clock(fixture, "2026-12-01");
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "consent.withdraw", "1", number, NULL);
    assert_int_equal(fixture_int(withdrawn, "withdrawn"), date_make(2026, 12, 1).days);
    g_autoptr(table_t) after = ask(fixture, "consent.list");
    assert_int_equal(table_row_count(after), 3); /* a withdrawal is written beside it */
    assert_int_equal(fixture_cell(after, 2, "valid")->integer, 0);
    refused(fixture, BUREAU_ERROR_NOT_FOUND, "consent.withdraw", "1", number);
    refused(fixture, BUREAU_ERROR_USAGE, "consent.grant", "1", "--purpose=curiosity");
    assert_int_equal(audit_lines(fixture, "consent.grant", "done"), 1);
    assert_int_equal(audit_lines(fixture, "consent.withdraw", "done"), 1);
    fixture_user(fixture, FIXTURE_AUDITOR);
    refused(fixture, BUREAU_ERROR_REFUSED, "consent.withdraw", "1", number);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent"), 3);
}

/* ---- identity numbers, search ------------------------------------------------------------------------------------ */

static void an_identity_number_is_judged(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) good = fixture_run(fixture, "identity.check", fixture->identity, NULL);
    assert_string_equal(fixture_text(good, "kind"), "gb11643");
    assert_int_equal(fixture_int(good, "valid"), 1);
    assert_int_equal(fixture_int(good, "birth"), date_make(1992, 5, 3).days);
    assert_string_equal(fixture_text(good, "sex"), "M");
    assert_string_equal(fixture_text(good, "region"), "990123");
    g_autofree char *wrong = g_strdup(fixture->identity);
    wrong[17] = wrong[17] == '0' ? '1' : '0';
    g_autoptr(table_t) bad = fixture_run(fixture, "identity.check", wrong, "--kind", "gb11643", NULL);
    assert_int_equal(fixture_int(bad, "valid"), 0);
    assert_true(strlen(fixture_text(bad, "reason")) > 0);
    refused(fixture, BUREAU_ERROR_USAGE, "identity.check", wrong, "--kind=shoe");
    g_autofree char *told = g_strdup_printf("SELECT count(*) FROM audit WHERE note LIKE '%%%s%%'", fixture->identity);
    assert_int_equal(fixture_count(fixture, told), 0);
}

static void search_finds_masks_and_says_what_next(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(table_t) found = fixture_run(fixture, "search", "wangxm", "city:杭州", NULL);
    assert_int_equal(table_row_count(found), 1);
    assert_int_equal(table_total(found), 1);
    assert_int_equal(fixture_cell(found, 0, "id")->integer, fixture->subject);
    text_is(found, 0, "name", "王小明");
    text_is(found, 0, "phone", "138****8000");
    assert_non_null(strchr(fixture_cell(found, 0, "identity")->text, '*'));
    assert_int_equal(fixture_cell(found, 0, "enquiries")->integer, 1);
    assert_null(table_find_fact(found, "next"));
    g_autoptr(table_t) none = fixture_run(fixture, "search", "nobody", NULL);
    assert_int_equal(table_row_count(none), 0);
    assert_true(strlen(fixture_text(none, "next")) > 0);
    refused(fixture, BUREAU_ERROR_USAGE, "search", "wang", "--limit=0");
    refused(fixture, BUREAU_ERROR_USAGE, "search", "wang", "--limit=-3");
    refused(fixture, BUREAU_ERROR_USAGE, "search", "score:<", NULL);
    refused(fixture, BUREAU_ERROR_USAGE, "search", "wang", "--sort=shoe");
}

static bool is_empty(const struct table *table, const char *column)
{
    return fixture_cell(table, 0, column)->is_null;
}

/* Who it is may be found; what the person owes and how they are rated needs what a look at the file needs. */
static void search_shows_no_credit_without_consent(void **state)
{
    static const char *const credit[] = { "score", "overdue", "enquiries", "disputes" };
    struct fixture *fixture = *state;
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) agreed = fixture_run(fixture, "search", "wangxm", NULL);
    for (size_t i = 1; i < G_N_ELEMENTS(credit); i++)
        assert_false(is_empty(agreed, credit[i]));
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "consent.withdraw", "1", "--all", NULL);
    for (int stated = 1; stated >= 0; stated--) {
        g_autoptr(table_t) found = fixture_run(fixture, "search", "wangxm", NULL);
        text_is(found, 0, "name", "王小明");
        for (size_t i = 0; i < G_N_ELEMENTS(credit); i++)
            assert_true(is_empty(found, credit[i]));
        g_clear_pointer(&fixture->session->purpose, g_free); /* none stated is no way round */
    }
    fixture_user(fixture, FIXTURE_SERVICE); /* a dispute is handled by law */
    g_autoptr(table_t) by_law = fixture_run(fixture, "search", "wangxm", NULL);
    assert_false(is_empty(by_law, "overdue"));
}

/* Whoever is not shown a number in clear, whatever the reason, may not guess it digit by digit. */
static void search_is_no_oracle(void **state)
{
    static const struct {
        const char *user;
        size_t part;
    } cases[] = { { FIXTURE_OFFICER, 1 }, { FIXTURE_STEWARD, 0 }, { FIXTURE_ADMIN, 0 } };
    struct fixture *fixture = *state;
    g_autofree char *half = g_strndup(fixture->identity, 10), *named = g_strconcat("id:", half, NULL),
                    *whole = g_strconcat("id:", fixture->identity, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        fixture_user(fixture, cases[i].user);
        g_autoptr(table_t) by_half = fixture_run(fixture, "search", half, NULL),
                           by_name = fixture_run(fixture, "search", named, NULL),
                           by_phone = fixture_run(fixture, "search", "phone:1380013", NULL),
                           by_whole = fixture_run(fixture, "search", whole, NULL);
        assert_int_equal(table_row_count(by_half), cases[i].part);
        assert_int_equal(table_row_count(by_name), cases[i].part);
        assert_int_equal(table_row_count(by_phone), cases[i].part);
        assert_int_equal(table_row_count(by_whole), 1); /* a paper that lies here can be looked up */
    }
}

/* A consent to scores alone: a score of a file that is not shown would be one of nothing. */
static void no_score_of_a_file_that_is_not_shown(void **state)
{
    struct fixture *fixture = *state;
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t)
        withdrawn = fixture_run(fixture, "consent.withdraw", "1", "--all", NULL),
        granted = fixture_run(fixture, "consent.grant", "1", "--purpose", "credit_review", "--scope", "score", NULL);
    refused(fixture, BUREAU_ERROR_REFUSED, "score.show", "1", NULL);
    assert_int_equal(audit_lines(fixture, "score.show", "refused"), 1);
    g_autoptr(table_t) both =
        fixture_run(fixture, "consent.grant", "1", "--purpose", "credit_review", "--scope", "credit", NULL);
    g_autoptr(table_t) shown = fixture_run(fixture, "score.show", "1", NULL);
    assert_true(fixture_int(shown, "score") > 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(show_answers_who_and_how_much),
        CASE(secrets_are_masked),
        CASE(accounts_and_enquiries),
        CASE(means_and_public_records),
        CASE(past_due_that_nobody_reports_is_not_zero),
        CASE(looks_need_a_right_a_purpose_and_a_subject),
        CASE(an_earlier_day_shows_what_was_known),
        CASE(why_the_score_goes_down_to_the_lines),
        CASE(seen_names_everybody),
        CASE(the_log_is_listed_newest_first),
        CASE(a_pin_is_put_and_taken),
        CASE(consents_are_granted_and_withdrawn),
        CASE(an_identity_number_is_judged),
        CASE(search_shows_no_credit_without_consent),
        CASE(search_is_no_oracle),
        CASE(no_score_of_a_file_that_is_not_shown),
        CASE(search_finds_masks_and_says_what_next),
    };
    return cmocka_run_group_tests_name("subject commands", tests, NULL, NULL);
}
