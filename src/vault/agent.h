/* SPDX-License-Identifier: Apache-2.0 */
/* The agent: a process of the person's own that holds unlocked keys for a while, so that a script pays for Argon2 once.
 * It listens on a private socket, $XDG_RUNTIME_DIR/bureau/agent (else /tmp/bureau-UID/agent), in a folder of mode 0700
 * that must be the caller's own, and answers only the same user (SO_PEERCRED). Keys are forgotten when their time is
 * over, on `agent stop`, and when their store's folder is gone. */
#pragma once
#include "vault/keys.h"

struct agent_entry {
    char *directory, *user;
    int64_t seconds_left;
};
void agent_entry_free(struct agent_entry *entry);

/* Hands keys of a store to the agent for `seconds`, starting one when none runs. The same store and user replace. */
bool agent_lend(const char *directory, const struct vault_keys *keys, int64_t seconds, GError **error);
/* Keys of a store for `user` (NULL: any, when there is exactly one). NULL without an error when the agent has none or
 * none runs; with an error when something on the socket is not as it should be. */
struct vault_keys *agent_borrow(const char *directory, const char *user, GError **error);
/* struct agent_entry *, free function set; empty when no agent runs. */
GPtrArray *agent_list(GError **error);
/* Forgets the keys of one store (NULL: all, and the agent ends). */
bool agent_forget(const char *directory, GError **error);

/* The body of the agent's process: keys come on `descriptor`. Returns the exit code. Called by the program when it is
 * started with the hidden word that agent_lend() uses. */
int agent_main(int descriptor);
#define AGENT_WORD "--hold-keys"
