/* SPDX-License-Identifier: Apache-2.0 */
/* Building the month-by-month view of what file_facts.c selected. What must stay true: a value nobody reported never
 * becomes 0 here, and a month on or after the day of scoring is never looked at. */
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

/* ---- one account, one month -------------------------------------------------------------------------------------- */

/* A balance many times the limit is a slip of the furnisher's, not a debt. */
static bool is_far_above(const struct file_view *view, const struct account_view *seen, int64_t balance)
{
    return balance != MONEY_UNKNOWN && seen->amount != MONEY_UNKNOWN && seen->amount > 0 &&
           file_is_revolving(seen->account) &&
           (double)balance > clean_threshold(CLEAN_FAR_ABOVE_LIMIT) * (double)seen->amount &&
           file_view_rule(view, CLEAN_FAR_ABOVE_LIMIT);
}

static int64_t clean_balance(const struct file_view *view, const struct account_view *seen, int64_t index)
{
    const struct history *history = &seen->account->history;
    const int64_t balance = value_at(history->balance, history, index);
    return is_far_above(view, seen, balance) ? MONEY_UNKNOWN : balance;
}

static int64_t clean_paid(const struct file_view *view, const struct history *history, int64_t index)
{
    const int64_t paid = value_at(history->paid, history, index);
    return paid != MONEY_UNKNOWN && paid < 0 && file_view_rule(view, CLEAN_NEGATIVE_PAYMENT) ? 0 : paid;
}

/* What was asked in a month: of a card the balance of the month before, of a loan the instalment. */
static void add_payment(const struct file_view *view, struct month_view *month, const struct account_view *seen,
                        int64_t index)
{
    const struct history *history = &seen->account->history;
    const int64_t paid = clean_paid(view, history, index);
    if (paid == MONEY_UNKNOWN) return;
    month->paid_known = true;
    month->paid += (double)paid;
    const int64_t asked = file_is_revolving(seen->account) ? clean_balance(view, seen, index - 1)
                                                           : value_at(history->due, history, index);
    if (asked == MONEY_UNKNOWN || asked <= 0) return;
    month->in_full = paid >= asked && (month->in_full || month->asked <= 0);
    month->asked += (double)asked;
    month->settled += (double)CLAMP(paid, 0, asked);
}

/* Not used: nothing was due ('*') or nothing is owed. */
static void add_use(const struct file_view *view, struct month_view *month, const struct account_view *seen,
                    int64_t index)
{
    const struct history *history = &seen->account->history;
    const char state = history->states ? history->states[index] : '\0';
    const int64_t balance = clean_balance(view, seen, index);
    if (!file_is_revolving(seen->account) || (!state_is_known(state) && balance == MONEY_UNKNOWN)) return;
    month->revolving_seen = true;
    const bool unused = state == '*' || (balance != MONEY_UNKNOWN && balance <= 0);
    month->revolving_used = month->revolving_used || !unused;
}

static void add_open_month(struct month_view *month, const struct history *history, int64_t index)
{
    const int64_t due = value_at(history->due, history, index);
    const int64_t past_due = value_at(history->past_due, history, index);
    if (due != MONEY_UNKNOWN) add_known(&month->due, fmax((double)due, 0));
    if (past_due != MONEY_UNKNOWN) add_known(&month->past_due, fmax((double)past_due, 0));
}

static void add_owed(struct month_view *month, const struct account_view *seen, int64_t balance)
{
    add_known(&month->owed, fmax((double)balance, 0));
    if (!file_is_revolving(seen->account) || seen->amount == MONEY_UNKNOWN || seen->amount <= 0) return;
    month->used += (double)MAX(balance, 0);
    month->limit += (double)seen->amount;
}

/* ---- one account ------------------------------------------------------------------------------------------------- */

/* The newest known value of a series that still speaks for the view's last month. */
static int64_t value_now(const struct file_view *view, const struct account_view *seen, const int64_t *series)
{
    const struct history *history = &seen->account->history;
    const int64_t newest = (int64_t)view->last - history->first.index;
    for (int64_t index = newest; index >= newest - view->carry; index--) {
        const int64_t value =
            series == history->balance ? clean_balance(view, seen, index) : value_at(series, history, index);
        if (value != MONEY_UNKNOWN) return value;
    }
    return MONEY_UNKNOWN;
}

static void add_now(struct file_view *view, struct account_view *seen)
{
    const struct history *history = &seen->account->history;
    if (file_is_revolving(seen->account) && seen->amount != MONEY_UNKNOWN) {
        add_known(&view->limit, (double)seen->amount);
        view->limit_largest = fmax(view->limit_largest, (double)seen->amount);
    }
    if (history->length == 0) return;
    const int64_t balance = value_now(view, seen, history->balance);
    const int64_t past_due = value_now(view, seen, history->past_due);
    if (balance != MONEY_UNKNOWN) add_known(&view->balance, seen->balance = fmax((double)balance, 0));
    if (past_due != MONEY_UNKNOWN) add_known(&view->past_due, seen->past_due = fmax((double)past_due, 0));
}

/* What the rules say of one month of an open account. */
static void count_month(const struct file_view *view, const struct account_view *seen, int64_t index, bool owes)
{
    const struct history *history = &seen->account->history;
    const int64_t balance = value_at(history->balance, history, index);
    const int64_t paid = value_at(history->paid, history, index);
    const char state = history->states ? history->states[index] : '#';
    if (is_far_above(view, seen, balance)) file_view_count(view, CLEAN_FAR_ABOVE_LIMIT);
    if (paid != MONEY_UNKNOWN && paid < 0) file_view_count(view, CLEAN_NEGATIVE_PAYMENT);
    if (!state_is_known(state) && state != '/' && balance == MONEY_UNKNOWN) file_view_count(view, CLEAN_MONTH_GAP);
    if (!owes && history->balance != NULL && state != '/') file_view_count(view, CLEAN_MISSING_BALANCE);
}

static void add_amounts(struct file_view *view, const struct account_view *seen)
{
    const struct history *history = &seen->account->history;
    const struct month closing = seen->closing;
    int64_t balance = MONEY_UNKNOWN;
    int age = 0;
    for (int back = VIEW_AMOUNT_MONTHS - 1 + view->carry; back >= 0; back--) {
        const int64_t index = (int64_t)view->last - back - history->first.index;
        if (index < 0) continue;
        const int64_t reported = clean_balance(view, seen, index);
        if (reported != MONEY_UNKNOWN) balance = reported;
        age = reported != MONEY_UNKNOWN ? 0 : age + 1;
        if (back >= VIEW_AMOUNT_MONTHS) continue;
        struct month_view *month = &view->month[back];
        const bool closed = month_is_set(closing) && view->last - back >= closing.index;
        const bool owes = balance != MONEY_UNKNOWN && age <= view->carry;
        if (!closed && owes) add_owed(month, seen, balance);
        if (index >= (int64_t)history->length) continue;
        add_payment(view, month, seen, index);
        if (!closed) add_use(view, month, seen, index);
        if (!closed) add_open_month(month, history, index);
        if (view->counts && !closed) count_month(view, seen, index, owes);
    }
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

bool file_view_rule(const struct file_view *view, enum clean_rule rule)
{
    return (view->rules & (1u << rule)) != 0;
}

void file_view_count(const struct file_view *view, enum clean_rule rule)
{
    if (view->counts && file_view_rule(view, rule)) view->counts->count[rule]++;
}

static void clear_months(struct file_view *view)
{
    const struct month_view nothing = { .worst = -1, .owed = NAN, .due = NAN, .past_due = NAN };
    view->balance = view->past_due = view->limit = view->limit_largest = NAN;
    for (int i = 0; i < VIEW_MONTHS; i++)
        view->month[i] = nothing;
}

static void add_accounts(struct file_view *view)
{
    for (size_t i = 0; i < view->accounts; i++) {
        struct account_view *seen = &view->account[i];
        const struct history *history = &seen->account->history;
        const bool months = history->length > 0 && month_is_set(history->first);
        if (months) add_states(view, history);
        if (months && seen->counted) add_amounts(view, seen);
        if (seen->counted && seen->open) add_now(view, seen);
    }
}

void file_view_make(struct file_view *view, const struct dossier *dossier, struct date day, unsigned rules,
                    struct clean_counts *counts)
{
    memset(view, 0, offsetof(struct file_view, group));
    view->dossier = dossier;
    view->day = day;
    view->rules = rules & clean_rules_declared();
    view->counts = counts;
    const double carry = clean_threshold(CLEAN_MONTH_GAP);
    view->carry = file_view_rule(view, CLEAN_MONTH_GAP) ? (int)CLAMP(carry, 0, VIEW_MOST_CARRY) : 0;
    view->last = date_is_set(day) ? month_of(day).index - 1 : 0;
    clear_months(view);
    file_view_select(view);
    file_view_add_means(view);
    if (date_is_set(day)) add_accounts(view);
}

void file_view_clear(struct file_view *view)
{
    g_free(view->account);
    g_free(view->enquiry);
    g_free(view->record);
    g_free(view->mean);
}
