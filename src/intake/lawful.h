/* SPDX-License-Identifier: Apache-2.0 */
/* What the law of the store's profile asks of a file that comes in (data/law/intake.tsv, data/mappings/prohibited.tsv):
 * a basis, a notice before adverse information, a warning before income and means, and what may never be collected.
 * Values that are dropped are counted and kept nowhere. */
#pragma once
#include "intake/value.h"
#include "subject/retention.h"

struct lawful {
    bool lacks_basis; /* the source names no legal basis where one is asked for */
    bool wants_warning, wants_notice;
    struct retention retention;   /* says which states and records are adverse */
    const char *profile;          /* borrowed from the session */
    int64_t prohibited;           /* columns once, values of rows each */
    int64_t unwarned, unnotified; /* values of means dropped; rows with adverse information nobody was told of */
};

/* The field of the prohibited list that a column, key or kind is called by, or NULL. "illness.lung" is illness. */
const char *prohibited_field(const char *word);
/* Columns of the header that the law forbids; `dropped` are those the mapping names and drops itself. */
int64_t prohibited_columns(const struct mapping *mapping, const struct csv_record *header);

bool lawful_begin(struct lawful *lawful, struct session *session, const struct mapping *mapping, GError **error);
/* Whether a rule of data/law/intake.tsv is asked of a source of this kind in this profile; `*months` (may be NULL). */
bool lawful_asks(const char *profile, const char *source_kind, const char *rule, int *months, GError **error);
/* "column", "declared", "missing", "exempt": how the mapping answers for the notice of article 15. */
const char *lawful_notice(const struct lawful *lawful, const struct mapping *mapping);
