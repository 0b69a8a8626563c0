/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays back into XGBoost's JSON, member by member in its own order: XGBoost loads it. The same trees give the same
 * bytes. */
#include "score/trees_private.h"

#include <math.h>
#include <string.h>

/* The name of a column: "PAY_0", "PAY_0=-2" of a special code, "purpose=car" of a category. */
static char *column_name(const struct trees *trees, size_t index)
{
    const struct tree_column *column = &trees->column[index];
    const struct tree_input *input = &trees->input[column->input];
    if (column->place < 0) return g_strdup(input->id);
    if (input->category)
        return g_strdup_printf("%s=%s", input->id, (const char *)input->category->pdata[column->place]);
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(number, sizeof number, input->code[column->place]);
    return g_strdup_printf("%s=%s", input->id, number);
}

static void put_counted(GString *text, const char *key, size_t value)
{
    char number[24];
    g_snprintf(number, sizeof number, "%zu", value);
    json_put_text(text, key, number);
}

/* Nodes of one tree as XGBoost numbers them: from 0, -1 is no child. */
struct span {
    const struct tree_node *node;
    guint32 nodes, first;
};

static gint64 child_of(const struct span *span, guint32 child)
{
    return child ? (gint64)child - (gint64)span->first : -1;
}

enum member { LEFT, RIGHT, PARENT, COLUMN, DEFAULT_LEFT, ZERO };

static void put_integers(GString *text, const char *key, const struct span *span, enum member member)
{
    g_autofree gint64 *value = g_new0(gint64, span->nodes);
    if (member == PARENT) value[0] = G_MAXINT32;
    for (guint32 i = 0; i < span->nodes; i++) {
        const struct tree_node *node = &span->node[i];
        if (member == LEFT || member == RIGHT) value[i] = child_of(span, member == LEFT ? node->left : node->right);
        if (member == COLUMN) value[i] = node->column;
        if (member == DEFAULT_LEFT) value[i] = node->default_left;
        if (member != PARENT || !node->left) continue;
        value[child_of(span, node->left)] = i;
        value[child_of(span, node->right)] = i;
    }
    json_put_open(text, key, '[');
    for (guint32 i = 0; i < span->nodes; i++)
        json_put_integer(text, NULL, value[i]);
    g_string_append_c(text, ']');
}

/* Mean leaf below a node, weighted by cover: what XGBoost calls its base weight is of no use to a reader of ours. */
static void put_weights(GString *text, const struct span *span)
{
    g_autofree double *mean = g_new0(double, span->nodes);
    for (guint32 i = span->nodes; i-- > 0;) {
        const struct tree_node *node = &span->node[i];
        if (!node->left) {
            mean[i] = (double)node->leaf;
            continue;
        }
        const gint64 left = child_of(span, node->left), right = child_of(span, node->right);
        const double of_left = (double)span->node[left].cover, of_right = (double)span->node[right].cover;
        mean[i] = of_left + of_right > 0 ? (of_left * mean[left] + of_right * mean[right]) / (of_left + of_right)
                                         : (mean[left] + mean[right]) / 2;
    }
    json_put_open(text, "base_weights", '[');
    for (guint32 i = 0; i < span->nodes; i++)
        json_put_float(text, NULL, (float)mean[i]);
    g_string_append_c(text, ']');
}

enum real_member { CONDITION, GAIN, COVER };

static void put_reals(GString *text, const char *key, const struct span *span, enum real_member member)
{
    json_put_open(text, key, '[');
    for (guint32 i = 0; i < span->nodes; i++) {
        const struct tree_node *node = &span->node[i];
        json_put_float(text, NULL,
                       member == GAIN    ? node->gain
                       : member == COVER ? node->cover
                       : node->left      ? node->threshold
                                         : node->leaf);
    }
    g_string_append_c(text, ']');
}

static void put_tree(GString *text, const struct trees *trees, size_t tree)
{
    const struct span span = { trees->node + trees->root[tree], trees->root[tree + 1] - trees->root[tree],
                               trees->root[tree] };
    g_string_append_c(text, '\n');
    json_put_open(text, NULL, '{');
    put_weights(text, &span);
    json_put_raw(text, "categories", "[]");
    json_put_raw(text, "categories_nodes", "[]");
    json_put_raw(text, "categories_segments", "[]");
    json_put_raw(text, "categories_sizes", "[]");
    put_integers(text, "default_left", &span, DEFAULT_LEFT);
    json_put_integer(text, "id", (gint64)tree);
    put_integers(text, "left_children", &span, LEFT);
    put_reals(text, "loss_changes", &span, GAIN);
    put_integers(text, "parents", &span, PARENT);
    put_integers(text, "right_children", &span, RIGHT);
    put_reals(text, "split_conditions", &span, CONDITION);
    put_integers(text, "split_indices", &span, COLUMN);
    put_integers(text, "split_type", &span, ZERO);
    put_reals(text, "sum_hessian", &span, COVER);
    json_put_open(text, "tree_param", '{');
    put_counted(text, "num_deleted", 0);
    put_counted(text, "num_feature", trees->columns);
    put_counted(text, "num_nodes", span.nodes);
    put_counted(text, "size_leaf_vector", 0);
    g_string_append(text, "}}");
}

static void put_booster(GString *text, const struct trees *trees)
{
    json_put_open(text, "gradient_booster", '{');
    json_put_open(text, "model", '{');
    json_put_open(text, "gbtree_model_param", '{');
    put_counted(text, "num_parallel_tree", trees->parallel);
    put_counted(text, "num_trees", trees->trees);
    put_counted(text, "size_leaf_vector", 0);
    g_string_append_c(text, '}');
    json_put_open(text, "tree_info", '[');
    for (size_t t = 0; t < trees->trees; t++)
        json_put_integer(text, NULL, 0);
    g_string_append_c(text, ']');
    json_put_open(text, "trees", '[');
    for (size_t t = 0; t < trees->trees; t++) {
        if (t) g_string_append_c(text, ',');
        put_tree(text, trees, t);
    }
    g_string_append(text, "]}");
    json_put_text(text, "name", "gbtree");
    g_string_append_c(text, '}');
}

void trees_write(GString *text, const struct trees *trees)
{
    g_autofree char *base_score = float_number(trees->base_score);
    g_string_append(text, "{\"learner\":{\"attributes\":{}");
    json_put_open(text, "feature_names", '[');
    for (size_t c = 0; c < trees->columns; c++) {
        g_autofree char *name = column_name(trees, c);
        json_put_text(text, NULL, name);
    }
    g_string_append_c(text, ']');
    json_put_open(text, "feature_types", '[');
    for (size_t c = 0; c < trees->columns; c++)
        json_put_text(text, NULL, "float");
    g_string_append_c(text, ']');
    put_booster(text, trees);
    json_put_open(text, "learner_model_param", '{');
    json_put_text(text, "base_score", base_score);
    put_counted(text, "num_class", 0);
    put_counted(text, "num_feature", trees->columns);
    put_counted(text, "num_target", 1);
    g_string_append(text, "},\"objective\":{\"name\":\"binary:logistic\","
                          "\"reg_loss_param\":{\"scale_pos_weight\":\"1\"}}},\"version\":[");
    // base_score stands here as versions 1 and 2 write it
    for (int i = 0; i < 3; i++)
        json_put_integer(text, NULL, trees->version[0] > 2 ? (i ? 0 : 2) : trees->version[i]);
    g_string_append(text, "]}");
}

char *trees_to_json(const struct trees *trees)
{
    GString *text = g_string_new(NULL);
    trees_write(text, trees);
    return g_string_free(text, FALSE);
}
