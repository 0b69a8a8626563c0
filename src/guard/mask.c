/* SPDX-License-Identifier: Apache-2.0 */
/* Masking: what stays of a secret value is enough to recognise it when one knows it, and no more. Whatever the length
 * and the script, at least four characters that say something are starred, or all of them: no value comes out whole
 * because it is short, padded, or full of signs that are not seen. One allocation a value. */
#include "guard/rights.h"

#include <string.h>

enum {
    HIDDEN_LEAST = 4, /* so many letters or digits are starred before an end is shown */
    STARS_MOST = 32,  /* a run of them tells no more of the length than this */
    ENDING_MOST = 7,  /* of a mail address: ".com" */
    CITY_MOST = 12,   /* characters of a city with its province */
};

/* How much is shown of each end of a value of so many letters and digits: the first line that fits. */
struct ends {
    int least, head, tail;
};
static const struct ends identity_ends[] = { { 8, 2, 2 }, { 0 } };
static const struct ends phone_ends[] = { { 11, 3, 4 }, { 7, 0, 2 }, { 0 } };
static const struct ends account_ends[] = { { 14, 6, 4 }, { 8, 0, 4 }, { 6, 0, 2 }, { 0 } };

/* Letters and digits of any script; the rest (spaces, signs, marks, what is not seen) says nothing and is starred. */
static bool says_something(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c) && !g_unichar_ismark(c);
}

/* The character at `*at`, which goes on to the next; numbers are ASCII nearly always. */
static inline gunichar take(const char **at)
{
    if ((guchar) * *at < 0x80) return (guchar) * (*at)++;
    const gunichar c = g_utf8_get_char(*at);
    *at = g_utf8_next_char(*at);
    return c;
}

static int count_said(const char *value)
{
    int count = 0;
    for (const char *p = value; *p;)
        count += says_something(take(&p));
    return count;
}

static char *keep_ends(const char *value, const struct ends *ends)
{
    const int said = count_said(value);
    while (ends->least > said)
        ends++;
    char *out = g_malloc(strlen(value) + 1), *end = out;
    int index = 0, stars = 0;
    for (const char *p = value; *p;) {
        const char *from = p;
        const bool says = says_something(take(&p));
        if (says && (index < ends->head || index >= said - ends->tail)) {
            while (from < p)
                *end++ = *from++;
            stars = 0;
        } else if (stars++ < STARS_MOST) {
            *end++ = '*';
        }
        index += says;
    }
    *end = '\0';
    return out;
}

/* The first letter of a mail address and where it ends: l****@****.com */
static char *mask_mail(const char *value)
{
    const char *at = strrchr(value, '@'), *dot = strrchr(at, '.');
    const gunichar first = g_utf8_get_char(value);
    char letter[8] = "";
    bool ending = dot && strlen(dot) >= 3 && strlen(dot) <= ENDING_MOST && dot > at + 2;
    for (const char *p = dot ? dot + 1 : ""; *p && ending; p++)
        ending = g_ascii_isalpha(*p);
    if (count_said(value) < HIDDEN_LEAST + ENDING_MOST) return g_strdup("****@****");
    if (says_something(first)) letter[g_unichar_to_utf8(first, letter)] = '\0';
    return g_strconcat(letter, "****@****", ending ? dot : "", NULL);
}

/* The city stays, with its province; the street goes. A number is of no city, and neither is all of an address. */
static char *keep_city(const char *value)
{
    const char *end = NULL;
    int length = 0;
    for (const char *p = value; *p && !end && length < CITY_MOST; p = g_utf8_next_char(p), length++) {
        const gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalpha(c)) break;
        if ((c == 0x5E02 || c == 0x53BF) && length >= 1) end = g_utf8_next_char(p); /* 市 县 */
    }
    if (!end || count_said(end) < HIDDEN_LEAST / 2) return g_strdup("****");
    return g_strdup_printf("%.*s ****", (int)(end - value), value);
}

/* The surname of a Chinese name, the initials of any other. Two stars, however long the rest is. */
static char *mask_name(const char *value)
{
    enum { INITIALS = 4 };
    if (g_unichar_get_script(g_utf8_get_char(value)) == G_UNICODE_SCRIPT_HAN) {
        const char *next = g_utf8_next_char(value);
        return g_strdup_printf("%.*s**", *next ? (int)(next - value) : 0, value);
    }
    GString *out = g_string_sized_new(16);
    int words = 0;
    for (const char *p = value; *p && words < INITIALS;) {
        const char *word = p;
        int letters = 0;
        for (; *p && says_something(g_utf8_get_char(p)); p = g_utf8_next_char(p))
            letters++;
        if (letters > 1 && g_unichar_isalpha(g_utf8_get_char(word))) {
            g_string_append_printf(out, "%s", words ? " " : "");
            g_string_append_unichar(out, g_utf8_get_char(word));
            g_string_append_c(out, '.');
            words++;
        }
        if (*p) p = g_utf8_next_char(p);
    }
    if (out->len == 0) g_string_append(out, "**");
    return g_string_free(out, FALSE);
}

char *guard_mask(const char *value, enum secrecy secrecy)
{
    if (!value) return NULL;
    if (!*value) return g_strdup("");
    g_autofree char *mended = g_utf8_validate(value, -1, NULL) ? NULL : g_utf8_make_valid(value, -1);
    const char *valid = mended ? mended : value;
    switch (secrecy) {
    case SECRECY_NAME:
        return mask_name(valid);
    case SECRECY_IDENTITY:
        return keep_ends(valid, identity_ends);
    case SECRECY_PHONE:
        return strchr(valid, '@') ? mask_mail(valid) : keep_ends(valid, phone_ends);
    case SECRECY_ACCOUNT:
        return keep_ends(valid, account_ends);
    case SECRECY_ADDRESS:
        return keep_city(valid);
    case SECRECY_INCOME:
        return g_strdup("****");
    case SECRECY_OPEN:
        break;
    }
    return g_strdup(valid);
}
