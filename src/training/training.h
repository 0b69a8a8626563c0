/* SPDX-License-Identifier: Apache-2.0 */
/* training: from rows whose outcome is known to a model.
 * For:    tables of a CSV, binning, logistic regression, selection, trees, cross-validation, evaluation, the sample.
 * Uses:   score (models), features, command, guard, store, base; plain C arithmetic, xgboost through score/boost.h.
 * Never:  deploys, knows whose rows they are, or a screen. */
#pragma once
#include "command/command.h"

bool model_command_train(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_bins(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_evaluate(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_calibrate(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_sample(struct session *, const struct arguments *, struct table *, GError **);
