/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of conduct and of time. What is past due comes first, the oldest bucket before the others; then the proven
 * plan to a target (src/plan), or, without a target, the used share of every card; then what time does, with the days
 * on which the law takes something out. */
#include "repair/steps.h"

#include "features/file_view.h"
#include "law/law.h"
#include "plan/plan.h"

#include <math.h>
#include <string.h>

enum { MOST_LEAVES = 12 };

/* The file as the steps so far leave it: a copy. */
static struct dossier *file_now(const struct composing *composing, GError **error)
{
    struct date day;
    if (composing->actions->len == 0) return dossier_copy(composing->base);
    return whatif_apply(composing->base, (const struct action *)(const void *)composing->actions->data,
                        composing->actions->len, &day, error);
}

static char *money_text(const char *currency, int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup_printf("%s %s", currency, money_format_minor(minor, true, text));
}

static void drop_last(struct composing *composing)
{
    g_ptr_array_remove_index(composing->plan->steps, composing->plan->steps->len - 1);
}

/* ---- what is owed ------------------------------------------------------------------------------------------------ */

struct owed {
    int64_t account, amount; /* MONEY_UNKNOWN: not reported */
    int late;
    char currency[4];
};

static int oldest_first(const void *left, const void *right)
{
    const struct owed *a = left, *b = right;
    if (a->late != b->late) return a->late > b->late ? -1 : 1;
    if (a->amount != b->amount) return a->amount > b->amount ? -1 : 1;
    return a->account < b->account ? -1 : 1;
}

static GArray *past_due(const struct dossier *dossier)
{
    GArray *owed = g_array_new(FALSE, TRUE, sizeof(struct owed));
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const struct history *history = &account->history;
        if (history->length == 0 || history->states == NULL || !repair_is_open(account)) continue;
        struct owed each = { .account = account->id,
                             .late = history_months_late(history->states[history->length - 1]) };
        each.amount = history->past_due ? history->past_due[history->length - 1] : MONEY_UNKNOWN;
        if (each.late == 0 && (each.amount == MONEY_UNKNOWN || each.amount <= 0)) continue;
        g_strlcpy(each.currency, account->currency, sizeof each.currency);
        g_array_append_val(owed, each);
    }
    g_array_sort(owed, oldest_first);
    return owed;
}

static bool bring_current(struct composing *composing, GError **error)
{
    g_autoptr(GArray) owed = past_due(composing->base);
    for (guint i = 0; i < owed->len; i++) {
        const struct owed *each = &g_array_index(owed, struct owed, i);
        const struct action action = { .kind = ACTION_CURRENT, .account = each->account, .month = MONTH_NONE };
        g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, each->account);
        g_autofree char *amount = money_text(each->currency, each->amount);
        bool possible;
        char *what = each->amount == MONEY_UNKNOWN
                         ? phrase_make(N_("Pay what is past due on account {1}"), account, NULL)
                         : phrase_make(N_("Pay {1} past due on account {2}"), amount, account, NULL);
        struct repair_step *step = composing_add(composing, "current", what);
        step->account = each->account;
        step->ends = date_add_months(composing->today, 1);
        if (!composing_act(composing, step, &action, &possible, error)) return false;
        if (!possible) drop_last(composing);
    }
    return true;
}

/* ---- the used share of limits ------------------------------------------------------------------------------------ */

static bool lower_card(struct composing *composing, const struct account *account, int64_t share, int months,
                       GError **error)
{
    const int64_t balance = repair_newest(account->history.balance, account->history.length);
    const int64_t most = repair_below(account, share);
    if (balance == MONEY_UNKNOWN || balance < account->amount / 100 * share) return true;
    const struct action action = {
        .kind = ACTION_PAY, .account = account->id, .minor = balance - most, .month = MONTH_NONE
    };
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    g_autofree char *percent = g_strdup_printf("%" G_GINT64_FORMAT, share);
    g_autofree char *amount = money_text(account->currency, action.minor);
    bool possible;
    struct repair_step *step =
        composing_add(composing, "utilisation",
                      phrase_make(N_("Pay {1} on account {2}: less than {3} % of the limit stays used"), amount, number,
                                  percent, NULL));
    step->account = account->id;
    step->claimed = g_strdup(percent);
    step->ends = date_add_months(composing->today, months);
    if (!composing_act(composing, step, &action, &possible, error)) return false;
    if (!possible) drop_last(composing);
    return true;
}

static bool lower_cards(struct composing *composing, int64_t share, int months, GError **error)
{
    g_autoptr(dossier_t) now = file_now(composing, error);
    if (now == NULL) return false;
    for (guint i = 0; i < now->accounts->len; i++) {
        const struct account *account = now->accounts->pdata[i];
        if (isnan(repair_used(now, account))) continue;
        if (!lower_card(composing, account, share, months, error)) return false;
    }
    return true;
}

/* ---- the proven plan --------------------------------------------------------------------------------------------- */

static char *action_what(const struct composing *composing, const struct action *action)
{
    char *what = action_explain(action, composing->base);
    return what ? what : action_format(action);
}

static bool add_plan_step(struct composing *composing, const struct plan_step *from, GError **error)
{
    const bool wait = from->action.kind == ACTION_WAIT;
    bool possible;
    struct repair_step *step =
        composing_add(composing, wait ? "wait" : "action", action_what(composing, &from->action));
    step->account = from->action.account;
    step->fact = from->action.record;
    step->begins = date_add_months(composing->today, composing->passed);
    if (wait) composing->passed += from->action.months;
    step->ends = date_add_months(composing->today, MAX(from->offset, MAX(composing->passed, 1)));
    if (!composing_act(composing, step, &from->action, &possible, error)) return false;
    if (!possible) drop_last(composing);
    return true;
}

static bool follow_plan(struct composing *composing, GError **error)
{
    const struct plan_wish wish = {
        .kind = PLAN_MONEY, .within = composing->wish.within, .most = -1, .target = composing->wish.target, .budget = -1
    };
    if (composing->score >= wish.target) return true;
    g_autoptr(dossier_t) now = file_now(composing, error);
    if (now == NULL) return false;
    g_autoptr(plan_book_t) book = plan_find(composing->session, composing->look->model, now, &wish, error);
    if (book == NULL) return false;
    const struct plan *plan = plan_for(book, wish.target);
    if (plan == NULL) plan = plan_best(book);
    for (size_t i = 0; i < plan->steps; i++)
        if (!add_plan_step(composing, &plan->step[i], error)) return false;
    return true;
}

/* ---- conduct without points -------------------------------------------------------------------------------------- */

static void add_habits(struct composing *composing)
{
    const struct dossier *dossier = composing->base;
    const int months = (int)repair_limit("stop_months");
    const struct account *oldest = NULL;
    g_autofree char *count = g_strdup_printf("%d", months);
    struct repair_step *stop =
        composing_add(composing, "stop", phrase_make(N_("No application for credit for {1} months"), count, NULL));
    stop->ends = date_add_months(composing->today, months);
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (!repair_is_open(account) || !file_is_revolving(account) || !date_is_set(account->opened)) continue;
        if (oldest == NULL || account->opened.days < oldest->opened.days) oldest = account;
    }
    if (oldest != NULL) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, oldest->id);
        struct repair_step *keep = composing_add(
            composing, "keep", phrase_make(N_("Keep account {1} open: it is the oldest card"), number, NULL));
        keep->account = oldest->id;
        keep->ends = date_add_months(composing->today, composing->wish.within);
    }
    struct repair_step *autopay =
        composing_add(composing, "autopay", phrase_make(N_("Set up automatic payment of what is due"), NULL));
    autopay->ends = date_add_months(composing->today, 1);
}

bool composing_conduct(struct composing *composing, GError **error)
{
    if (!bring_current(composing, error)) return false;
    if (composing->wish.target > 0) {
        if (!follow_plan(composing, error)) return false;
    } else if (!lower_cards(composing, repair_limit("utilisation_first"), 1, error) ||
               !lower_cards(composing, repair_limit("utilisation_good"), 3, error))
        return false;
    add_habits(composing);
    return true;
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

/* The months after which an item is gone: the first day that comes after its last. */
static int months_until(struct date today, struct date last_day)
{
    for (int months = 0; months <= ACTION_MOST_MONTHS; months++)
        if (date_add_months(today, months).days > last_day.days) return months;
    return ACTION_MOST_MONTHS + 1;
}

static bool pass_months(struct composing *composing, struct repair_step *step, int until, GError **error)
{
    const struct action action = { .kind = ACTION_WAIT, .months = until - composing->passed, .month = MONTH_NONE };
    bool possible;
    step->begins = date_add_months(composing->today, composing->passed);
    step->ends = date_add_months(composing->today, until);
    if (!composing_act(composing, step, &action, &possible, error)) return false;
    if (possible)
        composing->passed = until;
    else
        drop_last(composing);
    return true;
}

/* Items that leave in the same month leave together: the first of them brings the months that pass. */
static bool leave_in(struct composing *composing, int month, GError **error)
{
    const GPtrArray *items = composing->look->diagnosis->items;
    for (guint i = 0; i < items->len; i++) {
        const struct repair_item *item = items->pdata[i];
        if (item->standing != STANDING_AGEING || months_until(composing->today, item->day) != month) continue;
        struct repair_step *step = composing_add(composing, "leave", repair_item_text(item));
        step->account = item->account;
        step->fact = item->fact;
        step->month = item->first;
        step->begins = step->ends = date_add_months(composing->today, month);
        step->points = 0;
        if (composing->passed < month && !pass_months(composing, step, month, error)) return false;
    }
    return true;
}

/* The last day of what does not run yet, once the overdue is paid now; DATE_NONE where paying starts nothing. */
static struct date day_when_paid(const struct composing *composing, const struct repair_item *item)
{
    struct law_due due;
    if (item->adverse == NULL || item->adverse->rule->clock != CLOCK_SPELL_END) return DATE_NONE;
    const struct date ended = month_first_day((struct month){ month_of(composing->today).index + 1 });
    if (!law_count(item->law, ended, NULL, &due, NULL)) return DATE_NONE;
    const struct date day = due.due;
    law_due_clear(&due);
    return day;
}

/* What leaves after the plan's months is told, and no point is counted for it. */
static void tell_later(struct composing *composing)
{
    const GPtrArray *items = composing->look->diagnosis->items;
    int told = 0;
    for (guint i = 0; i < items->len && told < MOST_LEAVES; i++) {
        const struct repair_item *item = items->pdata[i];
        const bool running = item->standing == STANDING_RUNNING;
        if (item->standing != STANDING_AGEING && !running) continue;
        const struct date last = running ? day_when_paid(composing, item) : item->day;
        if (!date_is_set(last) || months_until(composing->today, last) <= composing->passed) continue;
        struct repair_step *step = composing_add(composing, running ? "leave_paid" : "leave", repair_item_text(item));
        step->account = item->account;
        step->fact = item->fact;
        step->month = item->first;
        step->begins = step->ends = date_add_days(last, 1);
        told++;
    }
}

bool composing_wait(struct composing *composing, GError **error)
{
    const int horizon = composing->wish.target > 0 ? composing->passed : composing->wish.within;
    for (int month = composing->passed + 1; month <= horizon; month++)
        if (!leave_in(composing, month, error)) return false;
    if (horizon > composing->passed) {
        g_autofree char *months = g_strdup_printf("%d", horizon - composing->passed);
        struct repair_step *step =
            composing_add(composing, "wait", phrase_make(N_("Pay what is due (months: {1})"), months, NULL));
        if (!pass_months(composing, step, horizon, error)) return false;
    }
    tell_later(composing);
    return true;
}
