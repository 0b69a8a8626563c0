/* SPDX-License-Identifier: Apache-2.0 */
/* The training sample of a store. */
#pragma once
#include "command/command.h"

/* Writes the training sample of an outcome to `path`: beside it first, then renamed. Answers rows and bads. */
bool sample_write(struct session *session, const char *path, const char *outcome, int64_t *rows, int64_t *bads,
                  GError **error);

/* Whether a column of a sample says what a person decided (`override`: 1 against the score; `declined`: 1 by a person,
 * so that the outcome is one that was never lived through): for weighing and cutting rows, never an input. */
bool sample_is_mark(const char *column);
