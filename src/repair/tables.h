/* SPDX-License-Identifier: Apache-2.0 */
/* data/repair/: checks, limits, policies, paths and kinds of steps. Read once and kept for the life of the program. */
#pragma once
#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

/* A file of data/repair/ by its name without ".tsv"; NULL when it cannot be read (a warning says why). */
const struct tsv *repair_table(const char *name);
/* The first row whose cell under `column` is `word`; -1 when there is none. */
int repair_row(const struct tsv *table, const char *column, const char *word);
/* A number of limits.tsv; the program cannot do without it, so a name that is not there is 0 and a warning. */
int64_t repair_limit(const char *name);
/* The cell of a row in the reader's language: column "how" reads how_zh or how_en, "" reads zh or en. Borrowed. */
const char *repair_words(const struct tsv *table, size_t row, const char *column, const char *language);
