/* SPDX-License-Identifier: Apache-2.0 */
/* Counting time. How a period is counted (is the first day a day, does it move off a holiday, does it lengthen another
 * period) is said by the rule; how many is said by the rule too. Where two readings of a law exist the earlier day is
 * the due day, and the later one is shown as `rolled`. */
#include "law/law.h"

#include <string.h>

/* The ways the rules count, one for each sentence that explains them. */
enum way {
    BY_DAYS,
    BY_DAYS_FIRST_IN,
    BY_WORK,
    BY_WORK_FIRST_IN,
    BY_MONTHS,
    BY_YEARS,
    BY_HOURS,
    AT_ONCE,
    PER_YEAR,
    PER_TWELVE_MONTHS,
    TO_YEAR_END,
    PROMPTLY
};

struct sentence {
    const char *plain, *blind; /* blind: the rule cares for holidays and no holiday file was given */
    const char *unknown;       /* there are holidays, but not those of the year {3} */
};

/* {1} the number, {2} the article */
static const struct sentence sentences[] = {
    [BY_DAYS] = { N_("Calendar days: {1}, the day of the event not counted ({2})"),
                  N_("Calendar days: {1}, the day of the event not counted ({2}); no holiday file, the last day is not "
                     "moved"),
                  N_("Calendar days: {1}, the day of the event not counted ({2}); the holidays of {3} are not known, "
                     "the last day is not moved") },
    [BY_DAYS_FIRST_IN] = { N_("Calendar days: {1}, the day of the event is the first ({2})"),
                           N_("Calendar days: {1}, the day of the event is the first ({2}); no holiday file, the last "
                              "day is not moved"),
                           N_("Calendar days: {1}, the day of the event is the first ({2}); the holidays of {3} are "
                              "not known, the last day is not moved") },
    [BY_WORK] = { N_("Business days: {1}, the day of the event not counted ({2})"),
                  N_("Business days: {1}, the day of the event not counted ({2}); no holiday file, only weekends are "
                     "days off"),
                  N_("Business days: {1}, the day of the event not counted ({2}); the holidays of {3} are not known, "
                     "only its weekends are days off") },
    [BY_WORK_FIRST_IN] = { N_("Business days: {1}, the day of the event is the first ({2})"),
                           N_("Business days: {1}, the day of the event is the first ({2}); no holiday file, only "
                              "weekends are days off"),
                           N_("Business days: {1}, the day of the event is the first ({2}); the holidays of {3} are "
                              "not known, only its weekends are days off") },
    [BY_MONTHS] = { N_("Months: {1}, to the same day of the month or its last ({2})"),
                    N_("Months: {1}, to the same day of the month or its last ({2}); no holiday file, the last day is "
                       "not moved"),
                    N_("Months: {1}, to the same day of the month or its last ({2}); the holidays of {3} are not "
                       "known, the last day is not moved") },
    [BY_YEARS] = { N_("Years: {1}, to the same day of the year ({2})"),
                   N_("Years: {1}, to the same day of the year ({2}); no holiday file, the last day is not moved"),
                   N_("Years: {1}, to the same day of the year ({2}); the holidays of {3} are not known, the last day "
                      "is not moved") },
    [BY_HOURS] = { N_("Hours: {1}, shown as the day in which they end ({2})"), NULL, NULL },
    [AT_ONCE] = { N_("At once ({2})"), NULL, NULL },
    [PER_YEAR] = { N_("{1} in each calendar year ({2})"), NULL, NULL },
    [PER_TWELVE_MONTHS] = { N_("{1} in any twelve months ({2})"), NULL, NULL },
    [TO_YEAR_END] = { N_("By the end of the calendar year ({2})"), NULL, NULL },
    [PROMPTLY] = { N_("Promptly: the law names no number of days ({2})"), NULL, NULL },
};

void law_due_clear(struct law_due *due)
{
    g_clear_pointer(&due->reason, g_free);
    *due = (struct law_due){ .due = DATE_NONE, .rolled = DATE_NONE };
}

static enum way way_of(const struct law_rule *rule)
{
    bool first_in = strcmp(rule->count_from, "receipt_is_day_1") == 0;
    bool whole_year = g_str_has_prefix(rule->count_from, "calendar_year");
    if (strcmp(rule->unit, "calendar_day") == 0 || strcmp(rule->unit, "day") == 0)
        return first_in ? BY_DAYS_FIRST_IN : BY_DAYS;
    if (strcmp(rule->unit, "business_day") == 0) return first_in ? BY_WORK_FIRST_IN : BY_WORK;
    if (strcmp(rule->unit, "month") == 0) return BY_MONTHS;
    if (strcmp(rule->unit, "year") == 0) return whole_year ? TO_YEAR_END : BY_YEARS;
    if (strcmp(rule->unit, "hour") == 0) return BY_HOURS;
    if (strcmp(rule->unit, "per_year") == 0)
        return strcmp(rule->count_from, "twelve_months") == 0 ? PER_TWELVE_MONTHS : PER_YEAR;
    return strcmp(rule->unit, "immediate") == 0 ? AT_ONCE : PROMPTLY;
}

static struct date next_business_day(const struct law_calendar *calendar, struct date day)
{
    while (!law_is_business_day(calendar, day))
        day = date_add_days(day, 1);
    return day;
}

/* The n-th business day: from the day itself when it may be the first, else from the day after. */
static struct date add_business_days(const struct law_calendar *calendar, struct date from, int amount, bool first_in)
{
    struct date day = next_business_day(calendar, first_in ? from : date_add_days(from, 1));
    for (int i = 1; i < amount; i++)
        day = next_business_day(calendar, date_add_days(day, 1));
    return day;
}

static struct date count_period(enum way way, const struct law_calendar *calendar, struct date from, int amount)
{
    switch (way) {
    case BY_DAYS:
        return date_add_days(from, amount);
    case BY_DAYS_FIRST_IN:
        return date_add_days(from, amount - 1);
    case BY_WORK:
        return add_business_days(calendar, from, amount, false);
    case BY_WORK_FIRST_IN:
        return add_business_days(calendar, from, amount, true);
    case BY_MONTHS:
        return date_add_months(from, amount);
    case BY_YEARS:
        return date_add_months(from, 12 * amount);
    case BY_HOURS:
        return date_add_days(from, amount / 24);
    case AT_ONCE:
        return from;
    case PER_TWELVE_MONTHS:
        return date_add_months(from, 12);
    case PER_YEAR:
    case TO_YEAR_END: {
        int year, month, day;
        date_split(from, &year, &month, &day);
        return date_make(year, 12, 31);
    }
    case PROMPTLY:
        break;
    }
    return DATE_NONE;
}

/* "180_days_after_DOFD": the period itself begins that many days later. */
static int shift_of(const struct law_rule *rule)
{
    char *rest = NULL;
    gint64 days = g_ascii_strtoll(rule->count_from, &rest, 10);
    return rest != rule->count_from && g_str_has_prefix(rest, "_days_after_") ? (int)days : 0;
}

/* `year`: whose holidays are not known, 0 when they are; -1: there are no holidays at all. */
static char *explain(const struct law_rule *rule, enum way way, int amount, int year)
{
    g_autofree char *number = g_strdup_printf("%d", amount);
    g_autofree char *shift = g_strdup_printf("%d", shift_of(rule));
    g_autofree char *unknown = g_strdup_printf("%d", year);
    if (shift_of(rule) != 0)
        return phrase_make(N_("Years: {1}, beginning {3} days after the event ({2})"), number, rule->cite, shift, NULL);
    const struct sentence *sentence = &sentences[way];
    if (year > 0 && sentence->unknown != NULL) return phrase_make(sentence->unknown, number, rule->cite, unknown, NULL);
    return phrase_make(year < 0 && sentence->blind ? sentence->blind : sentence->plain, number, rule->cite, NULL);
}

/* A rule that lengthens another is counted from the same receipt, the way the first one counts, over both periods. */
static bool whole_period(const struct law_rule *rule, const struct law_rule **counted, int *amount, GError **error)
{
    *counted = rule;
    *amount = rule->amount;
    if (*rule->extends == '\0') return true;
    *counted = law_find(rule->profile, rule->extends, error);
    if (*counted == NULL) return false;
    *amount += (*counted)->amount;
    return true;
}

/* The calendar of the program ends with the year 9999. */
static bool lies_beyond(struct date day)
{
    int year, month, number;
    if (!date_is_set(day)) return false;
    date_split(day, &year, &month, &number);
    return year > 9999;
}

static bool too_late(const struct law_rule *rule, struct date from, GError **error)
{
    char day[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} counted from {2} ends after the year 9999."),
                     N_("Give an earlier day."), rule->rule, date_format(from, day), NULL);
    return false;
}

/* `blind`: there is no calendar but the weekends. */
static bool count_by(const struct law_rule *rule, struct date from, const struct law_calendar *calendar, bool blind,
                     struct law_due *due, GError **error)
{
    const struct law_rule *counted;
    int amount;
    *due = (struct law_due){ .due = DATE_NONE, .rolled = DATE_NONE };
    if (!whole_period(rule, &counted, &amount, error)) return false;
    enum way way = way_of(counted);
    bool rolls = strcmp(rule->roll, "none") != 0;
    bool works = way == BY_WORK || way == BY_WORK_FIRST_IN;
    due->holidays_matter = rolls || works;
    due->due = count_period(way, calendar, date_add_days(from, shift_of(rule)), amount);
    int unknown = blind ? -1 : date_is_set(due->due) ? law_calendar_unknown_year(calendar, from, due->due) : 0;
    due->holidays_known = unknown == 0;
    /* what is not known moves no day: weekends alone do not say where a holiday ends */
    if (rolls && unknown == 0 && date_is_set(due->due)) {
        struct date moved = next_business_day(calendar, due->due);
        if (strcmp(rule->roll, "next_bd") == 0)
            due->due = moved;
        else if (moved.days != due->due.days)
            due->rolled = moved;
    }
    if ((way != PROMPTLY && !date_is_set(due->due)) || lies_beyond(due->due) || lies_beyond(due->rolled))
        return too_late(rule, from, error);
    due->reason = explain(rule, way, amount, due->holidays_matter ? unknown : 0);
    return true;
}

bool law_count_by(const struct law_rule *rule, struct date from, const struct law_calendar *calendar,
                  struct law_due *due, GError **error)
{
    return count_by(rule, from, calendar, false, due, error);
}

bool law_count(const struct law_rule *rule, struct date from, const char *holidays, struct law_due *due, GError **error)
{
    *due = (struct law_due){ .due = DATE_NONE, .rolled = DATE_NONE };
    g_autoptr(law_calendar_t) calendar = law_calendar_load(holidays, error);
    return calendar != NULL && count_by(rule, from, calendar, holidays == NULL, due, error);
}

enum { HOUR_MILLISECONDS = 3600 * 1000 };

/* The moment a local day is over. */
static int64_t end_of_day(struct date day)
{
    int year, month, number;
    date_split(date_add_days(day, 1), &year, &month, &number);
    g_autoptr(GDateTime) end = g_date_time_new_local(year, month, number, 0, 0, 0);
    return end != NULL ? g_date_time_to_unix(end) * 1000 : ((int64_t)day.days + 1) * 24 * HOUR_MILLISECONDS;
}

bool law_count_moment(const struct law_rule *rule, int64_t from, const char *holidays, int64_t *due, char **reason,
                      GError **error)
{
    struct law_due counted;
    enum way way = way_of(rule);
    if (!law_count(rule, date_of_moment(from), holidays, &counted, error)) return false;
    g_autofree char *number = g_strdup_printf("%d", rule->amount);
    if (way == BY_HOURS)
        *due = from + (int64_t)rule->amount * HOUR_MILLISECONDS;
    else if (way == AT_ONCE)
        *due = from;
    else
        *due = date_is_set(counted.due) ? end_of_day(counted.due) : 0;
    if (reason != NULL)
        *reason = way == BY_HOURS
                      ? phrase_make(N_("Hours: {1}, from the moment it became known ({2})"), number, rule->cite, NULL)
                      : g_strdup(counted.reason);
    law_due_clear(&counted);
    return true;
}
