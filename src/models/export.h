/* SPDX-License-Identifier: Apache-2.0 */
/* A model for programs that are not ours: the same points from PMML, SQL or C. Only whole points leave; whoever adds
 * them up gets our score to the point.
 *
 * What a value earns is written as rules in the order in which they are tried (export_rules()), the same for every
 * language, so that a missing value, a special code and a category never seen cannot be treated differently. */
#pragma once
#include "command/command.h"
#include "score/model.h"

enum export_test {
    EXPORT_MISSING,  /* there is no value */
    EXPORT_EQUALS,   /* a number, or a text */
    EXPORT_BELOW,    /* a number */
    EXPORT_OTHERWISE /* anything: the last one */
};
struct export_rule {
    enum export_test test;
    double number;
    const char *text;  /* of a nominal EQUALS; borrowed from the card */
    const char *label; /* of the bin, NULL when there is none; borrowed */
    int points;
};
/* The rules of a characteristic; the last one is EXPORT_OTHERWISE. Free with g_array_unref. */
GArray *export_rules(const struct characteristic *characteristic);

/* The whole text; caller frees. REFUSED for a model that is no card, INPUT when the language cannot hold a name. */
char *export_pmml(const struct model *model, GError **error);
/* `table` is the name of the table that holds the inputs under their own names. */
char *export_sql(const struct model *model, const char *table, GError **error);
char *export_c(const struct model *model, GError **error);
/* False, with REFUSED and the reason, for a model whose points are not a table. */
bool export_is_card(const struct model *model, GError **error);

/* The log-odds of bad of a sum of points: offset_points and points_a_unit with log-odds = (offset - points) / unit. */
void export_scale(const struct scorecard *card, double *offset, double *unit);
/* A name as one line of a comment, without what would end it. Caller frees. */
char *export_comment(const char *text);

bool model_command_export(struct session *, const struct arguments *, struct table *, GError **);
