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

const char *letter_line(const char *key, const char *language)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *lines = g_once(&once, load_table, (gpointer) "letters/lines.tsv");
    for (size_t i = 0; lines != NULL && i < tsv_rows(lines); i++)
        if (strcmp(tsv_cell(lines, i, "key"), key) == 0)
            return tsv_cell(lines, i, g_strcmp0(language, "zh") == 0 ? "zh" : "en");
    return key;
}

const char *letter_receiver(const char *kind)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *kinds = g_once(&once, load_table, (gpointer) "letters/kinds.tsv");
    for (size_t i = 0; kinds != NULL && i < tsv_rows(kinds); i++)
        if (strcmp(tsv_cell(kinds, i, "kind"), kind) == 0) return tsv_cell(kinds, i, "to");
    return "subject";
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

/* Letters, figures and signs alone: a promise is one however it is spaced or broken. */
static char *squeeze(const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_autoptr(GString) kept = g_string_new(NULL);
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        if (g_unichar_isgraph(c) && !g_unichar_iszerowidth(c)) g_string_append_unichar(kept, c);
    }
    return g_string_free(g_steal_pointer(&kept), FALSE);
}

bool letter_check_text(const char *text, GError **error)
{
    if (text == NULL) return true;
    g_autoptr(tsv_t) words = tsv_load("letters/forbidden.tsv", error);
    if (words == NULL) return false;
    g_autofree char *said = squeeze(text);
    for (size_t i = 0; i < tsv_rows(words); i++) {
        g_autofree char *word = squeeze(tsv_cell(words, i, "word"));
        if (strstr(said, word) == NULL) continue;
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The text says \"{1}\": a letter may not promise that ({2})."),
                         N_("Say what was done and found; promise no outcome."), tsv_cell(words, i, "word"),
                         tsv_cell(words, i, "source"), NULL);
        return false;
    }
    return true;
}
