/* SPDX-License-Identifier: Apache-2.0 */
/* What the screens about models share. */
#pragma once
#include "core/app.h"

/* The commands that lead from a list or a card of models to train, compare, drift, evaluation and the acts. `model`:
 * the one they are about, NULL for none. true: taken. */
bool models_command_about(struct view *view, const char *id, const char *model);
