/* SPDX-License-Identifier: Apache-2.0 */
/* What is not known beforehand, how strongly coefficients are held back and how small a bin may be, is settled by
 * cross-validation inside the rows that are fitted on: bins, selection and fit are made anew without each part and
 * judged by the deviance on it. Rows kept for judging the model have no say.
 *
 * Deviance and not AUC: it moves with every row, so a few hundred rows tell more by it. With many rows every value is
 * as good as another to the third digit, and some of the parts are enough. */
#include "training/select.h"

#include <math.h>
#include <string.h>

#define PARTS       5
#define PARTS_SEED  20240607
#define ROWS_JUDGED 8000 /* parts beyond the one that reaches this are not fitted */
#define SHARE_ROWS  5000 /* with fewer rows the noise of choosing the smallest bin is more than the choice is worth */
#define LEAST_ROWS  100  /* of both kinds together; fewer say nothing about themselves */

static const double ridges[] = { 0, 1, 3, 10, 30, 100 };
static const double shares[] = { 0.05, 0.02, 0.01 };

struct tuning {
    const struct train_data *data;
    const guint32 *rows;
    size_t count;
    guint32 *part; /* of each place of `rows` */
    guint32 *inner, *left;
};

/* Deviance of the left rows by a fit on the inner ones. */
static double deviance_of(const struct tuning *tuning, const struct pool *pool, const struct logistic *fit,
                          size_t count)
{
    const struct train_data *data = tuning->data;
    g_autofree double *log_odds = g_new0(double, MAX(count, 1));
    g_autofree double *weight = g_new0(double, MAX(count, 1));
    for (size_t j = 1; j <= fit->columns; j++) {
        const struct candidate *candidate = pool_at(pool, pool_inside(pool, j));
        binning_bank_weights(pool->bank, candidate->column, candidate->binning, tuning->left, count, weight, 1);
        for (size_t i = 0; i < count; i++)
            log_odds[i] += fit->coefficient[j] * weight[i];
    }
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const guint32 row = tuning->left[i];
        const double x = fit->coefficient[0] + log_odds[i] + (data->offset ? data->offset[row] : 0);
        const double term = (data->bad[row] ? -x : 0) + MAX(x, 0) + log1p(exp(-fabs(x)));
        sum += 2 * (data->weight ? data->weight[row] : 1) * term;
    }
    return sum;
}

/* Mean deviance a row over the parts judged; INFINITY when a part cannot be fitted. */
static double judge(const struct tuning *tuning, const struct train_options *options)
{
    double sum = 0;
    size_t judged = 0;
    for (guint32 part = 0; part < PARTS && judged < ROWS_JUDGED; part++) {
        size_t inner = 0, left = 0;
        for (size_t i = 0; i < tuning->count; i++)
            if (tuning->part[i] == part)
                tuning->left[left++] = tuning->rows[i];
            else
                tuning->inner[inner++] = tuning->rows[i];
        g_autoptr(pool_t) pool = pool_new(tuning->data, options, tuning->inner, inner);
        g_autoptr(logistic_t) fit = select_run(pool, NULL);
        if (!fit) return INFINITY;
        sum += deviance_of(tuning, pool, fit, left);
        judged += left;
    }
    return judged ? sum / (double)judged : INFINITY;
}

/* Tries each value of `setting` against the one it has, whose deviance is `known`; leaves the best there and answers
 * its deviance. Equal ones: the first. */
static double settle(const struct tuning *tuning, struct train_options *options, double known, double *setting,
                     const double *values, size_t count)
{
    double best = known, chosen = *setting;
    for (size_t i = 0; i < count; i++) {
        if (values[i] == chosen) continue;
        *setting = values[i];
        const double found = judge(tuning, options);
        if (found < best) {
            best = found;
            chosen = values[i];
        }
    }
    *setting = chosen;
    return best;
}

static void tell(struct card_line **trace, size_t *traces, const char *key, double value, double deviance)
{
    g_autofree char *number = binning_number(value);
    g_autofree char *text = g_strdup_printf("%s, deviance %.5f a row left out", number, deviance);
    card_lines_add(trace, traces, key, text);
}

/* A part for each row, stratified. Free with g_free. */
static guint32 *parts_of(const struct train_data *data, const guint32 *rows, size_t count, size_t *bads)
{
    g_autofree guint8 *bad = g_new(guint8, MAX(count, 1));
    *bads = 0;
    for (size_t i = 0; i < count; i++)
        *bads += bad[i] = data->bad[rows[i]];
    return evaluation_folds(bad, count, PARTS, PARTS_SEED);
}

bool train_tune(const struct train_data *data, const struct train_options *options, const guint32 *rows, size_t count,
                struct train_options *settled, struct card_line **trace, size_t *traces, GError **error)
{
    size_t bads = 0;
    g_autofree guint32 *part = parts_of(data, rows, count, &bads);
    g_autofree guint32 *inner = g_new(guint32, MAX(count, 1));
    g_autofree guint32 *left = g_new(guint32, MAX(count, 1));
    struct train_data own = *data;
    g_autoptr(binning_bank_t) bank = data->bank ? NULL : binning_bank_new(data->frame);
    if (bank) own.bank = bank;
    const struct tuning tuning = { &own, rows, count, part, inner, left };
    const bool ridge = options->tune_ridge, share = options->tune_share && count >= SHARE_ROWS;
    *settled = *options;
    settled->tune_ridge = settled->tune_share = false;
    if ((!ridge && !share) || count < LEAST_ROWS || MIN(bads, count - bads) < 2 * PARTS) return true;
    double found = judge(&tuning, settled);
    if (ridge) found = settle(&tuning, settled, found, &settled->ridge, ridges, G_N_ELEMENTS(ridges));
    if (ridge && isfinite(found)) tell(trace, traces, "ridge chosen", settled->ridge, found);
    if (share) found = settle(&tuning, settled, found, &settled->binning.min_share, shares, G_N_ELEMENTS(shares));
    if (share && isfinite(found)) tell(trace, traces, "smallest bin chosen", settled->binning.min_share, found);
    (void)error;
    return true;
}
