/* SPDX-License-Identifier: Apache-2.0 */
/* Items in a few words, as phrases: faces translate them. */
#include "repair/diagnosis.h"

#include <math.h>
#include <string.h>

static char *money(const struct repair_item *item)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup_printf("%s %s", item->currency, money_format_minor(item->amount, true, text));
}

static char *months_text(const struct repair_item *item, const char *account)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    const char worst[] = { item->state ? item->state : '-', '\0' };
    month_format(item->first, first);
    month_format(item->last, last);
    if (strcmp(item->kind, "contradiction") == 0)
        return item->first.index == item->last.index
                   ? phrase_make(N_("account {1}, {2}"), account, first, NULL)
                   : phrase_make(N_("account {1}, {2} to {3}"), account, first, last, NULL);
    if (item->first.index == item->last.index)
        return phrase_make(N_("account {1}, {2}: state {3}"), account, first, worst, NULL);
    return phrase_make(N_("account {1}, {2} to {3}: worst state {4}"), account, first, last, worst, NULL);
}

char *repair_item_text(const struct repair_item *item)
{
    g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, item->account);
    g_autofree char *fact = g_strdup_printf("%" G_GINT64_FORMAT, item->fact);
    g_autofree char *count = g_strdup_printf("%d", item->months);
    if (strcmp(item->kind, "utilisation") == 0) {
        g_autofree char *share = g_strdup_printf("%.1f", isnan(item->share) ? 0.0 : item->share * 100);
        return phrase_make(N_("{1} % of the limits is used"), share, NULL);
    }
    if (strcmp(item->kind, "enquiries") == 0) {
        g_autofree char *window = g_strdup_printf("%" G_GINT64_FORMAT, repair_limit("enquiry_months"));
        return phrase_make(N_("{1} applications in {2} months"), count, window, NULL);
    }
    if (strcmp(item->kind, "short_history") == 0)
        return phrase_make(N_("the oldest account ({1}) is open for {2} months"), account, count, NULL);
    if (strcmp(item->kind, "past_due") == 0 && item->amount != MONEY_UNKNOWN) {
        g_autofree char *amount = money(item);
        return phrase_make(N_("account {1}: {2} past due"), account, amount, NULL);
    }
    if (month_is_set(item->first)) return months_text(item, account);
    if (item->account != 0) return phrase_make(N_("account {1}"), account, NULL);
    if (strcmp(item->kind, "enquiry") == 0) return phrase_make(N_("enquiry {1}"), fact, NULL);
    if (item->fact != 0) return phrase_make(N_("public record {1}"), fact, NULL);
    return phrase_make(N_("personal details"), NULL);
}
