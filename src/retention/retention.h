/* SPDX-License-Identifier: Apache-2.0 */
/* retention: what the law takes away, and when.
 * For:    adverse items with their legal last day, the list ahead, the purge with its certificate.
 * Uses:   subject, law, score, command, guard, store, base.
 * Never:  hides anything itself: subject/retention.c does that below every view. */
#pragma once
#include "subject/subject.h"

/* Whether today's purge has not been made yet (setting `retention.last`); false without a store or in an earlier day.
 */
bool retention_is_due(struct session *session);

/* Adverse items of files that stand today whose last legal day is over and which a purge would delete. Goes through
 * every file in which anything adverse is held. */
bool retention_count_past(struct session *session, int64_t *items, GError **error);

bool retention_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool retention_command_purge(struct session *, const struct arguments *, struct table *, GError **);
bool retention_command_run(struct session *, const struct arguments *, struct table *, GError **);
bool retention_command_certificates(struct session *, const struct arguments *, struct table *, GError **);
bool retention_command_certificate(struct session *, const struct arguments *, struct table *, GError **);
