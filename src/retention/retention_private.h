/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share. */
#pragma once
#include "retention/retention.h"
#include "subject/retention.h"

/* Calls `visit` for every subject of the store, by id, in which something adverse may be held, in any version; of
 * months only those whose account begins in `until` or before (MONTH_NONE: any). No cursor is open meanwhile, so
 * `visit` may write. Progress up to `share`, and cancel. */
typedef bool (*subject_visit)(struct session *session, int64_t subject, void *data, GError **error);
bool adverse_walk(struct session *session, const struct retention *retention, struct month until, double share,
                  subject_visit visit, void *data, GError **error);

/* What a purge took, or would take. */
struct purge {
    struct retention retention;
    bool dry;
    GHmac *digest;           /* over a sorted line for each item: subject, account or record, month, rule; no value */
    GPtrArray *lines;        /* char *: of the subject at hand */
    int64_t items, versions; /* items by subject, account, month and rule; rows of versions that held them */
    int64_t subjects, excluded;
    GArray *touched; /* int64_t: subjects, rising */
};
void purge_begin(struct purge *purge, struct session *session, const struct retention *retention, bool dry);
void purge_clear(struct purge *purge);
/* Takes out of every version of one subject's facts what is gone and deletable. A subject_visit; `data` is the purge.
 */
bool purge_subject(struct session *session, int64_t subject, void *data, GError **error);
/* The whole: walk, scores made anew, certificate. Inside an act unless it is dry. */
bool purge_store(struct session *session, struct purge *purge, int64_t *certificate, int64_t *scored, GError **error);
void purge_answer(const struct purge *purge, int64_t certificate, int64_t scored, struct table *answer);

/* Writes the certificate of a purge that took something; answers its number, 0 on error. */
int64_t purge_certificate(struct session *session, const struct purge *purge, GError **error);
