/* SPDX-License-Identifier: Apache-2.0 */
/* `model train`: from a plain CSV to a model. */
#include "training/model_frame.h"
#include "training/reference.h"
#include "training/train_private.h"
#include "training/training.h"

#include <string.h>

static void training_clear(struct training *training)
{
    g_clear_pointer(&training->options.special, g_hash_table_unref);
    g_clear_pointer(&training->options.trend, g_hash_table_unref);
    g_clear_pointer(&training->columns, g_array_unref);
    g_clear_pointer(&training->train, g_array_unref);
    g_clear_pointer(&training->test, g_array_unref);
    g_clear_pointer(&training->bins, bins_free);
    for (size_t i = 0; i < training->outs; i++) {
        g_free(training->out[i].key);
        g_free(training->out[i].text);
    }
    g_free(training->out);
    g_free(training->suggested);
    g_free(training->weight);
    g_free(training->offset);
    frame_free(training->frame);
    model_free(training->model);
    g_free(training->bad);
    g_free(training->fold);
}
typedef struct training training_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(training_t, training_clear)

static bool training_progress(void *data, double done, GError **error)
{
    const struct training *training = data;
    if (session_is_cancelled(training->session, error)) return false;
    session_progress(training->session, done * 0.85, N_("Judging by folds"));
    return true;
}

/* Between rounds of boosting. */
static bool training_goes_on(void *data, double done, GError **error)
{
    (void)done;
    return !session_is_cancelled(((const struct training *)data)->session, error);
}

static const guint32 *rows_of(const GArray *rows)
{
    return (const guint32 *)(const void *)rows->data;
}

/* How reasons are found: the method, and for `near` the cut-off it is near to. */
static bool training_reasons(struct training *training, GError **error)
{
    const char *method = arguments_text(training->arguments, "reasons");
    double cutoff = 0;
    if (method) training->card->method = (enum reason_method)MAX(0, reason_method_from_word(method));
    if (!training_number(training->arguments, "cutoff", -100000, 100000, &cutoff, error)) return false;
    if (arguments_has(training->arguments, "cutoff"))
        return scale_near_cutoff(training->model, training->frame, rows_of(training->train), training->train->len,
                                 (int)cutoff, error);
    if (training->card->method != REASON_NEAR) return true;
    return training_usage(error, N_("--reasons near needs a cut-off."), N_("Say --cutoff SCORE."), "", NULL);
}

/* What was left out before the fit stands first in the trace. */
static void training_trace(struct training *training)
{
    struct scorecard *card = training->card;
    struct card_line *after = g_steal_pointer(&card->trace);
    const size_t count = card->traces;
    card->trace = g_steal_pointer(&training->out);
    card->traces = training->outs;
    training->outs = 0;
    for (size_t i = 0; i < count; i++) {
        card_lines_add(&card->trace, &card->traces, after[i].key, after[i].text);
        g_free(after[i].key);
        g_free(after[i].text);
    }
    g_free(after);
}

static bool training_fit(struct training *training, const struct train_data *data, GError **error)
{
    session_progress(training->session, 0.9, N_("Fitting"));
    training->model = train_model(data, &training->options, rows_of(training->train), training->train->len, error);
    if (!training->model) return false;
    training->card = model_head(training->model);
    training_trace(training);
    if (!training_reasons(training, error)) return false;
    model_writing_set(training->model, arguments_text(training->arguments, "missing"),
                      arguments_text(training->arguments, "bad"));
    return model_reference_make(training->model, data, rows_of(training->train), training->train->len, error);
}

static bool training_run(struct training *training, GError **error)
{
    g_autoptr(binning_bank_t) bank = binning_bank_new(training->frame);
    struct train_data data = { .frame = training->frame,
                               .bad = training->bad,
                               .columns = training->columns->len,
                               .column = (const size_t *)(void *)training->columns->data,
                               .weight = training->weight,
                               .offset = training->offset,
                               .bank = bank,
                               .progress = training_goes_on,
                               .progress_data = training };
    struct card_metrics metrics = { 0 };
    if (!train_cross_validate(&data, &training->options, training->fold, &metrics, training_progress, training, error))
        return false;
    if (training->test) {
        data.other = rows_of(training->test);
        data.others = training->test->len;
    }
    if (!training_fit(training, &data, error)) return false;
    metrics.has_holdout = training->test != NULL;
    if (metrics.has_holdout &&
        !train_evaluate(&data, training->model, rows_of(training->test), training->test->len, &metrics.holdout, error))
        return false;
    training->card->metrics = metrics;
    return !session_is_cancelled(training->session, error);
}

bool model_command_train(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    gint64 start = g_get_monotonic_time();
    g_auto(training_t) training = { .session = session, .arguments = arguments, .options = train_defaults };
    if (!training_frame(&training, error) || !training_options(&training, error) ||
        !training_may_finish(&training, error) || !training_split(&training, error) ||
        !training_folds(&training, error) || !training_run(&training, error) || !training_text(&training, error) ||
        !train_finish(&training, error))
        return false;
    return training_facts(&training, (double)(g_get_monotonic_time() - start) / 1e6, answer, error);
}
