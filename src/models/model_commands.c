/* SPDX-License-Identifier: Apache-2.0 */
/* `model score`, `model list`, `model show`. */
#include "models/life.h"
#include "models/models.h"
#include "score/cutoff.h"
#include "score/portfolio.h"
#include "training/boost_train.h"
#include "training/calibrate.h"
#include "training/model_frame.h"

#include <math.h>
#include <string.h>

/* ---- score a file ----------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column score_columns[] = {
    { .id = "row", .title = N_("Row"), .type = VALUE_INTEGER, .help = N_("Counted from 0, without the line of names.") },
    { .id = "score", .title = N_("Score"), .type = VALUE_SCORE },
    { .id = "probability", .title = N_("Probability of default"), .type = VALUE_REAL, .decimals = 9 },
    { .id = "reasons", .title = N_("Reasons"), .type = VALUE_TEXT, .help = N_("At most four characteristics, by points lost.") },
};
// clang-format on

static char *reasons_text(const struct score_result *result)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < result->reasons; i++)
        g_string_append_printf(text, "%s%s", i ? "; " : "", result->part[result->reason[i]].characteristic);
    return g_string_free(text, FALSE);
}

bool model_command_score(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_autoptr(model_t) card = model_load_file(arguments_text(arguments, "model"), error);
    if (!card) return false;
    g_autoptr(frame_t) frame = model_frame_read(card, arguments_text(arguments, "data"), error);
    if (!frame) return false;
    g_autoptr(model_frame_t) over = model_frame_new(card, frame, error);
    if (!over) return false;
    table_set_columns(answer, score_columns, G_N_ELEMENTS(score_columns));
    for (size_t row = 0; row < frame->rows; row++) {
        struct score_result result;
        if (row % 4096 == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, (double)row / (double)frame->rows, N_("Scoring"));
        }
        model_frame_score(over, row, &result);
        if (!model_explain(card, &result, error)) return false;
        g_autofree char *reasons = reasons_text(&result);
        table_row_begin(answer);
        table_add_int(answer, (int64_t)row);
        table_add_int(answer, result.score);
        table_add_real(answer, result.probability);
        table_add_text(answer, *reasons ? reasons : NULL);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* The day of a moment, in the local zone. */
static struct date day_of(int64_t moment)
{
    struct date day = DATE_NONE;
    g_autoptr(GDateTime) local = moment ? g_date_time_new_from_unix_local(moment / 1000) : NULL;
    if (local)
        day = date_make(g_date_time_get_year(local), g_date_time_get_month(local), g_date_time_get_day_of_month(local));
    return day;
}

/* ---- the models there are --------------------------------------------------------------------------------------- */

// clang-format off
static const struct column list_columns[] = {
    { .id = "name", .title = N_("Model"), .type = VALUE_TEXT },
    { .id = "version", .title = N_("Version"), .type = VALUE_INTEGER },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "MODEL_KIND", .priority = 2 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "MODEL_STATE" },
    { .id = "subject", .title = N_("Scores"), .type = VALUE_CODE, .group = "MODEL_SUBJECT", .priority = 2 },
    { .id = "since", .title = N_("Deployed"), .type = VALUE_DATE, .priority = 1, .help = N_("Since when it is in use.") },
    { .id = "user", .title = N_("Registered by"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "validator", .title = N_("Validated by"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "characteristics", .title = N_("Characteristics"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_INTEGER, .priority = 1, .help = N_("Rows the model was fitted on.") },
    { .id = "auc", .title = N_("AUC"), .type = VALUE_REAL, .decimals = 4, .help = N_("Mean over folds that were not fitted on.") },
    { .id = "holdout_auc", .title = N_("Holdout AUC"), .type = VALUE_REAL, .decimals = 4 },
    { .id = "holdout_ks", .title = N_("Holdout KS"), .type = VALUE_REAL, .decimals = 4, .priority = 1 },
};
// clang-format on

/* `row` NULL: a shipped one. */
static bool list_row(struct table *answer, const struct model *model, const struct model_row *row, GError **error)
{
    const struct scorecard *card = model_head(model);
    const char *subject = model_subject(model);
    const bool deployed = row && strcmp(row->state, MODEL_DEPLOYED) == 0;
    table_row_begin(answer);
    table_add_text(answer, model_name(model));
    table_add_int(answer, model_version(model));
    table_add_text(answer, model_kind_word(model_kind(model)));
    table_add_text(answer, row ? row->state : MODEL_SHIPPED);
    table_add_text(answer, *subject ? subject : "table");
    table_add_date(answer, deployed ? day_of(row->deployed) : DATE_NONE);
    table_add_text(answer, row ? row->user : NULL);
    table_add_text(answer, row ? row->validator : NULL);
    table_add_int(answer, (int64_t)model_inputs(model));
    table_add_int(answer, (int64_t)card->rows);
    table_add_real(answer, card->metrics.has_folds ? card->metrics.fold.auc : NAN);
    table_add_real(answer, card->metrics.has_holdout ? card->metrics.holdout.auc : NAN);
    table_add_real(answer, card->metrics.has_holdout ? card->metrics.holdout.ks : NAN);
    return table_row_end(answer, error);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool list_shipped(struct table *answer, GError **error)
{
    g_autofree char *folder = data_path("models");
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; directory && (name = g_dir_read_name(directory));)
        if (g_str_has_suffix(name, ".json")) g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(paths, by_text);
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(model_t) card = model_load_file(paths->pdata[i], error);
        if (!card || !list_row(answer, card, NULL, error)) return false;
    }
    return true;
}

/* A body that is damaged is listed by what the store knows of it: the list is where it is found out. */
static bool list_damaged(struct table *answer, const struct model_row *row, GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, row->name);
    table_add_int(answer, row->number);
    table_add_text(answer, row->kind);
    table_add_text(answer, "damaged");
    table_add_text(answer, *row->subject ? row->subject : "table");
    table_add_null(answer);
    table_add_text(answer, row->user);
    table_add_text(answer, row->validator);
    for (int column = 0; column < 5; column++)
        table_add_null(answer);
    return table_row_end(answer, error);
}

static bool list_stored(struct session *session, struct table *answer, GError **error)
{
    g_autoptr(GPtrArray) rows = model_rows(session, error);
    for (guint i = 0; rows && i < rows->len; i++) {
        g_autoptr(model_t) model = model_row_read(session, rows->pdata[i], NULL);
        const bool listed =
            model ? list_row(answer, model, rows->pdata[i], error) : list_damaged(answer, rows->pdata[i], error);
        if (!listed) return false;
    }
    return rows != NULL;
}

bool model_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    (void)arguments;
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    return (!session->store || list_stored(session, answer, error)) && list_shipped(answer, error);
}

/* ---- one model -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *key, *title;
} card_titles[] = {
    { "use", N_("For") },         { "not_for", N_("Not for") }, { "data", N_("Data") },
    { "licence", N_("Licence") }, { "split", N_("Split") },     { "method", N_("Method") },
    { "outcome", N_("Outcome") }, { "limits", N_("Limits") },   { "review", N_("Review") },
};

/* The card's text; "use_zh" stands in for "use" when Chinese is spoken. */
static void show_text(const struct session *session, const struct scorecard *card, struct table *answer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(card_titles); i++) {
        g_autofree char *own = g_strconcat(card_titles[i].key, "_", session->language ? session->language : "en", NULL);
        const char *text = card_line_find(card->line, card->lines, own);
        if (!text) text = card_line_find(card->line, card->lines, card_titles[i].key);
        if (text) table_fact_text(answer, card_titles[i].key, card_titles[i].title, text);
    }
}

static void show_metrics(const struct card_metrics *metrics, struct table *answer)
{
    if (metrics->has_folds) {
        table_fact_int(answer, "folds", N_("Folds"), metrics->folds);
        table_fact_real(answer, "auc", N_("AUC"), metrics->fold.auc, 4);
        table_fact_real(answer, "auc_sd", N_("AUC, standard deviation"), metrics->auc_sd, 4);
        table_fact_real(answer, "ks", N_("KS"), metrics->fold.ks, 4);
        table_fact_real(answer, "brier", N_("Brier score"), metrics->fold.brier, 4);
    }
    if (!metrics->has_holdout) return;
    table_fact_int(answer, "holdout_rows", N_("Holdout rows"), (int64_t)metrics->holdout.rows);
    table_fact_real(answer, "holdout_auc", N_("Holdout AUC"), metrics->holdout.auc, 4);
    table_fact_real(answer, "holdout_ks", N_("Holdout KS"), metrics->holdout.ks, 4);
    table_fact_real(answer, "holdout_gini", N_("Holdout Gini"), metrics->holdout.gini, 4);
    table_fact_real(answer, "holdout_brier", N_("Holdout Brier score"), metrics->holdout.brier, 4);
}

/* Kind, whose files it scores, and how far it has come. */
static void show_state(struct session *session, const char *name, const struct model *model, struct table *answer)
{
    const char *subject = model_subject(model);
    g_autoptr(model_row_t) row = session->store ? model_row_find(session, name, NULL) : NULL;
    table_fact_code(answer, "kind", N_("Kind"), "MODEL_KIND", model_kind_word(model_kind(model)));
    table_fact_code(answer, "subject", N_("Scores"), "MODEL_SUBJECT", *subject ? subject : "table");
    table_fact_int(answer, "cut_off", N_("Cut-off"), model_cut_off(model));
    if (!row) return;
    table_fact_code(answer, "state", N_("State"), "MODEL_STATE", row->state);
    table_fact_text(answer, "registered_by", N_("Registered by"), row->user);
    if (row->validator) table_fact_text(answer, "validator", N_("Validated by"), row->validator);
    if (strcmp(row->state, MODEL_DEPLOYED) == 0)
        table_fact_date(answer, "since", N_("Deployed"), day_of(row->deployed));
}

bool model_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    g_autoptr(model_t) model = model_named(session, arguments_text(arguments, "model"), error);
    if (!model) return false;
    const struct scorecard *card = model_head(model);
    g_autofree char *bands = NULL;
    g_autofree char *left = NULL;
    GString *text = g_string_new(NULL);
    for (size_t i = card->bands; i-- > 0;)
        g_string_append_printf(text, "%s%s ≥ %d", text->len ? ", " : "", card->band[i].letter, card->band[i].from);
    bands = g_string_free(text, FALSE);
    text = g_string_new(NULL);
    for (size_t i = 0; i < card->traces; i++)
        g_string_append_printf(text, "%s%s (%s)", i ? "; " : "", card->trace[i].key, card->trace[i].text);
    left = g_string_free(text, FALSE);
    table_fact_text(answer, "name", N_("Model"), card->name);
    table_fact_int(answer, "version", N_("Version"), card->version);
    show_state(session, arguments_text(arguments, "model"), model, answer);
    show_text(session, card, answer);
    table_fact_int(answer, "rows", N_("Rows"), (int64_t)card->rows);
    table_fact_int(answer, "bads", N_("Bads"), (int64_t)card->bads);
    show_metrics(&card->metrics, answer);
    table_fact_real(answer, "base_score", N_("Base score"), card->scale.base_score, 0);
    table_fact_real(answer, "base_odds", N_("Good to bad at the base score"), card->scale.base_odds, 1);
    table_fact_real(answer, "points_to_double", N_("Points that double the odds"), card->scale.points_to_double, 0);
    table_fact_text(answer, "bands", N_("Bands"), bands);
    table_fact_real(answer, "intercept", N_("Intercept"), card->intercept, 6);
    table_fact_text(answer, "left_out", N_("Left out"), *left ? left : NULL);
    calibrate_facts(model, answer);
    if (!model->trees) return card_rows(card, answer, error);
    tree_facts(model, answer);
    return tree_rows(model, answer, error);
}
