/* SPDX-License-Identifier: Apache-2.0 */
/* desk: the queue of cases and who works on which. By the legal last day and our own target, in lanes by days left and
 * by who is waited for; a case is taken by one officer at a time and freed when nobody goes on with it.
 * For:    the queue in pages, take next, assign, diary, acts on many, counts and ageing, calendar, breaches, figures.
 * Uses:   dispute, statement, law, subject, command, guard, store, base.
 * Never:  reads the whole queue to show a page of it, or moves a case but through its machine. */
#pragma once
#include "dispute/dispute.h"

/* By days to the legal last day. */
enum desk_lane { LANE_ALL, LANE_OVERDUE, LANE_TODAY, LANE_THREE, LANE_SEVEN, LANE_FOURTEEN, LANE_LATER, LANE_COUNT };

/* What of the queue is asked for; zero and NULL mean no matter. Strings are borrowed. */
struct desk_query {
    enum desk_lane lane;
    const char *waiting; /* codes DISPUTE_WAITING */
    const char *owner;   /* a user; "-": nobody's */
    const char *state;
    int64_t subject;
    struct date before;    /* the legal last day is before this one; days 0: no matter */
    bool contrary, closed; /* closed: the cases that are done, newest first, instead of the open ones */
    bool by_target;        /* ordered by the internal target, not the legal day */
};
/* The ids of the cases in order, all of them (8 bytes a case), from indexes alone. Free with g_array_unref; NULL and an
 * error. 200,000 open cases: some ten milliseconds. */
GArray *desk_keys(struct session *session, const struct desk_query *query, GError **error);
/* Fills `answer` with the queue's columns (those of `dispute list`) for `count` cases in the order of `keys`. */
bool desk_rows(struct session *session, const int64_t *keys, size_t count, struct table *answer, GError **error);

/* Open cases by lane and by who is waited for, from the counts that the store keeps: the cost does not grow with the
 * queue. waiting[] is in the order of desk_waiting(). */
enum { DESK_WAITING_MOST = 8 };
struct desk_counts {
    int64_t lane[LANE_COUNT];
    int64_t waiting[DESK_WAITING_MOST];
    int64_t held, mine, contrary;
};
const char *desk_waiting(size_t index); /* NULL past the end */
const char *desk_lane_word(enum desk_lane lane);
bool desk_count(struct session *session, struct desk_counts *counts, GError **error);

/* Renews the hold of the person who works on a case that they hold; nothing when they do not. Inside an act. */
bool desk_renew(struct session *session, int64_t dispute, GError **error);

/* What a number of `desk figures` or `desk furnishers` counts. */
struct desk_meaning {
    const char *command, *column, *name, *says; /* name and says: msgids */
};
const struct desk_meaning *desk_meaning_at(size_t index);                         /* NULL past the end */
const struct desk_meaning *desk_meaning(const char *command, const char *column); /* NULL: it explains itself */

/* Whether some missed day was not noted yet: one look into an index. For whoever keeps the house up. */
bool desk_sweep_is_due(struct session *session);

bool desk_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_next(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_assign(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_release(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_diary(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_bulk(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_counts(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_calendar(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_breaches(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_sweep(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_figures(struct session *, const struct arguments *, struct table *, GError **);
bool desk_command_furnishers(struct session *, const struct arguments *, struct table *, GError **);
