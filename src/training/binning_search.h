/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the bins of a column: pre-bins, the exact optimum over them, nominal grouping. The type is score/binning.h.
 */
#pragma once
#include "score/binning.h"

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
/* ---- the optimum ------------------------------------------------------------------------------------------------ */
/* Whether two neighbours differ: two-sided Z test of two proportions with a pooled variance. */
bool bins_differ(struct bin_count left, struct bin_count right, double p_value);

/* Joins `count` neighbouring pre-bins into at most max_bins segments of at least `least` rows each, so that the sum of
 * information is greatest; `ends` takes the index of each segment's last pre-bin. Answers the number of segments; one
 * segment of everything is always allowed. O(max_bins * count^3). */
size_t binning_optimum(const struct bin_count *pre, size_t count, struct bin_totals totals, int64_t least,
                       const struct binning_options *options, size_t *ends, double *information);
