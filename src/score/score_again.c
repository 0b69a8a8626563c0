/* SPDX-License-Identifier: Apache-2.0 */
/* A score that was kept, made again: from the values kept with it, and from the facts as they were known then. The
 * first proves that model and values give the score; the second that the values came from the facts, as far as the law
 * has left them. */
#include "score/model.h"
#include "score/portfolio.h"
#include "score/registry.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

struct kept {
    int64_t change, at;
    char *model, *band;
    int number, score;
    struct date day;
    double probability, inputs[SCORE_MOST_PARTS];
    bool has_inputs;
    size_t count;
};

static void kept_clear(struct kept *kept)
{
    g_free(kept->model);
    g_free(kept->band);
}

static bool not_kept(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("No such score of the file is kept."),
                     N_("Leave out --change for the newest one."), NULL);
    return false;
}

/* The score of a change, or the newest; the name of its column keeps apart models that scored in one change. */
static bool read_kept(struct session *session, int64_t subject, int64_t change, struct kept *kept, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT s.change, s.model, s.number, s.day, s.score, s.band, s.probability, s.inputs, c.at FROM "
                      "score s JOIN change c ON c.id = s.change WHERE s.subject = ?1 AND s.change <= ?2 AND "
                      "(?3 = 0 OR s.change = ?3) ORDER BY s.change DESC LIMIT 1",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    statement_bind_int(row, 3, change);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE && not_kept(error);
    size_t length = 0;
    kept->change = statement_int(row, 0);
    kept->model = g_strdup(statement_text(row, 1));
    kept->number = (int)statement_int(row, 2);
    kept->day = statement_int(row, 3) == 0 ? DATE_NONE : statement_date(row, 3);
    kept->score = (int)statement_int(row, 4);
    kept->band = g_strdup(statement_text(row, 5));
    kept->probability = statement_real(row, 6);
    const void *inputs = statement_bytes(row, 7, &length);
    kept->has_inputs = inputs != NULL && length > 0;
    kept->count = kept->has_inputs ? score_inputs_unpack(inputs, length, kept->inputs) : 0;
    kept->at = statement_int(row, 8);
    return true;
}

/* The features from the facts as they were known to that change, with what the law took out since left out. */
static bool derive_then(struct session *session, int64_t subject, const struct kept *kept, double *values,
                        unsigned *withheld, const struct model *model, GError **error)
{
    const int64_t view = session->view;
    const struct date as_of = session->as_of;
    session->view = kept->change;
    session->as_of = date_of_moment(kept->at);
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    session->view = view;
    session->as_of = as_of;
    if (dossier == NULL || !score_is_covered(dossier, error) || !score_model_is_covered(model, dossier, error))
        return false;
    *withheld = dossier->withheld;
    features_derive(dossier, date_is_set(kept->day) ? kept->day : features_day(dossier), values);
    return true;
}

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

// clang-format off
static const struct column again_columns[] = {
    { .id = "feature", .title = N_("Feature"),         .type = VALUE_TEXT },
    { .id = "kept",    .title = N_("Kept"),            .type = VALUE_REAL, .decimals = 4 },
    { .id = "facts",   .title = N_("From the facts"),  .type = VALUE_REAL, .decimals = 4 },
    { .id = "same",    .title = N_("Same"),            .type = VALUE_FLAG },
    { .id = "points",  .title = N_("Points"),          .type = VALUE_INTEGER, .priority = 1 },
    { .id = "title",   .title = N_("Meaning"),         .type = VALUE_TEXT, .priority = 2 },
};
// clang-format on

static bool answer_rows(struct session *session, const struct kept *kept, const struct score_result *facts,
                        const struct score_result *again, struct table *answer, GError **error)
{
    table_set_columns(answer, again_columns, G_N_ELEMENTS(again_columns));
    for (size_t i = 0; i < facts->parts; i++) {
        const struct score_part *part = &facts->part[i];
        table_row_begin(answer);
        table_add_text(answer, part->characteristic);
        table_add_real(answer, kept->has_inputs ? kept->inputs[i] : NAN);
        table_add_real(answer, part->value);
        kept->has_inputs ? table_add_int(answer, same_number(kept->inputs[i], part->value)) : table_add_null(answer);
        table_add_int(answer, kept->has_inputs ? again->part[i].points : part->points);
        table_add_text(answer, feature_title(part->characteristic, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static void answer_kept(struct table *answer, const struct kept *kept)
{
    table_fact_int(answer, "change", N_("Change"), kept->change);
    table_fact_moment(answer, "at", N_("Scored at"), kept->at);
    table_fact_date(answer, "day", N_("Scored as of"), kept->day);
    table_fact_text(answer, "model", N_("Model"), kept->model);
    table_fact_int(answer, "version", N_("Version"), kept->number);
    table_fact_int(answer, "score", N_("Score kept"), kept->score);
    table_fact_text(answer, "band", N_("Band kept"), kept->band);
    table_fact_percent(answer, "probability", N_("Probability kept"), kept->probability);
}

static void answer_again(struct table *answer, const struct kept *kept, const struct score_result *again,
                         const struct score_result *facts)
{
    const bool made = kept->has_inputs;
    if (made) {
        table_fact_int(answer, "again", N_("Score made again"), again->score);
        table_fact_flag(answer, "equal", N_("Equal to the one kept"),
                        again->score == kept->score && strcmp(again->band, kept->band) == 0 &&
                            fabs(again->probability - kept->probability) < 1e-12);
    } else {
        table_fact_null(answer, "again", N_("Score made again")); /* the law took the values away */
        table_fact_null(answer, "equal", N_("Equal to the one kept"));
    }
    bool same = made;
    for (size_t i = 0; made && i < facts->parts; i++)
        same = same && same_number(kept->inputs[i], facts->part[i].value);
    table_fact_int(answer, "from_facts", N_("Score from the facts of then"), facts->score);
    made ? table_fact_flag(answer, "facts_equal", N_("Values equal to those kept"), same)
         : table_fact_null(answer, "facts_equal", N_("Values equal to those kept"));
}

static bool make_again(struct session *session, int64_t subject, const struct kept *kept, struct table *answer,
                       GError **error)
{
    g_autofree char *name = model_name_join(kept->model, kept->number);
    g_autoptr(model_t) model = model_named(session, name, error);
    g_autofree double *values = g_new(double, feature_count() + 1);
    struct score_result again = { .band = "" }, facts;
    unsigned withheld = 0;
    if (model == NULL) return false;
    if (kept->has_inputs && kept->count != model_inputs(model)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The model {1} does not read the values kept with the score."),
                         N_("Run `bureau doctor`."), name, NULL);
        return false;
    }
    if (!derive_then(session, subject, kept, values, &withheld, model, error)) return false;
    model_score(model, values, &facts);
    if (kept->has_inputs) model_score_inputs(model, kept->inputs, &again);
    if (kept->has_inputs && !model_explain(model, &again, error)) return false;
    answer_kept(answer, kept);
    answer_again(answer, kept, &again, &facts);
    limit_fact(answer, session, withheld);
    return answer_rows(session, kept, &facts, &again, answer, error);
}

bool score_command_again(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    struct kept kept = { 0 };
    session->audited_subject = subject;
    const bool done = read_kept(session, subject, arguments_int(arguments, "change", 0), &kept, error) &&
                      make_again(session, subject, &kept, answer, error);
    kept_clear(&kept);
    return done;
}
