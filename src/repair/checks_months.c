/* SPDX-License-Identifier: Apache-2.0 */
/* The checks on the months of one account. Amounts that are not known contradict nothing. */
#include "repair/checks.h"

#include <string.h>

/* One month of an account with what surrounds it. */
struct month_seen {
    const struct account *account;
    const struct history *history;
    size_t place;
    struct month month;
    char state;
    bool late;
    int64_t balance, due, paid, past_due;
};

static int64_t known(const int64_t *series, size_t place)
{
    return series == NULL ? MONEY_UNKNOWN : series[place];
}

static bool is_adverse(char state)
{
    return history_months_late(state) > 0;
}

static void found(GArray *findings, const struct month_seen *seen, const char *check, const char *field,
                  const char *claimed, char *first, char *second)
{
    repair_add_finding(findings, (struct repair_finding){ .check = check,
                                                          .account = seen->account->id,
                                                          .month = seen->month,
                                                          .field = field,
                                                          .claimed = g_strdup(claimed),
                                                          .first = first,
                                                          .second = second });
}

static char *month_text(struct month month)
{
    char text[DATE_TEXT_SIZE];
    return g_strdup(month_format(month, text));
}

static char *date_text(struct date date)
{
    char text[DATE_TEXT_SIZE];
    return g_strdup(date_format(date, text));
}

static void normal_past_due(const struct month_seen *seen, GArray *findings)
{
    if (strchr("N*C", seen->state) == NULL || seen->past_due == MONEY_UNKNOWN || seen->past_due <= 0) return;
    found(findings, seen, "normal_past_due", "past_due", "0.00", g_strndup(&seen->state, 1),
          repair_money(seen->account, seen->past_due));
}

/* Months late before a month: what the last month that says something says; -1 when nothing is known right before it.
 */
static int late_before(const struct month_seen *seen)
{
    if (seen->place == 0) return -1;
    const char state = seen->history->states[seen->place - 1];
    return state == '#' ? -1 : history_months_late(state);
}

static void jump(const struct month_seen *seen, GArray *findings)
{
    const int before = late_before(seen), now = history_months_late(seen->state);
    if (before < 0 || seen->state == 'B' || now <= before + 1) return;
    const char claimed[] = { (char)('0' + MIN(before + 1, 7)), '\0' };
    found(findings, seen, "jump", "state", claimed, g_strdup_printf("%d", before), g_strdup_printf("%d", now));
}

static void after_closing(const struct month_seen *seen, GArray *findings)
{
    const struct date closed = seen->account->closed;
    if (!seen->late || !date_is_set(closed) || seen->month.index <= month_of(closed).index) return;
    found(findings, seen, "after_closing", "state", "C", month_text(seen->month), date_text(closed));
}

static void after_settled(const struct month_seen *seen, GArray *findings)
{
    const char *settled = seen->late ? memchr(seen->history->states, 'C', seen->place) : NULL;
    if (settled == NULL) return;
    const struct month month = { seen->history->first.index + (int32_t)(settled - seen->history->states) };
    found(findings, seen, "after_settled", "state", "C", month_text(seen->month), month_text(month));
}

static void before_opening(const struct month_seen *seen, GArray *findings)
{
    const struct date opened = seen->account->opened;
    if (!seen->late || !date_is_set(opened) || seen->month.index >= month_of(opened).index) return;
    found(findings, seen, "before_opening", "state", "/", month_text(seen->month), date_text(opened));
}

/* All that was due was paid, and what was past due a month before as well. */
static void paid_but_late(const struct month_seen *seen, GArray *findings)
{
    if (!seen->late || seen->due == MONEY_UNKNOWN || seen->paid == MONEY_UNKNOWN || seen->due <= 0) return;
    if (seen->past_due != MONEY_UNKNOWN && seen->past_due > 0) return;
    int64_t carried = 0;
    if (late_before(seen) != 0) {
        carried = seen->place > 0 ? known(seen->history->past_due, seen->place - 1) : MONEY_UNKNOWN;
        if (carried == MONEY_UNKNOWN) return;
    }
    int64_t asked;
    if (__builtin_add_overflow(seen->due, MAX(carried, 0), &asked) || seen->paid < asked) return;
    found(findings, seen, "paid_but_late", "state", "N", repair_money(seen->account, seen->paid),
          repair_money(seen->account, asked));
}

static void nothing_owed(const struct month_seen *seen, GArray *findings)
{
    if (!seen->late || seen->balance != 0 || seen->past_due != 0) return;
    found(findings, seen, "nothing_owed", "state", "N", NULL, NULL);
}

static void above_balance(const struct month_seen *seen, GArray *findings)
{
    if (seen->balance == MONEY_UNKNOWN || seen->past_due == MONEY_UNKNOWN || seen->balance < 0) return;
    const int64_t most = MAX(seen->balance, seen->due == MONEY_UNKNOWN ? 0 : seen->due);
    if (seen->past_due <= most || strchr("N*C", seen->state) != NULL) return;
    char claimed[MONEY_TEXT_SIZE];
    found(findings, seen, "above_balance", "past_due", money_format_minor(seen->balance, false, claimed),
          repair_money(seen->account, seen->past_due), repair_money(seen->account, seen->balance));
}

/* The same account under another furnisher (or under the same one twice). */
static bool is_same_account(const struct account *a, const struct account *b)
{
    return a != b && *a->number != '\0' && g_strcmp0(a->number, b->number) == 0 && g_strcmp0(a->type, b->type) == 0 &&
           strcmp(a->currency, b->currency) == 0;
}

static void sources_differ(const struct repair_scene *scene, const struct month_seen *seen, GArray *findings)
{
    if (!seen->late) return;
    for (guint i = 0; i < scene->dossier->accounts->len; i++) {
        const struct account *other = scene->dossier->accounts->pdata[i];
        if (!is_same_account(seen->account, other) || g_strcmp0(seen->account->furnisher, other->furnisher) == 0)
            continue;
        const char state = history_state(&other->history, seen->month);
        if (state == 0 || state == '#' || history_months_late(state) >= history_months_late(seen->state)) continue;
        const char claimed[] = { state, '\0' };
        found(findings, seen, "sources_differ", "state", claimed, g_strdup(claimed), NULL);
        return;
    }
}

/* The later of two entries of one furnisher is the double. */
static void same_account(const struct repair_scene *scene, const struct account *account, GArray *findings)
{
    for (guint i = 0; i < scene->dossier->accounts->len; i++) {
        const struct account *other = scene->dossier->accounts->pdata[i];
        if (!is_same_account(account, other) || g_strcmp0(account->furnisher, other->furnisher) != 0 ||
            account->id < other->id)
            continue;
        repair_add_finding(findings,
                           (struct repair_finding){ .check = "same_account",
                                                    .account = account->id,
                                                    .month = MONTH_NONE,
                                                    .field = "exists",
                                                    .claimed = g_strdup("no"),
                                                    .first = g_strdup_printf("%" G_GINT64_FORMAT, other->id) });
        return;
    }
}

/* Months in a row, from the last one back, that are reported as paid with nothing past due. */
static int paid_months(const struct history *history)
{
    int months = 0;
    for (size_t i = history->length; i-- > 0;) {
        const int64_t past_due = known(history->past_due, i);
        if (strchr("N*", history->states[i]) == NULL || (past_due != MONEY_UNKNOWN && past_due > 0)) break;
        months++;
    }
    return months;
}

static void class_states(const struct account *account, GArray *findings)
{
    const struct history *history = &account->history;
    const char *class = account->five_class;
    if (class == NULL || strchr("3456", *class) == NULL || class[0] == '\0' || history->states == NULL) return;
    const int months = paid_months(history);
    if (months < repair_limit("class_months")) return;
    repair_add_finding(findings, (struct repair_finding){ .check = "class_states",
                                                          .account = account->id,
                                                          .month = MONTH_NONE,
                                                          .field = "five_class",
                                                          .claimed = g_strdup("1"),
                                                          .first = g_strdup(class),
                                                          .second = g_strdup_printf("%d", months) });
}

static void check_month(const struct repair_scene *scene, const struct month_seen *seen, GArray *findings)
{
    if (seen->state == '#') return;
    normal_past_due(seen, findings);
    jump(seen, findings);
    after_closing(seen, findings);
    after_settled(seen, findings);
    before_opening(seen, findings);
    paid_but_late(seen, findings);
    nothing_owed(seen, findings);
    above_balance(seen, findings);
    sources_differ(scene, seen, findings);
}

void repair_check_months(const struct repair_scene *scene, const struct account *account, GArray *findings)
{
    const struct history *history = &account->history;
    if (account->anonymous) return;
    same_account(scene, account, findings);
    class_states(account, findings);
    for (size_t i = 0; history->states != NULL && i < history->length; i++) {
        const struct month_seen seen = { .account = account,
                                         .history = history,
                                         .place = i,
                                         .month = { history->first.index + (int32_t)i },
                                         .state = history->states[i],
                                         .late = is_adverse(history->states[i]),
                                         .balance = known(history->balance, i),
                                         .due = known(history->due, i),
                                         .paid = known(history->paid, i),
                                         .past_due = known(history->past_due, i) };
        check_month(scene, &seen, findings);
    }
}
