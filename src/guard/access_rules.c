/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a look: data/law/access.tsv, read once. What is not there may nobody do: a line that cannot be
 * understood refuses. */
#include "guard/access.h"

#include <string.h>

static struct {
    struct access_rule *rules;
    size_t count;
} table;

static enum access_asks asks_of(const char *word)
{
    static const struct {
        const char *word;
        enum access_asks asks;
    } known[] = {
        { "written", ASKS_WRITTEN }, { "consent", ASKS_CONSENT }, { "law", ASKS_LAW }, { "none", ASKS_NONE }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(word, known[i].word) == 0) return known[i].asks;
    return ASKS_REFUSE;
}

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("law/access.tsv", &error); /* kept: the rules point into it */
    if (!tsv) {
        g_warning("%s", error->message);
        return NULL;
    }
    table.rules = g_new0(struct access_rule, tsv_rows(tsv));
    for (size_t row = 0; row < tsv_rows(tsv); row++) {
        struct access_rule *rule = &table.rules[table.count++];
        rule->family = tsv_cell(tsv, row, "family");
        rule->purpose = tsv_cell(tsv, row, "purpose");
        rule->asks_word = tsv_cell(tsv, row, "asks");
        rule->asks = asks_of(rule->asks_word);
        rule->consent = tsv_cell(tsv, row, "consent");
        rule->kinds = kinds_parse(tsv_cell(tsv, row, "kinds"), NULL);
        rule->stops_frozen = strcmp(tsv_cell(tsv, row, "frozen"), "allow") != 0;
        rule->stops_restricted = strcmp(tsv_cell(tsv, row, "restricted"), "allow") != 0;
        rule->needs_reference = *tsv_cell(tsv, row, "reference") != '\0';
        rule->cite = tsv_cell(tsv, row, "cite");
        rule->status = tsv_cell(tsv, row, "status");
        rule->en = tsv_cell(tsv, row, "en");
        rule->zh = tsv_cell(tsv, row, "zh");
    }
    return tsv;
}

const struct access_rule *access_rule_at(size_t index)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    return index < table.count ? &table.rules[index] : NULL;
}

const struct access_rule *access_rule_find(const char *profile, const char *purpose)
{
    const size_t length = strcspn(profile, "-");
    const struct access_rule *rule;
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++)
        if (strncmp(rule->family, profile, length) == 0 && rule->family[length] == '\0' &&
            strcmp(rule->purpose, purpose) == 0)
            return rule;
    return NULL;
}

bool access_list_holds(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list ? list : ""; *at;) {
        at += strspn(at, ", ");
        const size_t found = strcspn(at, ", ");
        if (found > 0 && found == length && strncmp(at, word, length) == 0) return true;
        at += found;
    }
    return false;
}
