/* SPDX-License-Identifier: Apache-2.0 */
/* intake: furnishers' files become facts, or are refused with line, field and reason.
 * For:    mappings, CSV, batches, taking a batch back, the demonstration store.
 * Uses:   score (to score what came in), subject, command, guard, store, base.
 * Never:  knows a furnisher in code: a new one is a new mapping. */
#pragma once
#include "command/command.h"

bool intake_command_import(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_batches(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_rejected(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_undo(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_sources(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_review(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_mappings(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_init(struct session *, const struct arguments *, struct table *, GError **);
bool intake_command_demo(struct session *, const struct arguments *, struct table *, GError **);

/* Makes the demonstration store in `directory` (which must not hold one): 30,000 real card histories with sample
 * identities, 1,000 synthetic persons, 50 enterprises, users of every role, disputes, consents. Seeded. The keys and
 * the recovery key are fresh for every store; the passphrases are constants that everybody may know. `*recovery` (may
 * be NULL) is its recovery key. */
bool demo_make(struct session *session, const char *directory, struct secret **recovery, GError **error);

/* Who sits at the demonstration by default, and the passphrase of one of its users; NULL when it has no such user. */
#define DEMO_USER "li.na"
const char *demo_passphrase(const char *user);
