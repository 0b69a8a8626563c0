/* SPDX-License-Identifier: Apache-2.0 */
/* The best cut of an ordered run of pre-bins, by dynamic programming.
 *
 * Every constraint (least rows, difference of neighbours, trend) concerns one segment or two neighbouring ones, so the
 * best way to end with the segment [i..j] as the k-th depends on nothing before its left neighbour: the programme is
 * exact. A peak or a valley adds one bit of state: whether the turn is behind. */
#include "training/binning_search.h"

#include <math.h>
#include <string.h>

bool bins_differ(struct bin_count left, struct bin_count right, double p_value)
{
    if (p_value >= 1) return true;
    double n1 = (double)left.count, n2 = (double)right.count;
    double pooled = (double)(left.bads + right.bads) / (n1 + n2);
    double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
    if (!(variance > 0)) return false;
    double z = ((double)left.bads / n1 - (double)right.bads / n2) / sqrt(variance);
    return erfc(fabs(z) * M_SQRT1_2) <= p_value;
}

/* -1, 0, 1: the share of bads falls, stays, rises from left to right. Whole numbers, so no rounding decides. */
static int rate_step(struct bin_count left, struct bin_count right)
{
    gint64 a = left.bads * right.count, b = right.bads * left.count;
    return (b > a) - (b < a);
}

#define NOWHERE (-1)

struct optimum {
    size_t count, most, phases;
    const struct bin_count *segment; /* count * count: rows of [i..j] */
    bool *allowed;                   /* enough rows */
    double *information;
    double *best; /* [k][phase][i][j] */
    int *from;    /* index of the state before, NOWHERE at the first segment */
    enum binning_trend trend;
    double p_value;
};

static size_t state_of(const struct optimum *optimum, size_t k, size_t phase, size_t i, size_t j)
{
    return ((k * 2 + phase) * optimum->count + i) * optimum->count + j;
}

/* Whether a segment in phase `to` may follow one in phase `from` when the share of bads goes by `step`. */
static bool trend_allows(enum binning_trend trend, size_t from, size_t to, int step)
{
    switch (trend) {
    case TREND_UP:
        return from == 0 && to == 0 && step >= 0;
    case TREND_DOWN:
        return from == 0 && to == 0 && step <= 0;
    case TREND_PEAK:
        return to == 0 ? from == 0 && step >= 0 : step <= 0;
    case TREND_VALLEY:
        return to == 0 ? from == 0 && step <= 0 : step >= 0;
    default:
        return from == 0 && to == 0;
    }
}

/* Whether any phase of [i..j] as the k-th segment is still worth less than `value`: most ways fail here, before the
 * dearer test of two proportions. */
static bool optimum_is_worse(const struct optimum *optimum, size_t k, size_t i, size_t j, double value)
{
    for (size_t phase = 0; phase < optimum->phases; phase++)
        if (optimum->best[state_of(optimum, k, phase, i, j)] < value) return true;
    return false;
}

/* Extends every way that ends with [h..i-1] as the segment before by the segment [i..j]. */
static void optimum_extend(struct optimum *optimum, size_t k, size_t i, size_t j)
{
    size_t n = optimum->count;
    for (size_t h = 0; h < i; h++) {
        size_t left = h * n + i - 1, right = i * n + j;
        double most = MAX(optimum->best[state_of(optimum, k - 1, 0, h, i - 1)],
                          optimum->best[state_of(optimum, k - 1, 1, h, i - 1)]);
        double reach = most + optimum->information[right];
        if (most == -INFINITY || !optimum_is_worse(optimum, k, i, j, reach)) continue;
        if (!bins_differ(optimum->segment[left], optimum->segment[right], optimum->p_value)) continue;
        int step = rate_step(optimum->segment[left], optimum->segment[right]);
        for (size_t from = 0; from < optimum->phases; from++)
            for (size_t to = from; to < optimum->phases; to++) {
                size_t before = state_of(optimum, k - 1, from, h, i - 1), here = state_of(optimum, k, to, i, j);
                double value = optimum->best[before] + optimum->information[right];
                if (!trend_allows(optimum->trend, from, to, step) || value <= optimum->best[here]) continue;
                optimum->best[here] = value;
                optimum->from[here] = (int)before;
            }
    }
}

static void optimum_fill(struct optimum *optimum)
{
    size_t n = optimum->count;
    for (size_t j = 0; j < n; j++)
        if (optimum->allowed[j] || j == n - 1) optimum->best[state_of(optimum, 0, 0, 0, j)] = optimum->information[j];
    for (size_t k = 1; k < optimum->most; k++)
        for (size_t i = k; i < n; i++)
            for (size_t j = i; j < n; j++)
                if (optimum->allowed[i * n + j]) optimum_extend(optimum, k, i, j);
}

/* Walks back from the best state that ends at the last pre-bin. Fewer segments win a tie. */
static size_t optimum_read(const struct optimum *optimum, size_t *ends, double *information)
{
    size_t n = optimum->count, winner = state_of(optimum, 0, 0, 0, n - 1), found = 1;
    for (size_t k = 1; k < optimum->most; k++)
        for (size_t phase = 0; phase < 2; phase++)
            for (size_t i = k; i < n; i++) {
                size_t state = state_of(optimum, k, phase, i, n - 1);
                if (optimum->best[state] <= optimum->best[winner]) continue;
                winner = state;
                found = k + 1;
            }
    *information = optimum->best[winner];
    int state = (int)winner;
    for (size_t k = found; k-- > 0; state = optimum->from[state])
        ends[k] = (size_t)state % n;
    return found;
}

static size_t optimum_one_trend(struct optimum *optimum, size_t *ends, double *information)
{
    size_t states = optimum->most * 2 * optimum->count * optimum->count;
    for (size_t i = 0; i < states; i++) {
        optimum->best[i] = -INFINITY;
        optimum->from[i] = NOWHERE;
    }
    optimum_fill(optimum);
    return optimum_read(optimum, ends, information);
}

size_t binning_optimum(const struct bin_count *pre, size_t count, struct bin_totals totals, int64_t least,
                       const struct binning_options *options, size_t *ends, double *information)
{
    size_t cells = count * count, most = CLAMP(options->max_bins, 1, count);
    g_autofree struct bin_count *segment = g_new0(struct bin_count, cells);
    g_autofree bool *allowed = g_new0(bool, cells);
    g_autofree double *value = g_new0(double, cells);
    g_autofree double *best = g_new(double, cells * 2 * most);
    g_autofree int *from = g_new(int, cells * 2 * most);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++) {
            struct bin_count sum = i == j ? (struct bin_count){ 0, 0 } : segment[i * count + j - 1];
            sum.count += pre[j].count;
            sum.bads += pre[j].bads;
            segment[i * count + j] = sum;
            allowed[i * count + j] = sum.count >= least;
            value[i * count + j] = bin_information(sum, totals);
        }
    struct optimum optimum = { .count = count,
                               .most = most,
                               .segment = segment,
                               .allowed = allowed,
                               .information = value,
                               .phases = options->trend == TREND_PEAK || options->trend == TREND_VALLEY ? 2 : 1,
                               .best = best,
                               .from = from,
                               .trend = options->trend,
                               .p_value = options->p_value };
    if (options->trend != TREND_AUTO) return optimum_one_trend(&optimum, ends, information);
    double down = 0;
    g_autofree size_t *other = g_new(size_t, count);
    optimum.trend = TREND_DOWN;
    size_t segments = optimum_one_trend(&optimum, other, &down);
    optimum.trend = TREND_UP;
    size_t found = optimum_one_trend(&optimum, ends, information);
    if (down <= *information) return found;
    *information = down;
    memcpy(ends, other, segments * sizeof *ends);
    return segments;
}
