/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases of users. One's own is changed by who knows it; somebody else's is never read or reset to a known one: an
 * administrator gives a new slot with a fresh passphrase, and with it new signatures. */
#include "admin/slots.h"

#include <string.h>

static struct secret *ask(struct session *session, enum secret_wanted wanted, GError **error)
{
    if (session->ask) return session->ask(session->ask_data, wanted, session->user, error);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A passphrase is needed, and there is nobody to ask"),
                     N_("Give it with --passphrase-file and --new-passphrase-file."), NULL);
    return NULL;
}

static bool record(struct session *session, const char *name, GError **error)
{
    g_autofree char *note = g_strdup_printf("name=%s", name);
    return guard_audit(session, "user.password", 0, "done", note, error);
}

static bool change_own(struct session *session, GError **error)
{
    const char *directory = store_directory(session->store);
    if (!vault_keys_user(store_keys(session->store))) return true; /* nobody's keys: there is no key file */
    g_autoptr(secret_t) current = ask(session, SECRET_CURRENT, error);
    if (!current) return false;
    g_autoptr(vault_keys_t) keys = keyfile_unlock(directory, session->user, current, session->cancellable, error);
    g_autoptr(secret_t) fresh = keys ? ask(session, SECRET_NEW, error) : NULL;
    return fresh && passphrase_check(fresh, session->user, error) &&
           keyfile_set_passphrase(directory, keys, fresh, passphrase_cost_measured(), error) &&
           record(session, session->user, error);
}

static bool change_other(struct session *session, const char *name, struct table *answer, GError **error)
{
    if (session->role != ROLE_ADMINISTRATOR) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Only an administrator gives another user a new passphrase"),
                         N_("Leave the name out to change your own."), NULL);
        return false;
    }
    g_autoptr(GError) cause = NULL;
    g_autofree char *role =
        store_query_text(session->store, &cause, "SELECT role FROM user WHERE name=?1 AND active=1", "s", name);
    if (!role) {
        if (cause)
            g_propagate_error(error, g_steal_pointer(&cause));
        else
            bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no active user {1}"),
                             N_("`bureau user list` shows who there is."), name, NULL);
        return false;
    }
    bool made = false;
    g_autoptr(secret_t) passphrase = slots_first_passphrase(session, name, &made, error);
    if (!passphrase ||
        !slots_enrol(session, name, strcmp(role, role_name(ROLE_ADMINISTRATOR)) == 0, passphrase, error) ||
        !record(session, name, error))
        return false;
    slots_show(answer, made ? passphrase : NULL);
    return true;
}

bool admin_command_user_password(struct session *session, const struct arguments *arguments, struct table *answer,
                                 GError **error)
{
    const char *asked = arguments_text(arguments, "name"), *name = asked ? asked : session->user;
    if (g_strcmp0(name, KEYFILE_RECOVERY) == 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The recovery key is not a passphrase that can be chosen"),
                         N_("Make a new one with: bureau key recovery"), NULL);
        return false;
    }
    table_fact_text(answer, "user", N_("User"), name);
    return g_strcmp0(name, session->user) == 0 ? change_own(session, error)
                                               : change_other(session, name, answer, error);
}
