/* SPDX-License-Identifier: Apache-2.0 */
/* Scales of points by name (data/models/scales.tsv), and what rounding a card to whole points costs. */
#pragma once
#include "score/model.h"
#include "training/train.h"

#define SCALE_MOST_BANDS 16

struct scale {
    struct card_scale scale;
    size_t bands;
    struct card_band band[SCALE_MOST_BANDS]; /* from the lowest */
};

/* NOT_FOUND lists the names there are; STORE a line of the file that makes no scale. */
bool scale_find(const char *name, struct scale *scale, GError **error);
/* The bands moved to where their odds stand on another base score and doubling; those that would lie outside the gauge
 * or on one another are left out. */
void scale_move_bands(const struct scale *from, struct scale *to);

struct scale_rounding {
    double most_points, mean_points;           /* |sum of the whole points - points before rounding| */
    double most_probability, mean_probability; /* the same of the probability */
};
/* Over the rows listed, of a card; all 0 for models without points. */
bool scale_rounding(const struct model *model, const struct frame *frame, const guint32 *rows, size_t count,
                    struct scale_rounding *rounding, GError **error);

/* Fills `near` of every characteristic: mean points of the rows that score nearest at or above the cut-off, a twentieth
 * of all rows and 30 at the least. INPUT when fewer are approved. Sets the card's cut-off. */
bool scale_near_cutoff(struct model *model, const struct frame *frame, const guint32 *rows, size_t count, int cutoff,
                       GError **error);
