/* SPDX-License-Identifier: Apache-2.0 */
/* The same rows scored by two models, and what is between the two: the ground of champion and challenger. Index 0 is
 * the champion, 1 the challenger. */
#pragma once
#include "models/outcomes.h"
#include "score/model.h"

struct pairs {
    const struct model *model[2];
    GArray *score[2];       /* of double */
    GArray *probability[2]; /* of double */
    GArray *outcome;        /* of guint8: enum outcome */
};
struct pairs *pairs_new(const struct model *champion, const struct model *challenger);
void pairs_free(struct pairs *pairs);
typedef struct pairs pairs_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pairs_t, pairs_free)
size_t pairs_rows(const struct pairs *pairs);

/* Every subject of the kind that both models are for, from the packed features; restricted files are left out. */
bool pairs_of_portfolio(struct session *session, struct pairs *pairs, const char *subject, GError **error);
/* The rows of a CSV; `target` may be NULL: then no outcome is known. */
bool pairs_of_file(struct session *session, struct pairs *pairs, const char *path, const char *target, GError **error);

/* Spearman's rank correlation of the scores, ties at their mean rank. NAN when one of them is constant. */
double pairs_rank_correlation(const struct pairs *pairs);
/* Population stability index of the challenger's scores over the deciles of the champion's. */
double pairs_index(const struct pairs *pairs);
/* The challenger's cut-off at which it accepts as many rows as the champion at `cut`, or as few more as ties allow. */
int pairs_matching_cut(const struct pairs *pairs, int cut);

/* Who is accepted (score at the cut-off or above) by which of the two. */
struct swap_set {
    int64_t rows[2][2];  /* [accepted by the champion][accepted by the challenger] */
    int64_t known[2][2]; /* of them with an outcome */
    int64_t bads[2][2];
};
struct swap_set pairs_swap(const struct pairs *pairs, const int cut[2]);
