/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision does to a case: outcomes, corrections, the end of its marks, its close. */
#include "dispute/act.h"

#include <string.h>

/* With --item the decision is about that item, and the others were correct; without, about all of them. */
bool effect_decide(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    int64_t wanted = arguments_int(act->arguments, "item", 0);
    if (wanted != 0 && case_item_at(each, wanted) == NULL) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, wanted);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The case has no item {1}."),
                         N_("`bureau dispute items` lists them."), number, NULL);
        return false;
    }
    g_free(each->decider);
    each->decider = g_strdup(act->session->user);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        g_free(item->outcome);
        item->outcome = g_strdup(wanted == 0 || wanted == item->item ? outcome : "correct");
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

bool effect_correct(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    if (!correction_apply(act->session, act->each, arguments_text(act->arguments, "value"),
                          arguments_int(act->arguments, "item", 0), &act->correction, error))
        return false;
    g_autoptr(GPtrArray) names = letters_receivers(act->session, act->each, error);
    act->receivers = names ? names->len : 0;
    return names != NULL;
}

/* Invariant: the mark goes only after a letter went out. */
bool effect_unmark(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    bool answered;
    if (!letters_answered(act->session, act->each->id, &answered, error)) return false;
    if (!answered) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs the written reply first."),
                         N_("Make it with the event answer."), act->step->event, NULL);
        return false;
    }
    act->each->closed = session_today(act->session);
    /* the row says closed before other cases' marks are looked at */
    return store_run(act->session->store, error, "UPDATE dispute SET closed = ?2 WHERE id = ?1", "id", act->each->id,
                     act->each->closed) &&
           marks_end(act->session, act->each, error);
}

bool effect_close(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    g_free(each->outcome);
    each->outcome = g_strdup(outcome);
    each->closed = session_today(act->session);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        if (item->outcome != NULL) continue;
        item->outcome = g_strdup(outcome);
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

bool effect_special(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    return marks_add(act->session, act->each, "special", error);
}
