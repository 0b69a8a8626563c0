/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command as they are kept between two persons: JSON, so that no separator can be smuggled in. They may
 * hold what is personal, and stay in the store. */
#include "command/private.h"

#include <json-glib/json-glib.h>

/* What the word means, whoever says it and wherever. */
static char *lasting_word(const struct given *given)
{
    if (given->argument->type == ARGUMENT_SUBJECT) return g_strdup_printf("%" G_GINT64_FORMAT, given->number);
    if (given->argument->type == ARGUMENT_FILE || given->argument->type == ARGUMENT_TARGET)
        return g_canonicalize_filename(given->text, NULL);
    return g_strdup(given->text);
}

char *arguments_to_words(const struct arguments *arguments)
{
    struct given given;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (size_t i = 0; arguments_at(arguments, i, &given); i++) {
        g_autofree char *word = lasting_word(&given);
        json_builder_begin_array(builder);
        json_builder_add_string_value(builder, given.argument->name);
        json_builder_add_string_value(builder, word);
        json_builder_end_array(builder);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

static const char *string_at(JsonArray *array, guint index)
{
    JsonNode *node = array && index < json_array_get_length(array) ? json_array_get_element(array, index) : NULL;
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

static bool set_word(struct arguments *arguments, JsonNode *node, GError **error)
{
    JsonArray *pair = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    const char *name = string_at(pair, 0), *value = string_at(pair, 1);
    if (name && value) return arguments_set(arguments, name, value, error);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The words of this proposal cannot be read"),
                     N_("Withdraw it and propose it again."), NULL);
    return false;
}

struct arguments *arguments_from_words(const struct command *command, const char *words, GError **error)
{
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(JsonNode) root = json_from_string(words, NULL);
    if (!root || !JSON_NODE_HOLDS_ARRAY(root)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The words of this proposal cannot be read"),
                         N_("Withdraw it and propose it again."), NULL);
        return NULL;
    }
    JsonArray *pairs = json_node_get_array(root);
    for (guint i = 0; i < json_array_get_length(pairs); i++)
        if (!set_word(arguments, json_array_get_element(pairs, i), error)) return NULL;
    return arguments_complete(arguments, error) ? g_steal_pointer(&arguments) : NULL;
}
