/* SPDX-License-Identifier: Apache-2.0 */
/* Identity numbers: what kind a value is, whether it is valid, and what it says about its holder. */
#pragma once
#include "base/date.h"

#include <stdbool.h>

enum identity_kind {
    IDENTITY_UNKNOWN,
    IDENTITY_CN_RESIDENT, /* GB 11643-1999, 18 digits (15 are upgraded) */
    IDENTITY_CN_CREDIT,   /* GB 32100-2015 unified social credit code, 18 */
    IDENTITY_CN_ORG,      /* GB 11714-1997 organisation code, 9 */
    IDENTITY_CARD,        /* payment card, Luhn */
    IDENTITY_CN_MOBILE,   /* mainland mobile number, 11 digits */
    IDENTITY_CLIENT,      /* a furnisher's own client key: any text, never valid or invalid */
};

struct identity {
    enum identity_kind kind;
    bool valid;
    bool warning;       /* valid in form, yet to be looked at: implausible age, failing check of a company code */
    const char *reason; /* translatable; NULL when nothing is wrong */
    char normal[24];    /* normalised value: upper case, no spaces, 15 digits upgraded to 18 */
    struct date birth;  /* DATE_NONE when the kind does not say */
    char sex;           /* 'M', 'F' or 0 */
    char region[8];     /* first six digits, or "" */
};

/* Checks `value` as `kind`, or as the first kind that fits when kind is IDENTITY_UNKNOWN. Age is judged on `today`. */
struct identity identity_check(const char *value, enum identity_kind kind, struct date today);

/* Names as used in the store and on the command line: "gb11643", "gb32100", "gb11714", "luhn", "cn_mobile", "client".
 */
const char *identity_kind_name(enum identity_kind kind);
enum identity_kind identity_kind_from_name(const char *name);

/* The check character that completes the first 17 digits of a resident number, and the first 17 characters of a
 * credit code. */
char identity_resident_check(const char *seventeen);
char identity_credit_check(const char *seventeen);
