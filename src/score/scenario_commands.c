/* SPDX-License-Identifier: Apache-2.0 */
/* The acts on scenarios: save, list, show, replay, delete. */
#include "score/scenario.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

/* The file and the model of a look; the caller frees the dossier. */
static struct dossier *load(struct session *session, const struct arguments *arguments, const struct model **model,
                            GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    session->audited_subject = subject;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return NULL;
    *model = score_model_of(session, dossier, error);
    if (*model == NULL || !score_model_is_covered(*model, dossier, error)) return NULL;
    return g_steal_pointer(&dossier);
}

static void answer_scenario(struct table *answer, const struct scenario *scenario)
{
    table_fact_int(answer, "scenario", N_("Scenario"), scenario->id);
    table_fact_text(answer, "name", N_("Name"), scenario->name);
    table_fact_date(answer, "day", N_("Scored as of"), scenario->day);
    table_fact_text(answer, "model", N_("Model"), scenario->model);
    table_fact_int(answer, "version", N_("Version"), scenario->number);
    table_fact_int(answer, "before", N_("Score before"), scenario->before);
    table_fact_int(answer, "after", N_("Score after"), scenario->score);
    table_fact_int(answer, "change", N_("Change"), scenario->score - scenario->before);
    table_fact_text(answer, "actions", N_("Actions"), scenario->actions);
    table_fact_moment(answer, "at", N_("Saved"), scenario->at);
    table_fact_text(answer, "user", N_("User"), scenario->user);
    whatif_note(answer);
}

bool scenario_command_save(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct model *model;
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    for (size_t i = 0; i < arguments_count(arguments, "action"); i++)
        if (!scenario_actions(arguments_nth(arguments, "action", i), actions, error)) return false;
    if (actions->len == 0 || actions->len > SCENARIO_MOST_ACTIONS) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A scenario has 1 to 40 actions."),
                         N_("Give actions such as pay(account=1,amount=500)."), NULL);
        return false;
    }
    g_autoptr(dossier_t) dossier = load(session, arguments, &model, error);
    if (dossier == NULL) return false;
    g_autoptr(scenario_t) scenario = scenario_save(session, model, dossier, arguments_text(arguments, "name"), actions,
                                                   arguments_has(arguments, "replace"), error);
    if (scenario == NULL) return false;
    answer_scenario(answer, scenario);
    return true;
}

// clang-format off
static const struct column list_columns[] = {
    { .id = "scenario", .title = N_("Scenario"),     .type = VALUE_INTEGER },
    { .id = "name",     .title = N_("Name"),         .type = VALUE_TEXT },
    { .id = "before",   .title = N_("Score before"), .type = VALUE_SCORE },
    { .id = "after",    .title = N_("Score after"),  .type = VALUE_SCORE },
    { .id = "day",      .title = N_("Scored as of"), .type = VALUE_DATE, .priority = 1 },
    { .id = "model",    .title = N_("Model"),        .type = VALUE_TEXT, .priority = 2 },
    { .id = "version",  .title = N_("Version"),      .type = VALUE_INTEGER, .priority = 2 },
    { .id = "at",       .title = N_("Saved"),        .type = VALUE_MOMENT, .priority = 3 },
    { .id = "user",     .title = N_("User"),         .type = VALUE_TEXT, .priority = 3 },
    { .id = "actions",  .title = N_("Actions"),      .type = VALUE_TEXT, .priority = 1 },
};
// clang-format on

bool scenario_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct model *model;
    g_autoptr(dossier_t) dossier = load(session, arguments, &model, error);
    g_autoptr(GPtrArray) list = dossier ? scenario_list(session, dossier->subject, error) : NULL;
    if (list == NULL) return false;
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    for (guint i = 0; i < list->len; i++) {
        const struct scenario *scenario = list->pdata[i];
        table_row_begin(answer);
        table_add_int(answer, scenario->id);
        table_add_text(answer, scenario->name);
        table_add_int(answer, scenario->before);
        table_add_int(answer, scenario->score);
        table_add_date(answer, scenario->day);
        table_add_text(answer, scenario->model);
        table_add_int(answer, scenario->number);
        table_add_int(answer, scenario->at);
        table_add_text(answer, scenario->user);
        table_add_text(answer, scenario->actions);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

// clang-format off
static const struct column step_columns[] = {
    { .id = "step",   .title = N_("Step"),    .type = VALUE_INTEGER },
    { .id = "action", .title = N_("Action"),  .type = VALUE_TEXT },
    { .id = "text",   .title = N_("Meaning"), .type = VALUE_PHRASE, .priority = 1 },
};
// clang-format on

bool scenario_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct model *model;
    g_autoptr(dossier_t) dossier = load(session, arguments, &model, error);
    if (dossier == NULL) return false;
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    g_autoptr(scenario_t) scenario =
        scenario_find(session, dossier->subject, arguments_text(arguments, "scenario"), error);
    if (scenario == NULL || !scenario_actions(scenario->actions, actions, error)) return false;
    answer_scenario(answer, scenario);
    limit_fact(answer, session, dossier->withheld);
    table_set_columns(answer, step_columns, G_N_ELEMENTS(step_columns));
    for (guint i = 0; i < actions->len; i++) {
        const struct action *action = &g_array_index(actions, struct action, i);
        g_autofree char *word = action_format(action), *text = action_explain(action, dossier);
        table_row_begin(answer);
        table_add_int(answer, (int64_t)i + 1);
        table_add_text(answer, word);
        table_add_text(answer, text);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* ---- replay --------------------------------------------------------------------------------------------------------
 */

// clang-format off
static const struct column replay_columns[] = {
    { .id = "feature", .title = N_("Feature"),        .type = VALUE_TEXT },
    { .id = "then",    .title = N_("When saved"),     .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "now",     .title = N_("Now"),            .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "after",   .title = N_("After"),          .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "changed", .title = N_("Changed since"),  .type = VALUE_FLAG },
    { .id = "points_now",   .title = N_("Points now"),   .type = VALUE_INTEGER, .priority = 1 },
    { .id = "points_after", .title = N_("Points after"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "title",   .title = N_("Meaning"),        .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

static bool differs(double a, double b)
{
    return isnan(a) != isnan(b) || (!isnan(a) && a != b);
}

/* The rows say what the file was when it was saved only where the same model still reads the same. */
static bool answer_replay(struct session *session, struct table *answer, const struct scenario *scenario,
                          const struct score_result *now, const struct score_result *after, bool same_model,
                          GError **error)
{
    double then[SCORE_MOST_PARTS];
    const size_t count = score_inputs_unpack(scenario->inputs.bytes, scenario->inputs.length, then);
    const bool known = same_model && count == now->parts;
    int64_t changed = 0;
    for (size_t i = 0; known && i < now->parts; i++)
        changed += differs(then[i], now->part[i].value);
    if (known)
        table_fact_int(answer, "changed", N_("Values that changed since"), changed);
    else
        table_fact_null(answer, "changed", N_("Values that changed since"));
    table_set_columns(answer, replay_columns, G_N_ELEMENTS(replay_columns));
    for (size_t i = 0; i < now->parts; i++) {
        table_row_begin(answer);
        table_add_text(answer, now->part[i].characteristic);
        table_add_real(answer, known ? then[i] : NAN);
        table_add_real(answer, now->part[i].value);
        table_add_real(answer, after->part[i].value);
        known ? table_add_int(answer, differs(then[i], now->part[i].value)) : table_add_null(answer);
        table_add_int(answer, now->part[i].points);
        table_add_int(answer, after->part[i].points);
        table_add_text(answer, feature_title(now->part[i].characteristic, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool scenario_command_replay(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const struct model *model;
    struct score_result now, after;
    g_autoptr(dossier_t) dossier = load(session, arguments, &model, error);
    if (dossier == NULL) return false;
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    g_autoptr(scenario_t) scenario =
        scenario_find(session, dossier->subject, arguments_text(arguments, "scenario"), error);
    if (scenario == NULL || !scenario_actions(scenario->actions, actions, error)) return false;
    const struct date day = score_dossier(model, dossier, &now);
    if (!whatif_score(model, dossier, (const struct action *)(const void *)actions->data, actions->len, &after,
                      error) ||
        !model_explain(model, &now, error) || !model_explain(model, &after, error))
        return false;
    const bool same = strcmp(scenario->model, model_name(model)) == 0 && scenario->number == model_version(model);
    answer_scenario(answer, scenario);
    table_fact_date(answer, "day_now", N_("Scored as of, now"), day);
    table_fact_text(answer, "model_now", N_("Model now"), model_name(model));
    table_fact_int(answer, "version_now", N_("Version now"), model_version(model));
    table_fact_flag(answer, "same_model", N_("Same model as when saved"), same);
    table_fact_int(answer, "before_now", N_("Score before, now"), now.score);
    table_fact_int(answer, "after_now", N_("Score after, now"), after.score);
    table_fact_int(answer, "change_now", N_("Change now"), after.score - now.score);
    limit_fact(answer, session, dossier->withheld);
    return answer_replay(session, answer, scenario, &now, &after, same, error);
}

bool scenario_command_delete(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    session->audited_subject = subject;
    g_autoptr(scenario_t) scenario = scenario_find(session, subject, arguments_text(arguments, "scenario"), error);
    if (scenario == NULL || !store_run(session->store, error, "DELETE FROM scenario WHERE id = ?1", "i", scenario->id))
        return false;
    table_fact_int(answer, "scenario", N_("Scenario"), scenario->id);
    table_fact_text(answer, "name", N_("Name"), scenario->name);
    return true;
}
