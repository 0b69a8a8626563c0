/* SPDX-License-Identifier: Apache-2.0 */
/* The key file from inside: what stands in it, and the steps that reading, unlocking and changing share.
 *
 * Layout (little-endian; sizes fixed, so that every byte has one meaning):
 *   head      magic "BureauK1", version, size of the file, vault id, epochs of the master key and of the other one, the
 *             number of changes so far, numbers of slots and of former signers, default user, the root key's public
 *             half, the audit's and the backup's public keys, the audit's secret sealed under the master key, and for
 *             each of the two master keys its digest and the root key's certificate
 *   slots     one a user and one for the recovery key
 *   former    the signers that were, for checking what they signed
 *   MAC       BLAKE2b of all before it, under a key that comes from the master key
 *
 * Who could change what, and what finds it:
 *   - without any key: the MAC; and the wrapped part of each slot is authenticated with the slot's clear fields, so
 * that a name or a cost that was changed opens nothing;
 *   - with the master key (an officer with another program): the certificates of the root key, which name each slot's
 *     user, rights and public keys, and the master key itself;
 *   - a whole file of one's own making: the root key's public half, which each person's passphrase opens. */
#pragma once
#include "vault/keyfile.h"
#include "vault/private.h"
#include "vault/seal.h"

enum {
    KEYFILE_VERSION = 1,
    KEYFILE_USER = 64, /* bytes of a user's name, zeros behind it */
    KEYFILE_SALT = 16,
    KEYFILE_SEALED = VAULT_KEY + 48, /* a key sealed to a public key (crypto_box_seal) */
    KEYFILE_WRAPPED = VAULT_KEY + VAULT_PUBLIC + SEAL_OVERHEAD,
    KEYFILE_MAC = 32,
    KEYFILE_SLOTS = 1024,
    KEYFILE_FORMER = 8192,
};

enum slot_kind { SLOT_PERSON = 1, SLOT_RECOVERY = 2 };
enum { SLOT_ADMINISTRATOR = 1 };

/* What the root key certifies of a signer, present or former. */
struct signer {
    char user[KEYFILE_USER + 1];
    uint32_t kind, flags;
    uint8_t sign[VAULT_PUBLIC], box[VAULT_PUBLIC];
    uint8_t certificate[VAULT_SIGNATURE];
};

struct slot {
    struct signer signer;
    struct passphrase_cost cost;
    uint8_t salt[KEYFILE_SALT];
    uint8_t wrapped[KEYFILE_WRAPPED];      /* the slot's secret and the root's public key, under the passphrase */
    uint8_t master[KEYFILE_SEALED];        /* the master key, to `box` */
    uint8_t other[KEYFILE_SEALED];         /* while it is changed: the one that goes */
    uint8_t administrator[KEYFILE_SEALED]; /* the administrators' secret, to `box`; zeros for an officer */
};

struct master_certificate {
    uint32_t epoch; /* 0: there is none */
    uint8_t digest[VAULT_KEY];
    uint8_t signature[VAULT_SIGNATURE];
};

struct keyfile {
    GBytes *bytes; /* as read or written */
    uint8_t id[VAULT_ID];
    uint64_t generation;
    char default_user[KEYFILE_USER + 1];
    uint8_t root[VAULT_PUBLIC], audit[VAULT_PUBLIC], backup[VAULT_PUBLIC];
    uint8_t audit_secret[VAULT_KEY + SEAL_OVERHEAD];
    struct master_certificate master, other;
    GArray *slots;       /* struct slot */
    GArray *former;      /* struct signer */
    GPtrArray *readable; /* struct keyfile_slot *, as the public functions answer them */
};

/* ---- format ---- */
struct keyfile *keyfile_empty(void);
/* Writes the bytes with their MAC under `keys`, whose master key is the file's. */
void keyfile_serialise(struct keyfile *keyfile, const struct vault_keys *keys);
bool keyfile_mac_is_good(const struct keyfile *keyfile, const struct vault_keys *keys);
struct slot *keyfile_slot(const struct keyfile *keyfile, const char *user); /* NULL when there is none */
bool cost_is_sound(struct passphrase_cost cost);
/* "That key file was changed by somebody else": `what` is a word for the part. */
void keyfile_error(GError **error, const char *name, const char *what);

/* ---- certificates ---- */
void master_digest(const uint8_t master[VAULT_KEY], uint8_t digest[VAULT_KEY]);
void certify_master(struct keyfile *keyfile, struct master_certificate *certificate,
                    const uint8_t administrator[VAULT_KEY]);
void certify_signer(const struct keyfile *keyfile, struct signer *signer, const uint8_t administrator[VAULT_KEY]);
/* Every certificate under the root key that the file names. */
bool keyfile_certificates_are_good(const struct keyfile *keyfile);
/* The public halves of audit and backup key. */
void audit_public(const uint8_t audit[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC]);
void backup_public(const uint8_t administrator[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC]);

/* ---- slots ---- */
/* Argon2id of the passphrase; the recovery key is put into its one form first. false: not enough memory. */
bool passphrase_key(const struct slot *slot, const struct secret *passphrase, uint8_t key[VAULT_KEY]);
/* How many times it ran in this process: a test counts that an unknown user costs the same. */
unsigned passphrase_key_runs(void);
/* Fills a slot with a fresh secret, wrapped under the passphrase; the keys are sealed to it by slot_seal(). */
bool slot_make(struct slot *slot, const char *user, enum slot_kind kind, uint32_t flags,
               const struct secret *passphrase, struct passphrase_cost cost, const uint8_t root[VAULT_PUBLIC],
               GError **error);
/* Wraps a known secret again, under another passphrase. */
bool slot_wrap(struct slot *slot, const struct secret *passphrase, struct passphrase_cost cost,
               const uint8_t person[VAULT_KEY], const uint8_t root[VAULT_PUBLIC], GError **error);
/* Opens it with a derived key: the person's secret and the root's public half. */
bool slot_open(const struct slot *slot, const uint8_t key[VAULT_KEY], uint8_t person[VAULT_KEY],
               uint8_t root[VAULT_PUBLIC]);
/* Seals what `keys` hold to the slot, as its flags allow. */
void slot_seal(struct slot *slot, const struct vault_keys *keys);
/* The keys of a slot whose secret is known, everything checked: digests, certificates, MAC. NULL: the file was
 * tampered with. `name` is for the message. */
struct vault_keys *keys_from_slot(const struct keyfile *keyfile, const struct slot *slot,
                                  const uint8_t person[VAULT_KEY], const uint8_t root[VAULT_PUBLIC], const char *name,
                                  GError **error);
/* A slot that nobody has, which costs what this file's slots usually cost. */
void slot_dummy(const struct keyfile *keyfile, const char *user, struct slot *slot);

/* ---- recovery key ---- */
struct secret *recovery_make(void);
/* Letters large, without spaces and dashes. */
struct secret *recovery_canonical(const struct secret *text);

/* ---- the file ---- */
/* Reads it under an exclusive lock, which goes with the descriptor (-1 on an error). */
int keyfile_lock(const char *directory, struct keyfile **keyfile, GError **error);
/* Writes keyfile->bytes: anew (fails when there is one) or in place of the present one, which becomes vault.keys.1. */
bool keyfile_write(const char *directory, const struct keyfile *keyfile, bool anew, GError **error);
/* A name that a slot may have. */
bool keyfile_check_user(const char *user, GError **error);
