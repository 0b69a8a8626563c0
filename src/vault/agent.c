/* SPDX-License-Identifier: Apache-2.0 */
/* See agent.h. The side of those who lend and borrow; the agent's own process is agent_serve.c. */
#include "vault/agent.h"

#include "base/base.h"
#include "vault/agent_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

void agent_entry_free(struct agent_entry *entry)
{
    if (!entry) return;
    g_free(entry->directory);
    g_free(entry->user);
    g_free(entry);
}

/* Two names of one folder are one entry. */
static char *real_path(const char *directory)
{
    char resolved[PATH_MAX];
    return realpath(directory, resolved) ? g_strdup(resolved) : g_canonicalize_filename(directory, NULL);
}

static bool fail(GError **error, const char *what)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, what, N_("Stop it with `bureau agent stop --all` and start it again."),
                     NULL);
    return false;
}

/* ---- reaching it ---------------------------------------------------------------------------------------------------
 */

/* A connection to the agent: -1 and no error when none runs. */
static int reach(const char *folder, GError **error)
{
    g_autofree char *path = agent_socket_path(folder);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct stat info;
    if (lstat(path, &info) != 0) return -1;
    if (!S_ISSOCK(info.st_mode) || info.st_uid != geteuid()) {
        fail(error, N_("The agent's socket is not a socket of yours"));
        return -1;
    }
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    const int link = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (link < 0) return -1;
    if (connect(link, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(link); /* a socket that was left behind: nobody listens */
        return -1;
    }
    if (agent_peer_is_own(link)) return link;
    close(link);
    fail(error, N_("The program behind the agent's socket is not yours"));
    return -1;
}

/* In the child of a program with threads: nothing here but calls that are safe between fork and exec. */
static void become_agent(int link, char *const *arguments, char *const *environment)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    const pid_t second = fork();
    if (second != 0) _exit(second < 0);
    const int high = fcntl(link, F_DUPFD, 10), nothing = open("/dev/null", O_RDWR);
    if (high < 0 || nothing < 0 || chdir("/") != 0) _exit(1);
    for (int standard = 0; standard < 3; standard++)
        if (dup2(nothing, standard) < 0) _exit(1);
    if (dup2(high, 3) < 0 || close_range(4, ~0U, 0) != 0) _exit(1);
    execve("/proc/self/exe", arguments, environment);
    _exit(1);
}

/* Starts the agent: its own session, so that it lives on when the terminal goes. Answers our end of its descriptor. */
static int start(void)
{
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    g_autofree char *place = runtime ? g_strconcat("XDG_RUNTIME_DIR=", runtime, NULL) : NULL;
    char *const arguments[] = { (char *)"bureau", (char *)AGENT_WORD, (char *)"3", NULL };
    char *const environment[] = { place, NULL };
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    const pid_t child = fork();
    if (child == 0) become_agent(ends[1], arguments, environment);
    close(ends[1]);
    int status = 1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (child > 0 && status == 0) return ends[0];
    close(ends[0]);
    return -1;
}

/* One request and its first answer over a connection, which is closed unless `more` wants to read on. */
static bool exchange(int link, const struct agent_message *request, struct agent_message *answer)
{
    return agent_send(link, request, AGENT_PATIENCE) && agent_receive(link, answer, AGENT_PATIENCE);
}

/* ---- what is asked of it -------------------------------------------------------------------------------------------
 */

/* Asks a running agent; false and no error when none runs or it is just ending. */
static bool ask_running(const char *folder, const struct agent_message *request, struct agent_message *answer,
                        GError **error)
{
    const int link = reach(folder, error);
    if (link < 0) return false;
    const bool done = exchange(link, request, answer);
    close(link);
    return done;
}

static bool ask_new(const char *folder, const struct agent_message *request, struct agent_message *answer,
                    GError **error)
{
    const int lock = agent_lock(folder, "start", true); /* one starter at a time */
    g_autoptr(GError) cause = NULL;
    bool done = ask_running(folder, request, answer, &cause);
    if (!done && !cause) {
        const int link = start();
        done = link >= 0 && exchange(link, request, answer);
        if (link >= 0) close(link);
    }
    if (lock >= 0) close(lock);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!done)
        fail(error, N_("The agent could not be started"));
    return done;
}

bool agent_lend(const char *directory, const struct vault_keys *keys, int64_t seconds, GError **error)
{
    g_autofree char *real = real_path(directory), *folder = agent_folder(true, error);
    if (!folder) return false;
    g_autoptr(GError) cause = NULL;
    struct agent_message answer = { 0 }, request = { .kind = AGENT_LEND,
                                                     .seconds = CLAMP(seconds, 1, AGENT_LONGEST),
                                                     .directory = real,
                                                     .user = (char *)vault_keys_user(keys),
                                                     .keys = vault_keys_pack(keys) };
    bool done = ask_running(folder, &request, &answer, &cause);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!done)
        done = ask_new(folder, &request, &answer, error);
    secret_free(request.keys);
    if (done && answer.kind != AGENT_DONE) done = fail(error, N_("The agent did not take the keys"));
    agent_message_clear(&answer);
    return done;
}

struct vault_keys *agent_borrow(const char *directory, const char *user, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *real = real_path(directory), *folder = agent_folder(false, &cause);
    struct agent_message request = { .kind = AGENT_BORROW, .directory = real, .user = (char *)user }, answer = { 0 };
    struct vault_keys *keys = NULL;
    if (folder && ask_running(folder, &request, &answer, &cause) && answer.kind == AGENT_KEYS && answer.keys)
        keys = vault_keys_unpack(secret_bytes(answer.keys), secret_length(answer.keys), &cause);
    agent_message_clear(&answer);
    if (cause) g_propagate_error(error, g_steal_pointer(&cause));
    return keys;
}

static struct agent_entry *take_entry(struct agent_message *message)
{
    struct agent_entry *entry = g_new0(struct agent_entry, 1);
    entry->directory = g_steal_pointer(&message->directory);
    entry->user = g_steal_pointer(&message->user);
    entry->seconds_left = message->seconds;
    return entry;
}

GPtrArray *agent_list(GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)agent_entry_free);
    g_autoptr(GError) cause = NULL;
    g_autofree char *folder = agent_folder(false, &cause);
    const int link = folder ? reach(folder, &cause) : -1;
    const struct agent_message request = { .kind = AGENT_LIST };
    struct agent_message answer = { 0 };
    bool good = link >= 0 && agent_send(link, &request, AGENT_PATIENCE);
    while (good && (good = agent_receive(link, &answer, AGENT_PATIENCE)) && answer.kind == AGENT_ENTRY) {
        g_ptr_array_add(list, take_entry(&answer));
        agent_message_clear(&answer);
    }
    agent_message_clear(&answer);
    if (link >= 0) close(link);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    return g_steal_pointer(&list);
}

bool agent_forget(const char *directory, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *real = directory ? real_path(directory) : NULL, *folder = agent_folder(false, &cause);
    const struct agent_message request = { .kind = AGENT_FORGET, .directory = real };
    struct agent_message answer = { 0 };
    if (folder) ask_running(folder, &request, &answer, &cause);
    agent_message_clear(&answer);
    if (!cause) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}
