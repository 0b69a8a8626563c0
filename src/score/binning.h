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

/* Where a special code, a missing value or a category never seen takes its weight from. The policy is spent when the
 * column is binned: it is in the weight (and so in the points) of the bin, and scoring needs to know none of it. */
enum bin_policy {
    BIN_OWN,     /* of its own rows; 0 when they are fewer than BINNING_FEW (training/binning_search.h) */
    BIN_NEUTRAL, /* 0 */
    BIN_WORST,   /* the lowest weight of any range or group of categories */
    BIN_JOINED,  /* of its rows together with those of the range or group whose weight is nearest */
    BIN_GROUP    /* of its rows together with those of every code of the same group */
};

struct bin {
    enum bin_type type;
    double below;           /* RANGE: upper edge, not in the bin; INFINITY in the last */
    double code;            /* SPECIAL of a numeric column */
    char **categories;      /* CATEGORIES, and SPECIAL of a nominal column: ends with NULL */
    bool rest;              /* CATEGORIES: the rare ones are here, and so is one that was never seen */
    int64_t count, bads;    /* rows */
    double mass, bad_mass;  /* the same in sample weights; equal to count and bads where rows have none */
    double weight;          /* of evidence */
    enum bin_policy policy; /* of SPECIAL and MISSING */
    int with;               /* 1 + the index of the bin whose weight this one has; 0 when it has one of its own */
    int points;             /* of a scorecard, 0 before it is scaled */
    char *text;             /* "< 0.3", "2 to 4", "missing" */
};

struct binning {
    bool nominal, integer;
    size_t bins;
    struct bin *bin; /* ranges upwards or categories from the safest, then special codes, then missing */
    double information_value;
};

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

/* Sample weights add up to real numbers; without them these are whole. */
struct bin_count {
    double count, bads;
};
struct bin_totals {
    double goods, bads; /* of the column, all bins */
};
double bin_weight(struct bin_count bin, struct bin_totals totals);
double bin_information(struct bin_count bin, struct bin_totals totals);
/* What a finished bin adds to the information value: by the weight it was given, whatever the policy was. */
double bin_share(const struct bin *bin, struct bin_totals totals);
/* Goods and bads of all bins; by mass, or by rows when the bins hold no mass (a card read from a file of before). */
struct bin_totals binning_sum(const struct binning *binning);
struct bin_count bin_rows(const struct bin *bin);
