/* SPDX-License-Identifier: Apache-2.0 */
/* A card written by hand, with names that want to break out of whatever they are written into, special codes, missing
 * values with and without a bin, categories with and without a rest; and rows for it, awkward values among them. */
#pragma once
#include "score/model.h"

#include <glib.h>

/* Parsed anew; the test fails when it is refused. Free with model_free. */
struct model *hostile_model(void);
#define HOSTILE_INPUTS 4
/* The inputs as a file holds them: numbers as shortest text, categories as text, "" missing. */
struct hostile_row {
    char *cell[HOSTILE_INPUTS];
    guint8 bad;
};
GPtrArray *hostile_rows(size_t count, guint32 seed); /* of struct hostile_row */
/* A card of a file has no line breaks in its names; one in memory may: in the name of an input and of a category, of
 * the model and of the rows alike. */
void hostile_break_lines(struct model *model, GPtrArray *rows);
/* The rows as a CSV with the columns of the card, `bad`, a group "grp" (a, b, or c rarely) and a month "mon". */
char *hostile_csv(GPtrArray *rows);
/* The score of a row by the model itself. */
int hostile_score(const struct model *model, const struct hostile_row *row, struct score_result *result);
/* Runs a command of the catalogue with words as on the command line, without a store. NULL when it was refused. */
struct table *command_words(GError **error, const char *command, ...) G_GNUC_NULL_TERMINATED;
double fact_number(const struct table *table, const char *id);
