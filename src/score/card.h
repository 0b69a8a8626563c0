/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a scorecard: characteristics with their bins and points, the scale, and the text that says what the
 * card is for.
 *
 * Points. With the log-odds of bad = intercept + sum of coefficient * weight of evidence, the score of n
 * characteristics is offset - factor * log-odds, where factor = points_to_double / ln 2 and
 * offset = base_score - factor * ln(base_odds). Each bin gets its share of it, rounded to a whole number:
 *   round(-factor * coefficient * weight + (offset - factor * intercept) / n).
 * The score is the sum of the points, held within the ends of the gauge. The probability is read back from the sum of
 * the points: what is printed on the card by hand gives the same score and the same probability. A value without a
 * bin gets the points of weight 0: the share of somebody about whom the characteristic says nothing. */
#pragma once
#include "score/binning.h"
#include "score/evaluate.h"
#include "score/reasons.h"
#include "score/score.h"

#define CARD_MOST_CHARACTERISTICS 64 /* a form a person can read */
#define CARD_REASON_OTHER         "99"

struct characteristic {
    char *id;     /* feature id, or the name of a CSV column */
    char *reason; /* code of SCORE_FACTOR */
    int feature;  /* index of the feature, -1 when it is none of ours */
    double coefficient, standard_error;
    int neutral; /* points of a value without a bin */
    int best;    /* most points of any bin */
    double mean; /* points of the rows fitted on, on average; NAN when the bins hold no counts */
    double near; /* of those approved near the cut-off; NAN when the card was fitted without one */
    struct binning *binning;
};

struct card_band {
    char letter[8];
    int from;
};

struct card_scale {
    double base_score, base_odds, points_to_double;
    int lowest, highest;
};

/* A line of the card's text or of its trace: "data": "...", "SEX": "information value 0.010". */
struct card_line {
    char *key, *text;
};

struct card_metrics {
    bool has_folds, has_holdout;
    guint32 folds;
    struct evaluation fold, holdout; /* means over the folds; the rows held out */
    double auc_sd;
};

struct scorecard {
    char *name;
    int version;
    struct card_scale scale;
    double intercept, intercept_error;
    size_t characteristics;
    struct characteristic *characteristic;
    size_t bands;
    struct card_band *band; /* from the lowest */
    size_t lines, traces;
    struct card_line *line;  /* data, split, use, limits, ... in the order they were given */
    struct card_line *trace; /* what was left out and why */
    size_t rows, bads;       /* fitted on */
    struct card_metrics metrics;
    enum reason_method method; /* how reasons are found, reasons.h */
    int cutoff;                /* of `near` */
    bool has_cutoff;
};

typedef struct scorecard scorecard_t;
struct scorecard *scorecard_parse(const char *json, gssize length, const char *origin, GError **error);
/* The head of a model that is no card: the same without characteristics. */
struct scorecard *card_parse_head(const char *json, gssize length, const char *origin, GError **error);
struct scorecard *scorecard_load_file(const char *path, GError **error);
char *scorecard_to_json(const struct scorecard *card); /* the same card gives the same bytes */
void scorecard_free(struct scorecard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scorecard_t, scorecard_free)
/* `values` as derived by features_derive(). Pure, a microsecond. */
void scorecard_score(const struct scorecard *card, const double *values, struct score_result *result);

/* Points of every bin, the neutral ones and the best, from coefficients and scale. */
void card_scale(struct scorecard *card);
/* What follows from what was read or fitted: texts of bins, the best points, indexes of features. */
void card_finish(struct scorecard *card);
void card_lines_add(struct card_line **lines, size_t *count, const char *key, const char *text);
void card_lines_free(struct card_line *lines, size_t count);
const char *card_line_find(const struct card_line *lines, size_t count, const char *key); /* NULL when absent */

/* The score from the bin of each characteristic (NULL: no bin), in the card's order. `value` as for a part. */
void card_score_bins(const struct scorecard *card, const struct bin *const *bins, const double *value,
                     struct score_result *result);
/* Score, band and probability of result->log_odds on the card's scale: for models that have no points of their own. */
void card_place(const struct scorecard *card, struct score_result *result);
/* The probability that belongs to a sum of points. */
double card_probability(const struct scorecard *card, int points);
