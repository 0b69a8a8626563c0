/* SPDX-License-Identifier: Apache-2.0 */
/* What the file holds for the place that is disputed, beside what the person says. */
#include "screen/dispute_open.h"

#include <string.h>

static char *money_text(int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup(money_format_minor(minor, true, text));
}

static char *stored_of_month(const struct open_view *open, const struct history *history, const char *field)
{
    const int64_t place = (int64_t)open->month.index - history->first.index;
    if (place < 0 || (size_t)place >= history->length) return g_strdup("");
    if (strcmp(field, "state") == 0) {
        const char code[2] = { history->states[place], '\0' };
        return g_strdup_printf("%s %s", code, codes_label("REPAY_STATE", code, app_language(open->view.app)));
    }
    const int64_t *series = strcmp(field, "balance") == 0 ? history->balance
                            : strcmp(field, "due") == 0   ? history->due
                            : strcmp(field, "paid") == 0  ? history->paid
                                                          : history->past_due;
    return series != NULL ? money_text(series[place]) : g_strdup("");
}

static char *stored_of_account(const struct open_view *open, const struct account *account, const char *field)
{
    char day[DATE_TEXT_SIZE];
    if (strcmp(field, "amount") == 0) return money_text(account->amount);
    if (strcmp(field, "opened") == 0) return g_strdup(date_format(account->opened, day));
    if (strcmp(field, "closed") == 0) return g_strdup(date_format(account->closed, day));
    if (strcmp(field, "exists") == 0) return g_strdup(_("yes"));
    return g_strdup(account->five_class ? codes_label("FIVE_CLASS", account->five_class, app_language(open->view.app))
                                        : "");
}

/* Personal details as the sheet shows them: masked. */
char *dispute_stored_text(const struct open_view *open, const char *field)
{
    const struct sheet *sheet = open->sheet;
    if (sheet == NULL) return g_strdup("…");
    if (open->account != 0) {
        const struct account *account = dossier_account(sheet->dossier, open->account);
        if (account == NULL) return g_strdup("");
        return month_is_set(open->month) ? stored_of_month(open, &account->history, field)
                                         : stored_of_account(open, account, field);
    }
    const char *value = strcmp(field, "name") == 0       ? sheet->name
                        : strcmp(field, "identity") == 0 ? sheet->identity
                        : strcmp(field, "phone") == 0    ? sheet->phone
                        : strcmp(field, "address") == 0  ? sheet->city
                                                         : NULL;
    return g_strdup(value != NULL ? value : "");
}
