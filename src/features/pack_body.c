/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a block: one letter, then the values. Counts of months are whole and small, so most columns need a byte a
 * subject; what is no whole number is kept as it is. What must stay true: decoding gives back the very bits, but for
 * NaN, of which there is one. Little-endian. c  one value for all     8 bytes b  whole, -127..127      a byte each,
 * -128 is missing h  whole, 16 bits        two bytes each, -32768 is missing i  whole, 32 bits        four bytes each,
 * the lowest is missing d  doubles               eight bytes each */
#include "features/pack_private.h"

#include <math.h>
#include <string.h>

static guint64 bits_of(double value)
{
    const double one = isnan(value) ? NAN : value;
    guint64 bits;
    memcpy(&bits, &one, sizeof bits);
    return bits;
}

static double of_bits(guint64 bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The narrowest of the letters that holds every value. */
static char letter_for(const double *values)
{
    double most = 0;
    bool same = true, whole = true;
    for (int i = 0; i < PACK_BLOCK; i++) {
        same = same && bits_of(values[i]) == bits_of(values[0]);
        if (isnan(values[i])) continue;
        /* -0 is no whole number here: it would come back as 0 */
        whole = whole && fabs(values[i]) <= G_MAXINT32 && values[i] == rint(values[i]) &&
                bits_of(values[i]) == bits_of(rint(values[i]) + 0.0);
        most = fmax(most, fabs(values[i]));
    }
    if (same) return 'c';
    if (!whole) return 'd';
    return most <= G_MAXINT8 ? 'b' : most <= G_MAXINT16 ? 'h' : 'i';
}

static void put_bits(GByteArray *body, double value)
{
    const guint64 bits = GUINT64_TO_LE(bits_of(value));
    g_byte_array_append(body, (const guint8 *)&bits, sizeof bits);
}

void pack_encode(const double *values, GByteArray *body)
{
    const char letter = letter_for(values);
    g_byte_array_set_size(body, 0);
    g_byte_array_append(body, (const guint8 *)&letter, 1);
    if (letter == 'c') put_bits(body, values[0]);
    for (int i = 0; i < PACK_BLOCK && letter != 'c'; i++) {
        const bool missing = isnan(values[i]);
        const gint8 byte = missing ? G_MININT8 : (gint8)CLAMP(values[i], G_MININT8, G_MAXINT8);
        const gint16 half = GINT16_TO_LE(missing ? G_MININT16 : (gint16)CLAMP(values[i], G_MININT16, G_MAXINT16));
        const gint32 word = GINT32_TO_LE(missing ? G_MININT32 : (gint32)CLAMP(values[i], G_MININT32, G_MAXINT32));
        if (letter == 'b') g_byte_array_append(body, (const guint8 *)&byte, sizeof byte);
        if (letter == 'h') g_byte_array_append(body, (const guint8 *)&half, sizeof half);
        if (letter == 'i') g_byte_array_append(body, (const guint8 *)&word, sizeof word);
        if (letter == 'd') put_bits(body, values[i]);
    }
}

static guint64 get_bits(const guint8 *from)
{
    guint64 bits;
    memcpy(&bits, from, sizeof bits);
    return GUINT64_FROM_LE(bits);
}

static void decode_bytes(const guint8 *from, double *values)
{
    for (int i = 0; i < PACK_BLOCK; i++) {
        const gint8 byte = (gint8)from[i];
        values[i] = byte == G_MININT8 ? NAN : byte;
    }
}

static void decode_halves(const guint8 *from, double *values)
{
    for (int i = 0; i < PACK_BLOCK; i++) {
        gint16 half;
        memcpy(&half, from + 2 * i, sizeof half);
        half = GINT16_FROM_LE(half);
        values[i] = half == G_MININT16 ? NAN : half;
    }
}

static void decode_words(const guint8 *from, double *values)
{
    for (int i = 0; i < PACK_BLOCK; i++) {
        gint32 word;
        memcpy(&word, from + 4 * i, sizeof word);
        word = GINT32_FROM_LE(word);
        values[i] = word == G_MININT32 ? NAN : (double)word;
    }
}

bool pack_decode(const void *body, size_t length, double *values)
{
    static const char letters[] = "cbhid";
    static const size_t widths[] = { 0, 1, 2, 4, 8 };
    const guint8 *from = body;
    const char *letter = length > 0 ? memchr(letters, from[0], sizeof letters - 1) : NULL;
    if (letter == NULL) return false;
    const size_t width = widths[letter - letters];
    if (length != 1 + (width ? width * PACK_BLOCK : sizeof(guint64))) return false;
    from++;
    if (width == 1) decode_bytes(from, values);
    if (width == 2) decode_halves(from, values);
    if (width == 4) decode_words(from, values);
    for (int i = 0; i < PACK_BLOCK && (width == 0 || width == 8); i++)
        values[i] = of_bits(get_bits(from + (size_t)i * width));
    return true;
}
