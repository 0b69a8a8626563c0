/* SPDX-License-Identifier: Apache-2.0 */
/* A picker of commands about what is on the screen: each with its name, why it cannot be done now, and what the screen
 * knows already filled in. For acts that have no key of their own. */
#pragma once
#include "core/app.h"

/* `commands` are ids, ended by NULL; those the program does not have are left out. With a single one it is done at
 * once. */
void acts_open(struct view *view, const char *title, const char *const *commands);
/* Whether a command has an argument of this name. */
bool command_takes(const struct command *command, const char *name);
