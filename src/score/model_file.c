/* SPDX-License-Identifier: Apache-2.0 */
/* Model files. A card alone is a "bureau-scorecard"; everything else is a "bureau-model": a card with a calibration,
 * with what other rooms keep, or for the files of a kind of subject, and all models with trees, which stand there as
 * XGBoost's own JSON. What must stay true: a file is believed in nothing; the same model gives the same
 * bytes; a model read and written again is the same. */
#include "score/model.h"
#include "score/trees_private.h"

#include <math.h>
#include <string.h>

#define MOST_CATEGORIES 100000
#define MOST_CODES      64
#define WIDEST_LIMIT    100.0

static const char *const subjects[] = { "", "person", "enterprise" };
static const char *const encodings[] = { "number", "values", "flags" };
static const char *const sources[] = { "stated", "outcomes" };

static int word_index(struct place *place, const char *key, const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(word, words[i])) return (int)i;
    place_refuse(place, key, N_("is no word that is known here"));
    return 0;
}

/* ---- inputs ------------------------------------------------------------------------------------------------------ */

static void read_categories(struct place *place, JsonObject *object, struct tree_input *input)
{
    JsonArray *names = place_array(place, object, "categories", MOST_CATEGORIES);
    const guint count = names ? json_array_get_length(names) : 0;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    input->category = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < count && !place->failed; i++) {
        char *name = g_strdup(place_text_at(place, names, i, "categories"));
        g_ptr_array_add(input->category, name);
        if (!g_hash_table_add(seen, name)) place_refuse(place, "categories", N_("the same category stands twice"));
    }
    if (names && !count) place_refuse(place, "categories", N_("is empty"));
    if (input->encoding != TREE_VALUES) return;
    JsonArray *values = place_array(place, object, "values", MOST_CATEGORIES);
    if (values && json_array_get_length(values) != count)
        place_refuse(place, "values", N_("is not one number for each category"));
    input->value = g_new0(double, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++)
        input->value[i] = place_real_at(place, values, i, "values");
}

static void read_codes(struct place *place, JsonObject *object, struct tree_input *input)
{
    if (place->failed || !json_object_has_member(object, "codes")) return;
    JsonArray *codes = place_array(place, object, "codes", MOST_CODES);
    const guint count = codes ? json_array_get_length(codes) : 0;
    input->code = g_new0(double, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        input->code[i] = place_real_at(place, codes, i, "codes");
        for (guint other = 0; other < i; other++)
            if (input->code[other] == input->code[i]) place_refuse(place, "codes", N_("the same code stands twice"));
    }
    input->codes = count;
}

static void read_input(struct place *place, JsonObject *object, struct tree_input *input)
{
    input->id = g_strdup(place_text(place, object, "id"));
    if (!*input->id) place_refuse(place, "id", N_("is empty"));
    input->encoding = (enum tree_encoding)word_index(place, "encoding", place_text(place, object, "encoding"),
                                                     encodings, G_N_ELEMENTS(encodings));
    if (!place->failed && json_object_has_member(object, "direction"))
        input->direction = (gint32)place_integer(place, object, "direction", -1, 1);
    if (place->failed) return;
    if (input->encoding == TREE_NUMBER)
        read_codes(place, object, input);
    else
        read_categories(place, object, input);
}

static struct trees *read_inputs(struct place *place, JsonObject *root)
{
    JsonArray *array = place_array(place, root, "inputs", SCORE_MOST_PARTS);
    const guint count = array ? json_array_get_length(array) : 0;
    if (array && !count) place_refuse(place, "inputs", N_("is empty"));
    if (place->failed) return NULL;
    g_autoptr(trees_t) trees = trees_new(count);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("inputs[%u]", i);
        struct place inner = { place->origin, path, place->error, false };
        read_input(&inner, place_element(&inner, array, i), &trees->input[i]);
        if (!inner.failed && !g_hash_table_add(seen, trees->input[i].id))
            place_refuse(&inner, "id", N_("stands twice"));
        place->failed = inner.failed;
    }
    if (!place->failed && !trees_lay_out(trees)) place_refuse(place, "inputs", N_("is too long"));
    return place->failed ? NULL : g_steal_pointer(&trees);
}

/* ---- the parts of a model ---------------------------------------------------------------------------------------- */

/* A card or a head within the file: read by the reader of cards, which says where in it. */
static struct scorecard *read_card(struct place *place, JsonObject *root, const char *key, bool head)
{
    if (!place_object(place, root, key)) return NULL;
    g_autofree char *json = json_to_string(json_object_get_member(root, key), FALSE);
    g_autofree char *origin = g_strdup_printf("%s: %s", place->origin, key);
    struct scorecard *card =
        head ? card_parse_head(json, -1, origin, place->error) : scorecard_parse(json, -1, origin, place->error);
    place->failed = !card;
    return card;
}

static struct trees *read_trees(struct place *place, JsonObject *root, bool on_card)
{
    g_autoptr(trees_t) trees = read_inputs(place, root);
    JsonObject *object = place_object(place, root, "trees");
    if (place->failed) return NULL;
    g_autofree char *origin = g_strdup_printf("%s: trees", place->origin);
    struct place inner = { origin, "", place->error, false };
    trees_read(&inner, object, trees);
    place->failed = inner.failed;
    trees->on_card = on_card;
    if (!place->failed && on_card) trees->limit = place_real(place, root, "limit");
    if (!place->failed && (trees->limit < 0 || trees->limit > WIDEST_LIMIT))
        place_refuse(place, "limit", N_("is out of range"));
    return place->failed ? NULL : g_steal_pointer(&trees);
}

static struct model *read_kind(struct place *place, JsonObject *root, enum model_kind kind)
{
    const bool trees_kind = kind != MODEL_SCORECARD && kind != MODEL_EXPERT;
    g_autoptr(scorecard_t) card = !trees_kind || kind == MODEL_HYBRID ? read_card(place, root, "card", false) : NULL;
    if (place->failed) return NULL;
    if (!trees_kind) {
        struct model *model = model_of_card(g_steal_pointer(&card));
        model->kind = kind;
        return model;
    }
    g_autoptr(scorecard_t) head = read_card(place, root, "head", true);
    g_autoptr(trees_t) trees = place->failed ? NULL : read_trees(place, root, kind == MODEL_HYBRID);
    if (place->failed) return NULL;
    struct model *model =
        model_of_trees(kind, g_steal_pointer(&head), g_steal_pointer(&trees), g_steal_pointer(&card), place->error);
    place->failed = !model;
    return model;
}

static void read_calibration(struct place *place, JsonObject *root, struct model_calibration *calibration)
{
    if (place->failed || !json_object_has_member(root, "calibration")) return;
    JsonObject *object = place_object(place, root, "calibration");
    struct place inner = { place->origin, "calibration", place->error, place->failed };
    calibration->slope = place_real(&inner, object, "slope");
    calibration->intercept = place_real(&inner, object, "intercept");
    calibration->base_rate = place_real(&inner, object, "base_rate");
    if (!(calibration->slope > 0)) place_refuse(&inner, "slope", N_("is out of range"));
    if (!(calibration->base_rate > 0 && calibration->base_rate < 1))
        place_refuse(&inner, "base_rate", N_("is out of range"));
    const int from = word_index(&inner, "from", place_text(&inner, object, "from"), sources, G_N_ELEMENTS(sources));
    g_strlcpy(calibration->from, sources[from], sizeof calibration->from);
    place->failed = inner.failed;
}

static struct model *read_model(struct place *place, JsonObject *root)
{
    place_integer(place, root, "format_version", 1, 1);
    const int kind = model_kind_from_word(place_text(place, root, "kind"));
    if (kind < 0) place_refuse(place, "kind", N_("is no kind of model"));
    if (place->failed) return NULL;
    g_autoptr(model_t) model = read_kind(place, root, (enum model_kind)kind);
    if (!model) return NULL;
    if (json_object_has_member(root, "subject")) {
        const int subject =
            word_index(place, "subject", place_text(place, root, "subject"), subjects, G_N_ELEMENTS(subjects));
        g_strlcpy(model->subject, subjects[subject], sizeof model->subject);
    }
    read_calibration(place, root, &model->calibration);
    if (!place->failed && json_object_has_member(root, "extra") && place_object(place, root, "extra"))
        model->extra = json_to_string(json_object_get_member(root, "extra"), FALSE);
    return place->failed ? NULL : g_steal_pointer(&model);
}

struct model *model_parse(const char *json, gssize length, const char *origin, GError **error)
{
    struct place place = { origin, "", error, false };
    g_autoptr(JsonParser) parser = place_parse(&place, json, length);
    if (!parser) return NULL;
    JsonObject *root = json_node_get_object(json_parser_get_root(parser));
    const char *format = place_text(&place, root, "format");
    if (!place.failed && !strcmp(format, "bureau-model")) return read_model(&place, root);
    if (!place.failed && strcmp(format, "bureau-scorecard") != 0)
        place_refuse(&place, "format", N_("is neither bureau-scorecard nor bureau-model"));
    if (place.failed) return NULL;
    struct scorecard *card = scorecard_parse(json, length, origin, error);
    return card ? model_of_card(card) : NULL;
}

struct model *model_load_file(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!folder_read_named(path, &text, &length, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} cannot be read: {2}."),
                         N_("Check the name and the rights of the file."), path, cause->message, NULL);
        return NULL;
    }
    return model_parse(text, (gssize)length, path, error);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* A member of the whole stands on a line of its own. */
static void next_line(GString *text)
{
    g_string_append(text, ",\n");
}

static void put_input(GString *text, const struct tree_input *input)
{
    json_put_open(text, NULL, '{');
    json_put_text(text, "id", input->id);
    json_put_text(text, "encoding", encodings[input->encoding]);
    if (input->direction) json_put_integer(text, "direction", input->direction);
    if (input->codes) {
        json_put_open(text, "codes", '[');
        for (guint32 c = 0; c < input->codes; c++)
            json_put_real(text, NULL, input->code[c]);
        g_string_append_c(text, ']');
    }
    if (input->category) {
        json_put_open(text, "categories", '[');
        for (guint c = 0; c < input->category->len; c++)
            json_put_text(text, NULL, input->category->pdata[c]);
        g_string_append_c(text, ']');
    }
    if (input->value) {
        json_put_open(text, "values", '[');
        for (guint c = 0; c < input->category->len; c++)
            json_put_real(text, NULL, input->value[c]);
        g_string_append_c(text, ']');
    }
    g_string_append_c(text, '}');
}

static void put_card(GString *text, const char *key, const struct scorecard *card)
{
    g_autofree char *json = g_strchomp(scorecard_to_json(card));
    next_line(text);
    json_put_raw(text, key, json);
}

static void put_trees(GString *text, const struct model *model)
{
    next_line(text);
    json_put_open(text, "inputs", '[');
    for (size_t i = 0; i < model->inputs; i++) {
        g_string_append(text, i ? ",\n" : "\n");
        put_input(text, trees_encoding(model->trees, i));
    }
    g_string_append_c(text, ']');
    if (model->kind == MODEL_HYBRID) {
        next_line(text);
        json_put_real(text, "limit", trees_limit(model->trees));
    }
    next_line(text);
    json_put_key(text, "trees");
    trees_write(text, model->trees);
}

static void put_calibration(GString *text, const struct model_calibration *calibration)
{
    next_line(text);
    json_put_open(text, "calibration", '{');
    json_put_real(text, "slope", calibration->slope);
    json_put_real(text, "intercept", calibration->intercept);
    json_put_real(text, "base_rate", calibration->base_rate);
    json_put_text(text, "from", calibration->from);
    g_string_append_c(text, '}');
}

/* What other rooms keep, through one generator however they wrote it. */
static void put_extra(GString *text, const char *extra)
{
    g_autoptr(JsonNode) node = json_from_string(extra, NULL);
    if (!node || !JSON_NODE_HOLDS_OBJECT(node)) return;
    g_autofree char *json = json_to_string(node, FALSE);
    next_line(text);
    json_put_raw(text, "extra", json);
}

char *model_to_json(const struct model *model)
{
    const bool calibrated = model->calibration.base_rate > 0;
    if (model->kind == MODEL_SCORECARD && !calibrated && !model->extra && !*model->subject)
        return scorecard_to_json(model->card);
    GString *text = g_string_new("{\n");
    json_put_text(text, "format", "bureau-model");
    next_line(text);
    json_put_integer(text, "format_version", 1);
    next_line(text);
    json_put_text(text, "kind", model_kind_word(model->kind));
    if (*model->subject) {
        next_line(text);
        json_put_text(text, "subject", model->subject);
    }
    if (model->head) put_card(text, "head", model->head);
    if (model->card) put_card(text, "card", model->card);
    if (calibrated) put_calibration(text, &model->calibration);
    if (model->extra) put_extra(text, model->extra);
    if (model->trees) put_trees(text, model);
    g_string_append(text, "\n}\n");
    return g_string_free(text, FALSE);
}
