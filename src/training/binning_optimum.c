/* SPDX-License-Identifier: Apache-2.0 */
/* The best cut of an ordered run of pre-bins, by dynamic programming.
 *
 * Every constraint (rows, bads and goods of a segment, difference of neighbours, trend, pinned and forbidden
 * boundaries) concerns one segment or two neighbouring ones, so the best way to end with the segment [i..j] as the
 * k-th depends on nothing before its left neighbour: the programme is exact. A peak or a valley adds one bit of state:
 * ways that may still go the first way, and all ways, of which those of the second kind may only turn.
 *
 * Information is held as whole multiples of 2^-50: sums are exact then, and two ways worth the same are told apart by
 * the rule of the header and not by the order in which they were added up. */
#include "training/binning_search.h"

#include <math.h>
#include <string.h>

#define UNIT    0x1p50
#define NOTHING (G_MININT64 / 2) /* there is no such way */

double bins_p_value(struct bin_count left, struct bin_count right)
{
    double n1 = left.count, n2 = right.count;
    double pooled = (left.bads + right.bads) / (n1 + n2);
    double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
    if (!(variance > 0)) return 1;
    double z = (left.bads / n1 - right.bads / n2) / sqrt(variance);
    return erfc(fabs(z) * M_SQRT1_2);
}

bool bins_differ(struct bin_count left, struct bin_count right, double p_value)
{
    if (p_value >= 1) return true;
    return bins_p_value(left, right) <= p_value;
}

/* -1, 0, 1: the share of bads falls, stays, rises from left to right. Products of whole numbers: no rounding decides.
 */
static int rate_step(struct bin_count left, struct bin_count right)
{
    double a = left.bads * right.count, b = right.bads * left.count;
    return (b > a) - (b < a);
}

/* ---- the test of two neighbours --------------------------------------------------------------------------------- */

/* The |z| at which the p-value is the one asked for, so that most tests need no erfc(). */
static double critical_z(double p_value)
{
    double low = 0, high = 40;
    for (int i = 0; i < 64 && p_value > 0 && p_value < 1; i++) {
        double middle = (low + high) / 2;
        *(erfc(middle * M_SQRT1_2) > p_value ? &low : &high) = middle;
    }
    return high;
}

struct neighbours {
    double p_value, z_square, difference;
};

/* bins_differ() without erfc() wherever the answer is not within a hair of the level. */
static bool neighbours_differ(const struct neighbours *rule, struct bin_count left, struct bin_count right)
{
    double step = left.bads / left.count - right.bads / right.count;
    if (rule->difference > 0 && !(fabs(step) >= rule->difference)) return false;
    if (rule->p_value >= 1) return true;
    double pooled = (left.bads + right.bads) / (left.count + right.count);
    double variance = pooled * (1 - pooled) * (1 / left.count + 1 / right.count);
    if (!(variance > 0)) return rule->p_value >= 1;
    double square = step * step, level = rule->z_square * variance;
    if (square > level * (1 + 1e-9)) return true;
    if (square < level * (1 - 1e-9)) return false;
    return bins_differ(left, right, rule->p_value);
}

/* ---- the tables ------------------------------------------------------------------------------------------------- */

enum { APART = 0, FALLS = 1, STAYS = 2, RISES = 3 }; /* APART: may not be neighbours */

struct optimum {
    const struct optimum_problem *problem;
    size_t count, most;
    struct bin_count *segment; /* [i * count + j]: rows of [i..j] */
    bool *allowed;             /* the same places */
    gint64 *information;
    guint8 *pair; /* [(i * count + j) * count + h]: how [h..i-1] stands to [i..j] */
    /* [(k * count + j) * count + i]: the best way whose k-th segment is [i..j]. `first`: it has not turned. */
    gint64 *first, *any;
    guint16 *first_from, *any_from; /* where the segment before begins */
};

static void optimum_clear(struct optimum *optimum)
{
    g_free(optimum->segment);
    g_free(optimum->allowed);
    g_free(optimum->information);
    g_free(optimum->pair);
    g_free(optimum->first);
    g_free(optimum->any);
    g_free(optimum->first_from);
    g_free(optimum->any_from);
}
typedef struct optimum optimum_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(optimum_t, optimum_clear)

static enum binning_boundary boundary_behind(const struct optimum_problem *problem, size_t place)
{
    return problem->boundary ? problem->boundary[place] : BOUNDARY_FREE;
}

/* Whether what lies at that side of a segment is the end of everything or a pinned cut. */
static bool side_is_given(const struct optimum_problem *problem, size_t i, size_t j)
{
    bool left = !i || boundary_behind(problem, i - 1) == BOUNDARY_PINNED;
    return left && (j + 1 == problem->count || boundary_behind(problem, j) == BOUNDARY_PINNED);
}

static bool segment_is_allowed(const struct optimum_problem *problem, size_t i, size_t j, struct bin_count rows)
{
    const struct binning_options *options = problem->options;
    if (i && boundary_behind(problem, i - 1) == BOUNDARY_FORBIDDEN) return false;
    if (j + 1 < problem->count && boundary_behind(problem, j) == BOUNDARY_FORBIDDEN) return false;
    for (size_t at = i; at < j; at++)
        if (boundary_behind(problem, at) == BOUNDARY_PINNED) return false;
    if (side_is_given(problem, i, j)) return true;
    return rows.count >= problem->least && rows.bads >= options->min_bads &&
           rows.count - rows.bads >= options->min_goods;
}

static void optimum_segments(struct optimum *optimum)
{
    const struct optimum_problem *problem = optimum->problem;
    size_t n = optimum->count;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            struct bin_count sum = i == j ? (struct bin_count){ 0, 0 } : optimum->segment[i * n + j - 1];
            sum.count += problem->pre[j].count;
            sum.bads += problem->pre[j].bads;
            optimum->segment[i * n + j] = sum;
            optimum->allowed[i * n + j] = segment_is_allowed(problem, i, j, sum);
            if (!optimum->allowed[i * n + j]) continue;
            optimum->information[i * n + j] = llround(bin_information(sum, problem->totals) * UNIT);
        }
}

static void optimum_pairs(struct optimum *optimum)
{
    const struct binning_options *options = optimum->problem->options;
    size_t n = optimum->count;
    double z = critical_z(options->p_value);
    struct neighbours rule = { options->p_value, z * z, options->min_difference };
    for (size_t i = 1; i < n; i++) {
        bool pinned = boundary_behind(optimum->problem, i - 1) == BOUNDARY_PINNED;
        for (size_t j = i; j < n; j++) {
            if (!optimum->allowed[i * n + j]) continue;
            struct bin_count right = optimum->segment[i * n + j];
            guint8 *pair = &optimum->pair[(i * n + j) * n];
            for (size_t h = 0; h < i; h++) {
                struct bin_count left = optimum->segment[h * n + i - 1];
                bool may = optimum->allowed[h * n + i - 1] && (pinned || neighbours_differ(&rule, left, right));
                pair[h] = may ? (guint8)(STAYS + rate_step(left, right)) : APART;
            }
        }
    }
}

static void optimum_make(struct optimum *optimum, const struct optimum_problem *problem)
{
    size_t n = problem->count, most = CLAMP(problem->options->max_bins, 1, n);
    enum binning_trend trend = problem->options->trend;
    bool turns = trend == TREND_PEAK || trend == TREND_VALLEY || trend == TREND_AUTO;
    optimum->problem = problem;
    optimum->count = n;
    optimum->most = most;
    optimum->segment = g_new0(struct bin_count, n * n);
    optimum->allowed = g_new0(bool, n *n);
    optimum->information = g_new0(gint64, n * n);
    optimum->pair = g_new0(guint8, n * n * n);
    optimum->first = g_new(gint64, most * n * n);
    optimum->first_from = g_new0(guint16, most * n * n);
    optimum->any = turns ? g_new(gint64, most * n * n) : NULL;
    optimum->any_from = turns ? g_new0(guint16, most * n * n) : NULL;
    optimum_segments(optimum);
    optimum_pairs(optimum);
}

/* ---- the programme ---------------------------------------------------------------------------------------------- */

/* A trend as the programme sees it: `onward` is the step it begins with (RISES, FALLS, or APART for every step). */
struct course {
    guint8 onward;
    bool turns;
};

static struct course course_of(enum binning_trend trend)
{
    switch (trend) {
    case TREND_UP:
        return (struct course){ RISES, false };
    case TREND_DOWN:
        return (struct course){ FALLS, false };
    case TREND_PEAK:
        return (struct course){ RISES, true };
    case TREND_VALLEY:
        return (struct course){ FALLS, true };
    default:
        return (struct course){ APART, false };
    }
}

static bool step_goes_on(const struct course *course, guint8 pair)
{
    return pair && (course->onward == APART || pair == STAYS || pair == course->onward);
}

/* The best way to end with [i..j] as the k-th segment. A step onwards follows a way that has not turned, any other a
 * way of any kind; where nothing rises or falls the ways of any kind include the others. */
static void optimum_extend(struct optimum *optimum, const struct course *course, size_t k, size_t i, size_t j)
{
    size_t n = optimum->count, here = (k * n + j) * n + i, before = ((k - 1) * n + i - 1) * n;
    const guint8 *pair = &optimum->pair[(i * n + j) * n];
    gint64 first = NOTHING, any = NOTHING;
    for (size_t h = 0; h < i; h++) {
        bool onward = step_goes_on(course, pair[h]);
        if (onward && optimum->first[before + h] > first) {
            first = optimum->first[before + h];
            optimum->first_from[here] = (guint16)h;
        }
        if (!course->turns || !pair[h]) continue;
        gint64 value = pair[h] == course->onward ? optimum->first[before + h] : optimum->any[before + h];
        if (value <= any) continue;
        any = value;
        optimum->any_from[here] = (guint16)h;
    }
    gint64 own = optimum->information[i * n + j];
    optimum->first[here] = first == NOTHING ? NOTHING : first + own;
    if (course->turns) optimum->any[here] = any == NOTHING ? NOTHING : any + own;
}

static void optimum_fill(struct optimum *optimum, const struct course *course)
{
    size_t n = optimum->count, states = optimum->most * n * n;
    for (size_t state = 0; state < states; state++)
        optimum->first[state] = NOTHING;
    for (size_t state = 0; course->turns && state < states; state++)
        optimum->any[state] = NOTHING;
    for (size_t j = 0; j < n; j++) {
        if (!optimum->allowed[j]) continue;
        optimum->first[j * n] = optimum->information[j];
        if (course->turns) optimum->any[j * n] = optimum->information[j];
    }
    for (size_t k = 1; k < optimum->most; k++)
        for (size_t i = k; i < n; i++)
            for (size_t j = i; j < n; j++)
                if (optimum->allowed[i * n + j]) optimum_extend(optimum, course, k, i, j);
}

/* A way read back, to be compared with that of another shape. */
struct way {
    gint64 value;
    size_t segments, *starts; /* where each begins; starts[0] is 0 */
};

/* Walks back from the best state that ends at the last pre-bin. */
static void optimum_read(const struct optimum *optimum, const struct course *course, struct way *way)
{
    size_t n = optimum->count, last = 0;
    const gint64 *best = course->turns ? optimum->any : optimum->first;
    way->value = NOTHING;
    way->segments = 0;
    for (size_t k = 0; k < optimum->most; k++)
        for (size_t i = k; i < n; i++) {
            gint64 value = best[(k * n + n - 1) * n + i];
            if (value <= way->value) continue;
            way->value = value;
            way->segments = k + 1;
            last = i;
        }
    bool any = course->turns;
    for (size_t k = way->segments, end = n - 1; k-- > 0;) {
        way->starts[k] = last;
        if (!k) break;
        size_t state = (k * n + end) * n + last, from = any ? optimum->any_from[state] : optimum->first_from[state];
        if (any && optimum->pair[(last * n + end) * n + from] == course->onward) any = false;
        end = last - 1;
        last = from;
    }
}

/* By worth, then fewer segments, then the last segments that begin earlier. */
static bool way_is_better(const struct way *way, const struct way *than)
{
    if (way->value != than->value) return way->value > than->value;
    if (way->segments != than->segments) return way->segments < than->segments;
    for (size_t k = way->segments; k-- > 0;)
        if (way->starts[k] != than->starts[k]) return way->starts[k] < than->starts[k];
    return false;
}

static void optimum_try(struct optimum *optimum, enum binning_trend trend, struct way *best, struct way *spare)
{
    struct course course = course_of(trend);
    optimum_fill(optimum, &course);
    optimum_read(optimum, &course, spare);
    if (!way_is_better(spare, best)) return;
    struct way better = *spare;
    *spare = *best;
    *best = better;
}

/* The pinned cuts and nothing else. */
static void way_of_pins(const struct optimum_problem *problem, struct way *way)
{
    way->segments = 1;
    way->starts[0] = 0;
    for (size_t i = 0; i + 1 < problem->count; i++)
        if (boundary_behind(problem, i) == BOUNDARY_PINNED) way->starts[way->segments++] = i + 1;
}

void binning_optimum(const struct optimum_problem *problem, struct optimum_answer *answer)
{
    size_t n = problem->count;
    g_autofree size_t *starts = g_new0(size_t, n);
    g_autofree size_t *others = g_new0(size_t, n);
    struct way best = { NOTHING, 0, starts }, spare = { NOTHING, 0, others };
    g_auto(optimum_t) optimum = { 0 };
    enum binning_trend trend = problem->options->trend;
    optimum_make(&optimum, problem);
    if (trend == TREND_AUTO) { // a peak whose turn is at an end is a rise or a fall
        optimum_try(&optimum, TREND_PEAK, &best, &spare);
        optimum_try(&optimum, TREND_VALLEY, &best, &spare);
    } else if (trend == TREND_MONOTONE) {
        optimum_try(&optimum, TREND_UP, &best, &spare);
        optimum_try(&optimum, TREND_DOWN, &best, &spare);
    } else {
        optimum_try(&optimum, trend, &best, &spare);
    }
    answer->feasible = best.segments > 0;
    if (!answer->feasible) way_of_pins(problem, &best);
    answer->segments = best.segments;
    answer->information = 0;
    for (size_t k = 0; k < best.segments; k++) {
        answer->ends[k] = (k + 1 < best.segments ? best.starts[k + 1] : n) - 1;
        answer->information += bin_information(optimum.segment[best.starts[k] * n + answer->ends[k]], problem->totals);
    }
}
