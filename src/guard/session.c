/* SPDX-License-Identifier: Apache-2.0 */
/* A session is who sits at it, for what purpose, and which day they look at. */
#include "guard/guard.h"

#include "vault/keyfile.h"

struct session *session_new(void)
{
    struct session *session = g_new0(struct session, 1);
    session->as_of = DATE_NONE;
    session->view = G_MAXINT64 - 1;
    session->language = g_strdup("en");
    session->kinds = ~0u;
    return session;
}

void session_free(struct session *session)
{
    if (!session) return;
    g_free(session->user);
    g_free(session->purpose);
    g_free(session->reveal);
    g_free(session->reference);
    g_free(session->reason);
    g_free(session->basis);
    g_free(session->note);
    g_free(session->alert);
    g_free(session->profile);
    g_free(session->language);
    g_free(session->alarm);
    g_free(session->place);
    g_clear_object(&session->cancellable);
    g_free(session);
}

bool user_name_check(const char *name, GError **error)
{
    if (g_regex_match_simple("^[a-z][a-z0-9._-]{1,31}$", name, G_REGEX_DOLLAR_ENDONLY, 0) &&
        !g_str_equal(name, KEYFILE_RECOVERY))
        return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} cannot be a user's name"),
                     N_("Use 2 to 32 small letters, digits, dots and dashes, a letter first."), name, NULL);
    return false;
}

/* Whose keys opened the store; NULL: nobody's. */
static const char *keys_user(const struct session *session)
{
    const struct vault_keys *keys = store_keys(session->store);
    return keys ? vault_keys_user(keys) : NULL;
}

static bool is_same_person(const char *asked, const char *owner, GError **error)
{
    if (!asked || !owner || g_str_equal(asked, owner)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The store was opened with the keys of {2}, not of {1}"),
                     N_("Unlock it with the passphrase of {1}."), asked, owner, NULL);
    return false;
}

/* The list of users says what one may do, the key file what one can: an administrator must be one in both. */
static bool check_administrator(const struct session *session, const char *name, enum role role, GError **error)
{
    const struct vault_keys *keys = store_keys(session->store);
    if (role != ROLE_ADMINISTRATOR || !keys_user(session) || vault_keys_is_administrator(keys)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("{1} is an administrator in the list of users, but these keys are not an administrator's"),
                     N_("Unlock with the passphrase; if it stays so, another administrator gives the role again."),
                     name, NULL);
    return false;
}

/* Lets `name` sit down with the role that the list of users gives. */
static bool sit_down(struct session *session, const char *name, bool is_owner, GError **error)
{
    g_autoptr(statement_t) statement =
        store_prepare(session->store, "SELECT role, active FROM user WHERE name=?1", error);
    if (!statement) return false;
    statement_bind_text(statement, 1, name);
    const enum step step = statement_step(statement, error);
    if (step == STEP_ERROR) return false;
    if (step == STEP_DONE || !statement_int(statement, 1)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The user {1} is not known here, or not active"),
                         N_("Ask the administrator; `bureau user list` shows who there is."), name, NULL);
        return false;
    }
    const enum role role = role_from_name(statement_text(statement, 0));
    if (is_owner && !check_administrator(session, name, role, error)) return false;
    session->role = role;
    g_free(session->user);
    session->user = g_strdup(name);
    return true;
}

bool session_set_user(struct session *session, const char *user, GError **error)
{
    const char *owner = keys_user(session);
    if (!is_same_person(user, owner, error)) return false;
    if (owner && g_str_equal(owner, KEYFILE_RECOVERY)) {
        session->role = ROLE_ADMINISTRATOR;
        g_free(session->user);
        session->user = g_strdup(owner);
        return true;
    }
    if (owner) user = owner;
    g_autofree char *name = user ? g_strdup(user) : setting_get(session->store, "user.default", NULL);
    if (name) return sit_down(session, name, owner != NULL, error);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("This store does not say who sits at it by default"),
                     N_("Name a user with --user."), NULL);
    return false;
}

bool session_act_as(struct session *session, const char *user, GError **error)
{
    if (vault_keys_is_administrator(store_keys(session->store))) return sit_down(session, user, false, error);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Only an administrator may make a demonstration"), NULL, NULL);
    return false;
}

bool session_set_as_of(struct session *session, struct date as_of, GError **error)
{
    session->as_of = as_of;
    session->view = G_MAXINT64 - 1;
    if (!date_is_set(as_of)) return true;
    /* the last change of that day, by the clock of this zone */
    int year, month, day;
    date_split(date_add_days(as_of, 1), &year, &month, &day);
    g_autoptr(GDateTime) next = g_date_time_new_local(year, month, day, 0, 0, 0);
    const int64_t limit = g_date_time_to_unix(next) * 1000;
    return store_query_int(session->store, &session->view, 0, error, "SELECT max(id) FROM change WHERE at < ?1", "i",
                           limit);
}

int64_t session_now(const struct session *session)
{
    return session->clock ? session->clock : g_get_real_time() / 1000;
}

struct date session_today(const struct session *session)
{
    if (date_is_set(session->as_of)) return session->as_of;
    return date_of_moment(session_now(session));
}

bool session_looks_back(const struct session *session)
{
    return session->expired_too && session->role == ROLE_AUDITOR && g_strcmp0(session->purpose, "audit") == 0;
}

bool session_is_cancelled(const struct session *session, GError **error)
{
    if (!session->cancellable || !g_cancellable_is_cancelled(session->cancellable)) return false;
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    return true;
}

void session_progress(const struct session *session, double done, const char *what)
{
    if (session->progress) session->progress(session->progress_data, done, what);
}
