/* SPDX-License-Identifier: Apache-2.0 */
/* A month of a model: the scores in force at its end, counted, and what they say beside the rows it was fitted on. */
#pragma once
#include "models/outcomes.h"
#include "training/reference.h"

/* ---- counting -----------------------------------------------------------------------------------------------------
 */
struct month_count {
    struct month month;
    const char *source;              /* code of DRIFT_SOURCE: a constant */
    struct reference_counts *groups; /* NULL when the model keeps no reference */
    double sum;
    int64_t scored, known, bads;
    size_t bands;
    int64_t *band, *band_known, *band_bads; /* of each band of the model, from the lowest */
    GArray *probability, *bad;              /* of double, guint8: rows with an outcome */
};
struct month_count *month_count_new(const struct model *model, const struct model_reference *reference,
                                    struct month month);
void month_count_free(struct month_count *count);
/* One score with its inputs in the model's order (NULL: they are not known). */
void month_count_add(struct month_count *count, const struct model *model, const struct model_reference *reference,
                     const double *inputs, int score, double probability, enum outcome outcome);

/* ---- judging ------------------------------------------------------------------------------------------------------
 */
struct drift_limits {
    double psi[2], csi[2], auc_drop[2]; /* from here yellow, from here red */
    double rows;                        /* fewer scores say nothing */
};
bool drift_limits_load(struct drift_limits *limits, GError **error); /* data/models/drift.tsv */

struct month_figures {
    double mean, psi, csi, auc; /* NAN: not known */
    int csi_input;              /* of the worst input; -1 */
    const char *light;          /* code of DRIFT_LIGHT; NULL: too little is known */
};
void month_judge(const struct month_count *count, const struct model *model, const struct model_reference *reference,
                 const struct drift_limits *limits, struct month_figures *figures);
/* Keeps it, over what was kept of that month. Inside an act. */
bool month_store(struct session *session, const struct month_count *count, const struct model *model,
                 const struct model_reference *reference, const struct month_figures *figures, GError **error);
