/* SPDX-License-Identifier: Apache-2.0 */
/* Models of every kind behind one call. What must stay true: the score of the same values is the same whether it is an
 * applicant, a portfolio, a what-if or a plan that asks, because all of them end here. */
#include "score/model.h"

#include <math.h>
#include <string.h>

static const char *const kind_words[] = { "scorecard", "expert", "tree", "forest", "boosted", "hybrid" };

const char *model_kind_word(enum model_kind kind)
{
    return kind_words[kind];
}

int model_kind_from_word(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kind_words); i++)
        if (!g_strcmp0(word, kind_words[i])) return (int)i;
    return -1;
}

struct scorecard *model_head(const struct model *model)
{
    return model->head ? model->head : model->card;
}

void model_free(struct model *model)
{
    if (!model) return;
    scorecard_free(model->card);
    scorecard_free(model->head);
    trees_free(model->trees);
    g_free(model->input);
    g_clear_pointer(&model->vocabulary, g_ptr_array_unref);
    g_free(model->place);
    g_free(model->extra);
    g_free(model);
}

const char *model_name(const struct model *model)
{
    return model_head(model)->name;
}

int model_version(const struct model *model)
{
    return model_head(model)->version;
}

enum model_kind model_kind(const struct model *model)
{
    return model->kind;
}

int model_lowest(const struct model *model)
{
    return model_head(model)->scale.lowest;
}

int model_highest(const struct model *model)
{
    return model_head(model)->scale.highest;
}

size_t model_band_count(const struct model *model)
{
    return model_head(model)->bands;
}

void model_band(const struct model *model, size_t index, const char **letter, int *from)
{
    const struct card_band *band = &model_head(model)->band[index];
    *letter = band->letter;
    *from = band->from;
}

size_t model_inputs(const struct model *model)
{
    return model->inputs;
}

struct model_input model_input_at(const struct model *model, size_t index)
{
    return model->input[index];
}

/* ---- cards ------------------------------------------------------------------------------------------------------- */

/* The categories that the bins of a characteristic name, in the order of the bins. */
static GPtrArray *bin_categories(const struct binning *binning)
{
    GPtrArray *all = g_ptr_array_new();
    for (size_t b = 0; b < binning->bins; b++)
        for (char **name = binning->bin[b].categories; name && *name; name++)
            g_ptr_array_add(all, *name);
    return all;
}

struct model *model_of_card(struct scorecard *card)
{
    struct model *model = g_new0(struct model, 1);
    model->kind = MODEL_SCORECARD;
    model->card = card;
    model->calibration.slope = 1;
    model->inputs = card->characteristics;
    model->input = g_new0(struct model_input, MAX(model->inputs, 1));
    model->vocabulary = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (size_t i = 0; i < model->inputs; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        GPtrArray *names = bin_categories(characteristic->binning);
        g_ptr_array_add(model->vocabulary, names);
        model->input[i] = (struct model_input){ .id = characteristic->id,
                                                .feature = characteristic->feature,
                                                .nominal = characteristic->binning->nominal,
                                                .categories = names->len,
                                                .category = (const char *const *)names->pdata };
    }
    return model;
}

const struct bin *model_bin(const struct characteristic *characteristic, const struct model_input *input, double value)
{
    if (!characteristic->binning->nominal) return binning_find(characteristic->binning, value);
    if (isnan(value)) return binning_find_category(characteristic->binning, NULL);
    if (value < 0 || value >= (double)input->categories) return binning_find_category(characteristic->binning, "\x01");
    return binning_find_category(characteristic->binning, input->category[(size_t)value]);
}

static void score_card(const struct model *model, const double *inputs, struct score_result *result)
{
    const struct bin *bins[CARD_MOST_CHARACTERISTICS];
    for (size_t i = 0; i < model->inputs; i++)
        bins[i] = model_bin(&model->card->characteristic[i], &model->input[i], inputs[i]);
    card_score_bins(model->card, bins, inputs, result);
}

/* ---- trees ------------------------------------------------------------------------------------------------------- */

struct model *model_of_trees(enum model_kind kind, struct scorecard *head, struct trees *trees, struct scorecard *card,
                             GError **error)
{
    g_autoptr(model_t) model = g_new0(struct model, 1);
    model->kind = kind;
    model->head = head;
    model->trees = trees;
    model->card = card;
    model->calibration.slope = 1;
    model->inputs = trees_inputs(trees);
    model->input = g_new0(struct model_input, MAX(model->inputs, 1));
    for (size_t i = 0; i < model->inputs; i++)
        model->input[i] = trees_input(trees, i);
    const size_t places = card ? card->characteristics : 0;
    model->place = places ? g_new0(int, places) : NULL;
    for (size_t c = 0; c < places; c++) {
        size_t at = 0;
        while (at < model->inputs && strcmp(model->input[at].id, card->characteristic[c].id) != 0)
            at++;
        model->place[c] = (int)at;
        if (at < model->inputs && model->input[at].nominal == card->characteristic[c].binning->nominal) continue;
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         N_("The card's characteristic “{1}” is no input of its model, or of another type."),
                         N_("A model is a file written by `bureau model train --out`; fit it again."),
                         card->characteristic[c].id, NULL);
        return NULL;
    }
    return g_steal_pointer(&model);
}

double model_card_log_odds(const struct model *model, const double *inputs)
{
    double sum = model->card->intercept;
    for (size_t i = 0; i < model->card->characteristics; i++) {
        const struct characteristic *characteristic = &model->card->characteristic[i];
        const int place = model->place[i];
        const struct bin *bin = model_bin(characteristic, &model->input[place], inputs[place]);
        sum += bin ? characteristic->coefficient * bin->weight : 0;
    }
    return sum;
}

static void score_trees(const struct model *model, const double *inputs, struct score_result *result)
{
    const double offset = model->kind == MODEL_HYBRID ? model_card_log_odds(model, inputs) : 0;
    result->log_odds = trees_log_odds(model->trees, inputs, offset);
    result->parts = model->inputs;
    result->base = 0;
    result->reasons = 0;
    for (size_t i = 0; i < model->inputs; i++)
        result->part[i] = (struct score_part){ .characteristic = model->input[i].id, .value = inputs[i], .bin = "" };
    card_place(model->head, result);
}

/* ---- any kind ---------------------------------------------------------------------------------------------------- */

void model_score_inputs(const struct model *model, const double *inputs, struct score_result *result)
{
    if (model->trees)
        score_trees(model, inputs, result);
    else
        score_card(model, inputs, result);
    const struct model_calibration *calibration = &model->calibration;
    if (calibration->base_rate > 0) {
        // of a card the log-odds of its whole points: equal scores have equal probabilities
        const double p = CLAMP(result->probability, 1e-15, 1 - 1e-15);
        const double odds = model->trees ? result->log_odds : log(p / (1 - p));
        result->probability = 1 / (1 + exp(-(calibration->slope * odds + calibration->intercept)));
    }
}

void model_score(const struct model *model, const double *values, struct score_result *result)
{
    double inputs[SCORE_MOST_PARTS];
    for (size_t i = 0; i < model->inputs; i++)
        inputs[i] = model->input[i].feature < 0 ? FEATURE_MISSING : values[model->input[i].feature];
    model_score_inputs(model, inputs, result);
}
