/* SPDX-License-Identifier: Apache-2.0 */
/* Trees as they are scored: read from XGBoost's JSON into arrays, walked in single precision as XGBoost walks them, so
 * that the sum is the same to the last bit. */
#pragma once
#include "score/score.h"

struct trees;
void trees_free(struct trees *trees);
/* Log-odds of bad of one row: `inputs` as for model_score_inputs(); `offset` is the log-odds of the card under a
 * hybrid. */
double trees_log_odds(const struct trees *trees, const double *inputs, double offset);
size_t trees_inputs(const struct trees *trees);
struct model_input trees_input(const struct trees *trees, size_t index);
/* TreeSHAP of one row: a contribution an input and the base. Under a lock: any thread may call. */
bool trees_contributions(const struct trees *trees, const double *inputs, double offset, double *contribution,
                         double *base, GError **error);
/* From and to the model file: the value of "trees". */
struct trees *trees_parse(const char *json, gssize length, const char *origin, GError **error);
char *trees_to_json(const struct trees *trees);
