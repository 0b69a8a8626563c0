/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: versions count up, a body is what was registered or is refused, names, and which model scores whom. */
#include "check.h"
#include "fixture.h"
#include "score/cutoff.h"
#include "score/registry.h"

#include <string.h>

static struct model *shipped(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = data_path("models/behaviour.json");
    struct model *model = model_load_file(file, &error);
    assert_no_error(error);
    return model;
}

static int keep(struct fixture *fixture, const struct model *model)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    assert_true(guard_act_begin(fixture->session, "model.import", NULL, &error));
    assert_true(model_register(fixture->session, model, "a note", &number, &error));
    assert_true(guard_act_commit(fixture->session, "model.import", NULL, &error));
    assert_no_error(error);
    return number;
}

static void test_versions(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = shipped();
    (void)state;
    for (int i = 1; i <= 3; i++)
        assert_int_equal(keep(fixture, model), i);
    assert_int_equal(model_version(model), 1); /* what was handed in is not touched */
    g_autoptr(model_t) newest = model_named(fixture->session, "behaviour", &error);
    g_autoptr(model_t) second = model_named(fixture->session, "behaviour:2", &error);
    assert_no_error(error);
    assert_int_equal(model_version(newest), 3); /* written into the body */
    assert_int_equal(model_version(second), 2);
    assert_null(model_named(fixture->session, "behaviour:4", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM model_event WHERE event = 'register'"), 3);
    fixture_free(fixture);
}

/* NAME:VERSION is one model: what differs from the shipped one of that name is numbered above it, and a copy is it. */
static void test_above_the_shipped(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    g_autoptr(model_t) model = shipped(), copy = shipped();
    model_head(model)->scale.lowest -= 1;
    assert_int_equal(keep(fixture, model), model_version(copy) + 1);
    fixture_free(fixture);
    fixture = fixture_new();
    assert_int_equal(keep(fixture, copy), model_version(copy));
    assert_int_equal(keep(fixture, copy), model_version(copy) + 1);
    fixture_free(fixture);
}

static void test_same_scores(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = shipped();
    (void)state;
    keep(fixture, model);
    g_autoptr(model_t) kept = model_named(fixture->session, "behaviour:1", &error);
    assert_no_error(error);
    for (int i = 0; i < 200; i++) {
        double inputs[SCORE_MOST_PARTS];
        struct score_result one, two;
        for (size_t each = 0; each < model_inputs(model); each++)
            inputs[each] =
                (i * 7 + (int)each * 3) % 11 == 0 ? (double)FEATURE_MISSING : (double)((i * 13 + (int)each * 5) % 9);
        model_score_inputs(model, inputs, &one);
        model_score_inputs(kept, inputs, &two);
        assert_int_equal(one.score, two.score);
        assert_memory_equal(&one.probability, &two.probability, sizeof one.probability);
    }
    fixture_free(fixture);
}

/* What was changed behind the registry is not scored with, and the list says which one it is. */
static void test_damage(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = shipped();
    (void)state;
    keep(fixture, model);
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "UPDATE model SET state = 'deployed', body = replace(body, '\"points\":', '\"points\": ')",
                          ""));
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    assert_no_error(error);
    assert_null(model_current(fixture->session, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_null(model_named(fixture->session, "behaviour:1", &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_autoptr(table_t) list = fixture_run(fixture, "model.list", NULL);
    assert_string_equal(fixture_cell(list, 0, "state")->text, "damaged");
    fixture_free(fixture);
}

static void test_names(void **state)
{
    static const char *const good[] = { "a", "loans_2026", "x.y-z", "9" };
    static const char *const bad[] = { "", "-a", "a b", "a:1", "../a", "名" };
    int number = 0;
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        assert_true(model_name_check(good[i], NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(model_name_check(bad[i], &error));
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_autofree char *plain = model_name_split("a:b", &number);
    assert_string_equal(plain, "a:b");
    assert_int_equal(number, 0);
    g_autofree char *split = model_name_split("a:12", &number);
    assert_string_equal(split, "a");
    assert_int_equal(number, 12);
}

/* At most one is deployed for a kind of subject, whatever a program does. */
static void test_one_deployed(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = shipped();
    (void)state;
    keep(fixture, model);
    keep(fixture, model);
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_false(store_run(fixture->store, &error, "UPDATE model SET state = 'deployed'", ""));
    guard_act_rollback(fixture->session);
    g_clear_error(&error);
    g_autoptr(model_row_t) row = model_row_find(fixture->session, "behaviour:1", &error);
    g_autoptr(model_row_t) old = model_row_find(fixture->session, "behaviour:1", &error);
    assert_no_error(error);
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    assert_true(model_move(fixture->session, row, MODEL_VALIDATED, "validate", NULL, NULL, &error));
    assert_false(model_move(fixture->session, old, MODEL_RETIRED, "retire", NULL, NULL, &error)); /* seen before that */
    assert_error_code(error, BUREAU_ERROR_STALE);
    guard_act_rollback(fixture->session);
    fixture_free(fixture);
}

static void test_subject_and_cut_off(void **state)
{
    g_autoptr(model_t) model = shipped();
    (void)state;
    assert_string_equal(model_subject(model), "person");
    assert_int_equal(model_cut_off(model), 500); /* the first score of its middle band */
    g_free(model->extra);
    model->extra = g_strdup("{\"cut_off\": 620}");
    assert_int_equal(model_cut_off(model), 620);
    g_strlcpy(model->subject, "enterprise", sizeof model->subject);
    assert_string_equal(model_subject(model), "enterprise");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_above_the_shipped),
        cmocka_unit_test(test_same_scores),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_one_deployed),
        cmocka_unit_test(test_subject_and_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
