/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the log: everything, who looked at one file, what one person did, what became of one case. */
#include "admin/audit.h"

enum { LIMIT = 1000, DAY_MILLISECONDS = 86400000 };

static const struct column columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE", .priority = 2 },
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "dispute", .title = N_("Case"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 1 },
    { .id = "basis", .title = N_("Rests on"), .type = VALUE_TEXT, .priority = 1 }, /* the consent or the law */
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "OUTCOME" },
    { .id = "note", .title = N_("Note"), .type = VALUE_TEXT, .priority = 3 }, /* why masked values were shown, too */
};

int64_t audit_day_start(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) start = g_date_time_new_local(year, month, number, 0, 0, 0);
    return start ? g_date_time_to_unix(start) * 1000 : (int64_t)day.days * DAY_MILLISECONDS;
}

/* The same conditions over three ways in: a log of a million lines has an index for a file and for a case. */
#define LINES "SELECT seq, at, user, role, command, subject, dispute, purpose, basis, outcome, note FROM audit WHERE "
#define CONDITIONS                                                                                                     \
    " AND (?3 IS NULL OR user = ?3) AND at >= ?4 AND at < ?5"                                                          \
    " AND (?6 IS NULL OR command = ?6 OR substr(command, 1, length(?6) + 1) = ?6 || '.')"                              \
    " AND (?7 IS NULL OR outcome = ?7) ORDER BY seq DESC LIMIT ?8"

static const char every_line[] = LINES "?1 = 0 AND ?2 = 0" CONDITIONS;
static const char of_subject[] = LINES "subject = ?1 AND (?2 = 0 OR dispute = ?2)" CONDITIONS;
static const char of_dispute[] = LINES "?1 = 0 AND dispute = ?2" CONDITIONS;

static void add_number(struct table *answer, struct statement *row, int column)
{
    if (statement_is_null(row, column))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, column));
}

static bool add_line(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    for (int column = 0; column < (int)G_N_ELEMENTS(columns); column++) {
        if (columns[column].type == VALUE_INTEGER || columns[column].type == VALUE_MOMENT)
            add_number(answer, row, column);
        else
            table_add_text(answer, statement_text(row, column));
    }
    return table_row_end(answer, error);
}

static int64_t day_or(const struct arguments *arguments, const char *name, int32_t add, int64_t fallback)
{
    return arguments_has(arguments, name) ? audit_day_start(date_add_days(arguments_date(arguments, name), add))
                                          : fallback;
}

bool audit_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0), dispute = arguments_int(arguments, "dispute", 0);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               subject   ? of_subject
                                               : dispute ? of_dispute
                                                         : every_line,
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, dispute);
    statement_bind_text(row, 3, arguments_text(arguments, "user"));
    statement_bind_int(row, 4, day_or(arguments, "since", 0, G_MININT64));
    statement_bind_int(row, 5, day_or(arguments, "until", 1, G_MAXINT64));
    statement_bind_text(row, 6, arguments_text(arguments, "command"));
    statement_bind_text(row, 7, arguments_text(arguments, "outcome"));
    statement_bind_int(row, 8, arguments_int(arguments, "limit", LIMIT));
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_line(answer, row, error)) return false;
    return step == STEP_DONE;
}
