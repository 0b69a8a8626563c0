/* SPDX-License-Identifier: Apache-2.0 */
/* Pinyin in any mix of whole syllables, initials and an unfinished last syllable: wangxm, wxm, wangxiaom, xiaoming.
 * A row is matched as a set of places reached in the word after each character, so no word takes long. */
#include "subject/search_private.h"

#include <string.h>

enum { LONGEST_WORD = 63, SHORTEST_ANYWHERE = 2 };

void pinyin_rows_init(struct pinyin_rows *rows)
{
    memset(rows, 0, sizeof *rows);
    rows->sets = g_array_new(FALSE, FALSE, sizeof(struct spellings));
    rows->known = g_hash_table_new(NULL, NULL);
    rows->texts = g_string_chunk_new(4096);
    rows->characters = g_array_new(FALSE, FALSE, sizeof(uint16_t));
    rows->starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    rows->owners = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    rows->initials = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void pinyin_rows_clear(struct pinyin_rows *rows)
{
    g_array_unref(rows->sets);
    g_hash_table_unref(rows->known);
    g_string_chunk_free(rows->texts);
    g_array_unref(rows->characters);
    g_array_unref(rows->starts);
    g_array_unref(rows->owners);
    g_array_unref(rows->initials);
}

static void add_spelling(struct spellings *set, const char *text)
{
    if (set->count == G_N_ELEMENTS(set->text)) return;
    set->text[set->count] = text;
    set->length[set->count] = (uint8_t)strlen(text);
    set->count++;
}

/* Keyboards write lv, people lu, passports lyu. */
static void add_reading(struct pinyin_rows *rows, struct spellings *set, const char *reading)
{
    add_spelling(set, g_string_chunk_insert_const(rows->texts, reading));
    const char *u = strchr(reading, 'v');
    if (u == NULL) return;
    g_autofree char *plain = g_strdup_printf("%.*su%s", (int)(u - reading), reading, u + 1);
    g_autofree char *passport = g_strdup_printf("%.*syu%s", (int)(u - reading), reading, u + 1);
    add_spelling(set, g_string_chunk_insert_const(rows->texts, plain));
    add_spelling(set, g_string_chunk_insert_const(rows->texts, passport));
}

/* The number of the set for a list of readings; `key` tells lists apart. */
static uint16_t set_of(struct pinyin_rows *rows, const char *readings, const void *key)
{
    gpointer number = g_hash_table_lookup(rows->known, key);
    if (number != NULL) return (uint16_t)(GPOINTER_TO_UINT(number) - 1);
    struct spellings set = { 0 };
    g_auto(GStrv) list = g_strsplit(readings, " ", -1);
    for (char **reading = list; *reading != NULL; reading++)
        add_reading(rows, &set, *reading);
    g_array_append_val(rows->sets, set);
    g_hash_table_insert(rows->known, (gpointer)key, GUINT_TO_POINTER(rows->sets->len));
    return (uint16_t)(rows->sets->len - 1);
}

/* Letters and digits inside a Chinese name spell themselves; signs are passed over. */
static bool character_set(struct pinyin_rows *rows, gunichar character, uint16_t *number)
{
    const char *readings = pinyin_readings(character);
    if (readings != NULL) {
        *number = set_of(rows, readings, readings);
        return true;
    }
    if (character >= 0x80 || !g_ascii_isalnum((char)character)) return false;
    char itself[2] = { (char)character, '\0' };
    *number = set_of(rows, itself, GUINT_TO_POINTER(character)); /* no string lies at so low an address */
    return true;
}

static uint32_t letter_bit(char letter)
{
    return letter >= 'a' && letter <= 'z' ? (uint32_t)1 << (letter - 'a') : (uint32_t)1 << 26;
}

/* Syllables in the sort key are kept apart, so that "fan gao" stands before "fang". */
static void append_key(GString *key, gunichar character, const char *readings)
{
    if (readings == NULL) {
        g_string_append_unichar(key, character);
        return;
    }
    g_string_append_len(key, readings, (gssize)strcspn(readings, " "));
    g_string_append_c(key, '\x01');
}

/* The readings the i-th character is sorted by. */
static const char *reading_at(const gunichar *characters, size_t i, const char *surname, size_t surname_length)
{
    if (surname == NULL || i >= surname_length) return pinyin_readings(characters[i]);
    for (size_t skip = 0; skip < i; skip++)
        surname += strcspn(surname, " ") + 1;
    return surname;
}

void pinyin_rows_add(struct pinyin_rows *rows, uint32_t entry, const char *folded, GString *key)
{
    gunichar characters[128];
    size_t count = 0;
    bool chinese = false;
    for (const char *at = folded; *at != '\0' && count < G_N_ELEMENTS(characters); at = g_utf8_next_char(at)) {
        characters[count] = g_utf8_get_char(at);
        chinese = chinese || characters[count] >= 0x3400;
        count++;
    }
    if (!chinese) {
        g_string_append(key, folded);
        return;
    }
    uint32_t start = rows->characters->len, initials = 0;
    size_t surname_length = 0;
    const char *surname = pinyin_surname(characters, count, &surname_length);
    for (size_t i = 0; i < count; i++) {
        uint16_t number;
        append_key(key, characters[i], reading_at(characters, i, surname, surname_length));
        if (!character_set(rows, characters[i], &number)) continue;
        g_array_append_val(rows->characters, number);
        const struct spellings *set = &g_array_index(rows->sets, struct spellings, number);
        for (guint s = 0; s < set->count; s++)
            initials |= letter_bit(set->text[s][0]);
    }
    g_array_append_val(rows->starts, start);
    g_array_append_val(rows->owners, entry);
    g_array_append_val(rows->initials, initials);
}

bool pinyin_rows_can_match(const char *needle)
{
    size_t length = strspn(needle, "abcdefghijklmnopqrstuvwxyz0123456789");
    return length > 0 && length <= LONGEST_WORD && needle[length] == '\0' &&
           strpbrk(needle, "abcdefghijklmnopqrstuvwxyz") != NULL;
}

static bool has_long_initial(const char *spelling)
{
    return spelling[1] == 'h' && (spelling[0] == 'z' || spelling[0] == 'c' || spelling[0] == 's');
}

/* From a set of places in the word, the places after one more character. *whole: the word ended with a syllable;
 * *part: it ended inside one. */
static uint64_t step(const struct spellings *set, const char *word, size_t length, uint64_t places, bool *whole,
                     bool *part)
{
    uint64_t next = 0;
    while (places != 0) {
        unsigned place = (unsigned)__builtin_ctzll(places);
        places &= places - 1;
        for (guint s = 0; s < set->count; s++) {
            const char *spelling = set->text[s];
            size_t same = 0;
            while (same < set->length[s] && place + same < length && word[place + same] == spelling[same])
                same++;
            if (same == 0) continue;
            if (place + same == length) *(same == set->length[s] ? whole : part) = true;
            if (same == set->length[s]) next |= (uint64_t)1 << (place + same);
            next |= (uint64_t)1 << (place + 1);
            if (same >= 2 && has_long_initial(spelling)) next |= (uint64_t)1 << (place + 2);
        }
    }
    return next & (((uint64_t)1 << length) - 1);
}

static enum match_class row_match_from(const struct pinyin_rows *rows, const uint16_t *sets, size_t count, size_t first,
                                       const char *word, size_t length)
{
    enum match_class best = MATCH_NONE;
    uint64_t places = 1;
    for (size_t i = first; i < count && places != 0; i++) {
        bool whole = false, part = false;
        places = step(&g_array_index(rows->sets, struct spellings, sets[i]), word, length, places, &whole, &part);
        if (!whole && !part) continue;
        if (first > 0) return MATCH_ANYWHERE;
        best = MAX(best, whole && i + 1 == count ? MATCH_EXACT : MATCH_PREFIX);
    }
    return best;
}

/* One letter alone is looked for at the start of the name only: anywhere it would find nearly everybody. */
static enum match_class row_match(const struct pinyin_rows *rows, guint row, const char *word, size_t length)
{
    const uint32_t *starts = (const uint32_t *)rows->starts->data;
    size_t start = starts[row];
    size_t end = row + 1 < rows->starts->len ? starts[row + 1] : rows->characters->len;
    const uint16_t *sets = &g_array_index(rows->characters, uint16_t, start);
    size_t last_first = length >= SHORTEST_ANYWHERE ? end - start : MIN(end - start, 1);
    for (size_t first = 0; first < last_first; first++) {
        enum match_class match = row_match_from(rows, sets, end - start, first, word, length);
        if (match != MATCH_NONE) return match;
    }
    return MATCH_NONE;
}

void pinyin_rows_scan(const struct pinyin_rows *rows, const char *needle, struct hits *hits)
{
    const uint32_t *owners = (const uint32_t *)rows->owners->data;
    const uint32_t *initials = (const uint32_t *)rows->initials->data;
    uint32_t first = letter_bit(needle[0]);
    size_t length = strlen(needle);
    for (guint row = 0; row < rows->owners->len; row++) {
        if ((initials[row] & first) == 0 || (owners[row] & ROW_DEAD) != 0) continue;
        enum match_class match = row_match(rows, row, needle, length);
        if (match != MATCH_NONE) hits_mark(hits, owners[row], match);
    }
}

enum match_class pinyin_rows_match(const struct pinyin_rows *rows, uint32_t entry, const char *needle)
{
    const uint32_t *owners = (const uint32_t *)rows->owners->data;
    enum match_class best = MATCH_NONE;
    for (guint row = rows_first(rows->owners, rows->ordered, entry); row < rows->owners->len; row++) {
        if (row < rows->ordered && (owners[row] & ~(uint32_t)ROW_DEAD) != entry) row = rows->ordered;
        if (row < rows->owners->len && owners[row] == entry)
            best = MAX(best, row_match(rows, row, needle, strlen(needle)));
    }
    return best;
}
