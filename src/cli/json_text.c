/* SPDX-License-Identifier: Apache-2.0 */
/* See json_text.h; RFC 8259. */
#include "cli/json_text.h"

#include "cli/language.h"
#include "cli/plain.h"

#include <json-glib/json-glib.h>
#include <math.h>

void json_text_string(GString *out, const char *text)
{
    if (text == NULL) {
        g_string_append(out, "null");
        return;
    }
    g_autofree char *clean = text_sanitise(text, -1);
    g_string_append_c(out, '"');
    for (const char *at = clean; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') g_string_append_c(out, '\\');
        if ((unsigned char)*at < 0x20)
            g_string_append_printf(out, "\\u%04x", (unsigned)(unsigned char)*at);
        else
            g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

/* Amounts a month come as a JSON array already; anything else is shown as the text it is. */
static void append_list(GString *out, const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (text != NULL && text[0] == '[' && json_parser_load_from_data(parser, text, -1, NULL))
        g_string_append(out, text);
    else
        json_text_string(out, text);
}

void json_text_cell(GString *out, const struct column *column, const struct cell *cell)
{
    if (cell->is_null) {
        g_string_append(out, cell->is_hidden ? "\"" HIDDEN_TEXT "\"" : "null");
        return;
    }
    if (column->type == VALUE_LIST) {
        append_list(out, cell->text);
        return;
    }
    g_autofree char *plain = plain_value(column, cell);
    switch (column->type) {
    case VALUE_INTEGER:
    case VALUE_SCORE:
    case VALUE_REAL:
    case VALUE_PERCENT:
    case VALUE_MONEY:
    case VALUE_FLAG:
        g_string_append(out, plain[0] != '\0' ? plain : "null");
        break;
    default:
        json_text_string(out, plain);
    }
}

const char *json_text_type(enum value_type type)
{
    switch (type) {
    case VALUE_TEXT:
    case VALUE_PHRASE:
        return "text";
    case VALUE_CODE:
        return "code";
    case VALUE_INTEGER:
        return "integer";
    case VALUE_REAL:
        return "real";
    case VALUE_PERCENT:
        return "percent";
    case VALUE_MONEY:
        return "money";
    case VALUE_DATE:
        return "date";
    case VALUE_MONTH:
        return "month";
    case VALUE_MOMENT:
        return "moment";
    case VALUE_SCORE:
        return "score";
    case VALUE_FLAG:
        return "flag";
    case VALUE_STATES:
        return "states";
    case VALUE_LIST:
        return "list";
    }
    return "text";
}
