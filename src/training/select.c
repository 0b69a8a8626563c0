/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that put columns out, one at a time, the worst first. Every one that goes leaves a line with the figure that
 * put it out: what a card does not hold has to be explained as well as what it holds. */
#include "training/select.h"

#include <math.h>
#include <string.h>

#define A_COPY (1 - 1e-9) /* correlation of a column with itself, but for rounding */

/* ---- before a fit ----------------------------------------------------------------------------------------------- */

/* Moments of the weights of evidence of all candidates. Free with g_free. */
static double *correlations(const struct pool *pool)
{
    const size_t n = pool->candidate->len;
    double *r = g_new0(double, MAX(n * n, 1));
    g_autofree double *mean = g_new0(double, MAX(n, 1));
    for (size_t i = 0; i < n; i++)
        for (size_t row = 0; row < pool->count; row++)
            mean[i] += pool_at(pool, i)->weight[row] / (double)pool->count;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            const double *left = pool_at(pool, i)->weight, *right = pool_at(pool, j)->weight;
            double sum = 0;
            for (size_t row = 0; row < pool->count; row++)
                sum += (left[row] - mean[i]) * (right[row] - mean[j]);
            r[i * n + j] = sum;
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            const double scale = sqrt(r[i * n + i] * r[j * n + j]);
            r[i * n + j] = r[j * n + i] = scale > 0 ? r[i * n + j] / scale : 0;
        }
    for (size_t i = 0; i < n; i++)
        r[i * n + i] = 1;
    return r;
}

/* Of two columns that go together too closely the one that says less is put out. */
static void rule_correlation(struct pool *pool)
{
    // a penalty would share a coefficient out between a column and its copy, and both would stay
    const double given = pool->options->rules.correlation;
    const double most = given > 0 ? given : pool->options->ridge > 0 ? A_COPY : 0;
    for (bool again = most > 0; again;) {
        const size_t n = pool->candidate->len;
        g_autofree double *r = correlations(pool);
        size_t a = 0, b = 0;
        for (size_t i = 1; i < n; i++)
            for (size_t j = 0; j < i; j++)
                if (fabs(r[i * n + j]) > most && (a == b || fabs(r[i * n + j]) > fabs(r[a * n + b]))) {
                    a = i;
                    b = j;
                }
        again = a != b;
        if (!again) break;
        const bool keeps_a =
            pool_at(pool, a)->binning->information_value > pool_at(pool, b)->binning->information_value;
        const size_t out = keeps_a ? b : a, stays = keeps_a ? a : b;
        g_autofree char *why = fabs(r[a * n + b]) > A_COPY ? g_strdup("repeats the columns before it")
                                                           : g_strdup_printf("correlation %.3f with %s", r[a * n + b],
                                                                             pool_at(pool, stays)->name);
        pool_leave_out(pool, out, why);
    }
}

/* Inverse of a small symmetric matrix in place by Gauss and Jordan; a column that follows from others gets an infinite
 * diagonal. */
static void inflation(double *r, size_t n, double *factor)
{
    g_autofree double *inverse = g_new0(double, MAX(n * n, 1));
    for (size_t i = 0; i < n; i++)
        inverse[i * n + i] = 1;
    for (size_t k = 0; k < n; k++) {
        const double pivot = r[k * n + k];
        factor[k] = pivot > 1e-10 ? 0 : INFINITY;
        if (!(pivot > 1e-10)) continue;
        for (size_t j = 0; j < n; j++) {
            r[k * n + j] /= pivot;
            inverse[k * n + j] /= pivot;
        }
        for (size_t i = 0; i < n; i++) {
            const double lead = i == k ? 0 : r[i * n + k];
            for (size_t j = 0; j < n && lead != 0; j++) {
                r[i * n + j] -= lead * r[k * n + j];
                inverse[i * n + j] -= lead * inverse[k * n + j];
            }
        }
    }
    for (size_t k = 0; k < n; k++)
        factor[k] += inverse[k * n + k];
}

/* Variance inflation is the diagonal of the inverse of the correlations. */
static void rule_inflation(struct pool *pool)
{
    const double most = pool->options->rules.vif;
    while (most > 0 && pool->candidate->len > 1) {
        const size_t n = pool->candidate->len;
        g_autofree double *r = correlations(pool);
        g_autofree double *factor = g_new0(double, n);
        inflation(r, n, factor);
        size_t worst = 0;
        for (size_t i = 1; i < n; i++)
            if (factor[i] > factor[worst]) worst = i;
        if (!(factor[worst] > most)) return;
        g_autofree char *why = g_strdup_printf("variance inflation %.1f", factor[worst]);
        pool_leave_out(pool, worst, why);
    }
}

static void rule_stability(struct pool *pool)
{
    const double most = pool->options->rules.psi;
    for (size_t i = pool->candidate->len; i-- > 0 && most > 0;) {
        const double psi = pool_at(pool, i)->psi;
        if (isnan(psi) || psi <= most) continue;
        g_autofree char *why = g_strdup_printf("population stability index %.3f", psi);
        pool_leave_out(pool, i, why);
    }
}

void select_before(struct pool *pool)
{
    rule_stability(pool);
    rule_correlation(pool);
    rule_inflation(pool);
}

/* ---- by the fit ------------------------------------------------------------------------------------------------- */

/* The place (from 1) of the column whose coefficient is most above 0, where each should be below: more evidence of
 * good must not raise the odds of bad. 0 when all are right. */
static size_t worst_sign(const struct logistic *fit)
{
    size_t worst = 0;
    for (size_t j = 1; j <= fit->columns; j++)
        if (fit->coefficient[j] > 0 && (!worst || fit->coefficient[j] > fit->coefficient[worst])) worst = j;
    return worst;
}

static double wald_p_value(const struct logistic *fit, size_t place)
{
    return erfc(fabs(fit->coefficient[place] / fit->standard_error[place]) * M_SQRT1_2);
}

static size_t least_significant(const struct logistic *fit, double alpha)
{
    size_t worst = 0;
    for (size_t j = 1; j <= fit->columns; j++)
        if (wald_p_value(fit, j) > (worst ? wald_p_value(fit, worst) : alpha)) worst = j;
    return worst;
}

/* The place to blame in a fit that went through, and why; 0 when there is none. */
static size_t fit_fault(const struct pool *pool, const struct logistic *fit, char **why)
{
    const struct train_rules *rules = &pool->options->rules;
    size_t place = rules->any_sign ? 0 : worst_sign(fit);
    if (place) {
        *why = g_strdup_printf("wrong sign: coefficient +%.4f", fit->coefficient[place]);
        return place;
    }
    const double alpha = rules->criterion == CRITERION_RATIO && rules->select ? 0 : rules->alpha;
    place = alpha > 0 ? least_significant(fit, alpha) : 0;
    if (place) *why = g_strdup_printf("not significant: p-value %.4f", wald_p_value(fit, place));
    return place;
}

/* Whether every bin that holds rows is all good or all bad. A penalty would give such a column a finite coefficient; it
 * tells the outcome all the same. */
static bool tells_outcome(const struct candidate *candidate)
{
    for (size_t b = 0; b < candidate->binning->bins; b++) {
        const struct bin *bin = &candidate->binning->bin[b];
        if (bin->bads && bin->bads < bin->count) return false;
    }
    return true;
}

/* Puts such columns out. False with their error when nothing is left beside them. */
static bool rule_telling(struct pool *pool, GError **error)
{
    for (size_t i = pool->candidate->len; i-- > 0 && pool->options->ridge > 0;) {
        if (!tells_outcome(pool_at(pool, i))) continue;
        if (pool->candidate->len == 1) {
            bureau_error_set(error, BUREAU_ERROR_INPUT,
                             N_("The column “{1}” separates good from bad so well that no finite coefficient fits."),
                             N_("See whether {1} was known only after the outcome; leave it out or join its bins."),
                             pool_at(pool, i)->name, NULL);
            return false;
        }
        pool_leave_out(pool, i, "separates good from bad: known only after the outcome?");
    }
    return true;
}

struct logistic *select_fit(struct pool *pool, GError **error)
{
    if (!rule_telling(pool, error)) return NULL;
    while (pool_inside(pool, 1) < pool->candidate->len) {
        enum logistic_trouble trouble = LOGISTIC_FINE;
        g_autoptr(GError) cause = NULL;
        g_autofree char *why = NULL;
        size_t place = 0;
        g_autoptr(logistic_t) fit = pool_regress(pool, &trouble, &place, &cause);
        /* a bin of a few rows that are all bad takes its column out of a large fit, not the fit down; a column that
         * separates and has nothing beside it is an error, for then there is no card */
        const bool alone = pool_inside(pool, 2) == pool->candidate->len;
        if (!fit && (!place || (trouble != LOGISTIC_SINGULAR && alone))) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        if (fit) {
            place = fit_fault(pool, fit, &why);
            if (!place) return g_steal_pointer(&fit);
        }
        pool_leave_out(pool, pool_inside(pool, place),
                       why                             ? why
                       : trouble == LOGISTIC_SEPARATED ? "separates good from bad: known only after the outcome?"
                                                       : "repeats the columns before it");
    }
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No column parts good from bad."),
                     N_("Give the file columns that were known before the outcome, or lower --min-iv."), NULL);
    return NULL;
}

struct logistic *select_run(struct pool *pool, GError **error)
{
    select_before(pool);
    select_steps(pool);
    return select_fit(pool, error);
}
