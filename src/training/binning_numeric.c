/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric columns: pre-bins by quantiles, the optimum over them, edges a person can read. */
#include "training/binning_private.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

const struct binning_options binning_defaults = {
    .pre_bins = BINNING_MOST_PRE_BINS, .max_bins = 8, .min_share = 0.05, .p_value = 0.05, .trend = TREND_NONE
};

static const char *const trend_names[] = { "none", "up", "down", "auto", "peak", "valley" };

int binning_trend_from_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(trend_names); i++)
        if (!g_strcmp0(name, trend_names[i])) return (int)i;
    return -1;
}

/* ---- pre-bins --------------------------------------------------------------------------------------------------- */

struct observation {
    double value;
    guint8 bad;
};

static int observation_compare(const void *a, const void *b)
{
    double left = ((const struct observation *)a)->value, right = ((const struct observation *)b)->value;
    return (left > right) - (left < right);
}

/* One distinct run of values: what a pre-bin is made of. */
struct pre_bin {
    struct bin_count rows;
    double first, last;
};

/* Joins distinct values into pre-bins of at least `share` rows; a value that has that many alone stays alone. */
static size_t pre_bins_join(const struct pre_bin *distinct, size_t count, double share, struct pre_bin *pre)
{
    size_t made = 0;
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        bool heavy = (double)distinct[i].rows.count >= share;
        if (open && !heavy) {
            pre[made - 1].rows.count += distinct[i].rows.count;
            pre[made - 1].rows.bads += distinct[i].rows.bads;
            pre[made - 1].last = distinct[i].last;
        } else {
            pre[made++] = distinct[i];
        }
        open = (double)pre[made - 1].rows.count < share;
    }
    return made;
}

/* Pre-bins of sorted observations; at most `most` of them. `pre` has room for one a row. */
static size_t pre_bins_make(const struct observation *sorted, size_t rows, size_t most, struct pre_bin *pre)
{
    g_autofree struct pre_bin *distinct = g_new0(struct pre_bin, MAX(rows, 1));
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        if (!i || sorted[i].value != sorted[i - 1].value) {
            distinct[count].first = distinct[count].last = sorted[i].value;
            count++;
        }
        distinct[count - 1].rows.count++;
        distinct[count - 1].rows.bads += sorted[i].bad;
    }
    if (count <= most) {
        memcpy(pre, distinct, count * sizeof *pre);
        return count;
    }
    // Heavy values part their neighbourhood, so the first share may give a few too many: widen until they fit.
    for (double share = (double)rows / (double)most;; share *= 1.05) {
        size_t made = pre_bins_join(distinct, count, share, pre);
        if (made <= most) return made;
    }
}

/* ---- edges ------------------------------------------------------------------------------------------------------ */

/* The roundest number e with below < e <= from: rows stay where they are, the edge becomes readable. Whole numbers get
 * a half below it, so that no whole number lies on an edge. */
static double edge_between(double below, double from, bool integer)
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

/* ---- a numeric column ------------------------------------------------------------------------------------------- */

struct bin *binning_add(struct binning *binning, enum bin_type type, struct bin_count rows)
{
    binning->bin = g_renew(struct bin, binning->bin, binning->bins + 1);
    struct bin *bin = &binning->bin[binning->bins++];
    *bin = (struct bin){ .type = type, .below = INFINITY, .count = rows.count, .bads = rows.bads };
    return bin;
}

static size_t special_codes(const struct binning_options *options, double *codes)
{
    size_t count = 0;
    for (const char *const *code = options->special; code && *code; code++)
        if (frame_number(*code, &codes[count])) count++;
    return count;
}

/* Parts the rows: missing, special codes, and the rest sorted by value. Answers how many are in `sorted`. */
static size_t observations_part(const double *value, const struct binning_rows *rows, const double *codes,
                                size_t special, struct observation *sorted, struct bin_count *coded,
                                struct bin_count *missing)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        guint32 row = rows->row[i];
        struct bin_count *to = isnan(value[row]) ? missing : NULL;
        for (size_t code = 0; code < special && !to; code++)
            if (value[row] == codes[code]) to = &coded[code];
        if (to) {
            to->count++;
            to->bads += rows->bad[row];
        } else {
            sorted[count++] = (struct observation){ value[row], rows->bad[row] };
        }
    }
    qsort(sorted, count, sizeof *sorted, observation_compare);
    return count;
}

struct bin_totals binning_totals(const struct binning_rows *rows)
{
    struct bin_totals totals = { 0, 0 };
    for (size_t i = 0; i < rows->rows; i++)
        totals.bads += rows->bad[rows->row[i]];
    totals.goods = (int64_t)rows->rows - totals.bads;
    return totals;
}

static void binning_ranges(struct binning *binning, const struct pre_bin *pre, size_t count, struct bin_totals totals,
                           const struct binning_options *options)
{
    g_autofree struct bin_count *counts = g_new(struct bin_count, count);
    g_autofree size_t *ends = g_new(size_t, count);
    for (size_t i = 0; i < count; i++)
        counts[i] = pre[i].rows;
    int64_t least = (int64_t)ceil(options->min_share * (double)(totals.goods + totals.bads));
    double information = 0;
    size_t found = binning_optimum(counts, count, totals, least, options, ends, &information);
    for (size_t k = 0, i = 0; k < found; k++) {
        struct bin *bin = binning_add(binning, BIN_RANGE, (struct bin_count){ 0, 0 });
        for (; i <= ends[k]; i++) {
            bin->count += counts[i].count;
            bin->bads += counts[i].bads;
        }
        if (k + 1 < found) bin->below = edge_between(pre[ends[k]].last, pre[ends[k] + 1].first, binning->integer);
    }
}

void binning_finish(struct binning *binning, struct bin_totals totals)
{
    binning->information_value = 0;
    for (size_t i = 0; i < binning->bins; i++) {
        struct bin *bin = &binning->bin[i];
        struct bin_count rows = { bin->count, bin->bads };
        bool few = bin->type == BIN_SPECIAL || bin->type == BIN_MISSING ? bin->count < BINNING_FEW : !bin->count;
        bin->weight = few ? 0 : bin_weight(rows, totals);
        binning->information_value += few ? 0 : bin_information(rows, totals);
    }
    binning_describe(binning);
}

struct binning *binning_numeric(const double *value, const struct binning_rows *rows,
                                const struct binning_options *options)
{
    struct bin_totals totals = binning_totals(rows);
    size_t codes_given = options->special ? g_strv_length((char **)options->special) : 0;
    g_autofree double *codes = g_new0(double, codes_given + 1);
    g_autofree struct bin_count *coded = g_new0(struct bin_count, codes_given + 1);
    g_autofree struct observation *sorted = g_new(struct observation, rows->rows);
    g_autofree struct pre_bin *pre = g_new(struct pre_bin, rows->rows);
    struct bin_count missing = { 0, 0 };
    size_t special = special_codes(options, codes);
    size_t count = observations_part(value, rows, codes, special, sorted, coded, &missing);
    g_autoptr(binning_t) binning = g_new0(struct binning, 1);
    binning->integer = true;
    for (size_t i = 0; i < count && binning->integer; i++)
        binning->integer = sorted[i].value == rint(sorted[i].value) && fabs(sorted[i].value) < 1e15;
    size_t most = CLAMP(options->pre_bins, 1, BINNING_MOST_PRE_BINS);
    size_t pre_bins = pre_bins_make(sorted, count, most, pre);
    if (pre_bins)
        binning_ranges(binning, pre, pre_bins, totals, options);
    else
        binning_add(binning, BIN_RANGE, (struct bin_count){ 0, 0 });
    for (size_t i = 0; i < special; i++)
        binning_add(binning, BIN_SPECIAL, coded[i])->code = codes[i];
    if (missing.count) binning_add(binning, BIN_MISSING, missing);
    binning_finish(binning, totals);
    return g_steal_pointer(&binning);
}
