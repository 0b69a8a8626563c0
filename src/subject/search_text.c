/* SPDX-License-Identifier: Apache-2.0 */
/* One folded buffer a field, and the pass over it. A needle holds no newline, so a hit never crosses two values; UTF-8
 * synchronises itself, so it never starts inside a character. */
#include "subject/search_private.h"

#include <string.h>

enum { ORDINARY_FIRST = 0x3400, ORDINARY_LAST = 0x9FFF };

static bool is_middle_dot(gunichar character)
{
    return character == 0xB7 || character == 0x2022 || character == 0x2027 || character == 0x30FB;
}

/* Most names are ordinary characters and ASCII: those are folded without the Unicode tables. */
static bool fold_ordinary(const char *text, GString *out)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        unsigned char byte = (unsigned char)*at;
        if (byte < 0x80) {
            g_string_append_c(out, byte < ' ' || byte == 0x7F ? ' ' : g_ascii_tolower(*at));
            continue;
        }
        gunichar character = g_utf8_get_char(at);
        if (is_middle_dot(character)) continue;
        if (character < ORDINARY_FIRST || character > ORDINARY_LAST) return false;
        g_string_append_unichar(out, pinyin_simplify(character));
    }
    return true;
}

void search_fold(const char *text, GString *out)
{
    g_string_truncate(out, 0);
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    if (fold_ordinary(valid ? valid : text, out)) return;
    g_string_truncate(out, 0);
    g_autofree char *folded = text_fold(valid ? valid : text);
    for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_iscntrl(character) || g_unichar_isspace(character))
            g_string_append_c(out, ' ');
        else if (!is_middle_dot(character))
            g_string_append_unichar(out, pinyin_simplify(character));
    }
}

void search_fold_phone(const char *text, GString *out)
{
    g_string_truncate(out, 0);
    const char *at = g_str_has_prefix(text, "+86") ? text + 3 : text;
    for (; *at != '\0'; at++) {
        if (g_ascii_isdigit(*at))
            g_string_append_c(out, *at);
        else if (strchr(" -+()", *at) == NULL) {
            search_fold(text, out);
            return;
        }
    }
}

int search_overdue_days(int months_late)
{
    return months_late > 0 ? (months_late - 1) * 30 + 1 : 0;
}

void field_init(struct field *field)
{
    memset(field, 0, sizeof *field);
    field->text = g_string_sized_new(1 << 16);
    field->starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    field->owners = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void field_clear(struct field *field)
{
    g_string_free(field->text, TRUE);
    g_array_unref(field->starts);
    g_array_unref(field->owners);
}

void field_add(struct field *field, uint32_t entry, const char *folded, size_t length)
{
    uint32_t start = (uint32_t)field->text->len;
    g_array_append_val(field->starts, start);
    g_array_append_val(field->owners, entry);
    g_string_append_len(field->text, folded, (gssize)length);
    g_string_append_c(field->text, '\n');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)folded[i];
        field->present[byte >> 6] |= (uint64_t)1 << (byte & 63);
    }
}

static bool can_hold(const struct field *field, const char *needle)
{
    for (const char *at = needle; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if ((field->present[byte >> 6] >> (byte & 63) & 1) == 0) return false;
    }
    return true;
}

/* The row a place of the text lies in, at or after `row`: looked for in growing steps, for hits come close together. */
static guint row_at(const struct field *field, guint row, uint32_t place)
{
    const uint32_t *starts = (const uint32_t *)field->starts->data;
    guint low = row, high = row + 1, reach = 1;
    while (high < field->starts->len && starts[high] <= place) {
        low = high;
        high = low + reach;
        reach *= 2;
    }
    high = MIN(high, field->starts->len);
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (starts[middle] <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t row_end(const struct field *field, guint row)
{
    const uint32_t *starts = (const uint32_t *)field->starts->data;
    return row + 1 < field->starts->len ? starts[row + 1] - 1 : (uint32_t)field->text->len - 1;
}

static bool starts_word(const char *text, uint32_t start, uint32_t place)
{
    return place == start || !g_ascii_isalnum(text[place - 1]);
}

/* The first hit in a row is the best one there is: only a hit at its start is a prefix. */
void field_scan(const struct field *field, const char *needle, bool word_start, struct hits *hits)
{
    size_t length = strlen(needle);
    if (length == 0 || !can_hold(field, needle)) return;
    const char *text = field->text->str;
    const uint32_t *starts = (const uint32_t *)field->starts->data;
    const uint32_t *owners = (const uint32_t *)field->owners->data;
    size_t from = 0;
    guint row = 0;
    const char *hit;
    while ((hit = memmem(text + from, field->text->len - from, needle, length)) != NULL) {
        uint32_t place = (uint32_t)(hit - text);
        row = row_at(field, row, place);
        if (word_start && !starts_word(text, starts[row], place)) {
            from = place + 1;
            continue;
        }
        uint32_t end = row_end(field, row);
        if ((owners[row] & ROW_DEAD) == 0)
            hits_mark(hits, owners[row],
                      place != starts[row]    ? MATCH_ANYWHERE
                      : place + length == end ? MATCH_EXACT
                                              : MATCH_PREFIX);
        from = end + 1;
    }
}

static enum match_class row_match(const struct field *field, guint row, const char *needle, bool word_start)
{
    const char *text = field->text->str;
    uint32_t start = g_array_index(field->starts, uint32_t, row), end = row_end(field, row);
    size_t length = strlen(needle);
    for (uint32_t from = start; from + length <= end;) {
        const char *hit = memmem(text + from, end - from, needle, length);
        if (hit == NULL) return MATCH_NONE;
        uint32_t place = (uint32_t)(hit - text);
        if (!word_start || starts_word(text, start, place))
            return place != start ? MATCH_ANYWHERE : place + length == end ? MATCH_EXACT : MATCH_PREFIX;
        from = place + 1;
    }
    return MATCH_NONE;
}

enum match_class field_match(const struct field *field, uint32_t entry, const char *needle, bool word_start)
{
    const uint32_t *owners = (const uint32_t *)field->owners->data;
    enum match_class best = MATCH_NONE;
    if (*needle == '\0') return best;
    for (guint row = rows_first(field->owners, field->ordered, entry); row < field->owners->len; row++) {
        if (row < field->ordered && (owners[row] & ~(uint32_t)ROW_DEAD) != entry) row = field->ordered;
        if (row < field->owners->len && owners[row] == entry)
            best = MAX(best, row_match(field, row, needle, word_start));
    }
    return best;
}

size_t rows_kill(GArray *owners, const uint8_t *dirty)
{
    size_t killed = 0;
    uint32_t *owner = (uint32_t *)owners->data;
    for (guint row = 0; row < owners->len; row++) {
        if ((owner[row] & ROW_DEAD) != 0 || !dirty[owner[row]]) continue;
        owner[row] |= ROW_DEAD;
        killed++;
    }
    return killed;
}

guint rows_first(const GArray *owners, guint ordered, uint32_t entry)
{
    guint low = 0, high = ordered;
    while (low < high) {
        guint middle = (low + high) / 2;
        if ((g_array_index(owners, uint32_t, middle) & ~(uint32_t)ROW_DEAD) < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
