/* SPDX-License-Identifier: Apache-2.0 */
/* `today`: what waits, as counts with the command that lists the cases. The desk asks it each time it is read, so each
 * line is one read of an index, and none goes through the files. A line is told to those who may see its cases. */
#include "compliance/compliance.h"

enum { WITHIN_DAYS = 30, SOON_DAYS = 7, DAY_MILLISECONDS = 86400000 };

static const struct column columns[] = {
    { .id = "line", .title = N_("What waits"), .type = VALUE_CODE, .group = "TODAY" },
    { .id = "count", .title = N_("Number"), .type = VALUE_INTEGER },
    { .id = "overdue", .title = N_("Overdue"), .type = VALUE_INTEGER },
    { .id = "due", .title = N_("Next due"), .type = VALUE_DATE },
    { .id = "list", .title = N_("Command"), .type = VALUE_TEXT, .priority = 2 },
};

/* ?1 today, ?2 the day until which it counts, ?3 now, ?4 a week ago
 * (milliseconds), ?5 the last day of consents that end soon. Answers the count, how many of them
 * are overdue, and the nearest day. */
static const struct line {
    const char *code, *list, *sql;
    bool is_moment; /* the nearest one is a moment, not a day */
} lines[] = {
    { "request", "request.list",
      "SELECT count(*), sum(due < ?1), min(due) FROM request WHERE answered IS NULL AND due <= ?2", false },
    { "incident", "incident.list", "SELECT count(*), sum(due < ?3), min(due) FROM incident WHERE closed IS NULL",
      true },
    { "proposal", "second.list", "SELECT count(*), NULL, NULL FROM proposal WHERE state = 'open'", false },
    { "consent", "consent.expiring",
      "SELECT count(*), 0, min(expires) FROM consent WHERE answer = 'granted' AND withdrawn IS NULL AND expires >= ?1"
      " AND expires <= ?5",
      false },
    /* only when there is one: the newest month of a model in use is red */
    { "drift", "model.drift",
      "SELECT count(*), NULL, NULL FROM model m JOIN model_month d ON d.name = m.name AND d.number = m.number WHERE"
      " m.state = 'deployed' AND d.light = 'red' AND d.month = (SELECT max(month) FROM model_month WHERE name = m.name"
      " AND number = m.number) GROUP BY m.state",
      false },
    { "repair", "repair.list",
      "SELECT count(*), sum(recheck < ?1), min(recheck) FROM repair WHERE state = 'open' AND recheck <= ?1", false },
    { "protection", "protection.list", "SELECT count(*), NULL, NULL FROM protection WHERE placed >= ?4", false },
};

/* The day of a moment, in the local zone; none for 0. */
static struct date day_of(int64_t moment)
{
    g_autoptr(GDateTime) local = moment != 0 ? g_date_time_new_from_unix_local(moment / 1000) : NULL;
    struct date day = DATE_NONE;
    g_autofree char *text = local != NULL ? g_date_time_format(local, "%Y-%m-%d") : NULL;
    if (text != NULL) date_parse(text, &day);
    return day;
}

static bool add_line(struct session *session, const struct line *line, struct table *answer, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, line->sql, error);
    if (row == NULL) return false;
    const struct date today = session_today(session);
    const int64_t now = session_now(session);
    statement_bind_date(row, 1, today);
    statement_bind_date(row, 2, date_add_days(today, SOON_DAYS));
    statement_bind_int(row, 3, now);
    statement_bind_int(row, 4, now - (int64_t)SOON_DAYS * DAY_MILLISECONDS);
    statement_bind_date(row, 5, date_add_days(today, WITHIN_DAYS));
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    table_row_begin(answer);
    table_add_text(answer, line->code);
    for (int column = 0; column < 2; column++) {
        if (statement_is_null(row, column))
            table_add_null(answer);
        else
            table_add_int(answer, statement_int(row, column));
    }
    table_add_date(answer, line->is_moment ? day_of(statement_int(row, 2)) : statement_date(row, 2));
    table_add_text(answer, line->list);
    return table_row_end(answer, error);
}

/* Adverse items past their day: counting them goes through the files, so this line says only that the day's check was
 * not made. */
static bool add_retention(struct session *session, struct table *answer, GError **error)
{
    char day[DATE_TEXT_SIZE];
    g_autofree char *last = setting_get(session->store, "retention.last", NULL);
    date_format(session_today(session), day);
    table_row_begin(answer);
    table_add_text(answer, "retention");
    table_add_int(answer, g_strcmp0(last, day) < 0);
    table_add_null(answer);
    table_add_date(answer, session_today(session));
    table_add_text(answer, "retention.list");
    return table_row_end(answer, error);
}

bool compliance_command_today(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const bool may = (rights_roles(lines[i].list) & (unsigned)session->role) != 0;
        if (may && !add_line(session, &lines[i], answer, error)) return false;
    }
    return (rights_roles("retention.list") & (unsigned)session->role) == 0 || add_retention(session, answer, error);
}
