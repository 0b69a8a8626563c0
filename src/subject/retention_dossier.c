/* SPDX-License-Identifier: Apache-2.0 */
/* Retention on a dossier as it is loaded: the rules of the store's profile, the real day, and, for a look at an earlier
 * day, what is known today. Every load comes through here, so the usual file (nothing in it is old enough) costs a few
 * comparisons. */
#include "subject/dossier_private.h"
#include "subject/retention.h"

#include <string.h>

bool retention_of_session(struct retention *retention, struct session *session, GError **error)
{
    return retention_begin(retention, session_profile(session), date_of_moment(session_now(session)), error);
}

bool retention_looks_back(const struct session *session)
{
    return session_looks_back(session);
}

static bool keeps_excluded(const struct retention *retention)
{
    const struct adverse_rule *rule;
    for (size_t i = 0; (rule = retention_rule(retention, i)) != NULL; i++)
        if (!rule->deletes) return true;
    return false;
}

static bool refuse_look_back(struct session *session, const char *command, const char *why, const char *next,
                             GError **error)
{
    guard_audit(session, command, 0, "refused", "expired-refused", NULL);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, why, next, session_profile(session), NULL);
    if (error) bureau_error_give_reason(*error, "expired-refused");
    return false;
}

bool retention_look_back(struct session *session, const char *command, GError **error)
{
    struct retention retention;
    if (!retention_of_session(&retention, session, error)) return false;
    if (session->role != ROLE_AUDITOR || g_strcmp0(session->purpose, "audit") != 0)
        return refuse_look_back(session, command,
                                N_("What the law took out of the views is shown to an auditor, for an audit"),
                                N_("Leave out --expired, or add --purpose audit as an auditor."), error);
    if (!keeps_excluded(&retention))
        return refuse_look_back(session, command,
                                N_("By the profile {1} what left the views is deleted, for everybody"),
                                N_("Leave out --expired."), error);
    session->expired_too = true;
    return true;
}

/* ---- what is known today ----------------------------------------------------------------------------------------- */

static struct account *account_of(struct dossier *later, int64_t id)
{
    struct account *account = dossier_account(later, id);
    if (account != NULL) return account;
    account = g_new0(struct account, 1);
    account->id = id;
    account->opened = account->closed = account->changed = DATE_NONE;
    account->history.first = MONTH_NONE;
    g_ptr_array_add(later->accounts, account);
    return account;
}

static void read_account(struct dossier *later, struct statement *row)
{
    struct account *account = account_of(later, statement_int(row, 0));
    account->closed = statement_date(row, 1);
    account->five_class = g_strdup(statement_text(row, 2));
    account->state = g_strdup(statement_text(row, 3));
    account->anonymous = statement_int(row, 5) != 0;
    if (!statement_is_null(row, 4)) account->changed = date_of_moment(statement_int(row, 4));
}

static void read_months(struct dossier *later, struct statement *row)
{
    struct history *history = &account_of(later, statement_int(row, 0))->history;
    history->first = statement_month(row, 1);
    history->states = g_strdup(statement_text(row, 2));
    history->length = history->states ? strlen(history->states) : 0;
}

static void read_record(struct dossier *later, struct statement *row)
{
    struct public_record *record = g_new0(struct public_record, 1);
    record->fact = statement_int(row, 0);
    record->day = DATE_NONE;
    record->ended = statement_date(row, 1);
    g_ptr_array_add(later->public_records, record);
}

/* The newest version of each, whether it stands or was taken back; ?2 is the day's view. The last column of an account
 * is when it was first given the class and state it has now. */
static const struct {
    const char *sql;
    void (*read)(struct dossier *later, struct statement *row);
} later_tables[] = {
    { "SELECT account, closed, five_class, state, (SELECT min(c.at) FROM account b JOIN change c ON c.id = b.born "
      "WHERE "
      "b.subject = a.subject AND b.account = a.account AND b.born > ?2 AND b.five_class IS a.five_class AND b.state IS "
      "a.state), (SELECT s.anonymous FROM source s WHERE s.id = a.source) FROM account a WHERE subject = ?1 AND born = "
      "(SELECT max(born) FROM account b WHERE b.subject = "
      "a.subject AND b.account = a.account)",
      read_account },
    { "SELECT account, first, states FROM history a WHERE subject = ?1 AND ?2 = ?2 AND born = (SELECT max(born) FROM "
      "history b WHERE b.subject = a.subject AND b.account = a.account)",
      read_months },
    { "SELECT fact, ended FROM public_record a WHERE subject = ?1 AND ?2 = ?2 AND born = (SELECT max(born) FROM "
      "public_record b WHERE b.subject = a.subject AND b.fact = a.fact)",
      read_record },
};

struct dossier *retention_known(struct session *session, int64_t subject, int64_t view, GError **error)
{
    g_autoptr(dossier_t) later = dossier_new(subject);
    for (size_t i = 0; i < G_N_ELEMENTS(later_tables); i++) {
        g_autoptr(statement_t) query = store_prepare(session->store, later_tables[i].sql, error);
        if (query == NULL) return NULL;
        statement_bind_int(query, 1, subject);
        statement_bind_int(query, 2, view);
        enum step step;
        while ((step = statement_step(query, error)) == STEP_ROW)
            later_tables[i].read(later, query);
        if (step == STEP_ERROR) return NULL;
    }
    return g_steal_pointer(&later);
}

/* ---- the usual file ---------------------------------------------------------------------------------------------- */

static bool is_old(const struct retention *retention, struct date day)
{
    return date_is_set(day) && day.days <= retention->cut.days;
}

bool retention_has_old(const struct retention *retention, const struct dossier *dossier)
{
    const struct month cut = month_of(retention->cut);
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (account->anonymous) continue;
        if (month_is_set(account->history.first) && account->history.first.index <= cut.index) return true;
        if (is_old(retention, account->closed)) return true;
    }
    for (guint i = 0; i < dossier->public_records->len; i++)
        if (is_old(retention, ((struct public_record *)dossier->public_records->pdata[i])->day)) return true;
    return false;
}

bool retention_take_out(struct session *session, struct dossier *dossier, GError **error)
{
    struct retention retention;
    if (!retention_of_session(&retention, session, error)) return false;
    if (!date_is_set(retention.cut)) return true;
    g_autoptr(dossier_t) later = NULL;
    if (!date_is_set(session->as_of)) {
        if (!retention_has_old(&retention, dossier)) return true;
    } else if ((later = retention_known(session, dossier->subject, session->view, error)) == NULL)
        return false;
    retention_apply(&retention, dossier, later, retention_looks_back(session));
    return true;
}
