/* SPDX-License-Identifier: Apache-2.0 */
/* See pairs.h. */
#include "models/pairs.h"
#include "features/pack.h"
#include "training/model_frame.h"
#include "training/reference.h"

#include <math.h>
#include <string.h>

enum { DECILES = 10 };

struct pairs *pairs_new(const struct model *champion, const struct model *challenger)
{
    struct pairs *pairs = g_new0(struct pairs, 1);
    pairs->model[0] = champion;
    pairs->model[1] = challenger;
    for (int i = 0; i < 2; i++) {
        pairs->score[i] = g_array_new(FALSE, FALSE, sizeof(double));
        pairs->probability[i] = g_array_new(FALSE, FALSE, sizeof(double));
    }
    pairs->outcome = g_array_new(FALSE, FALSE, sizeof(guint8));
    return pairs;
}

void pairs_free(struct pairs *pairs)
{
    if (!pairs) return;
    for (int i = 0; i < 2; i++) {
        g_array_unref(pairs->score[i]);
        g_array_unref(pairs->probability[i]);
    }
    g_array_unref(pairs->outcome);
    g_free(pairs);
}

size_t pairs_rows(const struct pairs *pairs)
{
    return pairs->outcome->len;
}

static double score_at(const struct pairs *pairs, int which, size_t row)
{
    return g_array_index(pairs->score[which], double, row);
}

static void add_score(struct pairs *pairs, int which, const struct score_result *result)
{
    const double score = result->score;
    g_array_append_val(pairs->score[which], score);
    g_array_append_val(pairs->probability[which], result->probability);
}

/* ---- the portfolio ------------------------------------------------------------------------------------------------
 */

struct walk {
    struct pairs *pairs;
    enum pack_kind kind;
    struct outcomes *outcomes;
    GArray *restricted;
    int place[2][SCORE_MOST_PARTS]; /* of each input its column of the walk */
};

static bool visit(const struct pack_block *block, void *data, GError **error)
{
    struct walk *walk = data;
    (void)error;
    for (int entry = block->from; entry < block->to; entry++) {
        const int64_t subject = block->first + entry;
        if ((enum pack_kind)block->kind[entry] != walk->kind || restricted_holds(walk->restricted, subject)) continue;
        for (int which = 0; which < 2; which++) {
            const struct model *model = walk->pairs->model[which];
            double inputs[SCORE_MOST_PARTS];
            struct score_result result;
            for (size_t i = 0; i < model_inputs(model); i++)
                inputs[i] = block->column[walk->place[which][i]][entry];
            model_score_inputs(model, inputs, &result);
            add_score(walk->pairs, which, &result);
        }
        const struct month scored = month_of((struct date){ (int32_t)block->day[entry] });
        const guint8 outcome = (guint8)outcomes_find(walk->outcomes, subject, scored, MONTH_NONE);
        g_array_append_val(walk->pairs->outcome, outcome);
    }
    return true;
}

/* The columns both models read, each once. */
static GArray *wished(struct walk *walk)
{
    GArray *features = g_array_new(FALSE, FALSE, sizeof(int));
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; i < model_inputs(walk->pairs->model[which]); i++) {
            const int feature = model_input_at(walk->pairs->model[which], i).feature;
            guint at = 0;
            while (at < features->len && g_array_index(features, int, at) != feature)
                at++;
            if (at == features->len) g_array_append_val(features, feature);
            walk->place[which][i] = (int)at;
        }
    return features;
}

bool pairs_of_portfolio(struct session *session, struct pairs *pairs, const char *subject, GError **error)
{
    g_autoptr(outcomes_t) outcomes = outcomes_read(session, OUTCOME_DEFAULT, error);
    g_autoptr(GArray) restricted = outcomes ? restricted_read(session, error) : NULL;
    struct walk walk = { .pairs = pairs,
                         .kind = strcmp(subject, "enterprise") == 0 ? PACK_ENTERPRISE : PACK_PERSON,
                         .outcomes = outcomes,
                         .restricted = restricted };
    if (!restricted) return false;
    g_autoptr(GArray) features = wished(&walk);
    const struct pack_wish wish = {
        .feature = (const int *)(const void *)features->data, .features = features->len, .first = 1, .last = G_MAXINT64
    };
    return pack_walk(session, &wish, visit, &walk, error);
}

/* ---- a file -------------------------------------------------------------------------------------------------------
 */

static bool score_rows(struct session *session, struct pairs *pairs, int which, const char *path, GError **error)
{
    g_autoptr(frame_t) frame = model_frame_read(pairs->model[which], path, error);
    g_autoptr(model_frame_t) over = frame ? model_frame_new(pairs->model[which], frame, error) : NULL;
    for (size_t row = 0; over && row < frame->rows; row++) {
        struct score_result result;
        if (row % 4096 == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, ((double)row / (double)frame->rows + which) / 2, N_("Scoring"));
        }
        model_frame_score(over, row, &result);
        add_score(pairs, which, &result);
    }
    return over != NULL;
}

static bool read_outcomes(struct pairs *pairs, const char *path, const char *target, GError **error)
{
    g_autoptr(frame_t) frame = frame_read(path, NULL, error);
    const int column = frame && target ? frame_find(frame, target) : -1;
    if (!frame) return false;
    if (target && column < 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1}: the file has no column “{2}”."),
                         N_("Name columns of its first line."), "target", target, NULL);
        return false;
    }
    g_autofree guint8 *bad = target ? model_frame_target(pairs->model[0], frame, (size_t)column, error) : NULL;
    if (target && !bad) return false;
    for (size_t row = 0; row < frame->rows; row++) {
        const guint8 outcome = bad ? bad[row] : (guint8)OUTCOME_UNKNOWN;
        g_array_append_val(pairs->outcome, outcome);
    }
    return true;
}

bool pairs_of_file(struct session *session, struct pairs *pairs, const char *path, const char *target, GError **error)
{
    return score_rows(session, pairs, 0, path, error) && score_rows(session, pairs, 1, path, error) &&
           read_outcomes(pairs, path, target, error);
}

/* ---- between the two ----------------------------------------------------------------------------------------------
 */

static int compare_doubles(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double *sorted_scores(const struct pairs *pairs, int which)
{
    const size_t rows = pairs_rows(pairs);
    double *sorted = g_new(double, MAX(rows, 1));
    for (size_t i = 0; i < rows; i++)
        sorted[i] = score_at(pairs, which, i);
    qsort(sorted, rows, sizeof *sorted, compare_doubles);
    return sorted;
}

/* How many of the sorted values are below `value`, or not above it. */
static size_t count_below(const double *sorted, size_t rows, double value, bool or_equal)
{
    size_t low = 0, high = rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value || (or_equal && sorted[middle] <= value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double pairs_rank_correlation(const struct pairs *pairs)
{
    const size_t rows = pairs_rows(pairs);
    g_autofree double *first = sorted_scores(pairs, 0), *second = sorted_scores(pairs, 1);
    const double mean = ((double)rows - 1) / 2;
    double both = 0, left = 0, right = 0;
    for (size_t i = 0; i < rows; i++) {
        const double a = score_at(pairs, 0, i), b = score_at(pairs, 1, i);
        const size_t below_a = count_below(first, rows, a, false) + count_below(first, rows, a, true);
        const size_t below_b = count_below(second, rows, b, false) + count_below(second, rows, b, true);
        const double rank_a = ((double)below_a - 1) / 2 - mean, rank_b = ((double)below_b - 1) / 2 - mean;
        both += rank_a * rank_b;
        left += rank_a * rank_a;
        right += rank_b * rank_b;
    }
    return left > 0 && right > 0 ? both / sqrt(left * right) : NAN;
}

double pairs_index(const struct pairs *pairs)
{
    const size_t rows = pairs_rows(pairs);
    g_autofree double *sorted = sorted_scores(pairs, 0);
    int64_t then[DECILES] = { 0 }, now[DECILES] = { 0 };
    double cut[DECILES];
    size_t cuts = 0;
    for (size_t i = 1; i < DECILES && rows > 0; i++) {
        const double value = sorted[i * rows / DECILES];
        if (value > sorted[0] && (cuts == 0 || value > cut[cuts - 1])) cut[cuts++] = value;
    }
    for (size_t i = 0; i < rows; i++) {
        then[count_below(cut, cuts, score_at(pairs, 0, i), true)]++;
        now[count_below(cut, cuts, score_at(pairs, 1, i), true)]++;
    }
    return reference_index(then, now, cuts + 1);
}

int pairs_matching_cut(const struct pairs *pairs, int cut)
{
    const size_t rows = pairs_rows(pairs);
    g_autofree double *champion = sorted_scores(pairs, 0), *challenger = sorted_scores(pairs, 1);
    const size_t refused = count_below(champion, rows, cut, false);
    if (rows == 0) return cut;
    return refused < rows ? (int)challenger[refused] : (int)challenger[rows - 1] + 1;
}

struct swap_set pairs_swap(const struct pairs *pairs, const int cut[2])
{
    struct swap_set swap = { 0 };
    for (size_t i = 0; i < pairs_rows(pairs); i++) {
        const int champion = score_at(pairs, 0, i) >= cut[0], challenger = score_at(pairs, 1, i) >= cut[1];
        const guint8 outcome = g_array_index(pairs->outcome, guint8, i);
        swap.rows[champion][challenger]++;
        if (outcome == OUTCOME_UNKNOWN) continue;
        swap.known[champion][challenger]++;
        swap.bads[champion][challenger] += outcome == OUTCOME_BAD;
    }
    return swap;
}
