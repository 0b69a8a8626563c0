/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's own process: keys in locked memory, a private socket, and a timer that counts through suspension. It ends
 * when it holds nothing any more. A client has a few seconds for its one request, then it is dropped. */
#include "config.h"

#include "vault/agent.h"

#include "base/base.h"
#include "vault/agent_private.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ENTRY_LIMIT = 64, LOOK_EVERY = 60000 /* milliseconds */ };

struct held {
    char *directory, *user;
    dev_t device;
    ino_t inode;   /* of the folder, to know it again */
    int64_t until; /* milliseconds of CLOCK_BOOTTIME */
    struct secret *keys;
};

struct agent {
    GPtrArray *held;
    int listener, timer, signals;
    bool ends;
};

static void held_free(struct held *held)
{
    g_free(held->directory);
    g_free(held->user);
    secret_free(held->keys);
    g_free(held);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Whether the folder is still the one whose keys these are. */
static bool is_there(const struct held *held)
{
    struct stat info;
    return lstat(held->directory, &info) == 0 && S_ISDIR(info.st_mode) && info.st_dev == held->device &&
           info.st_ino == held->inode;
}

/* Wipes what is over, and sets the timer for the next that will be. */
static void forget_old(struct agent *agent)
{
    int64_t next = LOOK_EVERY, time = now();
    for (guint i = agent->held->len; i-- > 0;) {
        const struct held *held = agent->held->pdata[i];
        if (held->until <= time || !is_there(held))
            g_ptr_array_remove_index_fast(agent->held, i);
        else
            next = MIN(next, held->until - time);
    }
    const struct itimerspec wait = { .it_value = { next / 1000, next % 1000 * 1000000 } };
    timerfd_settime(agent->timer, 0, &wait, NULL);
}

/* ---- requests ------------------------------------------------------------------------------------------------------
 */

static bool take(struct agent *agent, struct agent_message *request)
{
    struct stat info;
    if (!request->keys || request->seconds < 1 || request->directory[0] != '/' ||
        lstat(request->directory, &info) != 0 || !S_ISDIR(info.st_mode))
        return false;
    struct vault_keys *keys = vault_keys_unpack(secret_bytes(request->keys), secret_length(request->keys), NULL);
    const bool good = keys && g_strcmp0(vault_keys_user(keys), request->user[0] ? request->user : NULL) == 0;
    if (keys) vault_keys_unref(keys);
    if (!good) return false;
    for (guint i = agent->held->len; i-- > 0;) {
        const struct held *held = agent->held->pdata[i];
        if (strcmp(held->directory, request->directory) == 0 && strcmp(held->user, request->user) == 0)
            g_ptr_array_remove_index_fast(agent->held, i);
    }
    if (agent->held->len >= ENTRY_LIMIT) return false;
    struct held *held = g_new0(struct held, 1);
    held->directory = g_steal_pointer(&request->directory);
    held->user = g_steal_pointer(&request->user);
    held->keys = g_steal_pointer(&request->keys);
    held->device = info.st_dev;
    held->inode = info.st_ino;
    held->until = now() + request->seconds * 1000;
    g_ptr_array_add(agent->held, held);
    return true;
}

/* The one entry that fits; NULL when none or, without a user, several do. */
static const struct held *find(const struct agent *agent, const char *directory, const char *user)
{
    const struct held *found = NULL;
    for (guint i = 0; i < agent->held->len; i++) {
        const struct held *held = agent->held->pdata[i];
        if (strcmp(held->directory, directory) != 0 || (user[0] && strcmp(held->user, user) != 0)) continue;
        if (found) return NULL;
        found = held;
    }
    return found;
}

static void list(const struct agent *agent, int client)
{
    const int64_t time = now();
    bool good = true;
    for (guint i = 0; good && i < agent->held->len; i++) {
        const struct held *held = agent->held->pdata[i];
        const struct agent_message entry = { .kind = AGENT_ENTRY,
                                             .directory = held->directory,
                                             .user = held->user,
                                             .seconds = (held->until - time + 999) / 1000 };
        good = agent_send(client, &entry, AGENT_PATIENCE);
    }
    const struct agent_message end = { .kind = AGENT_DONE };
    if (good) agent_send(client, &end, AGENT_PATIENCE);
}

static void forget(struct agent *agent, const char *directory)
{
    for (guint i = agent->held->len; i-- > 0;) {
        const struct held *held = agent->held->pdata[i];
        if (directory[0] == '\0' || strcmp(held->directory, directory) == 0)
            g_ptr_array_remove_index_fast(agent->held, i);
    }
}

static void answer(struct agent *agent, int client, struct agent_message *request)
{
    struct agent_message reply = { .kind = AGENT_REFUSED };
    const struct held *held;
    switch (request->kind) {
    case AGENT_LEND:
        if (take(agent, request)) reply.kind = AGENT_DONE;
        break;
    case AGENT_BORROW:
        held = find(agent, request->directory, request->user);
        reply.kind = held ? AGENT_KEYS : AGENT_NONE;
        reply.keys = held ? held->keys : NULL;
        break;
    case AGENT_LIST:
        list(agent, client);
        return;
    case AGENT_FORGET:
        forget(agent, request->directory);
        reply.kind = AGENT_DONE;
        break;
    default:
        break;
    }
    agent_send(client, &reply, AGENT_PATIENCE);
}

/* One client, one request; then it is gone, whatever it did. */
static void serve(struct agent *agent, int client)
{
    struct agent_message request;
    if (agent_peer_is_own(client) && agent_receive(client, &request, AGENT_PATIENCE)) {
        forget_old(agent); /* nothing is lent a second too long, however late the timer is looked at */
        answer(agent, client, &request);
        agent_message_clear(&request);
    }
    close(client);
}

/* ---- the process ---------------------------------------------------------------------------------------------------
 */

static void keep_private(void)
{
    const struct rlimit none = { 0, 0 };
    umask(077);
    setrlimit(RLIMIT_CORE, &none);
#ifndef BUREAU_SANITIZED
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* the leak checker of a sanitized build has to attach to us */
#endif
}

static bool listen_at(struct agent *agent, const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) return false;
    agent->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path); /* left behind by one that was killed: we hold the lock, so nobody listens there */
    return agent->listener >= 0 && bind(agent->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
           listen(agent->listener, 16) == 0;
}

static bool prepare(struct agent *agent, const char *path)
{
    sigset_t ending;
    sigemptyset(&ending);
    for (const int *number = (const int[]){ SIGTERM, SIGINT, SIGHUP, SIGQUIT, 0 }; *number; number++)
        sigaddset(&ending, *number);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    signal(SIGPIPE, SIG_IGN);
    agent->held = g_ptr_array_new_with_free_func((GDestroyNotify)held_free);
    agent->signals = signalfd(-1, &ending, SFD_CLOEXEC);
    agent->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    return agent->signals >= 0 && agent->timer >= 0 && listen_at(agent, path);
}

static void wait_and_serve(struct agent *agent)
{
    enum { SIGNALS, TIMER, LISTENER, COUNT };
    struct pollfd waiting[COUNT] = { { .fd = agent->signals, .events = POLLIN },
                                     { .fd = agent->timer, .events = POLLIN },
                                     { .fd = agent->listener, .events = POLLIN } };
    if (poll(waiting, COUNT, -1) < 0) return;
    uint64_t expired;
    if (waiting[TIMER].revents) (void)!read(agent->timer, &expired, sizeof expired);
    agent->ends = waiting[SIGNALS].revents != 0;
    const int client = waiting[LISTENER].revents ? accept4(agent->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
    if (client >= 0) serve(agent, client);
    forget_old(agent);
}

/* The lock that one agent a person holds until its process ends. Whoever starts us found nobody who answers, so one
 * that still holds it is ending: it is waited for, a few seconds at the most. */
static int take_lock(const char *folder)
{
    const gint64 until = g_get_monotonic_time() + (gint64)AGENT_PATIENCE * 1000 / 2;
    int lock;
    while ((lock = agent_lock(folder, "lock", false)) < 0 && g_get_monotonic_time() < until)
        g_usleep(10000);
    return lock;
}

int agent_main(int descriptor)
{
    struct agent agent = { 0 };
    keep_private();
    if (descriptor < 0 || !agent_peer_is_own(descriptor)) return BUREAU_ERROR_USAGE;
    g_autofree char *folder = agent_folder(true, NULL);
    g_autofree char *path = folder ? agent_socket_path(folder) : NULL;
    const int lock = folder ? take_lock(folder) : -1;
    if (lock < 0 || !prepare(&agent, path)) return BUREAU_ERROR_STORE;
    serve(&agent, descriptor);
    forget_old(&agent);
    while (!agent.ends && agent.held->len > 0)
        wait_and_serve(&agent);
    g_ptr_array_unref(agent.held); /* wiped first, whatever happens next */
    unlink(path);
    close(agent.listener);
    close(agent.timer);
    close(agent.signals);
    close(lock);
    return 0;
}
