/* SPDX-License-Identifier: Apache-2.0 */
/* The key file of a store, `vault.keys` in its folder: a slot a user and one for the recovery key.
 *
 * A slot holds a secret of its person, wrapped by Argon2id (RFC 9106) of the passphrase; box and signing keys come from
 * it. The master key is sealed to each slot's public key, so that a new master key can be handed to everybody without
 * their passphrases; a certificate signed by the administrators' root key (whose public half is wrapped with each
 * secret) says which master key is the right one, and a MAC under the master key covers the whole file. Administrators'
 * slots and the recovery slot also hold the administrators' secret, from which the root key and the backup key come.
 *
 * The file is replaced whole (written aside, flushed, renamed, folder flushed); the last three stay as vault.keys.1-3.
 * Whatever it says is checked before it is used: sizes, counts, costs (64 MiB to 1 GiB). */
#pragma once
#include "vault/keys.h"

#include <gio/gio.h>

#define KEYFILE_NAME     "vault.keys"
#define KEYFILE_RECOVERY "recovery" /* the user name of the recovery slot */

/* What deriving a key from a passphrase costs. */
struct passphrase_cost {
    uint32_t operations;
    uint32_t mebibytes;
};
/* The floor, 64 MiB and 3 passes, and what takes 500 to 1000 ms on this machine (measured once a process; 128 MiB at
 * the most where there is less than 2 GiB of memory). */
struct passphrase_cost passphrase_cost_least(void);
struct passphrase_cost passphrase_cost_measured(void);

/* ---- what can be read without a key ---- */
struct keyfile_slot {
    char *user;
    bool is_recovery, is_administrator;
    struct passphrase_cost cost;
    uint8_t public_key[VAULT_PUBLIC]; /* that checks this person's signatures */
};
struct keyfile;
/* Errors: STORE (not there, not a key file, damaged, a cost out of bounds). */
struct keyfile *keyfile_read(const char *directory, GError **error);
void keyfile_free(struct keyfile *keyfile);
typedef struct keyfile keyfile_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(keyfile_t, keyfile_free)
size_t keyfile_count(const struct keyfile *keyfile);
const struct keyfile_slot *keyfile_nth(const struct keyfile *keyfile, size_t index);
const struct keyfile_slot *keyfile_find(const struct keyfile *keyfile, const char *user);
const char *keyfile_default_user(const struct keyfile *keyfile); /* NULL when none is set */
const uint8_t *keyfile_id(const struct keyfile *keyfile);        /* VAULT_ID bytes */
uint64_t keyfile_generation(const struct keyfile *keyfile);      /* one more with every change */
/* The public key that checks a signature of this user, present or former; NULL when nobody had that name. A former
 * user's keys stay in the file, so that their signatures can be checked for ever. `index` counts a user's keys. */
const uint8_t *keyfile_signer(const struct keyfile *keyfile, const char *user, size_t index);
/* For sealing: to the audit (failed logins) and to the backup key. VAULT_PUBLIC bytes, certified by the root key. */
const uint8_t *keyfile_audit_public(const struct keyfile *keyfile);
const uint8_t *keyfile_backup_public(const struct keyfile *keyfile);
/* What was read without a key is only believed after this: that the root key which certified it is the one these keys
 * know, that the store is theirs, and that the file's MAC fits their master key. No Argon2. Errors: STORE (changed by
 * somebody), STALE (there is another master key since these keys were unlocked). */
bool keyfile_check(const struct keyfile *keyfile, const struct vault_keys *keys, GError **error);
/* Whether its certificates, which were checked as it was read, are by the administrators' root key of `keys`: true of
 * any key file of the same store, also one from before a new master key. */
bool keyfile_has_root_of(const struct keyfile *keyfile, const struct vault_keys *keys);

/* ---- making and unlocking ---- */

/* Makes the key file of a new store: its first administrator and the recovery slot. `*recovery` is the recovery key as
 * text (160 random bits, eight groups of four of 32 symbols), tried once before this returns and kept nowhere. Answers
 * the keys, unlocked for that user. Refuses when there is a key file. */
struct vault_keys *keyfile_create(const char *directory, const char *user, const struct secret *passphrase,
                                  struct passphrase_cost cost, struct secret **recovery, GError **error);

/* Unlocks for `user` (KEYFILE_RECOVERY takes the recovery key, spaces, dashes and case ignored). Costs one Argon2, the
 * same whether the user is known or not. A failure is REFUSED, recorded and delays the next try (attempt.h); a try made
 * too early is REFUSED with the seconds left and costs nothing. One try of all processes at a time. The answered keys'
 * id, root certificate and the file's MAC have been checked. A `cancellable` is looked at before and after Argon2. */
struct vault_keys *keyfile_unlock(const char *directory, const char *user, const struct secret *passphrase,
                                  GCancellable *cancellable, GError **error);

/* ---- changes; each reads the file anew under a lock and replaces it whole ---- */

/* A slot for a new user, or a new slot for one who forgot the passphrase. The keys must be an administrator's. */
bool keyfile_enrol(const char *directory, const struct vault_keys *keys, const char *user, bool administrator,
                   const struct secret *passphrase, struct passphrase_cost cost, GError **error);
/* Another passphrase for the keys' own user; the slot's secret and so the signatures stay. */
bool keyfile_set_passphrase(const char *directory, const struct vault_keys *keys, const struct secret *passphrase,
                            struct passphrase_cost cost, GError **error);
bool keyfile_set_administrator(const char *directory, const struct vault_keys *keys, const char *user,
                               bool administrator, GError **error);
/* Takes the slot away; the public key stays as a former signer's. Whoever kept the master key can still use it: rotate.
 * (What an administrator kept of the administrators' secret, the root and the backup key, stays good for the life of
 * the store: a store that an administrator has left on bad terms is copied into a new one.) Refused (REFUSED) while a
 * new master key is being brought in, since that user holds it too. */
bool keyfile_remove(const char *directory, const struct vault_keys *keys, const char *user, GError **error);
bool keyfile_set_default_user(const char *directory, const struct vault_keys *keys, const char *user, GError **error);
/* A fresh recovery key; the old one no longer works. */
bool keyfile_new_recovery(const char *directory, const struct vault_keys *keys, struct secret **recovery,
                          GError **error);

/* The same person's keys as the file has them now (after a rotation, or other rights), without a passphrase. STALE when
 * the slot is gone. */
struct vault_keys *keyfile_renew(const char *directory, const struct vault_keys *keys, GError **error);

/* A new master key in two steps, so that a crash between them locks nobody out: after the first the file holds both
 * (keys answered: the new first, the old as the other); after the second only the new one, and epoch is one higher. */
struct vault_keys *keyfile_rotate_begin(const char *directory, const struct vault_keys *keys, GError **error);
bool keyfile_rotate_end(const char *directory, const struct vault_keys *keys, GError **error);
/* Instead of the second step, while nothing has been sealed under the new one: only the old one is left. */
bool keyfile_rotate_undo(const char *directory, const struct vault_keys *keys, GError **error);

/* ---- for a backup, which carries a copy of the key file ---- */
GBytes *keyfile_bytes(const struct keyfile *keyfile);
/* The same functions over bytes from elsewhere; unlocking neither records nor delays. */
struct keyfile *keyfile_parse(GBytes *bytes, const char *name, GError **error);
struct vault_keys *keyfile_unlock_bytes(GBytes *bytes, const char *user, const struct secret *passphrase,
                                        GError **error);
/* Writes it as the key file of another folder, under a new vault id: a restored store is not the one it was. The keys
 * (an administrator's) take the new id. */
bool keyfile_adopt(GBytes *bytes, const char *directory, struct vault_keys *keys, GError **error);
