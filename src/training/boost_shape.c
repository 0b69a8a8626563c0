/* SPDX-License-Identifier: Apache-2.0 */
/* From a table to the columns of trees. What must stay true: nothing about the rows left out is learnt here, and a row
 * fitted on is never told its own outcome: the value of its category comes from the other folds. */
#include "training/boost_private.h"

#include <math.h>
#include <string.h>

#define LEAST_SHARED  0.5 /* a nominal column with more categories than this share of its rows names the rows */
#define LEFT_CONSTANT N_("does not vary on the rows fitted on")
#define LEFT_NAMES    N_("names nearly every row by itself")
#define LEFT_PLACES   N_("more columns than a model has places")

void boost_shape_free(struct boost_shape *shape)
{
    if (!shape) return;
    for (size_t i = 0; i < shape->inputs; i++)
        g_free(shape->place[i]);
    trees_free(shape->trees);
    g_free(shape->place);
    g_free(shape->column);
    g_free(shape);
}

/* ---- which columns ----------------------------------------------------------------------------------------------- */

static double row_weight(const struct train_data *data, guint32 row)
{
    return data->weight ? data->weight[row] : 1;
}

static bool varies(const struct frame_column *column, const guint32 *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (column->category && column->category[rows[i]] != column->category[rows[0]]) return true;
        if (!column->number) continue;
        const double first = column->number[rows[0]], value = column->number[rows[i]];
        if (isnan(first) != isnan(value) || (!isnan(first) && first != value)) return true;
    }
    return false;
}

static bool names_rows(const struct frame_column *column, const guint32 *rows, size_t count)
{
    if (!column->category) return false;
    g_autofree guint8 *seen = g_new0(guint8, MAX(column->categories->len, 1));
    size_t categories = 0, filled = 0;
    for (size_t i = 0; i < count; i++) {
        const gint32 category = column->category[rows[i]];
        filled += category >= 0;
        if (category >= 0 && !seen[category]++) categories++;
    }
    return categories > BOOST_MOST_FLAGS && (double)categories > LEAST_SHARED * (double)filled;
}

struct candidate_column {
    size_t column;
    double information;
};

static int by_information(const void *a, const void *b)
{
    const struct candidate_column *left = a, *right = b;
    if (left->information != right->information) return left->information < right->information ? 1 : -1;
    return left->column < right->column ? -1 : 1;
}

static int by_column(const void *a, const void *b)
{
    const struct candidate_column *left = a, *right = b;
    return left->column < right->column ? -1 : left->column > right->column;
}

/* Information value of a column in its optimal bins: only to choose when there are too many. */
static double information_of(const struct train_data *data, size_t column, const guint32 *rows, size_t count)
{
    const struct frame_column *of = &data->frame->column[column];
    const struct binning_rows binned = { .rows = count, .row = rows, .bad = data->bad };
    g_autoptr(binning_t) binning = of->number
                                       ? binning_numeric(of->number, &binned, &binning_defaults)
                                       : binning_nominal(of->category, (const char *const *)of->categories->pdata,
                                                         of->categories->len, &binned, &binning_defaults);
    return binning->information_value;
}

static GArray *choose_columns(const struct train_data *data, const guint32 *rows, size_t count, struct scorecard *head)
{
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(struct candidate_column));
    for (size_t i = 0; i < data->columns; i++) {
        const struct frame_column *column = &data->frame->column[data->column[i]];
        const char *why = !varies(column, rows, count)      ? LEFT_CONSTANT
                          : names_rows(column, rows, count) ? LEFT_NAMES
                                                            : NULL;
        const struct candidate_column candidate = { data->column[i], 0 };
        if (why)
            card_lines_add(&head->trace, &head->traces, column->name, why);
        else
            g_array_append_val(chosen, candidate);
    }
    if (chosen->len <= SCORE_MOST_PARTS) return chosen;
    struct candidate_column *all = (struct candidate_column *)(void *)chosen->data;
    for (guint i = 0; i < chosen->len; i++)
        all[i].information = information_of(data, all[i].column, rows, count);
    g_array_sort(chosen, by_information);
    for (guint i = SCORE_MOST_PARTS; i < chosen->len; i++)
        card_lines_add(&head->trace, &head->traces, data->frame->column[all[i].column].name, LEFT_PLACES);
    g_array_set_size(chosen, SCORE_MOST_PARTS);
    g_array_sort(chosen, by_column);
    return chosen;
}

/* ---- one input --------------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The categories that occur on the rows, by name, and where each of the frame stands among them. */
static gint32 *learn_categories(const struct frame_column *column, const guint32 *rows, size_t count,
                                struct tree_input *input)
{
    const guint all = column->categories->len;
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    gint32 *place = g_new(gint32, MAX(all, 1));
    g_autofree guint8 *seen = g_new0(guint8, MAX(all, 1));
    for (size_t i = 0; i < count; i++)
        if (column->category[rows[i]] >= 0) seen[column->category[rows[i]]] = 1;
    input->category = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < all; c++)
        if (seen[c]) g_ptr_array_add(input->category, g_strdup(column->categories->pdata[c]));
    g_ptr_array_sort(input->category, by_name);
    for (guint c = 0; c < input->category->len; c++)
        g_hash_table_insert(index, input->category->pdata[c], GINT_TO_POINTER((gint)c + 1));
    for (guint c = 0; c < all; c++)
        place[c] = GPOINTER_TO_INT(g_hash_table_lookup(index, column->categories->pdata[c])) - 1;
    return place;
}

/* More is riskier when the bad have more of it: by the covariance of value and outcome. */
static int direction_of_rows(const struct train_data *data, const struct frame_column *column, const guint32 *rows,
                             size_t count)
{
    double sum[2] = { 0, 0 };
    size_t seen[2] = { 0, 0 };
    for (size_t i = 0; i < count; i++) {
        if (isnan(column->number[rows[i]])) continue;
        sum[data->bad[rows[i]]] += column->number[rows[i]];
        seen[data->bad[rows[i]]]++;
    }
    if (!seen[0] || !seen[1]) return 0;
    const double difference = sum[1] / (double)seen[1] - sum[0] / (double)seen[0];
    return (difference > 0) - (difference < 0);
}

/* Which way the number may bend: what was asked of the column, else what its feature declares, else what was asked of
 * all. A peak or a valley is no constraint of a tree. */
static int direction_of(const struct train_data *data, const struct train_options *options,
                        const struct frame_column *column, const guint32 *rows, size_t count)
{
    gpointer asked = NULL;
    enum binning_trend trend = options->binning.trend;
    const int feature = feature_index(column->name);
    if (options->trend && g_hash_table_lookup_extended(options->trend, column->name, NULL, &asked))
        trend = (enum binning_trend)GPOINTER_TO_INT(asked);
    else if (feature >= 0)
        return feature_at((size_t)feature)->direction;
    if (trend == TREND_AUTO) return direction_of_rows(data, column, rows, count);
    return trend == TREND_UP ? 1 : trend == TREND_DOWN ? -1 : 0;
}

static void add_code(struct tree_input *input, const char *text)
{
    double code = 0;
    g_autofree char *number = g_strndup(text, strcspn(text, "="));
    if (!frame_number(g_strstrip(number), &code)) return;
    for (guint32 c = 0; c < input->codes; c++)
        if (input->code[c] == code) return;
    input->code = g_renew(double, input->code, input->codes + 1);
    input->code[input->codes++] = code;
}

/* Codes that have a meaning of their own: as declared for the column, else for the feature ("-1=never late"). */
static void learn_codes(const struct train_options *options, struct tree_input *input)
{
    const GStrv declared = options->special ? g_hash_table_lookup(options->special, input->id) : NULL;
    const int feature = feature_index(input->id);
    for (size_t i = 0; declared && declared[i]; i++)
        add_code(input, declared[i]);
    if (declared || feature < 0 || !*feature_at((size_t)feature)->special) return;
    g_auto(GStrv) codes = g_strsplit(feature_at((size_t)feature)->special, ",", -1);
    for (size_t i = 0; codes[i]; i++)
        add_code(input, codes[i]);
}

struct boost_shape *boost_shape_new(const struct train_data *data, const struct train_options *options,
                                    const guint32 *rows, size_t count, struct scorecard *head, GError **error)
{
    g_autoptr(GArray) chosen = choose_columns(data, rows, count, head);
    if (!chosen->len) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No column varies on the rows fitted on."),
                         N_("Give the file columns that were known before the outcome."), NULL);
        return NULL;
    }
    g_autoptr(boost_shape_t) shape = g_new0(struct boost_shape, 1);
    shape->data = data;
    shape->inputs = chosen->len;
    shape->column = g_new0(size_t, chosen->len);
    shape->place = g_new0(gint32 *, chosen->len);
    struct tree_input *inputs = g_new0(struct tree_input, chosen->len);
    for (guint i = 0; i < chosen->len; i++) {
        shape->column[i] = g_array_index(chosen, struct candidate_column, i).column;
        const struct frame_column *column = &data->frame->column[shape->column[i]];
        inputs[i].id = g_strdup(column->name);
        if (column->number) {
            inputs[i].direction = direction_of(data, options, column, rows, count);
            learn_codes(options, &inputs[i]);
            continue;
        }
        shape->place[i] = learn_categories(column, rows, count, &inputs[i]);
        const bool flags = inputs[i].category->len <= BOOST_MOST_FLAGS;
        inputs[i].encoding = flags ? TREE_FLAGS : TREE_VALUES;
        inputs[i].direction = flags ? 0 : 1; // the value is the risk itself
        if (!flags) inputs[i].value = g_new0(double, inputs[i].category->len);
    }
    shape->trees = trees_make(inputs, chosen->len, error);
    if (!shape->trees) return NULL;
    boost_shape_learn(shape, rows, count);
    return g_steal_pointer(&shape);
}

/* ---- values of categories ---------------------------------------------------------------------------------------- */

/* Log-odds of bad of each category, shrunk towards all: rows of `fold` are left out (-1: none is). */
static void category_values(const struct boost_shape *shape, size_t input, const guint32 *rows, size_t count,
                            const guint32 *folds, gint64 fold, double *value)
{
    const struct frame_column *column = &shape->data->frame->column[shape->column[input]];
    const guint categories = trees_encoding(shape->trees, input)->category->len;
    g_autofree double *weight = g_new0(double, MAX(categories, 1));
    g_autofree double *bads = g_new0(double, MAX(categories, 1));
    double all = 0, all_bads = 0;
    for (size_t i = 0; i < count; i++) {
        const gint32 category = column->category[rows[i]];
        if (fold >= 0 && (gint64)folds[i] == fold) continue;
        const double mass = row_weight(shape->data, rows[i]);
        all += mass;
        all_bads += mass * shape->data->bad[rows[i]];
        if (category < 0) continue;
        weight[shape->place[input][category]] += mass;
        bads[shape->place[input][category]] += mass * shape->data->bad[rows[i]];
    }
    const double rate = all > 0 ? CLAMP(all_bads / all, 1e-6, 1 - 1e-6) : 0.5;
    for (guint c = 0; c < categories; c++) {
        const double share = (bads[c] + BOOST_PRIOR * rate) / (weight[c] + BOOST_PRIOR);
        value[c] = log(share / (1 - share));
    }
}

void boost_shape_learn(struct boost_shape *shape, const guint32 *rows, size_t count)
{
    for (size_t i = 0; i < trees_inputs(shape->trees); i++) {
        const struct tree_input *input = trees_encoding(shape->trees, i);
        if (input->encoding == TREE_VALUES) category_values(shape, i, rows, count, NULL, -1, input->value);
    }
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static void encode_row(const struct boost_shape *shape, guint32 row, float *columns)
{
    double inputs[SCORE_MOST_PARTS];
    for (size_t i = 0; i < trees_inputs(shape->trees); i++) {
        const struct frame_column *column = &shape->data->frame->column[shape->column[i]];
        if (column->number)
            inputs[i] = column->number[row];
        else
            inputs[i] = column->category[row] < 0 ? NAN : (double)shape->place[i][column->category[row]];
    }
    trees_encode(shape->trees, inputs, columns);
}

/* Values of the rows' own categories from the other folds. */
static void value_across(const struct boost_shape *shape, size_t input, const guint32 *rows, size_t count,
                         const guint32 *folds, float *values)
{
    const struct tree_input *of = trees_encoding(shape->trees, input);
    const struct frame_column *column = &shape->data->frame->column[shape->column[input]];
    const size_t columns = trees_columns(shape->trees);
    g_autofree double *value = g_new0(double, of->category->len);
    for (guint32 fold = 0; fold < BOOST_CODE_FOLDS; fold++) {
        category_values(shape, input, rows, count, folds, fold, value);
        for (size_t i = 0; i < count; i++)
            if (folds[i] == fold && column->category[rows[i]] >= 0)
                values[i * columns + of->column] = (float)value[shape->place[input][column->category[rows[i]]]];
    }
}

static bool set_field(struct boost_matrix *matrix, const char *field, const guint32 *rows, size_t count,
                      const double *values, const guint8 *flags, GError **error)
{
    g_autofree float *own = g_new(float, MAX(count, 1));
    for (size_t i = 0; i < count; i++)
        own[i] = values ? (float)values[rows[i]] : (float)flags[rows[i]];
    return boost_matrix_set(matrix, field, own, error);
}

struct boost_matrix *boost_shape_matrix(const struct boost_shape *shape, const guint32 *rows, size_t count,
                                        const double *margin, bool own, GError **error)
{
    const struct train_data *data = shape->data;
    const size_t columns = trees_columns(shape->trees);
    g_autofree float *values = g_new(float, MAX(count * columns, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(count, 1));
    for (size_t i = 0; i < count; i++) {
        encode_row(shape, rows[i], values + i * columns);
        bad[i] = data->bad[rows[i]];
    }
    g_autofree guint32 *folds = own ? evaluation_folds(bad, count, BOOST_CODE_FOLDS, BOOST_SEED) : NULL;
    for (size_t i = 0; own && i < trees_inputs(shape->trees); i++)
        if (trees_encoding(shape->trees, i)->encoding == TREE_VALUES)
            value_across(shape, i, rows, count, folds, values);
    g_autoptr(boost_matrix_t) matrix = boost_matrix_new(values, count, columns, error);
    if (!matrix || !set_field(matrix, "label", rows, count, NULL, data->bad, error)) return NULL;
    if (data->weight && !set_field(matrix, "weight", rows, count, data->weight, NULL, error)) return NULL;
    if (margin && !set_field(matrix, "base_margin", rows, count, margin, NULL, error)) return NULL;
    return g_steal_pointer(&matrix);
}
