/* SPDX-License-Identifier: Apache-2.0 */
/* A model judged on a file: what `model evaluate`, its workbook and its pictures are made of. */
#pragma once
#include "training/evaluation_groups.h"
#include "training/model_frame.h"

struct evaluation_run {
    struct model *model;
    struct frame *frame;
    struct model_frame *over;
    GArray *row; /* of guint32: the rows of the file that are judged */
    double *score, *probability, *weight;
    guint8 *bad;
    struct judged_rows judged; /* over the arrays above */
    struct ladder *scores;
    struct evaluation_policy policy;
    struct evaluation_summary summary;
    struct model_reference *reference; /* NULL when the model keeps none */
    struct reference_counts *counts;   /* of the rows judged; NULL without a reference */
    double cost_bad, cost_good;        /* 1 and 1 unless said otherwise */
    double cutoff;
    const char *cutoff_by; /* phrase: how the cut-off came about */
};
/* From the arguments model, data, target, weight, rows, since, cutoff, cost-bad, cost-good, approve of a command. Long:
 * tells its progress and can be cancelled. */
bool evaluation_run(struct evaluation_run *run, struct session *session, const struct arguments *arguments,
                    GError **error);
void evaluation_run_clear(struct evaluation_run *run);
typedef struct evaluation_run evaluation_run_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(evaluation_run_t, evaluation_run_clear)

/* A column of the file by name, for `--OPTION`. USAGE when there is none. */
const struct frame_column *evaluation_column(const struct evaluation_run *run, const char *option, const char *name,
                                             GError **error);

/* The facts, and one part as rows: "roc", "cutoffs", "distribution", "lift", "calibration", "confusion", "psi",
 * "segments", "fairness", "folds"; "summary" has none. `arguments` gives by, fair and folds. */
void evaluation_facts(const struct evaluation_run *run, struct table *answer);
bool evaluation_part(const struct evaluation_run *run, const char *part, const struct arguments *arguments,
                     struct table *answer, GError **error);
