/* SPDX-License-Identifier: Apache-2.0 */
/* cleaning: what is done about facts that cannot be as they are reported. The rules are data/features/cleaning.tsv; a
 * rule that does not stand there is not applied. Cleaning works on the view of a file, below every measure, so that no
 * model ever sees an uncleaned value; what is stored is never changed. */
#pragma once
#include "features/features.h"

/* In the order in which they are applied. The word of each in the table is its name in lower case. */
enum clean_rule {
    CLEAN_AFTER_DAY,         /* dated on the day or after it */
    CLEAN_DUPLICATE_ACCOUNT, /* same furnisher, number, type and currency */
    CLEAN_DUPLICATE_ENQUIRY, /* same day, institution and reason */
    CLEAN_DUPLICATE_RECORD,  /* same kind, authority, day and amount */
    CLEAN_DUPLICATE_MEASURE, /* same kind, month and value */
    CLEAN_OTHER_CURRENCY,
    CLEAN_NEGATIVE_LIMIT,
    CLEAN_NEGATIVE_PAYMENT,
    CLEAN_FAR_ABOVE_LIMIT, /* threshold: so many times the limit */
    CLEAN_LATE_OPENING,    /* opened after the first month it reports */
    CLEAN_UNKNOWN_OPENING,
    CLEAN_MONTH_GAP,       /* threshold: months that an earlier balance still speaks for */
    CLEAN_MISSING_BALANCE, /* no balance and none near enough */
    CLEAN_OUTLIER,         /* bounds of a feature: columns lowest and highest of features.tsv */
    CLEAN_RULES
};
/* Rules that change what is looked at; the others are only counted, or are what a view is. */
#define CLEAN_ALL ((1u << CLEAN_RULES) - 1)

struct clean_rule_text {
    const char *id, *action, *source, *en, *zh, *done_en, *done_zh;
    double threshold; /* NaN when the rule has none */
    bool declared;    /* it stands in the table */
};
/* Borrowed for the life of the program. */
const struct clean_rule_text *clean_rule_at(enum clean_rule rule);
/* The rules in force, as bits. */
unsigned clean_rules_declared(void);
double clean_threshold(enum clean_rule rule);
