/* SPDX-License-Identifier: Apache-2.0 */
/* Text as pages: PDF through Pango and Cairo, with fonts that have every character of the text, or the names of those
 * that are missing. The same text printed twice is the same bytes. */
#pragma once
#include "letter/letter.h"

/* How a page is headed and footed; strings are borrowed, may be NULL. */
struct print_page {
    const char *title, *number, *foot, *language;
    int64_t made; /* moment that the file says it was made: of the letter, never of the printing */
};
/* The pages of a text ('\n' ends a paragraph's line; a line of "---" is a rule; form feed begins a page). NULL and
 * INPUT that names the scripts for which no font is installed, and the package that has one. `*fonts` (may be NULL)
 * gets the families used, caller frees. */
GBytes *print_pdf(const char *text, const struct print_page *page, char **fonts, GError **error);
/* The letter as a PDF: as first printed when it was, else printed now and kept. Inside an act. */
GBytes *letter_print(struct session *session, int64_t letter, GError **error);
/* What fonts there are for the two languages, for `bureau doctor`: NULL when all is well, else a phrase. Caller frees.
 */
char *print_fonts_missing(void);
