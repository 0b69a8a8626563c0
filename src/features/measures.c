/* SPDX-License-Identifier: Apache-2.0 */
/* The measures that features.tsv names: each a short question to the view of a file, parametrised by a window in
 * months. What is not known is FEATURE_MISSING. A window wider than the file is answered over the months there are. */
#include "features/file_view.h"

#include <math.h>
#include <string.h>

#define MINOR_UNITS 100.0

/* ---- lateness ---------------------------------------------------------------------------------------------------- */

static double worst_state(const struct file_view *view, int window)
{
    int worst = -1;
    for (int i = 0; i < MIN(window, view->months); i++)
        worst = MAX(worst, view->month[i].worst);
    return worst < 0 ? FEATURE_MISSING : (double)worst;
}

/* Months at least `floor` months late. */
static double count_late(const struct file_view *view, int window, int floor)
{
    int known = 0, late = 0;
    for (int i = 0; i < MIN(window, view->months); i++) {
        known += view->month[i].worst >= 0;
        late += view->month[i].worst >= floor;
    }
    return known == 0 ? FEATURE_MISSING : (double)late;
}

static double late_months(const struct file_view *view, int window)
{
    return count_late(view, window, 1);
}

static double late_30_months(const struct file_view *view, int window)
{
    return count_late(view, window, 2);
}

static double months_since_late(const struct file_view *view, int window)
{
    (void)window;
    for (int i = 0; i < view->months; i++)
        if (view->month[i].worst > 0) return i;
    return view->months == 0 ? FEATURE_MISSING : -1.0;
}

/* A month nobody knows neither counts nor ends the row. */
static double clean_months(const struct file_view *view, int window)
{
    (void)window;
    int clean = 0;
    for (int i = 0; i < view->months && view->month[i].worst <= 0; i++)
        clean += view->month[i].worst == 0;
    return view->months == 0 ? FEATURE_MISSING : (double)clean;
}

/* ---- utilisation ------------------------------------------------------------------------------------------------- */

static double utilisation(const struct file_view *view, int back)
{
    const struct month_view *month = &view->month[back];
    return month->limit > 0 ? month->used / month->limit : FEATURE_MISSING;
}

static double utilisation_now(const struct file_view *view, int window)
{
    (void)window;
    return utilisation(view, 0);
}

/* Mean over the months [from, to) back that are known. */
static double utilisation_mean(const struct file_view *view, int from, int to)
{
    double sum = 0;
    int known = 0;
    for (int i = from; i < to; i++) {
        const double share = utilisation(view, i);
        if (isnan(share)) continue;
        sum += share;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

static double utilisation_average(const struct file_view *view, int window)
{
    return utilisation_mean(view, 0, window);
}

static double utilisation_peak(const struct file_view *view, int window)
{
    double peak = FEATURE_MISSING;
    for (int i = 0; i < window; i++)
        peak = fmax(peak, utilisation(view, i)); /* fmax passes over a NaN */
    return peak;
}

static double utilisation_trend(const struct file_view *view, int window)
{
    return utilisation(view, 0) - utilisation_mean(view, window / 2, window);
}

/* ---- payment ----------------------------------------------------------------------------------------------------- */

static double payment_ratio(const struct file_view *view, int window)
{
    double sum = 0;
    int known = 0;
    for (int i = 0; i < window; i++) {
        const struct month_view *month = &view->month[i];
        if (month->asked <= 0) continue;
        sum += month->settled / month->asked;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

static double paid_in_full(const struct file_view *view, int window)
{
    int known = 0, full = 0;
    for (int i = 0; i < window; i++) {
        known += view->month[i].asked > 0;
        full += view->month[i].asked > 0 && view->month[i].in_full;
    }
    return known == 0 ? FEATURE_MISSING : (double)full / known;
}

static double unused(const struct file_view *view, int window)
{
    int known = 0, idle = 0;
    for (int i = 0; i < window; i++) {
        known += view->month[i].revolving_seen;
        idle += view->month[i].revolving_seen && !view->month[i].revolving_used;
    }
    return known == 0 ? FEATURE_MISSING : (double)idle / known;
}

static double paid_average(const struct file_view *view, int window)
{
    double sum = 0;
    int known = 0;
    for (int i = 0; i < window; i++) {
        if (!view->month[i].paid_known) continue;
        sum += view->month[i].paid / MINOR_UNITS;
        known++;
    }
    return known == 0 ? FEATURE_MISSING : sum / known;
}

/* ---- what is owed now -------------------------------------------------------------------------------------------- */

static double balance_total(const struct file_view *view, int window)
{
    (void)window;
    return view->balance / MINOR_UNITS;
}

static double limit_total(const struct file_view *view, int window)
{
    (void)window;
    return view->limit / MINOR_UNITS;
}

static double limit_largest(const struct file_view *view, int window)
{
    (void)window;
    return view->limit_largest / MINOR_UNITS;
}

static double past_due_now(const struct file_view *view, int window)
{
    (void)window;
    return view->past_due / MINOR_UNITS;
}

/* ---- accounts ---------------------------------------------------------------------------------------------------- */

/* How many accounts a file holds is always known: it is a fact about the file, so none is 0 and not missing. */
static double accounts(const struct file_view *view, int window)
{
    (void)window;
    return view->dossier->accounts->len;
}

static double count_open(const struct file_view *view, char type)
{
    int count = 0;
    for (guint i = 0; i < view->dossier->accounts->len; i++) {
        const struct account *account = view->dossier->accounts->pdata[i];
        const bool wanted = type == 0 || (account->type != NULL && account->type[0] == type);
        count += wanted && file_is_open(account, view->day);
    }
    return count;
}

static double accounts_open(const struct file_view *view, int window)
{
    (void)window;
    return count_open(view, 0);
}

static double accounts_revolving(const struct file_view *view, int window)
{
    (void)window;
    return count_open(view, 'R');
}

static double accounts_loan(const struct file_view *view, int window)
{
    (void)window;
    return count_open(view, 'D');
}

/* Whole months between opening and the day; -1 when the opening day is not known. */
static int age_in_months(const struct account *account, struct date day)
{
    if (!date_is_set(account->opened) || !date_is_set(day)) return -1;
    int years, opened_month, opened_day, year, month, day_of_month;
    date_split(account->opened, &years, &opened_month, &opened_day);
    date_split(day, &year, &month, &day_of_month);
    const int months = (year - years) * 12 + month - opened_month - (day_of_month < opened_day);
    return MAX(months, 0);
}

/* One unknown opening day makes both ages unknown: the oldest account may be that one. */
static bool ages(const struct file_view *view, double *oldest, double *mean)
{
    const GPtrArray *list = view->dossier->accounts;
    double sum = 0;
    *oldest = 0;
    for (guint i = 0; i < list->len; i++) {
        const int age = age_in_months(list->pdata[i], view->day);
        if (age < 0) return false;
        *oldest = fmax(*oldest, age);
        sum += age;
    }
    *mean = list->len ? sum / list->len : 0;
    return list->len > 0;
}

static double age_oldest(const struct file_view *view, int window)
{
    (void)window;
    double oldest, mean;
    return ages(view, &oldest, &mean) ? oldest : FEATURE_MISSING;
}

static double age_mean(const struct file_view *view, int window)
{
    (void)window;
    double oldest, mean;
    return ages(view, &oldest, &mean) ? mean : FEATURE_MISSING;
}

/* An account whose opening day is not known is no new one if it reported before the window; else nobody can say. */
static double accounts_new(const struct file_view *view, int window)
{
    const GPtrArray *list = view->dossier->accounts;
    if (list->len == 0 || !date_is_set(view->day)) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -window);
    int count = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct account *account = list->pdata[i];
        const struct history *history = &account->history;
        if (date_is_set(account->opened)) {
            count += account->opened.days >= from.days && account->opened.days < view->day.days;
        } else {
            const size_t unopened = history->states ? strspn(history->states, "/") : 0;
            const bool reported = month_is_set(history->first) && unopened < history->length;
            if (!reported || history->first.index + (int32_t)unopened >= month_of(from).index) return FEATURE_MISSING;
        }
    }
    return count;
}

/* ---- enquiries, public records, length --------------------------------------------------------------------------- */

/* Reasons of QUERY_REASON that mean the person applied for something: approvals of a loan, a card, a guarantee, a
 * financing, a limit. Looks of account management, onboarding, courts and the person's own do not count. */
static bool is_application(const char *reason)
{
    static const char *const hard[] = { "02", "03", "08", "20", "24", "26" };
    for (size_t i = 0; i < G_N_ELEMENTS(hard); i++)
        if (g_strcmp0(reason, hard[i]) == 0) return true;
    return false;
}

/* A file without any enquiry cannot be told from one whose sources report none, so it is missing. */
static double enquiries(const struct file_view *view, int window)
{
    const GPtrArray *list = view->dossier->enquiries;
    if (list->len == 0 || !date_is_set(view->day)) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -window);
    int count = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct enquiry *enquiry = list->pdata[i];
        const bool inside = enquiry->day.days >= from.days && enquiry->day.days < view->day.days;
        count += inside && is_application(enquiry->reason);
    }
    return count;
}

static double public_records_open(const struct file_view *view, int window)
{
    (void)window;
    const GPtrArray *list = view->dossier->public_records;
    if (list->len == 0 || !date_is_set(view->day)) return FEATURE_MISSING;
    int count = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct public_record *record = list->pdata[i];
        const bool begun = !date_is_set(record->day) || record->day.days < view->day.days;
        count += begun && (!date_is_set(record->ended) || record->ended.days >= view->day.days);
    }
    return count;
}

static double months_on_file(const struct file_view *view, int window)
{
    (void)window;
    return view->on_file == 0 ? FEATURE_MISSING : (double)view->on_file;
}

/* ---- by name ----------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct { const char *name; measure_function function; } measures[] = {
    { "worst_state", worst_state },           { "late_months", late_months },
    { "late_30_months", late_30_months },     { "months_since_late", months_since_late },
    { "clean_months", clean_months },         { "utilisation_now", utilisation_now },
    { "utilisation_average", utilisation_average }, { "utilisation_peak", utilisation_peak },
    { "utilisation_trend", utilisation_trend }, { "payment_ratio", payment_ratio },
    { "paid_in_full", paid_in_full },         { "unused", unused },
    { "paid_average", paid_average },         { "balance_total", balance_total },
    { "limit_total", limit_total },           { "limit_largest", limit_largest },
    { "past_due_now", past_due_now },         { "accounts", accounts },
    { "accounts_open", accounts_open },       { "accounts_revolving", accounts_revolving },
    { "accounts_loan", accounts_loan },       { "age_oldest", age_oldest },
    { "age_mean", age_mean },                 { "accounts_new", accounts_new },
    { "enquiries", enquiries },               { "public_records_open", public_records_open },
    { "months_on_file", months_on_file },
};
// clang-format on

measure_function measure_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(measures); i++)
        if (strcmp(measures[i].name, name) == 0) return measures[i].function;
    return NULL;
}
