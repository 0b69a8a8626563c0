/* SPDX-License-Identifier: Apache-2.0 */
/* Shipped tables: tab-separated, first line the column names, lines that start with '#' are comments. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct tsv;

/* Reads data file `relative`; errors name file and line. Free with tsv_free (or g_autoptr). */
struct tsv *tsv_load(const char *relative, GError **error);
void tsv_free(struct tsv *tsv);
size_t tsv_rows(const struct tsv *tsv);
size_t tsv_line(const struct tsv *tsv, size_t row); /* the line of the file (from 1) that a 0-based row stands on */
bool tsv_has_column(const struct tsv *tsv, const char *column);

/* The cell of a 0-based row under a named column; "" when the column or cell is not there. Borrowed from `tsv`. */
const char *tsv_cell(const struct tsv *tsv, size_t row, const char *column);
typedef struct tsv tsv_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tsv_t, tsv_free)
