/* SPDX-License-Identifier: Apache-2.0 */
/* Statements from the desk: taken in, refused with a reason, taken back by who made them, listed. */
#include "statement/private.h"

#include <string.h>

static const char *given(const struct arguments *arguments, const char *name, const char *otherwise)
{
    return arguments_has(arguments, name) ? arguments_text(arguments, name) : otherwise;
}

static struct statement_text read_text(const struct arguments *arguments)
{
    return (struct statement_text){
        .subject = arguments_int(arguments, "subject", 0),
        .dispute = arguments_int(arguments, "dispute", 0),
        .kind = given(arguments, "kind", "personal"),
        .account = arguments_int(arguments, "account", 0),
        .month = arguments_has(arguments, "month") ? arguments_month(arguments, "month") : MONTH_NONE,
        .field = arguments_text(arguments, "field"),
        .text = arguments_text(arguments, "text"),
        .author = given(arguments, "author", ""),
    };
}

/* An item is a field; a month or an account alone is no item of a case. */
static bool check_item(struct session *session, const struct statement_text *text, GError **error)
{
    if (text->field != NULL && !codes_known("DISPUTE_FIELD", text->field)) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no field {1} to speak about."),
                         N_("Name it as in a dispute: state, balance, exists, name ..."), text->field, NULL);
        return false;
    }
    if (text->account == 0) return true;
    g_autoptr(dossier_t) dossier = dossier_load(session, text->subject, error);
    if (dossier == NULL) return false;
    if (dossier_account(dossier, text->account) != NULL) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, text->account);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no account {1}."),
                     N_("`bureau subject accounts` lists them."), number, NULL);
    return false;
}

static void answer_written(struct table *answer, int64_t id, const char *kind, const char *state)
{
    table_fact_int(answer, "statement", N_("Statement"), id);
    table_fact_code(answer, "kind", N_("Kind"), "STATEMENT_KIND", kind);
    table_fact_code(answer, "state", N_("State"), "STATEMENT_STATE", state);
}

/* The law of the case it belongs to, else of the store; the case is the subject's own. NULL and an error. Caller frees.
 */
static char *profile_of(struct session *session, const struct statement_text *text, GError **error)
{
    if (text->dispute == 0) return setting_get(session->store, "law.profile", "CN-ZX");
    g_autoptr(GError) failed = NULL;
    char *profile =
        store_query_text(session->store, &failed, "SELECT profile FROM dispute WHERE id = ?1 AND subject = ?2", "ii",
                         text->dispute, text->subject);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
    } else if (profile == NULL) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, text->dispute);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no dispute {1}."),
                         N_("`bureau dispute list --subject` lists them."), number, NULL);
    }
    return profile;
}

bool statement_command_add(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct statement_text text = read_text(arguments);
    session->audited_subject = text.subject;
    g_autofree char *profile = profile_of(session, &text, error);
    if (profile == NULL || !check_item(session, &text, error) || !statement_check(session, &text, profile, error))
        return false;
    const int64_t id = statement_write(session, &text, error);
    if (id == 0) return false;
    answer_written(answer, id, text.kind, "accepted");
    return true;
}

/* What was handed in and not taken is kept with the reason: the person is told it, and it is never shown. */
bool statement_command_refuse(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const struct statement_text text = read_text(arguments);
    g_autofree char *reason = text_sanitise(arguments_text(arguments, "reason"), -1);
    session->audited_subject = text.subject;
    g_autofree char *profile = profile_of(session, &text, error);
    if (profile == NULL || !check_item(session, &text, error)) return false;
    const int64_t id = statement_store(session, &text, "refused", reason, error);
    if (id == 0) return false;
    answer_written(answer, id, text.kind, "refused");
    return true;
}

bool statement_command_withdraw(struct session *session, const struct arguments *arguments, struct table *answer,
                                GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0), id = arguments_int(arguments, "statement", 0);
    g_autofree char *reason = text_sanitise(arguments_text(arguments, "reason"), -1);
    session->audited_subject = subject;
    if (!store_run(session->store, error,
                   "UPDATE statement SET state = 'withdrawn', reason = ?3, died = ?4, version = version + 1"
                   " WHERE id = ?1 AND subject = ?2 AND state = 'accepted' AND died IS NULL AND kind <> 'objection'",
                   "iisi", id, subject, reason, session->change))
        return false;
    if (store_changes(session->store) != 1) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND,
                         N_("No statement {1} of this subject is shown that could be taken back."),
                         N_("`bureau statement list` lists them."), number, NULL);
        return false;
    }
    g_autofree char *kind = store_query_text(session->store, NULL, "SELECT kind FROM statement WHERE id = ?1", "i", id);
    answer_written(answer, id, kind, "withdrawn");
    return guard_touch(session, subject, subject, error);
}

/* ---- the list -----------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "statement", .title = N_("Statement"), .type = VALUE_INTEGER },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "STATEMENT_KIND" },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "STATEMENT_STATE" },
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH, .priority = 1 },
    { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD", .priority = 1 },
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "author", .title = N_("Of"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "text", .title = N_("Text"), .type = VALUE_TEXT },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT, .priority = 3 },
};

static void add_number(struct table *answer, struct statement *row, int column)
{
    if (statement_is_null(row, column))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, column));
}

static bool list_row(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_date(answer, statement_date(row, 3));
    add_number(answer, row, 4);
    table_add_month(answer, statement_month(row, 5));
    table_add_text(answer, statement_text(row, 6));
    add_number(answer, row, 7);
    for (int column = 8; column < 12; column++)
        table_add_text(answer, statement_text(row, column));
    return table_row_end(answer, error);
}

bool statement_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    session->audited_subject = subject;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT id, kind, state, day, account, month, field, dispute, author, text, reason, user"
                      " FROM statement WHERE subject = ?1 AND born <= ?2 ORDER BY id",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!list_row(answer, row, error)) return false;
    return step == STEP_DONE;
}
