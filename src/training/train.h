/* SPDX-License-Identifier: Apache-2.0 */
/* Fitting a scorecard: bins, selection, logistic regression on the weights of evidence, points; and the same thing
 * done anew inside every fold, so that no row is judged by a card that has seen it. */
#pragma once
#include "score/model.h"
#include "training/binning_search.h"
#include "training/csvframe.h"

#include <gio/gio.h>

struct train_options {
    enum model_kind kind; /* SCORECARD, TREE, FOREST, BOOSTED, HYBRID */
    const char *name;
    int version;
    struct binning_options binning; /* of every column, unless said otherwise below */
    double least_information;       /* columns with less information value are left out */
    struct card_scale scale;
    GHashTable *special;  /* column name -> GStrv of codes; may be NULL */
    GHashTable *trend;    /* column name -> GINT_TO_POINTER(enum binning_trend); may be NULL */
    bool declared_trends; /* a feature of features.tsv follows the direction declared there */
};
extern const struct train_options train_defaults; /* scale: 600 at 8:1, 50 to double, 300 to 850 */

struct train_data {
    const struct frame *frame;
    const guint8 *bad; /* 1 or 0 a row */
    size_t columns;
    const size_t *column; /* the candidates, in order */
};

/* The target as 1 and 0. INPUT names the line whose cell is neither. Free with g_free. */
guint8 *train_target(const struct frame *frame, size_t column, GError **error);

/* A card fitted on the rows listed. INPUT when they are of one kind, when no column says anything, or when a column
 * separates good from bad. What was left out, and why, is in the card's trace. */
struct scorecard *train_card(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                             size_t count, GError **error);

/* A model of options->kind fitted on the rows listed: a card, or trees (boost_train.h). */
struct model *train_model(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                          size_t count, GError **error);

/* How the model does on the rows listed, by the probabilities it gives. False when the rows are all of one kind. */
bool train_evaluate(const struct train_data *data, const struct model *model, const guint32 *rows, size_t count,
                    struct evaluation *evaluation, GError **error);

typedef bool (*train_progress)(void *data, double done, GError **error); /* false stops */
/* Fits and judges once for each fold number that occurs; means into metrics->fold. */
bool train_cross_validate(const struct train_data *data, const struct train_options *options, const guint32 *fold,
                          struct card_metrics *metrics, train_progress progress, void *progress_data, GError **error);
