/* SPDX-License-Identifier: Apache-2.0 */
/* Fitting a scorecard: bins, selection, logistic regression on the weights of evidence, points; and the same thing
 * done anew inside every fold, so that no row is judged by a card that has seen it. */
#pragma once
#include "score/model.h"
#include "training/binning_search.h"
#include "training/csvframe.h"

#include <gio/gio.h>

/* How columns are chosen among those the rules below leave. */
enum train_select { SELECT_ALL, SELECT_FORWARD, SELECT_BACKWARD, SELECT_STEPWISE };
enum train_criterion { CRITERION_AIC, CRITERION_BIC, CRITERION_RATIO }; /* RATIO: likelihood ratio at `alpha` */
int train_select_from_word(const char *word);    /* "none", "forward", "backward", "stepwise"; -1 when unknown */
int train_criterion_from_word(const char *word); /* "aic", "bic", "lr"; -1 when unknown */

/* The rules a column has to keep to be in a card. */
struct train_rules {
    enum train_select select;
    enum train_criterion criterion;
    bool any_sign;      /* keeps columns whose coefficient runs against their evidence */
    double vif;         /* most variance inflation; 0: any */
    double psi;         /* most population stability index against the rows of train_data.other; 0: any */
    double alpha;       /* least significance (Wald, two-sided) of a coefficient; 0: any. Of RATIO: to enter, 0: 0.05 */
    double correlation; /* most |r| of two columns' weights of evidence; 0: any */
};

struct bins;
struct card_band;
struct train_options {
    enum model_kind kind; /* SCORECARD, TREE, FOREST, BOOSTED, HYBRID */
    const char *name;
    int version;
    struct binning_options binning; /* of every column, unless said otherwise below */
    double least_information;       /* columns with less information value are left out */
    double ridge;                   /* penalty of the regression, logistic.h */
    bool tune_ridge, tune_share; /* ridge, the smallest share of a bin: by cross-validation inside the rows fitted on */
    struct train_rules rules;
    struct card_scale scale;
    const struct card_band *band; /* from the lowest; NULL: those of the default scale */
    size_t bands;
    GHashTable *special;     /* column name -> GStrv of codes; may be NULL */
    GHashTable *trend;       /* column name -> GINT_TO_POINTER(enum binning_trend); may be NULL */
    bool declared_trends;    /* a feature of features.tsv follows the direction declared there */
    const struct bins *bins; /* decided by an analyst, bins_file.h; may be NULL */
};
/* Scale: 600 at 8:1, 50 to double, 300 to 850. Ridge and smallest share are tuned. */
extern const struct train_options train_defaults;

struct train_data {
    const struct frame *frame;
    const guint8 *bad; /* 1 or 0 a row */
    size_t columns;
    const size_t *column; /* the candidates, in order */
    const double *weight; /* a row of the frame, above 0; NULL: all 1 */
    const double *offset; /* a row of the frame, added to the log-odds while fitting; NULL: all 0 */
    const guint32 *other; /* rows that are not fitted on, for the rule of stability; may be NULL */
    size_t others;
    struct binning_bank *bank; /* of the frame; NULL: made for the call */
    /* asked between rounds of boosting, with the share that is done; false stops with its error. May be NULL. */
    bool (*progress)(void *progress_data, double done, GError **error);
    void *progress_data;
};

/* The target as 1 and 0. INPUT names the line whose cell is neither. Free with g_free. */
guint8 *train_target(const struct frame *frame, size_t column, GError **error);
/* The same of a column with two values, one of which, `bad`, means bad. INPUT lists the values when `bad` is none of
 * them or there are more than two. Free with g_free. */
guint8 *train_target_value(const struct frame *frame, size_t column, const char *bad, GError **error);

/* What `train_card` would fit with: the options with everything that is tuned settled on these rows, and a line for
 * each settlement in `trace`. Tuning judges by the deviance on rows left out in turn, bins and selection made anew each
 * time.
 */
bool train_tune(const struct train_data *data, const struct train_options *options, const guint32 *rows, size_t count,
                struct train_options *settled, struct card_line **trace, size_t *traces, GError **error);

/* What every model begins with: name, version, scale, bands and the number of rows. INPUT when they are of one kind. */
struct scorecard *train_head(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                             size_t count, GError **error);
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
/* Fits and judges once for each fold number that occurs; means into metrics->fold. Rows of FOLD_NONE have no part. */
#define FOLD_NONE G_MAXUINT32
bool train_cross_validate(const struct train_data *data, const struct train_options *options, const guint32 *fold,
                          struct card_metrics *metrics, train_progress progress, void *progress_data, GError **error);
