/* SPDX-License-Identifier: Apache-2.0 */
#include "score_files.h"

#include "check.h"
#include "subject/dossier_private.h"

#include <string.h>

struct date day_of(const char *text)
{
    struct date day = DATE_NONE;
    assert_true(text == NULL || date_parse(text, &day));
    return day;
}

struct month month_named(const char *text)
{
    struct month month;
    assert_true(month_parse(text, &month));
    return month;
}

struct dossier *file_new(const char *as_of)
{
    struct dossier *dossier = dossier_new(1);
    dossier->kind = g_strdup("person");
    dossier->as_of = day_of(as_of);
    return dossier;
}

struct account *file_account(struct dossier *dossier, int64_t id, const char *type, int64_t limit)
{
    struct account *account = g_new0(struct account, 1);
    account->id = id;
    account->type = g_strdup(type);
    account->furnisher = g_strdup("BANK");
    account->number = g_strdup_printf("99%04d", (int)id);
    account->amount = limit;
    account->opened = account->closed = DATE_NONE;
    account->history.first = MONTH_NONE;
    g_strlcpy(account->currency, "CNY", sizeof account->currency);
    g_ptr_array_add(dossier->accounts, account);
    return account;
}

void file_states(struct account *account, const char *first, const char *states)
{
    account->history.first = month_named(first);
    account->history.states = g_strdup(states);
    account->history.length = strlen(states);
}

void file_series(struct account *account, int64_t **series, const int64_t *values)
{
    *series = g_memdup2(values, account->history.length * sizeof *values);
}

void file_enquiry(struct dossier *dossier, const char *day, const char *reason)
{
    struct enquiry *enquiry = g_new0(struct enquiry, 1);
    enquiry->day = day_of(day);
    enquiry->reason = g_strdup(reason);
    enquiry->institution = g_strdup("BANK");
    g_ptr_array_add(dossier->enquiries, enquiry);
}

void file_public_record(struct dossier *dossier, const char *day, const char *ended)
{
    struct public_record *record = g_new0(struct public_record, 1);
    record->day = day_of(day);
    record->ended = day_of(ended);
    record->kind = g_strdup("2");
    record->authority = g_strdup("COURT");
    record->amount = MONEY_UNKNOWN;
    g_ptr_array_add(dossier->public_records, record);
}

double feature_of(const struct dossier *dossier, const char *id)
{
    const int index = feature_index(id);
    if (index < 0) fail_msg("no feature %s", id);
    g_autofree double *values = g_new(double, feature_count());
    features_derive(dossier, features_day(dossier), values);
    return values[index];
}

static void add_series(GString *text, const char *name, const int64_t *series, size_t length)
{
    g_string_append_printf(text, " %s", series ? name : "-");
    for (size_t i = 0; series && i < length; i++)
        g_string_append_printf(text, ",%" G_GINT64_FORMAT, series[i]);
}

static void add_account(GString *text, const struct account *account)
{
    const struct history *history = &account->history;
    g_autofree char *own = history->own_states ? g_strjoinv("|", history->own_states) : NULL;
    g_string_append_printf(text, "%" G_GINT64_FORMAT " %s %s %s %d %d %" G_GINT64_FORMAT " %d %zu %s %s", account->id,
                           account->type, account->number, account->currency, account->opened.days,
                           account->closed.days, account->amount, history->first.index, history->length,
                           history->states ? history->states : "-", own ? own : "-");
    add_series(text, "balance", history->balance, history->length);
    add_series(text, "due", history->due, history->length);
    add_series(text, "paid", history->paid, history->length);
    add_series(text, "past_due", history->past_due, history->length);
    add_series(text, "batches", history->batches, history->length);
    add_series(text, "lines", history->lines, history->length);
    g_string_append_c(text, '\n');
}

char *file_text(const struct dossier *dossier)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "as of %d\n", dossier->as_of.days);
    for (guint i = 0; i < dossier->accounts->len; i++)
        add_account(text, dossier->accounts->pdata[i]);
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        g_string_append_printf(text, "enquiry %d %s %s\n", enquiry->day.days, enquiry->reason, enquiry->institution);
    }
    for (guint i = 0; i < dossier->public_records->len; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        g_string_append_printf(text, "public %d %d\n", record->day.days, record->ended.days);
    }
    return g_string_free(text, FALSE);
}

struct dossier *file_card_client(void)
{
    static const int64_t balance[] = { 0, 0, 0, 68900, 310200, 391300 };
    static const int64_t paid[] = { 0, 0, 0, 0, 68900, 0 };
    struct dossier *dossier = file_new("2026-11-22");
    struct account *card = file_account(dossier, 1, "R2", 2000000);
    file_states(card, "2005-04", "**NN22");
    file_series(card, &card->history.balance, balance);
    file_series(card, &card->history.paid, paid);
    card->history.own_states = g_strsplit("-2 -2 -1 -1 2 2", " ", -1);
    return dossier;
}

const char file_card_json[] =
    "{\"format\":\"bureau-scorecard\",\"format_version\":1,\"name\":\"test\",\"version\":1,\"card\":{},\"left_out\":{},"
    "\"fitted_on\":{\"rows\":100,\"bads\":20},\"metrics\":{},"
    "\"scale\":{\"base_score\":600,\"base_odds\":15,\"points_to_double\":50,\"lowest\":0,\"highest\":1000},"
    "\"bands\":[{\"letter\":\"E\",\"from\":0},{\"letter\":\"A\",\"from\":500}],\"intercept\":-1,\"intercept_error\":0."
    "1,"
    "\"characteristics\":["
    "{\"feature\":\"worst_state_3m\",\"reason\":\"01\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":150,"
    "\"kind\":\"numeric\",\"integer\":true,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":1,\"count\":50,\"bads\":5,\"woe\":1,\"points\":200},"
    "{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,\"woe\":-1,\"points\":100}]},"
    "{\"feature\":\"utilisation_now\",\"reason\":\"06\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":150,"
    "\"kind\":\"numeric\",\"integer\":false,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":0.1,\"count\":50,\"bads\":5,\"woe\":1,\"points\":210},"
    "{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,\"woe\":-1,\"points\":120}]},"
    "{\"feature\":\"enquiries_3m\",\"reason\":\"10\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":150,"
    "\"kind\":\"numeric\",\"integer\":true,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":1,\"count\":50,\"bads\":5,\"woe\":1,\"points\":205},"
    "{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,\"woe\":-1,\"points\":110}]}]}";
