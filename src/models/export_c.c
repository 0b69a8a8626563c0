/* SPDX-License-Identifier: Apache-2.0 */
/* A card as a C99 file that needs nothing but a compiler: a struct of inputs, one function a characteristic, and the
 * score. NaN and NULL are missing. */
#include "models/export.h"

#include <string.h>

/* What may stand in an identifier; everything else is an underscore. Caller frees. */
static char *identifier(const char *name)
{
    GString *text = g_string_new(NULL);
    for (const char *at = name; *at && text->len < 40; at++)
        g_string_append_c(text, g_ascii_isalnum(*at) ? *at : '_');
    return g_string_free(text, FALSE);
}

/* Between quotes; bytes that a compiler could take for something else as three octal digits. */
static void write_string(GString *text, const char *value)
{
    g_string_append_c(text, '"');
    for (const char *at = value; *at; at++) {
        const unsigned char byte = (unsigned char)*at;
        if (byte < 0x20 || byte >= 0x7F || strchr("\"\\?", byte))
            g_string_append_printf(text, "\\%03o", byte);
        else
            g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
}

static void write_rule(GString *text, const struct export_rule *rule, bool nominal)
{
    g_autofree char *label = rule->label ? export_comment(rule->label) : g_strdup("no bin");
    g_autofree char *number = binning_number(rule->number);
    g_string_append(text, "    ");
    switch (rule->test) {
    case EXPORT_MISSING:
        g_string_append(text, nominal ? "if (!x || !*x) " : "if (x != x) ");
        break;
    case EXPORT_EQUALS:
        if (rule->text) {
            g_string_append(text, "if (same(x, ");
            write_string(text, rule->text);
            g_string_append(text, ")) ");
        } else {
            g_string_append_printf(text, "if (x == %s) ", number);
        }
        break;
    case EXPORT_BELOW:
        g_string_append_printf(text, "if (x < %s) ", number);
        break;
    case EXPORT_OTHERWISE:
        break;
    }
    g_string_append_printf(text, "return %d; /* %s */\n", rule->points, label);
}

static void write_characteristic(GString *text, const struct characteristic *characteristic, size_t index)
{
    const bool nominal = characteristic->binning->nominal;
    g_autoptr(GArray) rules = export_rules(characteristic);
    g_autofree char *name = export_comment(characteristic->id);
    g_string_append_printf(text, "\n/* %s */\nstatic int points_%zu(%sx)\n{\n", name, index + 1,
                           nominal ? "const char *" : "double ");
    for (guint r = 0; r < rules->len; r++)
        write_rule(text, &g_array_index(rules, struct export_rule, r), nominal);
    g_string_append(text, "}\n");
}

static void write_inputs(GString *text, const struct scorecard *card, const char *card_name)
{
    g_string_append_printf(text, "struct card_%s_input {\n", card_name);
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        g_autofree char *field = identifier(characteristic->id);
        g_autofree char *name = export_comment(characteristic->id);
        g_string_append_printf(text, "    %sx%zu_%s; /* %s */\n",
                               characteristic->binning->nominal ? "const char *" : "double ", i + 1, field, name);
    }
    if (!card->characteristics) g_string_append(text, "    int nothing;\n");
    g_string_append(text, "};\n");
}

static bool any_nominal(const struct scorecard *card)
{
    for (size_t i = 0; i < card->characteristics; i++)
        if (card->characteristic[i].binning->nominal) return true;
    return false;
}

static void write_score(GString *text, const struct scorecard *card, const char *card_name)
{
    g_string_append_printf(text,
                           "\n/* The points of each characteristic into `points`, when it is not NULL; answers the "
                           "score. */\nint card_%s_score(const struct card_%s_input *input, int points[%zu])\n{\n"
                           "    int part[%zu], sum = 0, i;\n",
                           card_name, card_name, MAX(card->characteristics, 1), MAX(card->characteristics, 1));
    for (size_t i = 0; i < card->characteristics; i++) {
        g_autofree char *field = identifier(card->characteristic[i].id);
        g_string_append_printf(text, "    part[%zu] = points_%zu(input->x%zu_%s);\n", i, i + 1, i + 1, field);
    }
    g_string_append_printf(text,
                           "    for (i = 0; i < %zu; i++) {\n        sum += part[i];\n"
                           "        if (points) points[i] = part[i];\n    }\n"
                           "    return sum < %d ? %d : sum > %d ? %d : sum;\n}\n",
                           card->characteristics, card->scale.lowest, card->scale.lowest, card->scale.highest,
                           card->scale.highest);
}

char *export_c(const struct model *model, GError **error)
{
    const struct scorecard *card = model->card;
    (void)error;
    GString *text = g_string_new(NULL);
    g_autofree char *name = export_comment(card->name);
    g_autofree char *card_name = identifier(card->name);
    g_string_append_printf(text,
                           "/* Scorecard %s, version %d. Scores %d to %d, higher is safer. A number that is missing is "
                           "NaN, a text NULL.\n * C99; needs no header and no library. */\n",
                           name, card->version, card->scale.lowest, card->scale.highest);
    write_inputs(text, card, card_name);
    if (any_nominal(card))
        g_string_append(text, "\nstatic int same(const char *a, const char *b)\n{\n    while (*a && *a == *b) {\n"
                              "        a++;\n        b++;\n    }\n    return *a == *b;\n}\n");
    for (size_t i = 0; i < card->characteristics; i++)
        write_characteristic(text, &card->characteristic[i], i);
    write_score(text, card, card_name);
    return g_string_free(text, FALSE);
}
