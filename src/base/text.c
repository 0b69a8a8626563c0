/* SPDX-License-Identifier: Apache-2.0 */
/* Text made safe and measured. What is hostile in a terminal (escape sequences, bidirectional overrides, invisible
 * characters) is hostile in a log and a workbook too, so there is one filter for all of them. */
#include "base/text.h"

#include <string.h>

#define REPLACEMENT 0xFFFD
#define MARKS_KEPT  2

static bool is_control(gunichar c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/* Characters that change how their neighbours look or hide among them: bidirectional controls, zero-width ones, tags,
 * variation selectors, line separators, soft hyphen, byte-order mark. */
static bool is_treacherous(gunichar c)
{
    return c == 0x061C || c == 0x00AD || c == 0xFEFF || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 ||
           c == 0xFFA0 || (c >= 0x180B && c <= 0x180E) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF) || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF);
}

static bool is_mark(gunichar c)
{
    return c >= 0x300 && g_unichar_iszerowidth(c);
}

int text_char_width(gunichar c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
    if (c < 0x300) return 1;
    if (is_mark(c) || is_treacherous(c)) return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

int text_width(const char *text)
{
    int width = 0;
    for (const char *p = text; *p;) {
        if ((unsigned char)*p < 0x80) {
            width += text_char_width((gunichar)(unsigned char)*p);
            p++;
        } else {
            width += text_char_width(g_utf8_get_char(p));
            p = g_utf8_next_char(p);
        }
    }
    return width;
}

/* Takes one character off `text`, or a bad byte as the replacement character. */
static gunichar take_char(const char *text, const char *end, const char **next)
{
    const gunichar c = g_utf8_get_char_validated(text, end - text);
    if (c == (gunichar)-1 || c == (gunichar)-2 || c == 0) {
        *next = text + 1;
        while (*next < end && ((unsigned char)**next & 0xC0) == 0x80)
            (*next)++; /* resume at the next lead byte */
        return REPLACEMENT;
    }
    *next = g_utf8_next_char(text);
    return c;
}

char *text_sanitise(const char *text, gssize length)
{
    if (!text) return g_strdup("");
    const char *end = text + (length < 0 ? strlen(text) : (size_t)length);
    GString *out = g_string_sized_new((gsize)(end - text) + 1);
    int marks = -1; /* how many marks the last character carries; -1: there is nothing to stand on */
    for (const char *p = text; p < end;) {
        const gunichar c = take_char(p, end, &p);
        if (c == '\t' || c == '\n') {
            g_string_append_c(out, ' ');
            marks = -1;
        } else if (is_control(c)) {
            g_string_append_unichar(out, REPLACEMENT);
            marks = -1;
        } else if (is_treacherous(c)) {
            continue;
        } else if (is_mark(c)) {
            if (marks < 0 || marks >= MARKS_KEPT) continue;
            g_string_append_unichar(out, c);
            marks++;
        } else {
            g_string_append_unichar(out, c);
            marks = 0;
        }
    }
    return g_string_free(out, FALSE);
}

bool text_is_clean(const char *text, gssize length)
{
    const size_t bytes = length < 0 ? strlen(text) : (size_t)length;
    bool plain = true;
    for (size_t i = 0; i < bytes && plain; i++)
        plain = text[i] >= 0x20 && text[i] < 0x7F;
    if (plain) return true;
    g_autofree char *clean = text_sanitise(text, (gssize)bytes);
    return strlen(clean) == bytes && memcmp(clean, text, bytes) == 0;
}

char *text_fit(const char *text, int columns, int align)
{
    if (columns <= 0) return g_strdup("");
    const int width = text_width(text);
    GString *out = g_string_sized_new(strlen(text) + (gsize)columns);
    int used = 0;
    if (width <= columns) {
        const int space = columns - width, before = align > 0 ? space : align == 0 ? space / 2 : 0;
        for (int i = 0; i < before; i++)
            g_string_append_c(out, ' ');
        g_string_append(out, text);
        used = before + width;
    } else {
        for (const char *p = text; *p; p = g_utf8_next_char(p)) {
            const int wide = text_char_width(g_utf8_get_char(p));
            if (used + wide > columns - 1) break;
            g_string_append_len(out, p, g_utf8_next_char(p) - p);
            used += wide;
        }
        g_string_append(out, "…");
        used++;
    }
    for (; used < columns; used++)
        g_string_append_c(out, ' ');
    return g_string_free(out, FALSE);
}

char *text_fold(const char *text)
{
    bool ascii = true;
    for (const char *p = text; *p && ascii; p++)
        ascii = (unsigned char)*p < 0x80;
    if (ascii) return g_ascii_strdown(text, -1);
    g_autofree char *clean = text_sanitise(text, -1);
    g_autofree char *normal = g_utf8_normalize(clean, -1, G_NORMALIZE_ALL);
    g_autofree char *lower = g_utf8_casefold(normal ? normal : clean, -1);
    GString *out = g_string_sized_new(strlen(lower));
    for (const char *p = lower; *p; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (!is_mark(c)) g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}
