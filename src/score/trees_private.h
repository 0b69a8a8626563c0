/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "score/binning.h"
#include "score/model_json.h"
#include "score/trees.h"

/* TreeSHAP comes from XGBoost: the booster is loaded at the first question and kept. */
struct trees_shap {
    GMutex lock;
    struct booster *booster;
};

struct trees {
    size_t inputs;
    struct tree_input *input;
    size_t columns;
    struct tree_column *column;
    size_t trees;
    guint32 *root; /* trees + 1: the last is the number of nodes */
    size_t nodes;
    struct tree_node *node;
    float **threshold; /* of each input, upwards */
    size_t *thresholds;
    struct binning **cell; /* of each input: the thresholds as ranges, for their text */
    float base_score;      /* a probability, as XGBoost keeps it */
    float start;           /* the log-odds of it */
    guint32 parallel;      /* trees a round */
    int version[3];        /* of the XGBoost that grew them */
    bool on_card;          /* of a hybrid: starts from the card's log-odds */
    double limit;          /* of a hybrid */
    struct trees_shap *shap;
};

/* Columns of the inputs as they are declared: fills `column` and the places. False when there are too many. */
bool trees_lay_out(struct trees *trees);
/* What follows from the nodes: ends of the leaves, thresholds. */
void trees_finish(struct trees *trees);
/* Ground for reading: nothing in it yet. */
struct trees *trees_new(size_t inputs);
/* Ranges between the thresholds of an input, with their texts. */
struct binning *trees_cells(const struct trees *trees, size_t input);
/* XGBoost's JSON model ("learner", "version") into the nodes; the columns are laid out already. */
void trees_read(struct place *place, JsonObject *root, struct trees *trees);
/* The same back, in one line; XGBoost 1.6 and later load it. */
void trees_write(GString *text, const struct trees *trees);
