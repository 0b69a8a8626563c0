/* SPDX-License-Identifier: Apache-2.0 */
/* One slot: wrapping its secret under a passphrase, opening it, and what is sealed to it. */
#include "vault/keyfile_private.h"

#include "base/base.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT(KEYFILE_SALT == crypto_pwhash_argon2id_SALTBYTES);
G_STATIC_ASSERT(KEYFILE_SEALED == VAULT_KEY + crypto_box_SEALBYTES);

static gint runs;

unsigned passphrase_key_runs(void)
{
    return (unsigned)g_atomic_int_get(&runs);
}

bool passphrase_key(const struct slot *slot, const struct secret *passphrase, uint8_t key[VAULT_KEY])
{
    const bool is_recovery = slot->signer.kind == SLOT_RECOVERY;
    g_autoptr(secret_t) text = is_recovery
                                   ? recovery_canonical(passphrase)
                                   : secret_copy(secret_bytes((struct secret *)passphrase), secret_length(passphrase));
    g_atomic_int_inc(&runs);
    return crypto_pwhash(key, VAULT_KEY, (const char *)secret_bytes(text), secret_length(text), slot->salt,
                         slot->cost.operations, (size_t)slot->cost.mebibytes << 20, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* All clear fields that do not change without the passphrase; rights are in the certificate. */
static void slot_authenticated(const struct slot *slot, uint8_t digest[VAULT_KEY])
{
    static const char label[] = "bureau key slot";
    const uint32_t words[] = { GUINT32_TO_LE(slot->signer.kind), GUINT32_TO_LE(slot->cost.operations),
                               GUINT32_TO_LE(slot->cost.mebibytes) };
    const struct seal_part parts[] = {
        { label, sizeof label },
        { slot->signer.user, strlen(slot->signer.user) },
        { words, sizeof words },
        { slot->salt, KEYFILE_SALT },
        { slot->signer.sign, VAULT_PUBLIC },
        { slot->signer.box, VAULT_PUBLIC },
    };
    seal_digest(digest, VAULT_KEY, NULL, parts, G_N_ELEMENTS(parts));
}

static void person_publics(const uint8_t person[VAULT_KEY], uint8_t sign[VAULT_PUBLIC], uint8_t box[VAULT_PUBLIC],
                           uint8_t box_secret[crypto_box_SECRETKEYBYTES])
{
    uint8_t seed[VAULT_KEY], pair[VAULT_PAIR];
    vault_seed(person, "sign", seed);
    crypto_sign_seed_keypair(sign, pair, seed);
    vault_seed(person, "box", seed);
    crypto_box_seed_keypair(box, box_secret, seed);
    secret_wipe(seed, sizeof seed);
    secret_wipe(pair, sizeof pair);
}

bool slot_wrap(struct slot *slot, const struct secret *passphrase, struct passphrase_cost cost,
               const uint8_t person[VAULT_KEY], const uint8_t root[VAULT_PUBLIC], GError **error)
{
    enum { INSIDE = VAULT_KEY + VAULT_PUBLIC };
    uint8_t key[VAULT_KEY], with[VAULT_KEY], inside[INSIDE];
    slot->cost = cost;
    randombytes_buf(slot->salt, sizeof slot->salt);
    if (!cost_is_sound(cost) || !passphrase_key(slot, passphrase, key)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is not enough memory to derive a key from a passphrase"),
                         N_("Close other programs and try again."), NULL);
        return false;
    }
    slot_authenticated(slot, with);
    memcpy(inside, person, VAULT_KEY);
    memcpy(inside + VAULT_KEY, root, VAULT_PUBLIC);
    seal_close(key, slot->wrapped, inside, INSIDE, with, sizeof with, slot->wrapped + INSIDE);
    secret_wipe(key, sizeof key);
    secret_wipe(inside, sizeof inside);
    return true;
}

bool slot_make(struct slot *slot, const char *user, enum slot_kind kind, uint32_t flags,
               const struct secret *passphrase, struct passphrase_cost cost, const uint8_t root[VAULT_PUBLIC],
               GError **error)
{
    uint8_t person[VAULT_KEY], box_secret[crypto_box_SECRETKEYBYTES];
    memset(slot, 0, sizeof *slot);
    g_strlcpy(slot->signer.user, user, sizeof slot->signer.user);
    slot->signer.kind = kind;
    slot->signer.flags = flags;
    randombytes_buf(person, sizeof person);
    person_publics(person, slot->signer.sign, slot->signer.box, box_secret);
    const bool made = slot_wrap(slot, passphrase, cost, person, root, error);
    secret_wipe(person, sizeof person);
    secret_wipe(box_secret, sizeof box_secret);
    return made;
}

bool slot_open(const struct slot *slot, const uint8_t key[VAULT_KEY], uint8_t person[VAULT_KEY],
               uint8_t root[VAULT_PUBLIC])
{
    enum { INSIDE = VAULT_KEY + VAULT_PUBLIC };
    uint8_t with[VAULT_KEY], inside[INSIDE];
    slot_authenticated(slot, with);
    const bool opened = seal_open(key, inside, slot->wrapped, INSIDE, with, sizeof with, slot->wrapped + INSIDE);
    if (opened) {
        memcpy(person, inside, VAULT_KEY);
        memcpy(root, inside + VAULT_KEY, VAULT_PUBLIC);
    }
    secret_wipe(inside, sizeof inside);
    return opened;
}

void slot_seal(struct slot *slot, const struct vault_keys *keys)
{
    const struct key_material *material = keys->material;
    memset(slot->other, 0, sizeof slot->other);
    memset(slot->administrator, 0, sizeof slot->administrator);
    bool sealed = crypto_box_seal(slot->master, material->master, VAULT_KEY, slot->signer.box) == 0;
    if (keys->has_other)
        sealed = sealed && crypto_box_seal(slot->other, material->other, VAULT_KEY, slot->signer.box) == 0;
    if (slot->signer.flags & SLOT_ADMINISTRATOR)
        sealed =
            sealed && crypto_box_seal(slot->administrator, material->administrator, VAULT_KEY, slot->signer.box) == 0;
    /* only a public key that no slot of ours has (a point of small order) fails, and those are certified */
    if (!sealed) g_error("a key cannot be sealed to the slot of a user");
}

static bool unseal(uint8_t key[VAULT_KEY], const uint8_t sealed[KEYFILE_SEALED], const uint8_t box[VAULT_PUBLIC],
                   const uint8_t box_secret[crypto_box_SECRETKEYBYTES])
{
    return crypto_box_seal_open(key, sealed, KEYFILE_SEALED, box, box_secret) == 0;
}

static bool is_certified(const uint8_t master[VAULT_KEY], const struct master_certificate *certificate)
{
    uint8_t digest[VAULT_KEY];
    master_digest(master, digest);
    return secret_equal(digest, certificate->digest, sizeof digest);
}

/* Fills `keys` from the slot. Answers a word for what does not fit, NULL when all does. */
static const char *fill(struct vault_keys *keys, const struct keyfile *keyfile, const struct slot *slot)
{
    struct key_material *material = keys->material;
    uint8_t sign[VAULT_PUBLIC], box[VAULT_PUBLIC], box_secret[crypto_box_SECRETKEYBYTES], key[VAULT_KEY];
    person_publics(material->person, sign, box, box_secret);
    const bool is_own =
        memcmp(sign, slot->signer.sign, sizeof sign) == 0 && memcmp(box, slot->signer.box, sizeof box) == 0;
    const bool has_master = is_own && unseal(material->master, slot->master, box, box_secret);
    const bool has_other = keyfile->other.epoch != 0;
    const bool other_fits = !has_other || (is_own && unseal(material->other, slot->other, box, box_secret));
    const bool administrator_fits =
        !keys->has_administrator || (is_own && unseal(material->administrator, slot->administrator, box, box_secret));
    secret_wipe(box_secret, sizeof box_secret);
    if (!has_master || !other_fits || !administrator_fits) return N_("a slot is not as it should be");
    if (!is_certified(material->master, &keyfile->master)) return N_("it names another master key");
    if (has_other && !is_certified(material->other, &keyfile->other)) return N_("it names another master key");
    if (!keyfile_mac_is_good(keyfile, keys)) return N_("its seal does not fit");
    keys->has_other = has_other;
    vault_keys_derive(keys, "audit secret", keyfile->id, VAULT_ID, key);
    const bool has_audit =
        seal_open(key, material->audit, keyfile->audit_secret, VAULT_KEY, NULL, 0, keyfile->audit_secret + VAULT_KEY);
    secret_wipe(key, sizeof key);
    return has_audit ? NULL : N_("its seal does not fit");
}

/* That the administrators' secret is the one that the root's public key belongs to. */
static bool has_root(const struct vault_keys *keys)
{
    uint8_t public_key[VAULT_PUBLIC], pair[VAULT_PAIR];
    vault_root_pair(keys->material->administrator, public_key, pair);
    secret_wipe(pair, sizeof pair);
    return memcmp(public_key, keys->root, sizeof public_key) == 0;
}

struct vault_keys *keys_from_slot(const struct keyfile *keyfile, const struct slot *slot,
                                  const uint8_t person[VAULT_KEY], const uint8_t root[VAULT_PUBLIC], const char *name,
                                  GError **error)
{
    static const uint8_t zeros[VAULT_KEY];
    const bool is_administrator = (slot->signer.flags & SLOT_ADMINISTRATOR) != 0;
    /* the certificates were checked against the root key the file names: it must be the one the passphrase opened */
    if (memcmp(root, keyfile->root, VAULT_PUBLIC) != 0) {
        keyfile_error(error, name, N_("it is not this person's store"));
        return NULL;
    }
    g_autoptr(vault_keys_t) keys = vault_keys_make(keyfile->id, keyfile->master.epoch, zeros, person,
                                                   is_administrator ? zeros : NULL, slot->signer.user);
    memcpy(keys->root, root, VAULT_PUBLIC);
    keys->generation = keyfile->generation;
    keys->other_epoch = keyfile->other.epoch;
    const char *fault = fill(keys, keyfile, slot);
    if (!fault && is_administrator && !has_root(keys)) fault = N_("a slot is not as it should be");
    if (!fault) return g_steal_pointer(&keys);
    keyfile_error(error, name, fault);
    return NULL;
}

bool keyfile_has_root_of(const struct keyfile *keyfile, const struct vault_keys *keys)
{
    return memcmp(keyfile->root, keys->root, VAULT_PUBLIC) == 0;
}

bool keyfile_check(const struct keyfile *keyfile, const struct vault_keys *keys, GError **error)
{
    const struct key_material *material = keys->material;
    if (memcmp(keyfile->root, keys->root, VAULT_PUBLIC) != 0 || memcmp(keyfile->id, keys->id, VAULT_ID) != 0) {
        keyfile_error(error, KEYFILE_NAME, N_("it is not this person's store"));
        return false;
    }
    const bool is_first = is_certified(material->master, &keyfile->master);
    if (!is_first && !(keys->has_other && is_certified(material->other, &keyfile->master))) {
        bureau_error_set(error, BUREAU_ERROR_STALE, N_("This store has another master key since you logged in"),
                         N_("Log in again."), NULL);
        return false;
    }
    g_autoptr(vault_keys_t) present =
        vault_keys_make(keyfile->id, keyfile->master.epoch, is_first ? material->master : material->other,
                        material->person, NULL, NULL);
    if (keyfile_mac_is_good(keyfile, present)) return true;
    keyfile_error(error, KEYFILE_NAME, N_("its seal does not fit"));
    return false;
}

void slot_dummy(const struct keyfile *keyfile, const char *user, struct slot *slot)
{
    const struct seal_part parts[] = { { keyfile->id, VAULT_ID }, { user, strlen(user) } };
    memset(slot, 0, sizeof *slot);
    slot->signer.kind = SLOT_PERSON;
    seal_digest(slot->salt, sizeof slot->salt, NULL, parts, G_N_ELEMENTS(parts));
    for (guint i = 0; i < keyfile->slots->len; i++) { /* the newest person's: costs grow with the years */
        const struct slot *other = &g_array_index(keyfile->slots, struct slot, i);
        if (other->signer.kind == SLOT_PERSON) slot->cost = other->cost;
    }
}
