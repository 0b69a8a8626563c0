/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that trees are tried on: one made here, and those of the shared data when they are there. */
#pragma once
#include "check.h"

#include "training/boost_train.h"

struct sample {
    struct frame *frame;
    guint8 *bad;
    size_t *column;
    guint32 *row; /* all of them */
    size_t rows;
    struct train_data data;
    struct train_options options; /* defaults of the kind boosted */
};
/* bad, used (0..1, missing cells), debt (-1 is a code), kind (4 categories), town (30), noise, flat (constant). */
struct sample *sample_made(size_t rows);
/* A table written out, with a column "bad". */
struct sample *sample_text(const char *csv);
/* "taiwan" ...; NULL when the shared data are not there. */
struct sample *sample_shared(const char *name);
void sample_free(struct sample *sample);
typedef struct sample sample_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sample_t, sample_free)

/* A model of a kind grown in few rounds. */
struct model *sample_model(const struct sample *sample, enum model_kind kind);
/* The model's inputs of a row. */
void sample_inputs(const struct sample *sample, const struct model *model, size_t row, double *inputs);
