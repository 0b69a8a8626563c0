/* SPDX-License-Identifier: Apache-2.0 */
/* The training sample of a store. */
#pragma once
#include "command/command.h"

/* Writes the training sample of an outcome to `path`: beside it first, then renamed. Answers rows and bads. */
bool sample_write(struct session *session, const char *path, const char *outcome, int64_t *rows, int64_t *bads,
                  GError **error);
