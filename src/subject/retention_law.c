/* SPDX-License-Identifier: Apache-2.0 */
/* data/law/adverse.tsv, read once a profile. The shortest period of a profile is asked of the law room once, so that a
 * file can be let through by one comparison. */
#include "subject/retention.h"

#include <string.h>

enum { MOST_RULES = 32, SLACK = 3 /* days by which months and years of different lengths may differ */ };

struct adverse_rules {
    char *profile;
    struct adverse_rule rule[MOST_RULES];
    size_t count;
    const struct adverse_rule *of_state[128];
    int shortest; /* days from an end to the last legal day, at the least */
};

static const char *const table_names[] = { "history", "five_class", "state", "public_record", NULL };
static const char *const clock_names[] = {
    "spell_end", "account_end", "record_end", "event", "first_delinquency", NULL
};

static int place_of(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

static bool wrong(const char *column, const char *value, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("data/law/adverse.tsv: {1} is no {2}."),
                     N_("Correct the line, or install the program again."), value, column, NULL);
    return false;
}

static bool read_rule(const struct tsv *tsv, size_t row, struct adverse_rule *rule, GError **error)
{
    const char *table = tsv_cell(tsv, row, "table"), *clock = tsv_cell(tsv, row, "clock");
    if (place_of(table_names, table) < 0) return wrong("table", table, error);
    if (place_of(clock_names, clock) < 0) return wrong("clock", clock, error);
    *rule = (struct adverse_rule){
        .item = tsv_cell(tsv, row, "item"),
        .table = (enum adverse_table)place_of(table_names, table),
        .codes = tsv_cell(tsv, row, "codes"),
        .clock = (enum adverse_clock)place_of(clock_names, clock),
        .deletes = strcmp(tsv_cell(tsv, row, "gone"), "delete") == 0,
        .persons_only = strcmp(tsv_cell(tsv, row, "who"), "person") == 0,
        .status = tsv_cell(tsv, row, "status"),
        .source = tsv_cell(tsv, row, "source"),
        .law = law_find(tsv_cell(tsv, row, "law"), tsv_cell(tsv, row, "rule"), error),
    };
    return rule->law != NULL;
}

/* How many days the rule keeps at the least, told by its own way of counting. */
static bool period_of(const struct law_rule *law, int *days, GError **error)
{
    const struct date from = date_make(2001, 3, 1); /* a year without a leap day behind it */
    struct law_due due;
    if (!law_count(law, from, NULL, &due, error)) return false;
    if (date_is_set(due.due)) *days = MIN(*days, due.due.days - from.days - SLACK);
    law_due_clear(&due);
    return true;
}

static bool has_exact(const struct tsv *tsv, const char *profile)
{
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        if (g_ascii_strcasecmp(tsv_cell(tsv, row, "profile"), profile) == 0) return true;
    return false;
}

static void note_states(struct adverse_rules *rules, const struct adverse_rule *rule)
{
    if (rule->table != ADVERSE_HISTORY) return;
    for (const char *code = rule->codes; *code; code++)
        if (*code != ' ' && (unsigned char)*code < 128) rules->of_state[(unsigned char)*code] = rule;
}

static bool fill(struct adverse_rules *rules, const struct tsv *tsv, GError **error)
{
    const bool exact = has_exact(tsv, rules->profile);
    rules->shortest = G_MAXINT;
    for (size_t row = 0; row < tsv_rows(tsv) && rules->count < MOST_RULES; row++) {
        const char *profile = tsv_cell(tsv, row, "profile");
        const bool ours =
            exact ? g_ascii_strcasecmp(profile, rules->profile) == 0 : law_in_family(rules->profile, profile);
        if (!ours) continue;
        struct adverse_rule *rule = &rules->rule[rules->count];
        if (!read_rule(tsv, row, rule, error) || !period_of(rule->law, &rules->shortest, error)) return false;
        rules->count++;
        note_states(rules, rule);
    }
    return true;
}

/* Profiles are few: they are kept for the life of the program, as is the table they point into. */
static const struct adverse_rules *rules_of(const char *profile, GError **error)
{
    static GMutex lock;
    static GPtrArray *known;
    static struct tsv *tsv;
    const struct adverse_rules *found = NULL;
    g_mutex_lock(&lock);
    if (known == NULL) known = g_ptr_array_new();
    for (guint i = 0; i < known->len && found == NULL; i++)
        if (strcmp(((struct adverse_rules *)known->pdata[i])->profile, profile) == 0) found = known->pdata[i];
    if (found == NULL && tsv == NULL) tsv = tsv_load("law/adverse.tsv", error);
    if (found == NULL && tsv != NULL) {
        struct adverse_rules *rules = g_new0(struct adverse_rules, 1);
        rules->profile = g_strdup(profile);
        if (fill(rules, tsv, error)) {
            g_ptr_array_add(known, rules);
            found = rules;
        } else {
            g_free(rules->profile);
            g_free(rules);
        }
    }
    g_mutex_unlock(&lock);
    return found;
}

bool retention_begin(struct retention *retention, const char *profile, struct date today, GError **error)
{
    *retention = (struct retention){ .rules = rules_of(profile, error), .today = today, .cut = DATE_NONE };
    if (retention->rules == NULL) return false;
    if (retention->rules->count > 0 && retention->rules->shortest != G_MAXINT)
        retention->cut = date_add_days(today, -retention->rules->shortest);
    return true;
}

const struct adverse_rule *retention_rule(const struct retention *retention, size_t index)
{
    return index < retention->rules->count ? &retention->rules->rule[index] : NULL;
}

const struct adverse_rule *retention_rule_of_state(const struct retention *retention, char state)
{
    return (unsigned char)state < 128 ? retention->rules->of_state[(unsigned char)state] : NULL;
}

/* Whether `code` is one of the words. */
static bool has_word(const char *words, const char *code)
{
    const size_t length = strlen(code);
    for (const char *at = words; (at = strstr(at, code)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return true;
    return false;
}

const struct adverse_rule *retention_rule_of(const struct retention *retention, enum adverse_table table,
                                             const char *code)
{
    if (code == NULL || *code == '\0') return NULL;
    for (size_t i = 0; i < retention->rules->count; i++) {
        const struct adverse_rule *rule = &retention->rules->rule[i];
        if (rule->table == table && has_word(rule->codes, code)) return rule;
    }
    return NULL;
}
