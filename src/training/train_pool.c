/* SPDX-License-Identifier: Apache-2.0 */
/* Columns become candidates: bins, weights of evidence of every row, and the fit of those that are inside. */
#include "training/bins_file.h"
#include "training/select.h"

#include <math.h>
#include <string.h>

/* ---- the trace -------------------------------------------------------------------------------------------------- */

struct candidate *pool_at(const struct pool *pool, size_t index)
{
    return &g_array_index(pool->candidate, struct candidate, index);
}

void pool_leave_out(struct pool *pool, size_t index, const char *why)
{
    card_lines_add(&pool->trace, &pool->traces, pool_at(pool, index)->name, why);
    g_array_remove_index(pool->candidate, (guint)index);
}

void pool_step(struct pool *pool, const char *name, const char *what)
{
    g_autofree char *key = g_strdup_printf("step %zu: %s", ++pool->step, name);
    card_lines_add(&pool->trace, &pool->traces, key, what);
}

/* ---- bins ------------------------------------------------------------------------------------------------------- */

static struct binning_options options_of(const struct train_options *options, const char *name)
{
    struct binning_options own = options->binning;
    int feature = options->declared_trends ? feature_index(name) : -1;
    if (feature >= 0) {
        int direction = feature_at((size_t)feature)->direction;
        own.trend = direction > 0 ? TREND_UP : direction < 0 ? TREND_DOWN : TREND_NONE;
    }
    gpointer trend = NULL;
    if (options->trend && g_hash_table_lookup_extended(options->trend, name, NULL, &trend))
        own.trend = (enum binning_trend)GPOINTER_TO_INT(trend);
    own.special = options->special ? g_hash_table_lookup(options->special, name) : NULL;
    return own;
}

static struct binning *column_bin(const struct pool *pool, size_t column, const char *name)
{
    const struct binning_rows rows = {
        .rows = pool->count, .row = pool->rows, .bad = pool->data->bad, .weight = pool->data->weight
    };
    const struct bin_spec *spec = pool->options->bins ? bins_find(pool->options->bins, name) : NULL;
    if (spec) return bins_apply(spec, pool->bank, column, &rows, &pool->options->binning);
    const struct binning_options options = options_of(pool->options, name);
    return binning_bank_search(pool->bank, column, &rows, &options);
}

/* Share of a bin among rows: counted by the bin each falls into. */
static void bin_shares(const struct pool *pool, const struct candidate *candidate, const guint32 *rows, size_t count,
                       double *share)
{
    const struct frame_column *column = &pool->data->frame->column[candidate->column];
    const struct binning *binning = candidate->binning;
    for (size_t i = 0; i < count; i++) {
        const struct bin *bin = NULL;
        if (column->number)
            bin = binning_find(binning, column->number[rows[i]]);
        else
            bin = binning_find_category(
                binning, column->category[rows[i]] < 0 ? NULL : column->categories->pdata[column->category[rows[i]]]);
        share[bin ? (size_t)(bin - binning->bin) : binning->bins] += 1 / (double)count;
    }
}

/* Population stability index: sum of (p - q) ln(p / q) over the bins; a share of nothing counts as half a row. */
static double stability(const struct pool *pool, const struct candidate *candidate)
{
    const struct train_data *data = pool->data;
    if (!data->others) return NAN;
    const size_t bins = candidate->binning->bins + 1;
    g_autofree double *own = g_new0(double, bins);
    g_autofree double *other = g_new0(double, bins);
    bin_shares(pool, candidate, pool->rows, pool->count, own);
    bin_shares(pool, candidate, data->other, data->others, other);
    double sum = 0;
    for (size_t i = 0; i < bins; i++) {
        if (own[i] == 0 && other[i] == 0) continue;
        const double p = MAX(own[i], 0.5 / (double)pool->count), q = MAX(other[i], 0.5 / (double)data->others);
        sum += (p - q) * log(p / q);
    }
    return sum;
}

static void candidate_clear(void *data)
{
    struct candidate *candidate = data;
    binning_free(candidate->binning);
    g_free(candidate->weight);
}

static void pool_bin(struct pool *pool)
{
    for (size_t i = 0; i < pool->data->columns; i++) {
        const size_t column = pool->data->column[i];
        const char *name = pool->data->frame->column[column].name;
        struct candidate candidate = { .column = column, .name = name, .psi = NAN, .inside = true };
        candidate.binning = column_bin(pool, column, name);
        const double value = candidate.binning->information_value;
        g_array_append_val(pool->candidate, candidate);
        if (value >= pool->options->least_information) continue;
        g_autofree char *why = g_strdup_printf("information value %.4f", value);
        pool_leave_out(pool, pool->candidate->len - 1, why);
    }
}

/* A card has so many places; the columns that say least give way. */
static void pool_limit(struct pool *pool)
{
    while (pool->candidate->len > CARD_MOST_CHARACTERISTICS) {
        guint least = 0;
        for (guint i = 1; i < pool->candidate->len; i++)
            if (pool_at(pool, i)->binning->information_value < pool_at(pool, least)->binning->information_value)
                least = i;
        pool_leave_out(pool, least, "more columns than a card has places");
    }
}

static double *gather(const double *value, const guint32 *rows, size_t count)
{
    if (!value) return NULL;
    double *own = g_new(double, MAX(count, 1));
    for (size_t i = 0; i < count; i++)
        own[i] = value[rows[i]];
    return own;
}

struct pool *pool_new(const struct train_data *data, const struct train_options *options, const guint32 *rows,
                      size_t count)
{
    struct pool *pool = g_new0(struct pool, 1);
    pool->data = data;
    pool->options = options;
    pool->rows = rows;
    pool->count = count;
    pool->own_bank = data->bank ? NULL : binning_bank_new(data->frame);
    pool->bank = data->bank ? data->bank : pool->own_bank;
    pool->candidate = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    g_array_set_clear_func(pool->candidate, candidate_clear);
    pool->weight = gather(data->weight, rows, count);
    pool->offset = gather(data->offset, rows, count);
    pool->bad = g_new(guint8, MAX(count, 1));
    for (size_t i = 0; i < count; i++)
        pool->bad[i] = data->bad[rows[i]];
    pool_bin(pool);
    pool_limit(pool);
    for (size_t i = 0; i < pool->candidate->len; i++) {
        struct candidate *candidate = pool_at(pool, i);
        candidate->weight = g_new(double, MAX(count, 1));
        binning_bank_weights(pool->bank, candidate->column, candidate->binning, rows, count, candidate->weight, 1);
        if (options->rules.psi > 0) candidate->psi = stability(pool, candidate);
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool) return;
    g_array_unref(pool->candidate);
    binning_bank_free(pool->own_bank);
    for (size_t i = 0; i < pool->traces; i++) {
        g_free(pool->trace[i].key);
        g_free(pool->trace[i].text);
    }
    g_free(pool->trace);
    g_free(pool->bad);
    g_free(pool->weight);
    g_free(pool->offset);
    g_free(pool);
}

/* ---- the fit ---------------------------------------------------------------------------------------------------- */

size_t pool_inside(const struct pool *pool, size_t place)
{
    for (size_t i = 0; i < pool->candidate->len; i++)
        if (pool_at(pool, i)->inside && !--place) return i;
    return pool->candidate->len;
}

struct logistic *pool_regress(const struct pool *pool, enum logistic_trouble *trouble, size_t *place, GError **error)
{
    g_autofree const char **names = g_new0(const char *, pool->candidate->len + 1);
    g_autofree const double **weights = g_new0(const double *, pool->candidate->len + 1);
    size_t columns = 0;
    for (size_t i = 0; i < pool->candidate->len; i++) {
        const struct candidate *candidate = pool_at(pool, i);
        if (!candidate->inside) continue;
        names[columns] = candidate->name;
        weights[columns++] = candidate->weight;
    }
    g_autofree double *value = g_new(double, MAX(pool->count * columns, 1));
    for (size_t row = 0; row < pool->count; row++)
        for (size_t j = 0; j < columns; j++)
            value[row * columns + j] = weights[j][row];
    const struct logistic_data data = { .rows = pool->count,
                                        .columns = columns,
                                        .value = value,
                                        .bad = pool->bad,
                                        .weight = pool->weight,
                                        .offset = pool->offset,
                                        .ridge = pool->options->ridge,
                                        .name = names };
    return logistic_fit(&data, trouble, place, error);
}
