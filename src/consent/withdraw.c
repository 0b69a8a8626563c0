/* SPDX-License-Identifier: Apache-2.0 */
/* Withdrawing, and choosing less. Both hold from the moment they are recorded; what was seen before stays lawful, so
 * the row stays and gains the moment in which it ended. */
#include "consent/consent_private.h"

#include <string.h>

static bool none_in_force(int64_t consent, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, consent);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no consent {1} that is still in force."),
                     N_("`bureau consent list SUBJECT` names them."), number, NULL);
    return false;
}

bool consent_end(struct session *session, int64_t subject, int64_t consent, GError **error)
{
    if (!store_run(
            session->store, error,
            "UPDATE consent SET withdrawn = ?3, ended = ?4, version = version + 1 WHERE id = ?1 AND subject = ?2 "
            "AND answer = 'granted' AND withdrawn IS NULL AND ended IS NULL",
            "iidi", consent, subject, session_today(session), session_now(session)))
        return false;
    return store_changes(session->store) > 0 ? guard_touch(session, subject, subject, error)
                                             : none_in_force(consent, error);
}

static bool withdraw_all(struct session *session, int64_t subject, struct table *answer, GError **error)
{
    if (!store_run(
            session->store, error,
            "UPDATE consent SET withdrawn = ?2, ended = ?3, version = version + 1 WHERE subject = ?1 AND answer = "
            "'granted' AND withdrawn IS NULL AND ended IS NULL",
            "idi", subject, session_today(session), session_now(session)))
        return false;
    const int64_t count = store_changes(session->store);
    if (count == 0) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no consent that is still in force."),
                         N_("`bureau consent list SUBJECT` names them."), NULL);
        return false;
    }
    table_fact_int(answer, "consents", N_("Consents"), count);
    return guard_touch(session, subject, subject, error);
}

bool consent_command_withdraw(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const int64_t subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    const bool all = arguments_has(arguments, "all"), one = arguments_has(arguments, "consent");
    if (all == one) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Say which consent is withdrawn, or that all are"),
                         N_("Give its number, or --all; `bureau consent list SUBJECT` names them."), NULL);
        return false;
    }
    const int64_t consent = arguments_int(arguments, "consent", 0);
    if (all ? !withdraw_all(session, subject, answer, error) : !consent_end(session, subject, consent, error))
        return false;
    if (one) table_fact_int(answer, "consent", N_("Consent"), consent);
    table_fact_date(answer, "withdrawn", N_("Withdrawn"), session_today(session));
    return true;
}

/* ---- choosing less ----------------------------------------------------------------------------------------------- */

/* The texts of a row that goes on in another one. */
struct kept {
    char *kind, *recipient, *purpose, *scope, *clause, *form, *reference;
    struct date told, expires;
};

static void kept_clear(struct kept *kept)
{
    g_free(kept->kind);
    g_free(kept->recipient);
    g_free(kept->purpose);
    g_free(kept->scope);
    g_free(kept->clause);
    g_free(kept->form);
    g_free(kept->reference);
}

static bool read_kept(struct session *session, int64_t subject, int64_t consent, struct kept *kept, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT kind, recipient, purpose, scope, clause, form, reference, told, expires FROM consent WHERE "
        "id = ?1 AND subject = ?2 AND answer = 'granted' AND withdrawn IS NULL AND ended IS NULL",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, consent);
    statement_bind_int(row, 2, subject);
    switch (statement_step(row, error)) {
    case STEP_ERROR:
        return false;
    case STEP_DONE:
        return none_in_force(consent, error);
    case STEP_ROW:
        break;
    }
    *kept = (struct kept){ .kind = g_strdup(statement_text(row, 0)),
                           .recipient = g_strdup(statement_text(row, 1)),
                           .purpose = g_strdup(statement_text(row, 2)),
                           .scope = g_strdup(statement_text(row, 3)),
                           .clause = g_strdup(statement_text(row, 4)),
                           .form = g_strdup(statement_text(row, 5)),
                           .reference = g_strdup(statement_text(row, 6)),
                           .told = statement_date(row, 7),
                           .expires = statement_date(row, 8) };
    return true;
}

static bool is_less(const char *before, const char *after, GError **error)
{
    g_autofree char *unknown = NULL;
    const unsigned had = kinds_parse(before, NULL), kinds = kinds_parse(after, &unknown);
    if (unknown || !kinds) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no kind of data {1}"),
                         N_("Kinds are identity, contact, credit, public, means, behaviour, score, or all."),
                         unknown ? unknown : after, NULL);
        return false;
    }
    g_autofree char *more = kinds_text(kinds & ~had);
    if (*more) {
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         N_("The consent does not cover {1}, so it cannot be narrowed to it"),
                         N_("For more kinds of data, record a new consent with `bureau consent grant`."), more, NULL);
        return false;
    }
    if (kinds != had) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The consent covers just these kinds of data already"), NULL, NULL);
    return false;
}

bool consent_command_scope(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const int64_t subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    const int64_t number = arguments_int(arguments, "consent", 0);
    const char *scope = arguments_text(arguments, "scope");
    struct kept kept = { 0 };
    if (!read_kept(session, subject, number, &kept, error)) return false;
    struct consent consent = { .subject = subject,
                               .kind = kept.kind,
                               .answer = "granted",
                               .recipient = kept.recipient,
                               .purpose = kept.purpose,
                               .scope = scope,
                               .clause = kept.clause,
                               .form = kept.form,
                               .reference = kept.reference,
                               .told = kept.told,
                               .granted = session_today(session),
                               .expires = kept.expires };
    const bool done = is_less(kept.scope, scope, error) && consent_end(session, subject, number, error) &&
                      consent_write(session, &consent, error);
    kept_clear(&kept);
    if (!done) return false;
    table_fact_int(answer, "consent", N_("Consent"), consent.id);
    table_fact_int(answer, "replaces", N_("Instead of"), number);
    table_fact_text(answer, "scope", N_("Scope"), scope);
    return true;
}
