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

/* Its life: see score/registry.h for the states. */
bool model_command_import(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_validate(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_deploy(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_rollback(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_retire(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_history(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_card(struct session *, const struct arguments *, struct table *, GError **);

/* How it does there. */
bool model_command_compare(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_watch(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_drift(struct session *, const struct arguments *, struct table *, GError **);

/* What persons know better: overrides (made by request/override.c) and outcomes, for the next training set. */
bool feedback_command_outcome(struct session *, const struct arguments *, struct table *, GError **);
bool feedback_command_list(struct session *, const struct arguments *, struct table *, GError **);
