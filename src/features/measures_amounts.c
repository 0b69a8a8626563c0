/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of the accounts: utilisation, payment, balances. What is not known is missing, never 0. */
#include "features/measures.h"

#include <math.h>
#include <string.h>

#define ROLE_GUARANTOR "2"

/* ---- utilisation ------------------------------------------------------------------------------------------------- */

static double utilisation(const struct file_view *view, int back)
{
    const struct month_view *month = &view->month[back];
    return month->limit > 0 ? month->used / month->limit : FEATURE_MISSING;
}

static double utilisation_now(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return utilisation(view, 0);
}

/* Mean over the months [from, to) back that are known. */
static double utilisation_mean(const struct file_view *view, int from, int to)
{
    double sum = 0;
    int known = 0;
    for (int i = from; i < to; i++) {
        const double share = utilisation(view, i);
        if (isnan(share)) continue;
        sum += share;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

static double utilisation_average(const struct file_view *view, struct question *asked)
{
    return utilisation_mean(view, 0, asked->window);
}

static double utilisation_peak(const struct file_view *view, struct question *asked)
{
    double peak = FEATURE_MISSING;
    for (int i = 0; i < asked->window; i++)
        peak = fmax(peak, utilisation(view, i)); /* fmax passes over a NaN */
    return peak;
}

static double utilisation_trend(const struct file_view *view, struct question *asked)
{
    return utilisation(view, 0) - utilisation_mean(view, asked->window / 2, asked->window);
}

static double utilisation_variation(const struct file_view *view, struct question *asked)
{
    double shares[VIEW_AMOUNT_MONTHS];
    for (int i = 0; i < asked->window; i++)
        shares[i] = utilisation(view, i);
    return values_variation(shares, asked->window, asked->window / 2);
}

static double utilisation_over(const struct file_view *view, struct question *asked)
{
    int known = 0, over = 0;
    for (int i = 0; i < asked->window; i++) {
        const double share = utilisation(view, i);
        known += !isnan(share);
        over += share > 1;
    }
    return known == 0 ? FEATURE_MISSING : (double)over;
}

/* The utilisation of one open revolving account; NaN for any other. */
static double card_utilisation(const struct account_view *seen)
{
    if (!seen->open || !seen->counted || !file_is_revolving(seen->account)) return FEATURE_MISSING;
    return seen->amount != MONEY_UNKNOWN && seen->amount > 0 ? seen->balance / (double)seen->amount : FEATURE_MISSING;
}

static double cards_above(const struct file_view *view, double share)
{
    int known = 0, above = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const double used = card_utilisation(&view->account[i]);
        known += !isnan(used);
        above += used > share;
    }
    return known == 0 ? FEATURE_MISSING : (double)above;
}

static double utilisation_cards_half(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return cards_above(view, 0.5);
}

static double utilisation_cards_limit(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return cards_above(view, 1);
}

static double utilisation_card_peak(const struct file_view *view, struct question *asked)
{
    (void)asked;
    double peak = FEATURE_MISSING;
    for (size_t i = 0; i < view->accounts; i++)
        peak = fmax(peak, card_utilisation(&view->account[i]));
    return peak;
}

/* ---- payment ----------------------------------------------------------------------------------------------------- */

static double payment_ratio(const struct file_view *view, struct question *asked)
{
    double sum = 0;
    int known = 0;
    for (int i = 0; i < asked->window; i++) {
        const struct month_view *month = &view->month[i];
        if (month->asked <= 0) continue;
        sum += month->settled / month->asked;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

static double paid_in_full(const struct file_view *view, struct question *asked)
{
    int known = 0, full = 0;
    for (int i = 0; i < asked->window; i++) {
        known += view->month[i].asked > 0;
        full += view->month[i].asked > 0 && view->month[i].in_full;
    }
    return known == 0 ? FEATURE_MISSING : (double)full / known;
}

static double paid_nothing(const struct file_view *view, struct question *asked)
{
    int known = 0, nothing = 0;
    for (int i = 0; i < asked->window; i++) {
        known += view->month[i].asked > 0;
        nothing += view->month[i].asked > 0 && view->month[i].settled <= 0;
    }
    return known == 0 ? FEATURE_MISSING : (double)nothing;
}

static double unused(const struct file_view *view, struct question *asked)
{
    int known = 0, idle = 0;
    for (int i = 0; i < asked->window; i++) {
        known += view->month[i].revolving_seen;
        idle += view->month[i].revolving_seen && !view->month[i].revolving_used;
    }
    return known == 0 ? FEATURE_MISSING : (double)idle / known;
}

static double paid_average(const struct file_view *view, struct question *asked)
{
    double sum = 0;
    int known = 0;
    for (int i = 0; i < asked->window; i++) {
        if (!view->month[i].paid_known) continue;
        sum += view->month[i].paid / MINOR_UNITS;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

static double paid_variation(const struct file_view *view, struct question *asked)
{
    double paid[VIEW_AMOUNT_MONTHS];
    for (int i = 0; i < asked->window; i++)
        paid[i] = view->month[i].paid_known ? view->month[i].paid : FEATURE_MISSING;
    return values_variation(paid, asked->window, asked->window / 2);
}

/* ---- what is owed ------------------------------------------------------------------------------------------------ */

static double balance_total(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return view->balance / MINOR_UNITS;
}

/* The open accounts of a kind whose balance is known; NaN when there is none. */
static double balance_of(const struct file_view *view, bool revolving)
{
    double sum = FEATURE_MISSING;
    for (size_t i = 0; i < view->accounts; i++) {
        const struct account_view *seen = &view->account[i];
        if (!seen->open || !seen->counted || isnan(seen->balance)) continue;
        if (file_is_revolving(seen->account) == revolving) sum = isnan(sum) ? seen->balance : sum + seen->balance;
    }
    return sum;
}

static double balance_revolving(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return balance_of(view, true) / MINOR_UNITS;
}

static double balance_loans(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return balance_of(view, false) / MINOR_UNITS;
}

/* What is left of the principals. */
static double balance_to_principal(const struct file_view *view, struct question *asked)
{
    (void)asked;
    double balance = 0, principal = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const struct account_view *seen = &view->account[i];
        if (!seen->open || !seen->counted || isnan(seen->balance) || file_is_revolving(seen->account)) continue;
        if (seen->amount == MONEY_UNKNOWN || seen->amount <= 0) continue;
        balance += seen->balance;
        principal += (double)seen->amount;
    }
    return principal > 0 ? balance / principal : FEATURE_MISSING;
}

static double balance_largest_share(const struct file_view *view, struct question *asked)
{
    double largest = 0;
    for (size_t i = 0; i < view->accounts; i++)
        if (view->account[i].open && view->account[i].counted) largest = fmax(largest, view->account[i].balance);
    if (view->balance == 0) asked->why = MISSING_ZERO;
    return view->balance > 0 ? largest / view->balance : FEATURE_MISSING;
}

/* Against the mean of the older half of the window. */
static double balance_trend(const struct file_view *view, struct question *asked)
{
    double owed[VIEW_AMOUNT_MONTHS];
    for (int i = 0; i < asked->window; i++)
        owed[i] = view->month[i].owed;
    const int half = asked->window / 2;
    const double before = values_mean(owed + half, asked->window - half, 1);
    if (before == 0) asked->why = MISSING_ZERO;
    return before > 0 ? owed[0] / before - 1 : FEATURE_MISSING;
}

static double limit_total(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return view->limit / MINOR_UNITS;
}

static double limit_largest(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return view->limit_largest / MINOR_UNITS;
}

/* What falls due a month. */
static double paid_instalment(const struct file_view *view, struct question *asked)
{
    double due[VIEW_AMOUNT_MONTHS];
    for (int i = 0; i < asked->window; i++)
        due[i] = view->month[i].due;
    return values_mean(due, asked->window, 1) / MINOR_UNITS;
}

/* What others owe and the subject would have to pay: its duties as a guarantor (LIABILITY_ROLE 2) that have not ended.
 * A file without any such duty cannot be told from one whose sources report none. */
static double guarantee_total(const struct file_view *view, struct question *asked)
{
    (void)asked;
    const GPtrArray *list = view->dossier->liabilities;
    double sum = FEATURE_MISSING;
    for (guint i = 0; i < list->len; i++) {
        const struct liability *liability = list->pdata[i];
        const bool ended =
            date_is_set(liability->ends) && date_is_set(view->day) && liability->ends.days < view->day.days;
        if (g_strcmp0(liability->role, ROLE_GUARANTOR) != 0 || liability->amount == MONEY_UNKNOWN) continue;
        if (view->currency[0] && strcmp(liability->currency, view->currency) != 0) continue;
        const double amount = ended ? 0 : fmax((double)liability->amount, 0);
        sum = isnan(sum) ? amount : sum + amount;
    }
    return sum / MINOR_UNITS;
}

// clang-format off
const struct measure_entry measures_amounts[] = {
    { "utilisation_now", utilisation_now, 0, NULL },
    { "utilisation_average", utilisation_average, VIEW_AMOUNT_MONTHS, NULL },
    { "utilisation_peak", utilisation_peak, VIEW_AMOUNT_MONTHS, NULL },
    { "utilisation_trend", utilisation_trend, VIEW_AMOUNT_MONTHS, NULL },
    { "utilisation_variation", utilisation_variation, VIEW_AMOUNT_MONTHS, NULL },
    { "utilisation_over", utilisation_over, VIEW_AMOUNT_MONTHS, NULL },
    { "utilisation_cards_half", utilisation_cards_half, 0, NULL },
    { "utilisation_cards_limit", utilisation_cards_limit, 0, NULL },
    { "utilisation_card_peak", utilisation_card_peak, 0, NULL },
    { "payment_ratio", payment_ratio, VIEW_AMOUNT_MONTHS, NULL },
    { "paid_in_full", paid_in_full, VIEW_AMOUNT_MONTHS, NULL },
    { "paid_nothing", paid_nothing, VIEW_AMOUNT_MONTHS, NULL },
    { "unused", unused, VIEW_AMOUNT_MONTHS, NULL },
    { "paid_average", paid_average, VIEW_AMOUNT_MONTHS, NULL },
    { "paid_variation", paid_variation, VIEW_AMOUNT_MONTHS, NULL },
    { "paid_instalment", paid_instalment, VIEW_AMOUNT_MONTHS, NULL },
    { "balance_total", balance_total, 0, NULL },
    { "balance_revolving", balance_revolving, 0, NULL },
    { "balance_loans", balance_loans, 0, NULL },
    { "balance_to_principal", balance_to_principal, 0, NULL },
    { "balance_largest_share", balance_largest_share, 0, NULL },
    { "balance_trend", balance_trend, VIEW_AMOUNT_MONTHS, NULL },
    { "guarantee_total", guarantee_total, 0, NULL },
    { "limit_total", limit_total, 0, NULL },
    { "limit_largest", limit_largest, 0, NULL },
    { 0 },
};
