/* SPDX-License-Identifier: Apache-2.0 */
/* Where the command line gets secrets from, in this order: a file or a descriptor that was named, the agent, a person
 * at the terminal. Never from an argument or the environment. */
#pragma once
#include "cli/options.h"
#include "vault/keyfile.h"

struct unlock {
    const struct options *options;
    char *directory;                  /* of the store */
    const struct secret *known;       /* borrowed: a passphrase that is public (the demonstration's), or NULL */
    struct secret *given, *given_new; /* read from --passphrase-... and --new-passphrase-..., once */
    struct secret *typed;             /* what unlocked the store in this run */
    char *typed_user;
    enum login_how how; /* how the keys came */
    bool unlocks;       /* this run unlocked a store with what was given */
};
struct unlock *unlock_new(const struct options *options, const char *directory);
void unlock_free(struct unlock *unlock);
typedef struct unlock unlock_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(unlock_t, unlock_free)

/* The folder and the files beside the database: owner, mode, links, with the command that mends them (STORE). */
bool unlock_check_place(const char *directory, GError **error);

/* Who was named: --user, else $BUREAU_USER; NULL when nobody was. */
const char *unlock_named_user(const struct options *options);

enum unlock_ways {
    UNLOCK_AGENT = 1 << 0,  /* the agent's keys do */
    UNLOCK_PROMPT = 1 << 1, /* a person may be asked */
};
/* The keys of the store. NULL without an error when none of the ways had any (only without UNLOCK_PROMPT). Errors:
 * REFUSED (wrong passphrase, nobody to ask), CANCELLED, STORE, INPUT. */
struct vault_keys *unlock_keys(struct unlock *unlock, unsigned ways, GError **error);

/* session->ask of the command line; `data` is a struct unlock. */
struct secret *unlock_ask(void *data, enum secret_wanted wanted, const char *user, GError **error);

/* A person who has seen the recovery key types two of its groups back; nothing happens without a terminal. */
void unlock_try_back(const char *recovery);
