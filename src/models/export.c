/* SPDX-License-Identifier: Apache-2.0 */
/* `model export`, and what its languages share. */
#include "models/export.h"

#include "training/text_file.h"

#include <math.h>
#include <string.h>

/* ---- rules ------------------------------------------------------------------------------------------------------- */

static void add_rule(GArray *rules, enum export_test test, double number, const char *text, const struct bin *bin,
                     int neutral)
{
    const struct export_rule rule = { test, number, text, bin ? bin->text : NULL, bin ? bin->points : neutral };
    g_array_append_val(rules, rule);
}

/* Special codes stand before the ranges they would fall into. */
static void number_rules(GArray *rules, const struct characteristic *characteristic)
{
    const struct binning *binning = characteristic->binning;
    const struct bin *last = NULL;
    add_rule(rules, EXPORT_MISSING, 0, NULL, binning_find(binning, NAN), characteristic->neutral);
    for (size_t b = 0; b < binning->bins; b++)
        if (binning->bin[b].type == BIN_SPECIAL)
            add_rule(rules, EXPORT_EQUALS, binning->bin[b].code, NULL, &binning->bin[b], 0);
    for (size_t b = 0; b < binning->bins; b++) {
        if (binning->bin[b].type != BIN_RANGE) continue;
        if (isfinite(binning->bin[b].below))
            add_rule(rules, EXPORT_BELOW, binning->bin[b].below, NULL, &binning->bin[b], 0);
        else
            last = &binning->bin[b];
    }
    add_rule(rules, EXPORT_OTHERWISE, 0, NULL, last, characteristic->neutral);
}

static void text_rules(GArray *rules, const struct characteristic *characteristic)
{
    const struct binning *binning = characteristic->binning;
    const struct bin *rest = NULL;
    add_rule(rules, EXPORT_MISSING, 0, NULL, binning_find_category(binning, NULL), characteristic->neutral);
    for (size_t b = 0; b < binning->bins; b++) {
        for (char **name = binning->bin[b].categories; name && *name; name++)
            add_rule(rules, EXPORT_EQUALS, 0, *name, &binning->bin[b], 0);
        if (binning->bin[b].rest) rest = &binning->bin[b];
    }
    add_rule(rules, EXPORT_OTHERWISE, 0, NULL, rest, characteristic->neutral);
}

GArray *export_rules(const struct characteristic *characteristic)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct export_rule));
    if (characteristic->binning->nominal)
        text_rules(rules, characteristic);
    else
        number_rules(rules, characteristic);
    return rules;
}

/* ---- what the languages share ------------------------------------------------------------------------------------ */

bool export_is_card(const struct model *model, GError **error)
{
    if (model->card && !model->trees) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("{1} is of the kind {2}: its score is no sum of points of a table."),
                     N_("Export it with --format json, which holds its trees."), model_name(model),
                     model_kind_word(model_kind(model)), NULL);
    return false;
}

void export_scale(const struct scorecard *card, double *offset, double *unit)
{
    *unit = card->scale.points_to_double / M_LN2;
    *offset = card->scale.base_score - *unit * log(card->scale.base_odds);
}

char *export_comment(const char *text)
{
    g_autofree char *line = text_sanitise(text, -1);
    for (char *at = line; *at; at++)
        if (*at == '\n' || *at == '\r' || *at == '\t') *at = ' ';
    g_auto(GStrv) ends = g_strsplit(line, "*/", -1);
    g_autofree char *open = g_strjoinv("* /", ends);
    g_auto(GStrv) begins = g_strsplit(open, "/*", -1);
    return g_strjoinv("/ *", begins);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static char *export_text(const struct model *model, const char *format, const char *table, GError **error)
{
    if (!strcmp(format, "json")) return model_to_json(model);
    if (!export_is_card(model, error)) return NULL;
    if (!strcmp(format, "pmml")) return export_pmml(model, error);
    if (!strcmp(format, "sql")) return export_sql(model, table, error);
    return export_c(model, error);
}

bool model_command_export(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *path = arguments_text(arguments, "out"), *format = arguments_text(arguments, "format");
    const char *table = arguments_text(arguments, "table");
    g_autoptr(model_t) model = model_named(session, arguments_text(arguments, "model"), error);
    if (!model) return false;
    g_autofree char *text = export_text(model, format, table ? table : "applicants", error);
    if (!text || !text_file_write(path, text, arguments_has(arguments, "replace"), error)) return false;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    table_fact_text(answer, "model", N_("Model"), model_name(model));
    table_fact_int(answer, "version", N_("Version"), model_version(model));
    table_fact_text(answer, "format", N_("Format"), format);
    table_fact_int(answer, "inputs", N_("Inputs"), (int64_t)model_inputs(model));
    table_fact_text(answer, "file", N_("File"), path);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
