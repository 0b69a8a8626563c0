/* SPDX-License-Identifier: Apache-2.0 */
/* What-if actions as they are written: "pay(account=3,amount=500.00)". One table says which arguments each takes; each
 * may come once, and in any order. action_format() writes what action_parse() reads back as the same action. What an
 * action does to a file is in whatif*.c. */
#include "score/score.h"

#include <string.h>

enum key {
    KEY_ACCOUNT,
    KEY_AMOUNT,
    KEY_TO,
    KEY_MONTHS,
    KEY_TYPE,
    KEY_LIMIT,
    KEY_N,
    KEY_MONTH,
    KEY_ACCOUNTS,
    KEY_RATE,
    KEY_RECORD,
    KEY_COUNT
};
static const char *const key_names[KEY_COUNT] = { "account", "amount", "to",       "months", "type",  "limit",
                                                  "n",       "month",  "accounts", "rate",   "record" };

#define MAX_ARGUMENTS 4
#define MAX_ENQUIRIES 99
#define MAX_RATE      10000 /* 100 % a year */

/* What an action takes: the first `needed` arguments it must have, the others it may. With `or_record` it is about an
 * account, or about a public record instead, which then is its only argument. */
struct form {
    const char *name;
    enum action_kind kind;
    size_t needed, count;
    enum key keys[MAX_ARGUMENTS];
    bool or_record;
};

// clang-format off
static const struct form forms[] = {
    { "pay", ACTION_PAY, 2, 2, { KEY_ACCOUNT, KEY_AMOUNT }, false },
    { "current", ACTION_CURRENT, 1, 1, { KEY_ACCOUNT }, false },
    { "limit", ACTION_LIMIT, 2, 2, { KEY_ACCOUNT, KEY_TO }, false },
    { "miss", ACTION_MISS, 2, 2, { KEY_ACCOUNT, KEY_MONTHS }, false },
    { "open", ACTION_OPEN, 2, 2, { KEY_TYPE, KEY_LIMIT }, false },
    { "close", ACTION_CLOSE, 1, 1, { KEY_ACCOUNT }, false },
    { "enquire", ACTION_ENQUIRE, 1, 1, { KEY_N }, false },
    { "wait", ACTION_WAIT, 1, 1, { KEY_MONTHS }, false },
    { "remove", ACTION_REMOVE, 2, 2, { KEY_ACCOUNT, KEY_MONTH }, false },
    { "refinance", ACTION_REFINANCE, 2, 3, { KEY_ACCOUNT, KEY_MONTHS, KEY_RATE }, false },
    { "consolidate", ACTION_CONSOLIDATE, 3, 4, { KEY_ACCOUNTS, KEY_TYPE, KEY_MONTHS, KEY_RATE }, false },
    { "guarantee", ACTION_GUARANTEE, 1, 1, { KEY_AMOUNT }, false },
    { "collect", ACTION_COLLECT, 1, 1, { KEY_ACCOUNT }, true },
    { "expire", ACTION_EXPIRE, 1, 2, { KEY_ACCOUNT, KEY_MONTH }, true },
    { "income", ACTION_INCOME, 1, 1, { KEY_TO }, false },
};
// clang-format on

/* Types a person can open: a collection account (C1) is not opened by anybody's wish. */
static const char *const openable = "D1 R1 R2 R3 R4";

static const struct form *form_by_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(forms[i].name, name) == 0) return &forms[i];
    return NULL;
}

static const struct form *form_by_kind(enum action_kind kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (forms[i].kind == kind) return &forms[i];
    return NULL;
}

/* "refinance(account=,months=[,rate=])": how the action is written. */
static char *form_usage(const struct form *form)
{
    GString *usage = g_string_new(form->name);
    for (size_t i = 0; i < form->count; i++)
        g_string_append_printf(usage, "%s%c%s=%s", i >= form->needed ? "[" : "", i ? ',' : '(',
                               key_names[form->keys[i]], i >= form->needed ? "]" : "");
    g_string_append_c(usage, ')');
    if (form->or_record) g_string_append_printf(usage, " / %s(record=)", form->name);
    return g_string_free(usage, FALSE);
}

static bool unknown_action(const char *name, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        g_string_append_printf(known, "%s%s", i ? ", " : "", forms[i].name);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no action '{1}'."), N_("The actions are: {2}."), name,
                     known->str, NULL);
    return false;
}

static bool wrong_form(const struct form *form, const char *text, GError **error)
{
    g_autofree char *usage = form_usage(form);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("'{1}' is not written as an action."), N_("Write it as {2}."), text,
                     usage, NULL);
    return false;
}

static bool wrong_argument(const struct form *form, const char *word, GError **error)
{
    g_autofree char *usage = form_usage(form);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Action '{1}' takes no argument '{2}', or has it twice."),
                     N_("Write it as {3}."), form->name, word, usage, NULL);
    return false;
}

static bool missing_argument(const struct form *form, enum key key, GError **error)
{
    g_autofree char *usage = form_usage(form);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Action '{1}' needs the argument '{2}'."), N_("Write it as {3}."),
                     form->name, key_names[key], usage, NULL);
    return false;
}

static bool wrong_value(enum key key, const char *value, GError **error)
{
    // clang-format off
    static const char *const expected[KEY_COUNT] = {
        [KEY_ACCOUNT] = N_("Give the number of an account of the file."),
        [KEY_AMOUNT] = N_("Give an amount above 0 with at most two decimals, like 500.00, without separators."),
        [KEY_TO] = N_("Give an amount above 0 with at most two decimals, like 500.00, without separators."),
        [KEY_LIMIT] = N_("Give an amount above 0 with at most two decimals, like 500.00, without separators."),
        [KEY_MONTHS] = N_("Give a number of months from 1 to 120."),
        [KEY_TYPE] = N_("Give an account type that can be opened: D1, R1, R2, R3 or R4."),
        [KEY_N] = N_("Give a number of enquiries from 1 to 99."),
        [KEY_MONTH] = N_("Give a month as YYYY-MM."),
        [KEY_ACCOUNTS] = N_("Give two to eight different accounts of the file with + between, like 3+5."),
        [KEY_RATE] = N_("Give the interest of a year in per cent, at most 100, with at most two decimals, like 7.25."),
        [KEY_RECORD] = N_("Give the number of a public record of the file."),
    };
    // clang-format on
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("'{1}' is not a value of '{2}'."), expected[key], value,
                     key_names[key], NULL);
    return false;
}

static bool parse_amount(const char *value, int64_t *minor)
{
    return money_parse_minor(value, minor) && *minor > 0;
}

static bool parse_small(const char *value, gint64 most, int *number)
{
    gint64 parsed = 0;
    if (!g_ascii_string_to_signed(value, 10, 1, most, &parsed, NULL)) return false;
    *number = (int)parsed;
    return true;
}

static bool parse_type(const char *value, char type[8])
{
    if (strlen(value) != 2 || strstr(openable, value) == NULL || strchr(value, ' ') != NULL) return false;
    g_strlcpy(type, value, 8);
    return true;
}

/* "3+5+8": each once. */
static bool parse_accounts(const char *value, struct action *action)
{
    g_auto(GStrv) words = g_strsplit(value, "+", -1);
    action->account_count = 0;
    for (char **word = words; *word != NULL; word++) {
        gint64 account;
        if (action->account_count == ACTION_MOST_ACCOUNTS ||
            !g_ascii_string_to_signed(g_strstrip(*word), 10, G_MININT64, G_MAXINT64, &account, NULL))
            return false;
        for (int i = 0; i < action->account_count; i++)
            if (action->accounts[i] == account) return false;
        action->accounts[action->account_count++] = account;
    }
    return action->account_count >= 2;
}

static bool parse_rate(const char *value, int *rate)
{
    int64_t minor = 0;
    if (!money_parse_minor(value, &minor) || minor < 0 || minor > MAX_RATE) return false;
    *rate = (int)minor;
    return true;
}

static bool set_value(struct action *action, enum key key, const char *value, GError **error)
{
    bool right = false;
    gint64 account = 0;
    switch (key) {
    case KEY_ACCOUNT:
        right = g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, &account, NULL);
        action->account = account;
        break;
    case KEY_AMOUNT:
    case KEY_TO:
    case KEY_LIMIT:
        right = parse_amount(value, &action->minor);
        break;
    case KEY_MONTHS:
        right = parse_small(value, ACTION_MOST_MONTHS, &action->months);
        break;
    case KEY_N:
        right = parse_small(value, MAX_ENQUIRIES, &action->months);
        break;
    case KEY_TYPE:
        right = parse_type(value, action->type);
        break;
    case KEY_MONTH:
        right = month_parse(value, &action->month);
        break;
    case KEY_ACCOUNTS:
        right = parse_accounts(value, action);
        break;
    case KEY_RATE:
        right = parse_rate(value, &action->rate);
        break;
    case KEY_RECORD:
        right = g_ascii_string_to_signed(value, 10, 1, G_MAXINT64, &account, NULL);
        action->record = account;
        break;
    case KEY_COUNT:
        break;
    }
    return right || wrong_value(key, value, error);
}

static bool parse_argument(const struct form *form, char *word, unsigned *seen, struct action *action, GError **error)
{
    char *equals = strchr(word, '=');
    if (equals != NULL) *equals = '\0';
    const char *name = g_strstrip(word);
    for (size_t i = 0; equals != NULL && i < form->count + form->or_record; i++) {
        const enum key key = i == form->count ? KEY_RECORD : form->keys[i];
        if (strcmp(key_names[key], name) != 0) continue;
        if (*seen & 1u << key) break;
        *seen |= 1u << key;
        return set_value(action, key, g_strstrip(equals + 1), error);
    }
    return wrong_argument(form, name, error);
}

bool action_parse(const char *text, struct action *action, GError **error)
{
    *action = (struct action){ .month = MONTH_NONE };
    g_autofree char *copy = g_strstrip(g_strdup(text));
    const size_t length = strlen(copy);
    char *open = strchr(copy, '(');
    g_autofree char *name = g_strndup(copy, open ? (size_t)(open - copy) : length);
    const struct form *form = form_by_name(g_strstrip(name));
    if (form == NULL) return unknown_action(name, error);
    if (open == NULL || copy[length - 1] != ')') return wrong_form(form, text, error);
    copy[length - 1] = '\0';
    if (strpbrk(open + 1, "()") != NULL) return wrong_form(form, text, error);
    action->kind = form->kind;
    unsigned seen = 0;
    g_auto(GStrv) words = g_strsplit(open + 1, ",", -1);
    for (char **word = words; *word != NULL; word++)
        if (!parse_argument(form, *word, &seen, action, error)) return false;
    if (form->or_record && seen == 1u << KEY_RECORD) return true;
    if (seen & 1u << KEY_RECORD) return wrong_argument(form, key_names[KEY_RECORD], error);
    for (size_t i = 0; i < form->needed; i++)
        if (!(seen & 1u << form->keys[i])) return missing_argument(form, form->keys[i], error);
    return true;
}

static void append_accounts(GString *text, const struct action *action)
{
    for (int i = 0; i < action->account_count; i++)
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT, i ? "+" : "", action->accounts[i]);
}

static void append_value(GString *text, const struct action *action, enum key key)
{
    char buffer[MONEY_TEXT_SIZE], month[DATE_TEXT_SIZE];
    switch (key) {
    case KEY_ACCOUNT:
        g_string_append_printf(text, "%" G_GINT64_FORMAT, action->account);
        break;
    case KEY_AMOUNT:
    case KEY_TO:
    case KEY_LIMIT:
        g_string_append(text, money_format_minor(action->minor, false, buffer));
        break;
    case KEY_MONTHS:
    case KEY_N:
        g_string_append_printf(text, "%d", action->months);
        break;
    case KEY_TYPE:
        g_string_append(text, action->type);
        break;
    case KEY_MONTH:
        g_string_append(text, month_format(action->month, month));
        break;
    case KEY_ACCOUNTS:
        append_accounts(text, action);
        break;
    case KEY_RATE:
        g_string_append(text, money_format_minor(action->rate, false, buffer));
        break;
    case KEY_RECORD:
        g_string_append_printf(text, "%" G_GINT64_FORMAT, action->record);
        break;
    case KEY_COUNT:
        break;
    }
}

/* Whether an argument that may be left out says anything. */
static bool is_said(const struct action *action, enum key key)
{
    if (key == KEY_RATE) return action->rate > 0;
    return key != KEY_MONTH || month_is_set(action->month);
}

char *action_format(const struct action *action)
{
    const struct form *form = form_by_kind(action->kind);
    GString *text = g_string_new(form->name);
    const bool record = form->or_record && action->record != 0;
    for (size_t i = 0; i < (record ? 1 : form->count); i++) {
        const enum key key = record ? KEY_RECORD : form->keys[i];
        if (i >= form->needed && !is_said(action, key)) continue;
        g_string_append_printf(text, "%c%s=", i ? ',' : '(', key_names[key]);
        append_value(text, action, key);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}
