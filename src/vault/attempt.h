/* SPDX-License-Identifier: Apache-2.0 */
/* Tries to unlock: how long to wait after failures, and a sealed note of each failure. Nobody can write into a store
 * that is locked, so a failure is sealed to the audit's public key in the file auth.log beside the store and taken into
 * the log at the next good login. Waits of 1, 2, 4 ... 60 seconds, a user and for all together, slow who sits at this
 * machine; they do not slow who has taken the file away. */
#pragma once
#include "vault/keys.h"

/* Seconds still to wait before `user` may try; 0: now. Counts do not go down when the clock is set. */
int attempt_wait(const char *directory, const char *user);

/* A failed try as it is sealed: when (milliseconds since 1970), for whom ("-" for a name that has no slot, since it may
 * be a mistyped passphrase), and from where (terminal, login name). */
struct attempt {
    int64_t at;
    char *user, *from;
    uint8_t id[16]; /* random: the same failure read twice has the same */
};
void attempt_free(struct attempt *attempt);

/* Opens the sealed failures (oldest first; g_ptr_array of struct attempt *, free function set). What cannot be opened,
 * and what was no longer written since the file was full (1 MiB), is counted in `*damaged`. They stay until
 * attempt_forget(), which takes away only what was read. */
GPtrArray *attempt_read(const char *directory, const struct vault_keys *keys, unsigned *damaged, GError **error);
bool attempt_forget(const char *directory, GError **error);
