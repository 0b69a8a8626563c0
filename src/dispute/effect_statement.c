/* SPDX-License-Identifier: Apache-2.0 */
/* What the person says of a disputed item, beside it. */
#include "dispute/act.h"

bool effect_statement(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    const char *text = arguments_text(act->arguments, "text");
    if (g_utf8_strlen(text, -1) > machine_policy("statement_limit")) {
        g_autofree char *limit = g_strdup_printf("%" G_GINT64_FORMAT, machine_policy("statement_limit"));
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A statement has at most {1} characters."),
                         N_("Ask the person to shorten it."), limit, NULL);
        return false;
    }
    return marks_add(act->session, act->each, "statement", error);
}
