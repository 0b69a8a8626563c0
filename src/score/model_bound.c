/* SPDX-License-Identifier: Apache-2.0 */
/* The best score within a box of inputs: what a search for the cheapest change prunes by. */
#include "score/model.h"

#include <math.h>

/* What the bins that a box can reach give at best. */
struct best {
    int points;
    double contribution; /* least log-odds of bad */
};

static void best_take(struct best *best, int points, double contribution)
{
    best->points = MAX(best->points, points);
    best->contribution = MIN(best->contribution, contribution);
}

static bool names_one_of(const struct bin *bin, const struct model_input *input, double from, double to)
{
    for (char **name = bin->categories; name && *name; name++)
        for (size_t c = 0; c < input->categories; c++)
            if ((double)c >= from && (double)c <= to && !g_strcmp0(*name, input->category[c])) return true;
    return bin->rest;
}

/* Whether a value between `from` and `to`, or a missing one, can fall into the bin. */
static bool reaches(const struct binning *binning, size_t index, const struct model_input *input, double from,
                    double to, bool missing)
{
    const struct bin *bin = &binning->bin[index];
    if (bin->type == BIN_MISSING) return missing;
    if (isnan(to)) return false;
    if (binning->nominal) return names_one_of(bin, input, from, to);
    if (bin->type == BIN_SPECIAL) return bin->code >= from && bin->code <= to;
    const double edge = index && binning->bin[index - 1].type == BIN_RANGE ? binning->bin[index - 1].below : -INFINITY;
    return from < bin->below && to >= edge;
}

static struct best best_bin(const struct characteristic *characteristic, const struct model_input *input, double low,
                            double high)
{
    const struct binning *binning = characteristic->binning;
    const bool missing = isnan(low);
    const double from = missing ? -INFINITY : low;
    struct best best = { G_MININT, INFINITY };
    bool homeless = missing || binning->nominal;
    for (size_t b = 0; b < binning->bins; b++) {
        if (binning->bin[b].type == BIN_MISSING && !binning->nominal) homeless = false;
        if (reaches(binning, b, input, from, high, missing))
            best_take(&best, binning->bin[b].points, characteristic->coefficient * binning->bin[b].weight);
    }
    if (homeless || best.points == G_MININT) best_take(&best, characteristic->neutral, 0);
    return best;
}

int model_score_bound(const struct model *model, const double *low, const double *high)
{
    const struct card_scale *scale = &model_head(model)->scale;
    double log_odds = model->card ? model->card->intercept : 0;
    int points = 0;
    for (size_t c = 0; model->card && c < model->card->characteristics; c++) {
        const size_t input = model->place ? (size_t)model->place[c] : c;
        const struct best best =
            best_bin(&model->card->characteristic[c], &model->input[input], low[input], high[input]);
        points += best.points;
        log_odds += best.contribution;
    }
    if (!model->trees) return CLAMP(points, scale->lowest, scale->highest);
    double least = 0, greatest = 0;
    trees_bounds(model->trees, low, high, &least, &greatest);
    struct score_result result = { .log_odds = log_odds + least };
    card_place(model->head, &result);
    return result.score;
}
