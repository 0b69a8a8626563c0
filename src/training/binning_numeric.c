/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric columns: pre-bins by quantiles, the optimum over them, edges a person can read. */
#include "training/binning_private.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

/* ---- pre-bins --------------------------------------------------------------------------------------------------- */

/* A run of different values that no cut parts. */
struct pre_bin {
    struct tally rows;
    double first, last;
};

static bool parted(const double *cut, size_t cuts, double below, double from)
{
    for (size_t i = 0; i < cuts; i++)
        if (cut[i] > below && cut[i] <= from) return true;
    return false;
}

/* Joins different values into pre-bins of at least `share` rows; a value that has that many alone stays alone, and no
 * pre-bin reaches over a pinned cut. `wall` marks the values that begin behind one. */
static size_t pre_bins_join(const struct distinct *distinct, size_t count, const bool *wall, double share,
                            struct pre_bin *pre)
{
    size_t made = 0;
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        bool heavy = distinct[i].rows.mass.count >= share;
        if (open && !heavy && !wall[i]) {
            tally_add(&pre[made - 1].rows, &distinct[i].rows);
            pre[made - 1].last = distinct[i].value;
        } else {
            pre[made++] = (struct pre_bin){ distinct[i].rows, distinct[i].value, distinct[i].value };
        }
        open = pre[made - 1].rows.mass.count < share;
    }
    return made;
}

/* The pre-bins of a column; `pre` has room for one a distinct value. */
static size_t pre_bins_make(const struct distinct_column *column, const struct binning_options *options,
                            struct pre_bin *pre)
{
    const struct distinct *distinct = column->distinct;
    size_t count = column->count, most = CLAMP(options->pre_bins, 1, BINNING_MOST_PRE_BINS);
    g_autofree bool *wall = g_new0(bool, count + 1);
    double rows = 0;
    for (size_t i = 0; i < count; i++) {
        wall[i] = i && options->pins && parted(options->pin, options->pins, distinct[i - 1].value, distinct[i].value);
        rows += distinct[i].rows.mass.count;
    }
    if (count <= most) return pre_bins_join(distinct, count, wall, 0, pre);
    // Heavy values part their neighbourhood, so the first share may give a few too many: widen until they fit.
    most += options->pins;
    for (double share = rows / (double)(most - options->pins);; share *= 1.05) {
        size_t made = pre_bins_join(distinct, count, wall, share, pre);
        if (made <= most) return made;
    }
}

/* ---- edges ------------------------------------------------------------------------------------------------------ */

/* Whole numbers get a half below the edge, so that no whole number lies on one. */
double edge_between(double below, double from, bool integer)
{
    double middle = below / 2 + from / 2;
    for (int digits = 1; digits < 17; digits++) {
        char format[8], text[G_ASCII_DTOSTR_BUF_SIZE];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        double edge = g_ascii_strtod(g_ascii_formatd(text, sizeof text, format, middle), NULL);
        if (edge == 0) edge = 0;
        if (edge > below && edge <= from && (!integer || edge == rint(edge))) return integer ? edge - 0.5 : edge;
    }
    return integer ? from - 0.5 : from;
}

double cut_edge(double cut, bool integer)
{
    return integer && fabs(cut) < 1e15 ? ceil(cut) - 0.5 : cut;
}

/* ---- ranges ----------------------------------------------------------------------------------------------------- */

/* Closes the open range at an edge and opens the next; an edge that does not rise is none. */
static void range_close(struct binning *binning, struct tally *open, double edge)
{
    if (binning->bins && !(edge > binning->bin[binning->bins - 1].below)) return;
    binning_add(binning, BIN_RANGE, open)->below = edge;
    *open = (struct tally){ 0 };
}

/* The pinned cuts between two values are the edge there; where there are none, the roundest number. */
static void range_part(struct binning *binning, struct tally *open, double below, double from,
                       const struct binning_options *options)
{
    size_t before = binning->bins;
    for (size_t i = 0; i < options->pins; i++)
        if (options->pin[i] > below && options->pin[i] <= from)
            range_close(binning, open, cut_edge(options->pin[i], binning->integer));
    if (binning->bins == before) range_close(binning, open, edge_between(below, from, binning->integer));
}

/* Pinned cuts with no row on one side of them are edges all the same. */
static void range_pins(struct binning *binning, struct tally *open, double below, double from,
                       const struct binning_options *options)
{
    for (size_t i = 0; i < options->pins; i++)
        if (options->pin[i] > below && options->pin[i] <= from)
            range_close(binning, open, cut_edge(options->pin[i], binning->integer));
}

static void ranges_optimum(struct binning *binning, const struct pre_bin *pre, size_t count, struct bin_totals totals,
                           const struct binning_options *options, bool *feasible)
{
    g_autofree struct bin_count *counts = g_new(struct bin_count, count);
    g_autofree size_t *ends = g_new(size_t, count);
    g_autofree enum binning_boundary *boundary = g_new0(enum binning_boundary, count);
    for (size_t i = 0; i < count; i++) {
        counts[i] = pre[i].rows.mass;
        if (i + 1 == count) break;
        if (parted(options->ban, options->bans, pre[i].last, pre[i + 1].first)) boundary[i] = BOUNDARY_FORBIDDEN;
        if (parted(options->pin, options->pins, pre[i].last, pre[i + 1].first)) boundary[i] = BOUNDARY_PINNED;
    }
    struct optimum_problem problem = { counts, count, boundary, totals, binning_least(options, totals), options };
    struct optimum_answer answer = { .ends = ends };
    binning_optimum(&problem, &answer);
    *feasible = answer.feasible;
    struct tally open = { 0 };
    range_pins(binning, &open, -INFINITY, pre[0].first, options);
    for (size_t k = 0, i = 0; k < answer.segments; k++) {
        for (; i <= ends[k]; i++)
            tally_add(&open, &pre[i].rows);
        if (i < count) range_part(binning, &open, pre[i - 1].last, pre[i].first, options);
    }
    range_pins(binning, &open, pre[count - 1].last, INFINITY, options);
    binning_add(binning, BIN_RANGE, &open);
}

static struct binning *numeric_finish(struct binning *binning, const struct distinct_column *column,
                                      const struct binning_options *options)
{
    for (size_t i = 0; i < column->codes; i++)
        binning_add(binning, BIN_SPECIAL, &column->coded[i])->code = column->code[i];
    binning_add_missing(binning, &column->missing, options);
    binning_finish(binning, column->totals, column->treatment);
    return binning;
}

struct binning *distinct_search(const struct distinct_column *column, const struct binning_options *options,
                                bool *feasible)
{
    struct binning *binning = g_new0(struct binning, 1);
    g_autofree struct pre_bin *pre = g_new(struct pre_bin, column->count + 1);
    bool there_is_a_way = true;
    binning->integer = column->integer;
    size_t count = pre_bins_make(column, options, pre);
    if (count) {
        ranges_optimum(binning, pre, count, column->totals, options, &there_is_a_way);
    } else {
        struct tally none = { 0 };
        range_pins(binning, &none, -INFINITY, INFINITY, options);
        binning_add(binning, BIN_RANGE, &none);
    }
    if (feasible) *feasible = there_is_a_way;
    return numeric_finish(binning, column, options);
}

/* Adds the numbers from `at` on that lie before `end`. */
static void distinct_take(const struct distinct_column *column, size_t at, size_t end, struct tally *to)
{
    if (at >= end) return;
    if (!column->sum) {
        for (; at < end; at++)
            tally_add(to, &column->distinct[at].rows);
        return;
    }
    const struct tally *low = &column->sum[at], *high = &column->sum[end];
    const struct bin_count mass = { high->mass.count - low->mass.count, high->mass.bads - low->mass.bads };
    const struct tally between = { high->count - low->count, high->bads - low->bads, mass };
    tally_add(to, &between);
}

struct binning *distinct_cut(const struct distinct_column *column, const double *cut, size_t cuts,
                             const struct binning_options *options)
{
    struct binning *binning = g_new0(struct binning, 1);
    struct tally open = { 0 };
    size_t at = 0;
    binning->integer = column->integer;
    for (size_t i = 0; i < cuts; i++)
        binning->integer = binning->integer && cut[i] + 0.5 == rint(cut[i] + 0.5);
    for (size_t i = 0; i <= cuts; i++) {
        const size_t end = i < cuts ? distinct_column_place(column, cut[i]) : column->count;
        distinct_take(column, at, end, &open);
        at = MAX(at, end);
        if (i < cuts) range_close(binning, &open, cut[i]);
    }
    binning_add(binning, BIN_RANGE, &open);
    return numeric_finish(binning, column, options);
}

struct binning *binning_numeric(const double *value, const struct binning_rows *rows,
                                const struct binning_options *options)
{
    g_autofree double *listed = g_new(double, MAX(rows->rows, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(rows->rows, 1));
    g_autofree double *weight = rows->weight ? g_new(double, MAX(rows->rows, 1)) : NULL;
    g_autofree guint32 *row = g_new(guint32, MAX(rows->rows, 1));
    for (size_t i = 0; i < rows->rows; i++) { // only the rows listed are sorted
        listed[i] = value[rows->row[i]];
        bad[i] = rows->bad[rows->row[i]];
        if (weight) weight[i] = rows->weight[rows->row[i]];
        row[i] = (guint32)i;
    }
    struct binning_rows own = { .rows = rows->rows, .row = row, .bad = bad, .weight = weight };
    g_autoptr(binning_index_t) index = binning_index_new(listed, rows->rows);
    g_auto(distinct_column_t) column = { 0 };
    distinct_column_make(&column, index, &own, options);
    return distinct_search(&column, options, NULL);
}
