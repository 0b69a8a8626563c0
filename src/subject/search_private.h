/* SPDX-License-Identifier: Apache-2.0 */
/* The in-memory index behind search.h. One entry a subject; the texts that are searched lie in one folded buffer a
 * field, a value a line, so that a word is found by one pass of memmem. Every term gives three bitmaps (exact, prefix,
 * anywhere) whatever it finds, so there is no bad query and no planner. */
#pragma once
#include "subject/dossier_private.h"
#include "subject/search.h"

enum field_id { FIELD_NAME, FIELD_IDENTITY, FIELD_PHONE, FIELD_ACCOUNT, FIELD_CITY, FIELD_COUNT };
enum match_class { MATCH_NONE, MATCH_ANYWHERE, MATCH_PREFIX, MATCH_EXACT };
enum { SCORE_NONE = -1, ROW_DEAD = 1u << 31 };

/* Values of one field: value i is text[starts[i]] up to the newline before starts[i + 1]. */
struct field {
    GString *text;
    GArray *starts;      /* uint32_t */
    GArray *owners;      /* uint32_t entry, with ROW_DEAD when the value is no longer held */
    guint ordered;       /* the first so many rows are in order of their entries */
    uint64_t present[4]; /* bytes that occur: a word with any other byte is nowhere */
};

/* The spellings of one character: "lv" is looked for as lv, lu and lyu. */
struct spellings {
    guint count;
    const char *text[12];
    uint8_t length[12];
};

/* Names as rows of spellings, for pinyin in any mix. */
struct pinyin_rows {
    GArray *sets;      /* struct spellings */
    GHashTable *known; /* readings (by pointer) -> number of the set + 1 */
    GStringChunk *texts;
    GArray *characters; /* uint16_t set numbers of all rows */
    GArray *starts;     /* uint32_t place in characters */
    GArray *owners;     /* uint32_t, as in a field */
    GArray *initials;   /* uint32_t: bit a letter that starts a spelling of the row */
    guint ordered;
};

struct entry {
    int64_t subject;
    int32_t score;
    int32_t overdue; /* days */
    int32_t disputes;
    uint32_t sort_key; /* place in search_index.keys: pinyin of the name to show */
    uint32_t city_key; /* the same of the city; 0 is "" */
    uint32_t name_order, city_order;
    int32_t name_place, city_place; /* rank of the kind taken so far */
    int32_t last_month;             /* while loading: the month that `overdue` is of */
    int64_t last_dispute;           /* while loading: counts each dispute once */
    bool live, enterprise;
};

struct search_index {
    GArray *entries;        /* struct entry */
    GHashTable *by_subject; /* subject -> entry + 1 */
    struct field fields[FIELD_COUNT];
    struct pinyin_rows pinyin;
    GString *keys;      /* NUL-separated */
    GHashTable *cities; /* city -> place in keys */
    GString *scratch;   /* folding, while loading */
    int64_t seen;       /* the last change taken in */
    struct date as_of;
    struct date day; /* the real one */
    /* values of the field are found whole or not at all: whoever is not shown them may not guess them digit by digit */
    bool whole[FIELD_COUNT];
    size_t live, dead_rows;
};

/* Sets of entries by how well they match; a subset each: exact in prefix in anywhere. */
struct hits {
    size_t words;
    uint64_t *anywhere, *prefix, *exact;
};

static inline void hits_mark(struct hits *hits, uint32_t entry, enum match_class match)
{
    uint64_t bit = (uint64_t)1 << (entry & 63);
    hits->anywhere[entry >> 6] |= bit;
    if (match >= MATCH_PREFIX) hits->prefix[entry >> 6] |= bit;
    if (match == MATCH_EXACT) hits->exact[entry >> 6] |= bit;
}

/* Folds for comparison: text_fold(), simplified characters, no middle dots, no control characters. Replaces `out`. */
void search_fold(const char *text, GString *out);
/* Digits of a phone number without the country's +86; the text as it is when it is no number. Replaces `out`. */
void search_fold_phone(const char *text, GString *out);
/* Days late of a number of months late: state n is at least (n - 1) * 30 + 1 days. */
int search_overdue_days(int months_late);

void field_init(struct field *field);
void field_clear(struct field *field);
void field_add(struct field *field, uint32_t entry, const char *folded, size_t length);
/* Marks every entry with a value that holds `needle`; `word_start` only where a word starts. */
void field_scan(const struct field *field, const char *needle, bool word_start, struct hits *hits);
/* How the values of one entry hold `needle`. */
enum match_class field_match(const struct field *field, uint32_t entry, const char *needle, bool word_start);

void pinyin_rows_init(struct pinyin_rows *rows);
void pinyin_rows_clear(struct pinyin_rows *rows);
/* Adds a folded name, if any of its characters has a reading; its sort key is appended to `key`. */
void pinyin_rows_add(struct pinyin_rows *rows, uint32_t entry, const char *folded, GString *key);
/* True when a word can be pinyin at all. */
bool pinyin_rows_can_match(const char *needle);
void pinyin_rows_scan(const struct pinyin_rows *rows, const char *needle, struct hits *hits);
enum match_class pinyin_rows_match(const struct pinyin_rows *rows, uint32_t entry, const char *needle);

/* Kills the rows of entries for which dirty[entry] is set; answers how many. */
size_t rows_kill(GArray *owners, const uint8_t *dirty);
/* The first row of an entry within the ordered part, or `ordered`. */
guint rows_first(const GArray *owners, guint ordered, uint32_t entry);
