/* SPDX-License-Identifier: Apache-2.0 */
/* Users and their roles. A user is never deleted: the log names them. Each has a row in the list of users, which says
 * what they may do, and a slot in the key file, by which they get in. The slot is changed last before the commit: what
 * can go wrong between the two is a slot without a row, which lets nobody in, and the same command again mends it. */
#include "admin/slots.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "user", .title = N_("User") },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE" },
    { .id = "title", .title = N_("Title"), .priority = 2 },
    { .id = "institution", .title = N_("Institution"), .priority = 2 },
    { .id = "active", .title = N_("Active"), .type = VALUE_FLAG, .priority = 1 },
};

bool admin_command_users(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) statement =
        store_prepare(session->store, "SELECT name, role, title, institution, active FROM user ORDER BY name", error);
    if (!statement) return false;
    enum step step;
    while ((step = statement_step(statement, error)) == STEP_ROW) {
        table_row_begin(answer);
        for (int i = 0; i < 4; i++)
            table_add_text(answer, statement_text(statement, i));
        table_add_int(answer, statement_int(statement, 4));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

static bool find_active(struct session *session, const char *name, bool *found, GError **error)
{
    int64_t count;
    if (!store_query_int(session->store, &count, 0, error, "SELECT count(*) FROM user WHERE name=?1 AND active=1", "s",
                         name))
        return false;
    *found = count > 0;
    return true;
}

static bool refuse_known(const char *name, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("There is a user {1} already"),
                     N_("Choose another name, or change the role with `bureau user role`."), name, NULL);
    return false;
}

static bool is_administrator(const char *role)
{
    return strcmp(role, role_name(ROLE_ADMINISTRATOR)) == 0;
}

static bool write_row(struct session *session, const char *name, const char *role, GError **error)
{
    g_autofree char *note = g_strdup_printf("name=%s role=%s", name, role);
    if (!guard_act_begin(session, "user.add", note, error)) return false;
    if (store_run(session->store, error,
                  "INSERT INTO user (name, role) VALUES (?1, ?2) "
                  "ON CONFLICT (name) DO UPDATE SET role = excluded.role, active = 1, version = version + 1",
                  "ss", name, role))
        return guard_act_commit(session, "user.add", note, error);
    guard_act_rollback(session);
    return false;
}

/* The slot comes first here: making it takes an Argon2, and nobody's write is to wait for that. */
bool admin_command_user_add(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *name = arguments_text(arguments, "name"), *role = arguments_text(arguments, "role");
    bool found = false, made = false;
    if (!user_name_check(name, error) || !find_active(session, name, &found, error)) return false;
    if (found) return refuse_known(name, error);
    g_autoptr(secret_t) passphrase = slots_first_passphrase(session, name, &made, error);
    if (!passphrase || !slots_enrol(session, name, is_administrator(role), passphrase, error)) return false;
    if (!write_row(session, name, role, error)) {
        slots_remove(session, name, NULL);
        return false;
    }
    table_fact_text(answer, "user", N_("User"), name);
    table_fact_code(answer, "role", N_("Role"), "ROLE", role);
    slots_show(answer, made ? passphrase : NULL);
    return true;
}

/* The last administrator stays: a store without one could not be kept. */
static bool check_last_administrator(struct session *session, const char *name, GError **error)
{
    int64_t others;
    if (!store_query_int(session->store, &others, 0, error,
                         "SELECT count(*) FROM user WHERE role='administrator' AND active=1 AND name<>?1", "s", name))
        return false;
    if (others > 0) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is the last administrator"),
                     N_("Make another administrator first."), name, NULL);
    return false;
}

static bool change_user(struct session *session, const char *name, const char *role, GError **error)
{
    if (g_strcmp0(role, "administrator") != 0 && !check_last_administrator(session, name, error)) return false;
    const bool done =
        role ? store_run(session->store, error, "UPDATE user SET role=?2, version=version+1 WHERE name=?1 AND active=1",
                         "ss", name, role)
             : store_run(session->store, error,
                         "UPDATE user SET active=0, version=version+1 WHERE name=?1 AND active=1", "s", name);
    if (!done) return false;
    if (store_changes(session->store) == 1) return true;
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no active user {1}"),
                     N_("`bureau user list` shows who there is."), name, NULL);
    return false;
}

bool admin_command_user_role(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const char *name = arguments_text(arguments, "name"), *role = arguments_text(arguments, "role");
    table_fact_text(answer, "user", N_("User"), name);
    table_fact_code(answer, "role", N_("Role"), "ROLE", role);
    return change_user(session, name, role, error) &&
           slots_set_administrator(session, name, is_administrator(role), error);
}

static bool take_away(struct session *session, const char *name, GError **error)
{
    g_autofree char *note = g_strdup_printf("name=%s", name);
    if (!guard_act_begin(session, "user.remove", note, error)) return false;
    if (change_user(session, name, NULL, error) && slots_remove(session, name, error))
        return guard_act_commit(session, "user.remove", note, error);
    guard_act_rollback(session);
    return false;
}

bool admin_command_user_remove(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const char *name = arguments_text(arguments, "name");
    const bool rotate = arguments_has(arguments, "rotate");
    if (!take_away(session, name, error)) return false;
    table_fact_text(answer, "user", N_("User"), name);
    if (rotate && !slots_rotate(session, error)) return false;
    table_fact_flag(answer, "rotated", N_("New master key"), rotate);
    if (!rotate)
        table_fact_phrase(answer, "note", N_("Note"),
                          N_("Who had the keys may have kept them: `bureau key rotate` gives the store a new one."));
    return true;
}
