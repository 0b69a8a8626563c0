/* SPDX-License-Identifier: Apache-2.0 */
/* The file of bins: read back as written, used as it says, and refused with the place of what is wrong. */
#include "check.h"
#include "training/bins_data.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char whole[] =
    "{\"format\": \"bureau-bins\", \"format_version\": 1, \"columns\": [\n"
    " {\"feature\": \"age\", \"kind\": \"numeric\", \"fixed\": true, \"cuts\": [25.5, 40.5], \"pinned\": [25.5],\n"
    "  \"forbidden\": [30.5], \"trend\": \"up\", \"max_bins\": 6, \"min_share\": 0.04, \"min_bads\": 3, \"min_goods\": "
    "4,\n"
    "  \"p_value\": 0.1, \"min_difference\": 0.01, \"missing\": \"worst\",\n"
    "  \"special\": [{\"code\": \"-1\", \"policy\": \"joined\"}, {\"code\": \"-2\", \"policy\": \"group\", \"group\": "
    "\"g\"}]},\n"
    " {\"feature\": \"job\", \"kind\": \"nominal\", \"fixed\": true, \"unseen\": \"worst\", \"groups\": [\n"
    "  {\"categories\": [\"a \\\"quoted\\\"\", \"b\"], \"pinned\": true, \"rest\": false}, {\"categories\": [], "
    "\"rest\": true}]}]}";

static void a_file_reads_back(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(bins_t) bins = bins_parse(whole, -1, "x", &error);
    assert_no_error(error);
    const struct bin_spec *age = bins_find(bins, "age"), *job = bins_find(bins, "job");
    assert_null(bins_find(bins, "nobody"));
    assert_true(age->fixed && !age->nominal && age->cuts->len == 2 && age->pinned->len == 1 &&
                age->forbidden->len == 1);
    assert_true(g_array_index(age->cuts, double, 1) == 40.5 && age->trend == TREND_UP && age->max_bins == 6);
    assert_true(age->min_share == 0.04 && age->min_bads == 3 && age->min_goods == 4 && age->p_value == 0.1);
    assert_true(age->missing == BIN_WORST && age->min_difference == 0.01);
    const struct bin_code *code = age->codes->pdata[1];
    assert_true(code->policy == BIN_GROUP && !strcmp(code->group, "g"));
    const struct bin_group *group = job->groups->pdata[0];
    assert_string_equal(group->categories[0], "a \"quoted\"");
    assert_true(group->pinned && ((struct bin_group *)job->groups->pdata[1])->rest && job->unseen == BIN_WORST);
    g_autofree char *first = bins_to_json(bins);
    g_autoptr(bins_t) again = bins_parse(first, -1, "x", &error);
    assert_no_error(error);
    g_autofree char *second = bins_to_json(again);
    assert_string_equal(first, second);
}

/* Replaces the first `from` of the whole file by `to`; the refusal names `field`. */
static void is_refused(const char *from, const char *to, const char *field)
{
    const char *at = strstr(whole, from);
    assert_non_null(at);
    g_autofree char *head = g_strndup(whole, (gsize)(at - whole));
    g_autofree char *json = g_strconcat(head, to, at + strlen(from), NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(bins_t) bins = bins_parse(json, -1, "the.json", &error);
    if (bins) fail_msg("%s was taken for %s", to, from);
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT));
    if (!strstr(error->message, "the.json") || !strstr(error->message, field))
        fail_msg("%s: “%s” does not name %s", to, error->message, field);
}

static void what_is_wrong_is_refused_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *field;
    } cases[] = {
        { "bureau-bins", "bureau-card", "format" },
        { "\"format_version\": 1", "\"format_version\": 2", "format_version" },
        { "[25.5, 40.5]", "[25.5, 25.5]", "columns[0].cuts[1]" },
        { "[25.5, 40.5]", "[25.5, \"40\"]", "columns[0].cuts[1]" },
        { "[25.5, 40.5]", "[25.5, 1e999]", "the.json" },
        { "[25.5, 40.5]", "[26.5, 40.5]", "columns[0].pinned[0]" },
        { "[30.5]", "[25.5]", "columns[0].pinned[0]" },
        { "\"trend\": \"up\"", "\"trend\": \"along\"", "columns[0].trend" },
        { "\"max_bins\": 6", "\"max_bins\": 2.5", "columns[0].max_bins" },
        { "\"max_bins\": 6", "\"max_bins\": 51", "columns[0].max_bins" },
        { "\"min_share\": 0.04", "\"min_share\": 0.7", "columns[0].min_share" },
        { "\"p_value\": 0.1", "\"p_value\": true", "columns[0].p_value" },
        { "\"missing\": \"worst\"", "\"missing\": \"group\"", "columns[0].missing" },
        { "\"code\": \"-1\"", "\"code\": \"x\"", "columns[0].special[0].code" },
        { "\"code\": \"-2\"", "\"code\": \"-1.0\"", "columns[0].special[1].code" },
        { ", \"group\": \"g\"", "", "columns[0].special[1].group" },
        { "\"policy\": \"joined\"", "\"policy\": \"kind\"", "columns[0].special[0].policy" },
        { "\"feature\": \"job\"", "\"feature\": \"age\"", "columns[1].feature" },
        { "\"feature\": \"job\"", "\"feature\": \"\"", "columns[1].feature" },
        { "\"feature\": \"job\"", "\"name\": \"job\"", "columns[1].feature" },
        { "\"kind\": \"nominal\"", "\"kind\": \"text\"", "columns[1].kind" },
        { "\"unseen\": \"worst\"", "\"unseen\": \"joined\"", "columns[1].unseen" },
        { "\"unseen\": \"worst\"", "\"wrong\": \"joined\"", "columns[1].wrong" },
        { "\"b\"]", "\"b\", \"b\"]", "columns[1].groups[0].categories" },
        { "\"b\"]", "\"b\", 3]", "columns[1].groups[0].categories" },
        { "\"rest\": false", "\"rest\": true", "columns[1].groups[1].rest" },
        { "\"rest\": false", "\"rest\": 1", "columns[1].groups[0].rest" },
        { "\"categories\": [], \"rest\": true", "\"categories\": []", "columns[1].groups[1].categories" },
        { "\"columns\": [", "\"columns\": [7,", "columns[0]" },
        { "{\"format\"", "[{\"format\"", "line" },
        { "[25.5, 40.5]", "[[[[[[[[[[[[25.5]]]]]]]]]]]]", "too deep" },
        { "\"age\"", "\"a\\u0007ge\"", "columns[0].feature" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        is_refused(cases[i].from, cases[i].to, cases[i].field);
}

/* Whatever is cut off or garbled is refused or read, never a crash. */
static void garbled_files_do_no_harm(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(9);
    for (int round = 0; round < 3000; round++) {
        g_autofree char *text = g_strdup(whole);
        size_t length = strlen(text);
        for (int k = g_rand_int_range(chance, 0, 4); k > 0; k--)
            text[g_rand_int_range(chance, 0, (int)length)] = (char)g_rand_int_range(chance, 1, 256);
        if (round % 3 == 0) text[g_rand_int_range(chance, 0, (int)length)] = '\0';
        g_autoptr(GError) error = NULL;
        g_autoptr(bins_t) bins = bins_parse(text, -1, "x", &error);
        assert_true((bins != NULL) == (error == NULL));
    }
}

static char *csv_write(const char *folder)
{
    char *path = g_build_filename(folder, "rows.csv", NULL);
    GString *text = g_string_new("bad,age,job,w\n");
    for (int i = 0; i < 400; i++)
        g_string_append_printf(text, "%d,%d,%s,%g\n", i % 7 == 0 || (i % 60 > 40 && i % 3 == 0), i % 60,
                               i % 4 ? "b" : "c", 1 + i % 2 * 0.5);
    assert_true(g_file_set_contents(path, text->str, -1, NULL));
    g_string_free(text, TRUE);
    return path;
}

static void a_file_is_used_as_it_says(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("bins-XXXXXX", NULL);
    g_autofree char *csv = csv_write(folder), *path = g_build_filename(folder, "bins.json", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(bins_t) bins = bins_parse(whole, -1, "x", &error);
    assert_true(bins_save(bins, path, false, &error));
    assert_false(bins_save(bins, path, false, &error)); // never over what is there
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_REFUSED));
    g_clear_error(&error);
    assert_true(bins_save(bins, path, true, &error));
    struct bins_source source = { .path = csv, .target = "bad", .weight = "w", .bins = path };
    g_autoptr(bins_data_t) data = bins_data_load(&source, &error);
    assert_no_error(error);
    assert_int_equal(data->columns, 2);
    g_autoptr(bin_edit_t) edit = bins_data_edit(data, data->column[0], &error);
    const struct binning *binning = bin_edit_binning(edit);
    assert_true(binning->bin[0].below == 25.5 && binning->bin[1].below == 40.5);
    assert_true(fabs(binning_find(binning, NAN)->weight -
                     fmin(binning->bin[0].weight, fmin(binning->bin[1].weight, binning->bin[2].weight))) < 1e-15);
    double mass = 0;
    for (size_t b = 0; b < binning->bins; b++)
        mass += binning->bin[b].mass;
    assert_true(mass == 500); // 400 rows, half of them of weight 1.5
    g_autoptr(bin_edit_t) job = bins_data_edit(data, data->column[1], &error);
    assert_true(binning_find_category(bin_edit_binning(job), "c")->rest);
    assert_false(binning_find_category(bin_edit_binning(job), "b")->rest);
    // a column that is not there, or is of the other kind
    data->frame->column[data->column[1]].name[0] = 'J';
    assert_false(bins_check(data->bins, "bins.json", data->frame, &error));
    assert_non_null(strstr(error->message, "columns[1].feature"));
    g_unlink(csv);
    g_unlink(path);
    g_rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_reads_back),
        cmocka_unit_test(what_is_wrong_is_refused_where_it_stands),
        cmocka_unit_test(garbled_files_do_no_harm),
        cmocka_unit_test(a_file_is_used_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
