/* SPDX-License-Identifier: Apache-2.0 */
/* Days and months of the proleptic Gregorian calendar. Both are wrapped so that a day can never be taken for a month.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct date {
    int32_t days; /* since 1970-01-01 */
};
struct month {
    int32_t index; /* year * 12 + month - 1 */
};

#define DATE_NONE  ((struct date){ G_MININT32 })
#define MONTH_NONE ((struct month){ G_MININT32 })

static inline bool date_is_set(struct date date)
{
    return date.days != G_MININT32;
}
static inline bool month_is_set(struct month month)
{
    return month.index != G_MININT32;
}

/* DATE_NONE when the day does not exist. */
struct date date_make(int year, int month, int day);
/* The day of a moment (milliseconds since 1970) in the zone of this machine, as it was when the program began: no file
 * is looked at, because whoever scores a store asks this a few times a file. DATE_NONE past the year 9999. */
struct date date_of_moment(int64_t moment);
void date_split(struct date date, int *year, int *month, int *day);
struct date date_add_months(struct date date, int months); /* the month's last day when there is no such day */
struct date date_add_days(struct date date, int days);
int date_weekday(struct date date);              /* 1 Monday ... 7 Sunday */
int date_age(struct date birth, struct date on); /* whole years */

/* YYYY-MM-DD and YYYY-MM only; the whole text must match. */
bool date_parse(const char *text, struct date *date);
bool month_parse(const char *text, struct month *month);

/* Write into `buffer`; an unset value gives "". Both return buffer. */
#define DATE_TEXT_SIZE 16
char *date_format(struct date date, char buffer[DATE_TEXT_SIZE]);
char *month_format(struct month month, char buffer[DATE_TEXT_SIZE]);

struct month month_make(int year, int month);
struct month month_of(struct date date);
struct date month_first_day(struct month month);
struct date month_last_day(struct month month);
