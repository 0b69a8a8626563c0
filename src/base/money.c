/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts: strict parsing and formatting of two-decimal numbers without floating point. */
#include "base/money.h"

#include <string.h>

bool money_parse_minor(const char *text, int64_t *minor)
{
    *minor = MONEY_UNKNOWN;
    if (!text) return false;
    bool negative = false;
    if (*text == '-' || *text == '+') negative = *text++ == '-';
    int64_t value = 0;
    int decimals = -1, digits = 0, group = -1;
    for (; *text; text++) {
        if (*text == ',' && decimals < 0 && digits > 0 && (group < 0 || group == 3)) {
            group = 0; /* a comma stands before exactly three digits */
            continue;
        }
        if (*text == '.' && decimals < 0 && (group < 0 || group == 3)) {
            decimals = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || decimals == 2) return false;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *text - '0', &value))
            return false;
        if (decimals >= 0)
            decimals++;
        else if (group >= 0 && ++group > 3)
            return false;
        digits++;
    }
    if (digits == 0 || decimals == 0 || (decimals < 0 && group >= 0 && group != 3)) return false;
    for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    *minor = negative ? -value : value;
    return true;
}

char *money_format_minor(int64_t minor, bool grouped, char buffer[MONEY_TEXT_SIZE])
{
    buffer[0] = '\0';
    if (minor == MONEY_UNKNOWN) return buffer;
    const uint64_t absolute = minor < 0 ? (uint64_t)-minor : (uint64_t)minor;
    char reversed[MONEY_TEXT_SIZE];
    int length = 0, digits = 0;
    reversed[length++] = (char)('0' + absolute % 10);
    reversed[length++] = (char)('0' + absolute / 10 % 10);
    reversed[length++] = '.';
    uint64_t whole = absolute / 100;
    do {
        if (grouped && digits > 0 && digits % 3 == 0) reversed[length++] = ',';
        reversed[length++] = (char)('0' + whole % 10);
        whole /= 10;
        digits++;
    } while (whole > 0);
    if (minor < 0) reversed[length++] = '-';
    for (int i = 0; i < length; i++)
        buffer[i] = reversed[length - 1 - i];
    buffer[length] = '\0';
    return buffer;
}
