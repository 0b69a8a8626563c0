/* SPDX-License-Identifier: Apache-2.0 */
/* request: what a person asks by right, and what the house must do for it.
 * For:    the register of requests with days and letters, own reports and copies, freeze and alert, restriction and
 *         deletion, decisions.
 * Uses:   law, letter, subject, score, command, guard, store, base.
 * Never:  holds a number of days or the wording of a letter in code. */
#pragma once
#include "subject/subject.h"

bool request_command_open(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_act(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_letters(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_letter(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_report(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_copy(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_owed(struct session *, const struct arguments *, struct table *, GError **);
bool request_command_erase(struct session *, const struct arguments *, struct table *, GError **);

bool protection_command_place(struct session *, const struct arguments *, struct table *, GError **);
bool protection_command_lift(struct session *, const struct arguments *, struct table *, GError **);
bool protection_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool protection_command_kinds(struct session *, const struct arguments *, struct table *, GError **);

bool decision_command_record(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_explain(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_object(struct session *, const struct arguments *, struct table *, GError **);
/* A decision against what the score says: `feedback override`. */
bool feedback_command_override(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_review(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool decision_command_letter(struct session *, const struct arguments *, struct table *, GError **);

/* Events that may come next, for a menu. NULL-terminated array of static strings; free the array with g_free. */
const char **request_next_events(const char *state, const char *profile, const char *kind);
/* What an event asks of the person who does it, so that a screen can ask before the door refuses. */
struct request_asks {
    const char *to; /* the state it leads to */
    bool text, reason, dispute;
    unsigned roles; /* who may */
};
/* false when the event cannot follow. */
bool request_event_asks(const char *state, const char *event, const char *profile, const char *kind,
                        struct request_asks *asks);
int request_state_step(const char *state); /* 1 received ... 5 done, 0 when unknown */
bool request_state_is_open(const char *state);

/* Open requests with a last day up to and with `day`, for a counter; protections that stand today. */
bool request_count_due(struct session *session, struct date day, int64_t *count, GError **error);
bool protection_count(struct session *session, int64_t *count, GError **error);
