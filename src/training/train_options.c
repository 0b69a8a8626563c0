/* SPDX-License-Identifier: Apache-2.0 */
/* The words of `model train` become options. */
#include "training/train_private.h"

#include <string.h>

bool training_usage(GError **error, const char *message, const char *next, const char *first, const char *second)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, message, next, first, second ? second : "", NULL);
    return false;
}

bool training_number(const struct arguments *arguments, const char *name, double least, double most, double *value,
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

/* ---- codes and trends -------------------------------------------------------------------------------------------- */

/* Parts COLUMN=REST; false when there is no such column. Caller frees `column`. */
static bool column_option(const struct training *training, const char *name, const char *text, char **column,
                          const char **rest, GError **error)
{
    const char *sign = strrchr(text, '=');
    *column = g_strndup(text, sign ? (gsize)(sign - text) : strlen(text));
    *rest = sign ? sign + 1 : "";
    if (!**rest)
        return training_usage(error, N_("--{1} does not take “{2}”."), N_("Write COLUMN=VALUE, as in PAY_0=-2,-1."),
                              name, text);
    if (frame_find(training->frame, *column) < 0)
        return training_usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."),
                              name, *column);
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
                return training_usage(error, N_("--special: “{1}” is no value of the column “{2}”."),
                                      N_("Give the codes as they stand in the file, separated by commas."), codes[code],
                                      column);
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
            return training_usage(error, N_("--{1} does not take “{2}”."),
                                  N_("A trend is none, up, down, auto, monotone, peak or valley."), "trend", rest);
        g_hash_table_insert(training->options.trend, g_steal_pointer(&column), GINT_TO_POINTER(trend));
    }
    return true;
}

static bool bins_option(struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "bins");
    if (!path) return true;
    training->bins = bins_load(path, error);
    training->options.bins = training->bins;
    return training->bins && bins_check(training->bins, path, training->frame, error);
}

/* ---- fitting ----------------------------------------------------------------------------------------------------- */

static bool binning_option(struct training *training, GError **error)
{
    struct train_options *options = &training->options;
    const struct arguments *arguments = training->arguments;
    double bins = (double)options->binning.max_bins;
    if (!training_number(arguments, "min-share", 0.001, 0.5, &options->binning.min_share, error) ||
        !training_number(arguments, "max-bins", 1, BINNING_MOST_PRE_BINS, &bins, error) ||
        !training_number(arguments, "p-value", 0, 1, &options->binning.p_value, error) ||
        !training_number(arguments, "min-iv", 0, 10, &options->least_information, error))
        return false;
    options->binning.max_bins = (size_t)bins;
    return special_option(training, error) && trend_option(training, error) && bins_option(training, error) &&
           (!options->declared_trends || special_declared(training, error));
}

/* What is given is not tuned; `--tune none` is the plain fit of the textbooks, without a penalty. */
static bool tune_option(struct training *training, GError **error)
{
    struct train_options *options = &training->options;
    const struct arguments *arguments = training->arguments;
    if (!g_strcmp0(arguments_text(arguments, "tune"), "none")) {
        options->tune_ridge = options->tune_share = false;
        options->ridge = 0;
    }
    if (arguments_has(arguments, "ridge")) options->tune_ridge = false;
    if (arguments_has(arguments, "min-share")) options->tune_share = false;
    return training_number(arguments, "ridge", 0, 1e6, &options->ridge, error);
}

static bool rules_option(struct training *training, GError **error)
{
    struct train_rules *rules = &training->options.rules;
    const struct arguments *arguments = training->arguments;
    rules->select = (enum train_select)MAX(0, train_select_from_word(arguments_text(arguments, "select")));
    rules->criterion = (enum train_criterion)MAX(0, train_criterion_from_word(arguments_text(arguments, "criterion")));
    rules->any_sign = !g_strcmp0(arguments_text(arguments, "sign"), "any");
    if (rules->select && training->options.kind != MODEL_SCORECARD && training->options.kind != MODEL_HYBRID)
        return training_usage(
            error, N_("--select chooses the columns of a scorecard; a model of the kind {1} has none."),
            N_("Leave --select out, or name the columns with --keep."), arguments_text(arguments, "kind"), NULL);
    return training_number(arguments, "vif", 1, 1e6, &rules->vif, error) &&
           training_number(arguments, "psi", 0, 100, &rules->psi, error) &&
           training_number(arguments, "alpha", 0, 1, &rules->alpha, error) &&
           training_number(arguments, "correlation", 0, 1, &rules->correlation, error);
}

/* ---- the scale --------------------------------------------------------------------------------------------------- */

static bool scale_option(struct training *training, GError **error)
{
    const struct arguments *arguments = training->arguments;
    const char *name = arguments_text(arguments, "scale");
    struct scale *scale = &training->scale;
    if (!scale_find(name ? name : "bureau", scale, error)) return false;
    const struct scale named = *scale;
    if (!training_number(arguments, "base-score", -10000, 10000, &scale->scale.base_score, error) ||
        !training_number(arguments, "base-odds", 0.0001, 1e6, &scale->scale.base_odds, error) ||
        !training_number(arguments, "pdo", 1, 10000, &scale->scale.points_to_double, error))
        return false;
    scale_move_bands(&named, scale);
    training->options.scale = scale->scale;
    training->options.band = scale->band;
    training->options.bands = scale->bands;
    return true;
}

bool training_options(struct training *training, GError **error)
{
    struct train_options *options = &training->options;
    const char *name = arguments_text(training->arguments, "name");
    const char *kind = arguments_text(training->arguments, "kind");
    double version = options->version;
    if (name) options->name = name;
    options->kind = kind ? (enum model_kind)MAX(0, model_kind_from_word(kind)) : MODEL_SCORECARD;
    if (!training_number(training->arguments, "version", 1, 1e6, &version, error)) return false;
    options->version = (int)version;
    return binning_option(training, error) && tune_option(training, error) && rules_option(training, error) &&
           scale_option(training, error);
}
