/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a file for a screen: the look that is recorded, then the sheet, in one job. And what can be asked of a figure
 * from any screen about a subject. */
#pragma once
#include "screen/look.h"
#include "screen/sheet.h"

struct sheet_job {
    int64_t subject;
    struct recorded_look *look;
    struct sheet *sheet; /* steal by setting NULL */
};
/* Runs the look (taken over), then loads the sheet as of its day. The result's data is the `struct sheet_job *`.
 * Nothing starts before it was said for what purpose (doorway.h): the view's refresh() is called then. */
void sheet_job_start(struct view *view, int kind, const char *title, int64_t subject, struct recorded_look *look);

/* The day a route asks for; the session's when it asks for none. */
struct date route_day(const struct view *view, const struct route *route);
/* A route about a subject as of a day. */
struct route *subject_route(const char *screen, int64_t subject, struct date as_of);

/* `y`: where a figure comes from; NULL says that there is none under the cursor. */
void ask_why(struct view *view, int64_t subject, struct date as_of, const char *figure);
/* `d`: opens the form of a new dispute on it. `item` (up to "claimed=") is taken over; NULL says what to do.
 */
void ask_dispute(struct view *view, int64_t subject, char *item);
