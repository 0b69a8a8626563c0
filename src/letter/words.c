/* SPDX-License-Identifier: Apache-2.0 */
/* Words that letters are put together from. All that are not figures come from data/letters. */
#include "letter/letter.h"

#include <string.h>

static gpointer load_table(gpointer relative)
{
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load(relative, &error);
    if (tsv == NULL) g_warning("%s", error->message);
    return tsv;
}

static const char *find_line(const char *key, const char *language)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *lines = g_once(&once, load_table, (gpointer) "letters/lines.tsv");
    for (size_t i = 0; lines != NULL && i < tsv_rows(lines); i++)
        if (strcmp(tsv_cell(lines, i, "key"), key) == 0)
            return tsv_cell(lines, i, g_strcmp0(language, "zh") == 0 ? "zh" : "en");
    return NULL;
}

const char *letter_line(const char *key, const char *language)
{
    const char *line = find_line(key, language);
    return line != NULL ? line : key;
}

const char *letter_line_for(const char *key, const char *profile, const char *language)
{
    g_autofree char *own = g_strconcat(key, ".", profile, NULL);
    const char *dash = strrchr(own, '-');
    const char *line = find_line(own, language);
    if (line != NULL) return line;
    g_autofree char *family = g_strndup(own, dash != NULL ? (gsize)(dash - own) : strlen(own));
    line = find_line(family, language);
    return line != NULL ? line : find_line(key, language);
}

const char *letter_receiver(const char *kind)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *kinds = g_once(&once, load_table, (gpointer) "letters/kinds.tsv");
    for (size_t i = 0; kinds != NULL && i < tsv_rows(kinds); i++)
        if (strcmp(tsv_cell(kinds, i, "kind"), kind) == 0) return tsv_cell(kinds, i, "to");
    return "subject";
}

char *letter_label(const char *group, const char *code, const char *language)
{
    static const char narrow[] = "(),;:!?";
    static const char *const wide[] = { "（", "）", "，", "；", "：", "！", "？" };
    const char *label = codes_label(group, code, language);
    if (g_strcmp0(language, "zh") != 0) return g_strdup(label);
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *at = label; *at != '\0'; at++) {
        const char *sign = strchr(narrow, *at);
        const bool beside = at > label && ((guchar)at[-1] >= 0x80 || (guchar)at[1] >= 0x80);
        if (sign != NULL && beside)
            g_string_append(text, wide[sign - narrow]);
        else
            g_string_append_c(text, *at);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *letter_fill(const char *line, const char *first, const char *second, const char *third)
{
    g_autofree char *phrase = phrase_make(line, first ? first : "", second ? second : "", third ? third : "", NULL);
    return phrase_expand(phrase, NULL);
}

char *letter_day(struct date date, const char *language)
{
    if (!date_is_set(date)) return g_strdup("-");
    int year, month, day;
    date_split(date, &year, &month, &day);
    const bool chinese = strcmp(language, "zh") == 0;
    char y[16], m[16], d[16];
    g_snprintf(y, sizeof y, "%d", year);
    g_snprintf(m, sizeof m, chinese ? "%d" : "%02d", month);
    g_snprintf(d, sizeof d, chinese ? "%d" : "%02d", day);
    return letter_fill(letter_line("date", language), y, m, d);
}

const char *letter_language(const char *own, const char *profile)
{
    if (g_strcmp0(own, "en") == 0 || g_strcmp0(own, "zh") == 0) return own;
    return g_str_has_prefix(profile, "CN") ? "zh" : "en";
}
