/* SPDX-License-Identifier: Apache-2.0 */
/* Scales by name, the cost of whole points, and the baselines of reasons near a cut-off. */
#include "training/scale.h"
#include "training/model_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCALES_FILE "models/scales.tsv"
#define NEAR_SHARE  20 /* one row in so many is near the cut-off */
#define NEAR_ROWS   30

/* ---- by name ----------------------------------------------------------------------------------------------------- */

static bool bands_read(const char *text, struct scale *scale)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    scale->bands = 0;
    for (size_t i = 0; words[i]; i++) {
        const char *sign = strchr(words[i], '=');
        gint64 from = 0;
        if (!sign || scale->bands == SCALE_MOST_BANDS ||
            !g_ascii_string_to_signed(sign + 1, 10, -100000, 100000, &from, NULL))
            return false;
        struct card_band *band = &scale->band[scale->bands++];
        *band = (struct card_band){ .from = (int)from };
        if (sign == words[i] || (size_t)(sign - words[i]) >= sizeof band->letter) return false;
        memcpy(band->letter, words[i], (size_t)(sign - words[i]));
    }
    return scale->bands > 0;
}

static bool row_read(const struct tsv *file, size_t row, struct scale *scale)
{
    double base = 0, odds = 0, pdo = 0, lowest = 0, highest = 0;
    if (!frame_number(tsv_cell(file, row, "base_score"), &base) ||
        !frame_number(tsv_cell(file, row, "base_odds"), &odds) || !frame_number(tsv_cell(file, row, "pdo"), &pdo) ||
        !frame_number(tsv_cell(file, row, "lowest"), &lowest) ||
        !frame_number(tsv_cell(file, row, "highest"), &highest) || !(odds > 0) || !(pdo > 0) || !(highest > lowest))
        return false;
    scale->scale = (struct card_scale){
        .base_score = base, .base_odds = odds, .points_to_double = pdo, .lowest = (int)lowest, .highest = (int)highest
    };
    return bands_read(tsv_cell(file, row, "bands"), scale);
}

bool scale_find(const char *name, struct scale *scale, GError **error)
{
    g_autoptr(tsv_t) file = tsv_load(SCALES_FILE, error);
    if (!file) return false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t row = 0; row < tsv_rows(file); row++) {
        const char *here = tsv_cell(file, row, "name");
        if (strcmp(here, name) != 0) {
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", here);
            continue;
        }
        if (row_read(file, row, scale)) return true;
        g_autofree char *line = g_strdup_printf("%zu", tsv_line(file, row));
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1}, line {2}, is no scale."),
                         N_("Correct the line; the head of the file says what belongs where."), SCALES_FILE, line,
                         NULL);
        return false;
    }
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no scale {1}."), N_("Scales: {2}."), name, names->str,
                     NULL);
    return false;
}

void scale_move_bands(const struct scale *from, struct scale *to)
{
    to->bands = 0;
    for (size_t i = 0; i < from->bands; i++) {
        // points above the base in doublings of the odds, and the base itself by its odds
        const double doublings = (from->band[i].from - from->scale.base_score) / from->scale.points_to_double +
                                 log2(from->scale.base_odds / to->scale.base_odds);
        const double score = to->scale.base_score + doublings * to->scale.points_to_double;
        struct card_band band = from->band[i];
        band.from = i ? (int)lround(CLAMP(score, -1e5, 1e5)) : to->scale.lowest;
        if (i && (band.from <= to->band[to->bands - 1].from || band.from > to->scale.highest)) continue;
        to->band[to->bands++] = band;
    }
}

/* ---- rounding ---------------------------------------------------------------------------------------------------- */

bool scale_rounding(const struct model *model, const struct frame *frame, const guint32 *rows, size_t count,
                    struct scale_rounding *rounding, GError **error)
{
    *rounding = (struct scale_rounding){ 0 };
    if (model->trees || !model->card || !count) return true;
    g_autoptr(model_frame_t) over = model_frame_new(model, frame, error);
    if (!over) return false;
    const struct card_scale *scale = &model->card->scale;
    const double factor = scale->points_to_double / M_LN2;
    const double offset = scale->base_score - factor * log(scale->base_odds);
    for (size_t i = 0; i < count; i++) {
        struct score_result result;
        model_frame_score(over, rows[i], &result);
        int points = 0;
        for (size_t part = 0; part < result.parts; part++)
            points += result.part[part].points;
        const double off = fabs(points - (offset - factor * result.log_odds));
        const double apart = fabs(card_probability(model->card, points) - 1 / (1 + exp(-result.log_odds)));
        rounding->most_points = MAX(rounding->most_points, off);
        rounding->most_probability = MAX(rounding->most_probability, apart);
        rounding->mean_points += off / (double)count;
        rounding->mean_probability += apart / (double)count;
    }
    return true;
}

/* ---- near the cut-off -------------------------------------------------------------------------------------------- */

struct approved {
    int score;
    guint32 row;
};

static int approved_compare(const void *a, const void *b)
{
    const struct approved *left = a, *right = b;
    if (left->score != right->score) return left->score < right->score ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

bool scale_near_cutoff(struct model *model, const struct frame *frame, const guint32 *rows, size_t count, int cutoff,
                       GError **error)
{
    struct scorecard *head = model_head(model);
    head->cutoff = cutoff;
    head->has_cutoff = true;
    if (model->trees || !model->card) return true;
    g_autoptr(model_frame_t) over = model_frame_new(model, frame, error);
    if (!over) return false;
    g_autofree struct approved *approved = g_new(struct approved, MAX(count, 1));
    size_t found = 0;
    struct score_result result;
    for (size_t i = 0; i < count; i++) {
        model_frame_score(over, rows[i], &result);
        if (result.score >= cutoff) approved[found++] = (struct approved){ result.score, rows[i] };
    }
    if (found < NEAR_ROWS) {
        g_autofree char *score = g_strdup_printf("%d", cutoff);
        g_autofree char *number = g_strdup_printf("%zu", found);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Only {2} rows reach the cut-off {1}."),
                         N_("Give a cut-off that at least 30 rows reach."), score, number, NULL);
        return false;
    }
    qsort(approved, found, sizeof *approved, approved_compare);
    // rows of one score stay together, so that the order of the file does not decide
    size_t near = MIN(found, MAX(NEAR_ROWS, count / NEAR_SHARE));
    while (near < found && approved[near].score == approved[near - 1].score)
        near++;
    for (size_t c = 0; c < head->characteristics; c++)
        head->characteristic[c].near = 0;
    for (size_t i = 0; i < near; i++) {
        model_frame_score(over, approved[i].row, &result);
        for (size_t c = 0; c < head->characteristics; c++)
            head->characteristic[c].near += (double)result.part[c].points / (double)near;
    }
    return true;
}
