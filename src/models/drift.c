/* SPDX-License-Identifier: Apache-2.0 */
/* `model drift`: the months that `model watch` counted, the newest first. Nothing is counted here. */
#include "models/life.h"
#include "models/models.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

// clang-format off
static const struct column month_columns[] = {
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "light", .title = N_("Light"), .type = VALUE_CODE, .group = "DRIFT_LIGHT" },
    { .id = "scored", .title = N_("Scored"), .type = VALUE_INTEGER },
    { .id = "mean", .title = N_("Mean score"), .type = VALUE_REAL, .decimals = 1, .priority = 1 },
    { .id = "psi", .title = N_("PSI"), .type = VALUE_REAL, .decimals = 4, .help = N_("How far the scores have moved from those of the rows the model was fitted on.") },
    { .id = "csi", .title = N_("Worst CSI"), .type = VALUE_REAL, .decimals = 4, .help = N_("The same of the input that has moved most.") },
    { .id = "input", .title = N_("Input"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "bands", .title = N_("Bands"), .type = VALUE_TEXT, .priority = 2, .help = N_("Share of each band, and the bad rate where outcomes are known.") },
    { .id = "known", .title = N_("Outcomes known"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "bad_rate", .title = N_("Bad rate"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "auc", .title = N_("AUC"), .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "source", .title = N_("Source"), .type = VALUE_CODE, .group = "DRIFT_SOURCE", .priority = 2 },
};
static const struct column input_columns[] = {
    { .id = "feature", .title = N_("Feature"), .type = VALUE_TEXT },
    { .id = "csi", .title = N_("CSI"), .type = VALUE_REAL, .decimals = 4 },
    { .id = "title", .title = N_("Meaning"), .type = VALUE_TEXT, .priority = 2 },
};
// clang-format on

/* "A 21.3 % (4.0 %), B 30.1 % (9.9 %)": share and bad rate. */
static char *bands_text(const char *json, int64_t scored)
{
    g_autoptr(JsonNode) root = json_from_string(json, NULL);
    GString *text = g_string_new(NULL);
    JsonArray *bands = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;
    for (guint i = 0; bands && i < json_array_get_length(bands); i++) {
        JsonArray *band = json_array_get_array_element(bands, i);
        if (!band || json_array_get_length(band) != 4) continue;
        const double count = (double)json_array_get_int_element(band, 1);
        const double known = (double)json_array_get_int_element(band, 2);
        g_string_append_printf(text, "%s%s %.1f %%", text->len ? ", " : "", json_array_get_string_element(band, 0),
                               scored ? 100 * count / (double)scored : 0);
        if (known > 0)
            g_string_append_printf(text, " (%.1f %%)", 100 * (double)json_array_get_int_element(band, 3) / known);
    }
    return g_string_free(text, FALSE);
}

static void add_real(struct table *answer, struct statement *row, int column)
{
    table_add_real(answer, statement_is_null(row, column) ? NAN : statement_real(row, column));
}

static bool month_row(struct table *answer, struct statement *row, GError **error)
{
    const int64_t scored = statement_int(row, 2), known = statement_int(row, 8);
    g_autofree char *bands = bands_text(statement_text(row, 7), scored);
    table_row_begin(answer);
    table_add_month(answer, statement_month(row, 0));
    table_add_text(answer, statement_text(row, 1));
    table_add_int(answer, scored);
    add_real(answer, row, 3);
    add_real(answer, row, 4);
    add_real(answer, row, 5);
    table_add_text(answer, statement_text(row, 6));
    table_add_text(answer, bands);
    table_add_int(answer, known);
    table_add_real(answer, known ? (double)statement_int(row, 9) / (double)known : NAN);
    add_real(answer, row, 10);
    table_add_text(answer, statement_text(row, 11));
    return table_row_end(answer, error);
}

static bool answer_months(struct session *session, const struct model *model, struct table *answer, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT month, light, scored, mean, psi, csi, csi_input, bands, known, bads, auc, source"
                      " FROM model_month WHERE name = ?1 AND number = ?2 ORDER BY month DESC",
                      error);
    enum step step = STEP_ERROR;
    table_set_columns(answer, month_columns, G_N_ELEMENTS(month_columns));
    if (!row) return false;
    statement_bind_text(row, 1, model_name(model));
    statement_bind_int(row, 2, model_version(model));
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!month_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

static bool answer_inputs(struct session *session, const struct model *model, struct month month, struct table *answer,
                          GError **error)
{
    g_autofree char *inputs = store_query_text(
        session->store, NULL, "SELECT inputs FROM model_month WHERE name = ?1 AND number = ?2 AND month = ?3", "sim",
        model_name(model), (int64_t)model_version(model), month);
    g_autoptr(JsonNode) root = inputs ? json_from_string(inputs, NULL) : NULL;
    table_set_columns(answer, input_columns, G_N_ELEMENTS(input_columns));
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) {
        char text[DATE_TEXT_SIZE];
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The month {1} was not counted for {2}."),
                         N_("`bureau model watch` counts the newest months."), month_format(month, text),
                         model_name(model), NULL);
        return false;
    }
    g_autoptr(GList) names = json_object_get_members(json_node_get_object(root));
    for (const GList *name = names; name; name = name->next) {
        table_row_begin(answer);
        table_add_text(answer, name->data);
        table_add_real(answer, json_object_get_double_member(json_node_get_object(root), name->data));
        table_add_text(answer, feature_title(name->data, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool model_command_drift(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *name = arguments_text(arguments, "model");
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    const struct model *model = name ? named : model_current(session, error);
    if (!model) return false;
    table_fact_text(answer, "name", N_("Model"), model_name(model));
    table_fact_int(answer, "version", N_("Version"), model_version(model));
    if (arguments_has(arguments, "month"))
        return answer_inputs(session, model, arguments_month(arguments, "month"), answer, error);
    return answer_months(session, model, answer, error);
}
