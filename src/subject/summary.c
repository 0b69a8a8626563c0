/* SPDX-License-Identifier: Apache-2.0 */
/* The summary figures of a file. Amounts of different currencies are never added: the sums are of the currency that
 * most accounts are in. Months are counted back from the last month the file speaks of, enquiries from the day after
 * it, so that a file delivered late is not made to look clean. */
#include "subject/dossier_private.h"

#include <math.h>
#include <string.h>

enum { WINDOW_MONTHS = 24, LATE_30 = 2, ENQUIRY_MONTHS = 3 };

static void main_currency(const struct dossier *dossier, char currency[4])
{
    guint most = 0;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *candidate = dossier->accounts->pdata[i];
        guint same = 0;
        for (guint j = 0; j < dossier->accounts->len; j++)
            same += strcmp(((struct account *)dossier->accounts->pdata[j])->currency, candidate->currency) == 0;
        if (same > most) {
            most = same;
            g_strlcpy(currency, candidate->currency, 4);
        }
    }
}

/* The newest known value of a series, 0 when nothing is known. */
static int64_t newest(const int64_t *values, size_t length)
{
    while (values != NULL && length-- > 0)
        if (values[length] != MONEY_UNKNOWN) return values[length];
    return 0;
}

static bool account_is_open(const struct account *account, struct date day)
{
    return !date_is_set(account->closed) || account->closed.days > day.days;
}

/* A revolving balance can be below nothing (paid too much); that is not used of the limit, nor owed. */
static void add_amounts(struct summary *summary, const struct account *account, int64_t *revolving)
{
    if (strcmp(account->currency, summary->currency) != 0) return;
    const struct history *history = &account->history;
    int64_t balance = newest(history->balance, history->length);
    summary->balance_total += balance;
    for (size_t i = 0; history->past_due != NULL && i < history->length; i++)
        summary->past_due_known |= history->past_due[i] != MONEY_UNKNOWN;
    summary->past_due_total += newest(history->past_due, history->length);
    if (account->type != NULL && account->type[0] == 'R' && account->amount != MONEY_UNKNOWN) {
        summary->limit_total += account->amount;
        *revolving += MAX(balance, 0);
    }
}

static void add_months(struct summary *summary, const struct history *history, struct month *last_late)
{
    for (size_t i = 0; i < history->length; i++) {
        struct month month = { history->first.index + (int32_t)i };
        int late = history_months_late(history->states[i]);
        if (late == 0) continue;
        if (!month_is_set(*last_late) || month.index > last_late->index) *last_late = month;
        if (month.index == summary->last.index) summary->worst_now = MAX(summary->worst_now, late);
        if (month.index > summary->last.index - WINDOW_MONTHS) {
            summary->worst_24 = MAX(summary->worst_24, late);
            summary->late_30_in_24 += late >= LATE_30;
        }
    }
}

static int distinct_disputes(const struct dossier *dossier)
{
    int count = 0;
    for (guint i = 0; i < dossier->marks->len; i++) {
        int64_t dispute = ((struct mark_seen *)dossier->marks->pdata[i])->dispute;
        guint before = 0;
        while (before < i && ((struct mark_seen *)dossier->marks->pdata[before])->dispute != dispute)
            before++;
        count += before == i;
    }
    return count;
}

static int distinct_institutions(const struct dossier *dossier)
{
    int count = 0;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        int64_t source = ((struct account *)dossier->accounts->pdata[i])->source;
        guint before = 0;
        while (before < i && ((struct account *)dossier->accounts->pdata[before])->source != source)
            before++;
        count += before == i;
    }
    return count;
}

/* The first day after the last reported month, or the file's own day when that is earlier. */
static struct date reference_day(const struct dossier *dossier, struct month last)
{
    if (!month_is_set(last)) return dossier->as_of;
    struct date after = date_add_days(month_last_day(last), 1);
    return date_is_set(dossier->as_of) && dossier->as_of.days < after.days ? dossier->as_of : after;
}

static int recent_enquiries(const struct dossier *dossier, struct date day)
{
    if (!date_is_set(day)) return 0;
    struct date from = date_add_months(day, -ENQUIRY_MONTHS);
    int count = 0;
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        count += enquiry->day.days >= from.days && enquiry->day.days < day.days;
    }
    return count;
}

struct summary dossier_summary(const struct dossier *dossier)
{
    struct summary summary = { .utilisation = NAN, .last = dossier_last_month(dossier) };
    struct date day = reference_day(dossier, summary.last);
    struct month first = MONTH_NONE, last_late = MONTH_NONE;
    int64_t revolving = 0;
    main_currency(dossier, summary.currency);
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        summary.accounts++;
        if (account_is_open(account, day)) {
            summary.open_accounts++;
            add_amounts(&summary, account, &revolving);
        }
        if (account->history.length == 0 || !month_is_set(account->history.first)) continue;
        if (!month_is_set(first) || account->history.first.index < first.index) first = account->history.first;
        add_months(&summary, &account->history, &last_late);
    }
    if (summary.limit_total > 0) summary.utilisation = (double)revolving / (double)summary.limit_total;
    if (month_is_set(summary.last))
        summary.clean_streak = summary.last.index - (month_is_set(last_late) ? last_late.index : first.index - 1);
    summary.institutions = distinct_institutions(dossier);
    summary.enquiries_3m = recent_enquiries(dossier, day);
    summary.disputes = distinct_disputes(dossier);
    return summary;
}
