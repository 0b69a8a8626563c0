/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the whole as facts. */
#include "training/evaluation_run.h"

#include <math.h>

static void fact_real(struct table *answer, const char *id, const char *title, double value, int decimals)
{
    if (isfinite(value))
        table_fact_real(answer, id, title, value, decimals);
    else
        table_fact_null(answer, id, title);
}

static void fact_share(struct table *answer, const char *id, const char *title, double value)
{
    if (isfinite(value))
        table_fact_percent(answer, id, title, value);
    else
        table_fact_null(answer, id, title);
}

/* Rows are counted in whole numbers, unless weights are not. */
static void fact_count(struct table *answer, const char *id, const char *title, double value)
{
    if (value == floor(value))
        table_fact_int(answer, id, title, (int64_t)value);
    else
        table_fact_real(answer, id, title, value, 2);
}

static void facts_rank(const struct evaluation_run *run, struct table *answer)
{
    const struct evaluation_ranking *ranking = &run->summary.ranking;
    fact_real(answer, "auc", N_("AUC"), ranking->auc, 6);
    fact_real(answer, "auc_low", N_("AUC, lower end (95 %)"), ranking->auc_low, 6);
    fact_real(answer, "auc_high", N_("AUC, upper end (95 %)"), ranking->auc_high, 6);
    fact_real(answer, "ks", N_("KS"), isnan(ranking->auc) ? NAN : ranking->ks, 6);
    fact_real(answer, "gini", N_("Gini"), ranking->gini, 6);
}

static void facts_calibration(const struct evaluation_run *run, struct table *answer)
{
    const struct evaluation_calibration *calibration = &run->summary.calibration;
    fact_real(answer, "brier", N_("Brier score"), calibration->brier, 6);
    fact_real(answer, "reliability", N_("Brier: reliability"), calibration->reliability, 6);
    fact_real(answer, "resolution", N_("Brier: resolution"), calibration->resolution, 6);
    fact_real(answer, "uncertainty", N_("Brier: uncertainty"), calibration->uncertainty, 6);
    fact_real(answer, "within", N_("Brier: within the bands"), calibration->within, 6);
    fact_real(answer, "log_loss", N_("Log loss"), calibration->log_loss, 6);
    fact_real(answer, "ece", N_("Calibration error"), calibration->ece, 6);
    fact_share(answer, "mean_probability", N_("Mean probability"), calibration->mean);
    fact_real(answer, "calibration_slope", N_("Calibration slope"), calibration->slope, 4);
    fact_real(answer, "calibration_intercept", N_("Calibration intercept"), calibration->intercept, 4);
}

static void facts_cutoff(const struct evaluation_run *run, struct table *answer)
{
    const struct confusion at = evaluation_confusion(run->scores, run->cutoff);
    const double goods = at.accepted_good + at.refused_good, bads = at.accepted_bad + at.refused_bad;
    fact_real(answer, "cutoff", N_("Cut-off"), run->cutoff, run->cutoff == floor(run->cutoff) ? 0 : 2);
    table_fact_phrase(answer, "cutoff_by", N_("Cut-off chosen by"), run->cutoff_by);
    fact_share(answer, "approval_rate", N_("Approval rate"), confusion_approval(&at));
    fact_share(answer, "accepted_bad_rate", N_("Bads among the accepted"), confusion_bad_rate(&at));
    fact_share(answer, "bads_refused", N_("Bads refused"), bads > 0 ? at.refused_bad / bads : NAN);
    fact_share(answer, "goods_refused", N_("Goods refused"), goods > 0 ? at.refused_good / goods : NAN);
    fact_real(answer, "cost", N_("Cost"), confusion_cost(&at, run->cost_bad, run->cost_good), 2);
    fact_real(answer, "cost_bad", N_("Cost of a bad accepted"), run->cost_bad, 2);
    fact_real(answer, "cost_good", N_("Cost of a good refused"), run->cost_good, 2);
}

static void facts_stability(const struct evaluation_run *run, struct table *answer)
{
    if (!run->reference) {
        table_fact_null(answer, "psi", N_("PSI of the score"));
        return;
    }
    const double psi = reference_psi(run->reference, run->counts);
    size_t most = 0;
    for (size_t i = 1; i < run->reference->inputs; i++)
        if (reference_csi(run->reference, run->counts, i) > reference_csi(run->reference, run->counts, most)) most = i;
    fact_real(answer, "psi", N_("PSI of the score"), psi, 6);
    table_fact_phrase(answer, "psi_verdict", N_("Stability"),
                      psi < run->policy.psi_watch ? N_("stable")
                      : psi < run->policy.psi_act ? N_("shifting")
                                                  : N_("moved"));
    if (!run->reference->inputs) return;
    table_fact_text(answer, "csi_most_input", N_("Input that moved most"), run->reference->input[most].id);
    fact_real(answer, "csi_most", N_("Its CSI"), reference_csi(run->reference, run->counts, most), 6);
}

void evaluation_facts(const struct evaluation_run *run, struct table *answer)
{
    const double rows = run->summary.rows, bads = run->summary.bads;
    table_fact_text(answer, "model", N_("Model"), model_name(run->model));
    table_fact_int(answer, "version", N_("Version"), model_version(run->model));
    fact_count(answer, "rows", N_("Rows"), rows);
    fact_count(answer, "bads", N_("Bads"), bads);
    fact_share(answer, "bad_rate", N_("Share of bads"), rows > 0 ? bads / rows : NAN);
    facts_rank(run, answer);
    facts_calibration(run, answer);
    facts_cutoff(run, answer);
    facts_stability(run, answer);
}
