/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of a validation. Each says what it found, so that who validates can judge what a program cannot. */
#include "models/check.h"
#include "guard/access.h"
#include "score/reasons.h"
#include "training/evaluation.h"
#include "training/model_frame.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

enum { PROBES = 512 };

static const char *const result_words[] = { "passed", "failed", "noted" };

const char *check_result_word(enum check_result result)
{
    return result_words[result];
}

static void check_free(gpointer data)
{
    struct model_check *check = data;
    g_free(check->detail);
    g_free(check);
}

/* Takes the detail. */
static void add(GPtrArray *checks, const char *name, enum check_result result, char *detail)
{
    struct model_check *check = g_new0(struct model_check, 1);
    *check = (struct model_check){ name, result, detail };
    g_ptr_array_add(checks, check);
}

bool model_checks_passed(const GPtrArray *checks)
{
    for (guint i = 0; i < checks->len; i++)
        if (((const struct model_check *)checks->pdata[i])->result == CHECK_FAILED) return false;
    return true;
}

/* ---- written and read ---------------------------------------------------------------------------------------------
 */

/* A value for an input that has no meaning but reaches every kind of place: missing, codes below zero, shares, counts,
 * amounts; of a nominal input each category and one never seen. The same for the same `at`. */
static double probe(const struct model_input *input, GRand *dice)
{
    if (g_rand_int_range(dice, 0, 8) == 0) return NAN;
    if (input->nominal) return g_rand_int_range(dice, -1, (gint32)input->categories + 1);
    switch (g_rand_int_range(dice, 0, 5)) {
    case 0:
        return g_rand_int_range(dice, -3, 1);
    case 1:
        return g_rand_double_range(dice, 0, 1.2);
    case 2:
        return g_rand_int_range(dice, 0, 25);
    case 3:
        return g_rand_double_range(dice, 0, 1000);
    default:
        return g_rand_int_range(dice, 0, 2000000);
    }
}

static bool same_score(const struct model *one, const struct model *two, const double *inputs)
{
    struct score_result first, second;
    model_score_inputs(one, inputs, &first);
    model_score_inputs(two, inputs, &second);
    return first.score == second.score && memcmp(&first.log_odds, &second.log_odds, sizeof first.log_odds) == 0 &&
           memcmp(&first.probability, &second.probability, sizeof first.probability) == 0;
}

static void check_round_trip(GPtrArray *checks, const struct model *model)
{
    g_autofree char *text = model_to_json(model);
    g_autoptr(model_t) again = model_parse(text, -1, model_name(model), NULL);
    g_autofree char *twice = again ? model_to_json(again) : NULL;
    bool good = twice && strcmp(text, twice) == 0 && model_inputs(again) == model_inputs(model);
    GRand *dice = g_rand_new_with_seed(20260601);
    for (int i = 0; good && i < PROBES; i++) {
        double inputs[SCORE_MOST_PARTS];
        for (size_t each = 0; each < model_inputs(model); each++) {
            const struct model_input input = model_input_at(model, each);
            inputs[each] = probe(&input, dice);
        }
        good = same_score(model, again, inputs);
    }
    g_rand_free(dice);
    add(checks, "round_trip", good ? CHECK_PASSED : CHECK_FAILED, g_strdup_printf("%d", PROBES));
}

/* ---- what it reads ------------------------------------------------------------------------------------------------
 */

static void check_characteristics(GPtrArray *checks, struct session *session, const struct model *model)
{
    const char *profile = session_profile(session);
    GString *found = g_string_new(NULL);
    for (size_t i = 0; i < model_inputs(model); i++) {
        const char *input = model_input_at(model, i).id, *cite = reason_prohibited(profile, input);
        if (cite) g_string_append_printf(found, "%s%s (%s)", found->len ? "; " : "", input, cite);
    }
    add(checks, "characteristics", found->len ? CHECK_FAILED : CHECK_PASSED,
        found->len ? g_strdup(found->str) : g_strdup(profile));
    g_string_free(found, TRUE);
}

/* Every input must be a feature whose kind of data a consent can name. A model of somebody else's table has none: it
 * cannot be deployed, and is told here. */
static void check_kinds(GPtrArray *checks, const struct model *model)
{
    unsigned kinds = 0;
    GString *without = g_string_new(NULL), *columns = g_string_new(NULL);
    for (size_t i = 0; i < model_inputs(model); i++) {
        const struct model_input input = model_input_at(model, i);
        GString *list = input.feature < 0 ? columns : feature_at((size_t)input.feature)->kind == 0 ? without : NULL;
        if (list) g_string_append_printf(list, "%s%s", list->len ? ", " : "", input.id);
        if (input.feature >= 0) kinds |= feature_at((size_t)input.feature)->kind;
    }
    if (without->len)
        add(checks, "kinds", CHECK_FAILED, g_strdup(without->str));
    else if (columns->len)
        add(checks, "kinds", CHECK_NOTED, g_strdup(columns->str));
    else
        add(checks, "kinds", CHECK_PASSED, kinds_text(kinds));
    g_string_free(without, TRUE);
    g_string_free(columns, TRUE);
}

/* ---- how good it is -----------------------------------------------------------------------------------------------
 */

static void check_figures(GPtrArray *checks, const struct model *model, bool judged)
{
    const struct card_metrics *metrics = &model_head(model)->metrics;
    if (metrics->has_folds || metrics->has_holdout)
        add(checks, "figures", CHECK_PASSED,
            g_strdup_printf("AUC %.4f", metrics->has_holdout ? metrics->holdout.auc : metrics->fold.auc));
    else if (judged || model_kind(model) == MODEL_EXPERT) /* a committee's points were fitted on nothing */
        add(checks, "figures", CHECK_NOTED, NULL);
    else
        add(checks, "figures", CHECK_FAILED, NULL);
}

static bool judge(struct session *session, const struct model *model, const struct check_data *data, GPtrArray *checks,
                  GError **error)
{
    g_autoptr(frame_t) frame = model_frame_read(model, data->path, error);
    const int target = frame ? frame_find(frame, data->target) : -1;
    if (frame && target < 0)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1}: the file has no column “{2}”."),
                         N_("Name columns of its first line."), "target", data->target, NULL);
    g_autofree guint8 *bad = target >= 0 ? model_frame_target(model, frame, (size_t)target, error) : NULL;
    g_autoptr(model_frame_t) over = bad ? model_frame_new(model, frame, error) : NULL;
    if (!over) return false;
    g_autofree double *score = g_new(double, MAX(frame->rows, 1)), *probability = g_new(double, MAX(frame->rows, 1));
    for (size_t row = 0; row < frame->rows; row++) {
        struct score_result result;
        if (row % 4096 == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, (double)row / (double)frame->rows, N_("Judging"));
        }
        model_frame_score(over, row, &result);
        score[row] = result.score;
        probability[row] = result.probability;
    }
    struct evaluation_summary summary;
    const struct judged_rows rows = { .rows = frame->rows, .score = score, .probability = probability, .bad = bad };
    if (!evaluation_summarise(&rows, &summary))
        add(checks, "data", CHECK_NOTED, g_strdup_printf("%zu", frame->rows));
    else
        add(checks, "data", summary.ranking.auc > 0.5 ? CHECK_PASSED : CHECK_FAILED,
            g_strdup_printf("n %zu, AUC %.4f (%.4f to %.4f), KS %.4f, Gini %.4f, Brier %.4f", frame->rows,
                            summary.ranking.auc, summary.ranking.auc_low, summary.ranking.auc_high, summary.ranking.ks,
                            summary.ranking.gini, summary.calibration.brier));
    return true;
}

GPtrArray *model_checks(struct session *session, const struct model_row *row, const struct check_data *data,
                        GError **error)
{
    g_autoptr(GPtrArray) checks = g_ptr_array_new_with_free_func(check_free);
    g_autoptr(GError) damaged = NULL;
    g_autoptr(model_t) model = model_row_read(session, row, &damaged);
    if (!model) {
        add(checks, "reads", CHECK_FAILED, g_strdup(damaged->message));
        return g_steal_pointer(&checks);
    }
    add(checks, "reads", CHECK_PASSED, g_strndup(row->digest, 12));
    check_round_trip(checks, model);
    check_characteristics(checks, session, model);
    check_kinds(checks, model);
    check_figures(checks, model, data->path != NULL);
    if (data->path && !judge(session, model, data, checks, error)) return NULL;
    return g_steal_pointer(&checks);
}

/* ---- kept ---------------------------------------------------------------------------------------------------------
 */

char *model_checks_json(const GPtrArray *checks)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < checks->len; i++) {
        const struct model_check *check = checks->pdata[i];
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "check");
        json_builder_add_string_value(builder, check->check);
        json_builder_set_member_name(builder, "result");
        json_builder_add_string_value(builder, check_result_word(check->result));
        json_builder_set_member_name(builder, "detail");
        json_builder_add_string_value(builder, check->detail ? check->detail : "");
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

GPtrArray *model_checks_read(const char *json)
{
    g_autoptr(JsonNode) root = json ? json_from_string(json, NULL) : NULL;
    if (!root || !JSON_NODE_HOLDS_ARRAY(root)) return NULL;
    JsonArray *array = json_node_get_array(root);
    GPtrArray *checks = g_ptr_array_new_with_free_func(check_free);
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (!JSON_NODE_HOLDS_OBJECT(node)) continue;
        JsonObject *object = json_node_get_object(node);
        const char *word = json_object_get_string_member_with_default(object, "result", "");
        enum check_result result = CHECK_FAILED;
        for (size_t each = 0; each < G_N_ELEMENTS(result_words); each++)
            if (strcmp(result_words[each], word) == 0) result = (enum check_result)each;
        add(checks, g_intern_string(json_object_get_string_member_with_default(object, "check", "")), result,
            g_strdup(json_object_get_string_member_with_default(object, "detail", "")));
    }
    return checks;
}
