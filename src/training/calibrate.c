/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of calibration. */
#include "training/calibrate.h"

#include "training/logistic.h"

#include <math.h>
#include <string.h>

static double logit(double share)
{
    return log(share / (1 - share));
}

double calibrate_log_odds(const struct model *model, const struct score_result *result)
{
    if (model->trees) return result->log_odds;
    return logit(CLAMP(result->probability, 1e-15, 1 - 1e-15));
}

double calibrate_probability(const struct model_calibration *calibration, double log_odds)
{
    return 1 / (1 + exp(-(calibration->slope * log_odds + calibration->intercept)));
}

static bool refuse(GError **error, const char *message, const char *next)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, message, next, NULL);
    return false;
}

static bool rate_is_one(double rate, GError **error)
{
    if (rate > 0 && rate < 1) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A base rate lies between 0 and 1."),
                     N_("Write three bads in a hundred as 0.03."), NULL);
    return false;
}

bool calibrate_to_rate(const struct model *model, double rate, struct model_calibration *calibration, GError **error)
{
    const struct scorecard *head = model_head(model);
    if (!rate_is_one(rate, error)) return false;
    if (!head->bads || head->bads >= head->rows)
        return refuse(error, N_("The model does not say what share of its training rows was bad."),
                      N_("Give the rows of the population with --data; their mean probability is then brought to the "
                         "rate."));
    const double then = (double)head->bads / (double)head->rows;
    *calibration = (struct model_calibration){ .slope = 1, .intercept = logit(rate) - logit(then), .base_rate = rate };
    g_strlcpy(calibration->from, "stated", sizeof calibration->from);
    return true;
}

bool calibrate_to_mean(const double *log_odds, const double *weight, size_t rows, double rate,
                       struct model_calibration *calibration, GError **error)
{
    double low = -60, high = 60;
    if (!rate_is_one(rate, error)) return false;
    // the mean rises with the amount, so halving finds it to the last bit
    for (int step = 0; step < 200 && low < high; step++) {
        const struct model_calibration at = { .slope = 1, .intercept = (low + high) / 2 };
        double sum = 0, all = 0;
        for (size_t i = 0; i < rows; i++) {
            sum += (weight ? weight[i] : 1) * calibrate_probability(&at, log_odds[i]);
            all += weight ? weight[i] : 1;
        }
        if (all <= 0) return refuse(error, N_("All rows have the weight 0."), N_("Give rows that count."));
        *(sum / all < rate ? &low : &high) = at.intercept;
    }
    *calibration = (struct model_calibration){ .slope = 1, .intercept = (low + high) / 2, .base_rate = rate };
    g_strlcpy(calibration->from, "stated", sizeof calibration->from);
    return true;
}

bool calibrate_to_outcomes(const double *log_odds, const guint8 *bad, const double *weight, size_t rows,
                           struct model_calibration *calibration, GError **error)
{
    static const char *const names[] = { "log-odds" };
    const struct logistic_data data = {
        .rows = rows, .columns = 1, .value = log_odds, .bad = bad, .weight = weight, .name = names
    };
    g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, error);
    if (!fit) return false;
    if (!(fit->coefficient[1] > 0))
        return refuse(error, N_("On these rows the model ranks the wrong way round: it cannot be calibrated by them."),
                      N_("See whether the target is 1 for the bads, and judge the model on these rows first."));
    double sum = 0, all = 0;
    for (size_t i = 0; i < rows; i++) {
        sum += bad[i] ? weight ? weight[i] : 1 : 0;
        all += weight ? weight[i] : 1;
    }
    *calibration = (struct model_calibration){ .slope = fit->coefficient[1],
                                               .intercept = fit->coefficient[0],
                                               .base_rate = sum / all };
    g_strlcpy(calibration->from, "outcomes", sizeof calibration->from);
    return true;
}

void calibrate_facts(const struct model *model, struct table *answer)
{
    const struct model_calibration *calibration = &model->calibration;
    if (!(calibration->base_rate > 0)) {
        table_fact_null(answer, "calibrated_by", N_("Calibrated"));
        return;
    }
    table_fact_phrase(answer, "calibrated_by", N_("Calibrated"),
                      strcmp(calibration->from, "outcomes") ? N_("to a stated base rate") : N_("by outcomes"));
    table_fact_percent(answer, "base_rate", N_("Base rate"), calibration->base_rate);
    table_fact_real(answer, "slope", N_("Slope"), calibration->slope, 6);
    table_fact_real(answer, "calibration_shift", N_("Shift of the log-odds"), calibration->intercept, 6);
}
