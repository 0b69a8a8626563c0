/* SPDX-License-Identifier: Apache-2.0 */
/* Growing trees. What must stay true: the model follows from the rows fitted on and the options, to the byte; a
 * declared direction holds everywhere, in the card and in the trees of a hybrid alike; the trees of a hybrid learn from
 * log-odds that a card gave to rows it was not fitted on, for on its own rows a card looks better than it is. */
#include "training/boost_private.h"
#include "training/model_frame.h"

#include <math.h>

#define SMALL_TABLE 5000  /* rows: below, a fit takes no time and every row counts */
#define LARGE_TABLE 20000 /* rows: from here on, steps are larger and folds fewer */

struct boost_settings boost_settings_for(enum model_kind kind, size_t rows, size_t bads)
{
    const double share = rows ? (double)bads / (double)rows : 0.5;
    const double hessian = MAX(share * (1 - share), 1e-6); // of a row before the first tree
    const bool small = rows < SMALL_TABLE, large = rows >= LARGE_TABLE;
    struct boost_settings settings = { .rounds = small ? 400 : 600,
                                       .parallel = 1,
                                       .depth = 6,
                                       .eta = small   ? 0.03
                                              : large ? 0.05
                                                      : 0.04,
                                       .rows = 0.7,
                                       .least = CLAMP((double)rows / 1500, 1, 30),
                                       .folds = small ? 5 : 3,
                                       .settle_rounds = true,
                                       .seed = BOOST_SEED };
    if (kind == MODEL_HYBRID) {
        settings.depth = 4;
        settings.limit = 2 * M_LN2; // the odds may be quartered or quadrupled
    } else if (kind == MODEL_TREE) {
        // a tree a person can read: every leaf a group of some size
        settings = (struct boost_settings){ .rounds = 1,
                                            .parallel = 1,
                                            .depth = 6,
                                            .leaves = 16,
                                            .eta = 1,
                                            .rows = 1,
                                            .columns = 1,
                                            .least = hessian * CLAMP((double)rows / 100, 20, 500),
                                            .folds = settings.folds,
                                            .settle_scale = true,
                                            .seed = BOOST_SEED };
    } else if (kind == MODEL_FOREST) {
        settings = (struct boost_settings){ .rounds = 1,
                                            .parallel = small ? 200 : 100,
                                            .depth = small ? 8 : 10,
                                            .eta = 1,
                                            .rows = 0.63, // as many as a bootstrap sample has different ones
                                            .least = hessian * CLAMP((double)rows / 400, 5, 50),
                                            .folds = settings.folds,
                                            .settle_scale = true,
                                            .seed = BOOST_SEED };
    }
    return settings;
}

double boost_base_score(const struct train_data *data, const guint32 *rows, size_t count)
{
    double all = 0, bads = 0;
    for (size_t i = 0; i < count; i++) {
        const double weight = data->weight ? data->weight[rows[i]] : 1;
        all += weight;
        bads += weight * data->bad[rows[i]];
    }
    return all > 0 ? CLAMP(bads / all, 1e-6, 1 - 1e-6) : 0.5;
}

bool boost_goes_on(const struct train_data *data, double done, GError **error)
{
    return !data->progress || data->progress(data->progress_data, done, error);
}

/* ---- parameters of the library ----------------------------------------------------------------------------------- */

#define MOST_PARAMETERS 16

struct parameters {
    size_t count;
    struct boost_parameter parameter[MOST_PARAMETERS];
    char text[MOST_PARAMETERS][G_ASCII_DTOSTR_BUF_SIZE];
};

static void put(struct parameters *parameters, const char *name, double value)
{
    char *text = parameters->text[parameters->count];
    g_ascii_dtostr(text, G_ASCII_DTOSTR_BUF_SIZE, value);
    parameters->parameter[parameters->count++] = (struct boost_parameter){ name, text };
}

static void put_word(struct parameters *parameters, const char *name, const char *value)
{
    parameters->parameter[parameters->count++] = (struct boost_parameter){ name, value };
}

/* "(1,0,-1)", a direction for each column of the trees; NULL when there is none. */
static char *constraints_of(const struct trees *trees)
{
    GString *text = g_string_new("(");
    bool any = false;
    for (size_t c = 0; c < trees_columns(trees); c++) {
        const struct tree_column column = trees_column(trees, c);
        const int direction = column.place < 0 ? trees_encoding(trees, column.input)->direction : 0;
        any |= direction != 0;
        g_string_append_printf(text, "%s%d", c ? "," : "", direction);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, !any);
}

struct booster *boost_begin(const struct boost_shape *shape, const struct boost_settings *settings, double base_score,
                            struct boost_matrix *const *matrices, size_t matrices_count, GError **error)
{
    const double columns = (double)MAX(trees_columns(shape->trees), 1);
    g_autofree char *constraints = constraints_of(shape->trees);
    g_autofree struct parameters *parameters = g_new0(struct parameters, 1);
    put_word(parameters, "objective", "binary:logistic");
    put_word(parameters, "tree_method", "hist");
    put(parameters, "base_score", base_score);
    put(parameters, "eta", settings->eta);
    put(parameters, "max_depth", settings->depth);
    put(parameters, "subsample", settings->rows);
    put(parameters, "colsample_bynode", settings->columns > 0 ? settings->columns : sqrt(columns) / columns);
    put(parameters, "min_child_weight", settings->least);
    put(parameters, "num_parallel_tree", settings->parallel);
    put(parameters, "seed", settings->seed);
    if (settings->leaves) {
        put_word(parameters, "grow_policy", "lossguide");
        put(parameters, "max_leaves", settings->leaves);
    }
    if (constraints) put_word(parameters, "monotone_constraints", constraints);
    return booster_new(matrices, matrices_count, parameters->parameter, parameters->count, error);
}

/* ---- the card under a hybrid ------------------------------------------------------------------------------------- */

/* Log-odds of the card, which it takes, for rows of the frame, into `margin`. */
static bool card_margins(const struct train_data *data, struct scorecard *card, const guint32 *rows, size_t count,
                         double *margin, GError **error)
{
    g_autoptr(model_t) model = model_of_card(card);
    g_autoptr(model_frame_t) over = model_frame_new(model, data->frame, error);
    if (!over) return false;
    for (size_t i = 0; i < count; i++) {
        struct score_result result;
        model_frame_score(over, rows[i], &result);
        margin[rows[i]] = result.log_odds;
    }
    return true;
}

/* For every row the log-odds of a card that was fitted without it, binned and selected as the whole card was. */
static bool margins_across(const struct train_data *data, const struct train_options *options,
                           const struct boost_settings *settings, const guint32 *rows, size_t count, double *margin,
                           GError **error)
{
    g_autofree guint8 *bad = g_new(guint8, MAX(count, 1));
    g_autofree guint32 *part = g_new(guint32, MAX(count, 1));
    for (size_t i = 0; i < count; i++)
        bad[i] = data->bad[rows[i]];
    const guint32 folds = (guint32)MAX(settings->folds, 2);
    struct train_options settled;
    struct card_line *trace = NULL;
    size_t traces = 0;
    const bool tuned = train_tune(data, options, rows, count, &settled, &trace, &traces, error);
    card_lines_free(trace, traces);
    if (!tuned) return false;
    g_autofree guint32 *fold = evaluation_folds(bad, count, folds, settings->seed + 1);
    for (guint32 number = 0; number < folds; number++) {
        size_t inside = 0, outside = 0;
        if (!boost_goes_on(data, 0, error)) return false;
        for (size_t i = 0; i < count; i++)
            if (fold[i] != number) part[inside++] = rows[i];
        struct scorecard *card = train_card(data, &settled, part, inside, error);
        if (!card) return false;
        for (size_t i = 0; i < count; i++)
            if (fold[i] == number) part[outside++] = rows[i];
        if (!card_margins(data, card, part, outside, margin, error)) return false;
    }
    return true;
}

/* ---- a model ----------------------------------------------------------------------------------------------------- */

static bool grow(struct boost_shape *shape, const struct boost_settings *settings, const struct boost_settled *settled,
                 const guint32 *rows, size_t count, const double *margin, bool on_card, GError **error)
{
    g_autoptr(boost_matrix_t) matrix = boost_shape_matrix(shape, rows, count, margin, true, error);
    if (!matrix) return false;
    const double start = on_card ? 0.5 : boost_base_score(shape->data, rows, count);
    g_autoptr(booster_t) booster = boost_begin(shape, settings, start, &matrix, 1, error);
    for (int round = 0; booster && round < settled->rounds; round++) {
        if (!boost_goes_on(shape->data, 0.75 + 0.25 * (double)round / settled->rounds, error)) return false;
        if (!booster_round(booster, matrix, round, error)) return false;
    }
    struct trees_growth growth = {
        .slope = settled->slope, .intercept = settled->intercept, .on_card = on_card, .limit = settings->limit
    };
    g_autofree char *json = booster ? booster_to_json(booster, &growth.length, error) : NULL;
    growth.json = json;
    return json && trees_take(shape->trees, &growth, error);
}

/* How it was grown, for whoever reads the model. */
static void tell(struct scorecard *head, const struct boost_settings *settings, const struct boost_settled *settled)
{
    g_autofree char *eta = binning_number(settings->eta);
    g_autofree char *share = binning_number(settings->rows);
    g_autofree char *least = binning_number(round(settings->least * 100) / 100);
    g_autofree char *grown = g_strdup_printf(
        "rounds %d of %d, trees a round %d, depth %d, eta %s, rows %s, least weight %s, seed %u", settled->rounds,
        settings->rounds, settings->parallel, settings->depth, eta, share, least, settings->seed);
    card_lines_add(&head->trace, &head->traces, "trees", grown);
    if (settled->slope == 1) return;
    g_autofree char *slope = binning_number(round(settled->slope * 1000) / 1000);
    g_autofree char *scaled = g_strdup_printf("leaves scaled by %s on rows left out", slope);
    card_lines_add(&head->trace, &head->traces, "scale", scaled);
}

/* Where every row starts, a row of the frame: NULL when all start alike. The card itself goes to `card`. */
static bool start_margins(const struct train_data *data, const struct train_options *options,
                          const struct boost_settings *settings, const guint32 *rows, size_t count,
                          struct scorecard **card, double **margin, GError **error)
{
    const bool hybrid = options->kind == MODEL_HYBRID;
    if (!hybrid && !data->offset) return true;
    *margin = g_new0(double, MAX(data->frame->rows, 1));
    if (hybrid) {
        struct train_options of_card = *options;
        of_card.kind = MODEL_SCORECARD;
        *card = train_card(data, &of_card, rows, count, error);
        return *card && margins_across(data, &of_card, settings, rows, count, *margin, error);
    }
    const double rate = boost_base_score(data, rows, count);
    for (size_t i = 0; i < count; i++)
        (*margin)[rows[i]] = log(rate / (1 - rate)) + data->offset[rows[i]];
    return true;
}

struct model *boost_train_with(const struct train_data *data, const struct train_options *options,
                               const struct boost_settings *settings, const guint32 *rows, size_t count, GError **error)
{
    struct train_data own = *data;
    g_autoptr(binning_bank_t) bank =
        options->kind == MODEL_HYBRID && !data->bank ? binning_bank_new(data->frame) : NULL;
    if (bank) own.bank = bank;
    g_autoptr(scorecard_t) head = train_head(&own, options, rows, count, error);
    g_autoptr(scorecard_t) card = NULL;
    g_autofree double *margin = NULL;
    struct boost_settled settled;
    if (!head) return NULL;
    g_autoptr(boost_shape_t) shape = boost_shape_new(&own, options, rows, count, head, error);
    if (!shape || !start_margins(&own, options, settings, rows, count, &card, &margin, error) ||
        !boost_settle(shape, settings, rows, count, margin, &settled, error) ||
        !grow(shape, settings, &settled, rows, count, margin, card != NULL, error))
        return NULL;
    tell(head, settings, &settled);
    return model_of_trees(options->kind, g_steal_pointer(&head), g_steal_pointer(&shape->trees), g_steal_pointer(&card),
                          error);
}

struct model *boost_train(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                          size_t count, GError **error)
{
    size_t bads = 0;
    for (size_t i = 0; i < count; i++)
        bads += data->bad[rows[i]];
    const struct boost_settings settings = boost_settings_for(options->kind, count, bads);
    return boost_train_with(data, options, &settings, rows, count, error);
}
