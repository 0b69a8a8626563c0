/* SPDX-License-Identifier: Apache-2.0 */
/* The day report: how often each act was done, refused or failed, and the head of the log as eight words. Printed and
 * signed by hand it is an anchor that no machine can change. */
#include "admin/audit.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "OUTCOME" },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER },
};

struct day {
    int64_t lines, done, refused, failed, logins, failed_logins, exports, reveals;
};

static bool begins(const char *text, const char *with)
{
    return g_str_has_prefix(text, with);
}

static void count(struct day *day, const char *command, const char *outcome, int64_t lines, int64_t reveals)
{
    const bool done = strcmp(outcome, "done") == 0;
    day->lines += lines;
    if (done)
        day->done += lines;
    else if (strcmp(outcome, "refused") == 0)
        day->refused += lines;
    else
        day->failed += lines;
    if (strcmp(command, "login") == 0) {
        if (done)
            day->logins += lines;
        else
            day->failed_logins += lines;
    }
    if (done &&
        (begins(command, "export.") || strcmp(command, "table.export") == 0 || strcmp(command, "model.sample") == 0))
        day->exports += lines;
    if (done) day->reveals += reveals;
}

static const char lines_of_day[] =
    "SELECT command, outcome, count(*), sum(instr(coalesce(note, ''), 'revealed: ') > 0) FROM audit "
    "WHERE at >= ?1 AND at < ?2 GROUP BY command, outcome ORDER BY command, outcome";

static bool count_lines(struct session *session, struct date date, struct day *day, struct table *answer,
                        GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, lines_of_day, error);
    if (!row) return false;
    statement_bind_int(row, 1, audit_day_start(date));
    statement_bind_int(row, 2, audit_day_start(date_add_days(date, 1)));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const char *command = statement_text(row, 0), *outcome = statement_text(row, 1);
        const int64_t lines = statement_int(row, 2);
        count(day, command, outcome, lines, statement_int(row, 3));
        table_row_begin(answer);
        table_add_text(answer, command);
        table_add_text(answer, outcome);
        table_add_int(answer, lines);
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

bool audit_command_day(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    struct day day = { 0 };
    struct guard_head head;
    const struct date date =
        arguments_has(arguments, "day") ? arguments_date(arguments, "day") : session_today(session);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    if (!count_lines(session, date, &day, answer, error) || !guard_head_read(session->store, &head, error))
        return false;
    table_fact_date(answer, "day", N_("Day"), date);
    table_fact_int(answer, "lines", N_("Lines"), day.lines);
    table_fact_int(answer, "done", N_("Done"), day.done);
    table_fact_int(answer, "refused", N_("Refused"), day.refused);
    table_fact_int(answer, "failed", N_("Failed"), day.failed);
    table_fact_int(answer, "logins", N_("Logins"), day.logins);
    table_fact_int(answer, "failed_logins", N_("Failed logins"), day.failed_logins);
    table_fact_int(answer, "exports", N_("Exports"), day.exports);
    table_fact_int(answer, "reveals", N_("Shown in clear"), day.reveals);
    return audit_answer_head(session, &head, answer, error);
}
