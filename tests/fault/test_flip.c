/* SPDX-License-Identifier: Apache-2.0 */
/* A bit turns over: in each page of the file, in each committed frame of the log, in each byte of the key file. Always
 * an error, never wrong data. One case is told apart: in the very last transaction of the log a damaged frame looks
 * like one that was never written whole, and the transaction is taken for one that did not happen; `audit verify` finds
 * that by the anchors. */
#include "points.h"
#include "work.h"

#include "vault/keyfile.h"

#include <glib/gstdio.h>
#include <string.h>

enum { PAGE = 4096, TRAILER = 40, LOG_HEAD = 32, FRAME_HEAD = 24, FRAME = FRAME_HEAD + PAGE };

static struct work *work;

static int set_up(void **state)
{
    (void)state;
    work = work_new(false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    work_free(work);
    return 0;
}

/* ---- bytes ---- */

struct bytes {
    char *data;
    gsize length;
};

static struct bytes read_file(const char *folder, const char *name)
{
    struct bytes bytes;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_get_contents(path, &bytes.data, &bytes.length, NULL));
    return bytes;
}

/* In place of what is there: GLib writes over a longer file without cutting it. */
static void write_as_it_was(const char *folder, const char *name, const struct bytes *bytes)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_remove(path);
    assert_true(
        g_file_set_contents_full(path, bytes->data, (gssize)bytes->length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* The file as it was, with one bit turned over; bit 0 of byte 0 is 0. */
static void write_turned(const char *folder, const char *name, const struct bytes *bytes, gsize bit)
{
    bytes->data[bit / 8] ^= (char)(1 << bit % 8);
    write_as_it_was(folder, name, bytes);
    bytes->data[bit / 8] ^= (char)(1 << bit % 8);
}

/* ---- what can be read ---- */

/* Everything in the tables that the work writes, in one hash; NULL and an error when it cannot be read. */
static char *read_everything(struct store *store, GError **error)
{
    static const char *const queries[] = {
        "SELECT id, subject, user, text, version FROM note ORDER BY id",
        "SELECT subject, fact, born, kind, value FROM name ORDER BY subject, fact",
        "SELECT id, at, user, command, note FROM change ORDER BY id",
        "SELECT seq, at, user, command, note FROM audit ORDER BY seq",
        "SELECT name, role, active, version, title FROM user ORDER BY name",
    };
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
        enum step step;
        g_autoptr(statement_t) statement = store_prepare(store, queries[i], error);
        if (!statement) return NULL;
        while ((step = statement_step(statement, error)) == STEP_ROW)
            for (int column = 0; column < 5; column++) {
                const char *text = statement_text(statement, column);
                g_checksum_update(sum, (const guchar *)(text ? text : "-"), -1);
                g_checksum_update(sum, (const guchar *)"\x1f", 1);
            }
        if (step == STEP_ERROR) return NULL;
    }
    return g_strdup(g_checksum_get_string(sum));
}

enum outcome { OUTCOME_ERROR, OUTCOME_SAME, OUTCOME_WITHOUT, OUTCOME_OTHER };

/* Opens and reads it all: `wanted`, or what it was `without` the last transaction (NULL: not asked). `*first_bad`: what
 * the raw look at the pages says, -1 when it does not open. */
static enum outcome look(const char *folder, const char *wanted, const char *without, int64_t *first_bad)
{
    g_autoptr(GError) error = NULL;
    int64_t pages;
    *first_bad = -1;
    struct store *store = store_open(folder, work_keys(), STORE_WRITE, &error);
    if (!store) {
        check_error_speaks(error);
        return OUTCOME_ERROR;
    }
    g_autofree char *found = read_everything(store, &error);
    if (!found) check_error_speaks(error);
    g_clear_error(&error);
    assert_true(store_verify_pages(store, &pages, first_bad, NULL, NULL, &error));
    store_close(store);
    if (!found) return OUTCOME_ERROR;
    if (strcmp(found, wanted) == 0) return OUTCOME_SAME;
    return without && strcmp(found, without) == 0 ? OUTCOME_WITHOUT : OUTCOME_OTHER;
}

static char *everything_in(const char *folder)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(folder, work_keys(), STORE_WRITE, &error);
    assert_no_error(error);
    char *found = read_everything(store, &error);
    assert_no_error(error);
    store_close(store);
    return found;
}

/* ---- pages ---- */

/* Three bits a page: in its body, in the nonce and tag behind it, anywhere. */
static gsize bit_of(GRand *random, gsize page, unsigned turn)
{
    const gint32 from = turn == 1 ? PAGE - TRAILER : 0, to = turn == 0 ? PAGE - TRAILER : PAGE;
    return (page * PAGE + (gsize)g_rand_int_range(random, from, to)) * 8 + (gsize)g_rand_int_range(random, 0, 8);
}

static void a_bit_in_each_page(void **state)
{
    (void)state;
    unsigned refused = 0, unread = 0;
    work_reset(work);
    work_run(work);
    const struct bytes bytes = read_file(work->store, "bureau.db");
    g_autofree char *wanted = everything_in(work->store);
    const gsize pages = bytes.length / PAGE;
    assert_true(pages > 40 && bytes.length % PAGE == 0);
    for (gsize page = 0; page < pages; page++)
        for (unsigned turn = 0; turn < points_many(3); turn++) {
            g_autoptr(GRand) random = points_random((unsigned)page * 100 + turn);
            const gsize bit = bit_of(random, page, turn % 3);
            int64_t first_bad;
            point_set("page %zu, bit %zu of the file", page + 1, bit);
            write_turned(work->store, "bureau.db", &bytes, bit);
            const enum outcome outcome = look(work->store, wanted, NULL, &first_bad);
            if (outcome == OUTCOME_OTHER) fail_msg("other data was read");
            refused += outcome == OUTCOME_ERROR;
            unread += outcome == OUTCOME_SAME; /* a page that this reading did not come by: the raw look finds it */
            if (first_bad != (int64_t)page + 1 && first_bad != -1) fail_msg("the raw look says %d", (int)first_bad);
            assert_true(outcome == OUTCOME_ERROR || first_bad == (int64_t)page + 1);
        }
    write_as_it_was(work->store, "bureau.db", &bytes);
    work_check(work->store, work->acknowledged, NULL);
    g_free(bytes.data);
    point_done("%zu pages: %u turned bits refused at reading, %u in pages not read, found by the raw look, none missed",
               pages, refused, unread);
}

/* ---- frames ---- */

static guint32 big_endian(const char *at)
{
    guint32 value;
    memcpy(&value, at, sizeof value);
    return GUINT32_FROM_BE(value);
}

/* A store with a log that was never folded back, as a kill leaves it. */
static void leave_a_log(const char *image)
{
    work_reset(work);
    assert_true(work_open(work));
    for (unsigned act = 0; act < 6; act++)
        work_act(work, act);
    assert_int_equal(work->errors, 0);
    remove_tree(image);
    copy_folder(work->store, image);
    work_close(work);
    g_autofree char *shared = g_build_filename(image, "bureau.db-shm", NULL);
    g_remove(shared);
}

/* The first frame of the last transaction: the one behind the commit before. */
static gsize last_transaction(const struct bytes *log)
{
    const gsize frames = (log->length - LOG_HEAD) / FRAME;
    gsize last = 0, before = 0;
    for (gsize frame = 0; frame < frames; frame++)
        if (big_endian(log->data + LOG_HEAD + frame * FRAME + 4) != 0) {
            before = last;
            last = frame + 1;
        }
    assert_int_equal(last, frames);
    return before;
}

struct tally {
    unsigned refused, dropped, same;
};

/* One turned bit. In the last transaction it may be taken for one that was never written; anywhere else it is an error,
 * and the log is left as it was, so that with the bit turned back everything is there. */
static void turn_in_log(const char *image, const struct bytes *file, const struct bytes *log, gsize bit,
                        const char *without, const char *wanted, struct tally *tally)
{
    int64_t first_bad;
    g_autofree char *shared = g_build_filename(image, "bureau.db-shm", NULL);
    g_remove(shared);
    write_as_it_was(image, "bureau.db", file);
    write_turned(image, "bureau.db-log", log, bit);
    const enum outcome outcome = look(image, wanted, without, &first_bad);
    if (outcome == OUTCOME_SAME) {
        tally->same++;
        return;
    }
    if (outcome == OUTCOME_OTHER) fail_msg("a turned bit in the log was taken for the end of it, or other data read");
    if (outcome == OUTCOME_WITHOUT) {
        tally->dropped++;
        return;
    }
    tally->refused++;
    const struct bytes now = read_file(image, "bureau.db-log");
    assert_int_equal(now.length, log->length);
    g_free(now.data);
    write_as_it_was(image, "bureau.db-log", log);
    g_remove(shared);
    assert_int_equal(look(image, wanted, without, &first_bad), OUTCOME_SAME);
}

static void a_bit_in_each_frame(void **state)
{
    (void)state;
    g_autofree char *image = g_build_filename(work->folder, "image", NULL);
    struct tally earlier = { 0 }, last = { 0 };
    leave_a_log(image);
    const struct bytes file = read_file(image, "bureau.db"), log = read_file(image, "bureau.db-log");
    g_autofree char *copy = g_build_filename(work->folder, "copy", NULL);
    copy_folder(image, copy);
    g_autofree char *wanted = everything_in(copy);
    const gsize frames = (log.length - LOG_HEAD) / FRAME, from = last_transaction(&log);
    assert_true(from > 10 && from < frames);
    const struct bytes cut = { .data = log.data, .length = LOG_HEAD + from * FRAME };
    remove_tree(copy);
    copy_folder(image, copy);
    write_as_it_was(copy, "bureau.db-log", &cut);
    g_autofree char *without = everything_in(copy);
    assert_string_not_equal(without, wanted);
    for (gsize frame = 0; frame < frames; frame++)
        for (unsigned turn = 0; turn < points_many(4); turn++) {
            g_autoptr(GRand) random = points_random((unsigned)frame * 100 + turn);
            const gsize byte = turn == 0 ? (gsize)g_rand_int_range(random, 0, FRAME_HEAD)
                                         : (gsize)g_rand_int_range(random, FRAME_HEAD, FRAME);
            const gsize bit = (LOG_HEAD + frame * FRAME + byte) * 8 + (gsize)g_rand_int_range(random, 0, 8);
            point_set("frame %zu of %zu (the last transaction begins at %zu), byte %zu of it", frame + 1, frames,
                      from + 1, byte);
            turn_in_log(image, &file, &log, bit, frame >= from ? without : NULL, wanted,
                        frame >= from ? &last : &earlier);
        }
    assert_int_equal(earlier.dropped, 0);
    g_free(file.data);
    g_free(log.data);
    point_done("%zu frames: before the last transaction %u refused, %u without effect; in it %u refused, %u taken for "
               "its end",
               frames, earlier.refused, earlier.same, last.refused, last.dropped);
}

static void a_bit_in_the_head_of_the_log(void **state)
{
    (void)state;
    g_autofree char *image = g_build_filename(work->folder, "image", NULL);
    struct tally tally = { 0 };
    leave_a_log(image);
    const struct bytes file = read_file(image, "bureau.db"), log = read_file(image, "bureau.db-log");
    g_autofree char *copy = g_build_filename(work->folder, "copy", NULL);
    remove_tree(copy);
    copy_folder(image, copy);
    g_autofree char *wanted = everything_in(copy);
    for (gsize byte = 0; byte < LOG_HEAD; byte++) {
        point_set("byte %zu of the head of the log", byte);
        turn_in_log(image, &file, &log, byte * 8 + byte % 8, NULL, wanted, &tally);
    }
    g_free(file.data);
    g_free(log.data);
    point_done("%d bytes of the head: %u refused, %u without effect", LOG_HEAD, tally.refused, tally.same);
}

/* ---- the key file ---- */

static struct secret *word(const char *text)
{
    return secret_copy(text, strlen(text));
}

static bool unlocks(const struct bytes *bytes, const char *user, const char *passphrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) copy = g_bytes_new(bytes->data, bytes->length);
    g_autoptr(secret_t) secret = word(passphrase);
    g_autoptr(vault_keys_t) keys = keyfile_unlock_bytes(copy, user, secret, &error);
    if (!keys) check_error_speaks(error);
    return keys != NULL;
}

static void a_bit_in_the_key_file(void **state)
{
    (void)state;
    enum { STEP = 41 }; /* each try may cost an Argon2 */
    static const char first[] = "four sparrows over grey water", second[] = "seven lanterns behind the mill";
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(work->folder, "keys", NULL);
    g_autoptr(secret_t) passphrase = word(first), other = word(second), recovery = NULL;
    assert_int_equal(g_mkdir(folder, 0700), 0);
    g_autoptr(vault_keys_t) keys =
        keyfile_create(folder, "zhou.ting", passphrase, passphrase_cost_least(), &recovery, &error);
    assert_no_error(error);
    assert_true(keyfile_enrol(folder, keys, "li.na", false, other, passphrase_cost_least(), &error));
    const struct bytes bytes = read_file(folder, KEYFILE_NAME);
    assert_true(unlocks(&bytes, "zhou.ting", first) && unlocks(&bytes, "li.na", second)); /* control */
    const unsigned step = g_getenv("BUREAU_FAULT_STEP") ? points_next(0) : STEP;
    unsigned tried = 0;
    for (gsize byte = 0; byte < bytes.length; byte += step, tried++) {
        const int bit = 1 << byte % 8;
        point_set("byte %zu of %zu of the key file, bit %zu", byte, bytes.length, byte % 8);
        bytes.data[byte] ^= (char)bit;
        assert_false(tried % 2 ? unlocks(&bytes, "li.na", second) : unlocks(&bytes, "zhou.ting", first));
        bytes.data[byte] ^= (char)bit;
    }
    assert_true(unlocks(&bytes, "li.na", second));
    g_free(bytes.data);
    point_done("%u of %zu bytes of the key file: each turned bit was refused", tried, bytes.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_bit_in_each_page, point_teardown),
        cmocka_unit_test_teardown(a_bit_in_each_frame, point_teardown),
        cmocka_unit_test_teardown(a_bit_in_the_head_of_the_log, point_teardown),
        cmocka_unit_test_teardown(a_bit_in_the_key_file, point_teardown),
    };
    return cmocka_run_group_tests_name("turned bits", tests, set_up, tear_down);
}
