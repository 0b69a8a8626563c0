/* SPDX-License-Identifier: Apache-2.0 */
/* Users and their roles. A user is never deleted: the log names them. */
#include "admin/admin.h"

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

/* Names are words of letters, digits, dots and dashes: they stand in logs, file names and letters. */
static bool check_name(const char *name, GError **error)
{
    if (g_regex_match_simple("^[a-z][a-z0-9._-]{1,31}$", name, 0, 0)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} cannot be a user's name"),
                     N_("Use 2 to 32 small letters, digits, dots and dashes, a letter first."), name, NULL);
    return false;
}

bool admin_command_user_add(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *name = arguments_text(arguments, "name"), *role = arguments_text(arguments, "role");
    if (!check_name(name, error)) return false;
    int64_t found;
    if (!store_query_int(session->store, &found, 0, error, "SELECT count(*) FROM user WHERE name=?1 AND active=1", "s",
                         name))
        return false;
    if (found) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("There is a user {1} already"),
                         N_("Choose another name, or change the role with `bureau user role`."), name, NULL);
        return false;
    }
    table_fact_text(answer, "user", N_("User"), name);
    table_fact_code(answer, "role", N_("Role"), "ROLE", role);
    return store_run(session->store, error,
                     "INSERT INTO user (name, role) VALUES (?1, ?2) "
                     "ON CONFLICT (name) DO UPDATE SET role = excluded.role, active = 1, version = version + 1",
                     "ss", name, role);
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
    return change_user(session, name, role, error);
}

bool admin_command_user_remove(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const char *name = arguments_text(arguments, "name");
    table_fact_text(answer, "user", N_("User"), name);
    return change_user(session, name, NULL, error);
}
