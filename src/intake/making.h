/* SPDX-License-Identifier: Apache-2.0 */
/* Making a store: key file, database, first administrator, all or nothing. */
#pragma once
#include "guard/guard.h"
#include "vault/keyfile.h"

struct making;

/* A store is to be made in this folder, which is made when it is not there. Refuses (STORE) when there is one already,
 * or when the place is not private. */
struct making *making_begin(const char *directory, GError **error);
/* The key file and the empty store, open for maintenance: a session of the administrator-to-be, whom nobody has yet
 * written into the list of users. `*recovery` (may be NULL) is the recovery key. */
struct session *making_session(struct making *making, const char *administrator, const struct secret *passphrase,
                               struct passphrase_cost cost, struct secret **recovery, GError **error);
/* The store stands. Without it, everything that was made is taken away again. */
void making_done(struct making *making);
void making_free(struct making *making);
typedef struct making making_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(making_t, making_free)
