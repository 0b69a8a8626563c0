/* SPDX-License-Identifier: Apache-2.0 */
/* `model compare`: champion and challenger side by side, over the live portfolio or a file. What they agree on, who
 * would be accepted by one and refused by the other, and, where outcomes are known, who was right. */
#include "models/life.h"
#include "models/models.h"
#include "models/pairs.h"
#include "score/cutoff.h"
#include "training/evaluation.h"

#include <math.h>
#include <string.h>

/* ---- both models --------------------------------------------------------------------------------------------------
 */

static bool same_subject(const struct model *champion, const struct model *challenger, GError **error)
{
    const char *one = model_subject(champion), *two = model_subject(challenger);
    if (*one && strcmp(one, two) == 0) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE,
                     *one && *two ? N_("{1} and {2} are for different kinds of files.")
                                  : N_("{1} and {2} cannot both score the files of this store."),
                     N_("Give a file with --data that has the columns of both."), model_name(champion),
                     model_name(challenger), NULL);
    return false;
}

/* ---- figures ------------------------------------------------------------------------------------------------------
 */

static double mean_of(const GArray *values)
{
    double sum = 0;
    for (guint i = 0; i < values->len; i++)
        sum += g_array_index(values, double, i);
    return values->len ? sum / values->len : NAN;
}

/* The ranking of one of them over the rows with an outcome; false when nothing can be said. */
static bool rank(const struct pairs *pairs, int which, struct evaluation_summary *summary)
{
    const size_t rows = pairs_rows(pairs);
    g_autofree double *score = g_new(double, MAX(rows, 1)), *probability = g_new(double, MAX(rows, 1));
    g_autofree guint8 *bad = g_new(guint8, MAX(rows, 1));
    size_t known = 0;
    for (size_t i = 0; i < rows; i++) {
        const guint8 outcome = g_array_index(pairs->outcome, guint8, i);
        if (outcome == OUTCOME_UNKNOWN) continue;
        score[known] = g_array_index(pairs->score[which], double, i);
        probability[known] = g_array_index(pairs->probability[which], double, i);
        bad[known++] = outcome;
    }
    const struct judged_rows judged = { .rows = known, .score = score, .probability = probability, .bad = bad };
    return known > 0 && evaluation_summarise(&judged, summary);
}

static void answer_ranking(struct table *answer, const struct pairs *pairs)
{
    struct evaluation_summary champion, challenger;
    if (!rank(pairs, 0, &champion) || !rank(pairs, 1, &challenger)) return;
    table_fact_int(answer, "known", N_("Outcomes known"), (int64_t)champion.rows);
    table_fact_int(answer, "bads", N_("Bads"), (int64_t)champion.bads);
    table_fact_real(answer, "auc_champion", N_("AUC, champion"), champion.ranking.auc, 4);
    table_fact_real(answer, "auc_challenger", N_("AUC, challenger"), challenger.ranking.auc, 4);
    table_fact_real(answer, "ks_champion", N_("KS, champion"), champion.ranking.ks, 4);
    table_fact_real(answer, "ks_challenger", N_("KS, challenger"), challenger.ranking.ks, 4);
    table_fact_real(answer, "brier_champion", N_("Brier score, champion"), champion.calibration.brier, 4);
    table_fact_real(answer, "brier_challenger", N_("Brier score, challenger"), challenger.calibration.brier, 4);
}

static void bad_rate(struct table *answer, const char *id, const char *title, int64_t bads, int64_t known)
{
    if (known > 0) table_fact_percent(answer, id, title, (double)bads / (double)known);
}

static void answer_swap(struct table *answer, const struct pairs *pairs, const int cut[2])
{
    const struct swap_set swap = pairs_swap(pairs, cut);
    table_fact_int(answer, "cut_champion", N_("Cut-off, champion"), cut[0]);
    table_fact_int(answer, "cut_challenger", N_("Cut-off, challenger"), cut[1]);
    table_fact_int(answer, "both_accept", N_("Accepted by both"), swap.rows[1][1]);
    table_fact_int(answer, "swap_in", N_("Only the challenger accepts"), swap.rows[0][1]);
    table_fact_int(answer, "swap_out", N_("Only the champion accepts"), swap.rows[1][0]);
    table_fact_int(answer, "both_refuse", N_("Refused by both"), swap.rows[0][0]);
    bad_rate(answer, "swap_in_bad", N_("Bad rate, only the challenger accepts"), swap.bads[0][1], swap.known[0][1]);
    bad_rate(answer, "swap_out_bad", N_("Bad rate, only the champion accepts"), swap.bads[1][0], swap.known[1][0]);
}

/* ---- bands --------------------------------------------------------------------------------------------------------
 */

// clang-format off
static const struct column band_columns[] = {
    { .id = "band", .title = N_("Band"), .type = VALUE_TEXT },
    { .id = "champion", .title = N_("Champion"), .type = VALUE_INTEGER },
    { .id = "champion_share", .title = N_("Share"), .type = VALUE_PERCENT },
    { .id = "champion_bad", .title = N_("Bad rate"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "challenger", .title = N_("Challenger"), .type = VALUE_INTEGER },
    { .id = "challenger_share", .title = N_("Share"), .type = VALUE_PERCENT },
    { .id = "challenger_bad", .title = N_("Bad rate"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "stay", .title = N_("In it by both"), .type = VALUE_INTEGER, .priority = 2, .help = N_("Files that both models put into this band.") },
};
// clang-format on

/* The place of a score's band among the model's own, by its first score. */
static size_t band_of(const struct model *model, double score)
{
    size_t band = 0;
    for (size_t i = 0; i < model_band_count(model); i++) {
        const char *letter;
        int from;
        model_band(model, i, &letter, &from);
        if (score >= from) band = i;
    }
    return band;
}

static const char *letter_of(const struct model *model, size_t band)
{
    const char *letter = "";
    int from;
    if (band < model_band_count(model)) model_band(model, band, &letter, &from);
    return letter;
}

struct band_count {
    int64_t rows[2], known[2], bads[2], stay;
};

static void count_row(const struct pairs *pairs, GHashTable *bands, size_t row)
{
    const guint8 outcome = g_array_index(pairs->outcome, guint8, row);
    const char *letter[2];
    for (int which = 0; which < 2; which++) {
        const struct model *model = pairs->model[which];
        letter[which] = letter_of(model, band_of(model, g_array_index(pairs->score[which], double, row)));
        struct band_count *count = g_hash_table_lookup(bands, letter[which]);
        if (!count) g_hash_table_insert(bands, (gpointer)letter[which], count = g_new0(struct band_count, 1));
        count->rows[which]++;
        count->known[which] += outcome != OUTCOME_UNKNOWN;
        count->bads[which] += outcome == OUTCOME_BAD;
        if (which == 1 && strcmp(letter[0], letter[1]) == 0) count->stay++;
    }
}

static bool add_band(struct table *answer, const char *letter, const struct band_count *count, size_t rows,
                     GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, letter);
    for (int which = 0; which < 2; which++) {
        table_add_int(answer, count->rows[which]);
        table_add_real(answer, rows ? (double)count->rows[which] / (double)rows : NAN);
        table_add_real(answer, count->known[which] ? (double)count->bads[which] / (double)count->known[which] : NAN);
    }
    table_add_int(answer, count->stay);
    return table_row_end(answer, error);
}

/* Those of the champion from the best, then those that only the challenger has. */
static bool answer_bands(struct table *answer, const struct pairs *pairs, GError **error)
{
    g_autoptr(GHashTable) bands = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    table_set_columns(answer, band_columns, G_N_ELEMENTS(band_columns));
    for (size_t row = 0; row < pairs_rows(pairs); row++)
        count_row(pairs, bands, row);
    for (int which = 0; which < 2; which++)
        for (size_t i = model_band_count(pairs->model[which]); i-- > 0;) {
            const char *letter = letter_of(pairs->model[which], i);
            const struct band_count *count = g_hash_table_lookup(bands, letter);
            if (count && !add_band(answer, letter, count, pairs_rows(pairs), error)) return false;
            g_hash_table_remove(bands, letter);
        }
    return true;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static bool fill(struct session *session, const struct arguments *arguments, struct pairs *pairs, GError **error)
{
    const char *data = arguments_text(arguments, "data"), *target = arguments_text(arguments, "target");
    if (data) return pairs_of_file(session, pairs, data, target, error);
    if (!same_subject(pairs->model[0], pairs->model[1], error)) return false;
    if (session->store) return pairs_of_portfolio(session, pairs, model_subject(pairs->model[0]), error);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no store, and no file was given."),
                     N_("Name a file with --data."), NULL);
    return false;
}

bool model_command_compare(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(model_t) challenger = model_named(session, arguments_text(arguments, "challenger"), error);
    g_autoptr(model_t) champion =
        challenger ? model_named(session, arguments_text(arguments, "champion"), error) : NULL;
    g_autoptr(pairs_t) pairs = champion ? pairs_new(champion, challenger) : NULL;
    if (!pairs || !fill(session, arguments, pairs, error)) return false;
    int cut[2];
    cut[0] = (int)arguments_int(arguments, "cutoff", model_cut_off(champion));
    cut[1] = arguments_has(arguments, "challenger-cutoff") ? (int)arguments_int(arguments, "challenger-cutoff", 0)
                                                           : pairs_matching_cut(pairs, cut[0]);
    g_autofree char *one = model_name_join(model_name(champion), model_version(champion));
    g_autofree char *two = model_name_join(model_name(challenger), model_version(challenger));
    table_fact_text(answer, "champion", N_("Champion"), one);
    table_fact_text(answer, "challenger", N_("Challenger"), two);
    table_fact_int(answer, "rows", N_("Files"), (int64_t)pairs_rows(pairs));
    table_fact_real(answer, "mean_champion", N_("Mean score, champion"), mean_of(pairs->score[0]), 1);
    table_fact_real(answer, "mean_challenger", N_("Mean score, challenger"), mean_of(pairs->score[1]), 1);
    table_fact_real(answer, "rank_correlation", N_("Rank correlation"), pairs_rank_correlation(pairs), 4);
    table_fact_real(answer, "psi", N_("PSI between them"), pairs_index(pairs), 4);
    answer_swap(answer, pairs, cut);
    answer_ranking(answer, pairs);
    return answer_bands(answer, pairs, error);
}
