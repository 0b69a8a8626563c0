/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share: one line of the log, and its hash. */
#pragma once
#include "guard/guard.h"
#include "vault/seal.h"

enum { LINE_HASH = 32 };

/* Borrowed texts; 0 and NULL are "none" in `entered`, `subject`, `dispute`, `change`, `purpose`, `basis` and `note`. */
struct line {
    int64_t seq, at, entered, subject, dispute, change;
    const char *user, *role, *command, *purpose, *basis, *note, *outcome;
    const uint8_t *state; /* STORE_STATE bytes */
};

/* The key of the chain; the caller wipes it. */
void chain_key(const struct store *store, uint8_t key[VAULT_KEY]);
/* The hash of a line that follows one with the hash `previous` (zeros before the first). */
void chain_hash(const uint8_t key[VAULT_KEY], const uint8_t previous[LINE_HASH], const struct line *line,
                uint8_t hash[LINE_HASH]);
/* Appends a line inside a write transaction: seq, entered, state and hash are made here. */
bool chain_append(struct session *session, struct line *line, GError **error);
/* A line of the session's own person. */
bool chain_append_own(struct session *session, const char *command, int64_t subject, const char *outcome,
                      const char *note, GError **error);
/* After a commit or a rollback: counts the transaction's lines, and writes the anchor that is due. */
void chain_committed(struct session *session);
void chain_rolled_back(struct session *session);
