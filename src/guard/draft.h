/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts: what a person has typed and not yet sent, kept in the store so that a lock, a hang-up or a crash does not
 * lose it. It is no fact: a draft changes no file, has no line in the log, and only the person who typed it reads it.
 */
#pragma once
#include "guard/guard.h"

/* Drafts nobody came back to are thrown away after so many days. */
enum { DRAFT_DAYS = 30 };

struct draft {
    char *place; /* where it was typed: "form note.add subject=12" */
    char *body;  /* NULL: to be removed */
    int64_t at;  /* milliseconds since 1970 */
};
void draft_free(struct draft *draft);

/* Those of the session's user, the oldest thrown away first: struct draft *, free function set. */
GPtrArray *draft_list(struct session *session, GError **error);
/* Keeps (replaces) or removes them, all or none. */
bool draft_write(struct session *session, const GPtrArray *drafts, GError **error);
