/* SPDX-License-Identifier: Apache-2.0 */
/* Eight officers at once, each a process with a connection of its own on one sealed store, take what is next and bring
 * it on until nothing is left: no case is taken twice, none is lost, each has its lines. */
#include "check.h"
#include "desk_store.h"
#include "fixture.h"

#include "desk/desk.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OFFICERS = 8, CASES = 240 };

static void run_sql(struct fixture *fixture, const char *sql, const char *word)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(store_run(fixture->store, &error, sql, word != NULL ? "s" : "", word));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
}

static bool reopen(struct fixture *fixture, struct vault_keys *keys, GError **error)
{
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_WRITE, error);
    return fixture->store != NULL;
}

static int say(const char *user, const char *number, const GError *error)
{
    fprintf(stderr, "# %s, case %s: %s\n", user, number, error != NULL ? error->message : "?");
    return 1;
}

/* Exit code: 0 nothing is left, 1 something went wrong (said on standard error). */
static int work(struct fixture *fixture, const char *user)
{
    fixture_user(fixture, user);
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) taken = fixture_try(fixture, &error, "desk.next", NULL);
        if (taken == NULL && g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return 0;
        if (taken == NULL) return say(user, "-", error);
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(taken, "dispute"));
        for (int i = 0; i < 2; i++) {
            g_autoptr(table_t) moved =
                fixture_try(fixture, &error, "dispute.act", number, i == 0 ? "own_check" : "send_furnisher", NULL);
            if (moved == NULL) return say(user, number, error);
        }
    }
}

static void test_race(void **data)
{
    struct fixture *fixture = *data;
    pid_t officers[OFFICERS];
    char users[OFFICERS][16];
    for (int i = 0; i < OFFICERS; i++) {
        g_snprintf(users[i], sizeof users[i], "officer.%d", i + 1);
        run_sql(fixture, "INSERT INTO user (name, role) VALUES (?1, 'officer')", users[i]);
    }
    const struct desk_cases cases = { fixture->subject, fixture->card, "MARKED", "agent", FIXTURE_SERVICE, 5, 30 };
    desk_cases_make(fixture->session, &cases, CASES);
    g_autoptr(vault_keys_t) keys = vault_keys_ref(store_keys(fixture->store));
    /* a connection does not go through a fork */
    store_close(fixture->store);
    fixture->store = fixture->session->store = NULL;
    for (int i = 0; i < OFFICERS; i++) {
        officers[i] = fork();
        assert_int_not_equal(officers[i], -1);
        if (officers[i] != 0) continue;
        g_autoptr(GError) error = NULL;
        const int code = reopen(fixture, keys, &error) ? work(fixture, users[i]) : say(users[i], "-", error);
        store_close(fixture->store);
        _exit(code);
    }
    for (int i = 0; i < OFFICERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(officers[i], &status, 0), officers[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_true(reopen(fixture, keys, NULL));
#define COUNT(sql) fixture_count(fixture, "SELECT count(*) FROM " sql)
    assert_int_equal(COUNT("dispute WHERE state = 'WITH_FURNISHER' AND waiting = 'furnisher' AND owner IS NULL"),
                     CASES);
    assert_int_equal(COUNT("audit WHERE command = 'desk.next' AND outcome = 'done'"), CASES);
    assert_int_equal(COUNT("(SELECT DISTINCT dispute FROM audit WHERE command = 'desk.next' AND outcome = 'done')"),
                     CASES);
    assert_int_equal(COUNT("audit WHERE command = 'dispute.act' AND outcome = 'done'"), 2 * CASES);
    assert_int_equal(COUNT("audit WHERE command = 'dispute.act' AND outcome <> 'done'"), 0);
    /* whoever took it brought it on */
    assert_int_equal(COUNT("dispute_event e JOIN audit a ON a.dispute = e.dispute AND a.command = 'desk.next' AND "
                           "a.user = e.user WHERE e.event = 'send_furnisher' AND a.outcome = 'done'"),
                     CASES);
    assert_int_equal(COUNT("dispute_event WHERE event = 'own_check'"), CASES);
    struct guard_verdict verdict = { 0 };
    assert_true(guard_verify(fixture->session, true, &verdict, NULL));
    assert_true(verdict.intact);
    guard_verdict_clear(&verdict);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(test_race, set_up, tear_down) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
