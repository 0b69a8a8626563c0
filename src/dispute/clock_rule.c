/* SPDX-License-Identifier: Apache-2.0 */
/* The table of clocks, read once and kept for the life of the program. */
#include "dispute/clock.h"

#include <string.h>

static struct {
    struct tsv *file;
    struct clock_rule *rule;
    size_t count;
    GError *error;
} table;

static gpointer load(gpointer unused)
{
    (void)unused;
    table.file = tsv_load("law/dispute_clocks.tsv", &table.error);
    if (table.file == NULL) return NULL;
    const struct tsv *tsv = table.file;
    table.count = tsv_rows(tsv);
    table.rule = g_new0(struct clock_rule, table.count);
    for (size_t i = 0; i < table.count; i++)
        table.rule[i] = (struct clock_rule){
            .families = tsv_cell(tsv, i, "families"),
            .clock = tsv_cell(tsv, i, "clock"),
            .rule = tsv_cell(tsv, i, "rule"),
            .when = tsv_cell(tsv, i, "when"),
            .start = tsv_cell(tsv, i, "start"),
            .met = tsv_cell(tsv, i, "met"),
            .extend = tsv_cell(tsv, i, "extend"),
            .from_receipt = strcmp(tsv_cell(tsv, i, "from"), "receipt") == 0,
            .event = strcmp(tsv_cell(tsv, i, "breach"), "event") == 0,
            .target = (int)g_ascii_strtoll(tsv_cell(tsv, i, "target"), NULL, 10),
        };
    return NULL;
}

bool clock_rules_loaded(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    if (table.file != NULL) return true;
    if (error != NULL) *error = g_error_copy(table.error);
    return false;
}

const struct clock_rule *clock_rule_at(size_t index)
{
    return clock_rules_loaded(NULL) && index < table.count ? &table.rule[index] : NULL;
}

bool clock_has_word(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
        if ((at == list || at[-1] == ',') && (at[length] == ',' || at[length] == '\0')) return true;
    return false;
}

static bool holds_under(const struct clock_rule *rule, const char *profile)
{
    if (strcmp(rule->families, "*") == 0) return true;
    g_auto(GStrv) families = g_strsplit(rule->families, ",", -1);
    for (size_t i = 0; families[i] != NULL; i++)
        if (law_in_family(profile, families[i])) return true;
    return false;
}

const struct clock_rule *clock_rule_find(const char *profile, const char *clock, const char *event, bool free_report)
{
    const struct clock_rule *rule;
    for (size_t i = 0; (rule = clock_rule_at(i)) != NULL; i++)
        if (strcmp(rule->clock, clock) == 0 && strcmp(rule->start, event) == 0 &&
            (*rule->when == '\0' || free_report) && holds_under(rule, profile))
            return rule;
    return NULL;
}

const struct clock_rule *clock_rule_of(const char *profile, const char *clock)
{
    const struct clock_rule *rule;
    for (size_t i = 0; (rule = clock_rule_at(i)) != NULL; i++)
        if (strcmp(rule->clock, clock) == 0 && *rule->when == '\0' && holds_under(rule, profile)) return rule;
    return NULL;
}

const struct law_rule *clock_law(const struct clock_rule *rule, const char *profile)
{
    if (strcmp(rule->rule, "reserve") == 0) return NULL;
    if (g_str_has_prefix(rule->rule, "use:")) return law_find_use(profile, rule->rule + strlen("use:"), NULL);
    return law_find_for(profile, rule->rule, NULL);
}
