/* SPDX-License-Identifier: Apache-2.0 */
/* `model bins`: the bins of the columns of a file, edited by words, and written as a file of decisions. */
#include "training/bins_data.h"
#include "training/training.h"

#include <math.h>
#include <string.h>

// clang-format off
static const struct column bins_columns[] = {
    { .id = "feature", .title = N_("Characteristic"), .type = VALUE_TEXT },
    { .id = "bin", .title = N_("Bin"), .type = VALUE_PHRASE },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "rate", .title = N_("Share of bads"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "woe", .title = N_("Weight of evidence"), .type = VALUE_REAL, .decimals = 6,
      .help = N_("ln of the share of goods over the share of bads in the bin; above 0 is safer than the whole.") },
    { .id = "iv", .title = N_("Information value"), .type = VALUE_REAL, .decimals = 6, .priority = 2,
      .help = N_("What the bin adds to the information value of its characteristic.") },
    { .id = "p_value", .title = N_("p-value"), .type = VALUE_REAL, .decimals = 6, .priority = 3,
      .help = N_("Of the difference from the bin above it: two-sided test of two proportions.") },
};
// clang-format on

static bool edit_rows(const struct bin_edit *edit, const char *name, struct table *answer, GError **error)
{
    const struct binning *binning = bin_edit_binning(edit);
    const struct bin_totals totals = bin_edit_totals(edit);
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        const struct bin_count rows = bin_rows(bin);
        table_row_begin(answer);
        table_add_text(answer, name);
        table_add_text(answer, bin->text);
        table_add_int(answer, bin->count);
        table_add_int(answer, bin->bads);
        table_add_real(answer, rows.count > 0 ? rows.bads / rows.count : NAN);
        table_add_real(answer, bin->weight);
        table_add_real(answer, bin_share(bin, totals));
        table_add_real(answer, binning_p_value(binning, b));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* Facts of the one column that is looked at. */
static void edit_facts(const struct bin_edit *edit, struct table *answer)
{
    static const struct {
        const char *id, *fact;
    } ids[] = {
        { "hand", "cost_hand" },
        { "max_bins", "cost_max_bins" },
        { "min_share", "cost_min_share" },
        { "min_bads", "cost_min_bads" },
        { "min_goods", "cost_min_goods" },
        { "p_value", "cost_p_value" },
        { "min_difference", "cost_min_difference" },
        { "trend", "cost_trend" },
        { "pinned", "cost_pinned" },
        { "forbidden", "cost_forbidden" },
        { "missing", "cost_missing" },
        { "special", "cost_special" },
    };
    struct bin_cost cost[BIN_MOST_COSTS];
    const struct bin_spec *spec = bin_edit_spec(edit);
    bool feasible = true;
    const double optimum = bin_edit_optimum(edit, &feasible);
    table_fact_text(answer, "column", N_("Column"), spec->column);
    table_fact_real(answer, "iv", N_("Information value"), bin_edit_binning(edit)->information_value, 6);
    table_fact_real(answer, "optimum", N_("Optimum under the constraints"), optimum, 6);
    table_fact_flag(answer, "feasible", N_("The constraints can be kept"), feasible);
    if (!spec->nominal) {
        table_fact_text(answer, "trend", N_("Trend asked for"), binning_trend_name(spec->trend));
        table_fact_text(answer, "shape", N_("Shape"), binning_trend_name(binning_shape(bin_edit_binning(edit))));
    }
    const size_t costs = bin_edit_costs(edit, cost);
    for (size_t i = 0; i < costs; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(ids); k++)
            if (!strcmp(ids[k].id, cost[i].id)) table_fact_real(answer, ids[k].fact, cost[i].title, cost[i].cost, 6);
}

/* One column: its edits, its rows, and its spec among the decisions. */
static bool column_bins(struct bins_data *data, size_t column, const struct arguments *arguments, bool alone,
                        double *information, struct table *answer, GError **error)
{
    g_autoptr(bin_edit_t) edit = bins_data_edit(data, column, error);
    if (!edit) return false;
    for (size_t i = 0; i < arguments_count(arguments, "edit"); i++)
        if (!bin_edit_do(edit, arguments_nth(arguments, "edit", i), error)) return false;
    if (alone) edit_facts(edit, answer);
    *information += bin_edit_binning(edit)->information_value;
    bins_put(data->bins, bin_spec_copy(bin_edit_spec(edit)));
    return edit_rows(edit, data->frame->column[column].name, answer, error);
}

/* The column asked for, -1: all. */
static bool column_asked(const struct bins_data *data, const struct arguments *arguments, int *column, GError **error)
{
    const char *name = arguments_text(arguments, "column");
    *column = -1;
    if (!name && data->columns == 1) *column = (int)data->column[0];
    if (!name && *column < 0 && arguments_has(arguments, "edit")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--edit needs --column."),
                         N_("Say which column is to be edited."), NULL);
        return false;
    }
    for (size_t i = 0; name && i < data->columns; i++)
        if (!strcmp(data->frame->column[data->column[i]].name, name)) *column = (int)data->column[i];
    if (!name || *column >= 0) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The file has no column “{1}” that can be binned."),
                     N_("Name a column of its first line that is not the target."), name, NULL);
    return false;
}

static bool all_bins(struct session *session, struct bins_data *data, const struct arguments *arguments, int one,
                     struct table *answer, GError **error)
{
    double information = 0;
    if (one >= 0) return column_bins(data, (size_t)one, arguments, true, &information, answer, error);
    for (size_t i = 0; i < data->columns; i++) {
        if (session_is_cancelled(session, error)) return false;
        session_progress(session, (double)i / (double)data->columns, N_("Binning"));
        if (!column_bins(data, data->column[i], arguments, false, &information, answer, error)) return false;
    }
    table_fact_int(answer, "columns", N_("Columns"), (int64_t)data->columns);
    table_fact_real(answer, "iv", N_("Information value"), information, 6);
    return true;
}

bool model_command_bins(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    g_autoptr(GPtrArray) special = g_ptr_array_new();
    for (size_t i = 0; i < arguments_count(arguments, "special"); i++)
        g_ptr_array_add(special, (gpointer)arguments_nth(arguments, "special", i));
    g_ptr_array_add(special, NULL);
    const struct bins_source source = { .path = arguments_text(arguments, "data"),
                                        .target = arguments_text(arguments, "target"),
                                        .nominal = arguments_text(arguments, "nominal"),
                                        .weight = arguments_text(arguments, "weight"),
                                        .bins = arguments_text(arguments, "bins"),
                                        .missing = arguments_text(arguments, "missing"),
                                        .bad = arguments_text(arguments, "bad"),
                                        .special = (const char *const *)special->pdata };
    const char *out = arguments_text(arguments, "out");
    int column = -1;
    g_autoptr(bins_data_t) data = bins_data_load(&source, error);
    if (!data || !column_asked(data, arguments, &column, error)) return false;
    table_set_columns(answer, bins_columns, G_N_ELEMENTS(bins_columns));
    table_fact_int(answer, "rows", N_("Rows"), (int64_t)data->frame->rows);
    table_fact_int(answer, "bads", N_("Bads"), (int64_t)data->bads);
    if (!all_bins(session, data, arguments, column, answer, error)) return false;
    return !out || bins_save(data->bins, out, arguments_has(arguments, "replace"), error);
}
