/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a file of bins. It decides how people are weighed, so nothing in it is guessed: what is of another type, out
 * of range, unknown or in contradiction is refused with the place where it stands ("columns[2].cuts[1]"). */
#include "training/bins_file.h"
#include "training/csvframe.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MOST_COLUMNS    10000
#define MOST_CATEGORIES 100000
#define MOST_CODES      100
#define MOST_BYTES      (16 * 1024 * 1024)
#define DEEPEST         8 /* such a file nests 5 deep */

/* What is being read and where it stands. Every function below does nothing once it has failed. */
struct place {
    const char *origin;
    char *path; /* "columns[2]" */
    GError **error;
    bool failed;
};

static void refuse(struct place *place, const char *key, const char *what)
{
    if (place->failed) return;
    place->failed = true;
    g_autofree char *where =
        *place->path && *key ? g_strdup_printf("%s.%s", place->path, key) : g_strdup(*place->path ? place->path : key);
    bureau_error_set(place->error, BUREAU_ERROR_INPUT, N_("{1}: {2}: {3}."),
                     N_("Correct the field, or write the file anew with `bureau model bins --out`."), place->origin,
                     where, what, NULL);
}

/* NULL when it is not there; a member that is there must be of the type. */
static JsonNode *member(struct place *place, JsonObject *object, const char *key, JsonNodeType type, bool needed)
{
    JsonNode *node = object && !place->failed ? json_object_get_member(object, key) : NULL;
    if (!node && needed) refuse(place, key, N_("is missing"));
    if (node && JSON_NODE_TYPE(node) != type) refuse(place, key, N_("is of the wrong type"));
    return place->failed ? NULL : node;
}

static JsonArray *array_of(struct place *place, JsonObject *object, const char *key, guint most)
{
    JsonNode *node = member(place, object, key, JSON_NODE_ARRAY, false);
    JsonArray *array = node ? json_node_get_array(node) : NULL;
    if (array && json_array_get_length(array) > most) refuse(place, key, N_("is too long"));
    return place->failed ? NULL : array;
}

static const char *text_of(struct place *place, JsonObject *object, const char *key, bool needed)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE, needed);
    if (!node) return NULL;
    if (json_node_get_value_type(node) != G_TYPE_STRING) refuse(place, key, N_("is not text"));
    const char *text = place->failed ? "" : json_node_get_string(node);
    if (!text_is_clean(text, -1)) refuse(place, key, N_("holds control characters"));
    return place->failed ? NULL : text;
}

static bool node_number(JsonNode *node, double *value)
{
    if (JSON_NODE_TYPE(node) != JSON_NODE_VALUE) return false;
    GType type = json_node_get_value_type(node);
    if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64) return false;
    *value = json_node_get_double(node);
    return isfinite(*value);
}

static void read_real(struct place *place, JsonObject *object, const char *key, double least, double most,
                      double *value)
{
    double given = 0;
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE, false);
    if (!node) return;
    if (!node_number(node, &given))
        refuse(place, key, N_("is not a number"));
    else if (given < least || given > most)
        refuse(place, key, N_("is out of range"));
    if (!place->failed) *value = given;
}

static bool flag_of(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE, false);
    if (!node) return false;
    if (json_node_get_value_type(node) != G_TYPE_BOOLEAN) refuse(place, key, N_("is not true or false"));
    return !place->failed && json_node_get_boolean(node);
}

static void read_policy(struct place *place, JsonObject *object, const char *key, unsigned allowed,
                        enum bin_policy *policy)
{
    const char *name = text_of(place, object, key, false);
    int found = name ? bin_policy_from_name(name) : BIN_OWN;
    if (found < 0 || !(allowed & 1u << found)) refuse(place, key, N_("is no policy for these rows"));
    if (!place->failed) *policy = (enum bin_policy)found;
}

/* Rising numbers. */
static void read_numbers(struct place *place, JsonObject *object, const char *key, guint most, GArray *numbers)
{
    JsonArray *array = array_of(place, object, key, most);
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        double value = 0;
        g_autofree char *where = g_strdup_printf("%s[%u]", key, i);
        if (!node_number(json_array_get_element(array, i), &value)) refuse(place, where, N_("is not a number"));
        if (i && !(value > g_array_index(numbers, double, i - 1))) refuse(place, where, N_("does not rise"));
        if (!place->failed) g_array_append_val(numbers, value);
    }
}

/* ---- categories and codes --------------------------------------------------------------------------------------- */

static JsonObject *element_of(struct place *place, JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);
    if (JSON_NODE_TYPE(node) == JSON_NODE_OBJECT) return json_node_get_object(node);
    refuse(place, "", N_("is of the wrong type"));
    return NULL;
}

static char **read_names(struct place *place, JsonObject *object, GHashTable *seen)
{
    JsonArray *array = array_of(place, object, "categories", MOST_CATEGORIES);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!array) refuse(place, "categories", N_("is missing"));
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_TYPE(node) != JSON_NODE_VALUE || json_node_get_value_type(node) != G_TYPE_STRING) {
            refuse(place, "categories", N_("is not text"));
        } else if (!text_is_clean(json_node_get_string(node), -1)) {
            refuse(place, "categories", N_("holds control characters"));
        } else if (!g_hash_table_add(seen, g_strdup(json_node_get_string(node)))) {
            refuse(place, "categories", N_("the same category stands twice"));
        } else {
            g_ptr_array_add(names, g_strdup(json_node_get_string(node)));
        }
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static struct place inner_place(const struct place *place, const char *key, guint index)
{
    return (struct place){ place->origin,
                           *place->path ? g_strdup_printf("%s.%s[%u]", place->path, key, index)
                                        : g_strdup_printf("%s[%u]", key, index),
                           place->error, place->failed };
}

static void inner_end(struct place *place, struct place *inner)
{
    place->failed = inner->failed;
    g_free(inner->path);
}

static void read_groups(struct place *place, JsonObject *object, struct bin_spec *spec, GHashTable *seen)
{
    JsonArray *array = array_of(place, object, "groups", BINS_MOST_CUTS);
    int rest = 0;
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        struct place inner = inner_place(place, "groups", i);
        JsonObject *group = element_of(&inner, array, i);
        g_auto(GStrv) names = group ? read_names(&inner, group, seen) : NULL;
        bool pinned = flag_of(&inner, group, "pinned"), is_rest = flag_of(&inner, group, "rest");
        rest += is_rest;
        if (rest > 1) refuse(&inner, "rest", N_("two bins are for the same rows"));
        if (!spec->fixed && (is_rest || !pinned))
            refuse(&inner, "pinned", N_("a group that is searched must be pinned"));
        if (names && !*names && !is_rest) refuse(&inner, "categories", N_("is empty"));
        if (!inner.failed) bin_spec_add_group(spec, (const char *const *)names, pinned, is_rest);
        inner_end(place, &inner);
    }
    if (spec->fixed && !spec->groups->len) refuse(place, "groups", N_("is empty"));
}

/* The same code, written alike or as the same number. */
static bool code_stands_twice(const struct bin_spec *spec, const char *code)
{
    double number = 0, other = 0;
    bool is_number = !spec->nominal && frame_number(code, &number);
    for (guint i = 0; i < spec->codes->len; i++) {
        const struct bin_code *before = spec->codes->pdata[i];
        if (!strcmp(before->code, code)) return true;
        if (is_number && frame_number(before->code, &other) && number == other) return true;
    }
    return false;
}

static void read_codes(struct place *place, JsonObject *object, struct bin_spec *spec, GHashTable *seen)
{
    JsonArray *array = array_of(place, object, "special", MOST_CODES);
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        struct place inner = inner_place(place, "special", i);
        JsonObject *entry = element_of(&inner, array, i);
        const char *code = text_of(&inner, entry, "code", true);
        enum bin_policy policy = BIN_OWN;
        double number = 0;
        read_policy(&inner, entry, "policy", ~0u, &policy);
        const char *group = text_of(&inner, entry, "group", policy == BIN_GROUP);
        if (code && !spec->nominal && !frame_number(code, &number)) refuse(&inner, "code", N_("is not a number"));
        if (code && (!*code || code_stands_twice(spec, code))) refuse(&inner, "code", N_("stands twice"));
        if (code && spec->nominal && g_hash_table_contains(seen, code))
            refuse(&inner, "code", N_("is a category of a group, too"));
        if (!inner.failed) bin_spec_add_code(spec, code, policy, group);
        inner_end(place, &inner);
    }
}

/* ---- a column --------------------------------------------------------------------------------------------------- */

static void read_constraints(struct place *place, JsonObject *object, struct bin_spec *spec)
{
    double most = (double)spec->max_bins;
    const char *trend = text_of(place, object, "trend", false);
    int found = trend ? binning_trend_from_name(trend) : (int)spec->trend;
    if (found < 0 || (trend && spec->nominal)) refuse(place, "trend", N_("is no trend of such a column"));
    if (!place->failed) spec->trend = (enum binning_trend)found;
    read_real(place, object, "max_bins", 1, BINNING_MOST_PRE_BINS, &most);
    if (most != rint(most)) refuse(place, "max_bins", N_("is not a whole number"));
    spec->max_bins = (size_t)most;
    read_real(place, object, "min_share", 0, 0.5, &spec->min_share);
    read_real(place, object, "min_bads", 0, 1e12, &spec->min_bads);
    read_real(place, object, "min_goods", 0, 1e12, &spec->min_goods);
    read_real(place, object, "p_value", 0, 1, &spec->p_value);
    read_real(place, object, "min_difference", 0, 1, &spec->min_difference);
    read_policy(place, object, "missing", ~(1u << BIN_GROUP), &spec->missing);
    if (spec->nominal)
        read_policy(place, object, "unseen", 1u << BIN_OWN | 1u << BIN_NEUTRAL | 1u << BIN_WORST, &spec->unseen);
}

static bool numbers_hold(const GArray *numbers, double value)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, double, i) == value) return true;
    return false;
}

static void read_cuts(struct place *place, JsonObject *object, struct bin_spec *spec)
{
    read_numbers(place, object, "cuts", BINS_MOST_CUTS, spec->cuts);
    read_numbers(place, object, "pinned", BINNING_MOST_PINS, spec->pinned);
    read_numbers(place, object, "forbidden", BINS_MOST_CUTS, spec->forbidden);
    if (!spec->fixed && spec->cuts->len) refuse(place, "cuts", N_("stands beside a search; give pinned cuts"));
    for (guint i = 0; i < spec->pinned->len; i++) {
        double value = g_array_index(spec->pinned, double, i);
        g_autofree char *where = g_strdup_printf("pinned[%u]", i);
        if (spec->fixed && !numbers_hold(spec->cuts, value)) refuse(place, where, N_("is no cut"));
        if (numbers_hold(spec->forbidden, value)) refuse(place, where, N_("is forbidden, too"));
    }
}

static const char *const known[] = { "feature", "kind",           "fixed",    "cuts",      "pinned",   "forbidden",
                                     "groups",  "trend",          "max_bins", "min_share", "min_bads", "min_goods",
                                     "p_value", "min_difference", "special",  "missing",   "unseen",   NULL };

static struct bin_spec *read_spec(struct place *place, JsonObject *object)
{
    const char *name = text_of(place, object, "feature", true), *kind = text_of(place, object, "kind", true);
    bool nominal = !g_strcmp0(kind, "nominal");
    if (name && !*name) refuse(place, "feature", N_("is empty"));
    if (kind && !nominal && strcmp(kind, "numeric")) refuse(place, "kind", N_("is neither numeric nor nominal"));
    g_autoptr(GList) keys = object ? json_object_get_members(object) : NULL;
    for (GList *at = keys; at && !place->failed; at = at->next)
        if (!g_strv_contains(known, at->data))
            refuse(place, text_is_clean(at->data, -1) ? at->data : "", N_("is no field of a column"));
    if (place->failed) return NULL;
    struct bin_spec *spec = bin_spec_new(name, nominal);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    spec->fixed = flag_of(place, object, "fixed");
    if (nominal)
        read_groups(place, object, spec, seen);
    else
        read_cuts(place, object, spec);
    read_constraints(place, object, spec);
    read_codes(place, object, spec, seen);
    return spec;
}

static void read_columns(struct place *place, JsonObject *root, struct bins *bins)
{
    JsonNode *node = member(place, root, "columns", JSON_NODE_ARRAY, true);
    JsonArray *array = node ? json_node_get_array(node) : NULL;
    if (array && json_array_get_length(array) > MOST_COLUMNS) refuse(place, "columns", N_("is too long"));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        struct place inner = inner_place(place, "columns", i);
        g_autoptr(bin_spec_t) spec = read_spec(&inner, element_of(&inner, array, i));
        if (spec && !g_hash_table_add(seen, spec->column)) refuse(&inner, "feature", N_("stands twice"));
        if (!inner.failed) g_ptr_array_add(bins->specs, g_steal_pointer(&spec));
        inner_end(place, &inner);
        if (place->failed) g_hash_table_remove_all(seen); // its keys belong to specs
    }
}

/* The parser recurses: what nests too deep is refused before it sees it. */
static bool is_shallow(const char *json, gsize length)
{
    int depth = 0;
    bool text = false;
    for (gsize i = 0; i < length; i++) {
        if (text && json[i] == '\\') {
            i++;
        } else if (json[i] == '"') {
            text = !text;
        } else if (!text && (json[i] == '[' || json[i] == '{')) {
            if (++depth > DEEPEST) return false;
        } else if (!text && (json[i] == ']' || json[i] == '}')) {
            depth--;
        }
    }
    return true;
}

struct bins *bins_parse(const char *json, gssize length, const char *origin, GError **error)
{
    gsize size = length < 0 ? strlen(json) : (gsize)length;
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autoptr(GError) cause = NULL;
    bool fits = size <= MOST_BYTES && is_shallow(json, size) && g_utf8_validate_len(json, size, NULL);
    if (!fits || !json_parser_load_from_data(parser, json, (gssize)size, &cause)) {
        g_autofree char *line = g_strdup_printf("%u", MAX(json_parser_get_current_line(parser), 1));
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} is no file of bins: line {2}: {3}."),
                         N_("A file of bins is written by `bureau model bins --out` or the bin editor."), origin, line,
                         cause ? cause->message : N_("too large, too deep or not UTF-8"), NULL);
        return NULL;
    }
    g_autoptr(bins_t) bins = bins_new();
    g_autofree char *top = g_strdup("");
    struct place place = { origin, top, error, false };
    JsonNode *root = json_parser_get_root(parser);
    JsonObject *object = root && JSON_NODE_TYPE(root) == JSON_NODE_OBJECT ? json_node_get_object(root) : NULL;
    if (!object) refuse(&place, "format", N_("is missing"));
    const char *format = text_of(&place, object, "format", true);
    double version = 0;
    if (format && strcmp(format, "bureau-bins")) refuse(&place, "format", N_("is not bureau-bins"));
    read_real(&place, object, "format_version", 1, 1, &version);
    if (version != 1) refuse(&place, "format_version", N_("is missing"));
    read_columns(&place, object, bins);
    return place.failed ? NULL : g_steal_pointer(&bins);
}

struct bins *bins_load(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (folder_read_named(path, &text, &length, &cause)) return bins_parse(text, (gssize)length, path, error);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} cannot be read: {2}."),
                     N_("Check the name and the rights of the file."), path, cause->message, NULL);
    return NULL;
}

bool bins_check(const struct bins *bins, const char *origin, const struct frame *frame, GError **error)
{
    for (guint i = 0; i < bins->specs->len; i++) {
        const struct bin_spec *spec = bins->specs->pdata[i];
        g_autofree char *path = g_strdup_printf("columns[%u]", i);
        struct place place = { origin, path, error, false };
        int column = frame_find(frame, spec->column);
        if (column < 0)
            refuse(&place, "feature", N_("is no column of the data"));
        else if (spec->nominal != (frame->column[column].kind == FRAME_NOMINAL))
            refuse(&place, "kind", N_("is not that of the column in the data"));
        if (place.failed) return false;
    }
    return true;
}
