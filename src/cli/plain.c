/* SPDX-License-Identifier: Apache-2.0 */
/* See plain.h. */
#include "cli/plain.h"

#include "cli/language.h"

#include <math.h>

/* Twelve digits: what a figure computed in doubles can stand for, without the noise behind it. */
static char *real_text(double value)
{
    if (!isfinite(value)) return g_strdup("");
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.12g", value));
}

static char *moment_text(int64_t milliseconds)
{
    g_autoptr(GDateTime) whole = g_date_time_new_from_unix_utc(milliseconds / 1000);
    return whole == NULL ? g_strdup("") : g_date_time_format(whole, "%Y-%m-%dT%H:%M:%SZ");
}

char *plain_value(const struct column *column, const struct cell *cell)
{
    char buffer[MAX(MONEY_TEXT_SIZE, DATE_TEXT_SIZE)];
    if (cell->is_null) return g_strdup(cell->is_hidden ? HIDDEN_TEXT : "");
    switch (column->type) {
    case VALUE_INTEGER:
    case VALUE_SCORE:
        return g_strdup_printf("%" G_GINT64_FORMAT, cell->integer);
    case VALUE_REAL:
    case VALUE_PERCENT:
        return real_text(cell->real);
    case VALUE_MONEY:
        return g_strdup(money_format_minor(cell->integer, false, buffer));
    case VALUE_DATE:
        return g_strdup(date_format((struct date){ (int32_t)cell->integer }, buffer));
    case VALUE_MONTH:
        return g_strdup(month_format((struct month){ (int32_t)cell->integer }, buffer));
    case VALUE_MOMENT:
        return moment_text(cell->integer);
    case VALUE_FLAG:
        return g_strdup(cell->integer != 0 ? "true" : "false");
    case VALUE_PHRASE:
        return phrase_expand(cell->text != NULL ? cell->text : "", language_translate);
    case VALUE_TEXT:
    case VALUE_CODE:
    case VALUE_STATES:
    case VALUE_LIST:
        break;
    }
    return g_strdup(cell->text != NULL ? cell->text : "");
}

bool plain_is_typed(enum value_type type)
{
    switch (type) {
    case VALUE_INTEGER:
    case VALUE_SCORE:
    case VALUE_REAL:
    case VALUE_PERCENT:
    case VALUE_MONEY:
    case VALUE_DATE:
    case VALUE_MONTH:
    case VALUE_MOMENT:
    case VALUE_FLAG:
        return true;
    default:
        return false;
    }
}
