/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: written and read back the same, refused with the place of what is wrong, and never a crash. */
#include "tree_files.h"

#include <math.h>
#include <string.h>

static struct model *parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct model *model = model_parse(text, -1, "model.json", &error);
    assert_no_error(error);
    return model;
}

/* The same bytes after reading, and the same score of every row. */
static void comes_back(const struct sample *sample, const struct model *model)
{
    g_autofree char *text = model_to_json(model);
    g_autoptr(model_t) back = parsed(text);
    g_autofree char *again = model_to_json(back);
    assert_string_equal(text, again);
    assert_int_equal(model_kind(back), model_kind(model));
    assert_string_equal(back->subject, model->subject);
    for (size_t row = 0; row < 200; row++) {
        double inputs[SCORE_MOST_PARTS];
        struct score_result one, other;
        sample_inputs(sample, model, row, inputs);
        model_score_inputs(model, inputs, &one);
        model_score_inputs(back, inputs, &other);
        assert_int_equal(one.score, other.score);
        assert_memory_equal(&one.probability, &other.probability, sizeof one.probability);
        assert_memory_equal(&one.log_odds, &other.log_odds, sizeof one.log_odds);
    }
}

static struct model *card_model(const struct sample *sample)
{
    g_autoptr(GError) error = NULL;
    struct scorecard *card = train_card(&sample->data, &sample->options, sample->row, sample->rows, &error);
    assert_no_error(error);
    return model_of_card(card);
}

static void test_round_trip(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(700);
    static const enum model_kind kinds[] = { MODEL_TREE, MODEL_FOREST, MODEL_BOOSTED, MODEL_HYBRID };
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(model_t) model = sample_model(sample, kinds[k]);
        comes_back(sample, model);
        model->calibration = (struct model_calibration){ 0.9, -0.3, 0.08, "outcomes" };
        model->extra = g_strdup("{\"cutoff\": 640, \"plan\": {\"b\": [1.5, 2.0, null], \"a\": \"\\u4fe1\"}}");
        g_strlcpy(model->subject, "person", sizeof model->subject);
        comes_back(sample, model);
    }
}

static void test_cards(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(700);
    g_autoptr(model_t) model = card_model(sample);
    g_autofree char *plain = model_to_json(model);
    assert_non_null(strstr(plain, "\"bureau-scorecard\""));
    comes_back(sample, model);
    model->calibration = (struct model_calibration){ 1, 0.4, 0.2, "stated" };
    g_autofree char *calibrated = model_to_json(model);
    assert_non_null(strstr(calibrated, "\"bureau-model\""));
    comes_back(sample, model);
    model->kind = MODEL_EXPERT;
    g_strlcpy(model->subject, "enterprise", sizeof model->subject);
    comes_back(sample, model);
}

/* ---- what is wrong ----------------------------------------------------------------------------------------------- */

static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at) fail_msg("%s is not in the file", from);
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void refused(const char *text, const char *from, const char *to, const char *place)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *wrong = replaced(text, from, to);
    g_autoptr(model_t) model = model_parse(wrong, -1, "model.json", &error);
    if (model) fail_msg("%s instead of %s was taken", to, from);
    assert_error_code(error, BUREAU_ERROR_INPUT);
    if (!strstr(error->message, place)) fail_msg("“%s” does not name %s", error->message, place);
}

static void test_refusals(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(500);
    g_autoptr(model_t) model = sample_model(sample, MODEL_HYBRID);
    model->calibration = (struct model_calibration){ 0.9, -0.3, 0.08, "outcomes" };
    g_strlcpy(model->subject, "person", sizeof model->subject);
    g_autofree char *text = model_to_json(model);
    refused(text, "bureau-model", "bureau-thing", "format");
    refused(text, "\"format_version\":1", "\"format_version\":2", "format_version");
    refused(text, "\"kind\":\"hybrid\"", "\"kind\":\"oracle\"", "kind");
    refused(text, "\"kind\":\"hybrid\"", "\"kind\":7", "kind");
    refused(text, "\"subject\":\"person\"", "\"subject\":\"ghost\"", "subject");
    refused(text, "\"head\":", "\"body\":", "head");
    refused(text, "\"slope\":0.9", "\"slope\":-0.9", "calibration.slope");
    refused(text, "\"base_rate\":0.08", "\"base_rate\":1", "calibration.base_rate");
    refused(text, "\"from\":\"outcomes\"", "\"from\":\"stars\"", "calibration.from");
    refused(text, "\"limit\":", "\"limit\":-", "limit");
    refused(text, "\"encoding\":\"number\"", "\"encoding\":\"nummer\"", "inputs[0].encoding");
    refused(text, "\"id\":\"debt\"", "\"id\":\"used\"", "inputs[1].id");
    refused(text, "\"encoding\":\"flags\",\"categories\":[", "\"encoding\":\"flags\",\"categories\":[\"own\",",
            "inputs[2].categories");
    refused(text, "\"values\":[", "\"values\":[0,", "inputs[3].values");
    refused(text, "\"num_class\":\"0\",\"num_feature\":\"", "\"num_class\":\"0\",\"num_feature\":\"1", "num_feature");
    refused(text, "\"num_class\":\"0\"", "\"num_class\":\"7\"", "num_class");
    refused(text, "\"name\":\"binary:logistic\"", "\"name\":\"rank:ndcg\"", "trees: learner.objective.name");
    refused(text, "\"id\":\"used\"", "\"id\":\"uzed\"", "used"); // the card's characteristic is no input now
    refused(text, "\"intercept_error\"", "\"intercept_horror\"", "intercept_error");
}

/* ---- thousands of files that are nearly right -------------------------------------------------------------------- */

static GString *mutated(const char *text, size_t length, GRand *chance)
{
    static const char *const words[] = { "null", "-1",   "1e999", "[]", "{}",    "\"\"",       "true", "99999999999",
                                         "0",    "[[[[", "]",     ",",  "\"x\"", "2147483648", "-0.0" };
    GString *copy = g_string_new_len(text, (gssize)length);
    const int times = g_rand_int_range(chance, 1, 4);
    for (int i = 0; i < times; i++) {
        const gssize at = g_rand_int_range(chance, 0, (gint32)copy->len - 1);
        const gssize span = MIN(g_rand_int_range(chance, 1, 40), (gssize)copy->len - at - 1);
        switch (g_rand_int_range(chance, 0, 6)) {
        case 0:
            copy->str[at] = (char)g_rand_int_range(chance, 1, 256);
            break;
        case 1:
            g_string_erase(copy, at, MAX(span, 1));
            break;
        case 2: {
            g_autofree char *piece = g_strndup(copy->str + at, (gsize)MAX(span, 1));
            g_string_insert(copy, g_rand_int_range(chance, 0, (gint32)copy->len), piece);
            break;
        }
        case 3:
            if (!g_rand_int_range(chance, 0, 6)) g_string_truncate(copy, (gsize)MAX(at, 2));
            break;
        default: {
            // a number or a word becomes another
            const size_t skip = strcspn(copy->str + at, ":,[");
            const gsize from = (gsize)at + skip + 1;
            if (from >= copy->len) break;
            g_string_erase(copy, (gssize)from, (gssize)strcspn(copy->str + from, ",]}"));
            g_string_insert(copy, (gssize)from, words[g_rand_int_range(chance, 0, (gint32)G_N_ELEMENTS(words))]);
        }
        }
        if (copy->len < 4) break;
    }
    return copy;
}

static void use(const struct model *model)
{
    double inputs[SCORE_MOST_PARTS], low[SCORE_MOST_PARTS];
    struct score_result result;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < model_inputs(model); i++) {
            inputs[i] = round == 0 ? 1 : round == 1 ? NAN : -1;
            low[i] = round == 1 ? NAN : inputs[i] - 1;
        }
        model_score_inputs(model, inputs, &result);
        model_score_bound(model, low, inputs);
    }
    g_autofree char *text = model_to_json(model);
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) back = model_parse(text, -1, "again", &error);
    assert_no_error(error);
}

static void test_mutations(void **state)
{
    (void)state;
    g_autoptr(sample_t) sample = sample_made(300);
    struct boost_settings settings = boost_settings_for(MODEL_HYBRID, sample->rows, sample->rows / 3);
    settings.rounds = 3;
    settings.folds = 0;
    settings.depth = 2;
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) chance = g_rand_new_with_seed(99);
    sample->options.kind = MODEL_HYBRID;
    g_autoptr(model_t) model =
        boost_train_with(&sample->data, &sample->options, &settings, sample->row, sample->rows, &error);
    assert_no_error(error);
    model->extra = g_strdup("{\"cutoff\":1}");
    g_autofree char *text = model_to_json(model);
    size_t taken = 0, thrown = 0;
    for (int i = 0; i < 4000; i++) {
        GString *copy = mutated(text, strlen(text), chance);
        g_autoptr(GError) wrong = NULL;
        g_autoptr(model_t) read = model_parse(copy->str, (gssize)copy->len, "mutant", &wrong);
        assert_true((read != NULL) == (wrong == NULL));
        if (read) use(read);
        taken += read != NULL;
        thrown += read == NULL;
        g_string_free(copy, TRUE);
    }
    assert_true(taken > 50 && thrown > 1000); // both ways were tried
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cards),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
