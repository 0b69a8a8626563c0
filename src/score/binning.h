/* SPDX-License-Identifier: Apache-2.0 */
/* Bins: the cut of one column into a few groups that a person can read, with the weight of evidence of each.
 *
 * A numeric bin holds lower edge <= value < upper edge; the edges are the roundest numbers that part the rows, and the
 * text shown is made from the edge itself, so that a bin shown holds exactly the rows counted in it. Special codes and
 * missing values stand beside the ranges, each in a bin of its own.
 *
 * Weight of evidence = ln( ((goods + 0.5) / all goods) / ((bads + 0.5) / all bads) ): above 0 is safer than the whole.
 * Information value  = sum over bins of (goods / all goods - bads / all bads) * weight of evidence. */
#pragma once
#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

enum bin_type { BIN_RANGE, BIN_CATEGORIES, BIN_SPECIAL, BIN_MISSING };

struct bin {
    enum bin_type type;
    double below;      /* RANGE: upper edge, not in the bin; INFINITY in the last */
    double code;       /* SPECIAL of a numeric column */
    char **categories; /* CATEGORIES, and SPECIAL of a nominal column: ends with NULL */
    bool rest;         /* CATEGORIES: the rare ones are here, and so is one that was never seen */
    int64_t count, bads;
    double weight; /* of evidence */
    int points;    /* of a scorecard, 0 before it is scaled */
    char *text;    /* "< 0.3", "2 to 4", "missing" */
};

struct binning {
    bool nominal, integer;
    size_t bins;
    struct bin *bin; /* ranges upwards or categories from the safest, then special codes, then missing */
    double information_value;
};

enum binning_trend { TREND_NONE, TREND_UP, TREND_DOWN, TREND_AUTO, TREND_PEAK, TREND_VALLEY };
/* "none", "up", ... of the share of bads as the value rises; -1 when unknown. AUTO is the better of up and down. */
int binning_trend_from_name(const char *name);

struct binning_options {
    size_t pre_bins;  /* quantile groups the optimum is searched over, at most BINNING_MOST_PRE_BINS */
    size_t max_bins;  /* ranges or groups of categories */
    double min_share; /* of all rows, in a range or a group */
    double p_value;   /* neighbours must differ at this level (two proportions, two-sided); 1 turns it off */
    enum binning_trend trend;
    const char *const *special; /* codes, ends with NULL; may be NULL */
};
#define BINNING_MOST_PRE_BINS 50
/* A bin of missing values or of a special code with fewer rows than this proves nothing: its weight is 0. */
#define BINNING_FEW 5
extern const struct binning_options binning_defaults; /* 50, 8, 5 %, 0.05, none */

/* The rows of one column. `row` lists the rows looked at. */
struct binning_rows {
    size_t rows;
    const guint32 *row;
    const guint8 *bad; /* 1 or 0 for every row of the file */
};

/* The cut of greatest information value under the options, by dynamic programming: exact over the pre-bins. There are
 * at least one good and one bad row (the caller saw to it). Free with binning_free. */
struct binning *binning_numeric(const double *value, const struct binning_rows *rows,
                                const struct binning_options *options);
/* Categories rarer than min_share are pooled, all are ordered by their share of bads and cut by the same programme. */
struct binning *binning_nominal(const gint32 *category, const char *const *names, size_t categories,
                                const struct binning_rows *rows, const struct binning_options *options);
void binning_free(struct binning *binning);
typedef struct binning binning_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(binning_t, binning_free)

/* The bin a value falls into; NULL when there is none for it (missing without a bin, a category never seen). */
const struct bin *binning_find(const struct binning *binning, double value);
const struct bin *binning_find_category(const struct binning *binning, const char *category);

/* Makes `text` of every bin from its edges: after a card was read, and after binning. */
void binning_describe(struct binning *binning);
/* The shortest decimal that reads back as the same number. */
char *binning_number(double value);

/* ---- the optimum ------------------------------------------------------------------------------------------------ */
struct bin_count {
    int64_t count, bads;
};
struct bin_totals {
    int64_t goods, bads; /* of the column, all bins */
};
double bin_weight(struct bin_count bin, struct bin_totals totals);
double bin_information(struct bin_count bin, struct bin_totals totals);
/* Whether two neighbours differ: two-sided Z test of two proportions with a pooled variance. */
bool bins_differ(struct bin_count left, struct bin_count right, double p_value);

/* Joins `count` neighbouring pre-bins into at most max_bins segments of at least `least` rows each, so that the sum of
 * information is greatest; `ends` takes the index of each segment's last pre-bin. Answers the number of segments; one
 * segment of everything is always allowed. O(max_bins * count^3). */
size_t binning_optimum(const struct bin_count *pre, size_t count, struct bin_totals totals, int64_t least,
                       const struct binning_options *options, size_t *ends, double *information);
