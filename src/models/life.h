/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about a model's life share. */
#pragma once
#include "command/command.h"
#include "score/registry.h"

/* REFUSED with a message about {1} `name` and {2} `more` (may be NULL). Answers false. */
bool life_refuse(GError **error, const char *message, const char *next, const char *name, const char *more);

/* The first and last words a shipped model's row of a list says instead of a state. */
#define MODEL_SHIPPED "shipped"
