/* SPDX-License-Identifier: Apache-2.0 */
/* A model over the rows of a CSV. */
#pragma once
#include "command/command.h"
#include "score/model.h"
#include "training/csvframe.h"

/* Where in a file each input of a model is, and what each category of the file is to the model. */
struct model_frame {
    const struct model *model;
    const struct frame *frame;
    int *column; /* of each input */
    gint32 *
        *mapped; /* of each nominal input: the model's index of each category of the file, -1 never seen; else NULL */
};

/* INPUT names a column that is not there, or that holds text where the model has numbers. Free with model_frame_free.
 */
struct model_frame *model_frame_new(const struct model *model, const struct frame *frame, GError **error);
void model_frame_free(struct model_frame *over);
typedef struct model_frame model_frame_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_frame_t, model_frame_free)
/* The inputs of a row, in the model's order. */
void model_frame_inputs(const struct model_frame *over, size_t row, double *inputs);
void model_frame_score(const struct model_frame *over, size_t row, struct score_result *result);
/* The inputs that are nominal, for frame_read(): ends with NULL, the names are the model's. Free with g_free. */
const char **model_nominal_names(const struct model *model);

/* How the file a model was fitted on was written: the words that meant a missing cell and the value of the target that
 * meant bad, kept with the model so that later files are read the same way. Either may be NULL. */
void model_writing_set(struct model *model, const char *missing, const char *bad);
/* A file for the model: its nominal columns are text, the words that meant missing are missing. Free with frame_free.
 */
struct frame *model_frame_read(const struct model *model, const char *path, GError **error);
/* 1 a row that is bad: by the value the model was fitted with when the column holds it, else 1 and 0. Free with g_free.
 */
guint8 *model_frame_target(const struct model *model, const struct frame *frame, size_t column, GError **error);

/* The bins of a card as rows: feature, bin, count, bads, woe, iv, coefficient, standard_error, points. */
bool card_rows(const struct scorecard *card, struct table *answer, GError **error);
