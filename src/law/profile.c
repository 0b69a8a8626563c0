/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of data/law/profiles.tsv, read once and kept for the life of the program. */
#include "law/law.h"

#include <string.h>

static struct {
    struct tsv *tsv; /* the cells the rules point into */
    struct law_rule *rule;
    size_t count;
    GError *error;
} profiles;

static struct law_rule read_rule(const struct tsv *tsv, size_t row)
{
    return (struct law_rule){
        .profile = tsv_cell(tsv, row, "profile"),
        .rule = tsv_cell(tsv, row, "rule"),
        .cite = tsv_cell(tsv, row, "cite"),
        .trigger = tsv_cell(tsv, row, "trigger"),
        .unit = tsv_cell(tsv, row, "unit"),
        .count_from = tsv_cell(tsv, row, "count_from"),
        .roll = tsv_cell(tsv, row, "roll"),
        .on_miss = tsv_cell(tsv, row, "on_miss"),
        .status = tsv_cell(tsv, row, "status"),
        .use = tsv_cell(tsv, row, "use"),
        .extends = tsv_cell(tsv, row, "extends"),
        .en = tsv_cell(tsv, row, "en"),
        .zh = tsv_cell(tsv, row, "zh"),
        .article_en = tsv_cell(tsv, row, "article_en"),
        .article_zh = tsv_cell(tsv, row, "article_zh"),
        .trigger_zh = tsv_cell(tsv, row, "trigger_zh"),
        .on_miss_zh = tsv_cell(tsv, row, "on_miss_zh"),
        .amount = (int)g_ascii_strtoll(tsv_cell(tsv, row, "amount"), NULL, 10),
    };
}

static gpointer load(gpointer unused)
{
    (void)unused;
    profiles.tsv = tsv_load("law/profiles.tsv", &profiles.error);
    if (profiles.tsv == NULL) return NULL;
    profiles.count = tsv_rows(profiles.tsv);
    profiles.rule = g_new(struct law_rule, profiles.count);
    for (size_t row = 0; row < profiles.count; row++)
        profiles.rule[row] = read_rule(profiles.tsv, row);
    return NULL;
}

static bool loaded(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    if (profiles.tsv != NULL) return true;
    if (error != NULL) *error = g_error_copy(profiles.error);
    return false;
}

const struct law_rule *law_rule_at(size_t index)
{
    return loaded(NULL) && index < profiles.count ? &profiles.rule[index] : NULL;
}

bool law_is_verified(const struct law_rule *rule)
{
    return strcmp(rule->status, "V") == 0;
}

bool law_in_family(const char *profile, const char *family)
{
    size_t length = strlen(family);
    return g_ascii_strncasecmp(profile, family, length) == 0 && (profile[length] == '-' || profile[length] == '\0');
}

/* Names what there is, so that the next attempt can be right. */
static void not_found(const char *profile, const char *rule, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const char *last = "";
    bool known = false;
    for (size_t i = 0; i < profiles.count; i++)
        known |= law_in_family(profiles.rule[i].profile, profile);
    for (size_t i = 0; i < profiles.count; i++) {
        const struct law_rule *each = &profiles.rule[i];
        if (known ? !law_in_family(each->profile, profile) : strcmp(each->profile, last) == 0) continue;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", known ? each->rule : each->profile);
        last = each->profile;
    }
    if (known)
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The profile {1} has no rule {2}."),
                         N_("Its rules are: {3}."), profile, rule, names->str, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no jurisdiction profile {1}."),
                         N_("The profiles are: {2}."), profile, names->str, NULL);
}

/* The exact profile first, then the first of the family, in file order. */
static const struct law_rule *find(const char *profile, const char *wanted, bool by_use)
{
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < profiles.count; i++) {
            const struct law_rule *rule = &profiles.rule[i];
            bool ours = exact ? g_ascii_strcasecmp(rule->profile, profile) == 0 : law_in_family(rule->profile, profile);
            if (ours && strcmp(by_use ? rule->use : rule->rule, wanted) == 0) return rule;
        }
    return NULL;
}

const struct law_rule *law_find(const char *profile, const char *rule, GError **error)
{
    if (!loaded(error)) return NULL;
    const struct law_rule *found = find(profile, rule, false);
    if (found == NULL) not_found(profile, rule, error);
    return found;
}

const struct law_rule *law_find_use(const char *profile, const char *use, GError **error)
{
    if (!loaded(error)) return NULL;
    const struct law_rule *found = find(profile, use, true);
    if (found == NULL) not_found(profile, use, error);
    return found;
}

char *law_country(const char *profile)
{
    const char *dash = strchr(profile, '-');
    return dash != NULL ? g_strndup(profile, (gsize)(dash - profile)) : g_strdup(profile);
}

const struct law_rule *law_find_for(const char *profile, const char *rule, GError **error)
{
    if (!loaded(error)) return NULL;
    g_autofree char *country = law_country(profile);
    const struct law_rule *found = find(profile, rule, false);
    if (found == NULL) found = find(country, rule, false);
    if (found == NULL) not_found(country, rule, error);
    return found;
}

static const char *in_language(const char *language, const char *zh, const char *en)
{
    return g_strcmp0(language, "zh") == 0 && *zh != '\0' ? zh : en;
}

const char *law_title(const struct law_rule *rule, const char *language)
{
    return in_language(language, rule->zh, rule->en);
}

const char *law_trigger(const struct law_rule *rule, const char *language)
{
    return in_language(language, rule->trigger_zh, rule->trigger);
}

const char *law_on_miss(const struct law_rule *rule, const char *language)
{
    return in_language(language, rule->on_miss_zh, rule->on_miss);
}

const char *law_article(const struct law_rule *rule, const char *language)
{
    const char *words = in_language(language, rule->article_zh, rule->article_en);
    return *words != '\0' ? words : rule->cite;
}

char *law_amount_text(const struct law_rule *rule, const char *language)
{
    const bool chinese = g_strcmp0(language, "zh") == 0;
    const char *label = codes_label("LAW_UNIT", rule->unit, language);
    if (rule->amount == 0) return g_strdup(label);
    g_autofree char *unit = g_strdup(label);
    if (!chinese && rule->amount == 1 && g_str_has_suffix(unit, "s")) unit[strlen(unit) - 1] = '\0';
    if (!chinese && rule->amount == 1 && strcmp(rule->unit, "per_year") == 0) return g_strdup("once a year");
    return g_strdup_printf(chinese ? "%d%s" : "%d %s", rule->amount, unit);
}
