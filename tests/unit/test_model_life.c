/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a model in a store: two persons, what is refused, what is deployed after each step, and that a step that
 * did not finish leaves the model that was deployed before. */
#include "check.h"
#include "fixture.h"
#include "score/registry.h"

#include <string.h>

static char *shipped_file(void)
{
    return data_path("models/behaviour.json");
}

/* Takes the shipped card in under a name, as the analyst. */
static void import(struct fixture *fixture, const char *name)
{
    g_autofree char *file = shipped_file();
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) answer = fixture_run(fixture, "model.import", "--file", file, "--name", name, NULL);
    assert_string_equal(fixture_text(answer, "state"), "candidate");
}

static void validate(struct fixture *fixture, const char *name)
{
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) answer = fixture_run(fixture, "model.validate", name, "--note", "looked at", NULL);
    assert_string_equal(fixture_text(answer, "state"), "validated");
    assert_int_equal(fixture_int(answer, "passed"), 1);
}

/* The analyst asks, the reviewer agrees. NULL and an error when it could not be done then. */
static struct table *two_persons(struct fixture *fixture, GError **error, const char *command, const char *model)
{
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) asked = model ? fixture_run(fixture, command, model, "--reason", "better", NULL)
                                     : fixture_run(fixture, command, "--reason", "worse", NULL);
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(asked, "proposal"));
    fixture_user(fixture, FIXTURE_REVIEWER);
    return fixture_try(fixture, error, "second.approve", number, NULL);
}

static void deploy(struct fixture *fixture, const char *model)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) done = two_persons(fixture, &error, "model.deploy", model);
    assert_no_error(error);
}

static void roll_back(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) done = two_persons(fixture, &error, "model.rollback", NULL);
    assert_no_error(error);
}

/* "name:version" of what scores persons. */
static void assert_scores(struct fixture *fixture, const char *expected)
{
    g_autoptr(GError) error = NULL;
    const struct model *model = model_current(fixture->session, &error);
    assert_no_error(error);
    g_autofree char *name = model_name_join(model_name(model), model_version(model));
    assert_string_equal(name, expected);
    assert_true(fixture_count(fixture, "SELECT count(*) FROM model WHERE state = 'deployed'") <= 1);
}

static void assert_state(struct fixture *fixture, const char *name, const char *state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(model_row_t) row = model_row_find(fixture->session, name, &error);
    assert_no_error(error);
    assert_string_equal(row->state, state);
}

static void refused(struct table *answer, GError **error, const char *reason)
{
    assert_null(answer);
    assert_error_code(*error, BUREAU_ERROR_REFUSED);
    if (reason) assert_string_equal(bureau_error_reason(*error), reason);
    g_clear_error(error);
}

static void test_whole_life(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    assert_scores(fixture, "behaviour:1");
    import(fixture, "one");
    validate(fixture, "one");
    deploy(fixture, "one");
    assert_scores(fixture, "one:1");
    import(fixture, "one");
    assert_scores(fixture, "one:1"); /* a candidate scores nobody */
    validate(fixture, "one:2");
    deploy(fixture, "one:2");
    assert_scores(fixture, "one:2");
    assert_state(fixture, "one:1", "validated");
    import(fixture, "two");
    validate(fixture, "two");
    deploy(fixture, "two");
    roll_back(fixture);
    assert_scores(fixture, "one:2");
    roll_back(fixture);
    assert_scores(fixture, "one:1");
    roll_back(fixture);
    assert_scores(fixture, "behaviour:1"); /* the shipped one is below them all */
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) none = two_persons(fixture, &error, "model.rollback", NULL);
    refused(none, &error, NULL);
    g_autoptr(table_t) history = fixture_run(fixture, "model.history", "one", NULL);
    assert_int_equal(table_row_count(history), 12); /* 2 registered, 2 validated, 2 deployed, 3 replaced, 3 back */
    g_autoptr(table_t) card = fixture_run(fixture, "model.card", "one:2", "--in", "zh", NULL);
    assert_non_null(strstr(fixture_text(card, "text"), "# 模型卡: one:2"));
    assert_non_null(strstr(fixture_text(card, "text"), FIXTURE_ANALYST " + " FIXTURE_REVIEWER));
    assert_non_null(strstr(fixture_text(card, "text"), "未使用禁止的特征: 通过"));
    fixture_free(fixture);
}

/* Rolling back passes those that were retired since, and never lands on the model that is in use. */
static void test_back_past_retired(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    for (int i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("m%d", i);
        import(fixture, name);
        validate(fixture, name);
        deploy(fixture, name);
    }
    deploy(fixture, "m0"); /* in use: m0 m1 m2 m0 */
    for (int i = 1; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("m%d", i);
        g_autoptr(table_t) done = two_persons(fixture, &error, "model.retire", name);
        assert_no_error(error);
        assert_state(fixture, i == 1 ? "m1:1" : "m2:1", "retired");
    }
    roll_back(fixture); /* nothing is left between m0 and m0 */
    assert_scores(fixture, "behaviour:1");
    fixture_free(fixture);
}

static void test_what_is_refused(void **state)
{
    struct fixture *fixture = fixture_new();
    (void)state;
    import(fixture, "one");
    g_autoptr(GError) candidate = NULL, maker = NULL, alone = NULL, used = NULL, role = NULL, retired = NULL;
    refused(two_persons(fixture, &candidate, "model.deploy", "one"), &candidate, NULL);
    fixture_user(fixture, FIXTURE_ANALYST);
    refused(fixture_try(fixture, &maker, "model.validate", "one", "--note", "mine is good", NULL), &maker,
            "second-person");
    validate(fixture, "one");
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) asked = fixture_run(fixture, "model.deploy", "one", "--reason", "better", NULL);
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(asked, "proposal"));
    refused(fixture_try(fixture, &alone, "second.approve", number, NULL), &alone, "second-person");
    assert_scores(fixture, "behaviour:1");
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) done = fixture_run(fixture, "second.approve", number, NULL);
    assert_scores(fixture, "one:1");
    refused(two_persons(fixture, &used, "model.retire", "one"), &used, NULL); /* it scores */
    fixture_user(fixture, FIXTURE_OFFICER);
    refused(fixture_try(fixture, &role, "model.deploy", "one", "--reason", "x", NULL), &role, "role");
    import(fixture, "two");
    g_autoptr(table_t) gone = two_persons(fixture, &retired, "model.retire", "two");
    assert_no_error(retired);
    fixture_user(fixture, FIXTURE_REVIEWER);
    refused(fixture_try(fixture, &retired, "model.validate", "two:1", "--note", "again", NULL), &retired, NULL);
    fixture_free(fixture);
}

/* What the second person agrees to is what the first one asked for, though a newer version came in between. */
static void test_a_name_of_several(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) deploy_error = NULL, retire_error = NULL;
    (void)state;
    import(fixture, "one");
    validate(fixture, "one");
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) deploys = fixture_run(fixture, "model.deploy", "one", "--reason", "better", NULL);
    g_autoptr(table_t) retires = fixture_run(fixture, "model.retire", "one", "--reason", "worse", NULL);
    g_autofree char *first = g_strdup_printf("%d", (int)fixture_int(deploys, "proposal"));
    g_autofree char *second = g_strdup_printf("%d", (int)fixture_int(retires, "proposal"));
    import(fixture, "one");
    validate(fixture, "one:2");
    fixture_user(fixture, FIXTURE_REVIEWER);
    refused(fixture_try(fixture, &deploy_error, "second.approve", first, NULL), &deploy_error, NULL);
    refused(fixture_try(fixture, &retire_error, "second.approve", second, NULL), &retire_error, NULL);
    assert_scores(fixture, "behaviour:1");
    deploy(fixture, "one:1");
    assert_scores(fixture, "one:1");
    fixture_free(fixture);
}

/* A model of somebody else's table can be kept and judged, and scores no file of this store. */
static void test_columns_of_others(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    g_autofree char *file = shipped_file(), *text = NULL, *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *other = g_build_filename(parent, "other.json", NULL);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    g_auto(GStrv) parts = g_strsplit(text, "\"worst_state_1m\"", -1);
    g_autofree char *changed = g_strjoinv("\"PAY_0\"", parts);
    assert_true(g_file_set_contents(other, changed, -1, NULL));
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) taken = fixture_run(fixture, "model.import", "--file", other, "--name", "other", NULL);
    assert_string_equal(fixture_text(taken, "subject"), "");
    validate(fixture, "other");
    refused(two_persons(fixture, &error, "model.deploy", "other"), &error, NULL);
    assert_scores(fixture, "behaviour:1");
    fixture_free(fixture);
}

/* An act that cannot be finished leaves what was deployed, and says so; the next one finds a whole registry. */
static void test_unfinished(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    import(fixture, "one");
    validate(fixture, "one");
    deploy(fixture, "one");
    import(fixture, "two");
    validate(fixture, "two");
    struct vault_keys *keys = vault_keys_ref(store_keys(fixture->store));
    store_close(fixture->store); /* the trigger needs a connection for maintenance */
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_MAINTENANCE, &error);
    vault_keys_unref(keys);
    assert_no_error(error);
    assert_true(store_run(fixture->store, &error,
                          "CREATE TRIGGER stop BEFORE INSERT ON model_event WHEN NEW.event = 'deploy'"
                          " BEGIN SELECT RAISE(ABORT, 'stop'); END",
                          ""));
    assert_no_error(error);
    g_autoptr(table_t) stopped = two_persons(fixture, &error, "model.deploy", "two");
    assert_null(stopped);
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_scores(fixture, "one:1");
    assert_state(fixture, "two", "validated");
    assert_true(store_run(fixture->store, NULL, "DROP TRIGGER stop", ""));
    deploy(fixture, "two");
    assert_scores(fixture, "two:1");
    fixture_free(fixture);
}

static void test_checks_on_rows(void **state)
{
    struct fixture *fixture = fixture_new();
    g_autoptr(GError) error = NULL;
    (void)state;
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *path = g_build_filename(parent, "rows.csv", NULL);
    g_autoptr(GString) rows = g_string_new("worst_state_1m,worst_state_3m,late_30_months_6m,utilisation_average_3m,"
                                           "paid_average_3m,paid_average_6m,bad\n");
    for (int i = 0; i < 40; i++)
        g_string_append_printf(rows, "%d,%d,%d,0.%d,%d,%d,%d\n", i % 4, i % 4, i % 4, i % 10, 9000 - i % 4 * 3000,
                               9000 - i % 4 * 3000, i % 4 > 1);
    assert_true(g_file_set_contents(path, rows->str, -1, NULL));
    import(fixture, "one");
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) dry = fixture_run(fixture, "model.validate", "one", "--note", "x", "--dry-run", "--data", path,
                                         "--target", "bad", NULL);
    assert_state(fixture, "one", "candidate"); /* only shown */
    bool judged = false;
    for (size_t i = 0; i < table_row_count(dry); i++)
        if (strcmp(fixture_cell(dry, i, "check")->text, "data") == 0)
            judged = strstr(fixture_cell(dry, i, "detail")->text, "AUC 1.0000") != NULL;
    assert_true(judged);
    /* the same rows the other way round: a model that ranks worse than chance is not validated */
    g_auto(GStrv) lines = g_strsplit(rows->str, "\n", -1);
    for (size_t i = 1; lines[i] && *lines[i]; i++)
        lines[i][strlen(lines[i]) - 1] ^= 1;
    g_autofree char *turned = g_strjoinv("\n", lines);
    assert_true(g_file_set_contents(path, turned, -1, NULL));
    refused(
        fixture_try(fixture, &error, "model.validate", "one", "--note", "x", "--data", path, "--target", "bad", NULL),
        &error, "model-check");
    assert_state(fixture, "one", "candidate");
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_life),        cmocka_unit_test(test_back_past_retired),
        cmocka_unit_test(test_what_is_refused),   cmocka_unit_test(test_a_name_of_several),
        cmocka_unit_test(test_columns_of_others), cmocka_unit_test(test_unfinished),
        cmocka_unit_test(test_checks_on_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
