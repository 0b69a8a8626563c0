/* SPDX-License-Identifier: Apache-2.0 */
/* The information matrix is small (columns squared) and its Cholesky factor is taken here, so no library of linear
 * algebra is needed.
 *
 * A regular fit converges quadratically. When a column separates the classes its coefficient runs off by about 1 an
 * iteration for ever while the likelihood hardly moves; the step never becomes small, and that is how it is found. */
#include "training/logistic.h"

#include <math.h>
#include <string.h>

#define MOST_ITERATIONS 35
#define MOST_HALVINGS   30
#define STEP_IS_NOTHING 1e-11 /* relative to 1 + |coefficient| */
#define PIVOT_IS_ZERO   1e-12 /* relative to the diagonal */

struct newton {
    const struct logistic_data *data;
    size_t order;                         /* columns + 1 */
    double *at, *trial, *gradient, *step; /* order */
    double *information;                  /* order * order; lower triangle, then its Cholesky factor */
};

static double log_odds(const struct newton *newton, const double *coefficient, size_t row)
{
    const struct logistic_data *data = newton->data;
    const double *value = data->value + row * data->columns;
    double sum = coefficient[0] + (data->offset ? data->offset[row] : 0);
    for (size_t j = 0; j < data->columns; j++)
        sum += coefficient[j + 1] * value[j];
    return sum;
}

/* log(1 + e^x) without overflow. */
static double log_one_plus_exp(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double likelihood(const struct newton *newton, const double *coefficient)
{
    const struct logistic_data *data = newton->data;
    double sum = 0;
    for (size_t row = 0; row < data->rows; row++) {
        double x = log_odds(newton, coefficient, row);
        double term = (data->bad[row] ? x : 0) - log_one_plus_exp(x);
        sum += data->weight ? data->weight[row] * term : term;
    }
    return sum;
}

/* Gradient and information matrix (lower triangle) at newton->at. */
static void derive(struct newton *newton)
{
    const struct logistic_data *data = newton->data;
    size_t n = newton->order;
    memset(newton->gradient, 0, n * sizeof(double));
    memset(newton->information, 0, n * n * sizeof(double));
    for (size_t row = 0; row < data->rows; row++) {
        const double *value = data->value + row * data->columns;
        double weight = data->weight ? data->weight[row] : 1;
        double p = 1 / (1 + exp(-log_odds(newton, newton->at, row)));
        double residual = weight * (data->bad[row] - p), curve = weight * p * (1 - p);
        newton->gradient[0] += residual;
        newton->information[0] += curve;
        for (size_t j = 1; j < n; j++) {
            double scaled = curve * value[j - 1];
            double *line = newton->information + j * n;
            newton->gradient[j] += residual * value[j - 1];
            line[0] += scaled;
            for (size_t k = 1; k <= j; k++)
                line[k] += scaled * value[k - 1];
        }
    }
}

/* Cholesky in place. Answers the order when it went through, else the column that follows from those before it. */
static size_t factorise(double *matrix, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double diagonal = matrix[j * n + j], left = diagonal;
        for (size_t k = 0; k < j; k++)
            left -= matrix[j * n + k] * matrix[j * n + k];
        if (!(left > PIVOT_IS_ZERO * diagonal) || !(diagonal > 0)) return j;
        matrix[j * n + j] = sqrt(left);
        for (size_t i = j + 1; i < n; i++) {
            double sum = matrix[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= matrix[i * n + k] * matrix[j * n + k];
            matrix[i * n + j] = sum / matrix[j * n + j];
        }
    }
    return n;
}

static void solve(const double *factor, size_t n, const double *right, double *answer)
{
    for (size_t i = 0; i < n; i++) {
        double sum = right[i];
        for (size_t k = 0; k < i; k++)
            sum -= factor[i * n + k] * answer[k];
        answer[i] = sum / factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        double sum = answer[i];
        for (size_t k = i + 1; k < n; k++)
            sum -= factor[k * n + i] * answer[k];
        answer[i] = sum / factor[i * n + i];
    }
}

/* Goes from `at` along `step`, half as far each time the likelihood falls. Answers the largest relative move. */
static double advance(struct newton *newton, double *reached)
{
    double share = 1, moved = 0;
    for (int halving = 0;; halving++, share /= 2) {
        for (size_t j = 0; j < newton->order; j++)
            newton->trial[j] = newton->at[j] + share * newton->step[j];
        double value = likelihood(newton, newton->trial);
        // close to the top the likelihood is flat to the last digit: rounding must not stop the last steps
        if (value >= *reached - 1e-9 * fabs(*reached) || halving == MOST_HALVINGS) {
            *reached = value;
            break;
        }
    }
    for (size_t j = 0; j < newton->order; j++) {
        moved = MAX(moved, fabs(newton->trial[j] - newton->at[j]) / (1 + fabs(newton->at[j])));
        newton->at[j] = newton->trial[j];
    }
    return moved;
}

/* The column whose last step moves the rows most: the one that runs off. */
static size_t runaway(const struct newton *newton)
{
    const struct logistic_data *data = newton->data;
    size_t found = 0;
    double most = data->columns ? -1 : 0;
    for (size_t j = 0; j < data->columns; j++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t row = 0; row < data->rows; row++) {
            low = MIN(low, data->value[row * data->columns + j]);
            high = MAX(high, data->value[row * data->columns + j]);
        }
        double moves = fabs(newton->step[j + 1]) * (high - low);
        if (moves > most) {
            most = moves;
            found = j + 1;
        }
    }
    return found;
}

static void trouble_report(const struct logistic_data *data, enum logistic_trouble trouble, size_t column,
                           GError **error)
{
    const char *name = column ? data->name[column - 1] : "";
    if (!column)
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The rows are all good or all bad: there is nothing to fit."),
                         N_("Fit on rows of both kinds."), NULL);
    else if (trouble == LOGISTIC_SINGULAR)
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The column “{1}” follows from the columns before it."),
                         N_("Leave {1} out, or one of the columns it repeats."), name, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         N_("The column “{1}” separates good from bad so well that no finite coefficient fits."),
                         N_("See whether {1} was known only after the outcome; leave it out or join its bins."), name,
                         NULL);
}

/* Iterates until the step is nothing; leaves the factor of the information at the solution in newton->information. */
static enum logistic_trouble newton_run(struct newton *newton, struct logistic *fit, size_t *column)
{
    double reached = likelihood(newton, newton->at);
    bool arrived = false;
    for (fit->iterations = 0; fit->iterations < MOST_ITERATIONS; fit->iterations++) {
        derive(newton);
        size_t stopped = factorise(newton->information, newton->order);
        if (stopped < newton->order) {
            // at the start the curvature is the same everywhere, so a zero pivot is a dependence; later it has died out
            *column = fit->iterations ? runaway(newton) : stopped;
            return fit->iterations ? LOGISTIC_SEPARATED : LOGISTIC_SINGULAR;
        }
        if (arrived) {
            fit->log_likelihood = reached;
            return LOGISTIC_FINE;
        }
        solve(newton->information, newton->order, newton->gradient, newton->step);
        arrived = advance(newton, &reached) < STEP_IS_NOTHING;
    }
    *column = runaway(newton);
    return LOGISTIC_SEPARATED;
}

static void standard_errors(const struct newton *newton, double *error)
{
    size_t n = newton->order;
    g_autofree double *unit = g_new0(double, n);
    g_autofree double *row = g_new0(double, n);
    for (size_t j = 0; j < n; j++) {
        unit[j] = 1;
        solve(newton->information, n, unit, row);
        error[j] = sqrt(row[j]);
        unit[j] = 0;
    }
}

static bool both_kinds(const struct logistic_data *data)
{
    size_t bads = 0;
    for (size_t row = 0; row < data->rows; row++)
        bads += data->bad[row];
    return bads && bads < data->rows;
}

struct logistic *logistic_fit(const struct logistic_data *data, enum logistic_trouble *trouble, size_t *column,
                              GError **error)
{
    size_t n = data->columns + 1, where = 0;
    g_autofree double *vectors = g_new0(double, n * 3);
    g_autofree double *matrix = g_new0(double, n *n);
    g_autoptr(logistic_t) fit = g_new0(struct logistic, 1);
    fit->columns = data->columns;
    fit->coefficient = g_new0(double, n);
    fit->standard_error = g_new0(double, n);
    struct newton newton = { .data = data,
                             .order = n,
                             .at = fit->coefficient,
                             .trial = vectors,
                             .gradient = vectors + n,
                             .step = vectors + 2 * n,
                             .information = matrix };
    enum logistic_trouble found = both_kinds(data) ? newton_run(&newton, fit, &where) : LOGISTIC_SEPARATED;
    if (trouble) *trouble = found;
    if (column) *column = where;
    if (found != LOGISTIC_FINE) {
        trouble_report(data, found, where, error);
        return NULL;
    }
    standard_errors(&newton, fit->standard_error);
    return g_steal_pointer(&fit);
}

void logistic_free(struct logistic *logistic)
{
    if (!logistic) return;
    g_free(logistic->coefficient);
    g_free(logistic->standard_error);
    g_free(logistic);
}
