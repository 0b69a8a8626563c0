/* SPDX-License-Identifier: Apache-2.0 */
/* What one subject agreed to and refused, what ends soon, and what the law of the profile asks of each purpose. */
#include "consent/consent.h"

#include <string.h>

// clang-format off
static const struct column consent_columns[] = {
    { .id = "consent", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "CONSENT_KIND", .priority = 1 },
    { .id = "recipient", .title = N_("Recipient"), .type = VALUE_TEXT },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE" },
    { .id = "scope", .title = N_("Scope"), .type = VALUE_CODE, .group = "DATA_KIND", .priority = 1 },
    { .id = "clause", .title = N_("Clause"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "granted", .title = N_("Granted"), .type = VALUE_DATE },
    { .id = "expires", .title = N_("Expires"), .type = VALUE_DATE, .priority = 1 },
    { .id = "withdrawn", .title = N_("Withdrawn"), .type = VALUE_DATE, .priority = 1 },
    { .id = "valid", .title = N_("Valid"), .type = VALUE_FLAG, .help = N_("Granted, not withdrawn and not expired on the day shown.") },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "CONSENT_STATE", .priority = 2 },
    { .id = "told", .title = N_("Warned"), .type = VALUE_DATE, .priority = 3, .help = N_("The day on which the person was told what disadvantage may follow.") },
    { .id = "form", .title = N_("Form"), .type = VALUE_CODE, .group = "CONSENT_FORM", .priority = 4 },
    { .id = "reference", .title = N_("Document"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "entered", .title = N_("Entered"), .type = VALUE_MOMENT, .priority = 6, .help = N_("From this moment on it counts, whatever day stands on the paper.") },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 6 },
    { .id = "batch", .title = N_("Batch"), .type = VALUE_INTEGER, .priority = 3, .help = N_("It came in a file: the word of whoever sent it, no paper was seen here.") },
};
// clang-format on

enum {
    ID,
    KIND,
    RECIPIENT,
    PURPOSE,
    SCOPE,
    CLAUSE,
    GRANTED,
    EXPIRES,
    WITHDRAWN,
    ANSWER,
    TOLD,
    FORM,
    REFERENCE,
    ENTERED,
    USER,
    BATCH,
    ENDED
};
static const char of_subject[] =
    "SELECT id, kind, recipient, purpose, scope, clause, granted, expires, withdrawn, answer, told, form, reference, "
    "entered, user, batch, ended FROM consent WHERE subject = ?1 ORDER BY id";

static const char *state_on(struct statement *row, struct date day)
{
    const struct date expires = statement_date(row, EXPIRES), withdrawn = statement_date(row, WITHDRAWN);
    if (strcmp(statement_text(row, ANSWER), "granted") != 0) return "refused";
    if (date_is_set(withdrawn) && withdrawn.days <= day.days) return "withdrawn";
    /* a batch that was undone took it back, without anybody's withdrawal */
    if (!statement_is_null(row, ENDED) && access_day(statement_int(row, ENDED)).days <= day.days) return "withdrawn";
    if (date_is_set(expires) && expires.days < day.days) return "expired";
    return statement_date(row, GRANTED).days > day.days ? "early" : "valid";
}

static bool add_consent(struct table *answer, struct statement *row, struct date day, GError **error)
{
    const char *state = state_on(row, day);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, ID));
    for (int column = KIND; column <= CLAUSE; column++)
        table_add_text(answer, statement_text(row, column));
    for (int column = GRANTED; column <= WITHDRAWN; column++)
        table_add_date(answer, statement_date(row, column));
    table_add_int(answer, strcmp(state, "valid") == 0);
    table_add_text(answer, state);
    table_add_date(answer, statement_date(row, TOLD));
    table_add_text(answer, statement_text(row, FORM));
    table_add_text(answer, statement_text(row, REFERENCE));
    table_add_int(answer, statement_int(row, ENTERED));
    table_add_text(answer, statement_text(row, USER));
    if (statement_is_null(row, BATCH))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, BATCH));
    return table_row_end(answer, error);
}

bool consent_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(statement_t) row = store_prepare(session->store, of_subject, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->audited_subject);
    table_set_columns(answer, consent_columns, G_N_ELEMENTS(consent_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_consent(answer, row, session_today(session), error)) return false;
    return step == STEP_DONE;
}

/* ---- those that end soon ----------------------------------------------------------------------------------------- */

// clang-format off
static const struct column expiring_columns[] = {
    { .id = "consent", .title = N_("No."), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "CONSENT_KIND", .priority = 2 },
    { .id = "recipient", .title = N_("Recipient"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 1 },
    { .id = "expires", .title = N_("Expires"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .help = N_("Whole days after today on which it still holds.") },
};
// clang-format on

/* One that was renewed already is not spoken of again. */
#define ENDING                                                                                                         \
    " FROM consent c WHERE c.withdrawn IS NULL AND c.ended IS NULL AND c.answer = 'granted' AND c.expires >= ?1 AND "  \
    "c.expires <= ?2 AND "                                                                                             \
    "NOT EXISTS (SELECT 1 FROM consent n WHERE n.subject = c.subject AND n.id <> c.id AND n.kind = c.kind AND "        \
    "n.recipient = c.recipient AND n.purpose = c.purpose AND n.answer = 'granted' AND n.withdrawn IS NULL AND "        \
    "n.ended IS NULL AND "                                                                                             \
    "(n.expires IS NULL OR n.expires > c.expires))"

static const char ending[] = "SELECT c.id, c.subject, (SELECT n.value FROM name n WHERE n.subject = c.subject AND "
                             "n.born <= ?3 AND (n.died IS NULL "
                             "OR n.died > ?3) LIMIT 1), c.kind, c.recipient, c.purpose, c.expires" ENDING
                             " ORDER BY c.expires, c.subject LIMIT ?4";

bool consent_count_expiring(struct session *session, int64_t *count, GError **error)
{
    const struct date today = access_day(session_now(session));
    return store_query_int(session->store, count, 0, error, "SELECT count(*)" ENDING, "dd", today,
                           date_add_days(today, consent_policy("remind")));
}

static bool add_ending(struct table *answer, struct statement *row, struct date today, GError **error)
{
    const struct date expires = statement_date(row, 6);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    for (int column = 2; column <= 5; column++)
        table_add_text(answer, statement_text(row, column));
    table_add_date(answer, expires);
    table_add_int(answer, expires.days - today.days);
    return table_row_end(answer, error);
}

bool consent_command_expiring(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    enum { LIMIT = 1000 };
    const struct date today = access_day(session_now(session));
    const int64_t within = arguments_int(arguments, "within", consent_policy("remind"));
    if (within < 0 || within > 36600) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The number of days must lie between 0 and 36,600"), NULL, NULL);
        return false;
    }
    g_autoptr(statement_t) row = store_prepare(session->store, ending, error);
    if (row == NULL) return false;
    statement_bind_date(row, 1, today);
    statement_bind_date(row, 2, date_add_days(today, (int)within));
    statement_bind_int(row, 3, session->view);
    statement_bind_int(row, 4, arguments_int(arguments, "limit", LIMIT));
    table_set_columns(answer, expiring_columns, G_N_ELEMENTS(expiring_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_ending(answer, row, today, error)) return false;
    return step == STEP_DONE;
}
