/* SPDX-License-Identifier: Apache-2.0 */
/* Segments, fairness and folds as rows. */
#include "training/evaluation_parts.h"

#include <math.h>

// clang-format off
static const struct column segment_columns[] = {
    { .id = "column", .title = N_("Column"), .type = VALUE_TEXT },
    { .id = "group", .title = N_("Group"), .type = VALUE_PHRASE },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_REAL, .decimals = 0, .priority = 1 },
    { .id = "bad_rate", .title = N_("Share of bads"), .type = VALUE_PERCENT },
    { .id = "mean_probability", .title = N_("Foretold"), .type = VALUE_PERCENT },
    { .id = "mean_score", .title = N_("Mean score"), .type = VALUE_REAL, .decimals = 1, .priority = 1 },
    { .id = "auc", .title = N_("AUC"), .type = VALUE_REAL, .decimals = 4 },
    { .id = "auc_low", .title = N_("Lower end (95 %)"), .type = VALUE_REAL, .decimals = 4, .priority = 2 },
    { .id = "auc_high", .title = N_("Upper end (95 %)"), .type = VALUE_REAL, .decimals = 4, .priority = 2 },
    { .id = "ks", .title = N_("KS"), .type = VALUE_REAL, .decimals = 4 },
    { .id = "gini", .title = N_("Gini"), .type = VALUE_REAL, .decimals = 4, .priority = 2 },
    { .id = "brier", .title = N_("Brier score"), .type = VALUE_REAL, .decimals = 4, .priority = 2 },
    { .id = "ece", .title = N_("Calibration error"), .type = VALUE_REAL, .decimals = 4, .priority = 2 },
    { .id = "approval_rate", .title = N_("Approval rate"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "accepted_bad_rate", .title = N_("Bads among the accepted"), .type = VALUE_PERCENT, .priority = 2 },
    { .id = "psi", .title = N_("PSI"), .type = VALUE_REAL, .decimals = 4, .priority = 1, .help = N_("Of its scores against the rows the model was fitted on.") },
    { .id = "small", .title = N_("Small"), .type = VALUE_FLAG, .priority = 1, .help = N_("Too few rows, bads or goods to conclude anything.") },
};
static const struct column fairness_columns[] = {
    { .id = "column", .title = N_("Column"), .type = VALUE_TEXT },
    { .id = "group", .title = N_("Group"), .type = VALUE_PHRASE },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "approval_rate", .title = N_("Approval rate"), .type = VALUE_PERCENT },
    { .id = "impact", .title = N_("Impact ratio"), .type = VALUE_REAL, .decimals = 3, .help = N_("Approval rate over the highest one of any group; below 0.80 a person should look (four fifths).") },
    { .id = "p_value", .title = N_("p-value"), .type = VALUE_REAL, .decimals = 6, .priority = 2, .help = N_("That the two approval rates differ by chance.") },
    { .id = "tpr", .title = N_("Goods accepted"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "tpr_gap", .title = N_("Difference"), .type = VALUE_PERCENT, .priority = 1, .help = N_("Of the goods accepted, against the group with the highest approval rate.") },
    { .id = "fpr", .title = N_("Bads accepted"), .type = VALUE_PERCENT, .priority = 2 },
    { .id = "fpr_gap", .title = N_("Difference"), .type = VALUE_PERCENT, .priority = 2 },
    { .id = "precision", .title = N_("Goods among the accepted"), .type = VALUE_PERCENT, .priority = 2 },
    { .id = "precision_gap", .title = N_("Difference"), .type = VALUE_PERCENT, .priority = 2 },
    { .id = "mean_probability", .title = N_("Foretold"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "bad_rate", .title = N_("Share of bads"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "compared", .title = N_("Compared with"), .type = VALUE_FLAG, .priority = 2, .help = N_("The group that the others are compared with.") },
    { .id = "flagged", .title = N_("Look at it"), .type = VALUE_FLAG },
    { .id = "small", .title = N_("Small"), .type = VALUE_FLAG, .priority = 1, .help = N_("Too few rows, bads or goods to conclude anything.") },
};
static const struct column fold_columns[] = {
    { .id = "fold", .title = N_("Fold"), .type = VALUE_PHRASE },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_REAL, .decimals = 0 },
    { .id = "auc", .title = N_("AUC"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "ks", .title = N_("KS"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "gini", .title = N_("Gini"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "brier", .title = N_("Brier score"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "log_loss", .title = N_("Log loss"), .type = VALUE_REAL, .decimals = 6 },
};
// clang-format on

static bool needs(const struct arguments *arguments, const char *option, GError **error)
{
    if (arguments_has(arguments, option)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This part needs --{1}."), N_("Name a column, or for folds a file."),
                     option, NULL);
    return false;
}

static struct evaluation_grouping *grouping_of(const struct evaluation_run *run, const char *option, const char *name,
                                               GError **error)
{
    const struct frame_column *column = evaluation_column(run, option, name, error);
    return column
               ? evaluation_group(column, (const guint32 *)(void *)run->row->data, run->row->len, &run->policy, error)
               : NULL;
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

static bool segment_row(const char *column, const char *label, const struct evaluation_segment *segment,
                        struct table *answer, GError **error)
{
    const struct evaluation_summary *summary = &segment->summary;
    const struct evaluation_ranking *ranking = &summary->ranking;
    table_row_begin(answer);
    table_add_text(answer, column);
    table_add_text(answer, label);
    table_add_real(answer, summary->rows);
    table_add_real(answer, summary->bads);
    table_add_real(answer, summary->rows > 0 ? summary->bads / summary->rows : NAN);
    table_add_real(answer, summary->calibration.mean);
    table_add_real(answer, segment->mean_score);
    table_add_real(answer, ranking->auc);
    table_add_real(answer, ranking->auc_low);
    table_add_real(answer, ranking->auc_high);
    table_add_real(answer, isnan(ranking->auc) ? NAN : ranking->ks);
    table_add_real(answer, ranking->gini);
    table_add_real(answer, summary->calibration.brier);
    table_add_real(answer, summary->calibration.ece);
    table_add_real(answer, segment->approval);
    table_add_real(answer, segment->accepted_bad_rate);
    table_add_real(answer, segment->psi);
    table_add_int(answer, segment->small);
    return table_row_end(answer, error);
}

bool evaluation_segment_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    table_set_columns(answer, segment_columns, G_N_ELEMENTS(segment_columns));
    if (!needs(arguments, "by", error)) return false;
    for (size_t i = 0; i < arguments_count(arguments, "by"); i++) {
        const char *name = arguments_nth(arguments, "by", i);
        g_autoptr(evaluation_grouping_t) grouping = grouping_of(run, "by", name, error);
        if (!grouping) return false;
        for (size_t g = 0; g < grouping->groups; g++) {
            struct evaluation_segment segment;
            evaluation_segment(&run->judged, grouping, g, run->cutoff, &run->policy, run->reference, &segment);
            if (!segment_row(name, grouping->label[g], &segment, answer, error)) return false;
        }
    }
    return true;
}

/* ---- fairness ---------------------------------------------------------------------------------------------------- */

static bool fairness_row(const char *column, const char *label, const struct evaluation_fairness *fair,
                         struct table *answer, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, column);
    table_add_text(answer, label);
    table_add_real(answer, fair->rows);
    table_add_real(answer, fair->approval);
    table_add_real(answer, fair->impact);
    table_add_real(answer, fair->compared ? NAN : fair->p_value);
    table_add_real(answer, fair->tpr);
    table_add_real(answer, fair->tpr_gap);
    table_add_real(answer, fair->fpr);
    table_add_real(answer, fair->fpr_gap);
    table_add_real(answer, fair->precision);
    table_add_real(answer, fair->precision_gap);
    table_add_real(answer, fair->foretold);
    table_add_real(answer, fair->observed);
    table_add_int(answer, fair->compared);
    table_add_int(answer, fair->flagged);
    table_add_int(answer, fair->small);
    return table_row_end(answer, error);
}

bool evaluation_fairness_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    table_set_columns(answer, fairness_columns, G_N_ELEMENTS(fairness_columns));
    if (!needs(arguments, "fair", error)) return false;
    for (size_t i = 0; i < arguments_count(arguments, "fair"); i++) {
        const char *name = arguments_nth(arguments, "fair", i);
        g_autoptr(evaluation_grouping_t) grouping = grouping_of(run, "fair", name, error);
        if (!grouping) return false;
        g_autofree struct evaluation_fairness *fair = g_new0(struct evaluation_fairness, MAX(grouping->groups, 1));
        evaluation_fair(&run->judged, grouping, run->cutoff, &run->policy, fair);
        for (size_t g = 0; g < grouping->groups; g++)
            if (!fairness_row(name, grouping->label[g], &fair[g], answer, error)) return false;
    }
    return true;
}

/* ---- folds ------------------------------------------------------------------------------------------------------- */

static bool fold_row(const char *label, const double *figure, size_t figures, struct table *answer, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, label);
    for (size_t i = 0; i < figures; i++)
        table_add_real(answer, figure[i]);
    return table_row_end(answer, error);
}

/* The fold numbers of the rows judged, as a grouping. */
static struct evaluation_grouping *folds_read(const struct evaluation_run *run, const char *path, GError **error)
{
    g_autoptr(GArray) folds = frame_read_integers(path, 1000, error);
    if (!folds) return NULL;
    if (folds->len != run->frame->rows) {
        g_autofree char *given = g_strdup_printf("%u", folds->len);
        g_autofree char *rows = g_strdup_printf("%zu", run->frame->rows);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} holds {2} fold numbers, the data {3} rows."),
                         N_("Give one fold number for each row, in the order of the rows."), path, given, rows, NULL);
        return NULL;
    }
    struct evaluation_grouping *grouping = g_new0(struct evaluation_grouping, 1);
    grouping->of = g_new0(guint32, MAX(run->row->len, 1));
    for (guint i = 0; i < run->row->len; i++) {
        grouping->of[i] = g_array_index(folds, guint32, g_array_index(run->row, guint32, i));
        grouping->groups = MAX(grouping->groups, (size_t)grouping->of[i] + 1);
    }
    return grouping;
}

bool evaluation_fold_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    enum { ROWS, BADS, AUC, KS, GINI, BRIER, LOG_LOSS, FIGURES };
    table_set_columns(answer, fold_columns, G_N_ELEMENTS(fold_columns));
    if (!needs(arguments, "folds", error)) return false;
    g_autoptr(evaluation_grouping_t) folds = folds_read(run, arguments_text(arguments, "folds"), error);
    if (!folds) return false;
    double sum[FIGURES] = { 0 }, squares[FIGURES] = { 0 }, count = 0;
    for (size_t g = 0; g < folds->groups; g++) {
        struct evaluation_segment segment;
        evaluation_segment(&run->judged, folds, g, run->cutoff, &run->policy, NULL, &segment);
        const struct evaluation_summary *at = &segment.summary;
        const double figure[FIGURES] = { at->rows,
                                         at->bads,
                                         at->ranking.auc,
                                         isnan(at->ranking.auc) ? NAN : at->ranking.ks,
                                         at->ranking.gini,
                                         at->calibration.brier,
                                         at->calibration.log_loss };
        g_autofree char *label = g_strdup_printf("%zu", g);
        if (at->rows <= 0) continue;
        if (!fold_row(label, figure, FIGURES, answer, error)) return false;
        for (size_t i = 0; i < FIGURES; i++) {
            sum[i] += figure[i];
            squares[i] += figure[i] * figure[i];
        }
        count++;
    }
    double mean[FIGURES], deviation[FIGURES];
    for (size_t i = 0; i < FIGURES; i++) {
        mean[i] = sum[i] / count;
        deviation[i] = count > 1 ? sqrt(fmax(0, squares[i] - sum[i] * sum[i] / count) / (count - 1)) : NAN;
    }
    return fold_row(N_("mean"), mean, FIGURES, answer, error) &&
           fold_row(N_("standard deviation"), deviation, FIGURES, answer, error);
}
