/* SPDX-License-Identifier: Apache-2.0 */
/* The agent: lends keys to their owner alone, for a while, and is not impressed by nonsense. The program it starts is
 * this test itself, with the hidden word. */
#include "check.h"

#include "base/base.h"
#include "vault/agent.h"
#include "vault/private.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE 30000 /* milliseconds; a test that passes never comes near */

static char *home, *store, *other, *folder, *path;

static int set_up(void **state)
{
    (void)state;
    home = g_dir_make_tmp("bureau-agent-XXXXXX", NULL);
    store = g_build_filename(home, "store", NULL);
    other = g_build_filename(home, "other", NULL);
    folder = g_build_filename(home, "bureau", NULL);
    path = g_build_filename(folder, "agent", NULL);
    assert_int_equal(g_mkdir(store, 0700), 0);
    assert_int_equal(g_mkdir(other, 0700), 0);
    g_setenv("XDG_RUNTIME_DIR", home, TRUE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    agent_forget(NULL, NULL);
    for (const char *const *name = (const char *const[]){ "agent", "lock", "start", NULL }; *name; name++) {
        g_autofree char *file = g_build_filename(folder, *name, NULL);
        g_remove(file);
    }
    g_remove(folder);
    g_remove(store);
    g_remove(other);
    g_remove(home);
    g_free(home);
    g_free(store);
    g_free(other);
    g_free(folder);
    g_free(path);
    return 0;
}

static struct vault_keys *keys_of(const char *user)
{
    static const uint8_t id[VAULT_ID] = { 1, 2, 3 }, master[VAULT_KEY] = { 4, 5, 6 }, person[VAULT_KEY] = { 7, 8, 9 };
    return vault_keys_make(id, 3, master, person, NULL, user);
}

static void lend(const char *directory, const char *user, int64_t seconds)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = keys_of(user);
    const bool done = agent_lend(directory, keys, seconds, &error);
    assert_no_error(error);
    assert_true(done);
}

static void assert_borrows(const char *directory, const char *user, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = agent_borrow(directory, user, &error), same = expected ? keys_of(expected) : NULL;
    assert_no_error(error);
    if (!expected) {
        assert_null(keys);
        return;
    }
    assert_non_null(keys);
    assert_string_equal(vault_keys_user(keys), expected);
    assert_int_equal(vault_keys_epoch(keys), 3);
    assert_memory_equal(vault_keys_public(keys), vault_keys_public(same), VAULT_PUBLIC);
    uint8_t one[VAULT_KEY], two[VAULT_KEY];
    vault_keys_derive(keys, "test", "x", 1, one);
    vault_keys_derive(same, "test", "x", 1, two);
    assert_memory_equal(one, two, VAULT_KEY);
}

static guint count(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) list = agent_list(&error);
    assert_no_error(error);
    return list->len;
}

/* Waits for the agent's end: its socket goes. */
static void wait_for_end(void)
{
    const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    assert_true(inotify_add_watch(watch, folder, IN_DELETE) >= 0);
    while (g_file_test(path, G_FILE_TEST_EXISTS)) {
        struct pollfd event = { .fd = watch, .events = POLLIN };
        char bytes[4096];
        assert_true(poll(&event, 1, PATIENCE) == 1);
        assert_true(read(watch, bytes, sizeof bytes) > 0);
    }
    close(watch);
}

static void nothing_without_an_agent(void **state)
{
    (void)state;
    assert_borrows(store, NULL, NULL);
    assert_int_equal(count(), 0);
    assert_true(agent_forget(NULL, NULL));
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
}

static void lends_what_it_was_given(void **state)
{
    (void)state;
    lend(store, "li.na", 600);
    assert_borrows(store, "li.na", "li.na");
    assert_borrows(store, NULL, "li.na");
    assert_borrows(store, "zhao.min", NULL);
    assert_borrows(other, NULL, NULL);
    /* another name of the same folder is the same folder */
    g_autofree char *roundabout = g_build_filename(home, "other", "..", "store", NULL);
    assert_borrows(roundabout, NULL, "li.na");
    lend(store, "zhao.min", 600);
    assert_borrows(store, NULL, NULL); /* two fit, so none is chosen */
    assert_borrows(store, "zhao.min", "zhao.min");
    lend(store, "zhao.min", 300); /* replaces */
    assert_int_equal(count(), 2);
    lend(other, "li.na", 600);
    assert_true(agent_forget(store, NULL));
    assert_borrows(store, "li.na", NULL);
    assert_borrows(other, NULL, "li.na");
    assert_int_equal(count(), 1);
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
    assert_int_equal(count(), 0);
}

static void tells_how_long(void **state)
{
    (void)state;
    lend(store, "li.na", 3600);
    g_autoptr(GPtrArray) list = agent_list(NULL);
    const struct agent_entry *entry = list->pdata[0];
    assert_string_equal(entry->directory, store);
    assert_string_equal(entry->user, "li.na");
    assert_true(entry->seconds_left > 0 && entry->seconds_left <= 3600);
    /* nothing is lent for longer than a day */
    lend(store, "li.na", 1000000);
    g_autoptr(GPtrArray) again = agent_list(NULL);
    entry = again->pdata[0];
    assert_true(entry->seconds_left <= 24 * 3600);
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
}

static void forgets_in_time(void **state)
{
    (void)state;
    lend(store, "li.na", 1);
    wait_for_end();
    assert_borrows(store, NULL, NULL);
}

static void forgets_a_store_that_is_gone(void **state)
{
    (void)state;
    lend(store, "li.na", 600);
    lend(other, "li.na", 600);
    assert_int_equal(g_rmdir(store), 0);
    assert_int_equal(g_mkdir(store, 0700), 0);
    /* the folder of that name is another one now (it may have got the same number: then it is the same to us) */
    struct stat info;
    assert_int_equal(g_rmdir(store), 0);
    assert_int_equal(stat(store, &info), -1);
    assert_int_equal(count(), 1);
    assert_int_equal(g_mkdir(store, 0700), 0);
    assert_borrows(store, NULL, NULL);
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
}

static int connect_raw(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    const int link = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(link, (struct sockaddr *)&address, sizeof address), 0);
    return link;
}

/* Sends bytes and waits until the agent hangs up; answers how many bytes came back. */
static size_t say(const void *bytes, size_t length)
{
    const int link = connect_raw();
    size_t back = 0;
    char buffer[512];
    ssize_t got;
    (void)!send(link, bytes, length, MSG_NOSIGNAL);
    shutdown(link, SHUT_WR);
    while ((got = recv(link, buffer, sizeof buffer, 0)) > 0)
        back += (size_t)got;
    close(link);
    return back;
}

static void nonsense_does_it_no_harm(void **state)
{
    (void)state;
    struct {
        uint32_t magic, kind;
        int64_t seconds;
        uint32_t directory, user, keys, reserved;
        char text[4200];
    } message = { .magic = 0x42414731, .kind = 2 };
    const size_t head = offsetof(__typeof__(message), text);
    lend(store, "li.na", 600);
    assert_int_equal(say("", 0), 0);
    assert_int_equal(say("GET / HTTP/1.0\r\n\r\n", 18), 0);
    message.magic = 1;
    assert_int_equal(say(&message, head), 0);
    message.magic = 0x42414731;
    static const uint32_t unknown[] = { 0, 10, 0x7FFFFFFF, 0xFFFFFFFF };
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
        message.kind = unknown[i];
        assert_int_equal(say(&message, head), 0);
    }
    message.kind = 2;
    message.directory = 0xFFFFFFFFu;
    assert_int_equal(say(&message, head), 0);
    message.directory = 4097;
    assert_int_equal(say(&message, sizeof message), 0);
    message.directory = 4; /* zero bytes in a text */
    assert_int_equal(say(&message, head + 4), 0);
    message.directory = 4; /* promised and not sent */
    assert_int_equal(say(&message, head + 3), 0);
    message.directory = 0;
    message.keys = 0x7FFFFFFF;
    assert_int_equal(say(&message, head), 0);
    message.keys = 0;
    message.seconds = -1;
    assert_int_equal(say(&message, head), 0);
    /* keys that are none, and a place that is none */
    message.kind = 1;
    message.seconds = 60;
    message.directory = (uint32_t)strlen(store);
    message.keys = 300;
    memcpy(message.text, store, strlen(store));
    assert_int_equal(say(&message, head + strlen(store) + 300), head); /* an answer: refused */
    assert_int_equal(count(), 1);
    assert_borrows(store, NULL, "li.na");
    /* control: the same way, a good request is answered with keys */
    message.kind = 2;
    message.keys = 0;
    message.seconds = 0;
    assert_true(say(&message, head + strlen(store)) > head + VAULT_KEY);
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
}

static pid_t agent_process(void)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    const int link = connect_raw();
    assert_int_equal(getsockopt(link, SOL_SOCKET, SO_PEERCRED, &peer, &length), 0);
    close(link);
    return peer.pid;
}

static void a_killed_one_is_replaced(void **state)
{
    (void)state;
    lend(store, "li.na", 600);
    const pid_t process = agent_process();
    assert_true(process > 1 && process != getpid());
    assert_int_not_equal(getsid(process), getsid(0)); /* a session of its own */
    assert_int_equal(kill(process, SIGKILL), 0);
    /* its lock goes with it; the socket stays behind */
    lend(other, "li.na", 600);
    assert_borrows(store, NULL, NULL);
    assert_borrows(other, NULL, "li.na");
    /* asked to end, it takes its socket away */
    assert_int_equal(kill(agent_process(), SIGTERM), 0);
    wait_for_end();
}

/* Neither memory nor descriptors are open to the same person's other programs. */
static void keeps_to_itself(void **state)
{
    (void)state;
    lend(store, "li.na", 600);
    const pid_t process = agent_process();
    g_autofree char *files = g_strdup_printf("/proc/%d/fd", process),
                    *limits = g_strdup_printf("/proc/%d/limits", process);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(limits, &text, NULL, NULL));
    const char *core = strstr(text, "Max core file size");
    assert_non_null(core);
    long soft = -1;
    assert_int_equal(sscanf(core, "Max core file size %ld", &soft), 1);
    assert_int_equal(soft, 0);
    if (geteuid() == 0) { /* only root sees them: signals, timer, listener, lock and three times nothing */
        g_autoptr(GDir) dir = g_dir_open(files, 0, NULL);
        int open = 0;
        for (const char *name; dir && (name = g_dir_read_name(dir));) {
            g_autofree char *file = g_build_filename(files, name, NULL), *target = g_file_read_link(file, NULL);
            assert_null(strstr(target ? target : "", "pipe:"));
            open++;
        }
        assert_true(open > 0 && open <= 8);
    } else {
        assert_null(g_dir_open(files, 0, NULL));
    }
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
}

static gpointer lend_as(gpointer user)
{
    lend(store, user, 600);
    return NULL;
}

static void many_starters_make_one_agent(void **state)
{
    (void)state;
    static const char *const users[] = { "a.a", "b.b", "c.c", "d.d", "e.e", "f.f" };
    GThread *threads[G_N_ELEMENTS(users)];
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++)
        threads[i] = g_thread_new(NULL, lend_as, (gpointer)users[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++)
        g_thread_join(threads[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++)
        assert_borrows(store, users[i], users[i]);
    assert_true(agent_forget(NULL, NULL));
    wait_for_end();
}

static void folder_must_be_private(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = keys_of("li.na");
    assert_int_equal(g_chmod(folder, 0755), 0);
    assert_false(agent_lend(store, keys, 60, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_null(agent_borrow(store, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_null(agent_list(&error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_int_equal(g_chmod(folder, 0700), 0);
    /* a link in its place */
    g_autofree char *moved = g_build_filename(home, "moved", NULL);
    assert_int_equal(g_rename(folder, moved), 0);
    assert_int_equal(symlink(moved, folder), 0);
    assert_false(agent_lend(store, keys, 60, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_int_equal(g_remove(folder), 0);
    assert_int_equal(g_rename(moved, folder), 0);
    /* a plain file where the socket should be */
    assert_true(g_file_set_contents(path, "x", 1, NULL));
    g_clear_error(&error);
    assert_null(agent_borrow(store, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_int_equal(g_remove(path), 0);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], AGENT_WORD) == 0) return agent_main(atoi(argv[2]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_without_an_agent),
        cmocka_unit_test(lends_what_it_was_given),
        cmocka_unit_test(tells_how_long),
        cmocka_unit_test(forgets_in_time),
        cmocka_unit_test(forgets_a_store_that_is_gone),
        cmocka_unit_test(nonsense_does_it_no_harm),
        cmocka_unit_test(a_killed_one_is_replaced),
        cmocka_unit_test(keeps_to_itself),
        cmocka_unit_test(many_starters_make_one_agent),
        cmocka_unit_test(folder_must_be_private),
    };
    return cmocka_run_group_tests_name("agent", tests, set_up, tear_down);
}
