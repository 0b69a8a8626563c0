/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "score/boost.h"
#include "training/boost_train.h"

#define BOOST_SEED       20240607
#define BOOST_MOST_FLAGS 12 /* categories that get a column each */
#define BOOST_PRIOR      10 /* rows that a category's own share of bads is shrunk by */
#define BOOST_CODE_FOLDS 5  /* a row's category is valued by the other folds */

/* The inputs of trees over a table: which columns, and how each becomes columns of the trees. */
struct boost_shape {
    const struct train_data *data;
    struct trees *trees; /* encodings, no trees yet */
    size_t inputs;
    size_t *column; /* of the frame, of each input */
    gint32 **place; /* of each nominal input: the index of each category of the frame; -1 not on these rows */
};
/* Columns that do not vary are left out, and the least telling when there are more than a model has places; the trace
 * says so. */
struct boost_shape *boost_shape_new(const struct train_data *data, const struct train_options *options,
                                    const guint32 *rows, size_t count, struct scorecard *head, GError **error);
void boost_shape_free(struct boost_shape *shape);
typedef struct boost_shape boost_shape_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(boost_shape_t, boost_shape_free)
/* Values of categories learnt on the rows listed: into the encodings. */
void boost_shape_learn(struct boost_shape *shape, const guint32 *rows, size_t count);

/* Rows as XGBoost sees them, with labels, weights and, when `margin` (a row of the frame) is given, where they start.
 * `own`: the rows are those fitted on, so that a category is valued without the row itself; else as the encodings say,
 * which is how a new row is seen. */
struct boost_matrix *boost_shape_matrix(const struct boost_shape *shape, const guint32 *rows, size_t count,
                                        const double *margin, bool own, GError **error);

/* One way of growing: parameters of the library. */
struct booster *boost_begin(const struct boost_shape *shape, const struct boost_settings *settings, double base_score,
                            struct boost_matrix *const *matrices, size_t matrices_count, GError **error);
double boost_base_score(const struct train_data *data, const guint32 *rows, size_t count);
bool boost_goes_on(const struct train_data *data, double done, GError **error);

/* What cross-validation inside the rows has settled. */
struct boost_settled {
    int rounds;
    double slope;     /* of the trees' sum */
    double intercept; /* added to the start */
};
bool boost_settle(struct boost_shape *shape, const struct boost_settings *settings, const guint32 *rows, size_t count,
                  const double *margin, struct boost_settled *settled, GError **error);
