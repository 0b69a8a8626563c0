/* SPDX-License-Identifier: Apache-2.0 */
/* The acts about the log; for this folder and the list of commands. */
#pragma once
#include "command/command.h"

bool audit_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool audit_command_verify(struct session *, const struct arguments *, struct table *, GError **);
bool audit_command_head(struct session *, const struct arguments *, struct table *, GError **);
bool audit_command_day(struct session *, const struct arguments *, struct table *, GError **);
bool audit_command_anchor(struct session *, const struct arguments *, struct table *, GError **);
bool audit_command_anchors(struct session *, const struct arguments *, struct table *, GError **);
bool store_command_verify(struct session *, const struct arguments *, struct table *, GError **);

/* The first millisecond of a day where the person sits. */
int64_t audit_day_start(struct date day);
/* Facts "head" (hex) and "words" (in the session's language). */
bool audit_answer_head(struct session *session, const struct guard_head *head, struct table *answer, GError **error);
/* Facts of a verdict: intact, first_bad, reason, table, anchors ... */
void audit_answer_verdict(const struct guard_verdict *verdict, struct table *answer);
