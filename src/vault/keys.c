/* SPDX-License-Identifier: Apache-2.0 */
/* See keys.h. */
#include "vault/keys.h"

#include "base/base.h"
#include "vault/private.h"
#include "vault/seal.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT(VAULT_PUBLIC == crypto_sign_PUBLICKEYBYTES && VAULT_SIGNATURE == crypto_sign_BYTES);
G_STATIC_ASSERT(VAULT_PAIR == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT(VAULT_KEY == crypto_sign_SEEDBYTES && VAULT_KEY == crypto_box_SEEDBYTES);

void vault_seed(const uint8_t secret[VAULT_KEY], const char *label, uint8_t seed[VAULT_KEY])
{
    const struct seal_part part = { label, strlen(label) };
    seal_digest(seed, VAULT_KEY, secret, &part, 1);
}

/* The signing key pair of a person; `pair` is wiped by the caller. */
static void sign_pair(const struct vault_keys *keys, uint8_t public_key[VAULT_PUBLIC],
                      uint8_t pair[crypto_sign_SECRETKEYBYTES])
{
    uint8_t seed[VAULT_KEY];
    vault_seed(keys->material->person, "sign", seed);
    crypto_sign_seed_keypair(public_key, pair, seed);
    secret_wipe(seed, sizeof seed);
}

struct vault_keys *vault_keys_make(const uint8_t id[VAULT_ID], uint32_t epoch, const uint8_t master[VAULT_KEY],
                                   const uint8_t person[VAULT_KEY], const uint8_t *administrator, const char *user)
{
    struct vault_keys *keys = g_new0(struct vault_keys, 1);
    uint8_t pair[crypto_sign_SECRETKEYBYTES];
    keys->references = 1;
    keys->secret = secret_new(sizeof(struct key_material));
    keys->material = (struct key_material *)secret_bytes(keys->secret);
    keys->epoch = epoch;
    keys->user = g_strdup(user);
    memcpy(keys->id, id, VAULT_ID);
    memcpy(keys->material->master, master, VAULT_KEY);
    memcpy(keys->material->person, person, VAULT_KEY);
    keys->has_administrator = administrator != NULL;
    if (administrator) memcpy(keys->material->administrator, administrator, VAULT_KEY);
    sign_pair(keys, keys->public_key, pair);
    secret_wipe(pair, sizeof pair);
    return keys;
}

void vault_root_pair(const uint8_t administrator[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC], uint8_t pair[VAULT_PAIR])
{
    uint8_t seed[VAULT_KEY];
    vault_seed(administrator, "root", seed);
    crypto_sign_seed_keypair(public_key, pair, seed);
    secret_wipe(seed, sizeof seed);
}

struct vault_keys *vault_keys_new(void)
{
    uint8_t id[VAULT_ID], pair[crypto_sign_SECRETKEYBYTES];
    g_autoptr(secret_t) drawn = secret_new(4 * VAULT_KEY);
    uint8_t *bytes = secret_bytes(drawn);
    randombytes_buf(id, sizeof id);
    randombytes_buf(bytes, 4 * VAULT_KEY);
    struct vault_keys *keys = vault_keys_make(id, 1, bytes, bytes + VAULT_KEY, bytes + 2 * VAULT_KEY, NULL);
    memcpy(keys->material->audit, bytes + 3 * VAULT_KEY, VAULT_KEY);
    vault_root_pair(keys->material->administrator, keys->root, pair);
    secret_wipe(pair, sizeof pair);
    return keys;
}

struct vault_keys *vault_keys_ref(struct vault_keys *keys)
{
    if (keys) g_atomic_int_inc(&keys->references);
    return keys;
}

void vault_keys_unref(struct vault_keys *keys)
{
    if (!keys || !g_atomic_int_dec_and_test(&keys->references)) return;
    secret_free(keys->secret);
    g_free(keys->user);
    g_free(keys);
}

int vault_keys_references(const struct vault_keys *keys)
{
    return g_atomic_int_get(&keys->references);
}

const char *vault_keys_user(const struct vault_keys *keys)
{
    return keys->user;
}

const uint8_t *vault_keys_id(const struct vault_keys *keys)
{
    return keys->id;
}

uint32_t vault_keys_epoch(const struct vault_keys *keys)
{
    return keys->epoch;
}

uint64_t vault_keys_generation(const struct vault_keys *keys)
{
    return keys->generation;
}

bool vault_keys_is_administrator(const struct vault_keys *keys)
{
    return keys->has_administrator;
}

void vault_keys_derive(const struct vault_keys *keys, const char *label, const void *salt, size_t salt_length,
                       uint8_t key[VAULT_KEY])
{
    const struct seal_part parts[] = { { label, strlen(label) }, { salt, salt_length } };
    seal_digest(key, VAULT_KEY, keys->material->master, parts, G_N_ELEMENTS(parts));
}

bool vault_keys_try_other(struct vault_keys *keys)
{
    if (!keys->has_other) return false;
    struct key_material *material = keys->material;
    uint8_t moved[VAULT_KEY];
    memcpy(moved, material->master, VAULT_KEY);
    memcpy(material->master, material->other, VAULT_KEY);
    memcpy(material->other, moved, VAULT_KEY);
    secret_wipe(moved, sizeof moved);
    const uint32_t epoch = keys->epoch;
    keys->epoch = keys->other_epoch;
    keys->other_epoch = epoch;
    return true;
}

void vault_keys_sign(const struct vault_keys *keys, const void *bytes, size_t length,
                     uint8_t signature[VAULT_SIGNATURE])
{
    uint8_t public_key[VAULT_PUBLIC], pair[crypto_sign_SECRETKEYBYTES];
    sign_pair(keys, public_key, pair);
    crypto_sign_detached(signature, NULL, bytes, length, pair);
    secret_wipe(pair, sizeof pair);
}

const uint8_t *vault_keys_public(const struct vault_keys *keys)
{
    return keys->public_key;
}

bool vault_signature_is_good(const uint8_t public_key[VAULT_PUBLIC], const void *bytes, size_t length,
                             const uint8_t signature[VAULT_SIGNATURE])
{
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}

/* ---- as one piece, for the agent ---- */

enum { PACK_VERSION = 2, PACK_HEAD = 4 + 4 + 4 + 4 + 8 + VAULT_ID + VAULT_PUBLIC, PACK_USER = 64 };

struct secret *vault_keys_pack(const struct vault_keys *keys)
{
    const size_t user = keys->user ? strlen(keys->user) : 0;
    if (user > PACK_USER) g_error("a user's name is longer than the store allows");
    struct secret *packed = secret_new(PACK_HEAD + sizeof(struct key_material) + user);
    uint8_t *to = secret_bytes(packed);
    const uint32_t flags = (keys->has_other ? 1u : 0u) | (keys->has_administrator ? 2u : 0u);
    const uint32_t head[] = { GUINT32_TO_LE(PACK_VERSION), GUINT32_TO_LE(flags), GUINT32_TO_LE(keys->epoch),
                              GUINT32_TO_LE(keys->other_epoch) };
    memcpy(to, head, sizeof head);
    const uint64_t generation = GUINT64_TO_LE(keys->generation);
    memcpy(to + sizeof head, keys->id, VAULT_ID);
    memcpy(to + sizeof head + VAULT_ID, keys->root, VAULT_PUBLIC);
    memcpy(to + sizeof head + VAULT_ID + VAULT_PUBLIC, &generation, sizeof generation);
    memcpy(to + PACK_HEAD, keys->material, sizeof *keys->material);
    if (user) memcpy(to + PACK_HEAD + sizeof *keys->material, keys->user, user);
    return packed;
}

struct vault_keys *vault_keys_unpack(const void *bytes, size_t length, GError **error)
{
    uint32_t head[4];
    const uint8_t *from = bytes;
    const size_t fixed = PACK_HEAD + sizeof(struct key_material);
    if (length >= sizeof head) memcpy(head, from, sizeof head);
    if (length < fixed || length > fixed + PACK_USER || GUINT32_FROM_LE(head[0]) != PACK_VERSION) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("What the agent answered is not a key"),
                         N_("Stop it with `bureau agent stop` and start it again."), NULL);
        return NULL;
    }
    const struct key_material *material = (const struct key_material *)(const void *)(from + PACK_HEAD);
    const uint32_t flags = GUINT32_FROM_LE(head[1]);
    g_autofree char *user = length > fixed ? g_strndup((const char *)from + fixed, length - fixed) : NULL;
    struct vault_keys *keys = vault_keys_make(from + sizeof head, GUINT32_FROM_LE(head[2]), material->master,
                                              material->person, flags & 2 ? material->administrator : NULL, user);
    keys->has_other = (flags & 1) != 0;
    keys->other_epoch = GUINT32_FROM_LE(head[3]);
    memcpy(keys->material->other, material->other, VAULT_KEY);
    memcpy(keys->material->audit, material->audit, VAULT_KEY);
    uint64_t generation;
    memcpy(keys->root, from + sizeof head + VAULT_ID, VAULT_PUBLIC);
    memcpy(&generation, from + sizeof head + VAULT_ID + VAULT_PUBLIC, sizeof generation);
    keys->generation = GUINT64_FROM_LE(generation);
    return keys;
}
