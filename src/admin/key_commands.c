/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the store: who has a slot, a new recovery key, a new master key. */
#include "admin/slots.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "user", .title = N_("User") },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_PHRASE },
    { .id = "passes",
      .title = N_("Passes"),
      .type = VALUE_INTEGER,
      .priority = 2,
      .help = N_("How often Argon2id goes over its memory for one try.") },
    { .id = "memory", .title = N_("Memory"), .type = VALUE_INTEGER, .unit = "MiB", .priority = 1 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DOCTOR" },
    { .id = "detail", .title = N_("Detail"), .type = VALUE_PHRASE, .priority = 1 },
};

static const char *kind_of(const struct keyfile_slot *slot)
{
    if (slot->is_recovery) return N_("recovery key");
    return slot->is_administrator ? N_("administrator") : N_("user");
}

/* What the list of users says of the slot's owner: NULL when they agree. `role` NULL: no active user of that name. */
static const char *difference(const struct keyfile_slot *slot, const char *role)
{
    if (slot->is_recovery) return NULL;
    if (!role) return N_("This slot's user is not in the list of users, so it lets nobody in: take it away");
    const bool administrator = strcmp(role, role_name(ROLE_ADMINISTRATOR)) == 0;
    if (administrator == slot->is_administrator) return NULL;
    return administrator ? N_("An administrator in the list of users, but not here: give the role again")
                         : N_("An administrator here, but not in the list of users: give the role again");
}

static bool add_slot(struct table *answer, const struct keyfile_slot *slot, const char *role, GError **error)
{
    const char *wrong = difference(slot, role);
    table_row_begin(answer);
    table_add_text(answer, slot->user);
    table_add_text(answer, kind_of(slot));
    table_add_int(answer, slot->cost.operations);
    table_add_int(answer, slot->cost.mebibytes);
    table_add_text(answer, wrong ? "warn" : "ok");
    table_add_text(answer, wrong);
    return table_row_end(answer, error);
}

static bool add_missing(struct table *answer, const char *user, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, user);
    table_add_null(answer);
    table_add_null(answer);
    table_add_null(answer);
    table_add_text(answer, "warn");
    table_add_text(answer,
                   N_("In the list of users, but without a slot: give a passphrase with `bureau user password`"));
    return table_row_end(answer, error);
}

/* name -> role of the active users */
static GHashTable *read_roles(struct session *session, GError **error)
{
    g_autoptr(GHashTable) roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_t) statement =
        store_prepare(session->store, "SELECT name, role FROM user WHERE active=1 ORDER BY name", error);
    if (!statement) return NULL;
    enum step step;
    while ((step = statement_step(statement, error)) == STEP_ROW)
        g_hash_table_insert(roles, g_strdup(statement_text(statement, 0)), g_strdup(statement_text(statement, 1)));
    return step == STEP_DONE ? g_steal_pointer(&roles) : NULL;
}

static bool add_rows(const struct keyfile *keyfile, GHashTable *roles, struct table *answer, GError **error)
{
    for (size_t i = 0; i < keyfile_count(keyfile); i++) {
        const struct keyfile_slot *slot = keyfile_nth(keyfile, i);
        if (!add_slot(answer, slot, g_hash_table_lookup(roles, slot->user), error)) return false;
    }
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(roles), (GCompareFunc)strcmp);
    for (const GList *name = names; name; name = name->next)
        if (!keyfile_find(keyfile, name->data) && !add_missing(answer, name->data, error)) return false;
    return true;
}

bool admin_command_key_list(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    (void)arguments;
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), error);
    g_autoptr(GHashTable) roles = keyfile ? read_roles(session, error) : NULL;
    if (!roles) return false;
    table_fact_int(answer, "epoch", N_("Master keys so far"), vault_keys_epoch(store_keys(session->store)));
    table_fact_flag(answer, "certified", N_("Certified by the root key"),
                    keyfile_check(keyfile, store_keys(session->store), NULL));
    table_fact_text(answer, "default_user", N_("User by default"), keyfile_default_user(keyfile));
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    return add_rows(keyfile, roles, answer, error);
}

bool admin_command_key_recovery(struct session *session, const struct arguments *arguments, struct table *answer,
                                GError **error)
{
    (void)arguments;
    g_autoptr(secret_t) recovery = NULL;
    if (!keyfile_new_recovery(store_directory(session->store), store_keys(session->store), &recovery, error) ||
        !guard_audit(session, "key.recovery", 0, "done", NULL, error))
        return false;
    table_fact_text(answer, "recovery_key", N_("Recovery key"), (const char *)secret_bytes(recovery));
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("It is shown this once, and the one before it no longer opens this store. Backups made before "
                         "are still opened by the one before."));
    return true;
}

bool admin_command_key_rotate(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)arguments;
    if (!slots_rotate(session, error)) return false;
    table_fact_int(answer, "epoch", N_("Master keys so far"), vault_keys_epoch(store_keys(session->store)));
    table_fact_phrase(
        answer, "note", N_("Note"),
        N_("Everybody's passphrase stays as it is. Backups made before are opened by the keys they hold."));
    return true;
}
