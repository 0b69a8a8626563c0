/* SPDX-License-Identifier: Apache-2.0 */
/* What the two sides of the agent share: the private folder, the check of the other side, and the messages. One request
 * a connection. Whatever comes is held to be hostile until its lengths and its sender have been checked. */
#pragma once
#include "vault/agent.h"

enum agent_kind {
    AGENT_LEND = 1, /* directory, user, keys, seconds */
    AGENT_BORROW,   /* directory, user ("": any) */
    AGENT_LIST,
    AGENT_FORGET, /* directory ("": all) */
    AGENT_DONE,
    AGENT_KEYS,  /* keys */
    AGENT_NONE,  /* nothing to lend */
    AGENT_ENTRY, /* directory, user, seconds; several, then AGENT_DONE */
    AGENT_REFUSED,
};

enum { AGENT_PATH_LIMIT = 4096, AGENT_USER_LIMIT = 64, AGENT_KEYS_LIMIT = 1024, AGENT_PATIENCE = 3000 };
#define AGENT_LONGEST (24 * 60 * 60) /* seconds that keys may be lent for */

struct agent_message {
    enum agent_kind kind;
    int64_t seconds;
    char *directory, *user; /* never NULL after agent_receive() */
    struct secret *keys;    /* or NULL */
};
void agent_message_clear(struct agent_message *message);

/* Sends or receives one message whole, within `patience` milliseconds. A message that is too long, of no known kind or
 * holds a zero byte in a text is not received. */
bool agent_send(int socket, const struct agent_message *message, int patience);
bool agent_receive(int socket, struct agent_message *message, int patience);

/* Whether the other side runs as the same person, and in a set-group-ID program with its group. */
bool agent_peer_is_own(int socket);

/* The private folder: $XDG_RUNTIME_DIR/bureau, else /tmp/bureau-UID. NULL and no error when it is not there and is not
 * to be `made`; STORE when it is not private. Caller frees. */
char *agent_folder(bool make, GError **error);
char *agent_socket_path(const char *folder);

/* Opens and locks a file of the folder; -1 when it cannot be had (`wait`: waits for it). */
int agent_lock(const char *folder, const char *name, bool wait);
