/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook of a subject. What a sheet shows is what the command of that name answers, through the same door: the
 * same rights, the same masks, the same record of the look. */
#include "report/history_sheet.h"
#include "report/words.h"
#include "subject/shown.h"

#include <string.h>

/* The head of the report says how much of it is disputed, whoever may see the disputes themselves. */
static bool add_head(struct workbook *workbook, const char *id, struct table *answer, GError **error)
{
    int64_t open;
    if (strcmp(id, "subject.show") != 0) return true;
    if (!report_open_disputes(workbook->session, workbook->about_subject, &open, error)) return false;
    table_fact_int(answer, "open_disputes", N_("Open disputes"), open);
    return true;
}

/* Runs another command for the same subject and makes sheets of its answer. A part that this person may not see is left
 * out; a command that finds nothing gives an empty sheet. */
static bool add_command(struct workbook *workbook, const char *id, const char *argument, const char *value,
                        const char *facts_name, const char *rows_name, GError **error)
{
    const struct command *command = command_find(id);
    if (command == NULL || command->run == NULL || command_why_not(command, workbook->session) != NULL) return true;
    g_autoptr(arguments_t) arguments = arguments_new(command);
    if (argument != NULL && !arguments_set(arguments, argument, value, error)) return false;
    g_autoptr(table_t) answer = table_new();
    g_autoptr(GError) found = NULL;
    if (!command_run(command, workbook->session, arguments, answer, &found)) {
        if (g_error_matches(found, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return true;
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (!add_head(workbook, id, answer, error)) return false;
    if (facts_name != NULL && table_fact_count(answer) > 0 &&
        !sheet_facts(workbook, workbook_word(workbook, facts_name), answer, error))
        return false;
    if (rows_name == NULL || table_column_count(answer) == 0) return true;
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, rows_name), table_column(answer, 0),
                     table_column_count(answer), error))
        return false;
    for (size_t row = 0; row < table_row_count(answer); row++)
        if (!sheet_row(&sheet, table_row(answer, row), error)) return false;
    return sheet_end(&sheet, error);
}

// clang-format off
static const struct part {
    const char *command, *facts, *rows;
} before[] = {
    { "subject.show",      N_("Summary"),   N_("Accounts") },
}, behind[] = {
    { "subject.enquiries", NULL,            N_("Enquiries") },
    { "subject.public",    NULL,            N_("Public records") },
    { "subject.means",     NULL,            N_("Means and behaviour") },
    { "dispute.list",      NULL,            N_("Disputes") },
    { "score.show",        N_("Score"),     N_("Points and reasons") },
};
// clang-format on

static bool add_parts(struct workbook *workbook, const struct part *parts, size_t count, const char *subject,
                      GError **error)
{
    for (size_t index = 0; index < count; index++) {
        session_progress(workbook->session, (double)index / (double)count, parts[index].rows);
        if (!add_command(workbook, parts[index].command, "subject", subject, parts[index].facts, parts[index].rows,
                         error))
            return false;
    }
    return true;
}

/* What is disputed at this moment, beside the cases themselves. */
static bool add_marks(struct workbook *workbook, const struct dossier *dossier, GError **error)
{
    static const struct column columns[] = {
        { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER },
        { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
        { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
        { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD" },
        { .id = "kind", .title = N_("Mark"), .type = VALUE_CODE, .group = "MARK_KIND" },
    };
    if (dossier->marks->len == 0) return true;
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, N_("Marks")), columns, G_N_ELEMENTS(columns), error))
        return false;
    for (guint index = 0; index < dossier->marks->len; index++) {
        const struct mark_seen *mark = g_ptr_array_index(dossier->marks, index);
        const struct cell row[] = {
            { .integer = mark->dispute },
            { .integer = mark->account, .is_null = mark->account == 0 },
            { .integer = mark->month.index, .is_null = !month_is_set(mark->month) },
            { .text = mark->field, .is_null = mark->field == NULL },
            { .text = mark->kind, .is_null = mark->kind == NULL },
        };
        if (!sheet_row(&sheet, row, error)) return false;
    }
    return sheet_end(&sheet, error);
}

/* What was said beside the items, in full. */
static bool add_statements(struct workbook *workbook, const struct dossier *dossier, GError **error)
{
    static const struct column columns[] = {
        { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "STATEMENT_KIND" },
        { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
        { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
        { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD" },
        { .id = "text", .title = N_("Text"), .type = VALUE_TEXT },
        { .id = "author", .title = N_("Author"), .type = VALUE_TEXT },
        { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    };
    if (dossier->statements->len == 0) return true;
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, N_("Statements")), columns, G_N_ELEMENTS(columns),
                     error))
        return false;
    for (guint index = 0; index < dossier->statements->len; index++) {
        const struct statement_seen *statement = g_ptr_array_index(dossier->statements, index);
        const struct cell row[] = {
            { .text = statement->kind },
            { .integer = statement->account, .is_null = statement->account == 0 },
            { .integer = statement->month.index, .is_null = !month_is_set(statement->month) },
            { .text = statement->field, .is_null = statement->field == NULL },
            { .text = statement->text },
            { .text = statement->author },
            { .integer = statement->day.days, .is_null = !date_is_set(statement->day) },
        };
        if (!sheet_row(&sheet, row, error)) return false;
    }
    return sheet_end(&sheet, error);
}

static bool fill(struct workbook *workbook, int64_t subject, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    if (!add_parts(workbook, before, G_N_ELEMENTS(before), number, error)) return false;
    struct dossier *dossier = workbook->shown = dossier_load(workbook->session, subject, error);
    return dossier != NULL && history_grid(workbook, dossier, error) && history_months(workbook, dossier, error) &&
           history_amounts(workbook, dossier, error) && add_marks(workbook, dossier, error) &&
           add_statements(workbook, dossier, error) && add_parts(workbook, behind, G_N_ELEMENTS(behind), number, error);
}

bool report_command_subject(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    int64_t subject = arguments_int(arguments, "subject", 0), rows = 0, sheets = 0, report = 0;
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "export.subject");
    workbook->about_subject = subject;
    workbook->report = &report;
    bool filled = fill(workbook, subject, error);
    session->audited_subject = subject; /* the commands inside have set their own */
    if (!filled) return false;
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, error);
    session->audited_subject = subject;
    if (digest == NULL) return false;
    table_fact_int(answer, "report", N_("Report"), report);
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), sheets);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
