/* SPDX-License-Identifier: Apache-2.0 */
/* Tries to unlock, as the key file makes them, and how waiting is counted. */
#pragma once
#include "vault/attempt.h"

#include <gio/gio.h>

/* One try. Only one of all processes is under way; a second waits. It counts as failed from the start, so that a
 * program killed in the middle has not saved its user the wait. */
struct attempt_try;
/* Errors: REFUSED (too early; the seconds left), CANCELLED, STORE. */
struct attempt_try *attempt_begin(const char *directory, const char *user, GCancellable *cancellable, GError **error);
enum attempt_result { ATTEMPT_GOOD, ATTEMPT_BAD, ATTEMPT_VOID /* did not come to a result */ };
/* Ends it, and frees. A bad one is sealed into auth.log: `user` as it is to be written there. When that file cannot be
 * written, the wait is kept all the same. */
void attempt_end(struct attempt_try *attempt, enum attempt_result result, const uint8_t audit_public[VAULT_PUBLIC],
                 const char *user);

/* Appends one sealed failure to auth.log. */
bool attempt_log(const char *directory, const uint8_t audit_public[VAULT_PUBLIC], const char *user);

/* ---- counting ---- */

/* A moment by both clocks. Within one start of the machine only `running` counts, which nobody can set. */
struct attempt_moment {
    uint8_t boot[16];
    int64_t running, wall; /* milliseconds */
};
struct attempt_count {
    uint32_t failures;
    struct attempt_moment last;
};
struct attempt_moment attempt_now(void);
/* Milliseconds still to wait. A wall clock that was set back gives the full wait. */
int64_t attempt_remaining(const struct attempt_count *count, const struct attempt_moment *now);
