/* SPDX-License-Identifier: Apache-2.0 */
/* Which days are worked. China moves working weekends every year, so the days are a file: a day and a word a line,
 * "2026-10-01 holiday" or "2026-10-10 workday"; '#' begins a comment. */
#include "law/law.h"

#include <string.h>

struct law_calendar {
    GHashTable *days; /* day number -> 1 day off, 2 working day */
};

enum day_kind { DAY_OFF = 1, DAY_WORKED = 2 };

void law_calendar_free(struct law_calendar *calendar)
{
    if (calendar == NULL) return;
    g_hash_table_unref(calendar->days);
    g_free(calendar);
}

static bool read_line(struct law_calendar *calendar, char *line)
{
    char *comment = strchr(line, '#');
    if (comment != NULL) *comment = '\0';
    g_strdelimit(g_strstrip(line), "\t,", ' ');
    if (*line == '\0') return true;
    g_auto(GStrv) words = g_strsplit(line, " ", 2);
    struct date day;
    if (!date_parse(words[0], &day) || words[1] == NULL) return false;
    const char *word = g_strstrip(words[1]);
    int kind = strcmp(word, "holiday") == 0 ? DAY_OFF : strcmp(word, "workday") == 0 ? DAY_WORKED : 0;
    if (kind == 0) return false;
    g_hash_table_insert(calendar->days, GINT_TO_POINTER(day.days), GINT_TO_POINTER(kind));
    return true;
}

struct law_calendar *law_calendar_load(const char *path, GError **error)
{
    g_autoptr(law_calendar_t) calendar = g_new0(struct law_calendar, 1);
    calendar->days = g_hash_table_new(NULL, NULL);
    if (path == NULL) return g_steal_pointer(&calendar);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The holiday file {1} cannot be read: {2}"),
                         N_("Give the path of a text file with a day a line."), path, cause->message, NULL);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        if (!read_line(calendar, lines[i])) {
            g_autofree char *number = g_strdup_printf("%zu", i + 1);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1} of the holiday file is not a day and a word."),
                             N_("Write \"2026-10-01 holiday\" or \"2026-10-10 workday\"."), number, NULL);
            return NULL;
        }
    return g_steal_pointer(&calendar);
}

bool law_is_business_day(const struct law_calendar *calendar, struct date day)
{
    int kind = GPOINTER_TO_INT(g_hash_table_lookup(calendar->days, GINT_TO_POINTER(day.days)));
    return kind != 0 ? kind == DAY_WORKED : date_weekday(day) < 6;
}
