/* SPDX-License-Identifier: Apache-2.0 */
/* The workbook of a model: the sheets with the rows of the parts, native charts over their cells, never over a file
 * that is there. */
#include "check.h"
#include "model_files.h"
#include "zip.h"

#include "training/model_frame.h"
#include "training/reference.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *place(const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    if (text) assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void keep_reference(struct model *model, const char *csv)
{
    g_autoptr(GError) error = NULL;
    g_autofree const char **nominal = model_nominal_names(model);
    g_autoptr(frame_t) frame = frame_read(csv, nominal, &error);
    assert_no_error(error);
    g_autofree guint8 *bad = train_target(frame, (size_t)frame_find(frame, "bad"), &error);
    g_autofree guint32 *rows = g_new(guint32, frame->rows);
    for (guint32 i = 0; i < frame->rows; i++)
        rows[i] = i;
    const struct train_data data = { .frame = frame, .bad = bad };
    assert_true(model_reference_make(model, &data, rows, frame->rows, &error));
}

static int prepare(void **state)
{
    g_autoptr(GPtrArray) rows = hostile_rows(1500, 9), then = hostile_rows(1500, 10);
    g_autoptr(model_t) model = hostile_model();
    g_autofree char *csv = hostile_csv(rows), *old = hostile_csv(then);
    folder = g_dir_make_tmp("bureau-model-workbook-XXXXXX", NULL);
    g_free(place("data.csv", csv));
    g_autofree char *first = place("then.csv", old);
    keep_reference(model, first);
    g_autofree char *json = model_to_json(model);
    g_free(place("model.json", json));
    *state = NULL;
    return 0;
}

static int clear(void **state)
{
    (void)state;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = place(name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static void charts_stand_over_the_rows(void **state)
{
    (void)state;
    static const char *const titles[] = { "ROC curve",
                                          "KS: goods and bads below a score",
                                          "What a cut-off accepts",
                                          "Scores of goods and bads",
                                          "Lift by tenth, from the riskiest",
                                          "Gains",
                                          "Reliability: foretold and observed",
                                          "Accepted and refused at the cut-off",
                                          "Scores then and now (PSI)",
                                          "AUC by segment",
                                          "Approval rate by group" };
    g_autoptr(GError) error = NULL;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL), *out = place("a.xlsx", NULL);
    g_autoptr(table_t) answer = command_words(&error, "export.model", model, out, "--data", data, "--target", "bad",
                                              "--by", "mon", "--fair", "grp", NULL);
    assert_no_error(error);
    assert_int_equal((int)fact_number(answer, "sheets"), 11); // summary, nine parts, about
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
        g_autofree char *name = g_strdup_printf("xl/charts/chart%zu.xml", i + 1);
        g_autofree char *chart = zip_part(out, name);
        assert_non_null(chart);
        if (!strstr(chart, titles[i])) fail_msg("%s is not “%s”", name, titles[i]);
        assert_non_null(strstr(chart, "<c:f>")); // drawn from cells
    }
    g_autofree char *one_more = zip_part(out, "xl/charts/chart12.xml");
    assert_null(one_more);
    g_autofree char *roc = zip_part(out, "xl/charts/chart1.xml");
    assert_non_null(strstr(roc, "scatterChart"));
    g_autofree char *book = zip_part(out, "xl/workbook.xml");
    assert_non_null(strstr(book, "name=\"Fairness\""));
    assert_non_null(strstr(book, "name=\"Stability\""));
}

static void figures_are_numbers(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL), *out = place("b.xlsx", NULL);
    g_autoptr(table_t) answer = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                              "bad", "--report", out, NULL);
    assert_no_error(error);
    assert_string_equal(table_find_fact(answer, "report")->cell.text, out);
    g_autofree char *auc = g_strdup_printf("<v>%.16G</v>", table_find_fact(answer, "auc")->cell.real);
    g_autofree char *summary = zip_part(out, "xl/worksheets/sheet1.xml");
    if (!strstr(summary, auc)) fail_msg("no %s", auc);
    assert_null(command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target", "bad", "--report",
                              out, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(table_t) again = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                             "bad", "--report", out, "--replace", NULL);
    assert_no_error(error);
}

static void nothing_is_left_of_a_failure(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL), *out = place("c.xlsx", NULL);
    assert_null(command_words(&error, "export.model", model, out, "--data", data, "--target", "nobody", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_stand_over_the_rows),
        cmocka_unit_test(figures_are_numbers),
        cmocka_unit_test(nothing_is_left_of_a_failure),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
