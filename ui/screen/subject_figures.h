/* SPDX-License-Identifier: Apache-2.0 */
/* The figures that a file comes down to, as lines of the summary: words, value, and what `y` asks of each. */
#pragma once
#include "screen/sheet.h"

struct figure_line {
    const char *label; /* translated */
    char *text;
    style_t style;
    const char *why;     /* words of subject.why; NULL: nothing to ask */
    const char *dispute; /* field of a dispute's item; NULL: cannot be disputed here */
    double share;        /* drawn as a bar before the value; NaN: none */
};
void figure_line_clear(struct figure_line *line);

/* Arrays of struct figure_line. Caller unrefs. */
GArray *figures_of_credit(const struct sheet *sheet);
GArray *figures_of_person(const struct sheet *sheet);
/* What is past due now, in words: an amount, or that nobody reports it. Caller frees. */
char *figure_past_due(const struct sheet *sheet);
