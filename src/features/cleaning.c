/* SPDX-License-Identifier: Apache-2.0 */
/* The declared rules of cleaning: read once, kept as long as the program runs. */
#include "features/cleaning.h"

#include <math.h>
#include <string.h>

#define CLEANING_FILE "features/cleaning.tsv"

static const char *const words[CLEAN_RULES] = {
    [CLEAN_AFTER_DAY] = "after_day",
    [CLEAN_DUPLICATE_ACCOUNT] = "duplicate_account",
    [CLEAN_DUPLICATE_ENQUIRY] = "duplicate_enquiry",
    [CLEAN_DUPLICATE_RECORD] = "duplicate_record",
    [CLEAN_DUPLICATE_MEASURE] = "duplicate_measure",
    [CLEAN_OTHER_CURRENCY] = "other_currency",
    [CLEAN_NEGATIVE_LIMIT] = "negative_limit",
    [CLEAN_NEGATIVE_PAYMENT] = "negative_payment",
    [CLEAN_FAR_ABOVE_LIMIT] = "far_above_limit",
    [CLEAN_LATE_OPENING] = "late_opening",
    [CLEAN_UNKNOWN_OPENING] = "unknown_opening",
    [CLEAN_MONTH_GAP] = "month_gap",
    [CLEAN_MISSING_BALANCE] = "missing_balance",
    [CLEAN_OUTLIER] = "outlier",
};

struct rules {
    struct tsv *tsv; /* owns the texts */
    struct clean_rule_text rule[CLEAN_RULES];
    unsigned declared;
};

static int rule_of(const char *word)
{
    for (int i = 0; i < CLEAN_RULES; i++)
        if (strcmp(words[i], word) == 0) return i;
    return -1;
}

static struct rules *rules_read(void)
{
    struct rules *rules = g_new0(struct rules, 1);
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = rules->tsv = tsv_load(CLEANING_FILE, &error);
    if (tsv == NULL) g_warning("%s", error->message);
    for (int i = 0; i < CLEAN_RULES; i++)
        rules->rule[i] = (struct clean_rule_text){ .id = words[i], .threshold = NAN };
    for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv); row++) {
        const int rule = rule_of(tsv_cell(tsv, row, "id"));
        const char *threshold = tsv_cell(tsv, row, "threshold");
        if (rule < 0) {
            g_warning("%s: there is no rule '%s'", CLEANING_FILE, tsv_cell(tsv, row, "id"));
            continue;
        }
        rules->rule[rule] = (struct clean_rule_text){ .id = words[rule],
                                                      .action = tsv_cell(tsv, row, "action"),
                                                      .source = tsv_cell(tsv, row, "source"),
                                                      .en = tsv_cell(tsv, row, "en"),
                                                      .zh = tsv_cell(tsv, row, "zh"),
                                                      .done_en = tsv_cell(tsv, row, "done_en"),
                                                      .done_zh = tsv_cell(tsv, row, "done_zh"),
                                                      .threshold = *threshold ? g_ascii_strtod(threshold, NULL) : NAN,
                                                      .declared = true };
        rules->declared |= 1u << rule;
    }
    return rules;
}

static const struct rules *rules_get(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) g_once_init_leave(&shared, (gsize)rules_read());
    return (const struct rules *)shared;
}

const struct clean_rule_text *clean_rule_at(enum clean_rule rule)
{
    return &rules_get()->rule[rule];
}

unsigned clean_rules_declared(void)
{
    return rules_get()->declared;
}

double clean_threshold(enum clean_rule rule)
{
    return rules_get()->rule[rule].threshold;
}
