/* SPDX-License-Identifier: Apache-2.0 */
/* Grandfather, father, son: which backups stay, and how they are named. Counted are days, weeks and months that have a
 * backup, not those of the calendar, so that a machine that stood still for a month loses none. */
#include "admin/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct moment {
    int64_t made;
    size_t index;
    int day, week, month; /* numbers that differ exactly when the day, the week, the month do */
};

static int newest_first(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->made != right->made) return left->made > right->made ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static void place(struct moment *moment)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(moment->made / 1000);
    if (!time) return; /* beyond the calendar: one day of its own */
    moment->day = g_date_time_get_year(time) * 400 + g_date_time_get_day_of_year(time);
    moment->week = g_date_time_get_week_numbering_year(time) * 60 + g_date_time_get_week_of_year(time);
    moment->month = g_date_time_get_year(time) * 12 + g_date_time_get_month(time);
}

void backup_rotation(const int64_t *made, size_t count, struct backup_keep keep, bool *stays)
{
    const bool everything = keep.days <= 0 && keep.weeks <= 0 && keep.months <= 0;
    g_autofree struct moment *moments = g_new0(struct moment, MAX(count, 1));
    for (size_t i = 0; i < count; i++) {
        moments[i].made = made[i];
        moments[i].index = i;
        place(&moments[i]);
    }
    qsort(moments, count, sizeof *moments, newest_first);
    int days = 0, weeks = 0, months = 0;
    for (size_t i = 0; i < count; i++) {
        const struct moment *now = &moments[i], *later = i > 0 ? &moments[i - 1] : NULL;
        const bool day = (!later || later->day != now->day) && days++ < keep.days;
        const bool week = (!later || later->week != now->week) && weeks++ < keep.weeks;
        const bool month = (!later || later->month != now->month) && months++ < keep.months;
        stays[now->index] = everything || i == 0 || day || week || month;
    }
}

char *backup_name(const uint8_t id[VAULT_ID], int64_t made)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(made / 1000);
    g_autofree char *moment = g_date_time_format(time, "%Y%m%dT%H%M%SZ");
    return g_strdup_printf("bureau-%02x%02x%02x%02x-%s.backup", id[0], id[1], id[2], id[3], moment);
}

bool backup_name_parse(const char *name, const uint8_t id[VAULT_ID], int64_t *made)
{
    int year, month, day, hour, minute, second;
    static const char form[] = "bureau-xxxxxxxx-YYYYMMDDTHHMMSSZ.backup";
    if (strlen(name) != strlen(form)) return false;
    if (sscanf(name + strlen("bureau-xxxxxxxx-"), "%4d%2d%2dT%2d%2d%2dZ", &year, &month, &day, &hour, &minute,
               &second) != 6)
        return false;
    g_autoptr(GDateTime) time = g_date_time_new_utc(year, month, day, hour, minute, second);
    if (!time) return false;
    *made = g_date_time_to_unix(time) * 1000;
    /* nothing but exactly what we would write ourselves */
    g_autofree char *own = backup_name(id, *made);
    return strcmp(own, name) == 0;
}
