/* SPDX-License-Identifier: Apache-2.0 */
/* A card in other languages gives the same points on 1,000 rows: SQL run by the store's engine, C by the compiler,
 * PMML by a reader written from the specification; special, missing and never seen values among the rows, and names
 * that want to break out of what they are written into. */
#include "check.h"
#include "fixture.h"
#include "model_files.h"
#include "models/export.h"
#include "pmml_reader.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define ROWS 1000

static char *folder;

static int prepare(void **state)
{
    *state = NULL;
    folder = g_dir_make_tmp("bureau-export-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int clear(void **state)
{
    (void)state;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

/* ---- SQL --------------------------------------------------------------------------------------------------------- */

static void quote_name(GString *sql, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(sql, "\"%s\"", doubled);
}

static void append_text(GString *sql, const char *value)
{
    g_auto(GStrv) parts = g_strsplit(value, "'", -1);
    g_autofree char *doubled = g_strjoinv("''", parts);
    g_string_append_printf(sql, "'%s'", doubled);
}

/* WITH "the ""table"" --"(place, ...) AS (VALUES ...): the rows as a table that is never written. */
static char *rows_as_table(const struct model *model, GPtrArray *rows)
{
    GString *sql = g_string_new("WITH \"the \"\"table\"\" --\"(place");
    for (size_t i = 0; i < model_inputs(model); i++) {
        g_string_append(sql, ", ");
        quote_name(sql, i == 1 ? model->card->characteristic[1].id : model_input_at(model, i).id);
    }
    g_string_append(sql, ") AS (VALUES ");
    for (guint r = 0; r < rows->len; r++) {
        const struct hostile_row *row = rows->pdata[r];
        g_string_append_printf(sql, "%s(%u", r ? ",\n" : "", r);
        for (size_t i = 0; i < HOSTILE_INPUTS; i++) {
            const bool nominal = model_input_at(model, i).nominal;
            g_string_append(sql, ", ");
            if (!*row->cell[i] && (!nominal || r % 2)) // a missing text is NULL or empty
                g_string_append(sql, "NULL");
            else if (nominal)
                append_text(sql, row->cell[i]);
            else
                g_string_append_printf(sql, "CAST('%s' AS REAL)", row->cell[i]);
        }
        g_string_append(sql, ")");
    }
    g_string_append(sql, ") ");
    return g_string_free(sql, FALSE);
}

static void sql_gives_the_same(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(ROWS, 1);
    struct fixture *fixture = fixture_new();
    hostile_break_lines(model, rows);
    g_autofree char *with = rows_as_table(model, rows);
    g_autofree char *text = export_sql(model, "the \"table\" --", &error);
    assert_no_error(error);
    char *end = strrchr(text, ';');
    *end = '\0';
    g_autofree char *ordered =
        g_strdup_printf("%sSELECT place, bureau_score FROM (%s) AS r ORDER BY place", with, text);
    g_autoptr(statement_t) select = store_prepare(fixture->store, ordered, &error);
    assert_no_error(error);
    guint seen = 0;
    int low = G_MAXINT, high = G_MININT;
    for (; statement_step(select, &error) == STEP_ROW; seen++) {
        struct score_result result;
        const int score = hostile_score(model, rows->pdata[seen], &result);
        assert_int_equal(statement_int(select, 0), seen);
        assert_int_equal(statement_int(select, 1), score);
        low = MIN(low, score);
        high = MAX(high, score);
    }
    assert_no_error(error);
    assert_int_equal(seen, ROWS);
    assert_true(low == 470 && high == 770); // both ends of the gauge were reached
    statement_done(g_steal_pointer(&select));
    fixture_free(fixture);
}

/* ---- C ----------------------------------------------------------------------------------------------------------- */

static void c_string(GString *text, const char *value)
{
    if (!*value) {
        g_string_append(text, "0");
        return;
    }
    g_string_append_c(text, '"');
    for (const char *at = value; *at; at++)
        g_string_append_printf(text, "\\%03o", (unsigned char)*at);
    g_string_append_c(text, '"');
}

static char *program_of(const struct model *model, GPtrArray *rows)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *card = export_c(model, &error);
    assert_no_error(error);
    // the function of the card, whatever its name became
    const char *at = strstr(card, "\nint card_");
    assert_non_null(at);
    at += strlen("\nint ");
    g_autofree char *function = g_strndup(at, strcspn(at, "("));
    g_autofree char *base = g_strndup(function, strlen(function) - strlen("_score"));
    GString *text = g_string_new(card);
    g_string_append_printf(text, "\n#include <stdio.h>\nstatic const struct %s_input rows[] = {\n", base);
    for (guint r = 0; r < rows->len; r++) {
        const struct hostile_row *row = rows->pdata[r];
        g_string_append(text, "{ ");
        for (int i = 0; i < HOSTILE_INPUTS; i++) {
            if (model_input_at(model, (size_t)i).nominal)
                c_string(text, row->cell[i]);
            else
                g_string_append(text, *row->cell[i] ? row->cell[i] : "0.0 / 0.0");
            g_string_append(text, ", ");
        }
        g_string_append(text, "},\n");
    }
    g_string_append_printf(text,
                           "};\nint main(void)\n{\n    int i, k, points[4], sum;\n    for (i = 0; i < %u; i++) {\n"
                           "        int score = %s(&rows[i], points);\n"
                           "        for (k = 0, sum = 0; k < 4; k++) sum += points[k];\n"
                           "        if (%s(&rows[i], 0) != score) return 1;\n"
                           "        printf(\"%%d %%d\\n\", score, sum);\n    }\n    return 0;\n}\n",
                           rows->len, function, function);
    return g_string_free(text, FALSE);
}

static void c_gives_the_same(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_autoptr(GPtrArray) rows = hostile_rows(ROWS, 2);
    g_autofree char *compiler = g_find_program_in_path("cc");
    if (!compiler) skip();
    hostile_break_lines(model, rows);
    g_autofree char *source = g_build_filename(folder, "card.c", NULL),
                    *binary = g_build_filename(folder, "card", NULL);
    g_autofree char *program = program_of(model, rows), *said = NULL, *wrong = NULL;
    assert_true(g_file_set_contents(source, program, -1, NULL));
    char *compile[] = { compiler, "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-o", binary, source, NULL };
    char *run[] = { binary, NULL };
    int status = 0;
    assert_true(g_spawn_sync(NULL, compile, NULL, 0, NULL, NULL, NULL, &wrong, &status, &error));
    if (status) fail_msg("%s", wrong);
    assert_true(g_spawn_sync(NULL, run, NULL, 0, NULL, NULL, &said, NULL, &status, &error));
    assert_int_equal(status, 0);
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    assert_int_equal(g_strv_length(lines), ROWS + 1);
    for (guint r = 0; r < ROWS; r++) {
        struct score_result result;
        int sum = 0;
        const int score = hostile_score(model, rows->pdata[r], &result);
        for (size_t i = 0; i < result.parts; i++)
            sum += result.part[i].points;
        g_autofree char *expected = g_strdup_printf("%d %d", score, sum);
        assert_string_equal(lines[r], expected);
    }
}

/* ---- PMML -------------------------------------------------------------------------------------------------------- */

static void pmml_rows(struct model *model, guint32 seed)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = hostile_rows(ROWS, seed);
    hostile_break_lines(model, rows);
    g_autofree char *text = export_pmml(model, &error);
    assert_no_error(error);
    assert_true(g_utf8_validate(text, -1, NULL));
    struct pmml *pmml = pmml_read(text, &error);
    assert_no_error(error);
    assert_string_equal(pmml_attribute(pmml, "useReasonCodes"), "true");
    assert_string_equal(pmml_attribute(pmml, "reasonCodeAlgorithm"), "pointsBelow");
    assert_int_equal(pmml_fields(pmml), HOSTILE_INPUTS);
    for (size_t i = 0; i < HOSTILE_INPUTS; i++)
        assert_string_equal(pmml_field(pmml, i), model_input_at(model, i).id);
    for (guint r = 0; r < rows->len; r++) {
        const struct hostile_row *row = rows->pdata[r];
        struct pmml_answer answer;
        struct score_result result;
        int sum = 0;
        const int score = hostile_score(model, row, &result);
        pmml_evaluate(pmml, row->cell, &answer);
        for (size_t i = 0; i < result.parts; i++)
            sum += result.part[i].points;
        assert_true(answer.points == sum);
        assert_true(answer.score == score);
        assert_true(fabs(answer.probability - result.probability) < 1e-12);
        // our reasons are the first of theirs
        for (size_t i = 0; i < result.reasons; i++)
            assert_string_equal(answer.reason[i], result.part[result.reason[i]].reason);
        pmml_answer_clear(&answer);
    }
    pmml_free(pmml);
}

static void pmml_gives_the_same(void **state)
{
    (void)state;
    g_autoptr(model_t) model = hostile_model();
    pmml_rows(model, 3);
    g_autoptr(model_t) calibrated = hostile_model();
    calibrated->calibration = (struct model_calibration){ .slope = 0.8, .intercept = -0.7, .base_rate = 0.03 };
    pmml_rows(calibrated, 4);
}

static void pmml_refuses_what_xml_cannot_hold(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    g_free(model->card->characteristic[3].id);
    model->card->characteristic[3].id = g_strdup("to\001wn");
    assert_null(export_pmml(model, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static void command_writes_once(void **state)
{
    (void)state;
    static const char *const formats[] = { "json", "pmml", "sql", "c" };
    g_autoptr(model_t) model = hostile_model();
    g_autofree char *json = model_to_json(model), *path = g_build_filename(folder, "model.json", NULL);
    assert_true(g_file_set_contents(path, json, -1, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strdup_printf("out.%s", formats[i]), *out = g_build_filename(folder, name, NULL);
        g_autoptr(table_t) answer =
            command_words(&error, "model.export", path, "--format", formats[i], "--out", out, NULL);
        assert_no_error(error);
        g_autofree char *text = NULL;
        assert_true(g_file_get_contents(out, &text, NULL, NULL));
        g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
        assert_string_equal(table_find_fact(answer, "sha256")->cell.text, digest);
        if (!i) assert_string_equal(text, json);
        assert_null(command_words(&error, "model.export", path, "--format", formats[i], "--out", out, NULL));
        assert_error_code(error, BUREAU_ERROR_REFUSED);
        g_clear_error(&error);
        g_autoptr(table_t) again =
            command_words(&error, "model.export", path, "--format", formats[i], "--out", out, "--replace", NULL);
        assert_no_error(error);
    }
}

static void trees_leave_as_json_only(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = hostile_model();
    struct scorecard *card = g_steal_pointer(&model->card);
    model->head = card;
    model->kind = MODEL_BOOSTED;
    assert_false(export_is_card(model, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    model->head = NULL;
    model->card = card;
    model->kind = MODEL_SCORECARD;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sql_gives_the_same),  cmocka_unit_test(c_gives_the_same),
        cmocka_unit_test(pmml_gives_the_same), cmocka_unit_test(pmml_refuses_what_xml_cannot_hold),
        cmocka_unit_test(command_writes_once), cmocka_unit_test(trees_leave_as_json_only),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
