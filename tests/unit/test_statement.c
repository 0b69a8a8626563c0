/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside an item: how long it may be under each law, about what, and that nothing is changed by it. */
#include "check.h"

#include "fixture.h"
#include "statement/statement.h"
#include "subject/dossier.h"

#include <string.h>

static int setup(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "dispute.open", "1", "--item", item, "--reason", "payment.month", NULL);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static void measured(const char *text, const char *profile, int64_t count, int64_t limit, const char *unit)
{
    struct statement_measure measure;
    assert_true(statement_measure(text, profile, "personal", &measure));
    assert_int_equal(measure.count, count);
    assert_int_equal(measure.limit, limit);
    assert_string_equal(measure.unit, unit);
}

static void test_measure(void **state)
{
    (void)state;
    measured("已按期还款", "CN-ZX", 5, 300, "characters");
    measured("I paid it on time, it's the bank's mistake.", "US-FCRA", 9, 100, "words");
    measured("  well-known  fact ", "US-FCRA", 2, 100, "words");
    measured("已还 paid", "US-FCRA", 3, 100, "words");
    measured("", "EU-GDPR", 0, 300, "words");
}

static void refused(struct fixture *fixture, int code, const char *text, const char *month)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *account = g_strdup_printf("%d", (int)fixture->card);
    assert_null(fixture_try(fixture, &error, "statement.add", "1", "--text", text, "--account", account, "--month",
                            month, "--field", "state", NULL));
    assert_int_equal(error->code, code);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM statement"), 0);
}

static void test_what_is_not_taken(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *just = g_strnfill(300, 'x'), *over = g_strnfill(301, 'x');
    refused(fixture, BUREAU_ERROR_REFUSED, over, "2026-04");
    refused(fixture, BUREAU_ERROR_REFUSED, "paid", "2026-05"); /* of this month nothing was disputed */
    refused(fixture, BUREAU_ERROR_REFUSED, "包修复，百分百成功", "2026-04");
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "statement.add", "1", "--text", "paid", "--dispute", "9", NULL));
    assert_int_equal(error->code, BUREAU_ERROR_NOT_FOUND);
    g_autofree char *account = g_strdup_printf("%d", (int)fixture->card);
    g_autoptr(table_t) added = fixture_run(fixture, "statement.add", "1", "--text", just, "--account", account,
                                           "--month", "2026-04", "--field", "state", NULL);
    assert_string_equal(fixture_text(added, "state"), "accepted");
}

static guint beside(struct fixture *fixture, const char *kind)
{
    g_autoptr(dossier_t) dossier = dossier_load(fixture->session, fixture->subject, NULL);
    guint found = 0;
    for (guint i = 0; i < dossier->statements->len; i++)
        found += strcmp(((struct statement_seen *)dossier->statements->pdata[i])->kind, kind) == 0;
    return found;
}

/* Taken in it is in the file; taken back it is not, and on the day before it still is; refused it never was. */
static void test_life(void **state)
{
    struct fixture *fixture = *state;
    const int64_t versions = fixture_count(fixture, "SELECT count(*) FROM history");
    g_autoptr(table_t) own =
        fixture_run(fixture, "statement.add", "1", "--text", "paid on 3 May", "--dispute", "1", NULL);
    g_autoptr(table_t) bank = fixture_run(fixture, "statement.add", "1", "--text", "in litigation", "--kind",
                                          "institution", "--author", "bank", NULL);
    g_autoptr(table_t) not_taken = fixture_run(fixture, "statement.refuse", "1", "--text", "unrelated", "--reason",
                                               "about nothing disputed", NULL);
    assert_string_equal(fixture_text(not_taken, "state"), "refused");
    assert_int_equal(beside(fixture, "personal"), 1);
    assert_int_equal(beside(fixture, "institution"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM history"), versions);
    fixture_clock(fixture, "2026-11-25");
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(own, "statement"));
    g_autoptr(table_t) back = fixture_run(fixture, "statement.withdraw", "1", number, "--reason", "signed", NULL);
    assert_string_equal(fixture_text(back, "state"), "withdrawn");
    assert_int_equal(beside(fixture, "personal"), 0);
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "statement.withdraw", "1", number, "--reason", "again", NULL));
    assert_int_equal(error->code, BUREAU_ERROR_NOT_FOUND);
    g_autoptr(table_t) list = fixture_run(fixture, "statement.list", "1", NULL);
    assert_int_equal(table_row_count(list), 3);
}

static void step(struct fixture *fixture, const char *user, const char *event, const char *text)
{
    fixture_user(fixture, user);
    g_autoptr(table_t) done = text ? fixture_run(fixture, "dispute.act", "1", event, "--text", text, NULL)
                                   : fixture_run(fixture, "dispute.act", "1", event, NULL);
    (void)done;
}

/* Regulation, article 25(3): what cannot be determined stays, with the findings and the objection beside it. */
static void test_objection_is_noted(void **state)
{
    struct fixture *fixture = *state;
    step(fixture, FIXTURE_SERVICE, "own_check", NULL);
    step(fixture, FIXTURE_SERVICE, "send_furnisher", NULL);
    step(fixture, FIXTURE_SERVICE, "furnisher_reply", "no papers left");
    step(fixture, FIXTURE_REVIEWER, "cannot_determine", "neither side has a slip");
    assert_int_equal(beside(fixture, "objection"), 0);
    step(fixture, FIXTURE_SERVICE, "answer", NULL);
    assert_int_equal(beside(fixture, "objection"), 1);
    g_autoptr(dossier_t) dossier = dossier_load(fixture->session, fixture->subject, NULL);
    const struct statement_seen *noted = dossier->statements->pdata[0];
    assert_non_null(strstr(noted->text, "neither side has a slip"));
    assert_int_equal(noted->account, fixture->card);
    assert_int_equal(noted->dispute, 1);
    step(fixture, FIXTURE_SERVICE, "add_statement", "I paid at the counter");
    assert_int_equal(beside(fixture, "personal"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_measure),
        cmocka_unit_test_setup_teardown(test_what_is_not_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(test_life, setup, teardown),
        cmocka_unit_test_setup_teardown(test_objection_is_noted, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
