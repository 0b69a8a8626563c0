/* SPDX-License-Identifier: Apache-2.0 */
/* What-if: actions change the facts of a copy of a file, features are derived anew, and the same engine scores it. The
 * stored file is never touched, and nothing here knows the store.
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
#include "score/simulate.h"

#include <string.h>

#define REASON_LOAN      "02" /* QUERY_REASON: loan approval */
#define REASON_CARD      "03" /* credit card approval */
#define DEFAULT_CURRENCY "CNY"

/* An action under way: the numbers of its refusals as text, made once. */
struct act {
    struct simulation *simulation;
    const struct action *action;
    struct account *account; /* NULL for actions on the whole file */
    const char *number;      /* its id */
    GError **error;
};

static bool refuse(const struct act *act, const char *format, const char *next)
{
    bureau_error_set(act->error, BUREAU_ERROR_REFUSED, format, next, act->number, NULL);
    return false;
}

/* A refusal that names an amount as well: {2} currency, {3} amount owed. */
static bool refuse_amount(const struct act *act, const char *format, const char *next, int64_t minor)
{
    char amount[MONEY_TEXT_SIZE];
    bureau_error_set(act->error, BUREAU_ERROR_REFUSED, format, next, act->number, act->account->currency,
                     money_format_minor(minor, true, amount), NULL);
    return false;
}

static struct history *last_month(const struct act *act, size_t *last)
{
    struct history *history = &act->account->history;
    if (history->length == 0) return NULL;
    *last = history->length - 1;
    return history;
}

static bool is_open(const struct act *act)
{
    if (!month_is_set(file_closing_month(act->account))) return true;
    return refuse(act, N_("Account {1} is closed."), N_("Choose an account that is open."));
}

static int64_t amount_at(const int64_t *series, size_t index)
{
    return series == NULL ? MONEY_UNKNOWN : series[index];
}

static int64_t raised(int64_t known, int64_t by)
{
    int64_t sum;
    if (known == MONEY_UNKNOWN) return by;
    return __builtin_add_overflow(known, by, &sum) ? G_MAXINT64 : sum;
}

/* ---- money ------------------------------------------------------------------------------------------------------- */

/* Moves `amount` from what is owed to what was paid. */
static void settle(struct history *history, size_t last, int64_t amount)
{
    const int64_t balance = amount_at(history->balance, last), past_due = amount_at(history->past_due, last);
    if (balance != MONEY_UNKNOWN) series_set(history->balance, last, balance - amount);
    if (past_due != MONEY_UNKNOWN) series_set(history->past_due, last, MAX(past_due - amount, 0));
    series_set(history->paid, last, raised(amount_at(history->paid, last), amount));
}

static bool apply_pay(const struct act *act)
{
    size_t last;
    struct history *history = last_month(act, &last);
    if (!is_open(act)) return false;
    const int64_t owed = history ? amount_at(history->balance, last) : MONEY_UNKNOWN;
    const int64_t amount = act->action->minor;
    if (owed == MONEY_UNKNOWN)
        return refuse(act, N_("The balance of account {1} is not known in its last month, so no payment can be tried."),
                      N_("Choose an account whose balance is reported."));
    if (owed <= 0) return refuse(act, N_("Nothing is owed on account {1}."), N_("Choose an account with a balance."));
    if (amount > owed)
        return refuse_amount(act, N_("Account {1} owes {2} {3}: more than that cannot be paid."),
                             N_("Pay {2} {3} or less."), owed);
    const int64_t past_due = amount_at(history->past_due, last);
    settle(history, last, amount);
    const bool cleared = amount == owed || (past_due != MONEY_UNKNOWN && past_due > 0 && amount >= past_due);
    if (cleared && history_months_late(history->states[last]) > 0) history->states[last] = 'N';
    return true;
}

static bool apply_current(const struct act *act)
{
    size_t last;
    struct history *history = last_month(act, &last);
    if (!is_open(act)) return false;
    const int64_t past_due = history ? amount_at(history->past_due, last) : MONEY_UNKNOWN;
    const bool owing = past_due != MONEY_UNKNOWN && past_due > 0;
    if (history == NULL || (!owing && history_months_late(history->states[last]) == 0))
        return refuse(act, N_("Account {1} is not late in its last month."), N_("Choose an account that is past due."));
    if (owing) {
        /* a furnisher may report more past due than the balance: no balance goes below nothing by it */
        const int64_t balance = amount_at(history->balance, last);
        settle(history, last, balance == MONEY_UNKNOWN ? past_due : CLAMP(balance, 0, past_due));
        series_set(history->past_due, last, 0);
    }
    history->states[last] = 'N';
    return true;
}

static bool apply_limit(const struct act *act)
{
    if (!is_open(act)) return false;
    if (!file_is_revolving(act->account))
        return refuse(act, N_("Account {1} is not revolving: it has no limit."),
                      N_("Choose a card or a revolving loan."));
    act->account->amount = act->action->minor;
    return true;
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static bool apply_wait(const struct act *act)
{
    for (int i = 0; i < act->action->months; i++)
        simulation_pass_month(act->simulation, NULL);
    return true;
}

static bool apply_miss(const struct act *act)
{
    if (!is_open(act)) return false;
    const struct history *history = &act->account->history;
    const int64_t balance = history_newest(history->balance, history->length);
    if (balance != MONEY_UNKNOWN && balance <= 0)
        return refuse(act, N_("Nothing is owed on account {1}, so no payment can be missed."),
                      N_("Choose an account with a balance."));
    for (int i = 0; i < act->action->months; i++)
        simulation_pass_month(act->simulation, act->account);
    return true;
}

static bool apply_remove(const struct act *act)
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

static void add_enquiry(struct simulation *simulation, const char *reason)
{
    struct enquiry *enquiry = g_new0(struct enquiry, 1);
    enquiry->day = simulation_today(simulation);
    enquiry->institution = g_strdup("");
    enquiry->reason = g_strdup(reason);
    g_ptr_array_insert(simulation->dossier->enquiries, 0, enquiry); /* newest first */
}

static bool apply_enquire(const struct act *act)
{
    for (int i = 0; i < act->action->months; i++)
        add_enquiry(act->simulation, REASON_LOAN);
    return true;
}

static int64_t *one_amount(int64_t minor)
{
    int64_t *series = g_new(int64_t, 1);
    *series = minor;
    return series;
}

/* A loan is paid out at once, a card is empty; either way nothing is due in its first month. */
static struct account *new_account(const struct simulation *simulation, const struct action *action, int64_t id)
{
    struct account *account = g_new0(struct account, 1);
    const bool revolving = action->type[0] == 'R';
    char currency[4];
    file_main_currency(simulation->dossier, currency);
    g_strlcpy(account->currency, currency[0] ? currency : DEFAULT_CURRENCY, sizeof account->currency);
    account->id = id;
    account->number = g_strdup("");
    account->type = g_strdup(action->type);
    account->opened = simulation_today(simulation);
    account->closed = DATE_NONE;
    account->amount = action->minor;
    account->history = (struct history){ .first = simulation->now,
                                         .length = 1,
                                         .states = g_strdup("*"),
                                         .balance = one_amount(revolving ? 0 : action->minor),
                                         .due = one_amount(0),
                                         .paid = one_amount(0),
                                         .past_due = one_amount(0) };
    return account;
}

static bool apply_open(const struct act *act)
{
    struct simulation *simulation = act->simulation;
    GPtrArray *accounts = simulation->dossier->accounts;
    const bool first_month = !month_is_set(dossier_last_month(simulation->dossier));
    int64_t lowest = 0;
    for (guint i = 0; i < accounts->len; i++)
        lowest = MIN(lowest, ((struct account *)accounts->pdata[i])->id);
    add_enquiry(simulation, act->action->type[0] == 'R' ? REASON_CARD : REASON_LOAN);
    g_ptr_array_insert(accounts, 0, new_account(simulation, act->action, lowest - 1)); /* by id: before all others */
    if (first_month) simulation->day = features_day(simulation->dossier);
    return true;
}

static bool apply_close(const struct act *act)
{
    if (!is_open(act)) return false;
    struct history *history = &act->account->history;
    const int64_t balance = history_newest(history->balance, history->length);
    if (balance == MONEY_UNKNOWN)
        return refuse(act, N_("The balance of account {1} is not known, so it cannot be closed."),
                      N_("Choose an account whose balance is reported."));
    if (balance > 0)
        return refuse_amount(act, N_("Account {1} still owes {2} {3}: it cannot be closed."), N_("Pay {2} {3} first."),
                             balance);
    history_reach(history, act->simulation->now);
    history->states[history->length - 1] = 'C';
    act->account->closed = month_last_day((struct month){ history->first.index + (int32_t)history->length - 1 });
    return true;
}

/* ---- in order ---------------------------------------------------------------------------------------------------- */

static bool (*const apply[])(const struct act *) = {
    [ACTION_PAY] = apply_pay,         [ACTION_CURRENT] = apply_current, [ACTION_LIMIT] = apply_limit,
    [ACTION_MISS] = apply_miss,       [ACTION_OPEN] = apply_open,       [ACTION_CLOSE] = apply_close,
    [ACTION_ENQUIRE] = apply_enquire, [ACTION_WAIT] = apply_wait,       [ACTION_REMOVE] = apply_remove,
};

static bool needs_account(enum action_kind kind)
{
    return kind != ACTION_OPEN && kind != ACTION_ENQUIRE && kind != ACTION_WAIT;
}

static bool no_account(const struct dossier *dossier, const char *number, GError **error)
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

static bool apply_one(struct simulation *simulation, const struct action *action, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, action->account);
    struct act act = { simulation, action, NULL, number, error };
    if (needs_account(action->kind)) {
        act.account = dossier_account(simulation->dossier, action->account);
        if (act.account == NULL) return no_account(simulation->dossier, number, error);
    }
    return apply[action->kind](&act);
}

static bool apply_all(struct simulation *simulation, const struct action *actions, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++)
        if (!apply_one(simulation, &actions[i], error)) return false;
    return true;
}

/* A file without month and day can be copied and scored as it is; only actions need a "now". */
static struct dossier *simulate(const struct dossier *dossier, const struct action *actions, size_t count,
                                struct simulation *simulation, GError **error)
{
    g_autoptr(dossier_t) copy = dossier_copy(dossier);
    *simulation = (struct simulation){ copy, MONTH_NONE, features_day(copy) };
    if (count > 0 && !simulation_begin(simulation, copy, error)) return NULL;
    return apply_all(simulation, actions, count, error) ? g_steal_pointer(&copy) : NULL;
}

struct dossier *whatif_apply(const struct dossier *dossier, const struct action *actions, size_t count,
                             struct date *day, GError **error)
{
    struct simulation simulation;
    struct dossier *copy = simulate(dossier, actions, count, &simulation, error);
    if (copy != NULL && day != NULL) *day = simulation.day;
    return copy;
}

static void score_file(const struct model *card, const struct dossier *dossier, struct date day,
                       struct score_result *result)
{
    g_autofree double *values = g_new(double, feature_count() + 1);
    features_derive(dossier, day, values);
    model_score(card, values, result);
}

bool whatif_score(const struct model *card, const struct dossier *dossier, const struct action *actions, size_t count,
                  struct score_result *result, GError **error)
{
    struct date day;
    g_autoptr(dossier_t) after = whatif_apply(dossier, actions, count, &day, error);
    if (after == NULL) return false;
    score_file(card, after, day, result);
    return true;
}

bool whatif_path(const struct model *card, const struct dossier *dossier, const struct action *actions, size_t count,
                 int months, int *scores, GError **error)
{
    struct simulation simulation;
    g_autoptr(dossier_t) after = simulate(dossier, actions, count, &simulation, error);
    if (after == NULL || (count == 0 && !simulation_begin(&simulation, after, error))) return false;
    for (int i = 0; i < months; i++) {
        struct score_result result;
        simulation_pass_month(&simulation, NULL);
        score_file(card, after, simulation.day, &result);
        scores[i] = result.score;
    }
    return true;
}
