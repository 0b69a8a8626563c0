/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the word lists: rows drawn by weight. */
#pragma once
#include "intake/sample.h"

enum {
    WORDS_SURNAMES,
    WORDS_GIVEN,
    WORDS_LATIN,
    WORDS_CITIES,
    WORDS_STREETS,
    WORDS_INSTITUTIONS,
    WORDS_COMPANIES,
    WORD_LISTS
};
struct wheel {
    const struct tsv *list;
    size_t rows;
    int *sums;
};
struct words {
    struct tsv *lists[WORD_LISTS];
    struct wheel surnames, male, female, cities, streets, companies;
};
size_t wheel_spin(const struct wheel *wheel, struct dice *dice);
const char *wheel_word(const struct wheel *wheel, struct dice *dice, const char *column);
