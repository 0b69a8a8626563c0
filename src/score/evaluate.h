/* SPDX-License-Identifier: Apache-2.0 */
/* How well probabilities part the bad from the good. */
#pragma once
#include "base/base.h"

#include <stdbool.h>

struct evaluation {
    size_t rows, bads;
    double auc;   /* Mann-Whitney, ties count half */
    double ks;    /* greatest distance of the two distribution functions */
    double gini;  /* 2 auc - 1 */
    double brier; /* mean squared error of the probability */
};

/* `probability` of being bad, one a row, no NaN. False when all rows are good or all are bad: nothing can be said. */
bool evaluate(const double *probability, const guint8 *bad, size_t rows, struct evaluation *evaluation);

/* Means over folds; `auc_sd` takes the standard deviation of the auc over the folds (divided by folds - 1). */
struct evaluation evaluation_mean(const struct evaluation *folds, size_t count, double *auc_sd);

/* A fold number 0..folds-1 a row, stratified by `bad`, the same for the same seed. Free with g_free. */
guint32 *evaluation_folds(const guint8 *bad, size_t rows, guint32 folds, guint64 seed);
