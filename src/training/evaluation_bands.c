/* SPDX-License-Identifier: Apache-2.0 */
/* Tenths of the rows, and how far the probabilities can be believed. */
#include "training/evaluation.h"

#include "training/logistic.h"

#include <math.h>
#include <stdlib.h>

#define NORMAL_95 1.959963984540054
/* A probability of 0 or 1 that was wrong would cost infinitely much: the logarithms stop here. */
#define NEAREST 1e-15

static double weight_of(const struct judged_rows *rows, size_t row)
{
    return rows->weight ? rows->weight[row] : 1;
}

/* ---- bands ------------------------------------------------------------------------------------------------------- */

size_t evaluation_bands(const struct judged_rows *rows, struct evaluation_band *bands)
{
    g_autoptr(ladder_t) ladder = ladder_of_probabilities(rows);
    const double all = ladder->goods + ladder->bads;
    double before = 0;
    size_t count = 0, last = EVALUATION_GROUPS;
    for (size_t i = 0; i < ladder->steps; i++) {
        const struct ladder_step *step = &ladder->step[i];
        const double weight = step->goods + step->bads;
        if (weight <= 0) continue;
        // a step belongs where its middle lies
        size_t group = (size_t)((before + weight / 2) / all * EVALUATION_GROUPS);
        group = MIN(group, EVALUATION_GROUPS - 1);
        if (!count || group != last) bands[count++] = (struct evaluation_band){ .to = step->value };
        struct evaluation_band *band = &bands[count - 1];
        band->from = step->value;
        band->goods += step->goods;
        band->bads += step->bads;
        band->expected += weight * step->value;
        last = group;
        before += weight;
    }
    return count;
}

void evaluation_interval(double part, double whole, double *low, double *high)
{
    if (whole <= 0) {
        *low = *high = NAN;
        return;
    }
    const double share = part / whole, z2 = NORMAL_95 * NORMAL_95, centre = share + z2 / (2 * whole);
    const double half = NORMAL_95 * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole));
    *low = fmax(0, (centre - half) / (1 + z2 / whole));
    *high = fmin(1, (centre + half) / (1 + z2 / whole));
}

/* ---- calibration ------------------------------------------------------------------------------------------------- */

/* Slope and intercept of the outcomes on the log-odds that were foretold. */
static void recalibration(const struct judged_rows *rows, struct evaluation_calibration *calibration)
{
    static const char *const names[] = { "log-odds" };
    g_autofree double *odds = g_new(double, MAX(rows->rows, 1));
    g_autofree double *weight = g_new(double, MAX(rows->rows, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(rows->rows, 1));
    size_t count = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        if (weight_of(rows, i) <= 0) continue;
        const double p = CLAMP(rows->probability[i], NEAREST, 1 - NEAREST);
        odds[count] = log(p / (1 - p));
        weight[count] = weight_of(rows, i);
        bad[count++] = rows->bad[i];
    }
    const struct logistic_data data = {
        .rows = count, .columns = 1, .value = odds, .bad = bad, .weight = rows->weight ? weight : NULL, .name = names
    };
    calibration->slope = calibration->intercept = NAN;
    if (count < 3) return;
    g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, NULL);
    if (!fit) return;
    calibration->intercept = fit->coefficient[0];
    calibration->slope = fit->coefficient[1];
}

static void sums(const struct judged_rows *rows, double all, struct evaluation_calibration *calibration)
{
    for (size_t i = 0; i < rows->rows; i++) {
        const double p = rows->probability[i], share = weight_of(rows, i) / all, away = p - rows->bad[i];
        const double told = CLAMP(rows->bad[i] ? p : 1 - p, NEAREST, 1);
        calibration->brier += share * away * away;
        calibration->log_loss -= share * log(told);
        calibration->mean += share * p;
        calibration->observed += share * rows->bad[i];
    }
}

void evaluation_calibrate(const struct judged_rows *rows, struct evaluation_calibration *calibration)
{
    struct evaluation_band bands[EVALUATION_GROUPS];
    double all = 0;
    *calibration = (struct evaluation_calibration){ .slope = NAN, .intercept = NAN };
    for (size_t i = 0; i < rows->rows; i++)
        all += weight_of(rows, i);
    if (all <= 0) return;
    sums(rows, all, calibration);
    const double mean = calibration->observed;
    const size_t count = evaluation_bands(rows, bands);
    for (size_t b = 0; b < count; b++) {
        const double weight = bands[b].goods + bands[b].bads, share = weight / all;
        const double told = bands[b].expected / weight, seen = bands[b].bads / weight;
        calibration->reliability += share * (told - seen) * (told - seen);
        calibration->resolution += share * (seen - mean) * (seen - mean);
        calibration->ece += share * fabs(told - seen);
    }
    calibration->uncertainty = mean * (1 - mean);
    calibration->within =
        calibration->brier - (calibration->reliability - calibration->resolution + calibration->uncertainty);
    recalibration(rows, calibration);
}

bool evaluation_summarise(const struct judged_rows *rows, struct evaluation_summary *summary)
{
    g_autoptr(ladder_t) ladder = ladder_of_probabilities(rows);
    *summary = (struct evaluation_summary){ .rows = ladder->goods + ladder->bads, .bads = ladder->bads };
    evaluation_calibrate(rows, &summary->calibration);
    return evaluation_rank(ladder, &summary->ranking);
}

/* ---- policy ------------------------------------------------------------------------------------------------------ */

bool evaluation_policy_load(struct evaluation_policy *policy, GError **error)
{
    const struct {
        const char *name;
        double *value;
    } wanted[] = {
        { "psi_watch", &policy->psi_watch },       { "psi_act", &policy->psi_act },
        { "impact_ratio", &policy->impact_ratio }, { "difference", &policy->difference },
        { "least_rows", &policy->least_rows },     { "least_of_kind", &policy->least_of_kind },
        { "segments", &policy->segments },         { "most_categories", &policy->most_categories },
    };
    g_autoptr(tsv_t) file = tsv_load("models/evaluation.tsv", error);
    if (!file) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const char *text = "";
        for (size_t row = 0; row < tsv_rows(file); row++)
            if (!g_strcmp0(tsv_cell(file, row, "name"), wanted[i].name)) text = tsv_cell(file, row, "value");
        char *end = NULL;
        *wanted[i].value = g_ascii_strtod(text, &end);
        if (*text && !*end && isfinite(*wanted[i].value) && *wanted[i].value >= 0) continue;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("data/models/evaluation.tsv has no good number “{1}”."),
                         N_("Install the program's data again."), wanted[i].name, NULL);
        return false;
    }
    return true;
}
