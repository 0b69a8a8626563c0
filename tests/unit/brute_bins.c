/* SPDX-License-Identifier: Apache-2.0 */
#include "brute_bins.h"

#include <math.h>
#include <string.h>

/* ---- random columns --------------------------------------------------------------------------------------------- */

static void make_rows(struct brute_case *brute, GRand *chance, size_t count, bool weighted, bool coarse)
{
    struct bin_totals totals = { 0, 0 };
    int most = coarse ? 4 : 120; // few rows make ties
    for (size_t i = 0; i < count; i++) {
        int rows = g_rand_int_range(chance, 1, most + 1);
        int bads = g_rand_int_range(chance, 0, rows + 1);
        double scale = weighted ? g_rand_double_range(chance, 0.25, 4) : 1;
        brute->pre[i] = (struct bin_count){ rows * scale, bads * scale };
    }
    brute->pre[0].count += 1; // at least one good and one bad
    brute->pre[1].count += 1;
    brute->pre[1].bads += 1;
    for (size_t i = 0; i < count; i++) {
        totals.bads += brute->pre[i].bads;
        totals.goods += brute->pre[i].count - brute->pre[i].bads;
    }
    brute->problem.totals = totals;
}

void brute_make(struct brute_case *brute, GRand *chance, unsigned round)
{
    size_t count = (size_t)g_rand_int_range(chance, 2, BRUTE_MOST);
    memset(brute, 0, sizeof *brute);
    make_rows(brute, chance, count, round / 7 % 3 == 0, round / 5 % 4 == 0);
    double rows = brute->problem.totals.goods + brute->problem.totals.bads;
    brute->options = (struct binning_options){ .pre_bins = BINNING_MOST_PRE_BINS,
                                               .max_bins = (size_t)g_rand_int_range(chance, 1, 8),
                                               .p_value = round & 1 ? 1 : g_rand_double_range(chance, 0.01, 0.3),
                                               .trend = (enum binning_trend)(round % 7) };
    if (round & 2) brute->options.min_bads = g_rand_int_range(chance, 1, 20);
    if (round & 4) brute->options.min_goods = g_rand_int_range(chance, 1, 20);
    if (round & 8) brute->options.min_difference = g_rand_double_range(chance, 0.01, 0.2);
    for (size_t i = 0; i + 1 < count; i++) {
        if (round & 16 && g_rand_int_range(chance, 0, 5) == 0) brute->boundary[i] = BOUNDARY_PINNED;
        if (round & 32 && g_rand_int_range(chance, 0, 4) == 0) brute->boundary[i] = BOUNDARY_FORBIDDEN;
    }
    brute->problem.pre = brute->pre;
    brute->problem.count = count;
    brute->problem.boundary = brute->boundary;
    brute->problem.least = round & 64 ? 0 : rows / g_rand_int_range(chance, 3, 20);
    brute->problem.options = &brute->options;
}

/* ---- all ways --------------------------------------------------------------------------------------------------- */

struct cut {
    size_t bins, start[BRUTE_MOST];
    struct bin_count bin[BRUTE_MOST];
    bool left_pinned[BRUTE_MOST]; /* or the end of everything */
    gint64 worth;
    double information;
};

static bool cut_make(const struct brute_case *brute, unsigned cuts, struct cut *cut)
{
    size_t count = brute->problem.count;
    memset(cut, 0, sizeof *cut);
    cut->bins = 1;
    cut->left_pinned[0] = true;
    for (size_t i = 0; i < count; i++) {
        cut->bin[cut->bins - 1].count += brute->pre[i].count;
        cut->bin[cut->bins - 1].bads += brute->pre[i].bads;
        if (i + 1 == count) break;
        bool here = cuts & 1u << i;
        if (here && brute->boundary[i] == BOUNDARY_FORBIDDEN) return false;
        if (!here && brute->boundary[i] == BOUNDARY_PINNED) return false;
        if (!here) continue;
        cut->left_pinned[cut->bins] = brute->boundary[i] == BOUNDARY_PINNED;
        cut->start[cut->bins++] = i + 1;
    }
    for (size_t b = 0; b < cut->bins; b++) {
        double information = bin_information(cut->bin[b], brute->problem.totals);
        cut->worth += llround(information * 0x1p50);
        cut->information += information;
    }
    return true;
}

static bool rows_hold(const struct brute_case *brute, const struct cut *cut)
{
    for (size_t b = 0; b < cut->bins; b++) {
        const struct bin_count bin = cut->bin[b];
        bool right = b + 1 == cut->bins || cut->left_pinned[b + 1];
        if (cut->left_pinned[b] && right) continue;
        if (bin.count < brute->problem.least || bin.bads < brute->options.min_bads ||
            bin.count - bin.bads < brute->options.min_goods)
            return false;
    }
    return true;
}

static bool neighbours_hold(const struct brute_case *brute, const struct cut *cut)
{
    for (size_t b = 1; b < cut->bins; b++) {
        const struct bin_count left = cut->bin[b - 1], right = cut->bin[b];
        if (cut->left_pinned[b]) continue;
        double difference = fabs(left.bads / left.count - right.bads / right.count);
        if (!bins_differ(left, right, brute->options.p_value)) return false;
        if (brute->options.min_difference > 0 && difference < brute->options.min_difference) return false;
    }
    return true;
}

/* Whether the share goes `way` (1 up, -1 down) up to bin `turn` and against it from there. */
static bool goes(const struct cut *cut, int way, size_t turn)
{
    for (size_t b = 1; b < cut->bins; b++) {
        double a = cut->bin[b - 1].bads * cut->bin[b].count, z = cut->bin[b].bads * cut->bin[b - 1].count;
        int step = ((z > a) - (z < a)) * (b <= turn ? way : -way);
        if (step < 0) return false;
    }
    return true;
}

static bool trend_holds(enum binning_trend trend, const struct cut *cut)
{
    bool up = goes(cut, 1, cut->bins), down = goes(cut, -1, cut->bins), peak = false, valley = false;
    for (size_t turn = 0; turn < cut->bins; turn++) {
        peak |= goes(cut, 1, turn);
        valley |= goes(cut, -1, turn);
    }
    switch (trend) {
    case TREND_UP:
        return up;
    case TREND_DOWN:
        return down;
    case TREND_PEAK:
        return peak;
    case TREND_VALLEY:
        return valley;
    case TREND_AUTO:
        return up || down || peak || valley;
    case TREND_MONOTONE:
        return up || down;
    default:
        return true;
    }
}

static bool is_better(const struct cut *cut, const struct cut *than)
{
    if (cut->worth != than->worth) return cut->worth > than->worth;
    if (cut->bins != than->bins) return cut->bins < than->bins;
    for (size_t b = cut->bins; b-- > 0;)
        if (cut->start[b] != than->start[b]) return cut->start[b] < than->start[b];
    return false;
}

void brute_search(const struct brute_case *brute, struct brute_answer *answer)
{
    size_t count = brute->problem.count;
    struct cut best = { 0 }, cut;
    unsigned pinned = 0;
    answer->feasible = false;
    for (size_t i = 0; i + 1 < count; i++)
        if (brute->boundary[i] == BOUNDARY_PINNED) pinned |= 1u << i;
    for (unsigned cuts = 0; cuts < 1u << (count - 1); cuts++) {
        if (!cut_make(brute, cuts, &cut) || cut.bins > brute->options.max_bins || !rows_hold(brute, &cut) ||
            !neighbours_hold(brute, &cut) || !trend_holds(brute->options.trend, &cut))
            continue;
        if (!answer->feasible || is_better(&cut, &best)) best = cut;
        answer->feasible = true;
    }
    if (!answer->feasible) cut_make(brute, pinned, &best);
    answer->segments = best.bins;
    answer->information = best.information;
    for (size_t b = 0; b < best.bins; b++)
        answer->ends[b] = (b + 1 < best.bins ? best.start[b + 1] : count) - 1;
}

bool brute_agrees(const struct brute_case *brute)
{
    size_t ends[BRUTE_MOST];
    struct brute_answer expected;
    struct optimum_answer found = { .ends = ends };
    brute_search(brute, &expected);
    binning_optimum(&brute->problem, &found);
    return found.feasible == expected.feasible && found.segments == expected.segments &&
           !memcmp(ends, expected.ends, found.segments * sizeof *ends) &&
           fabs(found.information - expected.information) < 1e-12;
}
