/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of the store's engine fails in turn, once and for good, while acts are done: no crash, an error that
 * says so, and afterwards all that was acknowledged is there.
 * The program's own allocations are GLib's, which ends the process when there is no memory, by design: nothing half
 * done can be written by a process that has ended, and an act is a transaction. That is the other half of this test:
 * the real program under a limit ends with words or at once, and the store is as it was. */
#include "points.h"
#include "premises.h"
#include "work.h"

#include "config.h"

#include "store/private.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

static struct work *work;

/* ---- an allocator that fails ---- */

static struct {
    unsigned at, seen;
    bool for_good, armed, struck;
} plan;

/* In front of each piece lies its size. */
enum { HEAD = 16 };

static bool strikes(void)
{
    if (!plan.armed) return false;
    plan.seen++;
    const bool now = plan.at && (plan.seen == plan.at || (plan.for_good && plan.seen > plan.at));
    plan.struck = plan.struck || now;
    return now;
}

static void *take(int size)
{
    if (strikes()) return NULL;
    guint8 *piece = malloc((size_t)size + HEAD);
    if (!piece) return NULL;
    memcpy(piece, &size, sizeof size);
    return piece + HEAD;
}

static void give(void *piece)
{
    if (piece) free((guint8 *)piece - HEAD);
}

static int size_of(void *piece)
{
    int size = 0;
    if (piece) memcpy(&size, (guint8 *)piece - HEAD, sizeof size);
    return size;
}

static void *take_again(void *piece, int size)
{
    if (strikes()) return NULL;
    guint8 *moved = realloc((guint8 *)piece - HEAD, (size_t)size + HEAD);
    if (!moved) return NULL;
    memcpy(moved, &size, sizeof size);
    return moved + HEAD;
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int begin(void *nothing)
{
    (void)nothing;
    return SQLITE_OK;
}

static void end(void *nothing)
{
    (void)nothing;
}

static const sqlite3_mem_methods allocator = {
    .xMalloc = take,
    .xFree = give,
    .xRealloc = take_again,
    .xSize = size_of,
    .xRoundup = round_up,
    .xInit = begin,
    .xShutdown = end,
};

/* ---- campaigns ---- */

static int set_up(void **state)
{
    (void)state;
    store_set_allocator(&allocator);
    work = work_new(false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    work_free(work);
    return 0;
}

static void arm(unsigned at, bool for_good)
{
    memset(&plan, 0, sizeof plan);
    plan.at = at;
    plan.for_good = for_good;
    plan.armed = true;
}

/* Opening, and a few acts: a change, one larger than the cache, a bulk load, one after the log was folded back. */
static void run_some(void)
{
    static const unsigned acts[] = { 0, 3, 6, 9, 12, 13 };
    if (!work_open(work) && !work_open(work)) return;
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++)
        work_act(work, acts[i]);
    work_close(work);
}

static void campaign(bool for_good)
{
    unsigned points = 0, errors = 0, told = 0;
    work_reset(work);
    arm(0, false);
    run_some();
    plan.armed = false;
    const unsigned allocations = plan.seen;
    assert_int_equal(work->errors, 0);
    assert_true(allocations > 300); /* the work does allocate */
    for (unsigned point = points_first(); point && point <= allocations; point = points_next(point)) {
        work_reset(work);
        point_set("BUREAU_FAULT_POINT=%u, %s", point, for_good ? "for good" : "once");
        arm(point, for_good);
        run_some();
        plan.armed = false;
        assert_true(plan.struck);
        for (unsigned act = 0; act < WORK_ACTS; act++)
            told += work->acknowledged[act];
        work_check(work->store, work->acknowledged, work->refused);
        errors += work->errors;
        points++;
    }

    assert_true(errors > 0 || g_getenv("BUREAU_FAULT_POINT"));
    point_done("%u of %u allocations, %s: %u errors told, %u acts acknowledged, all there", points, allocations,
               for_good ? "for good" : "once", errors, told);
}

static void each_allocation_fails_once(void **state)
{
    (void)state;
    campaign(false);
}

static void each_allocation_fails_for_good(void **state)
{
    (void)state;
    campaign(true);
}

/* What a person reads is about memory, and not about the disk. */
static void the_error_says_memory(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    point_set("words");
    work_reset(work);
    assert_true(work_open(work));
    arm(1, true);
    assert_false(store_run(work->session->store, &error, "SELECT count(*), 'not compiled before' FROM note", ""));
    plan.armed = false;
    check_error_speaks(error);
    assert_non_null(strstr(error->message, "memory"));
    work_close(work);
    point_done("%s", error->message);
}

/* ---- the real program ---- */

#ifndef BUREAU_SANITIZED
static void limit_memory(gpointer megabytes)
{
    const struct rlimit limit = { .rlim_cur = (rlim_t)GPOINTER_TO_UINT(megabytes) << 20,
                                  .rlim_max = (rlim_t)GPOINTER_TO_UINT(megabytes) << 20 };
    setrlimit(RLIMIT_AS, &limit);
}

/* Its exit code, or minus the signal that ended it. */
static int run_within(const struct premises *premises, unsigned megabytes, const char *const *words, char **err)
{
    int status = 0;
    g_autofree char *out = NULL;
    g_autoptr(GPtrArray) line = premises_words(premises, "chen.wei", words);
    assert_true(g_spawn_sync(NULL, (char **)line->pdata, NULL, G_SPAWN_DEFAULT, limit_memory,
                             GUINT_TO_POINTER(megabytes), &out, err, &status, NULL));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
#endif

/* With 8 MiB, 12 MiB, ... it does its work, or says why not, or ends at once as GLib does it; and the store is sound.
 */
static void the_program_runs_short(void **state)
{
    (void)state;
#ifdef BUREAU_SANITIZED
    skip(); /* the sanitizer takes terabytes of address space */
#else
    static const struct person people[] = { { "chen.wei", "steward" } };
    static const char mapping[] = "[source]\ncode=small\nkind=furnisher\n[file]\nobserved=2026-08\n[subject]\n"
                                  "key=client\n[identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n";
    unsigned done = 0, told = 0, ended = 0;
    premises_program();
    struct premises *premises = premises_new(people, G_N_ELEMENTS(people), true);
    g_autofree char *map = g_build_filename(premises->folder, "small.mapping", NULL);
    g_autofree char *rows = g_build_filename(premises->folder, "small.csv", NULL);
    assert_true(g_file_set_contents(map, mapping, -1, NULL));
    const char *const words[] = { "import", map, rows, "--no-score", NULL };
    for (unsigned megabytes = 8; megabytes <= 256; megabytes += megabytes < 96 ? 2 : 16) {
        g_autofree char *err = NULL, *text = g_strdup_printf("ID,NAME\nS%u,Somebody\n", megabytes);
        int64_t batches;
        point_set("%u MiB of memory", megabytes);
        assert_true(g_file_set_contents(rows, text, -1, NULL));
        const int code = run_within(premises, megabytes, words, &err);
        done += code == 0;
        told += code > 0;
        ended += code < 0;
        if (code > 0 && strlen(err) < 20) fail_msg("code %d without a word", code);
        if (code < 0 && code != -SIGTRAP && code != -SIGABRT) fail_msg("ended by signal %d", -code);
        struct session *session = premises_session(premises, "chen.wei", STORE_WRITE);
        assert_true(store_query_int(session->store, &batches, -1, NULL, "SELECT count(*) FROM batch", ""));
        assert_true(batches >= done && batches <= done + ended);
        check_store_is_sound(session->store);
        premises_leave(session);
    }
    premises_free(premises);
    assert_true(done > 0 && told + ended > 0);
    point_done("limits of 8 to 256 MiB: %u done, %u said why not, %u ended at once", done, told, ended);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_allocation_fails_once, point_teardown),
        cmocka_unit_test_teardown(each_allocation_fails_for_good, point_teardown),
        cmocka_unit_test_teardown(the_error_says_memory, point_teardown),
        cmocka_unit_test_teardown(the_program_runs_short, point_teardown),
    };
    return cmocka_run_group_tests_name("every allocation fails", tests, set_up, tear_down);
}
