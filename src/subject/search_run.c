/* SPDX-License-Identifier: Apache-2.0 */
/* Answering a query from the index: a bitmap a term, AND-ed, then walked exact, prefix, anywhere. */
#include "subject/search_private.h"

#include <string.h>

/* ---- bitmaps ----------------------------------------------------------------------------------------------------- */

static struct hits hits_new(size_t entries)
{
    struct hits hits = { .words = entries / 64 + 1 };
    hits.anywhere = g_new0(uint64_t, hits.words * 3);
    hits.prefix = hits.anywhere + hits.words;
    hits.exact = hits.prefix + hits.words;
    return hits;
}

static void hits_clear(struct hits *hits)
{
    g_free(hits->anywhere);
}

static bool bit_is_set(const uint64_t *bits, size_t entry)
{
    return bits[entry >> 6] >> (entry & 63) & 1;
}

/* ---- one term ---------------------------------------------------------------------------------------------------- */

static bool is_one_letter(const char *text)
{
    return g_ascii_isalpha(text[0]) && text[1] == '\0';
}

static bool compares(enum term_compare compare, int64_t value, int64_t number)
{
    switch (compare) {
    case COMPARE_LESS:
        return value < number;
    case COMPARE_LESS_EQUAL:
        return value <= number;
    case COMPARE_GREATER_EQUAL:
        return value >= number;
    case COMPARE_GREATER:
        return value > number;
    case COMPARE_MATCH:
    case COMPARE_EQUAL:
        return value == number;
    }
    return false;
}

/* A subject without a score is neither above nor below anything. */
static bool entry_meets(const struct entry *entry, const struct query *query)
{
    switch (query->term) {
    case TERM_SCORE:
        return entry->score != SCORE_NONE && compares(query->compare, entry->score, query->number);
    case TERM_OVERDUE:
        return compares(query->compare, entry->overdue, query->number);
    case TERM_DISPUTES:
        return compares(query->compare, entry->disputes, query->number);
    case TERM_KIND:
        return entry->enterprise == (strcmp(query->text, "enterprise") == 0);
    default:
        return false;
    }
}

static void scan_filter(const struct search_index *index, const struct query *query, struct hits *hits)
{
    for (guint i = 0; i < index->entries->len; i++)
        if (entry_meets(&g_array_index(index->entries, struct entry, i), query)) hits_mark(hits, i, MATCH_EXACT);
}

static void scan_names(const struct search_index *index, const char *text, struct hits *hits)
{
    field_scan(&index->fields[FIELD_NAME], text, is_one_letter(text), hits);
    if (pinyin_rows_can_match(text)) pinyin_rows_scan(&index->pinyin, text, hits);
}

/* A field that the person may see, or whole values of one they may not. */
static void scan_field(const struct search_index *index, enum field_id id, const char *text, bool word_start,
                       struct hits *hits)
{
    if (!index->whole[id]) {
        field_scan(&index->fields[id], text, word_start, hits);
        return;
    }
    struct hits own = hits_new(index->entries->len);
    field_scan(&index->fields[id], text, word_start, &own);
    for (size_t word = 0; word < own.words; word++) {
        hits->anywhere[word] |= own.exact[word];
        hits->prefix[word] |= own.exact[word];
        hits->exact[word] |= own.exact[word];
    }
    hits_clear(&own);
}

static void scan_phones(const struct search_index *index, const char *text, struct hits *hits)
{
    g_autoptr(GString) phone = g_string_new(NULL);
    search_fold_phone(text, phone);
    scan_field(index, FIELD_PHONE, phone->str, is_one_letter(text), hits);
}

static void scan_term(const struct search_index *index, const struct query *query, struct hits *hits)
{
    const char *text = query->text;
    switch (query->term) {
    case TERM_ANY:
        scan_names(index, text, hits);
        scan_field(index, FIELD_IDENTITY, text, is_one_letter(text), hits);
        scan_phones(index, text, hits);
        scan_field(index, FIELD_ACCOUNT, text, is_one_letter(text), hits);
        break;
    case TERM_NAME:
        scan_names(index, text, hits);
        break;
    case TERM_IDENTITY:
        scan_field(index, FIELD_IDENTITY, text, false, hits);
        break;
    case TERM_PHONE:
        scan_phones(index, text, hits);
        break;
    case TERM_ACCOUNT:
        scan_field(index, FIELD_ACCOUNT, text, false, hits);
        break;
    case TERM_CITY:
        field_scan(&index->fields[FIELD_CITY], text, false, hits);
        break;
    case TERM_SCORE:
    case TERM_OVERDUE:
    case TERM_DISPUTES:
    case TERM_KIND:
        scan_filter(index, query, hits);
        break;
    }
}

/* ---- the tree ---------------------------------------------------------------------------------------------------- */

static struct hits evaluate(const struct search_index *index, const struct query *query);

static struct hits evaluate_and(const struct search_index *index, const struct query *query)
{
    struct hits all = hits_new(index->entries->len);
    memset(all.anywhere, 0xFF, all.words * 3 * sizeof(uint64_t));
    for (guint i = 0; i < query->children->len; i++) {
        struct hits one = evaluate(index, query->children->pdata[i]);
        for (size_t word = 0; word < all.words * 3; word++)
            all.anywhere[word] &= one.anywhere[word];
        hits_clear(&one);
    }
    return all;
}

static struct hits evaluate(const struct search_index *index, const struct query *query)
{
    if (query->kind == QUERY_AND) return evaluate_and(index, query);
    if (query->kind == QUERY_NOT) {
        struct hits hits = evaluate_and(index, query);
        for (size_t word = 0; word < hits.words; word++)
            hits.exact[word] = hits.prefix[word] = hits.anywhere[word] = ~hits.anywhere[word];
        return hits;
    }
    struct hits hits = hits_new(index->entries->len);
    scan_term(index, query, &hits);
    return hits;
}

/* ---- the page ---------------------------------------------------------------------------------------------------- */

struct ranked {
    int64_t first, second; /* sort keys */
    int64_t subject;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    return a->subject < b->subject ? -1 : a->subject > b->subject;
}

/* Descending is the negative key; subjects without a score come last both ways. */
static int64_t sort_key(const struct entry *entry, enum search_sort sort, bool descending)
{
    int64_t sign = descending ? -1 : 1;
    switch (sort) {
    case SEARCH_BY_NAME:
        return sign * entry->name_order;
    case SEARCH_BY_SCORE:
        return entry->score == SCORE_NONE ? G_MAXINT64 : sign * entry->score;
    case SEARCH_BY_OVERDUE:
        return sign * entry->overdue;
    case SEARCH_BY_CITY:
        return entry->city_key == 0 ? G_MAXINT64 : sign * entry->city_order;
    case SEARCH_BY_MATCH:
        break;
    }
    return 0;
}

static int64_t match_key(const struct hits *hits, size_t entry)
{
    return bit_is_set(hits->exact, entry) ? 0 : bit_is_set(hits->prefix, entry) ? 1 : 2;
}

/* Best first without sorting: three walks along the bitmaps, in order of the entries. */
static void collect_by_match(const struct search_index *index, const struct hits *hits, bool descending, GArray *found)
{
    for (int64_t place = 0; place < 3; place++) {
        int64_t wanted = descending ? 2 - place : place;
        for (guint i = 0; i < index->entries->len; i++) {
            const struct entry *entry = &g_array_index(index->entries, struct entry, i);
            if (entry->live && bit_is_set(hits->anywhere, i) && match_key(hits, i) == wanted)
                g_array_append_val(found, entry->subject);
        }
    }
}

static void collect_sorted(const struct search_index *index, const struct hits *hits, enum search_sort sort,
                           bool descending, GArray *found)
{
    g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(struct ranked));
    for (guint i = 0; i < index->entries->len; i++) {
        const struct entry *entry = &g_array_index(index->entries, struct entry, i);
        if (!entry->live || !bit_is_set(hits->anywhere, i)) continue;
        struct ranked item = { sort_key(entry, sort, descending), match_key(hits, i), entry->subject };
        g_array_append_val(ranked, item);
    }
    if (ranked->len > 0) qsort(ranked->data, ranked->len, sizeof(struct ranked), compare_ranked);
    for (guint i = 0; i < ranked->len; i++)
        g_array_append_val(found, g_array_index(ranked, struct ranked, i).subject);
}

size_t search_run(const struct search_index *index, const struct query *query, enum search_sort sort, bool descending,
                  int64_t **subjects)
{
    struct hits hits = evaluate(index, query);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (sort == SEARCH_BY_MATCH)
        collect_by_match(index, &hits, descending, found);
    else
        collect_sorted(index, &hits, sort, descending, found);
    hits_clear(&hits);
    size_t count = found->len;
    int64_t none = 0;
    g_array_append_val(found, none); /* never an empty array: the caller frees it */
    *subjects = (int64_t *)g_array_free(found, FALSE);
    return count;
}

/* ---- why it matched ---------------------------------------------------------------------------------------------- */

struct reason {
    const char *word;
    enum match_class match;
};

static void take_reason(struct reason *best, const char *word, enum match_class match)
{
    if (match > best->match) *best = (struct reason){ word, match };
}

/* As scan_field() finds it. */
static void take_field(struct reason *best, const char *word, const struct search_index *index, enum field_id id,
                       uint32_t entry, const char *text, bool word_start)
{
    const enum match_class match = field_match(&index->fields[id], entry, text, word_start);
    if (match == MATCH_EXACT || !index->whole[id]) take_reason(best, word, match);
}

static struct reason term_reason(const struct search_index *index, uint32_t entry, const struct query *query)
{
    struct reason best = { NULL, MATCH_NONE };
    const char *text = query->text;
    bool any = query->term == TERM_ANY, letter = text != NULL && is_one_letter(text);
    if (any || query->term == TERM_NAME) {
        take_reason(&best, N_("name"), field_match(&index->fields[FIELD_NAME], entry, text, letter));
        if (pinyin_rows_can_match(text))
            take_reason(&best, N_("pinyin"), pinyin_rows_match(&index->pinyin, entry, text));
    }
    if (any || query->term == TERM_IDENTITY)
        take_field(&best, N_("identity"), index, FIELD_IDENTITY, entry, text, any && letter);
    if (any || query->term == TERM_PHONE) {
        g_autoptr(GString) phone = g_string_new(NULL);
        search_fold_phone(text, phone);
        take_field(&best, N_("phone"), index, FIELD_PHONE, entry, phone->str, letter);
    }
    if (any || query->term == TERM_ACCOUNT)
        take_field(&best, N_("account"), index, FIELD_ACCOUNT, entry, text, any && letter);
    if (query->term == TERM_CITY)
        take_reason(&best, N_("city"), field_match(&index->fields[FIELD_CITY], entry, text, false));
    return best;
}

static const char *filter_word(enum term_kind term)
{
    switch (term) {
    case TERM_SCORE:
        return N_("score");
    case TERM_OVERDUE:
        return N_("overdue");
    case TERM_DISPUTES:
        return N_("disputes");
    case TERM_KIND:
        return N_("kind");
    default:
        return "";
    }
}

/* The first word that names something; a filter only when nothing else was asked. */
static const char *query_reason(const struct search_index *index, uint32_t entry, const struct query *query,
                                const char **filter)
{
    if (query->kind == QUERY_NOT) return NULL;
    if (query->kind == QUERY_TERM) {
        if (query->text != NULL && query->term != TERM_KIND) return term_reason(index, entry, query).word;
        if (*filter == NULL) *filter = filter_word(query->term);
        return NULL;
    }
    for (guint i = 0; i < query->children->len; i++) {
        const char *word = query_reason(index, entry, query->children->pdata[i], filter);
        if (word != NULL) return word;
    }
    return NULL;
}

char *search_why_match(const struct search_index *index, const struct query *query, int64_t subject)
{
    gpointer place = g_hash_table_lookup(index->by_subject, GSIZE_TO_POINTER((gsize)subject));
    if (place == NULL) return g_strdup("");
    const char *filter = NULL;
    const char *word = query_reason(index, GPOINTER_TO_UINT(place) - 1, query, &filter);
    return phrase_make(word ? word : filter ? filter : "", NULL);
}
