/* SPDX-License-Identifier: Apache-2.0 */
/* What can be disputed: a month of an account, an account, a personal detail; how it is written, and what is held. */
#include "dispute/case.h"

#include <string.h>

static const struct dispute_field fields[] = {
    { "state", FIELD_OF_MONTH, FIELD_STATE },        { "balance", FIELD_OF_MONTH, FIELD_MONEY },
    { "due", FIELD_OF_MONTH, FIELD_MONEY },          { "paid", FIELD_OF_MONTH, FIELD_MONEY },
    { "past_due", FIELD_OF_MONTH, FIELD_MONEY },     { "amount", FIELD_OF_ACCOUNT, FIELD_MONEY },
    { "opened", FIELD_OF_ACCOUNT, FIELD_DATE },      { "closed", FIELD_OF_ACCOUNT, FIELD_DATE },
    { "five_class", FIELD_OF_ACCOUNT, FIELD_CLASS }, { "exists", FIELD_OF_ACCOUNT, FIELD_EXISTS },
    { "name", FIELD_OF_PERSON, FIELD_TEXT },         { "identity", FIELD_OF_PERSON, FIELD_IDENTITY },
    { "phone", FIELD_OF_PERSON, FIELD_PHONE },       { "address", FIELD_OF_PERSON, FIELD_TEXT },
    { "birth", FIELD_OF_PERSON, FIELD_DATE },        { "marital", FIELD_OF_PERSON, FIELD_MARITAL },
    { "score", FIELD_OF_PERSON, FIELD_SCORE },       { "enquiry", FIELD_OF_FACT, FIELD_FACT },
    { "public_record", FIELD_OF_FACT, FIELD_FACT },  { "public_ended", FIELD_OF_FACT, FIELD_DATE },
    { "measure", FIELD_OF_FACT, FIELD_FACT },
};

const struct dispute_field *field_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_strcmp0(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

static char *field_names(enum field_scope scope)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i].scope == scope) g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", fields[i].name);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* ---- the written form -------------------------------------------------------------------------------------------- */

static const char *const item_words[] = { "account", "month", "field", "claimed", "reason", "fact", "ended", NULL };

static void bad_item(const char *what, const char *word, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, what,
                     N_("Write an item as account=3,month=2026-04,field=state,claimed=N, or field=name,claimed=... ."),
                     word, NULL);
}

/* A comma ends a word only before the next known word: claimed values may hold commas. */
static const char *end_of_word(const char *text)
{
    for (const char *comma = strchr(text, ','); comma != NULL; comma = strchr(comma + 1, ','))
        for (size_t i = 0; item_words[i] != NULL; i++) {
            size_t length = strlen(item_words[i]);
            if (strncmp(comma + 1, item_words[i], length) == 0 && comma[1 + length] == '=') return comma;
        }
    return text + strlen(text);
}

static bool set_word(struct dispute_item *item, const char *name, char *value, GError **error)
{
    char *rest = NULL;
    bool good = true;
    if (strcmp(name, "account") == 0) {
        item->account = g_ascii_strtoll(value, &rest, 10);
        good = rest != value && *rest == '\0' && item->account > 0;
    } else if (strcmp(name, "fact") == 0) {
        item->fact = g_ascii_strtoll(value, &rest, 10);
        good = rest != value && *rest == '\0' && item->fact > 0;
    } else if (strcmp(name, "month") == 0)
        good = month_parse(value, &item->month);
    else if (strcmp(name, "field") == 0 && item->field == NULL)
        item->field = g_strdup(value);
    else if (strcmp(name, "ended") == 0 && item->claimed == NULL && g_strcmp0(item->field, "public_record") == 0) {
        /* a public record that was performed: what is disputed is the day it ended */
        g_free(item->field);
        item->field = g_strdup("public_ended");
        item->claimed = text_sanitise(value, -1);
    } else if (strcmp(name, "claimed") == 0 && item->claimed == NULL)
        item->claimed = text_sanitise(value, -1);
    else if (strcmp(name, "reason") == 0 && item->reason == NULL)
        item->reason = g_ascii_strdown(value, -1);
    else {
        bad_item(N_("An item has no word {1}, or has it twice."), name, error);
        return false;
    }
    if (!good) bad_item(N_("The {1} of the item cannot be read."), name, error);
    return good;
}

static bool check_scope(const struct dispute_item *item, GError **error)
{
    const struct dispute_field *field = field_find(item->field);
    if (field == NULL) {
        g_autofree char *months = field_names(FIELD_OF_MONTH);
        g_autofree char *accounts = field_names(FIELD_OF_ACCOUNT);
        g_autofree char *person = field_names(FIELD_OF_PERSON);
        g_autofree char *facts = field_names(FIELD_OF_FACT);
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no field {1} to dispute."),
                         N_("Of a month: {2}. Of an account: {3}. Of the person: {4}. With fact=: {5}."),
                         item->field ? item->field : "", months, accounts, person, facts, NULL);
        return false;
    }
    const char *wrong = NULL;
    const bool of_account = field->scope == FIELD_OF_MONTH || field->scope == FIELD_OF_ACCOUNT;
    if (field->scope == FIELD_OF_FACT && item->fact == 0)
        wrong = N_("The field {1} is one of several: name it with fact=.");
    else if (field->scope != FIELD_OF_FACT && item->fact != 0)
        wrong = N_("The field {1} has no fact.");
    else if (of_account && item->account == 0)
        wrong = N_("The field {1} belongs to an account: name it.");
    else if (field->scope == FIELD_OF_MONTH && !month_is_set(item->month))
        wrong = N_("The field {1} belongs to a month: name it.");
    else if (field->scope != FIELD_OF_MONTH && month_is_set(item->month))
        wrong = N_("The field {1} has no month.");
    else if (!of_account && item->account != 0)
        wrong = N_("The field {1} has no account.");
    if (wrong != NULL) bad_item(wrong, item->field, error);
    return wrong == NULL;
}

bool dispute_item_parse(const char *text, struct dispute_item *item, GError **error)
{
    *item = (struct dispute_item){ .month = MONTH_NONE };
    while (*text != '\0') {
        const char *end = end_of_word(text);
        g_autofree char *word = g_strndup(text, (gsize)(end - text));
        char *equals = strchr(word, '=');
        if (equals == NULL) {
            bad_item(N_("{1} has no value."), word, error);
            dispute_item_clear(item);
            return false;
        }
        *equals = '\0';
        if (!set_word(item, g_strstrip(word), g_strstrip(equals + 1), error)) {
            dispute_item_clear(item);
            return false;
        }
        text = *end == ',' ? end + 1 : end;
    }
    if (check_scope(item, error)) return true;
    dispute_item_clear(item);
    return false;
}

void dispute_item_clear(struct dispute_item *item)
{
    g_clear_pointer(&item->field, g_free);
    g_clear_pointer(&item->claimed, g_free);
    g_clear_pointer(&item->reason, g_free);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static char *money_text(int64_t minor)
{
    char buffer[MONEY_TEXT_SIZE];
    return g_strdup(money_format_minor(minor, false, buffer));
}

static char *date_text(struct date date)
{
    char buffer[DATE_TEXT_SIZE];
    return g_strdup(date_format(date, buffer));
}

/* The personal kinds; NULL when the value is no such thing. */
static char *normal_identity(const char *value, enum identity_kind wanted, struct date today)
{
    struct identity identity = identity_check(value, wanted, today);
    return identity.valid ? g_strdup(identity.normal) : NULL;
}

static char *normalise(const struct dispute_field *field, const char *value, struct date today)
{
    int64_t minor;
    struct date date;
    switch (field->kind) {
    case FIELD_STATE:
        return value[0] != '\0' && value[1] == '\0' && codes_known("REPAY_STATE", value) ? g_strdup(value) : NULL;
    case FIELD_CLASS:
        return codes_known("FIVE_CLASS", value) ? g_strdup(value) : NULL;
    case FIELD_MONEY:
        return money_parse_minor(value, &minor) && minor >= 0 ? money_text(minor) : NULL;
    case FIELD_DATE:
        return date_parse(value, &date) && date.days <= today.days ? date_text(date) : NULL;
    case FIELD_MARITAL:
        return codes_known("MARITAL", value) ? g_strdup(value) : NULL;
    case FIELD_SCORE:
        return NULL;
    case FIELD_FACT:
    case FIELD_EXISTS:
        return g_ascii_strcasecmp(value, "no") == 0 ? g_strdup("no") : NULL;
    case FIELD_IDENTITY:
        return normal_identity(value, IDENTITY_UNKNOWN, today);
    case FIELD_PHONE:
        return normal_identity(value, IDENTITY_CN_MOBILE, today);
    case FIELD_TEXT:
        return text_sanitise(value, -1);
    }
    return NULL;
}

char *field_normalise(const struct dispute_field *field, const char *value, struct date today, GError **error)
{
    static const char *const expected[] = {
        [FIELD_STATE] = N_("Give one code of the month states, such as N or 1."),
        [FIELD_CLASS] = N_("Give a code of the five classes: 1 to 5."),
        [FIELD_MONEY] = N_("Give an amount that is not negative, with at most two decimals."),
        [FIELD_DATE] = N_("Give a day that is not in the future, as 2026-04-30."),
        [FIELD_EXISTS] = N_("Give no: the account is not the subject's."),
        [FIELD_IDENTITY] = N_("Give an identity number whose check digit is right."),
        [FIELD_PHONE] = N_("Give a mobile number of 11 digits."),
        [FIELD_TEXT] = N_("Give the right text."),
        [FIELD_MARITAL] = N_("Give a code of the marital states."),
        [FIELD_FACT] = N_("Give no: it is not the subject's, or must not be there."),
        [FIELD_SCORE] = N_("Leave out claimed: a score is made of facts. Say in the text what it was made of wrongly."),
    };
    g_autofree char *normal = *value == '\0' ? NULL : normalise(field, value, today);
    if (normal == NULL || *normal == '\0') {
        /* the value itself may be personal and is not repeated */
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("That cannot be a value of {1}."), expected[field->kind],
                         field->name, NULL);
        return NULL;
    }
    return g_steal_pointer(&normal);
}

/* ---- what is held ------------------------------------------------------------------------------------------------ */

static void no_account(const struct dossier *dossier, int64_t account, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < dossier->accounts->len; i++)
        g_string_append_printf(names, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "",
                               ((struct account *)dossier->accounts->pdata[i])->id);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no account {1}."), N_("The accounts are: {2}."),
                     number, names->len > 0 ? names->str : "-", NULL);
}

static void no_month(const struct account *account, struct month month, GError **error)
{
    char wanted[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE] = "-", last[DATE_TEXT_SIZE] = "-";
    const struct history *history = &account->history;
    if (history->length > 0) {
        month_format(history->first, first);
        month_format((struct month){ history->first.index + (int32_t)history->length - 1 }, last);
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("Account {1} reports no month {2}."),
                     N_("It reports {3} to {4}."), number, month_format(month, wanted), first, last, NULL);
}

static char *stored_month(const struct account *account, struct month month, const char *field, GError **error)
{
    const struct history *history = &account->history;
    char state = history_state(history, month);
    if (state == 0) {
        no_month(account, month, error);
        return NULL;
    }
    size_t place = (size_t)(month.index - history->first.index);
    if (strcmp(field, "state") == 0) return g_strndup(&state, 1);
    const int64_t *series = strcmp(field, "balance") == 0 ? history->balance
                            : strcmp(field, "due") == 0   ? history->due
                            : strcmp(field, "paid") == 0  ? history->paid
                                                          : history->past_due;
    return series == NULL ? g_strdup("") : money_text(series[place]);
}

static char *stored_account(const struct account *account, const char *field)
{
    if (strcmp(field, "amount") == 0) return money_text(account->amount);
    if (strcmp(field, "opened") == 0) return date_text(account->opened);
    if (strcmp(field, "closed") == 0) return date_text(account->closed);
    return g_strdup(strcmp(field, "exists") == 0 ? "yes" : account->five_class ? account->five_class : "");
}

const struct detail *item_detail(const struct dossier *dossier, const char *field)
{
    const GPtrArray *list = NULL;
    const char *value = NULL;
    if (strcmp(field, "name") == 0)
        list = dossier->names, value = dossier_name(dossier);
    else if (strcmp(field, "identity") == 0)
        list = dossier->identifiers, value = dossier_identity(dossier);
    else if (strcmp(field, "phone") == 0)
        list = dossier->contacts, value = dossier_phone(dossier);
    else if (strcmp(field, "address") == 0)
        return dossier->addresses->len > 0 ? dossier->addresses->pdata[0] : NULL;
    for (guint i = 0; list != NULL && i < list->len; i++)
        if (g_strcmp0(((struct detail *)list->pdata[i])->value, value) == 0) return list->pdata[i];
    return NULL;
}

char *item_stored(const struct dossier *dossier, int64_t account, struct month month, const char *field, GError **error)
{
    if (account == 0) {
        if (strcmp(field, "birth") == 0) return date_text(dossier->birth);
        if (strcmp(field, "marital") == 0) return g_strdup(dossier->marital ? dossier->marital : "");
        const struct detail *detail = item_detail(dossier, field);
        return g_strdup(detail ? detail->value : "");
    }
    const struct account *held = dossier_account(dossier, account);
    if (held == NULL) {
        no_account(dossier, account, error);
        return NULL;
    }
    return month_is_set(month) ? stored_month(held, month, field, error) : stored_account(held, field);
}
