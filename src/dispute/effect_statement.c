/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside a disputed item: the person's own words, and what could not be settled. */
#include "dispute/act.h"
#include "statement/statement.h"

static struct statement_text beside(const struct act *act, const struct case_item *item, const char *kind,
                                    const char *text, const char *author)
{
    return (struct statement_text){ .subject = act->each->subject,
                                    .dispute = act->each->id,
                                    .kind = kind,
                                    .account = item->account,
                                    .month = item->month,
                                    .field = item->field,
                                    .text = text,
                                    .author = author };
}

bool effect_statement(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    const char *text = arguments_text(act->arguments, "text");
    for (guint i = 0; i < act->each->items->len; i++) {
        const struct statement_text said = beside(act, act->each->items->pdata[i], "personal", text, "");
        if ((i == 0 && !statement_check(act->session, &said, act->each->profile, error)) ||
            statement_write(act->session, &said, error) == 0)
            return false;
    }
    return marks_add(act->session, act->each, "statement", error);
}

/* What the decider found, and what the applicant holds: Regulation on the Credit Reporting Industry, article 25(3). */
static char *objection(struct act *act, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *found = store_query_text(act->session->store, &failed,
                                              "SELECT note FROM dispute_event WHERE dispute = ?1 AND event ="
                                              " 'cannot_determine' ORDER BY seq DESC LIMIT 1",
                                              "i", act->each->id);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    const char *claimed = act->each->text != NULL ? act->each->text : "";
    return g_strdup_printf("%s%s%s", found != NULL ? found : "", found != NULL && *claimed != '\0' ? "\n" : "",
                           claimed);
}

bool effect_note(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    g_autofree char *text = objection(act, error);
    if (text == NULL) return false;
    for (guint i = 0; i < act->each->items->len; i++) {
        const struct case_item *item = act->each->items->pdata[i];
        const bool claimed = item->claimed != NULL && *text == '\0';
        const struct statement_text said = beside(act, item, "objection", claimed ? item->claimed : text, "");
        if (g_strcmp0(item->outcome, "undetermined") == 0 && statement_write(act->session, &said, error) == 0)
            return false;
    }
    return true;
}
