/* SPDX-License-Identifier: Apache-2.0 */
/* Selection in steps. Which column to try next is asked of Rao's score test (all columns outside in one pass) or of
 * Wald's (those inside); whether it comes or goes is decided by the criterion between two real fits. */
#include "training/select.h"

#include <math.h>
#include <string.h>

#define TRIES           3 /* columns that are fitted before a step is given up */
#define ALPHA           0.05
#define LEAVES_AT_TWICE 2.0 /* a column leaves at twice the level it enters at, or the two would chase each other */

static const char *const select_words[] = { "none", "forward", "backward", "stepwise" };
static const char *const criterion_words[] = { "aic", "bic", "lr" };

static int word_find(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (!g_strcmp0(words[i], word)) return (int)i;
    return -1;
}

int train_select_from_word(const char *word)
{
    return word_find(select_words, G_N_ELEMENTS(select_words), word);
}

int train_criterion_from_word(const char *word)
{
    return word_find(criterion_words, G_N_ELEMENTS(criterion_words), word);
}

/* Smaller is better; of the likelihood ratio the deviance alone. */
static double criterion_of(const struct pool *pool, const struct logistic *fit)
{
    const double deviance = -2 * fit->log_likelihood, columns = (double)fit->columns + 1;
    switch (pool->options->rules.criterion) {
    case CRITERION_AIC:
        return deviance + 2 * columns;
    case CRITERION_BIC:
        return deviance + columns * log((double)pool->count);
    default:
        return deviance;
    }
}

/* How much the criterion gains by the larger of two fits that differ by one column, and whether that is enough. */
static bool larger_is_better(const struct pool *pool, const struct logistic *small, const struct logistic *large,
                             double strictness, char **figure)
{
    static const char *const titles[] = { "AIC", "BIC" };
    const struct train_rules *rules = &pool->options->rules;
    const double before = criterion_of(pool, small), after = criterion_of(pool, large);
    const double ratio = MAX(0, 2 * (large->log_likelihood - small->log_likelihood));
    if (rules->criterion != CRITERION_RATIO) {
        *figure = g_strdup_printf("%s %.2f with, %.2f without", titles[rules->criterion], after, before);
        return after < before;
    }
    const double p = erfc(sqrt(ratio / 2)), alpha = rules->alpha > 0 ? rules->alpha : ALPHA;
    *figure = g_strdup_printf("likelihood ratio %.2f, p-value %.4g", ratio, p);
    return p <= MIN(0.5, alpha * strictness);
}

/* ---- coming in -------------------------------------------------------------------------------------------------- */

/* Score tests of those outside, by candidate. Free with g_free. */
static double *score_tests(const struct pool *pool, const struct logistic *now)
{
    const size_t n = pool->candidate->len;
    double *statistic = g_new0(double, n + 1);
    g_autofree double *value = g_new(double, MAX(pool->count * n, 1));
    g_autofree double *coefficient = g_new0(double, n + 1);
    g_autofree bool *inside = g_new0(bool, n + 1);
    coefficient[0] = now->coefficient[0];
    for (size_t j = 0, place = 0; j < n; j++) {
        const struct candidate *candidate = pool_at(pool, j);
        inside[j] = candidate->inside;
        if (candidate->inside) coefficient[j + 1] = now->coefficient[++place];
        for (size_t row = 0; row < pool->count; row++)
            value[row * n + j] = candidate->weight[row];
    }
    const struct logistic_data data = { .rows = pool->count,
                                        .columns = n,
                                        .value = value,
                                        .bad = pool->bad,
                                        .weight = pool->weight,
                                        .offset = pool->offset };
    logistic_score_tests(&data, coefficient, inside, statistic);
    return statistic;
}

/* Whether the column just taken in has its sign right (when that is a rule). */
static bool sign_is_right(const struct pool *pool, const struct logistic *fit)
{
    for (size_t j = 1; j <= fit->columns && !pool->options->rules.any_sign; j++)
        if (fit->coefficient[j] > 0) return false;
    return true;
}

/* Tries one column; the new fit when it comes in, NULL when it stays outside. */
static struct logistic *try_in(struct pool *pool, size_t index, const struct logistic *now)
{
    struct candidate *candidate = pool_at(pool, index);
    g_autofree char *figure = NULL;
    candidate->inside = true;
    g_autoptr(logistic_t) fit = pool_regress(pool, NULL, NULL, NULL);
    if (fit && sign_is_right(pool, fit) && larger_is_better(pool, now, fit, 1, &figure)) {
        g_autofree char *what = g_strdup_printf("added: %s", figure);
        pool_step(pool, candidate->name, what);
        return g_steal_pointer(&fit);
    }
    candidate->inside = false;
    return NULL;
}

static bool step_in(struct pool *pool, struct logistic **now)
{
    g_autofree double *statistic = score_tests(pool, *now);
    for (int tried = 0; tried < TRIES; tried++) {
        size_t best = pool->candidate->len;
        for (size_t i = 0; i < pool->candidate->len; i++)
            if (!pool_at(pool, i)->inside && statistic[i] > (best < pool->candidate->len ? statistic[best] : 0))
                best = i;
        if (best == pool->candidate->len) return false;
        struct logistic *fit = try_in(pool, best, *now);
        statistic[best] = 0;
        if (!fit) continue;
        logistic_free(*now);
        *now = fit;
        return true;
    }
    return false;
}

/* ---- going out -------------------------------------------------------------------------------------------------- */

static bool step_out(struct pool *pool, struct logistic **now)
{
    size_t weakest = 0;
    double least = INFINITY;
    for (size_t j = 1; j <= (*now)->columns; j++) {
        const double z = fabs((*now)->coefficient[j] / (*now)->standard_error[j]);
        if (z < least) {
            least = z;
            weakest = j;
        }
    }
    if (!weakest || (*now)->columns < 2) return false;
    struct candidate *candidate = pool_at(pool, pool_inside(pool, weakest));
    g_autofree char *figure = NULL;
    candidate->inside = false;
    g_autoptr(logistic_t) fit = pool_regress(pool, NULL, NULL, NULL);
    if (!fit || larger_is_better(pool, fit, *now, LEAVES_AT_TWICE, &figure)) {
        candidate->inside = true;
        return false;
    }
    g_autofree char *what = g_strdup_printf("dropped: %s", figure);
    pool_step(pool, candidate->name, what);
    logistic_free(*now);
    *now = g_steal_pointer(&fit);
    return true;
}

/* ---- all steps -------------------------------------------------------------------------------------------------- */

/* A column that never came in, or went out again, is put out of the pool. */
static void outsiders_leave(struct pool *pool)
{
    for (size_t i = pool->candidate->len; i-- > 0;)
        if (!pool_at(pool, i)->inside) pool_leave_out(pool, i, "not chosen by the steps");
}

void select_steps(struct pool *pool)
{
    const enum train_select method = pool->options->rules.select;
    if (method == SELECT_ALL) return;
    for (size_t i = 0; i < pool->candidate->len; i++)
        pool_at(pool, i)->inside = method == SELECT_BACKWARD;
    g_autoptr(logistic_t) now = pool_regress(pool, NULL, NULL, NULL);
    if (!now && method == SELECT_BACKWARD) {
        // something repeats or separates: the rules of the fit find it, and the steps begin from what is left
        g_autoptr(logistic_t) repaired = select_fit(pool, NULL);
        now = g_steal_pointer(&repaired);
    }
    const size_t most = 4 * (size_t)pool->candidate->len;
    for (size_t step = 0; now && step < most; step++) {
        const bool came = method != SELECT_BACKWARD && step_in(pool, &now);
        const bool went = method != SELECT_FORWARD && step_out(pool, &now);
        if (!came && !went) break;
    }
    outsiders_leave(pool);
}
