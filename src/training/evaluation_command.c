/* SPDX-License-Identifier: Apache-2.0 */
/* `model evaluate`. The workbook is made by the command `export model`, called through the door like any other, so
 * that it has its right and its line in the log. */
#include "training/evaluation_run.h"
#include "training/training.h"

#include <string.h>

static bool write_report(struct session *session, const struct arguments *arguments, GError **error)
{
    static const char *const passed[] = { "model",    "data",      "target",  "weight", "rows", "since", "cutoff",
                                          "cost-bad", "cost-good", "approve", "by",     "fair", "folds" };
    const struct command *command = command_find("export.model");
    g_autoptr(arguments_t) inner = arguments_new(command);
    g_autoptr(table_t) made = table_new();
    if (!arguments_set(inner, "file", arguments_text(arguments, "report"), error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(passed); i++)
        for (size_t n = 0; n < arguments_count(arguments, passed[i]); n++)
            if (!arguments_set(inner, passed[i], arguments_nth(arguments, passed[i], n), error)) return false;
    if (arguments_has(arguments, "replace") && !arguments_set(inner, "replace", "yes", error)) return false;
    return command_run(command, session, inner, made, error);
}

bool model_command_evaluate(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_auto(evaluation_run_t) run = { 0 };
    const char *part = arguments_text(arguments, "part");
    const char *report = arguments_text(arguments, "report");
    // without a part, the rows are of what was asked for
    if (!part)
        part = arguments_has(arguments, "fair")    ? "fairness"
               : arguments_has(arguments, "by")    ? "segments"
               : arguments_has(arguments, "folds") ? "folds"
                                                   : "summary";
    if (!evaluation_run(&run, session, arguments, error)) return false;
    evaluation_facts(&run, answer);
    if (!evaluation_part(&run, part, arguments, answer, error)) return false;
    if (!report) return true;
    if (!write_report(session, arguments, error)) return false;
    table_fact_text(answer, "report", N_("Workbook"), report);
    return true;
}
