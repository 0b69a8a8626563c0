/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of money in minor units (two decimals for every currency we hold), never a double. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MONEY_UNKNOWN G_MININT64

struct money {
    int64_t minor;    /* hundredths; MONEY_UNKNOWN when not known */
    char currency[4]; /* ISO 4217, "CNY" */
};

static inline bool money_is_known(struct money money)
{
    return money.minor != MONEY_UNKNOWN;
}

/* Parses "1234", "1,234.5", "-12.34"; more than two decimals, anything else or an overflow is false. */
bool money_parse_minor(const char *text, int64_t *minor);

/* Writes "1234.50" (grouped false) or "1,234.50" (grouped true); unknown gives "". Returns buffer. */
#define MONEY_TEXT_SIZE 40
char *money_format_minor(int64_t minor, bool grouped, char buffer[MONEY_TEXT_SIZE]);
