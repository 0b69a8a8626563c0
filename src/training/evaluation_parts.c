/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the whole by part, as rows: curves, tenths, the confusion matrix, stability. Those of groups are
 * evaluation_shares.c. */
#include "training/evaluation_parts.h"

#include <math.h>
#include <string.h>

#define ROC_POINTS         201
#define DISTRIBUTION_BANDS 30

// clang-format off
static const struct column roc_columns[] = {
    { .id = "probability", .title = N_("Probability from"), .type = VALUE_REAL, .decimals = 6, .help = N_("Rows at this probability or a higher one are taken for bad.") },
    { .id = "goods", .title = N_("False positive rate"), .type = VALUE_PERCENT, .help = N_("Share of the goods taken for bad.") },
    { .id = "bads", .title = N_("True positive rate"), .type = VALUE_PERCENT, .help = N_("Share of the bads taken for bad.") },
    { .id = "distance", .title = N_("Distance"), .type = VALUE_PERCENT, .help = N_("The greatest one is the KS.") },
};
static const struct column cutoff_columns[] = {
    { .id = "score", .title = N_("Cut-off"), .type = VALUE_SCORE, .help = N_("This score and higher ones are accepted.") },
    { .id = "goods", .title = N_("Goods"), .type = VALUE_REAL, .decimals = 0, .help = N_("With exactly this score.") },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_REAL, .decimals = 0, .help = N_("With exactly this score.") },
    { .id = "approval_rate", .title = N_("Approval rate"), .type = VALUE_PERCENT },
    { .id = "accepted_bad_rate", .title = N_("Bads among the accepted"), .type = VALUE_PERCENT },
    { .id = "goods_refused", .title = N_("Goods refused"), .type = VALUE_PERCENT },
    { .id = "bads_refused", .title = N_("Bads refused"), .type = VALUE_PERCENT },
    { .id = "cost", .title = N_("Cost"), .type = VALUE_REAL, .decimals = 2 },
};
static const struct column lift_columns[] = {
    { .id = "band", .title = N_("Tenth"), .type = VALUE_INTEGER, .help = N_("From the riskiest.") },
    { .id = "from", .title = N_("Probability from"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "to", .title = N_("to"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "bad_rate", .title = N_("Share of bads"), .type = VALUE_PERCENT },
    { .id = "lift", .title = N_("Lift"), .type = VALUE_REAL, .decimals = 3, .help = N_("Share of bads over that of all rows.") },
    { .id = "lift_so_far", .title = N_("Lift so far"), .type = VALUE_REAL, .decimals = 3 },
    { .id = "rows_so_far", .title = N_("Rows so far"), .type = VALUE_PERCENT },
    { .id = "gain", .title = N_("Bads found so far"), .type = VALUE_PERCENT },
    { .id = "goods_so_far", .title = N_("Goods so far"), .type = VALUE_PERCENT },
};
static const struct column calibration_columns[] = {
    { .id = "band", .title = N_("Tenth"), .type = VALUE_INTEGER, .help = N_("From the riskiest.") },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "expected", .title = N_("Foretold"), .type = VALUE_PERCENT, .help = N_("Mean of the probabilities.") },
    { .id = "observed", .title = N_("Observed"), .type = VALUE_PERCENT, .help = N_("Share of bads.") },
    { .id = "low", .title = N_("Lower end (95 %)"), .type = VALUE_PERCENT },
    { .id = "high", .title = N_("Upper end (95 %)"), .type = VALUE_PERCENT },
    { .id = "gap", .title = N_("Off by"), .type = VALUE_PERCENT, .help = N_("Foretold less observed.") },
    { .id = "outside", .title = N_("Outside"), .type = VALUE_FLAG, .help = N_("The foretold share lies outside the interval.") },
};
static const struct column confusion_columns[] = {
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_PHRASE },
    { .id = "accepted", .title = N_("Accepted"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "refused", .title = N_("Refused"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "accepted_share", .title = N_("Accepted, share"), .type = VALUE_PERCENT },
};
static const struct column distribution_columns[] = {
    { .id = "from", .title = N_("Score from"), .type = VALUE_INTEGER },
    { .id = "to", .title = N_("to"), .type = VALUE_INTEGER },
    { .id = "goods", .title = N_("Goods"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "goods_share", .title = N_("Goods, share"), .type = VALUE_PERCENT, .help = N_("Of all goods.") },
    { .id = "bads_share", .title = N_("Bads, share"), .type = VALUE_PERCENT, .help = N_("Of all bads.") },
    { .id = "bad_rate", .title = N_("Share of bads"), .type = VALUE_PERCENT },
};
static const struct column psi_columns[] = {
    { .id = "input", .title = N_("Input"), .type = VALUE_TEXT },
    { .id = "group", .title = N_("Group"), .type = VALUE_PHRASE },
    { .id = "then", .title = N_("Fitted on"), .type = VALUE_INTEGER },
    { .id = "now", .title = N_("Now"), .type = VALUE_INTEGER },
    { .id = "share_then", .title = N_("Share then"), .type = VALUE_PERCENT },
    { .id = "share_now", .title = N_("Share now"), .type = VALUE_PERCENT },
    { .id = "term", .title = N_("Adds"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "index", .title = N_("Index"), .type = VALUE_REAL, .decimals = 6, .help = N_("PSI of the score, CSI of an input: the sum of its terms.") },
};
// clang-format on
#define COLUMNS(table, columns) table_set_columns(table, columns, G_N_ELEMENTS(columns))

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static bool part_roc(const struct evaluation_run *run, struct table *answer, GError **error)
{
    g_autoptr(ladder_t) ladder = ladder_of_probabilities(&run->judged);
    size_t count;
    g_autofree struct roc_point *point = evaluation_roc(ladder, &count);
    count = evaluation_roc_thin(point, count, ROC_POINTS);
    COLUMNS(answer, roc_columns);
    for (size_t i = 0; i < count; i++) {
        table_row_begin(answer);
        table_add_real(answer, i ? point[i].value : NAN);
        table_add_real(answer, point[i].goods);
        table_add_real(answer, point[i].bads);
        table_add_real(answer, point[i].bads - point[i].goods);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool part_cutoffs(const struct evaluation_run *run, struct table *answer, GError **error)
{
    const struct ladder *scores = run->scores;
    double goods = 0, bads = 0;
    COLUMNS(answer, cutoff_columns);
    for (size_t i = 0; i < scores->steps; i++) {
        const struct ladder_step *step = &scores->step[i];
        const struct confusion at = { step->value, scores->goods - goods, scores->bads - bads, goods, bads };
        table_row_begin(answer);
        table_add_int(answer, lround(step->value));
        table_add_real(answer, step->goods);
        table_add_real(answer, step->bads);
        table_add_real(answer, confusion_approval(&at));
        table_add_real(answer, confusion_bad_rate(&at));
        table_add_real(answer, share(goods, scores->goods));
        table_add_real(answer, share(bads, scores->bads));
        table_add_real(answer, confusion_cost(&at, run->cost_bad, run->cost_good));
        if (!table_row_end(answer, error)) return false;
        goods += step->goods;
        bads += step->bads;
    }
    return true;
}

/* Widths a person counts in: 1, 2 or 5 times a power of ten, at most DISTRIBUTION_BANDS of them. */
static double band_width(double low, double high)
{
    static const double steps[] = { 1, 2, 5 };
    for (double power = 1;; power *= 10)
        for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
            if (floor(high / (power * steps[i])) - floor(low / (power * steps[i])) < DISTRIBUTION_BANDS)
                return power * steps[i];
}

static bool part_distribution(const struct evaluation_run *run, struct table *answer, GError **error)
{
    const struct ladder *scores = run->scores;
    COLUMNS(answer, distribution_columns);
    if (!scores->steps) return true;
    const double low = scores->step[0].value, high = scores->step[scores->steps - 1].value;
    const double width = band_width(low, high);
    size_t at = 0;
    for (double from = floor(low / width) * width; from <= high; from += width) {
        double goods = 0, bads = 0;
        for (; at < scores->steps && scores->step[at].value < from + width; at++) {
            goods += scores->step[at].goods;
            bads += scores->step[at].bads;
        }
        table_row_begin(answer);
        table_add_int(answer, (int64_t)from);
        table_add_int(answer, (int64_t)(from + width) - 1);
        table_add_real(answer, goods);
        table_add_real(answer, bads);
        table_add_real(answer, share(goods, scores->goods));
        table_add_real(answer, share(bads, scores->bads));
        table_add_real(answer, share(bads, goods + bads));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool part_lift(const struct evaluation_run *run, struct table *answer, GError **error)
{
    struct evaluation_band band[EVALUATION_GROUPS];
    const size_t count = evaluation_bands(&run->judged, band);
    const double all = run->summary.rows, all_bads = run->summary.bads;
    double rows = 0, bads = 0;
    COLUMNS(answer, lift_columns);
    for (size_t i = 0; i < count; i++) {
        const double here = band[i].goods + band[i].bads;
        rows += here;
        bads += band[i].bads;
        table_row_begin(answer);
        table_add_int(answer, (int64_t)i + 1);
        table_add_real(answer, band[i].from);
        table_add_real(answer, band[i].to);
        table_add_real(answer, here);
        table_add_real(answer, band[i].bads);
        table_add_real(answer, share(band[i].bads, here));
        table_add_real(answer, share(share(band[i].bads, here), share(all_bads, all)));
        table_add_real(answer, share(share(bads, rows), share(all_bads, all)));
        table_add_real(answer, share(rows, all));
        table_add_real(answer, share(bads, all_bads));
        table_add_real(answer, share(rows - bads, all - all_bads));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool part_calibration(const struct evaluation_run *run, struct table *answer, GError **error)
{
    return evaluation_reliability_rows(&run->judged, answer, error);
}

bool evaluation_reliability_rows(const struct judged_rows *rows, struct table *answer, GError **error)
{
    struct evaluation_band band[EVALUATION_GROUPS];
    const size_t count = evaluation_bands(rows, band);
    COLUMNS(answer, calibration_columns);
    for (size_t i = 0; i < count; i++) {
        const double here = band[i].goods + band[i].bads, expected = band[i].expected / here;
        double low, high;
        evaluation_interval(band[i].bads, here, &low, &high);
        table_row_begin(answer);
        table_add_int(answer, (int64_t)i + 1);
        table_add_real(answer, here);
        table_add_real(answer, expected);
        table_add_real(answer, band[i].bads / here);
        table_add_real(answer, low);
        table_add_real(answer, high);
        table_add_real(answer, expected - band[i].bads / here);
        table_add_int(answer, expected < low || expected > high);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool part_confusion(const struct evaluation_run *run, struct table *answer, GError **error)
{
    const struct confusion at = evaluation_confusion(run->scores, run->cutoff);
    const struct {
        const char *outcome;
        double accepted, refused;
    } rows[] = {
        { N_("good"), at.accepted_good, at.refused_good },
        { N_("bad"), at.accepted_bad, at.refused_bad },
        { N_("all"), at.accepted_good + at.accepted_bad, at.refused_good + at.refused_bad },
    };
    COLUMNS(answer, confusion_columns);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        table_row_begin(answer);
        table_add_text(answer, rows[i].outcome);
        table_add_real(answer, rows[i].accepted);
        table_add_real(answer, rows[i].refused);
        table_add_real(answer, rows[i].accepted + rows[i].refused);
        table_add_real(answer, share(rows[i].accepted, rows[i].accepted + rows[i].refused));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool psi_rows(const struct reference_groups *groups, const int64_t *now, struct table *answer, GError **error)
{
    int64_t all_then = 0, all_now = 0;
    for (size_t g = 0; g < groups->groups; g++) {
        all_then += groups->count[g];
        all_now += now[g];
    }
    const double index = reference_index(groups->count, now, groups->groups);
    for (size_t g = 0; g < groups->groups; g++) {
        if (!groups->count[g] && !now[g]) continue; // says nothing and adds nothing
        table_row_begin(answer);
        table_add_text(answer, groups->id);
        table_add_text(answer, groups->label[g]);
        table_add_int(answer, groups->count[g]);
        table_add_int(answer, now[g]);
        table_add_real(answer, share((double)groups->count[g], (double)all_then));
        table_add_real(answer, share((double)now[g], (double)all_now));
        table_add_real(answer, isnan(index) ? NAN : reference_term(groups->count[g], all_then, now[g], all_now));
        table_add_real(answer, index);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool part_psi(const struct evaluation_run *run, struct table *answer, GError **error)
{
    COLUMNS(answer, psi_columns);
    if (!run->reference) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The model {1} keeps no reference distribution."),
                         N_("Fit it with `bureau model train --out`: the distribution of its training rows is then "
                            "kept with it."),
                         model_name(run->model), NULL);
        return false;
    }
    if (!psi_rows(&run->reference->score, run->counts->score, answer, error)) return false;
    for (size_t i = 0; i < run->reference->inputs; i++)
        if (!psi_rows(&run->reference->input[i], run->counts->input[i], answer, error)) return false;
    return true;
}

bool evaluation_part(const struct evaluation_run *run, const char *part, const struct arguments *arguments,
                     struct table *answer, GError **error)
{
    static const struct {
        const char *name;
        bool (*rows)(const struct evaluation_run *run, struct table *answer, GError **error);
    } parts[] = {
        { "roc", part_roc },   { "cutoffs", part_cutoffs },         { "distribution", part_distribution },
        { "lift", part_lift }, { "calibration", part_calibration }, { "confusion", part_confusion },
        { "psi", part_psi },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strcmp(part, parts[i].name)) return parts[i].rows(run, answer, error);
    if (!strcmp(part, "segments")) return evaluation_segment_rows(run, arguments, answer, error);
    if (!strcmp(part, "fairness")) return evaluation_fairness_rows(run, arguments, answer, error);
    if (!strcmp(part, "folds")) return evaluation_fold_rows(run, arguments, answer, error);
    return true;
}
