/* SPDX-License-Identifier: Apache-2.0 */
/* Scorecards: fitted through the command, written, read back, refused when wrong, and scoring as they say they do. */
#include "check.h"
#include "command/command.h"
#include "models/models.h"
#include "score/portfolio.h"
#include "training/model_frame.h"
#include "training/train.h"
#include "training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void write_file(const char *path, const char *text)
{
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("bureau-card-XXXXXX", NULL);
    return folder ? 0 : -1;
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

/* 1,200 rows: a number that matters, one that does not, a category with a quoted comma, a code 98 and missing cells. */
static char *sample_csv(void)
{
    GString *text = g_string_new("bad,used,noise,kind,coded,again\r\n");
    g_autoptr(GRand) chance = g_rand_new_with_seed(12);
    static const char *const kinds[] = { "own", "\"rented, shared\"", "\"said \"\"other\"\"\"", "x" };
    for (int i = 0; i < 1200; i++) {
        double used = floor(g_rand_double(chance) * 1000) / 1000;
        int kind = g_rand_int_range(chance, 0, 40), coded = g_rand_int_range(chance, 0, 30);
        const char *name = kinds[kind < 20 ? 0 : kind < 38 ? 1 : kind < 39 ? 2 : 3];
        double odds = -2.5 + 3 * used + (kind >= 20) + (coded > 20) * 0.8;
        int bad = g_rand_double(chance) < 1 / (1 + exp(-odds));
        char number[32];
        g_string_append_printf(text, "%d,%s,%d,%s,", bad, g_ascii_formatd(number, sizeof number, "%.3f", used),
                               g_rand_int_range(chance, 0, 100), name);
        if (coded < 28) g_string_append_printf(text, "%d", coded < 3 ? 98 : coded);
        g_string_append_printf(text, ",%s\r\n", g_ascii_formatd(number, sizeof number, "%.3f", 2 * used));
    }
    return g_string_free(text, FALSE);
}

#define OPTION(name, type)                                                                                             \
    {                                                                                                                  \
        name, type, ARGUMENT_OPTION, "", NULL                                                                          \
    }
static const struct argument train_arguments[] = {
    OPTION("data", ARGUMENT_FILE),
    OPTION("target", ARGUMENT_TEXT),
    OPTION("kind", ARGUMENT_TEXT),
    OPTION("folds", ARGUMENT_FILE),
    OPTION("train-rows", ARGUMENT_FILE),
    OPTION("test-rows", ARGUMENT_FILE),
    { "special", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_REPEATED, "", NULL },
    { "trend", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_REPEATED, "", NULL },
    OPTION("keep", ARGUMENT_TEXT),
    OPTION("drop", ARGUMENT_TEXT),
    OPTION("name", ARGUMENT_TEXT),
    OPTION("about", ARGUMENT_FILE),
    OPTION("min-share", ARGUMENT_TEXT),
    OPTION("nominal", ARGUMENT_TEXT),
    OPTION("monotone", ARGUMENT_TEXT),
    OPTION("max-bins", ARGUMENT_TEXT),
    OPTION("p-value", ARGUMENT_TEXT),
    OPTION("min-iv", ARGUMENT_TEXT),
    OPTION("ridge", ARGUMENT_TEXT),
    OPTION("tune", ARGUMENT_TEXT),
    OPTION("version", ARGUMENT_TEXT),
    OPTION("out", ARGUMENT_TARGET),
    OPTION("model", ARGUMENT_FILE),
    { 0 },
};
static const struct command train_command = { .id = "model.train", .arguments = train_arguments };

/* Runs a command of this room with name and value pairs, ended by NULL. */
static struct table *run(command_function function, GError **error, ...)
{
    g_autoptr(session_t) session = session_new();
    g_autoptr(arguments_t) arguments = arguments_new(&train_command);
    g_autoptr(table_t) answer = table_new();
    va_list list;
    va_start(list, error);
    for (const char *name; (name = va_arg(list, const char *));)
        assert_true(arguments_set(arguments, name, va_arg(list, const char *), NULL));
    va_end(list);
    return function(session, arguments, answer, error) ? g_steal_pointer(&answer) : NULL;
}

static double fact(const struct table *table, const char *id)
{
    const struct fact *found = table_find_fact(table, id);
    assert_non_null(found);
    return found->cell.is_null                   ? NAN
           : found->column.type == VALUE_INTEGER ? (double)found->cell.integer
                                                 : found->cell.real;
}

static const char *trained_card(void)
{
    static char path[512];
    g_autofree char *data = in_folder("sample.csv");
    g_autofree char *out = in_folder("card.json");
    g_autofree char *csv = sample_csv();
    g_autoptr(GError) error = NULL;
    write_file(data, csv);
    g_unlink(out);
    g_autoptr(table_t) table = run(model_command_train, &error, "data", data, "target", "bad", "special", "coded=98,97",
                                   "min-iv", "0.02", "p-value", "0.05", "min-share", "0.05", "out", out, NULL);
    assert_no_error(error);
    assert_non_null(table);
    g_strlcpy(path, out, sizeof path);
    return path;
}

/* The card of a model file; the file holds more than the card. */
static struct scorecard *load_card(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = model_load_file(path, &error);
    assert_no_error(error);
    g_autofree char *json = scorecard_to_json(model->card);
    struct scorecard *card = scorecard_parse(json, -1, path, &error);
    assert_no_error(error);
    return card;
}

static char *card_text(const char *path)
{
    g_autoptr(scorecard_t) card = load_card(path);
    return scorecard_to_json(card);
}

static const struct characteristic *find(const struct scorecard *card, const char *id)
{
    for (size_t i = 0; i < card->characteristics; i++)
        if (!strcmp(card->characteristic[i].id, id)) return &card->characteristic[i];
    return NULL;
}

static void the_command_fits_and_says_what_it_did(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(scorecard_t) card = load_card(trained_card());
    assert_no_error(error);
    assert_int_equal(card->rows, 1200);
    assert_non_null(find(card, "used"));
    assert_non_null(find(card, "kind"));
    assert_non_null(find(card, "coded"));
    // what says nothing and what says the same again are left out, with the reason
    assert_null(find(card, "noise"));
    assert_null(find(card, "again"));
    assert_non_null(strstr(card_line_find(card->trace, card->traces, "noise"), "information value"));
    assert_non_null(strstr(card_line_find(card->trace, card->traces, "again"), "repeats"));
    for (size_t i = 0; i < card->characteristics; i++)
        assert_true(card->characteristic[i].coefficient < 0);
    const struct binning *coded = find(card, "coded")->binning;
    assert_int_equal(binning_find(coded, 98)->type, BIN_SPECIAL);
    assert_int_equal(binning_find(coded, NAN)->type, BIN_MISSING);
    assert_non_null(binning_find_category(find(card, "kind")->binning, "rented, shared"));
}

static void the_same_training_gives_the_same_bytes(void **state)
{
    (void)state;
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    assert_true(g_file_get_contents(trained_card(), &first, NULL, NULL));
    assert_true(g_file_get_contents(trained_card(), &second, NULL, NULL));
    assert_string_equal(first, second);
    g_autoptr(model_t) card = model_parse(first, -1, "card", NULL);
    g_autofree char *again = model_to_json(card);
    assert_string_equal(first, again);
}

static void points_add_up_and_give_the_probability(void **state)
{
    (void)state;
    g_autofree char *data = in_folder("sample.csv");
    g_autoptr(frame_t) frame = frame_read(data, NULL, NULL);
    g_autoptr(model_t) model = model_load_file(trained_card(), NULL);
    const struct scorecard *card = model->card;
    g_autoptr(model_frame_t) over = model_frame_new(model, frame, NULL);
    double factor = 50 / M_LN2, offset = 600 - factor * log(8);
    for (size_t row = 0; row < frame->rows; row++) {
        struct score_result result;
        int sum = 0;
        double odds = card->intercept;
        model_frame_score(over, row, &result);
        for (size_t i = 0; i < result.parts; i++) {
            sum += result.part[i].points;
            for (size_t b = 0; b < card->characteristic[i].binning->bins; b++)
                if (card->characteristic[i].binning->bin[b].text == result.part[i].bin)
                    odds += card->characteristic[i].coefficient * card->characteristic[i].binning->bin[b].weight;
            assert_true(result.part[i].lost >= 0);
        }
        assert_int_equal(result.score, CLAMP(sum, 300, 850));
        assert_true(fabs(result.probability - 1 / (1 + exp((sum - offset) / factor))) < 1e-12);
        // whole points are within half a point a characteristic of the fitted log-odds
        assert_true(fabs(offset - factor * odds - sum) <= 0.5 * (double)result.parts + 1e-9);
        assert_true(result.reasons <= 4); /* as many as the law wants named */
        for (size_t r = 1; r < result.reasons; r++)
            assert_true(result.part[result.reason[r]].lost <= result.part[result.reason[r - 1]].lost);
        for (size_t r = 0; r < result.reasons; r++) { /* a characteristic and where its value lies, never the score */
            const struct score_part *part = &result.part[result.reason[r]];
            assert_true(part->lost > 0);
            assert_true(part->characteristic && *part->characteristic && part->bin && *part->bin);
        }
    }
}

static void bands_begin_where_they_say(void **state)
{
    (void)state;
    g_autoptr(model_t) card = model_load_file(trained_card(), NULL);
    assert_int_equal(model_band_count(card), 5);
    static const struct {
        const char *letter;
        int from;
    } expected[] = { { "E", 300 }, { "D", 400 }, { "C", 500 }, { "B", 600 }, { "A", 650 } };
    for (size_t i = 0; i < 5; i++) {
        const char *letter = NULL;
        int from = 0;
        model_band(card, i, &letter, &from);
        assert_string_equal(letter, expected[i].letter);
        assert_int_equal(from, expected[i].from);
    }
    struct scorecard *inside = card->card;
    size_t characteristics = inside->characteristics;
    // one characteristic whose every bin gives the score wanted
    inside->characteristics = 1;
    for (int score = 290; score < 860; score++) {
        struct bin bin = { .type = BIN_RANGE, .points = score, .text = (char *)"any" };
        const struct bin *bins[1] = { &bin };
        double value = 0;
        struct score_result result;
        card_score_bins(inside, bins, &value, &result);
        assert_int_equal(result.score, CLAMP(score, 300, 850));
        assert_string_equal(result.band, result.score >= 650   ? "A"
                                         : result.score >= 600 ? "B"
                                         : result.score >= 500 ? "C"
                                         : result.score >= 400 ? "D"
                                                               : "E");
    }
    inside->characteristics = characteristics;
}

static void a_value_without_a_bin_is_neutral(void **state)
{
    (void)state;
    g_autoptr(scorecard_t) card = load_card(trained_card());
    const struct bin *bins[CARD_MOST_CHARACTERISTICS] = { NULL };
    double value[CARD_MOST_CHARACTERISTICS] = { 0 };
    struct score_result result;
    card_score_bins(card, bins, value, &result);
    double share = (600 - 50 / M_LN2 * log(8) - 50 / M_LN2 * card->intercept) / (double)card->characteristics;
    for (size_t i = 0; i < result.parts; i++)
        assert_int_equal(result.part[i].points, lround(share));
}

static void the_score_command_agrees_with_the_card(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    const char *model = trained_card();
    g_autofree char *data = in_folder("sample.csv");
    g_autoptr(table_t) table = run(model_command_score, &error, "model", model, "data", data, NULL);
    assert_no_error(error);
    assert_int_equal(table_row_count(table), 1200);
    g_autoptr(model_t) loaded = model_load_file(model, NULL);
    g_autoptr(frame_t) frame = frame_read(data, NULL, NULL);
    g_autoptr(model_frame_t) over = model_frame_new(loaded, frame, NULL);
    for (size_t row = 0; row < 1200; row++) {
        struct score_result result;
        model_frame_score(over, row, &result);
        const struct cell *cells = table_row(table, row);
        assert_int_equal(cells[0].integer, row);
        assert_int_equal(cells[1].integer, result.score);
        assert_true(cells[2].real == result.probability);
    }
}

/* ---- what is refused -------------------------------------------------------------------------------------------- */

static void expect_refused(const char *json, const char *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(scorecard_t) card = scorecard_parse(json, -1, "some.json", &error);
    if (card) fail_msg("accepted, though %s is wrong", place);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    if (!strstr(error->message, place)) fail_msg("“%s” does not name %s", error->message, place);
}

static void rubbish_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *place;
    } changes[] = {
        { "\"bureau-scorecard\"", "\"pmml\"", "format" },
        { "\"format_version\": 1", "\"format_version\": 2", "format_version" },
        { "\"name\": \"scorecard\"", "\"name\": \"\"", "name" },
        { "\"base_odds\": 8", "\"base_odds\": 0", "scale.base_odds" },
        { "\"points_to_double\": 50", "\"points_to_double\": \"50\"", "scale.points_to_double" },
        { "\"highest\": 850", "\"highest\": 300", "scale.highest" },
        { "\"from\": 400", "\"from\": 300", "bands[1].from" },
        { "\"intercept\":", "\"intercepted\":", "intercept" },
        { "\"feature\": \"used\"", "\"feature\": \"coded\"", "characteristics[2].feature" },
        { "\"kind\": \"numeric\"", "\"kind\": \"cubic\"", "characteristics[0].kind" },
        { "\"type\": \"range\"", "\"type\": \"mood\"", "characteristics[0].bins[0].type" },
        { "\"below\": null", "\"below\": 0", "characteristics[0].bins" },
        { "\"woe\": ", "\"woe\": 1e999, \"w\": ", "characteristics[0].bins[0].woe" },
        { "\"count\": ", "\"count\": -1, \"c\": ", "characteristics[0].bins[0].count" },
        { "\"points\": ", "\"points\": 1.5, \"p\": ", "characteristics[0].bins[0].points" },
        { "\"coefficient\": ", "\"coefficient\": true, \"c\": ", "characteristics[0].coefficient" },
        { "\"characteristics\": [", "\"characteristics\": [], \"c\": [", "characteristics" },
    };
    g_autofree char *json = NULL;
    json = card_text(trained_card());
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        const char *at = strstr(json, changes[i].from);
        if (!at) fail_msg("the card does not hold %s", changes[i].from);
        g_autofree char *wrong =
            g_strdup_printf("%.*s%s%s", (int)(at - json), json, changes[i].to, at + strlen(changes[i].from));
        expect_refused(wrong, changes[i].place);
    }
    expect_refused("", "some.json");
    expect_refused("[]", "some.json");
    expect_refused("\xff\xfe", "some.json");
    g_autofree char *deep = g_strnfill(200000, '[');
    expect_refused(deep, "some.json");
}

static void a_card_cut_short_is_refused(void **state)
{
    (void)state;
    g_autofree char *json = NULL;
    json = card_text(trained_card());
    g_strchomp(json);
    for (size_t cut = 0; cut < strlen(json); cut += 7) {
        g_autoptr(GError) error = NULL;
        g_autoptr(scorecard_t) card = scorecard_parse(json, (gssize)cut, "cut", &error);
        assert_null(card);
        assert_error_code(error, BUREAU_ERROR_INPUT);
    }
}

static void bad_lines_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *line, *column;
    } cases[] = {
        { "bad,x\n1,2\n0\n", "ine 3", "cells" }, { "bad,x\n1,2\n2,3\n", "ine 3", "bad" },
        { "bad,x\n1,2\n,3\n", "ine 3", "bad" },  { "bad,x\n1,\"2\n0,3\n", "ine 2", "quote" },
        { "bad,x,x\n1,2,3\n", "column", "x" },   { "bad,\n1,2\n", "column 2", "name" },
        { "bad,x\n1,\xff\n", "ine 2", "UTF-8" }, { "bad,x\n1,2\n1,3\n", "all good or all bad", "" },
    };
    g_autofree char *path = in_folder("wrong.csv");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        write_file(path, cases[i].csv);
        g_autoptr(table_t) table = run(model_command_train, &error, "data", path, "target", "bad", NULL);
        assert_null(table);
        assert_error_code(error, BUREAU_ERROR_INPUT);
        if (!strstr(error->message, cases[i].line) || !strstr(error->message, cases[i].column))
            fail_msg("case %zu: %s", i, error->message);
    }
    g_autoptr(GString) slip = g_string_new("bad,x\n");
    for (int i = 0; i < 200; i++)
        g_string_append_printf(
            slip, "%d,%s\n", i % 2,
            i == 120 ? "12O" : (char[]){ (char)('1' + i % 9), (char)('0' + i / 9 % 10), (char)('0' + i / 90), 0 });
    write_file(path, slip->str);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = run(model_command_train, &error, "data", path, "target", "bad", NULL);
    assert_null(table);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_non_null(strstr(error->message, "ine 122"));
    assert_non_null(strstr(error->message, "12O"));
}

/* Whatever file is missing, the answer is bad input (exit 4) with the path and the cause. */
static void a_missing_file_is_bad_input(void **state)
{
    (void)state;
    g_autofree char *there = in_folder("there.csv");
    g_autofree char *csv = sample_csv();
    write_file(there, csv);
    static const char *const options[] = { "data", "folds", "train-rows", "about" };
    g_autofree char *missing = in_folder("not_there");
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) table =
            i == 0 ? run(model_command_train, &error, "data", missing, "target", "bad", NULL)
                   : run(model_command_train, &error, "data", there, "target", "bad", options[i], missing, NULL);
        assert_null(table);
        assert_int_equal(bureau_error_exit_code(error), 4);
        assert_non_null(strstr(error->message, missing));
        assert_non_null(strstr(error->message, "No such file"));
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(session_t) session = session_new();
    assert_null(scorecard_load_file(missing, &error));
    assert_int_equal(bureau_error_exit_code(error), 4);
    g_clear_error(&error);
    assert_null(model_named(session, missing, &error));
    assert_int_equal(bureau_error_exit_code(error), 4);
}

static void wrong_requests_are_usage(void **state)
{
    (void)state;
    static const char *const requests[][2] = {
        { "ridge", "-1" },    { "special", "coded" }, { "special", "absent=1" },    { "special", "coded=x" },
        { "keep", "absent" }, { "min-share", "2" },   { "trend", "used=sideways" }, { "test-rows", "rows" }
    };
    g_autofree char *path = in_folder("sample.csv");
    g_autofree char *csv = sample_csv();
    write_file(path, csv);
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) table =
            run(model_command_train, &error, "data", path, "target", "bad", requests[i][0], requests[i][1], NULL);
        assert_null(table);
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = run(model_command_train, &error, "data", path, "target", "absent", NULL);
    assert_null(table);
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

static void a_column_that_tells_the_outcome_is_named(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("bad,x,outcome\n");
    for (int i = 0; i < 400; i++)
        g_string_append_printf(text, "%d,%d,%d\n", i % 3 == 0, i % 10, i % 3 == 0);
    g_autofree char *path = in_folder("leak.csv");
    write_file(path, text->str);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = run(model_command_train, &error, "data", path, "target", "bad", "min-iv", "0.1", NULL);
    assert_null(table);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_non_null(strstr(error->message, "outcome"));
}

/* A row that is held out must not move the card; a row that is fitted on must. */
static void held_out_rows_do_not_reach_the_card(void **state)
{
    (void)state;
    g_autofree char *path = in_folder("sample.csv");
    g_autofree char *train = in_folder("train.idx");
    g_autofree char *test = in_folder("test.idx");
    g_autofree char *out = in_folder("split.json");
    g_autofree char *csv = sample_csv();
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) rest = g_string_new(NULL);
    for (int i = 0; i < 1200; i++)
        g_string_append_printf(i < 900 ? first : rest, "%d\n", i);
    write_file(train, first->str);
    write_file(test, rest->str);
    for (int round = 0; round < 2; round++) {
        g_unlink(out);
        g_auto(GStrv) lines = g_strsplit(csv, "\r\n", -1);
        for (int i = 901; round && i <= 1200; i++)
            lines[i][0] = lines[i][0] == '1' ? '0' : '1'; // turn every outcome held out
        g_autofree char *turned = g_strjoinv("\n", lines);
        g_autoptr(GError) error = NULL;
        write_file(path, turned);
        g_autoptr(table_t) table = run(model_command_train, &error, "data", path, "target", "bad", "train-rows", train,
                                       "test-rows", test, "out", out, NULL);
        assert_no_error(error);
        assert_true(round ? fact(table, "holdout_auc") < 0.5 : fact(table, "holdout_auc") > 0.65);
        g_autoptr(scorecard_t) card = load_card(out);
        card->metrics = (struct card_metrics){ 0 };
        *(round ? &after : &before) = scorecard_to_json(card);
    }
    assert_string_equal(before, after);
}

/* ---- real data -------------------------------------------------------------------------------------------------- */

/* Before anything is allocated: skip() does not come back. */
static void skip_without_shared(void)
{
    char *shared =
        g_build_filename(g_getenv("BUREAU_TREE") ? g_getenv("BUREAU_TREE") : "/nowhere", "..", "shared", "data", NULL);
    bool here = g_file_test(shared, G_FILE_TEST_IS_DIR);
    g_free(shared);
    if (!here) skip();
}

static void reaches(const char *set, double auc, double holdout)
{
    skip_without_shared();
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *shared = g_build_filename(tree ? tree : "/nowhere", "..", "shared", "data", NULL);
    g_autofree char *data = g_strdup_printf("%s/credit/%s.csv", shared, set);
    g_autofree char *folds = g_strdup_printf("%s/splits/%s.folds", shared, set);
    g_autofree char *train = g_strdup_printf("%s/splits/%s_train.idx", shared, set);
    g_autofree char *test = g_strdup_printf("%s/splits/%s_test.idx", shared, set);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = run(model_command_train, &error, "data", data, "target", "bad", "folds", folds,
                                   "train-rows", train, "test-rows", test, NULL);
    assert_no_error(error);
    if (fact(table, "auc") < auc || fact(table, "holdout_auc") < holdout)
        fail_msg("%s: %.4f over folds, %.4f held out", set, fact(table, "auc"), fact(table, "holdout_auc"));
    assert_true(fact(table, "auc_sd") > 0 && fact(table, "auc_sd") < 0.05);
    assert_true(fabs(fact(table, "holdout_gini") - (2 * fact(table, "holdout_auc") - 1)) < 1e-12);
}

static void reaches_taiwan(void **state)
{
    (void)state;
    reaches("taiwan", 0.768, 0.768);
}
static void reaches_german(void **state)
{
    (void)state;
    reaches("german", 0.778, 0.745);
}
static void reaches_australian(void **state)
{
    (void)state;
    reaches("australian", 0.919, 0.895);
}
static void reaches_japanese(void **state)
{
    (void)state;
    reaches("japanese", 0.926, 0.91);
}

static void the_shipped_card_is_sound(void **state)
{
    (void)state;
    g_autofree char *path = data_path("models/behaviour.json");
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) model = model_load_file(path, &error);
    assert_no_error(error);
    const struct scorecard *card = model->card;
    g_autofree char *text = NULL;
    g_autofree char *again = model_to_json(model);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, again);
    assert_true(card->metrics.has_holdout && card->metrics.holdout.auc >= 0.76);
    static const char *const forbidden[] = { "sex", "education", "marriage", "age" };
    for (size_t i = 0; i < card->characteristics; i++) {
        assert_true(card->characteristic[i].feature >= 0);
        assert_true(card->characteristic[i].coefficient < 0);
        for (size_t f = 0; f < G_N_ELEMENTS(forbidden); f++)
            assert_int_not_equal(g_ascii_strcasecmp(card->characteristic[i].id, forbidden[f]), 0);
    }
    static const char *const told[] = { "use", "not_for", "data", "split", "limits" };
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
        assert_non_null(card_line_find(card->line, card->lines, told[i]));
}

static void the_shipped_card_is_listed_and_shown(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) list = run(model_command_list, &error, NULL);
    assert_no_error(error);
    bool listed = false;
    for (size_t row = 0; row < table_row_count(list); row++)
        listed |= !strcmp(table_row(list, row)[0].text, "behaviour");
    assert_true(listed);
    g_autoptr(table_t) shown = run(model_command_show, &error, "model", "behaviour", NULL);
    assert_no_error(error);
    assert_true(table_row_count(shown) > 20);
    assert_true(fact(shown, "holdout_auc") >= 0.76);
    assert_non_null(table_find_fact(shown, "not_for"));
    // the bins of each characteristic hold every row the card was fitted on
    int64_t rows = 0, characteristics = 0;
    for (size_t i = 0; i < table_row_count(shown); i++) {
        rows += table_row(shown, i)[2].integer;
        characteristics += !i || strcmp(table_row(shown, i)[0].text, table_row(shown, i - 1)[0].text) != 0;
    }
    assert_int_equal(rows, characteristics * 21000);
    g_autoptr(table_t) unknown = run(model_command_show, &error, "model", "nobody", NULL);
    assert_null(unknown);
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_command_fits_and_says_what_it_did),
        cmocka_unit_test(the_same_training_gives_the_same_bytes),
        cmocka_unit_test(points_add_up_and_give_the_probability),
        cmocka_unit_test(bands_begin_where_they_say),
        cmocka_unit_test(a_value_without_a_bin_is_neutral),
        cmocka_unit_test(the_score_command_agrees_with_the_card),
        cmocka_unit_test(rubbish_is_refused_with_its_place),
        cmocka_unit_test(a_card_cut_short_is_refused),
        cmocka_unit_test(bad_lines_are_named),
        cmocka_unit_test(a_missing_file_is_bad_input),
        cmocka_unit_test(wrong_requests_are_usage),
        cmocka_unit_test(a_column_that_tells_the_outcome_is_named),
        cmocka_unit_test(held_out_rows_do_not_reach_the_card),
        cmocka_unit_test(reaches_taiwan),
        cmocka_unit_test(reaches_german),
        cmocka_unit_test(reaches_australian),
        cmocka_unit_test(reaches_japanese),
        cmocka_unit_test(the_shipped_card_is_sound),
        cmocka_unit_test(the_shipped_card_is_listed_and_shown),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
