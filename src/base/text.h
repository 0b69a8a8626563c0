/* SPDX-License-Identifier: Apache-2.0 */
/* Text as terminals and tables need it: safe to show, measured in columns, cut and padded by columns. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Columns of one character: 0 for combining marks and other invisible ones, 2 for wide ones. One table for the whole
 * program (GLib's, Unicode East Asian Width), so that no two places disagree. */
int text_char_width(gunichar character);

/* Columns of a valid UTF-8 string. */
int text_width(const char *text);

/* A copy that is safe on a terminal, in a log and in a workbook: bad bytes and C0, DEL, C1 controls become U+FFFD (tab
 * and newline become a space), bidirectional controls, zero-width characters, tags and variation selectors go, more
 * than two combining marks in a row are cut, a mark with nothing to stand on goes. Caller frees. */
char *text_sanitise(const char *text, gssize length);

/* True when text_sanitise() would change nothing. */
bool text_is_clean(const char *text, gssize length);

/* A copy cut to `columns` (ending in "…" when something was cut) and padded with spaces to exactly that width.
 * align: -1 left, 0 centre, 1 right. `text` must be clean. Caller frees. */
char *text_fit(const char *text, int columns, int align);

/* What a search compares: compatibility forms folded (full width to ASCII), lower case, accents off. Caller frees. */
char *text_fold(const char *text);
