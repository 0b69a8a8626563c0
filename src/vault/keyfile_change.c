/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of the key file. Each reads the file anew under its lock, makes sure that whoever asks still has a slot there
 * with the rights it takes, and writes a whole new file. The keys that seal are those of the file as it is now, opened
 * with the asker's own slot: so an asker who logged in before a rotation changes nothing back. */
#include "vault/keyfile_private.h"

#include "base/base.h"

#include <string.h>
#include <unistd.h>

struct change {
    int lock;
    struct keyfile *keyfile;
    struct vault_keys *keys; /* as the file has them */
    struct slot *own;
};

static void change_clear(struct change *change)
{
    if (change->lock >= 0) close(change->lock);
    keyfile_free(change->keyfile);
    vault_keys_unref(change->keys);
}
typedef struct change change_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(change_t, change_clear)

static bool refuse_stale(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("The slot you logged in with is no longer in the key file"),
                     N_("Log in again; if that fails, ask an administrator for a new passphrase."), NULL);
    return false;
}

static bool refuse_right(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Only an administrator may change this in the key file"),
                     N_("Log in as an administrator, or with the recovery key."), NULL);
    return false;
}

static bool no_user(GError **error, const char *user)
{
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("{1} has no slot in the key file"),
                     N_("`bureau user list` shows who has one."), user, NULL);
    return false;
}

static bool change_begin(struct change *change, const char *directory, const struct vault_keys *keys,
                         bool takes_administrator, GError **error)
{
    change->lock = keyfile_lock(directory, &change->keyfile, error);
    if (change->lock < 0) return false;
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    change->own = keys->user ? keyfile_slot(change->keyfile, keys->user) : NULL;
    if (!change->own || memcmp(change->own->signer.sign, keys->public_key, VAULT_PUBLIC) != 0)
        return refuse_stale(error);
    change->keys = keys_from_slot(change->keyfile, change->own, keys->material->person, keys->root, path, error);
    if (!change->keys) return false;
    return !takes_administrator || change->keys->has_administrator || refuse_right(error);
}

static bool change_end(struct change *change, const char *directory, GError **error)
{
    change->keyfile->generation++;
    keyfile_serialise(change->keyfile, change->keys);
    return keyfile_write(directory, change->keyfile, false, error);
}

static bool is_last_administrator(const struct keyfile *keyfile, const struct slot *slot, GError **error)
{
    unsigned others = 0;
    for (guint i = 0; i < keyfile->slots->len; i++) {
        const struct slot *other = &g_array_index(keyfile->slots, struct slot, i);
        others += other != slot && other->signer.kind == SLOT_PERSON && (other->signer.flags & SLOT_ADMINISTRATOR);
    }
    if (others || !(slot->signer.flags & SLOT_ADMINISTRATOR)) return false;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is the only administrator of this store"),
                     N_("Make somebody else an administrator first."), slot->signer.user, NULL);
    return true;
}

/* Keeps the public keys of a slot that goes. false when there is no room left. */
static bool keep_signer(struct keyfile *keyfile, const struct slot *slot, GError **error)
{
    if (keyfile->former->len < KEYFILE_FORMER) {
        g_array_append_val(keyfile->former, slot->signer);
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file is full"),
                     N_("It holds 1024 slots and 8192 former ones; make a new store for more."), NULL);
    return false;
}

/* Puts a certified slot in: in place of the one of that name, or behind the others. */
static bool put_slot(struct change *change, struct slot *slot, GError **error)
{
    struct slot *present = keyfile_slot(change->keyfile, slot->signer.user);
    if (!present && change->keyfile->slots->len >= KEYFILE_SLOTS) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file is full"),
                         N_("It holds 1024 slots and 8192 former ones; make a new store for more."), NULL);
        return false;
    }
    if (present && !keep_signer(change->keyfile, present, error)) return false;
    certify_signer(change->keyfile, &slot->signer, change->keys->material->administrator);
    slot_seal(slot, change->keys);
    if (present)
        *present = *slot;
    else
        g_array_append_val(change->keyfile->slots, *slot);
    return true;
}

bool keyfile_enrol(const char *directory, const struct vault_keys *keys, const char *user, bool administrator,
                   const struct secret *passphrase, struct passphrase_cost cost, GError **error)
{
    struct slot slot;
    g_auto(change_t) change = { .lock = -1 };
    if (!keyfile_check_user(user, error)) return false;
    if (!keys->has_administrator) return refuse_right(error);
    if (g_strcmp0(keys->user, user) == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Your own slot cannot be replaced while you use it"),
                         N_("Change your passphrase instead."), NULL);
        return false;
    }
    /* before the lock: nobody waits for another one's Argon2 */
    if (!slot_make(&slot, user, SLOT_PERSON, administrator ? SLOT_ADMINISTRATOR : 0, passphrase, cost, keys->root,
                   error) ||
        !change_begin(&change, directory, keys, true, error))
        return false;
    const struct slot *present = keyfile_slot(change.keyfile, user);
    if (present && !administrator && is_last_administrator(change.keyfile, present, error)) return false;
    return put_slot(&change, &slot, error) && change_end(&change, directory, error);
}

bool keyfile_set_passphrase(const char *directory, const struct vault_keys *keys, const struct secret *passphrase,
                            struct passphrase_cost cost, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    g_autoptr(keyfile_t) before = keyfile_read(directory, error);
    if (!before) return false;
    const struct slot *known = keys->user ? keyfile_slot(before, keys->user) : NULL;
    if (!known) return refuse_stale(error);
    if (known->signer.kind == SLOT_RECOVERY) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The recovery key is made by the program, not chosen"),
                         N_("Make a fresh one with `bureau key recovery`."), NULL);
        return false;
    }
    struct slot slot = *known;
    if (!slot_wrap(&slot, passphrase, cost, keys->material->person, keys->root, error) ||
        !change_begin(&change, directory, keys, false, error))
        return false;
    /* only what hangs on the passphrase: rights may have changed since, and what is sealed to the slot */
    change.own->cost = slot.cost;
    memcpy(change.own->salt, slot.salt, sizeof slot.salt);
    memcpy(change.own->wrapped, slot.wrapped, sizeof slot.wrapped);
    return change_end(&change, directory, error);
}

bool keyfile_set_administrator(const char *directory, const struct vault_keys *keys, const char *user,
                               bool administrator, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    if (!change_begin(&change, directory, keys, true, error)) return false;
    struct slot *slot = keyfile_slot(change.keyfile, user);
    if (!slot || slot->signer.kind != SLOT_PERSON) return no_user(error, user);
    if (!administrator && is_last_administrator(change.keyfile, slot, error)) return false;
    slot->signer.flags = administrator ? SLOT_ADMINISTRATOR : 0;
    certify_signer(change.keyfile, &slot->signer, change.keys->material->administrator);
    slot_seal(slot, change.keys);
    return change_end(&change, directory, error);
}

bool keyfile_remove(const char *directory, const struct vault_keys *keys, const char *user, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    if (!change_begin(&change, directory, keys, true, error)) return false;
    struct slot *slot = keyfile_slot(change.keyfile, user);
    if (!slot || slot->signer.kind != SLOT_PERSON) return no_user(error, user);
    if (is_last_administrator(change.keyfile, slot, error)) return false;
    if (change.keys->has_other) { /* sealed to this user as well: a rotation that goes on would not shut anybody out */
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A new master key is being brought in and is not done"),
                         N_("Finish it with `bureau key rotate`, then take the user away."), NULL);
        return false;
    }
    if (!keep_signer(change.keyfile, slot, error)) return false;
    if (strcmp(change.keyfile->default_user, user) == 0) change.keyfile->default_user[0] = 0;
    g_array_remove_index(change.keyfile->slots, (guint)(slot - &g_array_index(change.keyfile->slots, struct slot, 0)));
    return change_end(&change, directory, error);
}

bool keyfile_set_default_user(const char *directory, const struct vault_keys *keys, const char *user, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    if (!change_begin(&change, directory, keys, true, error)) return false;
    const struct slot *slot = user ? keyfile_slot(change.keyfile, user) : NULL;
    if (user && (!slot || slot->signer.kind != SLOT_PERSON)) return no_user(error, user);
    memset(change.keyfile->default_user, 0, sizeof change.keyfile->default_user);
    if (user) g_strlcpy(change.keyfile->default_user, user, sizeof change.keyfile->default_user);
    return change_end(&change, directory, error);
}

bool keyfile_new_recovery(const char *directory, const struct vault_keys *keys, struct secret **recovery,
                          GError **error)
{
    struct slot slot;
    g_auto(change_t) change = { .lock = -1 };
    g_autoptr(secret_t) text = recovery_make();
    if (!keys->has_administrator) return refuse_right(error);
    if (!slot_make(&slot, KEYFILE_RECOVERY, SLOT_RECOVERY, SLOT_ADMINISTRATOR, text, passphrase_cost_least(),
                   keys->root, error) ||
        !change_begin(&change, directory, keys, true, error) || !put_slot(&change, &slot, error))
        return false;
    change.keyfile->generation++;
    keyfile_serialise(change.keyfile, change.keys);
    /* tried on the very bytes that will stand there */
    g_autoptr(vault_keys_t) tried = keyfile_unlock_bytes(change.keyfile->bytes, KEYFILE_RECOVERY, text, error);
    if (!tried || !keyfile_write(directory, change.keyfile, false, error)) return false;
    *recovery = g_steal_pointer(&text);
    return true;
}

struct vault_keys *keyfile_renew(const char *directory, const struct vault_keys *keys, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    return change_begin(&change, directory, keys, false, error) ? g_steal_pointer(&change.keys) : NULL;
}

/* ---- another master key ---- */

/* Writes what belongs to the master keys of `keys` into the file: digests, certificates, the audit's secret, and both
 * keys sealed to every slot. */
static void put_master(struct keyfile *keyfile, const struct vault_keys *keys)
{
    const struct key_material *material = keys->material;
    uint8_t key[VAULT_KEY];
    keyfile->master.epoch = keys->epoch;
    master_digest(material->master, keyfile->master.digest);
    certify_master(keyfile, &keyfile->master, material->administrator);
    memset(&keyfile->other, 0, sizeof keyfile->other);
    if (keys->has_other) {
        keyfile->other.epoch = keys->other_epoch;
        master_digest(material->other, keyfile->other.digest);
        certify_master(keyfile, &keyfile->other, material->administrator);
    }
    vault_keys_derive(keys, "audit secret", keyfile->id, VAULT_ID, key);
    seal_close(key, keyfile->audit_secret, material->audit, VAULT_KEY, NULL, 0, keyfile->audit_secret + VAULT_KEY);
    secret_wipe(key, sizeof key);
    for (guint i = 0; i < keyfile->slots->len; i++)
        slot_seal(&g_array_index(keyfile->slots, struct slot, i), keys);
}

struct vault_keys *keyfile_rotate_begin(const char *directory, const struct vault_keys *keys, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    if (!change_begin(&change, directory, keys, true, error)) return NULL;
    /* begun before and not ended: the same two keys go on */
    if (change.keys->has_other) return g_steal_pointer(&change.keys);
    struct vault_keys *next = change.keys;
    g_autoptr(vault_keys_t) fresh = vault_keys_new();
    memcpy(next->material->other, next->material->master, VAULT_KEY);
    memcpy(next->material->master, fresh->material->master, VAULT_KEY);
    next->has_other = true;
    next->other_epoch = next->epoch++;
    put_master(change.keyfile, next);
    if (!change_end(&change, directory, error)) return NULL;
    next->generation = change.keyfile->generation;
    return g_steal_pointer(&change.keys);
}

/* Leaves one of the two: the new one, or (`back`) the old one. */
static bool leave_one(const char *directory, const struct vault_keys *keys, bool back, GError **error)
{
    g_auto(change_t) change = { .lock = -1 };
    if (!change_begin(&change, directory, keys, true, error)) return false;
    if (!change.keys->has_other) return true;
    if (back) vault_keys_try_other(change.keys);
    change.keys->has_other = false;
    change.keys->other_epoch = 0;
    secret_wipe(change.keys->material->other, VAULT_KEY);
    put_master(change.keyfile, change.keys);
    return change_end(&change, directory, error);
}

bool keyfile_rotate_end(const char *directory, const struct vault_keys *keys, GError **error)
{
    return leave_one(directory, keys, false, error);
}

bool keyfile_rotate_undo(const char *directory, const struct vault_keys *keys, GError **error)
{
    return leave_one(directory, keys, true, error);
}

/* ---- a copy as the key file of another store ---- */

bool keyfile_adopt(GBytes *bytes, const char *directory, struct vault_keys *keys, GError **error)
{
    g_autoptr(keyfile_t) keyfile = keyfile_parse(bytes, KEYFILE_NAME, error);
    if (!keyfile) return false;
    const struct slot *own = keys->user ? keyfile_slot(keyfile, keys->user) : NULL;
    if (!own || memcmp(own->signer.sign, keys->public_key, VAULT_PUBLIC) != 0) return refuse_stale(error);
    g_autoptr(vault_keys_t) held =
        keys_from_slot(keyfile, own, keys->material->person, keys->root, KEYFILE_NAME, error);
    if (!held) return false;
    if (!held->has_administrator) return refuse_right(error);
    const bool is_same = secret_equal(held->material->master, keys->material->master, VAULT_KEY) ||
                         (held->has_other && secret_equal(held->material->other, keys->material->master, VAULT_KEY));
    if (!is_same) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("This copy of the key file has another master key"),
                         N_("Give the passphrase that held when the copy was made, or the recovery key."), NULL);
        return false;
    }
    g_autoptr(vault_keys_t) fresh = vault_keys_new();
    memcpy(keyfile->id, fresh->id, VAULT_ID);
    memcpy(held->id, fresh->id, VAULT_ID);
    put_master(keyfile, held);
    for (guint i = 0; i < keyfile->slots->len; i++)
        certify_signer(keyfile, &g_array_index(keyfile->slots, struct slot, i).signer, held->material->administrator);
    for (guint i = 0; i < keyfile->former->len; i++)
        certify_signer(keyfile, &g_array_index(keyfile->former, struct signer, i), held->material->administrator);
    keyfile->generation++;
    keyfile_serialise(keyfile, held);
    if (!folder_check(directory, error) || !keyfile_write(directory, keyfile, true, error)) return false;
    memcpy(keys->id, fresh->id, VAULT_ID);
    return true;
}
