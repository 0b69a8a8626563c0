/* SPDX-License-Identifier: Apache-2.0 */
/* The protections there are and were, and which the law of a profile knows. */
#include "request/register.h"

static const struct column list_columns[] = {
    { .id = "protection", .title = N_("Protection"), .type = VALUE_INTEGER },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME, .priority = 1 },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "PROTECTION_KIND" },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "PROTECTION_STATE" },
    { .id = "begins", .title = N_("Begins"), .type = VALUE_DATE },
    { .id = "ends", .title = N_("Ends"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "contact", .title = N_("Telephone"), .type = VALUE_TEXT, .secrecy = SECRECY_PHONE, .priority = 2 },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "request", .title = N_("Request"), .type = VALUE_INTEGER, .priority = 4 },
    { .id = "placed_by", .title = N_("Placed by"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "lifted", .title = N_("Lifted"), .type = VALUE_MOMENT, .priority = 3 },
    { .id = "lifted_by", .title = N_("Lifted by"), .type = VALUE_TEXT, .priority = 4 },
};

/* Expired ones end by themselves: the day decides, nothing has to be run. */
static const char *state_of(struct statement *row, struct date today)
{
    const struct date ends = statement_date(row, 5);
    if (!statement_is_null(row, 9)) return "lifted";
    if (date_is_set(ends) && ends.days < today.days) return "over";
    return statement_date(row, 4).days > today.days ? "later" : "live";
}

static bool list_row(struct session *session, struct table *answer, struct statement *row, GError **error)
{
    const struct date today = session_today(session), ends = statement_date(row, 5);
    const char *state = state_of(row, today);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_text(answer, state);
    table_add_date(answer, statement_date(row, 4));
    table_add_date(answer, ends);
    if (date_is_set(ends) && g_strcmp0(state, "live") == 0)
        table_add_int(answer, ends.days - today.days);
    else
        table_add_null(answer);
    table_add_text(answer, statement_text(row, 6));
    table_add_text(answer, statement_text(row, 7));
    if (statement_is_null(row, 11))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, 11));
    table_add_text(answer, statement_text(row, 8));
    if (statement_is_null(row, 9))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, 9));
    table_add_text(answer, statement_text(row, 10));
    return table_row_end(answer, error);
}

bool protection_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    session->audited_subject = subject;
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT p.id, p.subject, (SELECT n.value FROM name n WHERE n.subject = p.subject AND n.born <= ?2"
                      "   AND (n.died IS NULL OR n.died > ?2) ORDER BY n.fact LIMIT 1), p.kind, p.begins, p.ends,"
                      " p.contact, p.reason, p.placed_by, p.lifted, p.lifted_by, p.request FROM protection p"
                      " WHERE (?1 = 0 OR p.subject = ?1) ORDER BY p.lifted IS NOT NULL, p.id DESC",
                      error);
    if (!row) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!list_row(session, answer, row, error)) return false;
    return step == STEP_DONE;
}

bool protection_count(struct session *session, int64_t *count, GError **error)
{
    return store_query_int(session->store, count, 0, error,
                           "SELECT count(*) FROM protection WHERE lifted IS NULL AND begins <= ?1"
                           " AND (ends IS NULL OR ends >= ?1)",
                           "d", session_today(session));
}

static const struct column kind_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "PROTECTION_KIND" },
    { .id = "code", .title = N_("Code"), .type = VALUE_TEXT },
    { .id = "profile", .title = N_("Profile"), .type = VALUE_TEXT },
    { .id = "length", .title = N_("Stands by"), .type = VALUE_TEXT },
    { .id = "place", .title = N_("Placed by"), .type = VALUE_TEXT },
    { .id = "contact", .title = N_("Needs a telephone"), .type = VALUE_FLAG },
    { .id = "reference", .title = N_("Needs a report"), .type = VALUE_FLAG },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT },
    { .id = "status", .title = N_("Status"), .type = VALUE_TEXT },
};

bool protection_command_kinds(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)session;
    (void)arguments;
    table_set_columns(answer, kind_columns, G_N_ELEMENTS(kind_columns));
    const struct protection_rule *rule;
    for (size_t i = 0; (rule = protection_rule_at(i)) != NULL; i++) {
        table_row_begin(answer);
        table_add_text(answer, rule->kind);
        table_add_text(answer, rule->kind);
        table_add_text(answer, rule->family);
        table_add_text(answer, rule->length);
        table_add_text(answer, rule->place);
        table_add_int(answer, rule->contact);
        table_add_int(answer, rule->reference);
        table_add_text(answer, rule->cite);
        table_add_text(answer, rule->status);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
