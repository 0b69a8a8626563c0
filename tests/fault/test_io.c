/* SPDX-License-Identifier: Apache-2.0 */
/* Every call to the disk fails in turn, once and for good, while acts are done. Whatever fails: nothing crashes, each
 * error says what happened, and afterwards the store opens, is sound and holds all that was acknowledged. */
#include "faulty.h"
#include "points.h"
#include "work.h"

static struct work *work;

static int set_up(void **state)
{
    (void)state;
    shim_install();
    work = work_new(false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    work_free(work);
    return 0;
}

/* Without a fault every act is acknowledged and there: the campaigns below would be worth nothing otherwise. */
static void nothing_fails(void **state)
{
    (void)state;
    point_set("no fault");
    work_reset(work);
    faulty_arm(0, false, 0);
    work_run(work);
    const unsigned calls = faulty_disarm();
    assert_int_equal(work->errors, 0);
    assert_int_equal(work_check(work->store, work->acknowledged, work->refused), WORK_ACTS);
    assert_true(calls > 300); /* the work does reach the disk */
    point_done("%u calls to the disk", calls);
}

static unsigned count_calls(void)
{
    work_reset(work);
    faulty_arm(0, false, 0);
    work_run(work);
    return faulty_disarm();
}

struct tally {
    unsigned points, refused, acknowledged, unknown;
};

static void try_point(unsigned point, bool for_good, unsigned turn, struct tally *tally)
{
    unsigned told = 0;
    work_reset(work);
    point_set("BUREAU_FAULT_POINT=%u, %s (not come so far)", point, for_good ? "for good" : "once");
    faulty_arm(point, for_good, turn);
    work_run(work);
    faulty_disarm();
    point_set("BUREAU_FAULT_POINT=%u, %s: %s", point, for_good ? "for good" : "once", faulty_what());
    assert_true(faulty_has_struck());
    for (unsigned act = 0; act < WORK_ACTS; act++)
        told += work->acknowledged[act];
    tally->unknown += work_check(work->store, work->acknowledged, work->refused) - told;
    tally->acknowledged += told;
    tally->refused += work->errors;
    tally->points++;
}

static void campaign(bool for_good)
{
    const unsigned calls = count_calls();
    struct tally tally = { 0 };
    FOR_POINTS(point, calls) try_point(point, for_good, point / 7, &tally);
    assert_true(tally.refused > 0 || g_getenv("BUREAU_FAULT_POINT")); /* the faults were felt */
    point_done("%u of %u points, %s: %u errors told, %u acts acknowledged, all there; %u there that were not",
               tally.points, calls, for_good ? "for good" : "once", tally.refused, tally.acknowledged, tally.unknown);
}

/* The log is begun anew in its old place, and half of its new head is all that gets there: what stood in it had been
 * folded back, so this is no damage. Behind it stand frames of several older logs. */
static void half_a_head_of_the_log(void **state)
{
    (void)state;
    unsigned heads[16];
    struct tally tally = { 0 };
    count_calls();
    const unsigned count = faulty_heads(heads, G_N_ELEMENTS(heads));
    assert_true(count >= 3);
    for (unsigned i = 0; i < count; i++) {
        try_point(heads[i], false, 1, &tally);
        try_point(heads[i], true, 1, &tally);
    }
    point_done("%u heads, once and for good: %u acts acknowledged, all there", count, tally.acknowledged);
}

static void each_call_fails_once(void **state)
{
    (void)state;
    campaign(false);
}

static void each_call_fails_for_good(void **state)
{
    (void)state;
    campaign(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(nothing_fails, point_teardown),
        cmocka_unit_test_teardown(half_a_head_of_the_log, point_teardown),
        cmocka_unit_test_teardown(each_call_fails_once, point_teardown),
        cmocka_unit_test_teardown(each_call_fails_for_good, point_teardown),
    };
    return cmocka_run_group_tests_name("every call to the disk fails", tests, set_up, tear_down);
}
