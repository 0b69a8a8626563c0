/* SPDX-License-Identifier: Apache-2.0 */
/* Lateness: states of the months over all accounts. A window wider than the file is answered over the months there are;
 * a month nobody knows is neither late nor clean. */
#include "features/measures.h"

#include <math.h>
#include <string.h>

/* Months late at which the words of the field begin: 31, 61 and 91 days. */
enum { LATE = 1, LATE_30 = 2, LATE_60 = 3, LATE_90 = 4 };
/* The rule of thumb of the field: three months late in a row, or six in all ("连三累六"). */
enum { EXPERT_RUN = 3, EXPERT_SUM = 6 };

static double worst_state(const struct file_view *view, struct question *asked)
{
    int worst = -1;
    for (int i = 0; i < MIN(asked->window, view->months); i++)
        worst = MAX(worst, view->month[i].worst);
    return worst < 0 ? FEATURE_MISSING : (double)worst;
}

/* Months at least `floor` months late. */
static double count_late(const struct file_view *view, int window, int floor)
{
    int known = 0, late = 0;
    for (int i = 0; i < MIN(window, view->months); i++) {
        known += view->month[i].worst >= 0;
        late += view->month[i].worst >= floor;
    }
    return known == 0 ? FEATURE_MISSING : (double)late;
}

static double late_months(const struct file_view *view, struct question *asked)
{
    return count_late(view, asked->window, LATE);
}

static double late_30_months(const struct file_view *view, struct question *asked)
{
    return count_late(view, asked->window, LATE_30);
}

static double late_60_months(const struct file_view *view, struct question *asked)
{
    return count_late(view, asked->window, LATE_60);
}

static double late_90_months(const struct file_view *view, struct question *asked)
{
    return count_late(view, asked->window, LATE_90);
}

static double since(const struct file_view *view, int floor)
{
    for (int i = 0; i < view->months; i++)
        if (view->month[i].worst >= floor) return i;
    return view->months == 0 ? FEATURE_MISSING : -1.0;
}

static double months_since_late(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return since(view, LATE);
}

static double months_since_late_30(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return since(view, LATE_30);
}

static double months_since_late_90(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return since(view, LATE_90);
}

/* A month nobody knows neither counts nor ends the row. */
static double clean_months(const struct file_view *view, struct question *asked)
{
    (void)asked;
    int clean = 0;
    for (int i = 0; i < view->months && view->month[i].worst <= 0; i++)
        clean += view->month[i].worst == 0;
    return view->months == 0 ? FEATURE_MISSING : (double)clean;
}

/* The longest row of late months; a month nobody knows ends it, so that the row is never longer than what is known. */
static int longest_run(const struct file_view *view, int window, int *known)
{
    int run = 0, longest = 0;
    *known = 0;
    for (int i = 0; i < MIN(window, view->months); i++) {
        *known += view->month[i].worst >= 0;
        run = view->month[i].worst >= LATE ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    return longest;
}

static double late_run(const struct file_view *view, struct question *asked)
{
    int known;
    const int longest = longest_run(view, asked->window, &known);
    return known == 0 ? FEATURE_MISSING : (double)longest;
}

static double late_rule(const struct file_view *view, struct question *asked)
{
    int known;
    const int longest = longest_run(view, asked->window, &known);
    const double sum = count_late(view, asked->window, LATE);
    return known == 0 ? FEATURE_MISSING : (double)(longest >= EXPERT_RUN || sum >= EXPERT_SUM);
}

/* ---- by account -------------------------------------------------------------------------------------------------- */

/* The worst state of an account in the window; -1 when no month of it is known. */
static int account_worst(const struct file_view *view, const struct account *account, int window)
{
    const struct history *history = &account->history;
    int worst = -1;
    if (history->states == NULL || !month_is_set(history->first)) return worst;
    for (int back = 0; back < window; back++) {
        const int64_t index = (int64_t)view->last - back - history->first.index;
        if (index < 0) break;
        if (index >= (int64_t)history->length) continue;
        const char state = history->states[index];
        if (state != '/' && state != '#') worst = MAX(worst, history_months_late(state));
    }
    return worst;
}

static double accounts_late(const struct file_view *view, struct question *asked)
{
    int known = 0, late = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const int worst = account_worst(view, view->account[i].account, asked->window);
        known += worst >= 0;
        late += worst >= LATE;
    }
    return known == 0 ? FEATURE_MISSING : (double)late;
}

static double accounts_late_share(const struct file_view *view, struct question *asked)
{
    int known = 0, late = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const int worst = account_worst(view, view->account[i].account, asked->window);
        known += worst >= 0;
        late += worst >= LATE;
    }
    return known == 0 ? FEATURE_MISSING : (double)late / known;
}

/* ---- amounts past due -------------------------------------------------------------------------------------------- */

static double past_due_now(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return view->past_due / MINOR_UNITS;
}

static double past_due_peak(const struct file_view *view, struct question *asked)
{
    double peak = FEATURE_MISSING;
    for (int i = 0; i < asked->window; i++)
        peak = fmax(peak, view->month[i].past_due); /* fmax passes over a NaN */
    return peak / MINOR_UNITS;
}

static double past_due_share(const struct file_view *view, struct question *asked)
{
    if (view->balance == 0) asked->why = MISSING_ZERO;
    return view->balance > 0 ? view->past_due / view->balance : FEATURE_MISSING;
}

// clang-format off
const struct measure_entry measures_late[] = {
    { "worst_state", worst_state, VIEW_MONTHS, NULL },
    { "late_months", late_months, VIEW_MONTHS, NULL },
    { "late_30_months", late_30_months, VIEW_MONTHS, NULL },
    { "late_60_months", late_60_months, VIEW_MONTHS, NULL },
    { "late_90_months", late_90_months, VIEW_MONTHS, NULL },
    { "months_since_late", months_since_late, 0, NULL },
    { "months_since_late_30", months_since_late_30, 0, NULL },
    { "months_since_late_90", months_since_late_90, 0, NULL },
    { "clean_months", clean_months, 0, NULL },
    { "late_run", late_run, VIEW_MONTHS, NULL },
    { "late_rule", late_rule, VIEW_MONTHS, NULL },
    { "accounts_late", accounts_late, VIEW_MONTHS, NULL },
    { "accounts_late_share", accounts_late_share, VIEW_MONTHS, NULL },
    { "past_due_now", past_due_now, 0, NULL },
    { "past_due_peak", past_due_peak, VIEW_AMOUNT_MONTHS, NULL },
    { "past_due_share", past_due_share, 0, NULL },
    { 0 },
};
