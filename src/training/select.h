/* SPDX-License-Identifier: Apache-2.0 */
/* The columns that may be in a card, on their weights of evidence, and the rules that choose among them. */
#pragma once
#include "training/logistic.h"
#include "training/train.h"

struct candidate {
    size_t column; /* of the frame */
    const char *name;
    struct binning *binning;
    double *weight; /* of evidence, of each row fitted on */
    double psi;     /* against the other rows; NAN when there are none */
    bool inside;    /* in the card as it stands */
};

struct pool {
    const struct train_data *data;
    const struct train_options *options;
    const guint32 *rows;
    size_t count;
    GArray *candidate; /* of struct candidate: those that no rule has put out */
    struct binning_bank *bank, *own_bank;
    guint8 *bad;             /* of the rows fitted on, as the next two */
    double *weight, *offset; /* NULL when there are none */
    struct card_line *trace;
    size_t traces, step;
};

/* Bins the columns on the rows listed and puts out those that say nothing. Free with pool_free. */
struct pool *pool_new(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                      size_t count);
void pool_free(struct pool *pool);
typedef struct pool pool_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pool_t, pool_free)
struct candidate *pool_at(const struct pool *pool, size_t index);
/* Puts a candidate out and says why in the trace. */
void pool_leave_out(struct pool *pool, size_t index, const char *why);
/* A line about a step of the selection. */
void pool_step(struct pool *pool, const char *name, const char *what);
/* The fit of the candidates that are inside. `place` (may be NULL) as of logistic_fit(), counted among those inside. */
struct logistic *pool_regress(const struct pool *pool, enum logistic_trouble *trouble, size_t *place, GError **error);
/* The index of the candidate at a place (from 1) of such a fit. */
size_t pool_inside(const struct pool *pool, size_t place);

/* Rules on columns before any fit: correlation, variance inflation, stability. */
void select_before(struct pool *pool);
/* Forward, backward or both; leaves `inside` set. */
void select_steps(struct pool *pool);
/* Fits what is inside, putting out one at a time what repeats, separates, has the wrong sign or no significance. INPUT
 * when nothing is left. */
struct logistic *select_fit(struct pool *pool, GError **error);
/* All of it, in that order. */
struct logistic *select_run(struct pool *pool, GError **error);
