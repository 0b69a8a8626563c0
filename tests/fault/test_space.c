/* SPDX-License-Identifier: Apache-2.0 */
/* The disk is full. A file system of its own (in memory, in a mount namespace of this process) where that is allowed,
 * and in any case a limit on the size of a file. Acts are done until one is refused: that is said, all before it is
 * there, and once there is room it goes on. */
#include "points.h"
#include "work.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 4000, FILLER = 512 * 1024, ROOM = 1024 * 1024 };

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

static struct session *sit_down(const char *directory)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(directory, work_keys(), STORE_WRITE, &error);
    assert_no_error(error);
    struct session *session = session_new();
    session->store = store;
    session->user = g_strdup("li.na");
    session->role = ROLE_OFFICER;
    return session;
}

static void get_up(struct session *session)
{
    store_close(session->store);
    session_free(session);
}

/* One act with a note of about 1 KiB. */
static bool write_note(struct session *session, unsigned number, GError **error)
{
    g_autofree char *text = g_strnfill(1000, (char)('a' + number % 26));
    if (!guard_act_begin(session, "space.note", NULL, error)) return false;
    if (store_run(session->store, error,
                  "INSERT INTO note (id, subject, at, user, text) VALUES (?1, 9000, 0, 'li.na', ?2)", "is",
                  (int64_t)10000 + number, text))
        return guard_act_commit(session, "space.note", NULL, error);
    guard_act_rollback(session);
    return false;
}

/* Writes until it is refused; answers how many acts were acknowledged in all. */
static unsigned write_until_refused(struct session *session, unsigned from, GError **error)
{
    unsigned number = from;
    while (number < MOST && write_note(session, number, error))
        number++;
    assert_in_range(number, from, MOST - 1); /* there was an end to the room */
    return number;
}

static int64_t count_notes(struct session *session)
{
    int64_t notes;
    g_autoptr(GError) error = NULL;
    store_query_int(session->store, &notes, -1, &error,
                    "SELECT count(*) FROM note WHERE subject=9000 AND length(text)=1000", "");
    assert_no_error(error);
    return notes;
}

/* After a refusal: what was acknowledged can be read at once, and by who opens the store anew. */
static void check_all_there(const char *directory, struct session *session, unsigned acknowledged)
{
    if (session) assert_int_equal(count_notes(session), acknowledged);
    work_check(directory, work->acknowledged, NULL);
    struct session *other = sit_down(directory);
    assert_int_equal(count_notes(other), acknowledged);
    get_up(other);
}

/* A file system of `size` bytes at `place`, which only this process and its children see. */
static bool mount_small(const char *place, gsize size)
{
    g_autofree char *options = g_strdup_printf("size=%zu,mode=0700", size);
    if (unshare(CLONE_NEWNS) != 0) return false;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return false;
    return mount("bureau-small", place, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0;
}

static gsize size_of_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    gsize size = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GStatBuf info;
        if (g_stat(path, &info) == 0) size += (gsize)info.st_size;
    }
    return size;
}

static void a_full_disk(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *small = g_build_filename(work->folder, "small", NULL);
    g_autofree char *directory = g_build_filename(small, "store", NULL);
    g_autofree char *filler = g_build_filename(small, "filler", NULL), *bytes = g_malloc0(FILLER);
    assert_int_equal(g_mkdir(small, 0700), 0);
    if (!mount_small(small, size_of_folder(work->template) + ROOM + FILLER)) {
        print_message("# no file system of one's own here: %s\n", g_strerror(errno));
        char **const held[] = { &small, &directory, &filler, &bytes };
        for (size_t i = 0; i < G_N_ELEMENTS(held); i++) /* skipping does not come back here */
            g_clear_pointer(held[i], g_free);
        skip();
    }
    point_set("a full disk");
    copy_folder(work->template, directory);
    assert_true(g_file_set_contents(filler, bytes, FILLER, NULL));
    struct session *session = sit_down(directory);
    const unsigned first = write_until_refused(session, 0, &error);
    check_error_speaks(error);
    assert_non_null(strstr(error->message, "full"));
    assert_true(first > 20);
    check_all_there(directory, session, first);
    for (int tries = 0; tries < 5; tries++) { /* asking again changes nothing */
        g_clear_error(&error);
        assert_false(write_note(session, first, &error));
        check_error_speaks(error);
    }
    check_all_there(directory, session, first);
    assert_int_equal(g_unlink(filler), 0);
    g_clear_error(&error);
    assert_true(write_note(session, first, &error)); /* the same connection goes on */
    const unsigned second = write_until_refused(session, first + 1, &error);
    check_error_speaks(error);
    get_up(session); /* closing folds the log back, for which there may be no room: that is no loss */
    check_all_there(directory, NULL, second);
    point_done("full after %u acts and, with room, after %u: all there", first, second);
    assert_int_equal(umount2(small, MNT_DETACH), 0);
}

/* The limit stands for a disk that takes no more where nothing can be mounted. */
static void a_file_that_may_not_grow(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct rlimit old, small;
    point_set("a limit on the size of a file");
    work_reset(work);
    struct session *session = sit_down(work->store);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = ROOM;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const unsigned first = write_until_refused(session, 0, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    check_error_speaks(error);
    assert_true(first > 20);
    check_all_there(work->store, session, first);
    g_clear_error(&error);
    assert_true(write_note(session, first, &error));
    get_up(session);
    check_all_there(work->store, NULL, first + 1);
    point_done("refused after %u acts, gone on afterwards: %s", first, "all there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_full_disk, point_teardown),
        cmocka_unit_test_teardown(a_file_that_may_not_grow, point_teardown),
    };
    return cmocka_run_group_tests_name("no room", tests, set_up, tear_down);
}
