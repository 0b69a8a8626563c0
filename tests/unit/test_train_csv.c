/* SPDX-License-Identifier: Apache-2.0 */
/* A file never seen before: targets in words, identifiers, constants, words for missing, codes, repeated rows, weights,
 * holdouts by chance and by time; and files that cannot be trained on, each with an error that says what is wrong. */
#include "check.h"
#include "command/command.h"
#include "score/model.h"
#include "training/bin_edit.h"
#include "training/bins_data.h"
#include "training/model_frame.h"
#include "training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define OPTION(name)                                                                                                   \
    {                                                                                                                  \
        name, ARGUMENT_TEXT, ARGUMENT_OPTION, "", NULL                                                                 \
    }
static const struct argument arguments_known[] = {
    OPTION("data"),
    OPTION("target"),
    OPTION("bad"),
    OPTION("missing"),
    OPTION("holdout"),
    OPTION("time"),
    OPTION("weight"),
    OPTION("offset"),
    OPTION("scale"),
    OPTION("pdo"),
    OPTION("cutoff"),
    OPTION("reasons"),
    OPTION("select"),
    OPTION("psi"),
    OPTION("out"),
    OPTION("keep"),
    OPTION("kind"),
    OPTION("tune"),
    OPTION("min-iv"),
    OPTION("folds"),
    OPTION("drop"),
    { "special", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_REPEATED, "", NULL },
    { 0 },
};
static const struct command train = { .id = "model.train", .arguments = arguments_known };
static char *folder;

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("bureau-csv-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static int drop_folder(void **state)
{
    (void)state;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; directory && (name = g_dir_read_name(directory));) {
        g_autofree char *path = in_folder(name);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

/* Trains on a text with name and value pairs, ended by NULL. */
static struct table *run(const char *csv, GError **error, ...)
{
    g_autofree char *path = in_folder("data.csv");
    g_autoptr(session_t) session = session_new();
    g_autoptr(arguments_t) arguments = arguments_new(&train);
    g_autoptr(table_t) answer = table_new();
    assert_true(g_file_set_contents(path, csv, -1, NULL));
    assert_true(arguments_set(arguments, "data", path, NULL));
    va_list list;
    va_start(list, error);
    for (const char *name; (name = va_arg(list, const char *));)
        assert_true(arguments_set(arguments, name, va_arg(list, const char *), NULL));
    va_end(list);
    return model_command_train(session, arguments, answer, error) ? g_steal_pointer(&answer) : NULL;
}

static const char *text_fact(const struct table *table, const char *id)
{
    const struct fact *found = table_find_fact(table, id);
    assert_non_null(found);
    return found->cell.is_null ? "" : found->cell.text;
}

static double fact(const struct table *table, const char *id)
{
    const struct fact *found = table_find_fact(table, id);
    assert_non_null(found);
    return found->cell.is_null                   ? NAN
           : found->column.type == VALUE_INTEGER ? (double)found->cell.integer
                                                 : found->cell.real;
}

/* 800 loans as a lender keeps them; `mark` is written where the income is not known. The last 20 repeat the first. */
static char *loans(const char *mark, char separator)
{
    GString *text = g_string_new("loan_id,status,month,income,late,branch,country,weight\n");
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    gsize first = text->len, tenth = 0;
    for (int i = 0; i < 780; i++) {
        const double income = 1000 + floor(9000 * g_rand_double(chance));
        const int late = g_rand_int_range(chance, 0, 12), branch = g_rand_int_range(chance, 0, 4);
        const bool coded = i % 40 == 7, bad = g_rand_double(chance) < 1 / (1 + exp(2.2 - late * 0.25 + income / 5000));
        g_autofree char *money = i % 15 == 3 ? g_strdup(mark) : g_strdup_printf("%.0f", income);
        g_string_append_printf(text, "%d,%s,2023-%02d,%s,%d,b%d,CN,%d\n", 5000 + i * 3, bad ? "charged off" : "paid",
                               1 + i / 65, money, coded ? 98 : late, branch, 1 + i % 3);
        if (i == 19) tenth = text->len;
    }
    g_autofree char *again = g_strndup(text->str + first, tenth - first);
    g_string_append(text, again);
    for (char *at = text->str; *at; at++)
        if (*at == ',') *at = separator;
    return g_string_free(text, FALSE);
}

static void a_lender_s_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = loans("n/a", ',');
    g_autoptr(table_t) table =
        run(csv, &error, "target", "status", "bad", "charged off", "missing", "n/a,?", "weight", "weight", NULL);
    assert_no_error(error);
    assert_true(fact(table, "rows") == 800 && fact(table, "duplicates") == 20);
    assert_true(fact(table, "auc") > 0.6);
    assert_non_null(strstr(text_fact(table, "left_out"), "country (the same in every row)"));
    assert_string_equal(text_fact(table, "special_suggested"), "late=98");
    assert_null(strstr(text_fact(table, "left_out"), "weight"));
    assert_non_null(strstr(text_fact(table, "trace"), "ridge chosen: "));
    bool missing = false;
    for (size_t row = 0; row < table_row_count(table); row++)
        missing |= !strcmp(table_row(table, row)[0].text, "income") &&
                   strstr(table_row(table, row)[1].text, "missing") != NULL;
    assert_true(missing);
    g_autoptr(table_t) declared = run(csv, &error, "target", "status", "bad", "charged off", "missing", "n/a",
                                      "special", "late=98", "drop", "loan_id", NULL);
    assert_no_error(error);
    assert_string_equal(text_fact(declared, "special_suggested"), "");
}

static void identifiers_are_left_out(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = loans("", ',');
    *strstr(strstr(csv, "\n"), "\n") = '\n';
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);
    g_autoptr(GString) unique = g_string_new(NULL);
    for (int i = 0; i <= 780; i++) // without those that repeat
        g_string_append_printf(unique, "%s\n", lines[i]);
    g_autoptr(table_t) table = run(unique->str, &error, "target", "status", "bad", "charged off", NULL);
    assert_no_error(error);
    assert_non_null(strstr(text_fact(table, "left_out"), "loan_id (different in every row: an identifier)"));
    assert_true(fact(table, "duplicates") == 0);
}

static void semicolons_and_tabs(void **state)
{
    (void)state;
    const char separators[] = { ';', '\t' };
    double auc = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *csv = loans("", separators[i]);
        g_autoptr(table_t) table = run(csv, &error, "target", "status", "bad", "charged off", NULL);
        assert_no_error(error);
        assert_true(!i || fact(table, "auc") == auc);
        auc = fact(table, "auc");
    }
}

static void held_out_by_chance_and_by_time(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = loans("", ',');
    g_autoptr(table_t) chance = run(csv, &error, "target", "status", "bad", "charged off", "holdout", "0.25", NULL);
    assert_no_error(error);
    assert_true(fact(chance, "holdout_auc") > 0.5);
    g_autofree char *out = in_folder("time.json");
    g_autoptr(table_t) time = run(csv, &error, "target", "status", "bad", "charged off", "time", "month", "holdout",
                                  "0.25", "out", out, NULL);
    assert_no_error(error);
    g_autoptr(model_t) model = model_load_file(out, &error);
    assert_no_error(error);
    // months 10 to 12 are 195 rows, as near to a quarter as whole months come; the 20 repeated ones are of month 1
    assert_int_equal(model_head(model)->metrics.holdout.rows, 195);
    assert_int_equal(model_head(model)->rows, 605);
    assert_int_equal(model_head(model)->metrics.fold.rows, 605);
    for (size_t i = 0; i < model_inputs(model); i++)
        assert_string_not_equal(model_input_at(model, i).id, "month");
}

static void scales_and_reasons(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = loans("", ',');
    g_autofree char *out = in_folder("scale.json");
    g_autoptr(table_t) table = run(csv, &error, "target", "status", "bad", "charged off", "scale", "toad", "reasons",
                                   "near", "cutoff", "560", "out", out, NULL);
    assert_no_error(error);
    g_autoptr(model_t) model = model_load_file(out, &error);
    assert_no_error(error);
    const struct scorecard *card = model_head(model);
    assert_true(card->scale.base_score == 750 && card->scale.base_odds == 35 && card->scale.points_to_double == 60);
    assert_true(card->method == REASON_NEAR && card->cutoff == 560 && !isnan(card->characteristic[0].near));
    // each characteristic is rounded by half a point at most
    assert_true(fact(table, "rounding_points_max") <= 0.5 * (double)card->characteristics + 1e-9);
    assert_true(fact(table, "rounding_points_mean") < fact(table, "rounding_points_max"));
    assert_true(fact(table, "rounding_points_mean") > 0);
    g_autoptr(table_t) again = run(csv, &error, "target", "status", "bad", "charged off", "out", out, NULL);
    assert_null(again);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static size_t special_bins(const struct bin_edit *edit)
{
    size_t found = 0;
    for (size_t b = 0; b < bin_edit_binning(edit)->bins; b++)
        found += bin_edit_binning(edit)->bin[b].type == BIN_SPECIAL;
    return found;
}

/* What was said of a file for the fit holds for the files that come after it, and in the bin editor. */
static void later_files_are_read_the_same_way(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    GString *text = g_string_new("income,late,status\n");
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    for (int i = 0; i < 900; i++) {
        const int late = i % 30 == 0 ? 98 : g_rand_int_range(chance, 0, 4);
        const bool lost = g_rand_double(chance) < (late == 98 ? 0.7 : 0.1 + 0.1 * late);
        if (i % 9 == 0)
            g_string_append_printf(text, "n/a,%d,%s\n", late, lost ? "charged off" : "paid");
        else
            g_string_append_printf(text, "%d,%d,%s\n", 900 + i * 7 % 4000, late, lost ? "charged off" : "paid");
    }
    g_autofree char *csv = in_folder("later.csv"), *out = in_folder("later.json");
    assert_true(g_file_set_contents(csv, text->str, -1, NULL));
    g_autoptr(table_t) table = run(text->str, &error, "target", "status", "bad", "charged off", "missing", "n/a",
                                   "min-iv", "0", "out", out, NULL);
    g_string_free(text, TRUE);
    assert_no_error(error);
    g_autoptr(model_t) model = model_load_file(out, &error);
    assert_no_error(error);
    g_autoptr(frame_t) frame = model_frame_read(model, csv, &error);
    g_autoptr(model_frame_t) over = frame ? model_frame_new(model, frame, &error) : NULL;
    assert_no_error(error);
    assert_non_null(over);
    g_autofree guint8 *bad = model_frame_target(model, frame, (size_t)frame_find(frame, "status"), &error);
    assert_no_error(error);
    size_t bads = 0;
    for (size_t row = 0; row < frame->rows; row++)
        bads += bad[row];
    assert_int_equal(bads, model_head(model)->bads);
    const char *const special[] = { "late=98", NULL };
    struct bins_source source = {
        .path = csv, .target = "status", .bad = "charged off", .missing = "n/a", .special = special
    };
    g_autoptr(bins_data_t) data = bins_data_load(&source, &error);
    assert_no_error(error);
    assert_int_equal(data->frame->column[frame_find(data->frame, "income")].kind, FRAME_NUMERIC);
    g_autoptr(bin_edit_t) edit = bins_data_edit(data, (size_t)frame_find(data->frame, "late"), &error);
    assert_no_error(error);
    assert_int_equal(special_bins(edit), 1);
    const char *const wrong[] = { "nowhere=98", NULL };
    source.special = wrong;
    g_autoptr(bins_data_t) none = bins_data_load(&source, &error);
    assert_null(none);
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

static void a_weight_is_so_many_rows(void **state)
{
    (void)state;
    GString *weighted = g_string_new("bad,x,n\n"), *repeated = g_string_new("bad,x,n\n");
    g_autoptr(GRand) chance = g_rand_new_with_seed(9);
    for (int i = 0; i < 600; i++) {
        const int x = g_rand_int_range(chance, 0, 5), times = 1 + i % 2;
        const int bad = g_rand_double(chance) < 0.1 + 0.15 * x;
        g_string_append_printf(weighted, "%d,%d,%d\n", bad, x, times);
        for (int k = 0; k < times; k++)
            g_string_append_printf(repeated, "%d,%d,1\n", bad, x);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) a = run(weighted->str, &error, "target", "bad", "tune", "none", "weight", "n", NULL);
    assert_no_error(error);
    g_autoptr(table_t) b = run(repeated->str, &error, "target", "bad", "tune", "none", "keep", "x", NULL);
    assert_no_error(error);
    assert_float_equal(fact(a, "intercept"), fact(b, "intercept"), 1e-6);
    g_string_free(weighted, TRUE);
    g_string_free(repeated, TRUE);
}

static void what_cannot_be_trained_on(void **state)
{
    (void)state;
    g_autofree char *csv = loans("", ',');
    const struct {
        const char *text, *option, *value;
        int code;
        const char *said;
    } cases[] = {
        { csv, "bad", "lost", BUREAU_ERROR_INPUT, "charged off, paid" },
        { csv, "kind", "scorecard", BUREAU_ERROR_INPUT, "neither 0 nor 1" },
        { "status,x\n", "bad", "1", BUREAU_ERROR_INPUT, "no rows" },
        { "status,x\na,1\nb,2\nc,3\n", "bad", "a", BUREAU_ERROR_INPUT, "3 values" },
        { "status,x\na,1\n,2\nb,3\n", "bad", "a", BUREAU_ERROR_INPUT, "ine 3" },
        { "status,x\n0,7\n1,7\n0,7\n", "kind", "scorecard", BUREAU_ERROR_INPUT, "No column" },
        { csv, "weight", "branch", BUREAU_ERROR_INPUT, "weight" },
        { csv, "time", "when", BUREAU_ERROR_USAGE, "when" },
        { csv, "scale", "none such", BUREAU_ERROR_NOT_FOUND, "none such" },
        { csv, "psi", "-3", BUREAU_ERROR_USAGE, "psi" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const bool words = cases[i].text == csv && strcmp(cases[i].option, "bad") && strcmp(cases[i].option, "kind");
        g_autoptr(table_t) table = run(cases[i].text, &error, "target", "status", cases[i].option, cases[i].value,
                                       words ? "bad" : NULL, "charged off", NULL);
        assert_null(table);
        assert_error_code(error, cases[i].code);
        if (!strstr(error->message, cases[i].said)) fail_msg("%zu: %s", i, error->message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lender_s_file),           cmocka_unit_test(identifiers_are_left_out),
        cmocka_unit_test(semicolons_and_tabs),       cmocka_unit_test(held_out_by_chance_and_by_time),
        cmocka_unit_test(scales_and_reasons),        cmocka_unit_test(a_weight_is_so_many_rows),
        cmocka_unit_test(what_cannot_be_trained_on), cmocka_unit_test(later_files_are_read_the_same_way),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
