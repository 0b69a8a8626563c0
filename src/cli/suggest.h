/* SPDX-License-Identifier: Apache-2.0 */
/* A command that is not there: what was meant, or what may follow the words that are right so far. */
#pragma once
#include "command/command.h"

/* Sets a BUREAU_ERROR_USAGE that names the words and the nearest command, or those that begin with them. */
void suggest_command(const char *const *words, size_t count, GError **error);
