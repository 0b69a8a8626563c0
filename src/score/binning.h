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

struct bin_count {
    int64_t count, bads;
};
struct bin_totals {
    int64_t goods, bads; /* of the column, all bins */
};
double bin_weight(struct bin_count bin, struct bin_totals totals);
double bin_information(struct bin_count bin, struct bin_totals totals);
