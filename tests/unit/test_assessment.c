/* SPDX-License-Identifier: Apache-2.0 */
/* Impact assessments: what wants one is found in the store, one covers what it is about for as long as it holds, and
 * none goes away. */
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

static bool is_missing(struct fixture *fixture, const char *occasion, const char *about)
{
    g_autoptr(table_t) list = fixture_run(fixture, "assessment.list", "--missing", NULL);
    bool found = false;
    for (size_t i = 0; i < table_row_count(list); i++)
        found |= strcmp(fixture_cell(list, i, "occasion")->text, occasion) == 0 &&
                 g_strcmp0(fixture_cell(list, i, "about")->text, about) == 0;
    return found;
}

static char *add(struct fixture *fixture, const char *occasion, const char *about, const char *review)
{
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) answer =
        about != NULL
            ? fixture_run(fixture, "assessment.add", occasion, "样例评估", "--lawful", "one purpose", "--effect",
                          "small", "--measures", "masks", "--review", review, "--about", about, NULL)
            : fixture_run(fixture, "assessment.add", occasion, "样例评估", "--lawful", "one purpose", "--effect",
                          "small", "--measures", "masks", "--review", review, NULL);
    return g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(answer, "assessment"));
}

static void run_sql(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(store_run(fixture->store, &error, sql, ""));
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
}

static void what_wants_one_is_listed(void **state)
{
    struct fixture *fixture = *state;
    assert_true(is_missing(fixture, "sensitive", NULL)); /* accounts are sensitive */
    assert_false(is_missing(fixture, "share", "agreement 7"));
    run_sql(fixture, "INSERT INTO agreement (id, party, kind, purpose, method, scope, abroad, begins, ends) VALUES"
                     " (7, 'sample university', 'share', 'research', 'file', 'credit', 1, 20700, 21500),"
                     " (8, 'sample bank', 'share', 'research', 'file', 'credit', 0, 20700, 21500)");
    assert_true(is_missing(fixture, "share", "agreement 7"));
    assert_true(is_missing(fixture, "abroad", "agreement 7"));
    assert_false(is_missing(fixture, "abroad", "agreement 8"));
    g_free(add(fixture, "sensitive", NULL, "2027-11-22"));
    g_free(add(fixture, "share", "agreement 8", "2027-11-22"));
    assert_false(is_missing(fixture, "sensitive", NULL));
    assert_false(is_missing(fixture, "share", "agreement 8"));
    assert_true(is_missing(fixture, "share", "agreement 7")); /* another one's does not cover it */
    run_sql(fixture, "UPDATE agreement SET ended = 20800 WHERE id = 7");
    assert_false(is_missing(fixture, "share", "agreement 7"));
}

static void one_covers_while_it_holds(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *first = add(fixture, "sensitive", NULL, "2027-03-01");
    assert_false(is_missing(fixture, "sensitive", NULL));
    fixture_clock(fixture, "2027-03-02"); /* the review was not made */
    assert_true(is_missing(fixture, "sensitive", NULL));
    g_autoptr(table_t) reviewed =
        fixture_run(fixture, "assessment.review", first, "--next", "2028-03-01", "--measures", "stronger masks", NULL);
    assert_int_equal(fixture_int(reviewed, "version"), 2);
    assert_false(is_missing(fixture, "sensitive", NULL));
    g_autoptr(table_t) closed = fixture_run(fixture, "assessment.close", first, NULL);
    assert_string_equal(fixture_text(closed, "state"), "closed");
    assert_true(is_missing(fixture, "sensitive", NULL));
}

static void none_goes_away(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *first = add(fixture, "model", "scorecard 3", "2027-03-01");
    g_autoptr(table_t) closed = fixture_run(fixture, "assessment.close", first, NULL);
    g_autoptr(table_t) list = fixture_run(fixture, "assessment.list", NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_int_equal(fixture_cell(list, 0, "keep_until")->integer, date_make(2029, 11, 22).days);
    assert_string_equal(fixture_cell(list, 0, "about")->text, "scorecard 3");
    assert_null(fixture_try(fixture, &error, "assessment.review", first, "--next", "2028-01-01", NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "assessment.close", "99", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "assessment.add", "share", "t", "--lawful", "l", "--effect", "e",
                            "--measures", "m", "--review", "2026-11-22", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
}

static void another_law_wants_one(void **state)
{
    struct fixture *fixture = *state;
    assert_false(is_missing(fixture, "profile", NULL));
    g_free(add(fixture, "profile", NULL, "2027-11-22"));
    fixture_clock(fixture, "2026-11-25");
    assert_true(guard_act_begin(fixture->session, "law.use", NULL, NULL));
    assert_true(setting_set(fixture->store, "law.profile", "CN-SH", NULL));
    assert_true(guard_act_commit(fixture->session, "law.use", NULL, NULL));
    assert_true(is_missing(fixture, "profile", NULL)); /* the one from before does not count */
    g_free(add(fixture, "profile", NULL, "2027-11-22"));
    assert_false(is_missing(fixture, "profile", NULL));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_wants_one_is_listed),
        TEST(one_covers_while_it_holds),
        TEST(none_goes_away),
        TEST(another_law_wants_one),
    };
    return cmocka_run_group_tests_name("assessment", tests, NULL, NULL);
}
