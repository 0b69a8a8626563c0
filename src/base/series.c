/* SPDX-License-Identifier: Apache-2.0 */
/* Packed series. A value is stored as zigzag(difference to the last known one) + 1; 0 stands for unknown. Values
 * are amounts, ids and line numbers: their differences stay far inside 63 bits, which is what the +1 needs. */
#include "base/series.h"

static void append_varint(GByteArray *bytes, uint64_t value)
{
    guint8 buffer[10];
    guint length = 0;
    while (value >= 0x80) {
        buffer[length++] = (guint8)(value | 0x80);
        value >>= 7;
    }
    buffer[length++] = (guint8)value;
    g_byte_array_append(bytes, buffer, length);
}

static gboolean read_varint(const guint8 *bytes, size_t length, size_t *offset, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (*offset >= length) return FALSE;
        const guint8 byte = bytes[(*offset)++];
        if (shift == 63 && byte > 1) return FALSE;
        *value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) return TRUE;
    }
    return FALSE;
}

void series_append(GByteArray *bytes, const int64_t *values, size_t count)
{
    append_varint(bytes, count);
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i] == SERIES_UNKNOWN) {
            append_varint(bytes, 0);
            continue;
        }
        const uint64_t difference = (uint64_t)values[i] - last;
        const uint64_t zigzag = (difference << 1) ^ (uint64_t)((int64_t)difference >> 63);
        append_varint(bytes, zigzag + 1);
        last = (uint64_t)values[i];
    }
}

gboolean series_read(const guint8 *bytes, size_t length, size_t *offset, int64_t **values, size_t *count)
{
    uint64_t number;
    *values = NULL;
    *count = 0;
    /* every value takes at least a byte, so a count beyond the rest is a lie and must not be allocated */
    if (!read_varint(bytes, length, offset, &number) || number > length - *offset) return FALSE;
    g_autofree int64_t *out = number ? g_new(int64_t, number) : NULL;
    uint64_t last = 0;
    for (size_t i = 0; i < number; i++) {
        uint64_t code;
        if (!read_varint(bytes, length, offset, &code)) return FALSE;
        if (code == 0) {
            out[i] = SERIES_UNKNOWN;
            continue;
        }
        const uint64_t zigzag = code - 1;
        last += (zigzag >> 1) ^ (~(zigzag & 1) + 1);
        out[i] = (int64_t)last;
    }
    *values = g_steal_pointer(&out);
    *count = number;
    return TRUE;
}
