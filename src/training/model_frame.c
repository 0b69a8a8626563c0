/* SPDX-License-Identifier: Apache-2.0 */
#include "training/model_frame.h"
#include "training/reference.h"
#include "training/train.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static bool input_column(const struct model_input *input, const struct frame *frame, int *found, GError **error)
{
    *found = frame_find(frame, input->id);
    if (*found < 0) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file has no column “{1}”, which the model needs."),
                         N_("Give the file every column the model was fitted on; `bureau model show` lists them."),
                         input->id, NULL);
        return false;
    }
    if (frame->column[*found].kind != FRAME_NOMINAL || input->nominal) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The column “{1}” holds text, the model expects numbers."),
                     N_("Correct the column; an empty cell means missing."), input->id, NULL);
    return false;
}

/* A number where the model has categories is the category of that text. */
static gint32 category_index(const struct model_input *input, const char *name)
{
    for (size_t i = 0; i < input->categories; i++)
        if (!strcmp(input->category[i], name)) return (gint32)i;
    return -1;
}

struct model_frame *model_frame_new(const struct model *model, const struct frame *frame, GError **error)
{
    g_autoptr(model_frame_t) over = g_new0(struct model_frame, 1);
    const size_t inputs = model_inputs(model);
    over->model = model;
    over->frame = frame;
    over->column = g_new0(int, MAX(inputs, 1));
    over->mapped = g_new0(gint32 *, MAX(inputs, 1));
    for (size_t i = 0; i < inputs; i++) {
        const struct model_input input = model_input_at(model, i);
        if (!input_column(&input, frame, &over->column[i], error)) return NULL;
        const struct frame_column *column = &frame->column[over->column[i]];
        if (!column->categories) continue;
        over->mapped[i] = g_new0(gint32, MAX(column->categories->len, 1));
        for (guint c = 0; c < column->categories->len; c++)
            over->mapped[i][c] = category_index(&input, column->categories->pdata[c]);
    }
    return g_steal_pointer(&over);
}

void model_frame_free(struct model_frame *over)
{
    if (!over) return;
    for (size_t i = 0; over->mapped && i < model_inputs(over->model); i++)
        g_free(over->mapped[i]);
    g_free(over->mapped);
    g_free(over->column);
    g_free(over);
}

void model_frame_inputs(const struct model_frame *over, size_t row, double *inputs)
{
    for (size_t i = 0; i < model_inputs(over->model); i++) {
        const struct frame_column *column = &over->frame->column[over->column[i]];
        if (column->number) {
            inputs[i] = column->number[row];
        } else {
            const gint32 category = column->category[row];
            inputs[i] = category < 0 ? NAN : (double)over->mapped[i][category];
        }
    }
}

void model_frame_score(const struct model_frame *over, size_t row, struct score_result *result)
{
    double inputs[SCORE_MOST_PARTS];
    model_frame_inputs(over, row, inputs);
    model_score_inputs(over->model, inputs, result);
}

const char **model_nominal_names(const struct model *model)
{
    const char **names = g_new0(const char *, model_inputs(model) + 1);
    size_t count = 0;
    for (size_t i = 0; i < model_inputs(model); i++)
        if (model_input_at(model, i).nominal) names[count++] = model_input_at(model, i).id;
    return names;
}

/* ---- how its files are written ----------------------------------------------------------------------------------- */

void model_writing_set(struct model *model, const char *missing, const char *bad)
{
    if (!missing && !bad) return;
    JsonObject *writing = json_object_new();
    if (missing) json_object_set_string_member(writing, "missing", missing);
    if (bad) json_object_set_string_member(writing, "bad", bad);
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, writing);
    model_extra_set(model, "writing", node);
}

/* NULL when the model says nothing of it. Caller frees. */
static char *writing_of(const struct model *model, const char *key)
{
    g_autoptr(JsonNode) root = model->extra ? json_from_string(model->extra, NULL) : NULL;
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) return NULL;
    JsonNode *writing = json_object_get_member(json_node_get_object(root), "writing");
    if (!writing || !JSON_NODE_HOLDS_OBJECT(writing)) return NULL;
    JsonNode *value = json_object_get_member(json_node_get_object(writing), key);
    return value && JSON_NODE_HOLDS_VALUE(value) ? g_strdup(json_node_get_string(value)) : NULL;
}

struct frame *model_frame_read(const struct model *model, const char *path, GError **error)
{
    g_autofree const char **nominal = model_nominal_names(model);
    g_autofree char *missing = writing_of(model, "missing");
    g_auto(GStrv) words = frame_words(missing);
    return frame_read_marked(path, nominal, (const char *const *)words, error);
}

static bool holds_value(const struct frame_column *column, size_t rows, const char *value)
{
    double number = 0;
    if (!column->number) {
        for (guint i = 0; column->categories && i < column->categories->len; i++)
            if (!strcmp(column->categories->pdata[i], value)) return true;
        return false;
    }
    if (!frame_number(value, &number)) return false;
    for (size_t row = 0; row < rows; row++)
        if (column->number[row] == number) return true;
    return false;
}

guint8 *model_frame_target(const struct model *model, const struct frame *frame, size_t column, GError **error)
{
    g_autofree char *bad = writing_of(model, "bad");
    if (bad && holds_value(&frame->column[column], frame->rows, bad))
        return train_target_value(frame, column, bad, error);
    return train_target(frame, column, error);
}
