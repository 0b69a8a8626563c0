/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of a case. Each is a row with the rule it was counted by, the day it began, its last day and why; it is
 * never counted again: an extension is a new row that replaces the old one, a new holiday file changes nothing that
 * runs. Which clocks a profile has, and which event starts and meets each, is data/law/dispute_clocks.tsv. */
#pragma once
#include "dispute/case.h"

/* Starts every clock that the table has for `event` under the case's profile, counted from `from`, and meets those
 * that the event meets. The clock "answer" sets each->due, due_reason and target. Inside an act. */
bool clocks_event(struct session *session, struct dispute_case *each, const char *event, struct date from,
                  GError **error);
/* A longer period by a rule of the profile ("dispute.extend"): a new row that replaces the running one. REFUSED when
 * the profile knows none, when it was used up, or when its time is over. */
bool clock_extend(struct session *session, struct dispute_case *each, const char *clock, const char *rule,
                  GError **error);
/* The days by which a clock that runs has to be met; DATE_NONE when none runs. */
struct date clock_due(struct session *session, int64_t dispute, const char *clock, GError **error);
/* Writes an event "overdue" for each running clock of the case whose last day is over, once and for good. */
bool clocks_note_breaches(struct session *session, const struct dispute_case *each, GError **error);

bool dispute_command_clocks(struct session *, const struct arguments *, struct table *, GError **);
