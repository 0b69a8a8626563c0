/* SPDX-License-Identifier: Apache-2.0 */
/* A scorecard over the rows of a CSV. */
#pragma once
#include "command/command.h"
#include "score/card.h"
#include "score/csvframe.h"

/* The column of each characteristic. INPUT names one that is not there, or that holds text where the card has numbers.
 * Free with g_free. */
int *card_frame_columns(const struct scorecard *card, const struct frame *frame, GError **error);
/* The characteristics that are nominal, for frame_read(): ends with NULL, the names are the card's. Free with g_free.
 */
const char **card_nominal_names(const struct scorecard *card);
void card_frame_score(const struct scorecard *card, const struct frame *frame, const int *columns, size_t row,
                      struct score_result *result);

/* The bins of a card as rows: feature, bin, count, bads, woe, iv, coefficient, standard_error, points. */
bool card_rows(const struct scorecard *card, struct table *answer, GError **error);
