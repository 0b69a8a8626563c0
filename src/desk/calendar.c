/* SPDX-License-Identifier: Apache-2.0 */
/* The days ahead and what falls on each: legal last days, our own targets, the other clocks of cases, answers of
 * furnishers, diary days, rights of persons, repairs to be looked at again; and whether the house is open that day.
 * Each kind comes from an index over its day, so a month costs what its days hold. */
#include "desk/desk_private.h"

#include <string.h>

enum { AHEAD = 30, MOST_DAYS = 366 };

static const struct column calendar_columns[] = {
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "off", .title = N_("Closed"), .type = VALUE_FLAG, .priority = 1 },
    { .id = "holiday", .title = N_("Holiday"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "due", .title = N_("Legal last day"), .type = VALUE_INTEGER },
    { .id = "target", .title = N_("Our target"), .type = VALUE_INTEGER },
    { .id = "clocks", .title = N_("Other clocks"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "furnisher", .title = N_("Furnishers' answers"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "diary", .title = N_("Diary"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "requests", .title = N_("Rights of persons"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "rechecks", .title = N_("Repairs looked at again"), .type = VALUE_INTEGER, .priority = 3 },
};

enum kind { DUE, TARGET, CLOCKS, FURNISHER, DIARY, REQUESTS, RECHECKS, KINDS };

/* How many on each day from ?1 to ?2; and which ones on a day (kind, case, other number, subject, what). */
static const struct {
    const char *word, *count, *list;
} kinds[KINDS] = {
    [DUE] = { "due", "SELECT day, sum(cases) FROM desk_day WHERE kind = 'due' AND day BETWEEN ?1 AND ?2 GROUP BY day",
              "SELECT id, NULL, subject, state FROM dispute WHERE closed IS NULL AND due BETWEEN ?1 AND ?2 ORDER BY "
              "due, id" },
    [TARGET] = { "target",
                 "SELECT target, count(*) FROM dispute WHERE closed IS NULL AND target BETWEEN ?1 AND ?2 GROUP BY "
                 "target",
                 "SELECT id, NULL, subject, state FROM dispute WHERE closed IS NULL AND target BETWEEN ?1 AND ?2 ORDER "
                 "BY target, id" },
    [CLOCKS] = { "clocks",
                 "SELECT due, count(*) FROM dispute_clock WHERE met IS NULL AND replaced IS NULL AND due BETWEEN ?1 "
                 "AND "
                 "?2 AND clock NOT IN ('answer', 'furnisher') GROUP BY due",
                 "SELECT c.dispute, NULL, d.subject, c.clock FROM dispute_clock c JOIN dispute d ON d.id = c.dispute "
                 "WHERE c.met IS NULL AND c.replaced IS NULL AND c.due BETWEEN ?1 AND ?2 AND c.clock NOT IN ('answer', "
                 "'furnisher') ORDER BY c.due, c.dispute" },
    [FURNISHER] = { "furnisher",
                    "SELECT due, count(*) FROM dispute_enquiry INDEXED BY dispute_enquiry_due WHERE answered IS NULL "
                    "AND due BETWEEN ?1 AND ?2 GROUP BY due",
                    "SELECT e.dispute, e.id, d.subject, e.number FROM dispute_enquiry e INDEXED BY dispute_enquiry_due "
                    "JOIN dispute d ON d.id = e.dispute WHERE e.answered IS NULL AND e.due BETWEEN ?1 AND ?2 ORDER BY "
                    "e.due, e.id" },
    [DIARY] = { "diary",
                "SELECT diary, count(*) FROM dispute WHERE diary IS NOT NULL AND diary BETWEEN ?1 AND ?2 GROUP BY "
                "diary",
                "SELECT id, NULL, subject, state FROM dispute WHERE diary IS NOT NULL AND diary BETWEEN ?1 AND ?2 "
                "ORDER "
                "BY diary, id" },
    [REQUESTS] = { "requests",
                   "SELECT due, count(*) FROM request WHERE answered IS NULL AND due BETWEEN ?1 AND ?2 GROUP BY due",
                   "SELECT dispute, id, subject, kind FROM request WHERE answered IS NULL AND due BETWEEN ?1 AND ?2 "
                   "ORDER BY due, id" },
    [RECHECKS] = { "rechecks",
                   "SELECT recheck, count(*) FROM repair WHERE closed IS NULL AND recheck BETWEEN ?1 AND ?2 GROUP BY "
                   "recheck",
                   "SELECT NULL, id, subject, state FROM repair WHERE closed IS NULL AND recheck BETWEEN ?1 AND ?2 "
                   "ORDER BY recheck, id" },
};

/* ---- the days -----------------------------------------------------------------------------------------------------
 */

struct month_of_days {
    struct date from, to;
    int64_t *counts; /* KINDS a day */
    GHashTable *names;
    struct law_calendar *calendar;
};

static void month_clear(struct month_of_days *month)
{
    g_free(month->counts);
    g_clear_pointer(&month->names, g_hash_table_unref);
    g_clear_pointer(&month->calendar, law_calendar_free);
}

static bool count_kind(struct session *session, struct month_of_days *month, enum kind kind, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, kinds[kind].count, error);
    if (row == NULL) return false;
    statement_bind_date(row, 1, month->from);
    statement_bind_date(row, 2, month->to);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        month->counts[(statement_date(row, 0).days - month->from.days) * KINDS + (int)kind] = statement_int(row, 1);
    return step == STEP_DONE;
}

/* The names of days that a holiday file gave, for the country of the store's profile. */
static bool read_names(struct session *session, struct month_of_days *month, GError **error)
{
    g_autofree char *country = law_country(session_profile(session));
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT day, coalesce(name, kind) FROM holiday WHERE country = ?1 AND day BETWEEN ?2 AND ?3",
        error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, country);
    statement_bind_date(row, 2, month->from);
    statement_bind_date(row, 3, month->to);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_hash_table_insert(month->names, GINT_TO_POINTER(statement_date(row, 0).days),
                            g_strdup(statement_text(row, 1)));
    return step == STEP_DONE;
}

static bool show_day(const struct month_of_days *month, struct date day, struct table *answer, GError **error)
{
    table_row_begin(answer);
    table_add_date(answer, day);
    table_add_int(answer, !law_is_business_day(month->calendar, day));
    table_add_text(answer, g_hash_table_lookup(month->names, GINT_TO_POINTER(day.days)));
    for (int kind = 0; kind < KINDS; kind++)
        table_add_int(answer, month->counts[(day.days - month->from.days) * KINDS + kind]);
    return table_row_end(answer, error);
}

static bool show_days(struct session *session, struct date from, struct date to, struct table *answer, GError **error)
{
    struct month_of_days month = { .from = from,
                                   .to = to,
                                   .counts = g_new0(int64_t, (size_t)(to.days - from.days + 1) * KINDS),
                                   .names = g_hash_table_new_full(NULL, NULL, NULL, g_free) };
    month.calendar = law_calendar_of_store(session, session_profile(session), error);
    bool done = month.calendar != NULL && read_names(session, &month, error);
    for (int kind = 0; done && kind < KINDS; kind++)
        done = count_kind(session, &month, (enum kind)kind, error);
    if (done) {
        table_set_columns(answer, calendar_columns, G_N_ELEMENTS(calendar_columns));
        const int unknown = law_calendar_unknown_year(month.calendar, from, to);
        table_fact_flag(answer, "holidays_known", N_("Holidays known"), unknown == 0);
        if (unknown != 0) table_fact_int(answer, "unknown_year", N_("Year whose holidays are not known"), unknown);
    }
    for (struct date day = from; done && day.days <= to.days; day.days++)
        done = show_day(&month, day, answer, error);
    month_clear(&month);
    return done;
}

/* ---- one day ------------------------------------------------------------------------------------------------------
 */

static const struct column item_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "DESK_CALENDAR" },
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER },
    { .id = "other",
      .title = N_("Number"),
      .type = VALUE_INTEGER,
      .help = N_("Of the enquiry, the request or the repair") },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "what", .title = N_("What"), .type = VALUE_TEXT },
};

static bool show_item(struct statement *row, enum kind kind, struct table *answer, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, kinds[kind].word);
    for (int column = 0; column < 3; column++)
        if (statement_is_null(row, column))
            table_add_null(answer);
        else
            table_add_int(answer, statement_int(row, column));
    table_add_text(answer, statement_text(row, 3));
    return table_row_end(answer, error);
}

static bool show_items(struct session *session, struct date day, struct table *answer, GError **error)
{
    table_set_columns(answer, item_columns, G_N_ELEMENTS(item_columns));
    for (int kind = 0; kind < KINDS; kind++) {
        g_autoptr(statement_t) row = store_prepare(session->store, kinds[kind].list, error);
        if (row == NULL) return false;
        statement_bind_date(row, 1, day);
        statement_bind_date(row, 2, day);
        enum step step;
        while ((step = statement_step(row, error)) == STEP_ROW)
            if (!show_item(row, (enum kind)kind, answer, error)) return false;
        if (step == STEP_ERROR) return false;
    }
    return true;
}

bool desk_command_calendar(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    if (arguments_has(arguments, "day")) return show_items(session, arguments_date(arguments, "day"), answer, error);
    const struct date from =
        arguments_has(arguments, "from") ? arguments_date(arguments, "from") : session_today(session);
    const struct date to =
        arguments_has(arguments, "to") ? arguments_date(arguments, "to") : (struct date){ from.days + AHEAD };
    if (to.days < from.days || to.days - from.days >= MOST_DAYS) {
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         N_("The calendar shows a year at the most, and no day before the first"),
                         N_("Name --from and --to with at most 366 days between."), NULL);
        return false;
    }
    return show_days(session, from, to, answer, error);
}
