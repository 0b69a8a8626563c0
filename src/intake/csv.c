/* SPDX-License-Identifier: Apache-2.0 */
/* The tokeniser. A record is first only measured (where its fields begin and end), then checked, and only then are
 * quotes undone in place: so a record that turns out bad is still untouched, and reading can go on right after the line
 * on which it began. That is what keeps a quote that is never closed from swallowing the file. */
#include "intake/csv.h"

#include "intake/decode.h"

#include <string.h>

struct csv_reader {
    struct decoder *decoder;
    GByteArray *bytes; /* decoded text; [start, bytes->len) is not yet read */
    size_t start;
    bool ended;
    bool dropping; /* the rest of a refused line, up to its line break, is still to come */
    int64_t line;  /* of `start` */
    char delimiter;
    char *reason;
};

struct csv_reader *csv_open(const char *path, enum csv_encoding encoding, char delimiter, GError **error)
{
    struct decoder *decoder = decoder_open(path, encoding, error);
    if (!decoder) return NULL;
    struct csv_reader *reader = g_new0(struct csv_reader, 1);
    reader->decoder = decoder;
    reader->bytes = g_byte_array_sized_new(1 << 19);
    reader->line = 1;
    reader->delimiter = delimiter;
    return reader;
}

void csv_close(struct csv_reader *reader)
{
    if (!reader) return;
    decoder_close(reader->decoder);
    g_byte_array_unref(reader->bytes);
    g_free(reader->reason);
    g_free(reader);
}

double csv_progress(const struct csv_reader *reader)
{
    return decoder_progress(reader->decoder);
}

enum csv_encoding csv_found_encoding(const struct csv_reader *reader)
{
    return decoder_encoding(reader->decoder);
}

const char *csv_digest(struct csv_reader *reader)
{
    return decoder_digest(reader->decoder);
}

/* More text behind what is there; what has been read is dropped first. A zero byte always stands behind the end, so
 * that the last field of the file can be ended in place. */
static bool refill(struct csv_reader *reader, GError **error)
{
    if (reader->start > 0) {
        g_byte_array_remove_range(reader->bytes, 0, (guint)reader->start);
        reader->start = 0;
    }
    if (!decoder_read(reader->decoder, reader->bytes, &reader->ended, error)) return false;
    const guint8 zero = 0;
    g_byte_array_append(reader->bytes, &zero, 1);
    g_byte_array_set_size(reader->bytes, reader->bytes->len - 1);
    return true;
}

enum scan { SCAN_WHOLE, SCAN_MORE, SCAN_BAD };

struct measured {
    size_t end;    /* offset behind the record and its line break */
    int64_t lines; /* line breaks in it */
    size_t begin[CSV_COLUMN_LIMIT], length[CSV_COLUMN_LIMIT];
    bool quoted[CSV_COLUMN_LIMIT];
    const char *reason; /* SCAN_BAD */
    size_t at;          /* SCAN_BAD: offset of the trouble */
};

static enum scan bad(struct measured *measured, const char *reason, size_t at)
{
    measured->reason = reason;
    measured->at = at;
    return SCAN_BAD;
}

/* One quoted field that begins at `at` (the quote). Answers the offset behind the closing quote. */
static enum scan scan_quoted(const char *text, size_t at, size_t end, bool ended, struct measured *measured,
                             size_t *behind)
{
    size_t open = at++;
    for (; at < end; at++) {
        if (text[at] == '\n') measured->lines++;
        if (text[at] != '"') continue;
        if (at + 1 < end && text[at + 1] == '"') {
            at++;
            continue;
        }
        if (at + 1 == end && !ended) return SCAN_MORE;
        *behind = at + 1;
        return SCAN_WHOLE;
    }
    return ended ? bad(measured, N_("a quote that opens here is never closed"), open) : SCAN_MORE;
}

/* Measures the record at text[start...]; offsets are absolute. */
static enum scan scan(const char *text, size_t start, size_t end, bool ended, char delimiter, size_t *count,
                      struct measured *measured)
{
    size_t at = start;
    *count = 0;
    measured->lines = 0;
    while (true) {
        if (*count == CSV_COLUMN_LIMIT) return bad(measured, N_("the row has more than 256 columns"), at);
        size_t index = (*count)++;
        measured->quoted[index] = at < end && text[at] == '"';
        size_t begin = at;
        if (measured->quoted[index]) {
            enum scan inside = scan_quoted(text, at, end, ended, measured, &at);
            if (inside != SCAN_WHOLE) return inside;
        } else {
            while (at < end && text[at] != delimiter && text[at] != '\n')
                at++;
        }
        if (at == end && !ended) return SCAN_MORE;
        size_t stop = at;
        if (measured->quoted[index] && at < end && text[at] == '\r') at++;
        if (at < end && text[at] != delimiter && text[at] != '\n')
            return bad(measured, N_("text stands behind a closing quote"), at);
        if (!measured->quoted[index] && stop > begin && text[stop - 1] == '\r' && (at == end || text[at] == '\n'))
            stop--;
        measured->begin[index] = begin;
        measured->length[index] = stop - begin;
        if (stop - begin > CSV_FIELD_LIMIT) return bad(measured, N_("a field is longer than 64 KiB"), begin);
        if (at == end || text[at] == '\n') break;
        at++;
    }
    if (at < end) {
        at++;
        measured->lines++;
    }
    measured->end = at;
    return SCAN_WHOLE;
}

/* Undoes the quotes of a measured field and ends it with a zero byte. */
static void take_field(char *text, const struct measured *measured, size_t index, struct csv_record *record)
{
    char *field = text + measured->begin[index];
    size_t length = measured->length[index];
    if (measured->quoted[index]) {
        char *to = ++field;
        const char *from = field, *stop = field + length - 2;
        while (from < stop) {
            if (*from == '"') from++;
            *to++ = *from++;
        }
        length = (size_t)(to - field);
    }
    field[length] = '\0';
    record->field[index] = field;
    record->length[index] = length;
}

/* Says where the trouble is (line and character) and goes to the line after the one where the record began. */
static enum csv_step refuse(struct csv_reader *reader, const char *reason, size_t at, struct csv_trouble *trouble)
{
    const char *text = (const char *)reader->bytes->data;
    int64_t line = reader->line;
    size_t begin = reader->start;
    for (size_t i = reader->start; i < at; i++) {
        if (text[i] == '\n') {
            line++;
            begin = i + 1;
        }
    }
    int64_t column = 1;
    for (size_t i = begin; i < at; i++)
        column += (text[i] & 0xC0) != 0x80;
    char number[24], place[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, line);
    g_snprintf(place, sizeof place, "%" G_GINT64_FORMAT, column);
    g_free(reader->reason);
    reader->reason = phrase_make(reason, number, place, NULL);
    *trouble = (struct csv_trouble){ .line = reader->line, .column = column, .reason = reader->reason };

    const char *feed = memchr(text + reader->start, '\n', reader->bytes->len - reader->start);
    reader->start = feed ? (size_t)(feed - text) + 1 : reader->bytes->len;
    reader->dropping = !feed;
    reader->line++;
    return CSV_BAD;
}

/* The rest of a refused line, without keeping it. */
static bool drop_line(struct csv_reader *reader, GError **error)
{
    while (reader->dropping && !reader->ended) {
        if (!refill(reader, error)) return false;
        const guint8 *feed = memchr(reader->bytes->data, '\n', reader->bytes->len);
        reader->start = feed ? (size_t)(feed - reader->bytes->data) + 1 : reader->bytes->len;
        reader->dropping = !feed;
    }
    reader->dropping = false;
    return true;
}

static bool pass_blank_lines(struct csv_reader *reader)
{
    const char *text = (const char *)reader->bytes->data;
    while (reader->start < reader->bytes->len) {
        size_t at = reader->start;
        if (text[at] == '\r' && at + 1 < reader->bytes->len) at++;
        if (text[at] != '\n') return true;
        reader->start = at + 1;
        reader->line++;
    }
    return false;
}

enum csv_step csv_next(struct csv_reader *reader, struct csv_record *record, struct csv_trouble *trouble,
                       GError **error)
{
    static const char too_long[] = N_("the row is longer than 1 MiB, or a quote is never closed");
    struct measured measured;
    size_t count = 0;
    if (!drop_line(reader, error)) return CSV_ERROR;
    while (true) {
        bool any = pass_blank_lines(reader);
        if (!any && reader->ended) return CSV_END;
        enum scan found = SCAN_MORE;
        const char *text = (const char *)reader->bytes->data;
        size_t length = reader->bytes->len - reader->start;
        if (any)
            found = scan(text, reader->start, reader->bytes->len, reader->ended, reader->delimiter, &count, &measured);
        if (found == SCAN_WHOLE && measured.end - reader->start > CSV_RECORD_LIMIT)
            return refuse(reader, too_long, reader->start, trouble);
        if (found == SCAN_BAD) return refuse(reader, measured.reason, measured.at, trouble);
        if (found == SCAN_WHOLE) break;
        if (length > CSV_RECORD_LIMIT) return refuse(reader, too_long, reader->start, trouble);
        if (!refill(reader, error)) return CSV_ERROR;
    }
    char *text = (char *)reader->bytes->data;
    const char *wrong;
    if (!g_utf8_validate(text + reader->start, (gssize)(measured.end - reader->start), &wrong)) {
        const char *reason = *wrong == '\0'
                                 ? N_("a zero byte stands in line {1}, character {2}")
                                 : N_("a byte that is not text in this encoding stands in line {1}, character {2}");
        return refuse(reader, reason, (size_t)(wrong - text), trouble);
    }
    record->line = reader->line;
    record->count = count;
    for (size_t i = 0; i < count; i++)
        take_field(text, &measured, i, record);
    reader->start = measured.end;
    reader->line += measured.lines;
    return CSV_ROW;
}
