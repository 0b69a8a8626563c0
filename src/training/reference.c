/* SPDX-License-Identifier: Apache-2.0 */
/* Making a reference distribution, and counting rows into it. Reading it back is reference_read.c. */
#include "training/reference.h"

#include "training/model_frame.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static void groups_size(struct reference_groups *groups, size_t count)
{
    groups->groups = count;
    groups->count = g_new0(int64_t, MAX(count, 1));
    groups->label = g_new0(char *, count + 1);
}

static int compare_numbers(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Cuts at the deciles of the values that are numbers, each one a value that occurs, none twice. Sorts `value`. */
static void cut_by_deciles(struct reference_groups *groups, double *value, size_t count)
{
    qsort(value, count, sizeof *value, compare_numbers);
    groups->cut = g_new0(double, REFERENCE_BANDS);
    for (size_t band = 1; band < REFERENCE_BANDS && count; band++) {
        const double cut = value[count * band / REFERENCE_BANDS];
        const double before = groups->cuts ? groups->cut[groups->cuts - 1] : value[0];
        if (cut > before) groups->cut[groups->cuts++] = cut;
    }
}

static void label_cuts(struct reference_groups *groups)
{
    for (size_t g = 0; g <= groups->cuts; g++) {
        g_autofree char *from = g ? binning_number(groups->cut[g - 1]) : NULL;
        g_autofree char *to = g < groups->cuts ? binning_number(groups->cut[g]) : NULL;
        groups->label[g] = from && to ? g_strdup_printf("%s – %s", from, to)
                           : to       ? g_strdup_printf("< %s", to)
                           : from     ? g_strdup_printf("≥ %s", from)
                                      : g_strdup(N_("all"));
    }
}

static size_t group_of_number(const struct reference_groups *groups, double value)
{
    size_t group = 0;
    while (group < groups->cuts && value >= groups->cut[group])
        group++;
    return group;
}

/* The card whose bins group an input, and the characteristic: NULL where the model has no card of its own. */
static const struct binning *input_binning(const struct model *model, size_t input)
{
    return !model->trees && model->card ? model->card->characteristic[input].binning : NULL;
}

static size_t group_of_bin(const struct model *model, size_t input, double value)
{
    const struct binning *binning = input_binning(model, input);
    const struct model_input *about = &model->input[input];
    const struct bin *bin;
    if (!about->nominal)
        bin = binning_find(binning, value);
    else if (isnan(value))
        bin = binning_find_category(binning, NULL);
    else
        bin = binning_find_category(
            binning, value >= 0 && value < (double)about->categories ? about->category[(size_t)value] : "\x01");
    return bin ? (size_t)(bin - binning->bin) : binning->bins;
}

/* The group of a value of an input. A number's missing values stand behind its cuts; of categories come those never
 * seen, then the missing ones. */
static size_t group_of(const struct reference_groups *groups, const struct model *model, size_t input, double value)
{
    const struct model_input *about = &model->input[input];
    size_t group;
    if (input_binning(model, input))
        group = group_of_bin(model, input, value);
    else if (about->nominal)
        group = isnan(value)                                      ? about->categories + 1
                : value >= 0 && value < (double)about->categories ? (size_t)value
                                                                  : about->categories;
    else
        group = isnan(value) ? groups->cuts + 1 : group_of_number(groups, value);
    return MIN(group, groups->groups - 1);
}

static void groups_of_bins(struct reference_groups *groups, const struct binning *binning)
{
    groups_size(groups, binning->bins + 1);
    for (size_t b = 0; b < binning->bins; b++)
        groups->label[b] = g_strdup(binning->bin[b].text ? binning->bin[b].text : "");
    groups->label[binning->bins] = g_strdup(N_("no bin"));
}

static void groups_of_categories(struct reference_groups *groups, const struct model_input *about)
{
    groups_size(groups, about->categories + 2);
    for (size_t c = 0; c < about->categories; c++)
        groups->label[c] = g_strdup(about->category[c]);
    groups->label[about->categories] = g_strdup(N_("never seen"));
    groups->label[about->categories + 1] = g_strdup(N_("missing"));
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

struct making {
    const struct model_frame *over;
    const guint32 *rows;
    size_t count;
};

static void make_cuts(struct reference_groups *groups, const struct making *making, size_t input)
{
    const struct frame_column *column = &making->over->frame->column[making->over->column[input]];
    g_autofree double *value = g_new(double, MAX(making->count, 1));
    size_t known = 0;
    for (size_t i = 0; i < making->count; i++)
        if (!isnan(column->number[making->rows[i]])) value[known++] = column->number[making->rows[i]];
    cut_by_deciles(groups, value, known);
    groups_size(groups, groups->cuts + 2);
    label_cuts(groups);
    groups->label[groups->cuts + 1] = g_strdup(N_("missing"));
}

static void make_score(struct reference_groups *groups, const struct making *making)
{
    g_autofree double *value = g_new(double, MAX(making->count, 1));
    for (size_t i = 0; i < making->count; i++) {
        struct score_result result;
        model_frame_score(making->over, making->rows[i], &result);
        value[i] = result.score;
    }
    groups->id = g_strdup("score");
    cut_by_deciles(groups, value, making->count);
    groups_size(groups, groups->cuts + 1);
    label_cuts(groups);
}

static struct model_reference *reference_new(const struct model *model, const struct making *making)
{
    struct model_reference *reference = g_new0(struct model_reference, 1);
    reference->inputs = model->inputs;
    reference->input = g_new0(struct reference_groups, MAX(model->inputs, 1));
    make_score(&reference->score, making);
    for (size_t i = 0; i < model->inputs; i++) {
        reference->input[i].id = g_strdup(model->input[i].id);
        if (input_binning(model, i))
            groups_of_bins(&reference->input[i], input_binning(model, i));
        else if (model->input[i].nominal)
            groups_of_categories(&reference->input[i], &model->input[i]);
        else
            make_cuts(&reference->input[i], making, i);
    }
    return reference;
}

static JsonNode *groups_node(const struct reference_groups *groups)
{
    JsonObject *object = json_object_new();
    JsonArray *cut = json_array_new(), *label = json_array_new(), *count = json_array_new();
    json_object_set_string_member(object, "id", groups->id);
    for (size_t g = 0; g < groups->cuts; g++)
        json_array_add_double_element(cut, groups->cut[g]);
    for (size_t g = 0; g < groups->groups; g++) {
        json_array_add_string_element(label, groups->label[g]);
        json_array_add_int_element(count, groups->count[g]);
    }
    json_object_set_array_member(object, "cuts", cut);
    json_object_set_array_member(object, "groups", label);
    json_object_set_array_member(object, "count", count);
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, object);
    return node;
}

static JsonNode *reference_node(const struct model_reference *reference)
{
    JsonObject *object = json_object_new();
    JsonArray *inputs = json_array_new();
    json_object_set_int_member(object, "rows", reference->rows);
    json_object_set_int_member(object, "bads", reference->bads);
    json_object_set_member(object, "score", groups_node(&reference->score));
    for (size_t i = 0; i < reference->inputs; i++)
        json_array_add_element(inputs, groups_node(&reference->input[i]));
    json_object_set_array_member(object, "inputs", inputs);
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, object);
    return node;
}

void model_extra_set(struct model *model, const char *key, struct _JsonNode *value)
{
    g_autoptr(JsonNode) root = model->extra ? json_from_string(model->extra, NULL) : NULL;
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) {
        g_clear_pointer(&root, json_node_unref);
        root = json_node_new(JSON_NODE_OBJECT);
        json_node_take_object(root, json_object_new());
    }
    json_object_set_member(json_node_get_object(root), key, value);
    g_free(model->extra);
    model->extra = json_to_string(root, FALSE);
}

bool model_reference_make(struct model *model, const struct train_data *data, const guint32 *rows, size_t count,
                          GError **error)
{
    g_autoptr(model_frame_t) over = model_frame_new(model, data->frame, error);
    if (!over) return false;
    const struct making making = { over, rows, count };
    g_autoptr(model_reference_t) reference = reference_new(model, &making);
    g_autoptr(reference_counts_t) counts = reference_counts_new(reference);
    for (size_t i = 0; i < count; i++) {
        double inputs[SCORE_MOST_PARTS];
        struct score_result result;
        model_frame_inputs(over, rows[i], inputs);
        model_score_inputs(model, inputs, &result);
        reference_count(counts, reference, model, inputs, result.score);
        reference->bads += data->bad[rows[i]];
    }
    reference->rows = counts->rows;
    memcpy(reference->score.count, counts->score, reference->score.groups * sizeof(int64_t));
    for (size_t i = 0; i < reference->inputs; i++)
        memcpy(reference->input[i].count, counts->input[i], reference->input[i].groups * sizeof(int64_t));
    model_extra_set(model, "reference", reference_node(reference));
    return true;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

struct reference_counts *reference_counts_new(const struct model_reference *reference)
{
    struct reference_counts *counts = g_new0(struct reference_counts, 1);
    counts->inputs = reference->inputs;
    counts->score = g_new0(int64_t, reference->score.groups);
    counts->input = g_new0(int64_t *, MAX(reference->inputs, 1));
    for (size_t i = 0; i < reference->inputs; i++)
        counts->input[i] = g_new0(int64_t, reference->input[i].groups);
    return counts;
}

void reference_counts_free(struct reference_counts *counts)
{
    if (!counts) return;
    for (size_t i = 0; i < counts->inputs; i++)
        g_free(counts->input[i]);
    g_free(counts->input);
    g_free(counts->score);
    g_free(counts);
}

size_t reference_score_group(const struct model_reference *reference, int score)
{
    return MIN(group_of_number(&reference->score, score), reference->score.groups - 1);
}

void reference_count(struct reference_counts *counts, const struct model_reference *reference,
                     const struct model *model, const double *inputs, int score)
{
    counts->rows++;
    counts->score[reference_score_group(reference, score)]++;
    for (size_t i = 0; i < reference->inputs; i++)
        counts->input[i][group_of(&reference->input[i], model, i, inputs[i])]++;
}

double reference_term(int64_t then, int64_t all_then, int64_t now, int64_t all_now)
{
    const double before = fmax((double)then / (double)all_then, REFERENCE_LEAST_SHARE);
    const double after = fmax((double)now / (double)all_now, REFERENCE_LEAST_SHARE);
    return (after - before) * log(after / before);
}

double reference_index(const int64_t *then, const int64_t *now, size_t groups)
{
    int64_t all_then = 0, all_now = 0;
    double sum = 0;
    for (size_t g = 0; g < groups; g++) {
        all_then += then[g];
        all_now += now[g];
    }
    if (!all_then || !all_now) return NAN;
    for (size_t g = 0; g < groups; g++)
        sum += reference_term(then[g], all_then, now[g], all_now);
    return sum;
}

double reference_psi(const struct model_reference *reference, const struct reference_counts *counts)
{
    return reference_index(reference->score.count, counts->score, reference->score.groups);
}

double reference_csi(const struct model_reference *reference, const struct reference_counts *counts, size_t input)
{
    return reference_index(reference->input[input].count, counts->input[input], reference->input[input].groups);
}
