/* SPDX-License-Identifier: Apache-2.0 */
/* second: acts that need two persons. The first one's call of a command marked NEEDS_SECOND is kept as a proposal; it
 * runs when another person who may check it approves, with all checks of the door made anew for that person. Maker is
 * never checker. */
#pragma once
#include "command/command.h"

/* States of a proposal (codes PROPOSAL_STATE): open; approved (taken by its checker, and not finished: only of acts
 * that cannot share a transaction); done; failed; refused; withdrawn; expired; stale (what it was about has changed).
 */

/* How many open proposals this session's person may approve; -1 when the store cannot be read. */
int64_t second_count_waiting(struct session *session);
/* How many wait for anybody, and when the oldest of them was made (0: none waits). */
bool second_count_open(struct session *session, int64_t *count, int64_t *oldest, GError **error);

bool second_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool second_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool second_command_approve(struct session *, const struct arguments *, struct table *, GError **);
bool second_command_refuse(struct session *, const struct arguments *, struct table *, GError **);
bool second_command_withdraw(struct session *, const struct arguments *, struct table *, GError **);
