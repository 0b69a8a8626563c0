/* SPDX-License-Identifier: Apache-2.0 */
/* A cell as a person reads it in plain text. */
#include "command/table.h"

static char *moment_text(int64_t moment)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(moment / 1000);
    return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S") : g_strdup("");
}

static char *money_text(const struct cell *cell)
{
    char buffer[MONEY_TEXT_SIZE];
    return g_strdup(money_format_minor(cell->integer, true, buffer));
}

char *cell_to_text(const struct column *column, const struct cell *cell, const char *language,
                   const char *(*translate)(const char *))
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];
    if (cell->is_null) return g_strdup(cell->is_hidden ? HIDDEN_TEXT : "");
    switch (column->type) {
    case VALUE_PHRASE:
        return phrase_expand(cell->text, translate);
    case VALUE_CODE:
        return g_strdup(codes_label(column->group, cell->text, language));
    case VALUE_INTEGER:
    case VALUE_SCORE:
        return g_strdup_printf("%" G_GINT64_FORMAT, cell->integer);
    case VALUE_REAL:
        g_snprintf(format, sizeof format, "%%.%df", CLAMP(column->decimals, 0, 9));
        return g_strdup(g_ascii_formatd(buffer, sizeof buffer, format, cell->real));
    case VALUE_PERCENT:
        return g_strconcat(g_ascii_formatd(buffer, sizeof buffer, "%.1f", cell->real * 100), " %", NULL);
    case VALUE_MONEY:
        return money_text(cell);
    case VALUE_DATE:
        return g_strdup(date_format((struct date){ (int32_t)cell->integer }, (char[DATE_TEXT_SIZE]){ 0 }));
    case VALUE_MONTH:
        return g_strdup(month_format((struct month){ (int32_t)cell->integer }, (char[DATE_TEXT_SIZE]){ 0 }));
    case VALUE_MOMENT:
        return moment_text(cell->integer);
    case VALUE_FLAG:
        return g_strdup(cell->integer ? (translate ? translate(N_("yes")) : "yes")
                                      : (translate ? translate(N_("no")) : "no"));
    case VALUE_TEXT:
    case VALUE_STATES:
    case VALUE_LIST:
        break;
    }
    return g_strdup(cell->text);
}
