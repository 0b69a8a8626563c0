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

/* The bins of a card as rows: feature, bin, count, bads, woe, iv, coefficient, standard_error, points. */
bool card_rows(const struct scorecard *card, struct table *answer, GError **error);
