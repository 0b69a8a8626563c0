/* SPDX-License-Identifier: Apache-2.0 */
/* The language that a face speaks, switchable while the program runs. Only faces (cli, ui) include this. */
#pragma once
#include <libintl.h>
#include <stdbool.h>

#ifndef _
#define _(text) gettext(text)
#endif

/* Sets the locale once (UTF-8 text, "C" numbers), finds the catalogue ($BUREAU_LOCALEDIR, else the installed folder)
 * and speaks `code` ("en", "zh"; NULL: what LANGUAGE, LC_ALL, LC_MESSAGES, LANG ask for). False when the code is not a
 * language we have; then nothing changed. May be called again at any time from the main thread. */
bool language_set(const char *code);

/* The language spoken now: "en" or "zh". */
const char *language_code(void);

/* gettext in the shape that base/phrase.h, base/error.h and cell_to_text() take. The empty text stays empty. */
const char *language_translate(const char *text);

/* The text in a language that is not the one spoken, from the same catalogue ("zh"), or the msgid itself ("en"). Used
 * to find commands by their title in either language. */
const char *language_translate_to(const char *code, const char *text);
