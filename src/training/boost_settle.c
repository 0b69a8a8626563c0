/* SPDX-License-Identifier: Apache-2.0 */
/* Cross-validation inside the rows fitted on. What must stay true: only those rows are looked at, values of categories
 * are learnt anew in every part, and the parts are the same for the same rows. All parts grow round by round together,
 * so that growing stops for all when the deviance of the rows left out no longer falls. */
#include "training/boost_private.h"
#include "training/logistic.h"

#include <math.h>

#define PATIENCE 40 /* rounds without a lower deviance */

struct part {
    guint32 *inside, *outside; /* rows of the frame */
    size_t insiders, outsiders;
    struct boost_matrix *fit, *judge;
    struct booster *booster;
};

static void part_clear(void *data)
{
    struct part *part = data;
    booster_free(part->booster);
    boost_matrix_free(part->fit);
    boost_matrix_free(part->judge);
    g_free(part->inside);
    g_free(part->outside);
}

static bool part_make(struct boost_shape *shape, const struct boost_settings *settings, const guint32 *rows,
                      size_t count, const guint32 *fold, guint32 number, const double *margin, struct part *part,
                      GError **error)
{
    part->inside = g_new(guint32, MAX(count, 1));
    part->outside = g_new(guint32, MAX(count, 1));
    for (size_t i = 0; i < count; i++) {
        if (fold[i] == number)
            part->outside[part->outsiders++] = rows[i];
        else
            part->inside[part->insiders++] = rows[i];
    }
    boost_shape_learn(shape, part->inside, part->insiders);
    part->fit = boost_shape_matrix(shape, part->inside, part->insiders, margin, true, error);
    part->judge = part->fit ? boost_shape_matrix(shape, part->outside, part->outsiders, margin, false, error) : NULL;
    if (!part->judge) return false;
    struct boost_matrix *const both[] = { part->fit, part->judge };
    part->booster =
        boost_begin(shape, settings, boost_base_score(shape->data, part->inside, part->insiders), both, 2, error);
    return part->booster != NULL;
}

/* Deviance of the rows left out, half of it: - sum of weight * log likelihood. */
static bool part_loss(const struct boost_shape *shape, struct part *part, double *loss, GError **error)
{
    const struct train_data *data = shape->data;
    const float *margin = booster_margins(part->booster, part->judge, error);
    for (size_t i = 0; margin && i < part->outsiders; i++) {
        const guint32 row = part->outside[i];
        const double odds = data->bad[row] ? -(double)margin[i] : (double)margin[i];
        *loss += (data->weight ? data->weight[row] : 1) * (odds > 30 ? odds : log1p(exp(odds)));
    }
    return margin != NULL;
}

/* The slope and the intercept that calibrate the margins of the rows left out (Cox 1958). Left alone when they say
 * nothing: a slope that is not above 0 would turn the model round. */
static bool calibrate_parts(const struct boost_shape *shape, GArray *parts, double start, struct boost_settled *settled,
                            GError **error)
{
    g_autoptr(GArray) value = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) weight = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GByteArray) bad = g_byte_array_new();
    for (guint p = 0; p < parts->len; p++) {
        struct part *part = &g_array_index(parts, struct part, p);
        const float *margin = booster_margins(part->booster, part->judge, error);
        if (!margin) return false;
        for (size_t i = 0; i < part->outsiders; i++) {
            const guint32 row = part->outside[i];
            const double from_start = (double)margin[i] - start;
            const double mass = shape->data->weight ? shape->data->weight[row] : 1;
            g_array_append_val(value, from_start);
            g_array_append_val(weight, mass);
            g_byte_array_append(bad, &shape->data->bad[row], 1);
        }
    }
    const char *const names[] = { "trees" };
    const struct logistic_data data = { .rows = value->len,
                                        .columns = 1,
                                        .value = (const double *)(void *)value->data,
                                        .bad = bad->data,
                                        .weight = (const double *)(void *)weight->data,
                                        .name = names };
    g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, NULL);
    if (!fit || !(fit->coefficient[1] > 0.01) || !(fit->coefficient[1] < 10)) return true;
    settled->slope = fit->coefficient[1];
    settled->intercept = fit->coefficient[0] - start;
    return true;
}

static bool grow_parts(const struct boost_shape *shape, const struct boost_settings *settings, GArray *parts,
                       struct boost_settled *settled, GError **error)
{
    double best = INFINITY;
    for (int round = 0; round < settings->rounds; round++) {
        double loss = 0;
        const double share = 0.75 * (double)round / settings->rounds;
        for (guint p = 0; p < parts->len; p++) {
            struct part *part = &g_array_index(parts, struct part, p);
            if (!boost_goes_on(shape->data, share, error)) return false;
            if (!booster_round(part->booster, part->fit, round, error)) return false;
            if (settings->settle_rounds && !part_loss(shape, part, &loss, error)) return false;
        }
        if (!settings->settle_rounds) continue;
        if (loss < best) {
            best = loss;
            settled->rounds = round + 1;
        } else if (round + 1 - settled->rounds >= PATIENCE) {
            break;
        }
    }
    return true;
}

bool boost_settle(struct boost_shape *shape, const struct boost_settings *settings, const guint32 *rows, size_t count,
                  const double *margin, struct boost_settled *settled, GError **error)
{
    *settled = (struct boost_settled){ .rounds = settings->rounds, .slope = 1 };
    if (settings->folds < 2 || (!settings->settle_rounds && !settings->settle_scale)) return true;
    g_autofree guint8 *bad = g_new(guint8, MAX(count, 1));
    size_t bads = 0;
    for (size_t i = 0; i < count; i++)
        bads += bad[i] = shape->data->bad[rows[i]];
    if (MIN(bads, count - bads) < 2 * (size_t)settings->folds) return true; // too few to leave any out
    g_autofree guint32 *fold = evaluation_folds(bad, count, (guint32)settings->folds, settings->seed);
    g_autoptr(GArray) parts = g_array_new(FALSE, TRUE, sizeof(struct part));
    g_array_set_clear_func(parts, part_clear);
    g_array_set_size(parts, (guint)settings->folds);
    for (guint p = 0; p < parts->len; p++)
        if (!part_make(shape, settings, rows, count, fold, p, margin, &g_array_index(parts, struct part, p), error))
            return false;
    if (!grow_parts(shape, settings, parts, settled, error)) return false;
    const double rate = boost_base_score(shape->data, rows, count);
    const bool done = !settings->settle_scale || calibrate_parts(shape, parts, log(rate / (1 - rate)), settled, error);
    boost_shape_learn(shape, rows, count);
    return done;
}
