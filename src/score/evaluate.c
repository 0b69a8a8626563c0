/* SPDX-License-Identifier: Apache-2.0 */
#include "score/evaluate.h"

#include <math.h>
#include <stdlib.h>

struct judged {
    double probability;
    guint8 bad;
};

static int judged_compare(const void *a, const void *b)
{
    double left = ((const struct judged *)a)->probability, right = ((const struct judged *)b)->probability;
    return (left > right) - (left < right);
}

bool evaluate(const double *probability, const guint8 *bad, size_t rows, struct evaluation *evaluation)
{
    g_autofree struct judged *sorted = g_new(struct judged, MAX(rows, 1));
    double squares = 0;
    size_t bads = 0;
    for (size_t i = 0; i < rows; i++) {
        sorted[i] = (struct judged){ probability[i], bad[i] };
        squares += (probability[i] - bad[i]) * (probability[i] - bad[i]);
        bads += bad[i];
    }
    *evaluation = (struct evaluation){ .rows = rows, .bads = bads };
    if (!bads || bads == rows) return false;
    qsort(sorted, rows, sizeof *sorted, judged_compare);
    // Walk up in groups of equal probability: each bad beats every good below it and half of those it ties with.
    double goods_below = 0, bads_below = 0, wins = 0, apart = 0;
    for (size_t i = 0, next; i < rows; i = next) {
        double goods = 0, ill = 0;
        for (next = i; next < rows && sorted[next].probability == sorted[i].probability; next++)
            *(sorted[next].bad ? &ill : &goods) += 1;
        wins += ill * (goods_below + goods / 2);
        goods_below += goods;
        bads_below += ill;
        apart = MAX(apart, fabs(goods_below / (double)(rows - bads) - bads_below / (double)bads));
    }
    evaluation->auc = wins / ((double)bads * (double)(rows - bads));
    evaluation->ks = apart;
    evaluation->gini = 2 * evaluation->auc - 1;
    evaluation->brier = squares / (double)rows;
    return true;
}

struct evaluation evaluation_mean(const struct evaluation *folds, size_t count, double *auc_sd)
{
    struct evaluation mean = { 0 };
    for (size_t i = 0; i < count; i++) {
        mean.rows += folds[i].rows;
        mean.bads += folds[i].bads;
        mean.auc += folds[i].auc / (double)count;
        mean.ks += folds[i].ks / (double)count;
        mean.gini += folds[i].gini / (double)count;
        mean.brier += folds[i].brier / (double)count;
    }
    double squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += (folds[i].auc - mean.auc) * (folds[i].auc - mean.auc);
    *auc_sd = count > 1 ? sqrt(squares / (double)(count - 1)) : NAN;
    return mean;
}

/* The next number of a splitmix64 sequence: enough for shuffling, and the same on every machine. */
static guint64 shuffle_next(guint64 *state)
{
    guint64 z = *state += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

guint32 *evaluation_folds(const guint8 *bad, size_t rows, guint32 folds, guint64 seed)
{
    guint32 *fold = g_new0(guint32, MAX(rows, 1));
    g_autofree size_t *order = g_new(size_t, MAX(rows, 1));
    for (size_t i = 0; i < rows; i++)
        order[i] = i;
    for (size_t i = rows; i > 1; i--) {
        size_t other = (size_t)(shuffle_next(&seed) % i), keep = order[i - 1];
        order[i - 1] = order[other];
        order[other] = keep;
    }
    // Deal bads and goods out in turn, each kind where the other stopped: every fold has its share of both.
    guint32 dealt = 0;
    for (guint8 kind = 0; kind < 2; kind++)
        for (size_t i = 0; i < rows; i++)
            if (bad[order[i]] == kind) fold[order[i]] = dealt++ % folds;
    return fold;
}
