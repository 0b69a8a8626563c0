/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the letter room: the fonts of one printing. Each printing has a font map of its own, so that two of them in
 * two threads share nothing. */
#pragma once
#include "letter/print.h"

#include <pango/pangocairo.h>

struct print_fonts {
    PangoFontMap *map;
    PangoContext *context;
    char *families;      /* those of data/letters/fonts.tsv, in order, with commas */
    GHashTable *used;    /* names of families, owned */
    GHashTable *missing; /* names of scripts ("Hani"), static or of the table */
};
/* Fonts for text in a language ("en", "zh"). INPUT when the machine has no fonts at all: Pango would end the program.
 */
bool print_fonts_begin(struct print_fonts *fonts, const char *language, GError **error);
void print_fonts_end(struct print_fonts *fonts);
/* One paragraph. Caller unrefs. */
PangoLayout *print_layout(const struct print_fonts *fonts, const char *text, double points, bool bold);
/* Notes which fonts the paragraph took and for which characters there are none. */
void print_fonts_note(struct print_fonts *fonts, PangoLayout *layout);
/* Refuses, with the names of the scripts and the packages, when any character had no font. */
bool print_fonts_check(const struct print_fonts *fonts, GError **error);
/* A line as it can be laid out: clean, damaged bytes as a question mark. Caller frees. */
char *print_clean(const char *text, gssize length);
