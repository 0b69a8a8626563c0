/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a cell to a typed value, by a mapping's rule. */
#pragma once
#include "intake/mapping.h"

/* Why a row is refused. The value itself is never kept: it may be personal. */
struct failure {
    const char *field;       /* column or key; lives as long as the mapping */
    const char *value_class; /* translatable: what kind of value stood there */
    char *reason;            /* phrase; owned */
};
void failure_clear(struct failure *failure);

struct value_context {
    const struct mapping *mapping;
    const struct csv_record *record;
    struct month observed; /* MONTH_NONE when it is not known */
    int64_t row;           /* 1-based record of the file */
    GPtrArray *made;       /* texts made for this row; emptied by the caller between rows */
};

/* The value of a rule; `column` chooses among the columns of a wide history, 0 otherwise. false: `failure` says why. */
bool value_of(const struct rule *rule, guint column, struct value_context *context, struct value *value,
              struct failure *failure);

/* The furnisher's own code of a state, as one word (spaces become '_'); NULL when the cell already holds our code. */
const char *value_own_code(const struct rule *rule, guint column, struct value_context *context);

/* "dd/mm/yyyy" and the like; see doc/mappings.md. A format without a day gives the first. */
bool value_scan_date(const char *text, const char *format, struct date *date);
/* Text to a whole number of 1/scale parts, exactly: "1,234.5" with scale 100 is 123450. False when it is no number,
 * when it is finer than a part, or beyond what can be held. */
bool value_scan_number(const char *text, bool decimal_comma, int64_t multiply, int64_t divide, int64_t *number);
