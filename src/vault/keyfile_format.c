/* SPDX-License-Identifier: Apache-2.0 */
/* The key file as bytes. Nothing in it is believed before it was measured: a size, a number of slots or a cost out of
 * bounds is refused before memory is taken for it. */
#include "vault/keyfile_private.h"

#include "base/base.h"

#include <string.h>

static const uint8_t magic[8] = { 'B', 'u', 'r', 'e', 'a', 'u', 'K', '1' };

enum {
    SIGNER_SIZE = KEYFILE_USER + 8 + 2 * VAULT_PUBLIC + VAULT_SIGNATURE,
    SLOT_SIZE = SIGNER_SIZE + 8 + KEYFILE_SALT + KEYFILE_WRAPPED + 3 * KEYFILE_SEALED,
    MASTER_SIZE = 4 + VAULT_KEY + VAULT_SIGNATURE,
    HEAD_SIZE = 8 + 4 + 4 + VAULT_ID + 8 + 4 + 4 + KEYFILE_USER + 3 * VAULT_PUBLIC + VAULT_KEY + SEAL_OVERHEAD +
                2 * MASTER_SIZE,
};

/* One walk serves both ways: `into` NULL reads. A read beyond the end cannot happen: the size was checked first. */
struct walk {
    const uint8_t *from;
    GByteArray *into;
    bool sound;
};

static void walk_bytes(struct walk *walk, void *bytes, size_t length)
{
    if (walk->into) {
        g_byte_array_append(walk->into, bytes, (guint)length);
    } else {
        memcpy(bytes, walk->from, length);
        walk->from += length;
    }
}

static void walk_32(struct walk *walk, uint32_t *value)
{
    uint32_t little = GUINT32_TO_LE(*value);
    walk_bytes(walk, &little, sizeof little);
    *value = GUINT32_FROM_LE(little);
}

static void walk_64(struct walk *walk, uint64_t *value)
{
    uint64_t little = GUINT64_TO_LE(*value);
    walk_bytes(walk, &little, sizeof little);
    *value = GUINT64_FROM_LE(little);
}

/* A name: valid text, then nothing but zeros. */
static void walk_user(struct walk *walk, char user[KEYFILE_USER + 1], bool may_be_empty)
{
    const size_t written = walk->into ? strlen(user) : 0;
    if (walk->into) memset(user + written, 0, KEYFILE_USER - written);
    walk_bytes(walk, user, KEYFILE_USER);
    user[KEYFILE_USER] = 0;
    const size_t length = strlen(user);
    for (size_t i = length; i < KEYFILE_USER; i++)
        walk->sound = walk->sound && user[i] == 0;
    walk->sound = walk->sound && (length > 0 || may_be_empty) && text_is_clean(user, (gssize)length);
}

static void walk_signer(struct walk *walk, struct signer *signer)
{
    walk_user(walk, signer->user, false);
    walk_32(walk, &signer->kind);
    walk_32(walk, &signer->flags);
    walk_bytes(walk, signer->sign, sizeof signer->sign);
    walk_bytes(walk, signer->box, sizeof signer->box);
    walk_bytes(walk, signer->certificate, sizeof signer->certificate);
    const bool is_recovery = strcmp(signer->user, KEYFILE_RECOVERY) == 0;
    walk->sound = walk->sound && signer->kind == (is_recovery ? SLOT_RECOVERY : SLOT_PERSON) &&
                  (signer->flags & ~(uint32_t)SLOT_ADMINISTRATOR) == 0;
}

static void walk_slot(struct walk *walk, struct slot *slot)
{
    walk_signer(walk, &slot->signer);
    walk_32(walk, &slot->cost.operations);
    walk_32(walk, &slot->cost.mebibytes);
    walk_bytes(walk, slot->salt, sizeof slot->salt);
    walk_bytes(walk, slot->wrapped, sizeof slot->wrapped);
    walk_bytes(walk, slot->master, sizeof slot->master);
    walk_bytes(walk, slot->other, sizeof slot->other);
    walk_bytes(walk, slot->administrator, sizeof slot->administrator);
    walk->sound = walk->sound && cost_is_sound(slot->cost);
}

static void walk_master(struct walk *walk, struct master_certificate *master)
{
    walk_32(walk, &master->epoch);
    walk_bytes(walk, master->digest, sizeof master->digest);
    walk_bytes(walk, master->signature, sizeof master->signature);
}

static void walk_head(struct walk *walk, struct keyfile *keyfile, uint32_t *size, uint32_t *slots, uint32_t *former)
{
    uint8_t first[sizeof magic];
    uint32_t version = KEYFILE_VERSION;
    memcpy(first, magic, sizeof magic);
    walk_bytes(walk, first, sizeof first);
    walk_32(walk, &version);
    walk_32(walk, size);
    walk_bytes(walk, keyfile->id, VAULT_ID);
    walk_64(walk, &keyfile->generation);
    walk_32(walk, slots);
    walk_32(walk, former);
    walk_user(walk, keyfile->default_user, true);
    walk_bytes(walk, keyfile->root, VAULT_PUBLIC);
    walk_bytes(walk, keyfile->audit, VAULT_PUBLIC);
    walk_bytes(walk, keyfile->backup, VAULT_PUBLIC);
    walk_bytes(walk, keyfile->audit_secret, sizeof keyfile->audit_secret);
    walk_master(walk, &keyfile->master);
    walk_master(walk, &keyfile->other);
    walk->sound = walk->sound && memcmp(first, magic, sizeof magic) == 0 && version == KEYFILE_VERSION;
}

void keyfile_error(GError **error, const char *name, const char *what)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file {1} is damaged or was changed: {2}"),
                     N_("Put a copy in its place: the one before is beside it as vault.keys.1, and each backup holds "
                        "one. Nothing was opened."),
                     name, what, NULL);
}

struct keyfile *keyfile_empty(void)
{
    struct keyfile *keyfile = g_new0(struct keyfile, 1);
    keyfile->slots = g_array_new(FALSE, TRUE, sizeof(struct slot));
    keyfile->former = g_array_new(FALSE, TRUE, sizeof(struct signer));
    return keyfile;
}

static void readable_free(void *data)
{
    struct keyfile_slot *slot = data;
    g_free(slot->user);
    g_free(slot);
}

void keyfile_free(struct keyfile *keyfile)
{
    if (!keyfile) return;
    g_clear_pointer(&keyfile->bytes, g_bytes_unref);
    g_clear_pointer(&keyfile->readable, g_ptr_array_unref);
    g_array_unref(keyfile->slots);
    g_array_unref(keyfile->former);
    g_free(keyfile);
}

static void make_readable(struct keyfile *keyfile)
{
    g_clear_pointer(&keyfile->readable, g_ptr_array_unref);
    keyfile->readable = g_ptr_array_new_with_free_func(readable_free);
    for (guint i = 0; i < keyfile->slots->len; i++) {
        const struct slot *slot = &g_array_index(keyfile->slots, struct slot, i);
        struct keyfile_slot *readable = g_new0(struct keyfile_slot, 1);
        readable->user = g_strdup(slot->signer.user);
        readable->is_recovery = slot->signer.kind == SLOT_RECOVERY;
        readable->is_administrator = (slot->signer.flags & SLOT_ADMINISTRATOR) != 0;
        readable->cost = slot->cost;
        memcpy(readable->public_key, slot->signer.sign, VAULT_PUBLIC);
        g_ptr_array_add(keyfile->readable, readable);
    }
}

static size_t whole_size(uint32_t slots, uint32_t former)
{
    return HEAD_SIZE + (size_t)slots * SLOT_SIZE + (size_t)former * SIGNER_SIZE + KEYFILE_MAC;
}

static void mac(const struct keyfile *keyfile, const struct vault_keys *keys, const uint8_t *bytes, size_t length,
                uint8_t digest[KEYFILE_MAC])
{
    uint8_t key[VAULT_KEY];
    const struct seal_part part = { bytes, length };
    vault_keys_derive(keys, "key file", keyfile->id, VAULT_ID, key);
    seal_digest(digest, KEYFILE_MAC, key, &part, 1);
    secret_wipe(key, sizeof key);
}

bool keyfile_mac_is_good(const struct keyfile *keyfile, const struct vault_keys *keys)
{
    size_t length;
    uint8_t digest[KEYFILE_MAC];
    const uint8_t *bytes = g_bytes_get_data(keyfile->bytes, &length);
    mac(keyfile, keys, bytes, length - KEYFILE_MAC, digest);
    return secret_equal(digest, bytes + length - KEYFILE_MAC, KEYFILE_MAC);
}

void keyfile_serialise(struct keyfile *keyfile, const struct vault_keys *keys)
{
    uint32_t slots = keyfile->slots->len, former = keyfile->former->len;
    uint32_t size = (uint32_t)whole_size(slots, former);
    uint8_t digest[KEYFILE_MAC];
    struct walk walk = { .into = g_byte_array_sized_new(size), .sound = true };
    walk_head(&walk, keyfile, &size, &slots, &former);
    for (guint i = 0; i < slots; i++)
        walk_slot(&walk, &g_array_index(keyfile->slots, struct slot, i));
    for (guint i = 0; i < former; i++)
        walk_signer(&walk, &g_array_index(keyfile->former, struct signer, i));
    mac(keyfile, keys, walk.into->data, walk.into->len, digest);
    walk_bytes(&walk, digest, sizeof digest);
    g_clear_pointer(&keyfile->bytes, g_bytes_unref);
    keyfile->bytes = g_byte_array_free_to_bytes(walk.into);
    make_readable(keyfile);
}

/* No name twice, one recovery slot, at least one administrator, a default user who is there. */
static bool is_consistent(const struct keyfile *keyfile)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    unsigned recovery = 0, administrators = 0;
    for (guint i = 0; i < keyfile->slots->len; i++) {
        const struct signer *signer = &g_array_index(keyfile->slots, struct slot, i).signer;
        const bool is_administrator = (signer->flags & SLOT_ADMINISTRATOR) != 0;
        if (!g_hash_table_add(names, (char *)signer->user)) return false;
        recovery += signer->kind == SLOT_RECOVERY && is_administrator;
        administrators += signer->kind == SLOT_PERSON && is_administrator;
    }
    const bool default_is_there = !*keyfile->default_user || g_hash_table_contains(names, keyfile->default_user);
    return recovery == 1 && administrators > 0 && default_is_there && keyfile->master.epoch > 0;
}

struct keyfile *keyfile_parse(GBytes *bytes, const char *name, GError **error)
{
    size_t length;
    const uint8_t *from = g_bytes_get_data(bytes, &length);
    if (length < HEAD_SIZE + KEYFILE_MAC || memcmp(from, magic, sizeof magic) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} is not a key file"),
                         N_("Put a copy in its place: the one before is beside it as vault.keys.1, and each backup "
                            "holds one."),
                         name, NULL);
        return NULL;
    }
    uint32_t version, size = 0, slots = 0, former = 0;
    memcpy(&version, from + sizeof magic, sizeof version);
    if (GUINT32_FROM_LE(version) > KEYFILE_VERSION) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file {1} was made by a newer program"),
                         N_("Use a program at least as new as the one that wrote it."), name, NULL);
        return NULL;
    }
    g_autoptr(keyfile_t) keyfile = keyfile_empty();
    struct walk walk = { .from = from, .sound = true };
    walk_head(&walk, keyfile, &size, &slots, &former);
    if (!walk.sound || slots > KEYFILE_SLOTS || former > KEYFILE_FORMER || size != length ||
        whole_size(slots, former) != length) {
        keyfile_error(error, name, N_("its sizes do not agree"));
        return NULL;
    }
    for (uint32_t i = 0; i < slots; i++) {
        struct slot slot = { 0 };
        walk_slot(&walk, &slot);
        g_array_append_val(keyfile->slots, slot);
    }
    for (uint32_t i = 0; i < former; i++) {
        struct signer signer = { 0 };
        walk_signer(&walk, &signer);
        g_array_append_val(keyfile->former, signer);
    }
    if (!walk.sound || !is_consistent(keyfile)) {
        keyfile_error(error, name, N_("a slot is not as it should be"));
        return NULL;
    }
    if (!keyfile_certificates_are_good(keyfile)) {
        keyfile_error(error, name, N_("a certificate does not fit"));
        return NULL;
    }
    keyfile->bytes = g_bytes_ref(bytes);
    make_readable(keyfile);
    return g_steal_pointer(&keyfile);
}
