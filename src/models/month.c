/* SPDX-License-Identifier: Apache-2.0 */
/* See month.h. */
#include "models/month.h"
#include "training/evaluation.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* ---- counting -----------------------------------------------------------------------------------------------------
 */

struct month_count *month_count_new(const struct model *model, const struct model_reference *reference,
                                    struct month month)
{
    struct month_count *count = g_new0(struct month_count, 1);
    count->month = month;
    count->source = "scores";
    count->groups = reference ? reference_counts_new(reference) : NULL;
    count->bands = model_band_count(model);
    count->band = g_new0(int64_t, MAX(count->bands, 1));
    count->band_known = g_new0(int64_t, MAX(count->bands, 1));
    count->band_bads = g_new0(int64_t, MAX(count->bands, 1));
    count->probability = g_array_new(FALSE, FALSE, sizeof(double));
    count->bad = g_array_new(FALSE, FALSE, sizeof(guint8));
    return count;
}

void month_count_free(struct month_count *count)
{
    if (!count) return;
    g_clear_pointer(&count->groups, reference_counts_free);
    g_free(count->band);
    g_free(count->band_known);
    g_free(count->band_bads);
    g_array_unref(count->probability);
    g_array_unref(count->bad);
    g_free(count);
}

static size_t band_of(const struct model *model, int score)
{
    size_t found = 0;
    for (size_t i = 0; i < model_band_count(model); i++) {
        const char *letter;
        int from;
        model_band(model, i, &letter, &from);
        if (score >= from) found = i;
    }
    return found;
}

void month_count_add(struct month_count *count, const struct model *model, const struct model_reference *reference,
                     const double *inputs, int score, double probability, enum outcome outcome)
{
    const size_t band = band_of(model, score);
    count->scored++;
    count->sum += score;
    if (count->groups && inputs) reference_count(count->groups, reference, model, inputs, score);
    if (band < count->bands) count->band[band]++;
    if (outcome == OUTCOME_UNKNOWN) return;
    const guint8 bad = outcome == OUTCOME_BAD;
    count->known++;
    count->bads += bad;
    if (band < count->bands) {
        count->band_known[band]++;
        count->band_bads[band] += bad;
    }
    g_array_append_val(count->probability, probability);
    g_array_append_val(count->bad, bad);
}

/* ---- judging ------------------------------------------------------------------------------------------------------
 */

bool drift_limits_load(struct drift_limits *limits, GError **error)
{
    g_autoptr(tsv_t) tsv = tsv_load("models/drift.tsv", error);
    *limits = (struct drift_limits){ { NAN, NAN }, { NAN, NAN }, { NAN, NAN }, 0 };
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++) {
        const char *measure = tsv_cell(tsv, row, "measure");
        const double yellow = g_ascii_strtod(tsv_cell(tsv, row, "yellow"), NULL);
        const double red = g_ascii_strtod(tsv_cell(tsv, row, "red"), NULL);
        double *pair = strcmp(measure, "psi") == 0        ? limits->psi
                       : strcmp(measure, "csi") == 0      ? limits->csi
                       : strcmp(measure, "auc_drop") == 0 ? limits->auc_drop
                                                          : NULL;
        if (pair) {
            pair[0] = yellow;
            pair[1] = red;
        } else if (strcmp(measure, "rows") == 0)
            limits->rows = yellow;
    }
    return tsv != NULL;
}

/* The AUC that the card promises, from rows it was not fitted on. */
static double promised_auc(const struct model *model)
{
    const struct card_metrics *metrics = &model_head(model)->metrics;
    return metrics->has_holdout ? metrics->holdout.auc : metrics->has_folds ? metrics->fold.auc : NAN;
}

/* A comparison with NAN is false: what is not known lights nothing. */
static int level(double value, const double limits[2])
{
    return value >= limits[1] ? 2 : value >= limits[0] ? 1 : 0;
}

void month_judge(const struct month_count *count, const struct model *model, const struct model_reference *reference,
                 const struct drift_limits *limits, struct month_figures *figures)
{
    static const char *const lights[] = { "green", "yellow", "red" };
    struct evaluation_summary summary;
    const struct judged_rows rows = { .rows = count->bad->len,
                                      .score = (const double *)(const void *)count->probability->data,
                                      .probability = (const double *)(const void *)count->probability->data,
                                      .bad = (const guint8 *)count->bad->data };
    *figures = (struct month_figures){ NAN, NAN, NAN, NAN, -1, NULL };
    if (count->scored > 0) figures->mean = count->sum / (double)count->scored;
    if (count->bad->len > 0 && evaluation_summarise(&rows, &summary)) figures->auc = summary.ranking.auc;
    if (count->groups && count->groups->rows > 0) {
        figures->psi = reference_psi(reference, count->groups);
        for (size_t i = 0; i < reference->inputs; i++) {
            const double csi = reference_csi(reference, count->groups, i);
            if (isnan(csi) || (figures->csi_input >= 0 && csi <= figures->csi)) continue;
            figures->csi = csi;
            figures->csi_input = (int)i;
        }
    }
    const double drop = (double)count->known >= limits->rows ? promised_auc(model) - figures->auc : NAN;
    if ((double)count->scored < limits->rows || (isnan(figures->psi) && isnan(drop))) return;
    const int psi = level(figures->psi, limits->psi), csi = level(figures->csi, limits->csi);
    figures->light = lights[MAX(MAX(psi, csi), level(drop, limits->auc_drop))];
}

/* ---- keeping ------------------------------------------------------------------------------------------------------
 */

static char *to_json(JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

/* [["A", scored, known, bad], ...] from the best band. */
static char *bands_json(const struct month_count *count, const struct model *model)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (size_t i = count->bands; i-- > 0;) {
        const char *letter;
        int from;
        model_band(model, i, &letter, &from);
        json_builder_begin_array(builder);
        json_builder_add_string_value(builder, letter);
        json_builder_add_int_value(builder, count->band[i]);
        json_builder_add_int_value(builder, count->band_known[i]);
        json_builder_add_int_value(builder, count->band_bads[i]);
        json_builder_end_array(builder);
    }
    json_builder_end_array(builder);
    return to_json(builder);
}

/* {"late_30_months_6m": 0.0123, ...} */
static char *inputs_json(const struct month_count *count, const struct model_reference *reference)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    for (size_t i = 0; count->groups && count->groups->rows > 0 && i < reference->inputs; i++) {
        const double csi = reference_csi(reference, count->groups, i);
        if (isnan(csi)) continue;
        json_builder_set_member_name(builder, reference->input[i].id);
        json_builder_add_double_value(builder, csi);
    }
    json_builder_end_object(builder);
    return to_json(builder);
}

static void bind_known(struct statement *row, int index, double value)
{
    if (isnan(value))
        statement_bind_null(row, index);
    else
        statement_bind_real(row, index, value);
}

bool month_store(struct session *session, const struct month_count *count, const struct model *model,
                 const struct model_reference *reference, const struct month_figures *figures, GError **error)
{
    g_autofree char *bands = bands_json(count, model), *inputs = inputs_json(count, reference);
    if (!store_run(session->store, error, "DELETE FROM model_month WHERE name = ?1 AND number = ?2 AND month = ?3",
                   "sim", model_name(model), (int64_t)model_version(model), count->month))
        return false;
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "INSERT INTO model_month (name, number, month, source, scored, mean, psi, csi, csi_input, bands,"
                      " inputs, known, bads, auc, light, made, change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                      " ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                      error);
    if (!row) return false;
    statement_bind_text(row, 1, model_name(model));
    statement_bind_int(row, 2, model_version(model));
    statement_bind_month(row, 3, count->month);
    statement_bind_text(row, 4, count->source);
    statement_bind_int(row, 5, count->scored);
    bind_known(row, 6, figures->mean);
    bind_known(row, 7, figures->psi);
    bind_known(row, 8, figures->csi);
    statement_bind_text(row, 9, figures->csi_input >= 0 ? reference->input[figures->csi_input].id : NULL);
    statement_bind_text(row, 10, bands);
    statement_bind_text(row, 11, inputs);
    statement_bind_int(row, 12, count->known);
    statement_bind_int(row, 13, count->bads);
    bind_known(row, 14, figures->auc);
    statement_bind_text(row, 15, figures->light);
    statement_bind_int(row, 16, session_now(session));
    statement_bind_int(row, 17, session->change);
    return statement_run(row, error);
}
