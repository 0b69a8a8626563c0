/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression by maximum likelihood: Newton's method (iteratively reweighted least squares) with step halving.
 * Coefficients and standard errors agree with a reference implementation to 1e-9. */
#pragma once
#include "base/base.h"

#include <stdbool.h>

struct logistic_data {
    size_t rows, columns;
    const double *value;     /* rows * columns, row by row, without the constant */
    const guint8 *bad;       /* 1 or 0 a row */
    const double *weight;    /* a row, above 0; NULL: all 1 */
    const double *offset;    /* a row, added to the log-odds; NULL: all 0 */
    double ridge;            /* penalty ridge / 2 * sum of squared coefficients, the intercept's not; 0: none */
    const char *const *name; /* of each column, for errors */
};

struct logistic {
    size_t columns;
    double *coefficient;    /* [0] the intercept, then the columns: change of the log-odds of bad */
    double *standard_error; /* the same order; with a ridge, of the penalised information */
    double log_likelihood;  /* without the penalty */
    int iterations;
};

enum logistic_trouble { LOGISTIC_FINE, LOGISTIC_SINGULAR, LOGISTIC_SEPARATED };

/* NULL with INPUT when a column follows from others (singular) or parts good from bad so well that no finite
 * coefficient is the best (separated); the error names the column, and `trouble` and `column` (may be NULL) say which:
 * 0 is the intercept, that is, all rows are good or all are bad. Free with logistic_free. */
struct logistic *logistic_fit(const struct logistic_data *data, enum logistic_trouble *trouble, size_t *column,
                              GError **error);
void logistic_free(struct logistic *logistic);
/* Rao's score test of every column that is not in a fit: `coefficient` (columns + 1) is that fit, 0 for the columns
 * outside, `inside` says which are in it. `statistic` takes a chi square of one degree a column; 0 for those inside and
 * for those that follow from them. One pass over the rows, whatever the number of columns. */
void logistic_score_tests(const struct logistic_data *data, const double *coefficient, const bool *inside,
                          double *statistic);
typedef struct logistic logistic_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(logistic_t, logistic_free)
