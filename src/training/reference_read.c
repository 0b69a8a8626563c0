/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the reference distribution that is kept with a model. It may come from a file, so nothing in it is believed:
 * counts, cuts and groups must fit one another and the model. */
#include "training/reference.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MOST_GROUPS 4096

static void groups_clear(struct reference_groups *groups)
{
    g_free(groups->id);
    g_free(groups->count);
    g_free(groups->cut);
    g_strfreev(groups->label);
}

void model_reference_free(struct model_reference *reference)
{
    if (!reference) return;
    groups_clear(&reference->score);
    for (size_t i = 0; reference->input && i < reference->inputs; i++)
        groups_clear(&reference->input[i]);
    g_free(reference->input);
    g_free(reference);
}

static JsonArray *array_of(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);
    JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    return array && json_array_get_length(array) <= MOST_GROUPS ? array : NULL;
}

static bool is_value(JsonNode *node, GType type)
{
    if (!JSON_NODE_HOLDS_VALUE(node)) return false;
    const GType found = json_node_get_value_type(node);
    return found == type || (type == G_TYPE_DOUBLE && found == G_TYPE_INT64);
}

static bool read_cuts(struct reference_groups *groups, JsonArray *array)
{
    groups->cuts = json_array_get_length(array);
    groups->cut = g_new0(double, MAX(groups->cuts, 1));
    for (guint g = 0; g < groups->cuts; g++) {
        JsonNode *node = json_array_get_element(array, g);
        if (!is_value(node, G_TYPE_DOUBLE)) return false;
        groups->cut[g] = json_node_get_double(node);
        if (!isfinite(groups->cut[g]) || (g && groups->cut[g] <= groups->cut[g - 1])) return false;
    }
    return true;
}

/* Groups that are `wanted` in number; 0: one more than the cuts. */
static bool read_groups(struct reference_groups *groups, JsonNode *node, const char *id, size_t wanted, size_t beside)
{
    JsonObject *object = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    JsonArray *cut = object ? array_of(object, "cuts") : NULL;
    JsonArray *label = object ? array_of(object, "groups") : NULL;
    JsonArray *count = object ? array_of(object, "count") : NULL;
    if (!cut || !label || !count || !read_cuts(groups, cut)) return false;
    if (wanted && groups->cuts) return false;
    groups->groups = json_array_get_length(count);
    if (groups->groups != (wanted ? wanted : groups->cuts + beside) || json_array_get_length(label) != groups->groups)
        return false;
    groups->id = g_strdup(id);
    groups->count = g_new0(int64_t, MAX(groups->groups, 1));
    groups->label = g_new0(char *, groups->groups + 1);
    for (guint g = 0; g < groups->groups; g++) {
        JsonNode *number = json_array_get_element(count, g), *text = json_array_get_element(label, g);
        if (!is_value(number, G_TYPE_INT64) || json_node_get_int(number) < 0 || !is_value(text, G_TYPE_STRING))
            return false;
        groups->count[g] = json_node_get_int(number);
        groups->label[g] = text_sanitise(json_node_get_string(text), -1);
    }
    JsonNode *name = json_object_get_member(object, "id");
    return name && is_value(name, G_TYPE_STRING) && !strcmp(json_node_get_string(name), id);
}

/* How many groups an input must have; 0 when its cuts say it. */
static size_t groups_wanted(const struct model *model, size_t input)
{
    if (!model->trees && model->card) return model->card->characteristic[input].binning->bins + 1;
    return model->input[input].nominal ? model->input[input].categories + 2 : 0;
}

static bool read_reference(struct model_reference *reference, JsonObject *object, const struct model *model)
{
    JsonNode *rows = json_object_get_member(object, "rows"), *bads = json_object_get_member(object, "bads");
    JsonArray *inputs = array_of(object, "inputs");
    if (!rows || !bads || !inputs || !is_value(rows, G_TYPE_INT64) || !is_value(bads, G_TYPE_INT64)) return false;
    reference->rows = json_node_get_int(rows);
    reference->bads = json_node_get_int(bads);
    if (json_array_get_length(inputs) != model->inputs) return false;
    reference->inputs = model->inputs;
    reference->input = g_new0(struct reference_groups, MAX(model->inputs, 1));
    if (!read_groups(&reference->score, json_object_get_member(object, "score"), "score", 0, 1)) return false;
    for (size_t i = 0; i < model->inputs; i++)
        if (!read_groups(&reference->input[i], json_array_get_element(inputs, (guint)i), model->input[i].id,
                         groups_wanted(model, i), 2))
            return false;
    return true;
}

struct model_reference *model_reference_read(const struct model *model, GError **error)
{
    g_autoptr(JsonNode) root = model->extra ? json_from_string(model->extra, NULL) : NULL;
    JsonNode *node =
        root && JSON_NODE_HOLDS_OBJECT(root) ? json_object_get_member(json_node_get_object(root), "reference") : NULL;
    if (!node) return NULL;
    g_autoptr(model_reference_t) reference = g_new0(struct model_reference, 1);
    if (JSON_NODE_HOLDS_OBJECT(node) && read_reference(reference, json_node_get_object(node), model))
        return g_steal_pointer(&reference);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The reference distribution kept with {1} does not fit the model."),
                     N_("Fit the model again, or judge it without the stability of its inputs."), model_name(model),
                     NULL);
    return NULL;
}
