/* SPDX-License-Identifier: Apache-2.0 */
/* Ladders of distinct values, and what the ranking alone says: ROC, KS, AUC and how sure the AUC is. */
#include "training/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    double value, weight;
    bool bad;
};

/* Falling: the riskiest first. Keys of a ladder of scores are negated before. */
static int pair_compare(const void *a, const void *b)
{
    const double left = ((const struct pair *)a)->value, right = ((const struct pair *)b)->value;
    return (left < right) - (left > right);
}

static struct ladder *ladder_make(const struct judged_rows *rows, const double *value, double sign)
{
    g_autofree struct pair *pair = g_new(struct pair, MAX(rows->rows, 1));
    for (size_t i = 0; i < rows->rows; i++)
        pair[i] = (struct pair){ sign * value[i], rows->weight ? rows->weight[i] : 1, rows->bad[i] };
    qsort(pair, rows->rows, sizeof *pair, pair_compare);
    struct ladder *ladder = g_new0(struct ladder, 1);
    ladder->step = g_new(struct ladder_step, MAX(rows->rows, 1));
    for (size_t i = 0; i < rows->rows; i++) {
        const double at = sign * pair[i].value;
        if (!ladder->steps || ladder->step[ladder->steps - 1].value != at)
            ladder->step[ladder->steps++] = (struct ladder_step){ .value = at };
        struct ladder_step *step = &ladder->step[ladder->steps - 1];
        *(pair[i].bad ? &step->bads : &step->goods) += pair[i].weight;
        *(pair[i].bad ? &ladder->bads : &ladder->goods) += pair[i].weight;
    }
    return ladder;
}

struct ladder *ladder_of_scores(const struct judged_rows *rows)
{
    return ladder_make(rows, rows->score, -1);
}

struct ladder *ladder_of_probabilities(const struct judged_rows *rows)
{
    return ladder_make(rows, rows->probability, 1);
}

void ladder_free(struct ladder *ladder)
{
    if (!ladder) return;
    g_free(ladder->step);
    g_free(ladder);
}

bool ladder_has_both(const struct ladder *ladder)
{
    return ladder->goods > 0 && ladder->bads > 0;
}

/* ---- AUC --------------------------------------------------------------------------------------------------------- */

/* The placement of a bad is the share of goods safer than it, ties half; of a good the share of bads riskier. The AUC
 * is the mean of either; its variance comes from how much each of them scatters. */
static double placement_variance(const struct ladder *ladder, double auc)
{
    double goods_before = 0, bads_before = 0, of_bads = 0, of_goods = 0;
    for (size_t i = 0; i < ladder->steps; i++) {
        const struct ladder_step *step = &ladder->step[i];
        const double bad = 1 - (goods_before + step->goods / 2) / ladder->goods - auc;
        const double good = (bads_before + step->bads / 2) / ladder->bads - auc;
        of_bads += step->bads * bad * bad;
        of_goods += step->goods * good * good;
        goods_before += step->goods;
        bads_before += step->bads;
    }
    if (ladder->bads <= 1 || ladder->goods <= 1) return NAN;
    return of_bads / (ladder->bads - 1) / ladder->bads + of_goods / (ladder->goods - 1) / ladder->goods;
}

/* On the logit scale, so that the ends stay between 0 and 1. */
static void auc_interval(struct evaluation_ranking *ranking)
{
    const double auc = ranking->auc;
    ranking->auc_low = ranking->auc_high = isnan(ranking->auc_error) ? NAN : auc;
    if (isnan(ranking->auc_error) || auc <= 0 || auc >= 1) return;
    const double centre = log(auc / (1 - auc)), half = 1.959963984540054 * ranking->auc_error / (auc * (1 - auc));
    ranking->auc_low = 1 / (1 + exp(-(centre - half)));
    ranking->auc_high = 1 / (1 + exp(-(centre + half)));
}

bool evaluation_rank(const struct ladder *ladder, struct evaluation_ranking *ranking)
{
    double goods = 0, bads = 0, wins = 0;
    *ranking =
        (struct evaluation_ranking){ .auc = NAN, .auc_error = NAN, .auc_low = NAN, .auc_high = NAN, .gini = NAN };
    if (!ladder_has_both(ladder)) return false;
    for (size_t i = 0; i < ladder->steps; i++) {
        const struct ladder_step *step = &ladder->step[i];
        wins += step->goods * (bads + step->bads / 2);
        goods += step->goods;
        bads += step->bads;
        const double apart = fabs(bads / ladder->bads - goods / ladder->goods);
        if (apart <= ranking->ks) continue;
        ranking->ks = apart;
        ranking->ks_at = step->value;
    }
    ranking->auc = wins / (ladder->goods * ladder->bads);
    ranking->gini = 2 * ranking->auc - 1;
    ranking->auc_error = sqrt(placement_variance(ladder, ranking->auc));
    auc_interval(ranking);
    return true;
}

/* ---- ROC --------------------------------------------------------------------------------------------------------- */

struct roc_point *evaluation_roc(const struct ladder *ladder, size_t *points)
{
    struct roc_point *roc = g_new0(struct roc_point, ladder->steps + 1);
    double goods = 0, bads = 0;
    roc[0].value = ladder->steps ? ladder->step[0].value : 0;
    for (size_t i = 0; i < ladder->steps; i++) {
        goods += ladder->step[i].goods;
        bads += ladder->step[i].bads;
        roc[i + 1] = (struct roc_point){ ladder->step[i].value, ladder->goods > 0 ? goods / ladder->goods : 0,
                                         ladder->bads > 0 ? bads / ladder->bads : 0 };
    }
    *points = ladder->steps + 1;
    return roc;
}

/* The point between two kept ones that is farthest from their line, and how far. */
static size_t farthest(const struct roc_point *points, size_t from, size_t to, double *distance)
{
    const double dx = points[to].goods - points[from].goods, dy = points[to].bads - points[from].bads;
    const double length = hypot(dx, dy);
    size_t found = from;
    *distance = -1;
    for (size_t i = from + 1; i < to; i++) {
        const double x = points[i].goods - points[from].goods, y = points[i].bads - points[from].bads;
        const double away = length > 0 ? fabs(dx * y - dy * x) / length : hypot(x, y);
        if (away <= *distance) continue;
        *distance = away;
        found = i;
    }
    return found;
}

struct gap {
    size_t from, to, best;
    double distance;
};

static void gap_add(GArray *gaps, const struct roc_point *points, size_t from, size_t to)
{
    struct gap gap = { .from = from, .to = to };
    if (to < from + 2) return;
    gap.best = farthest(points, from, to, &gap.distance);
    g_array_append_val(gaps, gap);
}

size_t evaluation_roc_thin(struct roc_point *points, size_t count, size_t most)
{
    if (count <= MAX(most, 2)) return count;
    g_autofree guint8 *kept = g_new0(guint8, count);
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(struct gap));
    kept[0] = kept[count - 1] = 1;
    gap_add(gaps, points, 0, count - 1);
    for (size_t have = 2; have < most && gaps->len; have++) {
        guint widest = 0;
        for (guint g = 1; g < gaps->len; g++)
            if (g_array_index(gaps, struct gap, g).distance > g_array_index(gaps, struct gap, widest).distance)
                widest = g;
        const struct gap gap = g_array_index(gaps, struct gap, widest);
        g_array_remove_index_fast(gaps, widest);
        kept[gap.best] = 1;
        gap_add(gaps, points, gap.from, gap.best);
        gap_add(gaps, points, gap.best, gap.to);
    }
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (kept[i]) points[left++] = points[i];
    return left;
}
