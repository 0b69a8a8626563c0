/* SPDX-License-Identifier: Apache-2.0 */
/* `law use`: the jurisdiction profile the house goes by. It decides what a look needs, how long adverse items are shown
 * and when an answer is due, so one person alone does not change it. What was decided under the old one keeps it: cases
 * and requests carry the profile they were opened under. */
#include "law/law.h"

#include <string.h>

static bool has_access_rules(const char *profile, GError **error)
{
    const struct access_rule *rule;
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++)
        if (law_in_family(profile, rule->family)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} does not say who may look at a file"),
                     N_("Choose a profile that the house can work under; `bureau law profiles` lists them."), profile,
                     NULL);
    return false;
}

bool law_command_use(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const struct law_rule *rule = law_find_use(arguments_text(arguments, "profile"), "answer", error);
    if (rule == NULL || !has_access_rules(rule->profile, error)) return false;
    g_autofree char *before = g_strdup(session_profile(session));
    if (strcmp(before, rule->profile) == 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The house goes by {1} already"), NULL, rule->profile, NULL);
        return false;
    }
    if (!setting_set(session->store, "law.profile", rule->profile, error)) return false;
    session_forget_settings(session);
    table_fact_text(answer, "profile", N_("Profile"), rule->profile);
    table_fact_text(answer, "before", N_("Before"), before);
    return true;
}
