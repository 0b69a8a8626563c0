/* SPDX-License-Identifier: Apache-2.0 */
/* The file without an item: what its points are counted on. What is taken out here is taken out of a copy. */
#include "features/file_view.h"
#include "repair/diagnosis.h"

#include <math.h>
#include <string.h>

bool repair_is_open(const struct account *account)
{
    return !date_is_set(account->closed) && !month_is_set(file_closing_month(account));
}

static size_t newest_place(const int64_t *series, size_t length)
{
    for (size_t i = length; series != NULL && i-- > 0;)
        if (series[i] != MONEY_UNKNOWN) return i;
    return SIZE_MAX;
}

int64_t repair_newest(const int64_t *series, size_t length)
{
    const size_t place = newest_place(series, length);
    return place == SIZE_MAX ? MONEY_UNKNOWN : series[place];
}

static bool has_limit(const struct account *account)
{
    return file_is_revolving(account) && repair_is_open(account) && account->amount != MONEY_UNKNOWN &&
           account->amount > 0;
}

double repair_used(const struct dossier *dossier, const struct account *only)
{
    double limit = 0, used = 0;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (!has_limit(account) || (only != NULL && only != account)) continue;
        const int64_t balance = repair_newest(account->history.balance, account->history.length);
        if (balance == MONEY_UNKNOWN) continue;
        limit += (double)account->amount;
        used += (double)MAX(balance, 0);
    }
    return limit > 0 ? used / limit : NAN;
}

/* Bins are half open, so that a share of just 10 % is no share below 10 %: one unit of money less is. */
int64_t repair_below(const struct account *account, int64_t percent)
{
    return MAX(account->amount / 100 * percent - 100, 0);
}

/* ---- one kind after the other ------------------------------------------------------------------------------------ */

static void wipe_months(struct account *account, const struct repair_item *item)
{
    struct history *history = &account->history;
    for (int32_t month = item->first.index; month <= item->last.index; month++) {
        const int64_t place = (int64_t)month - history->first.index;
        if (place < 0 || place >= (int64_t)history->length) continue;
        const char state = history->states[place];
        const bool adverse =
            item->adverse == NULL ? history_months_late(state) > 0 : strchr(item->adverse->rule->codes, state) != NULL;
        if (adverse && state != ' ') retention_wipe_month(history, (size_t)place);
    }
}

/* As the action `current` of a what-if: what is past due is paid, and the last month is not late. */
static void pay_past_due(struct account *account)
{
    struct history *history = &account->history;
    if (history->length == 0) return;
    const size_t last = history->length - 1;
    const int64_t owed = history->past_due == NULL ? MONEY_UNKNOWN : history->past_due[last];
    if (owed != MONEY_UNKNOWN && owed > 0) {
        const int64_t balance = history->balance == NULL ? MONEY_UNKNOWN : history->balance[last];
        const int64_t paid = balance == MONEY_UNKNOWN ? owed : CLAMP(balance, 0, owed);
        if (balance != MONEY_UNKNOWN) history->balance[last] = balance - paid;
        if (history->paid != NULL && history->paid[last] != MONEY_UNKNOWN) history->paid[last] += paid;
        history->past_due[last] = 0;
    }
    history->states[last] = 'N';
}

static void lower_balances(struct dossier *dossier)
{
    const int64_t good = repair_limit("utilisation_good");
    for (guint i = 0; i < dossier->accounts->len; i++) {
        struct account *account = dossier->accounts->pdata[i];
        const size_t place = newest_place(account->history.balance, account->history.length);
        if (!has_limit(account) || place == SIZE_MAX) continue;
        const int64_t most = repair_below(account, good);
        account->history.balance[place] = MIN(account->history.balance[place], most);
    }
}

static void drop_applications(struct dossier *dossier, struct date today)
{
    const struct date since = date_add_months(today, -(int)repair_limit("enquiry_months"));
    for (guint i = dossier->enquiries->len; i-- > 0;) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        bool application = false;
        enquiry_group_of_reason(enquiry->reason, &application);
        if (application && enquiry->day.days > since.days) g_ptr_array_remove_index(dossier->enquiries, i);
    }
}

static void drop_fact(GPtrArray *list, int64_t fact, bool records)
{
    for (guint i = 0; i < list->len; i++) {
        const int64_t here =
            records ? ((struct public_record *)list->pdata[i])->fact : ((struct enquiry *)list->pdata[i])->fact;
        if (here != fact) continue;
        g_ptr_array_remove_index(list, i);
        return;
    }
}

void repair_take_out(struct dossier *dossier, const struct repair_item *item, struct date today)
{
    struct account *account = dossier_account(dossier, item->account);
    if (strcmp(item->kind, "utilisation") == 0)
        lower_balances(dossier);
    else if (strcmp(item->kind, "enquiries") == 0)
        drop_applications(dossier, today);
    else if (strcmp(item->kind, "enquiry") == 0)
        drop_fact(dossier->enquiries, item->fact, false);
    else if (item->fact != 0)
        drop_fact(dossier->public_records, item->fact, true);
    else if (strcmp(item->kind, "contradiction") == 0)
        for (guint i = 0; item->findings != NULL && i < item->findings->len; i++)
            repair_finding_apply(dossier, &g_array_index(item->findings, struct repair_finding, i));
    else if (account == NULL)
        return;
    else if (strcmp(item->kind, "short_history") == 0)
        account->opened = date_add_months(today, -(int)repair_limit("history_good"));
    else if (strcmp(item->kind, "past_due") == 0)
        pay_past_due(account);
    else if (month_is_set(item->first))
        wipe_months(account, item);
    else if (item->adverse != NULL && item->adverse->rule->table == ADVERSE_CLASS)
        g_clear_pointer(&account->five_class, g_free);
    else
        g_clear_pointer(&account->state, g_free);
}

struct dossier *repair_without(const struct dossier *dossier, const struct repair_item *item, struct date today)
{
    struct dossier *copy = dossier_copy(dossier);
    repair_take_out(copy, item, today);
    return copy;
}
