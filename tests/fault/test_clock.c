/* SPDX-License-Identifier: Apache-2.0 */
/* The clock jumps. Acts are kept in their order whatever it says, the log says where it went back, ages are never
 * negative, and a wait after wrong passphrases is neither shortened by setting the clock nor made to last for years. */
#include "points.h"
#include "premises.h"
#include "work.h"

#include "config.h"

#include "vault/attempt.h"

#include <string.h>

static const struct person people[] = { { "chen.wei", "steward" }, { "li.na", "officer" } };

static struct premises *premises;

static int set_up(void **state)
{
    (void)state;
    if (g_getenv("BUREAU_PROGRAM")) premises = premises_new(people, G_N_ELEMENTS(people), true);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    premises_free(premises);
    return 0;
}

/* ---- the clock of a session ---- */

static void the_log_says_where_it_went_back(void **state)
{
    (void)state;
    enum { DAY = 24 * 3600 * 1000 };
    static const int64_t days[] = { 20000, 20001, 19000, 19001, 24000, 20002, -400, 20003 };
    const unsigned back = 3; /* 19000, 20002 and -400 are before the one in front of them */
    g_autoptr(GError) error = NULL;
    int64_t first = 0;
    premises_program();
    point_set("jumps");
    struct session *session = premises_session(premises, "admin", STORE_WRITE);
    assert_true(store_query_int(session->store, &first, 0, &error, "SELECT max(seq) FROM audit", ""));
    for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
        session->clock = days[i] * DAY;
        assert_true(guard_act_begin(session, "clock.jump", NULL, &error));
        assert_true(store_run(session->store, &error,
                              "INSERT INTO note (subject, at, user, text) VALUES (1, ?1, 'admin', 'x')", "i",
                              session_now(session)));
        assert_true(guard_act_commit(session, "clock.jump", NULL, &error));
    }
    struct guard_verdict verdict = { 0 };
    assert_true(guard_verify(session, true, &verdict, &error));
    assert_true(verdict.intact); /* a clock is not a forgery */
    /* the first of these lines is itself older than the real ones before it */
    assert_in_range(verdict.clock_back, back, back + 1);
    assert_in_range(verdict.first_clock_back, first + 1, first + 3);
    assert_int_equal(verdict.clock_set, G_N_ELEMENTS(days));
    guard_verdict_clear(&verdict);
    check_store_is_sound(session->store);
    premises_leave(session);
    point_done("%u jumps back seen, the first at its line", back);
}

/* ---- the clock of the machine, for one run of the program ---- */

/* Skips where there is no libfaketime; a sanitizer and it both want to be loaded first. */
static void need_faketime(void)
{
#ifdef BUREAU_SANITIZED
    skip();
#else
    g_autofree char *faketime = g_find_program_in_path("faketime");
    const bool there = faketime != NULL;
    g_clear_pointer(&faketime, g_free); /* skip() does not return */
    if (!there) skip();
#endif
    premises_program();
}

/* Runs it under libfaketime; the monotonic clock goes on as it is. Answers whether it ended with 0. */
static bool run_at(const char *when, const char *user, const char *const *words, char **out, char **err)
{
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) line = premises_words(premises, user, words);
    g_ptr_array_insert(line, 0, (gpointer)when);
    g_ptr_array_insert(line, 0, (gpointer) "-f");
    g_ptr_array_insert(line, 0, (gpointer) "faketime");
    g_setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", TRUE);
    g_setenv("NO_FAKE_STAT", "1", TRUE);
    if (!g_spawn_sync(NULL, (char **)line->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, out, err, &status, &error))
        fail_msg("%s", error->message);
    return g_spawn_check_wait_status(status, NULL);
}

static void import_a_person(void)
{
    static const char mapping[] =
        "[source]\ncode=clock\nkind=furnisher\n[file]\nobserved=2026-08\n[subject]\nkey=client\n"
        "[identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n[person]\nbirth=BIRTH\n";
    g_autofree char *map = g_build_filename(premises->folder, "clock.mapping", NULL);
    g_autofree char *rows = g_build_filename(premises->folder, "clock.csv", NULL), *err = NULL;
    assert_true(g_file_set_contents(map, mapping, -1, NULL));
    assert_true(g_file_set_contents(rows, "ID,NAME,BIRTH\nC1,Clock Person,1992-05-03\n", -1, NULL));
    const char *const words[] = { "import", map, rows, "--no-score", NULL };
    if (premises_run(premises, "chen.wei", words, NULL, &err) != 0) fail_msg("import: %s", err);
}

/* The number behind a fact of a JSON answer; fails when there is none and it is not null. */
static bool read_age(const char *json, int *age)
{
    const char *at = strstr(json, "\"age\"");
    if (!at) fail_msg("no age in: %s", json);
    at = strchr(at, ':');
    while (*++at == ' ')
        continue;
    *age = (int)g_ascii_strtoll(at, NULL, 10);
    return strncmp(at, "null", 4) != 0;
}

static void expect_age(const char *clock, bool known, int wanted)
{
    const char *const words[] = { "--clock",     clock,     "--format", "json", "--purpose",
                                  "own_request", "subject", "show",     "1",    NULL };
    g_autofree char *out = NULL, *err = NULL;
    int age = 0;
    if (premises_run(premises, "li.na", words, &out, &err) != 0) fail_msg("%s", err);
    assert_int_equal(read_age(out, &age), known);
    if (known) assert_int_equal(age, wanted);
}

static void nobody_is_younger_than_born(void **state)
{
    (void)state;
    premises_program();
    point_set("ages");
    import_a_person();
    expect_age("2026-11-22T10:00:00", true, 34);
    expect_age("1992-05-03T10:00:00", true, 0);
    expect_age("1980-01-01T10:00:00", false, 0); /* before the birth there is none, rather than one below nought */
    point_done("34 in 2026, none in 1980");
}

static void fail_to_unlock(const char *when, unsigned times)
{
    g_autofree char *file = g_build_filename(premises->folder, "wrong", NULL);
    assert_true(
        g_file_set_contents_full(file, "eleven wrong words in a row\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    const char *const words[] = { "--passphrase-file", file, "user", "list", NULL };
    for (unsigned i = 0; i < times; i++) {
        g_autofree char *out = NULL, *err = NULL;
        assert_false(run_at(when, "li.na", words, &out, &err));
    }
}

/* Waits do not follow the clock of the wall: not away under a clock set forward, not for a year after one set back. */
static void a_wait_is_a_wait(void **state)
{
    (void)state;
    need_faketime();
    point_set("waits");
    g_autofree char *file = premises_passphrase_file(premises), *out = NULL, *err = NULL;
    const char *const stop[] = { "agent", "stop", "--all", NULL };
    const char *const words[] = { "--passphrase-file", file, "user", "list", NULL };
    assert_int_equal(premises_run(premises, NULL, stop, NULL, NULL), 0);
    fail_to_unlock("+0", 1);
    int wait = attempt_wait(premises->store, "li.na");
    for (unsigned i = 0; i < 20 && wait < 8; i++) { /* until the wait is longer than a run of the program */
        g_usleep((gulong)wait * G_USEC_PER_SEC);
        fail_to_unlock("+0", 1);
        wait = attempt_wait(premises->store, "li.na");
    }
    assert_in_range(wait, 4, 60);
    assert_false(run_at("+1d", "li.na", words, &out, &err)); /* a day later by the wall: the wait is not over */
    const int still = attempt_wait(premises->store, "li.na");
    assert_in_range(still, 1, 60);
    fail_to_unlock("+365d", 1); /* refused for the wait, and not counted from next year */
    assert_in_range(attempt_wait(premises->store, "li.na"), 0, 60);
    point_done("a wait of %d s is not over a day later by the wall, and not a year long", wait);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_log_says_where_it_went_back, point_teardown),
        cmocka_unit_test_teardown(nobody_is_younger_than_born, point_teardown),
        cmocka_unit_test_teardown(a_wait_is_a_wait, point_teardown),
    };
    return cmocka_run_group_tests_name("clocks", tests, set_up, tear_down);
}
