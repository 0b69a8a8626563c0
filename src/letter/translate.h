/* SPDX-License-Identifier: Apache-2.0 */
/* Phrases in the language of a document, which need not be that of the program that makes it. */
#pragma once

/* A phrase of the store (base/phrase.h) in "zh" or "en"; English where the catalogue has no translation. Caller frees;
 * NULL gives NULL. */
char *letter_phrase(const char *phrase, const char *language);
