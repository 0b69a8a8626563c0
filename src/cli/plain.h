/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's form of a cell, shared by CSV and JSON: what a script reads, the same in every language except for
 * sentences. */
#pragma once
#include "command/table.h"

/* Numbers without grouping, money with two decimals, percent as a fraction, ISO 8601 dates, months and moments (UTC),
 * codes as the code itself, flags true and false, phrases in the language of the program. Null, NaN and infinity give
 * "". Text is not yet made safe to show. Caller frees. */
char *plain_value(const struct column *column, const struct cell *cell);

/* True for types whose plain value is a number or a date, so never needs a guard against formulas. */
bool plain_is_typed(enum value_type type);
