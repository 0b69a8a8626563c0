/* SPDX-License-Identifier: Apache-2.0 */
/* What numeric and nominal binning share. */
#pragma once
#include "training/binning_search.h"

/* Rows, and the same in sample weights. */
struct tally {
    int64_t count, bads;
    struct bin_count mass;
};
void tally_add(struct tally *to, const struct tally *more);
void tally_row(struct tally *to, const struct binning_rows *rows, guint32 row);

/* Appends a bin; the pointer holds until the next one is added. */
struct bin *binning_add(struct binning *binning, enum bin_type type, const struct tally *rows);
/* Goods and bads of the rows. */
struct bin_totals binning_totals(const struct binning_rows *rows);
/* Rows that min_share asks for. */
double binning_least(const struct binning_options *options, struct bin_totals totals);
/* The bin of missing values, where the policy wants one. */
void binning_add_missing(struct binning *binning, const struct tally *rows, const struct binning_options *options);
/* Weights by policy, information value and texts once all bins are there. `treatment`: of each special code, in the
 * order of their bins. A bin without rows says nothing: 0. */
void binning_finish(struct binning *binning, struct bin_totals totals, const struct bin_treatment *treatment);

/* ---- a sorted column -------------------------------------------------------------------------------------------- */
struct binning_index {
    size_t rows, distinct;
    double *value; /* the different numbers, rising */
    guint32 *rank; /* of each row: the place of its number in `value`; `distinct` when it is missing */
};
struct binning_index *binning_index_new(const double *value, size_t rows);
void binning_index_free(struct binning_index *index);
typedef struct binning_index binning_index_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(binning_index_t, binning_index_free)

/* The rows of each different number that is there, special codes and missing values apart. */
struct distinct {
    double value;
    struct tally rows;
};
struct distinct_column {
    size_t count, codes;
    struct distinct *distinct; /* rising, none without rows */
    struct tally *sum;         /* of all before each, and of all; NULL until distinct_column_sum() */
    double *code;              /* special codes that are numbers, in the order of the options */
    struct bin_treatment *treatment;
    struct tally *coded, missing;
    struct bin_totals totals;
    bool integer; /* all of `distinct` are whole numbers */
};
void distinct_column_make(struct distinct_column *column, const struct binning_index *index,
                          const struct binning_rows *rows, const struct binning_options *options);
/* Makes cuts of the column cost O(log n) each, for a session that makes many. */
void distinct_column_sum(struct distinct_column *column);
/* The place of the first number that is not below `value`. */
size_t distinct_column_place(const struct distinct_column *column, double value);
/* Takes the policies of the options anew; the codes themselves must be those that were counted. */
void distinct_column_treat(struct distinct_column *column, const struct binning_options *options);
void distinct_column_clear(struct distinct_column *column);
typedef struct distinct_column distinct_column_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(distinct_column_t, distinct_column_clear)

/* The optimum of a counted column; `feasible` may be NULL. */
struct binning *distinct_search(const struct distinct_column *column, const struct binning_options *options,
                                bool *feasible);
/* The same with the cuts given, rising. */
struct binning *distinct_cut(const struct distinct_column *column, const double *cut, size_t cuts,
                             const struct binning_options *options);
/* The edge that parts the same rows as `cut`: a half below a whole number where all numbers are whole. */
double cut_edge(double cut, bool integer);
/* The roundest number e with below < e <= from. */
double edge_between(double below, double from, bool integer);

/* ---- a nominal column ------------------------------------------------------------------------------------------- */
struct nominal_column {
    size_t categories;
    const char *const *name;
    struct tally *rows; /* of each category */
    struct tally missing;
    struct bin_totals totals;
};
void nominal_column_make(struct nominal_column *column, const gint32 *category, const char *const *names,
                         size_t categories, const struct binning_rows *rows);
void nominal_column_clear(struct nominal_column *column);
typedef struct nominal_column nominal_column_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(nominal_column_t, nominal_column_clear)
struct binning *nominal_search(const struct nominal_column *column, const struct binning_options *options,
                               bool *feasible);
/* With the groups given: lists of names; `rest` is the index of the one that takes every other category, -1: none. */
struct binning *nominal_cut(const struct nominal_column *column, const char *const *const *groups, int rest,
                            const struct binning_options *options);

/* The index of a numeric column of the bank, made when it is first asked for. */
const struct binning_index *binning_bank_index(struct binning_bank *bank, size_t column);
const struct frame *binning_bank_frame(const struct binning_bank *bank);
