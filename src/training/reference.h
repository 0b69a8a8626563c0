/* SPDX-License-Identifier: Apache-2.0 */
/* The reference distribution of a model: how the rows it was fitted on spread over its score and over each of its
 * inputs. It is kept with the model (model->extra, key "reference"), so that years later a look at other rows can say
 * how far they have moved, without the rows themselves.
 *
 * Population stability index (Lewis 1994, Siddiqi 2006): the sum over groups of (share now - share then) *
 * ln(share now / share then); of the score it is called PSI, of an input CSI. A share below REFERENCE_LEAST_SHARE
 * counts as that share, so that an empty group is a finite surprise. */
#pragma once
#include "score/model.h"
#include "training/train.h"

#define REFERENCE_LEAST_SHARE 0.0001
#define REFERENCE_BANDS       10 /* deciles; fewer where many rows have the same value */

/* The groups of one value. A card's input is grouped by the bins of the card; a number of a tree model by the deciles
 * of the training rows and its missing values; a nominal one by its categories, those never seen and missing ones. */
struct reference_groups {
    char *id;       /* of the input; "score" */
    size_t groups;  /* at least 1 */
    int64_t *count; /* rows of the reference, a group */
    char **label;   /* "< 540", "540 to 571", "missing": as binning_describe() writes */
    size_t cuts;    /* of a value grouped by cuts: group g holds cut[g - 1] <= value < cut[g]; else 0 */
    double *cut;    /* ascending */
};
struct model_reference {
    int64_t rows, bads; /* of the training rows */
    struct reference_groups score;
    size_t inputs; /* those of the model, in its order */
    struct reference_groups *input;
};

/* Counts the rows listed and keeps the counts with the model, over those it had. The frame has the model's columns. */
bool model_reference_make(struct model *model, const struct train_data *data, const guint32 *rows, size_t count,
                          GError **error);
/* The reference kept with a model. NULL without an error when it has none; INPUT when what it has is no reference of
 * this model. Free with model_reference_free. */
struct model_reference *model_reference_read(const struct model *model, GError **error);
void model_reference_free(struct model_reference *reference);
typedef struct model_reference model_reference_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_reference_t, model_reference_free)

/* Rows as they are now, counted into the same groups. */
struct reference_counts {
    int64_t rows;
    int64_t *score;  /* a group of reference->score */
    int64_t **input; /* of each input, a group */
    size_t inputs;
};
struct reference_counts *reference_counts_new(const struct model_reference *reference);
void reference_counts_free(struct reference_counts *counts);
typedef struct reference_counts reference_counts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(reference_counts_t, reference_counts_free)
/* Adds one row: its inputs in the model's order (as model_score_inputs() takes them) and its score. */
void reference_count(struct reference_counts *counts, const struct model_reference *reference,
                     const struct model *model, const double *inputs, int score);
/* The group a score falls into: for rows of which only the score was kept. */
size_t reference_score_group(const struct model_reference *reference, int score);

/* The index over `groups` counts. NAN when either side is empty. */
double reference_index(const int64_t *then, const int64_t *now, size_t groups);
/* What one group adds to it. */
double reference_term(int64_t then, int64_t all_then, int64_t now, int64_t all_now);
/* PSI of the score, and CSI of one input. */
double reference_psi(const struct model_reference *reference, const struct reference_counts *counts);
double reference_csi(const struct model_reference *reference, const struct reference_counts *counts, size_t input);

/* Keeps `value` (taken) under `key` in the JSON object of model->extra, whatever else is there. For every room. */
struct _JsonNode;
void model_extra_set(struct model *model, const char *key, struct _JsonNode *value);
