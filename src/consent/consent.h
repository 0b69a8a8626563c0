/* SPDX-License-Identifier: Apache-2.0 */
/* consent: what a person agreed to, and what was seen under it.
 * For:    granting, refusing, withdrawing and listing consents, reminders before they end, the watch over the log.
 * Uses:   guard, command, law, subject, store, base.
 * Never:  decides at the door: guard/access.c does. */
#pragma once
#include "command/command.h"

/* The acts of this room; see catalogue.c for what each answers. A consent is never changed: it gains the moment in
 * which it ended, and a new one is written beside it. */
bool consent_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_grant(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_refuse(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_withdraw(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_scope(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_expiring(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_clauses(struct session *, const struct arguments *, struct table *, GError **);
bool consent_command_watch(struct session *, const struct arguments *, struct table *, GError **);
bool access_command_rules(struct session *, const struct arguments *, struct table *, GError **);

/* A number of data/law/consent_policy.tsv; 0 when it is not there. */
int consent_policy(const char *name);
/* How many consents end within the reminder's days: one indexed read, for the desk. */
bool consent_count_expiring(struct session *session, int64_t *count, GError **error);

/* What the last watch over the whole log found. */
struct watch_result {
    int64_t at;      /* moment; 0: there was none */
    int64_t lines;   /* of the log then */
    int64_t outside; /* looks outside the settings */
    int64_t abnormal;
};
void watch_last(struct session *session, struct watch_result *result);
