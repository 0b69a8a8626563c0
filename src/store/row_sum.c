/* SPDX-License-Identifier: Apache-2.0 */
/* A row as 128 bits. The form is canonical, so that the same facts give the same sum however they are stored: columns
 * without a value are left out (a column added later changes nothing), and a real number that is whole is written as an
 * integer (SQLite stores it as one). A table's name and a column's place are part of it. */
#include "store/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sum_add(struct sum *to, struct sum other)
{
    const uint64_t low = to->low + other.low;
    to->high += other.high + (low < to->low);
    to->low = low;
}

void sum_subtract(struct sum *from, struct sum other)
{
    const bool borrow = from->low < other.low;
    from->low -= other.low;
    from->high -= other.high + borrow;
}

struct sum sum_read(const uint8_t bytes[16])
{
    uint64_t halves[2];
    memcpy(halves, bytes, sizeof halves);
    return (struct sum){ GUINT64_FROM_LE(halves[0]), GUINT64_FROM_LE(halves[1]) };
}

void sum_write(struct sum sum, uint8_t bytes[16])
{
    const uint64_t halves[2] = { GUINT64_TO_LE(sum.low), GUINT64_TO_LE(sum.high) };
    memcpy(bytes, halves, sizeof halves);
}

/* Room for `more` bytes behind what is there; NULL when there is no memory, and then the row has failed for good. */
static uint8_t *reserve(struct row_text *row, size_t more)
{
    if (row->length + more > row->room) {
        const size_t room = 2 * (row->length + more) + 256;
        uint8_t *bytes = realloc(row->bytes, room);
        if (!bytes) {
            row->failed = true;
            return NULL;
        }
        row->bytes = bytes;
        row->room = room;
    }
    uint8_t *at = row->bytes + row->length;
    row->length += more;
    return at;
}

static void put(struct row_text *row, int column, char kind, uint64_t value, const void *bytes, size_t length)
{
    uint8_t *at = reserve(row, 3 + sizeof value + length);
    if (!at) return;
    const uint64_t number = GUINT64_TO_LE(value);
    at[0] = (uint8_t)column;
    at[1] = (uint8_t)(column >> 8);
    at[2] = (uint8_t)kind;
    memcpy(at + 3, &number, sizeof number);
    if (length) memcpy(at + 3 + sizeof number, bytes, length);
}

void row_begin(struct row_text *row, const char *table)
{
    const size_t length = strlen(table) + 1;
    row->length = 0;
    uint8_t *at = reserve(row, length);
    if (at) memcpy(at, table, length);
}

void row_integer(struct row_text *row, int column, int64_t value)
{
    put(row, column, 'i', (uint64_t)value, NULL, 0);
}

void row_real(struct row_text *row, int column, double value)
{
    uint64_t bits;
    if (fabs(value) < 0x1p52 && value == floor(value)) {
        row_integer(row, column, (int64_t)value);
        return;
    }
    memcpy(&bits, &value, sizeof bits);
    put(row, column, 'r', bits, NULL, 0);
}

void row_bytes(struct row_text *row, int column, char kind, const void *bytes, size_t length)
{
    put(row, column, kind, length, bytes, length);
}

struct sum row_end(const struct row_text *row, const uint8_t key[SEAL_FINGERPRINT_KEY])
{
    uint8_t fingerprint[SEAL_FINGERPRINT];
    seal_fingerprint(fingerprint, key, row->bytes, row->length);
    return sum_read(fingerprint);
}
