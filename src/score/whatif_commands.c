/* SPDX-License-Identifier: Apache-2.0 */
/* The act of trying: actions from the command line or from a scenario that was saved, the change of every part, or the
 * months to come. */
#include "score/model.h"
#include "score/scenario.h"
#include "subject/limit.h"

#include <string.h>

#define PATH_MOST 120

// clang-format off
static const struct column change_columns[] = {
    { .id = "feature",       .title = N_("Feature"),       .type = VALUE_TEXT },
    { .id = "before",        .title = N_("Before"),        .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "after",         .title = N_("After"),         .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "points_before", .title = N_("Points before"), .type = VALUE_INTEGER },
    { .id = "points_after",  .title = N_("Points after"),  .type = VALUE_INTEGER },
    { .id = "title",         .title = N_("Meaning"),       .type = VALUE_TEXT, .priority = 3 },
};
static const struct column path_columns[] = {
    { .id = "months", .title = N_("Months from now"),     .type = VALUE_INTEGER },
    { .id = "month",  .title = N_("Month"),               .type = VALUE_MONTH },
    { .id = "now",    .title = N_("Without the actions"), .type = VALUE_SCORE },
    { .id = "after",  .title = N_("With the actions"),    .type = VALUE_SCORE },
};
// clang-format on

/* Those of the scenario come first. */
static bool parse_actions(struct session *session, const struct arguments *arguments, GArray *actions, GError **error)
{
    const char *name = arguments_text(arguments, "scenario");
    if (name != NULL) {
        g_autoptr(scenario_t) scenario = scenario_find(session, arguments_int(arguments, "subject", 0), name, error);
        if (scenario == NULL || !scenario_actions(scenario->actions, actions, error)) return false;
    }
    for (size_t i = 0; i < arguments_count(arguments, "action"); i++) {
        struct action action;
        if (!action_parse(arguments_nth(arguments, "action", i), &action, error)) return false;
        g_array_append_val(actions, action);
    }
    if (actions->len > 0 || arguments_has(arguments, "path")) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Nothing is to be tried."),
                     N_("Give actions such as pay(account=1,amount=500), or a scenario with --scenario NAME."), NULL);
    return false;
}

static void answer_difference(const struct score_result *before, const struct score_result *after, struct table *answer)
{
    table_fact_int(answer, "before", N_("Score before"), before->score);
    table_fact_int(answer, "after", N_("Score after"), after->score);
    table_fact_int(answer, "change", N_("Change"), after->score - before->score);
    table_fact_text(answer, "band_before", N_("Band before"), before->band);
    table_fact_text(answer, "band_after", N_("Band after"), after->band);
    table_fact_percent(answer, "probability_before", N_("Probability before"), before->probability);
    table_fact_percent(answer, "probability_after", N_("Probability after"), after->probability);
}

void whatif_note(struct table *answer)
{
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("An estimate of what the model would say, not a promise: points are effects of the model and "
                         "not causes."));
}

/* Both results come from one model, so their parts are in one order. */
static bool answer_changes(struct session *session, const struct score_result *before, const struct score_result *after,
                           struct table *answer, GError **error)
{
    table_set_columns(answer, change_columns, G_N_ELEMENTS(change_columns));
    for (size_t i = 0; i < before->parts; i++) {
        table_row_begin(answer);
        table_add_text(answer, before->part[i].characteristic);
        table_add_real(answer, before->part[i].value);
        table_add_real(answer, after->part[i].value);
        table_add_int(answer, before->part[i].points);
        table_add_int(answer, after->part[i].points);
        table_add_text(answer, feature_title(before->part[i].characteristic, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool answer_path(const struct model *model, const struct dossier *dossier, const GArray *actions, int months,
                        struct table *answer, GError **error)
{
    int now[PATH_MOST + 1], after[PATH_MOST + 1];
    const struct month first = whatif_now(dossier); /* the month a score rests on, as in a plan */
    if (!whatif_timeline(model, dossier, NULL, 0, months, now, error) ||
        !whatif_timeline(model, dossier, (const struct action *)(const void *)actions->data, actions->len, months,
                         after, error))
        return false;
    table_set_columns(answer, path_columns, G_N_ELEMENTS(path_columns));
    for (int t = 0; t <= months; t++) {
        table_row_begin(answer);
        table_add_int(answer, t);
        table_add_month(answer, (struct month){ first.index + t });
        table_add_int(answer, now[t]);
        table_add_int(answer, after[t]);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool wrong_path(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The months to come are 1 to 120."), NULL, NULL);
    return false;
}

static const struct model *model_asked(struct session *session, const struct arguments *arguments,
                                       const struct dossier *dossier, struct model **named, GError **error)
{
    const char *name = arguments_text(arguments, "model");
    *named = name ? model_named(session, name, error) : NULL;
    const struct model *model = name ? *named : score_model_of(session, dossier, error);
    return model != NULL && score_model_is_covered(model, dossier, error) ? model : NULL;
}

bool whatif_command(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0), months = arguments_int(arguments, "path", 0);
    session->audited_subject = subject;
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    g_autoptr(model_t) named = NULL;
    if (arguments_has(arguments, "path") && (months < 1 || months > PATH_MOST)) return wrong_path(error);
    if (!parse_actions(session, arguments, actions, error)) return false;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return false;
    const struct model *model = model_asked(session, arguments, dossier, &named, error);
    if (model == NULL) return false;
    struct score_result before, after;
    score_dossier(model, dossier, &before);
    const struct action *list = (const struct action *)(const void *)actions->data;
    if (!whatif_score(model, dossier, list, actions->len, &after, error) || !model_explain(model, &before, error) ||
        !model_explain(model, &after, error))
        return false;
    answer_difference(&before, &after, answer);
    whatif_note(answer);
    limit_fact(answer, session, dossier->withheld);
    if (months > 0) return answer_path(model, dossier, actions, (int)months, answer, error);
    return answer_changes(session, &before, &after, answer, error);
}
