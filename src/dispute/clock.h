/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of a case. Each is a row with the rule it was counted by, the day it began, its last day and why; it is
 * never counted again: an extension is a new row that replaces the old one, a new holiday file changes nothing that
 * runs. Which clocks a profile has, and which event starts and meets each, is data/law/dispute_clocks.tsv. */
#pragma once
#include "dispute/case.h"

/* A line of that table. */
struct clock_rule {
    const char *families, *clock, *rule, *when, *start, *met, *extend;
    bool from_receipt, event; /* event: a missed day is an event of the case */
    int target;
};
const struct clock_rule *clock_rule_at(size_t index); /* NULL past the end */
bool clock_rules_loaded(GError **error);
/* The line by which `event` starts `clock` under a profile; `free_report` as in struct dispute_case. NULL when none. */
const struct clock_rule *clock_rule_find(const char *profile, const char *clock, const char *event, bool free_report);
/* The first line of a clock under a profile, whatever starts it; NULL when the profile has none. */
const struct clock_rule *clock_rule_of(const char *profile, const char *clock);
/* The rule of the law that a line names; NULL for the house's own reserve, or when the profile has no such rule. */
const struct law_rule *clock_law(const struct clock_rule *rule, const char *profile);
/* Whether a list with commas has a word. */
bool clock_has_word(const char *list, const char *word);

/* Starts every clock that the table has for `event` under the case's profile, counted from `from`, and meets those
 * that the event meets, on that day. The clock "answer" sets each->due, due_reason and target. Inside an act. */
bool clocks_event(struct session *session, struct dispute_case *each, const char *event, struct date from,
                  GError **error);
/* A longer period by a rule of the profile ("dispute.extend"): a new row that replaces the running one. REFUSED when
 * the profile knows none, when it was used up, or when its time is over. `arrived`: the day that has to lie within the
 * first period. */
bool clock_extend(struct session *session, struct dispute_case *each, const char *clock, const char *rule,
                  struct date arrived, GError **error);
/* Lengthens every running clock of the case whose line of the table names a rule for it; REFUSED when there is none. */
bool clocks_extend(struct session *session, struct dispute_case *each, struct date arrived, GError **error);
/* The days by which a clock that runs has to be met; DATE_NONE when none runs. */
struct date clock_due(struct session *session, int64_t dispute, const char *clock, GError **error);
/* Writes an event "overdue" for each running clock of the case whose last day is over, once and for good. */
bool clocks_note_breaches(struct session *session, const struct dispute_case *each, GError **error);
