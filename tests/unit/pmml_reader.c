/* SPDX-License-Identifier: Apache-2.0 */
#include "pmml_reader.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The document as a tree. */
struct node {
    char *name, *text;
    GHashTable *attribute;
    GPtrArray *child;
};
struct pmml {
    struct node *root, *card, *dictionary;
};

static void node_free(gpointer data)
{
    struct node *node = data;
    if (!node) return;
    g_free(node->name);
    g_free(node->text);
    g_hash_table_unref(node->attribute);
    g_ptr_array_unref(node->child);
    g_free(node);
}

struct building {
    struct node *root;
    GPtrArray *open;
};

static void begin(GMarkupParseContext *context, const char *name, const char **names, const char **values, void *data,
                  GError **error)
{
    struct building *building = data;
    struct node *node = g_new0(struct node, 1);
    (void)context;
    (void)error;
    node->name = g_strdup(name);
    node->attribute = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    node->child = g_ptr_array_new_with_free_func(node_free);
    for (int i = 0; names[i]; i++)
        g_hash_table_insert(node->attribute, g_strdup(names[i]), g_strdup(values[i]));
    if (building->open->len)
        g_ptr_array_add(((struct node *)building->open->pdata[building->open->len - 1])->child, node);
    else
        building->root = node;
    g_ptr_array_add(building->open, node);
}

static void end(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
    struct building *building = data;
    (void)context;
    (void)name;
    (void)error;
    g_ptr_array_set_size(building->open, (gint)building->open->len - 1);
}

static void text(GMarkupParseContext *context, const char *value, gsize length, void *data, GError **error)
{
    struct building *building = data;
    (void)context;
    (void)error;
    if (!building->open->len) return;
    struct node *node = building->open->pdata[building->open->len - 1];
    g_free(node->text);
    node->text = g_strndup(value, length);
}

static struct node *find(const struct node *node, const char *name)
{
    for (guint i = 0; i < node->child->len; i++) {
        struct node *child = node->child->pdata[i];
        if (!strcmp(child->name, name)) return child;
    }
    return NULL;
}

static const char *get(const struct node *node, const char *name)
{
    return g_hash_table_lookup(node->attribute, name);
}

struct pmml *pmml_read(const char *document, GError **error)
{
    static const GMarkupParser parser = { begin, end, text, NULL, NULL };
    struct building building = { NULL, g_ptr_array_new() };
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, &building, NULL);
    const bool read =
        g_markup_parse_context_parse(context, document, -1, error) && g_markup_parse_context_end_parse(context, error);
    g_ptr_array_unref(building.open);
    if (!read) {
        node_free(building.root);
        return NULL;
    }
    struct pmml *pmml = g_new0(struct pmml, 1);
    pmml->root = building.root;
    pmml->card = find(building.root, "Scorecard");
    pmml->dictionary = find(building.root, "DataDictionary");
    g_assert_cmpstr(get(building.root, "version"), ==, "4.4");
    g_assert_nonnull(pmml->card);
    return pmml;
}

void pmml_free(struct pmml *pmml)
{
    node_free(pmml->root);
    g_free(pmml);
}

const char *pmml_attribute(const struct pmml *pmml, const char *name)
{
    return get(pmml->card, name);
}

size_t pmml_fields(const struct pmml *pmml)
{
    return pmml->dictionary->child->len;
}

const char *pmml_field(const struct pmml *pmml, size_t index)
{
    return get(pmml->dictionary->child->pdata[index], "name");
}

/* ---- predicates -------------------------------------------------------------------------------------------------- */

enum truth { FALSE_, TRUE_, UNKNOWN_ };

static const struct node *field_of(const struct pmml *pmml, const char *name, size_t *index)
{
    for (*index = 0; *index < pmml_fields(pmml); (*index)++)
        if (!strcmp(pmml_field(pmml, *index), name)) return pmml->dictionary->child->pdata[*index];
    g_error("no field %s", name);
}

/* A value that the dictionary lists as missing is missing. */
static bool is_missing(const struct node *field, const char *value)
{
    if (!value) return true;
    for (guint i = 0; i < field->child->len; i++) {
        const struct node *listed = field->child->pdata[i];
        if (!g_strcmp0(get(listed, "property"), "missing") && !strcmp(get(listed, "value"), value)) return true;
    }
    return !strcmp(get(field, "dataType"), "double") && !*value;
}

static enum truth predicate(const struct pmml *pmml, const struct node *node, char *const *value)
{
    size_t index;
    if (!strcmp(node->name, "True")) return TRUE_;
    g_assert_cmpstr(node->name, ==, "SimplePredicate");
    const struct node *field = field_of(pmml, get(node, "field"), &index);
    const char *operator= get(node, "operator"), *against = get(node, "value");
    const bool missing = is_missing(field, value[index]);
    if (!strcmp(operator, "isMissing")) return missing ? TRUE_ : FALSE_;
    if (missing) return UNKNOWN_;
    if (!strcmp(get(field, "dataType"), "string")) {
        g_assert_cmpstr(operator, ==, "equal");
        return !strcmp(value[index], against) ? TRUE_ : FALSE_;
    }
    const double here = g_ascii_strtod(value[index], NULL), there = g_ascii_strtod(against, NULL);
    if (!strcmp(operator, "equal")) return here == there ? TRUE_ : FALSE_;
    g_assert_cmpstr(operator, ==, "lessThan");
    return here < there ? TRUE_ : FALSE_;
}

/* ---- expressions ------------------------------------------------------------------------------------------------- */

static double expression(const struct node *node, double points)
{
    if (!strcmp(node->name, "Constant")) return g_ascii_strtod(node->text, NULL);
    if (!strcmp(node->name, "FieldRef")) {
        g_assert_cmpstr(get(node, "field"), ==, "points");
        return points;
    }
    g_assert_cmpstr(node->name, ==, "Apply");
    const char *function = get(node, "function");
    const double a = expression(node->child->pdata[0], points);
    if (!strcmp(function, "exp")) return exp(a);
    const double b = expression(node->child->pdata[1], points);
    if (!strcmp(function, "min")) return fmin(a, b);
    if (!strcmp(function, "max")) return fmax(a, b);
    if (!strcmp(function, "+")) return a + b;
    if (!strcmp(function, "-")) return a - b;
    if (!strcmp(function, "*")) return a * b;
    g_assert_cmpstr(function, ==, "/");
    return a / b;
}

/* ---- the score --------------------------------------------------------------------------------------------------- */

struct reason {
    const char *code;
    double difference;
};

static struct reason characteristic(const struct pmml *pmml, const struct node *node, char *const *value,
                                    double *partial)
{
    for (guint i = 0; i < node->child->len; i++) {
        const struct node *attribute = node->child->pdata[i];
        if (predicate(pmml, attribute->child->pdata[0], value) != TRUE_) continue;
        const char *code = get(attribute, "reasonCode");
        *partial = g_ascii_strtod(get(attribute, "partialScore"), NULL);
        return (struct reason){ code ? code : get(node, "reasonCode"),
                                g_ascii_strtod(get(node, "baselineScore"), NULL) - *partial };
    }
    g_error("no attribute of %s is true", get(node, "name"));
}

/* Differences of one code are added; then by falling difference, equal ones in the order of the card. */
static void rank(const struct reason *found, size_t count, struct pmml_answer *answer)
{
    struct reason sum[16];
    size_t sums = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < sums && strcmp(sum[at].code, found[i].code))
            at++;
        if (at == sums) sum[sums++] = (struct reason){ found[i].code, 0 };
        sum[at].difference += found[i].difference;
    }
    for (size_t taken = 0; taken < MIN(sums, 7); taken++) {
        size_t best = sums;
        for (size_t i = 0; i < sums; i++)
            if (!isnan(sum[i].difference) && (best == sums || sum[i].difference > sum[best].difference)) best = i;
        answer->reason[taken] = g_strdup(sum[best].code);
        sum[best].difference = NAN;
    }
}

void pmml_evaluate(const struct pmml *pmml, char *const *value, struct pmml_answer *answer)
{
    const struct node *all = find(pmml->card, "Characteristics"), *output = find(pmml->card, "Output");
    struct reason found[16];
    *answer = (struct pmml_answer){ .points = g_ascii_strtod(get(pmml->card, "initialScore"), NULL) };
    g_assert_cmpuint(all->child->len, <=, G_N_ELEMENTS(found));
    for (guint i = 0; i < all->child->len; i++) {
        double partial = 0;
        found[i] = characteristic(pmml, all->child->pdata[i], value, &partial);
        answer->points += partial;
    }
    rank(found, all->child->len, answer);
    for (guint i = 0; i < output->child->len; i++) {
        const struct node *field = output->child->pdata[i];
        if (strcmp(get(field, "feature"), "transformedValue")) continue;
        const double result = expression(field->child->pdata[0], answer->points);
        *(!strcmp(get(field, "name"), "score") ? &answer->score : &answer->probability) = result;
    }
}

void pmml_answer_clear(struct pmml_answer *answer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(answer->reason); i++)
        g_clear_pointer(&answer->reason[i], g_free);
}
