/* SPDX-License-Identifier: Apache-2.0 */
/* `model train`: the words of the command line become options, the card and its figures become the answer. */
#include "training/model_frame.h"
#include "training/train.h"
#include "training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FOLDS_BY_DEFAULT 5
#define FOLDS_SEED       20240607
#define FOLDS_LIMIT      1000

/* A training as it was asked for, with everything it holds on to. */
struct training {
    struct session *session;
    const struct arguments *arguments;
    struct train_options options;
    struct frame *frame;
    guint8 *bad;
    GArray *columns;      /* of size_t: the candidates */
    GArray *train, *test; /* of guint32: row numbers; `test` may be NULL */
    guint32 *fold;        /* a fold number a row */
    struct model *model;
    struct scorecard *card; /* its head */
};

static void training_clear(struct training *training)
{
    g_clear_pointer(&training->options.special, g_hash_table_unref);
    g_clear_pointer(&training->options.trend, g_hash_table_unref);
    g_clear_pointer(&training->columns, g_array_unref);
    g_clear_pointer(&training->train, g_array_unref);
    g_clear_pointer(&training->test, g_array_unref);
    frame_free(training->frame);
    model_free(training->model);
    g_free(training->bad);
    g_free(training->fold);
}
typedef struct training training_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(training_t, training_clear)

static bool usage(GError **error, const char *message, const char *next, const char *first, const char *second)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, message, next, first, second ? second : "", NULL);
    return false;
}

/* ---- the words -------------------------------------------------------------------------------------------------- */

/* A number option between two ends; `value` keeps its default when the option is absent. */
static bool number_option(const struct arguments *arguments, const char *name, double least, double most, double *value,
                          GError **error)
{
    const char *text = arguments_text(arguments, name);
    double given = 0;
    if (!text) return true;
    if (frame_number(text, &given) && given >= least && given <= most) {
        *value = given;
        return true;
    }
    g_autofree char *from = binning_number(least);
    g_autofree char *to = binning_number(most);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} does not take “{2}”."), N_("Give a number from {3} to {4}."),
                     name, text, from, to, NULL);
    return false;
}

/* The columns named in a list separated by commas; each must be in the file. */
static bool names_option(const struct training *training, const char *name, GHashTable **names, GError **error)
{
    const char *text = arguments_text(training->arguments, name);
    if (!text) return true;
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; words[i]; i++) {
        const char *word = g_strstrip(words[i]);
        if (frame_find(training->frame, word) < 0)
            return usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."), name,
                         word);
        g_hash_table_add(*names, g_strdup(word));
    }
    return true;
}

/* Parts COLUMN=REST; false when there is no such column. Caller frees `column`. */
static bool column_option(const struct training *training, const char *name, const char *text, char **column,
                          const char **rest, GError **error)
{
    const char *sign = strrchr(text, '=');
    *column = g_strndup(text, sign ? (gsize)(sign - text) : strlen(text));
    *rest = sign ? sign + 1 : "";
    if (!**rest)
        return usage(error, N_("--{1} does not take “{2}”."), N_("Write COLUMN=VALUE, as in PAY_0=-2,-1."), name, text);
    if (frame_find(training->frame, *column) < 0)
        return usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."), name,
                     *column);
    return true;
}

/* Codes that features.tsv gives a meaning of their own ("-1=never late"), for columns that are such features. */
static bool special_declared(struct training *training, GError **error)
{
    g_autoptr(tsv_t) features = tsv_load("features/features.tsv", error);
    for (size_t i = 0; features && i < tsv_rows(features); i++) {
        const char *id = tsv_cell(features, i, "id"), *meaning = tsv_cell(features, i, "special");
        if (!*meaning || frame_find(training->frame, id) < 0 || g_hash_table_contains(training->options.special, id))
            continue;
        g_auto(GStrv) codes = g_strsplit(meaning, ",", -1);
        for (size_t code = 0; codes[code]; code++)
            codes[code][strcspn(codes[code], "=")] = '\0';
        g_hash_table_insert(training->options.special, g_strdup(id), g_steal_pointer(&codes));
    }
    return features != NULL;
}

static bool special_option(struct training *training, GError **error)
{
    GHashTable *special = training->options.special =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    for (size_t i = 0; i < arguments_count(training->arguments, "special"); i++) {
        g_autofree char *column = NULL;
        const char *rest = NULL, *text = arguments_nth(training->arguments, "special", i);
        if (!column_option(training, "special", text, &column, &rest, error)) return false;
        const struct frame_column *found = &training->frame->column[frame_find(training->frame, column)];
        g_auto(GStrv) codes = g_strsplit(rest, ",", -1);
        for (size_t code = 0; codes[code]; code++) {
            double number = 0;
            g_strstrip(codes[code]);
            if (!*codes[code] || (found->number && !frame_number(codes[code], &number)))
                return usage(error, N_("--special: “{1}” is no value of the column “{2}”."),
                             N_("Give the codes as they stand in the file, separated by commas."), codes[code], column);
        }
        g_hash_table_insert(special, g_steal_pointer(&column), g_steal_pointer(&codes));
    }
    return true;
}

static bool trend_option(struct training *training, GError **error)
{
    const char *all = arguments_text(training->arguments, "monotone");
    training->options.declared_trends = !g_strcmp0(all, "declared");
    if (all && !training->options.declared_trends)
        training->options.binning.trend = (enum binning_trend)MAX(0, binning_trend_from_name(all));
    training->options.trend = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < arguments_count(training->arguments, "trend"); i++) {
        g_autofree char *column = NULL;
        const char *rest = NULL, *text = arguments_nth(training->arguments, "trend", i);
        if (!column_option(training, "trend", text, &column, &rest, error)) return false;
        int trend = binning_trend_from_name(rest);
        if (trend < 0)
            return usage(error, N_("--{1} does not take “{2}”."),
                         N_("A trend is none, up, down, auto, peak or valley."), "trend", rest);
        g_hash_table_insert(training->options.trend, g_steal_pointer(&column), GINT_TO_POINTER(trend));
    }
    return true;
}

static bool training_options(struct training *training, GError **error)
{
    struct train_options *options = &training->options;
    double bins = (double)options->binning.max_bins;
    double version = options->version;
    const char *name = arguments_text(training->arguments, "name");
    if (name) options->name = name;
    if (!number_option(training->arguments, "min-share", 0.001, 0.5, &options->binning.min_share, error) ||
        !number_option(training->arguments, "max-bins", 1, BINNING_MOST_PRE_BINS, &bins, error) ||
        !number_option(training->arguments, "p-value", 0, 1, &options->binning.p_value, error) ||
        !number_option(training->arguments, "min-iv", 0, 10, &options->least_information, error) ||
        !number_option(training->arguments, "version", 1, 1e6, &version, error))
        return false;
    options->binning.max_bins = (size_t)bins;
    options->version = (int)version;
    if (!special_option(training, error) || !trend_option(training, error)) return false;
    return !options->declared_trends || special_declared(training, error);
}

/* ---- the rows --------------------------------------------------------------------------------------------------- */

static bool training_frame(struct training *training, GError **error)
{
    const char *target = arguments_text(training->arguments, "target");
    const char *nominal = arguments_text(training->arguments, "nominal");
    g_auto(GStrv) names = nominal ? g_strsplit(nominal, ",", -1) : NULL;
    training->frame = frame_read(arguments_text(training->arguments, "data"), (const char *const *)names, error);
    if (!training->frame) return false;
    int column = frame_find(training->frame, target);
    if (column < 0)
        return usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."), "target",
                     target);
    training->bad = train_target(training->frame, (size_t)column, error);
    if (!training->bad) return false;
    g_autoptr(GHashTable) keep = NULL;
    g_autoptr(GHashTable) drop = NULL;
    if (!names_option(training, "keep", &keep, error) || !names_option(training, "drop", &drop, error)) return false;
    training->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (size_t i = 0; i < training->frame->columns; i++) {
        const char *name = training->frame->column[i].name;
        if ((int)i == column || (keep && !g_hash_table_contains(keep, name)) ||
            (drop && g_hash_table_contains(drop, name)))
            continue;
        g_array_append_val(training->columns, i);
    }
    return true;
}

/* Row numbers of a file; none may come twice, in this file or in the other. */
static GArray *training_rows(const struct training *training, const char *option, guint8 *seen, GError **error)
{
    const char *path = arguments_text(training->arguments, option);
    g_autoptr(GArray) rows = frame_read_integers(path, (gint64)training->frame->rows, error);
    for (guint i = 0; rows && i < rows->len; i++) {
        guint32 row = g_array_index(rows, guint32, i);
        if (!seen[row]++) continue;
        g_autofree char *number = g_strdup_printf("%u", row);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}: row {2} is named twice."),
                         N_("A row is either fitted on or held out, once."), path, number, NULL);
        return NULL;
    }
    return g_steal_pointer(&rows);
}

static bool training_split(struct training *training, GError **error)
{
    size_t rows = training->frame->rows;
    g_autofree guint8 *seen = g_new0(guint8, MAX(rows, 1));
    if (arguments_has(training->arguments, "test-rows") && !arguments_has(training->arguments, "train-rows"))
        return usage(error, N_("--test-rows needs --train-rows."), N_("Say which rows the card is fitted on."), "",
                     NULL);
    if (arguments_has(training->arguments, "train-rows")) {
        training->train = training_rows(training, "train-rows", seen, error);
        if (!training->train) return false;
    } else {
        training->train = g_array_new(FALSE, FALSE, sizeof(guint32));
        for (guint32 row = 0; row < rows; row++)
            g_array_append_val(training->train, row);
    }
    if (!arguments_has(training->arguments, "test-rows")) return true;
    training->test = training_rows(training, "test-rows", seen, error);
    return training->test != NULL;
}

static bool training_folds(struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "folds");
    if (!path) {
        training->fold = evaluation_folds(training->bad, training->frame->rows, FOLDS_BY_DEFAULT, FOLDS_SEED);
        return true;
    }
    g_autoptr(GArray) folds = frame_read_integers(path, FOLDS_LIMIT, error);
    if (!folds) return false;
    if (folds->len != training->frame->rows) {
        g_autofree char *given = g_strdup_printf("%u", folds->len);
        g_autofree char *rows = g_strdup_printf("%zu", training->frame->rows);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} holds {2} fold numbers, the data {3} rows."),
                         N_("Give one fold number for each row, in the order of the rows."), path, given, rows, NULL);
        return false;
    }
    training->fold = (guint32 *)(void *)g_array_free(g_steal_pointer(&folds), FALSE);
    return true;
}

/* ---- the work --------------------------------------------------------------------------------------------------- */

static bool training_progress(void *data, double done, GError **error)
{
    const struct training *training = data;
    if (session_is_cancelled(training->session, error)) return false;
    session_progress(training->session, done * 0.85, N_("Judging by folds"));
    return true;
}

static bool training_run(struct training *training, GError **error)
{
    struct train_data data = { .frame = training->frame,
                               .bad = training->bad,
                               .columns = training->columns->len,
                               .column = (const size_t *)(void *)training->columns->data };
    struct card_metrics metrics = { 0 };
    if (!train_cross_validate(&data, &training->options, training->fold, &metrics, training_progress, training, error))
        return false;
    session_progress(training->session, 0.9, N_("Fitting"));
    training->model = train_model(&data, &training->options, (const guint32 *)(void *)training->train->data,
                                  training->train->len, error);
    if (!training->model) return false;
    training->card = model_head(training->model);
    metrics.has_holdout = training->test != NULL;
    if (metrics.has_holdout && !train_evaluate(&data, training->model, (const guint32 *)(void *)training->test->data,
                                               training->test->len, &metrics.holdout, error))
        return false;
    training->card->metrics = metrics;
    return !session_is_cancelled(training->session, error);
}

/* The text of the model card: lines "key = text" of the group [card] of a key file. */
static bool training_text(struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "about");
    if (!path) return true;
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    g_auto(GStrv) keys = NULL;
    if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &cause))
        keys = g_key_file_get_keys(file, "card", NULL, &cause);
    if (!keys) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} is no text of a model card: {2}."),
                         N_("Write a line [card], then lines such as use = what the card is for."), path,
                         cause->message, NULL);
        return false;
    }
    for (size_t i = 0; keys[i]; i++) {
        g_autofree char *text = g_key_file_get_string(file, "card", keys[i], NULL);
        g_autofree char *clean = text_sanitise(text ? text : "", -1);
        card_lines_add(&training->card->line, &training->card->lines, keys[i], clean);
    }
    return true;
}

static bool training_write(const struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "out");
    g_autoptr(GError) cause = NULL;
    if (!path) return true;
    g_autofree char *json = model_to_json(training->model);
    folder_as_person();
    const bool written = g_file_set_contents_full(
        path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &cause);
    folder_as_program();
    if (written) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} could not be written: {2}."),
                     N_("Free space there, or choose another place."), path, cause->message, NULL);
    return false;
}

/* ---- the answer ------------------------------------------------------------------------------------------------- */

static void fact_or_null(struct table *answer, const char *id, const char *title, bool known, double value)
{
    if (known)
        table_fact_real(answer, id, title, value, 6);
    else
        table_fact_null(answer, id, title);
}

static char *left_out(const struct scorecard *card)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < card->traces; i++)
        g_string_append_printf(text, "%s%s (%s)", i ? "; " : "", card->trace[i].key, card->trace[i].text);
    return g_string_free(text, FALSE);
}

static void training_facts(const struct training *training, double seconds, struct table *answer)
{
    const struct scorecard *card = training->card;
    const struct card_metrics *metrics = &card->metrics;
    int64_t bads = 0;
    for (size_t row = 0; row < training->frame->rows; row++)
        bads += training->bad[row];
    g_autofree char *out = left_out(card);
    table_fact_int(answer, "rows", N_("Rows"), (int64_t)training->frame->rows);
    table_fact_int(answer, "bads", N_("Bads"), bads);
    fact_or_null(answer, "auc", N_("AUC"), metrics->has_folds, metrics->fold.auc);
    fact_or_null(answer, "auc_sd", N_("AUC, standard deviation"), metrics->has_folds, metrics->auc_sd);
    fact_or_null(answer, "ks", N_("KS"), metrics->has_folds, metrics->fold.ks);
    fact_or_null(answer, "gini", N_("Gini"), metrics->has_folds, metrics->fold.gini);
    fact_or_null(answer, "brier", N_("Brier score"), metrics->has_folds, metrics->fold.brier);
    fact_or_null(answer, "holdout_auc", N_("Holdout AUC"), metrics->has_holdout, metrics->holdout.auc);
    fact_or_null(answer, "holdout_ks", N_("Holdout KS"), metrics->has_holdout, metrics->holdout.ks);
    fact_or_null(answer, "holdout_gini", N_("Holdout Gini"), metrics->has_holdout, metrics->holdout.gini);
    fact_or_null(answer, "holdout_brier", N_("Holdout Brier score"), metrics->has_holdout, metrics->holdout.brier);
    table_fact_real(answer, "seconds", N_("Seconds"), seconds, 3);
    table_fact_int(answer, "characteristics", N_("Characteristics"), (int64_t)card->characteristics);
    table_fact_real(answer, "intercept", N_("Intercept"), card->intercept, 6);
    table_fact_text(answer, "left_out", N_("Left out"), *out ? out : NULL);
}

bool model_command_train(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    gint64 start = g_get_monotonic_time();
    g_auto(training_t) training = { .session = session, .arguments = arguments, .options = train_defaults };
    const char *kind = arguments_text(arguments, "kind");
    if (kind && strcmp(kind, "scorecard"))
        return usage(error, N_("This build fits scorecards; it cannot fit a model of the kind {1}."),
                     N_("Say --kind scorecard."), kind, NULL);
    if (!training_frame(&training, error) || !training_options(&training, error) || !training_split(&training, error) ||
        !training_folds(&training, error) || !training_run(&training, error) || !training_text(&training, error) ||
        !training_write(&training, error))
        return false;
    training_facts(&training, (double)(g_get_monotonic_time() - start) / 1e6, answer);
    return card_rows(training.card, answer, error);
}
