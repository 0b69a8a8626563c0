/* SPDX-License-Identifier: Apache-2.0 */
/* Why a model of trees gives a score: contributions that add up. What must stay true: base + sum of contributions is
 * the log-odds, and base points + sum of points is the score before it is held within the ends of the gauge, to the
 * point. Points are rounded one by one; what rounding leaves over stands in the base, which nobody can change.
 *
 * Under a hybrid a characteristic's part is the card's contribution, less what the training rows have of it on
 * average, and the correction of the trees together; so all parts count from the same mean. */
#include "score/model.h"

#include <math.h>

/* The mean contribution of a characteristic over the rows the card was fitted on. */
static double mean_contribution(const struct characteristic *characteristic)
{
    double rows = 0, sum = 0;
    for (size_t b = 0; b < characteristic->binning->bins; b++) {
        const struct bin *bin = &characteristic->binning->bin[b];
        const double count = bin_rows(bin).count;
        rows += count;
        sum += count * characteristic->coefficient * bin->weight;
    }
    return rows > 0 ? sum / rows : 0;
}

/* Adds what the card says of each input; answers the sum of the means. */
static void add_card(const struct model *model, const double *inputs, double *contribution)
{
    for (size_t c = 0; c < model->card->characteristics; c++) {
        const struct characteristic *characteristic = &model->card->characteristic[c];
        const int place = model->place[c];
        const struct bin *bin = model_bin(characteristic, &model->input[place], inputs[place]);
        contribution[place] +=
            (bin ? characteristic->coefficient * bin->weight : 0) - mean_contribution(characteristic);
    }
}

/* The reason of an input: that of the card's characteristic, else of the feature. */
static const char *input_reason(const struct model *model, size_t input)
{
    for (size_t c = 0; model->place && c < model->card->characteristics; c++)
        if (model->place[c] == (int)input) return model->card->characteristic[c].reason;
    const int feature = model->input[input].feature;
    const char *reason = feature < 0 ? NULL : feature_at((size_t)feature)->reason;
    return reason && *reason ? reason : CARD_REASON_OTHER;
}

/* Points of every part and, with what rounding leaves, of the base. */
static void share_points(const struct card_scale *scale, struct score_result *result)
{
    const double factor = scale->points_to_double / M_LN2;
    const double whole = scale->base_score - factor * log(scale->base_odds) - factor * result->log_odds;
    int sum = 0;
    for (size_t i = 0; i < result->parts; i++) {
        struct score_part *part = &result->part[i];
        part->points = (int)lround(CLAMP(-factor * part->contribution, -1e6, 1e6));
        part->lost = MAX(0, -part->points);
        sum += part->points;
    }
    result->base = (int)lround(CLAMP(whole, -1e6, 1e6)) - sum;
}

bool model_explain(const struct model *model, struct score_result *result, GError **error)
{
    double inputs[SCORE_MOST_PARTS], contribution[SCORE_MOST_PARTS], base = 0;
    if (!model->trees) return true;
    for (size_t i = 0; i < model->inputs; i++)
        inputs[i] = result->part[i].value;
    const double offset = model->kind == MODEL_HYBRID ? model_card_log_odds(model, inputs) : 0;
    if (!trees_contributions(model->trees, inputs, offset, contribution, &base, error)) return false;
    if (model->kind == MODEL_HYBRID) add_card(model, inputs, contribution);
    for (size_t i = 0; i < model->inputs; i++) {
        result->part[i].contribution = contribution[i];
        result->part[i].bin = trees_cell(model->trees, i, inputs[i]);
        result->part[i].reason = input_reason(model, i);
    }
    share_points(&model->head->scale, result);
    reasons_fill(model, REASON_MEAN, &reason_rules_none, result);
    return true;
}
