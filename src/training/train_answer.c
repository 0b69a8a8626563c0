/* SPDX-License-Identifier: Apache-2.0 */
/* What a training leaves: the text of the card, the file, the candidate in the store, the answer. */
#include "training/train_private.h"

#include "score/registry.h"
#include "training/boost_train.h"
#include "training/model_frame.h"
#include "training/text_file.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the text ---------------------------------------------------------------------------------------------------- */

/* The text of the model card: lines "key = text" of the group [card] of a key file. */
bool training_text(struct training *training, GError **error)
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

/* ---- the file and the store -------------------------------------------------------------------------------------- */

/* An empty file is a place somebody made for it, and nobody's work. */
static bool may_write(const struct training *training, const char *path)
{
    GStatBuf found;
    return arguments_has(training->arguments, "replace") || g_stat(path, &found) != 0 || found.st_size == 0;
}

bool training_may_finish(const struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "out");
    if (arguments_has(training->arguments, "register")) {
        if (training->session->store == NULL)
            return training_usage(error, N_("--register keeps the model in a store, and there is none."),
                                  N_("Open a store, or write the model to a file with --out."), "", NULL);
        if (!model_name_check(training->options.name, error)) return false;
    }
    if (!path || may_write(training, path)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already."),
                     N_("Choose another name, or say --replace."), path, NULL);
    return false;
}

static bool keep_in_store(struct training *training, GError **error)
{
    if (!guard_act_begin(training->session, "model.train", NULL, error)) return false;
    if (model_register(training->session, training->model, NULL, &training->number, error))
        return guard_act_commit(training->session, "model.train", NULL, error);
    guard_act_rollback(training->session);
    return false;
}

bool train_finish(struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "out");
    if (path) {
        g_autofree char *json = model_to_json(training->model);
        if (!text_file_write(path, json, may_write(training, path), error)) return false;
    }
    return !arguments_has(training->arguments, "register") || keep_in_store(training, error);
}

/* ---- the answer -------------------------------------------------------------------------------------------------- */

static void fact_or_null(struct table *answer, const char *id, const char *title, bool known, double value)
{
    if (known)
        table_fact_real(answer, id, title, value, 6);
    else
        table_fact_null(answer, id, title);
}

/* Lines of the trace that are steps or settlements, or those that are not: the columns left out. */
static char *trace_text(const struct scorecard *card, bool steps)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < card->traces; i++) {
        const struct card_line *line = &card->trace[i];
        const bool step = g_str_has_prefix(line->key, "step ") || g_str_has_suffix(line->key, " chosen");
        if (step != steps) continue;
        g_string_append_printf(text, steps ? "%s%s: %s" : "%s%s (%s)", text->len ? "; " : "", line->key, line->text);
    }
    return g_string_free(text, FALSE);
}

static void facts_of_figures(const struct training *training, double seconds, struct table *answer)
{
    const struct card_metrics *metrics = &training->card->metrics;
    int64_t bads = 0;
    for (size_t row = 0; row < training->frame->rows; row++)
        bads += training->bad[row];
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
}

/* Columns of the model that the law of a family names, with the article: "US: SEX (ECOA ...)". */
static char *prohibited(const struct model *model)
{
    static const char *const families[] = { "CN", "EU", "US" };
    GString *text = g_string_new(NULL);
    for (size_t f = 0; f < G_N_ELEMENTS(families); f++)
        for (size_t i = 0; i < model_inputs(model); i++) {
            const char *id = model_input_at(model, i).id, *cite = reason_prohibited(families[f], id);
            if (cite) g_string_append_printf(text, "%s%s: %s (%s)", text->len ? "; " : "", families[f], id, cite);
        }
    return g_string_free(text, FALSE);
}

static void facts_of_file(const struct training *training, struct table *answer)
{
    g_autofree char *law = prohibited(training->model);
    g_autofree char *out = trace_text(training->card, false);
    g_autofree char *trace = trace_text(training->card, true);
    table_fact_text(answer, "left_out", N_("Left out"), *out ? out : NULL);
    table_fact_text(answer, "trace", N_("Chosen"), *trace ? trace : NULL);
    table_fact_int(answer, "duplicates", N_("Rows that repeat others"), (int64_t)training->duplicates);
    table_fact_text(answer, "special_suggested", N_("Look like codes"), training->suggested);
    table_fact_text(answer, "prohibited", N_("Prohibited as reasons"), *law ? law : NULL);
    if (training->number) table_fact_int(answer, "version", N_("Version"), training->number);
}

static bool facts_of_card(const struct training *training, struct table *answer, GError **error)
{
    struct scale_rounding rounding;
    const GArray *rows = training->train;
    if (!scale_rounding(training->model, training->frame, (const guint32 *)(const void *)rows->data, rows->len,
                        &rounding, error))
        return false;
    table_fact_int(answer, "characteristics", N_("Characteristics"), (int64_t)training->card->characteristics);
    table_fact_real(answer, "intercept", N_("Intercept"), training->card->intercept, 6);
    table_fact_real(answer, "rounding_points_max", N_("Points lost in rounding, at most"), rounding.most_points, 3);
    table_fact_real(answer, "rounding_points_mean", N_("Points lost in rounding, mean"), rounding.mean_points, 3);
    table_fact_real(answer, "rounding_probability_max", N_("Probability lost in rounding, at most"),
                    rounding.most_probability, 6);
    table_fact_real(answer, "rounding_probability_mean", N_("Probability lost in rounding, mean"),
                    rounding.mean_probability, 6);
    return true;
}

bool training_facts(const struct training *training, double seconds, struct table *answer, GError **error)
{
    const bool card = model_kind(training->model) == MODEL_SCORECARD;
    facts_of_figures(training, seconds, answer);
    if (card && !facts_of_card(training, answer, error)) return false;
    facts_of_file(training, answer);
    return card ? card_rows(training->card, answer, error) : tree_rows(training->model, answer, error);
}
