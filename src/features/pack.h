/* SPDX-License-Identifier: Apache-2.0 */
/* Features of a whole store as columns: a block of PACK_BLOCK subjects a row, a feature a column, so that a portfolio
 * is scored by reading a few columns and not a million files. A value read here is bit for bit what features_derive()
 * gives from the facts, because that is what wrote it. doc/features-packed.md says how it is kept current.
 *
 * A place (the values of one subject) is current until
 *   a later change touched the subject (table touched),
 *   its last day is over: the law takes something out of the views, or the day it is scored on moves with the calendar,
 *   the catalogue of features, a rule of the law or the program changed (table feature_set).
 * Who scores a subject after a change writes its place in the same act (score_subject_store); everything else that is
 * no longer current is derived anew by whoever reads it, and written by `score all`. */
#pragma once
#include "features/features.h"

enum { PACK_BLOCK = 512 };
enum pack_kind { PACK_NOBODY, PACK_PERSON, PACK_ENTERPRISE };

/* Beside the values of one subject: who it is, and how long they hold. */
struct pack_place {
    enum pack_kind kind; /* NOBODY: no live subject of that number; every value is missing */
    struct date day;     /* the day the features are of */
    struct date made;    /* the day on which they were derived */
    struct date until;   /* the last day on which they hold; DATE_NONE: as long as the facts do */
    int64_t change;      /* the newest change they know */
};
/* All features of one subject from its facts as they are now, whatever the running look may show: `values` has
 * feature_count() entries. */
bool pack_derive(struct session *session, int64_t subject, struct pack_place *place, double *values, GError **error);
/* Writes one subject's place. Inside an act. */
bool pack_put(struct session *session, int64_t subject, const struct pack_place *place, const double *values,
              GError **error);
/* Wipes the places of subjects first..last: no value of them is left. Inside an act. */
bool pack_wipe(struct session *session, int64_t first, int64_t last, GError **error);

struct pack_count {
    int64_t looked, derived; /* live subjects; those whose features were derived anew */
};
/* Brings the places of first..last up to date, all of them or those that are not current. Inside an act; progress and
 * cancel. 1..G_MAXINT64 also forgets columns that the catalogue no longer has. */
bool pack_refresh(struct session *session, int64_t first, int64_t last, bool all, struct pack_count *count,
                  GError **error);

/* One block as it is read. Arrays have PACK_BLOCK entries; entry i is of subject `first` + i. */
struct pack_block {
    int64_t first;
    int from, to;                  /* entries from..to-1 were asked for */
    const double *kind;            /* enum pack_kind */
    const double *day;             /* days since 1970 */
    const double *const *column;   /* a feature each, in the order they were asked for */
    const struct pack_count count; /* of this block */
};
typedef bool pack_visit(const struct pack_block *block, void *data, GError **error);
/* Which columns of whom. `feature` are indexes of the catalogue; -1 gives a column of missing values. */
struct pack_wish {
    const int *feature;
    size_t features;
    int64_t first, last;
    bool fresh; /* derive everything from facts, believe no column */
};
/* Every block in order of subjects, current: places that are not are derived for this reading and not written. Blocks
 * without a live subject are left out. Progress and cancel. With session->as_of everything is derived from facts. */
bool pack_walk(struct session *session, const struct pack_wish *wish, pack_visit *visit, void *data, GError **error);
