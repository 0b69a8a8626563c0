/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share. */
#pragma once
#include "vault/keys.h"

/* The secrets of a struct vault_keys, in one piece of locked memory. */
struct key_material {
    uint8_t master[VAULT_KEY];
    uint8_t other[VAULT_KEY];         /* the master key that goes or comes while it is changed */
    uint8_t person[VAULT_KEY];        /* the slot's secret: signing and box key come from it */
    uint8_t administrator[VAULT_KEY]; /* the administrators' secret: root signature and backup key come from it */
    uint8_t audit[VAULT_KEY];         /* opens the failed tries; the same for the life of a store */
};

struct vault_keys {
    gint references;
    struct secret *secret; /* a struct key_material */
    struct key_material *material;
    bool has_other, has_administrator;
    uint32_t epoch, other_epoch;
    uint64_t generation;
    uint8_t id[VAULT_ID];
    uint8_t public_key[VAULT_PUBLIC]; /* of the person's signing key */
    uint8_t root[VAULT_PUBLIC];       /* that checks the administrators' certificates */
    char *user;
};

/* Keys from their parts; NULL user, other and administrator when there are none. Copies what it is given. */
struct vault_keys *vault_keys_make(const uint8_t id[VAULT_ID], uint32_t epoch, const uint8_t master[VAULT_KEY],
                                   const uint8_t person[VAULT_KEY], const uint8_t *administrator, const char *user);
/* The seeds that come from a slot's secret or the administrators' secret: label "sign", "box", "root", "backup". */
void vault_seed(const uint8_t secret[VAULT_KEY], const char *label, uint8_t seed[VAULT_KEY]);
/* The administrators' root key pair, which signs certificates; the caller wipes `pair`. */
enum { VAULT_PAIR = 64 };
void vault_root_pair(const uint8_t administrator[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC],
                     uint8_t pair[VAULT_PAIR]);
