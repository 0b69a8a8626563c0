/* SPDX-License-Identifier: Apache-2.0 */
/* Financial statements of an enterprise and what is read from them. data/features/statements.tsv names the items,
 * ratios.tsv the ratios as formulas over them, altman.tsv the terms of Altman's three functions.
 *
 * A formula is a sum of items, each with an optional sign: "current_assets -inventory". "revenue@1" is the item of the
 * year before; "~inventory" the mean of the year's end and the one before, and the year's end alone where nothing is
 * known of the one before. An item that is not reported makes the formula unknown, unless it is marked with a question
 * mark: "?prepayments" counts as nothing. */
#pragma once
#include "features/features.h"

#define STATEMENT_MOST_ITEMS 32
#define STATEMENT_YEARS      3

/* The newest statements a file has, [0] the last year's end; NaN is not reported. */
struct statements {
    struct month period; /* of [0]; MONTH_NONE when there is none */
    int years;           /* how many year's ends in a row have anything */
    double item[STATEMENT_YEARS][STATEMENT_MOST_ITEMS];
};

int statement_item(const char *id); /* -1 when there is none */
const char *statement_item_id(int item);

/* By name; -1 when there is none. */
int ratio_find(const char *id);
int altman_find(const char *variant);
/* NaN when it cannot be made, and `why` says why: MISSING_NOT_REPORTED, MISSING_ZERO, MISSING_NEGATIVE. */
double ratio_value(const struct statements *statements, int ratio, enum missing *why);
double altman_value(const struct statements *statements, int variant, enum missing *why);
