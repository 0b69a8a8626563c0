/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the bins of a column: pre-bins, the exact optimum over them, nominal grouping. The type is score/binning.h.
 */
#pragma once
#include "score/binning.h"

struct frame; /* training/csvframe.h */

/* Of the share of bads as the value rises. AUTO is the shape of greatest information value among up, down, peak and
 * valley; MONOTONE the better of up and down. */
enum binning_trend { TREND_NONE, TREND_UP, TREND_DOWN, TREND_AUTO, TREND_PEAK, TREND_VALLEY, TREND_MONOTONE };
/* "none", "up", "down", "auto", "peak", "valley", "monotone"; -1 when unknown. */
int binning_trend_from_name(const char *name);
const char *binning_trend_name(enum binning_trend trend);

/* "own", "neutral", "worst", "joined", "group"; -1 when unknown. */
int bin_policy_from_name(const char *name);
const char *bin_policy_name(enum bin_policy policy);

/* What becomes of one special code. `group` names the codes that share a weight, NULL unless the policy is GROUP. */
struct bin_treatment {
    enum bin_policy policy;
    const char *group;
};

/* The constraints of one column. All zero but the first two means: no constraint. */
struct binning_options {
    size_t pre_bins;            /* quantile groups the optimum is searched over, at most BINNING_MOST_PRE_BINS */
    size_t max_bins;            /* ranges or groups of categories */
    double min_share;           /* of all rows, in a range or a group */
    double p_value;             /* neighbours differ at this level (two proportions, two-sided); 1 turns it off */
    enum binning_trend trend;   /* of the ranges; nominal groups are ordered by their share of bads and need none */
    double min_bads, min_goods; /* in a range or a group */
    double min_difference;      /* of the shares of bads of two neighbours */
    const char *const *special; /* codes, ends with NULL; may be NULL */
    const struct bin_treatment *treatment; /* one for each code of `special`; NULL: each is a bin of its own */
    enum bin_policy missing; /* OWN: no bin where nothing is missing; NEUTRAL, WORST, JOINED: always a bin */
    enum bin_policy unseen;  /* of nominal columns without rare categories. OWN: no bin; NEUTRAL or WORST: one */
    /* Ranges, both rising. A pinned cut is an edge whatever the constraints say: neighbours on its two sides need not
     * differ, and what lies between two pinned cuts may always be one bin. At a forbidden cut there is no edge. */
    size_t pins, bans;
    const double *pin, *ban;
    /* Groups of categories that stay together and apart from all others: lists of names that end with NULL, and NULL
     * at the end; may be NULL. */
    const char *const *const *group;
};
#define BINNING_MOST_PRE_BINS 50
#define BINNING_MOST_PINS     50
/* A bin of missing values or of a special code with fewer rows than this proves nothing: its weight is 0. */
#define BINNING_FEW 5
extern const struct binning_options binning_defaults; /* 50, 8, 5 %, 0.05, none */

/* The rows of one column. `row` lists the rows looked at. */
struct binning_rows {
    size_t rows;
    const guint32 *row;
    const guint8 *bad;    /* 1 or 0 for every row of the file */
    const double *weight; /* for every row of the file, above 0: a row of weight 2 counts as two; NULL: 1 each */
};

/* The cut of greatest information value under the options, by dynamic programming: exact over the pre-bins. There are
 * at least one good and one bad row (the caller saw to it). Where the constraints leave no way, the pinned cuts alone
 * (without any: one range). Codes and missing values join what is cut, they do not move the cuts. Free with
 * binning_free. */
struct binning *binning_numeric(const double *value, const struct binning_rows *rows,
                                const struct binning_options *options);
/* Categories rarer than min_share are pooled, all are ordered by their share of bads and cut by the same programme. */
struct binning *binning_nominal(const gint32 *category, const char *const *names, size_t categories,
                                const struct binning_rows *rows, const struct binning_options *options);

/* ---- many searches over one file -------------------------------------------------------------------------------- */
/* The columns of a frame, each sorted once when it is first asked for: every search after that counts its rows in
 * O(rows) and no fold sorts again. Not for two threads at once. The frame outlives it. */
struct binning_bank *binning_bank_new(const struct frame *frame);
void binning_bank_free(struct binning_bank *bank);
typedef struct binning_bank binning_bank_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(binning_bank_t, binning_bank_free)
/* As binning_numeric() and binning_nominal(), for the column of that index. */
struct binning *binning_bank_search(struct binning_bank *bank, size_t column, const struct binning_rows *rows,
                                    const struct binning_options *options);
/* The weight of evidence of each listed row of a column, 0 where there is no bin, into to[0], to[stride], ...: what
 * binning_find() would say row by row, in O(rows). */
void binning_bank_weights(struct binning_bank *bank, size_t column, const struct binning *binning, const guint32 *row,
                          size_t rows, double *to, size_t stride);

/* ---- what a finished binning shows ------------------------------------------------------------------------------ */
/* The shape its ranges have: UP, DOWN, PEAK, VALLEY, or NONE (more turns than one, a single range, groups). */
enum binning_trend binning_shape(const struct binning *binning);
/* Of the difference between a range or group and the one before it; NAN for the first and for codes. */
double binning_p_value(const struct binning *binning, size_t bin);

/* ---- the optimum ------------------------------------------------------------------------------------------------ */
/* Two-sided Z test of two proportions with a pooled variance; 1 where nothing varies. */
double bins_p_value(struct bin_count left, struct bin_count right);
/* Whether two neighbours differ at that level; everything does at 1. */
bool bins_differ(struct bin_count left, struct bin_count right, double p_value);

/* What a boundary between two pre-bins may be. */
enum binning_boundary { BOUNDARY_FREE, BOUNDARY_PINNED, BOUNDARY_FORBIDDEN };

struct optimum_problem {
    const struct bin_count *pre;
    size_t count;
    const enum binning_boundary *boundary; /* behind each pre-bin but the last; NULL: all free */
    struct bin_totals totals;
    double least; /* rows in a segment */
    const struct binning_options *options;
};
struct optimum_answer {
    size_t segments;
    size_t *ends; /* room for `count`: the index of each segment's last pre-bin */
    double information;
    bool feasible; /* false: the constraints left no way, and these are the pinned cuts alone */
};
/* Joins neighbouring pre-bins into at most max_bins segments so that the sum of information is greatest. Information
 * is compared in whole multiples of 2^-50, so that a tie is a tie: then fewer segments win, then the one whose last
 * segment begins earliest, then the one before it, and so on. O(max_bins * count^3). */
void binning_optimum(const struct optimum_problem *problem, struct optimum_answer *answer);
