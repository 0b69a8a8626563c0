/* SPDX-License-Identifier: Apache-2.0 */
/* The days off that the house knows, by country. They come from files, are kept with the name of the file, and are what
 * clocks are counted by from then on. A clock that runs keeps the day it has: what was counted stays counted. */
#include "law/law.h"

#include <string.h>

static const struct {
    enum law_day_kind kind;
    const char *word;
} kinds[] = { { DAY_OFF, "holiday" }, { DAY_WORKED, "workday" } };

static const char *kind_word(enum law_day_kind kind)
{
    return kinds[kind == DAY_WORKED].word;
}

struct law_calendar *law_calendar_of_store(struct session *session, const char *profile, GError **error)
{
    g_autofree char *country = law_country(profile);
    g_autoptr(law_calendar_t) calendar = law_calendar_new(false);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT day, kind FROM holiday WHERE country = ?1", error);
    if (row == NULL) return NULL;
    statement_bind_text(row, 1, country);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        law_calendar_add(calendar, statement_date(row, 0),
                         g_strcmp0(statement_text(row, 1), "workday") == 0 ? DAY_WORKED : DAY_OFF);
    return step == STEP_ERROR ? NULL : g_steal_pointer(&calendar);
}

/* ---- loading ------------------------------------------------------------------------------------------------------
 */

static bool is_country(const char *word)
{
    const struct law_rule *rule;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++) {
        g_autofree char *country = law_country(rule->profile);
        if (g_ascii_strcasecmp(country, word) == 0) return true;
    }
    return false;
}

/* The one that is named, else the beginning of the file's name ("CN-2026.tsv"), else that of the store's profile. */
static char *country_of(struct session *session, const struct arguments *arguments, const char *file, GError **error)
{
    const char *named = arguments_text(arguments, "country");
    g_autofree char *guess = named != NULL ? g_ascii_strup(named, -1) : law_country(file);
    if (named == NULL && !is_country(guess)) {
        g_free(guess);
        guess = law_country(session_profile(session));
    }
    if (is_country(guess)) return g_steal_pointer(&guess);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("No profile is of the country {1}."),
                     N_("`bureau law profiles` lists them: CN, US, EU."), guess, NULL);
    return NULL;
}

static bool keep_day(struct session *session, const char *country, const struct law_day *day, const char *source,
                     GError **error)
{
    return store_run(session->store, error,
                     "INSERT INTO holiday (country, day, kind, name, source, change) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                     " ON CONFLICT (country, day) DO UPDATE SET kind = ?3, name = ?4, source = ?5, change = ?6",
                     "sdsssi", country, day->day, kind_word(day->kind), day->name, source, session->change);
}

bool holiday_command_load(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *path = arguments_text(arguments, "file");
    g_autoptr(GPtrArray) days = law_days_read(path, error);
    if (days == NULL) return false;
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *file = text_sanitise(base, -1);
    g_autofree char *country = country_of(session, arguments, file, error);
    if (country == NULL) return false;
    if (days->len == 0) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The holiday file {1} has no day."),
                         N_("Write \"2026-10-01 holiday\" or \"2026-10-10 workday\"."), file, NULL);
        return false;
    }
    struct date first = DATE_NONE, last = DATE_NONE;
    for (guint i = 0; i < days->len; i++) {
        const struct law_day *day = days->pdata[i];
        g_autofree char *source = day->status != NULL ? g_strdup_printf("%s (%s)", file, day->status) : g_strdup(file);
        if (!keep_day(session, country, day, source, error)) return false;
        if (!date_is_set(first) || day->day.days < first.days) first = day->day;
        if (!date_is_set(last) || day->day.days > last.days) last = day->day;
    }
    table_fact_text(answer, "country", N_("Country"), country);
    table_fact_int(answer, "days", N_("Days"), days->len);
    table_fact_date(answer, "first", N_("First day"), first);
    table_fact_date(answer, "last", N_("Last day"), last);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "country", .title = N_("Country"), .type = VALUE_TEXT },
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "HOLIDAY_KIND" },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT },
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT, .priority = 1 },
};

/* The store's own country: whether this year and the next are known, where most clocks end. */
static bool answer_years(struct session *session, struct table *answer, GError **error)
{
    g_autoptr(law_calendar_t) calendar = law_calendar_of_store(session, session_profile(session), error);
    if (calendar == NULL) return false;
    g_autofree char *country = law_country(session_profile(session));
    struct date today = session_today(session);
    int unknown = law_calendar_unknown_year(calendar, today, date_add_months(today, 12));
    table_fact_text(answer, "country", N_("Country"), country);
    table_fact_flag(answer, "known", N_("Holidays known"), unknown == 0);
    if (unknown != 0) table_fact_int(answer, "unknown", N_("First year without holidays"), unknown);
    return true;
}

bool holiday_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *named = arguments_text(arguments, "country");
    g_autofree char *country = named != NULL ? g_ascii_strup(named, -1) : NULL;
    const int64_t year = arguments_int(arguments, "year", 0);
    if (!answer_years(session, answer, error)) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT country, day, kind, name, source FROM holiday WHERE (?1 IS NULL OR country = ?1)"
                      " AND (?2 = 0 OR (day >= ?3 AND day <= ?4)) ORDER BY country, day",
                      error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, country);
    statement_bind_int(row, 2, year);
    statement_bind_date(row, 3, date_make((int)CLAMP(year, 1, 9999), 1, 1));
    statement_bind_date(row, 4, date_make((int)CLAMP(year, 1, 9999), 12, 31));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_text(answer, statement_text(row, 0));
        table_add_date(answer, statement_date(row, 1));
        for (int column = 2; column <= 4; column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}
