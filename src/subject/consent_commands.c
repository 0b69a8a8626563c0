/* SPDX-License-Identifier: Apache-2.0 */
/* Consents of a subject. One is never taken away: a withdrawal is a moment written beside it. */
#include "subject/subject.h"

static const struct column consent_columns[] = {
    { .id = "consent", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "recipient", .title = N_("Recipient"), .type = VALUE_TEXT },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE" },
    { .id = "scope", .title = N_("Scope"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "clause", .title = N_("Clause"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "granted", .title = N_("Granted"), .type = VALUE_DATE },
    { .id = "expires", .title = N_("Expires"), .type = VALUE_DATE, .priority = 1 },
    { .id = "withdrawn", .title = N_("Withdrawn"), .type = VALUE_DATE, .priority = 1 },
    { .id = "valid",
      .title = N_("Valid"),
      .type = VALUE_FLAG,
      .help = N_("Granted, not withdrawn and not expired on the day shown.") },
};

static bool add_consent(struct table *answer, struct statement *row, struct date today, GError **error)
{
    struct date granted = statement_date(row, 5), expires = statement_date(row, 6), withdrawn = statement_date(row, 7);
    bool valid = granted.days <= today.days && (!date_is_set(expires) || expires.days >= today.days) &&
                 (!date_is_set(withdrawn) || withdrawn.days > today.days);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    for (int column = 1; column <= 4; column++)
        table_add_text(answer, statement_text(row, column));
    table_add_date(answer, granted);
    table_add_date(answer, expires);
    table_add_date(answer, withdrawn);
    table_add_int(answer, valid);
    return table_row_end(answer, error);
}

bool consent_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT id, recipient, purpose, scope, clause, granted, expires, "
                                               "withdrawn FROM consent WHERE subject = ?1 ORDER BY id",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->audited_subject);
    table_set_columns(answer, consent_columns, G_N_ELEMENTS(consent_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_consent(answer, row, session_today(session), error)) return false;
    return step == STEP_DONE;
}

static const char *text_or(const struct arguments *arguments, const char *name, const char *fallback)
{
    const char *text = arguments_text(arguments, name);
    return text != NULL ? text : fallback;
}

bool consent_command_grant(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    int64_t subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    const char *purpose = arguments_text(arguments, "purpose");
    struct date today = session_today(session);
    struct date expires = arguments_has(arguments, "expires") ? arguments_date(arguments, "expires") : DATE_NONE;
    if (!purpose_known(purpose)) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The purpose {1} is not known"),
                         N_("Purposes stand in data/law/purposes.tsv."), purpose, NULL);
        return false;
    }
    if (date_is_set(expires) && expires.days < today.days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The consent would have expired before it is granted."),
                         N_("Give a last day that is still to come."), NULL);
        return false;
    }
    int64_t id = store_take_ids(session->store, "consent", 1, error);
    if (id == 0 || !store_run(session->store, error,
                              "INSERT INTO consent (id, subject, recipient, purpose, scope, clause, granted, expires) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                              "iissssdd", id, subject, text_or(arguments, "recipient", "bureau"), purpose,
                              text_or(arguments, "scope", "all"), arguments_text(arguments, "clause"), today, expires))
        return false;
    table_fact_int(answer, "consent", N_("Consent"), id);
    table_fact_date(answer, "granted", N_("Granted"), today);
    return guard_touch(session, subject, subject, error);
}

bool consent_command_withdraw(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    int64_t subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    int64_t consent = arguments_int(arguments, "consent", 0);
    struct date today = session_today(session);
    if (!store_run(session->store, error,
                   "UPDATE consent SET withdrawn = ?3, version = version + 1 WHERE id = ?1 AND subject = ?2 AND "
                   "withdrawn IS NULL",
                   "iid", consent, subject, today))
        return false;
    if (store_changes(session->store) == 0) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, consent);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no consent {1} that is still in force."),
                         N_("`bureau consent list SUBJECT` names them."), number, NULL);
        return false;
    }
    table_fact_int(answer, "consent", N_("Consent"), consent);
    table_fact_date(answer, "withdrawn", N_("Withdrawn"), today);
    return guard_touch(session, subject, subject, error);
}
