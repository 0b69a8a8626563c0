/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook of a model judged on a file: the figures, then a sheet a part with its rows and its charts. */
#include "report/model_charts.h"
#include "report/words.h"
#include "training/evaluation_run.h"

#include <string.h>

#define GOOD_COLOUR 0x2E7D32
#define BAD_COLOUR  0xB23C17
#define MAIN_COLOUR 0x1F5C99
#define PALE_COLOUR 0x9AA5B1

#define LINES   LXW_CHART_SCATTER_STRAIGHT
#define COLUMNS LXW_CHART_COLUMN

static const struct part {
    const char *part, *name; /* name: msgid of the sheet */
    const char *needs;       /* option without which there is no such sheet; NULL */
    struct model_chart chart[2];
} parts[] = {
    { "roc",
      N_("ROC"),
      NULL,
      { { .type = LINES,
          .title = N_("ROC curve"),
          .x_title = N_("False positive rate"),
          .y_title = N_("True positive rate"),
          .x_number = "0%",
          .y_number = "0%",
          .unit_x = true,
          .unit_y = true,
          .series = 2,
          .line = { { .x = "goods", .y = "bads", .colour = MAIN_COLOUR, .name = N_("Model") },
                    { .x = "goods", .y = "goods", .colour = PALE_COLOUR, .thin = true, .name = N_("Chance") } } } } },
    { "cutoffs",
      N_("KS and cut-offs"),
      NULL,
      { { .type = LINES,
          .title = N_("KS: goods and bads below a score"),
          .x_title = N_("Score"),
          .y_title = N_("Share below"),
          .y_number = "0%",
          .unit_y = true,
          .series = 2,
          .line = { { .x = "score", .y = "bads_refused", .colour = BAD_COLOUR, .name = N_("Bads") },
                    { .x = "score", .y = "goods_refused", .colour = GOOD_COLOUR, .name = N_("Goods") } } },
        { .type = LINES,
          .title = N_("What a cut-off accepts"),
          .x_title = N_("Cut-off"),
          .y_title = N_("Share"),
          .y_number = "0%",
          .unit_y = true,
          .series = 2,
          .line = { { .x = "score", .y = "approval_rate", .colour = MAIN_COLOUR },
                    { .x = "score", .y = "accepted_bad_rate", .colour = BAD_COLOUR } } } } },
    { "distribution",
      N_("Scores"),
      NULL,
      { { .type = COLUMNS,
          .title = N_("Scores of goods and bads"),
          .x_title = N_("Score from"),
          .y_title = N_("Share"),
          .y_number = "0%",
          .series = 2,
          .line = { { .x = "from", .y = "goods_share", .colour = GOOD_COLOUR },
                    { .x = "from", .y = "bads_share", .colour = BAD_COLOUR } } } } },
    { "lift",
      N_("Lift"),
      NULL,
      { { .type = COLUMNS,
          .title = N_("Lift by tenth, from the riskiest"),
          .x_title = N_("Tenth"),
          .y_title = N_("Lift"),
          .y_number = "0.0",
          .series = 1,
          .line = { { .x = "band", .y = "lift", .colour = MAIN_COLOUR } } },
        { .type = LINES,
          .title = N_("Gains"),
          .x_title = N_("Rows so far"),
          .y_title = N_("Bads found so far"),
          .x_number = "0%",
          .y_number = "0%",
          .unit_x = true,
          .unit_y = true,
          .series = 2,
          .line = { { .x = "rows_so_far", .y = "gain", .colour = MAIN_COLOUR, .name = N_("Model") },
                    { .x = "rows_so_far",
                      .y = "rows_so_far",
                      .colour = PALE_COLOUR,
                      .thin = true,
                      .name = N_("Chance") } } } } },
    { "calibration",
      N_("Calibration"),
      NULL,
      { { .type = LINES,
          .title = N_("Reliability: foretold and observed"),
          .x_title = N_("Foretold"),
          .y_title = N_("Observed"),
          .x_number = "0%",
          .y_number = "0%",
          .series = 2,
          .line = { { .x = "expected", .y = "observed", .colour = MAIN_COLOUR, .name = N_("Model") },
                    { .x = "expected",
                      .y = "expected",
                      .colour = PALE_COLOUR,
                      .thin = true,
                      .name = N_("Perfect") } } } } },
    { "confusion",
      N_("Confusion matrix"),
      NULL,
      { { .type = COLUMNS,
          .title = N_("Accepted and refused at the cut-off"),
          .x_title = N_("Outcome"),
          .y_title = N_("Rows"),
          .series = 2,
          .line = { { .x = "outcome", .y = "accepted", .colour = GOOD_COLOUR },
                    { .x = "outcome", .y = "refused", .colour = BAD_COLOUR } } } } },
    { "psi",
      N_("Stability"),
      "reference",
      { { .type = COLUMNS,
          .title = N_("Scores then and now (PSI)"),
          .x_title = N_("Score"),
          .y_title = N_("Share"),
          .y_number = "0%",
          .series = 2,
          .line = { { .x = "group", .y = "share_then", .colour = PALE_COLOUR },
                    { .x = "group", .y = "share_now", .colour = MAIN_COLOUR } } } } },
    { "segments",
      N_("Segments"),
      "by",
      { { .type = COLUMNS,
          .title = N_("AUC by segment"),
          .x_title = N_("Group"),
          .y_title = N_("AUC"),
          .y_number = "0.00",
          .series = 1,
          .line = { { .x = "group", .y = "auc", .colour = MAIN_COLOUR } } } } },
    { "fairness",
      N_("Fairness"),
      "fair",
      { { .type = COLUMNS,
          .title = N_("Approval rate by group"),
          .x_title = N_("Group"),
          .y_title = N_("Approval rate"),
          .y_number = "0%",
          .unit_y = true,
          .series = 1,
          .line = { { .x = "group", .y = "approval_rate", .colour = MAIN_COLOUR } } } } },
    { "folds", N_("Folds"), "folds", { { 0 } } },
};

/* The rows that a chart draws: of stability those of the score, which stand first; of the matrix not the sum. */
static size_t rows_drawn(const struct part *part, const struct table *table)
{
    const size_t rows = table_row_count(table);
    if (!strcmp(part->part, "confusion")) return rows - 1;
    if (strcmp(part->part, "psi")) return rows;
    size_t drawn = 0;
    while (drawn < rows && !strcmp(table_row(table, drawn)[0].text, "score"))
        drawn++;
    return drawn;
}

static bool add_part(struct workbook *workbook, const struct evaluation_run *run, const struct part *part,
                     const struct arguments *arguments, GError **error)
{
    g_autoptr(table_t) table = table_new();
    g_auto(sheet_t) sheet = { 0 };
    if (!evaluation_part(run, part->part, arguments, table, error)) return false;
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, part->name), table_column(table, 0),
                     table_column_count(table), error))
        return false;
    const struct made_sheet *made = g_ptr_array_index(workbook->made, workbook->made->len - 1);
    for (size_t row = 0; row < table_row_count(table); row++)
        if (!sheet_row(&sheet, table_row(table, row), error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(part->chart) && part->chart[i].series; i++)
        if (!model_chart_add(&sheet, made->name, rows_drawn(part, table), i, &part->chart[i], error)) return false;
    return sheet_end(&sheet, error);
}

static bool is_wanted(const struct part *part, const struct evaluation_run *run, const struct arguments *arguments)
{
    if (!part->needs) return true;
    if (!strcmp(part->needs, "reference")) return run->reference != NULL;
    return arguments_has(arguments, part->needs);
}

bool report_command_model(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    int64_t rows = 0, sheets = 0;
    g_auto(evaluation_run_t) run = { 0 };
    // the place first: nobody waits for a workbook that may not be written
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "export.model");
    if (!evaluation_run(&run, session, arguments, error)) return false;
    g_autoptr(table_t) facts = table_new();
    evaluation_facts(&run, facts);
    if (!sheet_facts(workbook, workbook_word(workbook, N_("Summary")), facts, error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (is_wanted(&parts[i], &run, arguments) && !add_part(workbook, &run, &parts[i], arguments, error))
            return false;
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, error);
    if (digest == NULL) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), sheets);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
