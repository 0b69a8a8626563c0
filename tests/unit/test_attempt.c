/* SPDX-License-Identifier: Apache-2.0 */
/* Failed logins: the waits, by clocks that may be set; the sealed notes of them; several logins at once. */
#include "check.h"
#include "keyfile_fixture.h"

#include "base/base.h"
#include "vault/attempt_private.h"
#include "vault/keyfile_private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct scene *scene;

static int set_up(void **state)
{
    (void)state;
    scene = scene_new();
    scene_enrol(scene, "li", "river of small stones");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_free(scene);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    g_autofree char *log = scene_path(scene, "auth.log");
    g_unlink(log);
    scene_forget_waits(scene);
    return 0;
}

static void test_growing(void **state)
{
    (void)state;
    static const int64_t waits[] = { 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };
    const struct attempt_moment then = { .boot = "a", .running = 5000, .wall = 1700000000000 };
    for (uint32_t i = 0; i < G_N_ELEMENTS(waits); i++) {
        struct attempt_count count = { i, then };
        struct attempt_moment now = then;
        assert_int_equal(attempt_remaining(&count, &now), waits[i]);
        now.running += waits[i];
        assert_int_equal(attempt_remaining(&count, &now), 0);
        if (i == 0) continue;
        now.running--;
        assert_int_equal(attempt_remaining(&count, &now), 1);
    }
    struct attempt_count many = { G_MAXUINT32, then };
    assert_int_equal(attempt_remaining(&many, &then), 60000);
}

static void test_clocks(void **state)
{
    (void)state;
    const struct attempt_moment then = { .boot = "a", .running = 5000, .wall = 1700000000000 };
    const struct attempt_count count = { 4, then };
    /* within one start of the machine the wall clock says nothing */
    struct attempt_moment now = then;
    now.wall += 3600000;
    now.running += 1000;
    assert_int_equal(attempt_remaining(&count, &now), 7000);
    now.wall = 0;
    assert_int_equal(attempt_remaining(&count, &now), 7000);
    /* after another start it is all there is; set back, it gives the full wait */
    now = (struct attempt_moment){ .boot = "b", .running = 10, .wall = then.wall + 3000 };
    assert_int_equal(attempt_remaining(&count, &now), 5000);
    now.wall = then.wall - 1;
    assert_int_equal(attempt_remaining(&count, &now), 8000);
    /* where the start of the machine has no name it is the wall clock as well */
    const struct attempt_count unnamed = { 4, { .boot = "", .running = 5000, .wall = then.wall } };
    now = (struct attempt_moment){ .boot = "", .running = 900000, .wall = then.wall + 1000 };
    assert_int_equal(attempt_remaining(&unnamed, &now), 7000);
    const struct attempt_moment real = attempt_now();
    assert_true(real.running > 0 && real.wall > 1700000000000);
}

static int expect_refused(const char *user, const char *passphrase, const char *says)
{
    g_autoptr(GError) error = NULL;
    const unsigned before = passphrase_key_runs();
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, user, passphrase, &error);
    assert_null(keys);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    if (!strstr(error->message, says)) fail_msg("%s", error->message);
    return (int)(passphrase_key_runs() - before);
}

/* Puts the failures of the state into the past, or into the future: there the whole wait is always left, however slow
 * this machine is. The way in is the file itself. */
static void age_state(int64_t milliseconds)
{
    g_autoptr(GByteArray) bytes = scene_read(scene, "auth.state");
    struct attempt_moment now = attempt_now();
    for (guint i = 0; i + sizeof now <= bytes->len - 32; i += 4) { /* each moment starts with this machine's start */
        struct attempt_moment moment;
        memcpy(&moment, bytes->data + i, sizeof moment);
        if (memcmp(moment.boot, now.boot, sizeof now.boot) != 0) continue;
        moment.running -= milliseconds;
        moment.wall -= milliseconds;
        memcpy(bytes->data + i, &moment, sizeof moment);
    }
    const struct seal_part part = { bytes->data, bytes->len - 32 };
    seal_digest(bytes->data + bytes->len - 32, 32, NULL, &part, 1);
    scene_write(scene, "auth.state", bytes->data, bytes->len);
}

enum { PAST = 3600000, FUTURE = -3600000 };

static void test_waits(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_int_equal(attempt_wait(scene->folder, "li"), 0);
    assert_int_equal(expect_refused("li", "wrong", "do not fit"), 1);
    age_state(FUTURE);
    assert_int_equal(attempt_wait(scene->folder, "li"), 1);
    /* at once again, with the right one: it is not even tried, nor for another user */
    assert_int_equal(expect_refused("li", "river of small stones", "too early"), 0);
    assert_int_equal(expect_refused("chen", "one two three four", "too early"), 0);
    assert_int_equal(attempt_wait(scene->folder, "chen"), 1);
    scene_forget_waits(scene);
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, "li", "river of small stones", &error);
    assert_no_error(error);
    assert_int_equal(attempt_wait(scene->folder, "li"), 0);
}

static void test_counts_a_user_and_all(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 3; i++) {
        expect_refused("li", "wrong", "do not fit");
        age_state(FUTURE);
        assert_int_equal(attempt_wait(scene->folder, "li"), 1 << i);
        assert_int_equal(attempt_wait(scene->folder, "chen"), 1 << i);
        age_state(2 * PAST);
        assert_int_equal(attempt_wait(scene->folder, "li"), 0);
    }
    /* chen's good login ends what all together wait for, and not what li has earned */
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, "chen", "one two three four", &error);
    assert_no_error(error);
    expect_refused("nobody", "wrong", "do not fit");
    age_state(FUTURE);
    assert_int_equal(attempt_wait(scene->folder, "chen"), 1);
    age_state(2 * PAST);
    expect_refused("li", "wrong", "do not fit");
    age_state(FUTURE);
    assert_int_equal(attempt_wait(scene->folder, "li"), 8);
    assert_int_equal(attempt_wait(scene->folder, "chen"), 2);
}

static void test_state_damaged(void **state)
{
    (void)state;
    expect_refused("li", "wrong", "do not fit");
    g_autoptr(GByteArray) bytes = scene_read(scene, "auth.state");
    /* to cut, overwrite or alter it does not shorten the wait: it is the longest then */
    for (int i = 0; i < 3; i++) {
        g_autoptr(GByteArray) changed = g_byte_array_new();
        g_byte_array_append(changed, bytes->data, i == 0 ? 100 : bytes->len);
        if (i == 1) memset(changed->data, 0, changed->len);
        if (i == 2) changed->data[40] ^= 1;
        scene_write(scene, "auth.state", changed->data, changed->len);
        assert_int_equal(attempt_wait(scene->folder, "li"), 60);
        expect_refused("li", "river of small stones", "too early");
    }
}

/* A program killed during a try has failed. */
static void test_killed_try(void **state)
{
    (void)state;
    int status;
    const pid_t child = fork();
    if (child == 0) {
        struct attempt_try *attempt = attempt_begin(scene->folder, "li", NULL, NULL);
        _exit(attempt ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    age_state(FUTURE);
    assert_int_equal(attempt_wait(scene->folder, "li"), 1);
    /* one that came to no result has not */
    scene_forget_waits(scene);
    struct attempt_try *attempt = attempt_begin(scene->folder, "li", NULL, NULL);
    assert_non_null(attempt);
    assert_int_equal(attempt_wait(scene->folder, "li"), 0); /* under way: its end is not known */
    attempt_end(attempt, ATTEMPT_VOID, NULL, "li");
    assert_int_equal(attempt_wait(scene->folder, "li"), 0);
}

static void test_cancel(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(secret_t) passphrase = words("river of small stones");
    g_cancellable_cancel(cancellable);
    assert_null(keyfile_unlock(scene->folder, "li", passphrase, cancellable, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    g_clear_error(&error);
    assert_int_equal(attempt_wait(scene->folder, "li"), 0);
    /* also while another try holds the lock */
    struct attempt_try *attempt = attempt_begin(scene->folder, "chen", NULL, NULL);
    assert_null(keyfile_unlock(scene->folder, "li", passphrase, cancellable, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    attempt_end(attempt, ATTEMPT_VOID, NULL, "chen");
}

/* ---- the sealed notes ---- */

static void test_log(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    unsigned damaged;
    const int64_t before = g_get_real_time() / 1000;
    g_autoptr(GPtrArray) none = attempt_read(scene->folder, scene->keys, &damaged, &error);
    assert_int_equal(none->len, 0);
    expect_refused("li", "wrong-passphrase-of-li", "do not fit");
    scene_forget_waits(scene);
    expect_refused("my-passphrase-typed-as-a-name", "wrong", "do not fit");
    scene_forget_waits(scene);
    /* nobody reads it without a key */
    g_autoptr(GByteArray) bytes = scene_read(scene, "auth.log");
    static const char *const never[] = { "li ", "wrong", "my-passphrase", "chen" };
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        assert_null(memmem(bytes->data, bytes->len, never[i], strlen(never[i])));
    g_autoptr(vault_keys_t) officer = scene_unlock(scene, "li", "river of small stones", &error);
    g_autoptr(GPtrArray) read = attempt_read(scene->folder, officer, &damaged, &error);
    assert_no_error(error);
    assert_int_equal(read->len, 2);
    assert_int_equal(damaged, 0);
    const struct attempt *first = g_ptr_array_index(read, 0), *second = g_ptr_array_index(read, 1);
    assert_string_equal(first->user, "li");
    assert_string_equal(second->user, "-"); /* a name that has no slot may be a passphrase */
    assert_true(first->at >= before && first->at <= second->at && second->at <= g_get_real_time() / 1000);
    assert_true(strlen(first->from) > 2);
    assert_memory_not_equal(first->id, second->id, sizeof first->id);
    /* they stay until they are forgotten, and a failure after the reading stays then */
    expect_refused("chen", "wrong", "do not fit");
    scene_forget_waits(scene);
    assert_true(attempt_forget(scene->folder, &error));
    g_autoptr(GPtrArray) rest = attempt_read(scene->folder, officer, &damaged, &error);
    assert_int_equal(rest->len, 1);
    assert_string_equal(((struct attempt *)g_ptr_array_index(rest, 0))->user, "chen");
    g_autoptr(GPtrArray) same = attempt_read(scene->folder, officer, &damaged, &error);
    assert_memory_equal(((struct attempt *)g_ptr_array_index(rest, 0))->id,
                        ((struct attempt *)g_ptr_array_index(same, 0))->id, 16);
    assert_true(attempt_forget(scene->folder, &error));
    g_autoptr(GPtrArray) empty = attempt_read(scene->folder, officer, &damaged, &error);
    assert_int_equal(empty->len, 0);
    assert_int_equal(damaged, 0);
}

static unsigned read_all(unsigned *damaged)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) read = attempt_read(scene->folder, scene->keys, damaged, &error);
    assert_no_error(error);
    return read->len;
}

static void test_log_damaged(void **state)
{
    (void)state;
    unsigned damaged;
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, NULL);
    for (int i = 0; i < 3; i++)
        assert_true(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    assert_int_equal(read_all(&damaged), 3);
    g_autoptr(GByteArray) bytes = scene_read(scene, "auth.log");
    /* no byte of an entry can be changed without its being counted, and nothing crashes */
    for (guint i = 32; i < bytes->len; i++) {
        bytes->data[i] ^= 0x55;
        scene_write(scene, "auth.log", bytes->data, bytes->len);
        assert_true(read_all(&damaged) < 3);
        assert_true(damaged > 0);
        bytes->data[i] ^= 0x55;
    }
    for (guint length = 1; length < bytes->len; length += 7) {
        scene_write(scene, "auth.log", bytes->data, length);
        assert_true(read_all(&damaged) < 3);
    }
    /* what cannot be read at all begins anew, and is counted */
    scene_write(scene, "auth.log", "rubbish", 7);
    assert_true(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    assert_int_equal(read_all(&damaged), 1);
    assert_int_equal(damaged, 1);
    assert_true(attempt_forget(scene->folder, NULL));
    assert_int_equal(read_all(&damaged), 0);
    assert_int_equal(damaged, 0);
    /* a link is not written through */
    g_autofree char *log = scene_path(scene, "auth.log"), *target = scene_path(scene, "target");
    g_unlink(log);
    assert_int_equal(symlink(target, log), 0);
    assert_false(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    assert_false(g_file_test(target, G_FILE_TEST_EXISTS));
    g_unlink(log);
}

/* It does not grow for ever: full, it only counts. */
static void test_log_full(void **state)
{
    (void)state;
    unsigned damaged;
    struct stat info;
    g_autofree char *log = scene_path(scene, "auth.log");
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, NULL);
    assert_true(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    /* filled with copies of one entry, as many as fit */
    g_autoptr(GByteArray) bytes = scene_read(scene, "auth.log");
    const guint entry = bytes->len - 32;
    g_autofree guint8 *one = g_memdup2(bytes->data + 32, entry);
    unsigned entries = 1;
    for (; bytes->len + entry <= 1 << 20; entries++)
        g_byte_array_append(bytes, one, entry);
    scene_write(scene, "auth.log", bytes->data, bytes->len);
    for (int i = 0; i < 5; i++)
        assert_true(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    assert_int_equal(stat(log, &info), 0);
    assert_true(info.st_size <= 1 << 20);
    assert_int_equal(read_all(&damaged), entries);
    assert_int_equal(damaged, 5);
    assert_true(attempt_log(scene->folder, keyfile_audit_public(keyfile), "li"));
    assert_true(attempt_forget(scene->folder, NULL));
    assert_int_equal(read_all(&damaged), 0);
    assert_int_equal(damaged, 1); /* the one after the reading */
}

/* What was sealed before a rotation opens after it. */
static void test_log_outlives_rotation(void **state)
{
    (void)state;
    unsigned damaged;
    g_autoptr(GError) error = NULL;
    expect_refused("li", "wrong", "do not fit");
    g_autoptr(vault_keys_t) next = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_true(keyfile_rotate_end(scene->folder, next, &error));
    vault_keys_unref(scene->keys);
    scene->keys = keyfile_renew(scene->folder, next, &error);
    assert_no_error(error);
    assert_int_equal(read_all(&damaged), 1);
    assert_int_equal(damaged, 0);
}

/* ---- several at once ---- */

static void test_parallel(void **state)
{
    (void)state;
    enum { PROCESSES = 4 };
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            g_autoptr(GError) error = NULL;
            g_autoptr(vault_keys_t) keys = scene_unlock(scene, i % 2 ? "li" : "chen",
                                                        i % 2 ? "river of small stones" : "one two three four", &error);
            _exit(keys && same_master(keys, scene->keys) ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(attempt_wait(scene->folder, "li"), 0);
    /* of many that guess at once one has its try, the others come too early (by 32 seconds) */
    for (int i = 0; i < 5; i++) {
        expect_refused("li", "wrong", "do not fit");
        age_state(PAST);
    }
    int tried = 0;
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            const unsigned before = passphrase_key_runs();
            g_autoptr(vault_keys_t) keys = scene_unlock(scene, "li", "wrong", NULL);
            _exit(keys ? 99 : (int)(passphrase_key_runs() - before));
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        tried += WEXITSTATUS(status);
    }
    assert_int_equal(tried, 1);
    unsigned damaged;
    assert_int_equal(read_all(&damaged), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growing),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test_setup(test_waits, begin),
        cmocka_unit_test_setup(test_counts_a_user_and_all, begin),
        cmocka_unit_test_setup(test_state_damaged, begin),
        cmocka_unit_test_setup(test_killed_try, begin),
        cmocka_unit_test_setup(test_cancel, begin),
        cmocka_unit_test_setup(test_log, begin),
        cmocka_unit_test_setup(test_log_damaged, begin),
        cmocka_unit_test_setup(test_log_full, begin),
        cmocka_unit_test_setup(test_log_outlives_rotation, begin),
        cmocka_unit_test_setup(test_parallel, begin),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
