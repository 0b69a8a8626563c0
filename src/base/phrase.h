/* SPDX-License-Identifier: Apache-2.0 */
/* A phrase is a translatable sentence with its arguments kept apart, so that a face can put it into the language of
 * the person who reads it: "format \x1f first \x1f second". Rooms make phrases, faces expand them. */
#pragma once
#include <glib.h>

/* Mark for xgettext; the text is translated later, by a face. */
#ifndef N_
#define N_(text) (text)
#endif

/* Put before an argument that is a code, an option or somebody's own text: it is shown as it is. Other arguments may be
 * words of the field and go through the translation themselves. */
#define PHRASE_VERBATIM "\x1e"

/* Makes a phrase from a format with {1} {2} ... and its string arguments, ended by NULL. Caller frees. */
char *phrase_make(const char *format, ...) G_GNUC_NULL_TERMINATED;

/* The same from an array of `count` arguments. Caller frees. */
char *phrase_make_array(const char *format, const char *const *arguments, size_t count);

/* The sentence of a phrase (or of plain text) with its arguments filled in; `translate` may be NULL. Caller frees. */
char *phrase_expand(const char *phrase, const char *(*translate)(const char *));
