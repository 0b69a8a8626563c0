/* SPDX-License-Identifier: Apache-2.0 */
/* Measures as the features see them: sums by group and month, the newest stock, and the newest statements. */
#include "features/file_view.h"

#include <math.h>
#include <string.h>

/* The currency that money is told in: that of the accounts, else that of the first amount. */
static void means_currency(const struct file_view *view, char currency[4])
{
    const GPtrArray *list = view->dossier->measures;
    g_strlcpy(currency, view->currency, 4);
    for (guint i = 0; currency[0] == '\0' && i < list->len; i++) {
        const struct measure *measure = list->pdata[i];
        if (means_is_money(measure->unit) && means_kind_find(measure->kind)) g_strlcpy(currency, measure->unit, 4);
    }
}

/* `seen` holds, for each kind, the months of which something was met: only then is it worth looking for the same. */
static bool is_known(const struct file_view *view, guint64 *seen, const struct means_view *fresh)
{
    const guint64 bit = (guint64)1 << (fresh->back & 63);
    const bool met = (seen[fresh->kind->number] & bit) != 0;
    seen[fresh->kind->number] |= bit;
    for (size_t i = view->means; met && i-- > 0;) {
        const struct means_view *known = &view->mean[i];
        if (known->kind == fresh->kind && known->back == fresh->back && known->value == fresh->value)
            return file_view_rule(view, CLEAN_DUPLICATE_MEASURE);
    }
    return false;
}

static void add_statement_item(struct statements *statements, int32_t newest, const struct means_view *seen,
                               int32_t last)
{
    const int32_t before = newest - (last - seen->back);
    const int year = before / 12;
    if (before % 12 != 0 || year >= STATEMENT_YEARS) return;
    statements->item[year][seen->kind->item] = seen->value;
    statements->years = MAX(statements->years, year + 1);
}

/* The last year's end with a total of assets; without one, the last with anything. Items of other months are of other
 * statements (a half year's, say) and are not mixed in. */
static void add_statements(struct file_view *view)
{
    struct statements *statements = &view->statements;
    int32_t newest = G_MININT32, newest_total = G_MININT32;
    const int total = statement_item("total_assets");
    for (size_t i = 0; i < view->means; i++) {
        const struct means_view *seen = &view->mean[i];
        if (seen->kind->group != MEANS_STATEMENT) continue;
        newest = MAX(newest, view->last - seen->back);
        if (seen->kind->item == total) newest_total = MAX(newest_total, view->last - seen->back);
    }
    if (newest == G_MININT32) return;
    if (newest_total != G_MININT32) newest = newest_total;
    statements->period.index = newest;
    for (int year = 0; year < STATEMENT_YEARS; year++)
        for (int item = 0; item < STATEMENT_MOST_ITEMS; item++)
            statements->item[year][item] = NAN;
    for (size_t i = 0; i < view->means; i++)
        if (view->mean[i].kind->group == MEANS_STATEMENT && view->last - view->mean[i].back <= newest)
            add_statement_item(statements, newest, &view->mean[i], view->last);
}

static void add_month(struct file_view *view, const struct means_view *seen)
{
    if (seen->kind->group >= MEANS_MONTHLY || seen->back >= VIEW_AMOUNT_MONTHS) return;
    double *sum = &view->group[seen->kind->group][seen->back];
    *sum = isnan(*sum) ? seen->value : *sum + seen->value;
}

static bool see_measure(const struct file_view *view, const struct measure *measure, const char *currency,
                        struct means_view *seen)
{
    const struct means_kind *kind = means_kind_find(measure->kind);
    if (kind == NULL || measure->value == MONEY_UNKNOWN || !month_is_set(measure->period)) return false;
    *seen = (struct means_view){ .kind = kind,
                                 .back = view->last - measure->period.index,
                                 .value = (double)measure->value };
    if (seen->back < 0) {
        file_view_count(view, CLEAN_AFTER_DAY);
        return false;
    }
    if (means_is_money(measure->unit) && strcmp(measure->unit, currency) != 0) {
        file_view_count(view, CLEAN_OTHER_CURRENCY);
        return false;
    }
    return true;
}

void file_view_add_means(struct file_view *view)
{
    const GPtrArray *list = view->dossier->measures;
    char currency[4];
    view->statements.period = MONTH_NONE;
    view->statements.years = 0;
    for (int i = 0; i < MEANS_MONTHLY; i++)
        for (int back = 0; back < VIEW_AMOUNT_MONTHS; back++)
            view->group[i][back] = NAN;
    if (list->len == 0 || !date_is_set(view->day)) return;
    guint64 seen_months[MEANS_MOST_KINDS] = { 0 };
    means_currency(view, currency);
    view->mean = g_new(struct means_view, list->len);
    for (guint i = 0; i < list->len; i++) {
        struct means_view seen;
        if (!see_measure(view, list->pdata[i], currency, &seen)) continue;
        if (is_known(view, seen_months, &seen)) {
            file_view_count(view, CLEAN_DUPLICATE_MEASURE);
            continue;
        }
        view->mean[view->means++] = seen;
        add_month(view, &seen);
    }
    add_statements(view);
}
