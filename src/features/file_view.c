/* SPDX-License-Identifier: Apache-2.0 */
/* Building the month-by-month view. What must stay true: a value nobody reported never becomes 0 here, and a month on
 * or after the day of scoring is never looked at. */
#include "features/file_view.h"

#include <math.h>
#include <string.h>

bool file_is_revolving(const struct account *account)
{
    return account->type != NULL && account->type[0] == 'R';
}

struct month file_closing_month(const struct account *account)
{
    if (date_is_set(account->closed)) return month_of(account->closed);
    const struct history *history = &account->history;
    if (history->states == NULL || !month_is_set(history->first)) return MONTH_NONE;
    const char *end = strpbrk(history->states, "CZG");
    return end == NULL ? MONTH_NONE : (struct month){ history->first.index + (int32_t)(end - history->states) };
}

bool file_is_open(const struct account *account, struct date day)
{
    struct month closing = file_closing_month(account);
    return !month_is_set(closing) || (date_is_set(day) && closing.index >= month_of(day).index);
}

void file_main_currency(const struct dossier *dossier, char currency[4])
{
    guint most = 0;
    currency[0] = '\0';
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *candidate = dossier->accounts->pdata[i];
        guint same = 0;
        if (strcmp(candidate->currency, currency) == 0) continue;
        for (guint j = i; j < dossier->accounts->len; j++)
            same += strcmp(((struct account *)dossier->accounts->pdata[j])->currency, candidate->currency) == 0;
        if (same > most) {
            most = same;
            g_strlcpy(currency, candidate->currency, 4);
        }
    }
}

/* Adds to a figure that is not known (NaN) until something was added. */
static void add_known(double *sum, double value)
{
    *sum = isnan(*sum) ? value : *sum + value;
}

static int64_t value_at(const int64_t *series, const struct history *history, int64_t index)
{
    return series == NULL || index < 0 || index >= (int64_t)history->length ? MONEY_UNKNOWN : series[index];
}

/* '/' is before the account was opened, '#' is a month nobody knows; everything else says something. */
static bool state_is_known(char state)
{
    return state != '/' && state != '#' && state != '\0';
}

static void add_states(struct file_view *view, const struct history *history)
{
    if (history->states == NULL) return;
    for (size_t i = 0; i < history->length; i++) {
        const char state = history->states[i];
        const int64_t back = (int64_t)view->last - history->first.index - (int64_t)i;
        if (back < 0) break;
        if (state != '/') view->on_file = (int)MAX(view->on_file, MIN(back + 1, G_MAXINT));
        if (back >= VIEW_MONTHS || !state_is_known(state)) continue;
        struct month_view *month = &view->month[back];
        month->worst = (int8_t)MAX(month->worst, history_months_late(state));
        view->months = MAX(view->months, (int)back + 1);
    }
}

/* What was asked in a month: of a card the balance of the month before, of a loan the instalment. */
static void add_payment(struct month_view *month, const struct account *account, int64_t index)
{
    const struct history *history = &account->history;
    const int64_t paid = value_at(history->paid, history, index);
    if (paid == MONEY_UNKNOWN) return;
    month->paid_known = true;
    month->paid += (double)paid;
    const int64_t asked = file_is_revolving(account) ? value_at(history->balance, history, index - 1)
                                                     : value_at(history->due, history, index);
    if (asked == MONEY_UNKNOWN || asked <= 0) return;
    month->in_full = paid >= asked && (month->in_full || month->asked <= 0);
    month->asked += (double)asked;
    month->settled += (double)CLAMP(paid, 0, asked);
}

/* Not used: nothing was due ('*') or nothing is owed. */
static void add_use(struct month_view *month, const struct account *account, int64_t index)
{
    const struct history *history = &account->history;
    const char state = history->states ? history->states[index] : '\0';
    const int64_t balance = value_at(history->balance, history, index);
    if (!file_is_revolving(account) || (!state_is_known(state) && balance == MONEY_UNKNOWN)) return;
    month->revolving_seen = true;
    const bool unused = state == '*' || (balance != MONEY_UNKNOWN && balance <= 0);
    month->revolving_used = month->revolving_used || !unused;
}

/* The newest known value of a series not older than VIEW_CARRY months before the view's last month. */
static int64_t value_now(const struct file_view *view, const int64_t *series, const struct history *history)
{
    const int64_t newest = (int64_t)view->last - history->first.index;
    for (int64_t index = newest; index >= newest - VIEW_CARRY; index--) {
        const int64_t value = value_at(series, history, index);
        if (value != MONEY_UNKNOWN) return value;
    }
    return MONEY_UNKNOWN;
}

static void add_now(struct file_view *view, const struct account *account)
{
    const struct history *history = &account->history;
    if (file_is_revolving(account) && account->amount != MONEY_UNKNOWN) {
        add_known(&view->limit, (double)account->amount);
        view->limit_largest = fmax(view->limit_largest, (double)account->amount);
    }
    if (history->length == 0) return;
    const int64_t balance = value_now(view, history->balance, history);
    const int64_t past_due = value_now(view, history->past_due, history);
    if (balance != MONEY_UNKNOWN) add_known(&view->balance, fmax((double)balance, 0));
    if (past_due != MONEY_UNKNOWN) add_known(&view->past_due, fmax((double)past_due, 0));
}

static void add_utilisation(struct month_view *month, const struct account *account, int64_t balance)
{
    if (!file_is_revolving(account) || account->amount == MONEY_UNKNOWN || account->amount <= 0) return;
    month->used += (double)MAX(balance, 0);
    month->limit += (double)account->amount;
}

static void add_amounts(struct file_view *view, const struct account *account)
{
    const struct history *history = &account->history;
    const struct month closing = file_closing_month(account);
    int64_t balance = MONEY_UNKNOWN;
    int age = 0;
    for (int back = VIEW_AMOUNT_MONTHS - 1 + VIEW_CARRY; back >= 0; back--) {
        const int64_t index = (int64_t)view->last - back - history->first.index;
        const int64_t reported = value_at(history->balance, history, index);
        if (reported != MONEY_UNKNOWN) balance = reported;
        age = reported != MONEY_UNKNOWN ? 0 : age + 1;
        if (back >= VIEW_AMOUNT_MONTHS) continue;
        struct month_view *month = &view->month[back];
        const bool closed = month_is_set(closing) && view->last - back >= closing.index;
        if (!closed && balance != MONEY_UNKNOWN && age <= VIEW_CARRY) add_utilisation(month, account, balance);
        if (index < 0 || index >= (int64_t)history->length) continue;
        add_payment(month, account, index);
        if (!closed) add_use(month, account, index);
    }
}

void file_view_make(struct file_view *view, const struct dossier *dossier, struct date day)
{
    memset(view, 0, sizeof *view);
    view->dossier = dossier;
    view->day = day;
    view->balance = view->past_due = view->limit = view->limit_largest = NAN;
    for (int i = 0; i < VIEW_MONTHS; i++)
        view->month[i].worst = -1;
    file_main_currency(dossier, view->currency);
    if (!date_is_set(day)) return;
    view->last = month_of(day).index - 1;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const bool months = account->history.length > 0 && month_is_set(account->history.first);
        const bool counted = strcmp(account->currency, view->currency) == 0;
        if (months) add_states(view, &account->history);
        if (months && counted) add_amounts(view, account);
        if (counted && file_is_open(account, day)) add_now(view, account);
    }
}
