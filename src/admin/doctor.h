/* SPDX-License-Identifier: Apache-2.0 */
/* What the doctor's files share: one row a check. */
#pragma once
#include "admin/admin.h"

/* state: "ok", "warn", "fail", "none"; detail and fix are phrases, the fix is shown only when not "ok". */
bool doctor_say(struct table *answer, const char *check, const char *state, const char *detail, const char *fix,
                GError **error);

/* The rows about the store: its place, its key file, the agent, and, when it is unlocked, the file itself. */
bool doctor_check_store(struct session *session, struct table *answer, GError **error);
