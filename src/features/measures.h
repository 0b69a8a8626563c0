/* SPDX-License-Identifier: Apache-2.0 */
/* The measures that features.tsv names: each a short question to the view of a file. A name may carry an argument after
 * a colon ("enquiries:loan", "ratio:current_ratio"), which its entry turns into a number when the catalogue is read. */
#pragma once
#include "features/file_view.h"

#define MINOR_UNITS 100.0

struct question {
    int window;       /* months, 0 for the whole file */
    int argument;     /* what the word after the colon stands for; -1 without one */
    enum missing why; /* set by a measure that knows better than MISSING_NOT_REPORTED why it has no answer */
};
typedef double (*measure_function)(const struct file_view *view, struct question *asked);

struct measure_entry {
    const char *name;
    measure_function function;
    int longest;                       /* the longest window it can look back, in months */
    int (*argument)(const char *word); /* NULL: it takes none; answers -1 for a word it does not know */
};
/* The entry of "name" or "name:word", NULL when there is none or the word is not known. `argument` may be NULL. */
const struct measure_entry *measure_look_up(const char *text, int *argument);
bool measure_find(const char *text);

/* The lists of the files of this room; each ends with an entry without a name. */
extern const struct measure_entry measures_late[], measures_amounts[], measures_accounts[], measures_others[],
    measures_means[], measures_statements[];

/* Mean, and standard deviation (of the population) divided by the mean, of the values that are known; NaN with fewer
 * than `least` of them, or with a mean that is not above 0. */
double values_mean(const double *values, int count, int least);
double values_variation(const double *values, int count, int least);
