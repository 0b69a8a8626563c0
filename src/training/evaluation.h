/* SPDX-License-Identifier: Apache-2.0 */
/* How good a model is on rows whose outcome is known: ranking, cut-offs, lift, calibration, stability, groups.
 *
 * The ranking (ROC, KS, AUC, deciles, calibration) goes by the probability, which is finer than the whole points of a
 * score; what is accepted or refused goes by the score, for that is what a cut-off is said in. "Bad" is the outcome
 * looked for: a true positive is a bad that is refused. All of it is pure arithmetic over arrays; weights count rows
 * (2 is the row twice). */
#pragma once
#include "score/model.h"
#include "training/reference.h"

/* The rows as they were judged. */
struct judged_rows {
    size_t rows;
    const double *score;       /* higher is safer */
    const double *probability; /* of bad, strictly between 0 and 1 or at either end */
    const guint8 *bad;         /* 1 or 0 */
    const double *weight;      /* at least 0; NULL: all 1 */
};

/* ---- a ladder: the distinct values with their goods and bads, from the riskiest to the safest ---------------------
 */
struct ladder_step {
    double value;
    double goods, bads; /* sums of weights */
};
struct ladder {
    size_t steps;
    struct ladder_step *step;
    double goods, bads; /* of all steps */
};
struct ladder *ladder_of_scores(const struct judged_rows *rows);
/* By probability; the value of a step is the probability, falling. */
struct ladder *ladder_of_probabilities(const struct judged_rows *rows);
void ladder_free(struct ladder *ladder);
typedef struct ladder ladder_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ladder_t, ladder_free)
bool ladder_has_both(const struct ladder *ladder); /* goods and bads: else nothing can be said about ranking */

struct evaluation_ranking {
    double auc, auc_error, auc_low, auc_high; /* 95 %: DeLong, DeLong and Clarke-Pearson 1988, on the logit scale */
    double ks, ks_at;                         /* greatest distance and the value where the riskier side ends */
    double gini;
};
bool evaluation_rank(const struct ladder *ladder, struct evaluation_ranking *ranking);

/* ROC: share of goods (false positive rate) and of bads (true positive rate) at this value or riskier. The first point
 * is (0, 0), the last (1, 1); steps + 1 points. Free with g_free. */
struct roc_point {
    double value, goods, bads;
};
struct roc_point *evaluation_roc(const struct ladder *ladder, size_t *points);
/* At most `most` of the points, the ends and the corners kept: what is farthest from the line between its neighbours
 * stays (Ramer 1972, Douglas and Peucker 1973, by count). In place; answers how many. */
size_t evaluation_roc_thin(struct roc_point *points, size_t count, size_t most);

/* ---- cut-offs: a score of `cutoff` or more is accepted ------------------------------------------------------------
 */
struct confusion {
    double cutoff;
    double accepted_good, accepted_bad, refused_good, refused_bad;
};
struct confusion evaluation_confusion(const struct ladder *scores, double cutoff);
double confusion_approval(const struct confusion *confusion);
double confusion_bad_rate(const struct confusion *confusion); /* of the accepted; NAN when none is */
double confusion_cost(const struct confusion *confusion, double cost_bad, double cost_good);
/* Of all possible cut-offs (every score that occurs, and none accepted). Of several that are equally good the one
 * that accepts most. */
double evaluation_cutoff_by_cost(const struct ladder *scores, double cost_bad, double cost_good);
double evaluation_cutoff_by_approval(const struct ladder *scores, double share); /* at most that share is accepted */
double evaluation_cutoff_by_ks(const struct ladder *scores);

/* ---- deciles and calibration --------------------------------------------------------------------------------------
 */
#define EVALUATION_GROUPS 10
/* A tenth of the rows; rows of one probability stay together, so groups may differ in size and be fewer. */
struct evaluation_band {
    double from, to; /* lowest and highest probability in it */
    double goods, bads;
    double expected; /* sum of the probabilities */
};
/* From the riskiest tenth. Answers how many bands there are, at most EVALUATION_GROUPS. */
size_t evaluation_bands(const struct judged_rows *rows, struct evaluation_band *bands);
/* Wilson's interval of a share at 95 % (1927). */
void evaluation_interval(double part, double whole, double *low, double *high);

struct evaluation_calibration {
    double brier, log_loss;
    double reliability, resolution, uncertainty; /* Murphy 1973, over the bands */
    double within;           /* brier - (reliability - resolution + uncertainty): what the bands are too coarse for */
    double ece;              /* expected calibration error over the bands */
    double mean, observed;   /* probability, share of bads */
    double slope, intercept; /* of the logistic recalibration; 1 and 0 when well calibrated; NAN when there is none */
};
void evaluation_calibrate(const struct judged_rows *rows, struct evaluation_calibration *calibration);

/* ---- all of it at once --------------------------------------------------------------------------------------------
 */
struct evaluation_summary {
    double rows, bads; /* sums of weights */
    struct evaluation_ranking ranking;
    struct evaluation_calibration calibration;
};
bool evaluation_summarise(const struct judged_rows *rows, struct evaluation_summary *summary);

/* ---- policy: data/models/evaluation.tsv ---------------------------------------------------------------------------
 */
struct evaluation_policy {
    double psi_watch, psi_act;        /* below the first: stable; from the second: moved */
    double impact_ratio;              /* four fifths */
    double difference;                /* of rates between groups, from which it is pointed at */
    double least_rows, least_of_kind; /* smaller groups are marked: rows, and bads or goods */
    double segments;                  /* quantile groups of a column of numbers */
    double most_categories;           /* a column with more is not a segment */
};
bool evaluation_policy_load(struct evaluation_policy *policy, GError **error);
