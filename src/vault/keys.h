/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of one store, unlocked: the master key from which all others come, and what belongs to the person who
 * unlocked it (a signing key; for an administrator the administrators' secret). They are in locked memory and are wiped
 * with the last reference. May be shared between threads. */
#pragma once
#include "vault/secret.h"

enum { VAULT_ID = 16, VAULT_KEY = 32, VAULT_PUBLIC = 32, VAULT_SIGNATURE = 64 };

struct vault_keys;

/* A fresh master key and signing key that belong to nobody: for a store before its key file is made, and for tests. It
 * holds the administrators' secret. */
struct vault_keys *vault_keys_new(void);
struct vault_keys *vault_keys_ref(struct vault_keys *keys);
void vault_keys_unref(struct vault_keys *keys);
/* How many hold them: whoever locks a store makes sure that its own reference is the last one. */
int vault_keys_references(const struct vault_keys *keys);
typedef struct vault_keys vault_keys_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vault_keys_t, vault_keys_unref)

const char *vault_keys_user(const struct vault_keys *keys);  /* NULL: nobody's */
const uint8_t *vault_keys_id(const struct vault_keys *keys); /* VAULT_ID bytes, the same for the life of a store */
uint32_t vault_keys_epoch(const struct vault_keys *keys);    /* 1, and one more with every new master key */
/* How often the key file had been changed when these keys were unlocked. A lower one than was seen before means that an
 * old key file was put back. 0: nobody's keys. */
uint64_t vault_keys_generation(const struct vault_keys *keys);
bool vault_keys_is_administrator(const struct vault_keys *keys);

/* A key of its own for a use: BLAKE2b of the label and the salt under the master key. Labels are constants. */
void vault_keys_derive(const struct vault_keys *keys, const char *label, const void *salt, size_t salt_length,
                       uint8_t key[VAULT_KEY]);

/* While a new master key is being brought in there are two; store_open() tries the other one when the first does not
 * fit. false when there is no other. */
bool vault_keys_try_other(struct vault_keys *keys);

/* Ed25519 (RFC 8032) with the person's signing key. */
void vault_keys_sign(const struct vault_keys *keys, const void *bytes, size_t length,
                     uint8_t signature[VAULT_SIGNATURE]);
const uint8_t *vault_keys_public(const struct vault_keys *keys); /* VAULT_PUBLIC bytes */
bool vault_signature_is_good(const uint8_t public_key[VAULT_PUBLIC], const void *bytes, size_t length,
                             const uint8_t signature[VAULT_SIGNATURE]);

/* For the agent: everything as one secret, and back. NULL and an error when the bytes are not keys. */
struct secret *vault_keys_pack(const struct vault_keys *keys);
struct vault_keys *vault_keys_unpack(const void *bytes, size_t length, GError **error);
