/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share: a consent as it is written. */
#pragma once
#include "consent/consent.h"

/* Borrowed texts; NULL and DATE_NONE where nothing is known. */
struct consent {
    int64_t id, subject;
    const char *kind, *answer, *recipient, *purpose, *scope, *clause, *form, *reference;
    struct date told, granted, expires;
};
/* Writes it as entered now by the session's user; answers its number in `consent->id`. Inside an act. */
bool consent_write(struct session *session, struct consent *consent, GError **error);
/* Ends one that is in force, from this moment on; false and NOT_FOUND when there is none. Inside an act. */
bool consent_end(struct session *session, int64_t subject, int64_t consent, GError **error);
/* Every purpose of the list is known; USAGE names the first that is not, or that there is none. */
bool consent_check_purposes(const char *purposes, GError **error);
/* The version of the clause of that kind that is in use (the last line of data/law/clauses.tsv), or NULL. Caller frees.
 */
char *clause_newest(const char *kind);
