/* SPDX-License-Identifier: Apache-2.0 */
/* Who opens a sealed file: an administrator of the time when it was sealed, or the holder of the recovery key, by the
 * copy of the key file that it carries. */
#include "admin/backup.h"

#include <string.h>

void backup_key_clear(struct backup_key *key)
{
    vault_keys_unref(key->keys);
    g_clear_pointer(&key->user, g_free);
    key->keys = NULL;
}

const char *backup_key_way(const struct backup_key *key)
{
    return !key->user ? N_("the keys of the open store") : key->recovery ? N_("the recovery key") : N_("a passphrase");
}

struct envelope_reader *backup_open_file(const char *file, const char *kind, GError **error)
{
    folder_as_person();
    g_autoptr(envelope_reader_t) reader = envelope_open(file, error);
    folder_as_program();
    if (!reader || !kind || strcmp(envelope_head(reader)->kind, kind) == 0) return g_steal_pointer(&reader);
    const char *next = strcmp(envelope_head(reader)->kind, "rows") == 0
                           ? N_("It holds rows: open it with `bureau backup open {1} --dir DIR`.")
                           : N_("It is a backup: restore it with `bureau backup restore {1} --dir DIR`.");
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The sealed file {1} is of another kind"), next, file, NULL);
    return NULL;
}

static bool may_open(const struct keyfile_slot *slot)
{
    return slot && (slot->is_administrator || slot->is_recovery);
}

char *backup_openers(const struct keyfile *keyfile)
{
    GString *list = g_string_new(NULL);
    for (size_t i = 0; i < keyfile_count(keyfile); i++)
        if (may_open(keyfile_nth(keyfile, i)))
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", keyfile_nth(keyfile, i)->user);
    return g_string_free(list, FALSE);
}

/* Whose passphrase is to be asked for; borrowed from the key file. */
static const struct keyfile_slot *choose(const struct session *session, const struct keyfile *keyfile,
                                         const char *administrator, GError **error)
{
    const struct keyfile_slot *slot = administrator ? keyfile_find(keyfile, administrator) : NULL, *only = NULL;
    if (may_open(slot)) return slot;
    size_t count = 0;
    for (size_t i = 0; i < keyfile_count(keyfile); i++)
        if (keyfile_nth(keyfile, i)->is_administrator && !keyfile_nth(keyfile, i)->is_recovery) {
            only = keyfile_nth(keyfile, i);
            count++;
        }
    if (!administrator) {
        slot = session->user ? keyfile_find(keyfile, session->user) : NULL;
        if (may_open(slot)) return slot;
        /* without a store, --user means whose passphrase it is */
        if (count == 1 && (session->store || !session->user)) return only;
    }
    g_autofree char *openers = backup_openers(keyfile);
    const char *who = administrator ? administrator : session->user;
    if (who)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} may not open this file"),
                         N_("Name who opens it with --administrator, one of {2}."), who, openers, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Several people may open this file"),
                         N_("Name who opens it with --administrator, one of {1}."), openers, NULL);
    return NULL;
}

static bool ask_keys(struct session *session, GBytes *copy, const struct keyfile_slot *slot, struct backup_key *key,
                     GError **error)
{
    if (!session->ask) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A passphrase is needed, and there is nobody to ask"),
                         N_("Give it with --passphrase-file or --passphrase-fd."), NULL);
        return false;
    }
    g_autoptr(secret_t) passphrase =
        session->ask(session->ask_data, slot->is_recovery ? SECRET_RECOVERY : SECRET_CURRENT, slot->user, error);
    if (!passphrase) return false;
    session_progress(session, 0, N_("Unlocking"));
    key->keys = keyfile_unlock_bytes(copy, slot->user, passphrase, error);
    if (!key->keys) return false;
    key->user = g_strdup(slot->user);
    key->recovery = slot->is_recovery;
    return true;
}

/* Whether the keys of the open store are those to which this file was sealed, by the key file it carries. */
static bool fits(const struct vault_keys *own, const struct keyfile *keyfile)
{
    uint8_t public_key[VAULT_PUBLIC];
    return vault_keys_backup_public(own, public_key) &&
           memcmp(public_key, keyfile_backup_public(keyfile), VAULT_PUBLIC) == 0;
}

/* The key file in it says who opens it, and they do not: it was changed. */
static bool unlock_with(struct envelope_reader *reader, const struct vault_keys *keys, GError **error)
{
    GError *cause = NULL;
    if (envelope_unlock(reader, keys, &cause)) return true;
    if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED)) {
        g_clear_error(&cause);
        bureau_error_set(&cause, BUREAU_ERROR_INPUT, N_("The key of the sealed file is damaged or was changed"),
                         N_("Take another copy of it; keep this one for inspection."), NULL);
    }
    g_propagate_error(error, cause);
    return false;
}

bool backup_unlock(struct session *session, struct envelope_reader *reader, const char *administrator, bool ask,
                   struct backup_key *key, GError **error)
{
    *key = (struct backup_key){ 0 };
    GError *cause = NULL;
    GBytes *copy = envelope_keyfile(reader);
    g_autoptr(keyfile_t) keyfile = keyfile_parse(copy, N_("the key file in the sealed file"), &cause);
    if (!keyfile) {
        if (cause->domain == BUREAU_ERROR) cause->code = BUREAU_ERROR_INPUT; /* it is the file that is bad */
        g_propagate_error(error, cause);
        return false;
    }
    struct vault_keys *own = session->store ? store_keys(session->store) : NULL;
    if (!ask && !administrator && own && fits(own, keyfile)) {
        key->keys = vault_keys_ref(own);
    } else {
        const struct keyfile_slot *slot = choose(session, keyfile, administrator, error);
        if (!slot || !ask_keys(session, copy, slot, key, error)) return false;
    }
    if (unlock_with(reader, key->keys, error)) return true;
    backup_key_clear(key);
    return false;
}
