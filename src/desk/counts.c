/* SPDX-License-Identifier: Apache-2.0 */
/* How much waits, for whom and how long already: from the counts that the store keeps by itself (table desk_day, a row
 * a day and a kind of waiting). Only holds are counted from their index, and there are as many as cases taken. */
#include "desk/desk_private.h"

#include <string.h>

struct tally {
    int64_t cases[LANE_COUNT][DESK_WAITING_MOST]; /* LANE_ALL is the sum */
};

static size_t waiting_index(const char *waiting)
{
    const char *known;
    for (size_t i = 0; (known = desk_waiting(i)) != NULL; i++)
        if (strcmp(known, waiting) == 0) return i;
    return DESK_WAITING_MOST;
}

static bool tally_read(struct session *session, struct tally *tally, GError **error)
{
    const struct date today = session_today(session);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT waiting, day, cases FROM desk_day WHERE kind = 'due'", error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const size_t who = waiting_index(statement_text(row, 0));
        const enum desk_lane lane = desk_lane_of_day(statement_date(row, 1), today);
        if (who == DESK_WAITING_MOST) continue;
        tally->cases[LANE_ALL][who] += statement_int(row, 2);
        tally->cases[lane][who] += statement_int(row, 2);
    }
    return step == STEP_DONE;
}

/* On an earlier day nothing was kept: the queue of then is walked. */
static bool count_then(struct session *session, struct desk_counts *counts, GError **error)
{
    for (int lane = LANE_OVERDUE; lane < LANE_COUNT; lane++)
        for (size_t who = 0; desk_waiting(who) != NULL; who++) {
            const struct desk_query query = { .lane = (enum desk_lane)lane, .waiting = desk_waiting(who) };
            g_autoptr(GArray) keys = desk_keys(session, &query, error);
            if (keys == NULL) return false;
            counts->lane[lane] += keys->len;
            counts->lane[LANE_ALL] += keys->len;
            counts->waiting[who] += keys->len;
        }
    return true;
}

static bool count_now(struct session *session, struct desk_counts *counts, GError **error)
{
    struct tally tally = { 0 };
    if (!tally_read(session, &tally, error)) return false;
    for (int lane = 0; lane < LANE_COUNT; lane++)
        for (size_t who = 0; who < DESK_WAITING_MOST; who++)
            counts->lane[lane] += tally.cases[lane][who];
    for (size_t who = 0; who < DESK_WAITING_MOST; who++)
        counts->waiting[who] = tally.cases[LANE_ALL][who];
    const int64_t now = session_now(session);
    return store_query_int(session->store, &counts->held, 0, error,
                           "SELECT count(*) FROM dispute INDEXED BY dispute_owner WHERE owner IS NOT NULL AND "
                           "(held_until IS NULL OR held_until > ?1)",
                           "i", now) &&
           store_query_int(session->store, &counts->mine, 0, error,
                           "SELECT count(*) FROM dispute INDEXED BY dispute_owner WHERE owner = ?2 AND "
                           "(held_until IS NULL OR held_until > ?1)",
                           "is", now, session->user) &&
           store_query_int(session->store, &counts->contrary, 0, error,
                           "SELECT count(*) FROM dispute INDEXED BY dispute_contrary WHERE closed IS NULL AND "
                           "contrary = 1",
                           "");
}

bool desk_count(struct session *session, struct desk_counts *counts, GError **error)
{
    *counts = (struct desk_counts){ 0 };
    if (!machine_loaded(error)) return false;
    return date_is_set(session->as_of) ? count_then(session, counts, error) : count_now(session, counts, error);
}

/* ---- `desk counts` ------------------------------------------------------------------------------------------------
 */

static const struct column count_columns[] = {
    { .id = "by", .title = N_("By"), .type = VALUE_CODE, .group = "DESK_BY" },
    { .id = "lane", .title = N_("Lane"), .type = VALUE_CODE, .group = "DESK_LANE" },
    { .id = "from", .title = N_("From day"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "to", .title = N_("To day"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "cases", .title = N_("Cases"), .type = VALUE_INTEGER },
    { .id = "agent", .title = N_("Desk"), .type = VALUE_INTEGER },
    { .id = "reviewer", .title = N_("Reviewer"), .type = VALUE_INTEGER },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_INTEGER },
    { .id = "applicant", .title = N_("Applicant"), .type = VALUE_INTEGER },
    { .id = "others", .title = N_("Others"), .type = VALUE_INTEGER, .priority = 2 },
};

/* A line: the cases of a span of days, by who is waited for. */
struct line {
    const char *by, *lane;
    int from, to; /* days left, or days since receipt; INT32_MIN / 2 and INT32_MAX / 2 are no end */
    int64_t cases, waiting[4], others;
};
static const char *const shown[4] = { "agent", "reviewer", "furnisher", "applicant" };

static void line_add(struct line *line, const char *waiting, int64_t cases)
{
    line->cases += cases;
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
        if (strcmp(shown[i], waiting) == 0) {
            line->waiting[i] += cases;
            return;
        }
    line->others += cases;
}

static void add_end(struct table *answer, int day)
{
    if (day > INT32_MIN / 2 && day < INT32_MAX / 2)
        table_add_int(answer, day);
    else
        table_add_null(answer);
}

static bool line_show(struct table *answer, const struct line *line, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, line->by);
    table_add_text(answer, line->lane);
    add_end(answer, line->from);
    add_end(answer, line->to);
    table_add_int(answer, line->cases);
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
        table_add_int(answer, line->waiting[i]);
    table_add_int(answer, line->others);
    return table_row_end(answer, error);
}

/* The lanes, or the classes of data/dispute/ageing.tsv. */
static GArray *lines_make(const char *by, GError **error)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct line));
    if (strcmp(by, "due") == 0) {
        for (int lane = LANE_OVERDUE; lane < LANE_COUNT; lane++) {
            const struct desk_span span = desk_lane_span((enum desk_lane)lane, (struct date){ 0 });
            const struct line line = {
                "due", desk_lane_word((enum desk_lane)lane), span.first, span.last, 0, { 0 }, 0
            };
            g_array_append_val(lines, line);
        }
        return lines;
    }
    g_autoptr(tsv_t) ageing = tsv_load("dispute/ageing.tsv", error);
    if (ageing == NULL) {
        g_array_unref(lines);
        return NULL;
    }
    for (size_t i = 0; i < tsv_rows(ageing); i++) {
        const char *to = tsv_cell(ageing, i, "to");
        const struct line line = { .by = "received",
                                   .from = (int)g_ascii_strtoll(tsv_cell(ageing, i, "from"), NULL, 10),
                                   .to = *to != '\0' ? (int)g_ascii_strtoll(to, NULL, 10) : INT32_MAX / 2 };
        g_array_append_val(lines, line);
    }
    return lines;
}

static bool lines_fill(struct session *session, GArray *lines, const char *by, GError **error)
{
    const bool due = strcmp(by, "due") == 0;
    const int today = session_today(session).days;
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT waiting, day, cases FROM desk_day WHERE kind = ?1", error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, by);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int day = statement_date(row, 1).days, days = due ? day - today : MAX(today - day, 0);
        for (guint i = 0; i < lines->len; i++) {
            struct line *line = &g_array_index(lines, struct line, i);
            if (days >= line->from && days <= line->to) line_add(line, statement_text(row, 0), statement_int(row, 2));
        }
    }
    return step == STEP_DONE;
}

static bool lines_show(struct session *session, const char *by, struct table *answer, GError **error)
{
    g_autoptr(GArray) lines = lines_make(by, error);
    if (lines == NULL || !lines_fill(session, lines, by, error)) return false;
    for (guint i = 0; i < lines->len; i++)
        if (!line_show(answer, &g_array_index(lines, struct line, i), error)) return false;
    return true;
}

bool desk_command_counts(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    (void)arguments;
    struct desk_counts counts;
    int64_t oldest = 0;
    if (date_is_set(session->as_of)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("What waits is counted as it is now"),
                         N_("Leave out --as-of; `bureau dispute list --as-of` shows the queue of a day."), NULL);
        return false;
    }
    if (!desk_count(session, &counts, error) ||
        !store_query_int(session->store, &oldest, G_MININT32, error,
                         "SELECT min(day) FROM desk_day WHERE kind = 'received'", ""))
        return false;
    table_fact_int(answer, "open", N_("Open cases"), counts.lane[LANE_ALL]);
    table_fact_int(answer, "overdue", N_("Overdue"), counts.lane[LANE_OVERDUE]);
    table_fact_int(answer, "held", N_("Somebody works on"), counts.held);
    table_fact_int(answer, "mine", N_("You work on"), counts.mine);
    table_fact_int(answer, "contrary", N_("Contradictions"), counts.contrary);
    table_fact_date(answer, "oldest", N_("Oldest received"), (struct date){ (int)oldest });
    table_set_columns(answer, count_columns, G_N_ELEMENTS(count_columns));
    return lines_show(session, "due", answer, error) && lines_show(session, "received", answer, error);
}
