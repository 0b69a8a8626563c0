/* SPDX-License-Identifier: Apache-2.0 */
/* Figures by month over all accounts in the file's main currency, and the charts that show them: drawn by the
 * spreadsheet from the cells, so that they follow what a person changes there. */
#include "report/history_sheet.h"

#include <string.h>

// clang-format off
static const struct column month_columns[] = {
    { .id = "month",       .title = N_("Month"),            .type = VALUE_MONTH },
    { .id = "balance",     .title = N_("Balance"),          .type = VALUE_MONEY },
    { .id = "limit",       .title = N_("Revolving limits"), .type = VALUE_MONEY },
    { .id = "utilisation", .title = N_("Utilisation"),      .type = VALUE_PERCENT },
    { .id = "past_due",    .title = N_("Past due"),         .type = VALUE_MONEY },
    { .id = "late_1",      .title = N_("1–30 days late"),   .type = VALUE_INTEGER },
    { .id = "late_2",      .title = N_("31–60 days late"),  .type = VALUE_INTEGER },
    { .id = "late_3",      .title = N_("61–90 days late"),  .type = VALUE_INTEGER },
    { .id = "late_4",      .title = N_("over 90 days late"), .type = VALUE_INTEGER },
};
// clang-format on
enum { MONTH, BALANCE, LIMIT, UTILISATION, PAST_DUE, LATE_1, LATE_4 = LATE_1 + 3, MONTH_COLUMNS };
G_STATIC_ASSERT(G_N_ELEMENTS(month_columns) == MONTH_COLUMNS);

struct month_sum {
    int64_t balance, limit, used, past_due; /* `used`: balance of the accounts that have a limit */
    bool has_balance, has_past_due;
    int late[4];
};

static void add_amount(int64_t *sum, bool *known, const int64_t *series, size_t at)
{
    if (series == NULL || series[at] == MONEY_UNKNOWN) return;
    *sum += series[at];
    *known = true;
}

static void add_account(struct month_sum *sum, const struct account *account, struct month month, const char *currency)
{
    const struct history *history = &account->history;
    int32_t at = month.index - history->first.index;
    if (at < 0 || at >= (int32_t)history->length) return;
    int late = history_months_late(history->states[at]);
    if (late > 0) sum->late[MIN(late, 4) - 1]++;
    if (strcmp(account->currency, currency) != 0) return;
    int64_t balance = 0;
    bool known = false;
    add_amount(&balance, &known, history->balance, (size_t)at);
    add_amount(&sum->past_due, &sum->has_past_due, history->past_due, (size_t)at);
    if (known) sum->balance += balance;
    sum->has_balance = sum->has_balance || known;
    if (!known || account->type == NULL || account->type[0] != 'R' || account->amount == MONEY_UNKNOWN ||
        account->amount <= 0)
        return;
    sum->limit += account->amount;
    sum->used += balance;
}

static bool month_row(struct sheet *sheet, const struct dossier *dossier, struct month month, const char *currency,
                      GError **error)
{
    struct month_sum sum = { 0 };
    for (guint index = 0; index < dossier->accounts->len; index++)
        add_account(&sum, g_ptr_array_index(dossier->accounts, index), month, currency);
    struct cell row[MONTH_COLUMNS] = {
        [MONTH] = { .integer = month.index },
        [BALANCE] = { .integer = sum.balance, .is_null = !sum.has_balance },
        [LIMIT] = { .integer = sum.limit, .is_null = sum.limit == 0 },
        [UTILISATION] = { .real = sum.limit > 0 ? (double)sum.used / (double)sum.limit : 0, .is_null = sum.limit == 0 },
        [PAST_DUE] = { .integer = sum.past_due, .is_null = !sum.has_past_due },
    };
    for (int late = 0; late < 4; late++)
        row[LATE_1 + late].integer = sum.late[late];
    return sheet_row(sheet, row, error);
}

/* A chart of some columns against the months. */
static bool add_chart(struct sheet *sheet, const char *page_name, uint8_t type, const char *title, const int *columns,
                      const lxw_color_t *colours, size_t count, uint32_t at_row, const char *number, GError **error)
{
    struct workbook *workbook = sheet->workbook;
    uint32_t last = sheet->row - 1;
    lxw_chart *chart = workbook_add_chart(workbook->book, type);
    if (chart == NULL) return workbook_check(LXW_ERROR_MEMORY_MALLOC_FAILED, error);
    for (size_t index = 0; index < count; index++) {
        uint16_t column = (uint16_t)columns[index];
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        chart_series_set_categories(series, page_name, 1, MONTH, last, MONTH);
        chart_series_set_values(series, page_name, 1, column, last, column);
        chart_series_set_name_range(series, page_name, 0, column);
        lxw_chart_line line = { .color = colours[index], .width = 2.25f };
        lxw_chart_fill fill = { .color = colours[index] };
        if (type == LXW_CHART_LINE)
            chart_series_set_line(series, &line);
        else
            chart_series_set_fill(series, &fill);
    }
    chart_title_set_name(chart, workbook_word(workbook, title));
    chart_axis_set_num_format(chart->x_axis, "yyyy-mm");
    chart_axis_set_num_format(chart->y_axis, number);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    lxw_chart_options place = { .x_scale = 1.4, .y_scale = 1.0 };
    return workbook_check(worksheet_insert_chart_opt(sheet->page, at_row, MONTH_COLUMNS + 1, chart, &place), error);
}

static bool add_charts(struct sheet *sheet, const char *page_name, GError **error)
{
    static const int amounts[] = { BALANCE, LIMIT }, shares[] = { UTILISATION },
                     late[] = { LATE_1, LATE_1 + 1, LATE_1 + 2, LATE_4 };
    static const lxw_color_t amount_colours[] = { 0x1F5C99, 0x9AA5B1 }, share_colours[] = { 0x8A4FA0 },
                             late_colours[] = { 0xF1C232, 0xE69138, 0xCC4125, 0x7F0000 };
    return add_chart(sheet, page_name, LXW_CHART_LINE, N_("Balance and limits by month"), amounts, amount_colours, 2, 1,
                     "#,##0", error) &&
           add_chart(sheet, page_name, LXW_CHART_LINE, N_("Utilisation by month"), shares, share_colours, 1, 17, "0%",
                     error) &&
           add_chart(sheet, page_name, LXW_CHART_COLUMN_STACKED, N_("Accounts late by month"), late, late_colours, 4,
                     33, "0", error);
}

bool history_months(struct workbook *workbook, const struct dossier *dossier, GError **error)
{
    struct month first, last;
    if (!history_range(dossier, &first, &last)) return true;
    struct summary summary = dossier_summary(dossier);
    const char *name = workbook_word(workbook, N_("Months"));
    struct column columns[MONTH_COLUMNS];
    memcpy(columns, month_columns, sizeof columns);
    for (size_t index = 0; index < MONTH_COLUMNS; index++)
        if (columns[index].type == VALUE_MONEY) columns[index].unit = summary.currency;
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, name, columns, MONTH_COLUMNS, error)) return false;
    const struct made_sheet *made = g_ptr_array_index(workbook->made, workbook->made->len - 1);
    for (int32_t index = first.index; index <= last.index; index++)
        if (!month_row(&sheet, dossier, (struct month){ index }, summary.currency, error)) return false;
    return add_charts(&sheet, made->name, error) && sheet_end(&sheet, error);
}
