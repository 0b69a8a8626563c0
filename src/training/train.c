/* SPDX-License-Identifier: Apache-2.0 */
#include "training/train.h"
#include "training/logistic.h"
#include "training/model_frame.h"

#include <math.h>
#include <string.h>

const struct train_options train_defaults = {
    .name = "scorecard",
    .version = 1,
    .binning = { .pre_bins = BINNING_MOST_PRE_BINS,
                 .max_bins = 8,
                 .min_share = 0.05,
                 .p_value = 0.05,
                 .trend = TREND_NONE },
    .least_information = 0.02,
    .scale = { .base_score = 600, .base_odds = 8, .points_to_double = 50, .lowest = 300, .highest = 850 },
};

/* Bands of the default scale, from the lowest. */
static const struct card_band bands[] = { { "E", 300 }, { "D", 400 }, { "C", 500 }, { "B", 600 }, { "A", 650 } };

guint8 *train_target(const struct frame *frame, size_t column, GError **error)
{
    const struct frame_column *target = &frame->column[column];
    g_autofree guint8 *bad = g_new0(guint8, MAX(frame->rows, 1));
    for (size_t row = 0; row < frame->rows; row++) {
        double value = target->number ? target->number[row] : NAN;
        if (value == 0 || value == 1) {
            bad[row] = value == 1;
            continue;
        }
        g_autofree char *line = g_strdup_printf("%u", frame->line[row]);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}, column “{2}”: the target is neither 0 nor 1."),
                         N_("1 is bad, 0 is good; leave out rows whose outcome is not known."), line, target->name,
                         NULL);
        return NULL;
    }
    return g_steal_pointer(&bad);
}

/* ---- candidates ------------------------------------------------------------------------------------------------- */

struct candidate {
    size_t column;
    const char *name;
    struct binning *binning;
};

struct fitting {
    const struct train_data *data;
    const struct train_options *options;
    const guint32 *rows;
    size_t count;
    GArray *kept; /* of struct candidate */
    struct scorecard *card;
};

static void candidate_clear(void *data)
{
    binning_free(((struct candidate *)data)->binning);
}

static struct binning_options options_of(const struct train_options *options, const char *name)
{
    struct binning_options own = options->binning;
    int feature = options->declared_trends ? feature_index(name) : -1;
    if (feature >= 0) {
        int direction = feature_at((size_t)feature)->direction;
        own.trend = direction > 0 ? TREND_UP : direction < 0 ? TREND_DOWN : TREND_NONE;
    }
    gpointer trend = NULL;
    if (options->trend && g_hash_table_lookup_extended(options->trend, name, NULL, &trend))
        own.trend = (enum binning_trend)GPOINTER_TO_INT(trend);
    own.special = options->special ? g_hash_table_lookup(options->special, name) : NULL;
    return own;
}

static void leave_out(struct fitting *fitting, const char *name, const char *why)
{
    card_lines_add(&fitting->card->trace, &fitting->card->traces, name, why);
}

static void candidates_bin(struct fitting *fitting)
{
    const struct train_data *data = fitting->data;
    struct binning_rows rows = { .rows = fitting->count, .row = fitting->rows, .bad = data->bad };
    for (size_t i = 0; i < data->columns; i++) {
        const struct frame_column *column = &data->frame->column[data->column[i]];
        struct binning_options options = options_of(fitting->options, column->name);
        struct candidate candidate = { .column = data->column[i], .name = column->name };
        candidate.binning = column->number
                                ? binning_numeric(column->number, &rows, &options)
                                : binning_nominal(column->category, (const char *const *)column->categories->pdata,
                                                  column->categories->len, &rows, &options);
        if (candidate.binning->information_value >= fitting->options->least_information) {
            g_array_append_val(fitting->kept, candidate);
            continue;
        }
        g_autofree char *why = g_strdup_printf("information value %.4f", candidate.binning->information_value);
        leave_out(fitting, candidate.name, why);
        binning_free(candidate.binning);
    }
}

/* A card has so many places; the columns that say least give way. */
static void candidates_limit(struct fitting *fitting)
{
    while (fitting->kept->len > CARD_MOST_CHARACTERISTICS) {
        guint least = 0;
        for (guint i = 1; i < fitting->kept->len; i++)
            if (g_array_index(fitting->kept, struct candidate, i).binning->information_value <
                g_array_index(fitting->kept, struct candidate, least).binning->information_value)
                least = i;
        leave_out(fitting, g_array_index(fitting->kept, struct candidate, least).name,
                  "more columns than a card has places");
        g_array_remove_index(fitting->kept, least);
    }
}

/* ---- the fit ---------------------------------------------------------------------------------------------------- */

static const struct bin *candidate_bin(const struct candidate *candidate, const struct frame *frame, guint32 row)
{
    const struct frame_column *column = &frame->column[candidate->column];
    if (column->number) return binning_find(candidate->binning, column->number[row]);
    gint32 category = column->category[row];
    return binning_find_category(candidate->binning, category < 0 ? NULL : column->categories->pdata[category]);
}

static struct logistic *candidates_regress(struct fitting *fitting, enum logistic_trouble *trouble, size_t *place,
                                           GError **error)
{
    size_t columns = fitting->kept->len;
    g_autofree double *weights = g_new(double, MAX(fitting->count * columns, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(fitting->count, 1));
    g_autofree const char **names = g_new0(const char *, columns + 1);
    for (size_t j = 0; j < columns; j++) {
        const struct candidate *candidate = &g_array_index(fitting->kept, struct candidate, j);
        names[j] = candidate->name;
        for (size_t i = 0; i < fitting->count; i++) {
            const struct bin *bin = candidate_bin(candidate, fitting->data->frame, fitting->rows[i]);
            weights[i * columns + j] = bin ? bin->weight : 0;
        }
    }
    for (size_t i = 0; i < fitting->count; i++)
        bad[i] = fitting->data->bad[fitting->rows[i]];
    struct logistic_data data = {
        .rows = fitting->count, .columns = columns, .value = weights, .bad = bad, .name = names
    };
    return logistic_fit(&data, trouble, place, error);
}

/* The place (from 1) of the column whose coefficient is most above 0, where each should be below: more evidence of
 * good must not raise the odds of bad. 0 when all are right. */
static size_t worst_sign(const struct logistic *fit)
{
    size_t worst = 0;
    for (size_t j = 1; j <= fit->columns; j++)
        if (fit->coefficient[j] > 0 && (!worst || fit->coefficient[j] > fit->coefficient[worst])) worst = j;
    return worst;
}

/* Fits, leaves out one column that repeats others or has the wrong sign, and fits again, until none is left to blame.
 */
static struct logistic *candidates_fit(struct fitting *fitting, GError **error)
{
    while (fitting->kept->len) {
        enum logistic_trouble trouble = LOGISTIC_FINE;
        g_autoptr(GError) cause = NULL;
        g_autofree char *why = NULL;
        size_t place = 0;
        g_autoptr(logistic_t) fit = candidates_regress(fitting, &trouble, &place, &cause);
        /* a bin of a few rows that are all bad takes its column out of a large fit, not the fit down; a column that
         * separates and has nothing beside it is an error, for then there is no card */
        if (!fit && (!place || (trouble != LOGISTIC_SINGULAR && fitting->kept->len == 1))) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        if (fit) {
            place = worst_sign(fit);
            if (!place) return g_steal_pointer(&fit);
            why = g_strdup_printf("wrong sign: coefficient +%.4f", fit->coefficient[place]);
        }
        leave_out(fitting, g_array_index(fitting->kept, struct candidate, place - 1).name,
                  why                             ? why
                  : trouble == LOGISTIC_SEPARATED ? "separates good from bad: known only after the outcome?"
                                                  : "repeats the columns before it");
        g_array_remove_index(fitting->kept, (guint)place - 1);
    }
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No column parts good from bad."),
                     N_("Give the file columns that were known before the outcome, or lower --min-iv."), NULL);
    return NULL;
}

static void card_take(struct fitting *fitting, const struct logistic *fit)
{
    struct scorecard *card = fitting->card;
    card->intercept = fit->coefficient[0];
    card->intercept_error = fit->standard_error[0];
    card->characteristics = fitting->kept->len;
    card->characteristic = g_new0(struct characteristic, MAX(card->characteristics, 1));
    for (size_t i = 0; i < card->characteristics; i++) {
        struct candidate *candidate = &g_array_index(fitting->kept, struct candidate, i);
        int feature = feature_index(candidate->name);
        const char *reason = feature < 0 ? NULL : feature_at((size_t)feature)->reason;
        card->characteristic[i] =
            (struct characteristic){ .id = g_strdup(candidate->name),
                                     .reason = g_strdup(reason && *reason ? reason : CARD_REASON_OTHER),
                                     .coefficient = fit->coefficient[i + 1],
                                     .standard_error = fit->standard_error[i + 1],
                                     .binning = g_steal_pointer(&candidate->binning) };
    }
}

struct scorecard *train_card(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                             size_t count, GError **error)
{
    g_autoptr(scorecard_t) card = g_new0(struct scorecard, 1);
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    g_array_set_clear_func(kept, candidate_clear);
    struct fitting fitting = {
        .data = data, .options = options, .rows = rows, .count = count, .kept = kept, .card = card
    };
    card->name = g_strdup(options->name);
    card->version = options->version;
    card->scale = options->scale;
    card->bands = G_N_ELEMENTS(bands);
    card->band = g_memdup2(bands, sizeof bands);
    card->rows = count;
    for (size_t i = 0; i < count; i++)
        card->bads += data->bad[rows[i]];
    if (!card->bads || card->bads == count) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The rows are all good or all bad: there is nothing to fit."),
                         N_("Fit on rows of both kinds."), NULL);
        return NULL;
    }
    candidates_bin(&fitting);
    candidates_limit(&fitting);
    g_autoptr(logistic_t) fit = candidates_fit(&fitting, error);
    if (!fit) return NULL;
    card_take(&fitting, fit);
    card_scale(card);
    card_finish(card);
    return g_steal_pointer(&card);
}

/* ---- judging ---------------------------------------------------------------------------------------------------- */

struct model *train_model(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                          size_t count, GError **error)
{
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
        if ((fold[row] == number) == inside) part[count++] = (guint32)row;
    return count;
}

bool train_cross_validate(const struct train_data *data, const struct train_options *options, const guint32 *fold,
                          struct card_metrics *metrics, train_progress progress, void *progress_data, GError **error)
{
    size_t rows = data->frame->rows;
    guint32 last = 0;
    for (size_t row = 0; row < rows; row++)
        last = MAX(last, fold[row]);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct evaluation));
    g_autofree guint32 *part = g_new(guint32, MAX(rows, 1));
    for (guint32 number = 0; number <= last; number++) {
        if (progress && !progress(progress_data, (double)number / (last + 1.0), error)) return false;
        if (!fold_part(fold, rows, number, true, part)) continue;
        size_t count = fold_part(fold, rows, number, false, part);
        g_autoptr(model_t) model = train_model(data, options, part, count, error);
        if (!model) return false;
        struct evaluation evaluation;
        count = fold_part(fold, rows, number, true, part);
        if (!train_evaluate(data, model, part, count, &evaluation, error)) return false;
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
