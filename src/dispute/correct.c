/* SPDX-License-Identifier: Apache-2.0 */
/* A correction: new versions of the facts that were wrong, the old versions ended and kept, the subject scored again.
 * The dossier is changed in memory first, then each account and history that changed is written once. */
#include "dispute/case.h"
#include "score/portfolio.h"

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
static void keep_origins(struct history *history)
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
    keep_origins(history);
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

/* ---- which value --------------------------------------------------------------------------------------------------
 */

/* Named in the act, else what the furnisher answered when it differs from what is held, else what was claimed. */
static const char *chosen_value(const struct case_item *item, const char *named)
{
    if (named != NULL) return named;
    if (item->answered != NULL && g_strcmp0(item->answered, item->stored) != 0) return item->answered;
    return item->claimed;
}

static bool is_wrong(const struct case_item *item)
{
    return g_strcmp0(item->outcome, "error") == 0 || g_strcmp0(item->outcome, "unverifiable") == 0;
}

/* The value an item gets, in stored form; "" stands for taking it out. NULL and an error when there is none. */
static char *new_value(struct session *session, const struct case_item *item, const char *named, GError **error)
{
    const char *value = g_strcmp0(item->outcome, "unverifiable") == 0 ? named : chosen_value(item, named);
    const struct dispute_field *field = field_find(item->field);
    if (value != NULL && *value != '\0') return field_normalise(field, value, session_today(session), error);
    if (g_strcmp0(item->outcome, "unverifiable") == 0 && field->scope != FIELD_OF_PERSON)
        return g_strdup(field->kind == FIELD_EXISTS ? "no" : "");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->item);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Item {1} has no right value yet: neither claimed nor answered."),
                     N_("Give it with --item {1} --value."), number, NULL);
    return NULL;
}

static bool correct_item(struct session *session, struct dossier *dossier, struct case_item *item, const char *value,
                         GError **error)
{
    const char *wanted = *value == '\0' ? NULL : value;
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

/* What the items of one account changed, written once. */
static bool store_account(struct session *session, const struct dispute_case *each, const struct account *account,
                          GError **error)
{
    bool months = false, facts = false, gone = false;
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        if (item->account != account->id || g_strcmp0(item->outcome, "corrected") != 0) continue;
        months |= month_is_set(item->month);
        gone |= strcmp(item->field, "exists") == 0;
        facts |= !month_is_set(item->month) && strcmp(item->field, "exists") != 0;
    }
    if (gone) return account_end(session, each->subject, account->id, error);
    return (!months || history_store(session, each->subject, account->id, &account->history, 0, 0, error)) &&
           (!facts || account_store(session, each->subject, account, error));
}

/* ---- the score ----------------------------------------------------------------------------------------------------
 */

static bool score_of(struct session *session, const struct dossier *dossier, int *score)
{
    const struct model *card = score_model_of(session, dossier, NULL);
    if (card == NULL) return false; /* nothing here can score it: the correction stands without one */
    g_autofree double *values = g_new(double, feature_count());
    struct score_result result;
    features_derive(dossier, features_day(dossier), values);
    model_score(card, values, &result);
    *score = result.score;
    return true;
}

static bool score_again(struct session *session, int64_t subject, struct correction *done, GError **error)
{
    if (!done->scored) return true;
    struct score_result result;
    if (!score_subject_store(session, subject, &result, error)) return false;
    done->after = result.score;
    done->scored = result.parts > 0; /* a restricted file is kept and not evaluated */
    return true;
}

static int wrong_items(const struct dispute_case *each)
{
    int count = 0;
    for (guint i = 0; i < each->items->len; i++)
        count += is_wrong(each->items->pdata[i]);
    return count;
}

bool correction_apply(struct session *session, struct dispute_case *each, const char *value, int64_t named,
                      struct correction *done, GError **error)
{
    *done = (struct correction){ 0 };
    int wrong = wrong_items(each);
    if (value != NULL && named == 0 && wrong > 1) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Several items are to be corrected: which one gets the value?"),
                         N_("Name it with --item."), NULL);
        return false;
    }
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL) return false;
    done->scored = score_of(session, dossier, &done->before);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        if (!is_wrong(item)) continue;
        bool ours = value != NULL && (named == 0 || named == item->item);
        g_autofree char *right = new_value(session, item, ours ? value : NULL, error);
        if (right == NULL || !correct_item(session, dossier, item, right, error)) return false;
        g_free(item->corrected);
        g_free(item->outcome);
        item->corrected = g_steal_pointer(&right);
        item->outcome = g_strdup("corrected");
        done->items++;
        if (!case_save_item(session, each->id, item, error)) return false;
    }
    for (guint i = 0; i < dossier->accounts->len; i++)
        if (!store_account(session, each, dossier->accounts->pdata[i], error)) return false;
    return score_again(session, each->subject, done, error);
}
