/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration: probabilities brought to a base rate, or to outcomes, without touching the ranking or the score.
 *
 * To a stated rate: every log-odds moves by the same amount (prior correction, King and Zeng 2001):
 * ln(rate / (1 - rate)) - ln(rate then / (1 - rate then)), where the rate then is that of the rows the model was
 * fitted on. With the rows of the population at hand the amount is found so that their mean probability is the rate.
 * By outcomes: the logistic regression of the outcomes on the log-odds gives slope and intercept (Cox 1958). */
#pragma once
#include "score/model.h"
#include "training/evaluation.h"

/* From the base rate of the training rows. REFUSED when the model says of no rows what their rate was. */
bool calibrate_to_rate(const struct model *model, double rate, struct model_calibration *calibration, GError **error);
/* So that the mean probability over the log-odds is `rate`. */
bool calibrate_to_mean(const double *log_odds, const double *weight, size_t rows, double rate,
                       struct model_calibration *calibration, GError **error);
/* By outcomes. REFUSED when the slope is not above 0: the model then ranks the wrong way round on these rows. */
bool calibrate_to_outcomes(const double *log_odds, const guint8 *bad, const double *weight, size_t rows,
                           struct model_calibration *calibration, GError **error);
/* The log-odds that model_score_inputs() calibrates: of a card those of its whole points, so that equal scores stay
 * equal and the ranking is the score's; of trees those of their sum. `result` is of a model that is not calibrated. */
double calibrate_log_odds(const struct model *model, const struct score_result *result);
double calibrate_probability(const struct model_calibration *calibration, double log_odds);
/* calibrated_by, base_rate, slope, intercept: for the model card; null when it is not calibrated. */
void calibrate_facts(const struct model *model, struct table *answer);
