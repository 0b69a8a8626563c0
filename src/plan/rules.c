/* SPDX-License-Identifier: Apache-2.0 */
/* See rules.h. */
#include "plan/rules.h"

#include "base/tsv.h"

#include <stdlib.h>
#include <string.h>

#define ACTION_FILE "plan/actions.tsv"
#define FACT_FILE   "plan/facts.tsv"
#define LIMIT_FILE  "plan/limits.tsv"
#define EVERY_FACT  (~0u)

struct rules {
    struct tsv *actions_tsv, *facts_tsv; /* own the strings */
    GArray *actions;                     /* struct plan_action */
    GHashTable *measures;                /* name -> bits */
    GPtrArray *facts;                    /* words, their place is the bit */
    struct plan_limits limits;
};

static const char *const account_words[] = { "-", "revolving", "loan", "bad", "empty", "record", "cards" };
static const char *const amount_words[] = { "none", "owed", "limit", "due", "moved" };

static int word_place(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0) return (int)i;
    return 0;
}

/* A word nobody used before takes the next bit; when the bits are used up it stands for every fact. */
static unsigned fact_bit(struct rules *rules, const char *word)
{
    for (guint i = 0; i < rules->facts->len; i++)
        if (strcmp(rules->facts->pdata[i], word) == 0) return 1u << i;
    if (rules->facts->len >= 31) return EVERY_FACT;
    g_ptr_array_add(rules->facts, g_strdup(word));
    return 1u << (rules->facts->len - 1);
}

static unsigned fact_bits(struct rules *rules, const char *words)
{
    g_auto(GStrv) each = g_strsplit_set(words, " ", -1);
    unsigned bits = 0;
    for (size_t i = 0; each[i] != NULL; i++)
        if (each[i][0] != '\0') bits |= strcmp(each[i], "*") == 0 ? EVERY_FACT : fact_bit(rules, each[i]);
    return bits;
}

static void read_levels(struct plan_action *action, const char *text)
{
    g_auto(GStrv) each = g_strsplit(text, " ", -1);
    for (size_t i = 0; each[i] != NULL && action->levels < PLAN_MOST_LEVELS; i++) {
        const double level = g_ascii_strtod(each[i], NULL);
        if (level > 0) action->level[action->levels++] = level;
    }
}

static void read_action(struct rules *rules, size_t row)
{
    const struct tsv *tsv = rules->actions_tsv;
    struct plan_action action = {
        .id = tsv_cell(tsv, row, "id"),
        .action = tsv_cell(tsv, row, "action"),
        .account =
            (enum plan_account)word_place(account_words, G_N_ELEMENTS(account_words), tsv_cell(tsv, row, "account")),
        .amount = (enum plan_amount)word_place(amount_words, G_N_ELEMENTS(amount_words), tsv_cell(tsv, row, "amount")),
        .lead = MAX(atoi(tsv_cell(tsv, row, "lead")), 1),
        .paid = strcmp(tsv_cell(tsv, row, "money"), "amount") == 0,
        .fee = g_ascii_strtod(tsv_cell(tsv, row, "money"), NULL),
        .effort = MAX(atoi(tsv_cell(tsv, row, "effort")), 0),
        .facts = fact_bits(rules, tsv_cell(tsv, row, "facts")),
        .forbidden = strcmp(tsv_cell(tsv, row, "forbidden"), "yes") == 0,
        .title = tsv_cell(tsv, row, "title"),
        .title_zh = tsv_cell(tsv, row, "title_zh"),
        .needs = tsv_cell(tsv, row, "needs"),
        .needs_zh = tsv_cell(tsv, row, "needs_zh"),
        .evidence = tsv_cell(tsv, row, "evidence"),
        .evidence_zh = tsv_cell(tsv, row, "evidence_zh"),
        .why_not = tsv_cell(tsv, row, "why_not"),
        .why_not_zh = tsv_cell(tsv, row, "why_not_zh"),
    };
    read_levels(&action, tsv_cell(tsv, row, "levels"));
    g_array_append_val(rules->actions, action);
}

static void read_limits(struct plan_limits *limits)
{
    const struct {
        const char *name;
        int64_t *value, usual, most;
    } each[] = {
        { "evaluations", &limits->evaluations, 60000, 100000000 },
        { "states", &limits->states, 4000, 60000 },
        { "options", &limits->options, 40, 1000 },
        { "nodes", &limits->nodes, 200000, 100000000 },
        { "step", &limits->step, 10000, PLAN_PRICE_MOST },
        { "months", &limits->months, 36, 120 },
        { "within", &limits->within, 12, 120 },
        { "ahead", &limits->ahead, 84, 120 },
        { "accounts", &limits->accounts, 24, 60 },
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) tsv = tsv_load(LIMIT_FILE, &error);
    if (tsv == NULL) g_warning("%s", error->message);
    for (size_t i = 0; i < G_N_ELEMENTS(each); i++) {
        *each[i].value = each[i].usual;
        for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv); row++)
            if (strcmp(tsv_cell(tsv, row, "name"), each[i].name) == 0)
                *each[i].value = CLAMP(g_ascii_strtoll(tsv_cell(tsv, row, "value"), NULL, 10), 1, each[i].most);
    }
}

static struct rules *rules_read(void)
{
    struct rules *rules = g_new0(struct rules, 1);
    g_autoptr(GError) error = NULL;
    rules->actions = g_array_new(FALSE, TRUE, sizeof(struct plan_action));
    rules->measures = g_hash_table_new(g_str_hash, g_str_equal);
    rules->facts = g_ptr_array_new();
    rules->actions_tsv = tsv_load(ACTION_FILE, &error);
    if (error == NULL) rules->facts_tsv = tsv_load(FACT_FILE, &error);
    if (error != NULL) g_warning("%s", error->message);
    for (size_t row = 0; rules->facts_tsv != NULL && row < tsv_rows(rules->facts_tsv); row++)
        g_hash_table_insert(rules->measures, (gpointer)tsv_cell(rules->facts_tsv, row, "measure"),
                            GUINT_TO_POINTER(fact_bits(rules, tsv_cell(rules->facts_tsv, row, "facts"))));
    for (size_t row = 0; rules->facts_tsv != NULL && row < tsv_rows(rules->actions_tsv); row++)
        read_action(rules, row);
    read_limits(&rules->limits);
    return rules;
}

static const struct rules *rules_get(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) g_once_init_leave(&shared, (gsize)rules_read());
    return (const struct rules *)shared;
}

size_t plan_action_count(void)
{
    return rules_get()->actions->len;
}

const struct plan_action *plan_action_at(size_t index)
{
    const struct rules *rules = rules_get();
    return index < rules->actions->len ? &g_array_index(rules->actions, struct plan_action, index) : NULL;
}

const struct plan_action *plan_action_find(const char *id)
{
    for (size_t i = 0; i < plan_action_count(); i++)
        if (strcmp(plan_action_at(i)->id, id) == 0) return plan_action_at(i);
    return NULL;
}

unsigned plan_facts_of_input(const struct model_input *input)
{
    gpointer bits = NULL;
    if (input->feature < 0) return 0; /* a column of a file that no dossier has: nothing moves it */
    const struct feature *feature = feature_at((size_t)input->feature);
    if (feature == NULL) return EVERY_FACT;
    g_autofree char *measure = g_strndup(feature->measure, strcspn(feature->measure, ":")); /* without its argument */
    if (!g_hash_table_lookup_extended(rules_get()->measures, measure, NULL, &bits)) return EVERY_FACT;
    return GPOINTER_TO_UINT(bits);
}

const struct plan_limits *plan_limits(void)
{
    return &rules_get()->limits;
}
