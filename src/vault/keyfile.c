/* SPDX-License-Identifier: Apache-2.0 */
/* See keyfile.h: reading, making and unlocking. */
#include "vault/keyfile_private.h"

#include "base/base.h"
#include "vault/attempt_private.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t keyfile_count(const struct keyfile *keyfile)
{
    return keyfile->readable->len;
}

const struct keyfile_slot *keyfile_nth(const struct keyfile *keyfile, size_t index)
{
    return index < keyfile->readable->len ? g_ptr_array_index(keyfile->readable, index) : NULL;
}

const struct keyfile_slot *keyfile_find(const struct keyfile *keyfile, const char *user)
{
    for (guint i = 0; i < keyfile->readable->len; i++) {
        const struct keyfile_slot *slot = g_ptr_array_index(keyfile->readable, i);
        if (g_strcmp0(slot->user, user) == 0) return slot;
    }
    return NULL;
}

const char *keyfile_default_user(const struct keyfile *keyfile)
{
    return *keyfile->default_user ? keyfile->default_user : NULL;
}

const uint8_t *keyfile_id(const struct keyfile *keyfile)
{
    return keyfile->id;
}

uint64_t keyfile_generation(const struct keyfile *keyfile)
{
    return keyfile->generation;
}

const uint8_t *keyfile_signer(const struct keyfile *keyfile, const char *user, size_t index)
{
    const struct keyfile_slot *present = keyfile_find(keyfile, user);
    if (present && index-- == 0) return present->public_key;
    for (guint i = keyfile->former->len; i-- > 0;) { /* the newest first */
        const struct signer *signer = &g_array_index(keyfile->former, struct signer, i);
        if (strcmp(signer->user, user) == 0 && index-- == 0) return signer->sign;
    }
    return NULL;
}

const uint8_t *keyfile_audit_public(const struct keyfile *keyfile)
{
    return keyfile->audit;
}

const uint8_t *keyfile_backup_public(const struct keyfile *keyfile)
{
    return keyfile->backup;
}

GBytes *keyfile_bytes(const struct keyfile *keyfile)
{
    return g_bytes_ref(keyfile->bytes);
}

struct slot *keyfile_slot(const struct keyfile *keyfile, const char *user)
{
    for (guint i = 0; i < keyfile->slots->len; i++) {
        struct slot *slot = &g_array_index(keyfile->slots, struct slot, i);
        if (strcmp(slot->signer.user, user) == 0) return slot;
    }
    return NULL;
}

bool keyfile_check_user(const char *user, GError **error)
{
    const size_t length = strlen(user);
    const bool is_reserved = strcmp(user, KEYFILE_RECOVERY) == 0 || strcmp(user, "-") == 0;
    if (length > 0 && length <= KEYFILE_USER && !is_reserved && text_is_clean(user, (gssize)length)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} cannot be the name of a user"),
                     N_("Use at most 64 bytes of plain text, and neither \"recovery\" nor \"-\"."), user, NULL);
    return false;
}

/* ---- making ---- */

/* The parts that do not change with the slots. */
static void make_head(struct keyfile *keyfile, const struct vault_keys *keys)
{
    const struct key_material *material = keys->material;
    uint8_t key[VAULT_KEY];
    memcpy(keyfile->id, keys->id, VAULT_ID);
    memcpy(keyfile->root, keys->root, VAULT_PUBLIC);
    audit_public(material->audit, keyfile->audit);
    backup_public(material->administrator, keyfile->backup);
    keyfile->generation = 1;
    keyfile->master.epoch = 1;
    master_digest(material->master, keyfile->master.digest);
    certify_master(keyfile, &keyfile->master, material->administrator);
    vault_keys_derive(keys, "audit secret", keyfile->id, VAULT_ID, key);
    seal_close(key, keyfile->audit_secret, material->audit, VAULT_KEY, NULL, 0, keyfile->audit_secret + VAULT_KEY);
    secret_wipe(key, sizeof key);
}

static bool add_slot(struct keyfile *keyfile, const struct vault_keys *keys, const char *user, enum slot_kind kind,
                     const struct secret *passphrase, struct passphrase_cost cost, GError **error)
{
    struct slot slot;
    if (!slot_make(&slot, user, kind, SLOT_ADMINISTRATOR, passphrase, cost, keys->root, error)) return false;
    certify_signer(keyfile, &slot.signer, keys->material->administrator);
    slot_seal(&slot, keys);
    g_array_append_val(keyfile->slots, slot);
    return true;
}

/* Opens bytes with a passphrase. `*known` is whether the user has a slot. NULL without an error: it does not open. */
static struct vault_keys *unlock(const struct keyfile *keyfile, const char *user, const struct secret *passphrase,
                                 const char *name, GError **error)
{
    struct slot dummy;
    uint8_t key[VAULT_KEY], person[VAULT_KEY], root[VAULT_PUBLIC];
    const struct slot *slot = keyfile_slot(keyfile, user);
    if (!slot) slot_dummy(keyfile, user, &dummy);
    const bool derived = passphrase_key(slot ? slot : &dummy, passphrase, key);
    const bool opened = derived && slot_open(slot ? slot : &dummy, key, person, root) && slot;
    secret_wipe(key, sizeof key);
    if (!derived)
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is not enough memory to derive a key from a passphrase"),
                         N_("Close other programs and try again."), NULL);
    if (!opened) return NULL;
    struct vault_keys *keys = keys_from_slot(keyfile, slot, person, root, name, error);
    secret_wipe(person, sizeof person);
    return keys;
}

static void refuse_passphrase(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The user and the passphrase do not fit together"),
                     N_("Try again; after each failure the wait grows. An administrator can give a new passphrase."),
                     NULL);
}

struct vault_keys *keyfile_unlock_bytes(GBytes *bytes, const char *user, const struct secret *passphrase,
                                        GError **error)
{
    GError *cause = NULL;
    g_autoptr(keyfile_t) keyfile = keyfile_parse(bytes, KEYFILE_NAME, error);
    if (!keyfile) return NULL;
    struct vault_keys *keys = unlock(keyfile, user, passphrase, KEYFILE_NAME, &cause);
    if (cause)
        g_propagate_error(error, cause);
    else if (!keys)
        refuse_passphrase(error);
    return keys;
}

static bool refuse_present(const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    struct stat info; /* not access(): that asks for the person without the program's group */
    if (lstat(path, &info) != 0 && errno == ENOENT) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("There is a key file already: {1}"),
                     N_("Choose another folder; an existing store is never overwritten."), path, NULL);
    return false;
}

struct vault_keys *keyfile_create(const char *directory, const char *user, const struct secret *passphrase,
                                  struct passphrase_cost cost, struct secret **recovery, GError **error)
{
    if (!keyfile_check_user(user, error) || !refuse_present(directory, error)) return NULL;
    if (g_mkdir_with_parents(directory, 0700) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder {1} cannot be made: {2}"),
                         N_("Choose a place where you may write."), directory, system_error_text(errno), NULL);
        return NULL;
    }
    if (!folder_check(directory, error)) return NULL;
    g_autoptr(vault_keys_t) fresh = vault_keys_new();
    g_autoptr(secret_t) text = recovery_make();
    g_autoptr(keyfile_t) keyfile = keyfile_empty();
    make_head(keyfile, fresh);
    if (!add_slot(keyfile, fresh, user, SLOT_PERSON, passphrase, cost, error) ||
        !add_slot(keyfile, fresh, KEYFILE_RECOVERY, SLOT_RECOVERY, text, passphrase_cost_least(), error))
        return NULL;
    keyfile_serialise(keyfile, fresh);
    /* both ways in are tried on the very bytes that will stand there, before anything depends on them */
    g_autoptr(vault_keys_t) tried = keyfile_unlock_bytes(keyfile->bytes, KEYFILE_RECOVERY, text, error);
    g_autoptr(vault_keys_t) keys = tried ? keyfile_unlock_bytes(keyfile->bytes, user, passphrase, error) : NULL;
    if (!keys || !keyfile_write(directory, keyfile, true, error)) return NULL;
    *recovery = g_steal_pointer(&text);
    return g_steal_pointer(&keys);
}

/* ---- unlocking ---- */

static bool is_cancelled(GCancellable *cancellable, GError **error)
{
    if (!cancellable || !g_cancellable_is_cancelled(cancellable)) return false;
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    return true;
}

struct vault_keys *keyfile_unlock(const char *directory, const char *user, const struct secret *passphrase,
                                  GCancellable *cancellable, GError **error)
{
    GError *cause = NULL;
    if (!folder_check(directory, error) || !folder_check_file(directory, KEYFILE_NAME, true, error)) return NULL;
    struct attempt_try *attempt = attempt_begin(directory, user, cancellable, error);
    if (!attempt) return NULL;
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    g_autoptr(keyfile_t) keyfile = keyfile_read(directory, &cause);
    g_autoptr(vault_keys_t) keys = NULL;
    if (keyfile && !is_cancelled(cancellable, &cause)) keys = unlock(keyfile, user, passphrase, path, &cause);
    if (keys && is_cancelled(cancellable, &cause)) g_clear_pointer(&keys, vault_keys_unref);
    const enum attempt_result result = keys ? ATTEMPT_GOOD : cause ? ATTEMPT_VOID : ATTEMPT_BAD;
    const bool is_known = keyfile && keyfile_slot(keyfile, user);
    attempt_end(attempt, result, keyfile ? keyfile->audit : NULL, is_known ? user : "-");
    if (result == ATTEMPT_BAD) refuse_passphrase(error);
    if (cause) g_propagate_error(error, cause);
    return g_steal_pointer(&keys);
}
