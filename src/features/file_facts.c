/* SPDX-License-Identifier: Apache-2.0 */
/* What a file held on a day, each thing once: accounts, enquiries and public records that were known then. What must
 * stay true: nothing dated on the day or after it gets into the view. */
#include "features/file_view.h"

#include <math.h>
#include <string.h>

#define ENQUIRY_FILE "features/enquiries.tsv"

/* ---- the main currency ------------------------------------------------------------------------------------------- */

/* The currency held by most of `count` accounts, the first of them when several are. */
static void main_currency(const struct account *(*at)(const void *list, size_t index), const void *list, size_t count,
                          char currency[4])
{
    size_t most = 0;
    currency[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct account *candidate = at(list, i);
        size_t same = 0;
        if (strcmp(candidate->currency, currency) == 0) continue;
        for (size_t j = i; j < count; j++)
            same += strcmp(at(list, j)->currency, candidate->currency) == 0;
        if (same <= most) continue;
        most = same;
        g_strlcpy(currency, candidate->currency, 4);
    }
}

static const struct account *account_held(const void *list, size_t index)
{
    return ((const GPtrArray *)list)->pdata[index];
}

static const struct account *account_seen(const void *list, size_t index)
{
    return ((const struct account_view *)list)[index].account;
}

void file_main_currency(const struct dossier *dossier, char currency[4])
{
    main_currency(account_held, dossier->accounts, dossier->accounts->len, currency);
}

/* ---- accounts ---------------------------------------------------------------------------------------------------- */

/* The first month that says anything: '/' stands for a month before the account was there. */
static struct month first_reported(const struct history *history)
{
    if (history->length == 0 || !month_is_set(history->first)) return MONTH_NONE;
    const size_t unopened = history->states ? strspn(history->states, "/") : 0;
    return unopened < history->length ? (struct month){ history->first.index + (int32_t)unopened } : MONTH_NONE;
}

static bool was_known(const struct account *account, struct month first, struct date day)
{
    if (!date_is_set(day)) return true;
    if (month_is_set(first) && first.index < month_of(day).index) return true;
    return date_is_set(account->opened) ? account->opened.days < day.days : !month_is_set(first);
}

static bool is_same_account(const struct account_view *left, const struct account_view *right)
{
    const struct account *one = left->account, *other = right->account;
    return left->hash == right->hash && strcmp(one->number, other->number) == 0 &&
           g_strcmp0(one->furnisher, other->furnisher) == 0 && g_strcmp0(one->type, other->type) == 0 &&
           strcmp(one->currency, other->currency) == 0;
}

/* Of an account that stands twice the one with more months is looked at. */
static bool replaces_known(struct file_view *view, const struct account_view *fresh)
{
    if (fresh->account->number == NULL || fresh->account->number[0] == '\0') return false;
    for (size_t i = 0; i < view->accounts; i++) {
        struct account_view *known = &view->account[i];
        if (known->account->number == NULL || !is_same_account(known, fresh)) continue;
        if (fresh->account->history.length > known->account->history.length) *known = *fresh;
        return true;
    }
    return false;
}

/* A closing day that was still to come was not known; a state that says so may have been. */
static struct month known_closing(const struct account *account, struct date day)
{
    if (!date_is_set(account->closed) || !date_is_set(day) || account->closed.days < day.days)
        return file_closing_month(account);
    struct account open = *account;
    open.closed = DATE_NONE;
    return file_closing_month(&open);
}

static struct account_view see_account(const struct file_view *view, const struct account *account, struct month first)
{
    struct account_view seen = { .account = account,
                                 .hash = account->number ? g_str_hash(account->number) : 0,
                                 .opened = account->opened,
                                 .amount = account->amount,
                                 .closing = known_closing(account, view->day),
                                 .balance = NAN,
                                 .past_due = NAN };
    seen.open =
        !month_is_set(seen.closing) || (date_is_set(view->day) && seen.closing.index >= month_of(view->day).index);
    if (account->amount != MONEY_UNKNOWN && account->amount < 0 && file_view_rule(view, CLEAN_NEGATIVE_LIMIT)) {
        file_view_count(view, CLEAN_NEGATIVE_LIMIT);
        seen.amount = MONEY_UNKNOWN;
    }
    const bool late = date_is_set(account->opened) && month_is_set(first) && date_is_set(view->day) &&
                      first.index < month_of(view->day).index && month_of(account->opened).index > first.index;
    if (late && file_view_rule(view, CLEAN_LATE_OPENING)) {
        file_view_count(view, CLEAN_LATE_OPENING);
        seen.opened = DATE_NONE;
    }
    return seen;
}

static void select_accounts(struct file_view *view)
{
    const GPtrArray *list = view->dossier->accounts;
    view->account = g_new(struct account_view, MAX(list->len, 1));
    for (guint i = 0; i < list->len; i++) {
        const struct account *account = list->pdata[i];
        const struct month first = first_reported(&account->history);
        if (!was_known(account, first, view->day)) {
            file_view_count(view, CLEAN_AFTER_DAY);
            continue;
        }
        const struct account_view seen = see_account(view, account, first);
        if (file_view_rule(view, CLEAN_DUPLICATE_ACCOUNT) && replaces_known(view, &seen))
            file_view_count(view, CLEAN_DUPLICATE_ACCOUNT);
        else
            view->account[view->accounts++] = seen;
    }
    main_currency(account_seen, view->account, view->accounts, view->currency);
    for (size_t i = 0; i < view->accounts; i++) {
        struct account_view *seen = &view->account[i];
        seen->counted = strcmp(seen->account->currency, view->currency) == 0;
        if (!seen->counted) file_view_count(view, CLEAN_OTHER_CURRENCY);
        if (!date_is_set(seen->opened)) file_view_count(view, CLEAN_UNKNOWN_OPENING);
    }
}

/* ---- enquiries --------------------------------------------------------------------------------------------------- */

/* The table could not be read: no enquiry has a group then. */
#define NO_TABLE ((gsize)1)

static const struct tsv *enquiry_table(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) {
        g_autoptr(GError) error = NULL;
        struct tsv *tsv = tsv_load(ENQUIRY_FILE, &error);
        if (tsv == NULL) g_warning("%s", error->message);
        g_once_init_leave(&shared, tsv ? (gsize)tsv : NO_TABLE);
    }
    return shared == NO_TABLE ? NULL : (const struct tsv *)shared;
}

/* A group is known by the first row that has it. */
int enquiry_group(const char *word)
{
    const struct tsv *table = enquiry_table();
    for (size_t row = 0; table != NULL && row < tsv_rows(table); row++)
        if (strcmp(tsv_cell(table, row, "group"), word) == 0) return (int)row;
    return -1;
}

struct reason {
    const char *code;
    int group;
    bool application;
};

static const GArray *reasons(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) {
        const struct tsv *table = enquiry_table();
        GArray *made = g_array_new(FALSE, FALSE, sizeof(struct reason));
        for (size_t row = 0; table != NULL && row < tsv_rows(table); row++) {
            const struct reason reason = { tsv_cell(table, row, "reason"), enquiry_group(tsv_cell(table, row, "group")),
                                           strcmp(tsv_cell(table, row, "application"), "1") == 0 };
            g_array_append_val(made, reason);
        }
        g_once_init_leave(&shared, (gsize)made);
    }
    return (const GArray *)shared;
}

int enquiry_group_of_reason(const char *code, bool *application)
{
    const GArray *all = reasons();
    *application = false;
    for (guint i = 0; code != NULL && i < all->len; i++) {
        const struct reason *reason = &g_array_index(all, struct reason, i);
        if (strcmp(reason->code, code) != 0) continue;
        *application = reason->application;
        return reason->group;
    }
    return -1;
}

/* Enquiries of one day stand together, whatever their order. */
static bool is_known_enquiry(const struct file_view *view, const GPtrArray *list, guint index)
{
    const struct enquiry *fresh = list->pdata[index];
    if (fresh->institution == NULL || fresh->institution[0] == '\0') return false;
    for (guint i = index; i-- > 0;) {
        const struct enquiry *known = list->pdata[i];
        if (known->day.days != fresh->day.days) continue;
        if (g_strcmp0(known->institution, fresh->institution) == 0 && g_strcmp0(known->reason, fresh->reason) == 0)
            return file_view_rule(view, CLEAN_DUPLICATE_ENQUIRY);
    }
    return false;
}

static void select_enquiries(struct file_view *view)
{
    const GPtrArray *list = view->dossier->enquiries;
    if (list->len == 0 || !date_is_set(view->day)) return;
    view->enquiry = g_new(struct enquiry_view, list->len);
    for (guint i = 0; i < list->len; i++) {
        const struct enquiry *enquiry = list->pdata[i];
        if (enquiry->day.days >= view->day.days) {
            file_view_count(view, CLEAN_AFTER_DAY);
        } else if (is_known_enquiry(view, list, i)) {
            file_view_count(view, CLEAN_DUPLICATE_ENQUIRY);
        } else {
            struct enquiry_view *seen = &view->enquiry[view->enquiries++];
            *seen = (struct enquiry_view){ .day = enquiry->day, .institution = enquiry->institution };
            seen->group = enquiry_group_of_reason(enquiry->reason, &seen->application);
        }
    }
}

/* ---- public records ---------------------------------------------------------------------------------------------- */

static bool is_known_record(const struct file_view *view, const struct public_record *fresh)
{
    if (!date_is_set(fresh->day) || fresh->authority == NULL) return false;
    for (size_t i = 0; i < view->records; i++) {
        const struct public_record *known = view->record[i];
        if (known->day.days == fresh->day.days && known->amount == fresh->amount &&
            g_strcmp0(known->kind, fresh->kind) == 0 && g_strcmp0(known->authority, fresh->authority) == 0)
            return file_view_rule(view, CLEAN_DUPLICATE_RECORD);
    }
    return false;
}

static void select_records(struct file_view *view)
{
    const GPtrArray *list = view->dossier->public_records;
    if (list->len == 0 || !date_is_set(view->day)) return;
    view->record = g_new(const struct public_record *, list->len);
    for (guint i = 0; i < list->len; i++) {
        const struct public_record *record = list->pdata[i];
        if (date_is_set(record->day) && record->day.days >= view->day.days)
            file_view_count(view, CLEAN_AFTER_DAY);
        else if (is_known_record(view, record))
            file_view_count(view, CLEAN_DUPLICATE_RECORD);
        else
            view->record[view->records++] = record;
    }
}

void file_view_select(struct file_view *view)
{
    select_accounts(view);
    select_enquiries(view);
    select_records(view);
}
