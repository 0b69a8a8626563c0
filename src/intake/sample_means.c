/* SPDX-License-Identifier: Apache-2.0 */
/* Invented measures beside income and tax: bills and their payment, dealings online, and the statements of enterprises.
 * They have dice of their own, thrown for each subject, so that more of them change nothing of what is there. */
#include "intake/sample.h"

#include <math.h>

#define BILLS_A_MONTH 4

static bool put(struct sample *sample, int64_t subject, const char *kind, struct month period, int64_t value,
                const char *unit, GError **error)
{
    const struct value values[FACT_FIELDS] = {
        { true, 0, kind }, { true, period.index, NULL }, { true, value, NULL }, { true, 0, unit }
    };
    return fact_put(&sample->writer, FACT_MEASURE, subject, 0, true, values, sample->line, error);
}

static struct dice own_dice(int64_t subject)
{
    return (struct dice){ (uint64_t)subject * 0xD1B54A32D192ED03u };
}

/* ---- persons ----------------------------------------------------------------------------------------------------- */

/* Who pays loans late pays the light late. */
static bool put_bills(struct sample *sample, struct dice *dice, int64_t subject, int quality, GError **error)
{
    static const double miss[] = { 0.004, 0.03, 0.14 };
    for (int back = 11; back >= 0; back--) {
        const struct month month = { sample->observed.index - back };
        int missed = 0;
        for (int i = 0; i < BILLS_A_MONTH; i++)
            missed += dice_chance(dice, miss[quality]);
        if (!put(sample, subject, "bill.on_time", month, BILLS_A_MONTH - missed, "bills", error) ||
            !put(sample, subject, "bill.missed", month, missed, "bills", error))
            return false;
    }
    return true;
}

/* Half a year of dealings online; one person in five has none. */
static bool put_online(struct sample *sample, struct dice *dice, int64_t subject, GError **error)
{
    if (dice_chance(dice, 0.2)) return true;
    const int usual = dice_range(dice, 2, 24), price = dice_range(dice, 40, 260);
    for (int back = 5; back >= 0; back--) {
        const struct month month = { sample->observed.index - back };
        const int orders = MAX(0, usual + dice_range(dice, -usual / 2, usual / 2));
        const int returned = orders * dice_range(dice, 0, 18) / 100, night = orders * dice_range(dice, 0, 22) / 100;
        if (!put(sample, subject, "internet.orders", month, orders, "orders", error) ||
            !put(sample, subject, "internet.returns", month, returned, "orders", error) ||
            !put(sample, subject, "internet.night", month, night, "orders", error) ||
            !put(sample, subject, "internet.spent", month, (int64_t)orders * price * 100, "CNY", error))
            return false;
    }
    return true;
}

bool sample_behaviour(struct sample *sample, int64_t subject, int quality, GError **error)
{
    struct dice dice = own_dice(subject);
    return put_bills(sample, &dice, subject, quality, error) && put_online(sample, &dice, subject, error);
}

/* ---- enterprises ------------------------------------------------------------------------------------------------- */

/* How an enterprise is run; it hardly changes from year to year. */
struct business {
    double assets;                  /* in yuan */
    double turnover, cost;          /* revenue to assets; cost of sales to revenue */
    double overhead;                /* to revenue */
    double debt, current_debt;      /* liabilities to assets; the part due within a year */
    double current;                 /* current assets to assets */
    double cash, receivable, stock; /* parts of the current assets */
    double growth;                  /* a year */
};

static double between(struct dice *dice, double low, double high)
{
    return low + (high - low) * (double)(dice_next(dice) >> 11) * 0x1p-53;
}

static struct business draw_business(struct dice *dice, int quality)
{
    static const double debt[] = { 0.42, 0.62, 0.85 }, cost[] = { 0.66, 0.76, 0.86 }, growth[] = { 0.09, 0.02, -0.1 };
    struct business business = { .assets = exp(between(dice, log(5e6), log(8e8))),
                                 .turnover = between(dice, 0.6, 1.7),
                                 .cost = cost[quality] + between(dice, -0.06, 0.06),
                                 .overhead = between(dice, 0.08, 0.15),
                                 .debt = debt[quality] + between(dice, -0.12, 0.12),
                                 .current_debt = between(dice, 0.55, 0.85),
                                 .current = between(dice, 0.45, 0.7) - 0.05 * quality,
                                 .cash = between(dice, 0.12, 0.3) / (1 + quality),
                                 .receivable = between(dice, 0.25, 0.4),
                                 .growth = growth[quality] + between(dice, -0.06, 0.06) };
    business.stock = 1 - business.cash - business.receivable - 0.1;
    return business;
}

/* Whole thousands of yuan, as statements are drawn up; in minor units. */
static int64_t thousands(double yuan)
{
    return (int64_t)llround(yuan / 1000) * 100000;
}

struct line_item {
    const char *kind;
    double yuan;
};

/* One year: the balance adds up (assets = liabilities + equity), and the profit follows from the sales. */
static bool put_year(struct sample *sample, int64_t subject, const struct business *business, struct month end,
                     double retained, GError **error)
{
    const double assets = business->assets, liabilities = assets * business->debt;
    const double current = assets * business->current, revenue = assets * business->turnover;
    const double sold = revenue * business->cost, ebit = revenue - sold - revenue * business->overhead;
    const double interest = liabilities * 0.6 * 0.045;
    const double before_tax = ebit - interest, profit = before_tax > 0 ? before_tax * 0.75 : before_tax;
    const struct line_item items[] = {
        { "statement.cash", current * business->cash },
        { "statement.receivables", current * business->receivable },
        { "statement.inventory", current * business->stock },
        { "statement.current_assets", current },
        { "statement.fixed_assets", (assets - current) * 0.8 },
        { "statement.total_assets", assets },
        { "statement.payables", liabilities * business->current_debt * 0.4 },
        { "statement.current_liabilities", liabilities * business->current_debt },
        { "statement.total_liabilities", liabilities },
        { "statement.retained_earnings", retained * assets },
        { "statement.revenue", revenue },
        { "statement.cost_of_sales", sold },
        { "statement.ebit", ebit },
        { "statement.interest", interest },
        { "statement.net_profit", profit },
        { "statement.operating_cash_flow", profit + assets * 0.03 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(items); i++)
        if (!put(sample, subject, items[i].kind, end, thousands(items[i].yuan), "CNY", error)) return false;
    return put(sample, subject, "statement.equity", end, thousands(assets) - thousands(liabilities), "CNY", error);
}

bool sample_statements(struct sample *sample, int64_t subject, int quality, GError **error)
{
    struct dice dice = own_dice(subject);
    struct business business = draw_business(&dice, quality);
    const int years = dice_range(&dice, 2, 3);
    const struct month newest = { (sample->observed.index + 1) / 12 * 12 - 1 };
    double retained = (1 - business.debt) * between(&dice, 0.3, 0.6) - 0.1 * quality;
    for (int back = years - 1; back >= 0; back--) {
        if (!put_year(sample, subject, &business, (struct month){ newest.index - 12 * back }, retained, error))
            return false;
        business.assets *= 1 + business.growth;
        business.turnover *= 1 + between(&dice, -0.06, 0.06);
        business.debt = CLAMP(business.debt - business.growth * 0.2, 0.1, 1.1);
        retained += business.growth * 0.2;
    }
    return true;
}
