/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the audit log: everything, or who looked at one file. */
#include "subject/subject.h"

enum { LIMIT = 1000, DAY_MILLISECONDS = 86400000 };

static const struct column audit_columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE", .priority = 2 },
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 1 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "OUTCOME" },
    { .id = "note", .title = N_("Note"), .type = VALUE_TEXT, .priority = 3 }, /* why masked values were shown, too */
};

static void add_moment(struct table *answer, struct statement *row, int column)
{
    table_add_int(answer, statement_int(row, column));
}

static bool add_audit_row(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    add_moment(answer, row, 1);
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_text(answer, statement_text(row, 4));
    if (statement_is_null(row, 5))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, 5));
    table_add_text(answer, statement_text(row, 6));
    table_add_text(answer, statement_text(row, 7));
    table_add_text(answer, statement_text(row, 8));
    return table_row_end(answer, error);
}

/* The first millisecond of a day where the person sits. */
static int64_t day_start(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) start = g_date_time_new_local(year, month, number, 0, 0, 0);
    return start ? g_date_time_to_unix(start) * 1000 : (int64_t)day.days * DAY_MILLISECONDS;
}

static const char audit_all[] =
    "SELECT seq, at, user, role, command, subject, purpose, outcome, note FROM audit"
    " WHERE (?1 = 0 OR subject = ?1) AND (?2 IS NULL OR user = ?2) AND at >= ?3 ORDER BY seq DESC LIMIT ?4";
static const char audit_of_subject[] =
    "SELECT seq, at, user, role, command, subject, purpose, outcome, note FROM audit"
    " WHERE subject = ?1 AND (?2 IS NULL OR user = ?2) AND at >= ?3 ORDER BY seq DESC LIMIT ?4";

bool audit_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    int64_t subject = arguments_int(arguments, "subject", 0);
    struct date since = arguments_has(arguments, "since") ? arguments_date(arguments, "since") : DATE_NONE;
    g_autoptr(statement_t) row = store_prepare(session->store, subject ? audit_of_subject : audit_all, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_text(row, 2, arguments_text(arguments, "user"));
    statement_bind_int(row, 3, date_is_set(since) ? day_start(since) : 0);
    statement_bind_int(row, 4, arguments_int(arguments, "limit", LIMIT));
    table_set_columns(answer, audit_columns, G_N_ELEMENTS(audit_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_audit_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

static const struct column seen_columns[] = {
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE", .priority = 1 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE" },
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "OUTCOME" },
};

bool subject_command_seen(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT at, user, role, purpose, command, outcome FROM audit WHERE subject = ?1 ORDER BY seq DESC", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->audited_subject);
    table_set_columns(answer, seen_columns, G_N_ELEMENTS(seen_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        add_moment(answer, row, 0);
        for (int column = 1; column < (int)G_N_ELEMENTS(seen_columns); column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}
