/* SPDX-License-Identifier: Apache-2.0 */
/* The actions that put one debt in the place of others. What must stay true: what a new debt pays off is not counted as
 * paid by the person, for it was not their money; so nobody earns points by moving debts about.
 *   refinance(account,months,rate)          a new loan over what is owed pays the account off.
 *   consolidate(accounts,type,months,rate)  one new account over the sum pays them all off.
 *   guarantee(amount)                       a duty as guarantor (LIABILITY_ROLE 2) without an end.
 * A loan that is paid off is closed, a card stays open and empty. The new account is repaid in equal instalments, with
 * interest when a rate is given, and one enquiry is made for it. */
#include "features/file_view.h"
#include "score/whatif_private.h"

#include <math.h>
#include <string.h>

#define ROLE_GUARANTOR "2"
#define RATE_PARTS     120000.0 /* hundredths of a per cent a year to parts a month */

bool act_no_account(const struct dossier *dossier, const char *number, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < dossier->accounts->len; i++)
        g_string_append_printf(known, "%s%" G_GINT64_FORMAT, i ? ", " : "",
                               ((struct account *)dossier->accounts->pdata[i])->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The file has no account {1}."),
                     known->len ? N_("Its accounts are {2}.") : N_("It has no account at all."), number, known->str,
                     NULL);
    return false;
}

/* The equal instalment that repays `principal` in `months`, rounded up: an annuity when a rate is given. */
static int64_t instalment_of(int64_t principal, int months, int rate)
{
    if (rate <= 0) return principal / months + (principal % months != 0);
    const double r = rate / RATE_PARTS;
    const double each = ceil((double)principal * r / (1 - pow(1 + r, -months)));
    return each >= (double)principal * 2 ? principal : (int64_t)each;
}

/* What is owed on an account that another debt is to pay off; MONEY_UNKNOWN after a refusal. */
static int64_t owed_on(const struct act *act)
{
    size_t last;
    struct history *history = act_last_month(act, &last);
    if (!act_is_open(act)) return MONEY_UNKNOWN;
    const int64_t owed = history ? amount_at(history->balance, last) : MONEY_UNKNOWN;
    if (owed == MONEY_UNKNOWN)
        act_refuse(act, N_("The balance of account {1} is not known in its last month, so nothing can pay it off."),
                   N_("Choose an account whose balance is reported."));
    else if (owed <= 0)
        act_refuse(act, N_("Nothing is owed on account {1}."), N_("Choose an account with a balance."));
    else if (strchr("BD", history_newest_state(history, history->length)) != NULL)
        act_refuse(act, N_("Account {1} is a bad debt: nobody lends to pay it off."), N_("Try collect(account={1})."));
    else
        return owed;
    return MONEY_UNKNOWN;
}

/* Owed by another account from now on: nothing was paid by the person. */
static void pay_off(struct account *account)
{
    struct history *history = &account->history;
    const size_t last = history->length - 1;
    series_set(history->balance, last, 0);
    if (amount_at(history->past_due, last) != MONEY_UNKNOWN) series_set(history->past_due, last, 0);
    if (!file_is_revolving(account)) {
        history->states[last] = 'C';
        account->closed = month_last_day((struct month){ history->first.index + (int32_t)last });
    } else if (history_months_late(history->states[last]) > 0)
        history->states[last] = 'N';
}

static void take_on(const struct act *act, const char *type, const char *currency, int64_t sum)
{
    const struct action *action = act->action;
    struct account *account = act_add_account(act->simulation, type, currency, sum);
    act_add_enquiry(act->simulation, REASON_LOAN);
    account->history.balance[0] = sum;
    if (file_is_revolving(account)) account->history.states[0] = 'N';
    const struct loan_terms terms = { account->id, instalment_of(sum, action->months, action->rate), action->rate };
    simulation_agree(act->simulation, terms);
}

bool act_refinance(const struct act *act)
{
    const int64_t owed = owed_on(act);
    if (owed == MONEY_UNKNOWN) return false;
    char currency[4];
    g_strlcpy(currency, act->account->currency, sizeof currency);
    pay_off(act->account);
    take_on(act, "D1", currency, owed);
    return true;
}

/* The accounts named, each looked at before any is changed. */
static bool sum_of(const struct act *act, struct account **accounts, int64_t *sum)
{
    const struct action *action = act->action;
    *sum = 0;
    for (int i = 0; i < action->account_count; i++) {
        char number[24];
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, action->accounts[i]);
        accounts[i] = dossier_account(act->simulation->dossier, action->accounts[i]);
        if (accounts[i] == NULL) return act_no_account(act->simulation->dossier, number, act->error);
        const struct act one = { act->simulation, action, accounts[i], number, act->error };
        const int64_t owed = owed_on(&one);
        if (owed == MONEY_UNKNOWN) return false;
        if (strcmp(accounts[i]->currency, accounts[0]->currency) != 0)
            return act_refuse(&one, N_("Account {1} is in another currency than the first: they are never added."),
                              N_("Name accounts of one currency."));
        *sum = amount_raised(*sum, owed);
    }
    return true;
}

bool act_consolidate(const struct act *act)
{
    struct account *accounts[ACTION_MOST_ACCOUNTS];
    int64_t sum;
    if (!sum_of(act, accounts, &sum)) return false;
    char currency[4];
    g_strlcpy(currency, accounts[0]->currency, sizeof currency);
    for (int i = 0; i < act->action->account_count; i++)
        pay_off(accounts[i]);
    take_on(act, act->action->type, currency, sum);
    return true;
}

bool act_guarantee(const struct act *act)
{
    struct dossier *dossier = act->simulation->dossier;
    struct liability *liability = g_new0(struct liability, 1);
    liability->role = g_strdup(ROLE_GUARANTOR);
    liability->amount = act->action->minor;
    liability->ends = DATE_NONE;
    file_main_currency(dossier, liability->currency);
    g_ptr_array_add(dossier->liabilities, liability);
    return true;
}
