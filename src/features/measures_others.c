/* SPDX-License-Identifier: Apache-2.0 */
/* Enquiries and public records. */
#include "features/measures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- enquiries --------------------------------------------------------------------------------------------------- */

enum { ANY_APPLICATION = -1 };

static bool is_wanted(const struct enquiry_view *seen, int group)
{
    return group == ANY_APPLICATION ? seen->application : seen->group == group;
}

/* A file without any enquiry cannot be told from one whose sources report none, so it is missing. */
static double count_enquiries(const struct file_view *view, int window, int group)
{
    if (view->enquiries == 0) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -window);
    int count = 0;
    for (size_t i = 0; i < view->enquiries; i++)
        count += view->enquiry[i].day.days >= from.days && is_wanted(&view->enquiry[i], group);
    return count;
}

static double enquiries(const struct file_view *view, struct question *asked)
{
    return count_enquiries(view, asked->window, ANY_APPLICATION);
}

static double enquiries_for(const struct file_view *view, struct question *asked)
{
    return count_enquiries(view, asked->window, asked->argument);
}

static double enquiries_lenders(const struct file_view *view, struct question *asked)
{
    if (view->enquiries == 0) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -asked->window);
    int count = 0;
    for (size_t i = 0; i < view->enquiries; i++) {
        const struct enquiry_view *seen = &view->enquiry[i];
        bool met = seen->day.days < from.days || !seen->application;
        for (size_t j = 0; j < i && !met; j++)
            met = view->enquiry[j].day.days >= from.days && view->enquiry[j].application &&
                  g_strcmp0(view->enquiry[j].institution, seen->institution) == 0;
        count += !met;
    }
    return count;
}

/* Whole months between a day and the day of the view. */
static double months_between(struct date from, struct date to)
{
    int months = month_of(to).index - month_of(from).index;
    if (date_add_months(from, months).days > to.days) months--;
    return MAX(months, 0);
}

static double enquiries_since(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct date newest = DATE_NONE;
    for (size_t i = 0; i < view->enquiries; i++)
        if (view->enquiry[i].application && (!date_is_set(newest) || view->enquiry[i].day.days > newest.days))
            newest = view->enquiry[i].day;
    if (view->enquiries == 0) return FEATURE_MISSING;
    return date_is_set(newest) ? months_between(newest, view->day) : -1;
}

/* ---- public records ---------------------------------------------------------------------------------------------- */

static bool is_open(const struct file_view *view, const struct public_record *record)
{
    return !date_is_set(record->ended) || record->ended.days >= view->day.days;
}

static double public_records_open(const struct file_view *view, struct question *asked)
{
    (void)asked;
    if (view->records == 0) return FEATURE_MISSING;
    int count = 0;
    for (size_t i = 0; i < view->records; i++)
        count += is_open(view, view->record[i]);
    return count;
}

/* `argument` is the code of PUBLIC_KIND. */
static double public_records_kind(const struct file_view *view, struct question *asked)
{
    if (view->records == 0) return FEATURE_MISSING;
    int count = 0;
    for (size_t i = 0; i < view->records; i++) {
        const char *kind = view->record[i]->kind;
        count += kind != NULL && atoi(kind) == asked->argument && is_open(view, view->record[i]);
    }
    return count;
}

static int public_kind(const char *word)
{
    return codes_known("PUBLIC_KIND", word) ? atoi(word) : -1;
}

static double public_records_begun(const struct file_view *view, struct question *asked)
{
    if (view->records == 0) return FEATURE_MISSING;
    const struct date from = date_add_months(view->day, -asked->window);
    int count = 0;
    for (size_t i = 0; i < view->records; i++)
        count += date_is_set(view->record[i]->day) && view->record[i]->day.days >= from.days;
    return count;
}

static double public_records_since(const struct file_view *view, struct question *asked)
{
    (void)asked;
    struct date newest = DATE_NONE;
    for (size_t i = 0; i < view->records; i++) {
        const struct date day = view->record[i]->day;
        if (date_is_set(day) && (!date_is_set(newest) || day.days > newest.days)) newest = day;
    }
    return date_is_set(newest) ? months_between(newest, view->day) : FEATURE_MISSING;
}

/* In the main currency of the file; without accounts in that of the first record. */
static double public_records_amount(const struct file_view *view, struct question *asked)
{
    (void)asked;
    double sum = FEATURE_MISSING;
    const char *currency = view->currency[0] ? view->currency : view->records ? view->record[0]->currency : "";
    for (size_t i = 0; i < view->records; i++) {
        const struct public_record *record = view->record[i];
        if (!is_open(view, record) || record->amount == MONEY_UNKNOWN || strcmp(record->currency, currency) != 0)
            continue;
        sum = isnan(sum) ? (double)record->amount : sum + (double)record->amount;
    }
    return sum / MINOR_UNITS;
}

// clang-format off
const struct measure_entry measures_others[] = {
    { "enquiries", enquiries, VIEW_MONTHS, NULL },
    { "enquiries_for", enquiries_for, VIEW_MONTHS, enquiry_group },
    { "enquiries_lenders", enquiries_lenders, VIEW_MONTHS, NULL },
    { "enquiries_since", enquiries_since, 0, NULL },
    { "public_records_open", public_records_open, 0, NULL },
    { "public_records_kind", public_records_kind, 0, public_kind },
    { "public_records_begun", public_records_begun, VIEW_MONTHS, NULL },
    { "public_records_since", public_records_since, 0, NULL },
    { "public_records_amount", public_records_amount, 0, NULL },
    { 0 },
};
