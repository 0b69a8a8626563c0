/* SPDX-License-Identifier: Apache-2.0 */
/* What a report showed. Every report that leaves the house is a row with the marks and statements it printed, so that
 * it can be proven that between acceptance and the letter none went out without them. */
#pragma once
#include "subject/dossier.h"

/* Writes the report of a file that was just made. kind: codes REPORT_KIND; `receiver` and `digest` may be NULL. Inside
 * an act. Answers its id, 0 and an error. */
int64_t report_record(struct session *session, const struct dossier *dossier, const char *kind, const char *receiver,
                      const char *digest, GError **error);
/* How many disputes of the subject are open on the session's day: what the head of a report says. */
bool report_open_disputes(struct session *session, int64_t subject, int64_t *count, GError **error);
/* A report that was made as a workbook went to the person: it is the own one. Inside an act. */
bool report_is_own(struct session *session, int64_t report, GError **error);
bool subject_command_reports(struct session *, const struct arguments *, struct table *, GError **);
