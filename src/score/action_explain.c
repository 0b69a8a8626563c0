/* SPDX-License-Identifier: Apache-2.0 */
/* An action as a sentence for a person, in any language. */
#include "score/score.h"

/* "3 (ICBC)": the number of an account and who reports it. */
static char *account_words(const struct dossier *dossier, int64_t id)
{
    const struct account *account = dossier ? dossier_account(dossier, id) : NULL;
    if (account == NULL || account->furnisher == NULL) return g_strdup_printf("%" G_GINT64_FORMAT, id);
    return g_strdup_printf("%" G_GINT64_FORMAT " (%s)", id, account->furnisher);
}

static char *accounts_words(const struct action *action, const struct dossier *dossier)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < action->account_count; i++) {
        g_autofree char *one = account_words(dossier, action->accounts[i]);
        g_string_append_printf(text, "%s%s", i ? " + " : "", one);
    }
    return g_strdup(text->str);
}

struct words {
    char amount[MONEY_TEXT_SIZE], rate[MONEY_TEXT_SIZE], month[DATE_TEXT_SIZE];
    char *where, *count, *record, *accounts;
    const char *currency;
};

static char *explain_debt(const struct action *action, const struct words *words)
{
    if (action->kind == ACTION_CONSOLIDATE)
        return action->rate > 0
                   ? phrase_make(
                         N_("Pay off accounts {1} with one new account of type {2} over {3} months, a year {4} %"),
                         words->accounts, action->type, words->count, words->rate, NULL)
                   : phrase_make(N_("Pay off accounts {1} with one new account of type {2} over {3} months"),
                                 words->accounts, action->type, words->count, NULL);
    return action->rate > 0 ? phrase_make(N_("Pay off account {1} with a new loan over {2} months, a year {3} %"),
                                          words->where, words->count, words->rate, NULL)
                            : phrase_make(N_("Pay off account {1} with a new loan over {2} months"), words->where,
                                          words->count, NULL);
}

static char *explain_record(const struct action *action, const struct words *words)
{
    if (action->kind == ACTION_COLLECT)
        return action->record ? phrase_make(N_("Pay public record {1}, so that it ends"), words->record, NULL)
                              : phrase_make(N_("Pay the bad debt or collection of account {1}"), words->where, NULL);
    if (action->record) return phrase_make(N_("Wait until public record {1} leaves by law"), words->record, NULL);
    return month_is_set(action->month)
               ? phrase_make(N_("Wait until month {1} of account {2} leaves by law"), words->month, words->where, NULL)
               : phrase_make(N_("Wait until what is adverse of account {1} leaves by law"), words->where, NULL);
}

static char *explain(const struct action *action, const struct words *words)
{
    // clang-format off
    switch (action->kind) {
    case ACTION_PAY:     return phrase_make(N_("Pay {1} {2} on account {3}"), words->amount, words->currency, words->where, NULL);
    case ACTION_CURRENT: return phrase_make(N_("Pay what is past due on account {1}"), words->where, NULL);
    case ACTION_LIMIT:   return phrase_make(N_("Change the limit of account {1} to {2} {3}"), words->where, words->amount, words->currency, NULL);
    case ACTION_MISS:    return phrase_make(N_("Pay nothing on account {1} for {2} months"), words->where, words->count, NULL);
    case ACTION_OPEN:    return phrase_make(N_("Open an account of type {1} over {2}"), action->type, words->amount, NULL);
    case ACTION_CLOSE:   return phrase_make(N_("Close account {1}"), words->where, NULL);
    case ACTION_ENQUIRE: return phrase_make(N_("{1} enquiries for an application"), words->count, NULL);
    case ACTION_WAIT:    return phrase_make(N_("Wait {1} months and pay what is due"), words->count, NULL);
    case ACTION_REMOVE:  return phrase_make(N_("Remove month {1} of account {2}"), words->month, words->where, NULL);
    case ACTION_GUARANTEE: return phrase_make(N_("Become guarantor for {1}"), words->amount, NULL);
    case ACTION_INCOME:  return phrase_make(N_("Earn {1} a month"), words->amount, NULL);
    case ACTION_REFINANCE:
    case ACTION_CONSOLIDATE: return explain_debt(action, words);
    case ACTION_COLLECT:
    case ACTION_EXPIRE:  return explain_record(action, words);
    case ACTION_KINDS:   break;
    }
    // clang-format on
    return g_strdup("");
}

char *action_explain(const struct action *action, const struct dossier *dossier)
{
    const struct account *account = dossier ? dossier_account(dossier, action->account) : NULL;
    struct words words = { .where = account_words(dossier, action->account),
                           .count = g_strdup_printf("%d", action->months),
                           .record = g_strdup_printf("%" G_GINT64_FORMAT, action->record),
                           .accounts = accounts_words(action, dossier),
                           .currency = account ? account->currency : "" };
    money_format_minor(action->minor, true, words.amount);
    money_format_minor(action->rate, false, words.rate);
    month_format(action->month, words.month);
    char *text = explain(action, &words);
    g_free(words.where);
    g_free(words.count);
    g_free(words.record);
    g_free(words.accounts);
    return text;
}
