/* SPDX-License-Identifier: Apache-2.0 */
/* A store with people and passphrases for the real program, in a scratch home of its own; the agent lends the keys, so
 * that a run of the program does not pay for Argon2 each time. */
#pragma once
#include "guard/guard.h"

#include "../unit/check.h"

struct premises {
    char *folder; /* the scratch home: state, runtime folder, whatever a test puts there */
    char *store;
    GHashTable *keys; /* user -> struct vault_keys * */
};

struct person {
    const char *name, *role;
};
/* Everybody's passphrase. */
#define PREMISES_PASSPHRASE "four sparrows over grey water"

/* Skips the case when there is no program to run. Before the first call of GLib that looks for the home's folders. */
const char *premises_program(void);
/* Makes all of it: the administrator "admin" and `people`. The agent holds everybody's keys when `lend`. */
struct premises *premises_new(const struct person *people, size_t count, bool lend);
/* Ends the agent, takes everything away. */
void premises_free(struct premises *premises);
/* The file with the passphrase, for --passphrase-file. Caller frees. */
char *premises_passphrase_file(const struct premises *premises);

/* Runs the program to its end with words after --store and --user; answers its exit code, or 128 + signal. */
int premises_run(const struct premises *premises, const char *user, const char *const *words, char **out, char **err);
/* The whole command line; the words are borrowed, the array is the caller's. */
GPtrArray *premises_words(const struct premises *premises, const char *user, const char *const *words);

/* A session of this process over the store, with that user's keys. */
struct session *premises_session(const struct premises *premises, const char *user, enum store_access access);
void premises_leave(struct session *session);
