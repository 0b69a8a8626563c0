/* SPDX-License-Identifier: Apache-2.0 */
/* XGBoost's JSON into arrays. What must stay true: every index, size and number is checked before it is used, each
 * node is reached once, and a file that XGBoost means otherwise than it is read here is refused. Versions 1.x and 2.x
 * write base_score as a probability ("5E-1"), 3.x in brackets ("[5E-1]"), and a 1.7 that reads the latter takes 0.5
 * without a word: here both are read, and what is neither is refused. */
#include "score/trees_private.h"

#include <math.h>
#include <string.h>

#define MOST_TREES   10000
#define MOST_NODES   4000000 /* of all trees */
#define DEEPEST_TREE 64
#define OLDEST_MAJOR 1
#define NEWEST_MAJOR 3
#define NOT_DECIMAL  N_("is not a decimal number")
#define OTHER_LENGTH N_("has another length than left_children")

/* A whole number that XGBoost writes as text. */
static gint64 counted(struct place *place, JsonObject *object, const char *key, gint64 least, gint64 most)
{
    const char *text = place_text(place, object, key);
    char *end = NULL;
    if (place->failed) return least;
    const gint64 value = g_ascii_strtoll(text, &end, 10);
    if (!*text || *end || value < least || value > most) place_refuse(place, key, N_("is out of range"));
    return place->failed ? least : value;
}

/* ---- one tree ---------------------------------------------------------------------------------------------------- */

struct tree_arrays {
    JsonArray *left, *right, *column, *condition, *default_left, *gain, *cover;
    guint nodes;
    guint8 *seen;
};

static JsonArray *of_length(struct place *place, JsonObject *tree, const char *key, guint length)
{
    JsonArray *array = place_array(place, tree, key, MOST_NODES);
    if (array && json_array_get_length(array) != length) place_refuse(place, key, OTHER_LENGTH);
    return place->failed ? NULL : array;
}

/* Splits by category come with their categories; a file without them may leave the members out. */
static void refuse_categories(struct place *place, JsonObject *tree)
{
    static const char *const keys[] = { "categories", "categories_nodes", "categories_segments", "categories_sizes" };
    for (size_t i = 0; i < G_N_ELEMENTS(keys) && tree && !place->failed; i++) {
        if (!json_object_has_member(tree, keys[i])) continue;
        JsonArray *array = place_array(place, tree, keys[i], MOST_NODES);
        if (array && json_array_get_length(array))
            place_refuse(place, keys[i], N_("is not empty: splits by category are not read; encode them as numbers"));
    }
    JsonArray *types = tree && !place->failed && json_object_has_member(tree, "split_type")
                           ? place_array(place, tree, "split_type", MOST_NODES)
                           : NULL;
    for (guint i = 0; types && i < json_array_get_length(types) && !place->failed; i++)
        if (place_integer_at(place, types, i, 0, G_MAXINT32, "split_type"))
            place_refuse(place, "split_type", N_("splits by category are not read; encode them as numbers"));
}

static void open_arrays(struct place *place, JsonObject *tree, struct tree_arrays *arrays)
{
    arrays->left = place_array(place, tree, "left_children", MOST_NODES);
    arrays->nodes = arrays->left ? json_array_get_length(arrays->left) : 0;
    if (!place->failed && !arrays->nodes) place_refuse(place, "left_children", N_("is empty"));
    arrays->right = of_length(place, tree, "right_children", arrays->nodes);
    arrays->column = of_length(place, tree, "split_indices", arrays->nodes);
    arrays->condition = of_length(place, tree, "split_conditions", arrays->nodes);
    arrays->default_left = of_length(place, tree, "default_left", arrays->nodes);
    arrays->gain = of_length(place, tree, "loss_changes", arrays->nodes);
    arrays->cover = of_length(place, tree, "sum_hessian", arrays->nodes);
    JsonObject *parameter = place_object(place, tree, "tree_param");
    struct place inner = { place->origin, "tree_param", place->error, place->failed };
    counted(&inner, parameter, "size_leaf_vector", 0, 1);
    counted(&inner, parameter, "num_nodes", arrays->nodes, arrays->nodes);
    place->failed |= inner.failed;
    refuse_categories(place, tree);
}

static float single_at(struct place *place, JsonArray *array, guint index, const char *key)
{
    const float value = (float)place_real_at(place, array, index, key);
    if (!isfinite(value)) place_refuse(place, key, N_("is not a finite number"));
    return place->failed ? 0 : value;
}

/* Takes a node and all below it into the place `own`. Two children stand side by side after all that were placed
 * before: XGBoost 1.7 looks for the right one next to the left. */
static void take_node(struct place *place, const struct tree_arrays *arrays, gint64 index, int depth, guint32 own,
                      struct trees *trees)
{
    if (place->failed) return;
    const guint at = (guint)index;
    if (arrays->seen[at]) place_refuse(place, "left_children", N_("reaches a node twice"));
    if (depth > DEEPEST_TREE) place_refuse(place, "left_children", N_("is too deep"));
    if (place->failed) return;
    arrays->seen[at] = 1;
    const gint64 last = (gint64)arrays->nodes - 1;
    const gint64 left = place_integer_at(place, arrays->left, at, -1, last, "left_children");
    const gint64 right = place_integer_at(place, arrays->right, at, -1, last, "right_children");
    if ((left < 0) != (right < 0)) place_refuse(place, "right_children", N_("has one child only"));
    struct tree_node node = { .cover = single_at(place, arrays->cover, at, "sum_hessian") };
    const float condition = single_at(place, arrays->condition, at, "split_conditions");
    if (left < 0) {
        node.leaf = condition;
        trees->node[own] = node;
        return;
    }
    node.threshold = condition;
    node.gain = single_at(place, arrays->gain, at, "loss_changes");
    node.column = (guint16)place_integer_at(place, arrays->column, at, 0, (gint64)trees->columns - 1, "split_indices");
    node.default_left = place_integer_at(place, arrays->default_left, at, 0, 1, "default_left") != 0;
    // with a node that is reached twice there could be more places than nodes
    if (!place->failed && trees->nodes + 2 > trees->root[trees->trees - 1] + (size_t)arrays->nodes)
        place_refuse(place, "left_children", N_("reaches a node twice"));
    if (place->failed) return;
    node.left = (guint32)trees->nodes;
    node.right = node.left + 1;
    trees->nodes += 2;
    trees->node[own] = node;
    take_node(place, arrays, left, depth + 1, node.left, trees);
    take_node(place, arrays, right, depth + 1, node.right, trees);
}

static void read_tree(struct place *place, JsonObject *tree, struct trees *trees)
{
    struct tree_arrays arrays = { 0 };
    open_arrays(place, tree, &arrays);
    if (!place->failed && trees->nodes + arrays.nodes > MOST_NODES) place_refuse(place, "", N_("is too long"));
    if (place->failed) return;
    trees->node = g_renew(struct tree_node, trees->node, trees->nodes + arrays.nodes);
    g_autofree guint8 *seen = g_new0(guint8, arrays.nodes);
    arrays.seen = seen;
    const guint32 root = (guint32)trees->nodes++;
    take_node(place, &arrays, 0, 0, root, trees);
}

/* ---- the learner ------------------------------------------------------------------------------------------------- */

static void read_version(struct place *place, JsonObject *root, struct trees *trees)
{
    JsonArray *version = place_array(place, root, "version", 3);
    if (version && json_array_get_length(version) != 3) place_refuse(place, "version", N_("is not three numbers"));
    for (guint i = 0; i < 3; i++)
        trees->version[i] = (int)place_integer_at(place, version, i, 0, 1000, "version");
    if (!place->failed && (trees->version[0] < OLDEST_MAJOR || trees->version[0] > NEWEST_MAJOR))
        place_refuse(place, "version", N_("is of an XGBoost whose base_score is not known here: 1 to 3 are"));
}

/* A probability, in brackets or not. */
static void read_base_score(struct place *place, JsonObject *parameter, struct trees *trees)
{
    g_autofree char *text = g_strdup(place_text(place, parameter, "base_score"));
    char *number = text, *end = NULL;
    const size_t length = strlen(text);
    const bool brackets = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    if (brackets) {
        text[length - 1] = '\0';
        number++;
    }
    if (strchr(number, ',')) place_refuse(place, "base_score", N_("is more than one number"));
    const double value = g_ascii_strtod(number, &end);
    if (!*number || *end || !g_ascii_isdigit(*number)) place_refuse(place, "base_score", NOT_DECIMAL);
    trees->base_score = (float)value;
    if (!(trees->base_score > 0) || !(trees->base_score < 1))
        place_refuse(place, "base_score", N_("is no probability between 0 and 1"));
    trees->start = -logf(1.0f / trees->base_score - 1.0f);
}

static void read_learner(struct place *place, JsonObject *learner, struct trees *trees)
{
    JsonObject *parameter = place_object(place, learner, "learner_model_param");
    struct place inner = { place->origin, "learner.learner_model_param", place->error, place->failed };
    read_base_score(&inner, parameter, trees);
    counted(&inner, parameter, "num_class", 0, 1);
    if (parameter && json_object_has_member(parameter, "num_target")) counted(&inner, parameter, "num_target", 1, 1);
    counted(&inner, parameter, "num_feature", (gint64)trees->columns, (gint64)trees->columns);
    inner.path = "learner.objective";
    if (strcmp(place_text(&inner, inner.failed ? NULL : place_object(&inner, learner, "objective"), "name"),
               "binary:logistic"))
        place_refuse(&inner, "name", N_("is not binary:logistic"));
    place->failed |= inner.failed;
}

static void read_model(struct place *place, JsonObject *model, struct trees *trees)
{
    JsonArray *array = place_array(place, model, "trees", MOST_TREES);
    JsonObject *parameter = place_object(place, model, "gbtree_model_param");
    const guint count = array ? json_array_get_length(array) : 0;
    if (!place->failed && !count) place_refuse(place, "trees", N_("is empty"));
    trees->parallel = parameter && json_object_has_member(parameter, "num_parallel_tree")
                          ? (guint32)counted(place, parameter, "num_parallel_tree", 0, MOST_TREES)
                          : 1;
    counted(place, parameter, "num_trees", count, count);
    JsonNode *cats = model && !place->failed ? json_object_get_member(model, "cats") : NULL;
    if (cats && JSON_NODE_HOLDS_OBJECT(cats)) {
        JsonObject *of = json_node_get_object(cats);
        JsonArray *segments = json_object_has_member(of, "enc") ? place_array(place, of, "enc", MOST_NODES) : NULL;
        if (segments && json_array_get_length(segments))
            place_refuse(place, "cats", N_("is not empty: splits by category are not read; encode them as numbers"));
    }
    trees->root = g_new0(guint32, count + 1);
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("%s.trees[%u]", place->path, i);
        struct place inner = { place->origin, path, place->error, false };
        trees->trees = i + 1;
        trees->root[i] = (guint32)trees->nodes;
        read_tree(&inner, place_element(&inner, array, i), trees);
        trees->root[i + 1] = (guint32)trees->nodes;
        place->failed = inner.failed;
    }
}

void trees_read(struct place *place, JsonObject *root, struct trees *trees)
{
    read_version(place, root, trees);
    JsonObject *learner = place_object(place, root, "learner");
    read_learner(place, learner, trees);
    JsonObject *booster = place_object(place, learner, "gradient_booster");
    struct place inner = { place->origin, "learner.gradient_booster", place->error, place->failed };
    if (strcmp(place_text(&inner, booster, "name"), "gbtree")) place_refuse(&inner, "name", N_("is not gbtree"));
    JsonObject *model = place_object(&inner, booster, "model");
    inner.path = "learner.gradient_booster.model";
    read_model(&inner, model, trees);
    place->failed |= inner.failed;
    if (!place->failed) trees_finish(trees);
}

/* ---- from training ----------------------------------------------------------------------------------------------- */

bool trees_take(struct trees *trees, const struct trees_growth *growth, GError **error)
{
    struct place place = { "XGBoost", "", error, false };
    g_autoptr(JsonParser) parser = place_parse(&place, growth->json, (gssize)growth->length);
    if (!parser) return false;
    trees_read(&place, json_node_get_object(json_parser_get_root(parser)), trees);
    if (place.failed) return false;
    trees->on_card = growth->on_card;
    trees->limit = growth->limit;
    if (growth->slope == 1 && growth->intercept == 0) return true;
    for (size_t i = 0; i < trees->nodes; i++)
        trees->node[i].leaf *= (float)growth->slope;
    trees->base_score = (float)(1 / (1 + exp(-((double)trees->start + growth->intercept))));
    trees->start = -logf(1.0f / trees->base_score - 1.0f);
    trees_finish(trees);
    return true;
}

/* ---- by itself --------------------------------------------------------------------------------------------------- */

static void name_inputs(struct place *place, JsonObject *learner, struct trees *trees)
{
    JsonArray *names = learner && json_object_has_member(learner, "feature_names")
                           ? place_array(place, learner, "feature_names", TREES_MOST_COLUMNS)
                           : NULL;
    const guint given = names ? json_array_get_length(names) : 0;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    if (given && given != trees->inputs) place_refuse(place, "feature_names", N_("is not one name for each feature"));
    for (guint i = 0; i < trees->inputs && !place->failed; i++) {
        trees->input[i].id =
            given ? g_strdup(place_text_at(place, names, i, "feature_names")) : g_strdup_printf("f%u", i);
        if (!g_hash_table_add(seen, trees->input[i].id)) place_refuse(place, "feature_names", N_("stands twice"));
    }
}

struct trees *trees_parse(const char *json, gssize length, const char *origin, GError **error)
{
    struct place place = { origin, "", error, false };
    g_autoptr(JsonParser) parser = place_parse(&place, json, length);
    if (!parser) return NULL;
    JsonObject *root = json_node_get_object(json_parser_get_root(parser));
    JsonObject *learner = place_object(&place, root, "learner");
    JsonObject *parameter = place_object(&place, learner, "learner_model_param");
    const gint64 inputs = counted(&place, parameter, "num_feature", 1, SCORE_MOST_PARTS);
    if (place.failed) return NULL;
    g_autoptr(trees_t) trees = trees_new((size_t)inputs);
    name_inputs(&place, learner, trees);
    trees_lay_out(trees);
    trees_read(&place, root, trees);
    return place.failed ? NULL : g_steal_pointer(&trees);
}
