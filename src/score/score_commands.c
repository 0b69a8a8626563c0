/* SPDX-License-Identifier: Apache-2.0 */
/* The acts of scoring: what a score is made of, scoring everybody, what-if, the training sample, the feature list. */
#include "score/portfolio.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

#define MICROSECONDS 1e6

/* ---- score show -------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column part_columns[] = {
    { .id = "feature", .title = N_("Feature"), .type = VALUE_TEXT },
    { .id = "value",   .title = N_("Value"),   .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "bin",     .title = N_("Bin"),     .type = VALUE_TEXT, .priority = 2 },
    { .id = "points",  .title = N_("Points"),  .type = VALUE_INTEGER },
    { .id = "lost",    .title = N_("Lost"),    .type = VALUE_INTEGER, .priority = 1, .help = N_("Points below the best bin") },
    { .id = "reason",  .title = N_("Reason"),  .type = VALUE_CODE, .group = "SCORE_FACTOR", .priority = 2 },
    { .id = "title",   .title = N_("Meaning"), .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

static bool answer_parts(struct session *session, const struct score_result *result, struct table *answer,
                         GError **error)
{
    table_set_columns(answer, part_columns, G_N_ELEMENTS(part_columns));
    for (size_t i = 0; i < result->parts; i++) {
        const struct score_part *part = &result->part[i];
        table_row_begin(answer);
        table_add_text(answer, part->characteristic);
        table_add_real(answer, part->value);
        table_add_text(answer, part->bin);
        table_add_int(answer, part->points);
        table_add_int(answer, part->lost);
        table_add_text(answer, part->reason);
        table_add_text(answer, feature_title(part->characteristic, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool score_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    const char *name = arguments_text(arguments, "model");
    session->audited_subject = subject;
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    const struct model *card = name ? named : model_current(session, error);
    if (card == NULL) return false;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return false;
    struct score_result result;
    const struct date day = score_dossier(card, dossier, &result);
    table_fact_int(answer, "score", N_("Score"), result.score);
    table_fact_text(answer, "band", N_("Band"), result.band);
    table_fact_percent(answer, "probability", N_("Probability of default"), result.probability);
    table_fact_text(answer, "model", N_("Model"), model_name(card));
    table_fact_int(answer, "version", N_("Version"), model_version(card));
    table_fact_date(answer, "day", N_("Scored as of"), day);
    limit_fact(answer, session, dossier->withheld);
    return answer_parts(session, &result, answer, error);
}

/* ---- score all --------------------------------------------------------------------------------------------------- */

bool score_command_all(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)arguments;
    struct portfolio_count count;
    const gint64 start = g_get_monotonic_time();
    if (!portfolio_score(session, 1, G_MAXINT64, &count, error)) return false;
    table_fact_int(answer, "scored", N_("Scored"), count.scored);
    table_fact_int(answer, "changed", N_("Changed"), count.changed);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - start) / MICROSECONDS, 3);
    return true;
}

/* ---- what-if ----------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column change_columns[] = {
    { .id = "feature",       .title = N_("Feature"),       .type = VALUE_TEXT },
    { .id = "before",        .title = N_("Before"),        .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "after",         .title = N_("After"),         .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "points_before", .title = N_("Points before"), .type = VALUE_INTEGER },
    { .id = "points_after",  .title = N_("Points after"),  .type = VALUE_INTEGER },
    { .id = "title",         .title = N_("Meaning"),       .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

static bool parse_actions(const struct arguments *arguments, GArray *actions, GError **error)
{
    for (size_t i = 0; i < arguments_count(arguments, "action"); i++) {
        struct action action;
        if (!action_parse(arguments_nth(arguments, "action", i), &action, error)) return false;
        g_array_append_val(actions, action);
    }
    return true;
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

/* Both results come from one card, so their parts are in one order. */
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

bool whatif_command(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    session->audited_subject = subject;
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    if (!parse_actions(arguments, actions, error)) return false;
    const struct model *card = model_current(session, error);
    if (card == NULL) return false;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return false;
    struct score_result before, after;
    score_dossier(card, dossier, &before);
    const struct action *list = (const struct action *)(const void *)actions->data;
    if (!whatif_score(card, dossier, list, actions->len, &after, error)) return false;
    answer_difference(&before, &after, answer);
    limit_fact(answer, session, dossier->withheld);
    return answer_changes(session, &before, &after, answer, error);
}
