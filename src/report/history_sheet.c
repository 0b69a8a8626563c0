/* SPDX-License-Identifier: Apache-2.0 */
/* See history_sheet.h. The grid and the long table. */
#include "report/history_sheet.h"

#include <string.h>

enum { GRID_LABELS = 4, GRID_MOST_MONTHS = 600 };

bool history_range(const struct dossier *dossier, struct month *first, struct month *last)
{
    *first = *last = MONTH_NONE;
    for (guint index = 0; index < dossier->accounts->len; index++) {
        const struct history *history = &((const struct account *)g_ptr_array_index(dossier->accounts, index))->history;
        if (history->length == 0) continue;
        int32_t begins = history->first.index, ends = begins + (int32_t)history->length - 1;
        if (!month_is_set(*first) || begins < first->index) first->index = begins;
        if (!month_is_set(*last) || ends > last->index) last->index = ends;
    }
    if (!month_is_set(*first)) return false;
    if (last->index - first->index >= GRID_MOST_MONTHS) first->index = last->index - GRID_MOST_MONTHS + 1;
    return true;
}

/* ---- the grid ---- */

/* States and what they look like: late ones from yellow to dark red, ended ones grey. */
static const struct {
    const char *states;
    lxw_color_t fill, ink;
} looks[] = {
    { "N", 0xD9EAD3, 0x1E5A1E },    { "M", 0xE8F0C8, 0x4A5A00 },  { "1", 0xFFF2CC, 0x7F6000 },
    { "2", 0xFCE0B0, 0x7F4A00 },    { "3", 0xF9CB9C, 0x7F3000 },  { "4567", 0xEA9999, 0x660000 },
    { "B", 0x990000, 0xFFFFFF },    { "DZ", 0xD5A6BD, 0x4C1130 }, { "CG", 0xD9D9D9, 0x444444 },
    { "*#/A", 0xF3F3F3, 0x888888 },
};

static bool colour_state(lxw_worksheet *page, uint32_t last_row, uint16_t last_column, char state, lxw_format *format,
                         GError **error)
{
    /* '*' is a wildcard in a text rule; the cell rule compares what is there. A flag behind a state keeps its colour.
     */
    g_autofree char *plain = g_strdup_printf("\"%c\"", state), *flagged = g_strdup_printf("\"%c⚑\"", state);
    char *const values[] = { plain, flagged };
    for (size_t index = 0; index < G_N_ELEMENTS(values); index++) {
        lxw_conditional_format rule = { .type = LXW_CONDITIONAL_TYPE_CELL,
                                        .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                        .value_string = values[index],
                                        .format = format };
        if (!workbook_check(worksheet_conditional_format_range(page, 1, GRID_LABELS, last_row, last_column, &rule),
                            error))
            return false;
    }
    return true;
}

static bool colour_grid(struct workbook *workbook, lxw_worksheet *page, uint32_t last_row, uint16_t last_column,
                        GError **error)
{
    for (size_t look = 0; look < G_N_ELEMENTS(looks); look++) {
        lxw_format *format = workbook_add_format(workbook->book);
        format_set_bg_color(format, looks[look].fill);
        format_set_font_color(format, looks[look].ink);
        for (const char *state = looks[look].states; *state != '\0'; state++)
            if (!colour_state(page, last_row, last_column, *state, format, error)) return false;
    }
    return true;
}

static bool grid_header(struct workbook *workbook, lxw_worksheet *page, struct month first, struct month last,
                        GError **error)
{
    static const char *const titles[GRID_LABELS] = { N_("Account"), N_("Furnisher"), N_("Type"), N_("Currency") };
    lxw_format *month = workbook_add_format(workbook->book);
    format_set_bold(month);
    format_set_bg_color(month, 0xDDE6F0);
    format_set_bottom(month, LXW_BORDER_THIN);
    format_set_num_format(month, "yyyy-mm");
    format_set_rotation(month, 90);
    format_set_align(month, LXW_ALIGN_CENTER);
    for (uint16_t column = 0; column < GRID_LABELS; column++)
        if (!cell_write_text(page, 0, column, workbook_word(workbook, titles[column]), workbook->header, error))
            return false;
    for (int32_t index = first.index; index <= last.index; index++)
        if (!cell_write_month(workbook, page, 0, (uint16_t)(GRID_LABELS + index - first.index), (struct month){ index },
                              month, error))
            return false;
    return true;
}

/* Borrowed, as source_label() gives it. */
static const char *furnisher_label(struct workbook *workbook, const struct account *account)
{
    const char *label = source_label(workbook->session->store, account->source, workbook->language);
    return label != NULL && label[0] != '\0' ? label : account->furnisher;
}

static bool grid_row(struct workbook *workbook, lxw_worksheet *page, uint32_t row, const struct dossier *dossier,
                     const struct account *account, struct month first, lxw_format *centre, GError **error)
{
    const struct history *history = &account->history;
    const char *furnisher = furnisher_label(workbook, account);
    const char *type = codes_label("ACCOUNT_TYPE", account->type, workbook->language);
    if (!workbook_check(worksheet_write_number(page, row, 0, (double)account->id, NULL), error) ||
        !cell_write_text(page, row, 1, furnisher, NULL, error) || !cell_write_text(page, row, 2, type, NULL, error) ||
        !cell_write_text(page, row, 3, account->currency, NULL, error))
        return false;
    for (size_t at = 0; at < history->length; at++) {
        int32_t column = history->first.index + (int32_t)at - first.index;
        if (column < 0) continue;
        struct month month = { history->first.index + (int32_t)at };
        g_autofree char *text =
            g_strdup_printf("%c%s", history->states[at], dossier_is_marked(dossier, account->id, month) ? "⚑" : "");
        if (!cell_write_text(page, row, (uint16_t)(GRID_LABELS + column), text, centre, error)) return false;
    }
    workbook_count_row(workbook);
    return true;
}

/* What the letters mean, under the grid. */
static bool grid_legend(struct workbook *workbook, lxw_worksheet *page, uint32_t row, GError **error)
{
    static const char *const states[] = { "N", "M", "1", "2", "3", "4", "5", "6", "7",
                                          "B", "C", "D", "Z", "G", "*", "#", "/" };
    for (size_t index = 0; index < G_N_ELEMENTS(states); index++, row++) {
        if (!codes_known("REPAY_STATE", states[index])) continue;
        if (!cell_write_text(page, row, 0, states[index], workbook->mono, error) ||
            !cell_write_text(page, row, 1, codes_label("REPAY_STATE", states[index], workbook->language), NULL, error))
            return false;
    }
    return cell_write_text(page, row, 0, "⚑", NULL, error) &&
           cell_write_text(page, row, 1, workbook_word(workbook, N_("disputed")), NULL, error);
}

bool history_grid(struct workbook *workbook, const struct dossier *dossier, GError **error)
{
    struct month first, last;
    if (!history_range(dossier, &first, &last)) return true;
    lxw_worksheet *page = workbook_page(workbook, workbook_word(workbook, N_("Payment history")), error);
    if (page == NULL || !grid_header(workbook, page, first, last, error)) return false;
    lxw_format *centre = workbook_add_format(workbook->book);
    format_set_font_name(centre, "Consolas");
    format_set_align(centre, LXW_ALIGN_CENTER);
    for (guint index = 0; index < dossier->accounts->len; index++)
        if (!grid_row(workbook, page, index + 1, dossier, g_ptr_array_index(dossier->accounts, index), first, centre,
                      error))
            return false;
    uint16_t last_column = (uint16_t)(GRID_LABELS + last.index - first.index);
    if (!colour_grid(workbook, page, MAX(dossier->accounts->len, 1), last_column, error)) return false;
    if (!grid_legend(workbook, page, dossier->accounts->len + 2, error)) return false;
    worksheet_freeze_panes(page, 1, GRID_LABELS);
    worksheet_set_landscape(page);
    worksheet_fit_to_pages(page, 1, 0);
    return workbook_check(worksheet_set_column(page, 0, 0, 10, NULL), error) &&
           workbook_check(worksheet_set_column(page, 1, 2, 22, NULL), error) &&
           workbook_check(worksheet_set_column(page, GRID_LABELS, last_column, 3.3, NULL), error);
}

/* ---- the long table ---- */

// clang-format off
static const struct column amount_columns[] = {
    { .id = "account",   .title = N_("Account"),   .type = VALUE_INTEGER },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_TEXT },
    { .id = "month",     .title = N_("Month"),     .type = VALUE_MONTH },
    { .id = "state",     .title = N_("State"),     .type = VALUE_STATES },
    { .id = "meaning",   .title = N_("Meaning"),   .type = VALUE_CODE, .group = "REPAY_STATE" },
    { .id = "balance",   .title = N_("Balance"),   .type = VALUE_MONEY },
    { .id = "due",       .title = N_("Amount due"), .type = VALUE_MONEY },
    { .id = "paid",      .title = N_("Paid"),      .type = VALUE_MONEY },
    { .id = "past_due",  .title = N_("Past due"),  .type = VALUE_MONEY },
    { .id = "disputed",  .title = N_("Disputed"),  .type = VALUE_FLAG },
};
// clang-format on

static struct cell text_cell(const char *text)
{
    return (struct cell){ .is_null = text == NULL, .text = text };
}

static struct cell money_cell(const int64_t *series, size_t at, const char *currency)
{
    int64_t minor = series != NULL ? series[at] : MONEY_UNKNOWN;
    struct cell cell = { .is_null = minor == MONEY_UNKNOWN, .integer = minor };
    g_strlcpy(cell.currency, currency, sizeof cell.currency);
    return cell;
}

static bool amount_rows(struct sheet *sheet, const struct dossier *dossier, const struct account *account,
                        GError **error)
{
    const struct history *history = &account->history;
    const char *furnisher = furnisher_label(sheet->workbook, account);
    for (size_t at = 0; at < history->length; at++) {
        struct month month = { history->first.index + (int32_t)at };
        char state[2] = { history->states[at], '\0' };
        const struct cell row[G_N_ELEMENTS(amount_columns)] = {
            { .integer = account->id },
            text_cell(furnisher),
            { .integer = month.index },
            text_cell(state),
            text_cell(state),
            money_cell(history->balance, at, account->currency),
            money_cell(history->due, at, account->currency),
            money_cell(history->paid, at, account->currency),
            money_cell(history->past_due, at, account->currency),
            { .integer = dossier_is_marked(dossier, account->id, month) },
        };
        if (!sheet_row(sheet, row, error)) return false;
    }
    return true;
}

bool history_amounts(struct workbook *workbook, const struct dossier *dossier, GError **error)
{
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, workbook_word(workbook, N_("Amounts by month")), amount_columns,
                     G_N_ELEMENTS(amount_columns), error))
        return false;
    for (guint index = 0; index < dossier->accounts->len; index++)
        if (!amount_rows(&sheet, dossier, g_ptr_array_index(dossier->accounts, index), error)) return false;
    return sheet_end(&sheet, error);
}
