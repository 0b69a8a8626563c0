/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the watch share: one look of the log, and how much one person looks at. */
#pragma once
#include "consent/consent.h"

struct look {
    int64_t seq, at, subject;
    const char *user, *role, *purpose, *command, *basis; /* borrowed; purpose and basis may be NULL */
    bool by_hand;                                        /* the clock was set by hand */
};

/* Whether a dispute or a request ("dispute", "request") of that person lay behind the look: open then, or not longer
 * ago or ahead than the policy's case_days. False only when the store cannot be read. */
bool watch_has_case(struct session *session, const struct look *look, const char *kind, bool *has, GError **error);

/* How many different files each user looked at within a clock hour; more than the policy's number is unusual. Nothing
 * is kept of an hour that is over. */
struct volume;
struct volume *volume_new(void);
void volume_free(struct volume *volume);
typedef struct volume volume_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(volume_t, volume_free)
/* Counts the look; the number of files when it is the one that goes beyond, else 0. `*night`: by the number for the
 * night. Each hour says so once. */
int volume_count(struct volume *volume, const struct look *look, bool *night);
