/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, written as it comes: json-glib builds a whole tree before its first byte, and answers here may have a million
 * rows. */
#pragma once
#include "command/table.h"

/* Appends a JSON string of `text` made safe to show (see text_sanitise); NULL gives null. */
void json_text_string(GString *out, const char *text);

/* Appends the value of a cell: numbers as numbers, money with two decimals, percent as a fraction, dates and months as
 * text, codes as the code itself, phrases in the language of the program, amounts by month as an array. */
void json_text_cell(GString *out, const struct column *column, const struct cell *cell);

/* The JSON word for a type: "text", "money", "date" ... */
const char *json_text_type(enum value_type type);
