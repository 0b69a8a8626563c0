/* SPDX-License-Identifier: Apache-2.0 */
/* The purge of one subject: every version of its months, of its accounts' class and state and of its public records is
 * looked at with what is known today, and what is gone is written over or deleted, ended versions included. What the
 * rule only excludes is counted and left. */
#include "retention/retention_private.h"

#include <string.h>

struct cursor {
    struct session *session;
    struct purge *purge;
    struct dossier *known;
    int64_t subject;
    bool person;
};

/* ---- what went --------------------------------------------------------------------------------------------------- */

static void note_line(const struct cursor *cursor, const struct adverse_item *item, struct month month)
{
    char text[DATE_TEXT_SIZE];
    g_ptr_array_add(cursor->purge->lines,
                    g_strdup_printf("%" G_GINT64_FORMAT " %s%" G_GINT64_FORMAT " %s %s", cursor->subject,
                                    item->fact ? "record " : "", item->fact ? item->fact : item->account,
                                    month_is_set(month) ? month_format(month, text) : "-", item->rule->item));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a subject, each once however many versions held it, in the order of their bytes. */
static void settle_lines(struct purge *purge)
{
    const char *before = "";
    g_ptr_array_sort(purge->lines, by_text);
    for (guint i = 0; i < purge->lines->len; i++) {
        const char *line = purge->lines->pdata[i];
        if (strcmp(line, before) == 0) continue;
        before = line;
        purge->items++;
        if (purge->digest == NULL) continue;
        g_hmac_update(purge->digest, (const guchar *)line, (gssize)strlen(line));
        g_hmac_update(purge->digest, (const guchar *)"\n", 1);
    }
    g_ptr_array_set_size(purge->lines, 0);
}

static bool goes(struct purge *purge, const struct adverse_item *item)
{
    if (!adverse_is_gone(&purge->retention, item)) return false;
    purge->excluded += !item->rule->deletes;
    return item->rule->deletes;
}

/* Values that were written into cases about it, by the person, by furnishers and by the correction; only of cases that
 * are closed. What a case says of its items hangs on them by (dispute, item). */
#define CLOSED "(SELECT id FROM dispute WHERE subject = ?3 AND closed IS NOT NULL)"
#define ITEM(is, dispute)                                                                                              \
    "EXISTS (SELECT 1 FROM dispute_item i WHERE i.dispute = " dispute " AND i.item = o.item AND " is ")"
#define CLEAR(is)                                                                                                      \
    "UPDATE dispute_answer AS o SET value = NULL WHERE value IS NOT NULL AND enquiry IN (SELECT id FROM"               \
    " dispute_enquiry WHERE dispute IN " CLOSED                                                                        \
    ") AND " ITEM(is, "(SELECT e.dispute FROM dispute_enquiry e WHERE e.id = o.enquiry)"),                             \
        "UPDATE dispute_correction AS o SET before = NULL, after = NULL WHERE dispute IN " CLOSED                      \
        " AND (before IS NOT NULL OR after IS NOT NULL) AND " ITEM(is, "o.dispute"),                                   \
        "UPDATE dispute_item AS i SET claimed = NULL, stored = NULL, answered = NULL, corrected = NULL WHERE " is      \
        " AND dispute IN " CLOSED                                                                                      \
        " AND (claimed IS NOT NULL OR stored IS NOT NULL OR answered IS NOT NULL OR corrected IS NOT NULL)"

static const char *const of_account[] = { CLEAR(
    "i.account = ?1 AND i.month IS ?2 AND i.field IN ('state', 'past_due', 'five_class')") };
static const char *const of_record[] = { CLEAR(
    "i.field IN ('public_record', 'public_ended') AND i.fact = ?1 AND ?2 IS NULL") };
#undef CLEAR
#undef ITEM
#undef CLOSED

static bool clear_cases(struct cursor *cursor, const char *const *statements, int64_t id, struct month month,
                        GError **error)
{
    if (cursor->purge->dry) return true;
    for (size_t i = 0; i < G_N_ELEMENTS(of_account); i++)
        if (!store_run(cursor->session->store, error, statements[i], "imi", id, month, cursor->subject)) return false;
    return true;
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

struct version {
    int64_t account, born;
    bool anonymous;
    struct history history;
};

static void version_free(void *data)
{
    struct version *version = data;
    history_free_content(&version->history);
    g_free(version);
}

static bool read_version(struct statement *row, struct version *version)
{
    size_t amounts_length = 0, origins_length = 0;
    struct history *history = &version->history;
    version->account = statement_int(row, 0);
    version->born = statement_int(row, 1);
    history->first = statement_month(row, 2);
    history->states = g_strdup(statement_text(row, 3));
    history->length = history->states ? strlen(history->states) : 0;
    const char *own = statement_text(row, 4);
    if (own != NULL) history->own_states = g_strsplit(own, " ", -1);
    const void *amounts = statement_bytes(row, 5, &amounts_length);
    const void *origins = statement_bytes(row, 6, &origins_length);
    version->anonymous = statement_int(row, 7) != 0;
    return history_unpack(history, amounts, amounts ? amounts_length : 0, origins, origins ? origins_length : 0);
}

/* All versions of all histories of the subject: none is read while rows are written. */
static GPtrArray *read_versions(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(version_free);
    g_autoptr(statement_t) query = store_prepare(
        cursor->session->store,
        "SELECT h.account, h.born, h.first, h.states, h.own_states, h.amounts, h.origins, (SELECT s.anonymous FROM "
        "account a JOIN source s ON s.id = a.source WHERE a.subject = h.subject AND a.account = h.account LIMIT 1) "
        "FROM "
        "history h WHERE h.subject = ?1",
        error);
    if (query == NULL) return NULL;
    statement_bind_int(query, 1, cursor->subject);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        struct version *version = g_new0(struct version, 1);
        g_ptr_array_add(versions, version);
        if (read_version(query, version)) continue;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The months of an account cannot be read."),
                         N_("Run `bureau doctor`."), NULL);
        return NULL;
    }
    return step == STEP_DONE ? g_steal_pointer(&versions) : NULL;
}

static bool is_empty_series(const int64_t *series, size_t length)
{
    for (size_t i = 0; series != NULL && i < length; i++)
        if (series[i] != MONEY_UNKNOWN) return false;
    return true;
}

static bool write_version(struct cursor *cursor, const struct version *version, GError **error)
{
    g_autoptr(GByteArray) amounts = g_byte_array_new();
    g_autoptr(GByteArray) origins = g_byte_array_new();
    struct history packed = version->history;
    if (is_empty_series(packed.past_due, packed.length)) packed.past_due = NULL;
    g_autofree char *own = packed.own_states ? g_strjoinv(" ", packed.own_states) : NULL;
    history_pack(&packed, amounts, origins);
    g_autoptr(statement_t) update = store_prepare(
        cursor->session->store,
        "UPDATE history SET states = ?4, own_states = ?5, amounts = ?6 WHERE subject = ?1 AND account = ?2 "
        "AND born = ?3",
        error);
    if (update == NULL) return false;
    statement_bind_int(update, 1, cursor->subject);
    statement_bind_int(update, 2, version->account);
    statement_bind_int(update, 3, version->born);
    statement_bind_text(update, 4, packed.states);
    statement_bind_text(update, 5, own);
    if (amounts->len > 0)
        statement_bind_bytes(update, 6, amounts->data, amounts->len);
    else
        statement_bind_null(update, 6);
    const bool written = statement_run(update, error);
    statement_done(g_steal_pointer(&update)); /* before what is bound to it goes */
    return written;
}

static bool purge_version(struct cursor *cursor, struct version *version, GError **error)
{
    struct purge *purge = cursor->purge;
    const struct account *newest = dossier_account(cursor->known, version->account);
    const struct account_known known = { newest ? &newest->history : NULL, newest ? newest->closed : DATE_NONE,
                                         DATE_NONE };
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    retention_months(&purge->retention, cursor->person, version->account, &version->history, DATE_NONE, &known, items);
    bool any = false;
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (!goes(purge, item)) continue;
        any = true;
        for (int32_t month = item->first.index; month <= item->last.index; month++) {
            const char state = history_state(&version->history, (struct month){ month });
            if (retention_rule_of_state(&purge->retention, state) != item->rule) continue;
            note_line(cursor, item, (struct month){ month });
            if (!clear_cases(cursor, of_account, version->account, (struct month){ month }, error)) return false;
        }
    }
    if (!any) return true;
    purge->versions++;
    retention_wipe_months(&purge->retention, &version->history, items, version->account, true);
    return purge->dry || write_version(cursor, version, error);
}

static bool purge_months(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) versions = read_versions(cursor, error);
    if (versions == NULL) return false;
    for (guint i = 0; i < versions->len; i++) {
        struct version *version = versions->pdata[i];
        if (!version->anonymous && !purge_version(cursor, version, error)) return false;
    }
    return true;
}

/* ---- class and state of accounts --------------------------------------------------------------------------------- */

static void words_free(void *data)
{
    struct account *account = data;
    g_free(account->five_class);
    g_free(account->state);
    g_free(account);
}

/* Finds the versions that have to lose their class or state; answered as struct account with `id` and `from.born`. */
static GPtrArray *read_accounts(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func(words_free);
    g_autoptr(statement_t) query = store_prepare(
        cursor->session->store,
        "SELECT a.account, a.born, a.closed, a.five_class, a.state, s.anonymous FROM account a JOIN "
        "source s ON s.id = a.source WHERE a.subject = ?1 AND (a.five_class IS NOT NULL OR a.state IS NOT "
        "NULL)",
        error);
    if (query == NULL) return NULL;
    statement_bind_int(query, 1, cursor->subject);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        struct account *account = g_new0(struct account, 1);
        account->id = statement_int(query, 0);
        account->from.born = statement_int(query, 1);
        account->opened = DATE_NONE;
        account->closed = statement_date(query, 2);
        account->five_class = g_strdup(statement_text(query, 3));
        account->state = g_strdup(statement_text(query, 4));
        account->anonymous = statement_int(query, 5) != 0;
        account->history.first = MONTH_NONE;
        g_ptr_array_add(accounts, account);
    }
    return step == STEP_DONE ? g_steal_pointer(&accounts) : NULL;
}

/* When a version gave way to the words the account has now. */
static bool when_replaced(struct cursor *cursor, const struct account *version, const struct account *newest,
                          struct account_known *known, GError **error)
{
    if (newest == NULL ||
        (g_strcmp0(version->five_class, newest->five_class) == 0 && g_strcmp0(version->state, newest->state) == 0))
        return true;
    g_autoptr(dossier_t) after = retention_known(cursor->session, cursor->subject, version->from.born, error);
    const struct account *then = after ? dossier_account(after, version->id) : NULL;
    if (then != NULL) known->replaced = then->changed;
    return after != NULL;
}

static bool purge_account(struct cursor *cursor, const struct account *version, GError **error)
{
    struct purge *purge = cursor->purge;
    const struct account *newest = dossier_account(cursor->known, version->id);
    struct account_known known = { newest ? &newest->history : NULL, newest ? newest->closed : DATE_NONE, DATE_NONE };
    if (!when_replaced(cursor, version, newest, &known, error)) return false;
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    retention_account(&purge->retention, cursor->person, version, &known, items);
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (!goes(purge, item)) continue;
        note_line(cursor, item, MONTH_NONE);
        purge->versions++;
        if (purge->dry) continue;
        const char *sql = item->rule->table == ADVERSE_CLASS
                              ? "UPDATE account SET five_class = NULL WHERE subject = ?1 AND account = ?2 AND born = ?3"
                              : "UPDATE account SET state = NULL WHERE subject = ?1 AND account = ?2 AND born = ?3";
        if (!store_run(cursor->session->store, error, sql, "iii", cursor->subject, version->id, version->from.born) ||
            !clear_cases(cursor, of_account, version->id, MONTH_NONE, error))
            return false;
    }
    return true;
}

static bool purge_accounts(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) accounts = read_accounts(cursor, error);
    if (accounts == NULL) return false;
    for (guint i = 0; i < accounts->len; i++)
        if (!purge_account(cursor, accounts->pdata[i], error)) return false;
    return true;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

struct record_version {
    struct public_record record;
    int64_t born;
};

static void record_version_free(void *data)
{
    struct record_version *version = data;
    g_free(version->record.kind);
    g_free(version);
}

static GPtrArray *read_records(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_version_free);
    g_autoptr(statement_t) query = store_prepare(
        cursor->session->store, "SELECT fact, born, kind, day, ended FROM public_record WHERE subject = ?1", error);
    if (query == NULL) return NULL;
    statement_bind_int(query, 1, cursor->subject);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        struct record_version *version = g_new0(struct record_version, 1);
        version->record.fact = statement_int(query, 0);
        version->born = statement_int(query, 1);
        version->record.kind = g_strdup(statement_text(query, 2));
        version->record.day = statement_date(query, 3);
        version->record.ended = statement_date(query, 4);
        g_ptr_array_add(records, version);
    }
    return step == STEP_DONE ? g_steal_pointer(&records) : NULL;
}

static struct date known_end(const struct cursor *cursor, int64_t fact)
{
    for (guint i = 0; i < cursor->known->public_records->len; i++) {
        const struct public_record *record = cursor->known->public_records->pdata[i];
        if (record->fact == fact) return record->ended;
    }
    return DATE_NONE;
}

static bool purge_records(struct cursor *cursor, GError **error)
{
    g_autoptr(GPtrArray) records = read_records(cursor, error);
    if (records == NULL) return false;
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    for (guint i = 0; i < records->len; i++) {
        const struct record_version *version = records->pdata[i];
        g_array_set_size(items, 0);
        retention_record(&cursor->purge->retention, cursor->person, &version->record,
                         known_end(cursor, version->record.fact), items);
        if (items->len == 0 || !goes(cursor->purge, &g_array_index(items, struct adverse_item, 0))) continue;
        note_line(cursor, &g_array_index(items, struct adverse_item, 0), MONTH_NONE);
        cursor->purge->versions++;
        if (cursor->purge->dry) continue;
        if (!store_run(cursor->session->store, error,
                       "DELETE FROM public_record WHERE subject = ?1 AND fact = ?2 AND born = ?3", "iii",
                       cursor->subject, version->record.fact, version->born) ||
            !clear_cases(cursor, of_record, version->record.fact, MONTH_NONE, error))
            return false;
    }
    return true;
}

/* ---- one subject ------------------------------------------------------------------------------------------------- */

bool purge_subject(struct session *session, int64_t subject, void *data, GError **error)
{
    struct purge *purge = data;
    g_autofree char *kind =
        store_query_text(session->store, NULL, "SELECT kind FROM subject WHERE id = ?1", "i", subject);
    g_autoptr(dossier_t) known = retention_known(session, subject, 0, error);
    if (known == NULL) return false;
    struct cursor cursor = { session, purge, known, subject, g_strcmp0(kind, "enterprise") != 0 };
    if (!purge_months(&cursor, error) || !purge_accounts(&cursor, error) || !purge_records(&cursor, error))
        return false;
    if (purge->lines->len == 0) return true;
    settle_lines(purge);
    purge->subjects++;
    g_array_append_val(purge->touched, subject);
    /* what older scores and tries were made from tells what was taken out */
    return purge->dry ||
           (store_run(session->store, error, "UPDATE score SET inputs = NULL WHERE subject = ?1 AND inputs IS NOT NULL",
                      "i", subject) &&
            store_run(session->store, error,
                      "UPDATE scenario SET inputs = NULL, version = version + 1 WHERE subject = ?1 AND inputs IS NOT "
                      "NULL",
                      "i", subject));
}
