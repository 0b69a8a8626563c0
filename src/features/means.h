/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of measures a feature can be made of: data/features/measures.tsv names them and says to which group each
 * belongs. A kind that is not named there (an outcome, say) never reaches a feature. */
#pragma once
#include "features/features.h"

enum means_group {
    MEANS_INCOME,       /* money a month */
    MEANS_CONSUMPTION,  /* money a month; every kind is a category */
    MEANS_BILL,         /* money a month */
    MEANS_BILL_ON_TIME, /* bills a month */
    MEANS_BILL_MISSED,
    MEANS_ORDERS, /* made online, a month */
    MEANS_RETURNS,
    MEANS_NIGHT,                /* orders made at night */
    MEANS_ONLINE,               /* money spent online, a month */
    MEANS_MONTHLY,              /* groups up to here are looked at month by month */
    MEANS_FUND = MEANS_MONTHLY, /* a stock: the newest counts */
    MEANS_TAX,                  /* a year's */
    MEANS_GROUPS,
    MEANS_STATEMENT = MEANS_GROUPS /* an item of a financial statement */
};

#define MEANS_MOST_KINDS 128
struct means_kind {
    const char *id, *unit;
    int group;  /* enum means_group */
    int number; /* 0-based, in the order of the table */
    int item;   /* of a statement: its place in statements.tsv; else -1 */
};
/* NULL when no feature reads such a measure. */
const struct means_kind *means_kind_find(const char *id);
/* In the order of the table; NULL past the end. */
const struct means_kind *means_kind_at(size_t index);
/* A value of a three-letter unit is money, in minor units; any other is a whole number. */
bool means_is_money(const char *unit);
