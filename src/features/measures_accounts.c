/* SPDX-License-Identifier: Apache-2.0 */
/* How many accounts, of which kinds, how old. */
#include "features/measures.h"

#include <math.h>
#include <string.h>

/* How many accounts a file holds is always known: it is a fact about the file, so none is 0 and not missing. */
static double accounts(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return (double)view->accounts;
}

static double count_open(const struct file_view *view, char type)
{
    int count = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const struct account *account = view->account[i].account;
        const bool wanted = type == 0 || (account->type != NULL && account->type[0] == type);
        count += wanted && view->account[i].open;
    }
    return count;
}

static double accounts_open(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return count_open(view, 0);
}

static double accounts_revolving(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return count_open(view, 'R');
}

static double accounts_loan(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return count_open(view, 'D');
}

/* ---- age --------------------------------------------------------------------------------------------------------- */

/* Whole months between opening and the day; -1 when the opening day is not known. */
static int age_in_months(const struct account_view *seen, struct date day)
{
    if (!date_is_set(seen->opened) || !date_is_set(day)) return -1;
    int opened_year, opened_month, opened_day, year, month, day_of_month;
    date_split(seen->opened, &opened_year, &opened_month, &opened_day);
    date_split(day, &year, &month, &day_of_month);
    const int months = (year - opened_year) * 12 + month - opened_month - (day_of_month < opened_day);
    return MAX(months, 0);
}

struct ages {
    double oldest, newest, mean;
};

/* One unknown opening day makes all of them unknown: the oldest account may be that one. */
static bool ages(const struct file_view *view, bool open_only, char type, struct ages *ages)
{
    double sum = 0;
    int known = 0;
    *ages = (struct ages){ 0, INFINITY, 0 };
    for (size_t i = 0; i < view->accounts; i++) {
        const struct account_view *seen = &view->account[i];
        if (open_only && !seen->open) continue;
        if (type != 0 && (seen->account->type == NULL || seen->account->type[0] != type)) continue;
        const int age = age_in_months(seen, view->day);
        if (age < 0) return false;
        ages->oldest = fmax(ages->oldest, age);
        ages->newest = fmin(ages->newest, age);
        sum += age;
        known++;
    }
    ages->mean = known ? sum / known : 0;
    return known > 0;
}

static double age_oldest(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct ages found;
    return ages(view, false, 0, &found) ? found.oldest : FEATURE_MISSING;
}

static double age_newest(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct ages found;
    return ages(view, false, 0, &found) ? found.newest : FEATURE_MISSING;
}

static double age_mean(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct ages found;
    return ages(view, false, 0, &found) ? found.mean : FEATURE_MISSING;
}

static double age_mean_open(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct ages found;
    return ages(view, true, 0, &found) ? found.mean : FEATURE_MISSING;
}

static double age_oldest_card(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct ages found;
    return ages(view, false, 'R', &found) ? found.oldest : FEATURE_MISSING;
}

/* ---- new, and of which kinds ------------------------------------------------------------------------------------- */

/* An account whose opening day is not known is no new one if it reported before the window; else nobody can say. */
static double accounts_new(const struct file_view *view, struct question *asked)
{
    if (view->accounts == 0 || !date_is_set(view->day)) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -asked->window);
    int count = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const struct account_view *seen = &view->account[i];
        const struct history *history = &seen->account->history;
        if (date_is_set(seen->opened)) {
            count += seen->opened.days >= from.days && seen->opened.days < view->day.days;
        } else {
            const size_t unopened = history->states ? strspn(history->states, "/") : 0;
            const bool reported = month_is_set(history->first) && unopened < history->length;
            if (!reported || history->first.index + (int32_t)unopened >= month_of(from).index) return FEATURE_MISSING;
        }
    }
    return count;
}

static double accounts_closed(const struct file_view *view, struct question *asked)
{
    if (view->accounts == 0 || !date_is_set(view->day)) return FEATURE_MISSING;
    int count = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const struct month closing = view->account[i].closing;
        count += month_is_set(closing) && closing.index <= view->last && closing.index > view->last - asked->window;
    }
    return count;
}

/* How many different words there are among the accounts, by a field of theirs. */
static double count_different(const struct file_view *view, bool open_only, size_t field)
{
    int count = 0;
    for (size_t i = 0; i < view->accounts; i++) {
        const char *word = G_STRUCT_MEMBER(char *, view->account[i].account, field);
        bool met = word == NULL || (open_only && !view->account[i].open);
        for (size_t j = 0; j < i && !met; j++)
            met = (!open_only || view->account[j].open) &&
                  g_strcmp0(word, G_STRUCT_MEMBER(char *, view->account[j].account, field)) == 0;
        count += !met;
    }
    return count;
}

static double accounts_kinds(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return count_different(view, false, offsetof(struct account, business));
}

static double accounts_lenders(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return count_different(view, true, offsetof(struct account, furnisher));
}

static double accounts_revolving_share(const struct file_view *view, struct question *asked)
{
    const double open = count_open(view, 0);
    if (open == 0) asked->why = MISSING_ZERO;
    return open > 0 ? count_open(view, 'R') / open : FEATURE_MISSING;
}

static double months_on_file(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return view->on_file == 0 ? FEATURE_MISSING : (double)view->on_file;
}

// clang-format off
const struct measure_entry measures_accounts[] = {
    { "accounts", accounts, 0, NULL },
    { "accounts_open", accounts_open, 0, NULL },
    { "accounts_revolving", accounts_revolving, 0, NULL },
    { "accounts_loan", accounts_loan, 0, NULL },
    { "accounts_new", accounts_new, VIEW_MONTHS, NULL },
    { "accounts_closed", accounts_closed, VIEW_MONTHS, NULL },
    { "accounts_kinds", accounts_kinds, 0, NULL },
    { "accounts_lenders", accounts_lenders, 0, NULL },
    { "accounts_revolving_share", accounts_revolving_share, 0, NULL },
    { "age_oldest", age_oldest, 0, NULL },
    { "age_newest", age_newest, 0, NULL },
    { "age_mean", age_mean, 0, NULL },
    { "age_mean_open", age_mean_open, 0, NULL },
    { "age_oldest_card", age_oldest_card, 0, NULL },
    { "months_on_file", months_on_file, 0, NULL },
    { 0 },
};
