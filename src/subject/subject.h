/* SPDX-License-Identifier: Apache-2.0 */
/* subject: one person's or enterprise's file (the dossier), finding it, and where each of its figures came from.
 * For:    loading a dossier as of any change, its summary figures, search, "why".
 * Uses:   command, guard, store, base.
 * Never:  knows how a score is made, how a case runs, or how an answer looks. */
#pragma once
#include "command/command.h"
#include "subject/dossier.h"
#include "subject/search.h"

/* The acts of this room; see catalogue.c for what each answers. */
bool subject_command_search(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_accounts(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_history(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_enquiries(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_means(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_public(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_seen(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_reveal(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_why(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_pin(struct session *, const struct arguments *, struct table *, GError **);
bool subject_command_pins(struct session *, const struct arguments *, struct table *, GError **);
bool identity_command_check(struct session *, const struct arguments *, struct table *, GError **);
