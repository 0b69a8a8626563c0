/* SPDX-License-Identifier: Apache-2.0 */
/* Writing to a descriptor so that nothing is lost without a word: every short write and error is seen, and a reader
 * that went away (`| head`) is a fact to act on and not a message. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct output {
    int descriptor;
    bool broken; /* the reader went away */
};

/* Writes all of it. False when the reader went away (broken is set) or on an error; `error` is set in both cases. */
bool output_write(struct output *output, const char *text, size_t length, GError **error);

/* Writes and empties `text`. */
bool output_flush(struct output *output, GString *text, GError **error);
