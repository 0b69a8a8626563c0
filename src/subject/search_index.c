/* SPDX-License-Identifier: Apache-2.0 */
/* Building the index and taking in what changed. A refresh kills the rows of the subjects that were touched and adds
 * them anew at the end; when much has changed, or much is dead, everything is built again. */
#include "guard/rights.h"
#include "subject/retention.h"
#include "subject/search_private.h"

#include <string.h>

enum { REBUILD_SHARE = 4 }; /* rebuild when more than a quarter changed */

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static struct search_index *index_new(void)
{
    struct search_index *index = g_new0(struct search_index, 1);
    index->entries = g_array_new(FALSE, TRUE, sizeof(struct entry));
    index->by_subject = g_hash_table_new(NULL, NULL);
    for (int i = 0; i < FIELD_COUNT; i++)
        field_init(&index->fields[i]);
    pinyin_rows_init(&index->pinyin);
    index->keys = g_string_sized_new(1 << 16);
    g_string_append_c(index->keys, '\0');
    index->cities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->scratch = g_string_new(NULL);
    return index;
}

static void index_clear(struct search_index *index)
{
    g_array_unref(index->entries);
    g_hash_table_unref(index->by_subject);
    for (int i = 0; i < FIELD_COUNT; i++)
        field_clear(&index->fields[i]);
    pinyin_rows_clear(&index->pinyin);
    g_string_free(index->keys, TRUE);
    g_hash_table_unref(index->cities);
    g_string_free(index->scratch, TRUE);
}

void search_index_free(struct search_index *index)
{
    if (index == NULL) return;
    index_clear(index);
    g_free(index);
}

size_t search_index_size(const struct search_index *index)
{
    return index->live;
}

/* ---- rows of the tables ------------------------------------------------------------------------------------------ */

struct loader {
    struct search_index *index;
    struct session *session;
    struct retention retention;
    uint32_t hint; /* the entry of the last row: rows come by subject */
};

static struct entry *entry_at(const struct search_index *index, uint32_t number)
{
    return &g_array_index(index->entries, struct entry, number);
}

/* The entry of a row's subject; false for facts of a subject that is not seen. */
static bool find_entry(struct loader *loader, int64_t subject, uint32_t *number)
{
    const struct search_index *index = loader->index;
    for (uint32_t next = loader->hint; next < index->entries->len && next <= loader->hint + 1; next++) {
        if (entry_at(index, next)->subject != subject) continue;
        *number = loader->hint = next;
        return true;
    }
    gpointer place = g_hash_table_lookup(index->by_subject, GSIZE_TO_POINTER((gsize)subject));
    if (place == NULL) return false;
    *number = loader->hint = GPOINTER_TO_UINT(place) - 1;
    return true;
}

static void take_subject(struct loader *loader, struct statement *row)
{
    struct search_index *index = loader->index;
    int64_t subject = statement_int(row, 0);
    uint32_t number;
    if (!find_entry(loader, subject, &number)) {
        struct entry blank = { .subject = subject };
        number = index->entries->len;
        g_array_append_val(index->entries, blank);
        g_hash_table_insert(index->by_subject, GSIZE_TO_POINTER((gsize)subject), GUINT_TO_POINTER(number + 1));
    }
    struct entry *entry = entry_at(index, number);
    *entry = (struct entry){ .subject = subject,
                             .score = SCORE_NONE,
                             .name_place = G_MAXINT,
                             .city_place = G_MAXINT,
                             .last_month = G_MININT32,
                             .live = true,
                             .enterprise = g_strcmp0(statement_text(row, 1), "enterprise") == 0 };
}

static void take_name(struct loader *loader, struct statement *row)
{
    struct search_index *index = loader->index;
    uint32_t number;
    const char *value = statement_text(row, 2);
    if (value == NULL || !find_entry(loader, statement_int(row, 0), &number)) return;
    search_fold(value, index->scratch);
    if (index->scratch->len == 0) return;
    field_add(&index->fields[FIELD_NAME], number, index->scratch->str, index->scratch->len);
    uint32_t key = (uint32_t)index->keys->len;
    pinyin_rows_add(&index->pinyin, number, index->scratch->str, index->keys);
    struct entry *entry = entry_at(index, number);
    int place = name_rank(statement_text(row, 1));
    if (place >= entry->name_place) {
        g_string_truncate(index->keys, key);
        return;
    }
    g_string_append_c(index->keys, '\0');
    entry->name_place = place;
    entry->sort_key = key;
}

static void add_value(struct loader *loader, struct statement *row, enum field_id field)
{
    struct search_index *index = loader->index;
    uint32_t number;
    if (index->scratch->len > 0 && find_entry(loader, statement_int(row, 0), &number))
        field_add(&index->fields[field], number, index->scratch->str, index->scratch->len);
}

static void take_identifier(struct loader *loader, struct statement *row)
{
    const char *value = statement_text(row, 1);
    search_fold(value ? value : "", loader->index->scratch);
    add_value(loader, row, FIELD_IDENTITY);
}

static void take_contact(struct loader *loader, struct statement *row)
{
    const char *value = statement_text(row, 1);
    search_fold_phone(value ? value : "", loader->index->scratch);
    add_value(loader, row, FIELD_PHONE);
}

static void take_account(struct loader *loader, struct statement *row)
{
    const char *value = statement_text(row, 1);
    search_fold(value ? value : "", loader->index->scratch);
    add_value(loader, row, FIELD_ACCOUNT);
}

/* Cities are few: each gets its sort key once. */
static uint32_t city_key(struct search_index *index, const char *city)
{
    gpointer place = g_hash_table_lookup(index->cities, city);
    if (place != NULL) return GPOINTER_TO_UINT(place);
    uint32_t key = (uint32_t)index->keys->len;
    g_autofree char *pinyin = pinyin_full(city);
    g_string_append_len(index->keys, pinyin, (gssize)strlen(pinyin) + 1);
    g_hash_table_insert(index->cities, g_strdup(city), GUINT_TO_POINTER(key));
    return key;
}

static void take_address(struct loader *loader, struct statement *row)
{
    struct search_index *index = loader->index;
    const char *city = statement_text(row, 2);
    uint32_t number;
    if (city == NULL || *city == '\0' || !find_entry(loader, statement_int(row, 0), &number)) return;
    search_fold(city, index->scratch);
    field_add(&index->fields[FIELD_CITY], number, index->scratch->str, index->scratch->len);
    struct entry *entry = entry_at(index, number);
    int place = address_rank(statement_text(row, 1));
    if (place >= entry->city_place) return;
    entry->city_place = place;
    entry->city_key = city_key(index, city);
}

/* The last month's state as every view shows it: what the law took out counts for nothing here either. A month old
 * enough for that is rare, and its file is then asked. */
static char seen_state(struct loader *loader, struct statement *row, char state, struct month last)
{
    const struct retention *retention = &loader->retention;
    if (!date_is_set(retention->cut) || last.index > month_of(retention->cut).index ||
        retention_rule_of_state(retention, state) == NULL)
        return state;
    g_autoptr(dossier_t) dossier = dossier_load_held(loader->session, statement_int(row, 0), NULL);
    if (dossier == NULL || !retention_take_out(loader->session, dossier, NULL)) return '#';
    const struct account *account = dossier_account(dossier, statement_int(row, 3));
    return account == NULL ? '#' : history_state(&account->history, last);
}

/* The worst state of the last month the subject's file speaks of, over all accounts. */
static void take_history(struct loader *loader, struct statement *row)
{
    uint32_t number;
    const char *states = statement_text(row, 2);
    size_t length = states ? strlen(states) : 0;
    if (length == 0 || statement_is_null(row, 1) || !find_entry(loader, statement_int(row, 0), &number)) return;
    struct entry *entry = entry_at(loader->index, number);
    int32_t last = statement_month(row, 1).index + (int32_t)length - 1;
    int days =
        search_overdue_days(history_months_late(seen_state(loader, row, states[length - 1], (struct month){ last })));
    if (last > entry->last_month)
        entry->overdue = days;
    else if (last == entry->last_month)
        entry->overdue = MAX(entry->overdue, days);
    entry->last_month = MAX(entry->last_month, last);
}

/* Rows come by change: the last one seen is the newest. */
static void take_score(struct loader *loader, struct statement *row)
{
    uint32_t number;
    if (find_entry(loader, statement_int(row, 0), &number))
        entry_at(loader->index, number)->score = (int32_t)statement_int(row, 1);
}

static void take_mark(struct loader *loader, struct statement *row)
{
    uint32_t number;
    if (find_entry(loader, statement_int(row, 0), &number))
        entry_at(loader->index, number)->disputes = (int32_t)statement_int(row, 1);
}

/* ?1 and ?2 are the first and last subject, ?3 the view; subjects come first, for they make the entries. */
static const struct source_table {
    const char *sql;
    void (*take)(struct loader *loader, struct statement *row);
} source_tables[] = {
    { "SELECT id, kind FROM subject WHERE id BETWEEN ?1 AND ?2 AND" FACT_SEEN(3) " ORDER BY id", take_subject },
    { "SELECT subject, kind, value FROM name WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " ORDER BY subject, fact",
      take_name },
    { "SELECT subject, value FROM identifier WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " ORDER BY subject, fact",
      take_identifier },
    { "SELECT subject, value FROM contact WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(3) " ORDER BY subject, fact",
      take_contact },
    { "SELECT subject, kind, city FROM address WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " ORDER BY subject, fact",
      take_address },
    { "SELECT subject, number FROM account WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " ORDER BY subject, account",
      take_account },
    { "SELECT subject, first, states, account FROM history WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " ORDER BY subject, account",
      take_history },
    { "SELECT subject, score FROM score WHERE subject BETWEEN ?1 AND ?2 AND change <= ?3 ORDER BY subject, change, "
      "model",
      take_score },
    { "SELECT subject, COUNT(DISTINCT dispute) FROM mark WHERE subject BETWEEN ?1 AND ?2 AND" FACT_SEEN(
          3) " GROUP BY subject",
      take_mark },
};

static bool load_range(struct search_index *index, struct session *session, int64_t first, int64_t last, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(source_tables); i++) {
        g_autoptr(statement_t) query = store_prepare(session->store, source_tables[i].sql, error);
        if (query == NULL) return false;
        struct loader loader = { .index = index, .session = session };
        if (!retention_of_session(&loader.retention, session, error)) return false;
        statement_bind_int(query, 1, first);
        statement_bind_int(query, 2, last);
        statement_bind_int(query, 3, session->view);
        enum step step;
        while ((step = statement_step(query, error)) == STEP_ROW)
            source_tables[i].take(&loader, query);
        if (step == STEP_ERROR) return false;
    }
    return true;
}

/* ---- orders ------------------------------------------------------------------------------------------------------ */

struct sort_item {
    uint64_t head; /* the first eight bytes of the key, so that most comparisons are of numbers */
    const char *key;
    uint32_t entry;
};

static int compare_items(const void *left, const void *right)
{
    const struct sort_item *a = left, *b = right;
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : a->entry < b->entry ? -1 : 1;
}

static uint64_t key_head(const char *key)
{
    uint64_t head = 0;
    bool over = false;
    for (int i = 0; i < 8; i++) {
        over = over || key[i] == '\0';
        head = head << 8 | (over ? 0 : (unsigned char)key[i]);
    }
    return head;
}

/* Gives every entry its place by name and by city; equal cities share one. */
static void make_orders(struct search_index *index, bool by_city)
{
    guint count = index->entries->len;
    g_autofree struct sort_item *items = g_new(struct sort_item, count + 1);
    for (guint i = 0; i < count; i++) {
        const struct entry *entry = entry_at(index, i);
        const char *key = index->keys->str + (by_city ? entry->city_key : entry->sort_key);
        items[i] = (struct sort_item){ key_head(key), key, i };
    }
    qsort(items, count, sizeof *items, compare_items);
    uint32_t place = 0;
    for (guint i = 0; i < count; i++) {
        place += i > 0 && strcmp(items[i].key, items[i - 1].key) != 0;
        struct entry *entry = entry_at(index, items[i].entry);
        *(by_city ? &entry->city_order : &entry->name_order) = place;
    }
}

static void finish(struct search_index *index)
{
    index->live = 0;
    for (guint i = 0; i < index->entries->len; i++)
        index->live += entry_at(index, i)->live;
    make_orders(index, false);
    make_orders(index, true);
}

static bool newest_change(struct session *session, int64_t *change, GError **error)
{
    return store_query_int(session->store, change, 0, error, "SELECT MAX(id) FROM change", "");
}

/* On the next day the law may have taken something out, though nobody wrote. */
static struct date real_day(struct session *session)
{
    struct retention retention;
    return retention_of_session(&retention, session, NULL) ? retention.today : DATE_NONE;
}

/* What a role is shown neither in clear nor for a reason. */
static void set_whole(struct search_index *index, const struct session *session)
{
    static const struct {
        enum field_id field;
        enum secrecy secrecy;
    } secrets[] = { { FIELD_IDENTITY, SECRECY_IDENTITY },
                    { FIELD_PHONE, SECRECY_PHONE },
                    { FIELD_ACCOUNT, SECRECY_ACCOUNT } };
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        index->whole[secrets[i].field] = rights_shown(session->role, secrets[i].secrecy) <= SHOWN_MASKED;
}

static bool fill(struct search_index *index, struct session *session, GError **error)
{
    if (!newest_change(session, &index->seen, error) || !load_range(index, session, G_MININT64, G_MAXINT64, error))
        return false;
    index->as_of = session->as_of;
    index->day = real_day(session);
    set_whole(index, session);
    for (int i = 0; i < FIELD_COUNT; i++)
        index->fields[i].ordered = index->fields[i].owners->len;
    index->pinyin.ordered = index->pinyin.owners->len;
    finish(index);
    return true;
}

/* Everything is read in one state of the store, whatever others commit meanwhile. */
static bool in_one_state(struct session *session, struct search_index *index,
                         bool (*work)(struct search_index *, struct session *, GError **), GError **error)
{
    bool ours = !store_in_transaction(session->store);
    if (ours && !store_begin_read(session->store, error)) return false;
    bool done = work(index, session, error);
    if (ours) store_end_read(session->store);
    return done;
}

struct search_index *search_index_build(struct session *session, GError **error)
{
    struct search_index *index = index_new();
    if (in_one_state(session, index, fill, error)) return index;
    search_index_free(index);
    return NULL;
}

/* ---- refresh ----------------------------------------------------------------------------------------------------- */

struct run_of_subjects {
    int64_t first, last;
};

static bool touched_runs(struct search_index *index, struct session *session, GArray *runs, GError **error)
{
    g_autoptr(statement_t) query = store_prepare(
        session->store, "SELECT DISTINCT first, last FROM touched WHERE change > ?1 ORDER BY first, last", error);
    if (query == NULL) return false;
    statement_bind_int(query, 1, index->seen);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        struct run_of_subjects run = { statement_int(query, 0), statement_int(query, 1) };
        struct run_of_subjects *before = runs->len ? &g_array_index(runs, struct run_of_subjects, runs->len - 1) : NULL;
        if (before != NULL && run.first <= before->last)
            before->last = MAX(before->last, run.last);
        else
            g_array_append_val(runs, run);
    }
    return step != STEP_ERROR;
}

static size_t runs_size(const GArray *runs)
{
    size_t size = 0;
    for (guint i = 0; i < runs->len; i++) {
        const struct run_of_subjects *run = &g_array_index(runs, struct run_of_subjects, i);
        size += (size_t)(run->last - run->first) + 1;
    }
    return size;
}

static void kill_touched(struct search_index *index, const GArray *runs)
{
    g_autofree uint8_t *dirty = g_new0(uint8_t, index->entries->len + 1);
    for (guint i = 0; i < runs->len; i++) {
        const struct run_of_subjects *run = &g_array_index(runs, struct run_of_subjects, i);
        for (int64_t subject = run->first; subject <= run->last; subject++) {
            gpointer place = g_hash_table_lookup(index->by_subject, GSIZE_TO_POINTER((gsize)subject));
            if (place == NULL) continue;
            dirty[GPOINTER_TO_UINT(place) - 1] = 1;
            entry_at(index, GPOINTER_TO_UINT(place) - 1)->live = false;
        }
    }
    for (int i = 0; i < FIELD_COUNT; i++)
        index->dead_rows += rows_kill(index->fields[i].owners, dirty);
    rows_kill(index->pinyin.owners, dirty);
}

static bool rebuild(struct search_index *index, struct session *session, GError **error)
{
    struct search_index *fresh = index_new();
    if (!fill(fresh, session, error)) {
        search_index_free(fresh);
        return false;
    }
    struct search_index old = *index;
    *index = *fresh;
    *fresh = old;
    search_index_free(fresh);
    return true;
}

static bool refresh(struct search_index *index, struct session *session, GError **error)
{
    int64_t newest = 0;
    set_whole(index, session); /* another person may sit here now */
    if (index->as_of.days != session->as_of.days || index->day.days != real_day(session).days)
        return rebuild(index, session, error);
    if (!newest_change(session, &newest, error)) return false;
    if (newest == index->seen) return true;
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(struct run_of_subjects));
    if (!touched_runs(index, session, runs, error)) return false;
    size_t changed = runs_size(runs) + index->dead_rows / FIELD_COUNT;
    if (changed > 64 && changed > index->entries->len / REBUILD_SHARE) return rebuild(index, session, error);
    kill_touched(index, runs);
    for (guint i = 0; i < runs->len; i++) {
        const struct run_of_subjects *run = &g_array_index(runs, struct run_of_subjects, i);
        if (!load_range(index, session, run->first, run->last, error)) return false;
    }
    index->seen = newest;
    if (runs->len > 0) finish(index);
    return true;
}

bool search_index_refresh(struct search_index *index, struct session *session, GError **error)
{
    return in_one_state(session, index, refresh, error);
}
