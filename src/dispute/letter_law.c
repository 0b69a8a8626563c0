/* SPDX-License-Identifier: Apache-2.0 */
/* What a letter of a case says because of the law of the case's own profile: the period and its article, what a mark
 * means, what becomes of what cannot be determined, what may be done against the result. Words and articles are in
 * data/letters/lines.tsv; here is only which goes where. */
#include "dispute/case.h"

#include <string.h>

/* The rule that set the due day, so that a letter cites the law of the case's own profile. */
static char *article(const struct letter_draft *draft)
{
    const struct law_rule *rule = law_find_use(draft->each->profile, "answer", NULL);
    if (rule == NULL) return g_strdup("");
    const char *words = strcmp(draft->language, "zh") == 0 ? rule->article_zh : rule->article_en;
    return g_strdup(*words != '\0' ? words : rule->cite);
}

/* Placeholder, key of its line, and whether the line stands as a list below the sentence that announces it. */
static const struct {
    const char *name, *key;
    bool listed;
} lines[] = {
    { "counted", "dispute.counted", false },  { "mark", "dispute.mark", false },
    { "period", "dispute.period", false },    { "ahead", "dispute.ahead", false },
    { "remedies", "dispute.remedies", true }, { "free", "dispute.free", false },
    { "notice", "dispute.notice", false },    { "undetermined", "dispute.undetermined", false },
    { "kept", "dispute.kept", false },        { "duty", "furnisher.duty", false },
    { "told", "receivers.duty", false },      { "complaint", "complaint", false },
    { "why", "extension.why", false },        { "limit", "statement.limit", false },
    { "expedited", "expedited", false },
};

/* {1} {2} {3} filled in; "|" begins a line of its own. Caller frees. */
static char *law_line(const char *line, bool listed, const char *first, const char *second, const char *third)
{
    g_auto(GStrv) parts = g_strsplit(line != NULL ? line : "", "|", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; parts[i] != NULL; i++) {
        g_autofree char *filled = letter_fill(parts[i], first, second, third);
        g_string_append_printf(text, "%s%s%s", i > 0 ? "\n" : "", listed ? "  " : "", filled);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- the furnishers -----------------------------------------------------------------------------------------------
 */

/* How to reach a furnisher: what the agreement with it says. Caller frees. */
static char *contact_of(const struct letter_draft *draft, int64_t source)
{
    g_autofree char *contact = store_query_text(
        draft->session->store, NULL,
        "SELECT a.contact FROM agreement a JOIN source s ON a.party IN (s.code, s.name_en, s.name_zh)"
        " WHERE s.id = ?1 AND a.contact IS NOT NULL AND a.ended IS NULL ORDER BY a.begins DESC LIMIT 1",
        "i", source);
    return contact != NULL ? text_sanitise(contact, -1)
                           : g_strdup(letter_line("furnisher.contact_none", draft->language));
}

/* The furnishers of the items, each once: their names with commas, or a line each with how to reach them. */
static char *furnishers(const struct letter_draft *draft, bool reach)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < draft->each->items->len; i++) {
        const int64_t source = letter_account(draft->session, draft->each, draft->each->items->pdata[i], NULL, NULL);
        if (source == 0 || !g_hash_table_add(known, GINT_TO_POINTER((int)source))) continue;
        const char *name = source_label(draft->session->store, source, draft->language);
        g_autofree char *contact = reach ? contact_of(draft, source) : NULL;
        g_autofree char *line =
            reach ? letter_fill(letter_line("furnisher.contact", draft->language), name, contact, NULL)
                  : g_strdup(name);
        const char *between = reach ? "\n" : strcmp(draft->language, "zh") == 0 ? "、" : ", ";
        g_string_append_printf(text, "%s%s%s", text->len > 0 ? between : "", reach ? "  - " : "", line);
    }
    if (text->len == 0)
        g_string_append_printf(text, "%s%s", reach ? "  - " : "", letter_line("furnisher.any", draft->language));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The last day before the running period replaced it. */
static bool day_before(const struct letter_draft *draft, struct date *before, GError **error)
{
    int64_t day;
    if (!store_query_int(
            draft->session->store, &day, draft->each->due.days, error,
            "SELECT due FROM dispute_clock WHERE dispute = ?1 AND clock = 'answer' AND replaced IS NOT NULL"
            " ORDER BY seq DESC LIMIT 1",
            "i", draft->each->id))
        return false;
    *before = (struct date){ (int32_t)day };
    return true;
}

bool letter_put_law(const struct letter_draft *draft, GHashTable *words, GError **error)
{
    const char *language = draft->language, *profile = draft->each->profile;
    g_autofree char *rule = article(draft), *due = letter_day(draft->each->due, language);
    g_autofree char *names = furnishers(draft, false);
    g_autofree char *setting = g_strconcat("regulator.name.", language, NULL);
    g_autofree char *regulator =
        setting_get(draft->session->store, setting, letter_line_for("regulator.name", profile, language));
    letter_put(words, "regulator", g_strdup(regulator));
    struct date before;
    if (!day_before(draft, &before, error)) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const bool period = strcmp(lines[i].name, "period") == 0;
        letter_put(words, lines[i].name,
                   law_line(letter_line_for(lines[i].key, profile, language), lines[i].listed, period ? due : regulator,
                            names, rule));
    }
    letter_put(words, "before", letter_day(before, language));
    letter_put(words, "furnishers", furnishers(draft, true));
    letter_put(words, "planned",
               letter_day(date_is_set(draft->planned) && draft->planned.days != 0 ? draft->planned : draft->each->due,
                          language));
    letter_put(words, "article", g_steal_pointer(&rule));
    return true;
}
