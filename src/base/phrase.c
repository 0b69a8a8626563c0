/* SPDX-License-Identifier: Apache-2.0 */
/* Phrases: format and arguments joined by unit separators, so that a phrase can be kept in a text column. */
#include "base/phrase.h"

#include <string.h>

#define SEPARATOR '\x1f'

char *phrase_make_array(const char *format, const char *const *arguments, size_t count)
{
    GString *phrase = g_string_new(format);
    for (size_t i = 0; i < count; i++) {
        g_string_append_c(phrase, SEPARATOR);
        g_string_append(phrase, arguments[i] ? arguments[i] : "");
    }
    return g_string_free(phrase, FALSE);
}

char *phrase_make(const char *format, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, format);
    for (const char *text; (text = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(arguments, (gpointer)text);
    va_end(list);
    return phrase_make_array(format, (const char *const *)arguments->pdata, arguments->len);
}

static void append_argument(GString *out, const char *argument, const char *(*translate)(const char *))
{
    if (*argument == *PHRASE_VERBATIM)
        g_string_append(out, argument + 1);
    else
        g_string_append(out, translate && *argument ? translate(argument) : argument);
}

char *phrase_expand(const char *phrase, const char *(*translate)(const char *))
{
    if (!phrase) return g_strdup("");
    g_auto(GStrv) parts = g_strsplit(phrase, "\x1f", -1);
    const size_t count = g_strv_length(parts);
    if (count == 0) return g_strdup("");
    const char *format = translate && *parts[0] ? translate(parts[0]) : parts[0];
    GString *out = g_string_new(NULL);
    for (const char *p = format; *p; p++) {
        /* {1} to {9}; anything else in braces is plain text */
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            const size_t index = (size_t)(p[1] - '0');
            if (index < count) append_argument(out, parts[index], translate);
            p += 2;
        } else {
            g_string_append_c(out, *p);
        }
    }
    return g_string_free(out, FALSE);
}
