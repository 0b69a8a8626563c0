/* SPDX-License-Identifier: Apache-2.0 */
/* Growing trees: one tree, a random forest, boosted trees, and trees on the log-odds of a card. XGBoost grows them;
 * what they may use, how nominal columns become numbers, which way they may bend and how many there are is decided
 * here, from the rows fitted on alone. The same rows and options give the same model, byte for byte. */
#pragma once
#include "training/train.h"

/* How trees are grown; see boost_settings_for(). Names in brackets are XGBoost's. */
struct boost_settings {
    int rounds;         /* at most, when they are settled */
    int parallel;       /* trees a round [num_parallel_tree] */
    int depth, leaves;  /* of a tree, 0: no limit [max_depth, max_leaves] */
    double eta;         /* share of a tree that is added [eta] */
    double rows;        /* share of the rows a tree sees [subsample] */
    double columns;     /* share of the columns a split chooses from; 0: sqrt(columns) of them [colsample_bynode] */
    double least;       /* weight (hessian) of the rows in a leaf at least [min_child_weight] */
    double limit;       /* of a HYBRID: the most the trees may move the card's log-odds */
    int folds;          /* of the cross-validation inside the rows that settles; 0: nothing is settled */
    bool settle_rounds; /* the number of rounds: least deviance on the rows left out */
    bool settle_scale;  /* leaves are scaled so that the rows left out are calibrated (slope of Cox 1958) */
    guint32 seed;
};
/* The defaults of a kind for so many rows, of which so many are bad. Small tables: slow and random; large ones: fewer,
 * larger steps and larger leaves. */
struct boost_settings boost_settings_for(enum model_kind kind, size_t rows, size_t bads);

/* A model of options->kind (TREE, FOREST, BOOSTED, HYBRID) on the rows listed. INPUT when the rows are of one kind or
 * no column varies; CANCELLED when data->progress says so. */
struct model *boost_train(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                          size_t count, GError **error);
/* The same with settings of one's own. */
struct model *boost_train_with(const struct train_data *data, const struct train_options *options,
                               const struct boost_settings *settings, const guint32 *rows, size_t count,
                               GError **error);

/* For `model show` and the answer of `model train`. Rows: input, encoding, direction, splits, gain, cover (shares of
 * the whole), the most telling first. Facts: trees, leaves, depth, limit. */
bool tree_rows(const struct model *model, struct table *answer, GError **error);
void tree_facts(const struct model *model, struct table *answer);
