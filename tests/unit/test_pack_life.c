/* SPDX-License-Identifier: Apache-2.0 */
/* A store's life through the door: files come in and are taken back, a fact is corrected, a consent is withdrawn, the
 * law takes months out and a person is restricted. After every step each packed feature is what the facts give, and
 * what the law took away is nowhere among derived values. */
#include "check.h"
#include "fixture.h"
#include "pack_check.h"
#include "score/portfolio.h"

#include <string.h>

enum { ROWS = 40 };

/* The head of the sample file that is shipped. */
static char *small_file(struct fixture *fixture)
{
    g_autofree char *sample = data_path("samples/taiwan.csv"), *text = NULL;
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    char *file = g_build_filename(parent, "small.csv", NULL);
    assert_true(g_file_get_contents(sample, &text, NULL, NULL));
    char *end = text;
    for (int line = 0; line < ROWS + 1 && end != NULL; line++)
        end = strchr(end + 1, '\n');
    assert_non_null(end);
    assert_true(g_file_set_contents(file, text, end + 1 - text, NULL));
    return file;
}

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    struct vault_keys *keys = vault_keys_ref(store_keys(fixture->store));
    store_close(fixture->store); /* bulk loads want a connection for maintenance */
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_MAINTENANCE, NULL);
    vault_keys_unref(keys);
    *state = fixture;
    return fixture->store == NULL;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static void act_as(struct fixture *fixture, const char *user, const char *purpose)
{
    fixture_user(fixture, user);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup(purpose);
}

static void write_fact(struct fixture *fixture, const char *sql, bool score)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(store_run(fixture->store, &error, sql, "i", fixture->subject));
    assert_true(guard_touch(fixture->session, fixture->subject, fixture->subject, &error));
    assert_true(!score || score_subject_store(fixture->session, fixture->subject, NULL, &error));
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    assert_no_error(error);
}

/* Every value holds as it is read, and after a run over everybody none has to be derived. */
static void check(struct fixture *fixture, int64_t subjects)
{
    int64_t seen;
    pack_check(fixture->session, &seen);
    assert_int_equal(seen, subjects);
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) all = fixture_run(fixture, "score.all", NULL);
    assert_int_equal(pack_check(fixture->session, &seen), 0);
    assert_int_equal(seen, subjects);
    g_autoptr(table_t) fresh = fixture_run(fixture, "score.all", "--fresh", NULL);
    assert_int_equal(fixture_int(fresh, "changed"), 0);
    assert_int_equal(fixture_int(fresh, "scored"), fixture_int(all, "scored"));
}

static void test_a_life(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = small_file(fixture), *consent = NULL;
    check(fixture, 1);
    act_as(fixture, FIXTURE_STEWARD, NULL);
    g_autoptr(table_t) import = fixture_run(fixture, "import", "taiwan", file, NULL);
    assert_int_equal(fixture_int(import, "accepted"), ROWS);
    check(fixture, ROWS + 1);
    write_fact(fixture, "UPDATE history SET states = substr(states, 1, length(states) - 3) || '123' WHERE subject = ?1",
               true);
    check(fixture, ROWS + 1);
    act_as(fixture, FIXTURE_OFFICER, "credit_review");
    consent = g_strdup_printf("%d", (int)fixture_count(fixture, "SELECT id FROM consent WHERE kind = 'query'"));
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "consent.withdraw", fixture->identity, consent, NULL);
    check(fixture, ROWS + 1);
    act_as(fixture, FIXTURE_STEWARD, NULL);
    g_autofree char *batch = g_strdup_printf("%d", (int)fixture_int(import, "batch"));
    g_autoptr(table_t) undone = fixture_run(fixture, "intake.undo", batch, NULL);
    check(fixture, 1);
}

/* Late months that the purge took are in no score's values, no scenario's and no column. */
static void test_nothing_lingers(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(setting_set(fixture->store, "store.sample", "yes", &error)); /* its days are not here yet */
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    session_forget_settings(fixture->session);
    check(fixture, 1);
    act_as(fixture, FIXTURE_OFFICER, "credit_review");
    g_autoptr(table_t) saved = fixture_run(fixture, "scenario.save", fixture->identity, "one", "enquire(n=1)", NULL);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM scenario WHERE inputs IS NOT NULL"), 1);
    fixture_clock(fixture, "2031-09-01");
    act_as(fixture, FIXTURE_STEWARD, NULL);
    g_autoptr(table_t) purged = fixture_run(fixture, "retention.purge", NULL);
    assert_true(fixture_int(purged, "items") > 0);
    int64_t seen;
    assert_int_equal(pack_check(fixture->session, &seen), 0); /* the purge itself has derived them anew */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM score WHERE inputs IS NOT NULL AND change < (SELECT "
                                            "max(id) FROM change)"),
                     0);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM scenario WHERE inputs IS NOT NULL"), 0);
    check(fixture, 1);
}

/* A restricted file is kept and not evaluated, whoever corrects a fact of it; its features hold all the same. */
static void test_restricted(void **state)
{
    struct fixture *fixture = *state;
    check(fixture, 1);
    const int64_t scores = fixture_count(fixture, "SELECT count(*) FROM score");
    assert_true(scores > 0);
    write_fact(fixture,
               "INSERT INTO protection (id, subject, kind, begins, placed, placed_by, reason) VALUES (900, ?1, "
               "'restricted', 20000, 1, 'li.na', 'r')",
               false);
    write_fact(fixture, "UPDATE history SET states = substr(states, 1, length(states) - 3) || '123' WHERE subject = ?1",
               true);
    check(fixture, 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM score"), scores);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = { TEST(test_a_life), TEST(test_nothing_lingers), TEST(test_restricted) };
    return cmocka_run_group_tests_name("pack_life", tests, NULL, NULL);
}
