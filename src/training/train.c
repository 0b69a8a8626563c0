/* SPDX-License-Identifier: Apache-2.0 */
#include "training/train.h"
#include "training/boost_train.h"
#include "training/model_frame.h"
#include "training/select.h"

#include <math.h>
#include <string.h>

const struct train_options train_defaults = {
    .name = "scorecard",
    .version = 1,
    .binning = { .pre_bins = BINNING_MOST_PRE_BINS,
                 .max_bins = 8,
                 .min_share = 0.03,
                 .p_value = 0.2,
                 .trend = TREND_NONE },
    .least_information = 0.005,
    .ridge = 10,
    .tune_ridge = true,
    .tune_share = true,
    .scale = { .base_score = 600, .base_odds = 8, .points_to_double = 50, .lowest = 300, .highest = 850 },
};

/* Bands of the default scale, from the lowest. */
static const struct card_band bands[] = { { "E", 300 }, { "D", 400 }, { "C", 500 }, { "B", 600 }, { "A", 650 } };

/* ---- a card ----------------------------------------------------------------------------------------------------- */

static void card_take(struct scorecard *card, struct pool *pool, const struct logistic *fit)
{
    card->intercept = fit->coefficient[0];
    card->intercept_error = fit->standard_error[0];
    card->characteristics = fit->columns;
    card->characteristic = g_new0(struct characteristic, MAX(card->characteristics, 1));
    for (size_t i = 0; i < card->characteristics; i++) {
        struct candidate *candidate = pool_at(pool, pool_inside(pool, i + 1));
        int feature = feature_index(candidate->name);
        const char *reason = feature < 0 ? NULL : feature_at((size_t)feature)->reason;
        card->characteristic[i] =
            (struct characteristic){ .id = g_strdup(candidate->name),
                                     .reason = g_strdup(reason && *reason ? reason : CARD_REASON_OTHER),
                                     .coefficient = fit->coefficient[i + 1],
                                     .standard_error = fit->standard_error[i + 1],
                                     .near = NAN,
                                     .binning = g_steal_pointer(&candidate->binning) };
    }
}

struct scorecard *train_head(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                             size_t count, GError **error)
{
    g_autoptr(scorecard_t) card = g_new0(struct scorecard, 1);
    card->name = g_strdup(options->name);
    card->version = options->version;
    card->scale = options->scale;
    card->bands = options->band ? options->bands : G_N_ELEMENTS(bands);
    card->band = g_memdup2(options->band ? options->band : bands, card->bands * sizeof *card->band);
    card->rows = count;
    for (size_t i = 0; i < count; i++)
        card->bads += data->bad[rows[i]];
    if (card->bads && card->bads < count) return g_steal_pointer(&card);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The rows are all good or all bad: there is nothing to fit."),
                     N_("Fit on rows of both kinds."), NULL);
    return NULL;
}

struct scorecard *train_card(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                             size_t count, GError **error)
{
    struct train_data own = *data;
    struct train_options settled;
    g_autoptr(binning_bank_t) bank = data->bank ? NULL : binning_bank_new(data->frame);
    if (bank) own.bank = bank;
    g_autoptr(scorecard_t) card = train_head(data, options, rows, count, error);
    if (!card || !train_tune(&own, options, rows, count, &settled, &card->trace, &card->traces, error)) return NULL;
    g_autoptr(pool_t) pool = pool_new(&own, &settled, rows, count);
    g_autoptr(logistic_t) fit = select_run(pool, error);
    for (size_t i = 0; i < pool->traces; i++)
        card_lines_add(&card->trace, &card->traces, pool->trace[i].key, pool->trace[i].text);
    if (!fit) return NULL;
    card_take(card, pool, fit);
    card_scale(card);
    card_finish(card);
    return g_steal_pointer(&card);
}

/* ---- judging ---------------------------------------------------------------------------------------------------- */

struct model *train_model(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                          size_t count, GError **error)
{
    if (options->kind != MODEL_SCORECARD) return boost_train(data, options, rows, count, error);
    struct scorecard *card = train_card(data, options, rows, count, error);
    return card ? model_of_card(card) : NULL;
}

bool train_evaluate(const struct train_data *data, const struct model *model, const guint32 *rows, size_t count,
                    struct evaluation *evaluation, GError **error)
{
    g_autoptr(model_frame_t) over = model_frame_new(model, data->frame, error);
    if (!over) return false;
    g_autofree double *probability = g_new(double, MAX(count, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(count, 1));
    for (size_t i = 0; i < count; i++) {
        struct score_result result;
        model_frame_score(over, rows[i], &result);
        probability[i] = result.probability;
        bad[i] = data->bad[rows[i]];
    }
    if (evaluate(probability, bad, count, evaluation)) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The rows to judge by are all good or all bad."),
                     N_("Split the file so that every part has rows of both kinds."), NULL);
    return false;
}

static size_t fold_part(const guint32 *fold, size_t rows, guint32 number, bool inside, guint32 *part)
{
    size_t count = 0;
    for (size_t row = 0; row < rows; row++)
        if (fold[row] != FOLD_NONE && (fold[row] == number) == inside) part[count++] = (guint32)row;
    return count;
}

bool train_cross_validate(const struct train_data *data, const struct train_options *options, const guint32 *fold,
                          struct card_metrics *metrics, train_progress progress, void *progress_data, GError **error)
{
    size_t rows = data->frame->rows;
    guint32 last = 0;
    struct train_data own = *data;
    g_autoptr(binning_bank_t) bank = data->bank ? NULL : binning_bank_new(data->frame);
    if (bank) own.bank = bank;
    for (size_t row = 0; row < rows; row++)
        if (fold[row] != FOLD_NONE) last = MAX(last, fold[row]);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct evaluation));
    g_autofree guint32 *part = g_new(guint32, MAX(rows, 1));
    g_autofree guint32 *other = g_new(guint32, MAX(rows, 1));
    own.other = other;
    for (guint32 number = 0; number <= last; number++) {
        if (progress && !progress(progress_data, (double)number / (last + 1.0), error)) return false;
        own.others = fold_part(fold, rows, number, true, other);
        if (!own.others) continue;
        const size_t count = fold_part(fold, rows, number, false, part);
        g_autoptr(model_t) model = train_model(&own, options, part, count, error);
        if (!model) return false;
        struct evaluation evaluation;
        if (!train_evaluate(data, model, other, own.others, &evaluation, error)) return false;
        g_array_append_val(found, evaluation);
    }
    if (found->len < 2) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("All rows are in one fold."),
                         N_("Part the rows into two folds or more."), NULL);
        return false;
    }
    metrics->has_folds = true;
    metrics->folds = found->len;
    metrics->fold = evaluation_mean((const struct evaluation *)(void *)found->data, found->len, &metrics->auc_sd);
    return true;
}
