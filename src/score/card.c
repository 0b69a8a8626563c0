/* SPDX-License-Identifier: Apache-2.0 */
/* A scorecard at work: its scale, its points, its reasons. Pure. */
#include "score/card.h"

#include <math.h>
#include <string.h>

void card_lines_free(struct card_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_free(lines[i].key);
        g_free(lines[i].text);
    }
    g_free(lines);
}

void scorecard_free(struct scorecard *card)
{
    if (!card) return;
    for (size_t i = 0; i < card->characteristics; i++) {
        g_free(card->characteristic[i].id);
        g_free(card->characteristic[i].reason);
        binning_free(card->characteristic[i].binning);
    }
    card_lines_free(card->line, card->lines);
    card_lines_free(card->trace, card->traces);
    g_free(card->characteristic);
    g_free(card->band);
    g_free(card->name);
    g_free(card);
}

void card_lines_add(struct card_line **lines, size_t *count, const char *key, const char *text)
{
    *lines = g_renew(struct card_line, *lines, *count + 1);
    (*lines)[(*count)++] = (struct card_line){ g_strdup(key), g_strdup(text) };
}

const char *card_line_find(const struct card_line *lines, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(lines[i].key, key)) return lines[i].text;
    return NULL;
}

/* ---- the scale -------------------------------------------------------------------------------------------------- */

static double scale_factor(const struct card_scale *scale)
{
    return scale->points_to_double / M_LN2;
}

static double scale_offset(const struct card_scale *scale)
{
    return scale->base_score - scale_factor(scale) * log(scale->base_odds);
}

void card_scale(struct scorecard *card)
{
    double factor = scale_factor(&card->scale);
    double whole = scale_offset(&card->scale) - factor * card->intercept;
    double share = card->characteristics ? whole / (double)card->characteristics : whole;
    for (size_t i = 0; i < card->characteristics; i++) {
        struct characteristic *characteristic = &card->characteristic[i];
        characteristic->neutral = (int)lround(share);
        for (size_t b = 0; b < characteristic->binning->bins; b++) {
            struct bin *bin = &characteristic->binning->bin[b];
            bin->points = (int)lround(share - factor * characteristic->coefficient * bin->weight);
        }
    }
}

/* Points of the rows fitted on, on average: a row without a bin has the neutral ones. */
static double mean_points(const struct scorecard *card, const struct characteristic *characteristic)
{
    double rows = 0, points = 0;
    for (size_t b = 0; b < characteristic->binning->bins; b++) {
        const struct bin *bin = &characteristic->binning->bin[b];
        rows += (double)bin->count;
        points += (double)bin->count * bin->points;
    }
    const double unbinned = MAX(0, (double)card->rows - rows);
    return rows > 0 ? (points + unbinned * characteristic->neutral) / (rows + unbinned) : NAN;
}

void card_finish(struct scorecard *card)
{
    for (size_t i = 0; i < card->characteristics; i++) {
        struct characteristic *characteristic = &card->characteristic[i];
        struct binning *binning = characteristic->binning;
        binning_describe(binning);
        characteristic->best = binning->bins ? G_MININT : characteristic->neutral;
        for (size_t b = 0; b < binning->bins; b++)
            characteristic->best = MAX(characteristic->best, binning->bin[b].points);
        characteristic->mean = mean_points(card, characteristic);
        characteristic->feature = feature_index(characteristic->id);
    }
}

double card_probability(const struct scorecard *card, int points)
{
    return 1 / (1 + exp((points - scale_offset(&card->scale)) / scale_factor(&card->scale)));
}

/* ---- a score ---------------------------------------------------------------------------------------------------- */

/* The score of a sum of points, and its band. */
static void place_points(const struct scorecard *card, int sum, struct score_result *result)
{
    result->score = CLAMP(sum, card->scale.lowest, card->scale.highest);
    result->band = card->bands ? card->band[0].letter : "";
    for (size_t i = 1; i < card->bands && card->band[i].from <= result->score; i++)
        result->band = card->band[i].letter;
}

void card_place(const struct scorecard *card, struct score_result *result)
{
    const double points = scale_offset(&card->scale) - scale_factor(&card->scale) * result->log_odds;
    place_points(card, (int)lround(CLAMP(points, -1e6, 1e6)), result);
    result->probability = 1 / (1 + exp(-result->log_odds));
}

void card_score_bins(const struct scorecard *card, const struct bin *const *bins, const double *value,
                     struct score_result *result)
{
    int sum = 0;
    result->base = 0;
    result->log_odds = card->intercept;
    result->parts = card->characteristics;
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        int points = bins[i] ? bins[i]->points : characteristic->neutral;
        // neutral points can be more than any bin gives; nothing is lost then
        result->part[i] =
            (struct score_part){ .characteristic = characteristic->id,
                                 .value = value[i],
                                 .bin = bins[i] ? bins[i]->text : N_("no bin"),
                                 .points = points,
                                 .lost = MAX(0, characteristic->best - points),
                                 .contribution = bins[i] ? characteristic->coefficient * bins[i]->weight : 0,
                                 .reason = characteristic->reason };
        result->log_odds += result->part[i].contribution;
        sum += points;
    }
    place_points(card, sum, result);
    result->probability = card_probability(card, sum);
    reasons_default(card, result);
}

void scorecard_score(const struct scorecard *card, const double *values, struct score_result *result)
{
    const struct bin *bins[CARD_MOST_CHARACTERISTICS];
    double value[CARD_MOST_CHARACTERISTICS];
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        value[i] = characteristic->feature < 0 ? FEATURE_MISSING : values[characteristic->feature];
        bins[i] = binning_find(characteristic->binning, value[i]);
    }
    card_score_bins(card, bins, value, result);
}
