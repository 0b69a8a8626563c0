/* SPDX-License-Identifier: Apache-2.0 */
/* Pinyin of names, from the Unicode Han Database (Unihan_Readings, at build time) and a list of surname readings. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Toneless readings of a character, most usual first, as a space-separated list ("shan dan"), or NULL. Borrowed. */
const char *pinyin_readings(gunichar character);

/* The readings of the surname at the start of a name of `count` characters, and how many characters it has: of a
 * compound surname (two characters) one syllable each, of a single one every reading in use. NULL when the surname's
 * first character reads as always. Borrowed. */
const char *pinyin_surname(const gunichar *name, size_t count, size_t *characters);

/* The full pinyin ("wangxiaoming") and the initials ("wxm") of a name; the surname reads as a surname when it comes
 * first. Characters without a reading are folded and kept. Caller frees both. */
char *pinyin_full(const char *name);
char *pinyin_initials(const char *name);

/* The simplified form of a traditional character, or the character itself (for search only). */
gunichar pinyin_simplify(gunichar character);
