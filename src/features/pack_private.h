/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the packed columns share: the body of a block, its marks, and which places are current. */
#pragma once
#include "features/pack.h"

/* What is kept of every place beside its features, in columns of their own. */
enum pack_mark { MARK_KIND, MARK_DAY, MARK_MADE, MARK_UNTIL, MARK_CHANGE, MARK_SET, PACK_MARKS };
extern const char *const pack_mark_names[PACK_MARKS];

/* ---- pack_body.c: PACK_BLOCK doubles as the fewest bytes that give them back bit for bit ---- */
void pack_encode(const double *values, GByteArray *body);
bool pack_decode(const void *body, size_t length, double *values); /* false: damaged */

/* ---- pack_current.c ---- */
struct pack_current {
    int64_t set;      /* number of the feature_set that this program derives; -1: none yet */
    double today;     /* days since 1970 */
    GHashTable *late; /* block number to int64_t[PACK_BLOCK]: the newest change that touched a place since the columns
                         were last known to be whole */
};
/* What has to be known to tell whether a place is current. Free with pack_current_clear. */
bool pack_current_begin(struct pack_current *current, struct session *session, int64_t first, int64_t last,
                        GError **error);
void pack_current_clear(struct pack_current *current);
/* Whether entry `i` of a block is; `mark` as read. */
bool pack_is_current(const struct pack_current *current, int64_t block, double mark[PACK_MARKS][PACK_BLOCK], int i);
/* The number of this program's feature_set, made when there is none. Inside an act. */
bool pack_set_take(struct session *session, int64_t *set, GError **error);
/* After every place of the store was looked at: the columns are whole as of the running change. */
bool pack_set_whole(struct session *session, int64_t set, GError **error);

/* ---- pack_derive.c ---- */
/* The kinds of the live subjects of a block; NOBODY where there is none. */
bool pack_kinds(struct session *session, int64_t block, enum pack_kind kinds[PACK_BLOCK], GError **error);
