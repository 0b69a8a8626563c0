/* SPDX-License-Identifier: Apache-2.0 */
/* The acts of scoring: what a score is made of, scoring everybody, what-if, the training sample, the feature list. */
#include "score/portfolio.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

#define OUTCOME_DEFAULT "outcome.default"
#define MICROSECONDS    1e6

static bool reads_chinese(const struct session *session)
{
    return g_strcmp0(session->language, "zh") == 0;
}

/* A characteristic's title in the reader's language; its own id when it is no feature of the catalogue. */
static const char *feature_title(const struct session *session, const char *id)
{
    const int index = feature_index(id);
    if (index < 0) return id;
    const struct feature *feature = feature_at((size_t)index);
    return reads_chinese(session) ? feature->title_zh : feature->title;
}

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
        table_add_text(answer, feature_title(session, part->characteristic));
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
    g_autoptr(scorecard_t) named = name ? scorecard_named(session, name, error) : NULL;
    const struct scorecard *card = name ? named : scorecard_current(session, error);
    if (card == NULL) return false;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return false;
    struct score_result result;
    const struct date day = score_dossier(card, dossier, &result);
    table_fact_int(answer, "score", N_("Score"), result.score);
    table_fact_text(answer, "band", N_("Band"), result.band);
    table_fact_percent(answer, "probability", N_("Probability of default"), result.probability);
    table_fact_text(answer, "model", N_("Model"), scorecard_name(card));
    table_fact_int(answer, "version", N_("Version"), scorecard_version(card));
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
        table_add_text(answer, feature_title(session, before->part[i].characteristic));
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
    const struct scorecard *card = scorecard_current(session, error);
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

/* ---- model sample, feature list ---------------------------------------------------------------------------------- */

bool model_command_sample(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *outcome = arguments_text(arguments, "outcome");
    const char *path = arguments_text(arguments, "out");
    int64_t rows = 0, bads = 0;
    if (!sample_write(session, path, outcome ? outcome : OUTCOME_DEFAULT, &rows, &bads, error)) return false;
    table_fact_text(answer, "file", N_("File"), path);
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "bads", N_("Defaults"), bads);
    table_fact_int(answer, "features", N_("Features"), (int64_t)feature_count());
    return true;
}

// clang-format off
static const struct column feature_columns[] = {
    { .id = "id",        .title = N_("Feature"),   .type = VALUE_TEXT },
    { .id = "title",     .title = N_("Title"),     .type = VALUE_TEXT },
    { .id = "measure",   .title = N_("Measure"),   .type = VALUE_TEXT, .priority = 3 },
    { .id = "window",    .title = N_("Window"),    .type = VALUE_INTEGER, .unit = "month", .priority = 1, .help = N_("Months back; 0 is the whole file") },
    { .id = "unit",      .title = N_("Unit"),      .type = VALUE_CODE, .group = "FEATURE_UNIT", .priority = 1 },
    { .id = "direction", .title = N_("Direction"), .type = VALUE_INTEGER, .priority = 2, .help = N_("1: more is riskier, -1: more is safer, 0: no expectation") },
    { .id = "special",   .title = N_("Special"),   .type = VALUE_TEXT, .priority = 3 },
    { .id = "reason",    .title = N_("Reason"),    .type = VALUE_CODE, .group = "SCORE_FACTOR", .priority = 2 },
    { .id = "help",      .title = N_("Meaning"),   .type = VALUE_TEXT, .priority = 4 },
};
// clang-format on

bool feature_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    const bool chinese = reads_chinese(session);
    table_set_columns(answer, feature_columns, G_N_ELEMENTS(feature_columns));
    for (size_t i = 0; i < feature_count(); i++) {
        const struct feature *feature = feature_at(i);
        table_row_begin(answer);
        table_add_text(answer, feature->id);
        table_add_text(answer, chinese ? feature->title_zh : feature->title);
        table_add_text(answer, feature->measure);
        table_add_int(answer, feature->window);
        table_add_text(answer, feature->unit);
        table_add_int(answer, feature->direction);
        table_add_text(answer, feature->special[0] ? feature->special : NULL);
        table_add_text(answer, feature->reason);
        table_add_text(answer, chinese ? feature->help_zh : feature->help);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
