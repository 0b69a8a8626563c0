/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read to a person: the words of a consent (data/law/clauses.tsv), and what the law of the profile asks of
 * each purpose (data/law/access.tsv). */
#include "consent/consent_private.h"

#include <string.h>

// clang-format off
static const struct column clause_columns[] = {
    { .id = "clause", .title = N_("Clause"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "CONSENT_KIND" },
    { .id = "since", .title = N_("Since"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "text", .title = N_("Text"), .type = VALUE_TEXT },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "status", .title = N_("Verified"), .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 3 },
};
// clang-format on

static bool is_asked(const char *wanted, const char *found)
{
    return !wanted || strcmp(wanted, found) == 0;
}

bool consent_command_clauses(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const char *clause = arguments_text(arguments, "clause"), *kind = arguments_text(arguments, "kind");
    const char *language = g_strcmp0(session->language, "zh") == 0 ? "zh" : "en";
    g_autoptr(tsv_t) tsv = tsv_load("law/clauses.tsv", error);
    if (tsv == NULL) return false;
    table_set_columns(answer, clause_columns, G_N_ELEMENTS(clause_columns));
    for (size_t row = 0; row < tsv_rows(tsv); row++) {
        if (!is_asked(clause, tsv_cell(tsv, row, "clause")) || !is_asked(kind, tsv_cell(tsv, row, "kind"))) continue;
        table_row_begin(answer);
        table_add_text(answer, tsv_cell(tsv, row, "clause"));
        table_add_text(answer, tsv_cell(tsv, row, "kind"));
        table_add_text(answer, tsv_cell(tsv, row, "since"));
        table_add_text(answer, tsv_cell(tsv, row, language));
        table_add_text(answer, tsv_cell(tsv, row, "cite"));
        table_add_text(answer, tsv_cell(tsv, row, "status"));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

char *clause_newest(const char *kind)
{
    g_autoptr(tsv_t) tsv = tsv_load("law/clauses.tsv", NULL);
    char *newest = NULL;
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++) {
        if (strcmp(tsv_cell(tsv, row, "kind"), kind) != 0) continue;
        g_free(newest);
        newest = g_strdup(tsv_cell(tsv, row, "clause"));
    }
    return newest;
}

/* ---- the rules --------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column rule_columns[] = {
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE" },
    { .id = "asks", .title = N_("Asks for"), .type = VALUE_CODE, .group = "ACCESS_ASKS" },
    { .id = "consent", .title = N_("Consent"), .type = VALUE_CODE, .group = "CONSENT_KIND", .priority = 2 },
    { .id = "kinds", .title = N_("Always shown"), .type = VALUE_CODE, .group = "DATA_KIND", .priority = 3 },
    { .id = "frozen", .title = N_("When frozen"), .type = VALUE_FLAG, .priority = 2, .help = N_("Whether a frozen file may be looked at for it.") },
    { .id = "restricted", .title = N_("When restricted"), .type = VALUE_FLAG, .priority = 2, .help = N_("Whether a file that is kept and not used may be looked at for it.") },
    { .id = "reference", .title = N_("Needs a document"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "status", .title = N_("Verified"), .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 1 },
    { .id = "why", .title = N_("Why"), .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

static bool add_rule(struct table *answer, const struct access_rule *rule, bool chinese, GError **error)
{
    g_autofree char *kinds = kinds_text(rule->kinds);
    table_row_begin(answer);
    table_add_text(answer, rule->purpose);
    table_add_text(answer, rule->asks_word);
    table_add_text(answer, *rule->consent ? rule->consent : NULL);
    table_add_text(answer, *kinds ? kinds : NULL);
    table_add_int(answer, !rule->stops_frozen);
    table_add_int(answer, !rule->stops_restricted);
    table_add_int(answer, rule->needs_reference);
    table_add_text(answer, rule->cite);
    table_add_text(answer, rule->status);
    table_add_text(answer, chinese ? rule->zh : rule->en);
    return table_row_end(answer, error);
}

bool access_command_rules(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *asked = arguments_text(arguments, "profile");
    const char *profile = asked ? asked : session->store ? session_profile(session) : "CN-ZX";
    const bool chinese = g_strcmp0(session->language, "zh") == 0;
    const struct access_rule *rule;
    size_t found = 0;
    table_fact_text(answer, "profile", N_("Profile"), profile);
    table_set_columns(answer, rule_columns, G_N_ELEMENTS(rule_columns));
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++) {
        if (access_rule_find(profile, rule->purpose) != rule) continue;
        found++;
        if (!add_rule(answer, rule, chinese, error)) return false;
    }
    if (found > 0) return true;
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no rule for looks under the profile {1}"),
                     N_("`bureau law profiles` names the profiles."), profile, NULL);
    return false;
}
