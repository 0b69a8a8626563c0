/* SPDX-License-Identifier: Apache-2.0 */
/* One month of simulated life for every open account. What must stay true: a state for every month, no balance below
 * nothing that was not below it before, nothing made known that the furnisher never reported. */
#include "score/simulate.h"

#include "features/file_view.h"
#include "features/means.h"
#include "subject/retention.h"

#include <string.h>

/* The usual smallest payment of a card, one part in ten of the balance, when the furnisher reports no due amount. */
#define CARD_MINIMUM_PART 10
/* A loan whose instalment is not known is repaid in this many equal parts of its principal. */
#define LOAN_PARTS 36
/* A person goes on paying a card as in the mean of this many months. */
#define HABIT_MONTHS 3

struct month whatif_now(const struct dossier *dossier)
{
    struct month now = dossier_last_month(dossier);
    const struct date day = features_day(dossier);
    if (!month_is_set(now) && date_is_set(day)) now.index = month_of(day).index - 1;
    return now;
}

bool simulation_begin(struct simulation *simulation, struct dossier *dossier, GError **error)
{
    *simulation = (struct simulation){
        .dossier = dossier, .now = whatif_now(dossier), .day = features_day(dossier), .from = dossier->as_of
    };
    if (month_is_set(simulation->now)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The file holds no month and no day to start from."),
                     N_("Load a history first."), NULL);
    return false;
}

struct date simulation_today(const struct simulation *simulation)
{
    const struct date end = month_last_day(simulation->now);
    const struct date before = date_add_days(simulation->day, -1);
    return before.days < end.days ? before : end;
}

void simulation_clear(struct simulation *simulation)
{
    g_clear_pointer(&simulation->terms, g_array_unref);
}

struct date simulation_law_day(const struct simulation *simulation)
{
    if (!date_is_set(simulation->from)) return simulation->day;
    return date_add_months(simulation->from, simulation->passed);
}

void simulation_apply_law(struct simulation *simulation)
{
    struct retention retention;
    struct dossier *dossier = simulation->dossier;
    if (simulation->passed == 0 || dossier->profile == NULL) return;
    if (!retention_begin(&retention, dossier->profile, simulation_law_day(simulation), NULL)) return;
    if (date_is_set(retention.cut) && retention_has_old(&retention, dossier))
        retention_apply(&retention, dossier, NULL, false);
}

void simulation_agree(struct simulation *simulation, struct loan_terms terms)
{
    if (simulation->terms == NULL) simulation->terms = g_array_new(FALSE, FALSE, sizeof(struct loan_terms));
    g_array_append_val(simulation->terms, terms);
}

const struct loan_terms *simulation_terms(const struct simulation *simulation, int64_t account)
{
    for (guint i = 0; simulation->terms != NULL && i < simulation->terms->len; i++) {
        const struct loan_terms *terms = &g_array_index(simulation->terms, struct loan_terms, i);
        if (terms->account == account) return terms;
    }
    return NULL;
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static void series_grow(int64_t **series, size_t from, size_t to, int64_t filler)
{
    if (*series == NULL) return;
    *series = g_renew(int64_t, *series, to);
    for (size_t i = from; i < to; i++)
        (*series)[i] = filler;
}

static void own_states_grow(struct history *history, size_t to)
{
    if (history->own_states == NULL) return;
    const size_t from = g_strv_length(history->own_states);
    if (from >= to) return;
    history->own_states = g_renew(char *, history->own_states, to + 1);
    for (size_t i = from; i < to; i++)
        history->own_states[i] = g_strdup("");
    history->own_states[to] = NULL;
}

static void history_grow(struct history *history, size_t to)
{
    const size_t from = history->length;
    history->states = g_realloc(history->states, to + 1);
    memset(history->states + from, '#', to - from);
    history->states[to] = '\0';
    series_grow(&history->balance, from, to, MONEY_UNKNOWN);
    series_grow(&history->due, from, to, MONEY_UNKNOWN);
    series_grow(&history->paid, from, to, MONEY_UNKNOWN);
    series_grow(&history->past_due, from, to, MONEY_UNKNOWN);
    series_grow(&history->batches, from, to, 0); /* batch 0: made here */
    series_grow(&history->lines, from, to, 0);
    own_states_grow(history, to);
    history->length = to;
}

void history_reach(struct history *history, struct month month)
{
    if (history->length == 0) history->first = month;
    const int64_t needed = (int64_t)month.index - history->first.index + 1;
    if (needed > (int64_t)history->length) history_grow(history, (size_t)needed);
}

void series_set(int64_t *series, size_t index, int64_t value)
{
    if (series != NULL) series[index] = value;
}

int64_t history_newest(const int64_t *series, size_t length)
{
    while (series != NULL && length-- > 0)
        if (series[length] != MONEY_UNKNOWN) return series[length];
    return MONEY_UNKNOWN;
}

char history_newest_state(const struct history *history, size_t length)
{
    while (history->states != NULL && length-- > 0)
        if (history->states[length] != '#') return history->states[length];
    return '#';
}

/* ---- what is due ------------------------------------------------------------------------------------------------- */

/* How an account stands at the end of its last reported month. */
struct standing {
    char state;
    int64_t balance, past_due;
    int64_t due;      /* of the coming month */
    int64_t habit;    /* usually paid in a month; 0 when not known */
    int64_t interest; /* that the coming month adds; 0 when none is reckoned */
    bool repaid;      /* goes down by what is paid: a loan, or what terms were agreed for */
};

static int64_t newest_positive(const int64_t *series, size_t length)
{
    while (series != NULL && length-- > 0)
        if (series[length] != MONEY_UNKNOWN && series[length] > 0) return series[length];
    return MONEY_UNKNOWN;
}

/* Adds what is known of two amounts; a sum too large for the type stays at its end. */
static int64_t sum_known(int64_t left, int64_t right)
{
    int64_t sum;
    if (left == MONEY_UNKNOWN) return right;
    if (right == MONEY_UNKNOWN) return left;
    return __builtin_add_overflow(left, right, &sum) ? G_MAXINT64 : sum;
}

static int64_t usual_payment(const struct history *history, size_t length)
{
    int64_t sum = 0, known = 0;
    for (size_t i = length; i-- > 0 && length - i <= HABIT_MONTHS;) {
        const int64_t paid = history->paid ? history->paid[i] : MONEY_UNKNOWN;
        if (paid == MONEY_UNKNOWN || paid < 0) continue;
        sum = sum_known(sum, paid);
        known++;
    }
    return known ? sum / known : 0;
}

static int64_t coming_due(const struct account *account, int64_t balance, size_t length)
{
    const int64_t reported = newest_positive(account->history.due, length);
    if (balance == MONEY_UNKNOWN) return reported;
    if (balance <= 0) return 0;
    if (reported != MONEY_UNKNOWN) return MIN(reported, balance);
    if (file_is_revolving(account)) return balance / CARD_MINIMUM_PART + (balance % CARD_MINIMUM_PART != 0);
    if (account->amount == MONEY_UNKNOWN || account->amount <= 0) return MONEY_UNKNOWN;
    return MIN(account->amount / LOAN_PARTS + (account->amount % LOAN_PARTS != 0), balance);
}

/* A month's interest, rounded up. */
static int64_t month_interest(int64_t balance, int rate)
{
    if (balance == MONEY_UNKNOWN || balance <= 0 || rate <= 0) return 0;
    return balance / 120000 * rate + (balance % 120000 * rate + 119999) / 120000;
}

static struct standing standing_of(const struct account *account, size_t length, const struct loan_terms *terms)
{
    const struct history *history = &account->history;
    struct standing standing = { .state = history_newest_state(history, length),
                                 .balance = history_newest(history->balance, length),
                                 .past_due = history_newest(history->past_due, length),
                                 .habit = usual_payment(history, length) };
    if (standing.past_due == MONEY_UNKNOWN && history_months_late(standing.state) == 0) standing.past_due = 0;
    if (standing.past_due != MONEY_UNKNOWN) standing.past_due = MAX(standing.past_due, 0);
    standing.due = coming_due(account, standing.balance, length);
    standing.repaid = terms != NULL || !file_is_revolving(account);
    if (terms == NULL || standing.balance == MONEY_UNKNOWN || standing.balance <= 0) return standing;
    standing.interest = month_interest(standing.balance, terms->rate);
    standing.due = MIN(terms->instalment, sum_known(standing.balance, standing.interest));
    return standing;
}

/* ---- one month --------------------------------------------------------------------------------------------------- */

struct month_entry {
    char state;
    int64_t balance, due, paid, past_due;
};

static int64_t with_interest(const struct standing *standing)
{
    return standing->balance == MONEY_UNKNOWN ? MONEY_UNKNOWN : sum_known(standing->balance, standing->interest);
}

/* What is due and what is past due is paid. A card is used again for as much as was paid beside what was past due, so
 * that only the past due part lowers its balance; a loan goes down by all of it. */
static struct month_entry paid_month(const struct standing *standing)
{
    const int64_t balance = standing->balance, late = standing->past_due == MONEY_UNKNOWN ? 0 : standing->past_due;
    struct month_entry entry = { .state = 'N', .balance = balance, .due = standing->due, .paid = MONEY_UNKNOWN };
    if (standing->due != MONEY_UNKNOWN || late > 0) entry.paid = sum_known(standing->due, standing->past_due);
    if (balance == MONEY_UNKNOWN) return entry;
    if (balance <= 0) return (struct month_entry){ '*', balance, 0, 0, 0 };
    if (!standing->repaid) {
        entry.paid = MIN(MAX(entry.paid, standing->habit), balance);
        entry.balance = balance - MIN(late, balance);
    } else if (entry.paid != MONEY_UNKNOWN) {
        const int64_t owed = with_interest(standing);
        entry.paid = MIN(entry.paid, owed);
        entry.balance = owed - entry.paid;
        if (entry.balance == 0) entry.state = 'C';
    }
    return entry;
}

/* Nothing is paid: what was due becomes past due, the state goes one further, up to 7. */
static struct month_entry missed_month(const struct standing *standing)
{
    static const char later[] = "12345677";
    const int late = history_months_late(standing->state);
    struct month_entry entry = { .state = standing->state == 'B' ? 'B' : later[MIN(late, 7)],
                                 .balance = with_interest(standing),
                                 .due = standing->due,
                                 .past_due = standing->past_due };
    if (standing->past_due != MONEY_UNKNOWN && standing->due != MONEY_UNKNOWN)
        entry.past_due = sum_known(standing->past_due, standing->due);
    if (entry.past_due != MONEY_UNKNOWN && entry.balance != MONEY_UNKNOWN)
        entry.past_due = MIN(entry.past_due, MAX(entry.balance, 0));
    return entry;
}

/* A bad debt is not billed: only bringing it current or paying it ends it. */
static struct month_entry bad_debt_month(const struct standing *standing)
{
    return (struct month_entry){ 'B', standing->balance, MONEY_UNKNOWN, 0, standing->past_due };
}

static void account_pass_month(struct account *account, struct month month, bool missed, const struct loan_terms *terms)
{
    struct history *history = &account->history;
    const struct standing standing = standing_of(account, history->length, terms);
    struct month_entry entry = standing.state == 'B' ? bad_debt_month(&standing) : paid_month(&standing);
    if (missed) entry = missed_month(&standing);
    history_reach(history, month);
    const size_t last = history->length - 1;
    history->states[last] = entry.state;
    series_set(history->balance, last, entry.balance);
    series_set(history->due, last, entry.due);
    series_set(history->paid, last, entry.paid);
    series_set(history->past_due, last, entry.past_due);
    if (entry.state == 'C') account->closed = month_last_day(month);
}

static bool has_measure(const struct dossier *dossier, const char *kind, int32_t month)
{
    for (guint i = 0; i < dossier->measures->len; i++) {
        const struct measure *measure = dossier->measures->pdata[i];
        if (measure->period.index == month && strcmp(measure->kind, kind) == 0) return true;
    }
    return false;
}

/* What a measure is a month later: the same, but bills are paid as well, for in a month that passes everything due is.
 */
static int64_t measure_then(const struct dossier *dossier, const struct measure *last)
{
    const struct means_kind *kind = means_kind_find(last->kind);
    if (kind == NULL || (kind->group != MEANS_BILL_MISSED && kind->group != MEANS_BILL_ON_TIME)) return last->value;
    int64_t paid = kind->group == MEANS_BILL_ON_TIME ? last->value : 0;
    for (guint i = 0; kind->group == MEANS_BILL_ON_TIME && i < dossier->measures->len; i++) {
        const struct measure *other = dossier->measures->pdata[i];
        if (other->period.index != last->period.index || other->value <= 0) continue;
        const struct means_kind *missed = means_kind_find(other->kind);
        if (missed != NULL && missed->group == MEANS_BILL_MISSED) paid = sum_known(paid, other->value);
    }
    return paid;
}

/* What was measured in each of the last two months is measured again: income, consumption, bills. What is measured once
 * a year is not. */
static void measures_pass_month(struct dossier *dossier, struct month month)
{
    const guint count = dossier->measures->len;
    for (guint i = 0; i < count; i++) {
        const struct measure *last = dossier->measures->pdata[i];
        if (last->period.index != month.index - 1 || !has_measure(dossier, last->kind, month.index - 2) ||
            has_measure(dossier, last->kind, month.index))
            continue;
        struct measure *again = g_memdup2(last, sizeof *last);
        again->fact = 0;
        again->kind = g_strdup(last->kind);
        again->unit = g_strdup(last->unit);
        again->period = month;
        again->value = measure_then(dossier, last);
        again->from = (struct provenance){ 0 };
        g_ptr_array_add(dossier->measures, again);
    }
}

void simulation_pass_month(struct simulation *simulation, const struct account *missed)
{
    struct dossier *dossier = simulation->dossier;
    if (simulation->before_month != NULL) simulation->before_month(simulation, simulation->data);
    simulation->now.index++;
    simulation->passed++;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        struct account *account = dossier->accounts->pdata[i];
        if (!month_is_set(file_closing_month(account)))
            account_pass_month(account, simulation->now, account == missed, simulation_terms(simulation, account->id));
    }
    if (dossier->measures->len > 0) measures_pass_month(dossier, simulation->now);
    if (!date_is_set(simulation->day)) return;
    simulation->day = date_add_months(simulation->day, 1);
    if (date_is_set(dossier->as_of) && dossier->as_of.days < simulation->day.days) dossier->as_of = simulation->day;
}
