/* SPDX-License-Identifier: Apache-2.0 */
/* `model calibrate`: reads a model, finds its calibration, writes it under another name with the same score and the
 * same ranking, and shows how well the probabilities fitted before and after. */
#include "training/calibrate.h"
#include "training/evaluation_parts.h"
#include "training/model_frame.h"
#include "training/text_file.h"
#include "training/training.h"

#include <math.h>
#include <string.h>

// clang-format off
static const struct column columns[] = {
    { .id = "band", .title = N_("Tenth"), .type = VALUE_INTEGER, .help = N_("From the riskiest.") },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_INTEGER },
    { .id = "observed", .title = N_("Observed"), .type = VALUE_PERCENT, .help = N_("Share of bads.") },
    { .id = "before", .title = N_("Foretold before"), .type = VALUE_PERCENT },
    { .id = "after", .title = N_("Foretold after"), .type = VALUE_PERCENT },
    { .id = "low", .title = N_("Lower end (95 %)"), .type = VALUE_PERCENT },
    { .id = "high", .title = N_("Upper end (95 %)"), .type = VALUE_PERCENT },
};
// clang-format on

/* The rows that the model is calibrated by. */
struct calibrating {
    struct model *model;
    struct frame *frame;
    guint8 *bad;      /* NULL without a target */
    double *log_odds; /* before calibration; NULL without data */
    size_t rows;
};

static void calibrating_clear(struct calibrating *calibrating)
{
    model_free(calibrating->model);
    frame_free(calibrating->frame);
    g_free(calibrating->bad);
    g_free(calibrating->log_odds);
}
typedef struct calibrating calibrating_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(calibrating_t, calibrating_clear)

static bool read_target(struct calibrating *calibrating, const struct arguments *arguments, GError **error)
{
    const char *target = arguments_text(arguments, "target");
    if (!target) return true;
    const int column = frame_find(calibrating->frame, target);
    if (column < 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1}: the file has no column “{2}”."),
                         N_("Name columns of its first line."), "target", target, NULL);
        return false;
    }
    calibrating->bad = model_frame_target(calibrating->model, calibrating->frame, (size_t)column, error);
    return calibrating->bad != NULL;
}

/* The log-odds that the model gives before any calibration: what model_score_inputs() calibrates. */
static bool read_rows(struct calibrating *calibrating, struct session *session, const struct arguments *arguments,
                      GError **error)
{
    const char *path = arguments_text(arguments, "data");
    if (!path) return true;
    calibrating->frame = model_frame_read(calibrating->model, path, error);
    if (!calibrating->frame || !read_target(calibrating, arguments, error)) return false;
    g_autoptr(model_frame_t) over = model_frame_new(calibrating->model, calibrating->frame, error);
    if (!over) return false;
    calibrating->rows = calibrating->frame->rows;
    calibrating->log_odds = g_new(double, MAX(calibrating->rows, 1));
    for (size_t row = 0; row < calibrating->rows; row++) {
        struct score_result result;
        if (row % 4096 == 0 && session_is_cancelled(session, error)) return false;
        model_frame_score(over, row, &result);
        calibrating->log_odds[row] = calibrate_log_odds(calibrating->model, &result);
    }
    return true;
}

static bool find(const struct calibrating *calibrating, const struct arguments *arguments,
                 struct model_calibration *found, GError **error)
{
    const char *text = arguments_text(arguments, "base-rate");
    double rate = 0;
    if (text && (!frame_number(text, &rate) || !(rate > 0 && rate < 1))) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} does not take “{2}”."),
                         N_("Write three bads in a hundred as 0.03."), "base-rate", text, NULL);
        return false;
    }
    if (!text && !calibrating->bad) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Nothing says what the probabilities are to be brought to."),
                         N_("Give --base-rate, or --data with --target."), NULL);
        return false;
    }
    if (!text)
        return calibrate_to_outcomes(calibrating->log_odds, calibrating->bad, NULL, calibrating->rows, found, error);
    if (calibrating->log_odds)
        return calibrate_to_mean(calibrating->log_odds, NULL, calibrating->rows, rate, found, error);
    return calibrate_to_rate(calibrating->model, rate, found, error);
}

/* ---- before and after -------------------------------------------------------------------------------------------- */

static double *probabilities(const struct calibrating *calibrating, const struct model_calibration *calibration)
{
    double *probability = g_new(double, MAX(calibrating->rows, 1));
    for (size_t row = 0; row < calibrating->rows; row++)
        probability[row] = calibrate_probability(calibration, calibrating->log_odds[row]);
    return probability;
}

static void fact(struct table *answer, const char *id, const char *title, double value)
{
    if (isfinite(value))
        table_fact_real(answer, id, title, value, 6);
    else
        table_fact_null(answer, id, title);
}

static void compare_facts(const struct judged_rows *before, const struct judged_rows *after, struct table *answer)
{
    struct evaluation_calibration was, is;
    evaluation_calibrate(before, &was);
    evaluation_calibrate(after, &is);
    fact(answer, "brier_before", N_("Brier score before"), was.brier);
    fact(answer, "brier_after", N_("Brier score after"), is.brier);
    fact(answer, "log_loss_before", N_("Log loss before"), was.log_loss);
    fact(answer, "log_loss_after", N_("Log loss after"), is.log_loss);
    fact(answer, "ece_before", N_("Calibration error before"), was.ece);
    fact(answer, "ece_after", N_("Calibration error after"), is.ece);
    fact(answer, "mean_before", N_("Mean probability before"), was.mean);
    fact(answer, "mean_after", N_("Mean probability after"), is.mean);
    fact(answer, "observed", N_("Share of bads"), is.observed);
}

static bool compare_rows(const struct judged_rows *before, const struct judged_rows *after, struct table *answer,
                         GError **error)
{
    struct evaluation_band was[EVALUATION_GROUPS], is[EVALUATION_GROUPS];
    const size_t count = evaluation_bands(before, was), same = evaluation_bands(after, is);
    // a calibration keeps the order, so the tenths hold the same rows
    for (size_t i = 0; i < MIN(count, same); i++) {
        const double here = is[i].goods + is[i].bads;
        double low, high;
        evaluation_interval(is[i].bads, here, &low, &high);
        table_row_begin(answer);
        table_add_int(answer, (int64_t)i + 1);
        table_add_int(answer, (int64_t)here);
        table_add_real(answer, is[i].bads / here);
        table_add_real(answer, was[i].expected / here);
        table_add_real(answer, is[i].expected / here);
        table_add_real(answer, low);
        table_add_real(answer, high);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool compare(const struct calibrating *calibrating, const struct model_calibration *was, struct table *answer,
                    GError **error)
{
    if (!calibrating->bad) return true;
    g_autofree double *before = probabilities(calibrating, was);
    g_autofree double *after = probabilities(calibrating, &calibrating->model->calibration);
    const struct judged_rows old = { calibrating->rows, before, before, calibrating->bad, NULL };
    const struct judged_rows new = { calibrating->rows, after, after, calibrating->bad, NULL };
    compare_facts(&old, &new, answer);
    return compare_rows(&old, &new, answer, error);
}

bool model_command_calibrate(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_auto(calibrating_t) calibrating = { .model = model_named(session, arguments_text(arguments, "model"), error) };
    struct model_calibration found;
    if (!calibrating.model) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    struct model_calibration was = calibrating.model->calibration;
    if (!(was.base_rate > 0)) was = (struct model_calibration){ .slope = 1 };
    calibrating.model->calibration = (struct model_calibration){ .slope = 1 };
    if (!read_rows(&calibrating, session, arguments, error) || !find(&calibrating, arguments, &found, error))
        return false;
    calibrating.model->calibration = found;
    model_head(calibrating.model)->version++;
    const char *path = arguments_text(arguments, "out");
    g_autofree char *json = model_to_json(calibrating.model);
    if (!text_file_write(path, json, arguments_has(arguments, "replace"), error)) return false;
    table_fact_text(answer, "model", N_("Model"), model_name(calibrating.model));
    table_fact_int(answer, "version", N_("Version"), model_version(calibrating.model));
    calibrate_facts(calibrating.model, answer);
    table_fact_text(answer, "file", N_("File"), path);
    return compare(&calibrating, &was, answer, error);
}
