/* SPDX-License-Identifier: Apache-2.0 */
/* The actions on what ended badly, on the law, and on income.
 *   collect(account)          a bad debt, an account in collection or written off is paid whole and closed (C).
 *   collect(record)           what a public record asks for is paid: it ends today.
 *   expire(account,month)     months pass, everything due is paid, until the law takes that month out of the views.
 *   expire(account)           the same for the last thing adverse of the account, expire(record) for a public record.
 *   income(to)                what is earned a month: every salary of the last twelve months becomes it; without any,
 *                             there is one in each of them.
 * Nothing true is disputed here: a record leaves on its day by the law the file is under and not before. */
#include "features/file_view.h"
#include "score/whatif_private.h"
#include "subject/retention.h"

#include <string.h>

#define INCOME_KIND   "income.salary"
#define INCOME_MONTHS 12

/* ---- paying what ended badly ------------------------------------------------------------------------------------- */

static struct public_record *record_of(const struct act *act)
{
    const GPtrArray *records = act->simulation->dossier->public_records;
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < records->len; i++) {
        struct public_record *record = records->pdata[i];
        if (record->fact == act->action->record) return record;
        g_string_append_printf(known, "%s%" G_GINT64_FORMAT, known->len ? ", " : "", record->fact);
    }
    bureau_error_set(act->error, BUREAU_ERROR_NOT_FOUND, N_("The file has no public record {1}."),
                     known->len ? N_("Its public records are {2}.") : N_("It has no public record at all."),
                     act->number, known->str, NULL);
    return NULL;
}

static bool collect_record(const struct act *act)
{
    struct public_record *record = record_of(act);
    if (record == NULL) return false;
    if (date_is_set(record->ended))
        return act_refuse(act, N_("Public record {1} has ended already."), N_("Choose one that is open."));
    record->ended = simulation_today(act->simulation);
    return true;
}

/* Whether the account's own state is one that the law counts as written off. */
static bool is_written_off(const struct act *act)
{
    struct retention retention;
    const struct dossier *dossier = act->simulation->dossier;
    if (act->account->state == NULL || dossier->profile == NULL) return false;
    return retention_begin(&retention, dossier->profile, simulation_law_day(act->simulation), NULL) &&
           retention_rule_of(&retention, ADVERSE_STATE, act->account->state) != NULL;
}

static bool collect_account(const struct act *act)
{
    size_t last;
    struct history *history = act_last_month(act, &last);
    if (!act_is_open(act)) return false;
    const bool bad = history != NULL && strchr("BD", history_newest_state(history, history->length)) != NULL;
    if (!bad && g_strcmp0(act->account->type, "C1") != 0 && !is_written_off(act))
        return act_refuse(act, N_("Account {1} is neither a bad debt nor in collection."),
                          N_("Try pay or current for an account that is only late."));
    if (history == NULL)
        return act_refuse(act, N_("Account {1} reports no month, so nothing is known of what it is owed."),
                          N_("Choose an account that reports months."));
    const int64_t owed = amount_at(history->balance, last);
    if (owed != MONEY_UNKNOWN && owed > 0) act_settle(history, last, owed);
    if (amount_at(history->past_due, last) != MONEY_UNKNOWN) series_set(history->past_due, last, 0);
    history_reach(history, act->simulation->now);
    history->states[history->length - 1] = 'C';
    act->account->closed = month_last_day(act->simulation->now);
    return true;
}

bool act_collect(const struct act *act)
{
    return act->action->record != 0 ? collect_record(act) : collect_account(act);
}

/* ---- waiting for the law ----------------------------------------------------------------------------------------- */

static bool is_meant(const struct action *action, const struct adverse_item *item)
{
    if (action->record != 0) return item->rule->table == ADVERSE_RECORD && item->fact == action->record;
    if (item->rule->table == ADVERSE_RECORD || item->account != action->account) return false;
    if (!month_is_set(action->month)) return true;
    return item->rule->table == ADVERSE_HISTORY && item->first.index <= action->month.index &&
           item->last.index >= action->month.index;
}

struct leaving {
    bool found, runs; /* something adverse is there; the clocks of all of it run */
    struct date last; /* the last day of all of it */
};

static bool look(const struct act *act, struct leaving *leaving)
{
    struct retention retention;
    const struct dossier *dossier = act->simulation->dossier;
    *leaving = (struct leaving){ .runs = true, .last = DATE_NONE };
    if (dossier->profile == NULL)
        return act_refuse(act, N_("It is not known under which law the file is kept, so nothing ages out."), NULL);
    if (!retention_begin(&retention, dossier->profile, simulation_law_day(act->simulation), act->error)) return false;
    g_autoptr(GArray) items = retention_items(&retention, dossier, NULL);
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (!is_meant(act->action, item)) continue;
        leaving->found = true;
        leaving->runs = leaving->runs && date_is_set(item->last_day);
        if (date_is_set(item->last_day) && (!date_is_set(leaving->last) || item->last_day.days > leaving->last.days))
            leaving->last = item->last_day;
    }
    return true;
}

static bool refuse_far(const struct act *act, struct date last)
{
    char day[DATE_TEXT_SIZE];
    bureau_error_set(act->error, BUREAU_ERROR_REFUSED,
                     N_("It may be seen until {2}: that is more than ten years away."), NULL, act->number,
                     date_format(last, day), NULL);
    return false;
}

/* Months pass until the last lawful day is over. An act that lasts has no such day yet: a month in which everything due
 * is paid may end it, so one is tried. */
bool act_expire(const struct act *act)
{
    struct simulation *simulation = act->simulation;
    struct leaving leaving;
    if (act->action->record != 0 && record_of(act) == NULL) return false;
    if (!look(act, &leaving)) return false;
    if (!leaving.found)
        return act_refuse(act, N_("Nothing adverse is reported there, so nothing leaves by law."),
                          N_("Name an account with late months, or an adverse public record."));
    if (!leaving.runs) {
        simulation_pass_month(simulation, NULL);
        if (!look(act, &leaving)) return false;
    }
    if (!leaving.runs)
        return act_refuse(act, N_("It has not ended, and the period of the law runs only from its end."),
                          N_("End it first: current, pay or collect."));
    while (simulation_law_day(simulation).days <= leaving.last.days) {
        if (simulation->passed >= ACTION_MOST_MONTHS) return refuse_far(act, leaving.last);
        simulation_pass_month(simulation, NULL);
    }
    simulation_apply_law(simulation);
    return true;
}

/* ---- income ------------------------------------------------------------------------------------------------------ */

bool act_income(const struct act *act)
{
    struct simulation *simulation = act->simulation;
    GPtrArray *measures = simulation->dossier->measures;
    bool any = false;
    for (guint i = 0; i < measures->len; i++) {
        struct measure *measure = measures->pdata[i];
        if (strcmp(measure->kind, INCOME_KIND) != 0 || !month_is_set(measure->period) ||
            measure->period.index <= simulation->now.index - INCOME_MONTHS)
            continue;
        measure->value = act->action->minor;
        any = true;
    }
    if (any) return true;
    char currency[4];
    file_main_currency(simulation->dossier, currency);
    for (int back = 0; back < INCOME_MONTHS; back++) {
        struct measure *measure = g_new0(struct measure, 1);
        measure->kind = g_strdup(INCOME_KIND);
        measure->period = (struct month){ simulation->now.index - back };
        measure->value = act->action->minor;
        measure->unit = g_strdup(currency[0] ? currency : "CNY");
        g_ptr_array_add(measures, measure);
    }
    return true;
}
