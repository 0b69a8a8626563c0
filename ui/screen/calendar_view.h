/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the calendar's screen share. */
#pragma once
#include "base/date.h"
#include "screen/list.h"

struct calendar_view {
    struct list_view list; /* first: the day under the cursor */
    struct date day, today;
    struct table *month; /* a row a day; NULL until it is there */
    bool listing;        /* the list of the day has the keys, not the month */
    struct rect weeks, heading;
};

/* ---- calendar_draw.c ---- */
/* Lines that the weeks of the month take of an area. */
int calendar_height(const struct calendar_view *calendar, struct rect area);
void calendar_draw(const struct view *view, struct canvas *canvas);
