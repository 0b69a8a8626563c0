/* SPDX-License-Identifier: Apache-2.0 */
/* Income and what it has to bear, consumption, bills, dealings online. A monthly mean wants at least half of its
 * months: one month's salary is no income. */
#include "features/measures.h"

#include <math.h>
#include <string.h>

static const char *const groups[] = { "income", "consumption", "bill",  "bill_on_time", "bill_missed",
                                      "orders", "returns",     "night", "online" };

static int monthly_group(const char *word)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(groups); i++)
        if (strcmp(groups[i], word) == 0) return i;
    return -1;
}

static bool is_money(int group)
{
    return group <= MEANS_BILL || group == MEANS_ONLINE;
}

static int half(int window)
{
    return (window + 1) / 2;
}

/* In whole units of money, or in the things that are counted. */
static double monthly_mean(const struct file_view *view, int group, int window)
{
    const double mean = values_mean(view->group[group], window, half(window));
    return is_money(group) ? mean / MINOR_UNITS : mean;
}

static double mean_monthly(const struct file_view *view, struct question *asked)
{
    return monthly_mean(view, asked->argument, asked->window);
}

static double mean_variation(const struct file_view *view, struct question *asked)
{
    return values_variation(view->group[asked->argument], asked->window, half(asked->window));
}

static double mean_months(const struct file_view *view, struct question *asked)
{
    int known = 0, any = 0;
    for (int i = 0; i < VIEW_AMOUNT_MONTHS; i++) {
        known += i < asked->window && !isnan(view->group[asked->argument][i]);
        any += !isnan(view->group[asked->argument][i]);
    }
    return any ? (double)known : FEATURE_MISSING;
}

/* The newer half of the window against the older one. */
static double mean_trend(const struct file_view *view, struct question *asked)
{
    const double *values = view->group[asked->argument];
    const int middle = asked->window / 2;
    const double before = values_mean(values + middle, asked->window - middle, half(asked->window - middle));
    if (before == 0) asked->why = MISSING_ZERO;
    return before > 0 ? values_mean(values, middle, half(middle)) / before - 1 : FEATURE_MISSING;
}

/* ---- burden ------------------------------------------------------------------------------------------------------ */

static double over_income(const struct file_view *view, double amount, double months, struct question *asked)
{
    const double income = monthly_mean(view, MEANS_INCOME, asked->window);
    if (income == 0) asked->why = MISSING_ZERO;
    if (income < 0) asked->why = MISSING_NEGATIVE;
    return income > 0 ? amount / (income * months) : FEATURE_MISSING;
}

static double income_debt(const struct file_view *view, struct question *asked)
{
    return over_income(view, view->balance / MINOR_UNITS, 12, asked);
}

static double income_instalment(const struct file_view *view, struct question *asked)
{
    double due[VIEW_AMOUNT_MONTHS];
    for (int i = 0; i < asked->window; i++)
        due[i] = view->month[i].due;
    return over_income(view, values_mean(due, asked->window, 1) / MINOR_UNITS, 1, asked);
}

static double income_consumption(const struct file_view *view, struct question *asked)
{
    return over_income(view, monthly_mean(view, MEANS_CONSUMPTION, asked->window), 1, asked);
}

/* The newest of a stock (a fund's balance) or of a year (a year's tax); several kinds of one month add up. */
static double newest(const struct file_view *view, int group)
{
    int back = G_MAXINT;
    double sum = FEATURE_MISSING;
    for (size_t i = 0; i < view->means; i++) {
        const struct means_view *seen = &view->mean[i];
        if (seen->kind->group != group || seen->back > back) continue;
        sum = seen->back == back ? sum + seen->value : seen->value;
        back = seen->back;
    }
    return sum / MINOR_UNITS;
}

static double fund_balance(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return newest(view, MEANS_FUND);
}

static double income_tax(const struct file_view *view, struct question *asked)
{
    return over_income(view, newest(view, MEANS_TAX), 12, asked);
}

/* ---- the mix of consumption -------------------------------------------------------------------------------------- */

/* Sums by category over the window; answers the sum of all. */
static double categories(const struct file_view *view, int window, double sums[MEANS_MOST_KINDS])
{
    double total = 0;
    memset(sums, 0, MEANS_MOST_KINDS * sizeof *sums);
    for (size_t i = 0; i < view->means; i++) {
        const struct means_view *seen = &view->mean[i];
        if (seen->kind->group != MEANS_CONSUMPTION || seen->back >= window || seen->value <= 0) continue;
        sums[seen->kind->number] += seen->value;
        total += seen->value;
    }
    return total;
}

/* Shannon's entropy of the shares, divided by that of equal shares among all categories of the table: 0 all in one, 1
 * the same in each. */
static double consumption_entropy(const struct file_view *view, struct question *asked)
{
    double sums[MEANS_MOST_KINDS], entropy = 0;
    const double total = categories(view, asked->window, sums);
    int kinds = 0;
    const struct means_kind *kind;
    for (size_t i = 0; (kind = means_kind_at(i)) != NULL; i++) {
        kinds += kind->group == MEANS_CONSUMPTION;
        if (sums[i] > 0) entropy -= sums[i] / total * log(sums[i] / total);
    }
    return total > 0 && kinds > 1 ? entropy / log(kinds) : FEATURE_MISSING;
}

static double consumption_largest(const struct file_view *view, struct question *asked)
{
    double sums[MEANS_MOST_KINDS], largest = 0;
    const double total = categories(view, asked->window, sums);
    for (size_t i = 0; i < MEANS_MOST_KINDS; i++)
        largest = fmax(largest, sums[i]);
    return total > 0 ? largest / total : FEATURE_MISSING;
}

static double consumption_share(const struct file_view *view, struct question *asked)
{
    double sums[MEANS_MOST_KINDS];
    const double total = categories(view, asked->window, sums);
    return total > 0 ? sums[asked->argument] / total : FEATURE_MISSING;
}

static int category(const char *word)
{
    g_autofree char *id = g_strconcat("consumption.", word, NULL);
    const struct means_kind *kind = means_kind_find(id);
    return kind ? kind->number : -1;
}

/* ---- bills and dealings online ----------------------------------------------------------------------------------- */

static double sum_known(const double *values, int window)
{
    double sum = FEATURE_MISSING;
    for (int i = 0; i < window; i++)
        if (!isnan(values[i])) sum = isnan(sum) ? values[i] : sum + values[i];
    return sum;
}

static double bill_on_time(const struct file_view *view, struct question *asked)
{
    const double good = sum_known(view->group[MEANS_BILL_ON_TIME], asked->window);
    const double missed = sum_known(view->group[MEANS_BILL_MISSED], asked->window);
    const double all = (isnan(good) ? 0 : good) + (isnan(missed) ? 0 : missed);
    return all > 0 ? 1 - (isnan(missed) ? 0 : missed) / all : FEATURE_MISSING;
}

static double bill_missed(const struct file_view *view, struct question *asked)
{
    const double missed = sum_known(view->group[MEANS_BILL_MISSED], asked->window);
    const double good = sum_known(view->group[MEANS_BILL_ON_TIME], asked->window);
    return isnan(missed) && !isnan(good) ? 0 : missed;
}

static double bill_since_missed(const struct file_view *view, struct question *asked)
{
    (void)asked;
    int known = 0;
    for (int i = 0; i < VIEW_AMOUNT_MONTHS; i++) {
        if (view->group[MEANS_BILL_MISSED][i] > 0) return i;
        known += !isnan(view->group[MEANS_BILL_MISSED][i]) || !isnan(view->group[MEANS_BILL_ON_TIME][i]);
    }
    return known ? -1 : FEATURE_MISSING;
}

/* A part of the orders; without any part reported there is none. */
static double internet_share(const struct file_view *view, struct question *asked)
{
    const double orders = sum_known(view->group[MEANS_ORDERS], asked->window);
    const double part = sum_known(view->group[asked->argument], asked->window);
    if (orders == 0) asked->why = MISSING_ZERO;
    return orders > 0 ? part / orders : FEATURE_MISSING;
}

// clang-format off
const struct measure_entry measures_means[] = {
    { "mean_monthly", mean_monthly, VIEW_AMOUNT_MONTHS, monthly_group },
    { "mean_variation", mean_variation, VIEW_AMOUNT_MONTHS, monthly_group },
    { "mean_months", mean_months, VIEW_AMOUNT_MONTHS, monthly_group },
    { "mean_trend", mean_trend, VIEW_AMOUNT_MONTHS, monthly_group },
    { "income_debt", income_debt, VIEW_AMOUNT_MONTHS, NULL },
    { "income_instalment", income_instalment, VIEW_AMOUNT_MONTHS, NULL },
    { "income_consumption", income_consumption, VIEW_AMOUNT_MONTHS, NULL },
    { "income_tax", income_tax, VIEW_AMOUNT_MONTHS, NULL },
    { "fund_balance", fund_balance, 0, NULL },
    { "consumption_entropy", consumption_entropy, VIEW_AMOUNT_MONTHS, NULL },
    { "consumption_largest", consumption_largest, VIEW_AMOUNT_MONTHS, NULL },
    { "consumption_share", consumption_share, VIEW_AMOUNT_MONTHS, category },
    { "bill_on_time", bill_on_time, VIEW_AMOUNT_MONTHS, NULL },
    { "bill_missed", bill_missed, VIEW_AMOUNT_MONTHS, NULL },
    { "bill_since_missed", bill_since_missed, 0, NULL },
    { "internet_share", internet_share, VIEW_AMOUNT_MONTHS, monthly_group },
    { 0 },
};
