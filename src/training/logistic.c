/* SPDX-License-Identifier: Apache-2.0 */
/* The information matrix is small (columns squared) and its Cholesky factor is taken here, so no library of linear
 * algebra is needed.
 *
 * One pass over the rows gives likelihood, gradient and information at a point. Rows are taken in blocks: a block is
 * weighted and packed into panels of four columns, and every pair of panels is multiplied with its sixteen sums held in
 * registers (a symmetric rank-k update). Many rows are fitted on a part of them first: that only moves the start.
 *
 * A regular fit converges quadratically. When a column separates the classes its coefficient runs off by about 1 an
 * iteration for ever while the likelihood hardly moves; the step never becomes small, and that is how it is found. */
#include "training/logistic.h"

#include <math.h>
#include <string.h>

#define MOST_ITERATIONS 35
#define MOST_HALVINGS   30
#define STEP_IS_NOTHING 1e-10 /* relative to 1 + |coefficient|; the step is still taken, and squares its error */
#define STEP_IS_A_START 1e-2
#define PIVOT_IS_ZERO   1e-12 /* relative to the diagonal */
#define PANEL           4     /* columns multiplied together */
#define BLOCK_ROWS      128   /* rows packed at a time: a panel of them fits the nearest cache */
#define START_ROWS      8000  /* with twice as many the fit starts from that of a part of the rows */
#define START_ROWS_EACH 60    /* of them for each column at the least */

/* Two numbers at once, wherever in an array they stand. */
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

struct newton {
    const struct logistic_data *data;
    size_t order;                         /* columns + 1 */
    size_t stride;                        /* order, rounded up to whole panels */
    size_t every;                         /* 1: all rows; n: each n-th */
    double *at, *trial, *gradient, *step; /* order */
    double *information;                  /* order lines of `stride`; lower triangle, then its Cholesky factor */
    double *panel;                        /* stride / PANEL panels of BLOCK_ROWS lines of PANEL */
};

static double dot(const double *left, const double *right, size_t count)
{
    pair even = { 0, 0 }, odd = { 0, 0 };
    size_t j = 0;
    for (; j + 4 <= count; j += 4) {
        even += *(const pair *)(left + j) * *(const pair *)(right + j);
        odd += *(const pair *)(left + j + 2) * *(const pair *)(right + j + 2);
    }
    even += odd;
    double sum = even[0] + even[1];
    for (; j < count; j++)
        sum += left[j] * right[j];
    return sum;
}

static void add_scaled(double *sum, const double *value, double scale, size_t count)
{
    size_t j = 0;
    for (; j + 2 <= count; j += 2)
        *(pair *)(sum + j) += scale * *(const pair *)(value + j);
    for (; j < count; j++)
        sum[j] += scale * value[j];
}

/* Sixteen sums over the rows of a block: each column of one panel times each of another. */
static void multiply_panels(const double *left, const double *right, size_t rows, double *sum, size_t stride)
{
    pair first[PANEL] = { { 0, 0 } }, second[PANEL] = { { 0, 0 } };
    for (size_t row = 0; row < rows; row++, left += PANEL, right += PANEL) {
        const pair low = *(const pair *)right, high = *(const pair *)(right + 2);
        for (size_t i = 0; i < PANEL; i++) {
            const pair factor = { left[i], left[i] };
            first[i] += factor * low;
            second[i] += factor * high;
        }
    }
    for (size_t i = 0; i < PANEL; i++, sum += stride) {
        *(pair *)sum += first[i];
        *(pair *)(sum + 2) += second[i];
    }
}

static void pack_row(struct newton *newton, const double *value, double root, size_t place)
{
    double *to = newton->panel + place * PANEL;
    const size_t columns = newton->data->columns;
    to[0] = root;
    for (size_t j = 0; j < columns; j++)
        to[(j + 1) / PANEL * (BLOCK_ROWS * PANEL) + (j + 1) % PANEL] = root * value[j];
}

static void add_block(struct newton *newton, size_t rows)
{
    for (size_t i = 0; i < newton->stride; i += PANEL)
        for (size_t j = 0; j <= i; j += PANEL)
            multiply_panels(newton->panel + i * BLOCK_ROWS, newton->panel + j * BLOCK_ROWS, rows,
                            newton->information + i * newton->stride + j, newton->stride);
}

/* log(1 + e^x) and 1 / (1 + e^-x), from one exponential and without overflow. */
static double log_one_plus_exp(double x, double *probability)
{
    const double small = exp(-fabs(x));
    *probability = x > 0 ? 1 / (1 + small) : small / (1 + small);
    return (x > 0 ? x : 0) + log1p(small);
}

/* One row at `coefficient`: its gradient is added, its weighted values are packed. Answers its log-likelihood. */
static double take_row(struct newton *newton, const double *coefficient, size_t row, size_t place)
{
    const struct logistic_data *data = newton->data;
    const double *value = data->value + row * data->columns;
    const double weight = data->weight ? data->weight[row] : 1;
    double p = 0;
    const double x =
        coefficient[0] + (data->offset ? data->offset[row] : 0) + dot(coefficient + 1, value, data->columns);
    const double likelihood = (data->bad[row] ? x : 0) - log_one_plus_exp(x, &p);
    const double residual = weight * (data->bad[row] - p);
    newton->gradient[0] += residual;
    add_scaled(newton->gradient + 1, value, residual, data->columns);
    pack_row(newton, value, sqrt(weight * p * (1 - p)), place);
    return weight * likelihood;
}

/* Gradient and information (lower triangle) at `coefficient`; answers the log-likelihood, less the penalty. */
static double derive(struct newton *newton, const double *coefficient)
{
    const struct logistic_data *data = newton->data;
    double sum = 0;
    size_t held = 0;
    memset(newton->gradient, 0, newton->order * sizeof(double));
    memset(newton->information, 0, newton->stride * newton->stride * sizeof(double));
    for (size_t row = 0; row < data->rows; row += newton->every) {
        sum += take_row(newton, coefficient, row, held++);
        if (held < BLOCK_ROWS) continue;
        add_block(newton, held);
        held = 0;
    }
    add_block(newton, held);
    const double ridge = data->ridge / (double)newton->every;
    for (size_t j = 1; j < newton->order && ridge > 0; j++) {
        sum -= ridge / 2 * coefficient[j] * coefficient[j];
        newton->gradient[j] -= ridge * coefficient[j];
        newton->information[j * newton->stride + j] += ridge;
    }
    return sum;
}

/* Cholesky in place. Answers the order when it went through, else the column that follows from those before it. */
static size_t factorise(double *matrix, size_t n, size_t stride)
{
    for (size_t j = 0; j < n; j++) {
        double *line = matrix + j * stride;
        const double diagonal = line[j], left = diagonal - dot(line, line, j);
        if (!(left > PIVOT_IS_ZERO * diagonal) || !(diagonal > 0)) return j;
        line[j] = sqrt(left);
        for (size_t i = j + 1; i < n; i++)
            matrix[i * stride + j] = (matrix[i * stride + j] - dot(matrix + i * stride, line, j)) / line[j];
    }
    return n;
}

/* The first half of a solution: L y = right. `answer` may be `right`. */
static void solve_forward(const double *factor, size_t n, size_t stride, const double *right, double *answer)
{
    for (size_t i = 0; i < n; i++)
        answer[i] = (right[i] - dot(factor + i * stride, answer, i)) / factor[i * stride + i];
}

static void solve(const double *factor, size_t n, size_t stride, const double *right, double *answer)
{
    solve_forward(factor, n, stride, right, answer);
    for (size_t i = n; i-- > 0;) {
        double sum = answer[i];
        for (size_t k = i + 1; k < n; k++)
            sum -= factor[k * stride + i] * answer[k];
        answer[i] = sum / factor[i * stride + i];
    }
}

/* Goes from `at` along `step`, half as far each time the likelihood falls, and derives there. */
static void advance(struct newton *newton, double *reached)
{
    double share = 1;
    for (int halving = 0;; halving++, share /= 2) {
        for (size_t j = 0; j < newton->order; j++)
            newton->trial[j] = newton->at[j] + share * newton->step[j];
        const double value = derive(newton, newton->trial);
        // close to the top the likelihood is flat to the last digit: rounding must not stop the last steps
        if (value >= *reached - 1e-9 * fabs(*reached) || halving == MOST_HALVINGS) {
            *reached = value;
            break;
        }
    }
    memcpy(newton->at, newton->trial, newton->order * sizeof(double));
}

/* The largest move of a coefficient by the step, relative to it. */
static double step_size(const struct newton *newton)
{
    double most = 0;
    for (size_t j = 0; j < newton->order; j++)
        most = MAX(most, fabs(newton->step[j]) / (1 + fabs(newton->at[j])));
    return isfinite(most) ? most : INFINITY;
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

/* Iterates until the step is below `nothing`; leaves the factor of the information in newton->information. */
static enum logistic_trouble newton_run(struct newton *newton, double nothing, struct logistic *fit, size_t *column)
{
    double reached = derive(newton, newton->at);
    for (fit->iterations = 0; fit->iterations < MOST_ITERATIONS; fit->iterations++) {
        size_t stopped = factorise(newton->information, newton->order, newton->stride);
        if (stopped < newton->order) {
            // at the start the curvature is much the same everywhere, so a zero pivot is a dependence; later it died
            // out
            *column = fit->iterations ? runaway(newton) : stopped;
            return fit->iterations ? LOGISTIC_SEPARATED : LOGISTIC_SINGULAR;
        }
        solve(newton->information, newton->order, newton->stride, newton->gradient, newton->step);
        if (step_size(newton) < nothing) {
            fit->log_likelihood = reached;
            for (size_t j = 0; j < newton->order; j++)
                newton->at[j] += newton->step[j];
            return LOGISTIC_FINE;
        }
        advance(newton, &reached);
    }
    *column = runaway(newton);
    return LOGISTIC_SEPARATED;
}

static void standard_errors(const struct newton *newton, double *error)
{
    const size_t n = newton->order;
    g_autofree double *unit = g_new0(double, n);
    for (size_t j = 0; j < n; j++) {
        memset(unit, 0, n * sizeof(double));
        unit[j] = 1;
        // the diagonal of the inverse is the squared length of a column of the inverse factor
        solve_forward(newton->information, n, newton->stride, unit, unit);
        error[j] = sqrt(dot(unit, unit, n));
    }
}

/* Weights of the bads and of all; both kinds must be there. */
static bool both_kinds(const struct logistic_data *data, double *log_odds)
{
    double bads = 0, all = 0;
    for (size_t row = 0; row < data->rows; row++) {
        const double weight = data->weight ? data->weight[row] : 1;
        bads += data->bad[row] ? weight : 0;
        all += weight;
    }
    *log_odds = log(bads / (all - bads));
    return bads > 0 && bads < all;
}

/* A start: the log-odds of all, or the fit of a part of the rows when there are very many. */
static void newton_start(struct newton *newton, double log_odds)
{
    struct logistic part = { 0 };
    size_t column = 0;
    const size_t enough = MAX(START_ROWS, START_ROWS_EACH * newton->order);
    newton->at[0] = newton->data->offset ? 0 : log_odds;
    newton->every = newton->data->rows / enough;
    if (newton->every >= 2 && newton_run(newton, STEP_IS_A_START, &part, &column) != LOGISTIC_FINE) {
        memset(newton->at, 0, newton->order * sizeof(double));
        newton->at[0] = newton->data->offset ? 0 : log_odds;
    }
    newton->every = 1;
}

static struct newton newton_new(const struct logistic_data *data, double *at)
{
    const size_t n = data->columns + 1, stride = (n + PANEL - 1) / PANEL * PANEL;
    double *vectors = g_new0(double, stride * 3 + stride * stride + stride * BLOCK_ROWS);
    return (struct newton){ .data = data,
                            .order = n,
                            .stride = stride,
                            .every = 1,
                            .at = at,
                            .trial = vectors,
                            .gradient = vectors + stride,
                            .step = vectors + 2 * stride,
                            .information = vectors + 3 * stride,
                            .panel = vectors + 3 * stride + stride * stride };
}

struct logistic *logistic_fit(const struct logistic_data *data, enum logistic_trouble *trouble, size_t *column,
                              GError **error)
{
    size_t n = data->columns + 1, where = 0;
    double log_odds = 0;
    g_autoptr(logistic_t) fit = g_new0(struct logistic, 1);
    fit->columns = data->columns;
    fit->coefficient = g_new0(double, n);
    fit->standard_error = g_new0(double, n);
    struct newton newton = newton_new(data, fit->coefficient);
    g_autofree double *vectors = newton.trial;
    enum logistic_trouble found = LOGISTIC_SEPARATED;
    if (both_kinds(data, &log_odds)) {
        newton_start(&newton, log_odds);
        found = newton_run(&newton, STEP_IS_NOTHING, fit, &where);
    }
    if (trouble) *trouble = found;
    if (column) *column = where;
    if (found != LOGISTIC_FINE) {
        trouble_report(data, found, where, error);
        return NULL;
    }
    standard_errors(&newton, fit->standard_error);
    for (size_t j = 1; j < n; j++) // the penalty is no part of the likelihood that is told
        fit->log_likelihood += data->ridge / 2 * fit->coefficient[j] * fit->coefficient[j];
    return g_steal_pointer(&fit);
}

void logistic_free(struct logistic *logistic)
{
    if (!logistic) return;
    g_free(logistic->coefficient);
    g_free(logistic->standard_error);
    g_free(logistic);
}

/* ---- columns not in a fit -----------------------------------------------------------------------------------------
 */

/* `inside` columns of the matrix stand first in `order`; answers how many, the constant among them. */
static size_t inside_first(const bool *inside, size_t n, size_t *order)
{
    size_t made = 0;
    order[made++] = 0;
    for (size_t j = 1; j < n; j++)
        if (inside[j - 1]) order[made++] = j;
    const size_t held = made;
    for (size_t j = 1; j < n; j++)
        if (!inside[j - 1]) order[made++] = j;
    return held;
}

void logistic_score_tests(const struct logistic_data *data, const double *coefficient, const bool *inside,
                          double *statistic)
{
    const size_t n = data->columns + 1;
    struct newton newton = newton_new(data, NULL);
    g_autofree double *vectors = newton.trial;
    g_autofree size_t *order = g_new(size_t, n);
    g_autofree double *known = g_new0(double, n *n);
    g_autofree double *line = g_new(double, n);
    derive(&newton, coefficient);
    const size_t held = inside_first(inside, n, order);
    for (size_t i = 0; i < held; i++)
        for (size_t j = 0; j <= i; j++)
            known[i * n + j] = newton.information[MAX(order[i], order[j]) * newton.stride + MIN(order[i], order[j])];
    const bool solid = factorise(known, held, n) == held;
    memset(statistic, 0, data->columns * sizeof *statistic);
    for (size_t i = held; i < n && solid; i++) {
        const size_t column = order[i];
        for (size_t j = 0; j < held; j++)
            line[j] = newton.information[MAX(column, order[j]) * newton.stride + MIN(column, order[j])];
        solve_forward(known, held, n, line, line);
        const double whole = newton.information[column * newton.stride + column], own = whole - dot(line, line, held);
        if (own > 1e-8 * whole) statistic[column - 1] = newton.gradient[column] * newton.gradient[column] / own;
    }
}
