/* SPDX-License-Identifier: Apache-2.0 */
/* A plain CSV as columns in memory: what a model is fitted on. First line the names, commas, quoted fields where they
 * are needed (semicolons or tabs when the first line has no comma), UTF-8, an empty cell is missing. A column is
 * numeric when every cell that is not empty is a number. */
#pragma once
#include "base/base.h"

#include <stdbool.h>

enum frame_kind { FRAME_NUMERIC, FRAME_NOMINAL };

struct frame_column {
    char *name;
    enum frame_kind kind;
    bool integer;          /* every number is a whole one */
    double *number;        /* a number a row, NaN is missing; NULL when nominal */
    gint32 *category;      /* an index into `categories` a row, -1 is missing; NULL when numeric */
    GPtrArray *categories; /* of char *, in the order they were first seen */
};

struct frame {
    size_t rows, columns;
    struct frame_column *column;
    guint32 *line; /* the line of the file on which a row begins */
};

/* Reads a file whole. Columns named in `nominal` (ends with NULL, may be NULL) are categories even when they hold
 * numbers. INPUT names the line and the column of what cannot be read, STORE a file that cannot be opened. */
struct frame *frame_read(const char *path, const char *const *nominal, GError **error);
/* The words of a list with commas between, blanks around them taken off; NULL when `list` is NULL. g_strfreev. */
char **frame_words(const char *list);
/* The same; a cell that is one of the words `missing` (ends with NULL, may be NULL) is as empty: "NA", "?". */
struct frame *frame_read_marked(const char *path, const char *const *nominal, const char *const *missing,
                                GError **error);
void frame_free(struct frame *frame);
typedef struct frame frame_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(frame_t, frame_free)

/* The column of that name, -1 when there is none. */
int frame_find(const struct frame *frame, const char *name);

/* A finite decimal number and nothing else: no "nan", no hexadecimal, no trailing text. */
bool frame_number(const char *text, double *value);

/* A file of one whole number a line (fold numbers, row numbers). Each must be at least 0 and below `limit`. */
GArray *frame_read_integers(const char *path, gint64 limit, GError **error); /* of guint32 */
