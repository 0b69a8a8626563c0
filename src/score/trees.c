/* SPDX-License-Identifier: Apache-2.0 */
/* Trees at work. What must stay true: a value is compared in single precision with `<`, a missing one goes where the
 * split says, and leaves are added in single precision in the order of the trees, as XGBoost does; then the sum is
 * XGBoost's to the last bit. Pure but for trees_contributions(). */
#include "score/boost.h"
#include "score/trees_private.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct trees *trees_make(struct tree_input *inputs, size_t count, GError **error)
{
    g_autoptr(trees_t) trees = trees_new(0);
    g_free(trees->input);
    trees->input = inputs;
    trees->inputs = count;
    if (trees_lay_out(trees)) return g_steal_pointer(&trees);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The inputs make more than {1} columns."),
                     N_("Leave out columns, or declare fewer special codes."), G_STRINGIFY(TREES_MOST_COLUMNS), NULL);
    return NULL;
}

struct trees *trees_new(size_t inputs)
{
    struct trees *trees = g_new0(struct trees, 1);
    trees->inputs = inputs;
    trees->input = g_new0(struct tree_input, MAX(inputs, 1));
    trees->shap = g_new0(struct trees_shap, 1);
    g_mutex_init(&trees->shap->lock);
    return trees;
}

static void forget_thresholds(struct trees *trees)
{
    for (size_t i = 0; i < trees->inputs; i++) {
        if (trees->threshold) g_free(trees->threshold[i]);
        if (trees->cell) binning_free(trees->cell[i]);
    }
    g_clear_pointer(&trees->threshold, g_free);
    g_clear_pointer(&trees->thresholds, g_free);
    g_clear_pointer(&trees->cell, g_free);
}

void trees_free(struct trees *trees)
{
    if (!trees) return;
    forget_thresholds(trees);
    for (size_t i = 0; i < trees->inputs; i++) {
        struct tree_input *input = &trees->input[i];
        g_free(input->id);
        g_clear_pointer(&input->category, g_ptr_array_unref);
        g_free(input->value);
        g_free(input->code);
    }
    g_free(trees->input);
    g_free(trees->column);
    g_free(trees->root);
    g_free(trees->node);
    booster_free(trees->shap->booster);
    g_mutex_clear(&trees->shap->lock);
    g_free(trees->shap);
    g_free(trees);
}

/* ---- what is in it ----------------------------------------------------------------------------------------------- */

size_t trees_inputs(const struct trees *trees)
{
    return trees->inputs;
}

struct model_input trees_input(const struct trees *trees, size_t index)
{
    const struct tree_input *input = &trees->input[index];
    return (struct model_input){ .id = input->id,
                                 .feature = feature_index(input->id),
                                 .nominal = input->category != NULL,
                                 .categories = input->category ? input->category->len : 0,
                                 .category = input->category ? (const char *const *)input->category->pdata : NULL };
}

const struct tree_input *trees_encoding(const struct trees *trees, size_t index)
{
    return &trees->input[index];
}

size_t trees_columns(const struct trees *trees)
{
    return trees->columns;
}

struct tree_column trees_column(const struct trees *trees, size_t column)
{
    return trees->column[column];
}

size_t trees_count(const struct trees *trees)
{
    return trees->trees;
}

const struct tree_node *trees_nodes(const struct trees *trees, size_t *count)
{
    *count = trees->nodes;
    return trees->node;
}

guint32 trees_root(const struct trees *trees, size_t tree)
{
    return trees->root[tree];
}

float trees_start(const struct trees *trees)
{
    return trees->on_card ? 0 : trees->start;
}

double trees_limit(const struct trees *trees)
{
    return trees->limit;
}

const float *trees_thresholds(const struct trees *trees, size_t input, size_t *count)
{
    *count = trees->thresholds[input];
    return trees->threshold[input];
}

struct tree_importance trees_importance(const struct trees *trees, size_t input)
{
    struct tree_importance importance = { 0 };
    const struct tree_input *of = &trees->input[input];
    for (size_t i = 0; i < trees->nodes; i++) {
        const struct tree_node *node = &trees->node[i];
        if (!node->left || node->column < of->column || node->column >= of->column + of->columns) continue;
        importance.gain += (double)node->gain;
        importance.cover += (double)node->cover;
        importance.splits++;
    }
    return importance;
}

/* ---- what follows from the nodes -----------------------------------------------------------------------------------
 */

static int by_value(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

static void collect_thresholds(struct trees *trees, size_t index)
{
    const struct tree_input *input = &trees->input[index];
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(float));
    for (size_t i = 0; input->encoding != TREE_FLAGS && i < trees->nodes; i++)
        if (trees->node[i].left && trees->node[i].column == input->column)
            g_array_append_val(found, trees->node[i].threshold);
    g_array_sort(found, by_value);
    float *value = (float *)(void *)found->data;
    size_t count = 0;
    for (guint i = 0; i < found->len; i++)
        if (!count || value[i] > value[count - 1]) value[count++] = value[i];
    trees->threshold[index] = g_memdup2(value, count * sizeof *value);
    trees->thresholds[index] = count;
}

void trees_finish(struct trees *trees)
{
    forget_thresholds(trees);
    for (size_t i = trees->nodes; i-- > 0;) {
        struct tree_node *node = &trees->node[i];
        node->least = node->left ? MIN(trees->node[node->left].least, trees->node[node->right].least) : node->leaf;
        node->greatest =
            node->left ? MAX(trees->node[node->left].greatest, trees->node[node->right].greatest) : node->leaf;
    }
    trees->threshold = g_new0(float *, MAX(trees->inputs, 1));
    trees->thresholds = g_new0(size_t, MAX(trees->inputs, 1));
    trees->cell = g_new0(struct binning *, MAX(trees->inputs, 1));
    for (size_t i = 0; i < trees->inputs; i++) {
        collect_thresholds(trees, i);
        trees->cell[i] = trees_cells(trees, i);
    }
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

bool trees_lay_out(struct trees *trees)
{
    size_t columns = 0;
    for (size_t i = 0; i < trees->inputs; i++) {
        struct tree_input *input = &trees->input[i];
        const size_t own = input->encoding == TREE_FLAGS ? input->category->len : 1 + (size_t)input->codes;
        if (columns + own > TREES_MOST_COLUMNS) return false;
        input->column = (guint32)columns;
        input->columns = (guint32)own;
        columns += own;
    }
    trees->columns = columns;
    trees->column = g_renew(struct tree_column, trees->column, MAX(columns, 1));
    for (size_t i = 0; i < trees->inputs; i++) {
        const struct tree_input *input = &trees->input[i];
        for (guint32 c = 0; c < input->columns; c++)
            trees->column[input->column + c] =
                (struct tree_column){ .input = (guint32)i,
                                      .place = (gint32)c - (input->encoding == TREE_FLAGS ? 0 : 1) };
    }
    return true;
}

/* A number that single precision cannot hold is as large as it can: XGBoost takes no infinity. */
static float single(double value)
{
    return isnan(value) ? NAN : (float)CLAMP(value, -(double)FLT_MAX, (double)FLT_MAX);
}

static void encode_number(const struct tree_input *input, double value, float *column)
{
    column[0] = single(value);
    for (guint32 c = 0; c < input->codes; c++) {
        const bool is = value == input->code[c];
        column[1 + c] = isnan(value) ? NAN : is;
        if (is) column[0] = NAN;
    }
}

static void encode_category(const struct tree_input *input, double value, float *column)
{
    const bool known = value >= 0 && value < (double)input->category->len;
    if (input->encoding == TREE_VALUES) {
        column[0] = known ? single(input->value[(size_t)value]) : NAN;
        return;
    }
    for (guint32 c = 0; c < input->columns; c++)
        column[c] = isnan(value) ? NAN : 0;
    if (known) column[(size_t)value] = 1;
}

void trees_encode(const struct trees *trees, const double *inputs, float *columns)
{
    for (size_t i = 0; i < trees->inputs; i++) {
        const struct tree_input *input = &trees->input[i];
        if (input->encoding == TREE_NUMBER)
            encode_number(input, inputs[i], columns + input->column);
        else
            encode_category(input, inputs[i], columns + input->column);
    }
}

/* ---- the walk ---------------------------------------------------------------------------------------------------- */

float trees_margin(const struct trees *trees, const float *columns, float start)
{
    float sum = start;
    for (size_t t = 0; t < trees->trees; t++) {
        const struct tree_node *node = &trees->node[trees->root[t]];
        while (node->left) {
            const float value = columns[node->column];
            const bool left = isnan(value) ? node->default_left : value < node->threshold;
            node = &trees->node[left ? node->left : node->right];
        }
        sum += node->leaf;
    }
    return sum;
}

/* The log-odds of a sum of leaves: under a hybrid the correction is held within its limit. */
static double limited(const struct trees *trees, float margin, double offset)
{
    if (!trees->on_card) return (double)margin;
    const double correction = (double)margin - (double)(float)offset;
    if (!(trees->limit > 0) || fabs(correction) <= trees->limit) return (double)margin;
    return (double)(float)offset + copysign(trees->limit, correction);
}

double trees_log_odds(const struct trees *trees, const double *inputs, double offset)
{
    float columns[TREES_MOST_COLUMNS];
    trees_encode(trees, inputs, columns);
    return limited(trees, trees_margin(trees, columns, trees->on_card ? (float)offset : trees->start), offset);
}

/* ---- bounds ------------------------------------------------------------------------------------------------------ */

/* The walk rounds to single precision after each leaf; a bound allows for it. Log-odds of a card stay within this. */
#define START_SIZE 32.0

/* What a column can be: from low to high when any number is possible, and missing or not. */
struct reach {
    float low, high;
    bool number, missing;
};

static void reach_number(const struct tree_input *input, double low, double high, struct reach *reach)
{
    const bool missing = isnan(low), number = !isnan(high);
    const double from = missing ? -INFINITY : low;
    reach[0] = (struct reach){ single(from), single(high), number, missing };
    for (guint32 c = 0; c < input->codes; c++) {
        const bool can = number && input->code[c] >= from && input->code[c] <= high;
        reach[0].missing |= can;
        reach[1 + c] = (struct reach){ can && from == high ? 1 : 0, can ? 1 : 0, number, missing };
    }
}

static void reach_category(const struct tree_input *input, double low, double high, struct reach *reach)
{
    const bool missing = isnan(low), number = !isnan(high);
    const double from = missing ? -1 : low;
    if (input->encoding == TREE_FLAGS) {
        for (guint32 c = 0; c < input->columns; c++) {
            const bool can = number && c >= from && c <= high;
            reach[c] = (struct reach){ can && from == high ? 1 : 0, can ? 1 : 0, number, missing };
        }
        return;
    }
    reach[0] = (struct reach){ INFINITY, -INFINITY, false, missing };
    for (guint32 c = 0; number && c < input->category->len; c++) {
        if (c < from || c > high) continue;
        reach[0].low = MIN(reach[0].low, single(input->value[c]));
        reach[0].high = MAX(reach[0].high, single(input->value[c]));
        reach[0].number = true;
    }
    reach[0].missing |= number && (from < 0 || high >= (double)input->category->len);
}

static void node_bounds(const struct trees *trees, const struct reach *reach, guint32 at, float *least, float *greatest)
{
    const struct tree_node *node = &trees->node[at];
    while (node->left) {
        const struct reach *of = &reach[node->column];
        const bool left = (of->number && of->low < node->threshold) || (of->missing && node->default_left);
        const bool right = (of->number && !(of->high < node->threshold)) || (of->missing && !node->default_left);
        if (left && right) {
            node_bounds(trees, reach, node->left, least, greatest);
            at = node->right;
        } else {
            at = left ? node->left : node->right;
        }
        node = &trees->node[at];
    }
    *least = MIN(*least, node->leaf);
    *greatest = MAX(*greatest, node->leaf);
}

void trees_bounds(const struct trees *trees, const double *low, const double *high, double *least, double *greatest)
{
    struct reach reach[TREES_MOST_COLUMNS];
    for (size_t i = 0; i < trees->inputs; i++) {
        const struct tree_input *input = &trees->input[i];
        if (input->encoding == TREE_NUMBER)
            reach_number(input, low[i], high[i], reach + input->column);
        else
            reach_category(input, low[i], high[i], reach + input->column);
    }
    *least = *greatest = (double)trees_start(trees);
    double size = START_SIZE;
    for (size_t t = 0; t < trees->trees; t++) {
        float from = INFINITY, to = -INFINITY;
        node_bounds(trees, reach, trees->root[t], &from, &to);
        *least += (double)from;
        *greatest += (double)to;
        size += (double)MAX(fabsf(from), fabsf(to));
    }
    const double rounding = (double)(trees->trees + 1) * (double)FLT_EPSILON * size;
    *least -= rounding;
    *greatest += rounding;
    if (!trees->on_card || !(trees->limit > 0)) return;
    *least = MAX(*least, -trees->limit);
    *greatest = MIN(*greatest, trees->limit);
}

/* ---- contributions ----------------------------------------------------------------------------------------------- */

/* The booster of these trees, loaded once. Under the lock. */
static struct booster *shap_booster(const struct trees *trees, GError **error)
{
    struct trees_shap *shap = trees->shap;
    if (shap->booster) return shap->booster;
    g_autofree char *json = trees_to_json(trees);
    return shap->booster = booster_load(json, strlen(json), error);
}

bool trees_contributions(const struct trees *trees, const double *inputs, double offset, double *contribution,
                         double *base, GError **error)
{
    float columns[TREES_MOST_COLUMNS], part[TREES_MOST_COLUMNS + 1];
    trees_encode(trees, inputs, columns);
    g_mutex_lock(&trees->shap->lock);
    struct booster *booster = shap_booster(trees, error);
    const bool done = booster && booster_contributions(booster, columns, trees->columns, part, error);
    g_mutex_unlock(&trees->shap->lock);
    if (!done) return false;
    const double whole = trees_log_odds(trees, inputs, offset);
    double shrink = 1;
    if (trees->on_card && trees->limit > 0) {
        // what the limit cuts off is cut off every part alike
        const double full = (double)trees_margin(trees, columns, 0), kept = whole - (double)(float)offset;
        if (fabs(full) > trees->limit) shrink = kept / full;
    }
    *base = whole;
    for (size_t i = 0; i < trees->inputs; i++) {
        const struct tree_input *input = &trees->input[i];
        contribution[i] = 0;
        for (guint32 c = 0; c < input->columns; c++)
            contribution[i] += shrink * (double)part[input->column + c];
        *base -= contribution[i]; // and with it what single precision rounded away
    }
    return true;
}
