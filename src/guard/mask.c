/* SPDX-License-Identifier: Apache-2.0 */
/* Masking: what stays of a secret value is enough to recognise it when one knows it, and no more. */
#include "guard/guard.h"

#include <string.h>

/* Keeps `head` and `tail` characters, stars between; a value too short to keep both is starred whole. */
static char *keep_ends(const char *value, long head, long tail)
{
    const long length = g_utf8_strlen(value, -1);
    GString *out = g_string_new(NULL);
    const bool ends = length > head + tail + 1;
    long index = 0;
    for (const char *p = value; *p; p = g_utf8_next_char(p), index++) {
        if (ends && (index < head || index >= length - tail))
            g_string_append_unichar(out, g_utf8_get_char(p));
        else
            g_string_append_c(out, '*');
    }
    return g_string_free(out, FALSE);
}

/* The place stays, the street goes: the first word, or up to 市 / 县 / 区 whichever comes first. */
static char *keep_city(const char *value)
{
    const char *end = NULL;
    for (const char *p = value; *p && !end; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (c == 0x5E02 || c == 0x53BF)
            end = g_utf8_next_char(p);
        else if (c == ' ' || c == ',')
            end = p;
    }
    return end && end > value ? g_strdup_printf("%.*s ****", (int)(end - value), value) : g_strdup("****");
}

char *guard_mask(const char *value, enum secrecy secrecy)
{
    if (!value) return NULL;
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    switch (secrecy) {
    case SECRECY_IDENTITY:
        return keep_ends(valid, 2, 2);
    case SECRECY_PHONE:
        return keep_ends(valid, 3, 4);
    case SECRECY_ACCOUNT:
        return strlen(valid) >= 13 ? keep_ends(valid, 6, 4) : keep_ends(valid, 0, 4);
    case SECRECY_ADDRESS:
        return keep_city(valid);
    case SECRECY_INCOME:
        return g_strdup("****");
    case SECRECY_OPEN:
    case SECRECY_NAME:
        break;
    }
    return g_steal_pointer(&valid);
}
