/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook of the desk: its numbers, what each of them counts, the furnishers by their errors, and what is waited
 * for, every sheet the answer of its own command under the reader's own rights. */
#include "desk/desk.h"
#include "report/model_charts.h"
#include "report/words.h"

#include <string.h>

#define MAIN_COLOUR 0x1F5C99
#define GOOD_COLOUR 0x2E7D32
#define BAD_COLOUR  0xB23C17

static const struct part {
    const char *command, *by, *name; /* by: the lines of one kind; NULL: all */
    struct model_chart chart;
} parts[] = {
    { "desk.figures", "total", N_("All"), { 0 } },
    { "desk.figures",
      "month",
      N_("By month"),
      { .type = LXW_CHART_COLUMN,
        .title = N_("Received, in time, breached"),
        .x_title = N_("Month"),
        .y_title = N_("Cases"),
        .series = 3,
        .line = { { .x = "value", .y = "received", .colour = MAIN_COLOUR },
                  { .x = "value", .y = "in_time", .colour = GOOD_COLOUR },
                  { .x = "value", .y = "breached", .colour = BAD_COLOUR } } } },
    { "desk.figures",
      "group",
      N_("By group of reasons"),
      { .type = LXW_CHART_COLUMN,
        .title = N_("Upheld share by group of reasons"),
        .x_title = N_("Group"),
        .y_title = N_("Upheld share"),
        .y_number = "0%",
        .unit_y = true,
        .series = 1,
        .line = { { .x = "value", .y = "upheld_share", .colour = MAIN_COLOUR } } } },
    { "desk.figures", "reason", N_("By reason"), { 0 } },
    { "desk.figures", "outcome", N_("By outcome"), { 0 } },
    { "desk.figures", "channel", N_("By channel"), { 0 } },
    { "desk.furnishers",
      NULL,
      N_("Furnishers by errors"),
      { .type = LXW_CHART_COLUMN,
        .title = N_("Errors in disputed items: at least (95 %)"),
        .x_title = N_("Furnisher"),
        .y_title = N_("Share"),
        .y_number = "0%",
        .series = 1,
        .line = { { .x = "furnisher", .y = "wilson", .colour = BAD_COLOUR } } } },
};

static const struct column definition_columns[] = {
    { .id = "figure", .title = N_("Figure"), .type = VALUE_TEXT },
    { .id = "says", .title = N_("What it counts"), .type = VALUE_TEXT },
};

static bool add_definitions(struct workbook *workbook, GError **error)
{
    g_autoptr(table_t) table = table_new();
    table_set_columns(table, definition_columns, G_N_ELEMENTS(definition_columns));
    const struct desk_meaning *each;
    for (size_t i = 0; (each = desk_meaning_at(i)) != NULL; i++) {
        table_row_begin(table);
        table_add_text(table, workbook_word(workbook, each->name));
        table_add_text(table, workbook_word(workbook, each->says));
        if (!table_row_end(table, error)) return false;
    }
    return report_workbook_add_table(workbook, workbook_word(workbook, N_("Definitions")), table, error);
}

static struct table *ask(struct workbook *workbook, const char *id, const struct arguments *arguments, GError **error)
{
    static const char *const options[] = { "from", "to" };
    const struct command *command = command_find(id);
    g_autoptr(arguments_t) inner = arguments_new(command);
    g_autoptr(table_t) table = table_new();
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (arguments_has(arguments, options[i]) &&
            !arguments_set(inner, options[i], arguments_text(arguments, options[i]), error))
            return NULL;
    return command_run(command, workbook->session, inner, table, error) ? g_steal_pointer(&table) : NULL;
}

static bool add_part(struct workbook *workbook, const struct part *part, const struct table *table, GError **error)
{
    g_auto(sheet_t) sheet = { 0 };
    size_t rows = 0;
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, part->name), table_column(table, 0),
                     table_column_count(table), error))
        return false;
    const struct made_sheet *made = g_ptr_array_index(workbook->made, workbook->made->len - 1);
    for (size_t i = 0; i < table_row_count(table); i++) {
        if (part->by != NULL && strcmp(table_row(table, i)[0].text, part->by) != 0) continue;
        if (!sheet_row(&sheet, table_row(table, i), error)) return false;
        rows++;
    }
    if (part->chart.series > 0 && rows > 0 && !model_chart_add(&sheet, made->name, rows, 0, &part->chart, error))
        return false;
    return sheet_end(&sheet, error);
}

bool report_command_desk(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    int64_t rows = 0, sheets = 0;
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "export.desk");
    g_autoptr(table_t) figures = ask(workbook, "desk.figures", arguments, error);
    g_autoptr(table_t) furnishers = figures != NULL ? ask(workbook, "desk.furnishers", arguments, error) : NULL;
    if (furnishers == NULL) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!add_part(workbook, &parts[i], parts[i].by != NULL ? figures : furnishers, error)) return false;
    if (!add_definitions(workbook, error)) return false;
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, error);
    if (digest == NULL) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), sheets);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
