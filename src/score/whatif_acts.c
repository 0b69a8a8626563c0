/* SPDX-License-Identifier: Apache-2.0 */
/* The actions on accounts, months and enquiries; those on debts and records are in whatif_debt.c and whatif_record.c.
 *
 * "Now" is the last month any account reports. Actions happen in it, one after the other, so order matters:
 *   pay(account,amount)   lowers the balance of the account's last month, what is past due first, and raises what was
 *                         paid in it; refused above the balance. When nothing past due is left the month is not late.
 *   current(account)      pays what is past due; the last month's state becomes N. Refused when nothing is late.
 *   limit(account,to)     changes the limit of an open revolving account.
 *   miss(account,months)  months pass in which nothing is paid on it and everything due on the others.
 *   open(type,limit)      a new account with a negative id (-1, -2 ...), and one enquiry for it.
 *   close(account)        refused while something is owed; state C.
 *   enquire(n)            n enquiries for a loan.
 *   wait(months)          months pass in which everything due is paid.
 *   remove(account,month) that month's state and amount past due become unknown.
 * The assumptions about passing months are in simulate.c and, for the reader, in doc/what-if.md. */
#include "features/file_view.h"
#include "score/whatif_private.h"

#include <string.h>

#define DEFAULT_CURRENCY "CNY"

bool act_refuse(const struct act *act, const char *format, const char *next)
{
    bureau_error_set(act->error, BUREAU_ERROR_REFUSED, format, next, act->number, NULL);
    return false;
}

/* A refusal that names an amount as well: {2} currency, {3} amount owed. */
bool act_refuse_amount(const struct act *act, const char *format, const char *next, int64_t minor)
{
    char amount[MONEY_TEXT_SIZE];
    bureau_error_set(act->error, BUREAU_ERROR_REFUSED, format, next, act->number, act->account->currency,
                     money_format_minor(minor, true, amount), NULL);
    return false;
}

struct history *act_last_month(const struct act *act, size_t *last)
{
    struct history *history = &act->account->history;
    if (history->length == 0) return NULL;
    *last = history->length - 1;
    return history;
}

bool act_is_open(const struct act *act)
{
    if (!month_is_set(file_closing_month(act->account))) return true;
    return act_refuse(act, N_("Account {1} is closed."), N_("Choose an account that is open."));
}

int64_t amount_at(const int64_t *series, size_t index)
{
    return series == NULL ? MONEY_UNKNOWN : series[index];
}

int64_t amount_raised(int64_t known, int64_t by)
{
    int64_t sum;
    if (known == MONEY_UNKNOWN) return by;
    return __builtin_add_overflow(known, by, &sum) ? G_MAXINT64 : sum;
}

/* ---- money ------------------------------------------------------------------------------------------------------- */

/* Moves `amount` from what is owed to what was paid. */
void act_settle(struct history *history, size_t last, int64_t amount)
{
    const int64_t balance = amount_at(history->balance, last), past_due = amount_at(history->past_due, last);
    if (balance != MONEY_UNKNOWN) series_set(history->balance, last, balance - amount);
    if (past_due != MONEY_UNKNOWN) series_set(history->past_due, last, MAX(past_due - amount, 0));
    series_set(history->paid, last, amount_raised(amount_at(history->paid, last), amount));
}

bool act_pay(const struct act *act)
{
    size_t last;
    struct history *history = act_last_month(act, &last);
    if (!act_is_open(act)) return false;
    const int64_t owed = history ? amount_at(history->balance, last) : MONEY_UNKNOWN;
    const int64_t amount = act->action->minor;
    if (owed == MONEY_UNKNOWN)
        return act_refuse(act,
                          N_("The balance of account {1} is not known in its last month, so no payment can be tried."),
                          N_("Choose an account whose balance is reported."));
    if (owed <= 0)
        return act_refuse(act, N_("Nothing is owed on account {1}."), N_("Choose an account with a balance."));
    if (amount > owed)
        return act_refuse_amount(act, N_("Account {1} owes {2} {3}: more than that cannot be paid."),
                                 N_("Pay {2} {3} or less."), owed);
    const int64_t past_due = amount_at(history->past_due, last);
    act_settle(history, last, amount);
    /* a furnisher may report more past due than the balance: of what is paid whole nothing stays past due */
    if (amount == owed && past_due != MONEY_UNKNOWN) series_set(history->past_due, last, 0);
    const bool cleared = amount == owed || (past_due != MONEY_UNKNOWN && past_due > 0 && amount >= past_due);
    if (cleared && history_months_late(history->states[last]) > 0) history->states[last] = 'N';
    return true;
}

bool act_current(const struct act *act)
{
    size_t last;
    struct history *history = act_last_month(act, &last);
    if (!act_is_open(act)) return false;
    const int64_t past_due = history ? amount_at(history->past_due, last) : MONEY_UNKNOWN;
    const bool owing = past_due != MONEY_UNKNOWN && past_due > 0;
    if (history == NULL || (!owing && history_months_late(history->states[last]) == 0))
        return act_refuse(act, N_("Account {1} is not late in its last month."),
                          N_("Choose an account that is past due."));
    if (owing) {
        /* a furnisher may report more past due than the balance: no balance goes below nothing by it */
        const int64_t balance = amount_at(history->balance, last);
        act_settle(history, last, balance == MONEY_UNKNOWN ? past_due : CLAMP(balance, 0, past_due));
        series_set(history->past_due, last, 0);
    }
    history->states[last] = 'N';
    return true;
}

bool act_limit(const struct act *act)
{
    if (!act_is_open(act)) return false;
    if (!file_is_revolving(act->account))
        return act_refuse(act, N_("Account {1} is not revolving: it has no limit."),
                          N_("Choose a card or a revolving loan."));
    act->account->amount = act->action->minor;
    return true;
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

bool act_wait(const struct act *act)
{
    for (int i = 0; i < act->action->months; i++)
        simulation_pass_month(act->simulation, NULL);
    return true;
}

bool act_miss(const struct act *act)
{
    if (!act_is_open(act)) return false;
    const struct history *history = &act->account->history;
    const int64_t balance = history_newest(history->balance, history->length);
    if (balance != MONEY_UNKNOWN && balance <= 0)
        return act_refuse(act, N_("Nothing is owed on account {1}, so no payment can be missed."),
                          N_("Choose an account with a balance."));
    for (int i = 0; i < act->action->months; i++)
        simulation_pass_month(act->simulation, act->account);
    return true;
}

bool act_remove(const struct act *act)
{
    struct history *history = &act->account->history;
    const struct month month = act->action->month;
    if (history_state(history, month) == 0) {
        char asked[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
        month_format(history->length ? history->first : MONTH_NONE, first);
        month_format(
            history->length ? (struct month){ history->first.index + (int32_t)history->length - 1 } : MONTH_NONE, last);
        bureau_error_set(act->error, BUREAU_ERROR_NOT_FOUND, N_("Account {1} reports nothing for {2}."),
                         history->length ? N_("Its months are {3} to {4}.") : N_("It reports no month at all."),
                         act->number, month_format(month, asked), first, last, NULL);
        return false;
    }
    const size_t index = (size_t)(month.index - history->first.index);
    history->states[index] = '#';
    series_set(history->past_due, index, MONEY_UNKNOWN);
    return true;
}

/* ---- accounts and enquiries -------------------------------------------------------------------------------------- */

void act_add_enquiry(struct simulation *simulation, const char *reason)
{
    struct enquiry *enquiry = g_new0(struct enquiry, 1);
    enquiry->day = simulation_today(simulation);
    enquiry->institution = g_strdup("");
    enquiry->reason = g_strdup(reason);
    g_ptr_array_insert(simulation->dossier->enquiries, 0, enquiry); /* newest first */
}

bool act_enquire(const struct act *act)
{
    for (int i = 0; i < act->action->months; i++)
        act_add_enquiry(act->simulation, REASON_LOAN);
    return true;
}

static int64_t *one_amount(int64_t minor)
{
    int64_t *series = g_new(int64_t, 1);
    *series = minor;
    return series;
}

static int64_t lowest_id(const GPtrArray *accounts)
{
    int64_t lowest = 0;
    for (guint i = 0; i < accounts->len; i++)
        lowest = MIN(lowest, ((struct account *)accounts->pdata[i])->id);
    return lowest;
}

/* A loan is paid out at once, a card is empty; either way nothing is due in its first month. */
struct account *act_add_account(struct simulation *simulation, const char *type, const char *currency, int64_t amount)
{
    struct account *account = g_new0(struct account, 1);
    const bool revolving = type[0] == 'R';
    GPtrArray *accounts = simulation->dossier->accounts;
    g_strlcpy(account->currency, currency[0] ? currency : DEFAULT_CURRENCY, sizeof account->currency);
    account->id = lowest_id(accounts) - 1;
    account->number = g_strdup("");
    account->type = g_strdup(type);
    account->opened = simulation_today(simulation);
    account->closed = account->changed = DATE_NONE;
    account->amount = amount;
    account->history = (struct history){ .first = simulation->now,
                                         .length = 1,
                                         .states = g_strdup("*"),
                                         .balance = one_amount(revolving ? 0 : amount),
                                         .due = one_amount(0),
                                         .paid = one_amount(0),
                                         .past_due = one_amount(0) };
    g_ptr_array_insert(accounts, 0, account); /* by id: before all others */
    return account;
}

bool act_open(const struct act *act)
{
    struct simulation *simulation = act->simulation;
    const bool first_month = !month_is_set(dossier_last_month(simulation->dossier));
    char currency[4];
    file_main_currency(simulation->dossier, currency);
    act_add_enquiry(simulation, act->action->type[0] == 'R' ? REASON_CARD : REASON_LOAN);
    act_add_account(simulation, act->action->type, currency, act->action->minor);
    if (first_month) simulation->day = features_day(simulation->dossier);
    return true;
}

bool act_close(const struct act *act)
{
    if (!act_is_open(act)) return false;
    struct history *history = &act->account->history;
    const int64_t balance = history_newest(history->balance, history->length);
    if (balance == MONEY_UNKNOWN)
        return act_refuse(act, N_("The balance of account {1} is not known, so it cannot be closed."),
                          N_("Choose an account whose balance is reported."));
    if (balance > 0)
        return act_refuse_amount(act, N_("Account {1} still owes {2} {3}: it cannot be closed."),
                                 N_("Pay {2} {3} first."), balance);
    history_reach(history, act->simulation->now);
    history->states[history->length - 1] = 'C';
    act->account->closed = month_last_day((struct month){ history->first.index + (int32_t)history->length - 1 });
    return true;
}
