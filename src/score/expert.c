/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and changing the card of a committee. A change never touches the model it starts from: it answers another
 * one, with who changed what and why written into it. */
#include "score/expert.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MOST_POINTS 1000

/* ---- reasons ----------------------------------------------------------------------------------------------------- */

static JsonObject *extra_of(const struct model *model)
{
    JsonNode *node = model->extra ? json_from_string(model->extra, NULL) : NULL;
    if (node != NULL && JSON_NODE_HOLDS_OBJECT(node)) {
        JsonObject *object = json_object_ref(json_node_get_object(node));
        json_node_unref(node);
        return object;
    }
    if (node != NULL) json_node_unref(node);
    return json_object_new();
}

/* The object under a key; made when it is not there. */
static JsonObject *inner_object(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) json_object_set_object_member(object, key, json_object_new());
    return json_object_get_object_member(object, key);
}

static JsonArray *inner_array(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);
    if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node)) json_object_set_array_member(object, key, json_array_new());
    return json_object_get_array_member(object, key);
}

static char *text_of(JsonNode *node)
{
    const bool text = node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
    return text ? json_node_dup_string(node) : NULL;
}

char *expert_reason(const struct model *model, const char *characteristic, const char *language)
{
    g_autoptr(JsonObject) extra = extra_of(model);
    JsonObject *reasons = inner_object(inner_object(extra, "reasons"), characteristic);
    char *chinese = g_strcmp0(language, "zh") == 0 ? text_of(json_object_get_member(reasons, "why_zh")) : NULL;
    return chinese ? chinese : text_of(json_object_get_member(reasons, "why"));
}

char *expert_bin_reason(const struct model *model, const char *characteristic, size_t bin)
{
    g_autoptr(JsonObject) extra = extra_of(model);
    JsonArray *bins = inner_array(inner_object(inner_object(extra, "reasons"), characteristic), "bins");
    return bin < json_array_get_length(bins) ? text_of(json_array_get_element(bins, (guint)bin)) : NULL;
}

/* ---- a change ---------------------------------------------------------------------------------------------------- */

static struct characteristic *find_characteristic(const struct model *model, const char *id, GError **error)
{
    for (size_t i = 0; i < model->card->characteristics; i++)
        if (strcmp(model->card->characteristic[i].id, id) == 0) return &model->card->characteristic[i];
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The card has no characteristic “{1}”."),
                     N_("`bureau expert show` names them."), id, NULL);
    return NULL;
}

/* By its text as shown, else by its number from 1. */
static struct bin *find_bin(const struct characteristic *characteristic, const char *word, size_t *place,
                            GError **error)
{
    struct binning *binning = characteristic->binning;
    guint64 number;
    for (*place = 0; *place < binning->bins; (*place)++)
        if (strcmp(binning->bin[*place].text, word) == 0) return &binning->bin[*place];
    if (g_ascii_string_to_unsigned(word, 10, 1, binning->bins, &number, NULL)) {
        *place = (size_t)number - 1;
        return &binning->bin[*place];
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” has no bin “{2}”."), N_("`bureau expert show` names them."),
                     characteristic->id, word, NULL);
    return NULL;
}

static bool may_change(const struct model *model, const struct expert_change *change, GError **error)
{
    if (model->kind != MODEL_EXPERT) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is no expert scorecard: its points were fitted."),
                         N_("Fit it again with `bureau model train`, or name an expert model."), model_name(model),
                         NULL);
        return false;
    }
    if (change->points < -MOST_POINTS || change->points > MOST_POINTS) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Points of a bin lie within 1,000 of nothing."), NULL, NULL);
        return false;
    }
    g_autofree char *reason = change->reason ? g_strstrip(g_strdup(change->reason)) : NULL;
    if (reason != NULL && *reason != '\0') return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A change of an expert scorecard needs a reason."),
                     N_("Say why with --reason."), NULL);
    return false;
}

/* Weights that make the log-odds of bad follow from the points, as they do in a fitted card: with a coefficient of -1
 * and a share of the offset for each characteristic, weight = (points - share) / factor. */
static void weights_of_points(struct scorecard *card)
{
    const double factor = card->scale.points_to_double / M_LN2;
    const double whole = card->scale.base_score - factor * (log(card->scale.base_odds) + card->intercept);
    const double share = whole / (double)card->characteristics;
    for (size_t i = 0; i < card->characteristics; i++) {
        struct characteristic *characteristic = &card->characteristic[i];
        characteristic->coefficient = -1;
        for (size_t b = 0; b < characteristic->binning->bins; b++)
            characteristic->binning->bin[b].weight = (characteristic->binning->bin[b].points - share) / factor;
    }
}

static void note_change(struct model *model, const struct expert_change *change, const char *bin_text, size_t bin,
                        int before)
{
    char day[DATE_TEXT_SIZE];
    g_autoptr(JsonObject) extra = extra_of(model);
    JsonArray *old = inner_array(inner_object(inner_object(extra, "reasons"), change->characteristic), "bins");
    JsonArray *reasons = json_array_new();
    const guint length = MAX(json_array_get_length(old), (guint)bin + 1);
    for (guint i = 0; i < length; i++) {
        g_autofree char *text = i < json_array_get_length(old) ? text_of(json_array_get_element(old, i)) : NULL;
        json_array_add_string_element(reasons, i == bin ? change->reason : text ? text : "");
    }
    json_object_set_array_member(inner_object(inner_object(extra, "reasons"), change->characteristic), "bins", reasons);
    JsonObject *line = json_object_new();
    json_object_set_string_member(line, "characteristic", change->characteristic);
    json_object_set_string_member(line, "bin", bin_text);
    json_object_set_int_member(line, "before", before);
    json_object_set_int_member(line, "after", change->points);
    json_object_set_string_member(line, "reason", change->reason);
    json_object_set_string_member(line, "user", change->user ? change->user : "");
    json_object_set_string_member(line, "day", date_format(change->day, day));
    json_array_add_object_element(inner_array(extra, "changes"), line);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), extra);
    g_free(model->extra);
    model->extra = json_to_string(node, FALSE);
}

struct model *expert_changed(const struct model *model, const struct expert_change *change, size_t *place, int *before,
                             GError **error)
{
    if (!may_change(model, change, error)) return NULL;
    g_autofree char *json = model_to_json(model);
    g_autoptr(model_t) fresh = model_parse(json, -1, model_name(model), error);
    struct characteristic *characteristic = fresh ? find_characteristic(fresh, change->characteristic, error) : NULL;
    struct bin *bin = characteristic ? find_bin(characteristic, change->bin, place, error) : NULL;
    if (bin == NULL) return NULL;
    *before = bin->points;
    if (bin->points == change->points) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The bin has these points already."), NULL, NULL);
        return NULL;
    }
    bin->points = change->points;
    weights_of_points(fresh->card);
    note_change(fresh, change, bin->text, *place, *before);
    card_finish(fresh->card);
    return g_steal_pointer(&fresh);
}
