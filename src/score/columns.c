/* SPDX-License-Identifier: Apache-2.0 */
/* See columns.h. The points of a card's input are a step function of its value: they change at the upper edge of a bin,
 * at a special code and right behind it, and nowhere else. So the points at each of these numbers hold up to the next,
 * and one search for the last number that is not above the value finds them. What must stay true: the tables are never
 * filled from bins by a rule of their own, only from answers of the model. */
#include "score/columns.h"

#include "score/model.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 512, TRIALS = 256 };

struct lookup {
    size_t count; /* numbers at which the points change, a power of two less one, padded with NaN's end */
    double *from;
    int *points; /* count + 1: [k] holds from from[k - 1] on, [0] below all */
    int missing;
};

struct columns {
    const struct model *model;
    size_t inputs;
    struct lookup *lookup; /* NULL: row by row */
    int lowest_sum;        /* of points of all inputs together */
    size_t sums;
    int *score; /* of each sum from lowest_sum on */
    bool tells; /* the sum tells the probability; else, of a calibrated card, each row is asked */
};

/* ---- filling -------------------------------------------------------------------------------------------------------
 */

static int by_value(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* Every number at which a bin of the input may begin. */
static GArray *steps_of(const struct binning *binning)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(double));
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        if (bin->type == BIN_RANGE && isfinite(bin->below)) g_array_append_val(steps, bin->below);
        if (bin->type != BIN_SPECIAL || bin->categories != NULL) continue;
        const double behind = nextafter(bin->code, INFINITY);
        g_array_append_val(steps, bin->code);
        g_array_append_val(steps, behind);
    }
    /* a last bin that ends at infinity may leave infinity itself out */
    const double end = INFINITY;
    g_array_append_val(steps, end);
    g_array_sort(steps, by_value);
    return steps;
}

static int points_at(const struct columns *columns, size_t input, double value)
{
    double inputs[SCORE_MOST_PARTS];
    struct score_result result;
    for (size_t i = 0; i < columns->inputs; i++)
        inputs[i] = FEATURE_MISSING;
    inputs[input] = value;
    model_score_inputs(columns->model, inputs, &result);
    return result.part[input].points;
}

static void fill(struct columns *columns, size_t input)
{
    struct lookup *lookup = &columns->lookup[input];
    g_autoptr(GArray) steps = steps_of(columns->model->card->characteristic[input].binning);
    for (lookup->count = 1; lookup->count < steps->len; lookup->count = lookup->count * 2 + 1)
        ;
    lookup->from = g_new(double, lookup->count);
    lookup->points = g_new(int, lookup->count + 1);
    lookup->points[0] = points_at(columns, input, -INFINITY);
    for (size_t k = 0; k < lookup->count; k++) {
        /* what is beyond the last step is infinity again: no value is above it */
        lookup->from[k] = k < steps->len ? g_array_index(steps, double, k) : INFINITY;
        lookup->points[k + 1] = points_at(columns, input, lookup->from[k]);
    }
    lookup->missing = points_at(columns, input, FEATURE_MISSING);
}

/* Score and probability of a card depend on the sum of the points alone; one row that has each sum is asked. */
static bool fill_sums(struct columns *columns)
{
    int lowest = 0, highest = 0;
    for (size_t i = 0; i < columns->inputs; i++) {
        const struct lookup *lookup = &columns->lookup[i];
        int least = lookup->missing, most = lookup->missing;
        for (size_t k = 0; k <= lookup->count; k++) {
            least = MIN(least, lookup->points[k]);
            most = MAX(most, lookup->points[k]);
        }
        lowest += least;
        highest += most;
    }
    if (highest - lowest > 100000) return false;
    columns->lowest_sum = lowest;
    columns->sums = (size_t)(highest - lowest) + 1;
    columns->score = g_new(int, columns->sums);
    for (size_t s = 0; s < columns->sums; s++) {
        const int sum = lowest + (int)s;
        const struct card_scale *scale = &columns->model->card->scale;
        columns->score[s] = CLAMP(sum, scale->lowest, scale->highest);
    }
    return true;
}

static int points_of(const struct lookup *lookup, double value)
{
    size_t at = 0;
    if (isnan(value)) return lookup->missing;
    for (size_t half = (lookup->count + 1) / 2; half > 0; half /= 2)
        at += lookup->from[at + half - 1] <= value ? half : 0;
    return lookup->points[at];
}

/* Rows of numbers at and beside the steps: the tables must say what the model says, or they are not used. */
static bool agree(struct columns *columns)
{
    double inputs[SCORE_MOST_PARTS];
    guint64 dice = 20240607;
    columns->tells = true;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct score_result result;
        int sum = 0;
        for (size_t i = 0; i < columns->inputs; i++) {
            const struct lookup *lookup = &columns->lookup[i];
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            const size_t at = (size_t)(dice >> 33) % (lookup->count + 1);
            const int kind = (int)(dice >> 29 & 3);
            inputs[i] = at == lookup->count ? FEATURE_MISSING : lookup->from[at];
            if (kind == 1) inputs[i] = nextafter(inputs[i], -INFINITY);
            if (kind == 2) inputs[i] = nextafter(inputs[i], INFINITY);
            sum += points_of(lookup, inputs[i]);
        }
        model_score_inputs(columns->model, inputs, &result);
        if (columns->score[sum - columns->lowest_sum] != result.score) return false;
        columns->tells = columns->tells && result.probability == card_probability(columns->model->card, sum);
    }
    return true;
}

static bool has_numeric_inputs(const struct model *model)
{
    if (model->card == NULL || model->trees != NULL || model->inputs != model->card->characteristics) return false;
    for (size_t i = 0; i < model->inputs; i++)
        if (model->card->characteristic[i].binning->nominal) return false;
    return true;
}

static void drop_tables(struct columns *columns)
{
    for (size_t i = 0; columns->lookup != NULL && i < columns->inputs; i++) {
        g_free(columns->lookup[i].from);
        g_free(columns->lookup[i].points);
    }
    g_clear_pointer(&columns->lookup, g_free);
    g_clear_pointer(&columns->score, g_free);
}

struct columns *columns_new(const struct model *model)
{
    struct columns *columns = g_new0(struct columns, 1);
    columns->model = model;
    columns->inputs = model->inputs;
    if (!has_numeric_inputs(model)) return columns;
    columns->lookup = g_new0(struct lookup, MAX(columns->inputs, 1));
    for (size_t i = 0; i < columns->inputs; i++)
        fill(columns, i);
    if (!fill_sums(columns) || !agree(columns)) drop_tables(columns);
    return columns;
}

void columns_free(struct columns *columns)
{
    if (columns == NULL) return;
    drop_tables(columns);
    g_free(columns);
}

bool columns_are_tables(const struct columns *columns)
{
    return columns->lookup != NULL;
}

/* ---- scoring -------------------------------------------------------------------------------------------------------
 */

/* The points of one input are added to the sums of a chunk. The search takes the same steps for every value, so that
 * nothing is guessed wrong; NaN compares false everywhere and is put right at the end. */
static void add_points(const struct lookup *lookup, const double *value, size_t rows, int *sum)
{
    const double *from = lookup->from;
    const size_t first = (lookup->count + 1) / 2;
    for (size_t r = 0; r < rows; r++) {
        const double v = value[r];
        size_t at = 0;
        for (size_t half = first; half > 0; half /= 2)
            at += (size_t)(from[at + half - 1] <= v) * half;
        sum[r] += isnan(v) ? lookup->missing : lookup->points[at];
    }
}

static double ask_probability(const struct columns *columns, const double *const *column, size_t row)
{
    double inputs[SCORE_MOST_PARTS];
    struct score_result result;
    for (size_t i = 0; i < columns->inputs; i++)
        inputs[i] = column[i][row];
    model_score_inputs(columns->model, inputs, &result);
    return result.probability;
}

static void score_tables(struct columns *columns, const double *const *column, size_t start, size_t rows, int *scores,
                         double *probabilities)
{
    int sum[CHUNK] = { 0 };
    for (size_t i = 0; i < columns->inputs; i++)
        add_points(&columns->lookup[i], column[i] + start, rows, sum);
    for (size_t r = 0; r < rows; r++)
        scores[start + r] = columns->score[sum[r] - columns->lowest_sum];
    for (size_t r = 0; probabilities != NULL && r < rows; r++)
        probabilities[start + r] = columns->tells ? card_probability(columns->model->card, sum[r])
                                                  : ask_probability(columns, column, start + r);
}

static void score_rows(struct columns *columns, const double *const *column, size_t start, size_t rows, int *scores,
                       double *probabilities)
{
    for (size_t r = start; r < start + rows; r++) {
        double inputs[SCORE_MOST_PARTS];
        struct score_result result;
        for (size_t i = 0; i < columns->inputs; i++)
            inputs[i] = column[i][r];
        model_score_inputs(columns->model, inputs, &result);
        scores[r] = result.score;
        if (probabilities != NULL) probabilities[r] = result.probability;
    }
}

void columns_score(struct columns *columns, const double *const *column, size_t rows, int *scores,
                   double *probabilities)
{
    for (size_t start = 0; start < rows; start += CHUNK) {
        const size_t count = MIN(rows - start, CHUNK);
        if (columns->lookup != NULL)
            score_tables(columns, column, start, count, scores, probabilities);
        else
            score_rows(columns, column, start, count, scores, probabilities);
    }
}
