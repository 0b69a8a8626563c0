/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the desk share. */
#pragma once
#include "desk/desk.h"
#include "dispute/case.h"

/* The days on which a lane begins and ends, both in it, seen from `today`. */
struct desk_span {
    int first, last;
};
struct desk_span desk_lane_span(enum desk_lane lane, struct date today);
enum desk_lane desk_lane_of_day(struct date due, struct date today);
/* USAGE that names the lanes; "all" and NULL are LANE_ALL. */
bool desk_lane_parse(const char *word, enum desk_lane *lane, GError **error);
/* USAGE that names who may be waited for; NULL is nobody in particular. */
bool desk_waiting_check(const char *waiting, GError **error);

/* The cases as they stood on an earlier day (queue_then.c): read from their events, so slow. */
GArray *desk_keys_then(struct session *session, const struct desk_query *query, GError **error);

/* ---- who works on a case (hold.c) ---- */

/* Writes the owner (NULL: nobody) and the end of the hold (0: none). No change of the case: `version` stays. */
bool desk_set_owner(struct session *session, int64_t dispute, const char *owner, int64_t held_until, GError **error);
/* The query that the options --lane, --waiting, --owner, --state, --subject, --furnisher of a command ask for. */
bool desk_query_from(const struct arguments *arguments, struct desk_query *query, GError **error);

/* ---- figures ---- */

/* The days that --from and --to of a command name; without them the last twelve months. */
void desk_span_of(struct session *session, const struct arguments *arguments, struct date *from, struct date *to);
/* The lower end of the 95 % interval of Wilson for `errors` of `items`; 0 when there are none. */
double desk_wilson_low(int64_t errors, int64_t items);
