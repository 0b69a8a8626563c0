/* SPDX-License-Identifier: Apache-2.0 */
/* `dispute rules`: the machine of a profile, step by step, as the tables have it: from where, by what, to where, who
 * may, what has to be there, which letters go out, and which clock it starts by which article. */
#include "dispute/clock.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "from", .title = N_("From"), .type = VALUE_TEXT },
    { .id = "event", .title = N_("Event"), .type = VALUE_CODE, .group = "DISPUTE_EVENT" },
    { .id = "to", .title = N_("To"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "who", .title = N_("Who"), .type = VALUE_CODE, .group = "DISPUTE_WHO", .priority = 1 },
    { .id = "requires", .title = N_("Needs"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "letters", .title = N_("Letters"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "clock", .title = N_("Clock"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "amount", .title = N_("Amount"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "verified", .title = N_("Text of the law read"), .type = VALUE_FLAG, .priority = 3 },
    { .id = "status", .title = N_("Source"), .type = VALUE_TEXT, .priority = 3 },
};

/* What a step starts, with commas between where it starts several. */
struct started {
    GString *clocks, *amounts, *articles, *status;
    bool any, verified;
};

static void add(GString *list, const char *word)
{
    g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", word);
}

static void collect(const struct law_step *step, const char *profile, const char *language, struct started *started)
{
    const struct clock_rule *rule;
    started->verified = true;
    for (size_t i = 0; (rule = clock_rule_at(i)) != NULL; i++) {
        const bool told = clock_rule_find(profile, rule->clock, step->event, false) == rule;
        const struct law_rule *law = told ? clock_law(rule, profile) : NULL;
        if (law == NULL) continue;
        g_autofree char *amount = law_amount_text(law, language);
        add(started->clocks, codes_label("DISPUTE_CLOCK", rule->clock, language));
        add(started->amounts, amount);
        add(started->articles, law->cite);
        add(started->status, law->status);
        started->any = true;
        started->verified &= law_is_verified(law);
    }
}

static char *words_of(const char *list, const char *group, const char *language)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0') add(found, codes_label(group, words[i], language));
    return g_strdup(found->str);
}

static char *letters_of(const struct law_step *step, const char *language)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(step->effects, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (g_str_has_prefix(words[i], "letter:"))
            add(found, codes_label("LETTER_KIND", words[i] + strlen("letter:"), language));
    return g_strdup(found->str);
}

static const char *who_word(const struct law_step *step)
{
    if (g_str_has_prefix(step->role, "system")) return "system";
    if (g_str_has_prefix(step->role, "furnisher")) return "furnisher";
    return law_step_needs_second(step) ? "second" : "agent";
}

static bool step_row(struct table *answer, const struct law_step *step, const char *profile, const char *language,
                     GError **error)
{
    struct started started = {
        g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), false, false
    };
    collect(step, profile, language, &started);
    g_autofree char *needs = words_of(step->requires, "DISPUTE_NEEDS", language);
    g_autofree char *letters = letters_of(step, language);
    table_row_begin(answer);
    table_add_text(answer, codes_known("DISPUTE_STATE", step->from) ? codes_label("DISPUTE_STATE", step->from, language)
                                                                    : step->from);
    table_add_text(answer, step->event);
    table_add_text(answer, step->to);
    table_add_text(answer, who_word(step));
    table_add_text(answer, needs);
    table_add_text(answer, letters);
    table_add_text(answer, started.clocks->str);
    table_add_text(answer, started.amounts->str);
    table_add_text(answer, started.articles->str);
    if (started.any)
        table_add_int(answer, started.verified);
    else
        table_add_null(answer);
    table_add_text(answer, started.status->str);
    g_string_free(started.clocks, TRUE);
    g_string_free(started.amounts, TRUE);
    g_string_free(started.articles, TRUE);
    g_string_free(started.status, TRUE);
    return table_row_end(answer, error);
}

bool dispute_command_rules(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const char *named = arguments_text(arguments, "profile");
    const char *wanted = named != NULL ? named : session->store != NULL ? session_profile(session) : "CN-ZX";
    const struct law_rule *law = law_find_use(wanted, "answer", error);
    if (law == NULL || !machine_loaded(error) || !clock_rules_loaded(error)) return false;
    table_fact_text(answer, "profile", N_("Profile"), law->profile);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    const struct law_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++) {
        if (!law_step_holds_under(step, law->profile)) continue;
        /* a line of the law's own stands before the one for every law */
        const bool first = strcmp(step->from, "*") == 0 || machine_find(step->from, step->event, law->profile) == step;
        if (!first) continue;
        if (!step_row(answer, step, law->profile, session->language, error)) return false;
    }
    return true;
}
