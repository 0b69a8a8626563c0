/* SPDX-License-Identifier: Apache-2.0 */
/* Months of accounts as they come out of a file, in any order, until they are written as packed rows. */
#pragma once
#include "intake/mapping.h"
#include "subject/dossier.h"

struct month_seen {
    guint account; /* the caller's own number of the account */
    struct month month;
    char state;
    int64_t line;
    const char *own;                     /* the furnisher's own code, or NULL; interned in the file's string chunk */
    int64_t amounts[HISTORY_FIELDS - 1]; /* balance, due, paid, past_due; MONEY_UNKNOWN */
};

/* Scratch that is used again for every account, so that an account costs no allocations. */
struct month_scratch {
    GArray *numbers[HISTORY_FIELDS - 1], *batches, *lines; /* int64_t */
    GString *states, *own;
    GByteArray *amounts, *origins;
    struct bulk *insert;
};
void month_scratch_init(struct month_scratch *scratch);
/* Writes what was gathered and waits for it. Before the months of another act or the end of this one. */
bool month_scratch_flush(struct fact_writer *writer, struct month_scratch *scratch, GError **error);
void month_scratch_clear(struct month_scratch *scratch);

/* Writes the months of one account. `fresh`: the account has no history yet. Otherwise the months are laid over what is
 * held: a month given again takes the place of the old one (amounts it does not give are kept), every month keeps the
 * batch and line it came from, and a new version is written only when something differs. Gaps become '#'. `months` is
 * sorted in place. REFUSED when they span more than a hundred years. */
bool months_write(struct fact_writer *writer, struct month_scratch *scratch, int64_t subject, int64_t account,
                  bool fresh, struct month_seen *months, size_t count, GError **error);
/* The last month held of an account; MONTH_NONE when none is. */
bool months_last(struct fact_writer *writer, struct month_scratch *scratch, int64_t subject, int64_t account,
                 struct month *last, GError **error);
