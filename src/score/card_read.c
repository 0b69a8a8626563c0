/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a scorecard back. A card decides about people, so nothing in it is guessed: whatever is missing, of another
 * type, out of range or in contradiction is refused with the place where it stands ("characteristics[2].bins[0].woe").
 */
#include "score/card.h"
#include "score/model_json.h"

#include <math.h>
#include <string.h>

#define MOST_BINS    256
#define MOST_ROWS    G_GINT64_CONSTANT(1000000000000)
#define POINTS_LIMIT 100000

/* ---- bins ------------------------------------------------------------------------------------------------------- */

static char **read_categories(struct place *place, JsonObject *object)
{
    JsonArray *array = place_array(place, object, "categories", 100000);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; array && i < json_array_get_length(array) && !place->failed; i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_TYPE(node) == JSON_NODE_VALUE && json_node_get_value_type(node) == G_TYPE_STRING)
            g_ptr_array_add(names, g_strdup(json_node_get_string(node)));
        else
            place_refuse(place, "categories", N_("is not text"));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void read_bin_type(struct place *place, JsonObject *object, bool nominal, struct bin *bin)
{
    const char *type = place_text(place, object, "type");
    bin->below = INFINITY;
    if (!strcmp(type, "range") && !nominal) {
        bin->type = BIN_RANGE;
        JsonNode *edge = object ? json_object_get_member(object, "below") : NULL;
        if (!edge || JSON_NODE_TYPE(edge) != JSON_NODE_NULL) bin->below = place_real(place, object, "below");
    } else if (!strcmp(type, "categories") && nominal) {
        bin->type = BIN_CATEGORIES;
        bin->categories = read_categories(place, object);
        bin->rest = object && json_object_has_member(object, "rest") && place_flag(place, object, "rest");
    } else if (!strcmp(type, "special")) {
        bin->type = BIN_SPECIAL;
        if (nominal)
            bin->categories = read_categories(place, object);
        else
            bin->code = place_real(place, object, "code");
        if (bin->categories && g_strv_length(bin->categories) != 1)
            place_refuse(place, "categories", N_("does not hold one code"));
    } else if (!strcmp(type, "missing")) {
        bin->type = BIN_MISSING;
    } else {
        place_refuse(place, "type", N_("is no kind of bin"));
    }
}

static void read_bin(struct place *place, JsonObject *object, bool nominal, struct bin *bin)
{
    read_bin_type(place, object, nominal, bin);
    bin->count = place_integer(place, object, "count", 0, MOST_ROWS);
    bin->bads = place_integer(place, object, "bads", 0, MOST_ROWS);
    bin->weight = place_real(place, object, "woe");
    bin->points = (int)place_integer(place, object, "points", -POINTS_LIMIT, POINTS_LIMIT);
    if (bin->bads > bin->count) place_refuse(place, "bads", N_("is more than the count"));
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
            if (ranges++ != i || !(bin->below > edge)) place_refuse(place, "bins", N_("edges do not rise"));
            edge = bin->below;
        }
        for (size_t other = 0; bin->type == BIN_SPECIAL && !bin->categories && other < i; other++)
            if (binning->bin[other].type == BIN_SPECIAL && binning->bin[other].code == bin->code)
                place_refuse(place, "bins", N_("the same code stands twice"));
        for (char **name = bin->categories; name && *name; name++)
            if (!g_hash_table_add(seen, *name)) place_refuse(place, "bins", N_("the same category stands twice"));
    }
    if (missing > 1 || rest > 1) place_refuse(place, "bins", N_("two bins are for the same rows"));
    if (!binning->nominal && (!ranges || edge != INFINITY))
        place_refuse(place, "bins", N_("the last range does not reach to the end"));
}

static struct binning *read_binning(struct place *place, JsonObject *object)
{
    struct binning *binning = g_new0(struct binning, 1);
    const char *kind = place_text(place, object, "kind");
    binning->nominal = !strcmp(kind, "nominal");
    if (!binning->nominal && strcmp(kind, "numeric")) place_refuse(place, "kind", N_("is neither numeric nor nominal"));
    if (!binning->nominal) binning->integer = place_flag(place, object, "integer");
    binning->information_value = place_real(place, object, "information_value");
    JsonArray *bins = place_array(place, object, "bins", MOST_BINS);
    guint count = bins ? json_array_get_length(bins) : 0;
    binning->bin = g_new0(struct bin, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("%s.bins[%u]", place->path, i);
        struct place inner = { place->origin, path, place->error, false };
        binning->bins = i + 1;
        read_bin(&inner, place_element(&inner, bins, i), binning->nominal, &binning->bin[i]);
        place->failed = inner.failed;
    }
    if (!place->failed) check_bins(place, binning);
    return binning;
}

/* ---- the card --------------------------------------------------------------------------------------------------- */

/* A head has none: it is the name, the scale and the text of a model that is no card. */
static void read_characteristics(struct place *place, JsonObject *root, bool head, struct scorecard *card)
{
    JsonArray *array = place_array(place, root, "characteristics", CARD_MOST_CHARACTERISTICS);
    guint count = array ? json_array_get_length(array) : 0;
    if (array && !count && !head) place_refuse(place, "characteristics", N_("is empty"));
    if (array && count && head) place_refuse(place, "characteristics", N_("is not empty"));
    card->characteristic = g_new0(struct characteristic, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("characteristics[%u]", i);
        struct place inner = { place->origin, path, place->error, false };
        struct characteristic *characteristic = &card->characteristic[i];
        JsonObject *object = place_element(&inner, array, i);
        card->characteristics = i + 1;
        characteristic->id = g_strdup(place_text(&inner, object, "feature"));
        characteristic->reason = g_strdup(place_text(&inner, object, "reason"));
        characteristic->coefficient = place_real(&inner, object, "coefficient");
        characteristic->standard_error = place_real(&inner, object, "standard_error");
        characteristic->neutral = (int)place_integer(&inner, object, "neutral", -POINTS_LIMIT, POINTS_LIMIT);
        const bool near = object && json_object_has_member(object, "near_cutoff");
        characteristic->near = near ? place_real(&inner, object, "near_cutoff") : NAN;
        characteristic->binning = read_binning(&inner, object);
        for (guint other = 0; other < i && !inner.failed; other++)
            if (!strcmp(card->characteristic[other].id, characteristic->id))
                place_refuse(&inner, "feature", N_("stands twice"));
        place->failed = inner.failed;
    }
}

static void read_bands(struct place *place, JsonObject *root, struct scorecard *card)
{
    JsonArray *array = place_array(place, root, "bands", 32);
    guint count = array ? json_array_get_length(array) : 0;
    if (array && !count) place_refuse(place, "bands", N_("is empty"));
    card->band = g_new0(struct card_band, MAX(count, 1));
    for (guint i = 0; i < count && !place->failed; i++) {
        g_autofree char *path = g_strdup_printf("bands[%u]", i);
        struct place inner = { place->origin, path, place->error, false };
        JsonObject *object = place_element(&inner, array, i);
        const char *letter = place_text(&inner, object, "letter");
        if (!*letter || strlen(letter) >= sizeof card->band[i].letter)
            place_refuse(&inner, "letter", N_("is empty or too long"));
        g_strlcpy(card->band[i].letter, letter, sizeof card->band[i].letter);
        card->band[i].from = (int)place_integer(&inner, object, "from", -POINTS_LIMIT, POINTS_LIMIT);
        if (i && card->band[i].from <= card->band[i - 1].from)
            place_refuse(&inner, "from", N_("is not above the band before"));
        card->bands = i + 1;
        place->failed = inner.failed;
    }
}

static void read_scale(struct place *place, JsonObject *root, struct scorecard *card)
{
    JsonObject *object = place_object(place, root, "scale");
    struct place inner = { place->origin, "scale", place->error, place->failed };
    card->scale.base_score = place_real(&inner, object, "base_score");
    card->scale.base_odds = place_real(&inner, object, "base_odds");
    card->scale.points_to_double = place_real(&inner, object, "points_to_double");
    card->scale.lowest = (int)place_integer(&inner, object, "lowest", -POINTS_LIMIT, POINTS_LIMIT);
    card->scale.highest = (int)place_integer(&inner, object, "highest", -POINTS_LIMIT, POINTS_LIMIT);
    if (!(card->scale.base_odds > 0)) place_refuse(&inner, "base_odds", N_("is out of range"));
    if (!(card->scale.points_to_double > 0)) place_refuse(&inner, "points_to_double", N_("is out of range"));
    if (card->scale.highest <= card->scale.lowest) place_refuse(&inner, "highest", N_("is not above the lowest"));
    place->failed = inner.failed;
}

static void read_reasons(struct place *place, JsonObject *root, struct scorecard *card)
{
    if (!root || place->failed || !json_object_has_member(root, "reasons")) return;
    struct place inner = { place->origin, "reasons", place->error, false };
    JsonObject *object = place_object(place, root, "reasons");
    const int method = reason_method_from_word(place_text(&inner, object, "method"));
    if (method < 0) place_refuse(&inner, "method", N_("is no method of finding reasons"));
    card->method = (enum reason_method)MAX(method, 0);
    card->has_cutoff = object && json_object_has_member(object, "cutoff");
    if (card->has_cutoff) card->cutoff = (int)place_integer(&inner, object, "cutoff", -POINTS_LIMIT, POINTS_LIMIT);
    place->failed |= inner.failed;
}

static void read_lines(struct place *place, JsonObject *root, const char *key, struct card_line **lines, size_t *count)
{
    JsonObject *object = place_object(place, root, key);
    if (!object) return;
    struct place inner = { place->origin, key, place->error, false };
    g_autoptr(GList) keys = json_object_get_members(object);
    for (GList *at = keys; at && !inner.failed; at = at->next) {
        const char *text = place_text(&inner, object, at->data);
        if (!text_is_clean(at->data, -1)) place_refuse(&inner, "", N_("holds control characters"));
        if (!inner.failed) card_lines_add(lines, count, at->data, text);
    }
    place->failed = inner.failed;
}

static void read_evaluation(struct place *place, JsonObject *object, struct evaluation *evaluation)
{
    evaluation->rows = (size_t)place_integer(place, object, "rows", 0, MOST_ROWS);
    evaluation->bads = (size_t)place_integer(place, object, "bads", 0, MOST_ROWS);
    evaluation->auc = place_real(place, object, "auc");
    evaluation->ks = place_real(place, object, "ks");
    evaluation->gini = place_real(place, object, "gini");
    evaluation->brier = place_real(place, object, "brier");
}

static void read_metrics(struct place *place, JsonObject *root, struct card_metrics *metrics)
{
    JsonObject *object = place_object(place, root, "metrics");
    if (!object) return;
    struct place inner = { place->origin, "metrics.cross_validation", place->error, false };
    metrics->has_folds = json_object_has_member(object, "cross_validation");
    if (metrics->has_folds) {
        JsonObject *folds = place_object(place, object, "cross_validation");
        inner.failed = place->failed;
        metrics->folds = (guint32)place_integer(&inner, folds, "folds", 2, G_MAXINT32);
        read_evaluation(&inner, folds, &metrics->fold);
        metrics->auc_sd = place_real(&inner, folds, "auc_sd");
    }
    metrics->has_holdout = json_object_has_member(object, "holdout");
    if (metrics->has_holdout) {
        inner.path = "metrics.holdout";
        place->failed = inner.failed;
        read_evaluation(&inner, place_object(place, object, "holdout"), &metrics->holdout);
    }
    place->failed |= inner.failed;
}

static void read_card(struct place *place, JsonObject *root, bool head, struct scorecard *card)
{
    if (strcmp(place_text(place, root, "format"), "bureau-scorecard"))
        place_refuse(place, "format", N_("is not bureau-scorecard"));
    place_integer(place, root, "format_version", 1, 1);
    card->name = g_strdup(place_text(place, root, "name"));
    if (!*card->name) place_refuse(place, "name", N_("is empty"));
    card->version = (int)place_integer(place, root, "version", 1, G_MAXINT32);
    read_lines(place, root, "card", &card->line, &card->lines);
    read_lines(place, root, "left_out", &card->trace, &card->traces);
    JsonObject *fitted = place_object(place, root, "fitted_on");
    struct place inner = { place->origin, "fitted_on", place->error, place->failed };
    card->rows = (size_t)place_integer(&inner, fitted, "rows", 0, MOST_ROWS);
    card->bads = (size_t)place_integer(&inner, fitted, "bads", 0, MOST_ROWS);
    place->failed = inner.failed;
    read_metrics(place, root, &card->metrics);
    read_scale(place, root, card);
    read_bands(place, root, card);
    read_reasons(place, root, card);
    card->intercept = place_real(place, root, "intercept");
    card->intercept_error = place_real(place, root, "intercept_error");
    read_characteristics(place, root, head, card);
}

static struct scorecard *parse(const char *json, gssize length, bool head, const char *origin, GError **error)
{
    struct place place = { origin, "", error, false };
    g_autoptr(JsonParser) parser = place_parse(&place, json, length);
    if (!parser) return NULL;
    g_autoptr(scorecard_t) card = g_new0(struct scorecard, 1);
    read_card(&place, json_node_get_object(json_parser_get_root(parser)), head, card);
    if (place.failed) return NULL;
    card_finish(card);
    return g_steal_pointer(&card);
}

struct scorecard *scorecard_parse(const char *json, gssize length, const char *origin, GError **error)
{
    return parse(json, length, false, origin, error);
}

struct scorecard *card_parse_head(const char *json, gssize length, const char *origin, GError **error)
{
    return parse(json, length, true, origin, error);
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
