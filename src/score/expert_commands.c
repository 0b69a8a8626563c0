/* SPDX-License-Identifier: Apache-2.0 */
/* `expert show` and `expert set`: the scorecard that a committee writes. */
#include "score/expert.h"
#include "score/registry.h"

// clang-format off
static const struct column card_columns[] = {
    { .id = "characteristic", .title = N_("Characteristic"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "title",  .title = N_("Title"),  .type = VALUE_TEXT },
    { .id = "number", .title = N_("No."),    .type = VALUE_INTEGER, .priority = 3 },
    { .id = "bin",    .title = N_("Bin"),    .type = VALUE_TEXT },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER },
    { .id = "weight", .title = N_("Weight"), .type = VALUE_PERCENT, .priority = 2, .help = N_("Share of all the points that can be won") },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "why",    .title = N_("Why it is asked"), .type = VALUE_TEXT, .priority = 4 },
};
// clang-format on

/* The points between the worst and the best bin. */
static int range_of(const struct characteristic *characteristic)
{
    int lowest = characteristic->best;
    for (size_t b = 0; b < characteristic->binning->bins; b++)
        lowest = MIN(lowest, characteristic->binning->bin[b].points);
    return characteristic->best - lowest;
}

static bool answer_card(struct session *session, const struct model *model, struct table *answer, GError **error)
{
    int range = 0;
    table_set_columns(answer, card_columns, G_N_ELEMENTS(card_columns));
    for (size_t i = 0; i < model->card->characteristics; i++)
        range += range_of(&model->card->characteristic[i]);
    for (size_t i = 0; i < model->card->characteristics; i++) {
        const struct characteristic *characteristic = &model->card->characteristic[i];
        g_autofree char *why = expert_reason(model, characteristic->id, session->language);
        for (size_t b = 0; b < characteristic->binning->bins; b++) {
            g_autofree char *reason = expert_bin_reason(model, characteristic->id, b);
            table_row_begin(answer);
            table_add_text(answer, characteristic->id);
            table_add_text(answer, feature_title(characteristic->id, session->language));
            table_add_int(answer, (int64_t)b + 1);
            table_add_text(answer, characteristic->binning->bin[b].text);
            table_add_int(answer, characteristic->binning->bin[b].points);
            table_add_real(answer, range > 0 ? (double)range_of(characteristic) / range : 0);
            table_add_text(answer, reason);
            table_add_text(answer, why);
            if (!table_row_end(answer, error)) return false;
        }
    }
    return true;
}

static bool is_expert(const struct model *model, GError **error)
{
    if (model->kind == MODEL_EXPERT) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is no expert scorecard: its points were fitted."),
                     N_("`bureau model show` shows it."), model_name(model), NULL);
    return false;
}

bool expert_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *name = arguments_text(arguments, "model");
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    const struct model *model = name ? named : model_for(session, "enterprise", error);
    if (model == NULL || !is_expert(model, error)) return false;
    table_fact_text(answer, "model", N_("Model"), model_name(model));
    table_fact_int(answer, "version", N_("Version"), model_version(model));
    table_fact_code(answer, "subject", N_("Subject"), "SUBJECT_KIND", model_subject(model));
    table_fact_int(answer, "lowest", N_("Lowest"), model_lowest(model));
    table_fact_int(answer, "highest", N_("Highest"), model_highest(model));
    return answer_card(session, model, answer, error);
}

bool expert_command_set(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    g_autoptr(model_t) model = model_named(session, arguments_text(arguments, "model"), error);
    if (model == NULL || !is_expert(model, error)) return false;
    const int64_t points = arguments_int(arguments, "points", 0);
    const struct expert_change change = { .characteristic = arguments_text(arguments, "characteristic"),
                                          .bin = arguments_text(arguments, "bin"),
                                          .points = (int)CLAMP(points, -1000000, 1000000),
                                          .reason = arguments_text(arguments, "reason"),
                                          .user = session->user,
                                          .day = session_today(session) };
    size_t bin;
    int before, number;
    g_autoptr(model_t) fresh = expert_changed(model, &change, &bin, &before, error);
    if (fresh == NULL || !model_register(session, fresh, change.reason, &number, error)) return false;
    const int feature = feature_index(change.characteristic);
    table_fact_text(answer, "model", N_("Model"), model_name(fresh));
    table_fact_int(answer, "version", N_("Version"), number);
    table_fact_text(answer, "characteristic", N_("Characteristic"),
                    feature < 0 ? change.characteristic : feature_title(change.characteristic, session->language));
    table_fact_int(answer, "bin", N_("Bin"), (int64_t)bin + 1);
    table_fact_int(answer, "before", N_("Points before"), before);
    table_fact_int(answer, "after", N_("Points after"), change.points);
    table_fact_code(answer, "state", N_("State"), "MODEL_STATE", MODEL_CANDIDATE);
    return true;
}
