/* SPDX-License-Identifier: Apache-2.0 */
/* The same figures for parts of the rows: segments of any column, and fairness across groups. */
#pragma once
#include "training/csvframe.h"
#include "training/evaluation.h"

/* Rows parted by a column: each category, each value of a column of few whole numbers, else equal quantiles; missing
 * cells are a group of their own, the last. In the order of the numbers or of the text. */
struct evaluation_grouping {
    size_t groups;
    char **label; /* "1", "< 28", "28 – 34", "missing" */
    guint32 *of;  /* the group of each row judged */
};
/* `row` lists the rows of the file that were judged. INPUT when the column has too many categories to be one. */
struct evaluation_grouping *evaluation_group(const struct frame_column *column, const guint32 *row, size_t rows,
                                             const struct evaluation_policy *policy, GError **error);
void evaluation_grouping_free(struct evaluation_grouping *grouping);
typedef struct evaluation_grouping evaluation_grouping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(evaluation_grouping_t, evaluation_grouping_free)

struct evaluation_segment {
    struct evaluation_summary summary;
    double mean_score;
    double approval, accepted_bad_rate; /* at the cut-off */
    double psi;                         /* of its scores against the model's reference; NAN without one */
    bool small;                         /* too few rows, bads or goods to conclude anything */
};
/* `reference` may be NULL. */
void evaluation_segment(const struct judged_rows *rows, const struct evaluation_grouping *grouping, size_t group,
                        double cutoff, const struct evaluation_policy *policy, const struct model_reference *reference,
                        struct evaluation_segment *segment);

/* Fairness at a cut-off. Being accepted is the favourable answer: `tpr` is the share of the goods that are accepted
 * (equal opportunity, Hardt, Price and Srebro 2016), `fpr` the share of the bads that are, `precision` the share of
 * goods among the accepted. Impact is the approval rate over that of the group with the highest one (29 CFR 1607.4 D);
 * the p-value is that of two proportions, two-sided. Differences are against the same group. */
struct evaluation_fairness {
    double rows, bads;
    double approval, impact, p_value;
    double tpr, fpr, precision;
    double tpr_gap, fpr_gap, precision_gap;
    double foretold, observed; /* mean probability and share of bads: calibration by group */
    bool small;
    bool compared; /* the group the others are compared with */
    bool flagged;  /* below four fifths, or a rate farther off than the policy allows; never of a small group */
};
/* `fairness` has grouping->groups entries. */
void evaluation_fair(const struct judged_rows *rows, const struct evaluation_grouping *grouping, double cutoff,
                     const struct evaluation_policy *policy, struct evaluation_fairness *fairness);
