/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a scorecard back. A card decides about people, so nothing in it is guessed: whatever is missing, of another
 * type, out of range or in contradiction is refused with the place where it stands ("characteristics[2].bins[0].woe").
 */
#include "score/card.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define DEEPEST      16 /* a card nests 5 deep */
#define MOST_BYTES   (8 * 1024 * 1024)
#define MOST_BINS    256
#define MOST_ROWS    G_GINT64_CONSTANT(1000000000000)
#define POINTS_LIMIT 100000

/* An object being read, and where it stands in the file. Every function below does nothing once `error` is set, so
 * that a reader of many members checks once. */
struct place {
    const char *origin;
    const char *path;
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
                     N_("A scorecard is a file written by `bureau model train --out`; fit it again."), place->origin,
                     where, what, NULL);
}

static JsonNode *member(struct place *place, JsonObject *object, const char *key, JsonNodeType type)
{
    JsonNode *node = object && !place->failed ? json_object_get_member(object, key) : NULL;
    if (!node)
        refuse(place, key, N_("is missing"));
    else if (JSON_NODE_TYPE(node) != type)
        refuse(place, key, N_("is of the wrong type"));
    return place->failed ? NULL : node;
}

static JsonObject *object_of(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = member(place, object, key, JSON_NODE_OBJECT);
    return node ? json_node_get_object(node) : NULL;
}

static JsonArray *array_of(struct place *place, JsonObject *object, const char *key, guint most)
{
    JsonNode *node = member(place, object, key, JSON_NODE_ARRAY);
    JsonArray *array = node ? json_node_get_array(node) : NULL;
    if (array && json_array_get_length(array) > most) refuse(place, key, N_("is too long"));
    return place->failed ? NULL : array;
}

static double real_of(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE);
    if (!node) return 0;
    GType type = json_node_get_value_type(node);
    if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64) refuse(place, key, N_("is not a number"));
    double value = place->failed ? 0 : json_node_get_double(node);
    if (!isfinite(value)) refuse(place, key, N_("is not a finite number"));
    return value;
}

static gint64 integer_of(struct place *place, JsonObject *object, const char *key, gint64 least, gint64 most)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE);
    if (!node) return 0;
    if (json_node_get_value_type(node) != G_TYPE_INT64) refuse(place, key, N_("is not a whole number"));
    gint64 value = place->failed ? 0 : json_node_get_int(node);
    if (!place->failed && (value < least || value > most)) refuse(place, key, N_("is out of range"));
    return place->failed ? 0 : value;
}

static const char *text_of(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE);
    if (!node) return "";
    if (json_node_get_value_type(node) != G_TYPE_STRING) refuse(place, key, N_("is not text"));
    const char *text = place->failed ? "" : json_node_get_string(node);
    if (!text_is_clean(text, -1)) refuse(place, key, N_("holds control characters"));
    return text;
}

static bool flag_of(struct place *place, JsonObject *object, const char *key)
{
    JsonNode *node = member(place, object, key, JSON_NODE_VALUE);
    if (node && json_node_get_value_type(node) != G_TYPE_BOOLEAN) refuse(place, key, N_("is not true or false"));
    return place->failed || !node ? false : json_node_get_boolean(node);
}

static JsonObject *element_of(struct place *place, JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);
    if (JSON_NODE_TYPE(node) == JSON_NODE_OBJECT) return json_node_get_object(node);
    refuse(place, "", N_("is of the wrong type"));
    return NULL;
}

/* ---- bins ------------------------------------------------------------------------------------------------------- */

static char **read_categories(struct place *place, JsonObject *object)
{
    JsonArray *array = array_of(place, object, "categories", 100000);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_TYPE(node) == JSON_NODE_VALUE && json_node_get_value_type(node) == G_TYPE_STRING)
            g_ptr_array_add(names, g_strdup(json_node_get_string(node)));
        else
            refuse(place, "categories", N_("is not text"));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void read_bin_type(struct place *place, JsonObject *object, bool nominal, struct bin *bin)
{
    const char *type = text_of(place, object, "type");
    bin->below = INFINITY;
    if (!strcmp(type, "range") && !nominal) {
        bin->type = BIN_RANGE;
        JsonNode *edge = object ? json_object_get_member(object, "below") : NULL;
        if (!edge || JSON_NODE_TYPE(edge) != JSON_NODE_NULL) bin->below = real_of(place, object, "below");
    } else if (!strcmp(type, "categories") && nominal) {
        bin->type = BIN_CATEGORIES;
        bin->categories = read_categories(place, object);
        bin->rest = object && json_object_has_member(object, "rest") && flag_of(place, object, "rest");
    } else if (!strcmp(type, "special")) {
        bin->type = BIN_SPECIAL;
        if (nominal)
            bin->categories = read_categories(place, object);
        else
            bin->code = real_of(place, object, "code");
        if (bin->categories && g_strv_length(bin->categories) != 1)
            refuse(place, "categories", N_("does not hold one code"));
    } else if (!strcmp(type, "missing")) {
        bin->type = BIN_MISSING;
    } else {
        refuse(place, "type", N_("is no kind of bin"));
    }
}

static void read_bin(struct place *place, JsonObject *object, bool nominal, struct bin *bin)
{
    read_bin_type(place, object, nominal, bin);
    bin->count = integer_of(place, object, "count", 0, MOST_ROWS);
    bin->bads = integer_of(place, object, "bads", 0, MOST_ROWS);
    bin->weight = real_of(place, object, "woe");
    bin->points = (int)integer_of(place, object, "points", -POINTS_LIMIT, POINTS_LIMIT);
    if (bin->bads > bin->count) refuse(place, "bads", N_("is more than the count"));
}

/* Ranges rise and the last is open; each code and category stands once; one bin at the most is for what is missing. */
static void check_bins(struct place *place, const struct binning *binning)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t missing = 0, rest = 0, ranges = 0;
    double edge = -INFINITY;
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin *bin = &binning->bin[i];
        missing += bin->type == BIN_MISSING;
        rest += bin->rest;
        if (bin->type == BIN_RANGE) {
            if (ranges++ != i || !(bin->below > edge)) refuse(place, "bins", N_("edges do not rise"));
            edge = bin->below;
        }
        for (size_t other = 0; bin->type == BIN_SPECIAL && !bin->categories && other < i; other++)
            if (binning->bin[other].type == BIN_SPECIAL && binning->bin[other].code == bin->code)
                refuse(place, "bins", N_("the same code stands twice"));
        for (char **name = bin->categories; name && *name; name++)
            if (!g_hash_table_add(seen, *name)) refuse(place, "bins", N_("the same category stands twice"));
    }
    if (missing > 1 || rest > 1) refuse(place, "bins", N_("two bins are for the same rows"));
    if (!binning->nominal && (!ranges || edge != INFINITY))
        refuse(place, "bins", N_("the last range does not reach to the end"));
}

static struct binning *read_binning(struct place *place, JsonObject *object)
{
    struct binning *binning = g_new0(struct binning, 1);
    const char *kind = text_of(place, object, "kind");
    binning->nominal = !strcmp(kind, "nominal");
    if (!binning->nominal && strcmp(kind, "numeric")) refuse(place, "kind", N_("is neither numeric nor nominal"));
    if (!binning->nominal) binning->integer = flag_of(place, object, "integer");
    binning->information_value = real_of(place, object, "information_value");
    JsonArray *bins = array_of(place, object, "bins", MOST_BINS);
    guint count = bins ? json_array_get_length(bins) : 0;
    binning->bin = g_new0(struct bin, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("%s.bins[%u]", place->path, i);
        struct place inner = { place->origin, path, place->error, false };
        binning->bins = i + 1;
        read_bin(&inner, element_of(&inner, bins, i), binning->nominal, &binning->bin[i]);
        place->failed = inner.failed;
    }
    if (!place->failed) check_bins(place, binning);
    return binning;
}

/* ---- the card --------------------------------------------------------------------------------------------------- */

static void read_characteristics(struct place *place, JsonObject *root, struct scorecard *card)
{
    JsonArray *array = array_of(place, root, "characteristics", CARD_MOST_CHARACTERISTICS);
    guint count = array ? json_array_get_length(array) : 0;
    if (array && !count) refuse(place, "characteristics", N_("is empty"));
    card->characteristic = g_new0(struct characteristic, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("characteristics[%u]", i);
        struct place inner = { place->origin, path, place->error, false };
        struct characteristic *characteristic = &card->characteristic[i];
        JsonObject *object = element_of(&inner, array, i);
        card->characteristics = i + 1;
        characteristic->id = g_strdup(text_of(&inner, object, "feature"));
        characteristic->reason = g_strdup(text_of(&inner, object, "reason"));
        characteristic->coefficient = real_of(&inner, object, "coefficient");
        characteristic->standard_error = real_of(&inner, object, "standard_error");
        characteristic->neutral = (int)integer_of(&inner, object, "neutral", -POINTS_LIMIT, POINTS_LIMIT);
        characteristic->binning = read_binning(&inner, object);
        for (guint other = 0; other < i && !inner.failed; other++)
            if (!strcmp(card->characteristic[other].id, characteristic->id))
                refuse(&inner, "feature", N_("stands twice"));
        place->failed = inner.failed;
    }
}

static void read_bands(struct place *place, JsonObject *root, struct scorecard *card)
{
    JsonArray *array = array_of(place, root, "bands", 32);
    guint count = array ? json_array_get_length(array) : 0;
    if (array && !count) refuse(place, "bands", N_("is empty"));
    card->band = g_new0(struct card_band, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("bands[%u]", i);
        struct place inner = { place->origin, path, place->error, false };
        JsonObject *object = element_of(&inner, array, i);
        const char *letter = text_of(&inner, object, "letter");
        if (!*letter || strlen(letter) >= sizeof card->band[i].letter)
            refuse(&inner, "letter", N_("is empty or too long"));
        g_strlcpy(card->band[i].letter, letter, sizeof card->band[i].letter);
        card->band[i].from = (int)integer_of(&inner, object, "from", -POINTS_LIMIT, POINTS_LIMIT);
        if (i && card->band[i].from <= card->band[i - 1].from)
            refuse(&inner, "from", N_("is not above the band before"));
        card->bands = i + 1;
        place->failed = inner.failed;
    }
}

static void read_scale(struct place *place, JsonObject *root, struct scorecard *card)
{
    JsonObject *object = object_of(place, root, "scale");
    struct place inner = { place->origin, "scale", place->error, place->failed };
    card->scale.base_score = real_of(&inner, object, "base_score");
    card->scale.base_odds = real_of(&inner, object, "base_odds");
    card->scale.points_to_double = real_of(&inner, object, "points_to_double");
    card->scale.lowest = (int)integer_of(&inner, object, "lowest", -POINTS_LIMIT, POINTS_LIMIT);
    card->scale.highest = (int)integer_of(&inner, object, "highest", -POINTS_LIMIT, POINTS_LIMIT);
    if (!(card->scale.base_odds > 0)) refuse(&inner, "base_odds", N_("is out of range"));
    if (!(card->scale.points_to_double > 0)) refuse(&inner, "points_to_double", N_("is out of range"));
    if (card->scale.highest <= card->scale.lowest) refuse(&inner, "highest", N_("is not above the lowest"));
    place->failed = inner.failed;
}

static void read_lines(struct place *place, JsonObject *root, const char *key, struct card_line **lines, size_t *count)
{
    JsonObject *object = object_of(place, root, key);
    if (!object) return;
    struct place inner = { place->origin, key, place->error, false };
    g_autoptr(GList) keys = json_object_get_members(object);
    for (GList *at = keys; at && !inner.failed; at = at->next) {
        const char *text = text_of(&inner, object, at->data);
        if (!text_is_clean(at->data, -1)) refuse(&inner, "", N_("holds control characters"));
        if (!inner.failed) card_lines_add(lines, count, at->data, text);
    }
    place->failed = inner.failed;
}

static void read_evaluation(struct place *place, JsonObject *object, struct evaluation *evaluation)
{
    evaluation->rows = (size_t)integer_of(place, object, "rows", 0, MOST_ROWS);
    evaluation->bads = (size_t)integer_of(place, object, "bads", 0, MOST_ROWS);
    evaluation->auc = real_of(place, object, "auc");
    evaluation->ks = real_of(place, object, "ks");
    evaluation->gini = real_of(place, object, "gini");
    evaluation->brier = real_of(place, object, "brier");
}

static void read_metrics(struct place *place, JsonObject *root, struct card_metrics *metrics)
{
    JsonObject *object = object_of(place, root, "metrics");
    if (!object) return;
    struct place inner = { place->origin, "metrics.cross_validation", place->error, false };
    metrics->has_folds = json_object_has_member(object, "cross_validation");
    if (metrics->has_folds) {
        JsonObject *folds = object_of(place, object, "cross_validation");
        inner.failed = place->failed;
        metrics->folds = (guint32)integer_of(&inner, folds, "folds", 2, G_MAXINT32);
        read_evaluation(&inner, folds, &metrics->fold);
        metrics->auc_sd = real_of(&inner, folds, "auc_sd");
    }
    metrics->has_holdout = json_object_has_member(object, "holdout");
    if (metrics->has_holdout) {
        inner.path = "metrics.holdout";
        place->failed = inner.failed;
        read_evaluation(&inner, object_of(place, object, "holdout"), &metrics->holdout);
    }
    place->failed |= inner.failed;
}

static void read_card(struct place *place, JsonObject *root, struct scorecard *card)
{
    if (strcmp(text_of(place, root, "format"), "bureau-scorecard"))
        refuse(place, "format", N_("is not bureau-scorecard"));
    integer_of(place, root, "format_version", 1, 1);
    card->name = g_strdup(text_of(place, root, "name"));
    if (!*card->name) refuse(place, "name", N_("is empty"));
    card->version = (int)integer_of(place, root, "version", 1, G_MAXINT32);
    read_lines(place, root, "card", &card->line, &card->lines);
    read_lines(place, root, "left_out", &card->trace, &card->traces);
    JsonObject *fitted = object_of(place, root, "fitted_on");
    struct place inner = { place->origin, "fitted_on", place->error, place->failed };
    card->rows = (size_t)integer_of(&inner, fitted, "rows", 0, MOST_ROWS);
    card->bads = (size_t)integer_of(&inner, fitted, "bads", 0, MOST_ROWS);
    place->failed = inner.failed;
    read_metrics(place, root, &card->metrics);
    read_scale(place, root, card);
    read_bands(place, root, card);
    card->intercept = real_of(place, root, "intercept");
    card->intercept_error = real_of(place, root, "intercept_error");
    read_characteristics(place, root, card);
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

struct scorecard *scorecard_parse(const char *json, gssize length, const char *origin, GError **error)
{
    size_t bytes = length < 0 ? strlen(json) : (size_t)length;
    struct place place = { origin, "", error, false };
    g_autoptr(GError) cause = NULL;
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (bytes > MOST_BYTES || nests_too_deep(json, bytes) || !g_utf8_validate_len(json, bytes, NULL)) {
        refuse(&place, "", N_("is not a scorecard"));
        return NULL;
    }
    if (!json_parser_load_from_data(parser, json, (gssize)bytes, &cause)) {
        refuse(&place, "", cause->message);
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    g_autoptr(scorecard_t) card = g_new0(struct scorecard, 1);
    if (root && JSON_NODE_TYPE(root) == JSON_NODE_OBJECT)
        read_card(&place, json_node_get_object(root), card);
    else
        refuse(&place, "", N_("is not a scorecard"));
    if (place.failed) return NULL;
    card_finish(card);
    return g_steal_pointer(&card);
}

struct scorecard *scorecard_load_file(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!folder_read_named(path, &text, &length, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} cannot be read: {2}."),
                         N_("Check the name and the rights of the file."), path, cause->message, NULL);
        return NULL;
    }
    return scorecard_parse(text, (gssize)length, path, error);
}
