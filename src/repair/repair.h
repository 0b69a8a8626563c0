/* SPDX-License-Identifier: Apache-2.0 */
/* repair: what a person may lawfully do about their own file, in order, and how far they are.
 * For:    the diagnosis of a file (items by points: correct, disputable, ageing off on a day), the plan with who, when,
 *         expected effect and evidence, following it, re-check days, the plan in plain words.
 * Uses:   plan, statement, dispute, score, features, letter, law, subject, command, guard, store, base.
 * Never:  promises a result, offers what is not open by law, or holds a rule, a word or a policy in code. */
#pragma once
#include "subject/subject.h"

bool repair_command_diagnose(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_plan(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_step(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_recheck(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_letter(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_close(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_paths(struct session *, const struct arguments *, struct table *, GError **);
bool repair_command_ways(struct session *, const struct arguments *, struct table *, GError **);
