/* SPDX-License-Identifier: Apache-2.0 */
/* The file of one subject as tables: who it is, the summary, the accounts, their months, and what else is held. */
#include "subject/figures.h"
#include "subject/limit.h"
#include "subject/subject.h"

#include <math.h>
#include <string.h>

static struct dossier *asked_dossier(struct session *session, const struct arguments *arguments, GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    return dossier_load(session, session->audited_subject, error);
}

/* ---- accounts ---------------------------------------------------------------------------------------------------- */

static const struct column account_columns[] = {
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT, .secrecy = SECRECY_ACCOUNT, .priority = 5 },
    { .id = "type", .title = N_("Type"), .type = VALUE_CODE, .group = "ACCOUNT_TYPE", .priority = 1 },
    { .id = "business", .title = N_("Business"), .type = VALUE_CODE, .group = "BUSINESS_TYPE", .priority = 6 },
    { .id = "opened", .title = N_("Opened"), .type = VALUE_DATE, .priority = 4 },
    { .id = "closed", .title = N_("Closed"), .type = VALUE_DATE, .priority = 6 },
    { .id = "currency", .title = N_("Currency"), .type = VALUE_TEXT, .priority = 7 },
    { .id = "limit",
      .title = N_("Limit"),
      .type = VALUE_MONEY,
      .priority = 2,
      .help = N_("Limit of a revolving account, principal of a loan.") },
    { .id = "balance", .title = N_("Balance"), .type = VALUE_MONEY, .priority = 1 },
    { .id = "past_due", .title = N_("Past due"), .type = VALUE_MONEY, .priority = 2 },
    { .id = "state",
      .title = N_("State"),
      .type = VALUE_CODE,
      .group = "REPAY_STATE",
      .help = N_("Of the last reported month.") },
    { .id = "worst_24", .title = N_("Worst in 24 months"), .type = VALUE_INTEGER, .unit = "month", .priority = 3 },
    { .id = "months", .title = N_("Months"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "marked",
      .title = N_("Marked"),
      .type = VALUE_FLAG,
      .priority = 3,
      .help = N_("Something of the account is disputed.") },
};

static bool add_account(struct table *table, struct session *session, const struct dossier *dossier,
                        const struct account *account, GError **error)
{
    const struct history *history = &account->history;
    char state[2] = { history->length > 0 ? history->states[history->length - 1] : '\0', '\0' };
    const char *furnisher = source_label(session->store, account->source, session->language);
    table_row_begin(table);
    table_add_int(table, account->id);
    table_add_text(table, *furnisher ? furnisher : account->furnisher);
    table_add_text(table, account->number);
    table_add_text(table, account->type);
    table_add_text(table, account->business);
    table_add_date(table, account->opened);
    table_add_date(table, account->closed);
    table_add_text(table, account->currency);
    table_add_money(table, account->amount, account->currency);
    table_add_money(table, series_newest(history->balance, history->length), account->currency);
    table_add_money(table, series_newest(history->past_due, history->length), account->currency);
    table_add_text(table, *state ? state : NULL);
    table_add_int(table, account_worst(account, 24));
    table_add_int(table, (int64_t)history->length);
    table_add_int(table, dossier_is_marked(dossier, account->id, MONTH_NONE));
    return table_row_end(table, error);
}

static bool add_accounts(struct table *table, struct session *session, const struct dossier *dossier, GError **error)
{
    table_set_columns(table, account_columns, G_N_ELEMENTS(account_columns));
    for (guint i = 0; i < dossier->accounts->len; i++)
        if (!add_account(table, session, dossier, dossier->accounts->pdata[i], error)) return false;
    return true;
}

bool subject_command_accounts(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    return dossier != NULL && add_accounts(answer, session, dossier, error);
}

/* ---- show -------------------------------------------------------------------------------------------------------- */

static void add_person(struct table *answer, const struct dossier *dossier)
{
    const struct detail *address = dossier_main_address(dossier);
    table_fact_int(answer, "id", N_("No."), dossier->subject);
    table_fact_code(answer, "kind", N_("Kind"), "SUBJECT_KIND", dossier->kind);
    table_fact_secret(answer, "name", N_("Name"), dossier_name(dossier), SECRECY_NAME);
    table_fact_secret(answer, "identity", N_("Identity number"), dossier_identity(dossier), SECRECY_IDENTITY);
    table_fact_date(answer, "birth", N_("Born"), dossier->birth);
    /* a day before the birth is a clock or a file that is wrong: better no age than a negative one */
    if (date_is_set(dossier->birth) && date_is_set(dossier->as_of) && dossier->birth.days <= dossier->as_of.days)
        table_fact_int(answer, "age", N_("Age"), date_age(dossier->birth, dossier->as_of));
    else
        table_fact_null(answer, "age", N_("Age"));
    table_fact_code(answer, "sex", N_("Sex"), "SEX", dossier->sex);
    table_fact_code(answer, "education", N_("Education"), "EDUCATION", dossier->education);
    table_fact_code(answer, "marital", N_("Marital status"), "MARITAL", dossier->marital);
    table_fact_secret(answer, "phone", N_("Phone"), dossier_phone(dossier), SECRECY_PHONE);
    table_fact_secret(answer, "address", N_("Address"), address ? address->value : NULL, SECRECY_ADDRESS);
    table_fact_text(answer, "city", N_("City"), dossier_city(dossier));
}

static bool add_score(struct table *answer, struct session *session, const struct dossier *dossier, GError **error)
{
    GError *failure = NULL;
    int64_t score = 0;
    char band[8] = "";
    if ((session->kinds & KIND_SCORE) && newest_score(session, dossier, &score, band, &failure)) {
        table_fact_int(answer, "score", N_("Score"), score);
        table_fact_text(answer, "band", N_("Band"), band);
        return true;
    }
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    table_fact_null(answer, "score", N_("Score"));
    table_fact_null(answer, "band", N_("Band"));
    return true;
}

static void add_summary(struct table *answer, const struct dossier *dossier)
{
    struct summary summary = dossier_summary(dossier);
    table_fact_money(answer, "limit_total", N_("Total limit"), summary.limit_total, summary.currency);
    table_fact_money(answer, "balance_total", N_("Total balance"), summary.balance_total, summary.currency);
    /* no furnisher says what is past due: that is not the same as nothing */
    if (summary.past_due_known)
        table_fact_money(answer, "past_due", N_("Past due"), summary.past_due_total, summary.currency);
    else
        table_fact_null(answer, "past_due", N_("Past due"));
    if (isnan(summary.utilisation))
        table_fact_null(answer, "utilisation", N_("Utilisation"));
    else
        table_fact_percent(answer, "utilisation", N_("Utilisation"), summary.utilisation);
    table_fact_int(answer, "worst_now", N_("Worst state now"), summary.worst_now);
    table_fact_int(answer, "worst_24", N_("Worst in 24 months"), summary.worst_24);
    table_fact_int(answer, "clean_streak", N_("Months without a late payment"), summary.clean_streak);
    table_fact_int(answer, "enquiries_3m", N_("Enquiries in 3 months"), summary.enquiries_3m);
    table_fact_int(answer, "disputes", N_("Disputes"), summary.disputes);
    table_fact_month(answer, "last_month", N_("Last reported month"), summary.last);
    table_fact_date(answer, "as_of", N_("As of"), dossier->as_of);
}

bool subject_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    if (dossier == NULL) return false;
    add_person(answer, dossier);
    if (!add_score(answer, session, dossier, error)) return false;
    add_summary(answer, dossier);
    limit_fact(answer, session, dossier->withheld | (KIND_SCORE & ~session->kinds));
    return add_accounts(answer, session, dossier, error);
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static const struct column history_columns[] = {
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "from", .title = N_("From"), .type = VALUE_MONTH, .priority = 1 },
    { .id = "states", .title = N_("States"), .type = VALUE_STATES },
    { .id = "balance", .title = N_("Balance"), .type = VALUE_LIST, .priority = 3 },
    { .id = "due", .title = N_("Amount due"), .type = VALUE_LIST, .priority = 4 },
    { .id = "paid", .title = N_("Paid"), .type = VALUE_LIST, .priority = 4 },
    { .id = "past_due", .title = N_("Past due"), .type = VALUE_LIST, .priority = 4 },
    { .id = "currency", .title = N_("Currency"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "marked", .title = N_("Marked"), .type = VALUE_FLAG, .priority = 2 },
};

static void add_list(struct table *table, const int64_t *values, size_t length)
{
    g_autofree char *list = series_as_list(values, length);
    table_add_text(table, list);
}

static bool add_history(struct table *table, struct session *session, const struct dossier *dossier,
                        const struct account *account, GError **error)
{
    const struct history *history = &account->history;
    const char *furnisher = source_label(session->store, account->source, session->language);
    table_row_begin(table);
    table_add_int(table, account->id);
    table_add_text(table, *furnisher ? furnisher : account->furnisher);
    table_add_month(table, history->first);
    table_add_states(table, history->states, history->first);
    add_list(table, history->balance, history->length);
    add_list(table, history->due, history->length);
    add_list(table, history->paid, history->length);
    add_list(table, history->past_due, history->length);
    table_add_text(table, account->currency);
    table_add_int(table, dossier_is_marked(dossier, account->id, MONTH_NONE));
    return table_row_end(table, error);
}

bool subject_command_history(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    if (dossier == NULL) return false;
    int64_t wanted = arguments_int(arguments, "account", 0);
    table_set_columns(answer, history_columns, G_N_ELEMENTS(history_columns));
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if ((wanted != 0 && account->id != wanted) || account->history.length == 0) continue;
        if (!add_history(answer, session, dossier, account, error)) return false;
    }
    return true;
}

/* ---- what else is held ------------------------------------------------------------------------------------------- */

static const struct column enquiry_columns[] = {
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "institution", .title = N_("Institution"), .type = VALUE_TEXT },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "QUERY_REASON" },
    { .id = "fact", .title = N_("No."), .type = VALUE_INTEGER, .priority = 5 },
};

bool subject_command_enquiries(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    if (dossier == NULL) return false;
    table_set_columns(answer, enquiry_columns, G_N_ELEMENTS(enquiry_columns));
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        table_row_begin(answer);
        table_add_date(answer, enquiry->day);
        table_add_text(answer, enquiry->institution);
        table_add_text(answer, enquiry->reason);
        table_add_int(answer, enquiry->fact);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* Measures are of many kinds; all of them are shown only to those who may see an income. */
static const struct column means_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "MEASURE_KIND" },
    { .id = "period", .title = N_("Period"), .type = VALUE_MONTH },
    { .id = "value", .title = N_("Value"), .type = VALUE_MONEY, .secrecy = SECRECY_INCOME },
    { .id = "unit", .title = N_("Unit"), .type = VALUE_TEXT },
    { .id = "fact", .title = N_("No."), .type = VALUE_INTEGER, .priority = 5 },
};

static int64_t times_hundred(int64_t count)
{
    int64_t scaled;
    if (count == MONEY_UNKNOWN) return MONEY_UNKNOWN;
    return __builtin_mul_overflow(count, (int64_t)100, &scaled) ? MONEY_UNKNOWN : scaled;
}

bool subject_command_means(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    if (dossier == NULL) return false;
    table_set_columns(answer, means_columns, G_N_ELEMENTS(means_columns));
    for (guint i = 0; i < dossier->measures->len; i++) {
        const struct measure *measure = dossier->measures->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, measure->kind);
        table_add_month(answer, measure->period);
        if (strlen(measure->unit) == 3)
            table_add_money(answer, measure->value, measure->unit);
        else /* a number of things, told in the same column: hundredths like money */
            table_add_money(answer, times_hundred(measure->value), "");
        table_add_text(answer, measure->unit);
        table_add_int(answer, measure->fact);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static const struct column public_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "PUBLIC_KIND" },
    { .id = "authority", .title = N_("Authority"), .type = VALUE_TEXT },
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "ended", .title = N_("Ended"), .type = VALUE_DATE, .priority = 1 },
    { .id = "amount", .title = N_("Amount"), .type = VALUE_MONEY, .priority = 1 },
    { .id = "text", .title = N_("Text"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "fact", .title = N_("No."), .type = VALUE_INTEGER, .priority = 5 },
};

bool subject_command_public(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(dossier_t) dossier = asked_dossier(session, arguments, error);
    if (dossier == NULL) return false;
    table_set_columns(answer, public_columns, G_N_ELEMENTS(public_columns));
    for (guint i = 0; i < dossier->public_records->len; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, record->kind);
        table_add_text(answer, record->authority);
        table_add_date(answer, record->day);
        table_add_date(answer, record->ended);
        table_add_money(answer, record->amount, record->currency);
        table_add_text(answer, record->text);
        table_add_int(answer, record->fact);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
