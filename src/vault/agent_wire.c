/* SPDX-License-Identifier: Apache-2.0 */
/* See agent_private.h. */
#include "vault/agent_private.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MAGIC 0x42414731u /* "BAG1" */

struct head {
    uint32_t magic, kind;
    int64_t seconds;
    uint32_t directory, user, keys, reserved; /* lengths of what follows, in this order */
};

void agent_message_clear(struct agent_message *message)
{
    g_free(message->directory);
    g_free(message->user);
    if (message->keys) secret_free(message->keys);
    *message = (struct agent_message){ 0 };
}

/* ---- bytes within a time -------------------------------------------------------------------------------------------
 */

static bool wait_for(int socket, short events, gint64 until)
{
    struct pollfd wanted = { .fd = socket, .events = events };
    for (;;) {
        const gint64 left = (until - g_get_monotonic_time()) / 1000;
        if (left <= 0) return false;
        const int ready = poll(&wanted, 1, (int)MIN(left, G_MAXINT));
        if (ready > 0) return (wanted.revents & events) != 0;
        if (ready == 0 || errno != EINTR) return false;
    }
}

static bool send_bytes(int socket, const void *bytes, size_t length, gint64 until)
{
    const uint8_t *from = bytes;
    while (length > 0) {
        const ssize_t sent = send(socket, from, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (sent < 0 && !wait_for(socket, POLLOUT, until)) return false;
        if (sent < 0) continue;
        from += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool receive_bytes(int socket, void *bytes, size_t length, gint64 until)
{
    uint8_t *to = bytes;
    while (length > 0) {
        const ssize_t got = recv(socket, to, length, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
        if (got < 0 && !wait_for(socket, POLLIN, until)) return false;
        if (got < 0) continue;
        to += got;
        length -= (size_t)got;
    }
    return true;
}

/* ---- messages ------------------------------------------------------------------------------------------------------
 */

bool agent_send(int socket, const struct agent_message *message, int patience)
{
    const gint64 until = g_get_monotonic_time() + (gint64)patience * 1000;
    const char *directory = message->directory ? message->directory : "", *user = message->user ? message->user : "";
    const struct head head = { .magic = MAGIC,
                               .kind = message->kind,
                               .seconds = message->seconds,
                               .directory = (uint32_t)strlen(directory),
                               .user = (uint32_t)strlen(user),
                               .keys = message->keys ? (uint32_t)secret_length(message->keys) : 0 };
    return send_bytes(socket, &head, sizeof head, until) && send_bytes(socket, directory, head.directory, until) &&
           send_bytes(socket, user, head.user, until) &&
           (!message->keys || send_bytes(socket, secret_bytes(message->keys), head.keys, until));
}

static bool is_good(const struct head *head)
{
    return head->magic == MAGIC && head->kind >= AGENT_LEND && head->kind <= AGENT_REFUSED && head->seconds >= 0 &&
           head->seconds <= AGENT_LONGEST && head->directory <= AGENT_PATH_LIMIT && head->user <= AGENT_USER_LIMIT &&
           head->keys <= AGENT_KEYS_LIMIT && head->reserved == 0;
}

/* A text without zero bytes; NULL when it did not come or is none. */
static char *receive_text(int socket, size_t length, gint64 until)
{
    g_autofree char *text = g_malloc0(length + 1);
    if (!receive_bytes(socket, text, length, until) || memchr(text, 0, length)) return NULL;
    return g_steal_pointer(&text);
}

bool agent_receive(int socket, struct agent_message *message, int patience)
{
    const gint64 until = g_get_monotonic_time() + (gint64)patience * 1000;
    struct head head;
    *message = (struct agent_message){ 0 };
    if (!receive_bytes(socket, &head, sizeof head, until) || !is_good(&head)) return false;
    message->kind = (enum agent_kind)head.kind;
    message->seconds = head.seconds;
    message->directory = receive_text(socket, head.directory, until);
    message->user = message->directory ? receive_text(socket, head.user, until) : NULL;
    bool good = message->user != NULL;
    if (good && head.keys > 0) {
        message->keys = secret_new(head.keys);
        good = receive_bytes(socket, secret_bytes(message->keys), head.keys, until);
    }
    if (!good) agent_message_clear(message);
    return good;
}

/* ---- who and where -------------------------------------------------------------------------------------------------
 */

bool agent_peer_is_own(int socket)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof peer) return false;
    if (peer.uid != geteuid()) return false;
    /* the group is what opens the store: another program of the same person is not to be lent the keys */
    return !folder_program_has_group() || peer.gid == getegid();
}

static bool is_private(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() && (info.st_mode & 0077) == 0;
}

char *agent_folder(bool make, GError **error)
{
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    struct sockaddr_un address;
    const bool fits = runtime && strlen(runtime) + strlen("/bureau/agent") < sizeof address.sun_path;
    g_autofree char *folder = fits && runtime[0] == '/' && is_private(runtime)
                                  ? g_build_filename(runtime, "bureau", NULL)
                                  : g_strdup_printf("/tmp/bureau-%u", (unsigned)geteuid());
    struct stat info;
    const bool there = make ? mkdir(folder, 0700) == 0 || errno == EEXIST : lstat(folder, &info) == 0;
    if (!there && !make) return NULL;
    if (there && is_private(folder)) return g_steal_pointer(&folder);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The agent's folder {1} is not private to you"),
                     N_("See what it is; make it your own with mode 0700, or take it away."), folder, NULL);
    return NULL;
}

char *agent_socket_path(const char *folder)
{
    return g_build_filename(folder, "agent", NULL);
}

int agent_lock(const char *folder, const char *name, bool wait)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return -1;
    int result;
    do
        result = flock(file, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    while (result != 0 && errno == EINTR);
    if (result == 0) return file;
    close(file);
    return -1;
}
