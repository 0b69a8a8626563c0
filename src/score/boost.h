/* SPDX-License-Identifier: Apache-2.0 */
/* XGBoost through its C API: the one place that knows it. Everything runs in the calling thread (nthread 1), prints
 * nothing and answers its errors in our form. One booster is used by one thread at a time. */
#pragma once
#include "base/base.h"

#include <stdbool.h>

/* Rows of numbers in single precision, NaN is missing. */
struct boost_matrix;
/* `value` holds rows * columns numbers, row by row; it is copied. STORE when the library refuses. */
struct boost_matrix *boost_matrix_new(const float *value, size_t rows, size_t columns, GError **error);
void boost_matrix_free(struct boost_matrix *matrix);
typedef struct boost_matrix boost_matrix_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(boost_matrix_t, boost_matrix_free)
/* `field` is "label", "weight" or "base_margin": one number a row. */
bool boost_matrix_set(struct boost_matrix *matrix, const char *field, const float *value, GError **error);

struct boost_parameter {
    const char *name, *value; /* as in XGBoost's documentation of parameters */
};
struct booster;
/* A booster without trees. The matrices it will be trained on or asked about: their margins are kept up to date
 * between rounds instead of being summed anew. They must live as long as the booster. */
struct booster *booster_new(struct boost_matrix *const *matrices, size_t count, const struct boost_parameter *parameter,
                            size_t parameters, GError **error);
struct booster *booster_load(const char *json, size_t length, GError **error);
void booster_free(struct booster *booster);
typedef struct booster booster_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(booster_t, booster_free)

/* One round of training: num_parallel_tree trees more. */
bool booster_round(struct booster *booster, struct boost_matrix *matrix, int round, GError **error);
/* Log-odds of every row of the matrix. Borrowed until the next call on this booster. NULL on error. */
const float *booster_margins(struct booster *booster, struct boost_matrix *matrix, GError **error);
/* TreeSHAP of one row: a contribution a column and, last, the base (columns + 1 numbers). */
bool booster_contributions(struct booster *booster, const float *row, size_t columns, float *contribution,
                           GError **error);
/* XGBoost's own JSON; the same model gives the same bytes. Caller frees. */
char *booster_to_json(struct booster *booster, size_t *length, GError **error);
/* "1.7.4" of the library that is linked. */
const char *boost_version(void);
