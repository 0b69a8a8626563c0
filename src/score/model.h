/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a model of any kind, for the rooms that make, judge and export models. */
#pragma once
#include "score/card.h"
#include "score/trees.h"

/* probability = 1 / (1 + exp(-(slope * log-odds + intercept))): identity when slope is 1 and intercept 0. `base_rate`
 * is the share of bads it was calibrated to (0: not calibrated), `from` says by what: "stated" or "outcomes". */
struct model_calibration {
    double slope, intercept, base_rate;
    char from[16];
};

/* A model owns everything in it. A card's own name, scale, bands, text, trace, rows and metrics stand in `card`; those
 * of the tree kinds (and of a hybrid, which has both) stand in `head`, a card without characteristics. */
struct model {
    enum model_kind kind;
    char subject[16];       /* whose files it is for: "person", "enterprise", or "" any table */
    struct scorecard *card; /* SCORECARD, EXPERT; the base of a HYBRID; else NULL */
    struct scorecard *head; /* tree kinds and HYBRID; else NULL */
    struct trees *trees;    /* tree kinds and HYBRID; else NULL */
    struct model_calibration calibration;
    size_t inputs;
    struct model_input *input; /* borrowed names; vocabularies of cards are in `vocabulary` */
    GPtrArray *vocabulary;     /* of GPtrArray of const char *: kept for the inputs of a card */
    int *place;                /* HYBRID: for each characteristic of the card its input */
    char *extra; /* JSON object with what other rooms keep with a model: reference distributions, cut-off, training
                    plan; may be NULL */
};
/* Where name, scale, bands, text, trace and metrics are. */
struct scorecard *model_head(const struct model *model);
/* A model around a card, which it takes. */
struct model *model_of_card(struct scorecard *card);
/* A model of one of the tree kinds around its head, its trees and, for a HYBRID, its card (else NULL): takes them all,
 * on error too. INPUT when a characteristic of the card is none of the inputs. */
struct model *model_of_trees(enum model_kind kind, struct scorecard *head, struct trees *trees, struct scorecard *card,
                             GError **error);

/* The bin of an input of a card; a category it never saw falls to the rest, when there is one. NULL: none. */
const struct bin *model_bin(const struct characteristic *characteristic, const struct model_input *input, double value);
/* The log-odds that the card under a HYBRID gives, not rounded. */
double model_card_log_odds(const struct model *model, const double *inputs);

/* The highest score that any inputs with low[i] <= input i <= high[i] can get, of any kind of model: a bound, reached
 * by a card and not always by trees. Missing values and categories as for trees_bounds(). Pure. */
int model_score_bound(const struct model *model, const double *low, const double *high);
