/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share. */
#pragma once
#include "statement/statement.h"

/* Writes a row in a state (codes STATEMENT_STATE: accepted, refused), with the reason of a refusal. Inside an act. */
int64_t statement_store(struct session *session, const struct statement_text *text, const char *state,
                        const char *reason, GError **error);
