/* SPDX-License-Identifier: Apache-2.0 */
/* compliance: what the law asks of the house, and whether it is so.
 * For:    the articles with their proofs, the state in numbers, incidents and their clocks, impact assessments.
 * Uses:   letter, law, subject, command, guard, store, base.
 * Never:  says that a thing is done when nothing shows it. */
#pragma once
#include "command/command.h"

bool compliance_command_law(struct session *, const struct arguments *, struct table *, GError **);
bool compliance_command_state(struct session *, const struct arguments *, struct table *, GError **);
bool compliance_command_today(struct session *, const struct arguments *, struct table *, GError **);

bool incident_command_open(struct session *, const struct arguments *, struct table *, GError **);
bool incident_command_act(struct session *, const struct arguments *, struct table *, GError **);
bool incident_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool incident_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool incident_command_letters(struct session *, const struct arguments *, struct table *, GError **);
bool incident_command_letter(struct session *, const struct arguments *, struct table *, GError **);

bool assessment_command_add(struct session *, const struct arguments *, struct table *, GError **);
bool assessment_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool assessment_command_review(struct session *, const struct arguments *, struct table *, GError **);
bool assessment_command_close(struct session *, const struct arguments *, struct table *, GError **);

/* How many occasions of data/law/assessments.tsv want an impact assessment and have none. A few indexed reads. */
bool assessment_count_missing(struct session *session, int64_t *missing, GError **error);
