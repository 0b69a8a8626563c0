/* SPDX-License-Identifier: Apache-2.0 */
/* Calendar arithmetic on day numbers (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int32_t days_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_make(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return DATE_NONE;
    return (struct date){ days_from_civil(year, month, day) };
}

struct date date_of_moment(int64_t moment)
{
    struct tm local;
    const time_t seconds = (time_t)(moment / 1000);
    return localtime_r(&seconds, &local) != NULL ? date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday)
                                                 : DATE_NONE;
}

void date_split(struct date date, int *year, int *month, int *day)
{
    const int shifted = date.days + 719468;
    const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int day_of_era = shifted - era * 146097;
    const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int mp = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

struct date date_add_days(struct date date, int days)
{
    return date_is_set(date) ? (struct date){ date.days + days } : date;
}

struct date date_add_months(struct date date, int months)
{
    if (!date_is_set(date)) return date;
    int year, month, day;
    date_split(date, &year, &month, &day);
    const struct month target = { year * 12 + month - 1 + months };
    const struct date last = month_last_day(target);
    const struct date first = month_first_day(target);
    return first.days + day - 1 > last.days ? last : (struct date){ first.days + day - 1 };
}

int date_weekday(struct date date)
{
    /* 1970-01-01 was a Thursday */
    return (int)(((date.days % 7) + 7 + 3) % 7) + 1;
}

int date_age(struct date birth, struct date on)
{
    int y1, m1, d1, y2, m2, d2;
    date_split(birth, &y1, &m1, &d1);
    date_split(on, &y2, &m2, &d2);
    return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

static bool read_digits(const char *text, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool date_parse(const char *text, struct date *date)
{
    int year, month, day;
    *date = DATE_NONE;
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day))
        return false;
    *date = date_make(year, month, day);
    return date_is_set(*date);
}

bool month_parse(const char *text, struct month *month)
{
    int year, number;
    *month = MONTH_NONE;
    if (!text || strlen(text) != 7 || text[4] != '-') return false;
    if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &number) || year < 1 || number < 1 || number > 12)
        return false;
    *month = month_make(year, number);
    return true;
}

char *date_format(struct date date, char buffer[DATE_TEXT_SIZE])
{
    buffer[0] = '\0';
    if (date_is_set(date)) {
        int year, month, day;
        date_split(date, &year, &month, &day);
        g_snprintf(buffer, DATE_TEXT_SIZE, "%04d-%02d-%02d", year, month, day);
    }
    return buffer;
}

char *month_format(struct month month, char buffer[DATE_TEXT_SIZE])
{
    buffer[0] = '\0';
    if (month_is_set(month)) g_snprintf(buffer, DATE_TEXT_SIZE, "%04d-%02d", month.index / 12, month.index % 12 + 1);
    return buffer;
}

struct month month_make(int year, int month)
{
    return (struct month){ year * 12 + month - 1 };
}

struct month month_of(struct date date)
{
    if (!date_is_set(date)) return MONTH_NONE;
    int year, month, day;
    date_split(date, &year, &month, &day);
    return month_make(year, month);
}

struct date month_first_day(struct month month)
{
    return month_is_set(month) ? date_make(month.index / 12, month.index % 12 + 1, 1) : DATE_NONE;
}

struct date month_last_day(struct month month)
{
    if (!month_is_set(month)) return DATE_NONE;
    const int year = month.index / 12, number = month.index % 12 + 1;
    return date_make(year, number, days_in_month(year, number));
}
