/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of a workbook. Data is only ever written as text or as a number, never as a formula or a link. */
#include "report/workbook.h"

#include <math.h>
#include <string.h>

/* A double holds whole numbers up to here; what is larger is written as text rather than wrong. */
#define EXACT_MOST G_GINT64_CONSTANT(999999999999999)
enum { WIDEST = 60, EXCEL_EPOCH = 25569, FIRST_SURE_DAY = 61 };

/* "_x0041_" is how a workbook writes a character by its number: a literal one gets its underscore written so. */
static bool is_escape(const char *at)
{
    return at[0] == '_' && at[1] == 'x' && g_ascii_isxdigit(at[2]) && g_ascii_isxdigit(at[3]) &&
           g_ascii_isxdigit(at[4]) && g_ascii_isxdigit(at[5]) && at[6] == '_';
}

char *cell_safe_text(const char *text)
{
    g_autofree char *clean = text_sanitise(text, -1);
    GString *safe = g_string_new(NULL);
    size_t units = 0;
    for (const char *at = clean; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        bool escape = is_escape(at);
        units += escape ? 7 : character > 0xFFFF ? 2 : 1;
        bool more = *g_utf8_next_char(at) != '\0';
        if (units > EXCEL_TEXT_MOST || (units == EXCEL_TEXT_MOST && more)) {
            g_string_append(safe, "…");
            break;
        }
        if (escape)
            g_string_append(safe, "_x005F_");
        else
            g_string_append_unichar(safe, character == 0xFFFE || character == 0xFFFF ? 0xFFFD : character);
    }
    return g_string_free(safe, FALSE);
}

bool cell_write_text(lxw_worksheet *page, uint32_t row, uint16_t column, const char *text, lxw_format *format,
                     GError **error)
{
    g_autofree char *safe = cell_safe_text(text);
    return workbook_check(worksheet_write_string(page, row, column, safe, format), error);
}

double cell_excel_day(struct date date)
{
    return date.days + EXCEL_EPOCH;
}

static bool write_number(lxw_worksheet *page, uint32_t row, uint16_t at, double value, lxw_format *format,
                         GError **error)
{
    return workbook_check(worksheet_write_number(page, row, at, value, format), error);
}

/* Excel believes that 1900 was a leap year: days before March of that year are written as text. */
static bool write_day(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, double day,
                      const char *plain, const char *format, GError **error)
{
    if (day < FIRST_SURE_DAY) return cell_write_text(page, row, at, plain, NULL, error);
    return write_number(page, row, at, day, workbook_format(workbook, format), error);
}

bool cell_write_month(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, struct month month,
                      lxw_format *format, GError **error)
{
    return write_number(page, row, at, cell_excel_day(month_first_day(month)),
                        format != NULL ? format : workbook_format(workbook, "yyyy-mm"), error);
}

static bool write_moment(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, int64_t moment,
                         const char *plain, GError **error)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(moment / 1000);
    if (local == NULL) return cell_write_text(page, row, at, plain, NULL, error);
    struct date day =
        date_make(g_date_time_get_year(local), g_date_time_get_month(local), g_date_time_get_day_of_month(local));
    double part =
        (g_date_time_get_hour(local) * 3600 + g_date_time_get_minute(local) * 60 + g_date_time_get_second(local)) /
        86400.0;
    return write_day(workbook, page, row, at, cell_excel_day(day) + part, plain, "yyyy-mm-dd hh:mm:ss", error);
}

static lxw_format *money_format(struct workbook *workbook, const struct column *column, const struct cell *cell)
{
    if (column->unit != NULL || strlen(cell->currency) != 3) return workbook_format(workbook, "#,##0.00");
    for (const char *at = cell->currency; *at != '\0'; at++)
        if (!g_ascii_isalpha(*at)) return workbook_format(workbook, "#,##0.00");
    g_autofree char *number = g_strdup_printf("#,##0.00 \"%s\"", cell->currency);
    return workbook_format(workbook, number);
}

static lxw_format *real_format(struct workbook *workbook, int decimals)
{
    static const char *const numbers[] = { "0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000" };
    return workbook_format(workbook, numbers[CLAMP(decimals, 0, (int)G_N_ELEMENTS(numbers) - 1)]);
}

static bool write_integer(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at,
                          const struct column *column, const struct cell *cell, const char *plain, GError **error)
{
    if (cell->integer > EXACT_MOST || cell->integer < -EXACT_MOST)
        return cell_write_text(page, row, at, plain, NULL, error);
    if (column->type == VALUE_MONEY)
        return write_number(page, row, at, (double)cell->integer / 100.0, money_format(workbook, column, cell), error);
    return write_number(page, row, at, (double)cell->integer, workbook_format(workbook, "0"), error);
}

bool cell_write(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, const struct column *column,
                const struct cell *cell, int *width, GError **error)
{
    g_autofree char *plain = cell_to_text(column, cell, workbook->language, workbook->translate);
    g_autofree char *clean = text_sanitise(plain != NULL ? plain : "", -1);
    *width = MIN(text_width(clean) + (column->type == VALUE_MONEY && column->unit == NULL ? 4 : 0), WIDEST);
    if (cell->is_hidden) return cell_write_text(page, row, at, HIDDEN_TEXT, workbook->text, error);
    if (cell->is_null) return true;
    if ((column->type == VALUE_REAL || column->type == VALUE_PERCENT) && !isfinite(cell->real)) {
        *width = 0;
        return true;
    }
    switch (column->type) {
    case VALUE_INTEGER:
    case VALUE_SCORE:
    case VALUE_MONEY:
        return write_integer(workbook, page, row, at, column, cell, clean, error);
    case VALUE_REAL:
        return write_number(page, row, at, cell->real, real_format(workbook, column->decimals), error);
    case VALUE_PERCENT:
        return write_number(page, row, at, cell->real, workbook_format(workbook, "0.0%"), error);
    case VALUE_DATE:
        return write_day(workbook, page, row, at, cell_excel_day((struct date){ (int32_t)cell->integer }), clean,
                         "yyyy-mm-dd", error);
    case VALUE_MONTH:
        return write_day(workbook, page, row, at,
                         cell_excel_day(month_first_day((struct month){ (int32_t)cell->integer })), clean, "yyyy-mm",
                         error);
    case VALUE_MOMENT:
        return write_moment(workbook, page, row, at, cell->integer, clean, error);
    case VALUE_FLAG:
        return workbook_check(
            worksheet_write_boolean(page, row, at, cell->integer != 0, workbook->left ? workbook->text : NULL), error);
    case VALUE_STATES:
        return cell_write_text(page, row, at, plain, workbook->mono, error);
    case VALUE_TEXT:
    case VALUE_PHRASE:
    case VALUE_CODE:
    case VALUE_LIST:
        break;
    }
    return cell_write_text(page, row, at, plain, workbook->text, error);
}
