/* SPDX-License-Identifier: Apache-2.0 */
/* Which days are worked. China moves working weekends every year, so the days are a file: a day and a word a line,
 * "2026-10-01 holiday" or "2026-10-10 workday"; '#' begins a comment. With tabs between them two more cells may follow:
 * the name of the day and how well it was checked. A calendar knows the years it has days of; a file that a person
 * names for one count is taken to know every year. */
#include "law/law.h"

#include <string.h>

struct law_calendar {
    GHashTable *days;  /* day number -> enum law_day_kind */
    GHashTable *years; /* the years it has days of; NULL: all */
};

void law_day_free(struct law_day *day)
{
    g_free(day->name);
    g_free(day->status);
    g_free(day);
}

void law_calendar_free(struct law_calendar *calendar)
{
    if (calendar == NULL) return;
    g_hash_table_unref(calendar->days);
    if (calendar->years != NULL) g_hash_table_unref(calendar->years);
    g_free(calendar);
}

struct law_calendar *law_calendar_new(bool every_year)
{
    struct law_calendar *calendar = g_new0(struct law_calendar, 1);
    calendar->days = g_hash_table_new(NULL, NULL);
    calendar->years = every_year ? NULL : g_hash_table_new(NULL, NULL);
    return calendar;
}

static int year_of(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    return year;
}

void law_calendar_add(struct law_calendar *calendar, struct date day, enum law_day_kind kind)
{
    g_hash_table_insert(calendar->days, GINT_TO_POINTER(day.days), GINT_TO_POINTER(kind));
    if (calendar->years != NULL) g_hash_table_add(calendar->years, GINT_TO_POINTER(year_of(day)));
}

int law_calendar_unknown_year(const struct law_calendar *calendar, struct date from, struct date to)
{
    if (calendar->years == NULL) return 0;
    for (int year = year_of(from); year <= year_of(to); year++)
        if (!g_hash_table_contains(calendar->years, GINT_TO_POINTER(year))) return year;
    return 0;
}

/* ---- files --------------------------------------------------------------------------------------------------------
 */

enum line_kind { LINE_WRONG, LINE_EMPTY, LINE_DAY };

static enum line_kind read_line(char *line, struct law_day *day)
{
    char *comment = strchr(line, '#');
    if (comment != NULL) *comment = '\0';
    const bool cells = strchr(line, '\t') != NULL;
    if (!cells) g_strdelimit(line, ",", ' ');
    g_strstrip(line);
    if (*line == '\0') return LINE_EMPTY;
    g_auto(GStrv) words = g_strsplit(line, cells ? "\t" : " ", cells ? 4 : 2);
    if (words[1] == NULL) return LINE_WRONG;
    const char *word = g_strstrip(words[1]);
    if (cells && strcmp(words[0], "day") == 0 && strcmp(word, "kind") == 0) return LINE_EMPTY;
    day->kind = strcmp(word, "holiday") == 0 ? DAY_OFF : strcmp(word, "workday") == 0 ? DAY_WORKED : DAY_PLAIN;
    if (!date_parse(g_strstrip(words[0]), &day->day) || day->kind == DAY_PLAIN) return LINE_WRONG;
    const char *name = words[2], *status = name != NULL ? words[3] : NULL;
    day->name = name != NULL && *name != '\0' ? text_sanitise(name, -1) : NULL;
    day->status = status != NULL && *status != '\0' ? text_sanitise(g_strstrip(words[3]), -1) : NULL;
    return LINE_DAY;
}

static GPtrArray *read_days(const char *text, GError **error)
{
    g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func((GDestroyNotify)law_day_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        struct law_day *day = g_new0(struct law_day, 1);
        const enum line_kind kind = read_line(lines[i], day);
        if (kind == LINE_DAY) {
            g_ptr_array_add(days, day);
            continue;
        }
        law_day_free(day);
        if (kind == LINE_EMPTY) continue;
        g_autofree char *number = g_strdup_printf("%zu", i + 1);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1} of the holiday file is not a day and a word."),
                         N_("Write \"2026-10-01 holiday\" or \"2026-10-10 workday\"."), number, NULL);
        return NULL;
    }
    return g_steal_pointer(&days);
}

GPtrArray *law_days_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    gsize length = 0;
    if (!folder_read_named(path, &text, &length, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The holiday file {1} cannot be read: {2}"),
                         N_("Give the path of a text file with a day a line."), path, cause->message, NULL);
        return NULL;
    }
    if (strlen(text) == length && g_utf8_validate(text, -1, NULL)) return read_days(text, error);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The holiday file {1} is not text."),
                     N_("Give the path of a text file with a day a line."), path, NULL);
    return NULL;
}

struct law_calendar *law_calendar_load(const char *path, GError **error)
{
    g_autoptr(law_calendar_t) calendar = law_calendar_new(path != NULL);
    if (path == NULL) return g_steal_pointer(&calendar);
    g_autoptr(GPtrArray) days = law_days_read(path, error);
    for (guint i = 0; days != NULL && i < days->len; i++) {
        const struct law_day *day = days->pdata[i];
        law_calendar_add(calendar, day->day, day->kind);
    }
    return days != NULL ? g_steal_pointer(&calendar) : NULL;
}

bool law_is_business_day(const struct law_calendar *calendar, struct date day)
{
    int kind = GPOINTER_TO_INT(g_hash_table_lookup(calendar->days, GINT_TO_POINTER(day.days)));
    return kind != DAY_PLAIN ? kind == DAY_WORKED : date_weekday(day) < 6;
}
