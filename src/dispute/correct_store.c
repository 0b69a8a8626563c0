/* SPDX-License-Identifier: Apache-2.0 */
/* The new versions of facts that a case changes: the old versions are ended and kept. An account and its months are
 * changed in the dossier first and written once; personal details and single facts are a row each. */
#include "dispute/correct.h"

#include <string.h>

/* The furnisher's own code no longer says what the month says. */
static const char no_own_code[] = "-";

/* ---- one version after the other ----------------------------------------------------------------------------------
 */

static bool account_store(struct session *session, int64_t subject, const struct account *account, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE account SET died = ?3 WHERE subject = ?1 AND account = ?2 AND died IS NULL AND born < ?3",
                   "iii", subject, account->id, session->change))
        return false;
    return store_run(
        session->store, error,
        "INSERT INTO account (subject, account, born, source, number, type, business, currency, opened, closed,"
        " amount, guarantee, five_class, state)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        "iiiissssddnsss", subject, account->id, session->change, account->source, account->number, account->type,
        account->business, account->currency, account->opened, account->closed, account->amount, account->guarantee,
        account->five_class, account->state);
}

/* The account was never the subject's: its versions end, nothing takes their place. */
static bool account_end(struct session *session, int64_t subject, int64_t account, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE account SET died = ?3 WHERE subject = ?1 AND account = ?2 AND died IS NULL", "iii",
                     subject, account, session->change) &&
           store_run(session->store, error,
                     "UPDATE history SET died = ?3 WHERE subject = ?1 AND account = ?2 AND died IS NULL", "iii",
                     subject, account, session->change);
}

struct detail_sql {
    const char *field, *end, *insert;
};

#define DETAIL_SQL(field, table)                                                                                       \
    {                                                                                                                  \
        field, "UPDATE " table " SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL",                     \
            "INSERT INTO " table " (subject, fact, born, kind, value) VALUES (?1, ?2, ?3, ?4, ?5)"                     \
    }

static const struct detail_sql detail_tables[] = {
    DETAIL_SQL("name", "name"),
    DETAIL_SQL("identity", "identifier"),
    DETAIL_SQL("phone", "contact"),
    { "address", "UPDATE address SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL",
      "INSERT INTO address (subject, fact, born, kind, value, city) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
};

static bool detail_store(struct session *session, const struct dossier *dossier, const char *field, const char *value,
                         GError **error)
{
    const struct detail *detail = item_detail(dossier, field);
    if (detail == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The file holds no {1} that could be corrected."), NULL,
                         field, NULL);
        return false;
    }
    const struct detail_sql *sql = detail_tables;
    while (strcmp(sql->field, field) != 0)
        sql++;
    if (!store_run(session->store, error, sql->end, "iii", dossier->subject, detail->fact, session->change))
        return false;
    const char *format = strcmp(field, "address") == 0 ? "iiisss" : "iiiss";
    return store_run(session->store, error, sql->insert, format, dossier->subject, detail->fact, session->change,
                     detail->kind, value, detail->city);
}

static bool birth_store(struct session *session, int64_t subject, const char *value, GError **error)
{
    struct date birth;
    if (!date_parse(value, &birth)) return false;
    return store_run(session->store, error,
                     "INSERT INTO person (subject, born, sex, birth, birth_exact, education, marital, language)"
                     " SELECT subject, ?2, sex, ?3, 1, education, marital, language FROM person WHERE subject = ?1 AND "
                     "died IS NULL",
                     "iid", subject, session->change, birth) &&
           store_run(session->store, error,
                     "UPDATE person SET died = ?2 WHERE subject = ?1 AND died IS NULL AND born < ?2", "ii", subject,
                     session->change);
}

/* ---- the change in memory -----------------------------------------------------------------------------------------
 */

static int64_t **series_of(struct history *history, const char *field)
{
    return strcmp(field, "balance") == 0 ? &history->balance
           : strcmp(field, "due") == 0   ? &history->due
           : strcmp(field, "paid") == 0  ? &history->paid
                                         : &history->past_due;
}

/* Every month keeps the batch and line it came from; only the corrected one was made here. */
void correct_keep_origins(struct history *history)
{
    int64_t **series[] = { &history->batches, &history->lines };
    const int64_t whole[] = { history->from.batch, history->from.line };
    for (size_t k = 0; k < G_N_ELEMENTS(series); k++) {
        if (*series[k] != NULL) continue;
        *series[k] = g_new(int64_t, history->length);
        for (size_t i = 0; i < history->length; i++)
            (*series[k])[i] = whole[k];
    }
}

/* `value` NULL: what cannot be verified is taken out. */
static void change_month(struct history *history, const struct case_item *item, const char *value)
{
    size_t place = (size_t)(item->month.index - history->first.index);
    if (strcmp(item->field, "state") == 0) {
        history->states[place] = value ? value[0] : '#';
        if (history->own_states != NULL && place < g_strv_length(history->own_states)) {
            g_free(history->own_states[place]);
            history->own_states[place] = g_strdup(no_own_code);
        }
    } else {
        int64_t **series = series_of(history, item->field);
        if (*series == NULL) {
            *series = g_new(int64_t, history->length);
            for (size_t i = 0; i < history->length; i++)
                (*series)[i] = MONEY_UNKNOWN;
        }
        if (value == NULL || !money_parse_minor(value, &(*series)[place])) (*series)[place] = MONEY_UNKNOWN;
    }
    correct_keep_origins(history);
    history->batches[place] = history->lines[place] = 0;
}

static void change_account(struct account *account, const struct case_item *item, const char *value)
{
    if (strcmp(item->field, "amount") == 0) {
        if (value == NULL || !money_parse_minor(value, &account->amount)) account->amount = MONEY_UNKNOWN;
    } else if (strcmp(item->field, "five_class") == 0) {
        g_free(account->five_class);
        account->five_class = g_strdup(value);
    } else {
        struct date *date = strcmp(item->field, "opened") == 0 ? &account->opened : &account->closed;
        if (value == NULL || !date_parse(value, date)) *date = DATE_NONE;
    }
}

/* ---- an item ------------------------------------------------------------------------------------------------------
 */

bool correct_item(struct session *session, struct dossier *dossier, const struct case_item *item, const char *value,
                  GError **error)
{
    const char *wanted = *value == '\0' ? NULL : value;
    if (!item_is_plain(item)) return item_fact_correct(session, dossier->subject, item, value, error);
    if (item->account == 0)
        return strcmp(item->field, "birth") == 0 ? birth_store(session, dossier->subject, value, error)
                                                 : detail_store(session, dossier, item->field, value, error);
    struct account *account = dossier_account(dossier, item->account);
    g_autofree char *held = item_stored(dossier, item->account, item->month, item->field, error);
    if (held == NULL) return false;
    if (month_is_set(item->month))
        change_month(&account->history, item, wanted);
    else if (strcmp(item->field, "exists") != 0)
        change_account(account, item, wanted);
    return true;
}

bool correct_store_account(struct session *session, int64_t subject, const struct account *account,
                           const GPtrArray *rows, GError **error)
{
    bool months = false, facts = false, gone = false;
    for (guint i = 0; i < rows->len; i++) {
        const struct correct_row *row = rows->pdata[i];
        const bool exists = strcmp(row->item->field, "exists") == 0, month = month_is_set(row->item->month);
        if (row->item->account != account->id) continue;
        gone |= exists && row->after == NULL;
        months |= month || exists; /* an account that is put back comes with its months */
        facts |= !month;
    }
    if (gone) return account_end(session, subject, account->id, error);
    return (!months || history_store(session, subject, account->id, &account->history, 0, 0, error)) &&
           (!facts || account_store(session, subject, account, error));
}
