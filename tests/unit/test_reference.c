/* SPDX-License-Identifier: Apache-2.0 */
/* The reference distribution: counted right, kept with the model, read back, refused when it is another model's; and
 * its index against figures made by hand. */
#include "check.h"
#include "model_files.h"
#include "training/model_frame.h"
#include "training/reference.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define NEAR(a, b, e) assert_true(fabs((a) - (b)) < (e))

static void index_by_hand(void **state)
{
    (void)state;
    static const int64_t then[] = { 50, 30, 20 }, now[] = { 40, 40, 20 }, empty[] = { 0, 60, 40 }, none[3] = { 0 };
    NEAR(reference_index(then, then, 3), 0, 1e-15);
    NEAR(reference_index(then, now, 3), -0.1 * log(0.4 / 0.5) + 0.1 * log(0.4 / 0.3), 1e-12);
    // an empty group counts as one in ten thousand
    NEAR(reference_index(then, empty, 3),
         (0.0001 - 0.5) * log(0.0001 / 0.5) + 0.3 * log(0.6 / 0.3) + 0.2 * log(0.4 / 0.2), 1e-12);
    assert_true(isnan(reference_index(then, none, 3)));
}

/* A frame of the hostile rows, with the outcome. */
static struct frame *frame_of(GPtrArray *rows, const struct model *model, size_t *bad_column)
{
    g_autofree char *path = NULL, *csv = hostile_csv(rows);
    g_autoptr(GError) error = NULL;
    g_autofree const char **nominal = model_nominal_names(model);
    close(g_file_open_tmp("bureau-reference-XXXXXX", &path, NULL));
    assert_true(g_file_set_contents(path, csv, -1, NULL));
    struct frame *frame = frame_read(path, nominal, &error);
    assert_no_error(error);
    *bad_column = (size_t)frame_find(frame, "bad");
    g_unlink(path);
    return frame;
}

static void make(struct model *model, GPtrArray *rows)
{
    g_autoptr(GError) error = NULL;
    size_t column;
    g_autoptr(frame_t) frame = frame_of(rows, model, &column);
    g_autofree guint8 *bad = train_target(frame, column, &error);
    g_autofree guint32 *all = g_new(guint32, rows->len);
    for (guint32 i = 0; i < rows->len; i++)
        all[i] = i;
    const struct train_data data = { .frame = frame, .bad = bad };
    assert_true(model_reference_make(model, &data, all, rows->len, &error));
    assert_no_error(error);
}

static void counts_are_those_of_the_rows(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(1000, 3);
    make(model, rows);
    g_autoptr(model_reference_t) reference = model_reference_read(model, &error);
    assert_no_error(error);
    assert_non_null(reference);
    assert_int_equal(reference->rows, 1000);
    int64_t bads = 0, sum = 0, missing = 0, never = 0;
    for (guint i = 0; i < rows->len; i++) {
        const struct hostile_row *row = rows->pdata[i];
        bads += row->bad;
        missing += !*row->cell[1];
        never += g_str_has_prefix(row->cell[3], "Ō") || !*row->cell[3];
    }
    assert_int_equal(reference->bads, bads);
    for (size_t g = 0; g < reference->score.groups; g++)
        sum += reference->score.count[g];
    assert_int_equal(sum, 1000);
    assert_true(reference->score.groups > 5 && reference->score.groups <= REFERENCE_BANDS);
    // the second input has no bin for missing values, the fourth none for towns never seen: both fall beside the bins
    const struct reference_groups *second = &reference->input[1], *fourth = &reference->input[3];
    assert_int_equal(second->groups, 4);
    assert_int_equal(second->count[3], missing);
    assert_int_equal(fourth->count[fourth->groups - 1], never);
}

static void same_rows_have_not_moved(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(1000, 3);
    make(model, rows);
    g_autoptr(model_reference_t) reference = model_reference_read(model, &error);
    g_autoptr(reference_counts_t) counts = reference_counts_new(reference);
    g_autoptr(reference_counts_t) moved = reference_counts_new(reference);
    size_t column;
    g_autoptr(frame_t) frame = frame_of(rows, model, &column);
    g_autoptr(model_frame_t) over = model_frame_new(model, frame, &error);
    assert_no_error(error);
    for (size_t row = 0; row < frame->rows; row++) {
        double inputs[SCORE_MOST_PARTS];
        struct score_result result;
        model_frame_inputs(over, row, inputs);
        model_score_inputs(model, inputs, &result);
        reference_count(counts, reference, model, inputs, result.score);
        if (isnan(inputs[0]) || inputs[0] < 0.3) reference_count(moved, reference, model, inputs, result.score);
    }
    NEAR(reference_psi(reference, counts), 0, 1e-15);
    for (size_t i = 0; i < reference->inputs; i++)
        NEAR(reference_csi(reference, counts, i), 0, 1e-15);
    assert_true(reference_psi(reference, moved) > 0.25);
    assert_true(reference_csi(reference, moved, 0) > 1);
    assert_true(reference_csi(reference, moved, 1) < 0.1); // drawn without regard to the first input
}

static void another_models_reference_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{\"reference\":1}",
        "{\"reference\":{\"rows\":1,\"bads\":0,\"score\":{},\"inputs\":[]}}",
        "{\"reference\":{\"rows\":\"x\",\"bads\":0}}",
    };
    g_autoptr(model_t) model = hostile_model();
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_free(model->extra);
        model->extra = g_strdup(wrong[i]);
        assert_null(model_reference_read(model, &error));
        assert_error_code(error, BUREAU_ERROR_INPUT);
    }
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&model->extra, g_free);
    assert_null(model_reference_read(model, &error));
    assert_null(error);
    // one group too few for its bins
    g_autoptr(GPtrArray) rows = hostile_rows(200, 3);
    make(model, rows);
    char *count = strstr(model->extra, "\"count\":[");
    count = strstr(count + 1, "\"count\":[");
    assert_non_null(count);
    memmove(count + 9, strchr(count, ',') + 1, strlen(strchr(count, ',')));
    assert_null(model_reference_read(model, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
}

static void other_things_of_the_model_stay(void **state)
{
    (void)state;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(100, 3);
    model->extra = g_strdup("{\"plan\":{\"seed\":7}}");
    make(model, rows);
    make(model, rows);
    g_autoptr(JsonNode) root = json_from_string(model->extra, NULL);
    JsonObject *object = json_node_get_object(root);
    assert_int_equal(json_object_get_size(object), 2);
    assert_int_equal(json_object_get_int_member(json_object_get_object_member(object, "plan"), "seed"), 7);
}

static void it_is_written_with_the_model(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(500, 3);
    make(model, rows);
    g_autofree char *json = model_to_json(model);
    g_autoptr(model_t) again = model_parse(json, -1, "again", &error);
    assert_no_error(error);
    g_autoptr(model_reference_t) first = model_reference_read(model, &error);
    g_autoptr(model_reference_t) second = model_reference_read(again, &error);
    assert_non_null(second);
    assert_memory_equal(first->score.count, second->score.count, first->score.groups * sizeof(int64_t));
    g_autofree char *twice = model_to_json(again);
    assert_string_equal(json, twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(index_by_hand),
        cmocka_unit_test(counts_are_those_of_the_rows),
        cmocka_unit_test(same_rows_have_not_moved),
        cmocka_unit_test(another_models_reference_is_refused),
        cmocka_unit_test(other_things_of_the_model_stay),
        cmocka_unit_test(it_is_written_with_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
