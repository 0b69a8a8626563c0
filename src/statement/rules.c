/* SPDX-License-Identifier: Apache-2.0 */
/* How long a statement may be and about what, out of data/law/statement_rules.tsv. */
#include "statement/statement.h"

#include "law/law.h"

#include <string.h>

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *table = tsv_load("law/statement_rules.tsv", &error);
    if (table == NULL) g_warning("%s", error->message);
    return table;
}

bool statement_rule_of(const char *profile, const char *kind, struct statement_rule *rule)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *table = g_once(&once, load, NULL);
    for (size_t i = 0; table != NULL && i < tsv_rows(table); i++) {
        const char *family = tsv_cell(table, i, "family");
        if (strcmp(tsv_cell(table, i, "kind"), kind) != 0 ||
            (strcmp(family, "*") != 0 && !law_in_family(profile, family)))
            continue;
        *rule = (struct statement_rule){ .limit = g_ascii_strtoll(tsv_cell(table, i, "limit"), NULL, 10),
                                         .words = strcmp(tsv_cell(table, i, "unit"), "word") == 0,
                                         .disputed = strcmp(tsv_cell(table, i, "disputed"), "yes") == 0,
                                         .cite = tsv_cell(table, i, "cite") };
        return true;
    }
    return false;
}

/* A word is a run between blanks; an ideograph is a word of its own, as it is written without blanks. */
static int64_t count_words(const char *text)
{
    int64_t words = 0;
    bool inside = false;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        const bool letter = g_unichar_isalnum(c) || c == '\'' || c == '-';
        const bool wide = letter && g_unichar_iswide(c);
        if (wide || (letter && !inside)) words++;
        inside = letter && !wide;
    }
    return words;
}

bool statement_measure(const char *text, const char *profile, const char *kind, struct statement_measure *measure)
{
    struct statement_rule rule;
    if (!statement_rule_of(profile, kind, &rule)) return false;
    *measure = (struct statement_measure){ .count = rule.words ? count_words(text) : g_utf8_strlen(text, -1),
                                           .limit = rule.limit,
                                           .unit = rule.words ? "words" : "characters",
                                           .article = rule.cite };
    return true;
}
