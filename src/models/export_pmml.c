/* SPDX-License-Identifier: Apache-2.0 */
/* A card as PMML 4.4 (dmg.org/pmml/v4-4-1/Scorecard.html) with reason codes: reasonCodeAlgorithm pointsBelow, and as
 * the baseline of each characteristic the points of its best bin, which is what our own reasons go by. The first
 * attribute whose predicate is true counts, so special codes stand before ranges and everything else after them. The
 * sum is the field "points"; "score" is the sum held within the ends of the gauge. Texts are compared one by one and
 * not as an Array, whose quoting differs between programs. */
#include "models/export.h"

#include <math.h>
#include <string.h>

/* XML 1.0 has no way to write control characters. */
static bool can_hold(const struct scorecard *card, GError **error)
{
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        const char *bad = NULL;
        g_autoptr(GArray) rules = export_rules(characteristic);
        for (guint r = 0; r <= rules->len && !bad; r++) {
            const char *text = r < rules->len ? g_array_index(rules, struct export_rule, r).text : characteristic->id;
            for (const char *at = text; at && *at && !bad; at = g_utf8_next_char(at)) {
                const gunichar code = g_utf8_get_char(at);
                if ((code < 0x20 && !strchr("\t\n\r", (int)code)) || code == 0xFFFE || code == 0xFFFF) bad = text;
            }
        }
        if (!bad) continue;
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("PMML cannot hold a control character: it is in “{1}”."),
                         N_("Give the column or the category another name and fit the model again."),
                         characteristic->id, NULL);
        return false;
    }
    return true;
}

/* name="value", with what a reader would take for markup or for white space as references. */
static void attribute(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, " %s=\"", name);
    for (const char *at = value; *at; at++) {
        if (strchr("<>&\"'\t\n\r", *at))
            g_string_append_printf(text, "&#%d;", *at);
        else
            g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
}

static void number_attribute(GString *text, const char *name, double value)
{
    g_autofree char *number = binning_number(value);
    attribute(text, name, number);
}

static void write_fields(GString *text, const struct scorecard *card, const char *element, const char *beside)
{
    for (size_t i = 0; i < card->characteristics; i++) {
        const bool nominal = card->characteristic[i].binning->nominal;
        g_string_append_printf(text, "    <%s", element);
        attribute(text, "name", card->characteristic[i].id);
        if (beside)
            g_string_append(text, beside);
        else
            g_string_append(text, nominal ? " optype=\"categorical\" dataType=\"string\""
                                          : " optype=\"continuous\" dataType=\"double\"");
        // in a file an empty cell is missing; said of texts, where a program could take it for a category
        if (nominal && !beside)
            g_string_append(text, "><Value value=\"\" property=\"missing\"/></DataField>\n");
        else
            g_string_append(text, "/>\n");
    }
}

/* ---- outputs ----------------------------------------------------------------------------------------------------- */

static void write_constant(GString *text, double value)
{
    g_autofree char *number = binning_number(value);
    g_string_append_printf(text, "<Constant dataType=\"double\">%s</Constant>", number);
}

/* 1 / (1 + exp(a * points + b)), calibrated when the model is. */
static void write_probability(GString *text, const struct model *model)
{
    double offset, unit, slope = 1, intercept = 0;
    export_scale(model->card, &offset, &unit);
    if (model->calibration.base_rate > 0) {
        slope = model->calibration.slope;
        intercept = model->calibration.intercept;
    } else if (model->kind == MODEL_EXPERT) {
        return; // it has none before it is calibrated
    }
    g_string_append(text, "      <OutputField name=\"probability\" feature=\"transformedValue\" optype=\"continuous\" "
                          "dataType=\"double\">\n        <Apply function=\"/\">");
    write_constant(text, 1);
    g_string_append(text, "<Apply function=\"+\">");
    write_constant(text, 1);
    g_string_append(text, "<Apply function=\"exp\"><Apply function=\"-\"><Apply function=\"*\">");
    write_constant(text, slope / unit);
    g_string_append(text, "<Apply function=\"-\"><FieldRef field=\"points\"/>");
    write_constant(text, offset);
    g_string_append(text, "</Apply></Apply>");
    write_constant(text, intercept);
    g_string_append(text, "</Apply></Apply></Apply></Apply>\n      </OutputField>\n");
}

static void write_output(GString *text, const struct model *model)
{
    const struct card_scale *scale = &model->card->scale;
    g_string_append_printf(
        text,
        "    <Output>\n"
        "      <OutputField name=\"points\" feature=\"predictedValue\" optype=\"continuous\" dataType=\"double\"/>\n"
        "      <OutputField name=\"score\" feature=\"transformedValue\" optype=\"continuous\" dataType=\"double\">\n"
        "        <Apply function=\"min\"><Apply function=\"max\"><FieldRef field=\"points\"/>"
        "<Constant dataType=\"double\">%d</Constant></Apply><Constant dataType=\"double\">%d</Constant></Apply>\n"
        "      </OutputField>\n",
        scale->lowest, scale->highest);
    if (scale->points_to_double > 0) write_probability(text, model);
    const size_t reasons = MIN(4, model->card->characteristics);
    for (size_t rank = 1; rank <= reasons; rank++)
        g_string_append_printf(text,
                               "      <OutputField name=\"reason_%zu\" feature=\"reasonCode\" rank=\"%zu\" "
                               "optype=\"categorical\" dataType=\"string\"/>\n",
                               rank, rank);
    g_string_append(text, "    </Output>\n");
}

/* ---- characteristics --------------------------------------------------------------------------------------------- */

static void write_rule(GString *text, const char *id, const struct export_rule *rule)
{
    g_string_append_printf(text, "        <Attribute partialScore=\"%d\">", rule->points);
    if (rule->test == EXPORT_OTHERWISE) {
        g_string_append(text, "<True/>");
    } else {
        static const char *const operators[] = { "isMissing", "equal", "lessThan" };
        g_string_append(text, "<SimplePredicate");
        attribute(text, "field", id);
        attribute(text, "operator", operators[rule->test]);
        if (rule->text)
            attribute(text, "value", rule->text);
        else if (rule->test != EXPORT_MISSING)
            number_attribute(text, "value", rule->number);
        g_string_append(text, "/>");
    }
    g_string_append(text, "</Attribute>\n");
}

/* The baseline that the card's own reasons go by; where it keeps none, the one that score/reasons.h takes instead. */
static double baseline(const struct scorecard *card, const struct characteristic *characteristic)
{
    double points = characteristic->best;
    if (card->method != REASON_BEST && isfinite(characteristic->mean)) points = characteristic->mean;
    if (card->method == REASON_NEAR && isfinite(characteristic->near)) points = characteristic->near;
    return points;
}

static void write_characteristic(GString *text, const struct scorecard *card, size_t index)
{
    const struct characteristic *characteristic = &card->characteristic[index];
    g_autoptr(GArray) rules = export_rules(characteristic);
    g_autofree char *name = g_strdup_printf("%zu %s", index + 1, characteristic->id);
    g_string_append(text, "      <Characteristic");
    attribute(text, "name", name);
    attribute(text, "reasonCode", characteristic->reason);
    number_attribute(text, "baselineScore", baseline(card, characteristic));
    g_string_append(text, ">\n");
    for (guint r = 0; r < rules->len; r++)
        write_rule(text, characteristic->id, &g_array_index(rules, struct export_rule, r));
    g_string_append(text, "      </Characteristic>\n");
}

char *export_pmml(const struct model *model, GError **error)
{
    const struct scorecard *card = model->card;
    if (!can_hold(card, error)) return NULL;
    GString *text = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                 "<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\">\n"
                                 "  <Header description=\"Scorecard\"><Application name=\"Bureau\"/></Header>\n");
    g_string_append_printf(text, "  <DataDictionary numberOfFields=\"%zu\">\n", card->characteristics);
    write_fields(text, card, "DataField", NULL);
    g_autofree char *name = g_strdup_printf("%s:%d", card->name, card->version);
    g_string_append(text, "  </DataDictionary>\n  <Scorecard");
    attribute(text, "modelName", name);
    static const char *const baselines[] = { "max", "mean", "other" };
    g_string_append(text, " functionName=\"regression\" useReasonCodes=\"true\" reasonCodeAlgorithm=\"pointsBelow\" "
                          "initialScore=\"0\"");
    attribute(text, "baselineMethod", baselines[card->method]);
    g_string_append(text, ">\n    <MiningSchema>\n");
    // a category that was never seen is a value like any other: the last attribute takes it
    GString *fields = g_string_new(NULL);
    write_fields(fields, card, "MiningField", " usageType=\"active\" invalidValueTreatment=\"asIs\"");
    g_string_append(text, fields->str);
    g_string_free(fields, TRUE);
    g_string_append(text, "    </MiningSchema>\n");
    write_output(text, model);
    g_string_append(text, "    <Characteristics>\n");
    for (size_t i = 0; i < card->characteristics; i++)
        write_characteristic(text, card, i);
    g_string_append(text, "    </Characteristics>\n  </Scorecard>\n</PMML>\n");
    return g_string_free(text, FALSE);
}
