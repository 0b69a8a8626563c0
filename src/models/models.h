/* SPDX-License-Identifier: Apache-2.0 */
/* models: the life of a model in a store, and how it does there.
 * For:    candidate, validated, deployed, retired; comparing, watching drift, feedback, exporting to other languages.
 * Uses:   training (evaluation), score, features, subject, law, command, guard, store, base.
 * Never:  fits, knows a screen or a workbook. */
#pragma once
#include "command/command.h"

bool model_command_score(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_show(struct session *, const struct arguments *, struct table *, GError **);
