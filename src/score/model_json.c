/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of models. What must stay true: a hostile file ends in a refusal that names the place, never in a crash or
 * a guess; the same numbers give the same bytes. */
#include "score/model_json.h"
#include "score/binning.h"

#include <math.h>
#include <string.h>

#define DEEPEST    16 /* a model nests 9 deep */
#define MOST_BYTES ((size_t)64 * 1024 * 1024)

/* ---- reading ----------------------------------------------------------------------------------------------------- */

void place_refuse(struct place *place, const char *key, const char *what)
{
    if (place->failed) return;
    place->failed = true;
    g_autofree char *where =
        *place->path && *key ? g_strdup_printf("%s.%s", place->path, key) : g_strdup(*place->path ? place->path : key);
    g_autofree char *clean = text_sanitise(where, -1);
    bureau_error_set(place->error, BUREAU_ERROR_INPUT, N_("{1}: {2}: {3}."),
                     N_("A model is a file written by `bureau model train --out`; fit it again."), place->origin, clean,
                     what, NULL);
}

JsonNode *place_member(struct place *place, JsonObject *object, const char *key, JsonNodeType type)
{
    JsonNode *node = object && !place->failed ? json_object_get_member(object, key) : NULL;
    if (!node)
        place_refuse(place, key, N_("is missing"));
    else if (JSON_NODE_TYPE(node) != type)
        place_refuse(place, key, N_("is of the wrong type"));
    return place->failed ? NULL : node;
}

JsonObject *place_object(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = place_member(place, object, key, JSON_NODE_OBJECT);
    return node ? json_node_get_object(node) : NULL;
}

JsonArray *place_array(struct place *place, JsonObject *object, const char *key, guint most)
{
    JsonNode *node = place_member(place, object, key, JSON_NODE_ARRAY);
    JsonArray *array = node ? json_node_get_array(node) : NULL;
    if (array && json_array_get_length(array) > most) place_refuse(place, key, N_("is too long"));
    return place->failed ? NULL : array;
}

static double node_real(struct place *place, JsonNode *node, const char *key)
{
    if (!node || place->failed) return 0;
    const GType type = JSON_NODE_TYPE(node) == JSON_NODE_VALUE ? json_node_get_value_type(node) : G_TYPE_INVALID;
    if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64) place_refuse(place, key, N_("is not a number"));
    const double value = place->failed ? 0 : json_node_get_double(node);
    if (!isfinite(value)) place_refuse(place, key, N_("is not a finite number"));
    return place->failed ? 0 : value;
}

static gint64 node_integer(struct place *place, JsonNode *node, gint64 least, gint64 most, const char *key)
{
    if (!node || place->failed) return least;
    const GType type = JSON_NODE_TYPE(node) == JSON_NODE_VALUE ? json_node_get_value_type(node) : G_TYPE_INVALID;
    if (type != G_TYPE_INT64 && type != G_TYPE_BOOLEAN) place_refuse(place, key, N_("is not a whole number"));
    if (place->failed) return least;
    const gint64 value = type == G_TYPE_BOOLEAN ? json_node_get_boolean(node) : json_node_get_int(node);
    if (value < least || value > most) place_refuse(place, key, N_("is out of range"));
    return place->failed ? least : value;
}

static const char *node_text(struct place *place, JsonNode *node, const char *key)
{
    if (!node || place->failed) return "";
    if (JSON_NODE_TYPE(node) != JSON_NODE_VALUE || json_node_get_value_type(node) != G_TYPE_STRING)
        place_refuse(place, key, N_("is not text"));
    const char *text = place->failed ? "" : json_node_get_string(node);
    if (!text_is_clean(text, -1)) place_refuse(place, key, N_("holds control characters"));
    return place->failed ? "" : text;
}

double place_real(struct place *place, JsonObject *object, const char *key)
{
    return node_real(place, place_member(place, object, key, JSON_NODE_VALUE), key);
}

gint64 place_integer(struct place *place, JsonObject *object, const char *key, gint64 least, gint64 most)
{
    return node_integer(place, place_member(place, object, key, JSON_NODE_VALUE), least, most, key);
}

const char *place_text(struct place *place, JsonObject *object, const char *key)
{
    return node_text(place, place_member(place, object, key, JSON_NODE_VALUE), key);
}

bool place_flag(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = place_member(place, object, key, JSON_NODE_VALUE);
    if (node && json_node_get_value_type(node) != G_TYPE_BOOLEAN) place_refuse(place, key, N_("is not true or false"));
    return !place->failed && node && json_node_get_boolean(node);
}

JsonObject *place_element(struct place *place, JsonArray *array, guint index)
{
    JsonNode *node = place->failed ? NULL : json_array_get_element(array, index);
    if (node && JSON_NODE_TYPE(node) == JSON_NODE_OBJECT) return json_node_get_object(node);
    place_refuse(place, "", N_("is of the wrong type"));
    return NULL;
}

double place_real_at(struct place *place, JsonArray *array, guint index, const char *key)
{
    return node_real(place, place->failed ? NULL : json_array_get_element(array, index), key);
}

gint64 place_integer_at(struct place *place, JsonArray *array, guint index, gint64 least, gint64 most, const char *key)
{
    return node_integer(place, place->failed ? NULL : json_array_get_element(array, index), least, most, key);
}

const char *place_text_at(struct place *place, JsonArray *array, guint index, const char *key)
{
    return node_text(place, place->failed ? NULL : json_array_get_element(array, index), key);
}

/* The parser recurses; a file that nests without end must not reach the end of the stack. */
static bool nests_too_deep(const char *json, size_t length)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (quoted && json[i] == '\\')
            i++;
        else if (json[i] == '"')
            quoted = !quoted;
        else if (!quoted && (json[i] == '{' || json[i] == '[') && ++depth > DEEPEST)
            return true;
        else if (!quoted && (json[i] == '}' || json[i] == ']'))
            depth--;
    }
    return false;
}

JsonParser *place_parse(struct place *place, const char *json, gssize length)
{
    const size_t bytes = length < 0 ? strlen(json) : (size_t)length;
    g_autoptr(GError) cause = NULL;
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (bytes > MOST_BYTES || nests_too_deep(json, bytes) || !g_utf8_validate_len(json, bytes, NULL)) {
        place_refuse(place, "", N_("is not a model"));
        return NULL;
    }
    if (!json_parser_load_from_data(parser, json, (gssize)bytes, &cause)) {
        place_refuse(place, "", cause->message);
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    if (root && JSON_NODE_TYPE(root) == JSON_NODE_OBJECT) return g_steal_pointer(&parser);
    place_refuse(place, "", N_("is not a model"));
    return NULL;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

void json_put_quoted(GString *text, const char *value)
{
    g_string_append_c(text, '"');
    for (const char *at = value; *at; at++) {
        const unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\')
            g_string_append_printf(text, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7F)
            g_string_append_printf(text, "\\u%04x", byte);
        else
            g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
}

void json_put_key(GString *text, const char *key)
{
    const char last = text->len ? text->str[text->len - 1] : '{';
    if (last != '{' && last != '[' && last != '\n') g_string_append_c(text, ',');
    if (!key) return;
    json_put_quoted(text, key);
    g_string_append_c(text, ':');
}

void json_put_text(GString *text, const char *key, const char *value)
{
    json_put_key(text, key);
    json_put_quoted(text, value);
}

void json_put_raw(GString *text, const char *key, const char *json)
{
    json_put_key(text, key);
    g_string_append(text, json);
}

void json_put_real(GString *text, const char *key, double value)
{
    g_autofree char *number = isfinite(value) ? binning_number(value) : g_strdup("null");
    json_put_raw(text, key, number);
}

/* The shortest of the decimals with 1 to 9 digits that is the same number; 9 always are. */
char *float_number(float value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE], format[8];
    for (int digits = 1; digits <= 9; digits++) {
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(number, sizeof number, format, (double)value);
        if ((float)g_ascii_strtod(number, NULL) == value) break;
    }
    return g_strdup(number);
}

void json_put_float(GString *text, const char *key, float value)
{
    g_autofree char *number = float_number(value);
    json_put_raw(text, key, number);
    // XGBoost tells a number in floating point from a whole one by its looks
    if (!strpbrk(number, ".e")) g_string_append(text, "E0");
}

void json_put_integer(GString *text, const char *key, gint64 value)
{
    json_put_key(text, key);
    g_string_append_printf(text, "%" G_GINT64_FORMAT, value);
}

void json_put_open(GString *text, const char *key, char bracket)
{
    json_put_key(text, key);
    g_string_append_c(text, bracket);
}
