/* SPDX-License-Identifier: Apache-2.0 */
/* See policy.h. */
#include "repair/policy.h"

#include "law/law.h"

#include <string.h>

void policy_answer_clear(struct policy_answer *answer)
{
    g_clear_pointer(&answer->value, g_free);
}

/* A policy as it is read: a row of the table. */
struct policy {
    const char *id, *currency;
    struct date begun_from, begun_to, repaid_by, early_by, early_from;
    int64_t most;
};

static bool read_policy(const struct tsv *table, size_t row, struct policy *policy)
{
    policy->id = tsv_cell(table, row, "policy");
    policy->currency = tsv_cell(table, row, "currency");
    policy->most = g_ascii_strtoll(tsv_cell(table, row, "most"), NULL, 10);
    return date_parse(tsv_cell(table, row, "begun_from"), &policy->begun_from) &&
           date_parse(tsv_cell(table, row, "begun_to"), &policy->begun_to) &&
           date_parse(tsv_cell(table, row, "repaid_by"), &policy->repaid_by) &&
           date_parse(tsv_cell(table, row, "early_by"), &policy->early_by) &&
           date_parse(tsv_cell(table, row, "early_from"), &policy->early_from);
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

static void verdict(struct policy_answer *answer, enum policy_verdict said, const char *why, char *value)
{
    answer->verdict = said;
    answer->why = why;
    answer->value = value;
}

/* The greatest amount past due of the run; MONEY_UNKNOWN when a month of it does not say. */
static int64_t greatest(const struct history *history, const struct adverse_item *item)
{
    int64_t most = 0;
    for (int32_t month = item->first.index; month <= item->last.index; month++) {
        const int64_t place = (int64_t)month - history->first.index;
        if (place < 0 || place >= (int64_t)history->length) continue;
        if (history_months_late(history->states[place]) == 0) continue;
        const int64_t amount = history->past_due == NULL ? MONEY_UNKNOWN : history->past_due[place];
        if (amount == MONEY_UNKNOWN) return MONEY_UNKNOWN;
        most = MAX(most, amount);
    }
    return most;
}

/* The month by whose end the overdue was repaid in full: the first one after the run that is reported as not late and
 * with nothing past due. MONTH_NONE when there is none. */
static struct month repaid_month(const struct account *account, const struct adverse_item *item)
{
    const struct history *history = &account->history;
    for (int64_t place = (int64_t)item->last.index + 1 - history->first.index; place < (int64_t)history->length;
         place++) {
        const char state = history->states[place];
        const int64_t left = history->past_due == NULL ? MONEY_UNKNOWN : history->past_due[place];
        if (state == '#') continue;
        if (strchr("N*MAC", state) == NULL || (left != MONEY_UNKNOWN && left > 0)) return MONTH_NONE;
        return (struct month){ history->first.index + (int32_t)place };
    }
    if (date_is_set(account->closed) && month_of(account->closed).index >= item->last.index)
        return month_of(account->closed);
    return MONTH_NONE;
}

static bool begun_within(const struct policy *policy, const struct adverse_item *item, struct policy_answer *answer)
{
    const struct month began = month_of(item->began);
    if (began.index < month_of(policy->begun_from).index)
        verdict(answer, POLICY_NOT, N_("it began in {1}, before the years of the policy"), month_text(began));
    else if (began.index > month_of(policy->begun_to).index)
        verdict(answer, POLICY_NOT, N_("it began in {1}, after the years of the policy"), month_text(began));
    else
        return true;
    return false;
}

static bool small_enough(const struct policy *policy, const struct account *account, const struct adverse_item *item,
                         struct policy_answer *answer)
{
    const int64_t most = greatest(&account->history, item);
    char text[MONEY_TEXT_SIZE];
    if (strcmp(account->currency, policy->currency) != 0)
        verdict(answer, POLICY_UNKNOWN, N_("the policy names no amount in {1}"), g_strdup(account->currency));
    else if (most == MONEY_UNKNOWN)
        verdict(answer, POLICY_UNKNOWN, N_("the amount past due is not known in every month of it"), NULL);
    else if (most > policy->most)
        verdict(answer, POLICY_NOT, N_("{1} was past due, which is more than the policy covers"),
                g_strdup_printf("%s %s", account->currency, money_format_minor(most, true, text)));
    else
        return true;
    return false;
}

static void judge_repaid(const struct policy *policy, const struct account *account, const struct adverse_item *item,
                         struct date today, struct policy_answer *answer)
{
    const struct month repaid = repaid_month(account, item);
    answer->by = policy->repaid_by;
    if (!month_is_set(repaid) && today.days <= policy->repaid_by.days) {
        verdict(answer, POLICY_OPEN, N_("it would, if repaid in full by {1}"), date_text(policy->repaid_by));
        return;
    }
    if (!month_is_set(repaid)) {
        verdict(answer, POLICY_NOT, N_("it was not repaid in full by {1}"), date_text(policy->repaid_by));
        return;
    }
    const struct date day = month_last_day(repaid);
    if (day.days > policy->repaid_by.days) {
        verdict(answer, POLICY_NOT, N_("it was repaid in {1}, after the last day of the policy"), month_text(repaid));
        return;
    }
    answer->verdict = POLICY_HOLDS;
    answer->since =
        day.days <= policy->early_by.days ? policy->early_from : month_last_day((struct month){ repaid.index + 1 });
}

struct policy_answer policy_judge(const char *profile, const struct account *account, const struct adverse_item *item,
                                  struct date today)
{
    const struct tsv *table = repair_table("policies");
    struct policy_answer answer = { .since = DATE_NONE, .by = DATE_NONE };
    struct policy policy;
    if (table == NULL || profile == NULL || item->rule->table != ADVERSE_HISTORY ||
        strcmp(item->rule->item, "late") != 0)
        return answer;
    for (size_t row = 0; row < tsv_rows(table); row++) {
        if (!law_in_family(profile, tsv_cell(table, row, "profile")) || !read_policy(table, row, &policy)) continue;
        policy_answer_clear(&answer);
        answer = (struct policy_answer){ .policy = policy.id, .since = DATE_NONE, .by = DATE_NONE };
        if (begun_within(&policy, item, &answer) && small_enough(&policy, account, item, &answer))
            judge_repaid(&policy, account, item, today, &answer);
        if (answer.verdict == POLICY_HOLDS) break;
    }
    return answer;
}

char *policy_text(const struct policy_answer *answer)
{
    if (answer->verdict == POLICY_NONE) return NULL;
    if (answer->verdict != POLICY_HOLDS) return phrase_make(answer->why, answer->value ? answer->value : "", NULL);
    g_autofree char *since = date_text(answer->since);
    return phrase_make(N_("not displayed from {1} on, by itself and free of charge"), since, NULL);
}
