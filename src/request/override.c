/* SPDX-License-Identifier: Apache-2.0 */
/* `feedback override`: a person decides otherwise than the score says, and says why. It is a decision like any other,
 * with the score it stands against; its reason is a code, so that overrides can be counted, and the rows marked when a
 * model is fitted again. */
#include "request/decision.h"

#include <string.h>

/* The reasons for this outcome, for a message. Caller frees. */
static char *reasons_for(const struct tsv *reasons, const char *outcome)
{
    GString *list = g_string_new(NULL);
    for (size_t row = 0; row < tsv_rows(reasons); row++)
        if (strcmp(tsv_cell(reasons, row, "decision"), outcome) == 0)
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", tsv_cell(reasons, row, "code"));
    return g_string_free(list, FALSE);
}

/* A reason for an approval is none for a refusal. */
static bool check_reason(const char *code, const char *outcome, GError **error)
{
    g_autoptr(tsv_t) reasons = tsv_load("models/overrides.tsv", error);
    for (size_t row = 0; reasons && row < tsv_rows(reasons); row++)
        if (strcmp(tsv_cell(reasons, row, "code"), code) == 0 &&
            strcmp(tsv_cell(reasons, row, "decision"), outcome) == 0)
            return true;
    g_autofree char *list = reasons ? reasons_for(reasons, outcome) : NULL;
    if (list)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is no reason to decide {2} against the score."),
                         N_("Reasons are {3}."), code, outcome, list, NULL);
    return false;
}

static bool check_against(const struct decision *decision, GError **error)
{
    if (g_strcmp0(decision->said, decision->outcome) != 0) return true;
    g_autofree char *score = g_strdup_printf("%d", decision->score);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The score of {1} says {2} too: nothing is overridden."),
                     N_("Record it with `bureau decision record`."), score, decision->outcome, NULL);
    if (error) bureau_error_give_reason(*error, "no-override");
    return false;
}

bool feedback_command_override(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const char *outcome = arguments_text(arguments, "decision"), *code = arguments_text(arguments, "reason");
    const char *text = arguments_text(arguments, "text");
    g_autoptr(decision_t) decision = g_new0(struct decision, 1);
    const struct decision_rule *rule = decision_rule_find(session_profile(session), outcome, error);
    if (!rule || !decision_check_purpose(session, error) || !check_reason(code, outcome, error) ||
        (text && !letter_check_text(text, error)))
        return false;
    decision->subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    decision->at = session_now(session);
    decision->day = session_today(session);
    decision->purpose = g_strdup(session->purpose ? session->purpose : "");
    decision->basis = g_strdup(session->basis);
    decision->outcome = g_strdup(outcome);
    decision->override = g_strdup(code);
    decision->note = text ? text_sanitise(text, -1) : NULL;
    decision->maker = g_strdup(session->user);
    decision->state = g_strdup("decided");
    if (!decision_score_now(session, decision, error) || !check_against(decision, error) ||
        !decision_insert(session, decision, error))
        return false;
    decision_facts(answer, decision);
    return guard_touch(session, decision->subject, decision->subject, error);
}
