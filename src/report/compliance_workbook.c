/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook for an audit: what the law asks, the state in numbers, and the registers, a sheet each, every one of
 * them the answer of its own command under the reader's own rights. */
#include "report/words.h"
#include "report/workbook.h"

static const struct {
    const char *command, *name;
} sheets[] = {
    { "law.compliance", N_("What the law asks") },
    { "compliance.state", N_("The state in numbers") },
    { "incident.list", N_("Incidents") },
    { "assessment.list", N_("Impact assessments") },
    { "agreement.list", N_("Agreements") },
    { "transfer.list", N_("Transfers") },
    { "retention.certificates", N_("Certificates") },
};

static bool add_sheet(struct workbook *workbook, size_t index, GError **error)
{
    const struct command *command = command_find(sheets[index].command);
    g_autoptr(arguments_t) inner = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    return command_run(command, workbook->session, inner, answer, error) &&
           report_workbook_add_table(workbook, workbook_word(workbook, sheets[index].name), answer, error);
}

bool report_command_compliance(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    int64_t rows = 0, made = 0;
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "export.compliance");
    for (size_t i = 0; i < G_N_ELEMENTS(sheets); i++)
        if (!add_sheet(workbook, i, error)) return false;
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &made, error);
    if (digest == NULL) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), made);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
