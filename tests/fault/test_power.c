/* SPDX-License-Identifier: Apache-2.0 */
/* The power goes at any moment. Images of what a disk may then hold are made from a record of everything written, and
 * each must open without a false alarm, be sound, and hold all that was acknowledged before. */
#include "points.h"
#include "recorder.h"
#include "work.h"

#include <glib/gstdio.h>

enum { IMAGES = 400, IMAGES_FLUSH = 6, IMAGES_MAKING = 60 };

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

/* A note below WORK_ACTS: that act was acknowledged; above: it was told that it was not done. */
static void note_act(void *data, unsigned act, bool done)
{
    recorder_note(data, done ? act : WORK_ACTS + act);
}

static struct recorder *record(unsigned fail_flush)
{
    work_reset(work);
    struct recorder *recorder = recorder_start(work->store, fail_flush);
    work->heard = note_act;
    work->heard_data = recorder;
    work_run(work);
    work->heard = NULL;
    recorder_stop(recorder);
    assert_true(fail_flush != 0 || work->errors == 0);
    return recorder;
}

struct told {
    bool acknowledged[WORK_ACTS], refused[WORK_ACTS];
};

static void hear(void *data, unsigned word)
{
    struct told *told = data;
    if (word < WORK_ACTS)
        told->acknowledged[word] = true;
    else
        told->refused[word - WORK_ACTS] = true;
}

static unsigned check_image(const struct recorder *recorder, unsigned cut, GRand *random)
{
    struct told told = { 0 };
    g_autofree char *image = g_build_filename(work->folder, "image", NULL);
    remove_tree(image);
    assert_int_equal(g_mkdir(image, 0700), 0);
    recorder_image(recorder, cut, random, image, hear, &told);
    return work_check(image, told.acknowledged, told.refused);
}

static int64_t count_acts(const char *directory)
{
    int64_t acts = 0;
    struct store *store = store_open(directory, work_keys(), STORE_WRITE, NULL);
    if (store) {
        store_query_int(store, &acts, 0, NULL, "SELECT count(*) FROM change WHERE command='fault.act'", "");
        store_close(store);
    }
    return acts;
}

/* Control: a disk that says it has flushed and has not loses acknowledged acts, and that is seen. Without this the
 * images could be harmless. */
static void a_lying_disk_loses_acts(void **state)
{
    (void)state;
    enum { TRIES = 40 };
    unsigned lost = 0;
    struct recorder *recorder = record(0);
    g_autofree char *image = g_build_filename(work->folder, "image", NULL);
    recorder_set_lying(recorder, true);
    for (unsigned point = 1; point <= TRIES; point++) {
        g_autoptr(GRand) random = points_random(point);
        struct told told = { 0 };
        int64_t acknowledged = 0;
        point_set("a lying disk, image %u", point);
        remove_tree(image);
        assert_int_equal(g_mkdir(image, 0700), 0);
        const unsigned cut = (unsigned)g_rand_int_range(random, 1, (gint32)recorder_length(recorder));
        recorder_image(recorder, cut, random, image, hear, &told);
        for (unsigned act = 0; act < WORK_ACTS; act++)
            acknowledged += told.acknowledged[act];
        lost += count_acts(image) < acknowledged;
    }
    recorder_free(recorder);
    assert_true(lost > TRIES / 4);
    point_done("%u of %u images of a lying disk lost acts", lost, TRIES);
}

static void power_goes_while_acts_are_done(void **state)
{
    (void)state;
    struct recorder *recorder = record(0);
    const unsigned images = points_many(IMAGES), length = recorder_length(recorder);
    unsigned there = 0;
    for (unsigned point = 1; point <= images; point++) {
        g_autoptr(GRand) random = points_random(point);
        const unsigned cut = (unsigned)g_rand_int_range(random, 0, (gint32)length + 1);
        point_set("image %u, cut before change %u of %u", point, cut, length);
        there += check_image(recorder, cut, random);
    }
    recorder_free(recorder);
    point_done("%u images of %u changes: %u acts, nothing lost, no false alarm", images, length, there);
}

/* A flush answers an error and what it should have flushed is gone from the disk, although it can still be read. What
 * was acknowledged is there, and what was told as not done does not come back. */
static void power_goes_after_a_failed_flush(void **state)
{
    (void)state;
    struct recorder *recorder = record(0);
    const unsigned flushes = recorder_flushes(recorder);
    unsigned images = 0, errors = 0;
    recorder_free(recorder);
    for (unsigned flush = 1; flush <= flushes; flush++) {
        point_set("flush %u of %u fails", flush, flushes);
        recorder = record(flush);
        errors += work->errors;
        for (unsigned point = 1; point <= points_many(IMAGES_FLUSH); point++, images++) {
            g_autoptr(GRand) random = points_random(flush * 1000 + point);
            const unsigned length = recorder_length(recorder);
            const unsigned cut = (unsigned)g_rand_int_range(random, 0, (gint32)length + 1);
            point_set("flush %u of %u fails, image %u, cut before change %u of %u", flush, flushes, point, cut, length);
            check_image(recorder, cut, random);
        }
        recorder_free(recorder);
    }
    assert_true(errors > 0);
    point_done("%u images after failed flushes of %u: nothing acknowledged was lost", images, flushes);
}

static void heard_word(void *data, unsigned word)
{
    (void)word;
    *(bool *)data = true;
}

/* A store is being made. Once that was reported it is there; before, there is a whole store, or an error that speaks.
 */
static void power_goes_while_a_store_is_made(void **state)
{
    (void)state;
    g_autofree char *made = g_build_filename(work->folder, "made", NULL);
    g_autofree char *image = g_build_filename(work->folder, "image", NULL);
    assert_int_equal(g_mkdir(made, 0700), 0);
    struct recorder *recorder = recorder_start(made, 0);
    struct store *store = store_create(made, work_keys(), NULL);
    assert_non_null(store);
    recorder_note_folder_flushed(recorder);
    recorder_note(recorder, 0);
    store_close(store);
    recorder_stop(recorder);
    unsigned whole = 0, refused = 0;
    const unsigned images = points_many(IMAGES_MAKING), length = recorder_length(recorder);
    for (unsigned point = 1; point <= images; point++) {
        g_autoptr(GRand) random = points_random(point);
        g_autoptr(GError) error = NULL;
        bool reported = false;
        /* every second time among the first changes, where the file is not yet a store */
        const unsigned range = point % 2 ? length : MIN(length, 40);
        const unsigned cut = point == 1 ? length : (unsigned)g_rand_int_range(random, 0, (gint32)range + 1);
        point_set("making, image %u, cut before change %u of %u", point, cut, length);
        remove_tree(image);
        assert_int_equal(g_mkdir(image, 0700), 0);
        recorder_image(recorder, cut, random, image, heard_word, &reported);
        store = store_open(image, work_keys(), STORE_WRITE, &error);
        if (store) {
            g_autofree char *finding = NULL;
            assert_true(store_check(store, &finding, NULL));
            assert_null(finding);
            store_close(store);
            whole++;
        } else {
            check_error_speaks(error);
            if (reported) fail_msg("a store that was reported is not there: %s", error->message);
            refused++;
        }
    }
    recorder_free(recorder);
    remove_tree(made);
    assert_true(whole > 0);
    point_done("%u images of a store being made: %u whole, %u refused with words", images, whole, refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_lying_disk_loses_acts, point_teardown),
        cmocka_unit_test_teardown(power_goes_while_acts_are_done, point_teardown),
        cmocka_unit_test_teardown(power_goes_after_a_failed_flush, point_teardown),
        cmocka_unit_test_teardown(power_goes_while_a_store_is_made, point_teardown),
    };
    return cmocka_run_group_tests_name("power cuts", tests, set_up, tear_down);
}
