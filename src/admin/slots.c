/* SPDX-License-Identifier: Apache-2.0 */
/* See slots.h. */
#include "admin/slots.h"

static bool has_keyfile(const struct session *session)
{
    const struct vault_keys *keys = store_keys(session->store);
    return keys && vault_keys_user(keys);
}

struct secret *slots_first_passphrase(struct session *session, const char *user, bool *made, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(secret_t) given = session->ask ? session->ask(session->ask_data, SECRET_GIVEN, user, &cause) : NULL;
    *made = !given;
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    if (!given) return passphrase_make(error);
    return passphrase_check(given, user, error) ? g_steal_pointer(&given) : NULL;
}

void slots_show(struct table *answer, struct secret *passphrase)
{
    if (!passphrase) return;
    table_fact_text(answer, "passphrase", N_("Passphrase"), (const char *)secret_bytes(passphrase));
    table_fact_phrase(
        answer, "note", N_("Note"),
        N_("It is shown this once. Hand it over in person; the user changes it with: bureau user password"));
}

bool slots_enrol(struct session *session, const char *user, bool administrator, const struct secret *passphrase,
                 GError **error)
{
    return !has_keyfile(session) || keyfile_enrol(store_directory(session->store), store_keys(session->store), user,
                                                  administrator, passphrase, passphrase_cost_measured(), error);
}

bool slots_set_administrator(struct session *session, const char *user, bool administrator, GError **error)
{
    if (!has_keyfile(session)) return true;
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), error);
    if (!keyfile) return false;
    const struct keyfile_slot *slot = keyfile_find(keyfile, user);
    if (slot && slot->is_administrator == administrator) return true;
    return keyfile_set_administrator(store_directory(session->store), store_keys(session->store), user, administrator,
                                     error);
}

bool slots_remove(struct session *session, const char *user, GError **error)
{
    if (!has_keyfile(session)) return true;
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), error);
    if (!keyfile) return false;
    return !keyfile_find(keyfile, user) ||
           keyfile_remove(store_directory(session->store), store_keys(session->store), user, error);
}

static void show_progress(void *data, int64_t done, int64_t total)
{
    session_progress(data, total > 0 ? (double)done / (double)total : 0, N_("Sealing the store anew"));
}

static bool open_again(struct session *session, const char *directory, struct vault_keys *keys, GError **error)
{
    session->store = store_open(directory, keys, STORE_WRITE, error);
    if (session->store) store_set_cancellable(session->store, session->cancellable);
    return session->store != NULL;
}

bool slots_rotate(struct session *session, GError **error)
{
    if (!has_keyfile(session)) return true;
    g_autofree char *directory = g_strdup(store_directory(session->store));
    g_autoptr(vault_keys_t) before = vault_keys_ref(store_keys(session->store));
    store_close(g_steal_pointer(&session->store)); /* nobody may have it open meanwhile */
    g_autoptr(vault_keys_t) fresh =
        store_rotate(directory, before, session->cancellable, show_progress, session, error);
    if (!fresh) {
        open_again(session, directory, before, NULL); /* for the line that says it was refused or failed */
        return false;
    }
    if (!open_again(session, directory, fresh, error)) return false;
    g_autofree char *note = g_strdup_printf("epoch=%u", (unsigned)vault_keys_epoch(fresh));
    return guard_audit(session, "key.rotate", 0, "done", note, error);
}
