/* SPDX-License-Identifier: Apache-2.0 */
/* Scoring many rows at once, column by column. The answer for each row is model_score_inputs() of that row: a card is
 * looked up in tables that were filled by asking model_score_inputs() itself, once on each side of every edge, and the
 * tables are tried against it before they are used; whatever else is scored row by row. */
#pragma once
#include "score/score.h"

struct columns;
/* `model` must outlive it. Free with columns_free. */
struct columns *columns_new(const struct model *model);
void columns_free(struct columns *columns);
typedef struct columns columns_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(columns_t, columns_free)
/* Whether it looks up in tables (a card of numeric inputs), or asks row by row. */
bool columns_are_tables(const struct columns *columns);
/* `column[i]` are the values of the model's input i, `rows` of each; `scores` takes a score a row, `probabilities`
 * (NULL when not wanted) the chance of default. Pure; any thread, one call at a time an object. */
void columns_score(struct columns *columns, const double *const *column, size_t rows, int *scores,
                   double *probabilities);
