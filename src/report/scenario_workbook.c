/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook of a file's scenarios: the list, then each one as `scenario replay` answers it today, through the same
 * door. A scenario that cannot be replayed any more has its reason in the place of its figures. */
#include "report/words.h"
#include "report/workbook.h"

#include <string.h>

static const struct column refusal_columns[] = {
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT },
    { .id = "why", .title = N_("Cannot be replayed"), .type = VALUE_TEXT },
    { .id = "next", .title = N_("Next"), .type = VALUE_TEXT },
};

static struct table *ask(struct session *session, const char *id, int64_t subject, const char *scenario, GError **error)
{
    const struct command *command = command_find(id);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    if (!arguments_set(arguments, "subject", number, error) ||
        (scenario != NULL && !arguments_set(arguments, "scenario", scenario, error)) ||
        !command_run(command, session, arguments, answer, error))
        return NULL;
    return g_steal_pointer(&answer);
}

static bool add_refusal(struct table *refused, const char *name, const struct workbook *workbook, const GError *cause,
                        GError **error)
{
    g_autofree char *why = bureau_error_message(cause, workbook->translate);
    g_autofree char *next = bureau_error_next(cause, workbook->translate);
    table_row_begin(refused);
    table_add_text(refused, name);
    table_add_text(refused, why);
    table_add_text(refused, next);
    return table_row_end(refused, error);
}

static bool add_scenario(struct workbook *workbook, int64_t subject, const struct table *list, size_t row,
                         struct table *refused, GError **error)
{
    const struct cell *cells = table_row(list, row);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, cells[0].integer);
    g_autoptr(GError) cause = NULL;
    g_autoptr(table_t) answer = ask(workbook->session, "scenario.replay", subject, number, &cause);
    if (answer != NULL) return report_workbook_add_table(workbook, cells[1].text, answer, error);
    if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED) ||
        g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND))
        return add_refusal(refused, cells[1].text, workbook, cause, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool fill(struct workbook *workbook, int64_t subject, GError **error)
{
    g_autoptr(table_t) list = ask(workbook->session, "scenario.list", subject, NULL, error), refused = table_new();
    if (list == NULL || !report_workbook_add_table(workbook, workbook_word(workbook, N_("Scenarios")), list, error))
        return false;
    table_set_columns(refused, refusal_columns, G_N_ELEMENTS(refusal_columns));
    for (size_t row = 0; row < table_row_count(list); row++)
        if (!add_scenario(workbook, subject, list, row, refused, error)) return false;
    return table_row_count(refused) == 0 ||
           report_workbook_add_table(workbook, workbook_word(workbook, N_("Cannot be replayed")), refused, error);
}

bool report_command_scenarios(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    int64_t rows = 0, sheets = 0;
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "scenario.export");
    workbook->about_subject = subject;
    const bool filled = fill(workbook, subject, error);
    session->audited_subject = subject; /* the commands inside have set their own */
    if (!filled) return false;
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, error);
    if (digest == NULL) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), sheets);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
