/* SPDX-License-Identifier: Apache-2.0 */
/* A card as one SELECT that SQLite and PostgreSQL both read: a CASE a characteristic, their sum, the ends of the gauge.
 * Names are quoted as the standard says; a missing value is NULL. */
#include "models/export.h"

#include <string.h>

static void quote(GString *text, const char *name, char mark)
{
    g_string_append_c(text, mark);
    for (const char *at = name; *at; at++) {
        if (*at == mark) g_string_append_c(text, mark);
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, mark);
}

static void write_rule(GString *text, const char *id, bool nominal, const struct export_rule *rule)
{
    if (rule->test == EXPORT_OTHERWISE) {
        g_string_append_printf(text, "      ELSE %d END)", rule->points);
        return;
    }
    g_string_append(text, "      WHEN t.");
    quote(text, id, '"');
    if (rule->test == EXPORT_MISSING) {
        g_string_append(text, " IS NULL");
        if (nominal) {
            g_string_append(text, " OR t.");
            quote(text, id, '"');
            g_string_append(text, " = ''");
        }
    } else if (rule->text) {
        g_string_append(text, " = ");
        quote(text, rule->text, '\'');
    } else {
        g_autofree char *number = binning_number(rule->number);
        g_string_append_printf(text, " %s %s", rule->test == EXPORT_BELOW ? "<" : "=", number);
    }
    g_string_append_printf(text, " THEN %d\n", rule->points);
}

static void write_characteristic(GString *text, const struct characteristic *characteristic)
{
    g_autoptr(GArray) rules = export_rules(characteristic);
    g_string_append(text, "    (CASE\n");
    for (guint r = 0; r < rules->len; r++)
        write_rule(text, characteristic->id, characteristic->binning->nominal,
                   &g_array_index(rules, struct export_rule, r));
}

char *export_sql(const struct model *model, const char *table, GError **error)
{
    const struct scorecard *card = model->card;
    (void)error;
    GString *text = g_string_new(NULL);
    g_autofree char *name = export_comment(card->name);
    g_string_append_printf(text,
                           "-- Scorecard %s, version %d: %zu characteristics, scores %d to %d, higher is safer.\n",
                           name, card->version, card->characteristics, card->scale.lowest, card->scale.highest);
    g_string_append(text, "-- NULL is missing. Where a column can hold NaN, make it NULL first.\n");
    g_string_append_printf(text,
                           "SELECT s.*,\n  CASE WHEN s.bureau_points < %d THEN %d WHEN s.bureau_points > %d THEN %d "
                           "ELSE s.bureau_points END AS bureau_score\nFROM (\n  SELECT t.*,\n",
                           card->scale.lowest, card->scale.lowest, card->scale.highest, card->scale.highest);
    for (size_t i = 0; i < card->characteristics; i++) {
        write_characteristic(text, &card->characteristic[i]);
        g_string_append(text, i + 1 < card->characteristics ? " +\n" : "\n");
    }
    if (!card->characteristics) g_string_append(text, "    0\n");
    g_string_append(text, "    AS bureau_points\n  FROM ");
    quote(text, table, '"');
    g_string_append(text, " AS t\n) AS s;\n");
    return g_string_free(text, FALSE);
}
