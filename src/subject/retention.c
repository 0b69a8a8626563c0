/* SPDX-License-Identifier: Apache-2.0 */
/* Spells of adverse months, their end and their last legal day. Where two readings of an end exist the earlier counts
 * (a purge a day early harms nobody; a day late breaks the law). What is looked at may be an earlier version of a fact;
 * its end is then found with what is known today, so that no earlier day brings back what the law took out. */
#include "subject/retention.h"

#include <string.h>

bool adverse_is_gone(const struct retention *retention, const struct adverse_item *item)
{
    return date_is_set(item->last_day) && item->last_day.days < retention->today.days;
}

static bool holds_for(const struct adverse_rule *rule, bool person)
{
    return rule != NULL && (person || !rule->persons_only);
}

static struct date earlier(struct date a, struct date b)
{
    if (!date_is_set(a)) return b;
    return date_is_set(b) && b.days < a.days ? b : a;
}

/* The last day on which an item may be seen whose clock runs from a day; DATE_NONE when it does not run. */
static struct date last_day_from(const struct adverse_rule *rule, struct date from)
{
    struct law_due due;
    if (!date_is_set(from) || !law_count(rule->law, from, NULL, &due, NULL)) return DATE_NONE;
    const struct date last = due.due;
    law_due_clear(&due);
    return last;
}

static void add_item(struct adverse_item *item, struct date from, GArray *items)
{
    item->last_day = last_day_from(item->rule, from);
    g_array_append_vals(items, item, 1);
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

/* A version of the months with what was learnt later behind it. */
struct months_seen {
    const struct history *version, *known;
    struct date closed;
    int32_t first, end;
};

static char held_state(const struct history *history, int32_t month)
{
    const char state = history == NULL ? 0 : history_state(history, (struct month){ month });
    return state == 0 ? '#' : state;
}

static char state_at(const struct months_seen *seen, int32_t month)
{
    const char state = held_state(seen->version, month);
    return state != '#' ? state : held_state(seen->known, month);
}

/* From the first month of a run: where it ends (the first month reported otherwise, or `seen->end`), its last adverse
 * month, and the day the act ended. */
struct spell {
    int32_t first, last, end;
    struct date ended;
};

static struct spell spell_from(const struct retention *retention, const struct months_seen *seen, int32_t first)
{
    struct spell spell = { first, first, first + 1, DATE_NONE };
    for (; spell.end < seen->end; spell.end++) {
        const char state = state_at(seen, spell.end);
        if (retention_rule_of_state(retention, state) != NULL)
            spell.last = spell.end;
        else if (state != '#')
            break;
    }
    if (spell.end < seen->end) spell.ended = month_first_day((struct month){ spell.end });
    /* a day of closing that lies before the run itself says nothing about its end */
    if (date_is_set(seen->closed) && seen->closed.days >= month_first_day((struct month){ spell.last }).days)
        spell.ended = earlier(spell.ended, seen->closed);
    return spell;
}

static struct date clock_start(const struct adverse_item *item, const struct spell *spell)
{
    if (item->rule->clock == CLOCK_EVENT) return month_first_day(item->first);
    if (item->rule->clock == CLOCK_FIRST_DELINQUENCY) return month_first_day((struct month){ spell->first });
    return spell->ended;
}

/* The months of one spell that are in the version itself: an item for each run of the same rule, or, where the clock
 * starts with the event, for each month. */
static void add_spell(const struct retention *retention, bool person, int64_t account, const struct months_seen *seen,
                      const struct spell *spell, GArray *items)
{
    struct adverse_item item = { 0 };
    for (int32_t month = spell->first; month <= spell->last; month++) {
        const struct adverse_rule *rule = retention_rule_of_state(retention, held_state(seen->version, month));
        if (!holds_for(rule, person)) continue;
        if (item.rule == rule && rule->clock != CLOCK_EVENT) {
            item.last.index = month;
            item.months++;
            continue;
        }
        if (item.rule != NULL) add_item(&item, clock_start(&item, spell), items);
        item = (struct adverse_item){ .rule = rule,
                                      .account = account,
                                      .first = { month },
                                      .last = { month },
                                      .months = 1,
                                      .began = month_first_day((struct month){ spell->first }),
                                      .ended = spell->ended };
    }
    if (item.rule != NULL) add_item(&item, clock_start(&item, spell), items);
}

static struct months_seen see(const struct history *version, struct date closed, const struct account_known *known)
{
    struct months_seen seen = { .version = version, .closed = closed };
    seen.first = version->first.index;
    seen.end = seen.first + (int32_t)version->length;
    if (known == NULL) return seen;
    seen.closed = earlier(closed, known->closed);
    seen.known = known->history;
    if (known->history == NULL || !month_is_set(known->history->first)) return seen;
    seen.first = MIN(seen.first, known->history->first.index);
    seen.end = MAX(seen.end, known->history->first.index + (int32_t)known->history->length);
    return seen;
}

void retention_months(const struct retention *retention, bool person, int64_t account, const struct history *version,
                      struct date closed, const struct account_known *known, GArray *items)
{
    if (version->states == NULL || version->length == 0 || !month_is_set(version->first)) return;
    const struct months_seen seen = see(version, closed, known);
    for (int32_t month = seen.first; month < seen.end;) {
        if (retention_rule_of_state(retention, state_at(&seen, month)) == NULL) {
            month++;
            continue;
        }
        const struct spell spell = spell_from(retention, &seen, month);
        add_spell(retention, person, account, &seen, &spell, items);
        month = spell.end;
    }
}

/* ---- accounts and records ---------------------------------------------------------------------------------------- */

/* Where the run of adverse months that led to a write-off begins: the last one of the account. */
static struct date first_delinquency(const struct retention *retention, const struct account *version,
                                     const struct account_known *known)
{
    struct date first = DATE_NONE;
    if (version->history.states == NULL || !month_is_set(version->history.first)) return first;
    const struct months_seen seen = see(&version->history, version->closed, known);
    for (int32_t month = seen.first; month < seen.end;) {
        if (retention_rule_of_state(retention, state_at(&seen, month)) == NULL) {
            month++;
            continue;
        }
        first = month_first_day((struct month){ month });
        month = spell_from(retention, &seen, month).end;
    }
    return first;
}

static void add_account(const struct retention *retention, bool person, const struct account *version,
                        enum adverse_table table, const char *code, const struct account_known *known, GArray *items)
{
    const struct adverse_rule *rule = retention_rule_of(retention, table, code);
    if (!holds_for(rule, person)) return;
    struct adverse_item item = { .rule = rule,
                                 .account = version->id,
                                 .first = MONTH_NONE,
                                 .last = MONTH_NONE,
                                 .began = version->opened,
                                 .ended = version->closed };
    if (known != NULL) item.ended = earlier(earlier(item.ended, known->closed), known->replaced);
    const bool from_first = rule->clock == CLOCK_FIRST_DELINQUENCY;
    add_item(&item, from_first ? first_delinquency(retention, version, known) : item.ended, items);
}

void retention_account(const struct retention *retention, bool person, const struct account *version,
                       const struct account_known *known, GArray *items)
{
    if (version->anonymous) return;
    retention_months(retention, person, version->id, &version->history, version->closed, known, items);
    add_account(retention, person, version, ADVERSE_CLASS, version->five_class, known, items);
    add_account(retention, person, version, ADVERSE_STATE, version->state, known, items);
}

void retention_record(const struct retention *retention, bool person, const struct public_record *record,
                      struct date ended_later, GArray *items)
{
    const struct adverse_rule *rule = retention_rule_of(retention, ADVERSE_RECORD, record->kind);
    if (!holds_for(rule, person)) return;
    struct adverse_item item = { .rule = rule,
                                 .fact = record->fact,
                                 .first = MONTH_NONE,
                                 .last = MONTH_NONE,
                                 .began = record->day,
                                 .ended = earlier(record->ended, ended_later) };
    add_item(&item, rule->clock == CLOCK_EVENT ? record->day : item.ended, items);
}

/* ---- a whole file ------------------------------------------------------------------------------------------------ */

static const struct public_record *find_record(const struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; dossier != NULL && i < dossier->public_records->len; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        if (record->fact == fact) return record;
    }
    return NULL;
}

static bool same_words(const struct account *a, const struct account *b)
{
    return g_strcmp0(a->five_class, b->five_class) == 0 && g_strcmp0(a->state, b->state) == 0;
}

GArray *retention_items(const struct retention *retention, const struct dossier *dossier, const struct dossier *later)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    const bool person = g_strcmp0(dossier->kind, "enterprise") != 0;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const struct account *newest = later ? dossier_account(later, account->id) : NULL;
        struct account_known known = { NULL, DATE_NONE, DATE_NONE };
        if (newest != NULL) known = (struct account_known){ &newest->history, newest->closed, DATE_NONE };
        if (newest != NULL && !same_words(account, newest)) known.replaced = newest->changed;
        retention_account(retention, person, account, newest ? &known : NULL, items);
    }
    for (guint i = 0; i < dossier->public_records->len; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        const struct public_record *newest = find_record(later, record->fact);
        retention_record(retention, person, record, newest ? newest->ended : DATE_NONE, items);
    }
    return items;
}

void retention_wipe_month(struct history *history, size_t place)
{
    history->states[place] = '#';
    if (history->own_states != NULL && place < g_strv_length(history->own_states)) {
        g_free(history->own_states[place]);
        history->own_states[place] = g_strdup("");
    }
    if (history->past_due != NULL) history->past_due[place] = MONEY_UNKNOWN;
}

static bool leaves(const struct retention *retention, const struct adverse_item *item, bool keep_excluded)
{
    return adverse_is_gone(retention, item) && (item->rule->deletes || !keep_excluded);
}

bool retention_wipe_months(const struct retention *retention, struct history *history, const GArray *items,
                           int64_t account, bool keep_excluded)
{
    bool any = false;
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (item->rule->table != ADVERSE_HISTORY || item->account != account || !leaves(retention, item, keep_excluded))
            continue;
        for (int32_t month = item->first.index; month <= item->last.index; month++) {
            const int64_t place = (int64_t)month - history->first.index;
            if (place < 0 || place >= (int64_t)history->length ||
                retention_rule_of_state(retention, history->states[place]) != item->rule)
                continue;
            retention_wipe_month(history, (size_t)place);
            any = true;
        }
    }
    return any;
}

static void take_out(struct dossier *dossier, const struct adverse_item *item)
{
    if (!date_is_set(dossier->outdated) || item->last_day.days > dossier->outdated.days)
        dossier->outdated = item->last_day;
    struct account *account = dossier_account(dossier, item->account);
    if (item->rule->table == ADVERSE_CLASS && account != NULL) g_clear_pointer(&account->five_class, g_free);
    if (item->rule->table == ADVERSE_STATE && account != NULL) g_clear_pointer(&account->state, g_free);
    if (item->rule->table != ADVERSE_RECORD) return;
    for (guint i = 0; i < dossier->public_records->len; i++)
        if (((struct public_record *)dossier->public_records->pdata[i])->fact == item->fact) {
            g_ptr_array_remove_index(dossier->public_records, i);
            return;
        }
}

void retention_apply(const struct retention *retention, struct dossier *dossier, const struct dossier *later,
                     bool keep_excluded)
{
    g_autoptr(GArray) items = retention_items(retention, dossier, later);
    if (items->len == 0) return;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        struct account *account = dossier->accounts->pdata[i];
        if (account->history.states != NULL)
            retention_wipe_months(retention, &account->history, items, account->id, keep_excluded);
    }
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (leaves(retention, item, keep_excluded)) take_out(dossier, item);
    }
}
