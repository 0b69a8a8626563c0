/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of the key file. What is signed is a digest over labelled parts, each with its length, so that a
 * certificate of one thing can never pass for one of another. */
#include "vault/keyfile_private.h"

#include <sodium.h>
#include <string.h>

enum { STATEMENT = 64 };

void master_digest(const uint8_t master[VAULT_KEY], uint8_t digest[VAULT_KEY])
{
    static const char label[] = "bureau master key";
    const struct seal_part part = { label, sizeof label };
    seal_digest(digest, VAULT_KEY, master, &part, 1);
}

static void master_statement(const struct keyfile *keyfile, const struct master_certificate *certificate,
                             uint8_t statement[STATEMENT])
{
    static const char label[] = "bureau master certificate";
    const uint32_t epoch = GUINT32_TO_LE(certificate->epoch);
    const struct seal_part parts[] = {
        { label, sizeof label },          { keyfile->id, VAULT_ID },
        { &epoch, sizeof epoch },         { certificate->digest, VAULT_KEY },
        { keyfile->audit, VAULT_PUBLIC }, { keyfile->backup, VAULT_PUBLIC },
    };
    seal_digest(statement, STATEMENT, NULL, parts, G_N_ELEMENTS(parts));
}

static void signer_statement(const struct keyfile *keyfile, const struct signer *signer, uint8_t statement[STATEMENT])
{
    static const char label[] = "bureau signer certificate";
    const uint32_t words[] = { GUINT32_TO_LE(signer->kind), GUINT32_TO_LE(signer->flags) };
    const struct seal_part parts[] = {
        { label, sizeof label }, { keyfile->id, VAULT_ID },      { signer->user, strlen(signer->user) },
        { words, sizeof words }, { signer->sign, VAULT_PUBLIC }, { signer->box, VAULT_PUBLIC },
    };
    seal_digest(statement, STATEMENT, NULL, parts, G_N_ELEMENTS(parts));
}

static void sign(const uint8_t statement[STATEMENT], const uint8_t administrator[VAULT_KEY],
                 uint8_t signature[VAULT_SIGNATURE])
{
    uint8_t public_key[VAULT_PUBLIC], pair[VAULT_PAIR];
    vault_root_pair(administrator, public_key, pair);
    crypto_sign_detached(signature, NULL, statement, STATEMENT, pair);
    secret_wipe(pair, sizeof pair);
}

void certify_master(struct keyfile *keyfile, struct master_certificate *certificate,
                    const uint8_t administrator[VAULT_KEY])
{
    uint8_t statement[STATEMENT];
    master_statement(keyfile, certificate, statement);
    sign(statement, administrator, certificate->signature);
}

void certify_signer(const struct keyfile *keyfile, struct signer *signer, const uint8_t administrator[VAULT_KEY])
{
    uint8_t statement[STATEMENT];
    signer_statement(keyfile, signer, statement);
    sign(statement, administrator, signer->certificate);
}

static bool signer_is_good(const struct keyfile *keyfile, const struct signer *signer)
{
    uint8_t statement[STATEMENT];
    signer_statement(keyfile, signer, statement);
    return vault_signature_is_good(keyfile->root, statement, sizeof statement, signer->certificate);
}

static bool master_is_good(const struct keyfile *keyfile, const struct master_certificate *certificate)
{
    uint8_t statement[STATEMENT];
    master_statement(keyfile, certificate, statement);
    return vault_signature_is_good(keyfile->root, statement, sizeof statement, certificate->signature);
}

bool keyfile_certificates_are_good(const struct keyfile *keyfile)
{
    if (!vault_prepare() || !master_is_good(keyfile, &keyfile->master)) return false;
    if (keyfile->other.epoch && !master_is_good(keyfile, &keyfile->other)) return false;
    for (guint i = 0; i < keyfile->slots->len; i++)
        if (!signer_is_good(keyfile, &g_array_index(keyfile->slots, struct slot, i).signer)) return false;
    for (guint i = 0; i < keyfile->former->len; i++)
        if (!signer_is_good(keyfile, &g_array_index(keyfile->former, struct signer, i))) return false;
    return true;
}

static void box_public(const uint8_t secret[VAULT_KEY], const char *label, uint8_t public_key[VAULT_PUBLIC])
{
    uint8_t seed[VAULT_KEY], pair[crypto_box_SECRETKEYBYTES];
    vault_seed(secret, label, seed);
    crypto_box_seed_keypair(public_key, pair, seed);
    secret_wipe(seed, sizeof seed);
    secret_wipe(pair, sizeof pair);
}

void audit_public(const uint8_t audit[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC])
{
    box_public(audit, "audit", public_key);
}

void backup_public(const uint8_t administrator[VAULT_KEY], uint8_t public_key[VAULT_PUBLIC])
{
    box_public(administrator, "backup", public_key);
}
