/* SPDX-License-Identifier: Apache-2.0 */
/* What a score is made of, and scoring everybody. */
#include "score/model.h"
#include "score/portfolio.h"
#include "score/reasons.h"
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
    { .id = "contribution", .title = N_("Contribution"), .type = VALUE_REAL, .decimals = 4, .priority = 4,
      .help = N_("To the log-odds of default; with the base they add up to them") },
    { .id = "rank",    .title = N_("Place among the reasons"), .type = VALUE_INTEGER, .priority = 4 },
};
// clang-format on

static void add_rank(struct table *answer, const struct score_result *result, size_t part)
{
    for (size_t r = 0; r < result->reasons; r++)
        if (result->reason[r] == part) {
            table_add_int(answer, (int64_t)r + 1);
            return;
        }
    table_add_null(answer);
}

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
        table_add_real(answer, part->contribution);
        add_rank(answer, result, i);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* Contributions, and the reasons by the model's own method or the one asked for, under the law that holds here. */
static bool explain(struct session *session, const struct arguments *arguments, const struct model *model,
                    struct score_result *result, GError **error)
{
    if (!model_explain(model, result, error)) return false;
    const int method =
        arguments_has(arguments, "method") ? reason_method_from_word(arguments_text(arguments, "method")) : -1;
    if (method < 0) return reasons_for(session, model, result, error);
    const struct reason_rules *rules = reason_rules_find(session_profile(session), NULL);
    reasons_fill(model, (enum reason_method)method, rules ? rules : &reason_rules_none, result);
    return true;
}

bool score_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    const char *name = arguments_text(arguments, "model");
    session->audited_subject = subject;
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    if (name != NULL && named == NULL) return false;
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL || !score_is_covered(dossier, error)) return false;
    const struct model *model = name ? named : score_model_of(session, dossier, error);
    if (model == NULL || !score_model_is_covered(model, dossier, error)) return false;
    struct score_result result;
    const struct date day = score_dossier(model, dossier, &result);
    if (!explain(session, arguments, model, &result, error)) return false;
    table_fact_int(answer, "score", N_("Score"), result.score);
    table_fact_text(answer, "band", N_("Band"), result.band);
    table_fact_percent(answer, "probability", N_("Probability of default"), result.probability);
    table_fact_text(answer, "model", N_("Model"), model_name(model));
    table_fact_int(answer, "version", N_("Version"), model_version(model));
    table_fact_text(answer, "kind", N_("Kind of model"), model_kind_word(model_kind(model)));
    table_fact_date(answer, "day", N_("Scored as of"), day);
    table_fact_int(answer, "base", N_("Points everybody has"), result.base);
    table_fact_real(answer, "log_odds", N_("Log-odds of default"), result.log_odds, 6);
    limit_fact(answer, session, dossier->withheld);
    return answer_parts(session, &result, answer, error);
}

/* ---- score all --------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column spread_columns[] = {
    { .id = "band",  .title = N_("Band"),  .type = VALUE_TEXT },
    { .id = "from",  .title = N_("From"),  .type = VALUE_SCORE },
    { .id = "files", .title = N_("Files"), .type = VALUE_INTEGER },
    { .id = "share", .title = N_("Share"), .type = VALUE_PERCENT },
};
// clang-format on

static void answer_count(struct table *answer, const struct portfolio_count *count, gint64 start)
{
    table_fact_int(answer, "scored", N_("Scored"), count->scored);
    table_fact_int(answer, "derived", N_("Derived anew"), count->derived);
    table_fact_int(answer, "restricted", N_("Restricted, not scored"), count->restricted);
    table_fact_int(answer, "without_model", N_("Without a model for them"), count->without_model);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - start) / MICROSECONDS, 3);
}

static bool answer_spread(const struct model *model, const struct portfolio_spread *spread, struct table *answer,
                          GError **error)
{
    const double files = (double)MAX(spread->count.scored, 1);
    table_fact_text(answer, "model", N_("Model"), model_name(model));
    table_fact_int(answer, "version", N_("Version"), model_version(model));
    table_fact_real(answer, "mean", N_("Mean score"), spread->score_sum / files, 1);
    table_fact_percent(answer, "probability", N_("Mean probability of default"), spread->probability_sum / files);
    table_fact_int(answer, "lowest", N_("Lowest"), spread->lowest);
    table_fact_int(answer, "highest", N_("Highest"), spread->highest);
    table_fact_int(answer, "up", N_("Higher than now"), spread->up);
    table_fact_int(answer, "down", N_("Lower than now"), spread->down);
    table_fact_int(answer, "same", N_("As now"), spread->same);
    table_set_columns(answer, spread_columns, G_N_ELEMENTS(spread_columns));
    for (size_t b = 0; b < MIN(model_band_count(model), SPREAD_MOST_BANDS); b++) {
        const char *letter;
        int from;
        model_band(model, b, &letter, &from);
        table_row_begin(answer);
        table_add_text(answer, letter);
        table_add_int(answer, from);
        table_add_int(answer, spread->band[b]);
        table_add_real(answer, (double)spread->band[b] / files);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool try_model(struct session *session, const struct arguments *arguments, struct table *answer, gint64 start,
                      GError **error)
{
    struct portfolio_spread spread;
    const char *name = arguments_text(arguments, "model");
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    const struct model *model = name ? named : model_current(session, error);
    if (model == NULL || !portfolio_try(session, model, arguments_has(arguments, "fresh"), &spread, error))
        return false;
    answer_count(answer, &spread.count, start);
    return answer_spread(model, &spread, answer, error);
}

bool score_command_all(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    struct portfolio_count count;
    const gint64 start = g_get_monotonic_time();
    if (arguments_has(arguments, "dry-run")) return try_model(session, arguments, answer, start, error);
    if (arguments_has(arguments, "model")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Only the model in use keeps scores."),
                         N_("Add --dry-run to see what another would give, or deploy it."), NULL);
        return false;
    }
    if (!portfolio_score(session, 1, G_MAXINT64, arguments_has(arguments, "fresh"), &count, error)) return false;
    answer_count(answer, &count, start);
    table_fact_int(answer, "changed", N_("Changed"), count.changed);
    return true;
}
